// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "passwordworld.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

/// Codes that let one more device in.
class tst_DeviceCodes : public QObject
{
    Q_OBJECT

private slots:
    void aCodeLetsOneMoreDeviceInOnce();
    void aCodeEndsWithItsTimeAndItsDevice();
    void guessesOfCodesAreBounded();
    void codesThatWaitAreBounded();
};

void tst_DeviceCodes::aCodeLetsOneMoreDeviceInOnce()
{
    World world(IdentityMode::Password); // the code stands for the password
    const auto kim = world.join(u"kim"_qs, secret);
    QCOMPARE(said(world.join(u"lee"_qs, secret)), u"ok"_qs);
    const QString before = world.codeFor(*kim.last);
    const QString code = world.codeFor(*kim.last);
    QCOMPARE(code.size(), 8);
    QCOMPARE(said(world.joinByCode(u"kim"_qs, before)), u"BAD_CREDENTIALS"_qs);
    QCOMPARE(said(world.joinByCode(u"lee"_qs, code)), u"BAD_CREDENTIALS"_qs);
    QCOMPARE(said(world.joinByCode(u"nobody"_qs, code)), u"BAD_CREDENTIALS"_qs);
    const auto second =
        world.joinByCode(u"KIM"_qs, u' ' + code.left(4).toLower() + u'-' + code.mid(4));
    QCOMPARE(said(second), u"ok"_qs);
    QCOMPARE(second.value().user.id, kim.value().user.id);
    QVERIFY(second.value().tokenHash != kim.value().tokenHash);
    QCOMPARE(said(world.join(u"kim"_qs, {}, second.value().token)), u"ok"_qs);
    QCOMPARE(said(world.joinByCode(u"kim"_qs, code)), u"BAD_CREDENTIALS"_qs); // it was used
    QVERIFY(!world.userNamed(u"nobody"_qs));
    // Who has no token holds no name.
    QCOMPARE(world.codeFor(IdentityService::Joined{.user = kim.value().user}), u"FORBIDDEN"_qs);
}

void tst_DeviceCodes::aCodeEndsWithItsTimeAndItsDevice()
{
    World world;
    const auto kim = world.join(u"kim"_qs, secret);
    QString code = world.codeFor(*kim.last);
    world.clock.ms += limits::deviceCodeMs - 1;
    QCOMPARE(said(world.joinByCode(u"kim"_qs, code)), u"ok"_qs);
    code = world.codeFor(*kim.last);
    world.clock.ms += limits::deviceCodeMs;
    QCOMPARE(said(world.joinByCode(u"kim"_qs, code)), u"BAD_CREDENTIALS"_qs);
    code = world.codeFor(*kim.last);
    world.identity.revoke(kim.value().tokenHash, [](const auto &) {});
    world.store.answerAll();
    QCOMPARE(said(world.joinByCode(u"kim"_qs, code)), u"BAD_CREDENTIALS"_qs);
}

void tst_DeviceCodes::guessesOfCodesAreBounded()
{
    World world;
    const auto kim = world.join(u"kim"_qs, {});
    for (int i = 0; i < limits::freeWrongPasswords; ++i) {
        QCOMPARE(said(world.joinByCode(u"kim"_qs, u"AAAABBBB"_qs)), u"BAD_CREDENTIALS"_qs);
    }
    const auto slowed = world.joinByCode(u"kim"_qs, world.codeFor(*kim.last));
    QCOMPARE(said(slowed), u"SLOW_DOWN"_qs);
    QVERIFY(slowed.error().retryAfterMs > 0);
    world.identity.setLimitsRates(false); // then the code alone counts
    const QString code = world.codeFor(*kim.last);
    for (int i = 0; i < limits::maxDeviceCodeGuesses; ++i) {
        QCOMPARE(said(world.joinByCode(u"kim"_qs, u"AAAABBBB"_qs)), u"BAD_CREDENTIALS"_qs);
    }
    QCOMPARE(said(world.joinByCode(u"kim"_qs, code)), u"BAD_CREDENTIALS"_qs);
}

void tst_DeviceCodes::codesThatWaitAreBounded()
{
    DeviceCodes codes;
    const auto user = [](int i) {
        return UserId(QString::number(i));
    };
    for (int i = 0; i < limits::maxDeviceCodes; ++i) {
        QVERIFY(codes.make(user(i), "hash", 0));
    }
    QVERIFY(!codes.make(user(-1), "hash", 0));
    QVERIFY(codes.make(user(0), "hash", 1)); // in the place of its own
    QVERIFY(codes.make(user(-1), "hash", limits::deviceCodeMs));
}

QTEST_GUILESS_MAIN(tst_DeviceCodes)
#include "tst_devicecodes.moc"
