// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/postgresurl.h"
#include "tests/support/postgresserver.h"

#include <QSqlDatabase>
#include <QStandardPaths>
#include <QTest>

/// For a test's initTestCase(): starts \p server. Where there is no PostgreSQL the test is skipped,
/// loudly; on CI it fails.
#define MARU_START_POSTGRES(server, ...)                                                           \
    do {                                                                                           \
        if (const char *lack = ::maru::whatPostgresLacks()) {                                      \
            if (qEnvironmentVariable("CI") == QLatin1StringView("true")) {                         \
                QFAIL(lack);                                                                       \
            }                                                                                      \
            QSKIP(lack);                                                                           \
        }                                                                                          \
        QVERIFY2((server).start(__VA_ARGS__), qPrintable((server).problem()));                     \
    } while (false)

namespace maru {

/// Null: nothing, the tests can run.
inline const char *whatPostgresLacks()
{
    if (PostgresServer::programs().isEmpty()) {
        return "PostgreSQL is not installed (apt install postgresql): ITS STORE IS NOT TESTED";
    }
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QPSQL"))) {
        return "Qt's driver for PostgreSQL is not installed (apt install libqt6sql6-psql): THIS "
               "STORE IS NOT TESTED";
    }
    if (QStandardPaths::findExecutable(QStringLiteral("setpriv")).isEmpty()) {
        return "setpriv (util-linux) is not here: THE STORE IN POSTGRESQL IS NOT TESTED";
    }
    return nullptr;
}

inline server::PostgresAddress addressOf(const PostgresServer &server)
{
    return server::parsePostgresUrl(server.socketUrl()).value();
}

} // namespace maru
