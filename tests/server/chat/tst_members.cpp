// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/secret.h"
#include "server/chat/members.h"
#include "server/chat/objectid.h"
#include "server/chat/rights.h"
#include "server/chat/skeleton.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <optional>

using namespace maru;
using namespace maru::server;

namespace {

Room roomOf(const RoomId &id, RoomKind kind = RoomKind::Public)
{
    Room room;
    room.id = id;
    room.kind = kind;
    return room;
}

const UserId kim(QStringLiteral("kim"));
const UserId lee(QStringLiteral("lee"));
const RoomId lobby(QStringLiteral("lobby"));

std::optional<ErrorCode> code(const std::optional<ApiError> &refusal)
{
    return refusal ? std::optional(refusal->code) : std::nullopt;
}

} // namespace

class tst_Members : public QObject
{
    Q_OBJECT

private slots:
    void aPersonIsKnownWhileOneSessionLives();
    void strangersEnterNoRoom();
    void membershipsAreLookedUpAndChanged();
    void aRoomIsKnownWhileAMemberIsConnected();
    void moderatorsAreKnownWhileTheyAreConnected();
    void rightsFollowRoomAndRole_data();
    void rightsFollowRoomAndRole();
    void aMuteEnds();
    void objectIdsAre24HexDigitsInOrderOfTime();
    void secretsAreUrlSafeAndDiffer();
    void skeletonsOfLookAlikesAreEqual();
};

void tst_Members::aPersonIsKnownWhileOneSessionLives()
{
    Members members;
    members.attach(kim);
    members.attach(kim);
    members.enter(kim, roomOf(lobby), {});
    QVERIFY(members.isMember(kim, lobby));
    QVERIFY(!members.isMember(kim, RoomId(u"other"_qs)));
    QVERIFY(!members.isMember(UserId(u"lee"_qs), lobby));
    QCOMPARE(members.connectedCount(), 1);
    members.detach(kim);
    QVERIFY(members.isMember(kim, lobby));
    members.detach(kim);
    QVERIFY(!members.isMember(kim, lobby));
    QVERIFY(!members.isConnected(kim));
    members.attach(kim);
    QVERIFY(!members.isMember(kim, lobby)); // nothing of before is left
}

void tst_Members::strangersEnterNoRoom()
{
    Members members;
    members.enter(UserId(u"kim"_qs), roomOf(RoomId(u"lobby"_qs)), {});
    QVERIFY(!members.isMember(UserId(u"kim"_qs), RoomId(u"lobby"_qs)));
    QCOMPARE(members.connectedCount(), 0);
}

void tst_Members::membershipsAreLookedUpAndChanged()
{
    Members members;
    members.attach(kim);
    members.enter(kim, roomOf(lobby), {.role = RoomRole::Owner});
    QCOMPARE(members.find(kim, lobby)->role, RoomRole::Owner);
    QCOMPARE(members.roomsOf(kim), QList<RoomId>{lobby});
    members.setMembership(kim, lobby, {.role = RoomRole::Member, .muted = true});
    QVERIFY(members.find(kim, lobby)->muted);
    members.setMembership(kim, RoomId(QStringLiteral("other")), {}); // no member of it
    QCOMPARE(members.roomsOf(kim).size(), 1);
    members.setMembership(lee, lobby, {}); // not connected
    QVERIFY(!members.isMember(lee, lobby));
    members.leave(kim, lobby);
    members.leave(kim, lobby);
    QVERIFY(!members.isMember(kim, lobby));
    QCOMPARE(members.roomCount(), 0);
    QCOMPARE(members.roomsOf(lee), QList<RoomId>());
}

void tst_Members::aRoomIsKnownWhileAMemberIsConnected()
{
    Members members;
    members.setRoom(roomOf(lobby, RoomKind::Announcement)); // nobody is in it
    QCOMPARE(members.roomCount(), 0);
    members.attach(kim);
    members.attach(lee);
    members.enter(kim, roomOf(lobby), {});
    members.enter(kim, roomOf(lobby), {}); // once more
    members.enter(lee, roomOf(lobby), {});
    Room quiet = roomOf(lobby);
    quiet.muteAll = true;
    quiet.slowModeSeconds = 30;
    members.setRoom(quiet);
    QVERIFY(members.traitsOf(lobby).muteAll);
    QCOMPARE(members.traitsOf(lobby).slowModeSeconds, 30);
    members.detach(kim);
    QVERIFY(members.traitsOf(lobby).muteAll);
    members.leave(lee, lobby);
    QVERIFY(!members.traitsOf(lobby).muteAll);
    QCOMPARE(members.roomCount(), 0);
    members.detach(lee);
}

void tst_Members::moderatorsAreKnownWhileTheyAreConnected()
{
    Members members;
    members.attach(kim);
    members.attach(lee);
    members.enter(kim, roomOf(lobby), {.role = RoomRole::Owner});
    members.enter(lee, roomOf(lobby), {});
    QCOMPARE(members.moderatorsOf(lobby), QList<UserId>{kim});
    members.setMembership(lee, lobby, {.role = RoomRole::Moderator});
    QCOMPARE(members.moderatorsOf(lobby).size(), 2);
    members.enter(lee, roomOf(lobby), {}); // as the store says now
    QCOMPARE(members.moderatorsOf(lobby), QList<UserId>{kim});
    members.setMembership(lee, lobby, {.role = RoomRole::Owner});
    members.leave(kim, lobby);
    QCOMPARE(members.moderatorsOf(lobby), QList<UserId>{lee});
    members.detach(lee);
    QVERIFY(members.moderatorsOf(lobby).isEmpty());
    QCOMPARE(members.roomCount(), 0);
    members.attach(lee);
    members.enter(lee, roomOf(lobby), {});
    QVERIFY(members.moderatorsOf(lobby).isEmpty());
}

void tst_Members::rightsFollowRoomAndRole_data()
{
    QTest::addColumn<RoomKind>("kind");
    QTest::addColumn<bool>("archived");
    QTest::addColumn<bool>("muteAll");
    QTest::addColumn<RoomRole>("role");
    QTest::addColumn<std::optional<ErrorCode>>("refused");

    const auto row = [](const char *title, RoomKind kind, bool archived, bool muteAll,
                        RoomRole role, std::optional<ErrorCode> refused) {
        QTest::newRow(title) << kind << archived << muteAll << role << refused;
    };
    using Kind = RoomKind;
    row("ordinary", Kind::Public, false, false, RoomRole::Member, {});
    row("private", Kind::Private, false, false, RoomRole::Member, {});
    row("announcement", Kind::Announcement, false, false, RoomRole::Member, ErrorCode::Forbidden);
    row("announcement, moderator", Kind::Announcement, false, false, RoomRole::Moderator, {});
    row("class mode", Kind::Public, false, true, RoomRole::Member, ErrorCode::Muted);
    row("class mode, moderator", Kind::Public, false, true, RoomRole::Moderator, {});
    row("class mode, owner", Kind::Public, false, true, RoomRole::Owner, {});
    row("archived", Kind::Public, true, false, RoomRole::Member, ErrorCode::Forbidden);
    row("archived, owner", Kind::Public, true, false, RoomRole::Owner, ErrorCode::Forbidden);
}

void tst_Members::rightsFollowRoomAndRole()
{
    QFETCH(RoomKind, kind);
    QFETCH(bool, archived);
    QFETCH(bool, muteAll);
    QFETCH(RoomRole, role);
    QFETCH(std::optional<ErrorCode>, refused);

    Members members;
    members.attach(kim);
    Room room = roomOf(lobby, kind);
    room.archived = archived;
    room.muteAll = muteAll;
    QCOMPARE(code(refusalToWrite(members, kim, lobby, 5)), ErrorCode::NotMember);
    QCOMPARE(code(refusalToRead(members, kim, lobby)), ErrorCode::NotMember);
    QCOMPARE(code(refusalToModerate(members, kim, lobby)), ErrorCode::NotMember);
    members.enter(kim, room, {.role = role});
    QCOMPARE(code(refusalToWrite(members, kim, lobby, 5)), refused);
    QVERIFY(!refusalToRead(members, kim, lobby));
    QCOMPARE(refusalToModerate(members, kim, lobby).has_value(), role == RoomRole::Member);
}

void tst_Members::aMuteEnds()
{
    Members members;
    members.attach(kim);
    members.enter(kim, roomOf(lobby), {.muted = true, .mutedUntilMs = 1'000});
    const auto muted = refusalToWrite(members, kim, lobby, 999);
    QCOMPARE(code(muted), ErrorCode::Muted);
    QCOMPARE(muted->untilMs, 1'000);
    QVERIFY(!refusalToWrite(members, kim, lobby, 1'000));
    members.setMembership(kim, lobby, {.muted = true});
    QCOMPARE(refusalToWrite(members, kim, lobby, 1'000)->untilMs, 0);
    members.setMembership(kim, lobby, {.role = RoomRole::Moderator, .muted = true});
    QVERIFY(!refusalToWrite(members, kim, lobby, 1'000));
}

void tst_Members::objectIdsAre24HexDigitsInOrderOfTime()
{
    static const QRegularExpression shape(u"^[0-9a-f]{24}$"_qs);
    QSet<QString> ids;
    for (int i = 0; i < 1'000; ++i) {
        const QString id = newObjectId(1'795'000'000'000);
        QVERIFY2(shape.match(id).hasMatch(), qPrintable(id));
        ids.insert(id);
    }
    QCOMPARE(ids.size(), 1'000);
    QVERIFY(newObjectId(1'795'000'000'000) < newObjectId(1'795'000'001'000));
    QVERIFY(shape.match(newObjectId(0)).hasMatch());
}

void tst_Members::secretsAreUrlSafeAndDiffer()
{
    static const QRegularExpression shape(u"^[A-Za-z0-9_-]+$"_qs);
    QSet<QString> secrets;
    for (int i = 0; i < 100; ++i) {
        const QString secret = newSecret(24);
        QCOMPARE(secret.size(), 32);
        QVERIFY(shape.match(secret).hasMatch());
        secrets.insert(secret);
    }
    QCOMPARE(secrets.size(), 100);
    QCOMPARE(newSecret(64).size(), 86);
    QCOMPARE(secretHash(u"abc"_qs).toHex(),
             QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

void tst_Members::skeletonsOfLookAlikesAreEqual()
{
    QCOMPARE(nameSkeleton(u"p\u0430ul"_qs), nameSkeleton(u"paul"_qs));
    QCOMPARE(nameSkeleton(QString(u'l')), nameSkeleton(QString(u'1')));
    QVERIFY(nameSkeleton(u"김민수"_qs) != nameSkeleton(u"김민주"_qs));
    QCOMPARE(nameSkeleton(QString()), QString());
    // The characters whose skeletons grow most, as many as a name may have.
    QVERIFY(!nameSkeleton(QString(256, QChar(0xFDFA))).isEmpty());
}

QTEST_GUILESS_MAIN(tst_Members)
#include "tst_members.moc"
