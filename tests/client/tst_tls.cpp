// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/engineconnection.h"
#include "common/clientlimits.h"
#include "tests/support/fakepollingserver.h"
#include "tests/support/plainfront.h"
#include "tests/support/testcertificates.h"

#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakePollingServer;
using maru::testing::fingerprintOf;
using maru::testing::PlainFront;
using maru::testing::serverTls;
using maru::testing::TestCertificate;
using maru::testing::testCertificate;
using namespace Qt::StringLiterals;
using WebSockets = FakePollingServer::WebSockets;

namespace {

const QByteArray noPin; // vouched for by an authority

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
class tst_Tls : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

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
    void certificatesAreJudged_data();
    void certificatesAreJudged();
    void aLinkIsHeldToItsFingerprint_data();
    void aLinkIsHeldToItsFingerprint();
    void aLinkWithAFingerprintMeansTlsOnly();
    void aTrustedChangeConnects();
    void aProxyWithoutTunnelsLetsPollingThrough_data();
    void aProxyWithoutTunnelsLetsPollingThrough();

private:
    struct Loss
    {
        ConnectionFailure failure;
        bool willRetry = false;
    };

    void openAt(const QString &address);
    void makeConnection(bool isLoopback);

    std::unique_ptr<KnownServers> m_servers;
    std::unique_ptr<FakePollingServer> m_server;
    std::unique_ptr<EngineConnection> m_connection;
    QSslConfiguration m_defaults;
    int m_connectTimeoutMs = 0;
    QList<Loss> m_losses;
    int m_connected = 0;
};

void tst_Tls::initTestCase()
{
    if (!QSslSocket::supportsSsl()) {
        QSKIP("Qt has no TLS here");
    }
    m_defaults = QSslConfiguration::defaultConfiguration();
}

void tst_Tls::init()
{
    m_losses.clear();
    m_connected = 0;
    m_servers = std::make_unique<KnownServers>();
    m_server = std::make_unique<FakePollingServer>();
    m_connectTimeoutMs = limits::clientConnectTimeoutMs;
    makeConnection(false);
}

void tst_Tls::cleanup()
{
    m_connection.reset();
    m_server.reset();
    m_servers.reset();
    QSslConfiguration::setDefaultConfiguration(m_defaults);
}

void tst_Tls::makeConnection(bool isLoopback)
{
    EngineConnection::Environment environment;
    environment.random = [] {
        return 0.0;
    };
    environment.connectTimeoutMs = m_connectTimeoutMs;
    environment.servers = m_servers.get();
    environment.isLoopback = [isLoopback](const ServerAddress &) {
        return isLoopback;
    };
    m_connection = std::make_unique<EngineConnection>(environment);
    connect(m_connection.get(), &EngineConnection::connected, this, [this] { ++m_connected; });
    connect(m_connection.get(), &EngineConnection::failed, this,
            [this](const ConnectionFailure &failure, bool willRetry) {
                m_losses.append({failure, willRetry});
            });
}

void tst_Tls::openAt(const QString &address)
{
    m_connection->open(*parseServerAddress(address), {});
}

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

void tst_Tls::certificatesAreJudged_data()
{
    QTest::addColumn<TestCertificate>("shown");
    QTest::addColumn<bool>("knowsAuthority"); // this system
    QTest::addColumn<QByteArray>("known"); // what is remembered; "-": nothing
    QTest::addColumn<std::optional<ConnectionProblem>>("problem");
    QTest::addColumn<QByteArray>("pinAfter");
    using C = TestCertificate;
    const auto good = std::optional<ConnectionProblem>();
    const auto changed = std::optional(ConnectionProblem::CertificateChanged);
    const auto bad = std::optional(ConnectionProblem::Tls);
    const QByteArray nothing = "-";
    const auto pin = [](C which) {
        return fingerprintOf(which);
    };

    QTest::newRow("first seen, self-signed")
        << C::SelfSigned << false << nothing << good << pin(C::SelfSigned);
    QTest::newRow("first seen, self-signed, expired")
        << C::Expired << false << nothing << good << pin(C::Expired);
    QTest::newRow("first seen, unknown authority")
        << C::VouchedFor << false << nothing << good << pin(C::VouchedFor);
    QTest::newRow("first seen, unknown authority, expired")
        << C::VouchedForExpired << false << nothing << bad << noPin;
    QTest::newRow("first seen, authority") << C::VouchedFor << true << nothing << good << noPin;
    QTest::newRow("first seen, authority, other host")
        << C::VouchedForElsewhere << true << nothing << good << pin(C::VouchedForElsewhere);
    QTest::newRow("first seen, authority, expired")
        << C::VouchedForExpired << true << nothing << bad << noPin;
    QTest::newRow("pinned") << C::SelfSigned << false << pin(C::SelfSigned) << good
                            << pin(C::SelfSigned);
    QTest::newRow("pinned, expired meanwhile")
        << C::VouchedForExpired << true << pin(C::VouchedForExpired) << good
        << pin(C::VouchedForExpired);
    QTest::newRow("pinned, renewed")
        << C::Renewed << false << pin(C::SelfSigned) << changed << pin(C::SelfSigned);
    QTest::newRow("pinned, authority instead")
        << C::VouchedFor << true << pin(C::SelfSigned) << changed << pin(C::SelfSigned);
    QTest::newRow("authority, authority again") << C::VouchedFor << true << noPin << good << noPin;
    QTest::newRow("authority, self-signed instead")
        << C::SelfSigned << true << noPin << changed << noPin;
    QTest::newRow("authority, expired")
        << C::VouchedForExpired << true << noPin << changed << noPin;
}

void tst_Tls::certificatesAreJudged()
{
    QFETCH(TestCertificate, shown);
    QFETCH(bool, knowsAuthority);
    QFETCH(QByteArray, known);
    QFETCH(std::optional<ConnectionProblem>, problem);
    QFETCH(QByteArray, pinAfter);
    if (knowsAuthority) {
        QSslConfiguration defaults = m_defaults;
        defaults.addCaCertificate(testCertificate(TestCertificate::Authority));
        QSslConfiguration::setDefaultConfiguration(defaults);
    }
    for (const WebSockets webSockets : {WebSockets::Work, WebSockets::Refused}) {
        init();
        m_server->webSockets = webSockets;
        m_server->offersUpgrade = false;
        QVERIFY(m_server->listenEncrypted(serverTls(shown)));
        if (known != "-") {
            m_servers->remember(m_server->address(), known);
        }
        openAt(u"https://"_s + m_server->address());
        if (!problem) {
            QTRY_COMPARE(m_connected, 1);
            QVERIFY(m_losses.isEmpty());
            QCOMPARE(m_connection->security().byAuthority, pinAfter.isEmpty());
        } else {
            QTRY_COMPARE(m_losses.size(), 1);
            QCOMPARE(m_losses.first().failure.problem, *problem);
            QCOMPARE(m_losses.first().willRetry, *problem == ConnectionProblem::Tls);
            QVERIFY(m_server->requests.isEmpty());
            QVERIFY(m_server->upgradeHeads.isEmpty());
            if (*problem == ConnectionProblem::CertificateChanged) {
                QCOMPARE(m_losses.first().failure.knownFingerprint, known);
                QCOMPARE(m_losses.first().failure.seenFingerprint, fingerprintOf(shown));
            }
        }
        QCOMPARE(m_servers->find(m_server->address()).pin, pinAfter);
        if (problem) {
            break; // the first transport was refused: there is no second
        }
    }
}

void tst_Tls::aLinkIsHeldToItsFingerprint_data()
{
    QTest::addColumn<TestCertificate>("shown");
    QTest::addColumn<TestCertificate>("named"); // in the link
    QTest::addColumn<QByteArray>("known"); // what is remembered; "-": nothing
    QTest::addColumn<bool>("knowsAuthority");
    QTest::addColumn<bool>("isGood");
    using C = TestCertificate;
    const QByteArray nothing = "-";
    QTest::newRow("the named one") << C::SelfSigned << C::SelfSigned << nothing << false << true;
    QTest::newRow("another one") << C::Renewed << C::SelfSigned << nothing << false << false;
    QTest::newRow("the named one, expired")
        << C::VouchedForExpired << C::VouchedForExpired << nothing << false << true;
    QTest::newRow("what is known counts for more")
        << C::SelfSigned << C::Renewed << fingerprintOf(C::SelfSigned) << false << true;
    QTest::newRow("a link cannot replace what is known")
        << C::Renewed << C::Renewed << fingerprintOf(C::SelfSigned) << false << false;
    QTest::newRow("an authority vouches, the certificate was renewed")
        << C::VouchedFor << C::VouchedForExpired << nothing << true << true;
}

void tst_Tls::aLinkIsHeldToItsFingerprint()
{
    QFETCH(TestCertificate, shown);
    QFETCH(TestCertificate, named);
    QFETCH(QByteArray, known);
    QFETCH(bool, knowsAuthority);
    QFETCH(bool, isGood);
    if (knowsAuthority) {
        QSslConfiguration defaults = m_defaults;
        defaults.addCaCertificate(testCertificate(TestCertificate::Authority));
        QSslConfiguration::setDefaultConfiguration(defaults);
    }
    for (const WebSockets webSockets : {WebSockets::Work, WebSockets::Refused}) {
        init();
        m_server->webSockets = webSockets;
        m_server->offersUpgrade = false;
        QVERIFY(m_server->listenEncrypted(serverTls(shown)));
        if (known != "-") {
            m_servers->remember(m_server->address(), known);
        }
        openAt(u"maru://%1#%2"_s.arg(m_server->address(),
                                     QString::fromLatin1(fingerprintOf(named).toHex())));
        if (isGood) {
            QTRY_COMPARE(m_connected, 1);
            QVERIFY(m_losses.isEmpty());
        } else {
            QTRY_COMPARE(m_losses.size(), 1);
            const ConnectionFailure failure = m_losses.first().failure;
            QCOMPARE(failure.problem, ConnectionProblem::CertificateChanged);
            QCOMPARE(failure.isOfLink, known == "-");
            QCOMPARE(failure.knownFingerprint, known == "-" ? fingerprintOf(named) : known);
            QCOMPARE(failure.seenFingerprint, fingerprintOf(shown));
            QVERIFY(m_server->requests.isEmpty());
            QVERIFY(m_server->upgradeHeads.isEmpty());
            QCOMPARE(m_servers->find(m_server->address()).speaksTls, known != "-");
        }
    }
}

void tst_Tls::aLinkWithAFingerprintMeansTlsOnly()
{
    for (const bool isLoopback : {false, true}) {
        init();
        makeConnection(isLoopback);
        QVERIFY(m_server->listen()); // in plain text
        openAt(u"maru://%1#%2"_s.arg(m_server->address(), u"5a"_s.repeated(32)));
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::NotTls);
        QVERIFY(m_server->requests.isEmpty());
        QVERIFY(m_server->upgradeHeads.isEmpty());
    }
}

void tst_Tls::aTrustedChangeConnects()
{
    QVERIFY(m_server->listenEncrypted(serverTls(TestCertificate::Renewed)));
    m_servers->remember(m_server->address(), fingerprintOf(TestCertificate::SelfSigned));
    openAt(m_server->address());
    QTRY_COMPARE(m_losses.size(), 1);
    m_servers->remember(m_server->address(), m_losses.first().failure.seenFingerprint);
    openAt(m_server->address());
    QTRY_COMPARE(m_connected, 1);
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
