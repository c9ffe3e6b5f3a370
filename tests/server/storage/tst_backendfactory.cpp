// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/backendfactory.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru::server;

/// Which backend the URL of a store names.
class tst_BackendFactory : public QObject
{
    Q_OBJECT

private slots:
    void urlsNameTheirBackend_data();
    void urlsNameTheirBackend();
};

void tst_BackendFactory::urlsNameTheirBackend_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("error"); // empty: none
    QTest::newRow("relative file") << u"sqlite:maru.db"_s << QString();
    QTest::newRow("absolute file") << u"sqlite:/tmp/maru.db"_s << QString();
    QTest::newRow("absolute file, empty host") << u"SQLITE:///tmp/maru.db"_s << QString();
    QTest::newRow("memory") << u"memory:"_s << QString();
    QTest::newRow("postgres") << u"postgres://me:secret@db/"_s << u"names no database"_s;
    QTest::newRow("postgresql") << u"postgresql://me:secret@db/maru?x=secret"_s
                                << u"unknown setting x"_s;
    // A plugin, which is not beside this test; where it is, it finds the same.
    QTest::newRow("mongodb") << u"mongodb://me:secret@"_s << u"database"_s;
    QTest::newRow("sqlite with a host") << u"sqlite://host/maru.db"_s << u"names a host"_s;
    QTest::newRow("sqlite without a file") << u"sqlite:"_s << u"names no file"_s;
    QTest::newRow("sqlite with a folder") << u"sqlite:///tmp/"_s << u"names no file"_s;
    QTest::newRow("no scheme") << u"maru.db"_s << u"no scheme"_s;
    QTest::newRow("unknown scheme") << u"redis://me:secret@host"_s << u"unknown scheme redis"_s;
    QTest::newRow("empty") << QString() << u"no scheme"_s;
}

void tst_BackendFactory::urlsNameTheirBackend()
{
    QFETCH(QString, url);
    QFETCH(QString, error);
    const auto maker = backendForUrl(url);
    QCOMPARE(maker.has_value(), error.isEmpty());
    if (maker) {
        QVERIFY((*maker)());
    } else {
        QVERIFY2(maker.error().text.contains(error), qPrintable(maker.error().text));
        QVERIFY(!maker.error().text.contains(u"secret"_s));
    }
}

QTEST_GUILESS_MAIN(tst_BackendFactory)
#include "tst_backendfactory.moc"
