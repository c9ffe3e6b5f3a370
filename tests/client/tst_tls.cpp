// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/engineconnection.h"
#include "tests/support/fakepollingserver.h"
#include "tests/support/plainfront.h"
#include "tests/support/testcertificates.h"
#include "tlsfixture.h"

#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::fingerprintOf;
using maru::testing::PlainFront;
using maru::testing::serverTls;
using maru::testing::TestCertificate;
using namespace Qt::StringLiterals;

namespace {

/// Takes every connection, waits for a first byte and breaks it.
class Slammer : public QTcpServer
{
public:
    Slammer()
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *const socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, &QTcpSocket::abort);
        });
    }
};

} // namespace

/// When an EngineConnection speaks TLS, and to whom.
class tst_Tls : public TlsFixture
{
    Q_OBJECT

private slots:
    void tlsIsTriedFirst_data();
    void tlsIsTriedFirst();
    void plainTextIsForServersWithoutTls();
    void aServerThatClosesOnAHelloGetsPlainText();
    void nobodyThereGetsNoPlainText();
    void silenceGetsNoPlainText();
    void onThisMachinePlainTextIsUsedAtOnce();
    void httpsMeansTlsOnly();
    void knownTlsIsNeverLeft_data();
    void knownTlsIsNeverLeft();
    void aLostSessionDoesNotComeBackInPlainText_data();
    void aLostSessionDoesNotComeBackInPlainText();
    void aBrokenHandshakeIsTriedAgain();
    void aProxyWithoutTunnelsLetsPollingThrough_data();
    void aProxyWithoutTunnelsLetsPollingThrough();
};

void tst_Tls::tlsIsTriedFirst_data()
{
    QTest::addColumn<WebSockets>("webSockets");
    QTest::addColumn<bool>("upgrades");
    QTest::addColumn<QString>("scheme");
    QTest::newRow("websocket") << WebSockets::Work << true << QString();
    QTest::newRow("websocket, http") << WebSockets::Work << true << u"http://"_s;
    QTest::newRow("websocket, wss") << WebSockets::Work << true << u"wss://"_s;
    QTest::newRow("polling") << WebSockets::Refused << false << QString();
    QTest::newRow("polling, https") << WebSockets::Refused << false << u"https://"_s;
}

void tst_Tls::tlsIsTriedFirst()
{
    QFETCH(WebSockets, webSockets);
    QFETCH(bool, upgrades);
    QFETCH(QString, scheme);
    m_server->webSockets = webSockets;
    m_server->offersUpgrade = upgrades;
    QVERIFY(m_server->listenEncrypted(serverTls(TestCertificate::SelfSigned)));
    openAt(scheme + m_server->address());
    QTRY_COMPARE(m_connected, 1);
    QVERIFY(m_losses.isEmpty());
    QVERIFY(m_connection->isPrivate());
    QVERIFY(m_connection->security().isEncrypted);
    QVERIFY(!m_connection->security().byAuthority);
    QCOMPARE(m_connection->security().fingerprint, fingerprintOf(TestCertificate::SelfSigned));
    const KnownServers::Server known = m_servers->find(m_server->address());
    QVERIFY(known.speaksTls);
    QCOMPARE(known.pin, fingerprintOf(TestCertificate::SelfSigned));
    m_connection->emitEvent("say"_L1, "\"안녕\"");
    QTRY_VERIFY(m_server->packets.last().endsWith("42[\"say\",\"안녕\"]"));
}

void tst_Tls::plainTextIsForServersWithoutTls()
{
    QVERIFY(m_server->listen());
    openAt(m_server->address());
    QTRY_COMPARE(m_connected, 1);
    QVERIFY(m_losses.isEmpty());
    QVERIFY(m_server->garbage.startsWith('\x16')); // a TLS hello
    QVERIFY(!m_connection->isPrivate());
    QVERIFY(!m_connection->security().isEncrypted);
    QVERIFY(!m_servers->find(m_server->address()).speaksTls);
}

void tst_Tls::aServerThatClosesOnAHelloGetsPlainText()
{
    QVERIFY(m_server->listen());
    const PlainFront front(m_server->address());
    openAt(front.address());
    QTRY_COMPARE(m_connected, 1);
    QVERIFY(m_losses.isEmpty());
    QVERIFY(!m_connection->isPrivate());
}

void tst_Tls::nobodyThereGetsNoPlainText()
{
    QVERIFY(m_server->listen());
    m_server->stop();
    openAt(m_server->address());
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Unreachable);
    QVERIFY(m_losses.first().willRetry);
}

void tst_Tls::silenceGetsNoPlainText()
{
    m_connectTimeoutMs = 400;
    makeConnection(false);
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    int connections = 0;
    connect(&silent, &QTcpServer::newConnection, this, [&] { ++connections; });
    openAt(u"127.0.0.1:%1"_s.arg(silent.serverPort()));
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Timeout);
    QVERIFY(m_losses.first().willRetry);
    QCOMPARE(connections, 1);
}

void tst_Tls::onThisMachinePlainTextIsUsedAtOnce()
{
    makeConnection(true);
    QVERIFY(m_server->listen());
    openAt(m_server->address());
    QTRY_COMPARE(m_connected, 1);
    QCOMPARE(m_server->connections, 1);
    QVERIFY(m_connection->isPrivate()); // nobody is in between
    QVERIFY(!m_connection->security().isEncrypted);
}

void tst_Tls::httpsMeansTlsOnly()
{
    makeConnection(true);
    QVERIFY(m_server->listen());
    openAt(u"https://"_s + m_server->address());
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::NotTls);
    QVERIFY(!m_losses.first().willRetry);
    QVERIFY(m_server->requests.isEmpty());
    QVERIFY(m_server->upgradeHeads.isEmpty());
}

void tst_Tls::knownTlsIsNeverLeft_data()
{
    QTest::addColumn<bool>("isLoopback");
    QTest::addColumn<QByteArray>("pin");
    QTest::newRow("pinned") << false << fingerprintOf(TestCertificate::SelfSigned);
    QTest::newRow("vouched for") << false << noPin;
    QTest::newRow("on this machine") << true << fingerprintOf(TestCertificate::SelfSigned);
}

void tst_Tls::knownTlsIsNeverLeft()
{
    QFETCH(bool, isLoopback);
    QFETCH(QByteArray, pin);
    makeConnection(isLoopback);
    QVERIFY(m_server->listen()); // in plain text
    m_servers->remember(m_server->address(), pin);
    openAt(u"http://"_s + m_server->address());
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::NotTls);
    QVERIFY(!m_losses.first().willRetry);
    QVERIFY(m_server->requests.isEmpty());
    QVERIFY(m_server->upgradeHeads.isEmpty());
    QCOMPARE(m_connection->state(), EngineConnection::State::Closed);
}

void tst_Tls::aLostSessionDoesNotComeBackInPlainText_data()
{
    QTest::addColumn<WebSockets>("webSockets");
    QTest::newRow("websocket") << WebSockets::Work;
    QTest::newRow("polling") << WebSockets::Refused;
}

void tst_Tls::aLostSessionDoesNotComeBackInPlainText()
{
    QFETCH(WebSockets, webSockets);
    m_server->webSockets = webSockets;
    QVERIFY(m_server->listenEncrypted(serverTls(TestCertificate::SelfSigned)));
    openAt(m_server->address());
    QTRY_COMPARE(m_connected, 1);
    m_server->stop();
    m_server->requests.clear();
    m_server->upgradeHeads.clear();
    QVERIFY(m_server->listen()); // another one, at its port
    QTRY_VERIFY(!m_losses.isEmpty() && !m_losses.last().willRetry);
    QCOMPARE(m_losses.last().failure.problem, ConnectionProblem::NotTls);
    QVERIFY(m_server->requests.isEmpty());
    QVERIFY(m_server->upgradeHeads.isEmpty());
}

void tst_Tls::aBrokenHandshakeIsTriedAgain()
{
    Slammer slammer; // a server that is just being killed looks like this
    QVERIFY(slammer.listen(QHostAddress::LocalHost));
    const QString address = u"127.0.0.1:%1"_s.arg(slammer.serverPort());
    m_servers->remember(address, fingerprintOf(TestCertificate::SelfSigned));
    openAt(address);
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Lost);
    QVERIFY(m_losses.first().willRetry);
}

void tst_Tls::aProxyWithoutTunnelsLetsPollingThrough_data()
{
    QTest::addColumn<bool>("isKnown");
    QTest::newRow("first seen") << false;
    QTest::newRow("spoke TLS before") << true;
}

void tst_Tls::aProxyWithoutTunnelsLetsPollingThrough()
{
    QFETCH(bool, isKnown);
    QVERIFY(m_server->listen());
    QNetworkProxy::setApplicationProxy(
        {QNetworkProxy::HttpProxy, u"127.0.0.1"_s, m_server->port()});
    if (isKnown) {
        m_servers->remember(u"chat.test:5000"_s, noPin);
    }
    openAt(u"chat.test"_s);
    if (isKnown) {
        QTRY_COMPARE(m_losses.size(), 1);
        QVERIFY(m_losses.first().willRetry);
        QCOMPARE(m_server->countOf("GET"), 0);
    } else {
        QTRY_COMPARE(m_connected, 1);
        QVERIFY(m_losses.isEmpty());
        QVERIFY(!m_connection->isPrivate());
        QVERIFY(m_server->requests.last().target.startsWith("http://chat.test:5000/socket.io/"));
    }
    QNetworkProxy::setApplicationProxy(QNetworkProxy::NoProxy);
}

QTEST_GUILESS_MAIN(tst_Tls)
#include "tst_tls.moc"
