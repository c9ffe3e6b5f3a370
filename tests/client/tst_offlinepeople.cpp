// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "client/model/roomactions.h"
#include "client/store/localstore.h"
#include "offlinefixture.h"
#include "tests/support/fakeserver.h"

#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// The people of a room, as an earlier run has listed them.
class tst_OfflinePeople : public OfflineFixture
{
    Q_OBJECT

private slots:
    void whoWasListedIsThereWithoutANetwork();
    void theServerKnowsBetter();
    void whoReadALostPastIsForgotten();
    void aStoreKeepsThePeopleOfItsRooms();
    void aStoreOfEarlierKnowsNobody();

private:
    [[nodiscard]] QJsonObject member(const QString &name, qint64 readSeq = 0) const
    {
        return {{u"user"_s, m_server->userOf(name)},
                {u"role"_s, u"moderator"_s},
                {u"muted"_s, true},
                {u"hand"_s, true},
                {u"readSeq"_s, readSeq}};
    }
    void answerPeople(const QJsonArray &members)
    {
        m_server->replies[u"room:members"_s].enqueue(
            {{u"ok"_s, true}, {u"members"_s, members}, {u"more"_s, false}});
    }
    [[nodiscard]] QStringList people() const
    {
        QStringList names;
        const MemberListModel *const model = m_conversation->roomActions()->members();
        for (int row = 0; row < model->rowCount(); ++row) {
            const QModelIndex index = model->index(row);
            names << index.data(MemberListModel::NameRole).toString()
                    + (index.data(MemberListModel::OnlineRole).toBool() ? u" online"_s : QString())
                    + (index.data(MemberListModel::MutedRole).toBool() ? u" muted"_s : QString())
                    + (index.data(MemberListModel::HandRole).toBool() ? u" hand"_s : QString());
        }
        names.sort();
        return names;
    }
    [[nodiscard]] int readBy(int row) const
    {
        return m_conversation->messages()->index(row).data(MessageListModel::ReadByRole).toInt();
    }
    [[nodiscard]] int readBy() const { return readBy(m_conversation->messages()->rowCount() - 1); }
};

// Who was there, muted or asked to speak may not be so any more.
void tst_OfflinePeople::whoWasListedIsThereWithoutANetwork()
{
    startServer();
    m_server->rooms[u"r1"_s].readSeq = 1;
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"안녕하세요"_s, true);
    answerPeople({member(u"김민수"_s, 1), member(u"lee"_s, 1), member(u"park"_s)});
    QVERIFY(joined());
    QTRY_COMPARE(people().size(), 3);
    QTRY_COMPARE(readBy(), 1);
    endConversation();
    m_server->stop();

    newConversation();
    QVERIFY(restored());
    QTRY_COMPARE(people(), (QStringList{u"lee"_s, u"park"_s, u"김민수"_s}));
    QCOMPARE(readBy(), 1);
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QCOMPARE(people().size(), 3);
    QVERIFY(m_conversation->roomActions()->people()->failure()); // so the list says that it is old
}

void tst_OfflinePeople::theServerKnowsBetter()
{
    startServer();
    m_server->rooms[u"r1"_s].readSeq = 1;
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"안녕하세요"_s, true);
    answerPeople({member(u"김민수"_s, 1), member(u"lee"_s, 1), member(u"park"_s, 1)});
    QVERIFY(joined());
    QTRY_COMPARE(people().size(), 3);
    QTRY_COMPARE(readBy(), 2);
    endConversation();

    newConversation();
    answerPeople({member(u"김민수"_s, 1), member(u"lee"_s, 1), member(u"choi"_s)});
    QVERIFY(joined());
    QTRY_COMPARE(people(),
                 (QStringList{u"choi online muted hand"_s, u"lee online muted hand"_s,
                              u"김민수 online muted hand"_s}));
    QTRY_COMPARE(readBy(), 1); // park has left
}

// The server was put back to a backup. What is kept of its people is of that from then on.
void tst_OfflinePeople::whoReadALostPastIsForgotten()
{
    startServer();
    m_server->rooms[u"r1"_s].readSeq = 0;
    for (int i = 0; i < 5; ++i) {
        m_server->addMessage(u"r1"_s, u"김민수"_s, QString::number(i), true);
    }
    answerPeople({member(u"lee"_s, 5), member(u"park"_s, 1)});
    QVERIFY(joined());
    QTRY_COMPARE(readBy(), 1);
    QVERIFY(lost());
    FakeServer::Room &room = m_server->rooms[u"r1"_s];
    room.messages.resize(3);
    room.rev = 3;
    answerPeople({member(u"lee"_s, 2), member(u"park"_s)});
    QVERIFY(m_server->listen());
    QTRY_COMPARE(texts().size(), 3);
    QTRY_COMPARE(readBy(1), 1);
    endConversation();
    m_server->stop();

    newConversation();
    QVERIFY(restored());
    QTRY_COMPARE(texts().size(), 3);
    QTRY_COMPARE(readBy(1), 1);
    QCOMPARE(readBy(2), 0);
}

void tst_OfflinePeople::aStoreKeepsThePeopleOfItsRooms()
{
    const RoomId room(u"r1"_s);
    const RoomId other(u"r2"_s);
    const auto personOf = [](const QString &id) {
        Member member;
        member.user.id = UserId(id);
        member.user.userName = u"이름 "_s + id;
        member.role = RoomRole::Owner;
        member.readSeq = 7;
        return member;
    };
    const auto stored = [](const RoomId &id) {
        StoredRoom made;
        made.room.id = id;
        made.room.name = u"방"_s;
        return made;
    };
    const QString path = m_dir.filePath(u"people.db"_s);
    const QList<Member> three{personOf(u"u1"_s), personOf(u"u2"_s), personOf(u"u3"_s)};
    {
        LocalStore store(path, {});
        store.apply({stored(room), stored(other), PutMembers{room, three},
                     PutMembers{other, {personOf(u"u4"_s)}}});
        store.apply({PutMembers{room, three.mid(1)}}); // one has left
    }
    LocalStore store(path, {});
    QCOMPARE(store.members(room), three.mid(1));
    QCOMPARE(store.members(other).size(), 1);
    QVERIFY(store.members(RoomId(u"r3"_s)).isEmpty());
    store.apply({ForgetMessages{other}}); // its past is another one now
    QVERIFY(store.members(other).isEmpty());
    store.apply({PutMembers{other, {personOf(u"u4"_s)}}});
    store.apply({KeepRooms{{room}}});
    QVERIFY(store.members(other).isEmpty());
    QCOMPARE(store.members(room).size(), 2);
}

// Of the version before, and one whose rows anything may have written.
void tst_OfflinePeople::aStoreOfEarlierKnowsNobody()
{
    const QString path = m_dir.filePath(u"earlier.db"_s);
    const RoomId room(u"r1"_s);
    const auto sql = [&path](const QStringList &statements) {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"earlier"_s);
            database.setDatabaseName(path);
            QVERIFY(database.open());
            QSqlQuery query(database);
            for (const QString &statement : statements) {
                QVERIFY2(query.exec(statement), qPrintable(statement));
            }
        }
        QSqlDatabase::removeDatabase(u"earlier"_s);
    };
    {
        LocalStore store(path, {});
        QVERIFY(store.isWorking());
    }
    sql({u"DROP TABLE members"_s, u"PRAGMA user_version = 2"_s});
    {
        LocalStore store(path, {});
        QVERIFY(store.isWorking());
        QVERIFY(store.members(room).isEmpty());
        store.apply({PutMembers{room, {Member{.user = {.id = UserId(u"u1"_s)}}}}});
    }
    sql({u"UPDATE members SET body = CAST('[{\"user\":7},null,' AS BLOB)"_s});
    LocalStore store(path, {});
    QVERIFY(store.members(room).isEmpty());
    QVERIFY(store.isWorking());
}

QTEST_GUILESS_MAIN(tst_OfflinePeople)
#include "tst_offlinepeople.moc"
