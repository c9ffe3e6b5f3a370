// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/serverpage.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/messageview.h"
#include "tests/support/fakeserver.h"

#include <QJsonObject>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QtTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace {
constexpr int patienceMs = 60'000; // of a loaded machine
}

/// The page of one server among those of others.
class tst_ServerPage : public QObject
{
    Q_OBJECT

private slots:
    // The offscreen platform warns of what it cannot do.
    void initTestCase() { qputenv("QT_FATAL_WARNINGS", "0"); }
    void aServerInTheBackgroundLeavesTheKeyboardAlone();
    void whatIsOfferedFollowsTheRoom();
    void whoIsTakenOutOfTheirRoomTypesInNoOther();

private:
    [[nodiscard]] static Conversation::Options optionsIn(const QTemporaryDir &folder)
    {
        Conversation::Options options;
        options.settingsPath = folder.filePath(u"settings.ini"_s);
        options.storePath = folder.path();
        return options;
    }
};

void tst_ServerPage::aServerInTheBackgroundLeavesTheKeyboardAlone()
{
    FakeServer fake(FakeServer::Mode::Native);
    fake.addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(fake.listen());
    const QTemporaryDir folder;
    OpenServer server(ServerPlace{fake.address(), u"김민수"_s}, optionsIn(folder));
    server.start();

    QStackedWidget pages;
    pages.resize(900, 600);
    ServerPage page(server, &pages, themeOf(ThemeKind::Light));
    pages.addWidget(page.window());
    auto *const elsewhere = new QLineEdit;
    pages.addWidget(elsewhere);
    pages.show();
    pages.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&pages, patienceMs));
    QTRY_VERIFY_WITH_TIMEOUT(server.link() == OpenServer::Link::Online, patienceMs);
    pages.setCurrentWidget(elsewhere);
    elsewhere->setFocus();
    QCOMPARE(QApplication::focusWidget(), elsewhere);

    server.switchOff(); // and back, by the menu of the rail
    server.start();
    QTRY_VERIFY_WITH_TIMEOUT(server.link() == OpenServer::Link::Online, patienceMs);
    QCOMPARE(QApplication::focusWidget(), elsewhere);
}

void tst_ServerPage::whatIsOfferedFollowsTheRoom()
{
    FakeServer fake(FakeServer::Mode::Native);
    fake.addRoom(u"r1"_s, u"lobby"_s);
    fake.addMessage(u"r1"_s, u"김민수"_s, u"하나"_s);
    QVERIFY(fake.listen());
    const QTemporaryDir folder;
    OpenServer server(ServerPlace{fake.address(), u"김민수"_s}, optionsIn(folder));
    server.start();
    ServerPage page(server, nullptr, themeOf(ThemeKind::Light));
    const MessageView *const view = page.window()->messageView();
    QTRY_VERIFY_WITH_TIMEOUT(view->model()->rowCount() == 1, patienceMs);
    const auto message = [view] {
        return view->model()->index(0, 0);
    };
    QTRY_VERIFY_WITH_TIMEOUT(view->rights().canReact(message()), patienceMs);
    QVERIFY(view->rights().canReply(message()) && view->rights().canEdit(message()));

    FakeServer::Room &room = fake.rooms[u"r1"_s];
    room.extras = {{u"muteAll"_s, true}};
    fake.sendEvent(u"room:changed"_s, fake.roomObject(room));
    QTRY_VERIFY_WITH_TIMEOUT(!view->rights().canReact(message()), patienceMs);
    QVERIFY(!view->rights().canReply(message()) && !view->rights().canEdit(message()));
    QVERIFY(view->rights().canDelete(message()));
    room.extras = {{u"archived"_s, true}};
    fake.sendEvent(u"room:changed"_s, fake.roomObject(room));
    QTRY_VERIFY_WITH_TIMEOUT(!view->rights().canDelete(message()), patienceMs);
    room.extras = {};
    fake.sendEvent(u"room:changed"_s, fake.roomObject(room));
    QTRY_VERIFY_WITH_TIMEOUT(view->rights().canDelete(message()), patienceMs);
    QVERIFY(view->rights().canReact(message()));
}

void tst_ServerPage::whoIsTakenOutOfTheirRoomTypesInNoOther()
{
    const RoomId lobby(u"r1"_s);
    const RoomId math(u"r2"_s);
    FakeServer fake(FakeServer::Mode::Native);
    fake.addRoom(u"r1"_s, u"lobby"_s).readSeq = 0;
    fake.addRoom(u"r2"_s, u"math"_s).readSeq = 0;
    QVERIFY(fake.listen());
    const QTemporaryDir folder;
    OpenServer server(ServerPlace{fake.address(), u"김민수"_s}, optionsIn(folder));
    server.start();
    ServerPage page(server, nullptr, themeOf(ThemeKind::Light));
    page.window()->show();
    page.window()->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(page.window(), patienceMs));
    Conversation *const conversation = server.conversation();
    QTRY_COMPARE_WITH_TIMEOUT(conversation->currentRoom(), lobby, patienceMs);
    MessageInput *const input = page.window()->input();
    input->setFocus();
    conversation->setCurrentRoom(math); // by the person
    QVERIFY(input->edit()->hasFocus());
    QTest::keyClicks(input->edit(), u"between us"_s);
    fake.sendEvent(u"room:removed"_s,
                   QJsonObject{{u"room"_s, u"r2"_s}, {u"reason"_s, u"kicked"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(conversation->currentRoom(), lobby, patienceMs);
    QVERIFY(QApplication::focusWidget());
    QTest::keyClicks(QApplication::focusWidget(), u"and nobody"_s);
    QCOMPARE(input->text(), QString());
    QCOMPARE(conversation->draft(math), u"between us"_s);
}

QTEST_MAIN(tst_ServerPage)
#include "tst_serverpage.moc"
