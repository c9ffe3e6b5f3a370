// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlitecheck.h"

#include "common/serverlimits.h"
#include "server/storage/searchrules.h"
#include "server/storage/sql/columns.h"
#include "server/storage/sql/migrator.h"
#include "server/storage/sql/sqliteconnection.h"
#include "server/storage/sql/sqliteprobe.h"

#include <QFileInfo>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <algorithm>
#include <functional>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// Messages that are looked up in the index for searching: a look takes as long as its term is
// common.
constexpr qint64 quickSamples = 1'000;
constexpr qint64 fullSamples = 20'000;

using Line = std::function<QString(const QSqlQuery &row)>;

class Checker
{
public:
    Checker(const QString &path, const QString &filesFolder, CheckDepth depth)
        : m_connection(path, SqliteConnection::Mode::ReadOnly)
        , m_filesFolder(filesFolder)
        , m_isFull(depth == CheckDepth::Full)
    { }

    CheckReport check(int schema);

private:
    /// A finding for each row; false if the store could not be asked.
    bool look(const QString &sql, const Line &line);
    bool checkPages();
    void checkRooms();
    void checkReferences();
    void checkFiles();
    void checkMissing();
    void checkIndex();
    bool indexHas(QSqlQuery &ask, qint64 doc, const QString &terms);
    qint64 number(const QString &sql);
    void find(const QString &finding) { m_report.findings += finding; }
    [[nodiscard]] QString pathOf(const QString &sha256) const
    {
        return m_filesFolder + u'/' + sha256.left(2) + u'/' + sha256;
    }

    SqliteConnection m_connection;
    QString m_filesFolder;
    bool m_isFull;
    QStringList m_missing; // SHA-256 of files; at the moment that is looked at
    CheckReport m_report;
};

bool Checker::look(const QString &sql, const Line &line)
{
    QSqlQuery query(m_connection.database());
    query.setForwardOnly(true);
    bool isGood = query.exec(sql);
    for (int count = 0; isGood && query.next();) {
        const QString finding = line(query);
        if (finding.isEmpty()) {
            continue;
        }
        if (++count > limits::maxFindings) {
            find(u"and more of the kind of the last line"_s);
            return true;
        }
        find(finding);
    }
    // A damaged file: an error in place of rows.
    isGood = isGood && query.lastError().nativeErrorCode().isEmpty();
    if (!isGood) {
        find(u"the store cannot be read: %1"_s.arg(query.lastError().databaseText()));
    }
    return isGood;
}

qint64 Checker::number(const QString &sql)
{
    qint64 value = 0;
    look(sql, [&value](const QSqlQuery &row) {
        value = row.value(0).toLongLong();
        return QString();
    });
    return value;
}

bool Checker::checkPages()
{
    const qsizetype before = m_report.findings.size();
    const bool isRead = look(
        m_isFull ? u"PRAGMA integrity_check"_s : u"PRAGMA quick_check"_s, [](const QSqlQuery &row) {
            const QString text = row.value(0).toString().replace(u'\n', u' ');
            return text == u"ok" ? QString() : u"the store is damaged: %1"_s.arg(text);
        });
    return isRead && m_report.findings.size() == before;
}

void Checker::checkRooms()
{
    const auto room = [](const QSqlQuery &row) {
        return row.value(0).toString();
    };
    look(u"SELECT room_id, count(*), min(seq), max(seq) FROM messages GROUP BY room_id "
         "HAVING min(seq) <> 1 OR max(seq) <> count(*)"_s,
         [room](const QSqlQuery &row) {
             return u"room %1: %2 messages have the numbers %3 to %4"_s.arg(
                 room(row), row.value(1).toString(), row.value(2).toString(),
                 row.value(3).toString());
         });
    look(u"SELECT id, seq, (SELECT coalesce(max(seq), 0) FROM messages WHERE room_id = rooms.id) "
         "AS newest FROM rooms WHERE seq <> newest"_s,
         [room](const QSqlQuery &row) {
             return u"room %1: counts %2 messages, the newest is number %3"_s.arg(
                 room(row), row.value(1).toString(), row.value(2).toString());
         });
    look(u"SELECT id, rev, (SELECT coalesce(max(rev), 0) FROM messages WHERE room_id = rooms.id) "
         "AS newest FROM rooms WHERE rev < newest"_s,
         [room](const QSqlQuery &row) {
             return u"room %1: counts %2 changes, a message has change %3"_s.arg(
                 room(row), row.value(1).toString(), row.value(2).toString());
         });
    look(u"SELECT DISTINCT room_id FROM messages WHERE room_id NOT IN (SELECT id FROM rooms)"_s,
         [room](const QSqlQuery &row) {
             return u"room %1: has messages and is not there"_s.arg(room(row));
         });
    if (m_isFull) {
        look(u"SELECT room_id, seq, reactions, (SELECT count(*) FROM reactions AS one WHERE "
             "one.room_id = messages.room_id AND one.seq = messages.seq) AS found FROM messages "
             "WHERE reactions <> found"_s,
             [room](const QSqlQuery &row) {
                 return u"room %1, message %2: counts %3 reactions, %4 are there"_s.arg(
                     room(row), row.value(1).toString(), row.value(2).toString(),
                     row.value(3).toString());
             });
    }
}

void Checker::checkReferences()
{
    look(u"PRAGMA foreign_key_check"_s, [](const QSqlQuery &row) {
        return u"%1: row %2 names something in %3 that is not there"_s.arg(
            row.value(0).toString(), row.value(1).toString(), row.value(2).toString());
    });
}

// A schema from before there were files has nothing to look for.
void Checker::checkFiles()
{
    if (number(u"SELECT count(*) FROM pragma_table_info('files') WHERE name IN ('sha256', "
               "'unused_ms')"_s)
        != 2) {
        return;
    }
    look(u"SELECT DISTINCT sha256 FROM files WHERE unused_ms IS NULL"_s,
         [this](const QSqlQuery &row) {
             const QString hash = row.value(0).toString();
             if (!QFileInfo::exists(pathOf(hash))) {
                 m_missing += hash;
             }
             return QString();
         });
}

// By the store as it is now: what was named at that moment may have been deleted and swept since.
void Checker::checkMissing()
{
    QSqlQuery(m_connection.database()).exec(u"COMMIT"_s);
    QSqlQuery ask(m_connection.database());
    ask.setForwardOnly(true);
    bool isAsked =
        ask.prepare(u"SELECT 1 FROM files WHERE sha256 = ? AND unused_ms IS NULL LIMIT 1"_s);
    int count = 0;
    for (const QString &hash : std::as_const(m_missing)) {
        ask.bindValue(0, hash);
        isAsked = isAsked && ask.exec();
        const bool isCarried = isAsked && ask.next();
        ask.finish();
        if (!isAsked || !isCarried || QFileInfo::exists(pathOf(hash))) {
            continue;
        }
        if (++count > limits::maxFindings) {
            find(u"and more of the kind of the last line"_s);
            return;
        }
        find(u"the file %1 is missing"_s.arg(pathOf(hash)));
    }
    if (!isAsked && !m_missing.isEmpty()) {
        find(u"the store cannot be read: %1"_s.arg(ask.lastError().databaseText()));
    }
}

bool Checker::indexHas(QSqlQuery &ask, qint64 doc, const QString &terms)
{
    // Any term tells: the first words of the text are before those of the room and the author.
    const QString first = terms.section(u' ', 0, 0);
    ask.bindValue(0, u'"' + QString(first).replace(u'"', u"\"\""_s) + u'"');
    ask.bindValue(1, doc);
    const bool has = ask.exec() && ask.next();
    ask.finish();
    return has;
}

// One direction: what somebody wrote is found. What is found is compared with the message anyway.
void Checker::checkIndex()
{
    const qint64 indexed = number(u"SELECT indexed FROM search_state"_s);
    const qint64 last = number(u"SELECT coalesce(max(rowid), 0) FROM messages"_s);
    if (indexed > last) {
        find(u"the index for searching is of other messages; the next start makes it anew"_s);
        return;
    }
    const qint64 step = std::max<qint64>(1, indexed / (m_isFull ? fullSamples : quickSamples));
    QSqlQuery ask(m_connection.database());
    ask.setForwardOnly(true);
    if (!ask.prepare(u"SELECT 1 FROM search_index WHERE search_index MATCH ? AND rowid = ?"_s)) {
        find(u"the index for searching cannot be read: %1"_s.arg(ask.lastError().databaseText()));
        return;
    }
    const QString sql =
        u"SELECT messages.rowid, room_id, seq, type, chat, author_id, created_ms, deleted_ms "
        "FROM messages WHERE rowid <= %1 AND rowid % %2 = 0 "
        "AND rowid NOT IN (SELECT doc FROM search_stale)"_s.arg(indexed)
            .arg(step);
    look(sql, [&](const QSqlQuery &row) {
        Message message;
        message.room = RoomId(row.value(1).toString());
        message.seq = row.value(2).toLongLong();
        message.type = static_cast<MessageType>(row.value(3).toInt());
        message.chat = row.value(4).toString();
        message.user.id = UserId(row.value(5).toString());
        message.createdMs = row.value(6).toLongLong();
        if (!row.value(7).isNull()) {
            message.deletedMs = row.value(7).toLongLong();
        }
        const QString terms = indexTerms(message);
        if (terms.isEmpty() || indexHas(ask, row.value(0).toLongLong(), terms)) {
            return QString();
        }
        return u"room %1, message %2: is not in the index for searching"_s.arg(
            message.room.toString(), QString::number(message.seq));
    });
}

CheckReport Checker::check(int schema)
{
    m_report.schema = schema;
    if (const auto opened = m_connection.open(); !opened) {
        find(u"the store cannot be read: %1"_s.arg(opened.error()));
        return m_report;
    }
    // One moment: everything below sees the store as the first statement does.
    QSqlQuery(m_connection.database()).exec(u"BEGIN"_s);
    if (checkPages()) {
        m_report.rooms = number(u"SELECT count(*) FROM rooms"_s);
        m_report.messages = number(u"SELECT count(*) FROM messages"_s);
        checkRooms();
        checkReferences();
        checkFiles();
        if (schema == static_cast<int>(migrationsOf(sqliteDialect).size())) {
            checkIndex(); // an older store has none, or other terms in it
        }
        checkMissing(); // last: it ends that moment
    }
    return m_report;
}

} // namespace

CheckReport checkSqliteStore(const QString &path, const QString &filesFolder, CheckDepth depth)
{
    const auto problem = [&path](const QString &rest) {
        return CheckReport{.findings = {u"the store %1 %2"_s.arg(path, rest)}};
    };
    // Before SQLite has it open: closing a file takes this process's locks on it away.
    const auto probe = probeSqliteFile(path);
    if (!probe) {
        return problem(probe.error());
    }
    if (probe->applicationId != static_cast<quint32>(sqliteApplicationId)) {
        return problem(
            u"belongs to another program (application id %1)"_s.arg(probe->applicationId));
    }
    const auto newest = migrationsOf(sqliteDialect).size();
    if (probe->userVersion == 0 || probe->userVersion > newest) {
        return problem(
            u"has schema version %1, this maru-server knows versions up to %2: use the newer "
            u"program"_s.arg(probe->userVersion)
                .arg(newest));
    }
    return Checker(path, filesFolder, depth).check(static_cast<int>(probe->userVersion));
}

} // namespace maru::server
