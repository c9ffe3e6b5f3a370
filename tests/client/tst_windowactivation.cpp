// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/windowactivation.h"
#include "common/clientlimits.h"

#include <QWidget>
#include <QtTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr auto xdg = "XDG_ACTIVATION_TOKEN";
constexpr auto x11 = "DESKTOP_STARTUP_ID";

} // namespace

class tst_WindowActivation : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void tokensAreChecked_data();
    void tokensAreChecked();
    void theStartHasOne();
    void theTimeOfAClick_data();
    void theTimeOfAClick();
    void itIsLeftWhereQtTakesIt();
    void aMinimisedWindowComesBack();
};

void tst_WindowActivation::initTestCase()
{
    qputenv("QT_FATAL_WARNINGS", "0"); // the offscreen platform warns of what it cannot do
}

void tst_WindowActivation::cleanup()
{
    qunsetenv(xdg);
    qunsetenv(x11);
}

void tst_WindowActivation::tokensAreChecked_data()
{
    QTest::addColumn<QString>("token");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("of KWin") << u"kwin-42"_s << true;
    QTest::newRow("of GNOME") << u"gnome-shell/Maru/1234-0-host_TIME5678"_s << true;
    QTest::newRow("the longest") << QString(limits::maxActivationChars, u'a') << true;
    QTest::newRow("too long") << QString(limits::maxActivationChars + 1, u'a') << false;
    QTest::newRow("a space") << u"a b"_s << false;
    QTest::newRow("a line") << u"a\nb"_s << false;
    QTest::newRow("nothing in it") << u"a\0b"_s << false;
    QTest::newRow("Korean") << u"마루"_s << false;
    QTest::newRow("a delete") << u"a\u007f"_s << false;
}

void tst_WindowActivation::tokensAreChecked()
{
    QFETCH(const QString, token);
    QFETCH(const bool, isGood);
    QCOMPARE(checkedActivation(token), isGood ? token : QString());
}

void tst_WindowActivation::theStartHasOne()
{
    QCOMPARE(startActivation(), QString());
    qputenv(x11, "id_TIME12");
    QCOMPARE(startActivation(), u"id_TIME12"_s);
    qputenv(xdg, "token");
    QCOMPARE(startActivation(), u"token"_s);
    QCOMPARE(startupId(), u"id_TIME12"_s);
    qputenv(xdg, "no token");
    QCOMPARE(startActivation(), u"id_TIME12"_s);
    endStartup(startupId()); // here is no X server
}

void tst_WindowActivation::theTimeOfAClick_data()
{
    QTest::addColumn<QString>("token");
    QTest::addColumn<quint32>("time"); // 0: none
    QTest::newRow("of GNOME") << u"gnome-shell/Maru/1234-0-host_TIME5678"_s << 5678U;
    QTest::newRow("the largest") << u"a_TIME4294967295"_s << 4'294'967'295U;
    QTest::newRow("the last counts") << u"_TIME1_TIME2"_s << 2U;
    QTest::newRow("none") << u"kwin-42"_s << 0U;
    QTest::newRow("no number") << u"a_TIME"_s << 0U;
    QTest::newRow("no time") << u"a_TIME0"_s << 0U;
    QTest::newRow("too large") << u"a_TIME4294967296"_s << 0U;
    QTest::newRow("negative") << u"a_TIME-1"_s << 0U;
    QTest::newRow("more behind it") << u"a_TIME5x"_s << 0U;
}

void tst_WindowActivation::theTimeOfAClick()
{
    QFETCH(const QString, token);
    QFETCH(const quint32, time);
    QCOMPARE(startupTimeOf(token).value_or(0), time);
}

// As on Wayland.
void tst_WindowActivation::itIsLeftWhereQtTakesIt()
{
    QWidget window;
    bringForward(&window);
    QVERIFY(window.isVisible());
    QVERIFY(!qEnvironmentVariableIsSet(xdg));
    bringForward(&window, u"no token"_s);
    QVERIFY(!qEnvironmentVariableIsSet(xdg));
    bringForward(&window, u"token"_s);
    QCOMPARE(qgetenv(xdg), QByteArray("token"));
    QVERIFY(QTest::qWaitForWindowActive(&window));
}

void tst_WindowActivation::aMinimisedWindowComesBack()
{
    QWidget window;
    window.showMinimized();
    bringForward(&window);
    QVERIFY(!window.isMinimized());
    QVERIFY(window.isVisible());
}

QTEST_MAIN(tst_WindowActivation)
#include "tst_windowactivation.moc"
