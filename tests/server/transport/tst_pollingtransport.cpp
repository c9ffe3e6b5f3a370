// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What long-polling does when a system takes its answers slowly; the rest: tst_pollingdoor.

#include "common/serverlimits.h"
#include "fakechannel.h"
#include "server/transport/httpconnection.h"
#include "server/transport/pollingtransport.h"

#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

class tst_PollingTransport : public QObject
{
    Q_OBJECT

private slots:
    void drainedMeansThatThereIsRoom();
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

QTEST_GUILESS_MAIN(tst_PollingTransport)
#include "tst_pollingtransport.moc"
