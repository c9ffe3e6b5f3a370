// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/roomtexts.h"
#include "client/widgets/devicecodedialog.h"
#include "client/widgets/entryfield.h"
#include "client/widgets/hostdialog.h"
#include "client/widgets/profiledialog.h"
#include "client/widgets/qrview.h"

#include <QAccessible>
#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru::client;

class tst_AccountDialogs : public QObject
{
    Q_OBJECT

private slots:
    void aNewNameIsAskedForOnce();
    void aTakenNameIsSaidUnderItsField();
    void aPasswordIsAskedForAndForgotten();
    void aWrongCurrentPasswordIsSaidUnderIt();
    void withoutEncryptionNoPasswordIsTyped();
    void devicesAreListedAndSignedOut();
    void namesOfDevicesArePlain();
    void signingOutHereIsAskedTwice();
    void signingOutHereNamesWhatIsNotSent();
    void aCodeIsShownLargeWithItsTime();
    void aCodeThatIsOverIsAskedForAgain();
    void noLineIsCutOnASmallScreen();
    void theHostShowsWhatOthersNeed();
    void aCodeForPhonesIsSharpAtEveryScale();
    void aUsedPortOffersAnother();
    void stoppingAndKeepingAreAskedFor();

private:
    template<class Dialog>
    [[nodiscard]] static QPushButton *button(const Dialog &dialog, const QString &text)
    {
        for (QPushButton *button : dialog.template findChildren<QPushButton *>()) {
            if (button->text().remove(u'&') == text && !button->isHidden()) {
                return button;
            }
        }
        return nullptr;
    }
    [[nodiscard]] static QLineEdit *edit(const ProfileDialog &dialog, const QString &name)
    {
        for (EntryField *field : dialog.findChildren<EntryField *>()) {
            if (field->edit()->accessibleName() == name) {
                return field->edit();
            }
        }
        return nullptr;
    }
    [[nodiscard]] static QStringList shown(const QWidget &dialog)
    {
        QStringList texts;
        for (const QLabel *label : dialog.findChildren<QLabel *>()) {
            if (label->isVisible()) {
                texts << label->text();
            }
        }
        return texts;
    }
    /// The same for people who use a screen reader.
    [[nodiscard]] static QStringList spoken(const QWidget &dialog)
    {
        QStringList names;
        for (QLabel *label : dialog.findChildren<QLabel *>()) {
            if (label->isVisible()) {
                names << QAccessible::queryAccessibleInterface(label)->text(QAccessible::Name);
            }
        }
        return names;
    }
};

void tst_AccountDialogs::aNewNameIsAskedForOnce()
{
    ProfileDialog dialog;
    dialog.setUserName(u"김민수"_s);
    dialog.show();
    QPushButton *const change = button(dialog, u"Change the name"_s);
    QVERIFY(!change->isEnabled()); // it is the same
    QSignalSpy wanted(&dialog, &ProfileDialog::renameWanted);
    QTest::keyClick(edit(dialog, u"Name"_s), Qt::Key_Return);
    QCOMPARE(wanted.size(), 0);
    QTest::keyClicks(edit(dialog, u"Name"_s), u"2"_s);
    QTest::keyClick(edit(dialog, u"Name"_s), Qt::Key_Return);
    QTest::keyClick(edit(dialog, u"Name"_s), Qt::Key_Return); // the answer is on its way
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toString(), u"김민수2"_s);
    dialog.setUserName(u"김민수2"_s);
    dialog.showOutcome(ProfileDialog::Part::Name, {});
    QVERIFY(shown(dialog).contains(u"Your name has changed."_s));
    QVERIFY(!change->isEnabled());
}

void tst_AccountDialogs::aTakenNameIsSaidUnderItsField()
{
    ProfileDialog dialog;
    dialog.show();
    dialog.showOutcome(ProfileDialog::Part::Name,
                       {Account::Field::Name, u"taken"_s, u"이영희 (2)"_s});
    QVERIFY(edit(dialog, u"Name"_s)->accessibleDescription().startsWith(u"taken"_s));
    QVERIFY(edit(dialog, u"Name"_s)->accessibleDescription().contains(u"이영희 (2)"_s));
    QVERIFY(button(dialog, u"Change the name"_s)->isEnabled());
}

void tst_AccountDialogs::aPasswordIsAskedForAndForgotten()
{
    ProfileDialog dialog;
    dialog.show();
    QLineEdit *const current = edit(dialog, u"Current password"_s);
    QLineEdit *const password = edit(dialog, u"New password"_s);
    QCOMPARE(current->echoMode(), QLineEdit::Password);
    QCOMPARE(password->echoMode(), QLineEdit::Password);
    QVERIFY(!button(dialog, u"Set the password"_s)->isEnabled());
    QSignalSpy wanted(&dialog, &ProfileDialog::passwordWanted);
    QTest::keyClicks(current, u"before it"_s);
    QTest::keyClicks(password, u"after it "_s);
    button(dialog, u"Set the password"_s)->click();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toString(), u"before it"_s);
    QCOMPARE(wanted[0][1].toString(), u"after it "_s);
    QVERIFY(!password->isEnabled());
    dialog.showOutcome(ProfileDialog::Part::Password, {});
    QVERIFY(current->text().isEmpty() && password->text().isEmpty());
    QVERIFY(password->isEnabled());
    QTest::keyClicks(password, u"another"_s);
    dialog.hide();
    QVERIFY(password->text().isEmpty());
}

void tst_AccountDialogs::aWrongCurrentPasswordIsSaidUnderIt()
{
    ProfileDialog dialog;
    dialog.show();
    dialog.showOutcome(ProfileDialog::Part::Password,
                       {Account::Field::CurrentPassword, u"wrong"_s, {}});
    QCOMPARE(edit(dialog, u"Current password"_s)->accessibleDescription(), u"wrong"_s);
    dialog.showOutcome(ProfileDialog::Part::Password,
                       {Account::Field::NewPassword, u"short"_s, {}});
    QCOMPARE(edit(dialog, u"New password"_s)->accessibleDescription(), u"short"_s);
}

void tst_AccountDialogs::withoutEncryptionNoPasswordIsTyped()
{
    ProfileDialog dialog;
    dialog.show();
    dialog.setTakesPasswords(false);
    QVERIFY(!edit(dialog, u"New password"_s)->isVisible());
    QVERIFY(!shown(dialog).filter(u"not encrypted"_s).isEmpty());
}

void tst_AccountDialogs::devicesAreListedAndSignedOut()
{
    ProfileDialog dialog;
    dialog.show();
    QVERIFY(shown(dialog).contains(u"Loading…"_s));
    dialog.setDevices({{u"one"_s, u"Desk"_s, true, 1, 2}, {u"two"_s, u"Laptop"_s, false, 1, 2}},
                      {});
    QVERIFY(!shown(dialog).contains(u"Loading…"_s));
    QVERIFY(shown(dialog).contains(u"This device"_s));
    QSignalSpy wanted(&dialog, &ProfileDialog::deviceSignOutWanted);
    button(dialog, u"Sign out"_s)->click(); // this device has none in the list
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toString(), u"two"_s);
    dialog.setDevices({{u"one"_s, u"Desk"_s, true, 1, 2}}, {});
    QVERIFY(!shown(dialog).contains(u"Laptop"_s));
    dialog.setDevices({}, u"no answer"_s);
    QVERIFY(shown(dialog).contains(u"no answer"_s));
}

void tst_AccountDialogs::namesOfDevicesArePlain()
{
    ProfileDialog dialog;
    dialog.show();
    dialog.setDevices(
        {{u"one"_s, u"<b>a</b>\n\u202Eb"_s, false, 1, 2}, {u"two"_s, {}, false, 1, 2}}, {});
    for (const QLabel *label : dialog.findChildren<QLabel *>()) {
        QVERIFY(!label->text().contains(u'\u202E'));
        if (label->text().contains(u"<b>"_s)) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
        }
    }
    QVERIFY(shown(dialog).contains(u"A device without a name"_s));
}

void tst_AccountDialogs::signingOutHereIsAskedTwice()
{
    ProfileDialog dialog;
    dialog.show();
    QSignalSpy wanted(&dialog, &ProfileDialog::signOutWanted);
    button(dialog, u"Sign out here…"_s)->click();
    QCOMPARE(wanted.size(), 0);
    QCOMPARE(dialog.focusWidget(), button(dialog, u"Stay"_s)); // not the other one
    button(dialog, u"Stay"_s)->click();
    QCOMPARE(wanted.size(), 0);
    button(dialog, u"Sign out here…"_s)->click();
    dialog.findChild<QPushButton *>(u"reallySignOut"_s)->click();
    QCOMPARE(wanted.size(), 1);
    dialog.showOutcome(ProfileDialog::Part::SignOut, {Account::Field::Whole, u"no answer"_s, {}});
    QVERIFY(shown(dialog).contains(u"no answer"_s));
    QVERIFY(button(dialog, u"Sign out here…"_s)->isEnabled());
}

void tst_AccountDialogs::signingOutHereNamesWhatIsNotSent()
{
    ProfileDialog dialog;
    int count = 0;
    dialog.setWaitingCount([&count] { return count; });
    dialog.show();
    count = 3; // while it is open
    button(dialog, u"Sign out here…"_s)->click();
    QVERIFY(shown(dialog).contains(stillWaitingText(3)));
    button(dialog, u"Stay"_s)->click();
    count = 0;
    button(dialog, u"Sign out here…"_s)->click();
    QVERIFY(!shown(dialog).contains(stillWaitingText(3)));
}

void tst_AccountDialogs::aCodeIsShownLargeWithItsTime()
{
    DeviceCodeDialog dialog;
    dialog.setPlace(u"<b>3학년</b>"_s, u"김민수"_s);
    dialog.show();
    QVERIFY(shown(dialog).contains(u"Loading…"_s));
    QVERIFY(!button(dialog, u"Copy"_s)->isEnabled());
    dialog.showCode({u"K7QX3MAB"_s, 299'500, {}});
    QCOMPARE(dialog.code(), u"K7QX-3MAB"_s);
    QVERIFY(spoken(dialog).contains(u"Code: K7QX-3MAB"_s));
    for (const QLabel *label : dialog.findChildren<QLabel *>()) {
        QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(label->text() != dialog.code() || label->fontInfo().pixelSize() >= 30);
    }
    QVERIFY(!shown(dialog).filter(u"김민수"_s).isEmpty());
    QVERIFY(!shown(dialog).filter(QRegularExpression(u"^Good for [45]:\\d\\d more$"_s)).isEmpty());
    button(dialog, u"Copy"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"K7QX-3MAB"_s);
    QSignalSpy wanted(&dialog, &DeviceCodeDialog::codeWanted);
    button(dialog, u"New code"_s)->click();
    QCOMPARE(wanted.size(), 1);
    QVERIFY(dialog.code().isEmpty()); // the one of before is over
    dialog.showCode({{}, 0, u"no answer"_s});
    QVERIFY(shown(dialog).contains(u"no answer"_s));
    QVERIFY(button(dialog, u"New code"_s)->isEnabled());
}

void tst_AccountDialogs::aCodeThatIsOverIsAskedForAgain()
{
    DeviceCodeDialog dialog;
    dialog.show();
    dialog.showCode({u"K7QX3MAB"_s, 1, {}});
    QTRY_VERIFY_WITH_TIMEOUT(dialog.code().isEmpty(), 30'000);
    QVERIFY(!shown(dialog).filter(u"too old"_s).isEmpty());
    QVERIFY(!button(dialog, u"Copy"_s)->isEnabled());
    QVERIFY(button(dialog, u"New code"_s)->isEnabled());
}

// Two thirds of a screen are narrow at 200 %, and the lines more.
void tst_AccountDialogs::noLineIsCutOnASmallScreen()
{
    const auto check = [](const QDialog &dialog) {
        QTest::qWait(0);
        for (const QLabel *label : dialog.findChildren<QLabel *>()) {
            if (label->isVisible() && label->wordWrap()) {
                QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                         qPrintable(label->text()));
            }
        }
    };
    const QString place = u"A place with a name of many words, as they are in large houses"_s;
    DeviceCodeDialog code;
    code.setPlace(place, place);
    code.show();
    code.showCode({u"K7QX3MAB"_s, 299'500, {}});
    check(code);
    HostDialog host;
    host.show();
    check(host);
    QImage picture(33, 33, QImage::Format_RGB32);
    picture.fill(Qt::white);
    host.showRunning({{place, place, place}, u"K7QX3M"_s, place + u'\n' + place, picture});
    check(host);
    host.showProblem(place + place + place, true);
    check(host);
}

void tst_AccountDialogs::theHostShowsWhatOthersNeed()
{
    HostDialog dialog;
    dialog.show();
    QImage picture(29, 29, QImage::Format_RGB32);
    picture.fill(Qt::white);
    dialog.showStarting();
    dialog.showRunning(
        {{u"192.168.0.12:5000"_s, u"10.0.0.2:5000"_s}, u"K7QX3M"_s, u"apple river"_s, picture});
    const QStringList texts = shown(dialog);
    QVERIFY(texts.contains(u"192.168.0.12:5000"_s));
    QVERIFY(texts.contains(u"or 10.0.0.2:5000"_s));
    QVERIFY(texts.contains(u"K7QX3M"_s));
    QVERIFY(texts.contains(u"apple river"_s));
    QVERIFY(spoken(dialog).contains(u"Address: 192.168.0.12:5000"_s));
    QVERIFY(spoken(dialog).contains(u"Class code: K7QX3M"_s));
    QVERIFY(spoken(dialog).contains(u"apple river"_s));
    button(dialog, u"Copy for others"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(),
             u"Address: 192.168.0.12:5000\nClass code: K7QX3M"_s);
    QVERIFY(dialog.findChild<QrView *>()->isVisible());
    dialog.showRunning({{}, {}, {}, {}});
    QVERIFY(!shown(dialog).filter(u"no network"_s).isEmpty());
    QVERIFY(!button(dialog, u"Copy for others"_s)->isEnabled());
    QVERIFY(!dialog.findChild<QrView *>()->isVisible());
}

void tst_AccountDialogs::aCodeForPhonesIsSharpAtEveryScale()
{
    constexpr int quiet = 4; // modules
    constexpr int modules = 25;
    QImage picture(modules + 2 * quiet, modules + 2 * quiet, QImage::Format_RGB32);
    picture.fill(Qt::white);
    for (int i = 0; i < modules * modules; i += 2) { // black at all four corners
        picture.setPixel(quiet + i % modules, quiet + i / modules, qRgb(0, 0, 0));
    }
    QrView view;
    view.setPicture(picture);
    for (const qreal ratio : {1.0, 2.0, 1.25, 2.5}) { // one after another: a window moves
        QImage drawn(QSize(QrView::sidePx, QrView::sidePx) * ratio, QImage::Format_RGB32);
        drawn.setDevicePixelRatio(ratio);
        drawn.fill(Qt::red);
        view.render(&drawn, {}, {}, QWidget::DrawChildren);
        QRect black;
        for (int y = 0; y < drawn.height(); ++y) {
            for (int x = 0; x < drawn.width(); ++x) {
                const QRgb pixel = drawn.pixel(x, y);
                QVERIFY(pixel == qRgb(0, 0, 0) || pixel == qRgb(255, 255, 255));
                black |= pixel == qRgb(0, 0, 0) ? QRect(x, y, 1, 1) : QRect();
            }
        }
        QCOMPARE(black.width() % modules, 0);
        QCOMPARE(black.height(), black.width());
        const int module = black.width() / modules;
        QVERIFY(module >= int(4 * ratio));
        QVERIFY(black.left() >= quiet * module && black.top() >= quiet * module);
        QVERIFY(drawn.width() - black.right() - 1 >= quiet * module);
        for (int i = 0; i < modules * modules; ++i) { // each is whole
            const QPoint at = black.topLeft() + QPoint(i % modules, i / modules) * module;
            for (const QPoint corner : {QPoint(0, 0), QPoint(module - 1, module - 1)}) {
                QCOMPARE(drawn.pixel(at + corner) == qRgb(0, 0, 0), i % 2 == 0);
            }
        }
    }
}

void tst_AccountDialogs::aUsedPortOffersAnother()
{
    HostDialog dialog;
    dialog.show();
    QSignalSpy other(&dialog, &HostDialog::otherPortWanted);
    QSignalSpy again(&dialog, &HostDialog::startWanted);
    dialog.showProblem(u"no program"_s, false);
    QVERIFY(shown(dialog).contains(u"no program"_s));
    QVERIFY(!button(dialog, u"Use another port"_s));
    button(dialog, u"Try again"_s)->click();
    QCOMPARE(again.size(), 1);
    dialog.showProblem(u"in use"_s, true);
    button(dialog, u"Use another port"_s)->click();
    QCOMPARE(other.size(), 1);
}

void tst_AccountDialogs::stoppingAndKeepingAreAskedFor()
{
    HostDialog dialog;
    dialog.show();
    QSignalSpy stop(&dialog, &HostDialog::stopWanted);
    QSignalSpy keeps(&dialog, &HostDialog::keepsRunningChanged);
    dialog.showRunning({{u"h:1"_s}, {}, {}, {}});
    button(dialog, u"Stop the chat"_s)->click();
    QCOMPARE(stop.size(), 1);
    dialog.setKeepsRunning(true); // no person
    QCOMPARE(keeps.size(), 0);
    dialog.findChild<QCheckBox *>()->click();
    QCOMPARE(keeps.size(), 1);
    QCOMPARE(keeps[0][0].toBool(), false);
}

QTEST_MAIN(tst_AccountDialogs)
#include "tst_accountdialogs.moc"
