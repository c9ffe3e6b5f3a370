// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "client/model/securitytexts.h"
#include "conversationfixture.h"
#include "tests/support/fakeserver.h"
#include "tests/support/testcertificates.h"

#include <QSet>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using maru::testing::fingerprintOf;
using maru::testing::serverTls;
using maru::testing::TestCertificate;
using namespace Qt::StringLiterals;

namespace {

const QString slowDown =
    uR"({"message":"Too many","data":{"code":"SLOW_DOWN","retryAfterMs":50}})"_s;

} // namespace

/// How a conversation begins, is interrupted and ends.
class tst_ConversationJoin : public ConversationFixture
{
    Q_OBJECT

private slots:
    void aJoinThatFailsSaysWhyAndEnds_data();
    void aJoinThatFailsSaysWhyAndEnds();
    void nobodyThereIsAFailureOfTheJoin();
    void aChangedCertificateWaitsForAPerson();
    void anotherCertificateThanTheLinksWaitsForAPerson();
    void aCertificateThatChangesMeanwhileEndsTheSession();
    void whoCanReadAlongIsSaid();
    void aTakenNameComesWithASuggestion();
    void aStoreThatIsAwayRefusesTheJoinInTrueWords();
    void theStateTellsLossAndReturn();
    void aBanAfterALossIsTheEnd();
    void aBanFromTheHomeRoomIsNotCalledOneFromTheServer();
    void othersWrongClassCodesAfterALossAreWaitedFor();
    void aWrongClassCodeAfterALossIsTheEnd();
    void aMemberComesBackAfterTheClassCodeHasChanged();
    void theNextRunComesBackAfterTheClassCodeHasChanged();
    void whoIsNoMemberAnyMoreNeedsTheCode();
    void anotherAddressLeadsToAnotherHome();
    void othersWrongClassCodesEndAJoinThatWasTyped();
    void stopForgetsWhatIsShownAndKeepsWhatWasWritten();
};

void tst_ConversationJoin::aJoinThatFailsSaysWhyAndEnds_data()
{
    using Kind = Conversation::JoinFailure::Kind;
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("kind");
    QTest::newRow("no address") << QString() << u"kim"_s << int(Kind::BadAddress);
    QTest::newRow("bad port") << u"a:99999"_s << u"kim"_s << int(Kind::BadAddress);
    QTest::newRow("no name") << u"127.0.0.1:1"_s << u"  "_s << int(Kind::BadName);
    QTest::newRow("reserved name") << u"127.0.0.1:1"_s << u"시스템"_s << int(Kind::BadName);
}

void tst_ConversationJoin::aJoinThatFailsSaysWhyAndEnds()
{
    QFETCH(QString, server);
    QFETCH(QString, name);
    m_conversation->start(server, name);
    QVERIFY(m_failures.isEmpty()); // later, as all other ends
    QTRY_COMPARE(m_failures.size(), 1);
    QTEST(int(m_failures.first().kind), "kind");
    QVERIFY(!m_failures.first().text.isEmpty());
    QCOMPARE(m_conversation->state(), Conversation::State::Idle);
}

void tst_ConversationJoin::nobodyThereIsAFailureOfTheJoin()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const QString address = u"127.0.0.1:%1"_s.arg(taken.serverPort());
    taken.close();
    m_conversation->start(address, u"kim"_s);
    QTRY_COMPARE(m_failures.size(), 1);
    QCOMPARE(m_failures.first().kind, Conversation::JoinFailure::Kind::Unreachable);
    QVERIFY(m_failures.first().text.contains(address));
    QCOMPARE(m_states, (QList{Conversation::State::Connecting, Conversation::State::Idle}));
    QVERIFY(m_conversation->lastServer().isEmpty());
}

void tst_ConversationJoin::aChangedCertificateWaitsForAPerson()
{
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    m_server->tls = serverTls(TestCertificate::Renewed);
    QVERIFY(m_server->listen());
    KnownServers(m_dir.filePath(u"%1.ini"_s.arg(m_run)))
        .remember(m_server->address(), fingerprintOf(TestCertificate::SelfSigned));
    m_conversation->start(m_server->address(), u"김민수"_s);
    QTRY_COMPARE(m_failures.size(), 1);
    QCOMPARE(m_failures.first().kind, Conversation::JoinFailure::Kind::CertificateChanged);
    const auto change = m_conversation->certificateChange();
    QVERIFY(change.has_value());
    QCOMPARE(change->known, fingerprintText(fingerprintOf(TestCertificate::SelfSigned)));
    QCOMPARE(change->seen, fingerprintText(fingerprintOf(TestCertificate::Renewed)));
    QCOMPARE(change->seen.split(u'\n').size(), 4);
    QVERIFY(m_server->frames.isEmpty());

    m_conversation->start(m_server->address(), u"김민수"_s); // nothing was trusted yet
    QTRY_COMPARE(m_failures.size(), 2);
    QVERIFY(m_conversation->certificateChange().has_value());
    m_conversation->trustCertificate();
    QVERIFY(!m_conversation->certificateChange().has_value());
    QVERIFY(joined());
    QVERIFY(m_conversation->securityText().contains(change->seen));
}

void tst_ConversationJoin::anotherCertificateThanTheLinksWaitsForAPerson()
{
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    m_server->tls = serverTls(TestCertificate::Renewed);
    QVERIFY(m_server->listen());
    const QString link = u"maru://%1#%2"_s.arg(
        m_server->address(),
        QString::fromLatin1(fingerprintOf(TestCertificate::SelfSigned).toHex()));
    m_conversation->start(link, u"김민수"_s);
    QTRY_COMPARE(m_failures.size(), 1);
    QCOMPARE(m_failures.first().kind, Conversation::JoinFailure::Kind::CertificateChanged);
    QVERIFY(m_failures.first().text.contains(u"link"_s));
    const auto change = m_conversation->certificateChange();
    QVERIFY(change.has_value());
    QVERIFY(change->isOfLink);
    QCOMPARE(change->known, fingerprintText(fingerprintOf(TestCertificate::SelfSigned)));
    QVERIFY(m_server->frames.isEmpty());
    m_conversation->trustCertificate(); // what is known counts for more than the link
    QSignalSpy spy(m_conversation.get(), &Conversation::joined);
    m_conversation->start(link, u"김민수"_s);
    QTRY_COMPARE(spy.size(), 1);
}

void tst_ConversationJoin::aCertificateThatChangesMeanwhileEndsTheSession()
{
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    m_server->tls = serverTls(TestCertificate::SelfSigned);
    QVERIFY(m_server->listen());
    QSignalSpy spy(m_conversation.get(), &Conversation::joined);
    m_conversation->start(u"https://"_s + m_server->address(), u"김민수"_s);
    QTRY_COMPARE(spy.size(), 1);
    m_server->stop();
    m_server->tls = serverTls(TestCertificate::Renewed);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Left);
    QVERIFY(m_conversation->certificateChange().has_value());
}

void tst_ConversationJoin::whoCanReadAlongIsSaid()
{
    LinkSecurity security;
    const QString here = securityText(security, true);
    const QString plain = securityText(security, false);
    security = {true, false, fingerprintOf(TestCertificate::SelfSigned)};
    const QString pinned = securityText(security, false);
    security.byAuthority = true;
    const QString vouchedFor = securityText(security, false);
    QCOMPARE(QSet({here, plain, pinned, vouchedFor}).size(), 4);
    QVERIFY(pinned.contains(fingerprintText(security.fingerprint)));
    QVERIFY(joined());
    QCOMPARE(m_conversation->securityText(), here);
}

void tst_ConversationJoin::aTakenNameComesWithASuggestion()
{
    start();
    m_server->joinRefusals.enqueue(
        FakeServer::refusal(u"NAME_TAKEN"_s, {{u"suggestion"_s, u"김민수 (2)"_s}}));
    m_conversation->start(m_server->address(), u"김민수"_s);
    QTRY_COMPARE(m_failures.size(), 1);
    QCOMPARE(m_failures.first().kind, Conversation::JoinFailure::Kind::NameTaken);
    QCOMPARE(m_failures.first().suggestion, u"김민수 (2)"_s);
    QVERIFY(joined()); // and may try again
}

void tst_ConversationJoin::aStoreThatIsAwayRefusesTheJoinInTrueWords()
{
    start();
    m_server->joinRefusals.enqueue(FakeServer::refusal(u"STORE_FAILED"_s));
    m_conversation->start(m_server->address(), u"김민수"_s);
    QTRY_COMPARE(m_failures.size(), 1);
    QCOMPARE(m_failures.first().kind, Conversation::JoinFailure::Kind::Refused);
    QVERIFY(m_failures.first().text.startsWith(u"The server cannot read or save"_s));
    QVERIFY(joined());
}

void tst_ConversationJoin::theStateTellsLossAndReturn()
{
    using State = Conversation::State;
    QVERIFY(joined());
    m_server->drop();
    QTRY_COMPARE(m_states,
                 (QList{State::Connecting, State::Online, State::Reconnecting, State::Online}));
}

void tst_ConversationJoin::aBanAfterALossIsTheEnd()
{
    QVERIFY(joined());
    m_server->joinRefusals.enqueue(FakeServer::refusal(u"BANNED"_s));
    m_server->drop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Left);
    QVERIFY(m_failures.isEmpty());
    QVERIFY(!m_conversation->post(u"x"_s));
}

void tst_ConversationJoin::aBanFromTheHomeRoomIsNotCalledOneFromTheServer()
{
    QVERIFY(joined());
    m_server->joinRefusals.enqueue(FakeServer::refusal(
        u"BANNED"_s, {{u"field"_s, u"room"_s}, {u"until"_s, u"2050-01-01T00:00:00.000Z"_s}}));
    m_server->drop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Left);
    const QString text = m_conversation->leftBecause().text;
    QVERIFY2(text.startsWith(u"You are banned from the room"_s), qPrintable(text));
    QVERIFY2(text.contains(u"50"_s), qPrintable(text)); // until when
}

void tst_ConversationJoin::othersWrongClassCodesAfterALossAreWaitedFor()
{
    using State = Conversation::State;
    QVERIFY(joined());
    m_server->connectRefusals.enqueue(slowDown);
    m_server->drop();
    QTRY_COMPARE(m_states,
                 (QList{State::Connecting, State::Online, State::Reconnecting, State::Online}));
    QVERIFY(m_server->connectRefusals.isEmpty());
}

void tst_ConversationJoin::aWrongClassCodeAfterALossIsTheEnd()
{
    QVERIFY(joined());
    m_server->connectRefusals.enqueue(
        uR"({"message":"Wrong class code","data":{"code":"BAD_CLASS_CODE"}})"_s);
    m_server->drop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Left);
}

void tst_ConversationJoin::aMemberComesBackAfterTheClassCodeHasChanged()
{
    using State = Conversation::State;
    start();
    m_server->classCode = u"ABC234"_s;
    QVERIFY(joined(FakeServer::Mode::Native, u"/?classCode=ABC234"_s));
    m_server->classCode = u"XYZ789"_s; // the teacher made another one
    m_server->drop();
    QTRY_COMPARE(m_states,
                 (QList{State::Connecting, State::Online, State::Reconnecting, State::Online}));
    QVERIFY(m_server->connectRefusals.isEmpty());
    QVERIFY(m_server->frames.join(u'\n').contains(uR"(40{"home":"r1","maru":1})"_s));
}

void tst_ConversationJoin::theNextRunComesBackAfterTheClassCodeHasChanged()
{
    start();
    m_server->classCode = u"ABC234"_s;
    QVERIFY(joined(FakeServer::Mode::Native, u"/?classCode=ABC234"_s));
    m_server->classCode = u"XYZ789"_s;
    m_conversation->stop();
    m_conversation->resume(m_server->address() + u"/?classCode=ABC234"_s, u"김민수"_s);
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    m_conversation->stop(); // and whoever chooses it in the dialog
    QVERIFY(joined(FakeServer::Mode::Native, u"/?classCode=ABC234"_s));
}

void tst_ConversationJoin::whoIsNoMemberAnyMoreNeedsTheCode()
{
    start();
    m_server->addRoom(u"r2"_s, u"class"_s);
    m_server->homeRoom = u"r2"_s;
    m_server->classCode = u"ABC234"_s;
    QVERIFY(joined(FakeServer::Mode::Native, u"/?classCode=ABC234"_s));
    m_server->rooms.remove(u"r2"_s); // taken out of it
    m_server->homeRoom = u"r1"_s;
    m_server->drop();
    QTRY_COMPARE(m_states.size(), 4); // let in by the code that is still good
    QCOMPARE(m_conversation->state(), Conversation::State::Online);
    QCOMPARE(m_server->callsOf(u"session:join"_s).size(), 3);
    m_server->rooms.remove(u"r1"_s);
    m_server->classCode = u"XYZ789"_s;
    m_server->drop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Left);
    QCOMPARE(m_conversation->leftBecause().kind, Conversation::JoinFailure::Kind::ClassCodeWanted);
}

void tst_ConversationJoin::anotherAddressLeadsToAnotherHome()
{
    start();
    QVERIFY(joined(FakeServer::Mode::Native, u"/방1"_s));
    m_conversation->stop();
    m_server->frames.clear();
    QVERIFY(joined(FakeServer::Mode::Native, u"/방2"_s));
    QVERIFY(m_server->frames.join(u'\n').contains(uR"(40/방2,{"maru":1})"_s));
    m_conversation->stop();
    m_server->frames.clear();
    QVERIFY(joined(FakeServer::Mode::Native, u"/방2"_s));
    QVERIFY(m_server->frames.join(u'\n').contains(uR"(40/방2,{"home":"r1","maru":1})"_s));
}

void tst_ConversationJoin::othersWrongClassCodesEndAJoinThatWasTyped()
{
    start();
    m_server->connectRefusals.enqueue(slowDown);
    m_conversation->start(m_server->address(), u"김민수"_s);
    QTRY_COMPARE(m_failures.size(), 1);
    QCOMPARE(m_failures.first().kind, Conversation::JoinFailure::Kind::Refused);
    QVERIFY(m_failures.first().text.startsWith(u"That was too fast."_s));
    QCOMPARE(m_conversation->state(), Conversation::State::Idle);
    QVERIFY(joined());
}

void tst_ConversationJoin::stopForgetsWhatIsShownAndKeepsWhatWasWritten()
{
    QVERIFY(joined());
    m_server->isStalled = true;
    QVERIFY(m_conversation->post(u"on its way"_s));
    m_conversation->stop();
    QCOMPARE(m_conversation->state(), Conversation::State::Idle);
    QCOMPARE(m_conversation->messages()->rowCount(), 0);
    QCOMPARE(m_conversation->rooms()->rowCount(), 0);
    QVERIFY(m_conversation->currentRoom().isNull());
    m_server->isStalled = false;
    QVERIFY(joined());
    QTRY_COMPARE(ofRow(0, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    QCOMPARE(texts(), QStringList{u"on its way"_s});
    QCOMPARE(m_server->rooms[u"r1"_s].messages.size(), 1);
}

QTEST_GUILESS_MAIN(tst_ConversationJoin)
#include "tst_conversationjoin.moc"
