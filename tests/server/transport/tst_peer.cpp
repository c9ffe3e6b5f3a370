// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/peer.h"

#include <QTest>

using namespace maru::server;
using namespace Qt::StringLiterals;

class tst_Peer : public QObject
{
    Q_OBJECT

private slots:
    void addressIsFound_data();
    void addressIsFound();
    void encryptionIsBelievedOfTrustedProxiesOnly();
    void privateMeansNobodyListens();
};

void tst_Peer::addressIsFound_data()
{
    QTest::addColumn<QString>("direct");
    QTest::addColumn<QByteArrayList>("forwarded");
    QTest::addColumn<QString>("address");

    const QString proxy = u"127.0.0.1"_s;
    QTest::newRow("no proxy") << u"192.0.2.9"_s << QByteArrayList{"10.0.0.1"} << u"192.0.2.9"_s;
    QTest::newRow("no header") << proxy << QByteArrayList{} << proxy;
    QTest::newRow("one hop") << proxy << QByteArrayList{"192.0.2.7"} << u"192.0.2.7"_s;
    QTest::newRow("the last one counts")
        << proxy << QByteArrayList{"1.2.3.4, 192.0.2.7"} << u"192.0.2.7"_s;
    QTest::newRow("over trusted hops")
        << proxy << QByteArrayList{"1.2.3.4, 192.0.2.7, 10.9.9.9 "} << u"192.0.2.7"_s;
    QTest::newRow("two lines") << proxy << QByteArrayList{"192.0.2.7", "10.9.9.9"}
                               << u"192.0.2.7"_s;
    QTest::newRow("all trusted") << proxy << QByteArrayList{"10.9.9.9"} << u"10.9.9.9"_s;
    QTest::newRow("IPv6") << proxy << QByteArrayList{"2001:db8::1"} << u"2001:db8::1"_s;
    QTest::newRow("IPv6 with port")
        << proxy << QByteArrayList{"[2001:db8::1]:80"} << u"2001:db8::1"_s;
    QTest::newRow("IPv4 with port") << proxy << QByteArrayList{"192.0.2.7:80"} << u"192.0.2.7"_s;
    QTest::newRow("mapped") << proxy << QByteArrayList{"::ffff:192.0.2.7"} << u"192.0.2.7"_s;
    QTest::newRow("nonsense") << proxy << QByteArrayList{"unknown"} << proxy;
    QTest::newRow("nonsense behind a hop")
        << proxy << QByteArrayList{"x, 10.9.9.9"} << u"10.9.9.9"_s;
    QTest::newRow("open bracket") << proxy << QByteArrayList{"[2001"} << proxy;
    QTest::newRow("endless") << proxy
                             << QByteArrayList{"192.0.2.7" + QByteArray(", 10.9.9.9").repeated(500)}
                             << u"10.9.9.9"_s;
}

void tst_Peer::addressIsFound()
{
    QFETCH(QString, direct);
    QFETCH(QByteArrayList, forwarded);
    QFETCH(QString, address);

    HttpRequest request;
    for (const QByteArray &line : forwarded) {
        request.headers.append(HttpHeader{"x-forwarded-for", line});
    }
    const QList<QHostAddress> trusted{QHostAddress(u"127.0.0.1"_s), QHostAddress(u"10.9.9.9"_s)};
    const RequestPeer peer = peerOf(request, {.address = QHostAddress(direct)}, trusted);
    QCOMPARE(peer.address, QHostAddress(address));
    QVERIFY(!peer.isEncrypted);
}

void tst_Peer::encryptionIsBelievedOfTrustedProxiesOnly()
{
    HttpRequest request;
    request.headers = {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-For", "192.0.2.7"}};
    const QList<QHostAddress> trusted{QHostAddress(u"127.0.0.1"_s)};
    QVERIFY(peerOf(request, {.address = QHostAddress(u"127.0.0.1"_s)}, trusted).isEncrypted);
    QVERIFY(!peerOf(request, {.address = QHostAddress(u"127.0.0.1"_s)}, {}).isEncrypted);
    request.headers = {{"X-Forwarded-Proto", "http"}};
    QVERIFY(!peerOf(request, {.address = QHostAddress(u"127.0.0.1"_s)}, trusted).isEncrypted);
}

void tst_Peer::privateMeansNobodyListens()
{
    QVERIFY((RequestPeer{.address = QHostAddress(u"127.0.0.2"_s)}.isPrivate()));
    QVERIFY((RequestPeer{.address = QHostAddress(u"::1"_s)}.isPrivate()));
    QVERIFY((RequestPeer{.address = QHostAddress(u"10.0.0.1"_s), .isEncrypted = true}.isPrivate()));
    QVERIFY(!(RequestPeer{.address = QHostAddress(u"10.0.0.1"_s)}.isPrivate()));
}

QTEST_GUILESS_MAIN(tst_Peer)
#include "tst_peer.moc"
