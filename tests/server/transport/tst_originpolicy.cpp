// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/addresses.h"
#include "server/transport/originpolicy.h"

#include <QTest>

using namespace maru::server;
using namespace Qt::StringLiterals;

class tst_OriginPolicy : public QObject
{
    Q_OBJECT

private slots:
    void originsAreJudged_data();
    void originsAreJudged();
    void starAllowsAll();
    void addressesAreLocalOrNot_data();
    void addressesAreLocalOrNot();
    void peersAreCountedByNetwork();
};

void tst_OriginPolicy::originsAreJudged_data()
{
    QTest::addColumn<bool>("isAllowed");
    for (const char *origin :
         {"http://localhost",         "http://localhost:3000",    "https://LOCALHOST:3000",
          "http://app.localhost",     "http://127.0.0.1:8080",    "http://127.8.9.10",
          "http://[::1]:5173",        "http://10.0.0.7",          "http://172.16.0.1",
          "http://172.31.255.255",    "http://192.168.1.20:3000", "http://169.254.3.4",
          "http://[fe80::1]",         "http://[fd00::7]",         "http://[::ffff:10.0.0.1]",
          "http://printer.local:631", "http://school-pc",         "https://chat.school.kr:8443",
          "https://CHAT.school.kr",   "https://listed.example",   "https://listed.example:444"}) {
        QTest::newRow(origin) << true;
    }
    for (const char *origin :
         {"", "null", "file://", "http://", "http://example.com", "http://localhost.example.com",
          "http://127.0.0.1.example.com", "http://evil.com/localhost", "http://8.8.8.8",
          "http://172.32.0.1", "http://11.0.0.1", "http://[2001:db8::1]", "http://local",
          "http://notlocal", "ftp://localhost", "javascript:localhost", "http://localhost@evil.com",
          "https://listed.example:445", "http://listed.example", "http://0.0.0.0",
          "http://sub.chat.school.kr", "localhost",
          // no browser serializes an origin like these
          "http://loca%6chost", "http://%EF%BD%8Cocalhost", "http://somebody@localhost",
          "http://x@[fe80::1%25a@b]", "http://localhost/", "http://localhost?", "http://localhost#",
          "http://localhost\\", "http://localhost:1:2", "http:// localhost", "*"}) {
        QTest::newRow(origin) << false;
    }
}

void tst_OriginPolicy::originsAreJudged()
{
    QFETCH(bool, isAllowed);
    const OriginPolicy policy{
        .ownNames = {u"school-pc"_s, u"chat.school.kr"_s},
        .allowed = {u"https://listed.example"_s, u"https://listed.example:444"_s}};
    QCOMPARE(policy.allows(QTest::currentDataTag()), isAllowed);
}

void tst_OriginPolicy::starAllowsAll()
{
    const OriginPolicy policy{.ownNames = {}, .allowed = {u"*"_s}};
    QVERIFY(policy.allows("http://example.com"));
    QVERIFY(policy.allows("null"));
}

void tst_OriginPolicy::addressesAreLocalOrNot_data()
{
    QTest::addColumn<bool>("expected");
    for (const char *address : {"127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "172.20.0.1",
                                "169.254.1.1", "fe80::1%eth0", "fc00::1", "::ffff:192.168.0.1"}) {
        QTest::newRow(address) << true;
    }
    for (const char *address : {"1.1.1.1", "172.15.255.255", "172.32.0.0", "192.169.0.0",
                                "9.255.0.1", "2001:db8::1", "::ffff:1.1.1.1", "100.64.0.1", ""}) {
        QTest::newRow(*address ? address : "null") << false;
    }
}

void tst_OriginPolicy::addressesAreLocalOrNot()
{
    QFETCH(bool, expected);
    QCOMPARE(isLocal(QHostAddress(QString::fromLatin1(QTest::currentDataTag()))), expected);
}

void tst_OriginPolicy::peersAreCountedByNetwork()
{
    const auto key = [](const char *text) {
        return countingKey(QHostAddress(QString::fromLatin1(text)));
    };
    QCOMPARE(key("2001:db8:1:2:3:4:5:6"), key("2001:db8:1:2::9"));
    QVERIFY(key("2001:db8:1:2::9") != key("2001:db8:1:3::9"));
    QCOMPARE(key("::ffff:10.0.0.1"), key("10.0.0.1"));
    QVERIFY(key("10.0.0.2") != key("10.0.0.1"));
}

QTEST_GUILESS_MAIN(tst_OriginPolicy)
#include "tst_originpolicy.moc"
