// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "server/storage/mongo/mongoconnection.h"

#include <mongoc/mongoc.h>

#include <mutex>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// What it says of a URL may show a password; the error says enough.
thread_local bool readsUrl = false;

void log(mongoc_log_level_t level, const char *domain, const char *message, void * /*unused*/)
{
    if (readsUrl) {
        return;
    }
    const QString line = u"MongoDB's driver, %1: %2"_s.arg(
        QString::fromUtf8(domain), forLog(QString::fromUtf8(message).simplified()));
    if (level <= MONGOC_LOG_LEVEL_WARNING) {
        qCWarning(lcStorage).noquote() << line;
    } else {
        qCDebug(lcStorage).noquote() << line;
    }
}

} // namespace

void startMongoDriver()
{
    static std::once_flag once;
    std::call_once(once, [] {
        mongoc_log_set_handler(log, nullptr);
        mongoc_init();
    });
}

Result<MongoAddress, QString> parseMongoUrl(const QString &url)
{
    startMongoDriver();
    const auto refused = [](const QString &what) {
        return failure(u"The database URL %1."_s.arg(what));
    };
    if (url.contains(QChar::Null)) {
        return refused(u"has U+0000 in it"_s);
    }
    bson_error_t error;
    readsUrl = true;
    const std::unique_ptr<mongoc_uri_t, decltype(&mongoc_uri_destroy)> uri(
        mongoc_uri_new_with_error(url.toUtf8().constData(), &error), mongoc_uri_destroy);
    readsUrl = false;
    if (!uri) {
        return refused(
            u"is malformed: mongodb://USER:PASSWORD@HOST:PORT/DATABASE is what it looks "
            "like, with %XX for other characters than letters and digits in the first two"_s);
    }
    const char *database = mongoc_uri_get_database(uri.get());
    if (database == nullptr || *database == '\0') {
        return refused(u"names no database: mongodb://HOST/DATABASE"_s);
    }
    QStringList hosts;
    for (const mongoc_host_list_t *host = mongoc_uri_get_hosts(uri.get()); host != nullptr;
         host = host->next) {
        hosts.append(QString::fromUtf8(host->host_and_port));
    }
    if (hosts.isEmpty()) {
        hosts.append(QString::fromUtf8(mongoc_uri_get_srv_hostname(uri.get())));
    }
    return MongoAddress{
        url.toUtf8(),
        forLog(u"mongodb://%1/%2"_s.arg(hosts.join(u','), QString::fromUtf8(database))), database};
}

} // namespace maru::server
