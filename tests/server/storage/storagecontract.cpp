// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/storagecontract.h"

#include "tests/server/storage/storagefixture.h"

#include <QRegularExpression>
#include <QTest>

namespace maru::server {

using namespace fixture;

void StorageContract::init()
{
    m_store = makeBackend(true);
    const auto opened = m_store->open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(apply(*m_store, room(1, QStringLiteral("Alpha"))));
    QVERIFY(apply(*m_store, user(1)));
}

void StorageContract::cleanup()
{
    m_store.reset();
}

void StorageContract::reopen()
{
    m_store->close();
    m_store = makeBackend(false);
    QVERIFY(m_store->open());
}

void StorageContract::aNewStoreHasTheLobby()
{
    const auto lobby = read(*m_store, FindRoom{{}, QStringLiteral("lobby"), {}}).value();
    QVERIFY(lobby);
    QCOMPARE(lobby->room.name, QStringLiteral("lobby"));
    QCOMPARE(lobby->room.kind, RoomKind::Public);
    QCOMPARE(lobby->room.seq, 0);
    QVERIFY(lobby->room.createdMs > 1'600'000'000'000);
    static const QRegularExpression hexDigits(QStringLiteral("^[0-9a-f]{24}$"));
    QVERIFY(hexDigits.match(lobby->room.id.toString()).hasMatch());
}

void StorageContract::seqAndRevCountWithoutGaps()
{
    QVERIFY(apply(*m_store, room(2, QStringLiteral("Beta"))));
    int number = 0;
    for (int batch = 0; batch < 5; ++batch) {
        std::vector<Change> changes;
        for (int i = 0; i < 7; ++i) {
            changes.push_back(message(roomId(1 + i % 2), number++, QStringLiteral("text")));
        }
        QCOMPARE(m_store->apply(changes).size(), changes.size());
    }
    for (int id : {1, 2}) {
        const auto page =
            read(*m_store, history(roomId(id), ReadHistory::Direction::After, 0)).value();
        for (int i = 0; i < page.messages.size(); ++i) {
            QCOMPARE(page.messages[i].seq, i + 1);
            QCOMPARE(page.messages[i].rev, i + 1);
        }
        const auto stored = read(*m_store, FindRoom{roomId(id), {}, {}}).value();
        QCOMPARE(stored->room.seq, page.messages.size());
        QCOMPARE(stored->room.rev, page.messages.size());
        QCOMPARE(page.messages.size(), id == 1 ? 20 : 15);
    }
}

void StorageContract::everyFieldOfAMessageComesBackAsItWas()
{
    Message full = message(roomId(1), 1, QStringLiteral("안녕"), QStringLiteral("c-1")).message;
    full.editedMs = 77;
    full.deletedMs = 78;
    full.updatedMs = 79;
    Message system;
    system.id = MessageId(hexId(9));
    system.room = roomId(1);
    system.type = MessageType::System;
    system.chat = QStringLiteral("welcome");
    system.user.userName = QStringLiteral("system");
    const auto first = apply(*m_store, AppendMessage{full, hashOf(full.chat)});
    const auto second = apply(*m_store, AppendMessage{system, {}});

    const auto page = read(*m_store, history(roomId(1), ReadHistory::Direction::After, 0)).value();
    full.seq = full.rev = 1;
    system.seq = system.rev = 2;
    QCOMPARE(first->message, full);
    QCOMPARE(second->message, system);
    QCOMPARE(page.messages.value(0), full);
    QCOMPARE(page.messages.value(1), system);
    QVERIFY(page.messages.value(1).user.id.isNull());
}

void StorageContract::textComesBackAsItWasSent_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("Hangul, composed and not") << QString::fromUtf8("각 \u1100\u1161\u11a8");
    QTest::newRow("outside the first plane") << QString::fromUtf8("👩‍💻 𝕏");
    QTest::newRow("quotes and backslashes")
        << QStringLiteral("'; DROP TABLE messages; -- \\' \" ? ?1 :a @b $c");
    QTest::newRow("white space and controls") << QStringLiteral(" \t\r\n\x01 end ");
    QTest::newRow("8,000 code points of 4 bytes") << QString::fromUtf8("😀").repeated(8'000);
}

void StorageContract::textComesBackAsItWasSent()
{
    QFETCH(QString, text);
    QVERIFY(apply(*m_store, message(roomId(1), 1, text)));
    const auto page = read(*m_store, history(roomId(1), ReadHistory::Direction::After, 0)).value();
    QCOMPARE(page.messages.value(0).chat, text);
}

void StorageContract::anUnknownRoomRefusesAMessageAndDisturbsNoOther()
{
    const auto replies = m_store->apply({message(roomId(1), 1, QStringLiteral("a")),
                                         message(roomId(99), 2, QStringLiteral("b")),
                                         message(roomId(1), 3, QStringLiteral("c"))});
    QVERIFY(replies.at(0));
    QCOMPARE(replies.at(1).error(), StoreError::NotFound);
    QCOMPARE(std::get<AppendMessage::Reply>(*replies.at(2)).message.seq, 2);
}

void StorageContract::theSameCidAgainYieldsTheFirstMessage()
{
    const AppendMessage first = message(roomId(1), 1, QStringLiteral("hi"), QStringLiteral("c-1"));
    AppendMessage again = message(roomId(1), 2, QStringLiteral("hi"), QStringLiteral("c-1"));
    again.message.createdMs += 5'000;
    // In one batch and in a later one.
    const auto replies =
        m_store->apply({first, again, message(roomId(1), 3, QStringLiteral("next"))});
    const auto stored = std::get<AppendMessage::Reply>(*replies.at(0));
    const auto duplicate = std::get<AppendMessage::Reply>(*replies.at(1));
    QVERIFY(!stored.duplicate);
    QVERIFY(duplicate.duplicate);
    QCOMPARE(duplicate.message, stored.message);
    QCOMPARE(std::get<AppendMessage::Reply>(*replies.at(2)).message.seq, 2);

    const auto later = apply(*m_store, again);
    QVERIFY(later->duplicate);
    QCOMPARE(later->message, stored.message);
    const auto page = read(*m_store, history(roomId(1), ReadHistory::Direction::After, 0)).value();
    QCOMPARE(page.messages.size(), 2);
}

void StorageContract::onlyARepeatFindsWhatWasSent()
{
    const AppendMessage first = message(roomId(1), 1, QStringLiteral("hi"), QStringLiteral("c-1"));
    const auto repeatOf = [](AppendMessage change) {
        change.isRepeatOnly = true;
        return change;
    };
    QCOMPARE(apply(*m_store, repeatOf(first)).error(), StoreError::Conflict);
    const auto stored = apply(*m_store, first);
    QVERIFY(stored && !stored->duplicate);
    const auto again = apply(
        *m_store, repeatOf(message(roomId(1), 2, QStringLiteral("hi"), QStringLiteral("c-1"))));
    QVERIFY(again && again->duplicate);
    QCOMPARE(again->message, stored->message);
    for (const AppendMessage &other :
         {message(roomId(1), 2, QStringLiteral("ho"), QStringLiteral("c-1")),
          message(roomId(1), 2, QStringLiteral("hi"), QStringLiteral("c-2"))}) {
        QCOMPARE(apply(*m_store, repeatOf(other)).error(), StoreError::Conflict);
    }
    QCOMPARE(apply(*m_store, repeatOf(message(roomId(99), 2, QStringLiteral("hi")))).error(),
             StoreError::NotFound);
    QCOMPARE(apply(*m_store, message(roomId(1), 2, QStringLiteral("next")))->message.seq, 2);
}

void StorageContract::theSameCidWithOtherContentIsAConflict()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, QStringLiteral("hi"), QStringLiteral("c-1"))));
    const auto other =
        apply(*m_store, message(roomId(1), 2, QStringLiteral("ho"), QStringLiteral("c-1")));
    QCOMPARE(other.error(), StoreError::Conflict);
    const auto next =
        apply(*m_store, message(roomId(1), 3, QStringLiteral("next"), QStringLiteral("c-2")));
    QCOMPARE(next->message.seq, 2);
    const auto page = read(*m_store, history(roomId(1), ReadHistory::Direction::After, 0)).value();
    QCOMPARE(page.messages.value(0).chat, QStringLiteral("hi"));
}

void StorageContract::aCidBelongsToItsAuthor()
{
    AppendMessage other = message(roomId(1), 2, QStringLiteral("ho"), QStringLiteral("c-1"));
    other.message.user.id = userId(2);
    QVERIFY(apply(*m_store, message(roomId(1), 1, QStringLiteral("hi"), QStringLiteral("c-1"))));
    QVERIFY(!apply(*m_store, other)->duplicate);
}

void StorageContract::aTakenMessageIdIsRefusedWithoutAGap()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, QStringLiteral("hi"))));
    QCOMPARE(apply(*m_store, message(roomId(1), 1, QStringLiteral("hi"))).error(),
             StoreError::Conflict);
    QCOMPARE(apply(*m_store, message(roomId(1), 2, QStringLiteral("hi")))->message.seq, 2);
}

void StorageContract::anEmptyBatchIsNothing()
{
    QVERIFY(m_store->apply({}).empty());
}

void StorageContract::aUserIsFoundByIdKeySkeletonAndToken()
{
    CreateUser two = user(2, QStringLiteral("secret"));
    two.user.role = UserRole::Owner;
    two.user.isOnline = true; // presence is not stored
    const StoredUser stored = apply(*m_store, two).value();
    QVERIFY(stored.isHeld);
    QVERIFY(!stored.user.isOnline);
    QCOMPARE(stored.user.userName, QStringLiteral("User 2"));

    const auto found = [&](const auto &query) {
        return read(*m_store, query).value().value_or(StoredUser()).user;
    };
    QCOMPARE(found(FindUser{userId(2)}), stored.user);
    QCOMPARE(found(FindUserByName{two.nameKey, {}}), stored.user);
    QCOMPARE(found(FindUserByName{QStringLiteral("nobody"), two.skeleton}), stored.user);
    QCOMPARE(found(FindUserByToken{hashOf(QStringLiteral("secret"))}), stored.user);
    // The key counts before the skeleton.
    QCOMPARE(found(FindUserByName{user(1).nameKey, two.skeleton}).id, userId(1));

    QVERIFY(!read(*m_store, FindUser{userId(3)}).value());
    QVERIFY(!read(*m_store, FindUserByName{QStringLiteral("nobody"), QStringLiteral("nothing")})
                 .value());
    QVERIFY(!read(*m_store, FindUserByName{QStringLiteral("nobody"), {}}).value());
    QVERIFY(!read(*m_store, FindUserByToken{hashOf(QStringLiteral("other"))}).value());
    QVERIFY(!read(*m_store, FindUser{userId(1)}).value()->isHeld);
}

void StorageContract::aTakenNameIsRefused_data()
{
    QTest::addColumn<QString>("nameKey");
    QTest::addColumn<QString>("skeleton");
    QTest::addColumn<bool>("isFree");
    QTest::newRow("other key, other skeleton") << "user 2"
                                               << "skeleton user 2" << true;
    QTest::newRow("same key") << "user 1"
                              << "skeleton user 2" << false;
    QTest::newRow("same skeleton") << "user 2"
                                   << "skeleton user 1" << false;
    QTest::newRow("a key may be another's skeleton") << "skeleton user 1"
                                                     << "user 1" << true;
}

void StorageContract::aTakenNameIsRefused()
{
    QFETCH(QString, nameKey);
    QFETCH(QString, skeleton);
    QFETCH(bool, isFree);
    CreateUser created = user(2, QStringLiteral("secret"));
    created.nameKey = nameKey;
    created.skeleton = skeleton;
    QVERIFY(apply(*m_store, user(3)));
    const auto renamed =
        apply(*m_store, RenameUser{userId(3), QStringLiteral("New"), nameKey, skeleton});
    QCOMPARE(renamed.has_value(), isFree);
    if (isFree) { // give the name back
        const CreateUser three = user(3);
        QVERIFY(apply(*m_store,
                      RenameUser{userId(3), three.user.userName, three.nameKey, three.skeleton}));
    }
    const auto reply = apply(*m_store, created);
    QCOMPARE(reply.has_value(), isFree);
    if (!isFree) {
        QCOMPARE(reply.error(), StoreError::NameTaken);
        QCOMPARE(renamed.error(), StoreError::NameTaken);
        QVERIFY(!read(*m_store, FindUserByToken{hashOf(QStringLiteral("secret"))}).value());
    }
}

void StorageContract::anEmptySkeletonCollidesWithNobody()
{
    CreateUser two = user(2);
    CreateUser three = user(3);
    two.skeleton.clear();
    three.skeleton.clear();
    QVERIFY(apply(*m_store, two));
    QVERIFY(apply(*m_store, three));
}

void StorageContract::anOpenNameCanBeHeldOnce()
{
    const HoldName hold{userId(1), hashOf(QStringLiteral("mine")), 5'000};
    const StoredUser held = apply(*m_store, hold).value();
    QVERIFY(held.isHeld);
    QCOMPARE(held.user.role, UserRole::Member);
    const HoldName second{userId(1), hashOf(QStringLiteral("theirs")), 6'000};
    QCOMPARE(apply(*m_store, second).error(), StoreError::Conflict);
    QVERIFY(!read(*m_store, FindUserByToken{hashOf(QStringLiteral("theirs"))}).value());
    QCOMPARE(read(*m_store, FindUserByToken{hashOf(QStringLiteral("mine"))}).value()->user,
             held.user);
    QCOMPARE(apply(*m_store, HoldName{userId(9), hashOf(QStringLiteral("x")), 0}).error(),
             StoreError::NotFound);
}

void StorageContract::renamingFreesTheOldName()
{
    const RenameUser rename{userId(1), QStringLiteral("Kim"), QStringLiteral("kim"),
                            QStringLiteral("k1m")};
    QCOMPARE(apply(*m_store, rename)->user.userName, QStringLiteral("Kim"));
    QVERIFY(apply(*m_store, rename)); // one's own name is free for oneself
    CreateUser heir = user(1);
    heir.user.id = userId(2);
    QVERIFY(apply(*m_store, heir));
    QCOMPARE(read(*m_store, FindUserByName{QStringLiteral("kim"), {}}).value()->user.id, userId(1));
    RenameUser nobody = rename;
    nobody.user = userId(9);
    QCOMPARE(apply(*m_store, nobody).error(), StoreError::NotFound);
    RenameUser open{userId(1), QStringLiteral("Lee"), QStringLiteral("lee"), {}, true};
    QVERIFY(apply(*m_store, open));
    QVERIFY(apply(*m_store, HoldName{userId(1), hashOf(QStringLiteral("mine")), 5'000}));
    open.userName = QStringLiteral("Park");
    open.nameKey = QStringLiteral("park");
    QCOMPARE(apply(*m_store, open).error(), StoreError::Conflict);
    QCOMPARE(read(*m_store, FindUser{userId(1)}).value()->user.userName, QStringLiteral("Lee"));
}

void StorageContract::aRevokedTokenFindsNobody()
{
    QVERIFY(apply(*m_store, user(2, QStringLiteral("secret"))));
    QVERIFY(apply(*m_store, RevokeToken{hashOf(QStringLiteral("secret"))}));
    QVERIFY(apply(*m_store, RevokeToken{hashOf(QStringLiteral("secret"))}));
    QVERIFY(!read(*m_store, FindUserByToken{hashOf(QStringLiteral("secret"))}).value());
    // The name does not become anybody's because a device left.
    QVERIFY(read(*m_store, FindUser{userId(2)}).value()->isHeld);
}

void StorageContract::aTokenBelongsToOneUser()
{
    QVERIFY(apply(*m_store, user(2, QStringLiteral("secret"))));
    const auto replies = m_store->apply({user(3, QStringLiteral("secret")),
                                         HoldName{userId(1), hashOf(QStringLiteral("secret")), 0},
                                         message(roomId(1), 1, QStringLiteral("not disturbed"))});
    QCOMPARE(replies.at(0).error(), StoreError::NameTaken);
    QCOMPARE(replies.at(1).error(), StoreError::Conflict);
    QVERIFY(replies.at(2));
    QVERIFY(!read(*m_store, FindUser{userId(3)}).value());
    QVERIFY(!read(*m_store, FindUser{userId(1)}).value()->isHeld);
}

} // namespace maru::server
