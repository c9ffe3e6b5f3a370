// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/reconnectpolicy.h"

#include <QTest>

using namespace maru;
using namespace maru::client;

class tst_ReconnectPolicy : public QObject
{
    Q_OBJECT

private slots:
    void theCeilingDoublesUpToThirtySecondsWithoutEnd();
    void theFloorIsHalfASecond();
    void aResetStartsAgain();
};

namespace {
constexpr double almostOne = 0.999'999'999;
}

void tst_ReconnectPolicy::theCeilingDoublesUpToThirtySecondsWithoutEnd()
{
    ReconnectPolicy policy;
    for (const int ceiling : {999, 1'999, 3'999, 7'999, 15'999, 29'999, 29'999}) {
        QCOMPARE(policy.nextDelayMs(almostOne), ceiling);
    }
    for (int i = 0; i < 10'000; ++i) {
        QCOMPARE(policy.nextDelayMs(almostOne), 29'999);
    }
}

void tst_ReconnectPolicy::theFloorIsHalfASecond()
{
    ReconnectPolicy policy;
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(policy.nextDelayMs(0), limits::reconnectMinMs);
    }
}

void tst_ReconnectPolicy::aResetStartsAgain()
{
    ReconnectPolicy policy;
    for (int i = 0; i < 10; ++i) {
        static_cast<void>(policy.nextDelayMs(0.5));
    }
    policy.reset();
    QCOMPARE(policy.nextDelayMs(almostOne), 999);
}

QTEST_GUILESS_MAIN(tst_ReconnectPolicy)
#include "common/clientlimits.h"
#include "tst_reconnectpolicy.moc"
