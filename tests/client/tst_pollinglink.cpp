// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/pollinglink.h"
#include "client/connection/serveraddress.h"
#include "common/clientlimits.h"
#include "tests/support/fakepollingserver.h"
#include "tests/support/testcertificates.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakePollingServer;
using maru::testing::fingerprintOf;
using maru::testing::serverTls;
using maru::testing::TestCertificate;
using maru::testing::testCertificate;
using namespace Qt::StringLiterals;

class tst_PollingLink : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void itOpensWithTheFirstBodyAndHoldsAGet();
    void packetsAreHandedOnInTheirOrder();
    void onePostAtATimeCarriesWhatFits();
    void aCloseOfTheServerEndsIt();
    void whatEndsALinkIsNeverSentAgain_data();
    void whatEndsALinkIsNeverSentAgain();
    void aCutOffAnswerIsNone();
    void aRedirectIsNotFollowed();
    void tooMuchIsRefusedWhileItComes_data();
    void tooMuchIsRefusedWhileItComes();
    void packetsInOneBodyAreCounted_data();
    void packetsInOneBodyAreCounted();
    void whatIsNoServerIsNamed_data();
    void whatIsNoServerIsNamed();
    void nobodyThereIsUnreachable();
    void aSilentServerTimesOut();
    void aHeldRequestHasADeadline();
    void aCertificateIsJudgedBeforeARequest_data();
    void aCertificateIsJudgedBeforeARequest();
    void everyConnectionOfALinkIsJudged();
    void cookiesOfTheServerComeBackToIt();
    void cookiesAreBounded();
    void tooMuchUnsentEndsIt();
    void finishSaysGoodbyeAfterTheLastPacket();
    void finishIsSilentWhateverHappens();
    void aPauseWaitsForWhatRuns();
    void aResumedLinkSendsWhatWaited();

private:
    [[nodiscard]] bool startOpen();
    void openAt(const QString &address);
    void openEncrypted();

    std::unique_ptr<FakePollingServer> m_server;
    std::unique_ptr<KnownServers> m_servers;
    std::optional<CertificateCheck> m_check;
    std::unique_ptr<PollingLink> m_link;
    QByteArrayList m_texts;
    QList<LinkProblem> m_failures;
};

void tst_PollingLink::init()
{
    m_texts.clear();
    m_failures.clear();
    m_servers = std::make_unique<KnownServers>();
    m_server = std::make_unique<FakePollingServer>();
    m_check.emplace(*m_servers, ServerAddress());
    m_link = std::make_unique<PollingLink>(*m_check);
    connect(m_link.get(), &EngineLink::textReceived, this,
            [this](const QByteArray &text) { m_texts.append(text); });
    connect(m_link.get(), &EngineLink::failed, this,
            [this](const LinkFailure &failure) { m_failures.append(failure.problem); });
}

void tst_PollingLink::cleanup()
{
    m_link.reset();
    m_server.reset();
}

void tst_PollingLink::openAt(const QString &address)
{
    const auto parsed = parseServerAddress(address);
    QVERIFY(parsed.has_value());
    m_link->open(parsed->engineUrl(EngineTransport::Polling), 5'000);
}

void tst_PollingLink::openEncrypted()
{
    const ServerAddress address = *parseServerAddress(u"https://"_s + m_server->address());
    m_check.emplace(*m_servers, address);
    m_link->open(address.engineUrl(EngineTransport::Polling), 5'000);
}

bool tst_PollingLink::startOpen()
{
    if (!m_server->listen()) {
        return false;
    }
    openAt(m_server->address() + u"?classCode=A1"_s);
    return QTest::qWaitFor([this] { return m_server->holdsGet(); });
}

void tst_PollingLink::itOpensWithTheFirstBodyAndHoldsAGet()
{
    m_server->afterOpen = "\x1e"
                          "4hi";
    QVERIFY(startOpen());
    QCOMPARE(m_texts.size(), 2);
    QVERIFY(m_texts.first().startsWith("0{"));
    QCOMPARE(m_texts.last(), "4hi");
    QCOMPARE(m_link->sid(), u"fake-sid"_s);
    QCOMPARE(m_link->upgrades(), QStringList{u"websocket"_s});
    QCOMPARE(m_server->requests.first().target, "/socket.io/?classCode=A1&EIO=4&transport=polling");
    QCOMPARE(m_server->requests.last().target,
             "/socket.io/?classCode=A1&EIO=4&transport=polling&sid=fake-sid");
    QVERIFY(m_server->answerGet("4a"));
    QTRY_COMPARE(m_texts.last(), "4a");
    QTRY_VERIFY(m_server->holdsGet());
    QVERIFY(m_failures.isEmpty());
}

void tst_PollingLink::packetsAreHandedOnInTheirOrder()
{
    QVERIFY(startOpen());
    m_texts.clear();
    QVERIFY(m_server->answerGet("4\xEC\x95\x88\x1e"
                                "b//8=\x1e"
                                "2\x1e\x1e"
                                "6"));
    QTRY_COMPARE(m_texts, (QByteArrayList{"4\xEC\x95\x88", "b//8=", "2", "", "6"}));
    QVERIFY(m_failures.isEmpty()); // what a packet means is not the link's business
}

void tst_PollingLink::onePostAtATimeCarriesWhatFits()
{
    m_server->maxPayload = 11;
    m_server->holdsPosts = true;
    QVERIFY(startOpen());
    for (const char *packet : {"4a", "4bbbb", "4cccc", "b//8="}) {
        m_link->sendPacket(packet);
    }
    QTRY_COMPARE(m_server->countOf("POST"), 1);
    QCOMPARE(m_server->requests.last().body, "4a");
    QVERIFY(m_server->requests.last().head.contains("Content-Type: text/plain;charset=UTF-8\r\n"));
    m_server->answerPosts();
    QTRY_COMPARE(m_server->countOf("POST"), 2);
    QCOMPARE(m_server->requests.last().body,
             "4bbbb\x1e"
             "4cccc"); // 11 bytes
    m_server->answerPosts();
    QTRY_COMPARE(m_server->countOf("POST"), 3);
    QCOMPARE(m_server->requests.last().body, "b//8=");
    QCOMPARE(m_server->countOf("GET"), 2);
}

void tst_PollingLink::aCloseOfTheServerEndsIt()
{
    QVERIFY(startOpen());
    m_texts.clear();
    QVERIFY(m_server->answerGet("4last\x1e"
                                "1\x1e"
                                "4after"));
    QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::Closed});
    QCOMPARE(m_texts, (QByteArrayList{"4last", "1"}));
    m_link->sendPacket("4x");
    QCOMPARE(m_server->countOf("POST"), 0);
    QCOMPARE(m_server->countOf("GET"), 2);
}

void tst_PollingLink::whatEndsALinkIsNeverSentAgain_data()
{
    QTest::addColumn<bool>("posts");
    QTest::addColumn<QByteArray>("status"); // empty: the TCP connection breaks
    QTest::newRow("GET 400") << false << QByteArray("400 Bad Request");
    QTest::newRow("GET 502") << false << QByteArray("502 Bad Gateway");
    QTest::newRow("GET 204") << false << QByteArray("204 No Content");
    QTest::newRow("GET cut") << false << QByteArray();
    QTest::newRow("POST 400") << true << QByteArray("400 Bad Request");
    QTest::newRow("POST 413") << true << QByteArray("413 Content Too Large");
    QTest::newRow("POST 503") << true << QByteArray("503 Service Unavailable");
    QTest::newRow("POST cut") << true << QByteArray();
}

void tst_PollingLink::whatEndsALinkIsNeverSentAgain()
{
    QFETCH(bool, posts);
    QFETCH(QByteArray, status);
    QVERIFY(startOpen());
    if (posts) {
        m_server->postStatus = status;
        m_server->dropsPosts = status.isEmpty();
        m_link->sendPacket("4once");
    } else if (status.isEmpty()) {
        m_server->dropGet();
    } else {
        QVERIFY(m_server->answerGet(R"({"code":1,"message":"Session ID unknown"})", status));
    }
    QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::Closed});
    QCOMPARE(m_texts.size(), 1);
    // A request that is sent after this one shows that nothing else is on its way.
    QTcpSocket after;
    after.connectToHost(u"127.0.0.1"_s, m_server->port());
    after.write("GET /after?sid=x HTTP/1.1\r\n\r\n");
    QTRY_VERIFY(m_server->requests.last().target.startsWith("/after"));
    // Qt sends a GET again by itself before we hear of it, and never a POST.
    QVERIFY(m_server->countOf("GET") <= (posts ? 3 : 4));
    QCOMPARE(m_server->countOf("POST"), posts ? 1 : 0);
    QVERIFY(!m_link->sid().isEmpty());
}

void tst_PollingLink::aCutOffAnswerIsNone()
{
    QVERIFY(startOpen());
    QVERIFY(m_server->writeToGet("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n4abc"));
    m_server->dropGet();
    QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::Closed});
    QCOMPARE(m_texts.size(), 1);
}

void tst_PollingLink::aRedirectIsNotFollowed()
{
    QTcpServer elsewhere;
    QVERIFY(elsewhere.listen(QHostAddress::LocalHost));
    m_server->pollingStatus = "302 Found\r\nLocation: http://127.0.0.1:"
        + QByteArray::number(elsewhere.serverPort()) + "/socket.io/";
    QVERIFY(m_server->listen());
    openAt(m_server->address());
    QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::WrongAnswer});
    QVERIFY(!elsewhere.hasPendingConnections());
}

void tst_PollingLink::tooMuchIsRefusedWhileItComes_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<qsizetype>("bytes");
    QTest::addColumn<bool>("refused");
    const qsizetype most = limits::maxIncomingBytes;
    const auto length = [](qsizetype bytes) {
        return "Content-Length: " + QByteArray::number(bytes) + "\r\n\r\n";
    };
    QTest::newRow("as much as allowed") << length(most) << most << false;
    QTest::newRow("announced") << length(100'000'000) << qsizetype{1} << true;
    QTest::newRow("never announced")
        << QByteArray("Connection: close\r\n\r\n") << most + 1 << true; // and it goes on
}

void tst_PollingLink::tooMuchIsRefusedWhileItComes()
{
    QFETCH(QByteArray, head);
    QFETCH(qsizetype, bytes);
    QFETCH(bool, refused);
    QVERIFY(startOpen());
    m_texts.clear();
    m_server->writeToGet("HTTP/1.1 200 OK\r\n" + head);
    m_server->writeToGet('4' + QByteArray(bytes - 1, 'x'));
    if (refused) {
        QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::TooLarge});
        QVERIFY(m_texts.isEmpty());
    } else {
        QTRY_COMPARE(m_texts.size(), 1);
        QCOMPARE(m_texts.first().size(), bytes);
        QVERIFY(m_failures.isEmpty());
    }
}

void tst_PollingLink::packetsInOneBodyAreCounted_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("refused");
    QTest::newRow("most") << int(limits::maxPayloadPackets) << false;
    QTest::newRow("one more") << int(limits::maxPayloadPackets) + 1 << true;
}

void tst_PollingLink::packetsInOneBodyAreCounted()
{
    QFETCH(int, count);
    QFETCH(bool, refused);
    QVERIFY(startOpen());
    m_texts.clear();
    QVERIFY(m_server->answerGet(QByteArrayList(count, "6").join('\x1e')));
    if (refused) {
        QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::TooLarge});
        QVERIFY(m_texts.isEmpty());
    } else {
        QTRY_COMPARE(m_texts.size(), count);
    }
}

void tst_PollingLink::whatIsNoServerIsNamed_data()
{
    QTest::addColumn<QByteArray>("answer"); // all that is said before the end
    QTest::addColumn<LinkProblem>("problem");
    const auto http = [](const QByteArray &body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n"
            + body;
    };
    QTest::newRow("a page") << http("<html>hello</html>") << LinkProblem::WrongAnswer;
    QTest::newRow("an empty page") << http("") << LinkProblem::WrongAnswer;
    QTest::newRow("not found") << QByteArray("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                               << LinkProblem::WrongAnswer;
    QTest::newRow("login wanted") << QByteArray(
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
        "Content-Length: 0\r\n\r\n")
                                  << LinkProblem::WrongAnswer;
    QTest::newRow("another packet first") << http("4hello") << LinkProblem::WrongAnswer;
    QTest::newRow("open without sid") << http("0{}") << LinkProblem::WrongAnswer;
    QTest::newRow("no HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << LinkProblem::Closed;
    QTest::newRow("no HTTP, and open")
        << QByteArray("220 mail.school ESMTP\r\n") << LinkProblem::Closed; // by Qt
    QTest::newRow("nothing") << QByteArray() << LinkProblem::Closed;
}

void tst_PollingLink::whatIsNoServerIsNamed()
{
    QFETCH(QByteArray, answer);
    QFETCH(LinkProblem, problem);
    QTcpServer web;
    QVERIFY(web.listen(QHostAddress::LocalHost));
    connect(&web, &QTcpServer::newConnection, this, [&web, answer] {
        QTcpSocket *const socket = web.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
            socket->readAll();
            socket->write(answer);
            if (!answer.startsWith("220")) {
                socket->disconnectFromHost();
            }
        });
    });
    openAt(u"127.0.0.1:%1"_s.arg(web.serverPort()));
    QTRY_COMPARE(m_failures, QList<LinkProblem>{problem});
    QVERIFY(m_texts.isEmpty());
    QVERIFY(m_link->hasReachedServer());
}

void tst_PollingLink::nobodyThereIsUnreachable()
{
    QTcpServer taken; // a port where nobody listens afterwards
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const QString address = u"127.0.0.1:%1"_s.arg(taken.serverPort());
    taken.close();
    openAt(address);
    QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::Unreachable});
    QVERIFY(!m_link->hasReachedServer());
}

void tst_PollingLink::aSilentServerTimesOut()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const auto parsed = parseServerAddress(u"127.0.0.1:%1"_s.arg(silent.serverPort()));
    m_link->open(parsed->engineUrl(EngineTransport::Polling), 100);
    QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::Timeout});
}

void tst_PollingLink::aHeldRequestHasADeadline()
{
    QVERIFY(m_server->listen());
    QNetworkAccessManager manager;
    QUrl url(u"http://"_s + m_server->address() + u"/?sid=x"_s);
    const std::unique_ptr<PollingRequest> request(
        PollingRequest::get(manager, {url, {}, 200, nullptr}, nullptr));
    QSignalSpy failed(request.get(), &PollingRequest::failed);
    QTRY_VERIFY(m_server->holdsGet());
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed.first().first().value<LinkFailure>().problem, LinkProblem::Timeout);
    QTRY_VERIFY(!m_server->holdsGet()); // the connection is gone too
}

void tst_PollingLink::aCertificateIsJudgedBeforeARequest_data()
{
    QTest::addColumn<TestCertificate>("shown");
    QTest::addColumn<bool>("isPinned");
    QTest::newRow("the pinned one") << TestCertificate::SelfSigned << true;
    QTest::newRow("another one") << TestCertificate::Renewed << false;
    QTest::newRow("another one that an authority vouches for")
        << TestCertificate::VouchedFor << false;
}

void tst_PollingLink::aCertificateIsJudgedBeforeARequest()
{
    QFETCH(TestCertificate, shown);
    QFETCH(bool, isPinned);
    const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
    QSslConfiguration defaults = before;
    defaults.addCaCertificate(testCertificate(TestCertificate::Authority));
    QSslConfiguration::setDefaultConfiguration(defaults);
    QVERIFY(m_server->listenEncrypted(serverTls(shown)));
    m_servers->remember(m_server->address(), fingerprintOf(TestCertificate::SelfSigned));
    openEncrypted();
    if (isPinned) {
        QTRY_VERIFY(m_server->holdsGet());
        m_link->sendPacket("4x");
        QTRY_COMPARE(m_server->packets, QByteArrayList{"p:4x"});
        QVERIFY(m_failures.isEmpty());
    } else {
        QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::CertificateChanged});
        QVERIFY(m_server->requests.isEmpty());
    }
    QSslConfiguration::setDefaultConfiguration(before);
}

void tst_PollingLink::everyConnectionOfALinkIsJudged()
{
    QVERIFY(m_server->listenEncrypted(serverTls(TestCertificate::SelfSigned)));
    openEncrypted();
    QTRY_VERIFY(m_server->holdsGet());
    m_server->showAnother(serverTls(TestCertificate::Renewed)); // to the connection of the POST
    m_link->sendPacket("4x");
    QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::CertificateChanged});
    QCOMPARE(m_server->countOf("POST"), 0);
}

void tst_PollingLink::cookiesOfTheServerComeBackToIt()
{
    m_server->handshakeHead = "Set-Cookie: io=abc; Path=/; HttpOnly; SameSite=Lax\r\n"
                              "Set-Cookie: SERVERID=s1; path=/\r\n";
    QVERIFY(startOpen());
    QVERIFY(!m_server->requests.first().head.contains("Cookie:"));
    QVERIFY(m_server->requests.last().head.contains("Cookie: io=abc; SERVERID=s1\r\n"));
    QCOMPARE(m_link->cookies(), "io=abc; SERVERID=s1");
    m_link->sendPacket("4x");
    QTRY_COMPARE(m_server->countOf("POST"), 1);
    QVERIFY(m_server->requests.last().head.contains("Cookie: io=abc; SERVERID=s1\r\n"));
}

void tst_PollingLink::cookiesAreBounded()
{
    for (int i = 0; i < limits::maxCookies + 1; ++i) {
        m_server->handshakeHead += "Set-Cookie: c" + QByteArray::number(i) + "=1\r\n";
    }
    m_server->handshakeHead += "Set-Cookie: c0=" + QByteArray(limits::maxCookieBytes, 'x') + "\r\n";
    QVERIFY(startOpen());
    QCOMPARE(m_link->cookies(), "c0=1; c1=1; c2=1; c3=1; c4=1; c5=1; c6=1; c7=1");
}

void tst_PollingLink::tooMuchUnsentEndsIt()
{
    m_server->holdsPosts = true;
    m_server->maxPayload = 1'000'000;
    QVERIFY(startOpen());
    m_link->sendPacket("4");
    const QByteArray packet = '4' + QByteArray(limits::maxQueuedBytes / 2 - 1, 'x');
    m_link->sendPacket(packet);
    m_link->sendPacket(packet);
    QTRY_COMPARE(m_server->countOf("POST"), 1);
    QVERIFY(m_failures.isEmpty());
    m_link->sendPacket("4");
    QVERIFY(m_failures.isEmpty()); // never from inside sendPacket()
    QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::Closed});
}

void tst_PollingLink::finishSaysGoodbyeAfterTheLastPacket()
{
    m_server->holdsPosts = true;
    QVERIFY(startOpen());
    m_link->sendPacket("4a");
    m_link->sendPacket("4b");
    m_link->finish();
    m_link->sendPacket("4too late");
    QTRY_COMPARE(m_server->countOf("POST"), 1);
    QVERIFY(m_server->holdsGet()); // else a server would end the session too early
    m_server->answerPosts();
    QTRY_COMPARE(m_server->countOf("POST"), 2);
    QCOMPARE(m_server->requests.last().body,
             "4b\x1e"
             "1");
    QVERIFY(m_server->holdsGet());
    m_server->answerPosts();
    QTRY_VERIFY(!m_server->holdsGet());
    QVERIFY(m_failures.isEmpty());
}

void tst_PollingLink::finishIsSilentWhateverHappens()
{
    m_server->holdsPosts = true;
    QVERIFY(startOpen());
    m_link->sendPacket("4a");
    m_link->finish();
    QVERIFY(m_server->answerGet("4late\x1e"
                                "1"));
    QTRY_COMPARE(m_server->countOf("POST"), 1);
    m_server->postStatus = "400 Bad Request";
    m_server->answerPosts();
    m_link->abort();
    QVERIFY(m_failures.isEmpty());
    QCOMPARE(m_texts.size(), 1);
}

void tst_PollingLink::aPauseWaitsForWhatRuns()
{
    m_server->holdsPosts = true;
    QVERIFY(startOpen());
    QSignalSpy paused(m_link.get(), &PollingLink::paused);
    m_link->sendPacket("4a");
    QTRY_COMPARE(m_server->countOf("POST"), 1);
    m_link->pause();
    m_link->sendPacket("4b");
    m_link->sendPacket("4c");
    QVERIFY(m_server->answerGet("4in time"));
    QTRY_COMPARE(m_texts.last(), "4in time");
    QCOMPARE(paused.size(), 0);
    m_server->answerPosts();
    QTRY_COMPARE(paused.size(), 1);
    QVERIFY(!m_server->holdsGet());
    QCOMPARE(m_link->takeUnsent(), (QByteArrayList{"4b", "4c"}));
    QCOMPARE(m_server->countOf("POST"), 1);
    QVERIFY(m_failures.isEmpty());
}

void tst_PollingLink::aResumedLinkSendsWhatWaited()
{
    QVERIFY(startOpen());
    m_link->pause();
    m_link->sendPacket("4a");
    QVERIFY(m_server->answerGet("6"));
    QTRY_COMPARE(m_texts.last(), "6");
    m_link->resume();
    QTRY_VERIFY(m_server->holdsGet());
    QTRY_COMPARE(m_server->packets, QByteArrayList{"p:4a"});
}

QTEST_GUILESS_MAIN(tst_PollingLink)
#include "tst_pollinglink.moc"
