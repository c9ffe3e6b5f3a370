// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "client/model/searchmodel.h"
#include "findingfixture.h"
#include "tests/support/fakeserver.h"

#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// Finding messages in what is kept and at a server.
class tst_Finding : public FindingFixture
{
    Q_OBJECT

private slots:
    void whatIsKeptIsFoundAndTheServerCompletes();
    void aDirectRoomIsCalledByItsPersonHereToo();
    void aDirectRoomIsFoundByItsPersonAtTheServerToo();
    void offlineOnlyWhatIsKeptIsFound();
    void anUnansweredSearchMayOutliveItsReader();
};

void tst_Finding::whatIsKeptIsFoundAndTheServerCompletes()
{
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"옛 회의"_s, true);
    fill(80);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"새 회의"_s, true);
    m_server->addMessage(u"r2"_s, u"이영희"_s, u"다른 방의 회의"_s, true);
    QVERIFY(joined());
    SearchModel *const found = m_conversation->search();
    found->setQuery(u"회의"_s, {});
    QTRY_COMPARE(found->state(), SearchModel::State::Complete);
    QCOMPARE(found->rowCount(), 3);
    QCOMPARE(m_server->callsOf(u"message:search"_s).size(), 1);
    // Only what is kept can be found by consonants, of this server.
    found->setQuery(u"ㅅ ㅎㅇ"_s, {});
    QTRY_COMPARE(found->state(), SearchModel::State::Complete);
    QCOMPARE(found->rowCount(), 1);
    QCOMPARE(found->index(0).data(SearchModel::TextRole).toString(), u"새 회의"_s);
    QCOMPARE(found->index(0).data(SearchModel::PreviousRole).toString(), u"이영희: 글 80"_s);
}

void tst_Finding::aDirectRoomIsCalledByItsPersonHereToo()
{
    m_server->rooms[u"r2"_s].name = u"김민수, 이영희"_s;
    m_server->rooms[u"r2"_s].extras = {{u"kind"_s, u"direct"_s}};
    m_server->addMessage(u"r2"_s, u"이영희"_s, u"둘만의 회의"_s, true);
    QVERIFY(joined());
    SearchModel *const found = m_conversation->search();
    found->setQuery(u"회의"_s, {});
    QTRY_COMPARE(found->state(), SearchModel::State::Complete);
    QCOMPARE(found->rowCount(), 1);
    QCOMPARE(found->index(0).data(SearchModel::RoomNameRole).toString(), u"이영희"_s);
    QCOMPARE(found->index(0).data(SearchModel::RoomTitleRole).toString(), u"이영희"_s);
}

// The server knows such a room by both names, and nobody types those.
void tst_Finding::aDirectRoomIsFoundByItsPersonAtTheServerToo()
{
    m_server->rooms[u"r2"_s].name = u"김민수, 이영희"_s;
    m_server->rooms[u"r2"_s].extras = {{u"kind"_s, u"direct"_s}};
    m_server->answers[u"room:members"_s] = {
        {u"members"_s,
         QJsonArray{QJsonObject{{u"user"_s, m_server->userOf(u"이영희"_s)},
                                {u"role"_s, u"member"_s},
                                {u"readSeq"_s, 0}}}},
        {u"more"_s, false}};
    m_server->addMessage(u"r2"_s, u"이영희"_s, u"둘만의 회의"_s, true);
    QVERIFY(joined());
    SearchModel *const found = m_conversation->search();
    found->setQuery(u"in:이영희 회의"_s, {});
    QTRY_COMPARE(found->state(), SearchModel::State::Complete);
    const QJsonObject asked = m_server->callsOf(u"message:search"_s).last().argument.toObject();
    QCOMPARE(asked.value(u"room"_s).toString(), u"r2"_s);
    QCOMPARE(asked.value(u"query"_s).toString(), u"회의"_s);
    QCOMPARE(found->rowCount(), 1);

    QJsonObject renamed = m_server->userOf(u"이영희"_s);
    renamed.insert(u"userName"_s, u"이선생"_s);
    renamed.insert(u"name"_s, u"이선생"_s);
    m_server->sendEvent(u"user:changed"_s, renamed);
    const auto nameOfRow = [found] {
        return found->index(0).data(SearchModel::RoomNameRole).toString();
    };
    QTRY_COMPARE(nameOfRow(), u"이선생"_s);
    found->setQuery(u"in:이선생 회의"_s, {});
    QTRY_COMPARE(found->state(), SearchModel::State::Complete);
    QCOMPARE(found->rowCount(), 1);
}

void tst_Finding::offlineOnlyWhatIsKeptIsFound()
{
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"옛 회의"_s, true);
    fill(80);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"새 회의"_s, true);
    QVERIFY(joined());
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    SearchModel *const found = m_conversation->search();
    found->setQuery(u"회의"_s, {});
    QTRY_COMPARE(found->state(), SearchModel::State::Offline);
    QCOMPARE(found->rowCount(), 1);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(found->state(), SearchModel::State::Complete); // by itself
    QCOMPARE(found->rowCount(), 2);
}

void tst_Finding::anUnansweredSearchMayOutliveItsReader()
{
    fill(3);
    QVERIFY(joined());
    m_conversation->search()->setQuery(u"글"_s, {});
    m_server->isStalled = true; // reads on, and answers nothing
    QTRY_VERIFY(!m_server->frames.filter(u"message:search"_s).isEmpty());
    m_tester.reset();
    m_conversation.reset(); // the session tells whoever waits that nothing comes
}

QTEST_GUILESS_MAIN(tst_Finding)
#include "tst_finding.moc"
