// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "common/clientlimits.h"
#include "offlinefixture.h"
#include "tests/support/fakeserver.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace {
const MessageId own(u"r1-1"_s);
const MessageId other(u"r1-2"_s);
const RoomId lobby(u"r1"_s);
} // namespace

/// Edits, deletions and reactions made without a server, or with one that does not want them.
class tst_Changes : public OfflineFixture
{
    Q_OBJECT

private slots:
    void whatIsDoneOfflineIsShownAndLeavesAfterAnotherStart();
    void onlyTheLastWordIsSent();
    void anOldWordIsGivenUpWhenTheNewOneIsStored();
    void aRefusedOneIsUndoneAndSaysWhy();
    void aDeletionOfAnEarlierRunThatIsRefusedIsToldToo();
    void theNextOnesGoOnBehindARefusal();
    void anAnswerThatIsLostIsAskedForAgain();
    void anEditThatWaitsForAnAnswerIsReleasedByALoss();
    void aServerThatIsBusyIsWaitedFor();
    void pastTheBoundItIsSaid();
    void withoutADiskItIsSentFromMemory();
    void theRoomThatIsGoneGivesTheTextBack();
    void whatWaitsIsLookedAtAsDone();

private:
    void startTalk();
    [[nodiscard]] bool joined();
    [[nodiscard]] QVariant of(int row, int role) const
    {
        return m_conversation->messages()->index(row).data(role);
    }
    [[nodiscard]] QString text(int row) const
    {
        return of(row, MessageListModel::TextRole).toString();
    }
    [[nodiscard]] int change(int row) const
    {
        return of(row, MessageListModel::ChangeRole).toInt();
    }
    [[nodiscard]] QList<ReactionCount> reactions(int row) const
    {
        return of(row, MessageListModel::ReactionsRole).value<QList<ReactionCount>>();
    }
    void edit(const QString &text)
    {
        m_conversation->edit(own, text, [this](const QString &failure) {
            m_outcomes.append(failure.isEmpty() ? u"done"_s : failure);
        });
    }
    [[nodiscard]] QStringList sent() const;

    QStringList m_outcomes;
};

// A room with a message of one's own and one of another.
void tst_Changes::startTalk()
{
    m_outcomes.clear();
    startServer();
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"first"_s, true);
    m_server->addMessage(u"r1"_s, u"lee"_s, u"second"_s, true);
}

bool tst_Changes::joined()
{
    return OfflineFixture::joined()
        && QTest::qWaitFor([this] { return m_conversation->messages()->rowCount() >= 2; });
}

// What has come of them, in order: the event and what it says.
QStringList tst_Changes::sent() const
{
    QStringList all;
    for (const FakeServer::Call &call : m_server->calls) {
        const QJsonObject argument = call.argument.toObject();
        if (call.name == "message:edit"_L1) {
            all.append(u"edit %1"_s.arg(argument.value(u"chat"_s).toString()));
        } else if (call.name == "message:delete"_L1) {
            all.append(u"delete %1"_s.arg(argument.value(u"message"_s).toString()));
        } else if (call.name == "message:react"_L1) {
            const bool isOn = argument.value(u"on"_s).toBool();
            const QString emoji = argument.value(u"emoji"_s).toString();
            all.append(u"react %1 %2"_s.arg(emoji, isOn ? u"on"_s : u"off"_s));
        }
    }
    return all;
}

void tst_Changes::whatIsDoneOfflineIsShownAndLeavesAfterAnotherStart()
{
    startTalk();
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"third"_s, true);
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 3);
    QVERIFY(lost());
    QSignalSpy kept(m_conversation.get(), &Conversation::keptOnDisk);
    edit(u"first, better"_s);
    m_conversation->react(other, u"👍"_s, true);
    m_conversation->erase(MessageId(u"r1-3"_s));
    const auto isShown = [this] {
        return text(0) == "first, better"_L1 && of(0, MessageListModel::EditedRole).toBool()
            && reactions(1) == QList<ReactionCount>{{u"👍"_s, 1, true}}
        && of(2, MessageListModel::DeletedRole).toBool() && text(2).isEmpty()
            && change(0) == int(Delivery::Queued) && change(1) == int(Delivery::Queued)
            && change(2) == int(Delivery::Queued);
    };
    QVERIFY(isShown());
    QTRY_COMPARE(m_outcomes, QStringList{u"done"_s}); // the input is free again
    QTRY_COMPARE(kept.count(), 3);
    restart();
    QVERIFY(restored());
    QVERIFY(isShown());
    QVERIFY(sent().isEmpty());
    QVERIFY(m_server->listen());
    const QStringList all{u"edit first, better"_s, u"react 👍 on"_s, u"delete r1-3"_s};
    QTRY_COMPARE_WITH_TIMEOUT(sent(), all, 30'000);
    QTRY_COMPARE(change(2), int(Delivery::Sent));
    QCOMPARE(change(0), int(Delivery::Sent));
    QCOMPARE(text(0), u"first, better"_s);
    QCOMPARE(reactions(1).size(), 1);
    QVERIFY(of(2, MessageListModel::DeletedRole).toBool());
    restart(); // and nothing of it is left
    QVERIFY(joined());
    QVERIFY(m_conversation->post(u"behind them"_s));
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 4);
    QCOMPARE(sent(), all);
    QVERIFY(m_notices.isEmpty());
    QVERIFY(m_failures.isEmpty());
}

void tst_Changes::onlyTheLastWordIsSent()
{
    startTalk();
    QVERIFY(joined());
    QVERIFY(lost());
    edit(u"a"_s);
    edit(u"b"_s);
    m_conversation->react(other, u"👍"_s, true);
    m_conversation->react(other, u"🎉"_s, true);
    m_conversation->react(other, u"👍"_s, false);
    edit(u"c"_s);
    QCOMPARE(text(0), u"c"_s);
    QCOMPARE(reactions(1), (QList<ReactionCount>{{u"🎉"_s, 1, true}}));
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(sent(), (QStringList{u"react 🎉 on"_s, u"react 👍 off"_s, u"edit c"_s}),
                              30'000);
    QTRY_COMPARE(change(0), int(Delivery::Sent));
    QVERIFY(lost());
    m_server->calls.clear();
    edit(u"void"_s);
    m_conversation->erase(own);
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(change(0), int(Delivery::Sent), 30'000);
    QCOMPARE(sent(), QStringList{u"delete r1-1"_s});
}

// Until then a crash would leave neither of them.
void tst_Changes::anOldWordIsGivenUpWhenTheNewOneIsStored()
{
    startTalk();
    QVERIFY(joined());
    QVERIFY(lost());
    edit(u"첫 번째"_s);
    edit(u"두 번째"_s);
    edit(u"세 번째"_s);
    QCOMPARE(m_outcomes, QStringList());
    QTRY_COMPARE(m_outcomes, (QStringList{u"done"_s, u"done"_s, u"done"_s}));
    QCOMPARE(text(0), u"세 번째"_s);
}

void tst_Changes::aRefusedOneIsUndoneAndSaysWhy()
{
    startTalk();
    QVERIFY(joined());
    QVERIFY(lost());
    const QString written = u"too late "_s.repeated(500) + u"end"_s;
    QSignalSpy kept(m_conversation.get(), &Conversation::keptOnDisk);
    edit(written);
    m_conversation->react(other, u"👍"_s, true);
    m_conversation->erase(other);
    QCOMPARE(text(0), written);
    QTRY_COMPARE(kept.count(), 2); // the reaction was void
    m_server->refusals.enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    m_server->refusals.enqueue(FakeServer::refusal(u"NOT_FOUND"_s));
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(m_notices.size(), 2, 30'000);
    QVERIFY(m_failures.isEmpty()); // that is a line for some seconds
    QVERIFY2(m_notices.first().contains(u"You may not do this here."_s)
                 && m_notices.first().endsWith(written), // it is nowhere else
             qPrintable(m_notices.first()));
    QVERIFY(m_notices.last().startsWith(u"The message was not deleted: "_s));
    QCOMPARE(text(0), u"first"_s);
    QVERIFY(!of(0, MessageListModel::EditedRole).toBool());
    QCOMPARE(text(1), u"second"_s);
    QVERIFY(!of(1, MessageListModel::DeletedRole).toBool());
    QCOMPARE(change(1), int(Delivery::Sent));
}

void tst_Changes::aDeletionOfAnEarlierRunThatIsRefusedIsToldToo()
{
    startTalk();
    QVERIFY(joined());
    QVERIFY(lost());
    QSignalSpy kept(m_conversation.get(), &Conversation::keptOnDisk);
    m_conversation->erase(other);
    QTRY_COMPARE(kept.count(), 1);
    restart();
    QVERIFY(restored());
    m_server->refusals.enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(m_notices.size(), 1, 30'000);
    QVERIFY(m_notices.first().startsWith(u"The message was not deleted: "_s));
    QVERIFY(m_failures.isEmpty());
}

void tst_Changes::theNextOnesGoOnBehindARefusal()
{
    startTalk();
    QVERIFY(joined());
    QVERIFY(lost());
    m_conversation->react(other, u"👍"_s, true);
    m_conversation->react(other, u"🎉"_s, true);
    m_server->refusals.enqueue(FakeServer::refusal(u"BAD_REQUEST"_s));
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(change(1), int(Delivery::Sent), 30'000);
    QCOMPARE(reactions(1), (QList<ReactionCount>{{u"🎉"_s, 1, true}}));
    QCOMPARE(m_failures.size(), 1);
}

void tst_Changes::anAnswerThatIsLostIsAskedForAgain()
{
    startTalk();
    QVERIFY(joined());
    m_server->isStalled = true;
    m_conversation->react(other, u"👍"_s, true);
    QTRY_VERIFY(m_server->frames.last().contains(u"message:react"_s));
    QCOMPARE(change(1), int(Delivery::Sending));
    m_server->isStalled = false;
    m_server->drop();
    QTRY_COMPARE_WITH_TIMEOUT(change(1), int(Delivery::Sent), 30'000);
    QCOMPARE(sent(), QStringList{u"react 👍 on"_s});
    QCOMPARE(reactions(1), (QList<ReactionCount>{{u"👍"_s, 1, true}}));
    // The same without a loss: the answer alone does not come.
    const auto asked = [this] {
        return m_server->frames.filter(u"message:react"_s).size();
    };
    const qsizetype before = asked();
    m_server->isStalled = true;
    m_conversation->react(other, u"👍"_s, false);
    QTRY_COMPARE(asked(), before + 1);
    m_server->isStalled = false;
    QTRY_COMPARE_WITH_TIMEOUT(change(1), int(Delivery::Sent), 30'000);
    QVERIFY(reactions(1).isEmpty());
}

void tst_Changes::anEditThatWaitsForAnAnswerIsReleasedByALoss()
{
    startTalk();
    QVERIFY(joined());
    m_server->isStalled = true;
    edit(u"kept"_s);
    QTRY_VERIFY(m_server->frames.last().contains(u"message:edit"_s));
    QVERIFY(m_outcomes.isEmpty());
    m_server->isStalled = false;
    QVERIFY(lost());
    QTRY_COMPARE(m_outcomes, QStringList{u"done"_s});
    QCOMPARE(change(0), int(Delivery::Queued));
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(change(0), int(Delivery::Sent), 30'000);
    QCOMPARE(sent(), QStringList{u"edit kept"_s});
    QCOMPARE(m_outcomes.size(), 1);
}

void tst_Changes::aServerThatIsBusyIsWaitedFor()
{
    startTalk();
    QVERIFY(joined());
    m_server->refusals.enqueue(FakeServer::refusal(u"SLOW_DOWN"_s, {{u"retryAfterMs"_s, 20}}));
    m_server->refusals.enqueue(FakeServer::refusal(u"STORE_FAILED"_s));
    edit(u"patience"_s);
    QTRY_COMPARE_WITH_TIMEOUT(change(0), int(Delivery::Sent), 30'000);
    QCOMPARE(sent(), (QStringList{u"edit patience"_s, u"edit patience"_s, u"edit patience"_s}));
    QTRY_COMPARE(m_outcomes, QStringList{u"done"_s});
    QCOMPARE(text(0), u"patience"_s);
}

void tst_Changes::pastTheBoundItIsSaid()
{
    startTalk();
    QVERIFY(joined());
    QVERIFY(lost());
    for (int i = 0; i < limits::maxWaitingChanges; ++i) {
        m_conversation->react(MessageId(u"r1-%1"_s.arg(100 + i)), u"👍"_s, true);
    }
    QVERIFY(m_failures.isEmpty());
    m_conversation->react(other, u"👍"_s, true);
    QCOMPARE(m_failures.size(), 1);
    QVERIFY(reactions(1).isEmpty());
    edit(u"one too many"_s);
    QTRY_COMPARE(m_outcomes.size(), 1);
    QVERIFY(m_outcomes.first() != "done"_L1); // and the text stays in the input
    QCOMPARE(text(0), u"first"_s);
}

void tst_Changes::withoutADiskItIsSentFromMemory()
{
    startTalk();
    QFile blocker(m_dir.filePath(QString::number(m_run))); // where the folder should be
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"outbox cannot be kept on disk"_s));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"no longer cached"_s));
    QVERIFY(joined());
    QVERIFY(lost());
    m_conversation->react(other, u"👍"_s, true);
    QCOMPARE(m_notices.size(), 1); // once, at the start
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(change(1), int(Delivery::Sent), 30'000);
    QCOMPARE(reactions(1).size(), 1);
    QCOMPARE(m_notices.size(), 1);
}

void tst_Changes::theRoomThatIsGoneGivesTheTextBack()
{
    startTalk();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    m_server->addMessage(u"r2"_s, u"김민수"_s, u"homework"_s, true);
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 1);
    QVERIFY(lost());
    m_conversation->edit(MessageId(u"r2-1"_s), u"homework, p. 12"_s, [](const QString &) {});
    m_server->rooms.remove(u"r2"_s);
    m_server->refusals.enqueue(FakeServer::refusal(u"NOT_MEMBER"_s));
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(m_notices.size(), 1, 30'000);
    QVERIFY2(m_notices.first().contains(u"homework, p. 12"_s), qPrintable(m_notices.first()));
}

void tst_Changes::whatWaitsIsLookedAtAsDone()
{
    MessageListModel model;
    const QAbstractItemModelTester tester(&model);
    model.setOwnUser(UserId(u"me"_s));
    const auto give = [&](qint64 seq, const QString &text) {
        Message message;
        message.id = MessageId(u"m%1"_s.arg(seq));
        message.room = lobby;
        message.seq = message.rev = seq;
        message.user = {UserId(u"me"_s), u"Me"_s};
        message.chat = text;
        message.reactions = {{u"👍"_s, {UserId(u"you"_s)}}};
        model.insert(message);
    };
    give(1, u"one"_s);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    const ChangeRow on{u"k1"_s, ChangeRow::Kind::React, lobby, MessageId(u"m1"_s), u"👍"_s, true};
    const ChangeRow later{u"k2"_s, ChangeRow::Kind::Edit, lobby, MessageId(u"m2"_s), u"zwei"_s};
    model.setWaitingChanges({on, later});
    QCOMPARE(changed.count(), 1);
    const auto of = [&](int row, int role) {
        return model.index(row).data(role);
    };
    using Counts = QList<ReactionCount>;
    QCOMPARE(of(0, MessageListModel::ReactionsRole).value<Counts>(), (Counts{{u"👍"_s, 2, true}}));
    give(2, u"two"_s); // a row that comes later
    QCOMPARE(of(1, MessageListModel::TextRole).toString(), u"zwei"_s);
    QCOMPARE(of(1, MessageListModel::ChangeRole).toInt(), int(Delivery::Queued));
    changed.clear();
    model.setOnline(true);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(of(1, MessageListModel::ChangeRole).toInt(), int(Delivery::Sending));
    model.setWaitingChanges({});
    QCOMPARE(of(1, MessageListModel::TextRole).toString(), u"two"_s);
    QCOMPARE(of(0, MessageListModel::ReactionsRole).value<Counts>(), (Counts{{u"👍"_s, 1, false}}));
    QCOMPARE(of(0, MessageListModel::ChangeRole).toInt(), int(Delivery::Sent));
}

QTEST_GUILESS_MAIN(tst_Changes)
#include "tst_changes.moc"
