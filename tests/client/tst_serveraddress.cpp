// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/serveraddress.h"
#include "common/clientlimits.h"

#include <QTest>
#include <QUrlQuery>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_ServerAddress : public QObject
{
    Q_OBJECT

private slots:
    void whatPeopleTypeIsUnderstood_data();
    void whatPeopleTypeIsUnderstood();
    void whatIsNoAddressIsRefused_data();
    void whatIsNoAddressIsRefused();
    void theUrlAsksForEngineIo4OverOneTransport();
    void theQueryCannotChangeTheProtocol();
    void anIpv6AddressIsShownInBrackets();
    void aLinkNamesTheCertificate_data();
    void aLinkNamesTheCertificate();
    void onlyLinksNameCertificates();
};

void tst_ServerAddress::whatPeopleTypeIsUnderstood_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<bool>("secure");
    QTest::addColumn<QString>("nsp");

    const QString room = u"/방1"_s;
    QTest::newRow("bare host") << u"chat.school"_s << u"chat.school"_s << 5000 << false << u"/"_s;
    QTest::newRow("bare host, spaces around")
        << u"  chat.school \n"_s << u"chat.school"_s << 5000 << false << u"/"_s;
    QTest::newRow("host and port")
        << u"localhost:5123"_s << u"localhost"_s << 5123 << false << u"/"_s;
    QTest::newRow("ipv4") << u"192.168.0.7"_s << u"192.168.0.7"_s << 5000 << false << u"/"_s;
    QTest::newRow("ipv6 with port") << u"[::1]:8080"_s << u"::1"_s << 8080 << false << u"/"_s;
    QTest::newRow("ipv6 in brackets") << u"[fe80::1]"_s << u"fe80::1"_s << 5000 << false << u"/"_s;
    QTest::newRow("ipv6 alone") << u"fe80::1"_s << u"fe80::1"_s << 5000 << false << u"/"_s;
    QTest::newRow("ipv6 with scope")
        << u"[fe80::1%eth0.7]:80"_s << u"fe80::1%eth0.7"_s << 80 << false << u"/"_s;
    QTest::newRow("ipv6 with scope, as in URLs")
        << u"http://[fe80::1%25eth0]:5000/"_s << u"fe80::1%eth0"_s << 5000 << false << u"/"_s;
    QTest::newRow("ipv6 with the number of an interface")
        << u"[fe80::1%25]:80"_s << u"fe80::1%25"_s << 80 << false << u"/"_s;
    QTest::newRow("ipv6 alone with scope, as in URLs")
        << u"fe80::1%25e1"_s << u"fe80::1%e1"_s << 5000 << false << u"/"_s;
    QTest::newRow("ipv6 with capitals in its scope")
        << u"[FE80::A%enP4p1s0]"_s << u"fe80::a%enP4p1s0"_s << 5000 << false << u"/"_s;
    QTest::newRow("http") << u"http://a.b"_s << u"a.b"_s << 80 << false << u"/"_s;
    QTest::newRow("https") << u"https://a.b"_s << u"a.b"_s << 443 << true << u"/"_s;
    QTest::newRow("ws") << u"ws://a.b/"_s << u"a.b"_s << 80 << false << u"/"_s;
    QTest::newRow("wss, upper case") << u"WSS://A.B"_s << u"a.b"_s << 443 << true << u"/"_s;
    QTest::newRow("http with port") << u"http://a.b:5000"_s << u"a.b"_s << 5000 << false << u"/"_s;
    QTest::newRow("room") << u"a.b/방1"_s << u"a.b"_s << 5000 << false << room;
    QTest::newRow("room, percent-encoded")
        << u"http://a.b:5000/%EB%B0%A91"_s << u"a.b"_s << 5000 << false << room;
    QTest::newRow("room, decomposed")
        << u"a.b/"_s + u"방1"_s.normalized(QString::NormalizationForm_D) << u"a.b"_s << 5000
        << false << room;
    QTest::newRow("room, slash behind") << u"a.b/방1//"_s << u"a.b"_s << 5000 << false << room;
    QTest::newRow("room, query and fragment")
        << u"a.b/방1?classCode=A1#x"_s << u"a.b"_s << 5000 << false << room;
    QTest::newRow("longest room") << u"a.b/"_s + QString(limits::maxNamespaceChars - 1, u'x')
                                  << u"a.b"_s << 5000 << false
                                  << u'/' + QString(limits::maxNamespaceChars - 1, u'x');
    QTest::newRow("maru") << u"maru://a.b"_s << u"a.b"_s << 5000 << false << u"/"_s;
    QTest::newRow("maru, all of it")
        << u"MARU://a.b:5001/방1?classCode=A1#"_s + u"5a"_s.repeated(32) << u"a.b"_s << 5001 << true
        << room;
    QTest::newRow("maru, slash of a browser") << u"maru://10.0.0.1:5000/#"_s + u"5a"_s.repeated(32)
                                              << u"10.0.0.1"_s << 5000 << true << u"/"_s;
    QTest::newRow("as wide as syllables") << u"１９２．１６８。０．７：５００１/방１"_s
                                          << u"192.168.0.7"_s << 5001 << false << u"/방１"_s;
    QTest::newRow("lowest port") << u"a:1"_s << u"a"_s << 1 << false << u"/"_s;
    QTest::newRow("highest port") << u"a:65535"_s << u"a"_s << 65535 << false << u"/"_s;
}

void tst_ServerAddress::whatPeopleTypeIsUnderstood()
{
    QFETCH(QString, typed);
    const auto address = parseServerAddress(typed);

    QVERIFY(address.has_value());
    QTEST(address->host, "host");
    QTEST(int(address->port), "port");
    QTEST(address->secure, "secure");
    QTEST(address->nsp, "nsp");

    const auto shown = parseServerAddress(address->hostAndPort());
    QVERIFY(shown.has_value());
    QCOMPARE(shown->host, address->host);
    QCOMPARE(address->engineUrl(EngineTransport::WebSocket).host(), address->host);
}

void tst_ServerAddress::whatIsNoAddressIsRefused_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<AddressError>("error");

    QTest::newRow("nothing") << QString() << AddressError::Empty;
    QTest::newRow("blanks") << u" \t"_s << AddressError::Empty;
    QTest::newRow("too long") << QString(limits::maxAddressChars + 1, u'a')
                              << AddressError::TooLong;
    QTest::newRow("ftp") << u"ftp://a.b"_s << AddressError::UnknownScheme;
    QTest::newRow("script") << u"javascript://a"_s << AddressError::UnknownScheme;
    QTest::newRow("no host") << u"http://"_s << AddressError::BadHost;
    QTest::newRow("no host, port") << u":5000"_s << AddressError::BadHost;
    QTest::newRow("only a room") << u"/방1"_s << AddressError::BadHost;
    QTest::newRow("space inside") << u"my server"_s << AddressError::BadHost;
    QTest::newRow("open bracket") << u"[::1"_s << AddressError::BadHost;
    QTest::newRow("text behind bracket") << u"[::1]x"_s << AddressError::BadHost;
    QTest::newRow("no ipv6 in brackets") << u"[abc]"_s << AddressError::BadHost;
    QTest::newRow("maru without a host") << u"maru://"_s << AddressError::BadHost;
    QTest::newRow("maru with a password") << u"maru://a:b@c"_s << AddressError::HasPassword;
    QTest::newRow("maru:host") << u"maru:host"_s << AddressError::BadPort;
    QTest::newRow("fingerprint cut")
        << u"maru://a#"_s + u"5a"_s.repeated(31) << AddressError::BadFingerprint;
    QTest::newRow("fingerprint too long")
        << u"maru://a#"_s + u"5a"_s.repeated(33) << AddressError::BadFingerprint;
    QTest::newRow("fingerprint with a letter")
        << u"maru://a#"_s + u"5a"_s.repeated(31) + u"5g"_s << AddressError::BadFingerprint;
    QTest::newRow("fingerprint with wide digits")
        << u"maru://a#"_s + u"５a"_s.repeated(32) << AddressError::BadFingerprint;
    QTest::newRow("two fragments")
        << u"maru://a#"_s + u"5a"_s.repeated(32) + u"#x"_s << AddressError::BadFingerprint;
    QTest::newRow("NUL in an ipv6") << u"[::1\0]"_s << AddressError::BadHost;
    QTest::newRow("Punycode of nothing")
        << u"xn--"_s + QString(58, u'E') + u"9."_s << AddressError::BadHost;
    QTest::newRow("bracket in a scope") << u"::1%a]-"_s << AddressError::BadHost;
    QTest::newRow("two scopes") << u"fe80::1%a%b"_s << AddressError::BadHost;
    QTest::newRow("colons that are no ipv6") << u"a:b:c"_s << AddressError::BadHost;
    QTest::newRow("port 0") << u"a:0"_s << AddressError::BadPort;
    QTest::newRow("port 65536") << u"a:65536"_s << AddressError::BadPort;
    QTest::newRow("port empty") << u"a:"_s << AddressError::BadPort;
    QTest::newRow("port signed") << u"a:+80"_s << AddressError::BadPort;
    QTest::newRow("port is a word") << u"a:http"_s << AddressError::BadPort;
    QTest::newRow("password") << u"http://kim:secret@a.b"_s << AddressError::HasPassword;
    QTest::newRow("wide password") << u"kim：secret＠a.b"_s << AddressError::HasPassword;
    QTest::newRow("wide slash") << u"a.b／c"_s << AddressError::BadHost;
    QTest::newRow("comma in room") << u"a/b,c"_s << AddressError::BadRoom;
    QTest::newRow("comma in room, encoded") << u"a/b%2Cc"_s << AddressError::BadRoom;
    QTest::newRow("bad utf-8 in room") << u"a/%FF"_s << AddressError::BadRoom;
    QTest::newRow("control in room") << u"a/b%00"_s << AddressError::BadRoom;
    QTest::newRow("room too long")
        << u"a/"_s + QString(limits::maxNamespaceChars, u'x') << AddressError::BadRoom;
}

void tst_ServerAddress::whatIsNoAddressIsRefused()
{
    QFETCH(QString, typed);
    const auto address = parseServerAddress(typed);

    QVERIFY(!address.has_value());
    QTEST(address.error(), "error");
}

void tst_ServerAddress::theUrlAsksForEngineIo4OverOneTransport()
{
    const auto address = parseServerAddress(u"https://a.b/방1?classCode=A1"_s);
    QVERIFY(address.has_value());
    QCOMPARE(address->engineUrl(EngineTransport::WebSocket).toString(QUrl::FullyEncoded),
             u"wss://a.b:443/socket.io/?classCode=A1&EIO=4&transport=websocket"_s);
    QCOMPARE(address->engineUrl(EngineTransport::Polling).toString(QUrl::FullyEncoded),
             u"https://a.b:443/socket.io/?classCode=A1&EIO=4&transport=polling"_s);

    // As an input method leaves it; in the address it stays as it was typed.
    const auto wide = parseServerAddress(u"a.b?b=1&classCode=Ａ＆１"_s);
    QVERIFY(wide.has_value());
    QCOMPARE(wide->engineUrl(EngineTransport::WebSocket).query(QUrl::FullyEncoded),
             u"b=1&classCode=A%261&EIO=4&transport=websocket"_s);
}

void tst_ServerAddress::theQueryCannotChangeTheProtocol()
{
    const auto address = parseServerAddress(u"a.b?EIO=3&transport=polling&sid=x&b=1"_s);
    QVERIFY(address.has_value());
    QCOMPARE(address->engineUrl(EngineTransport::WebSocket).query(),
             u"b=1&EIO=4&transport=websocket"_s);
}

void tst_ServerAddress::anIpv6AddressIsShownInBrackets()
{
    const auto address = parseServerAddress(u"[::1]:5000"_s);
    QVERIFY(address.has_value());
    QCOMPARE(address->hostAndPort(), u"[::1]:5000"_s);
    QCOMPARE(address->engineUrl(EngineTransport::WebSocket).host(), u"::1"_s);
}

void tst_ServerAddress::aLinkNamesTheCertificate_data()
{
    QTest::addColumn<QString>("fragment");
    QTest::addColumn<QByteArray>("fingerprint");
    const QByteArray wanted(32, '\x5a');
    QTest::newRow("lower case") << u"#"_s + u"5a"_s.repeated(32) << wanted;
    QTest::newRow("upper case") << u"#"_s + u"5A"_s.repeated(32) << wanted;
    QTest::newRow("as servers print it") << u"#5A"_s + u":5A"_s.repeated(31) << wanted;
    QTest::newRow("empty") << u"#"_s << QByteArray();
    QTest::newRow("none") << QString() << QByteArray();
}

void tst_ServerAddress::aLinkNamesTheCertificate()
{
    QFETCH(QString, fragment);
    const auto address = parseServerAddress(u"maru://a.b:5001/방1"_s + fragment);
    QVERIFY(address.has_value());
    QTEST(address->fingerprint, "fingerprint");
    QCOMPARE(address->secure, !address->fingerprint.isEmpty());
    QCOMPARE(address->shown(), u"a.b:5001/방1"_s);
}

void tst_ServerAddress::onlyLinksNameCertificates()
{
    const auto address = parseServerAddress(u"http://a.b#"_s + u"5a"_s.repeated(32));
    QVERIFY(address.has_value());
    QVERIFY(address->fingerprint.isEmpty());
    QVERIFY(!address->secure);
}

QTEST_GUILESS_MAIN(tst_ServerAddress)
#include "tst_serveraddress.moc"
