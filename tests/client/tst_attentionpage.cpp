// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/attentionsettings.h"
#include "client/attention/attentionsettingspage.h"
#include "client/attention/autostart.h"
#include "client/attention/badge.h"
#include "client/attention/tray.h"

#include <QApplication>
#include <QCheckBox>
#include <QFile>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScopeGuard>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeEdit>
#include <QToolButton>

#include <memory>

using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_AttentionPage : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void choicesAreKept();
    void damagedSettingsAreTheDefaults();
    void pageChangesChoices();
    void timesAreReadFromTheLeft();
    void pageShowsThatItIsQuiet();
    void withoutATrayNothingClosesIntoIt();
    void autostartThatCannotBeWritten();
    void badges();
    void withoutATrayNoticesComeBack();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] QString read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_AttentionPage::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void tst_AttentionPage::choicesAreKept()
{
    AttentionChoices choices;
    choices.notifies = false;
    choices.showsText = false;
    choices.hasSound = true;
    choices.closesToTray = true;
    choices.startsHidden = false;
    choices.quiet = {true, QTime(21, 30), QTime(6, 15), 0x1f};
    choices.quietUntilMs = 1'900'000'000'123;
    {
        QSettings file(path(u"a.ini"_s), QSettings::IniFormat);
        AttentionSettings settings(file);
        QCOMPARE(settings.choices(), AttentionChoices());
        QSignalSpy changed(&settings, &AttentionSettings::changed);
        settings.setChoices(choices);
        settings.setChoices(choices);
        QCOMPARE(changed.count(), 1);
        QVERIFY(settings.takeFirstClose());
        QVERIFY(!settings.takeFirstClose());
    }
    QSettings file(path(u"a.ini"_s), QSettings::IniFormat);
    AttentionSettings settings(file);
    QCOMPARE(settings.choices(), choices);
    QVERIFY(!settings.takeFirstClose());
}

void tst_AttentionPage::damagedSettingsAreTheDefaults()
{
    QFile raw(path(u"a.ini"_s));
    QVERIFY(raw.open(QIODevice::WriteOnly));
    raw.write("[attention]\nnotifies=yesterday\nshowsText=\nsound=17\nclosesToTray=[]\n"
              "quietHours=maybe\nquietFrom=25:00\nquietUntil=noon\n"
              "quietDays=4096\ndoNotDisturbUntil=-5\n");
    raw.close();
    QSettings file(path(u"a.ini"_s), QSettings::IniFormat);
    QCOMPARE(AttentionSettings(file).choices(), AttentionChoices());
}

void tst_AttentionPage::pageChangesChoices()
{
    QSettings file(path(u"a.ini"_s), QSettings::IniFormat);
    AttentionSettings settings(file);
    AttentionSettingsPage page(settings, Autostart(path(u"autostart"_s), u"/usr/bin/maru"_s));
    const auto box = [&page](const QString &name) {
        return page.findChild<QCheckBox *>(name);
    };
    QVERIFY(box(u"notifies"_s)->isChecked());
    QVERIFY(!box(u"sound"_s)->isChecked());
    QVERIFY(!page.findChild<QTimeEdit *>(u"quietFrom"_s)->isEnabled());
    box(u"showsText"_s)->click();
    box(u"sound"_s)->click();
    box(u"quietHours"_s)->click();
    page.findChild<QTimeEdit *>(u"quietFrom"_s)->setTime(QTime(20, 0));
    page.findChild<QToolButton *>(u"quietDay7"_s)->click();
    QVERIFY(page.findChild<QTimeEdit *>(u"quietFrom"_s)->isEnabled());
    const AttentionChoices &now = settings.choices();
    QVERIFY(!now.showsText && now.hasSound && now.notifies);
    QCOMPARE(now.quiet, (QuietHours{true, QTime(20, 0), QTime(7, 0), 0x3f}));
    box(u"notifies"_s)->click();
    QVERIFY(!now.notifies);
    QVERIFY(!box(u"sound"_s)->isEnabled());
    box(u"autostart"_s)->click();
    QVERIFY(read(u"autostart/maru.desktop"_s).contains("\"/usr/bin/maru\" --minimized\n"_L1));
    box(u"startsHidden"_s)->click();
    QVERIFY(read(u"autostart/maru.desktop"_s).contains("\"/usr/bin/maru\"\n"_L1));
    box(u"autostart"_s)->click();
    QVERIFY(!QFile::exists(path(u"autostart/maru.desktop"_s)));
}

// Qt turns the format of a time around from right to left: minutes before hours.
void tst_AttentionPage::timesAreReadFromTheLeft()
{
    const auto back = qScopeGuard([] { QApplication::setLayoutDirection(Qt::LeftToRight); });
    QApplication::setLayoutDirection(Qt::RightToLeft);
    QSettings file(path(u"a.ini"_s), QSettings::IniFormat);
    AttentionSettings settings(file);
    const AttentionSettingsPage page(settings, Autostart(path(u"autostart"_s), u"/usr/bin/maru"_s));
    const auto *const from = page.findChild<QTimeEdit *>(u"quietFrom"_s);
    QCOMPARE(from->displayFormat(), QLocale().timeFormat(QLocale::ShortFormat));
    QCOMPARE(from->text(), QLocale().toString(from->time(), QLocale::ShortFormat));
}

void tst_AttentionPage::pageShowsThatItIsQuiet()
{
    QSettings file(path(u"a.ini"_s), QSettings::IniFormat);
    AttentionSettings settings(file);
    AttentionSettingsPage page(settings, Autostart(path(u"autostart"_s), u"/usr/bin/maru"_s));
    auto *now = page.findChild<QLabel *>(u"quietNow"_s);
    QVERIFY(now->isHidden());
    page.findChild<QPushButton *>(u"quietHour"_s)->click();
    QVERIFY(!now->isHidden());
    QVERIFY(isQuiet(settings.choices(), QDateTime::currentDateTime()));
    page.findChild<QPushButton *>(u"endQuiet"_s)->click();
    QVERIFY(now->isHidden());
    QVERIFY(!isQuiet(settings.choices(), QDateTime::currentDateTime()));
}

void tst_AttentionPage::withoutATrayNothingClosesIntoIt()
{
    QSettings file(path(u"a.ini"_s), QSettings::IniFormat);
    AttentionSettings settings(file);
    AttentionSettingsPage page(settings, Autostart(path(u"autostart"_s), u"/usr/bin/maru"_s));
    page.setHasTray(false);
    QVERIFY(!page.findChild<QCheckBox *>(u"closesToTray"_s)->isEnabled());
    QVERIFY(!page.findChild<QLabel *>(u"noTray"_s)->isHidden());
    page.setHasTray(true); // it appears later
    QVERIFY(page.findChild<QCheckBox *>(u"closesToTray"_s)->isEnabled());
    QVERIFY(page.findChild<QLabel *>(u"noTray"_s)->isHidden());
}

void tst_AttentionPage::autostartThatCannotBeWritten()
{
    QFile inTheWay(path(u"file"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const Autostart autostart(path(u"file/autostart"_s), u"/usr/bin/maru"_s);
    const auto done = autostart.setOn(true, true);
    QVERIFY(!done.has_value());
    QVERIFY(done.error().contains("maru.desktop"_L1));
    QSettings settingsFile(path(u"a.ini"_s), QSettings::IniFormat);
    AttentionSettings settings(settingsFile);
    AttentionSettingsPage page(settings, autostart);
    page.findChild<QCheckBox *>(u"autostart"_s)->click();
    QVERIFY(!page.findChild<QLabel *>(u"attentionFailure"_s)->isHidden());
    QVERIFY(!page.findChild<QCheckBox *>(u"autostart"_s)->isChecked());
}

void tst_AttentionPage::badges()
{
    QCOMPARE(badgeText(0), QString());
    QCOMPARE(badgeText(-1), QString());
    QCOMPARE(badgeText(7), u"7"_s);
    QCOMPARE(badgeText(99), u"99"_s);
    QCOMPARE(badgeText(100), u"99+"_s);
    for (const int size : {16, 22, 48}) {
        const QImage none = badgedPixmap(size, 0, false, false).toImage();
        const QImage some = badgedPixmap(size, 3, false, false).toImage();
        const QImage mine = badgedPixmap(size, 3, true, false).toImage();
        QCOMPARE(some.size(), QSize(size, size));
        QVERIFY(none != some);
        QVERIFY(some != mine); // its colour
        QVERIFY(badgedPixmap(size, 0, false, true).toImage() != none);
        if (size >= 22) {
            QVERIFY(badgedPixmap(size, 12, false, false).toImage() != some);
        }
    }
    QVERIFY(!badgedIcon(1'000'000, true, true).isNull());
}

// Offscreen there is none.
void tst_AttentionPage::withoutATrayNoticesComeBack()
{
    if (QSystemTrayIcon::isSystemTrayAvailable()) {
        QSKIP("there is a tray");
    }
    Tray tray;
    QVERIFY(!tray.isThere());
    tray.setBadge(3, true);
    tray.setQuiet(true, u"07:00"_s);
    QSignalSpy notShown(&tray, &Notifier::notShown);
    tray.show({u"k"_s, u"title"_s, u"text"_s, {}, false, false});
    QCOMPARE(notShown.count(), 1);
    QCOMPARE(notShown.first().first().value<Notice>().key, u"k"_s);
    QSignalSpy quit(&tray, &Tray::quitWanted);
    QSignalSpy quiet(&tray, &Tray::quietWanted);
    for (QAction *action : tray.menu()->actions()) {
        if (action->objectName() == "quit"_L1 || action->objectName() == "quietHour"_L1) {
            action->trigger();
        }
    }
    QCOMPARE(quit.count(), 1);
    QCOMPARE(quiet.first().first().value<Tray::Quiet>(), Tray::Quiet::Hour);
}

QTEST_MAIN(tst_AttentionPage)
#include "tst_attentionpage.moc"
