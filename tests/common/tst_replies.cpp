// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"
#include "eventtools.h"

#include <QJsonObject>
#include <QTest>

using namespace maru;
using namespace Qt::StringLiterals;

/// What a server says: its events, acks and refusals.
class tst_Replies : public QObject
{
    Q_OBJECT

private slots:
    void serverEventsSurviveTheWire();
    void trailingOffsetIsAllowed_data();
    void trailingOffsetIsAllowed();
    void unknownServerEventsAreIgnored();
    void repliesSurviveTheWire();
    void repliesHaveTheKeysOfTheContract();
    void brokenRepliesAreRefused_data();
    void brokenRepliesAreRefused();
    void errorsSurviveTheWire();
    void acksOfEitherKindAreUnderstood_data();
    void acksOfEitherKindAreUnderstood();
    void classicAcksCarryTheMisspeltFlag();
    void connectErrorHasMessageAndCode();
    void connectErrorSaysWhenToComeBack();
};

void tst_Replies::serverEventsSurviveTheWire()
{
    const auto read = [](const ServerEvent &event) {
        const EncodedEvent encoded = encodeServerEvent(event);
        return decodeServerEvent(encoded.name, array('[' + encoded.argument + ']'));
    };
    const auto hello = read(ServerHello{
        1, u"maru-server"_s, u"0.1.0"_s, u"우리 반"_s, {u"a"_s, u"b"_s}, 8'000, 65'536});
    QVERIFY(hello.has_value() && hello->has_value());
    const auto &said = std::get<ServerHello>(**hello);
    QCOMPARE(said.protocol, 1);
    QCOMPARE(said.server + said.version + said.name, u"maru-server0.1.0우리 반"_s);
    QCOMPARE(said.features, QStringList({u"a"_s, u"b"_s}));
    QCOMPARE(said.maxChatCodePoints, 8'000);
    QCOMPARE(said.maxPayloadBytes, 65'536);

    const auto bye = read(ServerBye{u"restart"_s, 1'500});
    QVERIFY(bye.has_value() && bye->has_value());
    QCOMPARE(std::get<ServerBye>(**bye).reason, u"restart"_s);
    QCOMPARE(std::get<ServerBye>(**bye).retryAfterMs, 1'500);

    const auto message = read(MessageEvent{someMessage()});
    QVERIFY(message.has_value() && message->has_value());
    QCOMPARE(std::get<MessageEvent>(**message).message, someMessage());
}

void tst_Replies::trailingOffsetIsAllowed_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<bool>("isGood");

    const QByteArray bye(R"({"reason":"a"})");
    QTest::newRow("object") << '[' + bye + ']' << true;
    QTest::newRow("object, offset") << '[' + bye + ",\"off\"]" << true;
    QTest::newRow("nothing") << QByteArray("[]") << false;
    QTest::newRow("only an offset") << QByteArray("[\"off\"]") << false;
    QTest::newRow("two objects") << '[' + bye + ",{}]" << false;
    QTest::newRow("object, null") << '[' + bye + ",null]" << false;
    QTest::newRow("object, two offsets") << '[' + bye + ",\"a\",\"b\"]" << false;
    QTest::newRow("null") << QByteArray("[null]") << false;
}

void tst_Replies::trailingOffsetIsAllowed()
{
    QFETCH(QByteArray, arguments);
    QFETCH(bool, isGood);
    QCOMPARE(decodeServerEvent(u"server:bye"_s, array(arguments)).has_value(), isGood);
}

void tst_Replies::unknownServerEventsAreIgnored()
{
    for (const char *name : {"", "room:exploded", "message:send", "Message", "connect"}) {
        const auto event = decodeServerEvent(QString::fromLatin1(name), array("[1,2,3]"));
        QVERIFY(event.has_value());
        QVERIFY(!event->has_value());
    }
    QVERIFY(!decodeServerEvent(u"server:hello"_s, array("[{}]")).has_value());
    QVERIFY(!decodeServerEvent(u"message"_s, array("[{}]")).has_value());
}

void tst_Replies::repliesSurviveTheWire()
{
    JoinedReply joined;
    joined.user = someUser();
    joined.token = u"secret"_s;
    joined.rooms = {someRoom(), someRoom()};
    joined.serverTimeMs = 1'795'425'120'123;
    joined.homeRoom = RoomId(u"r"_s);
    const auto readJoined = joinedFromAck(object(encodeReply(joined)));
    QVERIFY(readJoined.has_value());
    QCOMPARE(readJoined->user, joined.user);
    QCOMPARE(readJoined->token, joined.token);
    QCOMPARE(readJoined->rooms, joined.rooms);
    QCOMPARE(readJoined->serverTimeMs, joined.serverTimeMs);
    QCOMPARE(readJoined->homeRoom, joined.homeRoom);

    for (const bool duplicate : {false, true}) {
        const auto sent = sentFromAck(object(encodeReply(SentReply{someMessage(), duplicate})));
        QVERIFY(sent.has_value());
        QCOMPARE(sent->message, someMessage());
        QCOMPARE(sent->duplicate, duplicate);
    }

    const auto history = historyFromAck(
        object(encodeReply(HistoryReply{{someMessage(1), someMessage(2)}, true, false})));
    QVERIFY(history.has_value());
    QCOMPARE(history->messages, (QList<Message>{someMessage(1), someMessage(2)}));
    QVERIFY(history->first && !history->last);

    const auto changes =
        changesFromAck(object(encodeReply(ChangesReply{{someMessage(3)}, 12, true})));
    QVERIFY(changes.has_value());
    QCOMPARE(changes->messages.size(), 1);
    QCOMPARE(changes->rev, 12);
    QVERIFY(changes->more);

    const auto rooms = roomsFromAck(object(encodeReply(RoomsReply{{someRoom()}, false})));
    QVERIFY(rooms.has_value());
    QCOMPARE(rooms->rooms, QList<Room>{someRoom()});
    QVERIFY(!rooms->more);
    for (const QByteArray &json :
         {encodeReply(joined), encodeReply(SentReply{someMessage()}), encodeReply(HistoryReply()),
          encodeReply(ChangesReply()), encodeReply(RoomsReply()), encodeOk()}) {
        QCOMPARE(object(json).value("ok"_L1), QJsonValue(true));
        QVERIFY(!errorFromAck(object(json)).has_value());
    }
}

void tst_Replies::repliesHaveTheKeysOfTheContract()
{
    QCOMPARE(encodeOk(), QByteArray(R"({"ok":true})"));
    QCOMPARE(encodeReply(HistoryReply{{}, true, true}),
             QByteArray(R"({"ok":true,"messages":[],"first":true,"last":true})"));
    QCOMPARE(encodeReply(ChangesReply{{}, 7, false}),
             QByteArray(R"({"ok":true,"messages":[],"rev":7,"more":false})"));
    QCOMPARE(encodeReply(RoomsReply{}), QByteArray(R"({"ok":true,"rooms":[],"more":false})"));
    QVERIFY(!encodeReply(SentReply{someMessage(), false}).contains("duplicate"));

    JoinedReply joined;
    joined.user = someUser();
    joined.homeRoom = RoomId(u"r"_s);
    const QJsonObject json = object(encodeReply(joined));
    QCOMPARE(
        json.keys(),
        QStringList({u"home"_s, u"limits"_s, u"ok"_s, u"rooms"_s, u"serverTime"_s, u"user"_s}));
    QCOMPARE(json.value("limits"_L1).toObject().keys(),
             QStringList({u"maxChatCodePoints"_s, u"maxPayloadBytes"_s}));
    QCOMPARE(json.value("serverTime"_L1).toString(), u"1970-01-01T00:00:00.000Z"_s);
}

void tst_Replies::brokenRepliesAreRefused_data()
{
    QTest::addColumn<QByteArray>("json");

    QTest::newRow("nothing") << QByteArray("{}");
    QTest::newRow("wrong types") << QByteArray(
        R"({"ok":true,"user":1,"message":[],"messages":{},"rooms":"a","rev":"1"})");
    QTest::newRow("broken elements")
        << QByteArray(R"({"ok":true,"user":{},"message":{},"messages":[{}],"rooms":[1],"rev":1})");
}

void tst_Replies::brokenRepliesAreRefused()
{
    QFETCH(QByteArray, json);

    const QJsonObject ack = object(json);
    const bool isNothing = ack.isEmpty();
    QVERIFY(!joinedFromAck(ack).has_value());
    QVERIFY(!sentFromAck(ack).has_value());
    QVERIFY(!changesFromAck(ack).has_value());
    QCOMPARE(historyFromAck(ack).has_value(), isNothing); // a missing list is an empty one
    QCOMPARE(roomsFromAck(ack).has_value(), isNothing);
}

void tst_Replies::errorsSurviveTheWire()
{
    const ApiError error{ErrorCode::NameTaken, u"That name is taken."_s, u"김민수 (2)"_s, 8'000,
                         1'500};
    const auto read = errorFromAck(object(encodeError(error)));
    QVERIFY(read.has_value());
    QCOMPARE(read->code, error.code);
    QCOMPARE(read->text, error.text);
    QCOMPARE(read->suggestion, error.suggestion);
    QCOMPARE(read->limit, error.limit);
    QCOMPARE(read->retryAfterMs, error.retryAfterMs);
    QCOMPARE(encodeError({ErrorCode::NotJoined, u"a"_s}),
             QByteArray(R"({"ok":false,"code":"NOT_JOINED","error":"a"})"));
}

void tst_Replies::acksOfEitherKindAreUnderstood_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("isOk");
    QTest::addColumn<QString>("text"); // null: any

    QTest::newRow("ok") << QByteArray(R"({"ok":true})") << true << QString();
    QTest::newRow("the seed's yes")
        << QByteArray(R"({"succese":true,"user":{}})") << true << QString();
    QTest::newRow("success") << QByteArray(R"({"success":true})") << true << QString();
    QTest::newRow("refused") << QByteArray(R"({"ok":false,"code":"X","error":"no"})") << false
                             << u"no"_s;
    QTest::newRow("the seed's no")
        << QByteArray(R"({"succese":false,"error":"User validation failed"})") << false
        << u"User validation failed"_s;
    QTest::newRow("ok counts first")
        << QByteArray(R"({"ok":false,"succese":true,"error":"a"})") << false << u"a"_s;
    QTest::newRow("no flag") << QByteArray(R"({"error":"a"})") << false << u"a"_s;
    QTest::newRow("empty") << QByteArray("{}") << false << QString();
    QTest::newRow("ok is text") << QByteArray(R"({"ok":"true"})") << false << QString();
    QTest::newRow("ok is null") << QByteArray(R"({"ok":null,"succese":true})") << false
                                << QString();
    QTest::newRow("error is an object")
        << QByteArray(R"({"succese":false,"error":{}})") << false << QString();
}

void tst_Replies::acksOfEitherKindAreUnderstood()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, isOk);
    QFETCH(QString, text);

    const auto error = errorFromAck(object(json));
    QCOMPARE(error.has_value(), !isOk);
    if (error) {
        QVERIFY(!error->text.isEmpty());
        QVERIFY(text.isNull() || error->text == text);
        QCOMPARE(error->code, ErrorCode::Internal);
    }
}

void tst_Replies::classicAcksCarryTheMisspeltFlag()
{
    const QJsonObject joined = object(encodeClassicJoined(someUser(), u"sid"_s));
    const QJsonObject refused = object(encodeClassicJoinError({ErrorCode::BadName, u"no"_s}));
    for (const QLatin1StringView key : {"ok"_L1, "success"_L1, "succese"_L1}) {
        QCOMPARE(joined.value(key), QJsonValue(true));
        QCOMPARE(refused.value(key), QJsonValue(false));
    }
    const QJsonObject user = joined.value("user"_L1).toObject();
    QCOMPARE(user.value("socketId"_L1).toString(), u"sid"_s);
    QCOMPARE(user.value("isOnline"_L1), QJsonValue(true));
    QCOMPARE(user.value("userName"_L1), user.value("name"_L1));
    QCOMPARE(refused.value("error"_L1).toString(), u"no"_s);
    QCOMPARE(refused.value("code"_L1).toString(), u"BAD_NAME"_s);
    QVERIFY(joinedFromAck(joined).has_value());
}

void tst_Replies::connectErrorHasMessageAndCode()
{
    const QJsonObject plain = connectErrorData({ErrorCode::BadClassCode, u"Wrong class code"_s});
    QCOMPARE(plain, object(R"({"message":"Wrong class code","data":{"code":"BAD_CLASS_CODE"}})"));
}

void tst_Replies::connectErrorSaysWhenToComeBack()
{
    ApiError slow{ErrorCode::SlowDown, u"a"_s};
    slow.retryAfterMs = 5;
    QCOMPARE(connectErrorData(slow),
             object(R"({"message":"a","data":{"code":"SLOW_DOWN","retryAfterMs":5}})"));
    ApiError banned{ErrorCode::Banned, u"a"_s};
    QCOMPARE(connectErrorData(banned), object(R"({"message":"a","data":{"code":"BANNED"}})"));
    banned.untilMs = 1'795'425'120'123;
    QCOMPARE(
        connectErrorData(banned),
        object(R"({"message":"a","data":{"code":"BANNED","until":"2026-11-23T09:12:00.123Z"}})"));
}

QTEST_GUILESS_MAIN(tst_Replies)
#include "tst_replies.moc"
