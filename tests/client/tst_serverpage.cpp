// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/serverpage.h"
#include "client/widgets/messageview.h"
#include "tests/support/fakeserver.h"

#include <QLineEdit>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QtTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// The page of one server among those of others.
class tst_ServerPage : public QObject
{
    Q_OBJECT

private slots:
    // The offscreen platform warns of what it cannot do.
    void initTestCase() { qputenv("QT_FATAL_WARNINGS", "0"); }
    void aServerInTheBackgroundLeavesTheKeyboardAlone();
    void whatIsOfferedFollowsTheRoom();
};

void tst_ServerPage::aServerInTheBackgroundLeavesTheKeyboardAlone()
{
    constexpr int patienceMs = 60'000; // of a loaded machine
    FakeServer fake(FakeServer::Mode::Native);
    fake.addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(fake.listen());
    const QTemporaryDir folder;
    Conversation::Options options;
    options.settingsPath = folder.filePath(u"settings.ini"_s);
    options.storePath = folder.path();
    OpenServer server(ServerPlace{fake.address(), u"김민수"_s}, options);
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
    constexpr int patienceMs = 60'000; // of a loaded machine
    FakeServer fake(FakeServer::Mode::Native);
    fake.addRoom(u"r1"_s, u"lobby"_s);
    fake.addMessage(u"r1"_s, u"김민수"_s, u"하나"_s);
    QVERIFY(fake.listen());
    const QTemporaryDir folder;
    Conversation::Options options;
    options.settingsPath = folder.filePath(u"settings.ini"_s);
    options.storePath = folder.path();
    OpenServer server(ServerPlace{fake.address(), u"김민수"_s}, options);
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

QTEST_MAIN(tst_ServerPage)
#include "tst_serverpage.moc"
