// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/pollinglink.h"
#include "pollinglinkfixture.h"
#include "tests/support/fakepollingserver.h"
#include "tests/support/testcertificates.h"

#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::fingerprintOf;
using maru::testing::serverTls;
using maru::testing::TestCertificate;
using maru::testing::testCertificate;
using namespace Qt::StringLiterals;

class tst_PollingLink : public PollingLinkFixture
{
    Q_OBJECT

private slots:
    void itOpensWithTheFirstBodyAndHoldsAGet();
    void packetsAreHandedOnInTheirOrder();
    void onePostAtATimeCarriesWhatFits();
    void aCloseOfTheServerEndsIt();
    void aCertificateIsJudgedBeforeARequest_data();
    void aCertificateIsJudgedBeforeARequest();
    void everyConnectionOfALinkIsJudged();
    void cookiesOfTheServerComeBackToIt();
    void finishSaysGoodbyeAfterTheLastPacket();
    void finishIsSilentWhateverHappens();
    void aPauseWaitsForWhatRuns();
    void aResumedLinkSendsWhatWaited();
};

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
