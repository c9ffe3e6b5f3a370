// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/roomtexts.h"
#include "client/railcontroller.h"
#include "client/widgets/shellwindow.h"
#include "tests/support/fakeserver.h"

#include <QMenu>
#include <QMessageBox>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// What is done at the rail with a server that is open.
class tst_RailController : public QObject
{
    Q_OBJECT

private slots:
    // The offscreen platform warns of what it cannot do.
    void initTestCase() { qputenv("QT_FATAL_WARNINGS", "0"); }
    void leavingNamesWhatIsNotSent();

private:
    /// What is said before \p server is left; nobody leaves it.
    [[nodiscard]] static QString question(RailController &rail, OpenServer *server,
                                          ShellWindow &window)
    {
        const std::unique_ptr<QMenu> menu(rail.makeMenu(server));
        menu->actions().constLast()->trigger();
        const std::unique_ptr<QMessageBox> box(window.findChild<QMessageBox *>());
        return box ? box->informativeText() : QString();
    }
};

void tst_RailController::leavingNamesWhatIsNotSent()
{
    constexpr int patienceMs = 60'000; // of a loaded machine
    FakeServer fake(FakeServer::Mode::Native);
    fake.addRoom(u"r1"_s, u"lobby"_s);
    fake.addMessage(u"r1"_s, u"이영희"_s, u"안녕"_s, true);
    QVERIFY(fake.listen());
    const QTemporaryDir folder;
    Conversation::Options options;
    options.settingsPath = folder.filePath(u"settings.ini"_s);
    options.storePath = folder.path();
    OpenServers servers;
    ShellWindow window;
    RailController rail(servers, window);
    OpenServer *const server = servers.add(
        std::make_unique<OpenServer>(ServerPlace{fake.address(), u"김민수"_s}, options));
    server->start();
    Conversation *const conversation = server->conversation();
    QTRY_COMPARE_WITH_TIMEOUT(conversation->messages()->rowCount(), 1, patienceMs);

    // What was refused goes out by a person only.
    fake.sendFaults.enqueue({FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"TOO_LARGE"_s)});
    QVERIFY(conversation->post(u"하나"_s));
    QCOMPARE(conversation->waitingCount(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(conversation->waitingCount(), 0, patienceMs);
    const QString kept = question(rail, server, window);
    QVERIFY(!kept.isEmpty());

    fake.heldCalls = {u"message:send"_s, u"message:react"_s};
    QVERIFY(conversation->post(u"둘"_s));
    QVERIFY(conversation->post(u"셋"_s));
    conversation->react(MessageId(u"r1-1"_s), u"👍"_s, true);
    QCOMPARE(conversation->waitingCount(), 3);
    QCOMPARE(question(rail, server, window), kept + u"\n\n"_s + stillWaitingText(3));
}

QTEST_MAIN(tst_RailController)
#include "tst_railcontroller.moc"
