// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "tests/server/storage/storagecontract.h"
#include "tests/server/storage/storagefixture.h"

#include <QTest>

// Edits, deletions, reactions, replies and mentions; what a member sees of a room.

namespace maru::server {

using namespace fixture;
using namespace Qt::StringLiterals;

namespace {

MessageId messageId(int number)
{
    return MessageId(hexId(0x10'0000 + number));
}

EditMessage edit(int number, const QString &chat, qint64 nowMs = 50'000)
{
    return {roomId(1), messageId(number), userId(1), chat, {}, nowMs};
}

SetReaction reaction(int number, int user, const QString &emoji, bool on = true)
{
    return {roomId(1), messageId(number), userId(user), emoji, on, 60'000};
}

AppendMessage reply(int number, int original, const QString &text, const QString &cid = {})
{
    AppendMessage change = message(roomId(1), number, text, cid);
    change.message.replyTo = ReplyTo{messageId(original), 0, {}, {}};
    return change;
}

/// "👍: 1 2 · 🎉: 3"
QString written(const QList<Reaction> &reactions)
{
    QStringList kinds;
    for (const Reaction &kind : reactions) {
        QStringList users;
        for (const UserId &user : kind.users) {
            users.append(QString::number(user.toString().toInt(nullptr, 16)));
        }
        kinds.append(kind.emoji + u": "_s + users.join(u' '));
    }
    return kinds.join(u" · "_s);
}

QList<Message> everything(StorageBackend &store)
{
    return read(store, history(roomId(1), ReadHistory::Direction::After, 0)).value().messages;
}

} // namespace

void StorageContract::anEditTakesTheNextRevAndKeepsTheOldText()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"하나"_s, u"c-1"_s)));
    QVERIFY(apply(*m_store, message(roomId(1), 2, u"둘"_s)));
    const auto edited = apply(*m_store, edit(1, u"one"_s));
    QVERIFY(edited);
    QVERIFY(edited->isNew);
    QCOMPARE(edited->message.chat, u"one"_s);
    QCOMPARE(edited->message.seq, 1);
    QCOMPARE(edited->message.rev, 3);
    QCOMPARE(edited->message.editedMs, 50'000);
    QCOMPARE(edited->message.updatedMs, 50'000);
    QCOMPARE(edited->message.createdMs, 10'001);
    QCOMPARE(edited->message.cid, u"c-1"_s);
    QCOMPARE(apply(*m_store, edit(1, u"uno"_s, 51'000))->message.rev, 4);

    QCOMPARE(everything(*m_store).value(0).chat, u"uno"_s);
    const auto room = read(*m_store, FindRoom{roomId(1), {}, {}}).value()->room;
    QCOMPARE(room.seq, 2);
    QCOMPARE(room.rev, 4);
    const auto changes = read(*m_store, ReadChanges{roomId(1), 2, 100}).value();
    QCOMPARE(seqsOf(changes.messages), u"1"_s);
    QVERIFY(!changes.more);
    const ReadEdits::Reply before{{u"하나"_s, userId(1), 50'000}, {u"one"_s, userId(1), 51'000}};
    QCOMPARE(read(*m_store, ReadEdits{roomId(1), messageId(1)}).value(), before);
    QCOMPARE(read(*m_store, ReadEdits{roomId(1), messageId(2)}).value(), ReadEdits::Reply());
    QCOMPARE(read(*m_store, ReadEdits{roomId(2), messageId(1)}), failure(StoreError::NotFound));
    QCOMPARE(read(*m_store, ReadEdits{roomId(1), messageId(9)}), failure(StoreError::NotFound));

    // The content of a cid is what was first sent.
    const auto again = apply(*m_store, message(roomId(1), 7, u"하나"_s, u"c-1"_s));
    QVERIFY(again && again->duplicate);
    QCOMPARE(again->message.chat, u"uno"_s);
    QCOMPARE(apply(*m_store, message(roomId(1), 8, u"uno"_s, u"c-1"_s)),
             failure(StoreError::Conflict));
}

void StorageContract::theNewestEditsAreRead()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"0"_s)));
    constexpr int count = limits::maxEdits + 3;
    std::vector<Change> edits;
    for (int i = 1; i <= count; ++i) {
        edits.push_back(edit(1, QString::number(i), 50'000 + i));
    }
    const auto replies = m_store->apply(edits);
    QVERIFY(std::all_of(replies.begin(), replies.end(), [](const auto &one) { return bool(one); }));
    // One more than are shown: who asks knows by it that there are more.
    const auto kept = read(*m_store, ReadEdits{roomId(1), messageId(1)}).value();
    QCOMPARE(kept.size(), limits::maxEdits + 1);
    for (int i = 0; i < kept.size(); ++i) {
        const int number = count - limits::maxEdits - 1 + i;
        QCOMPARE(kept[i], (ReadEdits::Edit{QString::number(number), userId(1), 50'001 + number}));
    }
}

void StorageContract::theSameTextAgainIsNoEdit()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    const auto same = apply(*m_store, edit(1, u"a"_s));
    QVERIFY(same && !same->isNew);
    QVERIFY(!same->message.editedMs);
    QCOMPARE(read(*m_store, FindRoom{roomId(1), {}, {}}).value()->room.rev, 1);
    QVERIFY(read(*m_store, ReadEdits{roomId(1), messageId(1)}).value().isEmpty());
}

void StorageContract::anEditIsRefused_data()
{
    QTest::addColumn<int>("room");
    QTest::addColumn<int>("number");
    QTest::addColumn<int>("editor");
    QTest::addColumn<bool>("isForbidden"); // else not found

    QTest::newRow("an unknown message") << 1 << 9 << 1 << false;
    QTest::newRow("an unknown room") << 77 << 1 << 1 << false;
    QTest::newRow("a message of another room") << 2 << 1 << 1 << false;
    QTest::newRow("somebody else's") << 1 << 1 << 2 << true;
    QTest::newRow("nobody's") << 1 << 3 << 1 << true;
    QTest::newRow("a deleted one") << 1 << 2 << 1 << false;
}

void StorageContract::anEditIsRefused()
{
    QFETCH(int, room);
    QFETCH(int, number);
    QFETCH(int, editor);
    QFETCH(bool, isForbidden);

    QVERIFY(apply(*m_store, fixture::room(2, u"Beta"_s)));
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    QVERIFY(apply(*m_store, message(roomId(1), 2, u"b"_s)));
    AppendMessage system = message(roomId(1), 3, u"welcome"_s);
    system.message.type = MessageType::System;
    system.message.user = {{}, u"system"_s};
    QVERIFY(apply(*m_store, system));
    QVERIFY(apply(*m_store, DeleteMessage{roomId(1), messageId(2), userId(1), false, 1}));
    const auto refused = apply(
        *m_store, EditMessage{roomId(room), messageId(number), userId(editor), u"x"_s, {}, 5});
    QVERIFY(!refused);
    QCOMPARE(refused.error(), isForbidden ? StoreError::Forbidden : StoreError::NotFound);
    QCOMPARE(read(*m_store, FindRoom{roomId(1), {}, {}}).value()->room.rev, 4);
}

void StorageContract::aDeletedMessageKeepsItsPlace()
{
    AppendMessage first = message(roomId(1), 1, u"@User 1"_s, u"c-1"_s);
    first.message.mentions = {userId(1)};
    QVERIFY(apply(*m_store, first));
    QVERIFY(apply(*m_store, reaction(1, 2, u"👍"_s)));
    const DeleteMessage byOther{roomId(1), messageId(1), userId(2), false, 70'000};
    QCOMPARE(apply(*m_store, byOther), failure(StoreError::Forbidden));
    DeleteMessage byModerator = byOther;
    byModerator.mayDeleteOthers = true;
    const auto deleted = apply(*m_store, byModerator);
    QVERIFY(deleted && deleted->isNew);
    QCOMPARE(deleted->message.rev, 3);

    const Message kept = everything(*m_store).value(0);
    QCOMPARE(kept, deleted->message);
    QCOMPARE(kept.chat, u""_s);
    QCOMPARE(kept.deletedMs, 70'000);
    QVERIFY(kept.mentions.isEmpty() && kept.reactions.isEmpty());
    const auto again = apply(*m_store, byModerator);
    QVERIFY(again && !again->isNew);
    QCOMPARE(apply(*m_store, reaction(1, 2, u"👍"_s)), failure(StoreError::NotFound));
    QCOMPARE(read(*m_store, ReadEdits{roomId(1), messageId(1)}).value().value(0).chat,
             u"@User 1"_s);
    // It counts for ever, though: the same cid is not a new message.
    QVERIFY(apply(*m_store, message(roomId(1), 5, u"@User 1"_s, u"c-1"_s))->duplicate);
    QCOMPARE(apply(*m_store, DeleteMessage{roomId(1), messageId(9), userId(1), true, 1}),
             failure(StoreError::NotFound));
}

void StorageContract::reactionsComeBackInTheirOrder()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    for (const auto &[user, emoji] :
         {std::pair(2, u"👍"_s), {3, u"🎉"_s}, {1, u"👍"_s}, {2, u"🎉"_s}}) {
        const auto set = apply(*m_store, reaction(1, user, emoji));
        QVERIFY(set && set->isNew);
        QCOMPARE(set->message.updatedMs, 60'000);
        QVERIFY(!set->message.editedMs);
    }
    QCOMPARE(written(everything(*m_store).value(0).reactions), u"👍: 2 1 · 🎉: 3 2"_s);
    QCOMPARE(read(*m_store, FindRoom{roomId(1), {}, {}}).value()->room.rev, 5);
    // The same once more, and what is not there taken away: nothing happens.
    QVERIFY(!apply(*m_store, reaction(1, 2, u"👍"_s))->isNew);
    QVERIFY(!apply(*m_store, reaction(1, 9, u"👍"_s, false))->isNew);
    QVERIFY(!apply(*m_store, reaction(1, 1, u"❤"_s, false))->isNew);
    // Who came first goes: the kinds are ordered by those who are left.
    const auto without = apply(*m_store, reaction(1, 2, u"👍"_s, false));
    QCOMPARE(written(without->message.reactions), u"🎉: 3 2 · 👍: 1"_s);
    QCOMPARE(everything(*m_store).value(0), without->message);
    QVERIFY(apply(*m_store, reaction(1, 1, u"👍"_s, false)));
    QCOMPARE(written(everything(*m_store).value(0).reactions), u"🎉: 3 2"_s);
    QCOMPARE(apply(*m_store, reaction(9, 1, u"👍"_s)), failure(StoreError::NotFound));
}

void StorageContract::reactionsAreBounded()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    std::vector<Change> changes;
    for (int kind = 0; kind < limits::maxReactionKinds; ++kind) {
        changes.push_back(reaction(1, 1, QString(QChar(u'A' + kind))));
    }
    for (const auto &applied : m_store->apply(changes)) {
        QVERIFY(applied);
    }
    QCOMPARE(apply(*m_store, reaction(1, 1, u"z"_s)), failure(StoreError::Full));
    QVERIFY(apply(*m_store, reaction(1, 2, u"A"_s))); // a kind that is there
    changes.clear();
    for (int user = 3; user < limits::maxReactions; ++user) {
        changes.push_back(reaction(1, user, u"A"_s));
    }
    const auto replies = m_store->apply(changes);
    QCOMPARE(std::count(replies.begin(), replies.end(), failure(StoreError::Full)),
             limits::maxReactionKinds + 1 + int(changes.size()) - limits::maxReactions);
}

void StorageContract::aReplyCarriesWhatItAnswers()
{
    const QString text = QString(200, u'가');
    QVERIFY(apply(*m_store, message(roomId(1), 1, text)));
    const auto answer = apply(*m_store, reply(2, 1, u"네"_s));
    QVERIFY(answer);
    const ReplyTo expected{messageId(1), 1, {userId(1), u"User 1"_s}, text.left(120)};
    QCOMPARE(answer->message.replyTo, std::optional(expected));
    QCOMPARE(everything(*m_store).value(1), answer->message);
    // What it answers is as it is now, also when it is gone.
    QVERIFY(apply(*m_store, edit(1, u"short"_s)));
    QCOMPARE(everything(*m_store).value(1).replyTo->chat, u"short"_s);
    QVERIFY(apply(*m_store, DeleteMessage{roomId(1), messageId(1), userId(1), false, 1}));
    QCOMPARE(everything(*m_store).value(1).replyTo->chat, u""_s);
    QCOMPARE(everything(*m_store).value(1).replyTo->id, messageId(1));
}

void StorageContract::aReplyToWhatIsNotThereIsRefused()
{
    QVERIFY(apply(*m_store, room(2, u"Beta"_s)));
    QVERIFY(apply(*m_store, message(roomId(2), 1, u"elsewhere"_s)));
    QVERIFY(apply(*m_store, message(roomId(1), 2, u"gone"_s)));
    QVERIFY(apply(*m_store, DeleteMessage{roomId(1), messageId(2), userId(1), false, 1}));
    for (int original : {1, 2, 9}) {
        QCOMPARE(apply(*m_store, reply(3, original, u"a"_s, u"c"_s)),
                 failure(StoreError::NotFound));
    }
    QCOMPARE(everything(*m_store).size(), 1); // and no gap:
    QCOMPARE(apply(*m_store, message(roomId(1), 3, u"a"_s, u"c"_s))->message.seq, 2);
}

void StorageContract::aReplySentTwiceIsTheFirst()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"question"_s)));
    QVERIFY(apply(*m_store, reply(2, 1, u"answer"_s, u"c"_s)));
    QVERIFY(apply(*m_store, reaction(2, 3, u"👍"_s)));
    QVERIFY(apply(*m_store, DeleteMessage{roomId(1), messageId(1), userId(1), false, 1}));
    const auto again = apply(*m_store, reply(3, 1, u"answer"_s, u"c"_s));
    QVERIFY(again && again->duplicate);
    QCOMPARE(again->message, everything(*m_store).value(1));
    QCOMPARE(written(again->message.reactions), u"👍: 3"_s);
}

void StorageContract::mentionsAreCountedUntilTheyAreRead()
{
    QVERIFY(apply(*m_store, user(2)));
    QVERIFY(apply(*m_store, EnterRoom{roomId(1), userId(2), 1, {}}));
    AppendMessage named = message(roomId(1), 1, u"@a @b"_s);
    named.message.mentions = {userId(2), userId(3)};
    QVERIFY(apply(*m_store, named));
    QVERIFY(apply(*m_store, message(roomId(1), 2, u"nobody"_s)));
    QCOMPARE(everything(*m_store).value(0).mentions, named.message.mentions);

    const auto own = [this] {
        return *read(*m_store, FindMember{roomId(1), userId(2)}).value()->stored.room.own;
    };
    QCOMPARE(own().mentions, 1);
    QCOMPARE(own().unread, 2);
    // An edit names others.
    EditMessage other = edit(1, u"@c"_s);
    other.mentions = {userId(4)};
    QVERIFY(apply(*m_store, other));
    QCOMPARE(own().mentions, 0);
    other.chat = u"@a"_s;
    other.mentions = {userId(2)};
    QVERIFY(apply(*m_store, other));
    QCOMPARE(own().mentions, 1);
    QVERIFY(apply(*m_store, DeleteMessage{roomId(1), messageId(1), userId(1), false, 1}));
    QCOMPARE(own().mentions, 0);
    QCOMPARE(own().unread, 2);
}

void StorageContract::pagesCarryEverything()
{
    for (int number = 1; number <= 20; ++number) {
        AppendMessage change = number % 4 == 0 ? reply(number, number - 1, u"re"_s)
                                               : message(roomId(1), number, u"text"_s);
        if (number % 5 == 0) {
            change.message.mentions = {userId(2), userId(1)};
        }
        QVERIFY(apply(*m_store, change));
    }
    for (int number : {3, 7, 8, 20}) {
        QVERIFY(apply(*m_store, reaction(number, 1, u"👍"_s)));
        QVERIFY(apply(*m_store, reaction(number, number, u"🎉"_s)));
    }
    const QList<Message> all = everything(*m_store);
    QCOMPARE(all.size(), 20);
    for (const Message &one : all) {
        QCOMPARE(one.replyTo.has_value(), one.seq % 4 == 0);
        QCOMPARE(one.mentions.size(), one.seq % 5 == 0 ? 2 : 0);
        const bool has = QList<qint64>{3, 7, 8, 20}.contains(one.seq);
        QCOMPARE(written(one.reactions), has ? u"👍: 1 · 🎉: %1"_s.arg(one.seq) : QString());
    }
    using Direction = ReadHistory::Direction;
    QCOMPARE(read(*m_store, history(roomId(1), Direction::Before, 9, 4)).value().messages,
             all.sliced(4, 4));
    QCOMPARE(read(*m_store, history(roomId(1), Direction::Around, 8, 4)).value().messages,
             all.sliced(5, 4));
    const auto changes = read(*m_store, ReadChanges{roomId(1), 18, 4}).value();
    QCOMPARE(changes.messages, (QList<Message>{all[18], all[2], all[6], all[7]}));
    QVERIFY(changes.more);
    QCOMPARE(read(*m_store, ReadChanges{roomId(1), changes.messages.constLast().rev, 4})
                 .value()
                 .messages,
             QList<Message>{all[19]});
    if (isPersistent()) {
        reopen();
        QCOMPARE(everything(*m_store), all);
    }
}

void StorageContract::aPageCountsReactionsToo()
{
    std::vector<Change> changes;
    for (int number = 1; number <= 30; ++number) {
        changes.push_back(message(roomId(1), number, u"a"_s));
        for (int user = 0; user < 500; ++user) {
            changes.push_back(reaction(number, user, u"👍"_s));
        }
    }
    for (const auto &applied : m_store->apply(changes)) {
        QVERIFY(applied);
    }
    const auto page = everything(*m_store);
    QVERIFY(page.size() > 5 && page.size() < 25); // 500 ids are some 13 KiB
}

void StorageContract::changesOfOneBatchFollowEachOther()
{
    const auto replies =
        m_store->apply({message(roomId(1), 1, u"a"_s), edit(1, u"b"_s), reply(2, 1, u"re"_s),
                        reaction(2, 1, u"👍"_s), edit(9, u"x"_s), message(roomId(1), 3, u"c"_s)});
    QCOMPARE(replies.size(), size_t{6});
    QCOMPARE(replies[4], failure(StoreError::NotFound));
    QCOMPARE(std::get<ChangedMessage>(*replies[1]).message.rev, 2);
    QCOMPARE(std::get<AppendMessage::Reply>(*replies[2]).message.replyTo->chat, u"b"_s);
    QCOMPARE(std::get<ChangedMessage>(*replies[3]).message.rev, 4);
    const Message last = std::get<AppendMessage::Reply>(*replies[5]).message;
    QCOMPARE(last.seq, 3);
    QCOMPARE(last.rev, 5);
    QCOMPARE(read(*m_store, FindRoom{roomId(1), {}, {}}).value()->room.rev, 5);
    QCOMPARE(seqsOf(read(*m_store, ReadChanges{roomId(1), 0, 100}).value().messages), u"1 2 3"_s);
}

void StorageContract::aMemberSeesTheRoomAsItsOwn()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"before"_s)));
    Message welcome = message(roomId(1), 2, u"welcome"_s).message;
    const auto entered = apply(*m_store, EnterRoom{roomId(1), userId(1), 5, welcome});
    QVERIFY(entered && entered->room.own);
    QCOMPARE(entered->mine, Membership());
    const OwnRoom own{RoomRole::Member, 1, 1, 0, RoomNotify::All, {}};
    QCOMPARE(*entered->room.own, own);
    const auto found = read(*m_store, FindMember{roomId(1), userId(1)}).value();
    QVERIFY(found);
    QCOMPARE(found->stored.room, entered->room);
    const auto rooms = read(*m_store, MemberRooms{userId(1)}).value();
    QCOMPARE(rooms.size(), 1);
    QCOMPARE(rooms.constFirst().stored.room, entered->room);
    QVERIFY(!read(*m_store, FindMember{roomId(1), userId(2)}).value());
    QVERIFY(!read(*m_store, FindMember{roomId(9), userId(1)}).value());
    // A room asked for as such is nobody's own.
    QVERIFY(!read(*m_store, FindRoom{roomId(1), {}, {}}).value()->room.own);
}

void StorageContract::roomFieldsComeBackAsTheyWere()
{
    CreateRoom change = room(2, u"Beta"_s, RoomKind::Announcement, u"AB23CD"_s);
    change.room.room.topic = u"주제"_s;
    change.room.room.muteAll = true;
    change.room.room.slowModeSeconds = 30;
    QVERIFY(apply(*m_store, change));
    QCOMPARE(read(*m_store, FindRoom{roomId(2), {}, {}}).value()->room, change.room.room);
}

} // namespace maru::server
