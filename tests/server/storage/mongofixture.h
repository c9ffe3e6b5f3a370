// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/mongo/mongobackend.h"
#include "tests/support/mongodouble.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QProcess>
#include <QTest>

/// For a test's initTestCase(): starts \p server. Where the double cannot run the test is skipped,
/// loudly; on CI it fails.
#define MARU_START_MONGO(server)                                                                   \
    do {                                                                                           \
        if (const char *lack = ::maru::whatMongoLacks()) {                                         \
            if (qEnvironmentVariable("CI") == QLatin1StringView("true")) {                         \
                QFAIL(lack);                                                                       \
            }                                                                                      \
            QSKIP(lack);                                                                           \
        }                                                                                          \
        QVERIFY2((server).start(), qPrintable((server).problem()));                                \
    } while (false)

namespace maru {

/// Null: nothing, the tests can run.
inline const char *whatMongoLacks()
{
    const int missing =
        QProcess::execute(QStringLiteral("/usr/bin/python3"),
                          {QStringLiteral("-c"), QStringLiteral("import mockupdb, mongomock")});
    return missing == 0 ? nullptr
                        : "mockupdb and mongomock are not installed (apt install python3-mockupdb "
                          "python3-mongomock): THE STORE IN MONGODB IS NOT TESTED";
}

inline server::MongoAddress addressOf(const MongoDouble &server)
{
    return server::parseMongoUrl(server.url()).value();
}

/// What open() says of it; empty: it opens.
inline QString refusalOf(const QString &url)
{
    server::MongoBackend backend(server::parseMongoUrl(url).value());
    const auto opened = backend.open();
    return opened ? QString() : opened.error().text;
}

inline QJsonArray documentsOf(MongoDouble &server, const QString &collection)
{
    return server
        .ask({{QStringLiteral("do"), QStringLiteral("find")},
              {QStringLiteral("collection"), collection}})[QStringLiteral("documents")]
        .toArray();
}

/// As another program would.
inline void insertInto(MongoDouble &server, const QString &collection, const QJsonArray &documents)
{
    server.ask({{QStringLiteral("do"), QStringLiteral("insert")},
                {QStringLiteral("collection"), collection},
                {QStringLiteral("documents"), documents}});
    QCOMPARE(server.problem(), QString());
}

} // namespace maru
