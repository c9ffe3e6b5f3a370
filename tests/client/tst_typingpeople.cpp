// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/typingpeople.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_TypingPeople : public QObject
{
    Q_OBJECT

private slots:
    void namesAreTold();
    void whoIsSilentIsForgotten();
    void whoGoesOnIsNot();
    void theNumberIsBounded();
    void oneselfSaysItOnceInAWhile();

private:
    [[nodiscard]] static TypingChanged event(const QString &name, bool on = true,
                                             const QString &room = u"r1"_s)
    {
        User user;
        user.id = UserId(u"id-"_s + name);
        user.userName = name;
        return {RoomId(room), user, on};
    }
    [[nodiscard]] static RoomId room() { return RoomId(u"r1"_s); }
};

void tst_TypingPeople::namesAreTold()
{
    TypingPeople people;
    QSignalSpy changed(&people, &TypingPeople::changed);
    QCOMPARE(people.text(room()), QString());
    people.take(event(u"김민수"_s));
    QCOMPARE(people.text(room()), u"김민수 is typing…"_s);
    people.take(event(u"김민수"_s)); // again: the same line
    QCOMPARE(changed.count(), 1);
    people.take(event(u"Lee"_s));
    QCOMPARE(people.text(room()), u"김민수 and Lee are typing…"_s);
    people.take(event(u"Park"_s));
    QVERIFY(people.text(room()).contains(u'3') || people.text(room()).contains("%n"_L1));
    QCOMPARE(people.text(RoomId(u"r2"_s)), QString());
    people.take(event(u"Lee"_s, false));
    people.forget(room(), UserId(u"id-Park"_s));
    QCOMPARE(people.text(room()), u"김민수 is typing…"_s);
    people.clear();
    QCOMPARE(people.text(room()), QString());
    QCOMPARE(changed.count(), 6);
}

void tst_TypingPeople::whoIsSilentIsForgotten()
{
    TypingPeople people(30);
    QSignalSpy changed(&people, &TypingPeople::changed);
    people.take(event(u"kim"_s));
    QTRY_COMPARE(changed.count(), 2);
    QCOMPARE(people.text(room()), QString());
}

void tst_TypingPeople::whoGoesOnIsNot()
{
    TypingPeople people(1'500);
    QSignalSpy changed(&people, &TypingPeople::changed);
    people.take(event(u"kim"_s));
    QTest::qWait(700);
    QElapsedTimer again;
    again.start();
    people.take(event(u"kim"_s));
    QTRY_COMPARE(changed.count(), 2);
    QVERIFY(again.elapsed() >= 1'400); // not 1,500 ms after the first
}

void tst_TypingPeople::theNumberIsBounded()
{
    TypingPeople people;
    QSignalSpy changed(&people, &TypingPeople::changed);
    for (int i = 0; i < limits::maxTypistsShown + 10; ++i) {
        people.take(event(QString::number(i)));
    }
    QCOMPARE(changed.count(), limits::maxTypistsShown);
}

void tst_TypingPeople::oneselfSaysItOnceInAWhile()
{
    TypingTeller teller;
    QVERIFY(!teller.tell(room(), false).has_value()); // nothing was begun
    QCOMPARE(teller.tell(room(), true)->on, true);
    QVERIFY(!teller.tell(room(), true).has_value());
    QCOMPARE(teller.tell(room(), false)->on, false);
    QVERIFY(!teller.tell(room(), false).has_value());
    QVERIFY(teller.tell(room(), true).has_value());
    QVERIFY(teller.tell(RoomId(u"r2"_s), true).has_value()); // another room
    teller.forget();
    QVERIFY(!teller.tell(RoomId(u"r2"_s), false).has_value());
}

QTEST_GUILESS_MAIN(tst_TypingPeople)
#include "common/clientlimits.h"
#include "tst_typingpeople.moc"
