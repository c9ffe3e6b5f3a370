// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/mongo/mongocodec.h"
#include "server/storage/mongo/mongoconnection.h"
#include "server/storage/mongo/mongomessage.h"

#include <QHash>
#include <QSet>

#include <map>
#include <optional>
#include <vector>

namespace maru::server {

/// What becomes of one document in a batch; none: it goes.
struct MongoOperation
{
    MongoKey key;
    std::optional<Bson> document;
};

/// A batch that is being worked out: what it touches of the state, so that it can be written as one
/// piece or undone, and the messages it needs from the database.
///
/// Once trouble() is set, nothing that the unit said counts.
class MongoUnit
{
public:
    MongoUnit(MemoryState &state, MongoConnection &connection)
        : m_state(state)
        , m_connection(connection)
    { }

    /// To be called before the document of \p key may change.
    void touch(const MongoKey &key);
    /// One question for all messages that \p changes name.
    void prefetch(const std::vector<Change> &changes);

    /// nullptr: not in that room.
    [[nodiscard]] MongoMessage *message(const RoomId &room, const MessageId &message);
    [[nodiscard]] MongoMessage *sent(const UserId &author, const QString &cid);
    [[nodiscard]] bool isThere(const MessageId &message);
    /// Is going to be written.
    void noteChanged(const MongoMessage &message);
    /// What the state's own append() has left in \p room goes into the unit.
    void takeAppended(MemoryRoom &room, const QByteArray &contentHash = {});
    /// Before the room counts the change that ends what \p message says.
    void addEdit(const MongoMessage &message, const UserId &editor, qint64 nowMs);
    /// Who was banned by whom, and why: kept for people, read by nobody.
    void addBanNote(const UserId &user, const RoomId &room, const UserId &by, const QString &reason,
                    std::optional<qint64> untilMs, qint64 nowMs);
    [[nodiscard]] Message whole(const MongoMessage &message);

    /// Messages above \p readSeq that name \p user.
    [[nodiscard]] qint64 mentions(const UserId &user, const RoomId &room, qint64 readSeq);
    [[nodiscard]] bool isCarried(const FileId &file);

    [[nodiscard]] const std::optional<MongoFailure> &trouble() const { return m_trouble; }

    /// What differs from before.
    [[nodiscard]] std::vector<MongoOperation> operations() const;
    /// The state is what it was before.
    void undo();

private:
    struct Cached
    {
        MongoMessage now;
        bool isStored = false; // and was as follows
        QList<UserId> mentionsBefore;
        QList<File> filesBefore;
        bool isChanged = false;
    };

    void load(const QStringList &ids, const QStringList &sent);
    [[nodiscard]] Cached *find(const QString &id);
    void cache(MongoMessage message, bool isStored);
    [[nodiscard]] qint64 count(const Bson &filter);

    MemoryState &m_state;
    MongoConnection &m_connection;
    std::map<MongoKey, std::optional<Bson>> m_before;
    std::map<QString, Cached> m_messages; // by id
    QSet<QString> m_absent; // ids of messages that are not there
    QHash<QString, QString> m_sent; // sentKey() → id; empty: not there
    std::vector<MongoOperation> m_notes; // edits and bans
    qint64 m_countBefore = -1;
    std::optional<MongoFailure> m_trouble;
};

} // namespace maru::server
