// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "client/model/fileshelf.h"
#include "client/store/outboxstore.h"
#include "offlinefixture.h"
#include "tests/support/fakeserver.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QImage>
#include <QJsonObject>
#include <QMap>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// What was written without a server: it waits, and leaves once.
class tst_OfflineWriting : public OfflineFixture
{
    Q_OBJECT

private slots:
    void whatWasWrittenOfflineSurvivesTheProgram();
    void anAnswerWrittenOfflineLeavesAsOne();
    void whatFailedStaysFailedAndSaysWhy();
    void whatEverybodyHasHasNotFailed();
    void draftsComeBackPerRoom();
    void whatCannotReachItsRoomIsGivenBack();
    void filesWhoseRoomIsGoneAreGivenBack();
    void anAnswerFromANoticeLeavesTheDraftOnDisk();
    void aClassicServerGetsNothingTwice();
    void aClassicOutboxWaitsForItsRoom();
};

void tst_OfflineWriting::whatWasWrittenOfflineSurvivesTheProgram()
{
    startServer();
    fill(u"r1"_s, 2);
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 2);
    QVERIFY(lost());
    QSignalSpy kept(m_conversation.get(), &Conversation::keptOnDisk);
    for (const QString &text : {u"하나"_s, u"둘"_s, u"셋"_s}) {
        QVERIFY(m_conversation->post(text));
    }
    QCOMPARE(delivery(4), int(Delivery::Queued));
    QTRY_COMPARE(kept.count(), 3);
    restart();
    QVERIFY(restored());
    QCOMPARE(texts(), (QStringList{u"m1"_s, u"m2"_s, u"하나"_s, u"둘"_s, u"셋"_s}));
    QCOMPARE(delivery(2), int(Delivery::Queued));
    QVERIFY(m_conversation->post(u"넷"_s));
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->messages()->sentCount(), 6);
    QStringList stored;
    QStringList cids;
    for (const QJsonObject &message : std::as_const(m_server->rooms[u"r1"_s].messages)) {
        stored.append(message.value(u"chat"_s).toString());
        cids.append(message.value(u"cid"_s).toString());
    }
    QCOMPARE(stored.mid(2), (QStringList{u"하나"_s, u"둘"_s, u"셋"_s, u"넷"_s}));
    QCOMPARE(cids.at(2), kept.at(0).first().toString());
    restart();
    QVERIFY(restored());
    QCOMPARE(m_conversation->messages()->sentCount(), 6); // nothing waits any more
    QCOMPARE(texts().size(), 6);
}

void tst_OfflineWriting::anAnswerWrittenOfflineLeavesAsOne()
{
    startServer();
    fill(u"r1"_s, 2);
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 2);
    QVERIFY(lost());
    QSignalSpy kept(m_conversation.get(), &Conversation::keptOnDisk);
    QVERIFY(m_conversation->reply(u"답장"_s, MessageId(u"r1-1"_s)));
    QTRY_COMPARE(kept.count(), 1);
    endConversation();

    const auto quote = [this](int row) {
        const QModelIndex index = m_conversation->messages()->index(row);
        return index.data(MessageListModel::ReplyRole).value<ReplyTo>();
    };
    newConversation();
    QVERIFY(restored());
    QCOMPARE(texts(), (QStringList{u"m1"_s, u"m2"_s, u"답장"_s}));
    QCOMPARE(delivery(2), int(Delivery::Queued));
    QCOMPARE(quote(2).chat, u"m1"_s);
    QCOMPARE(quote(2).user.userName, u"lee"_s);
    QVERIFY(m_conversation->canChangeMessages()); // before the server was there
    QVERIFY(m_conversation->reply(u"또 답장"_s, MessageId(u"r1-2"_s)));
    QCOMPARE(quote(3).chat, u"m2"_s);
    // The server takes the first one and dies: it gets the same again, whole.
    m_server->calls.clear();
    m_server->sendFaults.enqueue({FakeServer::Fault::Kind::StoreAndDrop, {}});
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->messages()->sentCount(), 4);
    QHash<QString, QSet<QString>> answered;
    int sent = 0;
    for (const FakeServer::Call &call : m_server->callsOf(u"message:send"_s)) {
        const QJsonObject argument = call.argument.toObject();
        answered[argument.value(u"chat"_s).toString()].insert(
            argument.value(u"cid"_s).toString() + u' ' + argument.value(u"replyTo"_s).toString());
        ++sent;
    }
    QVERIFY(sent > 2);
    const QString first = kept.first().first().toString() + " r1-1"_L1;
    QCOMPARE(answered.value(u"답장"_s), QSet<QString>{first});
    QCOMPARE(answered.value(u"또 답장"_s).size(), 1);
    QVERIFY(answered.value(u"또 답장"_s).values().first().endsWith(" r1-2"_L1));
    QCOMPARE(quote(2).chat, u"m1"_s);
    QCOMPARE(m_server->rooms[u"r1"_s].messages.size(), 4);
}

void tst_OfflineWriting::whatFailedStaysFailedAndSaysWhy()
{
    startServer();
    QVERIFY(joined());
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s)});
    QVERIFY(m_conversation->post(u"too loud"_s));
    QTRY_COMPARE(delivery(0), int(Delivery::Failed));
    const auto why = [this] {
        return m_conversation->messages()->index(0).data(MessageListModel::FailureRole).toString();
    };
    const QString before = why();
    restart();
    QVERIFY(restored());
    QCOMPARE(delivery(0), int(Delivery::Failed));
    QCOMPARE(why(), before);
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QCOMPARE(m_server->rooms[u"r1"_s].messages.size(), 0); // not by itself
    m_conversation->retry(
        m_conversation->messages()->index(0).data(MessageListModel::CidRole).toString());
    QTRY_COMPARE(delivery(0), int(Delivery::Sent));
    restart();
    QVERIFY(restored());
    QCOMPARE(texts(), QStringList{u"too loud"_s});
    QCOMPARE(delivery(0), int(Delivery::Sent));
}

// The ack is lost, a teacher mutes the room, and an older server refuses the same once more.
void tst_OfflineWriting::whatEverybodyHasHasNotFailed()
{
    startServer();
    QVERIFY(joined());
    m_server->sendFaults.enqueue({FakeServer::Fault::Kind::StoreAndDrop, {}});
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s)});
    QVERIFY(m_conversation->post(u"숙제 냈어요"_s));
    QTRY_COMPARE(m_server->callsOf(u"message:send"_s).size(), 2);
    QTRY_COMPARE(m_conversation->messages()->sentCount(), 1);
    QVERIFY(m_conversation->post(u"그다음"_s)); // behind the refusal
    QTRY_COMPARE(m_conversation->messages()->sentCount(), 2);
    QCOMPARE(texts(), (QStringList{u"숙제 냈어요"_s, u"그다음"_s}));
    endConversation();
    QVERIFY(OutboxStore(accountFile(u"outbox.db"_s)).load().rows.isEmpty());
    newConversation();
    QVERIFY(restored());
    QCOMPARE(texts(), (QStringList{u"숙제 냈어요"_s, u"그다음"_s}));
    QCOMPARE(m_conversation->messages()->sentCount(), 2);
}

void tst_OfflineWriting::draftsComeBackPerRoom()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    QVERIFY(joined());
    m_conversation->setDraft(RoomId(u"r1"_s), u"반쯤 쓴"_s);
    m_conversation->setDraft(RoomId(u"r2"_s), u"다른 방"_s);
    m_conversation->setDraft(RoomId(u"r1"_s), u"반쯤 쓴 글"_s);
    m_conversation->setDraft(RoomId(u"r1/edit"_s), u"고치던 글"_s, MessageId(u"m1"_s));
    restart();
    QVERIFY(restored());
    QCOMPARE(m_conversation->drafts().value(u"r1/edit"_s), u"고치던 글"_s);
    QCOMPARE(m_conversation->draftReplies().value(u"r1/edit"_s).id, MessageId(u"m1"_s));
    QCOMPARE(m_conversation->draft(RoomId(u"r1"_s)), u"반쯤 쓴 글"_s);
    QCOMPARE(m_conversation->draft(RoomId(u"r2"_s)), u"다른 방"_s);
    QVERIFY(m_conversation->post(u"반쯤 쓴 글"_s)); // into r1
    m_conversation->setDraft(RoomId(u"r2"_s), {});
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QVERIFY(m_conversation->stranded().isEmpty()); // the edit's room is there
    restart();
    QVERIFY(restored());
    QCOMPARE(m_conversation->draft(RoomId(u"r1"_s)), QString());
    QCOMPARE(m_conversation->draft(RoomId(u"r2"_s)), QString());
}

void tst_OfflineWriting::whatCannotReachItsRoomIsGivenBack()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QVERIFY(lost());
    QVERIFY(m_conversation->post(u"숙제 있어요?"_s));
    endConversation();
    m_server->rooms.remove(u"r2"_s);
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"NOT_MEMBER"_s)});
    QVERIFY(m_server->listen());
    newConversation();
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->stranded().size(), 1);
    restart(); // and is still there after another start
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->stranded().size(), 1);
    const Conversation::Stranded stranded = m_conversation->stranded().constFirst();
    QCOMPARE(stranded.text, u"숙제 있어요?"_s);
    QCOMPARE(stranded.why, u"You are not a member of this room."_s);
    QSignalSpy changed(m_conversation.get(), &Conversation::strandedChanged);
    m_conversation->discardStranded(stranded.key);
    QCOMPARE(changed.count(), 1);
    QVERIFY(m_conversation->stranded().isEmpty());
    QVERIFY(m_notices.isEmpty());
    // The same for what was being written there.
    m_conversation->setDraft(RoomId(u"r3"_s), u"쓰던 글"_s);
    restart();
    QVERIFY(joined());
    QCOMPARE(m_conversation->stranded().size(), 1);
    QCOMPARE(m_conversation->stranded().constFirst().text, u"쓰던 글"_s);
    m_conversation->discardStranded(m_conversation->stranded().constFirst().key);
    QVERIFY(m_conversation->stranded().isEmpty());
    restart();
    QVERIFY(joined());
    QVERIFY(m_conversation->stranded().isEmpty());
    QVERIFY(m_conversation->draft(RoomId(u"r3"_s)).isEmpty());
}

// A pasted picture is nowhere else.
void tst_OfflineWriting::filesWhoseRoomIsGoneAreGivenBack()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    m_server->addRoom(u"r3"_s, u"영어"_s);
    QVERIFY(joined());
    QImage image(64, 48, QImage::Format_RGB32);
    image.fill(Qt::red);
    const auto attached = [this] {
        return m_conversation->files()->attachments();
    };
    QStringList paths;
    for (const QString &room : {u"r2"_s, u"r3"_s}) {
        m_conversation->setCurrentRoom(RoomId(room));
        attached()->addPicture(image);
        QTRY_COMPARE(attached()->rowCount(), 1);
        paths.append(attached()->files().constFirst().path);
    }
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    m_conversation->setDraft(RoomId(u"r2"_s), u"보세요"_s);
    m_conversation->setDraft(RoomId(u"r2/edit"_s), u"고친 글"_s, MessageId(u"m1"_s));
    QVERIFY(m_conversation->stranded().isEmpty());
    for (const QString &room : {u"r2"_s, u"r3"_s}) { // in r3 there is no text
        m_server->sendEvent(u"room:removed"_s,
                            QJsonObject{{u"room"_s, room}, {u"reason"_s, u"kicked"_s}});
        m_server->rooms.remove(room);
    }
    const auto stranded = [this] {
        QMap<QString, Conversation::Stranded> byKey;
        const QList<Conversation::Stranded> list = m_conversation->stranded();
        for (const Conversation::Stranded &one : list) {
            byKey.insert(one.key, one);
        }
        return byKey;
    };
    QTRY_COMPARE(stranded().keys(), (QStringList{u"r2"_s, u"r2/edit"_s, u"r3"_s}));
    QCOMPARE(stranded().value(u"r2"_s).files.size(), 1);
    QVERIFY(stranded().value(u"r2/edit"_s).files.isEmpty());
    QCOMPARE(stranded().value(u"r3"_s).files.size(), 1);
    QVERIFY(stranded().value(u"r3"_s).text.isEmpty());

    const auto takeBack = [this](const QString &key) { // as the bar does
        m_conversation->takeBackFiles(key);
        m_conversation->discardStranded(key);
    };
    takeBack(u"r2/edit"_s); // has nothing to do with what is attached
    QCOMPARE(attached()->rowCount(), 0);
    QCOMPARE(stranded().keys(), (QStringList{u"r2"_s, u"r3"_s}));
    takeBack(u"r2"_s);
    QCOMPARE(stranded().keys(), QStringList{u"r3"_s});
    QCOMPARE(attached()->rowCount(), 1);
    QCOMPARE(attached()->files().constFirst().path, paths.constFirst());
    QVERIFY(QFile::exists(paths.constFirst()));
    restart(); // and all of that is on the disk
    QVERIFY(joined());
    QCOMPARE(stranded().keys(), QStringList{u"r3"_s});
    QCOMPARE(attached()->rowCount(), 1);
    QSignalSpy changed(m_conversation.get(), &Conversation::strandedChanged);
    takeBack(u"r3"_s);
    QVERIFY(!changed.isEmpty() && stranded().isEmpty());
    QCOMPARE(attached()->rowCount(), 2);
    QVERIFY(QFile::exists(paths.constFirst()) && QFile::exists(paths.constLast()));
    // Deleted is deleted.
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r1"_s}, {u"reason"_s, u"kicked"_s}});
    QTRY_COMPARE(stranded().keys(), QStringList{u"r1"_s});
    m_conversation->discardStranded(u"r1"_s);
    QVERIFY(stranded().isEmpty());
    QVERIFY(!QFile::exists(paths.constFirst()) && !QFile::exists(paths.constLast()));
}

void tst_OfflineWriting::anAnswerFromANoticeLeavesTheDraftOnDisk()
{
    startServer();
    QVERIFY(joined());
    const RoomId room(u"r1"_s);
    m_conversation->setDraft(room, u"unfinished"_s);
    m_conversation->flushDrafts();
    QVERIFY(m_conversation->postIn(room, u"later"_s));
    // No event loop from here on, as after a kill: only what is with the store is written.
    const QString copy = m_dir.filePath(u"copy%1.db"_s.arg(m_run));
    QString draft;
    bool isPosted = false;
    QDeadlineTimer patience(30'000);
    while (!patience.hasExpired() && (draft.isEmpty() || !isPosted)) {
        for (const QString &ending : {QString(), u"-wal"_s}) {
            QFile::remove(copy + ending);
            QFile::copy(accountFile(u"outbox.db"_s) + ending, copy + ending);
        }
        const auto found = [&copy](const QString &question) {
            const QString name = u"copy"_s;
            QString value;
            {
                QSqlDatabase db = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
                db.setDatabaseName(copy);
                if (db.open()) {
                    QSqlQuery query(db);
                    value =
                        query.exec(question) && query.next() ? query.value(0).toString() : u""_s;
                }
            }
            QSqlDatabase::removeDatabase(name);
            return value;
        };
        isPosted = found(u"SELECT text FROM outbox"_s) == u"later"_s;
        draft = found(u"SELECT text FROM drafts"_s);
        QTest::qSleep(20);
    }
    QVERIFY(isPosted);
    QCOMPARE(draft, u"unfinished"_s);
}

void tst_OfflineWriting::aClassicServerGetsNothingTwice()
{
    startServer(FakeServer::Mode::SeedLike);
    QVERIFY(joined());
    m_server->echoes = false;
    QVERIFY(m_conversation->post(u"maybe there"_s));
    QTRY_COMPARE(m_server->callsOf(u"sendMessage"_s).size(), 1);
    QVERIFY(m_conversation->post(u"surely not there"_s));
    endConversation(); // before anybody knows
    m_server->echoes = true;
    newConversation();
    QVERIFY(joined());
    QTRY_COMPARE(m_server->callsOf(u"sendMessage"_s).size(), 2);
    QCOMPARE(m_server->callsOf(u"sendMessage"_s).last().argument.toString(), u"surely not there"_s);
    const MessageListModel *model = m_conversation->messages();
    const int last = model->rowCount() - 1;
    QTRY_COMPARE(delivery(last), int(Delivery::Failed));
    QCOMPARE(texts().last(), u"maybe there"_s);
    QVERIFY2(m_server->crash.isEmpty(), qPrintable(m_server->crash));
}

void tst_OfflineWriting::aClassicOutboxWaitsForItsRoom()
{
    startServer(FakeServer::Mode::SeedLike);
    QVERIFY(joined(u"/방1"_s));
    QVERIFY(lost());
    QVERIFY(m_conversation->post(u"for room 1"_s));
    endConversation();
    QVERIFY(m_server->listen());
    newConversation();
    QVERIFY(joined(u"/방2"_s));
    QVERIFY(m_conversation->post(u"for room 2"_s));
    QTRY_COMPARE(m_server->callsOf(u"sendMessage"_s).size(), 1);
    QCOMPARE(m_server->callsOf(u"sendMessage"_s).last().argument.toString(), u"for room 2"_s);
    QVERIFY(joined(u"/방1"_s));
    QTRY_COMPARE(m_server->callsOf(u"sendMessage"_s).size(), 2);
    QCOMPARE(m_server->callsOf(u"sendMessage"_s).last().argument.toString(), u"for room 1"_s);
}

QTEST_GUILESS_MAIN(tst_OfflineWriting)
#include "tst_offlinewriting.moc"
