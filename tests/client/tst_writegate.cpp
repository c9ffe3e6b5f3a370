// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/writegate.h"

#include <QLocale>
#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_WriteGate : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aPlainRoomSaysNothing();
    void anArchivedRoomIsReadOnly();
    void announcementsAreForModerators();
    void classModeOffersAHand();
    void aModeratorSeesHandsAndTheWayBack();
    void aMuteIsTriedOnceAndEndsWhenTheServerSaid();
    void aMuteWithoutAnEndStays();
    void aRefusalInClassModeIsNoMute();
    void slowModeCountsDown();
    void aRefusedMessageTakesNoTurn();
    void aClockSetBackHoldsNobodyBackForLonger();
    void aMuteEndsByTheClockOfTheServer();
    void anotherRoomHasItsOwnRule();

private:
    static Room room(const QString &id = u"r1"_s)
    {
        Room made;
        made.id = RoomId(id);
        return made;
    }
    [[nodiscard]] const WriteRule &rule() const { return m_gate->rule(); }

    qint64 m_now = 0;
    std::unique_ptr<WriteGate> m_gate;
};

void tst_WriteGate::init()
{
    m_now = 1'700'000'000'000;
    m_gate = std::make_unique<WriteGate>([this] { return m_now; });
}

void tst_WriteGate::aPlainRoomSaysNothing()
{
    QVERIFY(rule().mayWrite);
    m_gate->setRoom(room(), RoomRole::Member);
    QCOMPARE(rule(), WriteRule());
    m_gate->setOwn(false, true);
    QVERIFY(rule().mayWrite);
    QVERIFY(rule().offersHand); // to lower it
    QCOMPARE(rule().text, u"Your hand is up."_s);
}

void tst_WriteGate::anArchivedRoomIsReadOnly()
{
    Room archived = room();
    archived.archived = true;
    m_gate->setRoom(archived, RoomRole::Owner);
    QVERIFY(!rule().mayWrite);
    QVERIFY(!rule().mayEdit && !rule().mayReact && !rule().mayDelete);
    QVERIFY(!rule().text.isEmpty());
}

void tst_WriteGate::announcementsAreForModerators()
{
    Room announcements = room();
    announcements.kind = RoomKind::Announcement;
    m_gate->setRoom(announcements, RoomRole::Member);
    QVERIFY(!rule().mayWrite);
    QVERIFY(!rule().mayEdit && rule().mayReact);
    QVERIFY(!rule().offersHand);
    announcements.muteAll = true;
    m_gate->setRoom(announcements, RoomRole::Member);
    QVERIFY(!rule().mayReact);
    announcements.muteAll = false;
    m_gate->setRoom(announcements, RoomRole::Moderator);
    QCOMPARE(rule(), WriteRule());
}

void tst_WriteGate::classModeOffersAHand()
{
    Room muted = room();
    muted.muteAll = true;
    QSignalSpy changed(m_gate.get(), &WriteGate::changed);
    m_gate->setRoom(muted, RoomRole::Member);
    QCOMPARE(changed.count(), 1);
    QVERIFY(!rule().mayWrite);
    QVERIFY(!rule().mayEdit && !rule().mayReact && rule().mayDelete);
    QVERIFY(rule().offersHand);
    m_gate->setRoom(room(), RoomRole::Member);
    QVERIFY(rule().mayWrite);
    QVERIFY(rule().text.isEmpty());
}

void tst_WriteGate::aModeratorSeesHandsAndTheWayBack()
{
    Room muted = room();
    muted.muteAll = true;
    m_gate->setRoom(muted, RoomRole::Moderator);
    m_gate->setHandsUp(2);
    QVERIFY(rule().mayWrite);
    QVERIFY(rule().mayEdit && rule().mayReact && rule().mayDelete);
    QVERIFY(rule().offersUnmute);
    QVERIFY(!rule().offersHand);
    QCOMPARE(rule().handsUp, 2);
    m_gate->setRoom(room(), RoomRole::Moderator);
    QVERIFY(!rule().offersUnmute);
    QVERIFY(!rule().text.isEmpty());
    m_gate->setHandsUp(0);
    QVERIFY(rule().text.isEmpty());

    m_gate->setOwn(false, true); // it was up before the role came
    QVERIFY(rule().isHandUp);
    QVERIFY(rule().offersHand);
    QVERIFY(!rule().text.isEmpty());
}

void tst_WriteGate::aMuteIsTriedOnceAndEndsWhenTheServerSaid()
{
    m_gate->setRoom(room(), RoomRole::Member);
    m_gate->setOwn(true, false);
    QVERIFY(rule().mayWrite); // nobody has said until when
    QVERIFY(!rule().text.isEmpty());
    QVERIFY(rule().offersHand);
    m_gate->noteRefusal(RoomId(u"r1"_s), {.code = ErrorCode::Muted, .untilMs = m_now + 60'000},
                        false);
    QVERIFY(!rule().mayWrite);
    QVERIFY(!rule().mayEdit && !rule().mayReact && rule().mayDelete);
    QVERIFY(rule().text.startsWith(u"You are muted here until"_s));
    m_now += 60'001;
    m_gate->setRoom(room(), RoomRole::Member);
    QVERIFY(rule().mayWrite);
    QVERIFY(rule().text.isEmpty());
}

void tst_WriteGate::aMuteWithoutAnEndStays()
{
    m_gate->setRoom(room(), RoomRole::Member);
    m_gate->setOwn(true, false);
    m_gate->noteRefusal(RoomId(u"r1"_s), {.code = ErrorCode::Muted}, false);
    QVERIFY(!rule().mayWrite);
    m_now += 86'400'000;
    m_gate->setRoom(room(), RoomRole::Member);
    QVERIFY(!rule().mayWrite);
    m_gate->setOwn(false, false); // a moderator ended it
    QVERIFY(rule().mayWrite);
}

void tst_WriteGate::aRefusalInClassModeIsNoMute()
{
    Room muted = room();
    muted.muteAll = true;
    m_gate->setRoom(muted, RoomRole::Member);
    m_gate->noteRefusal(muted.id, {.code = ErrorCode::Muted}, true);
    QVERIFY2(rule().text.startsWith(u"Class mode"_s), qPrintable(rule().text));
    m_gate->setRoom(room(), RoomRole::Member);
    QVERIFY(rule().mayWrite);
    QVERIFY(rule().text.isEmpty());
}

void tst_WriteGate::slowModeCountsDown()
{
    Room slow = room();
    slow.slowModeSeconds = 30;
    m_gate->setRoom(slow, RoomRole::Member);
    QVERIFY(rule().mayWrite);
    m_gate->noteSent(slow.id);
    QVERIFY(!rule().mayWrite);
    QVERIFY(rule().mayEdit);
    QVERIFY(rule().text.contains(u"30"_s));
    QCOMPARE(rule().kind, WriteRule::Kind::SlowMode);
    m_now += 28'500;
    m_gate->setRoom(slow, RoomRole::Member);
    QVERIFY(rule().text.contains(u" 2 "_s)); // 1.5 s, rounded up
    QCOMPARE(rule().kind, WriteRule::Kind::SlowMode); // no news
    m_now += 1'500;
    m_gate->setRoom(slow, RoomRole::Member);
    QVERIFY(rule().mayWrite);
    m_gate->setRoom(slow, RoomRole::Moderator);
    m_gate->noteSent(slow.id);
    QVERIFY(rule().mayWrite); // moderators are free
}

void tst_WriteGate::aRefusedMessageTakesNoTurn()
{
    Room slow = room();
    slow.slowModeSeconds = 600;
    m_gate->setRoom(slow, RoomRole::Member);
    m_gate->noteSent(slow.id);
    m_gate->noteRefusal(RoomId(u"r2"_s), {.code = ErrorCode::NotFound}, false);
    QVERIFY(!rule().mayWrite);
    m_gate->noteRefusal(slow.id, {.code = ErrorCode::NotFound}, false);
    QVERIFY(rule().mayWrite);
    QVERIFY(rule().text.isEmpty());
    // An edit that is refused was none.
    m_gate->noteSent(slow.id);
    m_gate->noteMute(slow.id, {.code = ErrorCode::NotFound}, false);
    QVERIFY(!rule().mayWrite && rule().mayEdit);
    m_gate->noteRefusal(slow.id, {.code = ErrorCode::NotFound}, false);
    // Nor does it outlive the mute for which it was refused.
    m_gate->noteSent(slow.id);
    m_gate->noteRefusal(slow.id, {.code = ErrorCode::Muted, .untilMs = m_now + 60'000}, false);
    m_now += 60'001;
    m_gate->setRoom(slow, RoomRole::Member);
    QVERIFY(rule().mayWrite);
}

void tst_WriteGate::aClockSetBackHoldsNobodyBackForLonger()
{
    Room slow = room();
    slow.slowModeSeconds = 30;
    m_gate->setRoom(slow, RoomRole::Member);
    m_gate->noteSent(slow.id);
    m_now -= 3 * 3'600'000;
    m_gate->setRoom(slow, RoomRole::Member);
    QVERIFY2(rule().text.contains(u" 30 "_s), qPrintable(rule().text));
    m_now += 30'000;
    m_gate->setRoom(slow, RoomRole::Member);
    QVERIFY(rule().mayWrite);
}

void tst_WriteGate::aMuteEndsByTheClockOfTheServer()
{
    const qint64 serverNow = m_now;
    m_now -= 9 * 3'600'000; // as where a computer takes the local time for that of the world
    m_gate->noteServerTime(serverNow);
    m_gate->setRoom(room(), RoomRole::Member);
    m_gate->noteRefusal(RoomId(u"r1"_s), {.code = ErrorCode::Muted, .untilMs = serverNow + 60'000},
                        false);
    QVERIFY(!rule().mayWrite);
    const QString until = QLocale().toString(QDateTime::fromMSecsSinceEpoch(m_now + 60'000).time(),
                                             QLocale::ShortFormat);
    QVERIFY2(rule().text.contains(until), qPrintable(rule().text)); // as the person's clock goes
    m_now += 60'001;
    m_gate->setRoom(room(), RoomRole::Member);
    QVERIFY(rule().mayWrite);
    QVERIFY(rule().text.isEmpty());
}

void tst_WriteGate::anotherRoomHasItsOwnRule()
{
    Room slow = room();
    slow.slowModeSeconds = 30;
    m_gate->setRoom(slow, RoomRole::Member);
    m_gate->setOwn(true, true);
    m_gate->noteSent(slow.id);
    m_gate->setRoom(room(u"r2"_s), RoomRole::Member);
    QCOMPARE(rule(), WriteRule());
    m_gate->setRoom(slow, RoomRole::Member);
    QVERIFY(!rule().mayWrite);
    m_gate->forget();
    QCOMPARE(rule(), WriteRule());
}

QTEST_GUILESS_MAIN(tst_WriteGate)
#include "tst_writegate.moc"
