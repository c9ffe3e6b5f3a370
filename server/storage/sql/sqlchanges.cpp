// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlchanges.h"

#include "server/storage/sql/sqlrows.h"

namespace maru::server {

namespace {

QVariant optionalMs(const std::optional<qint64> &ms)
{
    return ms ? QVariant(*ms) : QVariant(QMetaType::fromType<qint64>());
}

} // namespace

SqlChanges::SqlChanges(Statements &statements)
    : m_statements(statements)
{ }

SqlChanges::Reply SqlChanges::apply(const Change &change)
{
    return std::visit([this](const auto &one) { return applyOne(one); }, change);
}

void SqlChanges::writeCounters()
{
    for (auto it = m_counters.cbegin(); it != m_counters.cend(); ++it) {
        run(Sql::SetRoomCounters, {it->seq, it->rev, it.key().toString()});
    }
    m_counters.clear();
}

void SqlChanges::run(Sql which, std::initializer_list<QVariant> values)
{
    // Only for its effect: a failure stands in Statements::trouble(), which is looked at before
    // COMMIT.
    static_cast<void>(m_statements.run(which, values));
}

SqlChanges::Counters *SqlChanges::countersOf(const RoomId &room)
{
    const auto known = m_counters.find(room);
    if (known != m_counters.end()) {
        return &*known;
    }
    Rows rows = m_statements.run(Sql::RoomCounters, {sqlText(room.toString())});
    if (!rows.next()) {
        return nullptr;
    }
    return &*m_counters.insert(room, {rows.number(0), rows.number(1)});
}

bool SqlChanges::insert(Message &message, Counters &counters, const QByteArray &contentHash)
{
    message.seq = counters.seq + 1;
    message.rev = counters.rev + 1;
    const Rows rows = m_statements.run(
        Sql::InsertMessage,
        {sqlText(message.id.toString()), sqlText(message.room.toString()), message.seq, message.rev,
         sqlOrNull(message.cid), sqlNumber(message.type), sqlText(message.chat),
         sqlOrNull(message.user.id.toString()), sqlText(message.user.userName), message.createdMs,
         message.updatedMs, optionalMs(message.editedMs), optionalMs(message.deletedMs),
         sqlOrNull(contentHash)});
    if (rows.changedRows() != 1) {
        return false;
    }
    // Only now: a message that was not inserted must not leave a gap.
    counters = {message.seq, message.rev};
    return true;
}

SqlChanges::Reply SqlChanges::applyOne(const AppendMessage &change)
{
    Counters *counters = countersOf(change.message.room);
    if (counters == nullptr) {
        return failure(StoreError::NotFound);
    }
    Message message = change.message;
    if (insert(message, *counters, change.contentHash)) {
        return AppendMessage::Reply{std::move(message), false};
    }
    return sentBefore(change);
}

SqlChanges::Reply SqlChanges::sentBefore(const AppendMessage &change)
{
    const Message &message = change.message;
    Rows rows = m_statements.run(Sql::MessageByCid,
                                 {sqlText(message.user.id.toString()), sqlText(message.cid)});
    // No row: not the cid but the id of the message exists already.
    if (!rows.next() || rows.bytes(contentHashColumn) != change.contentHash) {
        return failure(StoreError::Conflict);
    }
    return AppendMessage::Reply{messageFrom(rows), true};
}

std::optional<StoredUser> SqlChanges::findUser(const UserId &user)
{
    Rows rows = m_statements.run(Sql::UserById, {sqlText(user.toString())});
    return rows.next() ? std::optional(userFrom(rows)) : std::nullopt;
}

// Two users with one token would be a bug of ours, but it must not fail the rest of the batch.
bool SqlChanges::isTokenTaken(const QByteArray &tokenHash)
{
    return m_statements.run(Sql::UserByToken, {tokenHash}).next();
}

SqlChanges::Reply SqlChanges::applyOne(const CreateUser &change)
{
    StoredUser stored{change.user, !change.tokenHash.isEmpty()};
    stored.user.isOnline = false; // presence is a lease, never stored
    const User &user = stored.user;
    if (stored.isHeld && isTokenTaken(change.tokenHash)) {
        return failure(StoreError::NameTaken);
    }
    {
        const Rows rows = m_statements.run(Sql::InsertUser,
                                           {sqlText(user.id.toString()), sqlText(user.userName),
                                            sqlText(change.nameKey), sqlOrNull(change.skeleton),
                                            sqlNumber(user.role), int{stored.isHeld},
                                            user.lastSeenMs, user.createdMs});
        if (rows.changedRows() != 1) {
            return failure(StoreError::NameTaken);
        }
    }
    if (stored.isHeld) {
        run(Sql::InsertToken, {change.tokenHash, user.id.toString(), user.createdMs});
    }
    return stored;
}

SqlChanges::Reply SqlChanges::applyOne(const HoldName &change)
{
    if (isTokenTaken(change.tokenHash)) {
        return failure(StoreError::Conflict);
    }
    const Rows rows = m_statements.run(Sql::HoldUser, {sqlText(change.user.toString())});
    std::optional<StoredUser> stored = findUser(change.user);
    if (!stored) {
        return failure(StoreError::NotFound);
    }
    if (rows.changedRows() != 1) {
        return failure(StoreError::Conflict);
    }
    run(Sql::InsertToken, {change.tokenHash, change.user.toString(), change.nowMs});
    return *std::move(stored);
}

SqlChanges::Reply SqlChanges::applyOne(const RenameUser &change)
{
    std::optional<StoredUser> stored = findUser(change.user);
    if (!stored) {
        return failure(StoreError::NotFound);
    }
    const QString id = change.user.toString();
    if (m_statements
            .run(Sql::OtherUserWithName, {id, sqlText(change.nameKey), sqlOrNull(change.skeleton)})
            .next()) {
        return failure(StoreError::NameTaken);
    }
    run(Sql::RenameUser,
        {sqlText(change.userName), sqlText(change.nameKey), sqlOrNull(change.skeleton), id});
    stored->user.userName = change.userName;
    return *std::move(stored);
}

SqlChanges::Reply SqlChanges::applyOne(const RevokeToken &change)
{
    run(Sql::DeleteToken, {change.tokenHash});
    return Nothing{};
}

SqlChanges::Reply SqlChanges::applyOne(const CreateRoom &change)
{
    StoredRoom stored = change.room;
    stored.room.seq = 0;
    stored.room.rev = 0;
    const Room &room = stored.room;
    const Rows rows =
        m_statements.run(Sql::InsertRoom,
                         {sqlText(room.id.toString()), sqlText(room.name), sqlText(stored.nameKey),
                          sqlNumber(room.kind), sqlText(room.topic), int{room.archived},
                          sqlOrNull(stored.classCode), room.createdMs});
    if (rows.changedRows() != 1) {
        return failure(StoreError::NameTaken);
    }
    return stored;
}

SqlChanges::Reply SqlChanges::applyOne(const EnterRoom &change)
{
    EnterRoom::Reply reply;
    {
        Rows rows = m_statements.run(Sql::RoomById, {sqlText(change.room.toString())});
        if (!rows.next()) {
            return failure(StoreError::NotFound);
        }
        reply.room = roomFrom(rows).room;
    }
    if (!findUser(change.user)) {
        return failure(StoreError::NotFound);
    }
    const QString user = change.user.toString();
    const QString room = change.room.toString();
    const bool isNew =
        m_statements.run(Sql::InsertMember, {user, room, change.nowMs}).changedRows() == 1;
    Counters *counters = countersOf(change.room);
    if (counters == nullptr) {
        return failure(StoreError::Failed); // the room was there a moment ago: trouble() is set
    }
    if (isNew && change.welcome) {
        Message welcome = *change.welcome;
        welcome.room = change.room;
        if (insert(welcome, *counters, {})) {
            reply.welcome = std::move(welcome);
        }
    }
    // What this transaction appended before is not in the room's row yet.
    reply.room.seq = counters->seq;
    reply.room.rev = counters->rev;
    return reply;
}

SqlChanges::Reply SqlChanges::applyOne(const SaveRecovery &change)
{
    const RecoveryRecord &record = change.record;
    run(Sql::SaveRecovery,
        {record.pidHash, sqlText(record.sid), sqlText(record.user.toString()),
         sqlText(record.room.toString()), record.fromSeq});
    return Nothing{};
}

SqlChanges::Reply SqlChanges::applyOne(const LoseRecovery &change)
{
    run(Sql::LoseRecovery, {change.atMs, change.pidHash});
    return Nothing{};
}

SqlChanges::Reply SqlChanges::applyOne(const ForgetRecovery &change)
{
    run(Sql::ForgetRecovery, {change.pidHash});
    return Nothing{};
}

SqlChanges::Reply SqlChanges::applyOne(const ExpireRecovery &change)
{
    if (change.markConnectedLost) {
        run(Sql::LoseAllRecovery, {change.nowMs});
    }
    run(Sql::DeleteLostRecovery, {change.beforeMs});
    return Nothing{};
}

} // namespace maru::server
