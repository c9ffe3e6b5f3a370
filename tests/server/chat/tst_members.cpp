// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/members.h"
#include "server/chat/objectid.h"
#include "server/chat/skeleton.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace maru;
using namespace maru::server;

class tst_Members : public QObject
{
    Q_OBJECT

private slots:
    void aPersonIsKnownWhileOneSessionLives();
    void strangersEnterNoRoom();
    void objectIdsAre24HexDigitsInOrderOfTime();
    void secretsAreUrlSafeAndDiffer();
    void skeletonsOfLookAlikesAreEqual();
};

void tst_Members::aPersonIsKnownWhileOneSessionLives()
{
    const UserId kim(u"kim"_qs);
    const RoomId lobby(u"lobby"_qs);
    Members members;
    members.attach(kim);
    members.attach(kim);
    members.enter(kim, lobby);
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
    members.enter(UserId(u"kim"_qs), RoomId(u"lobby"_qs));
    QVERIFY(!members.isMember(UserId(u"kim"_qs), RoomId(u"lobby"_qs)));
    QCOMPARE(members.connectedCount(), 0);
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
