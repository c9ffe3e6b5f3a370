// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/storage/storeparts.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

/// How a whole store is carried from one database to another (docs/decisions/0027): read in order,
/// written verbatim. Each kind of store implements both sides. All errors are whole sentences for
/// the administrator.
namespace maru::server {

/// A piece of one part.
struct StoreBatch
{
    std::vector<StoreRecord> records; ///< at most limits::transferRecords
    QString next; ///< where read() goes on
    bool isLast = false; ///< nothing follows
};

/// A store that is only read, all of it as it is at one moment.
///
/// Thread: the one that made it.
class StoreSource
{
public:
    StoreSource() = default;
    StoreSource(const StoreSource &) = delete;
    StoreSource &operator=(const StoreSource &) = delete;
    virtual ~StoreSource() = default;

    /// Keeps servers from it as long as this object lives, and changes nothing in it. Refuses a
    /// store that a server has, one that is none of ours, and one of another schema than this
    /// program's (newestSqliteSchema(), the same number for every kind).
    [[nodiscard]] virtual Result<void, QString> open() = 0;

    /// For people: without user and password.
    [[nodiscard]] virtual QString place() const = 0;
    /// About what it takes on a disk.
    [[nodiscard]] virtual qint64 bytes() = 0;
    [[nodiscard]] virtual Result<qint64, QString> count(StorePart part) = 0;

    /// The records of \p part that follow \p after, a StoreBatch::next of the same part (also of an
    /// earlier process); empty: from the first. Their order is always the same. Messages come in
    /// the order in which they were stored over all rooms as far as the store knows it, and
    /// ascending by seq within each room.
    [[nodiscard]] virtual Result<StoreBatch, QString> read(StorePart part,
                                                           const QString &after) = 0;

    /// To be called while the other end is at work, at least every limits::storeWatchMs: some are
    /// kept only by who is heard of. The error: they are not kept any more.
    [[nodiscard]] virtual Result<void, QString> stayAlive() { return {}; }
};

/// How far an unfinished copy is. It is written in the transaction of the records it speaks of.
struct StoreProgress
{
    StorePart part = StorePart::Store;
    QString position; ///< StoreBatch::next of the source
    bool operator==(const StoreProgress &) const = default;
};

/// What there is where a store is to be written.
struct StoreTargetState
{
    enum class Kind : quint8 {
        Empty, ///< nothing, or not even a database
        Unfinished, ///< a copy that is not finished
        Complete, ///< a store: readable through StoreTarget::written()
    };
    Kind kind = Kind::Empty;
    QString origin; ///< Unfinished: as given to begin()
    StoreProgress progress; ///< Unfinished
};

/// A store that is being written. Until finish() no server starts on it, also after a `kill -9` at
/// any moment.
///
/// Thread: the one that made it.
class StoreTarget
{
public:
    StoreTarget() = default;
    StoreTarget(const StoreTarget &) = delete;
    StoreTarget &operator=(const StoreTarget &) = delete;
    virtual ~StoreTarget() = default;

    /// Keeps servers and other copies from it as long as this object lives, and changes nothing
    /// yet. Refuses what a store could not be in: a foreign database, one that may lose what it
    /// acknowledged.
    [[nodiscard]] virtual Result<StoreTargetState, QString> open() = 0;

    [[nodiscard]] virtual QString place() const = 0;
    /// Of the disk it goes to; empty: it cannot be seen from here.
    [[nodiscard]] virtual std::optional<qint64> bytesAvailable() const = 0;

    /// Empty → Unfinished: makes the tables of the newest schema, with no row in them, and keeps
    /// \p origin, which says what is copied. Also takes an unfinished copy, which is thrown away.
    [[nodiscard]] virtual Result<void, QString> begin(const QString &origin) = 0;
    /// Adds \p records of progress.part verbatim; durable, with \p progress, when it returns.
    [[nodiscard]] virtual Result<void, QString> write(const std::vector<StoreRecord> &records,
                                                      const StoreProgress &progress) = 0;
    /// Unfinished → Complete, durably.
    [[nodiscard]] virtual Result<void, QString> finish() = 0;

    [[nodiscard]] virtual Result<void, QString> stayAlive() { return {}; } ///< as StoreSource's

    /// What is there, to be compared; not while it is Empty. Lives as long as this object.
    [[nodiscard]] virtual StoreSource &written() = 0;
};

/// What makes both sides for a URL, in the thread that will use them. The StorageBackend of a
/// plugin is one beside, if its stores can be carried elsewhere.
class StoreTransferMaker
{
public:
    StoreTransferMaker() = default;
    StoreTransferMaker(const StoreTransferMaker &) = delete;
    StoreTransferMaker &operator=(const StoreTransferMaker &) = delete;
    virtual ~StoreTransferMaker() = default;

    [[nodiscard]] virtual Result<std::unique_ptr<StoreSource>, QString>
    makeSource(const QString &url) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<StoreTarget>, QString>
    makeTarget(const QString &url) = 0;
};

} // namespace maru::server
