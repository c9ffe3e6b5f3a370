// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "client/model/securitytexts.h"
#include "common/clientlimits.h"
#include "tests/support/fakeserver.h"
#include "tests/support/testcertificates.h"

#include <QAbstractItemModelTester>
#include <QSet>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using maru::testing::fingerprintOf;
using maru::testing::serverTls;
using maru::testing::TestCertificate;
using namespace Qt::StringLiterals;

class tst_Conversation : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aJoinShowsTheHomeRoomWithItsNewestPage();
    void olderPagesComeOneByOneUntilTheStart();
    void aJoinThatFailsSaysWhyAndEnds_data();
    void aJoinThatFailsSaysWhyAndEnds();
    void nobodyThereIsAFailureOfTheJoin();
    void aChangedCertificateWaitsForAPerson();
    void anotherCertificateThanTheLinksWaitsForAPerson();
    void aCertificateThatChangesMeanwhileEndsTheSession();
    void whoCanReadAlongIsSaid();
    void aTakenNameComesWithASuggestion();
    void anOwnMessageStandsOnceAfterAckAndBroadcast();
    void noMessageIsDoubledByALostAck();
    void noMessageIsDoubledByALossBeforeOrAfterTheStore_data();
    void noMessageIsDoubledByALossBeforeOrAfterTheStore();
    void whatIsWrittenOfflineGoesOutInOrder();
    void aFailedMessageSaysWhyAndCanBeSentAgainOrDiscarded();
    void aHoleInRevAsksForTheChangesOnce();
    void whatWasMissedWhileAwayIsCaughtUpPageByPage();
    void aLongAbsenceStartsAgainFromTheNewestPage();
    void anEditMadeWhileAwayIsShown();
    void roomsCountWhatIsUnread();
    void aHiddenRoomKeepsABoundedNumberOfRows();
    void aServerWithAnotherPastIsStartedAgain();
    void theStateTellsLossAndReturn();
    void aBanAfterALossIsTheEnd();
    void aClassicServerIsOneRoomWithoutHistory();
    void aClassicMessageThatMayBeDoubledIsLeftToTheAuthor();
    void textThatMayNotBeSentIsRefused();
    void stopForgetsWhatIsShownAndKeepsWhatWasWritten();

private:
    void start(FakeServer::Mode mode = FakeServer::Mode::Native);
    [[nodiscard]] bool joined(FakeServer::Mode mode = FakeServer::Mode::Native,
                              const QString &path = {});
    [[nodiscard]] bool waitFor(const std::function<bool()> &condition)
    {
        return QTest::qWaitFor(condition);
    }
    [[nodiscard]] QStringList texts() const;
    [[nodiscard]] QVariant ofRow(int row, int role) const;
    void fill(const QString &room, int count);

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    QList<Conversation::JoinFailure> m_failures;
    QList<Conversation::State> m_states;
};

void tst_Conversation::init()
{
    m_failures.clear();
    m_states.clear();
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(++m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    options.helloTimeoutMs = 100;
    options.ackTimeoutMs = 300;
    m_conversation = std::make_unique<Conversation>(options);
    connect(m_conversation.get(), &Conversation::joinFailed, this,
            [this](const Conversation::JoinFailure &failure) { m_failures.append(failure); });
    connect(m_conversation.get(), &Conversation::stateChanged, this,
            [this](Conversation::State state) { m_states.append(state); });
    connect(m_conversation.get(), &Conversation::currentRoomChanged, this, [this] {
        m_tester = std::make_unique<QAbstractItemModelTester>(m_conversation->messages());
    });
}

void tst_Conversation::cleanup()
{
    m_tester.reset();
    m_conversation.reset();
    m_server.reset();
}

void tst_Conversation::start(FakeServer::Mode mode)
{
    m_server = std::make_unique<FakeServer>(mode);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(m_server->listen());
}

bool tst_Conversation::joined(FakeServer::Mode mode, const QString &path)
{
    if (!m_server) {
        start(mode);
    }
    QSignalSpy spy(m_conversation.get(), &Conversation::joined);
    m_conversation->start(m_server->address() + path, u"김민수"_s);
    return waitFor([&] { return spy.count() == 1; });
}

QStringList tst_Conversation::texts() const
{
    QStringList all;
    for (int row = 0; row < m_conversation->messages()->rowCount(); ++row) {
        all.append(ofRow(row, MessageListModel::TextRole).toString());
    }
    return all;
}

QVariant tst_Conversation::ofRow(int row, int role) const
{
    return m_conversation->messages()->index(row).data(role);
}

void tst_Conversation::fill(const QString &room, int count)
{
    for (int i = 0; i < count; ++i) {
        m_server->addMessage(room, u"lee"_s,
                             u"m%1"_s.arg(m_server->rooms[room].messages.size() + 1), true);
    }
}

void tst_Conversation::aJoinShowsTheHomeRoomWithItsNewestPage()
{
    start();
    fill(u"r1"_s, 60);
    QVERIFY(joined());
    QCOMPARE(m_conversation->state(), Conversation::State::Online);
    QCOMPARE(m_conversation->serverName(), u"Fake school"_s);
    QCOMPARE(m_conversation->serverAddress(), m_server->address());
    QCOMPARE(m_conversation->ownUser().userName, u"김민수"_s);
    QCOMPARE(m_conversation->currentRoomName(), u"lobby"_s);
    QVERIFY(!m_conversation->isClassic());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), limits::historyPageRows);
    QCOMPARE(texts().first(), u"m11"_s);
    QCOMPARE(texts().last(), u"m60"_s);
    QCOMPARE(m_conversation->lastServer(), m_server->address());
    QCOMPARE(m_conversation->lastUserName(), u"김민수"_s);
}

void tst_Conversation::olderPagesComeOneByOneUntilTheStart()
{
    start();
    fill(u"r1"_s, 120);
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 50);
    QSignalSpy older(m_conversation.get(), &Conversation::olderLoaded);
    QVERIFY(m_conversation->hasOlder());
    m_conversation->loadOlder();
    m_conversation->loadOlder(); // one at a time
    QTRY_COMPARE(older.count(), 1);
    QCOMPARE(m_conversation->messages()->rowCount(), 100);
    m_conversation->loadOlder();
    QTRY_COMPARE(older.count(), 2);
    QCOMPARE(m_conversation->messages()->rowCount(), 120);
    QVERIFY(!m_conversation->hasOlder());
    m_conversation->loadOlder();
    m_server->addMessage(u"r1"_s, u"lee"_s, u"after"_s);
    QTRY_COMPARE(texts().last(), u"after"_s);
    QCOMPARE(m_server->callsOf(u"message:history"_s).size(), 3);
}

void tst_Conversation::aJoinThatFailsSaysWhyAndEnds_data()
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

void tst_Conversation::aJoinThatFailsSaysWhyAndEnds()
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

void tst_Conversation::nobodyThereIsAFailureOfTheJoin()
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

void tst_Conversation::aChangedCertificateWaitsForAPerson()
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

void tst_Conversation::anotherCertificateThanTheLinksWaitsForAPerson()
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

void tst_Conversation::aCertificateThatChangesMeanwhileEndsTheSession()
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

void tst_Conversation::whoCanReadAlongIsSaid()
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

void tst_Conversation::aTakenNameComesWithASuggestion()
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

void tst_Conversation::anOwnMessageStandsOnceAfterAckAndBroadcast()
{
    QVERIFY(joined());
    QVERIFY(m_conversation->post(u"안녕"_s));
    QCOMPARE(texts(), QStringList{u"안녕"_s});
    QCOMPARE(ofRow(0, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sending));
    QTRY_COMPARE(ofRow(0, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    m_server->addMessage(u"r1"_s, u"lee"_s, u"hi"_s);
    QTRY_COMPARE(texts(), (QStringList{u"안녕"_s, u"hi"_s}));
    QVERIFY(m_server->callsOf(u"message:changes"_s).isEmpty());
}

void tst_Conversation::noMessageIsDoubledByALostAck()
{
    QVERIFY(joined());
    m_server->sendFaults.enqueue({FakeServer::Fault::Kind::LoseAck, {}});
    QVERIFY(m_conversation->post(u"once"_s));
    QTRY_COMPARE(ofRow(0, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    const auto sends = m_server->callsOf(u"message:send"_s);
    QCOMPARE(sends.size(), 2);
    QCOMPARE(sends.at(0).argument, sends.at(1).argument); // the same cid
    QCOMPARE(m_server->rooms[u"r1"_s].messages.size(), 1);
    QCOMPARE(texts(), QStringList{u"once"_s});
}

void tst_Conversation::noMessageIsDoubledByALossBeforeOrAfterTheStore_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("stored, then lost") << int(FakeServer::Fault::Kind::StoreAndDrop);
    QTest::newRow("lost before it was stored") << int(FakeServer::Fault::Kind::DropFirst);
}

void tst_Conversation::noMessageIsDoubledByALossBeforeOrAfterTheStore()
{
    QFETCH(int, fault);
    QVERIFY(joined());
    m_server->sendFaults.enqueue({FakeServer::Fault::Kind(fault), {}});
    QVERIFY(m_conversation->post(u"one"_s));
    QVERIFY(m_conversation->post(u"two"_s));
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 2);
    QTRY_COMPARE(ofRow(1, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    QCOMPARE(texts(), (QStringList{u"one"_s, u"two"_s}));
    QSet<QString> cids;
    for (const QJsonObject &message : std::as_const(m_server->rooms[u"r1"_s].messages)) {
        cids.insert(message.value(u"cid"_s).toString());
    }
    QCOMPARE(cids.size(), 2);
}

void tst_Conversation::whatIsWrittenOfflineGoesOutInOrder()
{
    QVERIFY(joined());
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QStringList written;
    for (int i = 0; i < 20; ++i) {
        written.append(u"offline %1"_s.arg(i));
        QVERIFY(m_conversation->post(written.last()));
    }
    m_server->sendFaults.enqueue({FakeServer::Fault::Kind::Refuse,
                                  FakeServer::refusal(u"SLOW_DOWN"_s, {{u"retryAfterMs"_s, 50}})});
    m_server->sendFaults.enqueue({FakeServer::Fault::Kind::StoreAndDrop, {}});
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 20);
    QTRY_COMPARE(ofRow(19, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    QCOMPARE(texts(), written);
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(m_server->rooms[u"r1"_s].messages.at(i).value(u"chat"_s).toString(),
                 written.at(i));
    }
}

void tst_Conversation::aFailedMessageSaysWhyAndCanBeSentAgainOrDiscarded()
{
    QVERIFY(joined());
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s)});
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s)});
    QVERIFY(m_conversation->post(u"one"_s));
    QVERIFY(m_conversation->post(u"two"_s));
    QVERIFY(m_conversation->post(u"three"_s));
    QTRY_COMPARE(texts(), (QStringList{u"three"_s, u"one"_s, u"two"_s}));
    QTRY_COMPARE(ofRow(2, MessageListModel::DeliveryRole).toInt(), int(Delivery::Failed));
    QVERIFY(!ofRow(1, MessageListModel::FailureRole).toString().isEmpty());
    m_conversation->discard(ofRow(2, MessageListModel::CidRole).toString());
    QCOMPARE(texts(), (QStringList{u"three"_s, u"one"_s}));
    m_conversation->retry(ofRow(1, MessageListModel::CidRole).toString());
    QTRY_COMPARE(ofRow(1, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    QCOMPARE(m_server->rooms[u"r1"_s].messages.size(), 2);
}

void tst_Conversation::aHoleInRevAsksForTheChangesOnce()
{
    QVERIFY(joined());
    m_server->addMessage(u"r1"_s, u"lee"_s, u"a"_s);
    QTRY_COMPARE(texts(), QStringList{u"a"_s});
    m_server->addMessage(u"r1"_s, u"lee"_s, u"lost 1"_s, true);
    m_server->addMessage(u"r1"_s, u"lee"_s, u"lost 2"_s, true);
    m_server->addMessage(u"r1"_s, u"lee"_s, u"d"_s);
    m_server->addMessage(u"r1"_s, u"lee"_s, u"e"_s);
    QTRY_COMPARE(texts(), (QStringList{u"a"_s, u"lost 1"_s, u"lost 2"_s, u"d"_s, u"e"_s}));
    m_server->addMessage(u"r1"_s, u"lee"_s, u"f"_s);
    QTRY_COMPARE(texts().last(), u"f"_s);
    const auto questions = m_server->callsOf(u"message:changes"_s);
    QCOMPARE(questions.size(), 1);
    QCOMPARE(questions.first().argument.toObject().value(u"afterRev"_s).toInteger(), 1);
}

void tst_Conversation::whatWasMissedWhileAwayIsCaughtUpPageByPage()
{
    QVERIFY(joined());
    m_server->addMessage(u"r1"_s, u"lee"_s, u"m1"_s);
    QTRY_COMPARE(texts().size(), 1);
    m_server->stop();
    fill(u"r1"_s, 250);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 251);
    QCOMPARE(m_server->callsOf(u"message:changes"_s).size(), 3);
    QCOMPARE(texts().last(), u"m251"_s);
    QCOMPARE(m_conversation->messages()->lastSeq(), 251);
}

void tst_Conversation::aLongAbsenceStartsAgainFromTheNewestPage()
{
    QVERIFY(joined());
    m_server->addMessage(u"r1"_s, u"lee"_s, u"m1"_s);
    QTRY_COMPARE(texts().size(), 1);
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QVERIFY(m_conversation->post(u"mine"_s));
    fill(u"r1"_s, int(limits::maxCatchUpChanges) + 1);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(texts().last(), u"mine"_s);
    QTRY_COMPARE(m_conversation->messages()->rowCount(), limits::historyPageRows + 1);
    QTRY_COMPARE(ofRow(limits::historyPageRows, MessageListModel::DeliveryRole).toInt(),
                 int(Delivery::Sent));
    QVERIFY(m_server->callsOf(u"message:changes"_s).isEmpty());
    QVERIFY(m_conversation->hasOlder());
}

void tst_Conversation::anEditMadeWhileAwayIsShown()
{
    start();
    fill(u"r1"_s, 3);
    QVERIFY(joined());
    QTRY_COMPARE(texts(), (QStringList{u"m1"_s, u"m2"_s, u"m3"_s}));
    m_server->stop();
    m_server->editMessage(u"r1"_s, 2, u"edited"_s, true);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(texts(), (QStringList{u"m1"_s, u"edited"_s, u"m3"_s}));
}

void tst_Conversation::roomsCountWhatIsUnread()
{
    start();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    QVERIFY(joined());
    QCOMPARE(m_conversation->rooms()->rowCount(), 2);
    const auto unread = [this] {
        return m_conversation->rooms()->index(1).data(RoomListModel::UnreadRole).toInt();
    };
    m_server->addMessage(u"r2"_s, u"lee"_s, u"one"_s);
    m_server->addMessage(u"r2"_s, u"김민수"_s, u"own, from another device"_s);
    m_server->addMessage(u"r1"_s, u"lee"_s, u"in the room shown"_s);
    QTRY_COMPARE(texts().size(), 1);
    QCOMPARE(unread(), 1);
    m_server->stop();
    fill(u"r2"_s, 3);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(unread(), 4);
    QSignalSpy changed(m_conversation.get(), &Conversation::currentRoomChanged);
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(unread(), 0);
    QTRY_COMPARE(texts().size(), 5);
    m_conversation->setCurrentRoom(RoomId(u"nowhere"_s));
    QCOMPARE(m_conversation->currentRoom(), RoomId(u"r2"_s));
}

void tst_Conversation::aHiddenRoomKeepsABoundedNumberOfRows()
{
    start();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    QVERIFY(joined());
    m_tester.reset(); // looks at every row each time
    const int many = limits::maxHiddenRows + 50;
    for (int i = 0; i < many; ++i) {
        m_server->addMessage(u"r1"_s, u"lee"_s, u"m%1"_s.arg(i + 1));
    }
    MessageListModel *const model = m_conversation->messages();
    QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), many, 20'000);
    QVERIFY(!m_conversation->hasOlder());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QCOMPARE(model->rowCount(), limits::maxHiddenRows);
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    QVERIFY(m_conversation->hasOlder());
    m_conversation->loadOlder();
    QTRY_COMPARE(model->rowCount(), many);
    QCOMPARE(model->firstSeq(), 1);
}

void tst_Conversation::aServerWithAnotherPastIsStartedAgain()
{
    start();
    fill(u"r1"_s, 10);
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 10);
    m_server->stop();
    m_server->rooms[u"r1"_s].messages.clear(); // an old backup was put back
    m_server->rooms[u"r1"_s].rev = 0;
    m_server->addMessage(u"r1"_s, u"lee"_s, u"new past"_s, true);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(texts(), QStringList{u"new past"_s});
}

void tst_Conversation::theStateTellsLossAndReturn()
{
    using State = Conversation::State;
    QVERIFY(joined());
    m_server->drop();
    QTRY_COMPARE(m_states,
                 (QList{State::Connecting, State::Online, State::Reconnecting, State::Online}));
}

void tst_Conversation::aBanAfterALossIsTheEnd()
{
    QVERIFY(joined());
    m_server->joinRefusals.enqueue(FakeServer::refusal(u"BANNED"_s));
    m_server->drop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Left);
    QVERIFY(m_failures.isEmpty());
    QVERIFY(!m_conversation->post(u"x"_s));
}

void tst_Conversation::aClassicServerIsOneRoomWithoutHistory()
{
    QVERIFY(joined(FakeServer::Mode::SeedLike, u"/방1"_s));
    QVERIFY(m_conversation->isClassic());
    QCOMPARE(m_conversation->rooms()->rowCount(), 1);
    QCOMPARE(m_conversation->currentRoomName(), u"방1"_s);
    QVERIFY(!m_conversation->hasOlder());
    m_conversation->loadOlder();
    for (int i = 0; i < 5; ++i) {
        QVERIFY(m_conversation->post(u"text %1"_s.arg(i)));
    }
    QTRY_COMPARE(m_conversation->messages()->sentCount(), 6);
    QCOMPARE(texts().mid(1),
             (QStringList{u"text 0"_s, u"text 1"_s, u"text 2"_s, u"text 3"_s, u"text 4"_s}));
    QVERIFY2(m_server->crash.isEmpty(), qPrintable(m_server->crash));
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QVERIFY(m_conversation->post(u"offline"_s));
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->messages()->sentCount(), 8); // a second welcome
    QVERIFY2(m_server->crash.isEmpty(), qPrintable(m_server->crash));
}

void tst_Conversation::aClassicMessageThatMayBeDoubledIsLeftToTheAuthor()
{
    QVERIFY(joined(FakeServer::Mode::SeedLike));
    QTRY_COMPARE(texts().size(), 1);
    m_server->echoes = false;
    QVERIFY(m_conversation->post(u"once"_s));
    QTRY_COMPARE(ofRow(1, MessageListModel::DeliveryRole).toInt(), int(Delivery::Failed));
    QVERIFY(!ofRow(1, MessageListModel::FailureRole).toString().isEmpty());
    QCOMPARE(m_server->callsOf(u"sendMessage"_s).size(), 1);
    m_server->echoes = true;
    m_conversation->retry(ofRow(1, MessageListModel::CidRole).toString());
    QTRY_COMPARE(ofRow(1, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
}

void tst_Conversation::textThatMayNotBeSentIsRefused()
{
    QVERIFY(!m_conversation->post(u"nobody there"_s));
    QVERIFY(joined());
    QVERIFY(!m_conversation->post(QString(8'001, u'가')));
    QVERIFY(!m_conversation->post(QString(QChar(0))));
    QVERIFY(m_conversation->post(QString(8'000, u'가')));
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 1);
}

void tst_Conversation::stopForgetsWhatIsShownAndKeepsWhatWasWritten()
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

QTEST_GUILESS_MAIN(tst_Conversation)
#include "tst_conversation.moc"
