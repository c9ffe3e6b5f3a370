// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/statements.h"

#include <QSqlError>

#include <array>

namespace maru::server {

namespace {

#define MARU_USER                                                                                  \
    "users.id, users.name, users.role, users.is_held, users.last_seen_ms, users.created_ms"
#define MARU_ROOM                                                                                  \
    "rooms.id, rooms.name, rooms.name_key, rooms.kind, rooms.topic, rooms.archived, "              \
    "rooms.class_code, rooms.seq, "                                                                \
    "rooms.rev, rooms.created_ms"
#define MARU_MESSAGE                                                                               \
    "id, room_id, seq, rev, cid, type, chat, author_id, author_name, created_ms, updated_ms, "     \
    "edited_ms, deleted_ms"

struct Text
{
    Sql which;
    const char *sql;
};

// The columns stand in the order in which sqlrows.cpp reads them.
constexpr std::array texts{
    Text{Sql::Begin, "%begin"},
    Text{Sql::Commit, "COMMIT"},
    Text{Sql::Rollback, "ROLLBACK"},
    Text{Sql::RoomCounters, "SELECT seq, rev FROM rooms WHERE id = ?"},
    Text{Sql::SetRoomCounters, "UPDATE rooms SET seq = ?, rev = ? WHERE id = ?"},
    Text{Sql::InsertMessage,
         "INSERT INTO messages (" MARU_MESSAGE
         ", content_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
         "ON CONFLICT DO NOTHING"},
    Text{Sql::MessageByCid,
         "SELECT " MARU_MESSAGE ", content_hash FROM messages WHERE author_id = ? AND cid = ?"},
    Text{
        Sql::InsertUser,
        "INSERT INTO users (id, name, name_key, skeleton, role, is_held, last_seen_ms, created_ms) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"},
    Text{Sql::InsertToken, "INSERT INTO tokens (token_hash, user_id, created_ms) VALUES (?, ?, ?)"},
    Text{Sql::HoldUser,
         "UPDATE users SET is_held = 1, role = CASE role WHEN 0 THEN 1 ELSE role END WHERE id = ? "
         "AND is_held = 0"},
    Text{Sql::OtherUserWithName,
         "SELECT 1 FROM users WHERE id <> ? AND (name_key = ? OR skeleton = ?) LIMIT 1"},
    Text{Sql::RenameUser, "UPDATE users SET name = ?, name_key = ?, skeleton = ? WHERE id = ?"},
    Text{Sql::DeleteToken, "DELETE FROM tokens WHERE token_hash = ?"},
    Text{Sql::InsertRoom,
         "INSERT INTO rooms (id, name, name_key, kind, topic, archived, class_code, seq, rev, "
         "created_ms) "
         "VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?) ON CONFLICT DO NOTHING"},
    Text{Sql::InsertMember,
         "INSERT INTO members (user_id, room_id, joined_ms) VALUES (?, ?, ?) ON CONFLICT DO "
         "NOTHING"},
    Text{Sql::SaveRecovery,
         "INSERT INTO recovery (pid_hash, sid, user_id, room_id, from_seq, lost_ms) VALUES (?, ?, "
         "?, ?, ?, NULL) "
         "ON CONFLICT (pid_hash) DO UPDATE SET sid = excluded.sid, user_id = excluded.user_id, "
         "room_id = excluded.room_id, from_seq = excluded.from_seq, lost_ms = NULL"},
    Text{Sql::LoseRecovery, "UPDATE recovery SET lost_ms = ? WHERE pid_hash = ?"},
    Text{Sql::ForgetRecovery, "DELETE FROM recovery WHERE pid_hash = ?"},
    Text{Sql::LoseAllRecovery, "UPDATE recovery SET lost_ms = ? WHERE lost_ms IS NULL"},
    Text{Sql::DeleteLostRecovery, "DELETE FROM recovery WHERE lost_ms < ?"},
    Text{Sql::UserById, "SELECT " MARU_USER " FROM users WHERE id = ?"},
    Text{Sql::UserByKey, "SELECT " MARU_USER " FROM users WHERE name_key = ?"},
    Text{Sql::UserBySkeleton, "SELECT " MARU_USER " FROM users WHERE skeleton = ?"},
    Text{Sql::UserByToken,
         "SELECT " MARU_USER
         " FROM tokens JOIN users ON users.id = tokens.user_id WHERE tokens.token_hash = ?"},
    Text{Sql::RoomById, "SELECT " MARU_ROOM " FROM rooms WHERE id = ?"},
    Text{Sql::RoomByKey, "SELECT " MARU_ROOM " FROM rooms WHERE kind = 0 AND name_key = ?"},
    Text{Sql::RoomByCode, "SELECT " MARU_ROOM " FROM rooms WHERE class_code = ?"},
    Text{Sql::AnyClassCode, "SELECT 1 FROM rooms WHERE class_code IS NOT NULL LIMIT 1"},
    Text{Sql::ListRooms,
         "SELECT " MARU_ROOM
         " FROM rooms WHERE kind = 0 AND archived = 0 AND id > ? AND (? = '' OR %contains) "
         "ORDER BY id LIMIT ?"},
    Text{Sql::MemberRooms,
         "SELECT " MARU_ROOM
         " FROM members JOIN rooms ON rooms.id = members.room_id WHERE members.user_id = ? "
         "ORDER BY rooms.id"},
    Text{Sql::HistoryBefore,
         "SELECT " MARU_MESSAGE
         " FROM messages WHERE room_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?"},
    Text{Sql::HistoryAfter,
         "SELECT " MARU_MESSAGE
         " FROM messages WHERE room_id = ? AND seq > ? ORDER BY seq LIMIT ?"},
    Text{Sql::Changes,
         "SELECT " MARU_MESSAGE
         " FROM messages WHERE room_id = ? AND rev > ? ORDER BY rev LIMIT ?"},
    Text{Sql::FindRecovery,
         "SELECT pid_hash, sid, user_id, room_id, from_seq FROM recovery "
         "WHERE pid_hash = ? AND (lost_ms IS NULL OR lost_ms >= ?)"},
};

#undef MARU_USER
#undef MARU_ROOM
#undef MARU_MESSAGE

constexpr bool areInOrder()
{
    for (size_t i = 0; i < texts.size(); ++i) {
        if (static_cast<size_t>(texts[i].which) != i) {
            return false;
        }
    }
    return texts.size() == static_cast<size_t>(Sql::Count);
}
static_assert(areInOrder(), "each Sql has its text, in the order of the enumeration");

} // namespace

Result<void, QString> Statements::prepare(const QSqlDatabase &database, const SqlDialect &dialect)
{
    m_dialect = &dialect;
    m_queries.clear();
    m_queries.reserve(texts.size());
    const QString contains =
        QString(dialect.contains).arg(QStringLiteral("name_key"), QStringLiteral("?"));
    for (const Text &text : texts) {
        QString sql = QString::fromLatin1(text.sql);
        sql.replace(QLatin1StringView("%begin"), dialect.begin);
        sql.replace(QLatin1StringView("%contains"), contains);
        QSqlQuery query(database);
        query.setForwardOnly(true); // else QSQLITE keeps a copy of every row
        if (!query.prepare(sql)) {
            return failure(query.lastError().databaseText());
        }
        m_queries.push_back(std::move(query));
    }
    return {};
}

Rows Statements::run(Sql which, std::initializer_list<QVariant> values)
{
    QSqlQuery &query = m_queries.at(static_cast<size_t>(which));
    int position = 0;
    for (const QVariant &value : values) {
        Q_ASSERT(value.typeId() != QMetaType::ULongLong); // QSQLITE would bind it as text
        query.bindValue(position++, value);
    }
    const bool ok = query.exec();
    if (!ok) {
        noteTrouble(query);
    }
    return {query, ok};
}

bool Statements::endedWell(Sql which)
{
    const QSqlQuery &query = m_queries.at(static_cast<size_t>(which));
    if (query.lastError().nativeErrorCode().isEmpty()) {
        return true;
    }
    noteTrouble(query);
    return false;
}

void Statements::clearTrouble()
{
    m_trouble = SqlTrouble::None;
    m_troubleText.clear();
}

void Statements::noteTrouble(const QSqlQuery &query)
{
    const QSqlError error = query.lastError();
    const SqlTrouble trouble = m_dialect->trouble(error.nativeErrorCode());
    if (trouble > m_trouble) {
        m_trouble = trouble;
        m_troubleText = error.databaseText();
    }
}

} // namespace maru::server
