// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "doorhouse.h"

#include <QElapsedTimer>
#include <QTest>
#include <QWebSocket>

#include <algorithm>
#include <memory>
#include <vector>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

/// Peers that are silent, and those that are too many.
class tst_DoorCrowd : public QObject
{
    Q_OBJECT

private slots:
    void headWithoutEndIsAnsweredAtItsDeadline();
    void silentPeersAreDroppedAtTheirDeadline();
    void silentPeersDoNotKeepOthersOut_data();
    void silentPeersDoNotKeepOthersOut();
    void whoSpeaksOutlivesWhoIsSilent();
    void crowdGetsInWithinTheHalfOpenLimit();
    void tooManyNewConnectionsGet503();
    void tooManyConnectionsGet503_data();
    void tooManyConnectionsGet503();
    void aTlsClientTooManyGetsAnAlert();
    void whoComesThroughAProxyIsCountedByItsOwnAddress();
    void theLastPlaceIsForWhoComesThroughAProxyToo();
    void nothingIsLeftBehind();
};

void tst_DoorCrowd::headWithoutEndIsAnsweredAtItsDeadline()
{
    const House house({.timeouts = {.headMs = 100}});
    RawClient client(house.port);
    QElapsedTimer timer;
    timer.start();
    client.write("GET / HTTP/1.1\r\nHost: a\r\n");
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.statusLine(), QByteArray("HTTP/1.1 408 Request Timeout"));
    QVERIFY(timer.elapsed() >= 90);
    QTRY_COMPARE(house.door->connectionCount(), 0);
}

void tst_DoorCrowd::silentPeersAreDroppedAtTheirDeadline()
{
    const House house({.timeouts = {.headMs = 100}});
    RawClient client(house.port);
    QVERIFY(client.waitForConnected());
    QTRY_VERIFY(client.isGone());
    QVERIFY(client.received.isEmpty());
    QTRY_COMPARE(house.door->connectionCount(), 0);
}

void tst_DoorCrowd::silentPeersDoNotKeepOthersOut_data()
{
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half a request") << QByteArray("GET / HTTP/1.1\r\nHost: ");
    QTest::newRow("half a TLS handshake") << QByteArray::fromHex("16030100a5");
}

void tst_DoorCrowd::silentPeersDoNotKeepOthersOut()
{
    QFETCH(QByteArray, says);
    FrontDoorConfig config;
    config.connections.halfOpenPerAddress = 5;
    config.timeouts.headMs = 60'000;
    const House house(config);
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 20; ++i) {
        silent.push_back(std::make_unique<RawClient>(house.port));
        QVERIFY(silent.back()->waitForConnected());
        silent.back()->write(says);
    }
    QElapsedTimer clock;
    clock.start();
    Witness witness(house);
    QVERIFY(witness.isFine());
    QVERIFY(clock.elapsed() < 5'000); // not by their deadline
    QTRY_VERIFY(house.door->connectionCount() <= 6);
    QTRY_VERIFY(silent.front()->isGone()); // the oldest
    QVERIFY(house.door->counts().refusedHalfOpen >= 15); // and who watches sees it
}

void tst_DoorCrowd::whoSpeaksOutlivesWhoIsSilent()
{
    FrontDoorConfig config;
    config.connections.halfOpenPerAddress = 3;
    const House house(config);
    RawClient slow(house.port); // the oldest, but it has begun
    slow.write("GET / HTTP/1.1\r\n");
    QTRY_COMPARE(house.door->connectionCount(), 1);
    QTest::qWait(20);
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 10; ++i) {
        silent.push_back(std::make_unique<RawClient>(house.port));
        QVERIFY(silent.back()->waitForConnected());
    }
    QTRY_COMPARE(house.door->connectionCount(), 3);
    slow.write("Host: a\r\nConnection: close\r\n\r\n");
    QTRY_COMPARE(slow.statusLine(), QByteArray("HTTP/1.1 200 OK"));
}

void tst_DoorCrowd::crowdGetsInWithinTheHalfOpenLimit()
{
    const House house;
    std::vector<std::unique_ptr<QWebSocket>> crowd;
    for (int i = 0; i < limits::maxHalfOpenPerAddress; ++i) {
        crowd.push_back(std::make_unique<QWebSocket>());
        crowd.back()->open(house.url());
    }
    QTRY_COMPARE(house.sessions.size(), limits::maxHalfOpenPerAddress);
    QVERIFY(house.closed.isEmpty());
}

namespace {

// How many of \p count connections at once are refused; -1: not all were answered. One after the
// other they would take so long on a busy machine that none is too many.
int refusedAtOnce(const House &house, int count, const QByteArray &request)
{
    std::vector<std::unique_ptr<RawClient>> all;
    for (int i = 0; i < count; ++i) {
        all.push_back(std::make_unique<RawClient>(house.port));
        all.back()->write(request);
    }
    const auto areGone = [&all] {
        return std::all_of(all.begin(), all.end(),
                           [](const auto &client) { return client->isGone(); });
    };
    if (!QTest::qWaitFor(areGone, 20'000)) {
        return -1;
    }
    return int(std::count_if(all.begin(), all.end(), [](const auto &client) {
        return client->statusLine() == QByteArray("HTTP/1.1 503 Service Unavailable");
    }));
}

} // namespace

void tst_DoorCrowd::tooManyNewConnectionsGet503()
{
    const QByteArray request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    for (const bool isLimited : {true, false}) {
        FrontDoorConfig config;
        config.rateLimit = isLimited;
        const House house(config);
        const int first = refusedAtOnce(house, 105, request);
        const int second = refusedAtOnce(house, 105, request);
        QVERIFY(first >= 0 && second >= 0);
        QCOMPARE(first + second > 0, isLimited); // 200, and 20 more each second
        QVERIFY(first + second <= 10);
    }
}

void tst_DoorCrowd::tooManyConnectionsGet503_data()
{
    QTest::addColumn<int>("open");
    QTest::addColumn<int>("openPerAddress");
    QTest::addColumn<bool>("rateLimit");
    QTest::addColumn<bool>("isRefused");

    QTest::newRow("in all") << 3 << 100 << true << true;
    QTest::newRow("of one address") << 100 << 3 << true << true;
    QTest::newRow("of one address, lifted") << 100 << 3 << false << false;
    QTest::newRow("in all, never lifted") << 3 << 100 << false << true;
}

void tst_DoorCrowd::tooManyConnectionsGet503()
{
    QFETCH(int, open);
    QFETCH(int, openPerAddress);
    QFETCH(bool, rateLimit);
    QFETCH(bool, isRefused);

    FrontDoorConfig config;
    config.connections.open = open;
    config.connections.openPerAddress = openPerAddress;
    config.rateLimit = rateLimit;
    const House house(config);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RawClient>(house.port));
        clients.back()->write(goodUpgrade);
        QTRY_COMPARE(house.sessions.size(), i + 1);
    }
    RawClient fourth(house.port);
    fourth.write(goodUpgrade);
    QTRY_VERIFY(fourth.received.contains("\r\n"));
    QCOMPARE(fourth.statusLine(),
             isRefused ? QByteArray("HTTP/1.1 503 Service Unavailable")
                       : QByteArray("HTTP/1.1 101 Switching Protocols"));
    if (isRefused) { // and there is room again once somebody leaves
        QTRY_VERIFY(fourth.isGone());
        clients.clear();
        QTRY_COMPARE(house.door->connectionCount(), 0);
        Witness witness(house);
        QVERIFY(witness.isFine());
    }
}

// Plain HTTP in the middle of a handshake looks as if somebody stood in between.
void tst_DoorCrowd::aTlsClientTooManyGetsAnAlert()
{
    FrontDoorConfig config;
    config.connections.openPerAddress = 0;
    const House house(config);
    RawClient client(house.port);
    client.write(QByteArray::fromHex("16030100a5"));
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.received.toHex(), QByteArray("15030300020250")); // fatal: internal_error
    QTRY_COMPARE(house.door->connectionCount(), 0);
}

namespace {

FrontDoorConfig behindProxy()
{
    FrontDoorConfig config;
    config.trustedProxies = {QHostAddress(QHostAddress::LocalHost)};
    return config;
}

QByteArray forwarded(const QByteArray &address)
{
    return "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + address;
}

} // namespace

void tst_DoorCrowd::whoComesThroughAProxyIsCountedByItsOwnAddress()
{
    const House house(behindProxy());
    const QByteArray request = forwarded("192.0.2.7") + "\r\nConnection: close\r\n\r\n";
    const int first = refusedAtOnce(house, 105, request);
    const int second = refusedAtOnce(house, 105, request);
    QVERIFY(first >= 0 && second >= 0);
    QVERIFY(first + second > 0); // 200, and 20 more each second
    RawClient other(house.port);
    other.write(forwarded("192.0.2.8") + "\r\nConnection: close\r\n\r\n");
    QTRY_COMPARE(other.statusLine(), QByteArray("HTTP/1.1 200 OK"));
}

void tst_DoorCrowd::theLastPlaceIsForWhoComesThroughAProxyToo()
{
    FrontDoorConfig config = behindProxy();
    config.connections.open = 2;
    const House house(config);
    RawClient first(house.port);
    first.write(forwarded("192.0.2.7") + "\r\n\r\n");
    QTRY_COMPARE(first.statusLine(), QByteArray("HTTP/1.1 200 OK"));
    RawClient last(house.port);
    last.write(forwarded("192.0.2.8") + "\r\n\r\n");
    QTRY_COMPARE(last.statusLine(), QByteArray("HTTP/1.1 200 OK"));
}

void tst_DoorCrowd::nothingIsLeftBehind()
{
    const House house;
    Witness witness(house);
    QVERIFY(witness.isFine());
    const auto objects = [&house] {
        return house.door->findChildren<QObject *>().size()
            + house.context.findChildren<QObject *>().size();
    };
    QTRY_COMPARE(house.door->connectionCount(), 1);
    const auto before = objects();
    for (int i = 0; i < 200; ++i) {
        if (i % 4 == 3) {
            RawClient client(house.port);
            client.write(
                i % 8 == 3 ? QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                           : QByteArray(
                               "GET /socket.io/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
            QTRY_VERIFY(client.isGone());
            continue;
        }
        const auto sessions = house.sessions.size();
        QWebSocket client;
        client.open(house.url());
        QTRY_COMPARE(house.sessions.size(), sessions + 1);
        if (i % 4 == 0) {
            client.abort();
        } else if (i % 4 == 1) {
            client.close();
        } else {
            house.sessions.last()->close(CloseReason::ServerStop);
        }
        QTRY_VERIFY(house.sessions.last().isNull());
    }
    QTRY_COMPARE(house.door->connectionCount(), 1);
    QTRY_COMPARE(objects(), before);
    QVERIFY(witness.isFine());
}

QTEST_GUILESS_MAIN(tst_DoorCrowd)
#include "tst_doorcrowd.moc"
