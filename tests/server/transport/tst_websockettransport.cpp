// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/enginesession.h"
#include "server/transport/websockettransport.h"

#include <QDeadlineTimer>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>

#include <array>
#include <memory>

using namespace maru;
using namespace maru::server;

namespace {

constexpr int stallMs = 600;

/// A channel whose peer is the test. As a TLS socket does, it may take everything into a buffer of
/// its own.
class FakeChannel : public ByteChannel
{
public:
    explicit FakeChannel(bool buffers)
        : m_buffers(buffers)
    { }

    qint64 read(char *buffer, qint64 size) override
    {
        ++reads;
        if (!isEndless) {
            return 0;
        }
        static constexpr std::array<char, 7> frame{'\x81', '\x81', 0, 0, 0, 0, '6'}; // masked
        for (qint64 i = 0; i < size; ++i) {
            buffer[i] = frame[m_given++ % frame.size()];
        }
        return size;
    }
    qint64 write(std::span<const QByteArray> frames, qsizetype offset) override
    {
        if (!m_buffers) {
            return 0;
        }
        qint64 taken = -offset;
        for (const QByteArray &frame : frames) {
            taken += frame.size();
            written.append(frame);
        }
        m_unsent += taken;
        return taken;
    }
    qint64 bytesUnsent() const override { return m_unsent; }
    void watchReadable(bool on) override { isWatched = on; }
    void watchWritable(bool) override { }
    void finishWriting() override { }

    QByteArrayList written;
    int reads = 0;
    bool isEndless = false;
    bool isWatched = true;

    /// The system takes \p bytes of the buffer.
    void progress(qint64 bytes)
    {
        m_unsent -= bytes;
        emit writable();
    }

private:
    bool m_buffers;
    size_t m_given = 0;
    qint64 m_unsent = 0;
};

struct Peer
{
    explicit Peer(bool buffers)
    {
        auto owned = std::make_unique<FakeChannel>(buffers);
        channel = owned.get();
        transport = std::make_unique<WebSocketTransport>(
            std::move(owned), WebSocketConfig{.stallTimeoutMs = stallMs}, scheduler);
        QObject::connect(transport.get(), &Transport::closed, transport.get(),
                         [this](CloseReason reason) { closed += toString(reason); });
    }

    /// In the next turn in which anything is read.
    [[nodiscard]] bool isReadAgain() const
    {
        const int before = channel->reads;
        const QDeadlineTimer end(10'000);
        while (channel->reads == before && !end.hasExpired()) {
            QCoreApplication::processEvents();
        }
        return channel->reads != before;
    }

    FlushScheduler scheduler;
    QPointer<FakeChannel> channel;
    std::unique_ptr<WebSocketTransport> transport;
    QStringList closed;
};

} // namespace

class tst_WebSocketTransport : public QObject
{
    Q_OBJECT

private slots:
    void whoTakesNothingIsCut_data();
    void whoTakesNothingIsCut();
    void whoReadsSlowlyIsKept();
    void whoNeverPausesWaitsForItsTurn();
    void whoSendsLittleIsReadAtOnce();
    void aRunIsOnePiece();
    void aRunHasToFitInTheQueue();
};

void tst_WebSocketTransport::whoTakesNothingIsCut_data()
{
    QTest::addColumn<bool>("buffers");
    QTest::newRow("plain") << false;
    QTest::newRow("TLS") << true;
}

void tst_WebSocketTransport::whoTakesNothingIsCut()
{
    QFETCH(bool, buffers);
    Peer peer(buffers);
    // More and more is said to it; none of that is progress.
    QTRY_VERIFY_WITH_TIMEOUT((peer.transport->send(Frame::text("4a")), !peer.closed.isEmpty()),
                             10 * stallMs);
    QCOMPARE(peer.closed, QStringList(toString(CloseReason::SlowConsumer)));
}

void tst_WebSocketTransport::whoReadsSlowlyIsKept()
{
    Peer peer(true);
    peer.transport->send(Frame::text(QByteArray(1'000, '4')));
    for (int i = 0; i < 12; ++i) { // twice as long as it may take nothing
        QTest::qWait(stallMs / 6);
        QVERIFY(peer.closed.isEmpty());
        peer.channel->progress(10);
    }
    QVERIFY(peer.channel->bytesUnsent() > 0);
}

void tst_WebSocketTransport::whoNeverPausesWaitsForItsTurn()
{
    Peer peer(false);
    peer.channel->reads = 0;
    peer.channel->isEndless = true;
    emit peer.channel->readable();
    QCOMPARE(peer.channel->reads, 1);
    QVERIFY(!peer.channel->isWatched);
    emit peer.channel->readable(); // that was on its way
    QCOMPARE(peer.channel->reads, 1);
    for (int i = 2; i <= 4; ++i) {
        QVERIFY(peer.isReadAgain());
        QCOMPARE(peer.channel->reads, i);
    }

    peer.channel->isEndless = false;
    QVERIFY(peer.isReadAgain());
    QVERIFY(peer.channel->isWatched);
    emit peer.channel->readable(); // it did so just now: it waits for its turn again
    QCOMPARE(peer.channel->reads, 5);
    QVERIFY(peer.isReadAgain());
    QCOMPARE(peer.channel->reads, 6);
    QVERIFY(peer.channel->isWatched);
    QVERIFY(peer.closed.isEmpty());
}

void tst_WebSocketTransport::whoSendsLittleIsReadAtOnce()
{
    Peer peer(false);
    peer.channel->reads = 0;
    for (int i = 1; i <= 3; ++i) {
        emit peer.channel->readable();
        QCOMPARE(peer.channel->reads, i);
    }
    QVERIFY(peer.channel->isWatched);
}

void tst_WebSocketTransport::aRunIsOnePiece()
{
    Peer peer(true);
    FrameRun run({});
    run.append(Frame::text("4a"));
    run.append(Frame::text("4한글"));
    peer.transport->send(Frame::text("4before"));
    peer.transport->sendRun(run);
    peer.transport->send(Frame::text("4after"));
    QCoreApplication::sendPostedEvents();
    const QByteArrayList expected{Frame::text("4before").webSocketFrame(),
                                  Frame::text("4a").webSocketFrame()
                                      + Frame::text("4한글").webSocketFrame(),
                                  Frame::text("4after").webSocketFrame()};
    QCOMPARE(peer.channel->written, expected);
}

void tst_WebSocketTransport::aRunHasToFitInTheQueue()
{
    Peer peer(false);
    FrameRun run({});
    run.append(Frame::text(QByteArray(limits::maxQueuedBytes / 2, '4')));
    peer.transport->sendRun(run);
    QCOMPARE(peer.transport->bytesQueued(), run.webSocketFrames().size());
    peer.transport->sendRun(run);
    QTRY_COMPARE(peer.closed, QStringList(toString(CloseReason::SlowConsumer)));
    QCOMPARE(peer.transport->bytesQueued(), 0);
}

QTEST_GUILESS_MAIN(tst_WebSocketTransport)
#include "tst_websockettransport.moc"
