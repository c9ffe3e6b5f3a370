// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/loginthrottle.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

const QString name = QStringLiteral("kim");
const QString address = QStringLiteral("192.0.2.1");

} // namespace

class tst_LoginThrottle : public QObject
{
    Q_OBJECT

private slots:
    void aNamePausesAndThePauseDoubles()
    {
        LoginThrottle throttle;
        qint64 now = 1'000'000;
        for (int i = 0; i < limits::freeWrongPasswords; ++i) {
            QCOMPARE(throttle.waitMs(name, address, now), 0);
            throttle.noteTry(name, address, now);
        }
        qint64 expected = 1'000;
        for (int i = 0; i < 12; ++i) {
            QCOMPARE(throttle.waitMs(name, {}, now), int(expected));
            QCOMPARE(throttle.waitMs(name, {}, now + expected), 0);
            throttle.noteTry(name, QString::number(i), now); // each from elsewhere
            expected = std::min<qint64>(2 * expected, limits::maxLoginPauseMs);
        }
        QCOMPARE(expected, limits::maxLoginPauseMs);
        QCOMPARE(throttle.waitMs(QStringLiteral("lee"), QStringLiteral("192.0.2.9"), now), 0);
    }

    void anAddressPausesWhateverItGuesses()
    {
        LoginThrottle throttle;
        const qint64 now = 1'000'000;
        for (int i = 0; i < limits::wrongPasswordsPerAddress; ++i) {
            QCOMPARE(throttle.waitMs(QString::number(i), address, now), 0);
            throttle.noteTry(QString::number(i), address, now);
        }
        QCOMPARE(throttle.waitMs(name, address, now), int(limits::wrongPasswordWindowMs));
        QCOMPARE(throttle.waitMs(name, QStringLiteral("192.0.2.2"), now), 0);
        const qint64 later = now + limits::wrongPasswordWindowMs;
        QCOMPARE(throttle.waitMs(name, address, later), 0);
        throttle.noteTry(name, address, later);
        QCOMPARE(throttle.waitMs(name, address, later), 0); // a new window
    }

    void aRightPasswordForgivesTheNameAndItself()
    {
        LoginThrottle throttle;
        const qint64 now = 1'000'000;
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(throttle.waitMs(name, address, now), 0);
            throttle.noteTry(name, address, now);
            throttle.noteRight(name, address);
        }
        for (int i = 0; i < limits::wrongPasswordsPerAddress; ++i) {
            throttle.noteTry(QString::number(i), address, now);
        }
        throttle.noteTry(name, address, now);
        throttle.noteRight(name, address);
        QVERIFY(throttle.waitMs(name, address, now) > 0); // what was guessed before stays guessed
    }

    void withoutRatesNothingIsCounted()
    {
        LoginThrottle throttle;
        throttle.setLimitsRates(false);
        for (int i = 0; i < 100; ++i) {
            throttle.noteTry(name, address, 1'000'000);
        }
        QCOMPARE(throttle.waitMs(name, address, 1'000'000), 0);
        throttle.setLimitsRates(true);
        for (int i = 0; i < 100; ++i) {
            throttle.noteTry(name, address, 1'000'000);
        }
        throttle.setLimitsRates(false);
        QCOMPARE(throttle.waitMs(name, address, 1'000'000), 0);
    }

    void manyNamesTakeBoundedRoom()
    {
        LoginThrottle throttle;
        const qint64 now = 1'000'000;
        for (qsizetype i = 0; i < 3 * limits::maxThrottledNames; ++i) {
            throttle.noteTry(QString::number(i), QString::number(i), now);
        }
        QCOMPARE(throttle.waitMs(QString::number(1), QString::number(1), now), 0);
    }
};

QTEST_GUILESS_MAIN(tst_LoginThrottle)
#include "common/serverlimits.h"
#include "tst_loginthrottle.moc"
