// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/serverpage.h"
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

QTEST_MAIN(tst_ServerPage)
#include "tst_serverpage.moc"
