// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/certificatepanel.h"
#include "client/widgets/joindialog.h"
#include "joindialogfixture.h"

#include <QAccessible>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

class tst_JoinDialog : public JoinDialogFixture
{
    Q_OBJECT

private slots:
    void enterJoins();
    void whatIsMissingIsSaidUnderItsField_data();
    void whatIsMissingIsSaidUnderItsField();
    void namesAreJoinedNormalised();
    void whatIsTypedStays();
    void aSuggestionIsFilledInAndJoinsWithOneClick();
    void aChangedCertificateIsNotTrustedByEnter();
    void aChangedCertificateIsTrustedByItsButton();
    void aFingerprintOfALinkIsNamedAsSuch();
    void aChangedCertificateGoesAwayWithTheNextKey();
    void errorsGoAwayWithTheNextKey();
    void whileBusyTheButtonCancels();
    void escapeCancelsWhileBusy();
    void theFirstEmptyFieldHasTheFocus();
    void itKeepsItsWidthAndGrowsWithErrors();
    void itStaysOnItsScreen();
    void textFromTheServerIsPlain();
    void everythingHasAName();
};

void tst_JoinDialog::enterJoins()
{
    QSignalSpy joins(m_dialog.get(), &JoinDialog::joinRequested);
    QTest::keyClick(field(1), Qt::Key_Return);
    QCOMPARE(joins.size(), 1);
    QCOMPARE(joins[0], (QVariantList{u"192.168.0.12"_s, u"김민수"_s}));
    QVERIFY(m_dialog->isBusy());
    QVERIFY(m_dialog->isVisible());
}

void tst_JoinDialog::whatIsMissingIsSaidUnderItsField_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("focus");
    QTest::addColumn<bool>("joins");
    QTest::newRow("good") << u"host"_s << u"이영희"_s << -1 << true;
    QTest::newRow("no server") << u"  "_s << u"이영희"_s << 0 << false;
    QTest::newRow("no name") << u"host"_s << u" "_s << 1 << false;
    QTest::newRow("32 characters") << u"host"_s << QString(32, u'가') << -1 << true;
    QTest::newRow("33 characters") << u"host"_s << QString(33, u'가') << 1 << false;
    QTest::newRow("reserved") << u"host"_s << u"관리자"_s << 1 << false;
    QTest::newRow("bidi") << u"host"_s << u"a\u202Eb"_s << 1 << false;
    QTest::newRow("filler") << u"host"_s << u"\u3164"_s << 1 << false;
}

void tst_JoinDialog::whatIsMissingIsSaidUnderItsField()
{
    QFETCH(QString, server);
    QFETCH(QString, name);
    QFETCH(int, focus);
    QFETCH(bool, joins);
    m_dialog->setServer(server);
    m_dialog->setUserName(name);
    QSignalSpy requested(m_dialog.get(), &JoinDialog::joinRequested);
    button(u"primary"_s)->click();
    QCOMPARE(requested.size(), joins ? 1 : 0);
    QCOMPARE(errors().size(), joins ? 0 : 1);
    if (focus >= 0) {
        QVERIFY(field(focus)->hasFocus());
        QCOMPARE(field(focus)->property("wrong").toBool(), true);
        QCOMPARE(field(focus)->accessibleDescription(), errors().first());
    }
}

void tst_JoinDialog::namesAreJoinedNormalised()
{
    QSignalSpy requested(m_dialog.get(), &JoinDialog::joinRequested);
    m_dialog->setUserName(u"  Alex   Kim "_s);
    button(u"primary"_s)->click();
    QCOMPARE(requested[0][1].toString(), u"Alex Kim"_s);
}

void tst_JoinDialog::whatIsTypedStays()
{
    m_dialog->setUserName({});
    QTest::keyClicks(field(1), u"lee"_s);
    m_dialog->offerUserName(u"김민수"_s); // renamed elsewhere meanwhile
    QCOMPARE(m_dialog->userName(), u"lee"_s);
    m_dialog->hide();
    m_dialog->offerUserName(u"김민수"_s);
    QCOMPARE(m_dialog->userName(), u"김민수"_s);
}

void tst_JoinDialog::aSuggestionIsFilledInAndJoinsWithOneClick()
{
    QSignalSpy requested(m_dialog.get(), &JoinDialog::joinRequested);
    m_dialog->setBusy(true);
    m_dialog->showError(JoinDialog::Field::Name, u"taken"_s, u"김민수 (2)"_s);
    QVERIFY(!m_dialog->isBusy());
    QCOMPARE(errors(), QStringList{u"taken"_s});
    QVERIFY(button(u"link"_s)->isVisible());
    QVERIFY(button(u"link"_s)->text().contains(u"김민수 (2)"_s));
    button(u"link"_s)->click();
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested[0][1].toString(), u"김민수 (2)"_s);
    QCOMPARE(m_dialog->userName(), u"김민수 (2)"_s);
}

void tst_JoinDialog::aChangedCertificateIsNotTrustedByEnter()
{
    QSignalSpy trusted(m_dialog.get(), &JoinDialog::certificateTrusted);
    QSignalSpy requested(m_dialog.get(), &JoinDialog::joinRequested);
    m_dialog->setBusy(true);
    m_dialog->showCertificateChange(u"changed"_s, {u"AA:BB"_s, u"apple"_s},
                                    {u"CC:DD"_s, u"river"_s});
    QVERIFY(!m_dialog->isBusy());
    QCOMPARE(errors(), QStringList{u"changed"_s});
    QVERIFY(trustButton()->isVisible());
    QVERIFY(!trustButton()->isDefault());
    QVERIFY(!trustButton()->autoDefault());
    QVERIFY(!trustButton()->hasFocus());
    QStringList shown;
    QStringList spoken;
    for (QLabel *label :
         m_dialog->findChildren<CertificatePanel *>().first()->findChildren<QLabel *>()) {
        QCOMPARE(label->textFormat(), Qt::PlainText);
        shown.append(label->text());
        spoken.append(QAccessible::queryAccessibleInterface(label)->text(QAccessible::Name));
    }
    QVERIFY(shown.contains(u"AA:BB"_s));
    QVERIFY(shown.contains(u"CC:DD"_s));
    QVERIFY(shown.contains(u"apple"_s)); // both as words too
    QVERIFY(shown.contains(u"river"_s));
    QVERIFY(spoken.contains(u"Fingerprint until now: AA:BB"_s));
    QVERIFY(spoken.contains(u"Fingerprint now: CC:DD"_s));
    QVERIFY(spoken.contains(u"river"_s));
    QTest::keyClick(field(0), Qt::Key_Return);
    QCOMPARE(requested.size(), 1); // asks the same server once more
    QCOMPARE(trusted.size(), 0);
    QVERIFY(!trustButton()->isVisible());
}

void tst_JoinDialog::aChangedCertificateIsTrustedByItsButton()
{
    QStringList order;
    connect(m_dialog.get(), &JoinDialog::certificateTrusted, this,
            [&order] { order.append(u"trusted"_s); });
    connect(m_dialog.get(), &JoinDialog::joinRequested, this,
            [&order] { order.append(u"requested"_s); });
    m_dialog->showCertificateChange(u"changed"_s, {}, {u"CC:DD"_s});
    trustButton()->click();
    QCOMPARE(order, (QStringList{u"trusted"_s, u"requested"_s}));
    QVERIFY(m_dialog->isBusy());
}

void tst_JoinDialog::aFingerprintOfALinkIsNamedAsSuch()
{
    const auto titles = [this] {
        QStringList shown;
        for (const QLabel *label :
             m_dialog->findChildren<CertificatePanel *>().first()->findChildren<QLabel *>()) {
            shown += label->text();
        }
        return shown;
    };
    m_dialog->showCertificateChange(u"changed"_s, {u"AA:BB"_s}, {u"CC:DD"_s}, true);
    QVERIFY(titles().contains(u"Fingerprint in the list or link"_s));
    m_dialog->showCertificateChange(u"changed"_s, {u"AA:BB"_s}, {u"CC:DD"_s});
    QVERIFY(titles().contains(u"Fingerprint until now"_s));
}

void tst_JoinDialog::aChangedCertificateGoesAwayWithTheNextKey()
{
    const int height = m_dialog->height();
    m_dialog->showCertificateChange(u"changed"_s, {u"AA:BB"_s}, {u"CC:DD"_s});
    QVERIFY(m_dialog->height() > height + 100);
    QTest::keyClicks(field(0), u"x"_s); // another server: the certificate is not its
    QVERIFY(!trustButton()->isVisible());
    QCOMPARE(m_dialog->height(), height);
}

void tst_JoinDialog::errorsGoAwayWithTheNextKey()
{
    m_dialog->showError(JoinDialog::Field::Name, u"taken"_s, u"김민수 (2)"_s);
    QTest::keyClicks(field(1), u"x"_s);
    QVERIFY(errors().isEmpty());
    QVERIFY(!button(u"link"_s)->isVisible());
}

void tst_JoinDialog::whileBusyTheButtonCancels()
{
    QSignalSpy requested(m_dialog.get(), &JoinDialog::joinRequested);
    QSignalSpy cancelled(m_dialog.get(), &JoinDialog::cancelled);
    QPushButton *join = button(u"primary"_s);
    join->click();
    QVERIFY(!field(0)->isEnabled());
    QVERIFY(!field(1)->isEnabled());
    join->click();
    QCOMPARE(requested.size(), 1);
    QCOMPARE(cancelled.size(), 1);
    QVERIFY(!m_dialog->isBusy());
    QVERIFY(field(1)->isEnabled());
}

void tst_JoinDialog::escapeCancelsWhileBusy()
{
    QSignalSpy cancelled(m_dialog.get(), &JoinDialog::cancelled);
    m_dialog->setBusy(true);
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QCOMPARE(cancelled.size(), 1);
    QVERIFY(m_dialog->isVisible());
}

void tst_JoinDialog::theFirstEmptyFieldHasTheFocus()
{
    m_dialog->setServer({});
    QVERIFY(field(0)->hasFocus());
    m_dialog->setServer(u"host"_s);
    QVERIFY(field(1)->hasFocus());
}

void tst_JoinDialog::itKeepsItsWidthAndGrowsWithErrors()
{
    QCOMPARE(m_dialog->width(), 420);
    const int height = m_dialog->height();
    QVERIFY(height > 200);
    m_dialog->showError(JoinDialog::Field::Server, u"긴 까닭 "_s.repeated(40));
    QCOMPARE(m_dialog->width(), 420);
    QVERIFY(m_dialog->height() > height + 30);
    const auto *area = m_dialog->findChild<QScrollArea *>();
    QTRY_COMPARE(area->verticalScrollBar()->maximum(), 0); // there is room for all of it
    m_dialog->setBusy(true);
    QCOMPARE(m_dialog->height(), height);
}

void tst_JoinDialog::itStaysOnItsScreen()
{
    const auto isIn = [](const QWidget *part, const QWidget *whole) {
        return whole->rect().contains(QRect(part->mapTo(whole, QPoint(0, 0)), part->size()));
    };
    search();
    for (int i = 1; i <= 3; ++i) {
        hear(u"vm"_s, u"10.0.0.%1"_s.arg(i), char(i));
    }
    const int width = field(0)->width();
    m_dialog->showError(JoinDialog::Field::ClassCode, u"wanted"_s);
    m_dialog->showError(JoinDialog::Field::Password, u"wanted"_s);
    m_dialog->showCertificateChange(u"긴 까닭 "_s.repeated(80), {u"AA:BB"_s, u"apple"_s},
                                    {u"CC:DD"_s, u"river"_s});
    const QRect room = m_dialog->screen()->availableGeometry();
    QVERIFY2(m_dialog->height() <= room.height(), qPrintable(QString::number(m_dialog->height())));
    QTRY_VERIFY(m_dialog->frameGeometry().bottom() <= room.bottom());
    QTRY_VERIFY(isIn(button(u"primary"_s), m_dialog.get()));
    const auto *area = m_dialog->findChild<QScrollArea *>();
    QVERIFY(area && area->verticalScrollBar()->maximum() > 0); // or it has room for all
    QTRY_COMPARE(field(0)->width(), width); // the bar is in the margin
    // Of what is not seen at once, that is which is asked for.
    QVERIFY(isIn(field(0), area->viewport()));
    QLineEdit *const code = entry(u"Invitation or owner code"_s)->edit();
    QVERIFY(!isIn(code, area->viewport()));
    code->setFocus();
    QVERIFY(isIn(code, area->viewport()));
    field(0)->setFocus();
    QVERIFY(isIn(field(0), area->viewport()));
    code->setFocus();
    m_dialog->showError(JoinDialog::Field::Server, u"긴 까닭 "_s.repeated(80));
    QVERIFY(isIn(entry(u"Server address"_s), area->viewport()));
}

void tst_JoinDialog::textFromTheServerIsPlain()
{
    m_dialog->showError(JoinDialog::Field::Whole, u"<b>x</b><img src='http://127.0.0.1/'>"_s);
    for (const QLabel *label : m_dialog->findChildren<QLabel *>()) {
        QVERIFY(label->property("role").toString() != "error"_L1
                || label->textFormat() == Qt::PlainText);
    }
    QCOMPARE(errors().size(), 1);
}

void tst_JoinDialog::everythingHasAName()
{
    for (const QLineEdit *edit : m_dialog->findChildren<QLineEdit *>()) {
        QVERIFY(!edit->accessibleName().isEmpty());
    }
    QVERIFY(!button(u"primary"_s)->text().isEmpty());
}

QTEST_MAIN(tst_JoinDialog)
#include "tst_joindialog.moc"
