// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/accountcontroller.h"
#include "client/model/conversation.h"
#include "tests/support/fakeserver.h"

#include <QLabel>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace {

/// A controller whose memory is somebody else's as soon as it has gone.
class MortalController
{
public:
    explicit MortalController(Conversation &conversation)
        : m_made(new (m_place.data()) AccountController(conversation))
    { }
    ~MortalController() { end(); }
    MortalController(const MortalController &) = delete;
    MortalController &operator=(const MortalController &) = delete;

    void end()
    {
        if (AccountController *const made = std::exchange(m_made, nullptr)) {
            made->~AccountController();
            m_place.fill(std::byte{0x5a});
        }
    }
    [[nodiscard]] AccountController *get() const { return m_made; }

private:
    alignas(AccountController) std::array<std::byte, sizeof(AccountController)> m_place{};
    AccountController *m_made;
};

} // namespace

/// The dialogs of the account, tied to a conversation.
class tst_AccountController : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void aServerMayBeLeftWhileItIsAsked_data();
    void aServerMayBeLeftWhileItIsAsked();
    void aNewNameStandsInBothDialogs();

private:
    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<QWidget> m_window;
};

void tst_AccountController::initTestCase()
{
    // The offscreen platform warns of what it cannot do with windows.
    qputenv("QT_FATAL_WARNINGS", "0");
}

void tst_AccountController::init()
{
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s).readSeq = 0;
    QVERIFY(m_server->listen());
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(++m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    m_conversation = std::make_unique<Conversation>(options);
    m_conversation->start(m_server->address(), u"김민수"_s);
    m_window = std::make_unique<QWidget>();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
}

void tst_AccountController::cleanup()
{
    m_window.reset();
    m_conversation.reset();
    m_server.reset();
}

void tst_AccountController::aServerMayBeLeftWhileItIsAsked_data()
{
    QTest::addColumn<QString>("event");
    QTest::addColumn<bool>("isGone"); // the page, before its server is stopped
    QTest::newRow("password") << u"profile:set"_s << false; // of which the devices are asked for
    QTest::newRow("password, gone") << u"profile:set"_s << true;
    QTest::newRow("device") << u"session:revoke"_s << true;
    QTest::newRow("sign out") << u"session:leave"_s << true;
    QTest::newRow("code") << u"session:code"_s << true;
}

// The page goes before what its server answers, or did not.
void tst_AccountController::aServerMayBeLeftWhileItIsAsked()
{
    QFETCH(const QString, event);
    QFETCH(const bool, isGone);
    m_server->heldCalls = {event};
    MortalController controller(*m_conversation);
    controller.get()->showProfile(m_window.get());
    controller.get()->showDeviceCode(m_window.get());
    const QPointer<ProfileDialog> dialog = m_window->findChild<ProfileDialog *>();
    if (event == "profile:set"_L1) {
        emit dialog->passwordWanted(u"the old password"_s, u"the new password"_s);
    } else if (event == "session:revoke"_L1) {
        emit dialog->deviceSignOutWanted(u"s2"_s);
    } else if (event == "session:leave"_L1) {
        emit dialog->signOutWanted();
    }
    QTRY_COMPARE(m_server->callsOf(event).size(), 1);
    if (isGone) {
        controller.end();
    } else {
        QMetaObject::invokeMethod(
            m_window.get(), [&controller] { controller.end(); }, Qt::QueuedConnection);
    }
    m_conversation->stop();
    bool isLast = false; // of what is queued by now
    QMetaObject::invokeMethod(
        m_window.get(), [&isLast] { isLast = true; }, Qt::QueuedConnection);
    QTRY_VERIFY(isLast);
    QVERIFY(!controller.get());
    QVERIFY(dialog);
}

void tst_AccountController::aNewNameStandsInBothDialogs()
{
    AccountController controller(*m_conversation);
    controller.showProfile(m_window.get());
    controller.showDeviceCode(m_window.get());
    const auto *const code = m_window->findChild<DeviceCodeDialog *>();
    const auto says = [code](const QString &name) {
        const auto labels = code->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&name](const QLabel *label) { return label->text().contains(name); });
    };
    QVERIFY(says(u"김민수"_s));
    QJsonObject user = m_server->userOf(u"김민수"_s);
    user.insert(u"userName"_s, u"김교수"_s);
    user.insert(u"name"_s, u"김교수"_s);
    m_server->sendEvent(u"user:changed"_s, user);
    QTRY_COMPARE(m_conversation->ownUser().userName, u"김교수"_s);
    QVERIFY(says(u"김교수"_s));
    QVERIFY(!says(u"김민수"_s));
}

QTEST_MAIN(tst_AccountController)
#include "tst_accountcontroller.moc"
