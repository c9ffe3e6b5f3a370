// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/serveraddress.h"
#include "common/clientlimits.h"
#include "pollinglinkfixture.h"
#include "tests/support/fakepollingserver.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

/// Answers that are wrong, too much, late or of no server.
class tst_PollingProblems : public PollingLinkFixture
{
    Q_OBJECT

private slots:
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
    void cookiesAreBounded();
    void tooMuchUnsentEndsIt();
};

void tst_PollingProblems::whatEndsALinkIsNeverSentAgain_data()
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

void tst_PollingProblems::whatEndsALinkIsNeverSentAgain()
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

void tst_PollingProblems::aCutOffAnswerIsNone()
{
    QVERIFY(startOpen());
    QVERIFY(m_server->writeToGet("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n4abc"));
    m_server->dropGet();
    QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::Closed});
    QCOMPARE(m_texts.size(), 1);
}

void tst_PollingProblems::aRedirectIsNotFollowed()
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

void tst_PollingProblems::tooMuchIsRefusedWhileItComes_data()
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

void tst_PollingProblems::tooMuchIsRefusedWhileItComes()
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

void tst_PollingProblems::packetsInOneBodyAreCounted_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("refused");
    QTest::newRow("most") << int(limits::maxPayloadPackets) << false;
    QTest::newRow("one more") << int(limits::maxPayloadPackets) + 1 << true;
}

void tst_PollingProblems::packetsInOneBodyAreCounted()
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

void tst_PollingProblems::whatIsNoServerIsNamed_data()
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

void tst_PollingProblems::whatIsNoServerIsNamed()
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

void tst_PollingProblems::nobodyThereIsUnreachable()
{
    QTcpServer taken; // a port where nobody listens afterwards
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const QString address = u"127.0.0.1:%1"_s.arg(taken.serverPort());
    taken.close();
    openAt(address);
    QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::Unreachable});
    QVERIFY(!m_link->hasReachedServer());
}

void tst_PollingProblems::aSilentServerTimesOut()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const auto parsed = parseServerAddress(u"127.0.0.1:%1"_s.arg(silent.serverPort()));
    m_link->open(parsed->engineUrl(EngineTransport::Polling), 100);
    QTRY_COMPARE(m_failures, QList<LinkProblem>{LinkProblem::Timeout});
}

void tst_PollingProblems::aHeldRequestHasADeadline()
{
    QVERIFY(m_server->listen());
    QNetworkAccessManager manager;
    QUrl url(u"http://"_s + m_server->address() + u"/?sid=x"_s);
    const std::unique_ptr<PollingRequest> request(
        PollingRequest::get(manager, {url, {}, 1'500, nullptr}, nullptr));
    QSignalSpy failed(request.get(), &PollingRequest::failed);
    QTRY_VERIFY(m_server->holdsGet());
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed.first().first().value<LinkFailure>().problem, LinkProblem::Timeout);
    QTRY_VERIFY(!m_server->holdsGet()); // the connection is gone too
}

void tst_PollingProblems::cookiesAreBounded()
{
    for (int i = 0; i < limits::maxCookies + 1; ++i) {
        m_server->handshakeHead += "Set-Cookie: c" + QByteArray::number(i) + "=1\r\n";
    }
    m_server->handshakeHead += "Set-Cookie: c0=" + QByteArray(limits::maxCookieBytes, 'x') + "\r\n";
    QVERIFY(startOpen());
    QCOMPARE(m_link->cookies(), "c0=1; c1=1; c2=1; c3=1; c4=1; c5=1; c6=1; c7=1");
}

void tst_PollingProblems::tooMuchUnsentEndsIt()
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

QTEST_GUILESS_MAIN(tst_PollingProblems)
#include "tst_pollingproblems.moc"
