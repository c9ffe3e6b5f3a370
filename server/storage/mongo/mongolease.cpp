// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongolease.h"

#include "common/limits.h"
#include "common/logging.h"
#include "common/mongolimits.h"
#include "common/serverlimits.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QFile>
#include <QSysInfo>
#include <QThread>
#include <QUuid>

#include <optional>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <csignal>
#endif

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

QString ourselves()
{
    return u"%1, process %2, since %3"_s.arg(QSysInfo::machineHostName())
        .arg(QCoreApplication::applicationPid())
        .arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODate));
}

// Where a process number means the same process; empty: that cannot be said here.
QString machine()
{
    QFile boot(u"/proc/sys/kernel/random/boot_id"_s);
    const QString space = QFile::symLinkTarget(u"/proc/self/ns/pid"_s).section(u'/', -1);
    if (!boot.open(QIODevice::ReadOnly) || space.isEmpty()) {
        return {};
    }
    return QString::fromLatin1(boot.readAll().trimmed()) + u' ' + space;
}

// Not by a look into /proc: there systemd's ProtectProc hides what other users run.
bool isGone([[maybe_unused]] qint64 process)
{
#ifdef Q_OS_UNIX
    return process > 0 && ::kill(pid_t(process), 0) != 0 && errno == ESRCH;
#else
    return false;
#endif
}

bool isDead(const BsonView &holder)
{
    const QString where = holder.text("machine");
    return !where.isEmpty() && where == machine() && isGone(holder.number("process"));
}

Bson storeOf(const QString &key)
{
    Bson filter;
    filter.text("_id", QString::fromLatin1(MongoLease::document));
    if (key.isEmpty()) {
        bson_append_null(filter.get(), "holder", -1); // or missing
    } else {
        filter.text("holder.key", key);
    }
    return filter;
}

} // namespace

MongoLease::MongoLease(const char *where)
    : m_collection(where)
    , m_key(QUuid::createUuid().toString(QUuid::Id128))
{ }

MongoResult<bool> MongoLease::takeFrom(MongoConnection &connection, const QString &key) const
{
    Bson set;
    set.text("holder.key", m_key)
        .text("holder.name", ourselves())
        .text("holder.machine", machine())
        .number("holder.process", QCoreApplication::applicationPid());
    Bson now;
    now.flag("holder.at", true);
    Bson update;
    update.document("$set", set).document("$currentDate", now);
    return connection.update(m_collection, storeOf(key), update).map([](qint64 found) {
        return found > 0;
    });
}

MongoResult<MongoLease::Taken> MongoLease::take(MongoConnection &connection)
{
    QElapsedTimer waited;
    waited.start();
    std::optional<qint64> firstSeenMs;
    QElapsedTimer seen; // since when it is the one that is there
    for (;;) {
        QString key;
        QString name;
        qint64 atMs = 0;
        bool mayTake = false;
        bool isThere = false;
        const auto read =
            connection.find(m_collection, Bson().text("_id", QString::fromLatin1(document)), {},
                            [&](const BsonView &store) {
                                const BsonView holder = store.document("holder");
                                isThere = true;
                                key = holder.text("key");
                                name = holder.text("name");
                                atMs = holder.number("at");
                                mayTake = key.isEmpty() || isDead(holder);
                                return false;
                            });
        if (!read) {
            return failure(read.error());
        }
        if (!isThere) {
            return failure(MongoFailure{MongoTrouble::Refused,
                                        u"%1 is empty"_s.arg(QLatin1StringView(m_collection))});
        }
        const auto facts = connection.hello(); // whose clock is that of `at`
        if (!facts) {
            return failure(facts.error());
        }
        // One that lives writes every 2 s. By our own clock too: theirs may have gone back.
        const bool isSilent = firstSeenMs == atMs && seen.hasExpired(limits::mongoLeaseMs);
        if (mayTake || key == m_key || isSilent || facts->nowMs - atMs > limits::mongoLeaseMs) {
            const auto taken = takeFrom(connection, key);
            if (!taken) {
                return failure(taken.error());
            }
            if (*taken) {
                return Taken::Yes;
            }
            firstSeenMs.reset(); // another was quicker
            continue;
        }
        // One that has just been killed looks alive for a while.
        if (firstSeenMs.value_or(atMs) != atMs || waited.hasExpired(2 * limits::mongoLeaseMs)) {
            m_problem = u"is in use by another maru-server (%1): one server has a store, stop that "
                        "one first"_s.arg(forLog(name));
            return Taken::ByAnother;
        }
        if (!firstSeenMs) {
            seen.start();
        }
        firstSeenMs = atMs;
        QThread::msleep(limits::mongoLeaseLookMs);
    }
}

MongoResult<bool> MongoLease::beat(MongoConnection &connection) const
{
    Bson now;
    now.flag("holder.at", true);
    Bson update;
    update.document("$currentDate", now);
    return connection.update(m_collection, storeOf(m_key), update).map([](qint64 found) {
        return found > 0;
    });
}

MongoResult<bool> MongoLease::isOurs(MongoConnection &connection) const
{
    bool isFound = false;
    const auto read =
        connection.find(m_collection, storeOf(m_key), {}, [&isFound](const BsonView &) {
            isFound = true;
            return false;
        });
    if (!read) {
        return failure(read.error());
    }
    return isFound;
}

void MongoLease::leave(MongoConnection &connection) const
{
    Bson update;
    update.document("$unset", Bson().text("holder", {}));
    static_cast<void>(connection.update(m_collection, storeOf(m_key), update));
}

} // namespace maru::server
