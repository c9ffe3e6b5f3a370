// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/roomactions.h"
#include "client/widgets/commands.h"
#include "client/widgets/memberdialogs.h"
#include "client/widgets/sanctionsdialog.h"
#include "common/clientlimits.h"
#include "panelsfixture.h"
#include "tests/support/fakeserver.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QtTest>

#include <algorithm>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// Mutes, bans and roles: given, refused, seen and lifted.
class tst_Sanctions : public PanelsFixture
{
    Q_OBJECT

private slots:
    void somebodyIsMutedForATime();
    void aLongNameIsWhole_data();
    void aLongNameIsWhole();
    void aRefusedBanSaysWhy();
    void aMenuIsAboutTheRoomItWasOpenedIn_data();
    void aMenuIsAboutTheRoomItWasOpenedIn();
    void administratorsOfTheServerGiveRolesAndBan();
    void bansAndMutesAreSeenAndLifted();
    void whoLostTheRightIsToldWhy();
    void aLongListOfBansIsCut();
    void bansFromTheServerAreLiftedByItsAdministrators();
};

void tst_Sanctions::somebodyIsMutedForATime()
{
    QVERIFY(open(u"owner"_s));
    answer(u"member:set"_s, {});
    const std::unique_ptr<QMenu> menu(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    action(menu.get(), u"mute"_s)->trigger();
    QPointer<SanctionDialog> asked = dialog<SanctionDialog>();
    QVERIFY(asked);
    QVERIFY(!asked->findChild<QLineEdit *>(u"reason"_s)->isVisible());
    const QString about = asked->findChild<QLabel *>(u"about"_s)->text();
    QVERIFY2(about.endsWith(u"but not write or react."_s), qPrintable(about));
    asked->findChild<QPushButton *>(u"do"_s)->click();
    QTRY_VERIFY(!asked || !asked->isVisible());
    const QJsonObject call = lastCall(u"member:set"_s);
    QCOMPARE(call.value(u"muted"_s).toBool(), true);
    const QDateTime until =
        QDateTime::fromString(call.value(u"until"_s).toString(), Qt::ISODateWithMs);
    // By the clock of the server: the fake one says this when one joins.
    const auto told = QDateTime::fromString(u"2026-11-23T09:12:00.123Z"_s, Qt::ISODateWithMs);
    const qint64 seconds = told.secsTo(until);
    QVERIFY2(seconds >= 600 && seconds < 1'800, qPrintable(QString::number(seconds)));
}

void tst_Sanctions::aLongNameIsWhole_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("short") << u"이영희"_s;
    QTest::newRow("words") << u"이영희 "_s.repeated(20) + u"끝"_s;
    QTest::newRow("one word") << QString(100, u'W') + u'1';
    QTest::newRow("emoji") << u"👍"_s.repeated(30) + u"1"_s;
}

// Two names may differ at their ends only, and one of them is to be banned.
void tst_Sanctions::aLongNameIsWhole()
{
    QFETCH(const QString, name);
    const User user{UserId(u"id"_s), name};
    SanctionDialog asked(m_conversation->roomActions(), SanctionDialog::Kind::ServerBan, user, {});
    asked.show();
    QVERIFY(QTest::qWaitForWindowExposed(&asked));
    const auto *const about = asked.findChild<QLabel *>(u"about"_s);
    QString text = about->text();
    text.remove(QChar(char16_t(0x200B))); // where a line may end
    QVERIFY2(text.contains(name), qPrintable(text));
    QVERIFY(about->width() >= about->minimumSizeHint().width());
    QVERIFY(about->height() >= about->heightForWidth(about->width()));
    QVERIFY2(asked.width() < 500, qPrintable(QString::number(asked.width())));
}

void tst_Sanctions::aRefusedBanSaysWhy()
{
    QVERIFY(open(u"owner"_s));
    m_server->replies[u"member:kick"_s].enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    const std::unique_ptr<QMenu> menu(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    action(menu.get(), u"ban"_s)->trigger();
    auto *const asked = dialog<SanctionDialog>();
    QVERIFY(asked);
    asked->findChild<QLineEdit *>(u"reason"_s)->setText(u"광고"_s);
    asked->findChild<QPushButton *>(u"do"_s)->click();
    const QLabel *const failure = asked->findChild<QLabel *>(u"sanctionFailure"_s);
    QTRY_VERIFY(failure->isVisible());
    QCOMPARE(asked->findChild<QLineEdit *>(u"reason"_s)->text(), u"광고"_s);
    const QJsonObject call = lastCall(u"member:kick"_s);
    QCOMPARE(call.value(u"banned"_s).toBool(), true);
    QCOMPARE(call.value(u"reason"_s).toString(), u"광고"_s);
    QVERIFY(!call.contains(u"until"_s)); // for ever, unless another time is chosen
}

void tst_Sanctions::aMenuIsAboutTheRoomItWasOpenedIn_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("event");
    QTest::newRow("mute") << u"mute"_s << u"member:set"_s;
    QTest::newRow("remove") << u"remove"_s << u"member:kick"_s;
    QTest::newRow("ban") << u"ban"_s << u"member:kick"_s;
}

// A notice may be clicked, or the room be closed to one, while the menu is open.
void tst_Sanctions::aMenuIsAboutTheRoomItWasOpenedIn()
{
    QFETCH(const QString, name);
    QFETCH(const QString, event);
    m_server->addRoom(u"r9"_s, u"another"_s);
    QVERIFY(open(u"owner"_s));
    const std::unique_ptr<QMenu> menu(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    m_conversation->setCurrentRoom(RoomId(u"r9"_s));
    QCOMPARE(m_conversation->currentRoom(), RoomId(u"r9"_s));
    answer(event, {});
    action(menu.get(), name)->trigger();
    QPointer<SanctionDialog> asked = dialog<SanctionDialog>();
    QVERIFY(asked);
    asked->findChild<QPushButton *>(u"do"_s)->click();
    QTRY_VERIFY(!asked || !asked->isVisible());
    QCOMPARE(lastCall(event).value(u"room"_s).toString(), u"r1"_s);
}

void tst_Sanctions::administratorsOfTheServerGiveRolesAndBan()
{
    QVERIFY(open());
    std::unique_ptr<QMenu> menu(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    QVERIFY(menu->findChild<QMenu *>(u"serverRights"_s) == nullptr); // a member
    QJsonObject own = m_server->userOf(u"김민수"_s);
    own.insert(u"role"_s, u"admin"_s);
    m_server->sendEvent(u"user:changed"_s, own);
    QTRY_COMPARE(m_conversation->roomActions()->ownRole(), UserRole::Admin);
    menu.reset(m_panels->makePersonMenu(UserId(u"id-김민수"_s)));
    QVERIFY(menu->findChild<QMenu *>(u"serverRights"_s) == nullptr); // oneself
    menu.reset(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    QVERIFY(menu->findChild<QMenu *>(u"serverRights"_s)->isEnabled());
    QVERIFY(action(menu.get(), u"serverRole1"_s)->isChecked());
    QVERIFY(action(menu.get(), u"serverRole3"_s) == nullptr); // more than one has
    answer(u"user:set"_s, {{u"user"_s, m_server->userOf(u"이영희"_s)}});
    action(menu.get(), u"serverRole2"_s)->trigger();
    QTRY_COMPARE(lastCall(u"user:set"_s).value(u"role"_s).toString(), u"admin"_s);
    QVERIFY(!lastCall(u"user:set"_s).contains(u"banned"_s));
    answer(u"user:set"_s, {{u"user"_s, m_server->userOf(u"이영희"_s)}});
    action(menu.get(), u"serverUnban"_s)->trigger();
    QTRY_VERIFY(lastCall(u"user:set"_s).value(u"banned"_s).isBool());
    QCOMPARE(lastCall(u"user:set"_s).value(u"banned"_s).toBool(), false);
    m_server->replies[u"user:set"_s].enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    action(menu.get(), u"serverBan"_s)->trigger();
    QPointer<SanctionDialog> asked = dialog<SanctionDialog>();
    QVERIFY(asked);
    asked->findChild<QLineEdit *>(u"reason"_s)->setText(u"광고"_s);
    asked->findChild<QPushButton *>(u"do"_s)->click();
    QTRY_VERIFY(asked->findChild<QLabel *>(u"sanctionFailure"_s)->isVisible());
    answer(u"user:set"_s, {{u"user"_s, m_server->userOf(u"이영희"_s)}});
    asked->findChild<QPushButton *>(u"do"_s)->click();
    QTRY_VERIFY(!asked || !asked->isVisible());
    const QJsonObject call = lastCall(u"user:set"_s);
    QCOMPARE(call.value(u"banned"_s).toBool(), true);
    QCOMPARE(call.value(u"reason"_s).toString(), u"광고"_s);
    // An owner stands above.
    QJsonObject other = m_server->userOf(u"이영희"_s);
    other.insert(u"role"_s, u"owner"_s);
    m_server->sendEvent(u"user:changed"_s, other);
    QTRY_VERIFY(m_conversation->roomActions()->members()->find(UserId(u"id-이영희"_s))->user.role
                == UserRole::Owner);
    menu.reset(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    QVERIFY(menu->findChild<QMenu *>(u"serverRights"_s) == nullptr);
}

void tst_Sanctions::bansAndMutesAreSeenAndLifted()
{
    QVERIFY(open(u"moderator"_s));
    const QDateTime end = QDateTime::currentDateTime().addDays(2);
    QJsonObject muted = sanction(u"이영희"_s, u"muted"_s);
    muted.insert(u"until"_s, end.toUTC().toString(Qt::ISODateWithMs));
    QJsonObject banned = sanction(u"<b>x</b>"_s, u"banned"_s);
    banned.insert(u"reason"_s, u"광고"_s);
    banned.insert(u"by"_s, QJsonObject{{u"id"_s, u"id-k"_s}, {u"userName"_s, u"<i>김</i> %1"_s}});
    answer(u"sanction:list"_s,
           {{u"sanctions"_s, QJsonArray{muted}}, {u"more"_s, true}}); // the next page follows
    answer(u"sanction:list"_s, {{u"sanctions"_s, QJsonArray{banned}}, {u"more"_s, false}});
    const std::unique_ptr<QMenu> menu(m_panels->makeRoomMenu(RoomId(u"r1"_s)));
    action(menu.get(), u"sanctions"_s)->trigger();
    auto *const shown = dialog<SanctionsDialog>();
    QVERIFY(shown);
    auto *const list = shown->findChild<QListWidget *>(u"sanctions"_s);
    QTRY_COMPARE(list->count(), 2);
    QCOMPARE(lastCall(u"sanction:list"_s).value(u"room"_s).toString(), u"r1"_s);
    QCOMPARE(lastCall(u"sanction:list"_s).value(u"after"_s).toString(), u"id-이영희"_s);
    const QLocale locale;
    QVERIFY(list->item(0)->text().contains(
        locale.toString(end.date(), QLocale::ShortFormat))); // until when
    QVERIFY(list->item(1)->text().contains(u"<b>x</b>"_s));
    QVERIFY(list->item(1)->text().contains(u"Banned until somebody ends it, by "_s));
    QVERIFY(list->item(1)->text().contains(u"<i>김</i> %1"_s));
    QVERIFY(!list->item(1)->toolTip().contains(u"<i>"_s));
    QVERIFY(list->item(1)->text().contains(u"광고"_s));
    QVERIFY(list->item(1)->data(Qt::AccessibleTextRole).toString().contains(u"광고"_s));
    QVERIFY(!list->item(1)->toolTip().contains(u"<b>"_s));
    // By keys alone: the list has the focus, the button is next to it.
    QTRY_VERIFY(list->hasFocus());
    auto *const lift = shown->findChild<QPushButton *>(u"lift"_s);
    QCOMPARE(lift->text(), u"Let write again"_s);
    QTest::keyClick(list, Qt::Key_Return); // decides nothing
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(lift->text(), u"Lift the ban"_s);
    QTest::keyClick(list, Qt::Key_Tab);
    QVERIFY(lift->hasFocus());
    answer(u"member:set"_s, {});
    QTest::keyClick(lift, Qt::Key_Space);
    QTRY_COMPARE(list->count(), 1);
    QCOMPARE(m_server->callsOf(u"member:set"_s).size(), 1);
    QJsonObject call = lastCall(u"member:set"_s);
    QCOMPARE(call.value(u"user"_s).toString(), u"id-<b>x</b>"_s);
    QVERIFY(call.value(u"banned"_s).isBool() && !call.value(u"banned"_s).toBool());
    QVERIFY(!call.contains(u"muted"_s));
    QCOMPARE(lift->text(), u"Let write again"_s);
    answer(u"member:set"_s, {});
    QTest::keyClick(lift, Qt::Key_Space);
    const auto *const state = shown->findChild<QLabel *>(u"sanctionsState"_s);
    QTRY_VERIFY(state->isVisible()); // nobody is left
    call = lastCall(u"member:set"_s);
    QVERIFY(call.value(u"muted"_s).isBool() && !call.value(u"muted"_s).toBool());
    QVERIFY(!list->isVisible());
    QVERIFY(!lift->isEnabled());
    QCOMPARE(state->text(), u"Nobody is banned or muted here."_s);
}

void tst_Sanctions::whoLostTheRightIsToldWhy()
{
    QVERIFY(open(u"moderator"_s));
    m_server->replies[u"sanction:list"_s].enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    m_panels->showSanctions(RoomId(u"r1"_s));
    QPointer<SanctionsDialog> shown = dialog<SanctionsDialog>();
    QTRY_VERIFY(shown->findChild<QLabel *>(u"sanctionsFailure"_s)->isVisible());
    QVERIFY(!shown->findChild<QLabel *>(u"sanctionsState"_s)->isVisible()); // not "nobody"
    shown->reject();
    QTRY_VERIFY(!shown);

    answer(u"sanction:list"_s,
           {{u"sanctions"_s, QJsonArray{sanction(u"이영희"_s, u"muted"_s)}}, {u"more"_s, false}});
    m_server->replies[u"member:set"_s].enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    m_panels->showSanctions(RoomId(u"r1"_s));
    shown = dialog<SanctionsDialog>();
    auto *const lift = shown->findChild<QPushButton *>(u"lift"_s);
    QTRY_VERIFY(lift->isEnabled());
    lift->click();
    QTRY_VERIFY(shown->findChild<QLabel *>(u"sanctionsFailure"_s)->isVisible());
    QCOMPARE(shown->findChild<QListWidget *>(u"sanctions"_s)->count(), 1);
    // A member is offered no such list.
    m_server->rooms[u"r1"_s].role = u"member"_s;
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r1"_s]));
    QTRY_COMPARE(m_conversation->roomActions()->roleIn(RoomId(u"r1"_s)), RoomRole::Member);
    const std::unique_ptr<QMenu> menu(m_panels->makeRoomMenu(RoomId(u"r1"_s)));
    QVERIFY(action(menu.get(), u"sanctions"_s) == nullptr);
}

void tst_Sanctions::aLongListOfBansIsCut()
{
    QVERIFY(open(u"moderator"_s));
    QJsonArray page;
    for (int i = 0; i < limits::maxPageRows; ++i) {
        page.append(sanction(u"사람 %1"_s.arg(i), u"banned"_s));
    }
    for (int i = 0; i < limits::maxSanctionsShown / limits::maxPageRows + 1; ++i) {
        answer(u"sanction:list"_s, {{u"sanctions"_s, page}, {u"more"_s, true}});
    }
    m_panels->showSanctions(RoomId(u"r1"_s));
    auto *const shown = dialog<SanctionsDialog>();
    auto *const list = shown->findChild<QListWidget *>(u"sanctions"_s);
    QTRY_COMPARE(list->count(), limits::maxSanctionsShown);
    QTRY_VERIFY(shown->findChild<QLabel *>(u"sanctionsState"_s)->isVisible());
    QCOMPARE(m_server->callsOf(u"sanction:list"_s).size(),
             limits::maxSanctionsShown / limits::maxPageRows);
}

void tst_Sanctions::bansFromTheServerAreLiftedByItsAdministrators()
{
    QVERIFY(open());
    const QList<QAction *> actions = m_window->commands()->menu(Commands::Menu::Room)->actions();
    const auto found = std::find_if(actions.begin(), actions.end(), [](const QAction *one) {
        return one->text() == u"Banned from the ser&ver…"_s;
    });
    QVERIFY(found != actions.end());
    (*found)->trigger();
    QVERIFY(!dialog<SanctionsDialog>()); // a member
    QJsonObject own = m_server->userOf(u"김민수"_s);
    own.insert(u"role"_s, u"admin"_s);
    m_server->sendEvent(u"user:changed"_s, own);
    QTRY_COMPARE(m_conversation->roomActions()->ownRole(), UserRole::Admin);
    answer(u"sanction:list"_s,
           {{u"sanctions"_s, QJsonArray{sanction(u"이영희"_s, u"banned"_s)}}, {u"more"_s, false}});
    (*found)->trigger();
    auto *const shown = dialog<SanctionsDialog>();
    QVERIFY(shown);
    auto *const list = shown->findChild<QListWidget *>(u"sanctions"_s);
    QTRY_COMPARE(list->count(), 1);
    QVERIFY(list->item(0)->text().endsWith(u"Banned until somebody ends it"_s)); // an older server
    QVERIFY(!lastCall(u"sanction:list"_s).contains(u"room"_s));
    answer(u"user:set"_s, {{u"user"_s, m_server->userOf(u"이영희"_s)}});
    shown->findChild<QPushButton *>(u"lift"_s)->click();
    QTRY_COMPARE(list->count(), 0);
    const QJsonObject call = lastCall(u"user:set"_s);
    QCOMPARE(call.value(u"user"_s).toString(), u"id-이영희"_s);
    QVERIFY(call.value(u"banned"_s).isBool() && !call.value(u"banned"_s).toBool());
    QCOMPARE(shown->findChild<QLabel *>(u"sanctionsState"_s)->text(),
             u"Nobody is banned from this server."_s);
}

QTEST_MAIN(tst_Sanctions)
#include "tst_sanctions.moc"
