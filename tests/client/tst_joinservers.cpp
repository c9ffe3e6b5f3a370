// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/joindialog.h"
#include "common/clientlimits.h"
#include "joindialogfixture.h"
#include "tests/support/composing.h"

#include <QLabel>
#include <QLayout>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// The servers that the join dialog lists, and which of them it picks.
class tst_JoinServers : public JoinDialogFixture
{
    Q_OBJECT

private slots:
    void theListComesAndGoesWithTheSearch();
    void aClickPicksAServer();
    void anotherAddressIsJoinedWithoutTheFingerprint();
    void theOnlyServerIsPickedByItself();
    void forWhatIsSecretAPersonChoosesTheServer_data();
    void forWhatIsSecretAPersonChoosesTheServer();
    void amongTwoServersNobodyChoosesForAPerson();
    void whoJoinsTheOnlyServerHasChosenIt();
    void whatWasTypedIsNotReplaced();
    void keysPickAndJoin();
    void afterThreeSecondsItSaysWhatMayBeTheMatter();
    void theSearchRunsWhileTheDialogIsThere();
    void aLinkIsShownAsAnAddressAndJoinedWhole();
    void namesOfStrangersArePlain();
};

void tst_JoinServers::theListComesAndGoesWithTheSearch()
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
        QTRY_COMPARE(m_dialog->findChild<QScrollArea *>()->verticalScrollBar()->maximum(), 0);
    }
    const int three = m_dialog->height();
    hear(u"vm"_s, u"10.0.0.4"_s, '\4');
    QCOMPARE(m_dialog->height(), three); // the fourth is scrolled to
    m_servers->stopSearch();
    QCOMPARE(m_dialog->width(), 420);
}

void tst_JoinServers::aClickPicksAServer()
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

void tst_JoinServers::anotherAddressIsJoinedWithoutTheFingerprint()
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

void tst_JoinServers::theOnlyServerIsPickedByItself()
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

void tst_JoinServers::forWhatIsSecretAPersonChoosesTheServer_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isComposed");
    QTest::newRow("a password") << u"Password"_s << false;
    QTest::newRow("a class code") << u"Class code"_s << false;
    QTest::newRow("an invitation") << u"Invitation or owner code"_s << false;
    QTest::newRow("a code that is still composed") << u"Code from your other device"_s << true;
}

void tst_JoinServers::forWhatIsSecretAPersonChoosesTheServer()
{
    QFETCH(QString, name);
    QFETCH(bool, isComposed);
    m_dialog->setServer({});
    search();
    m_dialog->showError(JoinDialog::Field::ClassCode, u"wanted"_s);
    m_dialog->showError(JoinDialog::Field::Password, u"wanted"_s);
    QLineEdit *const edit = entry(name)->edit();
    edit->setFocus();
    isComposed ? maru::testing::compose(edit, {u"AB2"_s}) : QTest::keyClicks(edit, u"AB2"_s);
    hear(u"교실"_s, u"10.0.0.1"_s, '\x11');
    QVERIFY(m_dialog->server().isEmpty());
    QVERIFY(list()->selectionModel()->selectedIndexes().isEmpty());
    QVERIFY(edit->isVisible() && edit->hasFocus());
    click(0); // for what was typed
    list()->setFocus();
    QCOMPARE(m_dialog->server(), u"10.0.0.1:5000"_s);
    QVERIFY(edit->isVisible());
    QCOMPARE(edit->text(), u"AB2"_s);
    hear(u"교실"_s, u"10.0.0.2"_s, '\x22');
    click(1);
    QCOMPARE(m_dialog->server(), u"10.0.0.2:5000"_s);
    QVERIFY(edit->text().isEmpty()); // that was for the other
}

void tst_JoinServers::amongTwoServersNobodyChoosesForAPerson()
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

void tst_JoinServers::whoJoinsTheOnlyServerHasChosenIt()
{
    m_dialog->setServer({});
    search();
    hear(u"교실"_s, u"10.0.0.1"_s, '\x11');
    button(u"primary"_s)->click();
    m_dialog->showError(JoinDialog::Field::Name, u"taken"_s);
    hear(u"교실"_s, u"10.0.0.2"_s, '\x22');
    QCOMPARE(m_dialog->server(), u"10.0.0.1:5000"_s);
}

void tst_JoinServers::whatWasTypedIsNotReplaced()
{
    search();
    hear(u"교실"_s, u"10.0.0.1"_s, '\x11');
    QCOMPARE(m_dialog->server(), u"192.168.0.12"_s);
}

void tst_JoinServers::keysPickAndJoin()
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

void tst_JoinServers::afterThreeSecondsItSaysWhatMayBeTheMatter()
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

void tst_JoinServers::theSearchRunsWhileTheDialogIsThere()
{
    QSignalSpy wanted(m_dialog.get(), &JoinDialog::searchWanted);
    m_dialog->hide();
    m_dialog->show();
    QCOMPARE(wanted.size(), 2);
    QCOMPARE(wanted[0][0].toBool(), false);
    QCOMPARE(wanted[1][0].toBool(), true);
}

void tst_JoinServers::aLinkIsShownAsAnAddressAndJoinedWhole()
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

void tst_JoinServers::namesOfStrangersArePlain()
{
    search();
    hear(u"<img src=x>"_s, u"10.0.0.1"_s, '\x11');
    QVERIFY(!m_servers->index(0).data(Qt::ToolTipRole).toString().contains(u'<'));
    QVERIFY(!m_dialog->grab().isNull());
}

QTEST_MAIN(tst_JoinServers)
#include "tst_joinservers.moc"
