// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/tlshandshake.h"
#include "tests/server/transport/tlsmaterial.h"
#include "tests/server/transport/tlspeer.h"

#include <QSignalSpy>
#include <QTcpServer>

#include <ctime>

using namespace maru;
using namespace maru::server;
using namespace maru::server::test;
using namespace Qt::StringLiterals;

namespace {

/// The server's end of one connection: what was read, and what waits to be written.
class End : public QTcpServer
{
public:
    explicit End(TlsContext context)
        : m_context(std::move(context))
    {
        listen(QHostAddress(QHostAddress::LocalHost));
    }

    /// As a transport does: writes what goes, and the rest when it goes.
    void write()
    {
        const qint64 taken = unsent.empty() ? 0 : channel->write(unsent, offset);
        QVERIFY(taken >= 0);
        qint64 left = offset + taken;
        while (!unsent.empty() && left >= unsent.front().size()) {
            left -= unsent.front().size();
            unsent.erase(unsent.begin());
        }
        offset = qsizetype(left);
        channel->watchWritable(!unsent.empty() || channel->bytesUnsent() > 0);
    }
    /// Once, into a small buffer, until nothing comes.
    void read()
    {
        QByteArray piece(pieceBytes, '\0');
        for (qint64 got = pieceBytes; got == pieceBytes;) {
            const std::clock_t before = std::clock(); // CPU: others may use the machine
            got = channel->read(piece.data(), pieceBytes);
            longestReadMs =
                std::max(longestReadMs, qint64(std::clock() - before) * 1'000 / CLOCKS_PER_SEC);
            hasEnded = got < 0;
            bytes += piece.left(std::max<qint64>(got, 0));
        }
    }

    std::unique_ptr<ByteChannel> channel; // once TLS is agreed on
    QString failure;
    QByteArray bytes;
    std::vector<QByteArray> unsent;
    qsizetype offset = 0;
    qint64 pieceBytes = 1'000;
    qint64 longestReadMs = 0;
    bool hasEnded = false;

protected:
    void incomingConnection(qintptr descriptor) override
    {
        TlsHandshake *handshake = startTls(descriptor, m_context, this);
        QVERIFY(handshake);
        connect(handshake, &TlsHandshake::failed, this, [this, handshake](const QString &reason) {
            failure = reason;
            handshake->deleteLater();
        });
        connect(handshake, &TlsHandshake::encrypted, this, [this, handshake] {
            channel = handshake->takeChannel();
            handshake->deleteLater();
            connect(channel.get(), &ByteChannel::readable, this, &End::read);
            connect(channel.get(), &ByteChannel::writable, this, &End::write);
            channel->watchReadable(true);
        });
    }

private:
    TlsContext m_context;
};

QByteArray pattern(qsizetype size)
{
    QByteArray bytes(size, '\0');
    for (qsizetype i = 0; i < size; ++i) {
        bytes[i] = char((i * 31 + i / 251) & 0xff);
    }
    return bytes;
}

} // namespace

/// TLS as a ByteChannel, byte by byte.
class tst_TlsChannel : public TlsTest
{
    Q_OBJECT

private slots:
    void bytesMayComeOneByOne();
    void requestsMayComeWithTheHandshake();
    void muchPassesBothWays_data();
    void muchPassesBothWays();
    void whatThePeerDoesNotReadIsNotTaken();
    void manyFramesShareARecord();
    void peersMayVanish_data();
    void peersMayVanish();
    void noiseEndsTheConnection_data();
    void noiseEndsTheConnection();
    void endsAreSaid();
    void onlyOneWayMayEnd();
    void goodbyesAreHeard();
    void pausesHoldBytesBack();
    void nothingIsRenegotiated();
    void keysMayBeUpdated();
    void controlsAreNotReadForEver_data();
    void controlsAreNotReadForEver();

private:
    /// Makes a new m_end; its port.
    quint16 serve();

    std::unique_ptr<End> m_end;
};

quint16 tst_TlsChannel::serve()
{
    const SelfSigned pair = made(ownValidity(QDateTime::currentDateTimeUtc()));
    test::write(path(u"cert.pem"_s), pair.certificate);
    test::write(path(u"key.pem"_s), pair.key);
    m_end = std::make_unique<End>(
        makeTlsContext(loadTlsIdentity(path(u"cert.pem"_s), path(u"key.pem"_s)).value()).value());
    return m_end->serverPort();
}

#define SHAKE_HANDS(peer)                                                                          \
    QVERIFY((peer).shakeHands());                                                                  \
    QTRY_VERIFY(m_end->channel);

void tst_TlsChannel::bytesMayComeOneByOne()
{
    TlsPeer peer(serve());
    QTRY_COMPARE(peer.socket().state(), QAbstractSocket::ConnectedState);
    peer.socket().setSocketOption(QAbstractSocket::LowDelayOption, 1);
    const auto drip = [&peer] {
        for (const char byte : peer.takeOut()) {
            peer.socket().write(&byte, 1);
            peer.socket().flush();
            QCoreApplication::processEvents();
        }
    };
    for (int i = 0; i < 2'000 && SSL_do_handshake(peer.ssl()) != 1; ++i) {
        ERR_clear_error();
        drip();
        QTest::qWait(1);
        peer.takeIn(1);
    }
    ERR_clear_error();
    QVERIFY(SSL_is_init_finished(peer.ssl()));
    drip(); // its Finished
    QTRY_VERIFY(m_end->channel);
    SSL_write(peer.ssl(), "hello", 5);
    drip();
    QTRY_COMPARE(m_end->bytes, QByteArray("hello"));
}

void tst_TlsChannel::requestsMayComeWithTheHandshake()
{
    TlsPeer peer(serve());
    while (SSL_do_handshake(peer.ssl()) != 1) {
        ERR_clear_error();
        peer.sendOut();
        QTest::qWait(1);
        peer.takeIn();
    }
    QVERIFY(!m_end->channel);
    SSL_write(peer.ssl(), "request", 7);
    peer.sendOut(); // in one piece with the client's Finished
    QTRY_COMPARE(m_end->bytes, QByteArray("request"));
}

void tst_TlsChannel::muchPassesBothWays_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("1.2") << int(TLS1_2_VERSION);
    QTest::newRow("1.3") << int(TLS1_3_VERSION);
}

void tst_TlsChannel::muchPassesBothWays()
{
    QFETCH(int, version);
    TlsPeer peer(serve(), version);
    SHAKE_HANDS(peer)
    const QByteArray up = pattern(300'000);
    peer.write(up);
    QTRY_COMPARE(m_end->bytes.size(), up.size());
    QVERIFY(m_end->bytes == up);

    QByteArray down;
    for (const qsizetype size : {1, 16'383, 16'384, 16'385, 0, 100'000, 3, 3, 3, 1'000'000}) {
        m_end->unsent.push_back(pattern(size));
        down += m_end->unsent.back();
    }
    m_end->write();
    QTRY_COMPARE(peer.read().size(), down.size());
    QVERIFY(peer.read() == down);
    QVERIFY(m_end->unsent.empty());
}

void tst_TlsChannel::whatThePeerDoesNotReadIsNotTaken()
{
    TlsPeer peer(serve());
    SHAKE_HANDS(peer)
    peer.socket().setReadBufferSize(1'024);
    const QByteArray frame = pattern(50'000);
    QByteArray sent;
    const auto unsentBytes = [this] {
        qint64 bytes = m_end->channel->bytesUnsent() - m_end->offset;
        for (const QByteArray &one : m_end->unsent) {
            bytes += one.size();
        }
        return bytes;
    };
    for (int i = 0; i < 500 && unsentBytes() == 0; ++i) {
        m_end->unsent.push_back(frame);
        sent += frame;
        m_end->write();
    }
    QTRY_VERIFY(unsentBytes() > 0); // the system is full
    for (int i = 0; i < 20; ++i) { // the pieces that wait are put together anew each time
        m_end->unsent.push_back(pattern(100 + i));
        sent += m_end->unsent.back();
        m_end->write();
    }
    QVERIFY(unsentBytes() >= 20 * 100);
    peer.write("not stopped by that");
    QTRY_COMPARE(m_end->bytes, QByteArray("not stopped by that"));
    peer.socket().setReadBufferSize(0);
    QTRY_COMPARE(peer.read().size(), sent.size());
    QVERIFY(peer.read() == sent);
    QCOMPARE(unsentBytes(), 0);
}

void tst_TlsChannel::manyFramesShareARecord()
{
    TlsPeer peer(serve());
    SHAKE_HANDS(peer)
    (void)peer.read();
    (void)peer.takeRecordCount();
    for (int i = 0; i < 100; ++i) {
        m_end->unsent.push_back(pattern(100));
    }
    m_end->write();
    QTRY_COMPARE(peer.read().size(), 10'000);
    QCOMPARE(peer.takeRecordCount(), 1);
}

void tst_TlsChannel::peersMayVanish_data()
{
    QTest::addColumn<int>("helloBytes");
    QTest::addColumn<bool>("resets");
    for (const int bytes : {1, 5, 40, 10'000}) { // the last: all, and never a Finished
        for (const bool resets : {false, true}) {
            QTest::addRow("%d bytes, %s", bytes, resets ? "reset" : "closed") << bytes << resets;
        }
    }
}

void tst_TlsChannel::peersMayVanish()
{
    QFETCH(int, helloBytes);
    QFETCH(bool, resets);
    TlsPeer peer(serve());
    QTRY_COMPARE(peer.socket().state(), QAbstractSocket::ConnectedState);
    QVERIFY(SSL_do_handshake(peer.ssl()) != 1);
    peer.socket().write(peer.takeOut().left(helloBytes));
    peer.socket().flush();
    QTest::qWait(20);
    if (resets) {
        peer.socket().setSocketOption(QAbstractSocket::KeepAliveOption, 1);
        peer.socket().abort();
    } else {
        peer.socket().close();
    }
    QTRY_VERIFY(!m_end->failure.isEmpty());
    QVERIFY(!m_end->channel);
}

void tst_TlsChannel::noiseEndsTheConnection_data()
{
    QTest::addColumn<QByteArray>("noise");
    QTest::newRow("plain HTTP") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QTest::newRow("a record of noise") << QByteArray("\x17\x03\x03\x00\x20", 5) + pattern(32);
    QTest::newRow("a record that is too long")
        << QByteArray("\x17\x03\x03\xff\xff", 5) + pattern(65'535);
    QTest::newRow("zeros") << QByteArray(100, '\0');
    QTest::newRow("a plain alert") << QByteArray("\x15\x03\x03\x00\x02\x02\x28", 7);
    QTest::newRow("a second hello") << QByteArray::fromHex("160303000401000000");
}

void tst_TlsChannel::noiseEndsTheConnection()
{
    QFETCH(QByteArray, noise);
    TlsPeer peer(serve());
    SHAKE_HANDS(peer)
    if (!m_end->channel->endsInHalves()) {
        QSKIP("Qt 6.4 leaves such a connection open, until the heartbeat finds it");
    }
    peer.write("before");
    peer.socket().write(noise);
    QTRY_VERIFY(m_end->hasEnded);
    QCOMPARE(m_end->bytes, QByteArray("before"));
    QCOMPARE(ERR_peek_error(), 0ul);
    m_end->channel.reset();
    QTRY_COMPARE(peer.socket().state(), QAbstractSocket::UnconnectedState);
    QVERIFY(peer.read().isEmpty()); // an alert at most
}

void tst_TlsChannel::endsAreSaid()
{
    TlsPeer peer(serve());
    SHAKE_HANDS(peer)
    m_end->unsent.push_back("the last word");
    m_end->write();
    if (m_end->channel->endsInHalves()) { // Qt drops what is left instead
        m_end->channel.reset();
    } else {
        m_end->channel->finishWriting();
    }
    QTRY_VERIFY(peer.heardGoodbye());
    QCOMPARE(peer.read(), QByteArray("the last word"));
}

void tst_TlsChannel::onlyOneWayMayEnd()
{
    TlsPeer peer(serve());
    SHAKE_HANDS(peer)
    if (!m_end->channel->endsInHalves()) {
        QSKIP("Qt's TLS ends both ways at once");
    }
    m_end->channel->finishWriting();
    m_end->channel->finishWriting();
    peer.write("still here"); // before Qt's socket sees the end, and ends too
    peer.socket().flush();
    QTRY_COMPARE(m_end->bytes, QByteArray("still here"));
    QTRY_VERIFY(peer.heardGoodbye());
    const QByteArray more("more");
    QCOMPARE(m_end->channel->write({&more, 1}, 0), -1);
}

void tst_TlsChannel::goodbyesAreHeard()
{
    TlsPeer peer(serve());
    SHAKE_HANDS(peer)
    if (!m_end->channel->endsInHalves()) {
        QSKIP("Qt 6.4 waits for the end of the connection itself");
    }
    SSL_write(peer.ssl(), "bye", 3);
    SSL_shutdown(peer.ssl());
    peer.sendOut(); // in one piece, and the socket stays open
    QTRY_VERIFY(m_end->hasEnded);
    QCOMPARE(m_end->bytes, QByteArray("bye"));
    m_end->unsent.push_back("farewell");
    m_end->write();
    QTRY_COMPARE(peer.read(), QByteArray("farewell"));
}

void tst_TlsChannel::pausesHoldBytesBack()
{
    TlsPeer peer(serve());
    SHAKE_HANDS(peer)
    m_end->channel->watchReadable(false);
    peer.write("one");
    QTest::qWait(50);
    QVERIFY(m_end->bytes.isEmpty());
    m_end->channel->watchReadable(true);
    QTRY_COMPARE(m_end->bytes, QByteArray("one"));
    // What lies in the TLS library, with nothing behind it in the system.
    disconnect(m_end->channel.get(), &ByteChannel::readable, m_end.get(), nullptr);
    peer.write("two-three");
    QSignalSpy readable(m_end->channel.get(), &ByteChannel::readable);
    QTRY_VERIFY(!readable.isEmpty());
    char piece[3];
    QCOMPARE(m_end->channel->read(piece, 3), 3);
    m_end->channel->watchReadable(false);
    QTest::qWait(20);
    connect(m_end->channel.get(), &ByteChannel::readable, m_end.get(), &End::read);
    m_end->channel->watchReadable(true);
    QTRY_COMPARE(m_end->bytes, QByteArray("one-three"));
}

void tst_TlsChannel::nothingIsRenegotiated()
{
    TlsPeer peer(serve(), TLS1_2_VERSION);
    SHAKE_HANDS(peer)
    QCOMPARE(SSL_renegotiate(peer.ssl()), 1);
    SSL_do_handshake(peer.ssl());
    ERR_clear_error();
    peer.sendOut();
    // Refused by an alert: what the client makes of it is its own affair.
    QTRY_VERIFY(peer.socket().bytesAvailable() > 0
                || peer.socket().state() == QAbstractSocket::UnconnectedState);
    (void)peer.read();
    QCOMPARE(SSL_num_renegotiations(peer.ssl()), 1);
    QVERIFY(SSL_get_state(peer.ssl()) != TLS_ST_OK);
    QVERIFY(m_end->bytes.isEmpty());
}

void tst_TlsChannel::keysMayBeUpdated()
{
    TlsPeer peer(serve(), TLS1_3_VERSION);
    SHAKE_HANDS(peer)
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(SSL_key_update(peer.ssl(), SSL_KEY_UPDATE_REQUESTED), 1);
        peer.write("x");
        QTRY_COMPARE(m_end->bytes.size(), i + 1);
        m_end->unsent.push_back("y");
        m_end->write();
        QTRY_COMPARE(peer.read().size(), i + 1);
    }
}

void tst_TlsChannel::controlsAreNotReadForEver_data()
{
    QTest::addColumn<qsizetype>("bytesBetween"); // of controls, before each byte for us
    QTest::newRow("nothing else") << qsizetype{1'000'000};
    QTest::newRow("a byte now and then") << qsizetype{25'000};
}

/// Controls cost the server, and bring nothing.
void tst_TlsChannel::controlsAreNotReadForEver()
{
    QFETCH(qsizetype, bytesBetween);
    TlsPeer peer(serve(), TLS1_3_VERSION);
    SHAKE_HANDS(peer)
    if (!m_end->channel->endsInHalves()) {
        QSKIP("Qt's TLS has no bound for it");
    }
    QByteArray flood;
    qsizetype words = 0;
    while (flood.size() < 200'000) {
        if (flood.size() / bytesBetween > words) {
            ++words;
            SSL_write(peer.ssl(), "x", 1);
        }
        QCOMPARE(SSL_key_update(peer.ssl(), SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        SSL_do_handshake(peer.ssl());
        flood += peer.takeOut();
    }
    m_end->channel->watchReadable(false);
    peer.socket().write(flood);
    QTest::qWait(100);
    m_end->channel->watchReadable(true);
    QTRY_VERIFY(m_end->hasEnded);
    QVERIFY2(m_end->longestReadMs < 100, QByteArray::number(m_end->longestReadMs));
}

QTEST_GUILESS_MAIN(tst_TlsChannel)
#include "tst_tlschannel.moc"
