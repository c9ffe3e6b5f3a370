// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/storedobjects.h"
#include "client/store/storefile.h"

#include <QVariantList>

namespace maru::client {

/// The cache of one account: rooms and messages as the server last told them. It can be fetched
/// again, so whatever is wrong with it, it is set aside and begun anew.
///
/// The messages of a room are one run, from some seq up to the newest that is known. It has a gap
/// only while what came live stands above what is still being caught up with: of a rev above the
/// room's `knownRev`, which is written in the transaction that writes the rows, or later. Thread:
/// the one that opens it.
class LocalStore
{
public:
    /// \p path: the file. Never fails: without a file it forgets everything.
    LocalStore(QString path, StoreBounds bounds);

    [[nodiscard]] bool isWorking() const { return m_file != nullptr; }

    [[nodiscard]] StoredState load();
    /// At most \p limit messages below \p beforeSeq, ascending and without a gap: the last is the
    /// one directly below, or there is none. With \p overGaps whatever is below.
    [[nodiscard]] QList<Message> page(const RoomId &room, qint64 beforeSeq, int limit,
                                      bool overGaps = false);
    /// At most \p limit messages from \p fromSeq on, ascending; or from the first one behind it.
    [[nodiscard]] QList<Message> pageFrom(const RoomId &room, qint64 fromSeq, int limit);
    /// The people of \p room as they were listed last; none: that is not known.
    [[nodiscard]] QList<Member> members(const RoomId &room);
    /// All or nothing; after a failure nothing more is written until the next start, so that what
    /// is there stays true.
    void apply(const QList<CacheChange> &changes);

    // For the index for searching (localstoresearch.cpp). Nothing without a file.
    /// A message that came, changed or went; \p number counts these.
    struct Changed
    {
        qint64 number = 0;
        RoomId room;
        qint64 seq = 0;
    };
    [[nodiscard]] QByteArray identity(); ///< of the file: another one has another
    [[nodiscard]] qint64 lastChange(); ///< its number, also if it was dropped
    [[nodiscard]] QList<Changed> changesAfter(qint64 number, int limit);
    void dropChanges(qint64 upToNumber);
    [[nodiscard]] std::optional<Message> message(const RoomId &room, qint64 seq);
    /// At most \p limit of all messages behind this one, by room and seq.
    [[nodiscard]] QList<Message> messagesAfter(const RoomId &room, qint64 seq, int limit);

private:
    [[nodiscard]] QSqlQuery *asked(const QString &sql, const QVariantList &values);
    void open();
    void give(const StoreError &error, const char *what);
    [[nodiscard]] Result<StoredState, StoreError> readState();
    [[nodiscard]] Result<QList<Message>, StoreError> readPage(const RoomId &room, qint64 beforeSeq,
                                                              int limit);
    [[nodiscard]] Result<void, StoreError> refreshQuote(const RoomId &room, ReplyTo &quote);
    [[nodiscard]] Result<QByteArray, StoreError> readNote(const QString &name);
    [[nodiscard]] Result<void, StoreError> writeNote(const QString &name, const QByteArray &value);
    [[nodiscard]] Result<qint64, StoreError> lowestSeq(const RoomId &room);
    [[nodiscard]] Result<void, StoreError> put(const RoomId &room, const Message &message);
    [[nodiscard]] Result<void, StoreError> write(const StoredRoom &room);
    [[nodiscard]] Result<void, StoreError> write(const PutMessages &change);
    [[nodiscard]] Result<void, StoreError> write(const PutOlder &change);
    [[nodiscard]] Result<void, StoreError> write(const ForgetMessages &change);
    [[nodiscard]] Result<void, StoreError> write(const KeepRooms &change);
    [[nodiscard]] Result<void, StoreError> write(const PutMembers &change);
    [[nodiscard]] Result<void, StoreError> write(const StoredAccount &account);
    [[nodiscard]] Result<void, StoreError> write(const ReadingPlace &place);
    [[nodiscard]] Result<void, StoreError> evict();

    QString m_path;
    StoreBounds m_bounds;
    std::unique_ptr<StoreFile> m_file; // null: it gave up
};

} // namespace maru::client
