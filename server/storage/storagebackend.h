// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/chat/changes.h"
#include "server/chat/queries.h"

#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace maru::server {

/// Why a store was not opened: one clear sentence for the administrator. Nothing was changed
/// (promise P5).
struct OpenError
{
    QString text;
};

/// What a backend may take for work that nobody waits for.
enum class Leisure : quint8 {
    None, ///< requests wait
    Moment, ///< none at the moment
    Plenty, ///< none for a while
};
/// When a backend has more of such work.
enum class Later : quint8 { Nothing, AfterAWhile, AtOnce };

/// A second view of a store, for questions that are answered while the backend writes.
///
/// Thread: the one that made it.
class StorageReader
{
public:
    StorageReader() = default;
    StorageReader(const StorageReader &) = delete;
    StorageReader &operator=(const StorageReader &) = delete;
    virtual ~StorageReader() = default;

    /// Sees everything that was answered as applied before.
    [[nodiscard]] virtual Result<QueryReply, StoreError> read(const Query &query) = 0;
};
using ReaderMaker = std::function<std::unique_ptr<StorageReader>()>;

/// One database, seen from its own thread: synchronous and small. Every backend passes
/// tests/server/storage/storagecontract.h.
///
/// All calls come from one thread. Errors of single changes do not disturb the others of their
/// batch.
class StorageBackend
{
public:
    StorageBackend() = default;
    StorageBackend(const StorageBackend &) = delete;
    StorageBackend &operator=(const StorageBackend &) = delete;
    virtual ~StorageBackend() = default;

    /// Opens, checks and migrates. Nothing on disk is touched when it fails.
    [[nodiscard]] virtual Result<void, OpenError> open() = 0;

    /// Applies \p changes in order in one transaction; when this returns, what succeeded is
    /// durable. One reply per change, in order. If the transaction as a whole fails, every reply is
    /// StoreError::Failed (or Broken).
    [[nodiscard]] virtual std::vector<Result<ChangeReply, StoreError>>
    apply(const std::vector<Change> &changes) = 0;

    /// Sees everything applied before.
    [[nodiscard]] virtual Result<QueryReply, StoreError> read(const Query &query) = 0;

    /// Makes a reader of the open store in whatever thread calls it. It must have gone before the
    /// store is closed. Empty: there is none, and read() answers everything.
    [[nodiscard]] virtual ReaderMaker readerMaker() const { return {}; }

    /// Called when nobody waits for a reply: the time for checkpoints and the like.
    virtual void maintain() { }

    /// How long maintain() may wait while nothing is asked, in milliseconds; negative: for ever.
    [[nodiscard]] virtual int idleMs() const { return -1; }

    /// Does a piece of the work that no reply waits for, such as an index, and says whether there
    /// is more. Called between requests; what comes meanwhile waits until it returns.
    [[nodiscard]] virtual Later followUp(Leisure /*leisure*/) { return Later::Nothing; }

    /// Why the store takes no changes, as one sentence for the administrator; empty once it takes
    /// them again, which maintain() finds out when nobody sends any.
    [[nodiscard]] virtual QString problem() const { return {}; }

    /// Leaves the store closed in good order (checkpoint). Also called by the destructor of each
    /// backend.
    virtual void close() = 0;
};

} // namespace maru::server
