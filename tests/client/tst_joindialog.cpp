// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/serverlistmodel.h"
#include "client/widgets/certificatepanel.h"
#include "client/widgets/entryfield.h"
#include "client/widgets/joindialog.h"
#include "client/widgets/serverlist.h"
#include "common/clientlimits.h"

#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

class tst_JoinDialog : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void enterJoins();
    void whatIsMissingIsSaidUnderItsField_data();
    void whatIsMissingIsSaidUnderItsField();
    void namesAreJoinedNormalised();
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
    void textFromTheServerIsPlain();
    void everythingHasAName();
    void theListComesAndGoesWithTheSearch();
    void aClickPicksAServer();
    void anotherAddressIsJoinedWithoutTheFingerprint();
    void theOnlyServerIsPickedByItself();
    void amongTwoServersNobodyChoosesForAPerson();
    void whatWasTypedIsNotReplaced();
    void keysPickAndJoin();
    void afterThreeSecondsItSaysWhatMayBeTheMatter();
    void theSearchRunsWhileTheDialogIsThere();
    void aLinkIsShownAsAnAddressAndJoinedWhole();
    void namesOfStrangersArePlain();
    void passwordAndCodeComeWhenTheyAreWanted();
    void aServerThatWantsAPasswordGetsItsField();
    void aPasswordIsDotsUntilItIsAskedFor();
    void secretsGoWithTheDialogAndWithAnotherServer();
    void aTakenNameMayBeProvedByItsPassword();
    void aWrongCodeIsSaidUnderItsField();
    void aCodeOfAnotherDeviceIsTakenAsItIsTyped();
    void aClassCodeBecomesPartOfTheAddress_data();
    void aClassCodeBecomesPartOfTheAddress();

private:
    [[nodiscard]] QLineEdit *field(int i) const
    {
        return m_dialog->findChildren<QLineEdit *>().at(i);
    }
    [[nodiscard]] QPushButton *button(const QString &role) const
    {
        for (QPushButton *button : m_dialog->findChildren<QPushButton *>()) {
            if (button->property("role").toString() == role) {
                return button;
            }
        }
        return nullptr;
    }
    [[nodiscard]] EntryField *entry(const QString &name) const
    {
        for (EntryField *field : m_dialog->findChildren<EntryField *>()) {
            if (field->edit()->accessibleName() == name) {
                return field;
            }
        }
        return nullptr;
    }
    [[nodiscard]] QPushButton *trustButton() const
    {
        return m_dialog->findChildren<CertificatePanel *>().first()->findChild<QPushButton *>();
    }
    [[nodiscard]] QStringList errors() const
    {
        QStringList shown;
        for (const QLabel *label : m_dialog->findChildren<QLabel *>()) {
            if (label->property("role").toString() == "error"_L1 && label->isVisible()) {
                shown << label->text();
            }
        }
        return shown;
    }

    [[nodiscard]] QListView *list() const { return m_dialog->findChild<QListView *>(); }
    void search()
    {
        m_dialog->setServers(m_servers.get());
        m_servers->startSearch();
    }
    void hear(const QString &name, const QString &host, char certificate)
    {
        m_servers->take({name, 5000, QByteArray(fingerprintBytes, certificate)}, host);
    }
    void click(int row)
    {
        const QRect card = list()->visualRect(m_servers->index(row));
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, card.center());
    }

    std::unique_ptr<ServerListModel> m_servers;
    std::unique_ptr<JoinDialog> m_dialog;
};

namespace {

QString linkTo(const QString &address, const QString &byte)
{
    return u"maru://%1#%2"_s.arg(address, byte.repeated(fingerprintBytes));
}

} // namespace

void tst_JoinDialog::init()
{
    m_servers = std::make_unique<ServerListModel>();
    m_dialog = std::make_unique<JoinDialog>();
    m_dialog->setUserName(u"김민수"_s);
    m_dialog->setServer(u"192.168.0.12"_s);
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
}

void tst_JoinDialog::cleanup()
{
    m_dialog.reset();
    m_servers.reset();
}

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
    for (const QLabel *label :
         m_dialog->findChildren<CertificatePanel *>().first()->findChildren<QLabel *>()) {
        QCOMPARE(label->textFormat(), Qt::PlainText);
        shown.append(label->text());
    }
    QVERIFY(shown.contains(u"AA:BB"_s));
    QVERIFY(shown.contains(u"CC:DD"_s));
    QVERIFY(shown.contains(u"apple"_s)); // both as words too
    QVERIFY(shown.contains(u"river"_s));
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
    m_dialog->setBusy(true);
    QCOMPARE(m_dialog->height(), height);
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

void tst_JoinDialog::theListComesAndGoesWithTheSearch()
{
    const int height = m_dialog->height();
    m_dialog->setServers(m_servers.get());
    QVERIFY(!list()->isVisible());
    QCOMPARE(m_dialog->height(), height);
    m_servers->startSearch();
    const int searching = m_dialog->height();
    QVERIFY(searching > height);
    for (int i = 1; i <= 3; ++i) {
        hear(u"vm"_s, u"10.0.0.%1"_s.arg(i), char(i));
        QVERIFY(list()->isVisible());
        // All of the cards can be seen, and the dialog has room for them.
        QVERIFY(list()->viewport()->rect().contains(list()->visualRect(m_servers->index(i - 1))));
        QVERIFY(m_dialog->height() >= m_dialog->layout()->totalMinimumSize().height());
    }
    const int three = m_dialog->height();
    hear(u"vm"_s, u"10.0.0.4"_s, '\4');
    QCOMPARE(m_dialog->height(), three); // the fourth is scrolled to
    m_servers->stopSearch();
    QCOMPARE(m_dialog->width(), 420);
}

void tst_JoinDialog::aClickPicksAServer()
{
    search();
    hear(u"교실"_s, u"10.0.0.1"_s, '\x11');
    hear(u"교실"_s, u"10.0.0.2"_s, '\x22');
    click(1);
    QCOMPARE(m_dialog->server(), u"10.0.0.2:5000"_s);
    QSignalSpy joins(m_dialog.get(), &JoinDialog::joinRequested);
    button(u"primary"_s)->click();
    QCOMPARE(joins[0][0].toString(), linkTo(u"10.0.0.2:5000"_s, u"22"_s));
    QVERIFY(!list()->isEnabled()); // while it joins
}

void tst_JoinDialog::anotherAddressIsJoinedWithoutTheFingerprint()
{
    search();
    hear(u"교실"_s, u"10.0.0.1"_s, '\x11');
    click(0);
    field(0)->setFocus();
    QTest::keyClicks(field(0), u"1"_s);
    QVERIFY(list()->selectionModel()->selectedIndexes().isEmpty());
    QSignalSpy joins(m_dialog.get(), &JoinDialog::joinRequested);
    button(u"primary"_s)->click();
    QCOMPARE(joins[0][0].toString(), u"10.0.0.1:50001"_s);
}

void tst_JoinDialog::theOnlyServerIsPickedByItself()
{
    m_dialog->setServer({});
    m_servers->setRecent({{u"a.b:1"_s, QString()}}); // does not count
    search();
    QVERIFY(m_dialog->server().isEmpty());
    hear(u"교실"_s, u"10.0.0.1"_s, '\x11');
    QCOMPARE(m_dialog->server(), u"10.0.0.1:5000"_s);
    QVERIFY(field(1)->hasFocus()); // only the name is missing
    QSignalSpy joins(m_dialog.get(), &JoinDialog::joinRequested);
    QTest::keyClick(field(1), Qt::Key_Return);
    QCOMPARE(joins[0][0].toString(), linkTo(u"10.0.0.1:5000"_s, u"11"_s));
}

void tst_JoinDialog::amongTwoServersNobodyChoosesForAPerson()
{
    m_dialog->setServer({});
    search();
    hear(u"교실"_s, u"10.0.0.1"_s, '\x11');
    hear(u"교실"_s, u"10.0.0.2"_s, '\x22');
    QVERIFY(m_dialog->server().isEmpty());
    QVERIFY(list()->selectionModel()->selectedIndexes().isEmpty());
    click(0);
    hear(u"교실"_s, u"10.0.0.3"_s, '\x33');
    QCOMPARE(m_dialog->server(), u"10.0.0.1:5000"_s); // that was a person
}

void tst_JoinDialog::whatWasTypedIsNotReplaced()
{
    search();
    hear(u"교실"_s, u"10.0.0.1"_s, '\x11');
    QCOMPARE(m_dialog->server(), u"192.168.0.12"_s);
}

void tst_JoinDialog::keysPickAndJoin()
{
    search();
    hear(u"교실"_s, u"10.0.0.1"_s, '\x11');
    hear(u"교실"_s, u"10.0.0.2"_s, '\x22');
    list()->setFocus(Qt::TabFocusReason);
    QCOMPARE(m_dialog->server(), u"192.168.0.12"_s); // passing by picks nothing
    QTest::keyClick(list(), Qt::Key_Down);
    QCOMPARE(m_dialog->server(), u"10.0.0.2:5000"_s);
    QTest::keyClick(list(), Qt::Key_Up);
    QCOMPARE(m_dialog->server(), u"10.0.0.1:5000"_s);
    QSignalSpy joins(m_dialog.get(), &JoinDialog::joinRequested);
    QTest::keyClick(list(), Qt::Key_Return);
    QCOMPARE(joins.size(), 1);
    QCOMPARE(joins[0][0].toString(), linkTo(u"10.0.0.1:5000"_s, u"11"_s));
}

void tst_JoinDialog::afterThreeSecondsItSaysWhatMayBeTheMatter()
{
    const auto sentences = [this] {
        QStringList shown;
        for (const QLabel *label :
             m_dialog->findChild<QFrame *>(u"trouble"_s)->findChildren<QLabel *>()) {
            if (label->isVisible()) {
                // Nothing is cut off.
                if (label->height() < label->heightForWidth(label->width())) {
                    return QStringList(u"cut: "_s + label->text());
                }
                shown += label->text();
            }
        }
        return shown;
    };
    LocalLink link;
    link.address = QHostAddress(u"10.0.0.7"_s);
    m_servers->setLinks({link});
    search();
    QVERIFY(sentences().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(!sentences().isEmpty(), limits::searchPatienceMs + 2'000);
    QTRY_COMPARE(sentences().mid(1), m_servers->advice());
    QVERIFY(sentences().last().contains(u"10.0.0.7"_s));
    m_servers->setLinks({}); // the cable is pulled
    QTRY_COMPARE(sentences().mid(1), m_servers->advice());
    hear(u"교실"_s, u"10.0.0.1"_s, '\x11');
    QVERIFY(sentences().isEmpty());
    QVERIFY(list()->isVisible());
}

void tst_JoinDialog::theSearchRunsWhileTheDialogIsThere()
{
    QSignalSpy wanted(m_dialog.get(), &JoinDialog::searchWanted);
    m_dialog->hide();
    m_dialog->show();
    QCOMPARE(wanted.size(), 2);
    QCOMPARE(wanted[0][0].toBool(), false);
    QCOMPARE(wanted[1][0].toBool(), true);
}

void tst_JoinDialog::aLinkIsShownAsAnAddressAndJoinedWhole()
{
    const QString link = linkTo(u"10.0.0.1:5001/방1"_s, u"5a"_s);
    m_dialog->setServer(link);
    QCOMPARE(m_dialog->server(), u"10.0.0.1:5001/방1"_s);
    QSignalSpy joins(m_dialog.get(), &JoinDialog::joinRequested);
    button(u"primary"_s)->click();
    QCOMPARE(joins[0][0].toString(), link);

    m_dialog->setBusy(false);
    field(0)->setText(link); // pasted
    button(u"primary"_s)->click();
    QCOMPARE(joins[1][0].toString(), link);
}

void tst_JoinDialog::namesOfStrangersArePlain()
{
    search();
    hear(u"<img src=x>"_s, u"10.0.0.1"_s, '\x11');
    QVERIFY(!m_servers->index(0).data(Qt::ToolTipRole).toString().contains(u'<'));
    QVERIFY(!m_dialog->grab().isNull());
}

void tst_JoinDialog::passwordAndCodeComeWhenTheyAreWanted()
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

void tst_JoinDialog::aServerThatWantsAPasswordGetsItsField()
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

void tst_JoinDialog::aPasswordIsDotsUntilItIsAskedFor()
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

void tst_JoinDialog::secretsGoWithTheDialogAndWithAnotherServer()
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

void tst_JoinDialog::aTakenNameMayBeProvedByItsPassword()
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

void tst_JoinDialog::aWrongCodeIsSaidUnderItsField()
{
    m_dialog->showError(JoinDialog::Field::Invitation, u"used up"_s);
    QVERIFY(entry(u"Invitation or owner code"_s)->edit()->hasFocus());
    QCOMPARE(entry(u"Invitation or owner code"_s)->edit()->accessibleDescription(), u"used up"_s);
}

void tst_JoinDialog::aCodeOfAnotherDeviceIsTakenAsItIsTyped()
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

void tst_JoinDialog::aClassCodeBecomesPartOfTheAddress_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("joined");
    const QString print = u'#' + u"ab"_s.repeated(fingerprintBytes);
    QTest::newRow("bare") << u"host:5000"_s << u"host:5000?classCode=ABC234"_s;
    QTest::newRow("room") << u"host/방1"_s << u"host/방1?classCode=ABC234"_s;
    QTest::newRow("old code") << u"host?classCode=OLD&a=b"_s << u"host?a=b&classCode=ABC234"_s;
    QTest::newRow("link") << u"maru://host:1"_s + print
                          << u"maru://host:1?classCode=ABC234"_s + print;
}

void tst_JoinDialog::aClassCodeBecomesPartOfTheAddress()
{
    QFETCH(QString, server);
    QFETCH(QString, joined);
    QSignalSpy requested(m_dialog.get(), &JoinDialog::joinRequested);
    m_dialog->setServer(server);
    m_dialog->showError(JoinDialog::Field::ClassCode, u"wrong"_s);
    QVERIFY(entry(u"Class code"_s)->edit()->hasFocus());
    QTest::keyClicks(entry(u"Class code"_s)->edit(), u" abc234 "_s);
    QTest::keyClick(entry(u"Class code"_s)->edit(), Qt::Key_Return);
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested[0][0].toString(), joined);
    QVERIFY(m_dialog->server().contains(u"classCode=ABC234"_s)); // and is remembered with it
    QVERIFY(!m_dialog->server().contains(u"OLD"_s));
}

QTEST_MAIN(tst_JoinDialog)
#include "tst_joindialog.moc"
