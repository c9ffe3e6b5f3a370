// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/backendfactory.h"

#include "common/logging.h"
#include "server/storage/backendplugin.h"
#include "server/storage/memorybackend.h"
#include "server/storage/sql/postgresbackend.h"
#include "server/storage/sql/sqlbackend.h"

namespace maru::server {

Result<BackendMaker, OpenError> backendForUrl(const QString &url)
{
    const qsizetype colon = url.indexOf(u':');
    const QString scheme = url.left(colon).toLower();
    QString rest = colon < 0 ? QString() : url.mid(colon + 1);
    if (colon < 0) {
        return failure(OpenError{QStringLiteral(
            "The database URL has no scheme: use sqlite:FILE, postgres://… or mongodb://….")});
    }
    if (scheme == QLatin1StringView("memory")) {
        return BackendMaker([] { return std::make_unique<MemoryBackend>(); });
    }
    if (scheme == QLatin1StringView("sqlite")) {
        // sqlite:///srv/maru.db and sqlite:/srv/maru.db name the same file; there is no host to
        // name.
        if (rest.startsWith(QLatin1StringView("//"))) {
            rest.remove(0, 2);
            if (!rest.startsWith(u'/')) {
                return failure(OpenError{QStringLiteral(
                    "The database URL names a host: use sqlite:FILE or sqlite:///FILE.")});
            }
        }
        if (rest.isEmpty() || rest.endsWith(u'/') || rest.contains(QChar::Null)) {
            return failure(
                OpenError{QStringLiteral("The database URL names no file: use sqlite:FILE.")});
        }
        return BackendMaker([path = rest] { return std::make_unique<SqlBackend>(path); });
    }
    if (scheme == QLatin1StringView("postgres") || scheme == QLatin1StringView("postgresql")) {
        const Result<PostgresAddress, QString> address = parsePostgresUrl(url);
        if (!address) {
            return failure(OpenError{address.error()});
        }
        return BackendMaker(
            [address = *address] { return std::make_unique<PostgresBackend>(address); });
    }
    if (scheme == QLatin1StringView("mongodb") || scheme == QLatin1StringView("mongodb+srv")) {
        // When it is loaded, its driver makes a file of counters in /dev/shm that outlives a kill,
        // and complains of one that is there already.
        qputenv("MONGOC_DISABLE_SHM", "1");
        return backendFromPlugin(QStringLiteral("maru_mongodb"), url, pluginFolders());
    }
    return failure(
        OpenError{QStringLiteral("The database URL has the unknown scheme %1: use sqlite:FILE, "
                                 "postgres://… or mongodb://….")
                      .arg(forLog(scheme))});
}

} // namespace maru::server
