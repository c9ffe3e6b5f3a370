// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"
#include "common/limits.h"
#include "eventtools.h"

#include <QJsonObject>
#include <QTest>

using namespace maru;
using namespace Qt::StringLiterals;

/// The client's events of docs/protocol.md §5 in tables: what is right comes back byte for byte
/// after it was read and written again, what is wrong is refused by the name of its field.
class tst_NativeEvents : public QObject
{
    Q_OBJECT

private slots:
    void goodEventsComeBackAsTheyWere_data();
    void goodEventsComeBackAsTheyWere();
    void everyEventTakesOneObject_data();
    void everyEventTakesOneObject();
    void badFieldsAreNamed_data();
    void badFieldsAreNamed();
    void repetitionsInListsAreDropped();
    void whatAClientCallsItselfIsPrintable();
};

void tst_NativeEvents::goodEventsComeBackAsTheyWere_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("argument");

    int number = 0;
    const auto row = [&number](const char *name, const QByteArray &argument) {
        QTest::addRow("%d %s", ++number, name) << QString::fromLatin1(name) << argument;
    };
    row("session:join",
        R"({"userName":"김","token":"t","password":"p","inviteCode":"i","deviceCode":"d",)"
        R"("newToken":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh-",)"
        R"("client":{"name":"Maru","version":"1","locale":"ko_KR"}})");
    row("session:leave", "{}");
    row("session:list", "{}");
    row("session:revoke", R"({"session":"s"})");
    row("session:code", "{}");
    row("profile:set", "{}");
    row("profile:set",
        R"({"userName":"이","password":"new secret","currentPassword":"old secret"})");
    row("user:list", R"({"query":"김","after":"u","limit":7})");
    row("user:set", R"({"user":"u","role":"member"})");
    row("user:set",
        R"({"user":"u","banned":true,"until":"2026-11-23T09:12:00.000Z","reason":"스팸"})");
    row("user:set", R"({"user":"u","banned":false})");
    row("room:list", R"({"query":"q","after":"a","limit":100})");
    row("room:create", R"({"name":"방","kind":"public"})");
    row("room:create",
        R"({"name":"방","kind":"announcement","topic":"t","members":["u","v"],"classCode":true})");
    row("room:update", R"({"room":"r"})");
    row("room:update",
        R"({"room":"r","name":"n","topic":"","archived":false,"muteAll":true,"slowModeSeconds":0,)"
        R"("classCode":"rotate"})");
    row("room:update", R"({"room":"r","slowModeSeconds":3600,"classCode":"close"})");
    row("room:join", R"({"room":"r"})");
    row("room:join", R"({"classCode":"AB23CD"})");
    row("room:leave", R"({"room":"r"})");
    row("room:direct", R"({"user":"u"})");
    row("room:invite", R"({"room":"r","users":["u","v"]})");
    row("room:members", R"({"room":"r","after":"u","limit":1})");
    for (const char *notify : {"all", "mentions", "none"}) {
        row("room:notify", QByteArray(R"({"room":"r","notify":")") + notify + "\"}");
    }
    row("sanction:list", R"({"room":"r","after":"u","limit":1})");
    row("sanction:list", R"({"after":"u"})");
    row("member:set", R"({"room":"r","user":"u","role":"moderator"})");
    row("member:set", R"({"room":"r","user":"u","banned":false})");
    row("member:set", R"({"room":"r","user":"u","muted":true,"until":"2026-11-23T09:12:00.000Z"})");
    row("member:kick", R"({"room":"r","user":"u"})");
    row("member:kick",
        R"({"room":"r","user":"u","banned":true,"until":"2026-11-23T09:12:00.000Z","reason":"x"})");
    row("hand:set", R"({"room":"r","on":true})");
    row("message:send", R"({"cid":"c","room":"r","chat":"안녕","replyTo":"m","files":["f","g"]})");
    row("message:edit", R"({"room":"r","message":"m","chat":""})");
    row("message:delete", R"({"room":"r","message":"m"})");
    row("message:react",
        R"({"room":"r","message":"m","emoji":"👨‍👩‍👧‍👦","on":false})");
    row("message:readers", R"({"room":"r","message":"m"})");
    row("message:edits", R"({"room":"r","message":"m"})");
    row("message:history", R"({"room":"r","around":9007199254740992,"limit":10})");
    row("message:changes", R"({"room":"r","afterRev":0,"limit":10})");
    row("read:set", R"({"room":"r","seq":0})");
    row("typing:set", R"({"room":"r","on":false})");
    row("message:search", R"({"query":"회의 \"%_"})");
    row("message:search",
        R"({"query":"","room":"r","from":"u","has":"image","since":"2026-11-23T09:12:00.123Z",)"
        R"("until":"2026-11-24T00:00:00.000Z","limit":100,"cursor":"c"})");
}

void tst_NativeEvents::goodEventsComeBackAsTheyWere()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, argument);

    const auto event = decodeClientEvent(name, array('[' + argument + ']'));
    QVERIFY2(event.has_value(), event ? "" : qPrintable(event.error().text));
    const EncodedEvent encoded = encodeClientEvent(*event);
    QCOMPARE(QString(encoded.name), name);
    // A missing limit is read as the default.
    QByteArray expected = argument;
    if (!expected.contains("limit") && encoded.argument.contains("limit")) {
        expected.chop(1);
        expected += ",\"limit\":" + QByteArray::number(limits::defaultPageRows) + '}';
    }
    QCOMPARE(encoded.argument, expected);

    // What a later version adds is ignored.
    QJsonObject more = object(argument);
    more.insert(u"later"_s, QJsonObject{{u"a"_s, 1}});
    QVERIFY(decodeClientEvent(name, {more}).has_value());
}

void tst_NativeEvents::everyEventTakesOneObject_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name :
         {"session:join",    "session:leave",   "session:list",  "session:revoke",
          "profile:set",     "user:list",       "user:set",      "room:list",
          "room:create",     "room:update",     "room:join",     "room:leave",
          "room:direct",     "room:invite",     "room:members",  "room:notify",
          "member:set",      "member:kick",     "hand:set",      "message:send",
          "message:edit",    "message:delete",  "message:react", "message:readers",
          "message:history", "message:changes", "read:set",      "typing:set",
          "message:search",  "session:code",    "message:edits", "sanction:list"}) {
        QTest::addRow("%s", name) << QString::fromLatin1(name);
    }
}

void tst_NativeEvents::everyEventTakesOneObject()
{
    QFETCH(QString, name);
    for (const char *arguments :
         {"[]", "[null]", "[\"a\"]", "[[]]", "[{},{}]", "[{},\"offset\"]", "[1]", "[true]"}) {
        const auto event = decodeClientEvent(name, array(arguments));
        QVERIFY2(!event.has_value(), arguments);
        QCOMPARE(event.error().code, ErrorCode::BadRequest);
        QVERIFY(event.error().text.startsWith(name));
    }
}

void tst_NativeEvents::badFieldsAreNamed_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("argument");
    QTest::addColumn<QString>("field");
    QTest::addColumn<bool>("isTooLarge");

    int number = 0;
    const auto row = [&number](const char *name, const QByteArray &argument, const char *field,
                               bool isTooLarge = false) {
        QTest::addRow("%d %s: %s", ++number, name, field)
            << QString::fromLatin1(name) << argument << QString::fromLatin1(field) << isTooLarge;
    };
    const QByteArray longText = '"' + QByteArray(5'000, 'a') + '"';
    const QByteArray longId = '"' + QByteArray(limits::maxIdChars + 1, 'a') + '"';
    const auto many = [](int count) {
        QByteArray list;
        for (int i = 0; i < count; ++i) {
            list += (i == 0 ? "\"u" : ",\"u") + QByteArray::number(i) + '"';
        }
        return '[' + list + ']';
    };

    // Whatever is an id takes nothing else.
    const std::pair<const char *, const char *> ids[]{
        {"session:revoke", "session"}, {"user:set", "user"},        {"room:update", "room"},
        {"room:join", "room"},         {"room:leave", "room"},      {"room:direct", "user"},
        {"room:invite", "room"},       {"room:members", "room"},    {"room:notify", "room"},
        {"member:set", "room"},        {"member:kick", "room"},     {"hand:set", "room"},
        {"message:edit", "room"},      {"message:delete", "room"},  {"message:react", "room"},
        {"message:readers", "room"},   {"message:history", "room"}, {"message:changes", "room"},
        {"read:set", "room"},          {"typing:set", "room"},      {"message:edits", "room"}};
    for (const auto &[name, field] : ids) {
        row(name, "{}", field);
        for (const QByteArray &bad :
             {QByteArray("null"), QByteArray("1"), QByteArray("\"\""), QByteArray(R"({"$ne":""})"),
              QByteArray(R"(["r"])"), QByteArray(R"("r\u0000")"), longId}) {
            row(name, QByteArray("{\"") + field + "\":" + bad + '}', field);
        }
    }
    for (const char *name :
         {"message:edit", "message:delete", "message:react", "message:readers", "message:edits"}) {
        row(name, R"({"room":"r"})", "message");
        row(name, R"({"room":"r","message":{"_id":"m"}})", "message");
        row(name, R"({"room":"r","message":-1})", "message");
    }
    for (const char *name : {"member:set", "member:kick"}) {
        row(name, R"({"room":"r","user":{"_id":"u"}})", "user");
    }
    for (const QByteArray &bad :
         {QByteArray(), QByteArray("short"), QByteArray(44, 'a'), QByteArray(42, 'a'),
          QByteArray(42, 'a') + "+", QByteArray(42, 'a') + "=", QByteArray(42, 'a') + "한"}) {
        row("session:join", R"({"userName":"a","newToken":")" + bad + R"("})", "newToken");
    }
    row("sanction:list", R"({"room":""})", "room");
    row("sanction:list", R"({"room":{"$ne":null}})", "room");
    row("sanction:list", R"({"room":null})", "room");
    row("member:set", R"({"room":"r","user":"u","banned":true})", "banned");
    row("member:set", R"({"room":"r","user":"u","banned":0})", "banned");
    row("member:set", R"({"room":"r","user":"u","banned":false,"muted":true})", "banned");
    row("member:set", R"({"room":"r","user":"u","banned":false,"role":"member"})", "banned");
    for (const char *name : {"user:list", "room:members", "room:list", "sanction:list"}) {
        row(name, R"({"room":"r","limit":0})", "limit");
        row(name, R"({"room":"r","limit":-5})", "limit");
        row(name, R"({"room":"r","limit":"5"})", "limit");
        row(name, R"({"room":"r","after":{}})", "after");
    }
    for (const char *name : {"user:set", "member:set", "member:kick"}) {
        for (const char *until : {"1795425120123", "\"tomorrow\"", "\"2026-13-01T00:00:00.000Z\"",
                                  "null", "{}", "\"\""}) {
            row(name, QByteArray(R"({"room":"r","user":"u","until":)") + until + '}', "until");
        }
    }
    for (const char *name : {"hand:set", "typing:set"}) {
        row(name, R"({"room":"r"})", "on");
        row(name, R"({"room":"r","on":1})", "on");
        row(name, R"({"room":"r","on":"true"})", "on");
    }
    row("profile:set", R"({"userName":null})", "userName");
    row("profile:set", R"({"userName":["a"]})", "userName");
    row("profile:set", "{\"userName\":" + longText + '}', "userName", true);
    row("profile:set", R"({"password":12345678})", "password");
    row("profile:set", "{\"password\":" + longText + '}', "password", true);
    row("profile:set", R"({"currentPassword":{}})", "currentPassword");
    row("user:list", R"({"query":7})", "query");
    row("user:list", R"({"query":"a\u0000b"})", "query");
    row("room:list", R"({"after":"\u0000"})", "after");
    row("user:list", "{\"query\":" + longText + '}', "query", true);
    row("user:set", R"({"user":"u","role":"king"})", "role");
    row("user:set", R"({"user":"u","role":3})", "role");
    row("user:set", R"({"user":"u","role":null})", "role");
    row("user:set", R"({"user":"u","banned":"yes"})", "banned");
    row("user:set", R"({"user":"u","reason":{}})", "reason");
    row("user:set", R"({"user":"u","reason":"a\u0000b"})", "reason");
    row("user:set", "{\"user\":\"u\",\"reason\":" + longText + '}', "reason", true);
    row("room:create", R"({"kind":"public"})", "name");
    row("room:create", R"({"name":["a"],"kind":"public"})", "name");
    row("room:create", "{\"kind\":\"public\",\"name\":" + longText + '}', "name", true);
    row("room:create", R"({"name":"a"})", "kind");
    row("room:create", R"({"name":"a","kind":"direct"})", "kind");
    row("room:create", R"({"name":"a","kind":"Public"})", "kind");
    row("room:create", R"({"name":"a","kind":{}})", "kind");
    row("room:create", R"({"name":"a","kind":"public","topic":1})", "topic");
    row("room:create", "{\"name\":\"a\",\"kind\":\"public\",\"topic\":" + longText + '}', "topic",
        true);
    row("room:create", R"({"name":"a","kind":"public","members":"u"})", "members");
    row("room:create", R"({"name":"a","kind":"public","members":[{"_id":"u"}]})", "members");
    row("room:create", R"({"name":"a","kind":"public","members":[""]})", "members");
    row("room:create",
        R"({"name":"a","kind":"public","members":)" + many(limits::maxInvitedUsers + 1) + '}',
        "members");
    row("room:create", R"({"name":"a","kind":"public","classCode":"AB23CD"})", "classCode");
    row("room:update", R"({"room":"r","name":null})", "name");
    row("room:update", R"({"room":"r","topic":[]})", "topic");
    row("room:update", R"({"room":"r","archived":1})", "archived");
    row("room:update", R"({"room":"r","muteAll":"on"})", "muteAll");
    for (const char *seconds :
         {"-1", "3601", "0.5", "1e300", "\"5\"", "null", "9007199254740993"}) {
        row("room:update", QByteArray(R"({"room":"r","slowModeSeconds":)") + seconds + '}',
            "slowModeSeconds");
    }
    row("room:update", R"({"room":"r","classCode":true})", "classCode");
    row("room:update", R"({"room":"r","classCode":"AB23CD"})", "classCode");
    row("room:join", R"({"room":"r","classCode":"AB23CD"})", "classCode");
    row("room:join", R"({"classCode":""})", "classCode");
    row("room:join", R"({"classCode":234567})", "classCode");
    row("room:join", "{\"classCode\":" + longText + '}', "classCode", true);
    row("room:invite", R"({"room":"r"})", "users");
    row("room:invite", R"({"room":"r","users":[]})", "users");
    row("room:invite", R"({"room":"r","users":["u",1]})", "users");
    row("room:invite", R"({"room":"r","users":["u","\u0000"]})", "users");
    row("room:invite", R"({"room":"r","users":{"0":"u"}})", "users");
    row("room:invite", R"({"room":"r","users":)" + many(limits::maxInvitedUsers + 1) + '}',
        "users");
    row("room:notify", R"({"room":"r"})", "notify");
    row("room:notify", R"({"room":"r","notify":"loud"})", "notify");
    row("room:notify", R"({"room":"r","notify":true})", "notify");
    row("member:set", R"({"room":"r","user":"u","role":"admin"})", "role");
    row("member:set", R"({"room":"r","user":"u","muted":0})", "muted");
    row("member:kick", R"({"room":"r","user":"u","banned":null})", "banned");
    row("member:kick", R"({"room":"r","user":"u","reason":["x"]})", "reason");
    row("message:send", R"({"cid":"c","room":"r","chat":"a","replyTo":{"_id":"m"}})", "replyTo");
    row("message:send", R"({"cid":"c","room":"r","chat":"a","replyTo":null})", "replyTo");
    row("message:send", R"({"cid":"c","room":"r","chat":"a","replyTo":5})", "replyTo");
    row("message:send", R"({"cid":"c","room":"r","chat":"a","files":"f"})", "files");
    row("message:send", R"({"cid":"c","room":"r","chat":"a","files":[{"_id":"f"}]})", "files");
    row("message:send",
        R"({"cid":"c","room":"r","chat":"a","files":)" + many(limits::maxFilesPerMessage + 1) + '}',
        "files");
    row("message:edit", R"({"room":"r","message":"m"})", "chat");
    row("message:edit", R"({"room":"r","message":"m","chat":{"text":"a"}})", "chat");
    row("message:react", R"({"room":"r","message":"m","on":true})", "emoji");
    row("message:react", R"({"room":"r","message":"m","emoji":"","on":true})", "emoji");
    row("message:react", R"({"room":"r","message":"m","emoji":["👍"],"on":true})", "emoji");
    row("message:react", R"({"room":"r","message":"m","on":true,"emoji":)" + longText + '}',
        "emoji");
    row("message:react", R"({"room":"r","message":"m","emoji":"👍"})", "on");
    for (const char *seq : {"-1", "0.5", "1e300", "9007199254740993", "\"1\"", "null", "[1]"}) {
        row("read:set", QByteArray(R"({"room":"r","seq":)") + seq + '}', "seq");
        row("message:changes", QByteArray(R"({"room":"r","afterRev":)") + seq + '}', "afterRev");
        row("message:history", QByteArray(R"({"room":"r","before":)") + seq + '}', "before");
    }
    row("read:set", R"({"room":"r"})", "seq");
    row("message:search", "{}", "query");
    row("message:search", R"({"query":{"text":"a"}})", "query");
    row("message:search", "{\"query\":\"" + QByteArray(limits::maxSearchChars + 1, 'a') + "\"}",
        "query", true);
    row("message:search", R"({"query":"a","room":""})", "room");
    row("message:search", R"({"query":"a","from":["u"]})", "from");
    row("message:search", R"({"query":"a","has":"cat"})", "has");
    row("message:search", R"({"query":"a","has":["file"]})", "has");
    row("message:search", R"({"query":"a","since":"yesterday"})", "since");
    row("message:search", R"({"query":"a","until":1795425120123})", "until");
    row("message:search", R"({"query":"a","limit":0})", "limit");
    row("message:search", R"({"query":"a","cursor":5})", "cursor");
}

void tst_NativeEvents::badFieldsAreNamed()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, argument);
    QFETCH(QString, field);
    QFETCH(bool, isTooLarge);

    QVERIFY(!object(argument).isEmpty() || argument == "{}");
    const auto event = decodeClientEvent(name, array('[' + argument + ']'));
    QVERIFY(!event.has_value());
    QCOMPARE(event.error().code, isTooLarge ? ErrorCode::TooLarge : ErrorCode::BadRequest);
    QVERIFY2(event.error().text.startsWith(field + u' '), qPrintable(event.error().text));
    QCOMPARE(event.error().limit > 0, isTooLarge);
}

void tst_NativeEvents::whatAClientCallsItselfIsPrintable()
{
    const auto event = decodeClientEvent(
        u"session:join"_s, array(R"([{"userName":"a","client":{"name":"a\u0000b\n\u001b한"}}])"));
    QVERIFY(event.has_value());
    QCOMPARE(std::get<SessionJoin>(*event).clientName, u"ab한"_s);
}

void tst_NativeEvents::repetitionsInListsAreDropped()
{
    const auto event =
        decodeClientEvent(u"room:invite"_s, array(R"([{"room":"r","users":["v","u","v"]}])"));
    QVERIFY(event.has_value());
    QCOMPARE(std::get<RoomInvite>(*event).users, (QList<UserId>{UserId(u"v"_s), UserId(u"u"_s)}));
}

QTEST_APPLESS_MAIN(tst_NativeEvents)
#include "tst_nativeevents.moc"
