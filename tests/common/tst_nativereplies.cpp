// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"
#include "common/limits.h"
#include "eventtools.h"
#include "nativejson.h"

#include <QJsonObject>
#include <QTest>

using namespace maru;
using namespace Qt::StringLiterals;

/// The server's events and acks of docs/protocol.md §5 in tables: what is right comes back byte for
/// byte after it was read and written again, what is wrong is refused.
class tst_NativeReplies : public QObject
{
    Q_OBJECT

private slots:
    void serverEventsComeBackAsTheyWere_data();
    void serverEventsComeBackAsTheyWere();
    void brokenServerEventsAreRefused_data();
    void brokenServerEventsAreRefused();
    void acksComeBackAsTheyWere();
    void aSanctionSaysWhoseItIsIfTheServerDoes();
    void brokenAcksAreRefused();
    void refusalsCarryTheirExtras();
    void wordsOfLaterVersionsCountAsTheLeast();
};

void tst_NativeReplies::serverEventsComeBackAsTheyWere_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("argument");

    const auto row = [](const char *name, const QByteArray &argument) {
        QTest::addRow("%s %d", name, int(argument.size())) << QString::fromLatin1(name) << argument;
    };
    row("message", messageJson);
    row("message:changed", messageJson);
    row("room:changed", roomJson);
    row("room:changed", ownRoomJson);
    row("room:removed", R"({"room":"r","reason":"kicked"})");
    row("member:changed",
        R"({"room":"r","user":)" + userJson + R"(,"role":"owner","muted":true,"hand":true})");
    row("member:left", R"({"room":"r","user":)" + userJson + '}');
    row("user:changed", userJson);
    row("read:changed",
        R"({"room":"r","user":)" + userJson + R"(,"seq":7,"at":"2026-11-23T09:12:00.000Z"})");
    row("typing:changed", R"({"room":"r","user":)" + userJson + R"(,"on":true})");
}

void tst_NativeReplies::serverEventsComeBackAsTheyWere()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, argument);

    const auto event = decodeServerEvent(name, array('[' + argument + ']'));
    QVERIFY2(event.has_value(), event ? "" : qPrintable(event.error().reason));
    QVERIFY(event->has_value());
    const EncodedEvent encoded = encodeServerEvent(**event);
    QCOMPARE(QString(encoded.name), name);
    QCOMPARE(encoded.argument, argument);
}

void tst_NativeReplies::brokenServerEventsAreRefused_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name :
         {"message", "message:changed", "room:changed", "room:removed", "member:changed",
          "member:left", "user:changed", "read:changed", "typing:changed"}) {
        QTest::addRow("%s", name) << QString::fromLatin1(name);
    }
}

void tst_NativeReplies::brokenServerEventsAreRefused()
{
    QFETCH(QString, name);
    for (const char *argument : {"{}", R"({"room":1,"user":{},"_id":{},"name":[]})",
                                 R"({"room":{},"user":{"_id":"u","userName":"a"},"_id":1})"}) {
        QVERIFY2(!decodeServerEvent(name, {object(argument)}).has_value(), argument);
    }
    QVERIFY(!decodeServerEvent(name, {1}).has_value());
}

void tst_NativeReplies::acksComeBackAsTheyWere()
{
    const auto same = [](const QByteArray &json, const auto &read) {
        const auto reply = read(object(json));
        return reply.has_value() && encodeReply(*reply) == json && !errorFromAck(object(json));
    };
    QVERIFY(
        same(R"({"ok":true,"sessions":[{"_id":"s","name":"Maru","current":true,)"
             R"("createdAt":"2026-11-23T09:12:00.000Z","lastSeenAt":"2026-11-23T09:12:00.000Z"}]})",
             sessionsFromAck));
    QVERIFY(same(R"({"ok":true,"deviceCode":"AB23CD45",)"
                 R"("expiresAt":"2026-11-23T09:12:00.000Z","lifeMs":300000})",
                 sessionCodeFromAck));
    QVERIFY(same(R"({"ok":true,"user":)" + userJson + '}', userFromAck));
    QVERIFY(same(R"({"ok":true,"users":[)" + userJson + R"(],"more":true})", usersFromAck));
    QVERIFY(same(R"({"ok":true,"room":)" + ownRoomJson + '}', roomFromAck));
    QVERIFY(
        same(R"({"ok":true,"members":[{"user":)" + userJson
                 + R"(,"role":"moderator","muted":true,"hand":true,"readSeq":4}],"more":false})",
             membersFromAck));
    QVERIFY(same(R"({"ok":true,"sanctions":[{"user":)" + userJson
                     + R"(,"kind":"banned","until":"2026-11-23T09:12:00.000Z","reason":"광고",)"
                     + R"("by":{"id":"u9","userName":"김","name":"김"}},)" + R"({"user":)"
                     + userJson + R"(,"kind":"muted"}],"more":true})",
                 sanctionsFromAck));
    QVERIFY(same(R"({"ok":true,"message":)" + messageJson + '}', messageFromAck));
    QVERIFY(same(R"({"ok":true,"messages":[)" + messageJson + R"(],"first":true,"last":false})",
                 historyFromAck));
    QVERIFY(same(R"({"ok":true,"read":[{"user":)" + userJson
                     + R"(,"at":"2026-11-23T09:12:00.000Z"}],"unread":[)" + userJson + "]}",
                 readersFromAck));
    QVERIFY(same(R"({"ok":true,"edits":[{"chat":"<b>전</b>","at":"2026-11-23T09:12:00.000Z"}],)"
                 R"("more":true})",
                 editsFromAck));
    QVERIFY(same(R"({"ok":true,"hits":[{"message":)" + messageJson
                     + R"(,"ranges":[[0,2],[3,2]]}],"cursor":"c"})",
                 searchFromAck));
    QVERIFY(same(R"({"ok":true,"hits":[]})", searchFromAck));
}

void tst_NativeReplies::aSanctionSaysWhoseItIsIfTheServerDoes()
{
    const auto first = [](const QByteArray &fields) {
        const auto reply = sanctionsFromAck(object(R"({"ok":true,"sanctions":[{"user":)" + userJson
                                                   + R"(,"kind":"banned")" + fields + "}]}"));
        return reply ? reply->sanctions.value(0) : Sanction();
    };
    QCOMPARE(first({}).by, MessageAuthor());
    const Sanction known = first(R"(,"by":{"id":"u9","name":"김"})");
    QCOMPARE(known.by, (MessageAuthor{UserId(u"u9"_s), u"김"_s}));
    for (const char *by : {"5", "null", "[]", R"({"id":"u9"})", R"({"userName":"x"})",
                           R"({"id":5,"userName":"x"})", R"({"id":"u9","userName":{}})"}) {
        const Sanction read = first(QByteArray(R"(,"by":)") + by);
        QCOMPARE(read.by, MessageAuthor());
        QCOMPARE(read.kind, Sanction::Kind::Banned); // the rest is there
    }
    const QByteArray longest(10'000, 'x');
    const Sanction cut =
        first(R"(,"reason":")" + longest + R"(","by":{"id":"u","userName":")" + longest + R"("})");
    QCOMPARE(cut.reason.size(), qsizetype(limits::maxReasonChars));
    QCOMPARE(cut.by.userName.size(), limits::maxNameBytes);
}

void tst_NativeReplies::brokenAcksAreRefused()
{
    const QJsonObject ack = object(
        R"({"ok":true,"sessions":[{}],"user":1,"users":[1],"room":[],"members":[{"user":{}}],"message":{},)"
        R"("read":[{"at":"x"}],"unread":{}})");
    QVERIFY(!sessionsFromAck(ack).has_value());
    QVERIFY(!sessionCodeFromAck(ack).has_value());
    QVERIFY(!sessionCodeFromAck(object(R"({"ok":true,"deviceCode":"A","lifeMs":-1})")).has_value());
    QVERIFY(!userFromAck(ack).has_value());
    QVERIFY(!usersFromAck(ack).has_value());
    QVERIFY(!roomFromAck(ack).has_value());
    QVERIFY(!membersFromAck(ack).has_value());
    QVERIFY(!messageFromAck(ack).has_value());
    for (const char *edits : {"{}", "[1]", "[{}]", R"([{"chat":1}])"}) {
        QVERIFY(!editsFromAck(object(QByteArray(R"({"edits":)") + edits + '}')).has_value());
    }
    for (const char *sanctions : {"5", "[1]", R"([{"kind":"banned"}])"}) {
        QVERIFY(!sanctionsFromAck(object(QByteArray(R"({"sanctions":)") + sanctions + '}'))
                     .has_value());
    }
    QVERIFY(!readersFromAck(ack).has_value());
    for (const char *ranges : {"[[0,99]]", "[[99,0]]", "[[-1,1]]", "[[0.5,1]]", "[[1]]", "[5]"}) {
        const QByteArray hit = R"({"message":)" + messageJson + R"(,"ranges":)" + ranges + '}';
        QVERIFY(!searchFromAck(object(R"({"ok":true,"hits":[)" + hit + "]}")).has_value());
    }
    QVERIFY(!readersFromAck(object(R"({"ok":true,"read":[],"unread":{}})")).has_value());
}

void tst_NativeReplies::refusalsCarryTheirExtras()
{
    ApiError muted{.code = ErrorCode::Muted, .text = u"a"_s};
    QCOMPARE(encodeError(muted), QByteArray(R"({"ok":false,"code":"MUTED","error":"a"})"));
    muted.untilMs = 1'795'425'120'123;
    QCOMPARE(encodeError(muted),
             QByteArray(
                 R"({"ok":false,"code":"MUTED","error":"a","until":"2026-11-23T09:12:00.123Z"})"));
    QCOMPARE(errorFromAck(object(encodeError(muted)))->untilMs, muted.untilMs);
}

void tst_NativeReplies::wordsOfLaterVersionsCountAsTheLeast()
{
    QCOMPARE(userFromJson(object(R"({"_id":"u","userName":"a","role":"emperor"})"))->role,
             UserRole::Guest);
    const auto room =
        roomFromJson(object(R"({"_id":"r","name":"a","role":"janitor","kind":"stage"})"));
    QCOMPARE(room->kind, RoomKind::Public);
    QVERIFY(!room->own);
    const auto member =
        memberFromJson(object(R"({"user":{"_id":"u","userName":"a"},"role":"janitor"})"));
    QCOMPARE(member->role, RoomRole::Member);
}

QTEST_APPLESS_MAIN(tst_NativeReplies)
#include "tst_nativereplies.moc"
