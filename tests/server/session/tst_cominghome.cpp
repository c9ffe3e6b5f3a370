// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "hubworld.h"
#include "nativeworld.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

/// A class that kim came into by its code, and nowhere else.
struct ClassWorld : World
{
    ClassWorld()
        : kim(*this)
        , teacher(*this)
    {
        (void)teacher.joinNative(u"teacher"_qs);
        teacher.says(frame(
            1, u"room:create"_qs,
            {{u"name"_qs, u"class"_qs}, {u"kind"_qs, u"private"_qs}, {u"classCode"_qs, true}}));
        const QJsonObject made = teacher.ack(1)[u"room"].toObject();
        room = made[u"_id"].toString();
        token = kim.joinNative(u"kim"_qs)[u"token"].toString();
        kim.says(frame(1, u"room:join"_qs, {{u"classCode"_qs, made[u"classCode"]}}));
        kim.says(frame(2, u"room:leave"_qs, {{u"room"_qs, lobby}}));
        kim.breaks();
    }

    /// The ack of a join as \p name of a peer that says \p home.
    QJsonObject comesHome(Peer &peer, const QString &name, const QString &homeToken,
                          const QString &home)
    {
        peer.says(u"40"_qs + json({{u"maru"_qs, 1}, {u"home"_qs, home}}));
        QJsonObject request{{u"userName"_qs, name}};
        if (!homeToken.isEmpty()) {
            request.insert(u"token"_qs, homeToken);
        }
        peer.says(frame(0, u"session:join"_qs, request));
        return peer.ack(0);
    }

    Peer kim;
    Peer teacher;
    QString room;
    QString token;
};

QStringList idsOf(const QJsonArray &rooms)
{
    QStringList ids;
    for (const QJsonValue &room : rooms) {
        ids.append(room[u"_id"].toString());
    }
    return ids;
}

} // namespace

/// A native client that comes back to the room it was at home in (docs/protocol.md §2).
class tst_ComingHome : public QObject
{
    Q_OBJECT

private slots:
    void aMemberComesBackWhateverHappenedToTheRoom_data();
    void aMemberComesBackWhateverHappenedToTheRoom();
    void whoIsNoMemberIsToldNothing_data();
    void whoIsNoMemberIsToldNothing();
    void whoWasTakenOutComesAgainAsAnybody();
    void aHomeThatIsNoneIsNotLookedAt_data();
    void aHomeThatIsNoneIsNotLookedAt();
    void theBannedDoNotComeHome();
};

void tst_ComingHome::aMemberComesBackWhateverHappenedToTheRoom_data()
{
    QTest::addColumn<QJsonObject>("change");
    QTest::newRow("a new code") << QJsonObject{{u"classCode"_qs, u"rotate"_qs}};
    QTest::newRow("no code") << QJsonObject{{u"classCode"_qs, u"close"_qs}};
    QTest::newRow("another name") << QJsonObject{{u"name"_qs, u"other"_qs}};
    QTest::newRow("archived") << QJsonObject{{u"archived"_qs, true}};
}

void tst_ComingHome::aMemberComesBackWhateverHappenedToTheRoom()
{
    QFETCH(QJsonObject, change);
    ClassWorld world;
    change.insert(u"room"_qs, world.room);
    world.teacher.says(frame(2, u"room:update"_qs, change));
    QCOMPARE(codeOf(world.teacher.ack(2)), u"ok"_qs);
    Peer window(world, u"OLDCOD"_qs);
    const QJsonObject ack = world.comesHome(window, u"kim"_qs, world.token, world.room);
    QCOMPARE(codeOf(ack), u"ok"_qs);
    QCOMPARE(ack[u"home"].toString(), world.room);
    QCOMPARE(idsOf(ack[u"rooms"].toArray()), QStringList{world.room}); // into no lobby
    world.say(u"to all"_qs, u"lobby"_qs);
    QVERIFY(window.chats().isEmpty());
    if (!change.contains(u"archived")) {
        world.teacher.says(
            frame(3, u"message:send"_qs,
                  {{u"cid"_qs, u"1"_qs}, {u"room"_qs, world.room}, {u"chat"_qs, u"hello"_qs}}));
        QCOMPARE(window.chats(), QStringList{u"hello"_qs});
    }
}

void tst_ComingHome::whoIsNoMemberIsToldNothing_data()
{
    QTest::addColumn<QString>("home");
    QTest::newRow("a private room") << QString();
    QTest::newRow("no room") << u"000000000000000000000000"_qs;
    QTest::newRow("no id") << u"%"_qs;
}

void tst_ComingHome::whoIsNoMemberIsToldNothing()
{
    QFETCH(QString, home);
    ClassWorld world;
    Peer known(world);
    const QJsonObject expected = world.comesHome(known, u"lee"_qs, {}, world.room);
    QCOMPARE(codeOf(expected), u"NOT_MEMBER"_qs);
    Peer stranger(world);
    const QJsonObject ack =
        world.comesHome(stranger, u"lee"_qs, {}, home.isEmpty() ? world.room : home);
    QCOMPARE(ack, expected);
    QVERIFY(stranger.chats().isEmpty());
    world.teacher.says(
        frame(2, u"message:send"_qs,
              {{u"cid"_qs, u"1"_qs}, {u"room"_qs, world.room}, {u"chat"_qs, u"secret"_qs}}));
    QVERIFY(stranger.chats().isEmpty());
    Peer other(world);
    QCOMPARE(codeOf(other.joinNative(u"lee"_qs)), u"ok"_qs); // the name was given back
}

void tst_ComingHome::whoWasTakenOutComesAgainAsAnybody()
{
    ClassWorld world;
    const QString kim = world.userNamed(u"kim"_qs)->user.id.toString();
    world.teacher.says(frame(2, u"member:kick"_qs, {{u"room"_qs, world.room}, {u"user"_qs, kim}}));
    Peer window(world);
    QCOMPARE(codeOf(world.comesHome(window, u"kim"_qs, world.token, world.room)), u"NOT_MEMBER"_qs);
    Peer again(world);
    const QJsonObject ack =
        again.joinNative(u"kim"_qs, world.token); // the token is as good as ever
    QCOMPARE(codeOf(ack), u"ok"_qs);
    QCOMPARE(idsOf(ack[u"rooms"].toArray()), QStringList{world.lobby});
}

void tst_ComingHome::aHomeThatIsNoneIsNotLookedAt_data()
{
    QTest::addColumn<QJsonObject>("auth");
    const auto row = [](const char *name, const QJsonObject &auth) {
        QTest::newRow(name) << auth;
    };
    row("empty", {{u"maru"_qs, 1}, {u"home"_qs, QString()}});
    row("a number", {{u"maru"_qs, 1}, {u"home"_qs, 1}});
    row("too long", {{u"maru"_qs, 1}, {u"home"_qs, QString(limits::maxIdChars + 1, u'a')}});
}

void tst_ComingHome::aHomeThatIsNoneIsNotLookedAt()
{
    QFETCH(QJsonObject, auth);
    ClassWorld world;
    Peer wrong(world, u"ABCDEF"_qs);
    wrong.says(u"40"_qs + json(auth));
    QVERIFY(wrong.last().raw.contains(u"BAD_CLASS_CODE"));
    Peer classic(world, u"ABCDEF"_qs);
    classic.says(u"40"_qs + json({{u"home"_qs, world.room}})); // a stock client's own affair
    QVERIFY(classic.last().raw.contains(u"BAD_CLASS_CODE"));
}

void tst_ComingHome::theBannedDoNotComeHome()
{
    ClassWorld world;
    world.store.apply(SetUserBan{.user = world.userNamed(u"kim"_qs)->user.id,
                                 .banned = true,
                                 .untilMs = std::nullopt,
                                 .reason = {},
                                 .by = {},
                                 .nowMs = world.clock.ms},
                      [](const auto &) {});
    world.settle();
    Peer window(world);
    QCOMPARE(codeOf(world.comesHome(window, u"kim"_qs, world.token, world.room)), u"BANNED"_qs);
}

QTEST_GUILESS_MAIN(tst_ComingHome)
#include "tst_cominghome.moc"
