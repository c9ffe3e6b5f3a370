// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "doorhouse.h"
#include "tests/server/transport/tlsmaterial.h"

#include <QSslSocket>

#include <vector>

using namespace maru;
using namespace maru::server;
using namespace maru::server::test;
using namespace Qt::StringLiterals;

namespace {

/// A client that believes every certificate and only speaks bytes.
class TlsClient : public QSslSocket
{
public:
    explicit TlsClient(quint16 port)
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        setSslConfiguration(configuration);
        connect(this, &QSslSocket::readyRead, this, [this] { received += readAll(); });
        connectToHostEncrypted(u"127.0.0.1"_s, port);
    }

    QByteArray received;
};

} // namespace

/// The front door with TLS: everything on the one port, in both forms.
class tst_TlsDoor : public TlsTest
{
    Q_OBJECT

private slots:
    void bothAreSpokenOnOnePort();
    void webSocketsPassOverTls();
    void upgradesPassOverTls();
    void tlsGetsInWherePlainDoesNot();
    void silentHandshakesEndAtTheirDeadline();
    void brokenHandshakesDisturbNobody();
    void slowConsumersAreCutUnderTls();
    void closingEndsUnderTls();
    void newIdentitiesAreForNewConnections();
    void nothingIsLeftBehind();

private:
    [[nodiscard]] TlsContext contextOf(const QString &name);
    /// A house with TLS.
    [[nodiscard]] std::unique_ptr<House> house(const FrontDoorConfig &config = {});
    /// Opens \p client, which takes the certificate as it is.
    void open(QWebSocket &client, const House &at, const QString &query = {});
};

TlsContext tst_TlsDoor::contextOf(const QString &name)
{
    const SelfSigned pair = made(ownValidity(QDateTime::currentDateTimeUtc()));
    write(path(name + u"-cert.pem"_s), pair.certificate);
    write(path(name + u"-key.pem"_s), pair.key);
    return makeTlsContext(
               loadTlsIdentity(path(name + u"-cert.pem"_s), path(name + u"-key.pem"_s)).value())
        .value();
}

std::unique_ptr<House> tst_TlsDoor::house(const FrontDoorConfig &config)
{
    auto made = std::make_unique<House>(config);
    made->door->setTls(contextOf(u"first"_s));
    return made;
}

void tst_TlsDoor::open(QWebSocket &client, const House &at, const QString &query)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    client.setSslConfiguration(configuration);
    QUrl url(at.url().toString() + query);
    url.setScheme(u"wss"_s);
    client.open(url);
}

void tst_TlsDoor::bothAreSpokenOnOnePort()
{
    const auto at = house();
    Witness plain(*at);
    QVERIFY(plain.isFine());
    QVERIFY(!at->infos.last().peer.isEncrypted);

    TlsClient client(at->port);
    client.write("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    QVERIFY2(client.received.startsWith("HTTP/1.1 200 OK"), client.received);
    QVERIFY(client.received.endsWith("\r\n\r\nGET /hello"));

    TlsClient sending(at->port); // has its answer before it is cut off
    sending.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n"
                  + QByteArray(300'000, 'x'));
    QTRY_VERIFY(sending.received.endsWith("POST /"));

    TlsClient polling(at->port);
    polling.write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_VERIFY(polling.received.contains("\r\n\r\n0{\"sid\""));
    QVERIFY(at->infos.last().peer.isEncrypted);
}

void tst_TlsDoor::webSocketsPassOverTls()
{
    const auto at = house();
    QWebSocket client;
    QSignalSpy texts(&client, &QWebSocket::textMessageReceived);
    open(client, *at);
    QTRY_COMPARE(at->sessions.size(), 1);
    QVERIFY(at->infos.first().peer.isEncrypted);
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.sendTextMessage(u"4안녕"_s);
    QTRY_COMPARE(at->texts, QList<QByteArray>({"안녕"}));
    const QByteArray large = "4" + QByteArray("방").repeated(60'000);
    at->sessions.first()->send(Frame::text(large));
    QTRY_COMPARE(texts.size(), 2);
    QCOMPARE(texts.last().at(0).toString().toUtf8(), large);
    QTRY_COMPARE(at->sessions.first()->bytesQueued(), 0);
}

void tst_TlsDoor::upgradesPassOverTls()
{
    const auto at = house();
    TlsClient polling(at->port);
    polling.write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(at->sessions.size(), 1);
    QWebSocket client;
    QSignalSpy texts(&client, &QWebSocket::textMessageReceived);
    open(client, *at, u"&sid="_s + at->sessions.first()->sid());
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.sendTextMessage(u"2probe"_s);
    QTRY_COMPARE(texts.size(), 1);
    client.sendTextMessage(u"5"_s);
    client.sendTextMessage(u"4over"_s);
    QTRY_COMPARE(at->texts, QList<QByteArray>({"over"}));
}

void tst_TlsDoor::tlsGetsInWherePlainDoesNot()
{
    const auto at = house({.plain = Plain::Off});
    QWebSocket client;
    open(client, *at);
    QTRY_COMPARE(at->sessions.size(), 1);
    RawClient plain(at->port);
    plain.write(goodUpgrade);
    QTRY_VERIFY(plain.isGone());
    QCOMPARE(plain.statusLine(), QByteArray("HTTP/1.1 426 Upgrade Required"));
    QVERIFY(plain.body().contains("https://"));
}

void tst_TlsDoor::silentHandshakesEndAtTheirDeadline()
{
    const auto at = house({.timeouts = {.headMs = 100}});
    RawClient half(at->port);
    half.write(QByteArray::fromHex("16030100a5"));
    TlsClient silent(at->port); // shakes hands, and asks for nothing
    QTRY_VERIFY(half.isGone());
    QTRY_COMPARE(silent.state(), QAbstractSocket::UnconnectedState);
    QTRY_COMPARE(at->door->connectionCount(), 0);
}

void tst_TlsDoor::brokenHandshakesDisturbNobody()
{
    const auto at = house();
    QWebSocket client;
    QSignalSpy texts(&client, &QWebSocket::textMessageReceived);
    open(client, *at);
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    for (int i = 0; i < 50; ++i) {
        RawClient broken(at->port);
        broken.write(QByteArray("\x16\x03\x01\x00\x10", 5)
                     + QByteArray(16, static_cast<char>(0x80 + i)));
        QTRY_VERIFY(broken.isGone());
        client.sendTextMessage(u"4%1"_s.arg(i));
        QTRY_COMPARE(at->texts.size(), i + 1);
    }
    at->sessions.first()->send(Frame::text("4still here"));
    QTRY_COMPARE(texts.size(), 2);
    QTRY_COMPARE(at->door->connectionCount(), 1);
}

void tst_TlsDoor::slowConsumersAreCutUnderTls()
{
    const auto at = house();
    TlsClient client(at->port);
    client.setReadBufferSize(1'024);
    client.write(goodUpgrade);
    QTRY_COMPARE(at->sessions.size(), 1);
    client.disconnect(&client); // reads no more
    const QPointer<EngineSession> session = at->sessions.first();
    const Frame frame = Frame::text(QByteArray(60'000, '4'));
    for (int i = 0; i < 2'000 && at->closed.isEmpty() && session; ++i) {
        session->send(frame);
        QVERIFY(session->bytesQueued() <= limits::maxQueuedBytes);
        if (i % 10 == 0) {
            QTest::qWait(1);
        }
    }
    QTRY_COMPARE(at->closed, QStringList({u"slow consumer"_s}));
    QTRY_COMPARE(at->door->connectionCount(), 0);
}

void tst_TlsDoor::closingEndsUnderTls()
{
    const auto at = house();
    QWebSocket client;
    open(client, *at);
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    at->sessions.first()->send(Frame::text("4bye"));
    at->sessions.first()->close(CloseReason::ServerStop);
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(client.closeCode(), QWebSocketProtocol::CloseCodeNormal);
    QTRY_COMPARE(at->closed.size(), 1);
    QTRY_COMPARE(at->door->connectionCount(), 0);
}

void tst_TlsDoor::newIdentitiesAreForNewConnections()
{
    const auto at = house();
    TlsClient old(at->port);
    QTRY_VERIFY(old.isEncrypted());
    at->door->setTls(contextOf(u"second"_s));
    TlsClient fresh(at->port);
    QTRY_VERIFY(fresh.isEncrypted());
    QVERIFY(old.peerCertificate() != fresh.peerCertificate());
    old.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_VERIFY(old.received.startsWith("HTTP/1.1 200 OK"));
}

void tst_TlsDoor::nothingIsLeftBehind()
{
    const auto at = house();
    const auto objects = [&at] {
        return at->door->findChildren<QObject *>().size()
            + at->context.findChildren<QObject *>().size();
    };
    const auto before = objects();
    for (int i = 0; i < 30; ++i) {
        QWebSocket client;
        open(client, *at);
        QTRY_COMPARE(at->sessions.size(), i + 1);
        if (i % 3 == 0) {
            client.abort();
        } else if (i % 3 == 1) {
            client.close();
        } else {
            at->sessions.last()->close(CloseReason::ServerStop);
        }
        QTRY_VERIFY(at->sessions.last().isNull());
    }
    QTRY_COMPARE(at->door->connectionCount(), 0);
    QTRY_COMPARE(objects(), before);
}

QTEST_GUILESS_MAIN(tst_TlsDoor)
#include "tst_tlsdoor.moc"
