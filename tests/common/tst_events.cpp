// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"
#include "common/limits.h"
#include "eventtools.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

#include <limits>

using namespace maru;
using namespace Qt::StringLiterals;

class tst_Events : public QObject
{
    Q_OBJECT

private slots:
    void codesAreStable_data();
    void codesAreStable();
    void reasonsSayWhoMayComeBack();
    void classicEventsTakeAnything_data();
    void classicEventsTakeAnything();
    void unknownNamesAreUnknownEvents_data();
    void unknownNamesAreUnknownEvents();
    void nativeEventsTakeOneObject_data();
    void nativeEventsTakeOneObject();
    void goodEventsAreRead();
    void historyHasThreeDirections();
    void limitsAreClamped_data();
    void limitsAreClamped();
    void badFieldsAreNamed_data();
    void badFieldsAreNamed();
    void clientEventsSurviveTheWire();
    void randomArgumentsNeverCrash();
};

void tst_Events::codesAreStable_data()
{
    QTest::addColumn<QString>("word");

    for (const char *word :
         {"BAD_REQUEST", "NOT_JOINED", "NAME_TAKEN", "BAD_NAME", "AUTH_REQUIRED", "BAD_CREDENTIALS",
          "BAD_CLASS_CODE", "NOT_MEMBER", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "TOO_LARGE",
          "SLOW_DOWN", "MUTED", "BANNED", "STORE_FAILED", "UNKNOWN_EVENT", "INTERNAL"}) {
        QTest::addRow("%s", word) << QString::fromLatin1(word);
    }
}

void tst_Events::codesAreStable()
{
    QFETCH(QString, word);
    QCOMPARE(toWire(errorCodeFromWire(word)), word);
    QCOMPARE(errorCodeFromWire(word.toLower()), ErrorCode::Internal);
    QCOMPARE(errorCodeFromWire(word + u"X"_s), ErrorCode::Internal);
}

void tst_Events::reasonsSayWhoMayComeBack()
{
    QVERIFY(isRecoverable(CloseReason::PeerClosed));
    QVERIFY(isRecoverable(CloseReason::PeerLeft)); // the transport; DISCONNECT is another matter
    QVERIFY(isRecoverable(CloseReason::PingTimeout));
    QVERIFY(isRecoverable(CloseReason::SlowConsumer));
    QVERIFY(isRecoverable(CloseReason::ServerStop));
    for (const CloseReason reason :
         {CloseReason::ParseError, CloseReason::ConnectTimeout, CloseReason::TooMuch,
          CloseReason::Replaced, CloseReason::Revoked}) {
        QVERIFY2(!isRecoverable(reason), toString(reason).data());
    }
    QCOMPARE(toString(CloseReason::PeerClosed), "peer closed"_L1);
    QCOMPARE(toString(CloseReason::PingTimeout), "ping timeout"_L1);
    QCOMPARE(toString(CloseReason::ServerStop), "server stop"_L1);
}

void tst_Events::classicEventsTakeAnything_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QString>("text"); // null: not a string

    QTest::newRow("text") << QByteArray("[\"kim\"]") << u"kim"_s;
    QTest::newRow("empty text") << QByteArray("[\"\"]") << u""_s;
    QTest::newRow("more arguments") << QByteArray("[\"kim\",1,{}]") << u"kim"_s;
    QTest::newRow("nothing") << QByteArray("[]") << QString();
    QTest::newRow("null") << QByteArray("[null]") << QString();
    QTest::newRow("number") << QByteArray("[1]") << QString();
    QTest::newRow("bool") << QByteArray("[true]") << QString();
    QTest::newRow("object") << QByteArray(R"([{"toString":"kim"}])") << QString();
    QTest::newRow("array") << QByteArray(R"([["kim"]])") << QString();
    QTest::newRow("text second") << QByteArray(R"([null,"kim"])") << QString();
}

void tst_Events::classicEventsTakeAnything()
{
    QFETCH(QByteArray, arguments);
    QFETCH(QString, text);

    const auto expected = text.isNull() ? std::nullopt : std::optional(text);
    const auto join = decodeClientEvent(u"join"_s, array(arguments));
    QVERIFY(join.has_value());
    QCOMPARE(std::get<ClassicJoin>(*join).userName, expected);
    const auto send = decodeClientEvent(u"sendMessage"_s, array(arguments));
    QVERIFY(send.has_value());
    QCOMPARE(std::get<ClassicSend>(*send).chat, expected);
}

void tst_Events::unknownNamesAreUnknownEvents_data()
{
    QTest::addColumn<QString>("name");

    for (const char *name : {"", "Join", "join ", "sendmessage", "message", "server:hello", "error",
                             "__proto__", "constructor", "message:pin", "message:changed",
                             "user:changed", "room:Create", "typing", "5"}) {
        QTest::addRow("\"%s\"", name) << QString::fromUtf8(name);
    }
    QTest::newRow("long") << QString(60'000, u'a');
    QTest::newRow("with U+0000") << u"join"_s + QChar(0);
}

void tst_Events::unknownNamesAreUnknownEvents()
{
    QFETCH(QString, name);

    const auto event = decodeClientEvent(name, array("[{}]"));
    QVERIFY(!event.has_value());
    QCOMPARE(event.error().code, ErrorCode::UnknownEvent);
    QVERIFY(!event.error().text.isEmpty());
    QVERIFY(event.error().text.size() < 100);
}

void tst_Events::nativeEventsTakeOneObject_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("arguments");

    for (const char *name : {"session:join", "session:leave", "room:list", "message:send",
                             "message:history", "message:changes"}) {
        for (const char *arguments : {"[]", "[null]", "[\"a\"]", "[[]]", "[{},{}]",
                                      "[{},\"offset\"]", "[{},null]", "[1]"}) {
            QTest::addRow("%s %s", name, arguments)
                << QString::fromLatin1(name) << QByteArray(arguments);
        }
    }
}

void tst_Events::nativeEventsTakeOneObject()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, arguments);

    const auto event = decodeClientEvent(name, array(arguments));
    QVERIFY(!event.has_value());
    QCOMPARE(event.error().code, ErrorCode::BadRequest);
    QVERIFY(event.error().text.contains(name));
}

void tst_Events::goodEventsAreRead()
{
    const auto join = decoded("session:join",
                              R"({"userName":"김","token":"t","password":"p","inviteCode":"i",)"
                              R"("client":{"name":"maru"},"later":[1]})");
    QVERIFY(join.has_value());
    const auto &joined = std::get<SessionJoin>(*join);
    QCOMPARE(joined.userName, u"김"_s);
    QCOMPARE(joined.token, u"t"_s);
    QCOMPARE(joined.password, u"p"_s);
    QCOMPARE(joined.inviteCode, u"i"_s);

    QVERIFY(decoded("session:leave", "{}").has_value());
    QVERIFY(decoded("session:join", R"({"userName":""})").has_value()); // the name rule is not ours

    const auto send = decoded("message:send", R"({"cid":"c","room":"r","chat":""})");
    QVERIFY(send.has_value());
    QCOMPARE(std::get<MessageSend>(*send).room, RoomId(u"r"_s));

    const auto changes = decoded("message:changes", R"({"room":"r","afterRev":0})");
    QVERIFY(changes.has_value());
    QCOMPARE(std::get<MessageChanges>(*changes).afterRev, 0);
    QCOMPARE(std::get<MessageChanges>(*changes).limit, limits::defaultPageRows);

    const auto rooms = decoded("room:list", R"({"query":"로","after":"x"})");
    QVERIFY(rooms.has_value());
    QCOMPARE(std::get<RoomList>(*rooms).query, u"로"_s);
    QCOMPARE(std::get<RoomList>(*rooms).after, u"x"_s);
    QVERIFY(decoded("room:list", "{}").has_value());
}

void tst_Events::historyHasThreeDirections()
{
    using Direction = MessageHistory::Direction;
    const auto history = [](const QByteArray &fields) {
        const auto event = decoded("message:history", "{\"room\":\"r\"" + fields + '}');
        return event ? std::get<MessageHistory>(*event) : MessageHistory();
    };
    QCOMPARE(history({}).direction, Direction::Before);
    QCOMPARE(history({}).seq, std::numeric_limits<qint64>::max());
    QCOMPARE(history(",\"before\":7").direction, Direction::Before);
    QCOMPARE(history(",\"before\":7").seq, 7);
    QCOMPARE(history(",\"after\":0").direction, Direction::After);
    QCOMPARE(history(",\"after\":0").seq, 0);
    QCOMPARE(history(",\"around\":9007199254740992").direction, Direction::Around);
    QCOMPARE(history(",\"around\":9007199254740992").seq, 9'007'199'254'740'992);
}

void tst_Events::limitsAreClamped_data()
{
    QTest::addColumn<QByteArray>("limit");
    QTest::addColumn<int>("rows"); // 0: refused

    QTest::newRow("none") << QByteArray() << 50;
    QTest::newRow("1") << QByteArray("1") << 1;
    QTest::newRow("100") << QByteArray("100") << 100;
    QTest::newRow("101") << QByteArray("101") << 100;
    QTest::newRow("2^53") << QByteArray("9007199254740992") << 100;
    QTest::newRow("1e1") << QByteArray("1e1") << 10;
    QTest::newRow("0") << QByteArray("0") << 0;
    QTest::newRow("-1") << QByteArray("-1") << 0;
    QTest::newRow("1.5") << QByteArray("1.5") << 0;
    QTest::newRow("2^53 + 1") << QByteArray("9007199254740993") << 0;
    QTest::newRow("1e300") << QByteArray("1e300") << 0;
    QTest::newRow("text") << QByteArray("\"5\"") << 0;
    QTest::newRow("null") << QByteArray("null") << 0;
}

void tst_Events::limitsAreClamped()
{
    QFETCH(QByteArray, limit);
    QFETCH(int, rows);

    const QByteArray field = limit.isEmpty() ? QByteArray() : ",\"limit\":" + limit;
    const auto event = decoded("message:history", "{\"room\":\"r\"" + field + '}');
    QCOMPARE(event.has_value(), rows > 0);
    if (event) {
        QCOMPARE(std::get<MessageHistory>(*event).limit, rows);
    } else {
        QCOMPARE(event.error().code, ErrorCode::BadRequest);
        QVERIFY(event.error().text.startsWith(u"limit "_s));
    }
}

void tst_Events::badFieldsAreNamed_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("argument");
    QTest::addColumn<QString>("field");
    QTest::addColumn<bool>("isTooLarge");

    const auto row = [](const char *title, const char *name, const QByteArray &argument,
                        const char *field, bool isTooLarge = false) {
        QTest::addRow("%s: %s", name, title)
            << QByteArray(name) << argument << QString::fromLatin1(field) << isTooLarge;
    };
    const QByteArray longText(limits::maxSecretChars + 1, 'a');
    const QByteArray longId(limits::maxIdChars + 1, 'a');
    row("no name", "session:join", "{}", "userName");
    row("name is null", "session:join", R"({"userName":null})", "userName");
    row("name is an array", "session:join", R"({"userName":["a"]})", "userName");
    row("token is a number", "session:join", R"({"userName":"a","token":1})", "token");
    row("token is null", "session:join", R"({"userName":"a","token":null})", "token");
    row("password is an object", "session:join", R"({"userName":"a","password":{}})", "password");
    row("inviteCode is true", "session:join", R"({"userName":"a","inviteCode":true})",
        "inviteCode");
    row("client is text", "session:join", R"({"userName":"a","client":"maru"})", "client");
    row("token too long", "session:join", "{\"userName\":\"a\",\"token\":\"" + longText + "\"}",
        "token", true);
    row("password too long", "session:join",
        "{\"userName\":\"a\",\"password\":\"" + longText + "\"}", "password", true);
    row("inviteCode too long", "session:join",
        "{\"userName\":\"a\",\"inviteCode\":\"" + longText + "\"}", "inviteCode", true);
    row("the first fault counts", "session:join", R"({"userName":1,"token":1})", "userName");

    row("query is a number", "room:list", R"({"query":1})", "query");
    row("query too long", "room:list", "{\"query\":\"" + longText + "\"}", "query", true);
    row("after is a number", "room:list", R"({"after":1})", "after");
    row("after is empty", "room:list", R"({"after":""})", "after");
    row("after too long", "room:list", "{\"after\":\"" + longId + "\"}", "after");

    row("no cid", "message:send", R"({"room":"r","chat":"a"})", "cid");
    row("cid is empty", "message:send", R"({"cid":"","room":"r","chat":"a"})", "cid");
    row("cid is a number", "message:send", R"({"cid":1,"room":"r","chat":"a"})", "cid");
    row("cid is Korean", "message:send", R"({"cid":"가","room":"r","chat":"a"})", "cid");
    row("cid with a line break", "message:send", R"({"cid":"a\n","room":"r","chat":"a"})", "cid");
    row("cid too long", "message:send",
        "{\"cid\":\"" + longId + "\",\"room\":\"r\",\"chat\":\"a\"}", "cid");
    row("no room", "message:send", R"({"cid":"c","chat":"a"})", "room");
    row("room is null", "message:send", R"({"cid":"c","room":null,"chat":"a"})", "room");
    row("room is an operator", "message:send", R"({"cid":"c","room":{"$ne":""},"chat":"a"})",
        "room");
    row("room is empty", "message:send", R"({"cid":"c","room":"","chat":"a"})", "room");
    row("room too long", "message:send",
        "{\"cid\":\"c\",\"chat\":\"a\",\"room\":\"" + longId + "\"}", "room");
    row("no chat", "message:send", R"({"cid":"c","room":"r"})", "chat");
    row("chat is a number", "message:send", R"({"cid":"c","room":"r","chat":1})", "chat");
    row("chat is an array", "message:send", R"({"cid":"c","room":"r","chat":["a"]})", "chat");

    row("no room", "message:history", "{}", "room");
    row("before is negative", "message:history", R"({"room":"r","before":-1})", "before");
    row("after is a fraction", "message:history", R"({"room":"r","after":0.5})", "after");
    row("around is text", "message:history", R"({"room":"r","around":"1"})", "around");
    row("around over 2^53", "message:history", R"({"room":"r","around":9007199254740993})",
        "around");
    row("before is null", "message:history", R"({"room":"r","before":null})", "before");
    row("two directions", "message:history", R"({"room":"r","before":1,"around":1})", "around");
    row("no afterRev", "message:changes", R"({"room":"r"})", "afterRev");
    row("afterRev is negative", "message:changes", R"({"room":"r","afterRev":-1})", "afterRev");
    row("afterRev is huge", "message:changes", R"({"room":"r","afterRev":1e19})", "afterRev");
}

void tst_Events::badFieldsAreNamed()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, argument);
    QFETCH(QString, field);
    QFETCH(bool, isTooLarge);

    QVERIFY(!object(argument).isEmpty() || argument == "{}");
    const auto event = decoded(name.constData(), argument);
    QVERIFY(!event.has_value());
    QCOMPARE(event.error().code, isTooLarge ? ErrorCode::TooLarge : ErrorCode::BadRequest);
    QVERIFY2(event.error().text.startsWith(field + u' '), qPrintable(event.error().text));
    QCOMPARE(event.error().limit > 0, isTooLarge);
}

void tst_Events::clientEventsSurviveTheWire()
{
    QCOMPARE(throughTheWire(ClassicJoin{u"김 \"\\"_s}).userName, u"김 \"\\"_s);
    QCOMPARE(throughTheWire(ClassicJoin()).userName, std::nullopt);
    QCOMPARE(throughTheWire(ClassicSend{u""_s}).chat, u""_s);

    const auto join = throughTheWire(SessionJoin{u"김"_s, u"t"_s, u"p"_s, u"i"_s});
    QCOMPARE(join.userName + join.token + join.password + join.inviteCode, u"김tpi"_s);
    QCOMPARE(encodeClientEvent(SessionJoin{u"a"_s, {}, {}, {}}).argument,
             QByteArray(R"({"userName":"a"})"));
    QCOMPARE(encodeClientEvent(SessionLeave()).argument, QByteArray("{}"));

    const auto rooms = throughTheWire(RoomList{u"q"_s, u"a"_s, 7});
    QCOMPARE(rooms.query + rooms.after, u"qa"_s);
    QCOMPARE(rooms.limit, 7);
    QCOMPARE(throughTheWire(RoomList()).limit, limits::defaultPageRows);

    const auto send = throughTheWire(MessageSend{u"c"_s, RoomId(u"r"_s), u"줄\n2"_s});
    QCOMPARE(send.cid + send.room.toString() + send.chat, u"cr줄\n2"_s);
    QCOMPARE(encodeClientEvent(MessageSend{u"c"_s, RoomId(u"r"_s), u"안녕"_s}).argument,
             QByteArray(R"({"cid":"c","room":"r","chat":"안녕"})"));

    using Direction = MessageHistory::Direction;
    for (const Direction direction : {Direction::Before, Direction::After, Direction::Around}) {
        const auto history = throughTheWire(MessageHistory{RoomId(u"r"_s), direction, 12, 30});
        QCOMPARE(history.direction, direction);
        QCOMPARE(history.seq, 12);
        QCOMPARE(history.limit, 30);
    }
    const qint64 largest = std::numeric_limits<qint64>::max();
    QCOMPARE(throughTheWire(MessageHistory{RoomId(u"r"_s), Direction::Before, largest, 0}).seq,
             largest);

    const auto changes = throughTheWire(MessageChanges{RoomId(u"r"_s), 99, 100});
    QCOMPARE(changes.room, RoomId(u"r"_s));
    QCOMPARE(changes.afterRev, 99);
    QCOMPARE(changes.limit, 100);
}

void tst_Events::randomArgumentsNeverCrash()
{
    QRandomGenerator random(10);
    const QStringList names{
        u"join"_s,      u"sendMessage"_s,  u"session:join"_s,    u"session:leave"_s,
        u"room:list"_s, u"message:send"_s, u"message:history"_s, u"message:changes"_s};
    const QStringList keys{u"userName"_s, u"token"_s,  u"client"_s, u"cid"_s,    u"room"_s,
                           u"chat"_s,     u"before"_s, u"after"_s,  u"around"_s, u"limit"_s,
                           u"afterRev"_s, u"query"_s,  u"_id"_s,    u"user"_s};
    const QJsonArray values{u"a"_s,
                            u""_s,
                            1,
                            -1,
                            0.5,
                            1e300,
                            QJsonValue(),
                            true,
                            QJsonArray(),
                            QJsonObject(),
                            QString(QChar(0xd800)),
                            qint64{9'007'199'254'740'993}};
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        QJsonObject argument;
        for (int n = random.bounded(6); n > 0; --n) {
            argument.insert(keys[random.bounded(int(keys.size()))],
                            values[random.bounded(int(values.size()))]);
        }
        const auto event = decodeClientEvent(names[random.bounded(int(names.size()))], {argument});
        accepted += event.has_value() ? 1 : 0;
        QVERIFY(event.has_value() || !event.error().text.isEmpty());
        (void)decodeServerEvent(u"message"_s, {argument});
        (void)decodeServerEvent(u"server:hello"_s, {argument});
        (void)joinedFromAck(argument);
        (void)errorFromAck(argument);
    }
    QVERIFY(accepted > 1'000);
}

QTEST_GUILESS_MAIN(tst_Events)
#include "tst_events.moc"
