// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/entryfield.h"
#include "client/widgets/joindialog.h"
#include "client/widgets/serverlist.h"
#include "joindialogfixture.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// Passwords and codes in the join dialog.
class tst_JoinSecrets : public JoinDialogFixture
{
    Q_OBJECT

private slots:
    void passwordAndCodeComeWhenTheyAreWanted();
    void aServerThatWantsAPasswordGetsItsField();
    void aPasswordIsDotsUntilItIsAskedFor();
    void secretsGoWithTheDialogAndWithAnotherServer();
    void secretsGoWithAServerThatIsGivenFromOutside();
    void aClassCodeGoesWithItsServer();
    void aTakenNameMayBeProvedByItsPassword();
    void aWrongCodeIsSaidUnderItsField();
    void aCodeOfAnotherDeviceIsTakenAsItIsTyped();
    void aClassCodeBecomesPartOfTheAddress_data();
    void aClassCodeBecomesPartOfTheAddress();
};

void tst_JoinSecrets::passwordAndCodeComeWhenTheyAreWanted()
{
    EntryField *const password = entry(u"Password"_s);
    EntryField *const code = entry(u"Invitation or owner code"_s);
    QVERIFY(!password->isVisible());
    QVERIFY(!code->isVisible());
    const int height = m_dialog->height();
    for (QPushButton *button : m_dialog->findChildren<QPushButton *>()) {
        if (button->text() == u"I have a password or a code"_s) {
            button->click();
            QVERIFY(!button->isVisible());
        }
    }
    QVERIFY(password->isVisible());
    QVERIFY(code->isVisible());
    QVERIFY(password->edit()->hasFocus());
    QVERIFY(m_dialog->height() > height);
    QTest::keyClicks(password->edit(), u" my secret "_s);
    QTest::keyClicks(code->edit(), u" ABC-1 "_s);
    QCOMPARE(m_dialog->password(), u" my secret "_s); // spaces are part of it
    QCOMPARE(m_dialog->inviteCode(), u"ABC-1"_s);
    QSignalSpy requested(m_dialog.get(), &JoinDialog::joinRequested);
    QTest::keyClick(code->edit(), Qt::Key_Return);
    QCOMPARE(requested.size(), 1);
    QCOMPARE(m_dialog->password(), u" my secret "_s); // until the join is done
}

void tst_JoinSecrets::aServerThatWantsAPasswordGetsItsField()
{
    m_dialog->showError(JoinDialog::Field::Password, u"wanted"_s);
    QCOMPARE(errors(), QStringList{u"wanted"_s});
    QVERIFY(entry(u"Password"_s)->edit()->hasFocus());
    QVERIFY(entry(u"Invitation or owner code"_s)->isVisible());
    QCOMPARE(entry(u"Password"_s)->edit()->accessibleDescription(), u"wanted"_s);
    QTest::keyClicks(entry(u"Password"_s)->edit(), u"x"_s);
    QVERIFY(errors().isEmpty());
    QVERIFY(entry(u"Password"_s)->isVisible());
}

void tst_JoinSecrets::aPasswordIsDotsUntilItIsAskedFor()
{
    m_dialog->showError(JoinDialog::Field::Password, u"wanted"_s);
    EntryField *const password = entry(u"Password"_s);
    auto *const show = password->findChild<QPushButton *>();
    QCOMPARE(password->edit()->echoMode(), QLineEdit::Password);
    QVERIFY(password->edit()->inputMethodHints() & Qt::ImhSensitiveData);
    QVERIFY(!show->autoDefault()); // Enter joins
    show->click();
    QCOMPARE(password->edit()->echoMode(), QLineEdit::Normal);
    m_dialog->setBusy(true); // nothing is left standing on the screen
    QCOMPARE(password->edit()->echoMode(), QLineEdit::Password);
}

void tst_JoinSecrets::secretsGoWithTheDialogAndWithAnotherServer()
{
    m_dialog->showError(JoinDialog::Field::Password, u"wanted"_s);
    QLineEdit *const edit = entry(u"Password"_s)->edit();
    QTest::keyClicks(edit, u"my secret"_s);
    QTest::keyClicks(field(0), u"x"_s);
    QVERIFY(edit->text().isEmpty());
    QVERIFY(m_dialog->password().isEmpty());
    m_dialog->showError(JoinDialog::Field::Password, u"wanted"_s);
    QTest::keyClicks(edit, u"my secret"_s);
    m_dialog->hide();
    QVERIFY(edit->text().isEmpty());
    edit->undo();
    QVERIFY(edit->text().isEmpty());
    m_dialog->show();
    QVERIFY(!entry(u"Password"_s)->isVisible());
}

// By a link, say, or another one that is shown.
void tst_JoinSecrets::secretsGoWithAServerThatIsGivenFromOutside()
{
    m_dialog->setServer(u"school:5000"_s);
    m_dialog->showError(JoinDialog::Field::ClassCode, u"wanted"_s);
    QTest::keyClicks(entry(u"Class code"_s)->edit(), u"ABC234"_s);
    m_dialog->showError(JoinDialog::Field::Password, u"wrong"_s);
    QTest::keyClicks(entry(u"Password"_s)->edit(), u"my secret"_s);
    m_dialog->setServer(u"school:5000"_s);
    QCOMPARE(m_dialog->password(), u"my secret"_s); // it is that one still
    QVERIFY(entry(u"Class code"_s)->isVisible());
    m_dialog->setServer(u"maru://office:5000"_s);
    QVERIFY(m_dialog->password().isEmpty());
    QVERIFY(entry(u"Password"_s)->text().isEmpty());
    QVERIFY(!entry(u"Password"_s)->isVisible());
    QVERIFY(entry(u"Class code"_s)->text().isEmpty());
    QVERIFY(!entry(u"Class code"_s)->isVisible());
}

void tst_JoinSecrets::aClassCodeGoesWithItsServer()
{
    QSignalSpy requested(m_dialog.get(), &JoinDialog::joinRequested);
    const auto type = [this] {
        m_dialog->setServer(u"school:5000"_s);
        m_dialog->showError(JoinDialog::Field::ClassCode, u"wanted"_s);
        QTest::keyClicks(entry(u"Class code"_s)->edit(), u"ABC234"_s);
    };
    type();
    emit m_dialog->findChild<ServerList *>()->picked(u"office:5000"_s, u"maru://office:5000"_s);
    QVERIFY(!entry(u"Class code"_s)->isVisible());
    button(u"primary"_s)->click();
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested.first().first().toString(), u"maru://office:5000"_s);
    m_dialog->setBusy(false);
    type();
    QTest::keyClicks(field(0), u"1"_s); // another port
    QVERIFY(!entry(u"Class code"_s)->isVisible());
    QVERIFY(entry(u"Class code"_s)->text().isEmpty());
}

void tst_JoinSecrets::aTakenNameMayBeProvedByItsPassword()
{
    QSignalSpy requested(m_dialog.get(), &JoinDialog::joinRequested);
    m_dialog->showError(JoinDialog::Field::Name, u"taken"_s, u"김민수 (2)"_s);
    m_dialog->offerPassword();
    QVERIFY(entry(u"Password"_s)->isVisible());
    QVERIFY(!entry(u"Invitation or owner code"_s)->isVisible());
    QVERIFY(field(1)->hasFocus());
    QTest::keyClicks(entry(u"Password"_s)->edit(), u"my secret"_s);
    QVERIFY(!button(u"link"_s)->isVisible());
    m_dialog->showError(JoinDialog::Field::Name, u"taken"_s, u"김민수 (2)"_s);
    button(u"link"_s)->click(); // another name: the password is not its
    QCOMPARE(requested.size(), 1);
    QVERIFY(m_dialog->password().isEmpty());
}

void tst_JoinSecrets::aWrongCodeIsSaidUnderItsField()
{
    m_dialog->showError(JoinDialog::Field::Invitation, u"used up"_s);
    QVERIFY(entry(u"Invitation or owner code"_s)->edit()->hasFocus());
    QCOMPARE(entry(u"Invitation or owner code"_s)->edit()->accessibleDescription(), u"used up"_s);
}

void tst_JoinSecrets::aCodeOfAnotherDeviceIsTakenAsItIsTyped()
{
    m_dialog->showError(JoinDialog::Field::DeviceCode, u"wrong"_s);
    EntryField *const code = entry(u"Code from your other device"_s);
    QVERIFY(code->isVisible());
    QVERIFY(code->edit()->hasFocus());
    QCOMPARE(errors(), QStringList{u"wrong"_s});
    code->setText(u"Ｋ7QX－３mab"_s); // in wide letters
    QCOMPARE(m_dialog->deviceCode(), u"K7QX-3mab"_s);
    m_dialog->hide();
    QVERIFY(m_dialog->deviceCode().isEmpty());
    QVERIFY(code->text().isEmpty());
}

void tst_JoinSecrets::aClassCodeBecomesPartOfTheAddress_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("joined");
    const QString print = u'#' + u"ab"_s.repeated(fingerprintBytes);
    const QString code = u" abc234 "_s;
    QTest::newRow("bare") << u"host:5000"_s << code << u"host:5000?classCode=ABC234"_s;
    QTest::newRow("room") << u"host/방1"_s << code << u"host/방1?classCode=ABC234"_s;
    QTest::newRow("old code") << u"host?classCode=OLD&a=b"_s << code
                              << u"host?a=b&classCode=ABC234"_s;
    QTest::newRow("link") << u"maru://host:1"_s + print << code
                          << u"maru://host:1?classCode=ABC234"_s + print;
    QTest::newRow("wide, as by an input method")
        << u"host"_s << u"ＡｂＣ２３４\u3000"_s << u"host?classCode=ABC234"_s;
}

void tst_JoinSecrets::aClassCodeBecomesPartOfTheAddress()
{
    QFETCH(QString, server);
    QFETCH(QString, typed);
    QFETCH(QString, joined);
    QSignalSpy requested(m_dialog.get(), &JoinDialog::joinRequested);
    m_dialog->setServer(server);
    m_dialog->showError(JoinDialog::Field::ClassCode, u"wrong"_s);
    QVERIFY(entry(u"Class code"_s)->edit()->hasFocus());
    entry(u"Class code"_s)->edit()->insert(typed); // as an input method does
    QTest::keyClick(entry(u"Class code"_s)->edit(), Qt::Key_Return);
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested[0][0].toString(), joined);
    QVERIFY(m_dialog->server().contains(u"classCode=ABC234"_s)); // and is remembered with it
    QVERIFY(!m_dialog->server().contains(u"OLD"_s));
}

QTEST_MAIN(tst_JoinSecrets)
#include "tst_joinsecrets.moc"
