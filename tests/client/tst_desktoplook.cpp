// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/desktoplook.h"
#include "client/widgets/themecontroller.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QProcess>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru::client;

/// What a desktop's portal answers, at a bus of the test's own.
class FakePortal : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    QHash<QString, QVariant> values;
    int asked = 0;

public slots:
    QDBusVariant Read(const QString &group, const QString &key)
    {
        ++asked;
        if (group != "org.freedesktop.appearance"_L1 || !values.contains(key)) {
            sendErrorReply(u"org.freedesktop.portal.Error.NotFound"_s, u"no such setting"_s);
            return QDBusVariant(0U);
        }
        return QDBusVariant(QVariant::fromValue(QDBusVariant(values.value(key))));
    }

public:
    /// The portal's own connection, as it is another program's.
    static QDBusConnection bus() { return QDBusConnection(u"portal"_s); }

    static void tell(const QString &group, const QString &key, const QVariant &value)
    {
        QDBusMessage signal =
            QDBusMessage::createSignal(u"/org/freedesktop/portal/desktop"_s,
                                       u"org.freedesktop.portal.Settings"_s, u"SettingChanged"_s);
        signal.setArguments({group, key, QVariant::fromValue(QDBusVariant(value))});
        QVERIFY(bus().send(signal));
    }
};

class tst_DesktopLook : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void nothingIsSaidWithoutAPortal();
    void theDesktopIsAskedAndFollowed();
    void whatIsNoNumberIsNoPreference();

private:
    static constexpr auto appearance = "org.freedesktop.appearance"_L1;
    QProcess m_bus;
    FakePortal m_portal;
};

void tst_DesktopLook::initTestCase()
{
    m_bus.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    if (!m_bus.waitForStarted(30'000)) {
        QSKIP("there is no dbus-daemon");
    }
    QTRY_VERIFY_WITH_TIMEOUT(m_bus.canReadLine(), 30'000);
    const QByteArray address = m_bus.readLine().trimmed();
    qputenv("DBUS_SESSION_BUS_ADDRESS", address);
    QVERIFY(QDBusConnection::sessionBus().isConnected());
    QVERIFY(QDBusConnection::connectToBus(QString::fromUtf8(address), u"portal"_s).isConnected());
}

void tst_DesktopLook::cleanupTestCase()
{
    m_bus.kill();
    m_bus.waitForFinished();
}

void tst_DesktopLook::nothingIsSaidWithoutAPortal()
{
    const DesktopLook look;
    QVERIFY(!look.kind());
    QDBusConnection::sessionBus().call(QDBusMessage::createMethodCall(
        u"org.freedesktop.DBus"_s, u"/"_s, u"org.freedesktop.DBus"_s, u"ListNames"_s));
    QVERIFY(!look.kind());
}

void tst_DesktopLook::theDesktopIsAskedAndFollowed()
{
    QDBusConnection bus = FakePortal::bus();
    m_portal.values = {{u"color-scheme"_s, 1U}, {u"contrast"_s, 0U}};
    QVERIFY(bus.registerObject(u"/org/freedesktop/portal/desktop"_s, &m_portal,
                               QDBusConnection::ExportAllSlots));
    QVERIFY(bus.registerService(u"org.freedesktop.portal.Desktop"_s));
    DesktopLook look;
    ThemeController themes;
    connect(&look, &DesktopLook::changed, &themes, &ThemeController::setDesktopKind);
    QTRY_COMPARE_WITH_TIMEOUT(themes.theme().kind, ThemeKind::Dark, 30'000);
    FakePortal::tell(appearance, u"contrast"_s, 1U);
    QTRY_COMPARE_WITH_TIMEOUT(themes.theme().kind, ThemeKind::Contrast, 30'000);
    FakePortal::tell(appearance, u"contrast"_s, 0U);
    QTRY_COMPARE_WITH_TIMEOUT(themes.theme().kind, ThemeKind::Dark, 30'000);
    FakePortal::tell(appearance, u"color-scheme"_s, 2U);
    QTRY_COMPARE_WITH_TIMEOUT(themes.theme().kind, ThemeKind::Light, 30'000);
    FakePortal::tell(u"org.gnome.desktop.interface"_s, u"contrast"_s, 1U); // another's
    FakePortal::tell(appearance, u"accent-color"_s, 1U);
    FakePortal::tell(appearance, u"color-scheme"_s, 1U);
    QTRY_COMPARE_WITH_TIMEOUT(themes.theme().kind, ThemeKind::Dark, 30'000);
}

void tst_DesktopLook::whatIsNoNumberIsNoPreference()
{
    m_portal.values = {{u"color-scheme"_s, u"dark please"_s}, {u"contrast"_s, 77U}};
    m_portal.asked = 0;
    DesktopLook look;
    QTRY_COMPARE_WITH_TIMEOUT(m_portal.asked, 2, 30'000);
    FakePortal::tell(appearance, u"color-scheme"_s, 1U); // after the answers
    QTRY_VERIFY_WITH_TIMEOUT(look.kind() == ThemeKind::Dark, 30'000);
    FakePortal::tell(appearance, u"color-scheme"_s, u"?"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!look.kind(), 30'000);
}

QTEST_MAIN(tst_DesktopLook)
#include "tst_desktoplook.moc"
