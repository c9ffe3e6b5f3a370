// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What long-polling does when a system takes its answers slowly; the rest: tst_pollingdoor.

#include "common/serverlimits.h"
#include "fakechannel.h"
#include "server/transport/httpconnection.h"
#include "server/transport/pollingtransport.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

class tst_PollingTransport : public QObject
{
    Q_OBJECT

private slots:
    void drainedMeansThatThereIsRoom();
    void aLongBodyTakesTurns();
    void aBodyEndsWithItsSession();
    void anAnswerThatIsNotTakenEndsTheSession_data();
    void anAnswerThatIsNotTakenEndsTheSession();
};

// Recovery goes on at drained(), and waits for the next one if there is no room after all.
void tst_PollingTransport::drainedMeansThatThereIsRoom()
{
    const QHostAddress peer(u"192.0.2.1"_s);
    PollingTransport transport(peer, limits::maxPayloadBytes, limits::closeGraceMs);
    QSignalSpy drained(&transport, &PollingTransport::drained);
    qint64 mostAtDrained = 0;
    connect(&transport, &PollingTransport::drained, this,
            [&] { mostAtDrained = std::max(mostAtDrained, transport.bytesQueued()); });

    auto owned = std::make_unique<FakeChannel>();
    FakeChannel *const channel = owned.get();
    HttpStream stream(std::move(owned), peer);
    auto *const connection = new HttpConnection(&stream, {});
    connect(connection, &HttpConnection::requestRead, this,
            [&](HttpConnection *self) { transport.poll(self, {}); });
    connection->start();
    const QByteArray get("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    channel->bring(get);
    for (int i = 0; i < 3; ++i) {
        transport.send(Frame::text(QByteArray(40'000, '4')));
    }
    QTRY_VERIFY(stream.bytesUnsent() > limits::replayQueueBytes); // answered, and nothing taken
    QCOMPARE(drained.size(), 0);
    channel->makeRoom(1'000'000);
    channel->bring(get);
    QTRY_COMPARE(drained.size(), 1);

    // An answer that is taken at once needs no second request.
    channel->room = 1'000'000;
    for (int i = 0; i < 3; ++i) {
        transport.send(Frame::text(QByteArray(40'000, '4')));
    }
    QTRY_COMPARE(drained.size(), 2);
    QCOMPARE(mostAtDrained, 0);
}

namespace {

QByteArray postOf(const QByteArray &body)
{
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\n\r\n" + body;
}

/// A transport behind one connection.
struct PollingPeer
{
    explicit PollingPeer(const HttpTimeouts &timeouts = {})
    {
        auto owned = std::make_unique<FakeChannel>();
        channel = owned.get();
        channel->room = 1'000'000;
        stream = new HttpStream(std::move(owned), address);
        auto *const connection = new HttpConnection(stream, timeouts);
        QObject::connect(connection, &HttpConnection::requestRead, &transport,
                         [this](HttpConnection *self) {
                             if (self->request().method == QByteArrayView("POST")) {
                                 transport.post(self, {});
                             } else {
                                 transport.poll(self, {});
                             }
                         });
        QObject::connect(&transport, &Transport::textReceived, &transport,
                         [this](const QByteArray &packet) { packets.append(packet); });
        transport.setCounts(&counts);
        connection->start();
    }
    ~PollingPeer() { delete stream; }
    Q_DISABLE_COPY_MOVE(PollingPeer)

    QHostAddress address{u"192.0.2.1"_s};
    TransportCounts counts;
    PollingTransport transport{address, limits::maxPayloadBytes, limits::closeGraceMs};
    FakeChannel *channel = nullptr;
    QPointer<HttpStream> stream;
    QByteArrayList packets;
};

} // namespace

// A body of 56 KB may hold 4,096 packets: ten milliseconds, and a hundred peers may send one at
// once.
void tst_PollingTransport::aLongBodyTakesTurns()
{
    PollingPeer peer;
    QByteArrayList sent;
    for (int i = 0; i < limits::maxPayloadPackets; ++i) {
        sent.append("42[\"a\"," + QByteArray::number(i) + ']');
    }
    qsizetype before = 0;
    qsizetype most = 0;
    QTimer turn;
    turn.callOnTimeout(this, [&] {
        most = std::max(most, peer.packets.size() - before);
        before = peer.packets.size();
    });
    turn.start(0);
    peer.channel->bring(postOf(sent.join('\x1e')));
    QTRY_VERIFY(peer.channel->written.contains("200 OK"));
    QCOMPARE(peer.packets, sent);
    QVERIFY2(most < limits::maxPayloadPackets / 4, qPrintable(QString::number(most)));
    peer.channel->bring(postOf("42[\"b\"]")); // and the next one is taken
    QTRY_COMPARE(peer.packets.last(), "42[\"b\"]");
}

void tst_PollingTransport::aBodyEndsWithItsSession()
{
    PollingPeer peer;
    QSignalSpy closed(&peer.transport, &Transport::closed);
    connect(&peer.transport, &Transport::textReceived, this, [&] {
        if (peer.packets.size() == 500) {
            QTimer::singleShot(0, &peer.transport,
                               [&] { peer.transport.close(CloseReason::PingTimeout); });
        }
    });
    peer.channel->bring(postOf("42[\"a\"]"
                               + QByteArray("\x1e"
                                            "42[\"a\"]")
                                     .repeated(limits::maxPayloadPackets - 1)));
    QTRY_COMPARE(closed.size(), 1);
    QTRY_VERIFY(peer.channel->written.contains("400 Bad Request"));
    QVERIFY(peer.packets.size() < limits::maxPayloadPackets);
}

void tst_PollingTransport::anAnswerThatIsNotTakenEndsTheSession_data()
{
    QTest::addColumn<bool>("isGone");
    QTest::newRow("it takes nothing") << false;
    QTest::newRow("it goes") << true;
}

// Nobody knows how much of it arrived, so the session cannot go on behind it.
void tst_PollingTransport::anAnswerThatIsNotTakenEndsTheSession()
{
    QFETCH(bool, isGone);
    PollingPeer peer({.answerStallMs = isGone ? 60'000 : 100});
    QSignalSpy closed(&peer.transport, &Transport::closed);
    peer.channel->room = 0;
    peer.channel->bring("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    peer.transport.send(Frame::text(QByteArray(40'000, '4')));
    QTRY_VERIFY(peer.stream->bytesUnsent() > 0);
    if (isGone) {
        peer.stream->abort();
    }
    QTRY_COMPARE(closed.size(), 1);
    QCOMPARE(int(closed[0][0].value<CloseReason>()),
             int(isGone ? CloseReason::PeerClosed : CloseReason::SlowConsumer));
    QCOMPARE(peer.counts.slowConsumers, quint64(isGone ? 0 : 1));
    QCOMPARE(peer.counts.droppedBytes > 40'000, !isGone);
}

QTEST_GUILESS_MAIN(tst_PollingTransport)
#include "tst_pollingtransport.moc"
