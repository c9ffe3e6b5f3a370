// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "common/serverlimits.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/presence.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

constexpr int leaseMs = 50;
constexpr int seenLookMs = 10;

class PresenceSink final : public SilentSink
{
public:
    struct Told
    {
        User user;
        QList<RoomId> rooms;
    };
    QList<Told> told;
    void userChanged(const User &user, const QList<RoomId> &rooms) override
    {
        told.append({user, rooms});
    }
};

struct World : StoreWorld
{
    World()
    {
        CreateUser create;
        create.user = {.id = UserId(newId(1)),
                       .userName = u"kim"_qs,
                       .role = UserRole::Member,
                       .lastSeenMs = 1,
                       .createdMs = 1};
        create.nameKey = u"kim"_qs;
        create.tokenHash = QByteArray(32, 't');
        store.apply(create, [](const auto &) {});
        store.answerAll();
        kim = create.user;
        room = roomNamed(u"lobby"_qs).room;
    }
    static QString newId(int n) { return QStringLiteral("%1").arg(n, 24, 16, QLatin1Char('0')); }

    void come(const QByteArray &token = {})
    {
        members.attach(kim.id);
        members.enter(kim.id, room, {});
        presence.arrive(kim, token);
    }
    void go(const QByteArray &token = {})
    {
        const QList<RoomId> rooms = members.roomsOf(kim.id);
        members.detach(kim.id);
        presence.depart(kim, token, rooms);
    }

    PresenceSink sink;
    Members members;
    KnownRooms knownRooms;
    Presence presence{DomainBasics{store, sink, members, knownRooms, clock}, leaseMs, seenLookMs};
    User kim;
    Room room;
};

} // namespace

class tst_Presence : public QObject
{
    Q_OBJECT

private slots:
    void oneIsToldOnceToComeAndOnceToGo()
    {
        World world;
        world.come();
        world.come();
        QCOMPARE(world.sink.told.size(), 1);
        QVERIFY(world.sink.told[0].user.isOnline);
        QCOMPARE(world.sink.told[0].rooms, {world.room.id});
        world.go();
        QTest::qWait(2 * leaseMs); // one connection lives
        QCOMPARE(world.sink.told.size(), 1);
        world.go();
        QVERIFY(!world.members.isConnected(world.kim.id));
        QVERIFY(world.members.isOnline(world.kim.id));
        QCOMPARE(world.sink.told.size(), 1);
        QTRY_VERIFY(!world.members.isOnline(world.kim.id));
        world.clock.ms += 5'000;
        world.store.answerAll();
        QCOMPARE(world.sink.told.size(), 2);
        QVERIFY(!world.sink.told[1].user.isOnline);
        QCOMPARE(world.sink.told[1].rooms, {world.room.id});
        QCOMPARE(world.sink.told[1].user.lastSeenMs, world.clock.ms - 5'000); // when it left
    }

    void aDeviceThatStaysIsNotForgotten()
    {
        World world;
        const QByteArray token(32, 't');
        const auto seenMs = [&world] {
            world.store.answerAll();
            const auto touches = world.store.committedOf<TouchPerson>();
            return touches.isEmpty() ? 0 : touches.last().nowMs;
        };
        world.come(token);
        world.come(token);
        QCOMPARE(seenMs(), world.clock.ms);
        world.go(token); // one window is closed
        world.store.answerAll();
        world.clock.ms += limits::seenAgainMs - 1;
        const qsizetype before = world.store.committedOf<TouchPerson>().size();
        QTest::qWait(5 * seenLookMs);
        world.store.answerAll();
        QCOMPARE(world.store.committedOf<TouchPerson>().size(), before);
        world.clock.ms += 1;
        QTRY_COMPARE(seenMs(), world.clock.ms);
        world.go(token);
        const qint64 leftMs = world.clock.ms;
        world.clock.ms += limits::unusedTokenMs;
        QTest::qWait(5 * seenLookMs);
        QCOMPARE(seenMs(), leftMs);
    }

    void aShortLossIsNoNews()
    {
        World world;
        world.come();
        world.go();
        world.come();
        QTest::qWait(2 * leaseMs);
        world.store.answerAll();
        QCOMPARE(world.sink.told.size(), 1);
        world.go();
        QTRY_VERIFY(!world.members.isOnline(world.kim.id));
        world.store.answerAll();
        QCOMPARE(world.sink.told.size(), 2);
    }

    void whoComesBackWhileTheStoreIsAskedIsNotGone()
    {
        World world;
        world.come();
        world.go();
        QTRY_VERIFY(!world.members.isOnline(world.kim.id));
        world.come();
        world.store.answerAll();
        QVERIFY(world.sink.told.constLast().user.isOnline);
    }

    void whoLeavesWhileTheStoreIsAwayIsGoneWhenItIsBack()
    {
        World world;
        world.come();
        world.go();
        world.store.failRead = u"FindUser"_qs;
        QTRY_VERIFY(world.store.waiting().contains(u"FindUser"_qs));
        world.store.answerAll();
        QCOMPARE(world.sink.told.size(), 1);
        QTRY_VERIFY(world.store.waiting().contains(u"FindUser"_qs)); // asked again
        world.store.failRead.clear();
        world.store.answerAll();
        QCOMPARE(world.sink.told.size(), 2);
        QVERIFY(!world.sink.told.constLast().user.isOnline);
        QCOMPARE(world.sink.told.constLast().rooms, {world.room.id});
    }

    void aDeviceIsTouchedWhenItComesAndGoes()
    {
        World world;
        const QByteArray token(32, 't');
        world.come(token);
        world.clock.ms += 1'000;
        world.go(token);
        world.store.answerAll();
        const auto touched = world.store.committedOf<TouchPerson>();
        QCOMPARE(touched.size(), 2);
        QCOMPARE(touched[0].tokenHash, token);
        QCOMPARE(touched[1].nowMs - touched[0].nowMs, 1'000);
    }

    void theDevicesOfOneThatAreHereAreSeen()
    {
        World world;
        world.come(QByteArray(32, 'a'));
        world.come(QByteArray(32, 'b'));
        world.come(QByteArray(32, 'c'));
        world.go(QByteArray(32, 'c'));
        User lee = world.kim;
        lee.id = UserId(World::newId(2));
        world.presence.arrive(lee, QByteArray(32, 'd'));
        world.store.answerAll();
        world.store.committed.clear();
        world.clock.ms += 1'000;
        world.presence.touchDevices(world.kim.id);
        world.store.answerAll();
        QStringList seen;
        const auto touches = world.store.committedOf<TouchPerson>();
        for (const TouchPerson &touch : touches) {
            QCOMPARE(touch.user, world.kim.id);
            QCOMPARE(touch.nowMs, world.clock.ms);
            seen.append(QString::fromLatin1(touch.tokenHash.first(1)));
        }
        seen.sort();
        QCOMPARE(seen.join(u','), u"a,b"_qs);
    }
};

QTEST_GUILESS_MAIN(tst_Presence)
#include "tst_presence.moc"
