// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/desktoplook.h"
#include "client/firstpaint.h"
#include "client/widgets/themecontroller.h"
#include "tests/support/fakeportal.h"
#include "tests/support/testbuspeers.h"

#include <QApplication>
#include <QSignalSpy>
#include <QWidget>
#include <QtTest>

#include <memory>
#include <optional>

using namespace maru::client;
using namespace maru::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 30'000;
const QString appearance = u"org.freedesktop.appearance"_s;
const QString scheme = u"color-scheme"_s;
const QString contrast = u"contrast"_s;

} // namespace

class tst_DesktopLook : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void theDesktopIsAskedAndFollowed();
    void highContrastGoesBeforeDark();
    void aPortalThatComesLate();
    void aPortalThatGoesAndReturns();
    void nonsenseIsNoPreference_data();
    void nonsenseIsNoPreference();
    void anAnswerOfAnotherKind();
    void noPortalAndNoBus();
    void nothingIsAskedBeforeTheFirstPaint();

private:
    // Follows the portal, as the program does.
    void follow()
    {
        m_themes = std::make_unique<ThemeController>();
        m_look = std::make_unique<DesktopLook>([this] {
            ++m_opened;
            return *m_peers.ours;
        });
        m_told = std::make_unique<QSignalSpy>(m_look.get(), &DesktopLook::told);
        connect(m_look.get(), &DesktopLook::told, m_themes.get(), &ThemeController::setDesktopKind);
    }

    TestBusPeers m_peers;
    int m_opened = 0; // how often the bus was
    std::unique_ptr<FakePortal> m_portal;
    std::unique_ptr<ThemeController> m_themes;
    std::unique_ptr<DesktopLook> m_look;
    std::unique_ptr<QSignalSpy> m_told;
};

void tst_DesktopLook::init()
{
    QApplication::setPalette(QPalette()); // light
    if (!m_peers.start()) {
        QVERIFY2(qEnvironmentVariable("CI") != "true"_L1, "no dbus-daemon");
        QSKIP("no dbus-daemon");
    }
    m_portal = std::make_unique<FakePortal>(*m_peers.theirs);
    m_opened = 0;
    follow();
}

void tst_DesktopLook::cleanup()
{
    m_told.reset();
    m_look.reset();
    m_themes.reset();
    m_portal.reset();
    m_peers.stop();
}

void tst_DesktopLook::theDesktopIsAskedAndFollowed()
{
    m_portal->values = {{scheme, 1U}, {contrast, 0U}};
    QVERIFY(m_portal->appear());
    m_look->start();
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Dark, patienceMs);
    QCOMPARE(m_portal->askedFor, QStringList{appearance});
    m_portal->tell(scheme, scheme, 2U); // not of this group
    m_portal->tell(appearance, u"accent-color"_s, 2U);
    m_portal->tell(appearance, scheme, 2U);
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Light, patienceMs);
    m_portal->tell(appearance, scheme, 1U);
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Dark, patienceMs);
    m_portal->tell(appearance, scheme, 0U); // the palette decides
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Light, patienceMs);
    QVERIFY(!m_look->kind());
    QCOMPARE(m_portal->asked, 1);
}

void tst_DesktopLook::highContrastGoesBeforeDark()
{
    // As some portals have it: in a second variant.
    m_portal->values = {{scheme, QVariant::fromValue(QDBusVariant(1U))},
                        {contrast, QVariant::fromValue(QDBusVariant(1U))}};
    QVERIFY(m_portal->appear());
    m_look->start();
    QTRY_COMPARE_WITH_TIMEOUT(m_told->size(), 1, patienceMs);
    QCOMPARE(m_themes->theme().kind, ThemeKind::Contrast); // at once, and not dark first
    m_portal->tell(appearance, contrast, 0U);
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Dark, patienceMs);
    m_portal->tell(appearance, contrast, QVariant::fromValue(QDBusVariant(1U)));
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Contrast, patienceMs);
}

void tst_DesktopLook::aPortalThatComesLate()
{
    m_look->start();
    QTRY_COMPARE_WITH_TIMEOUT(m_told->size(), 1, patienceMs); // there is none
    QCOMPARE(m_themes->theme().kind, ThemeKind::Light);
    m_portal->values = {{scheme, 1U}};
    QVERIFY(m_portal->appear());
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Dark, patienceMs);
    m_portal->tell(appearance, contrast, 1U); // its signals are heard, too
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Contrast, patienceMs);
}

void tst_DesktopLook::aPortalThatGoesAndReturns()
{
    m_portal->values = {{scheme, 1U}};
    QVERIFY(m_portal->appear());
    m_look->start();
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Dark, patienceMs);
    m_portal->vanish();
    m_portal->values = {{scheme, 2U}};
    QVERIFY(m_portal->appear());
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Light, patienceMs);
    QCOMPARE(m_portal->asked, 2);
}

void tst_DesktopLook::nonsenseIsNoPreference_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::newRow("text") << QVariant(u"dark please"_s);
    QTest::newRow("a later number") << QVariant(77U);
    QTest::newRow("a negative number") << QVariant(-1);
    QTest::newRow("a fraction") << QVariant(1.0);
    QTest::newRow("yes") << QVariant(true);
    QTest::newRow("a list") << QVariant(QStringList{u"1"_s});
    QVariant nested(1U);
    for (int i = 0; i < 20; ++i) {
        nested = QVariant::fromValue(QDBusVariant(nested));
    }
    QTest::newRow("a number in twenty variants") << nested;
}

void tst_DesktopLook::nonsenseIsNoPreference()
{
    QFETCH(QVariant, value);
    m_portal->values = {{scheme, value}, {contrast, value}};
    QVERIFY(m_portal->appear());
    m_look->start();
    QTRY_COMPARE_WITH_TIMEOUT(m_told->size(), 1, patienceMs);
    QVERIFY(!m_look->kind());
    m_portal->tell(appearance, scheme, 1U);
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Dark, patienceMs);
    m_portal->tell(appearance, scheme, value);
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Light, patienceMs);
}

void tst_DesktopLook::anAnswerOfAnotherKind()
{
    m_portal->answersWithText = true;
    QVERIFY(m_portal->appear());
    m_look->start();
    QTRY_COMPARE_WITH_TIMEOUT(m_told->size(), 1, patienceMs);
    QVERIFY(!m_look->kind());
    m_portal->tell(appearance, scheme, 1U);
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Dark, patienceMs);
}

void tst_DesktopLook::noPortalAndNoBus()
{
    m_look->start();
    QTRY_COMPARE_WITH_TIMEOUT(m_told->size(), 1, patienceMs);
    QCOMPARE(m_themes->theme().kind, ThemeKind::Light);
    m_peers.ours = QDBusConnection(u"there is none"_s);
    follow();
    m_look->start();
    QCOMPARE(m_told->size(), 1);
    QVERIFY(!m_look->kind());
}

void tst_DesktopLook::nothingIsAskedBeforeTheFirstPaint()
{
    m_portal->values = {{scheme, 1U}};
    QVERIFY(m_portal->appear());
    FirstPaint first(nullptr);
    connect(&first, &FirstPaint::painted, m_look.get(), &DesktopLook::start);
    bool isLater = false;
    QTimer::singleShot(0, this, [&] { isLater = true; }); // when it would have asked
    QTRY_VERIFY_WITH_TIMEOUT(isLater, patienceMs);
    QCOMPARE(m_opened, 0);
    QWidget window;
    window.show();
    QTRY_COMPARE_WITH_TIMEOUT(m_themes->theme().kind, ThemeKind::Dark, patienceMs);
    window.update();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QCOMPARE(m_portal->asked, 1);
    QCOMPARE(m_opened, 1);
}

QTEST_MAIN(tst_DesktopLook)
#include "tst_desktoplook.moc"
