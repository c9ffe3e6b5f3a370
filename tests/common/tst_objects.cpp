// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/objects.h"
#include "common/limits.h"
#include "objecttools.h"

#include <QRandomGenerator>
#include <QTest>

using namespace maru;
using namespace Qt::StringLiterals;

class tst_Objects : public QObject
{
    Q_OBJECT

private slots:
    void userHasTheKeysOfTheContract();
    void roomHasTheKeysOfTheContract();
    void messageHasTheKeysOfTheContract();
    void systemSpeaksWithoutAnId();
    void objectsSurviveTheWire();
    void everyEnumHasItsWord();
    void seedsMessagesAreRead();
    void seedsSystemLinesAreRead();
    void unknownFieldsAndWordsAreIgnored();
    void namesThatNoServerTakesAreCut();
    void brokenUsersAreRefused_data();
    void brokenUsersAreRefused();
    void brokenRoomsAreRefused_data();
    void brokenRoomsAreRefused();
    void brokenMessagesAreRefused_data();
    void brokenMessagesAreRefused();
    void wronglyTypedOptionalFieldsAreEmpty_data();
    void wronglyTypedOptionalFieldsAreEmpty();
};

void tst_Objects::userHasTheKeysOfTheContract()
{
    const QByteArray json(
        R"({"_id":"655f1e1b1c9d440000000001","userName":"김민수","name":"김민수","isOnline":true,)"
        R"("role":"member","lastSeenAt":"2026-11-23T09:12:00.123Z",)"
        R"("createdAt":"1970-01-01T00:00:00.001Z"})");
    QCOMPARE(written(someUser()), json);
}

void tst_Objects::roomHasTheKeysOfTheContract()
{
    const QByteArray json(
        R"({"_id":"r1","name":"lobby","kind":"announcement","topic":"주제 \"1\"","archived":true,)"
        R"("seq":12,"rev":34,"muteAll":false,"slowModeSeconds":0,"createdAt":"2026-11-23T09:12:00.123Z"})");
    QCOMPARE(written(someRoom()), json);
}

void tst_Objects::messageHasTheKeysOfTheContract()
{
    const QByteArray head(R"({"_id":"m1","room":"r1","seq":5,"rev":9,)");
    const QByteArray cid(R"("cid":"c-1",)");
    const QByteArray body(
        R"("type":"chat","chat":"안녕\n\"😀\"",)"
        R"("user":{"id":"u1","userName":"김민수","name":"김민수"},)"
        R"("createdAt":"2026-11-23T09:12:00.123Z","updatedAt":"2026-11-23T09:12:00.124Z",)");
    const QByteArray times(
        R"("editedAt":"1970-01-01T00:00:00.000Z","deletedAt":"1970-01-01T00:00:00.001Z",)");
    const QByteArray tail(R"("__v":0})");

    Message message = someMessage();
    QCOMPARE(written(message), head + cid + body + tail);
    message.cid.clear();
    message.editedMs = 0;
    message.deletedMs = 1;
    QCOMPARE(written(message), head + body + times + tail);
}

void tst_Objects::systemSpeaksWithoutAnId()
{
    const QByteArray author(R"("user":{"id":null,"userName":"system","name":"system"})");
    Message message = someMessage();
    message.type = MessageType::System;
    QVERIFY(written(message).contains(R"("type":"system")"));
    QVERIFY(written(message).contains(author));
    const auto read = messageFromJson(parsed(written(message)));
    QVERIFY(read.has_value());
    QVERIFY(read->user.id.isNull());
    QCOMPARE(read->user.userName, u"system"_s);
    QCOMPARE(read->type, MessageType::System);
}

void tst_Objects::objectsSurviveTheWire()
{
    QCOMPARE(userFromJson(parsed(written(someUser()))).value(), someUser());
    QCOMPARE(roomFromJson(parsed(written(someRoom()))).value(), someRoom());

    QRandomGenerator random(9);
    for (int round = 0; round < 500; ++round) {
        Message message = someMessage();
        message.seq = static_cast<qint64>(random.generate64() >> 11);
        message.rev = random.bounded(1'000);
        message.cid = random.bounded(2) == 1 ? QString() : u"c \"%1\""_s.arg(random.generate());
        message.chat.clear();
        for (int n = random.bounded(20); n > 0; --n) {
            message.chat.append(QChar(random.bounded(0xd800)));
        }
        message.createdMs = static_cast<qint64>(random.bounded(quint64{253'402'300'800'000}));
        if (random.bounded(2) == 1) {
            message.editedMs = random.bounded(1'000);
        }
        if (random.bounded(2) == 1) {
            message.deletedMs = random.bounded(1'000);
        }
        QCOMPARE(messageFromJson(parsed(written(message))).value(), message);
    }
}

void tst_Objects::everyEnumHasItsWord()
{
    QCOMPARE(toWire(UserRole::Guest), "guest"_L1);
    QCOMPARE(toWire(UserRole::Member), "member"_L1);
    QCOMPARE(toWire(UserRole::Admin), "admin"_L1);
    QCOMPARE(toWire(UserRole::Owner), "owner"_L1);
    QCOMPARE(toWire(RoomKind::Public), "public"_L1);
    QCOMPARE(toWire(RoomKind::Private), "private"_L1);
    QCOMPARE(toWire(RoomKind::Direct), "direct"_L1);
    QCOMPARE(toWire(RoomKind::Announcement), "announcement"_L1);
    QCOMPARE(toWire(MessageType::Chat), "chat"_L1);
    QCOMPARE(toWire(MessageType::System), "system"_L1);
    for (const UserRole role :
         {UserRole::Guest, UserRole::Member, UserRole::Admin, UserRole::Owner}) {
        User user = someUser();
        user.role = role;
        QCOMPARE(userFromJson(parsed(written(user)))->role, role);
    }
    for (const RoomKind kind :
         {RoomKind::Public, RoomKind::Private, RoomKind::Direct, RoomKind::Announcement}) {
        Room room = someRoom();
        room.kind = kind;
        QCOMPARE(roomFromJson(parsed(written(room)))->kind, kind);
    }
}

void tst_Objects::seedsMessagesAreRead()
{
    const auto message = messageFromJson(parsed(seedMessage));
    QVERIFY(message.has_value());
    QCOMPARE(message->id, MessageId(u"m1"_s));
    QCOMPARE(message->user, (MessageAuthor{UserId(u"u1"_s), u"kim"_s}));
    QCOMPARE(message->type, MessageType::Chat);
    QCOMPARE(message->chat, u"hi"_s);
    QCOMPARE(message->createdMs, someMs);
    QVERIFY(message->room.isNull());
    QCOMPARE(message->seq, 0);
}

void tst_Objects::seedsSystemLinesAreRead()
{
    const auto message = messageFromJson(
        parsed(R"({"chat":"kim 님이 채팅방에 들어왔습니다.","user":{"id":null,"name":"system"}})"));
    QVERIFY(message.has_value());
    QVERIFY(message->id.isNull());
    QCOMPARE(message->type, MessageType::System);
    QCOMPARE(message->user, (MessageAuthor{UserId(), u"system"_s}));
    QCOMPARE(message->createdMs, 0);
}

void tst_Objects::unknownFieldsAndWordsAreIgnored()
{
    const auto user =
        userFromJson(parsed(R"({"_id":"a","userName":"b","role":"emperor","x":{"y":[]}})"));
    QVERIFY(user.has_value());
    QCOMPARE(user->role, UserRole::Guest);
    const auto room = roomFromJson(parsed(R"({"_id":"a","name":"b","kind":"cloud"})"));
    QVERIFY(room.has_value());
    QCOMPARE(room->kind, RoomKind::Public);
    const auto message = messageFromJson(
        parsed(R"({"_id":"a","type":"poll","chat":"","user":{"id":"u","userName":"b"}})"));
    QVERIFY(message.has_value());
    QCOMPARE(message->type, MessageType::Chat);
    const auto onlyName = userFromJson(parsed(R"({"_id":"a","name":"b"})"));
    QVERIFY(onlyName.has_value());
    QCOMPARE(onlyName->userName, u"b"_s);
}

void tst_Objects::namesThatNoServerTakesAreCut()
{
    QString name = u"x"_s + u"😀"_s.repeated(500'000);
    const auto user = userFromJson({{u"_id"_s, u"a"_s}, {u"userName"_s, name}});
    QVERIFY(user.has_value());
    QCOMPARE(user->userName, name.left(limits::maxNameBytes - 1)); // no half of a pair
    const auto room =
        roomFromJson({{u"_id"_s, u"a"_s}, {u"name"_s, name.mid(1)}, {u"topic"_s, name}});
    QVERIFY(room.has_value());
    QCOMPARE(room->name, name.mid(1, limits::maxNameBytes));
    QCOMPARE(room->topic.size(), limits::maxTopicChars - 1);
}

void tst_Objects::brokenUsersAreRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("field");

    QTest::newRow("empty") << QByteArray("{}") << u"_id"_s;
    QTest::newRow("_id is a number") << QByteArray(R"({"_id":1,"userName":"a"})") << u"_id"_s;
    QTest::newRow("_id is empty") << QByteArray(R"({"_id":"","userName":"a"})") << u"_id"_s;
    QTest::newRow("_id is null") << QByteArray(R"({"_id":null,"userName":"a"})") << u"_id"_s;
    QTest::newRow("no name") << QByteArray(R"({"_id":"a"})") << u"userName"_s;
    QTest::newRow("name is null") << QByteArray(R"({"_id":"a","userName":null,"name":"b"})")
                                  << u"userName"_s;
    QTest::newRow("name is empty") << QByteArray(R"({"_id":"a","userName":""})") << u"userName"_s;
    QTest::newRow("name is an array")
        << QByteArray(R"({"_id":"a","userName":["a"]})") << u"userName"_s;
}

void tst_Objects::brokenUsersAreRefused()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, field);

    const auto user = userFromJson(parsed(json));
    QVERIFY(!user.has_value());
    QVERIFY2(user.error().reason.contains(field), qPrintable(user.error().reason));
}

void tst_Objects::brokenRoomsAreRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("field");

    QTest::newRow("empty") << QByteArray("{}") << u"_id"_s;
    QTest::newRow("_id is an object") << QByteArray(R"({"_id":{},"name":"a"})") << u"_id"_s;
    QTest::newRow("no name") << QByteArray(R"({"_id":"a"})") << u"name"_s;
    QTest::newRow("name is a number") << QByteArray(R"({"_id":"a","name":1})") << u"name"_s;
}

void tst_Objects::brokenRoomsAreRefused()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, field);

    const auto room = roomFromJson(parsed(json));
    QVERIFY(!room.has_value());
    QVERIFY2(room.error().reason.contains(field), qPrintable(room.error().reason));
}

void tst_Objects::brokenMessagesAreRefused_data()
{
    QTest::addColumn<QByteArray>("without"); // taken out of the seed's message
    QTest::addColumn<QByteArray>("with"); // put there instead
    QTest::addColumn<QString>("field");

    const QByteArray chat(R"("chat":"hi")");
    const QByteArray id(R"("_id":"m1")");
    const QByteArray user(R"({"id":"u1","userName":"kim"})");
    QTest::newRow("no chat") << chat << QByteArray(R"("x":"hi")") << u"chat"_s;
    QTest::newRow("chat is null") << chat << QByteArray(R"("chat":null)") << u"chat"_s;
    QTest::newRow("chat is an object") << chat << QByteArray(R"("chat":{})") << u"chat"_s;
    QTest::newRow("no _id") << id << QByteArray(R"("x":1)") << u"_id"_s;
    QTest::newRow("_id is null") << id << QByteArray(R"("_id":null)") << u"_id"_s;
    QTest::newRow("_id is a number") << id << QByteArray(R"("_id":1)") << u"_id"_s;
    QTest::newRow("_id is empty") << id << QByteArray(R"("_id":"")") << u"_id"_s;
    QTest::newRow("user is null") << user << QByteArray("null") << u"user"_s;
    QTest::newRow("user is text") << user << QByteArray(R"("kim")") << u"user"_s;
    QTest::newRow("user is empty") << user << QByteArray("{}") << u"userName"_s;
    QTest::newRow("user.userName is a number")
        << user << QByteArray(R"({"id":"u1","userName":1})") << u"userName"_s;
    QTest::newRow("user.id is a number")
        << user << QByteArray(R"({"id":1,"userName":"a"})") << u"user.id"_s;
    QTest::newRow("user.id is an object")
        << user << QByteArray(R"({"id":{},"userName":"a"})") << u"user.id"_s;
    QTest::newRow("system line with a number for _id")
        << seedMessage << QByteArray(R"({"_id":7,"chat":"a","user":{"id":null,"name":"system"}})")
        << u"_id"_s;
}

void tst_Objects::brokenMessagesAreRefused()
{
    QFETCH(QByteArray, without);
    QFETCH(QByteArray, with);
    QFETCH(QString, field);

    QByteArray json = seedMessage;
    QVERIFY(json.contains(without));
    json.replace(without, with);
    const auto message = messageFromJson(parsed(json));
    QVERIFY(!message.has_value());
    QVERIFY2(message.error().reason.contains(field), qPrintable(message.error().reason));
}

void tst_Objects::wronglyTypedOptionalFieldsAreEmpty_data()
{
    QTest::addColumn<QByteArray>("json");

    for (const char *value : {"null", "[]", "{}", "true", "-1", "1.5", "1e300", "\"2026\""}) {
        QTest::addRow("%s", value) << QByteArray(value);
    }
}

void tst_Objects::wronglyTypedOptionalFieldsAreEmpty()
{
    QFETCH(QByteArray, json);

    QByteArray fields;
    for (const char *key : {"seq", "rev", "createdAt", "updatedAt", "editedAt", "deletedAt"}) {
        fields += QByteArray(",\"") + key + "\":" + json;
    }
    const auto message = messageFromJson(parsed(
        R"({"_id":"m","chat":"a","type":"chat","user":{"id":"u","userName":"a"})" + fields + '}'));
    QVERIFY(message.has_value());
    QCOMPARE(message->seq, 0);
    QCOMPARE(message->rev, 0);
    QCOMPARE(message->createdMs, 0);
    QCOMPARE(message->editedMs, std::nullopt);
    QCOMPARE(message->deletedMs, std::nullopt);
}

QTEST_GUILESS_MAIN(tst_Objects)
#include "tst_objects.moc"
