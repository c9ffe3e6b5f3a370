// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attentioncontroller.h"
#include "client/model/roomlistmodel.h"
#include "client/widgets/mainwindow.h"
#include "tests/support/fakeserver.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialog>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

#include <memory>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 30'000;

/// Notes what it is given.
class NotingNotifier : public Notifier
{
public:
    void show(const Notice &notice) override { shown.append(notice); }
    void close(const QString &key) override { closed.append(key); }

    QList<Notice> shown;
    QStringList closed;
};

} // namespace

/// From a message at a server to what the person is told, and back from a click or an answer.
class tst_AttentionController : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void aMessageIsTold();
    void aFloodIsToldOnce();
    void theRoomThatIsSeenIsNot();
    void ownOnesOfAnotherDeviceAreNot();
    void roomsHaveTheirRules();
    void quietIsQuiet();
    void aClickOpensTheMessage();
    void anAnswerIsSentAndTheDraftStays();
    void anAnswerThatCannotBeSentIsNotLost();
    void whatIsReadIsTakenBack();
    void aForgottenConversationTakesItsNoticesAlong();
    void timeAwayIsOneSummary();
    void theTitleCounts();
    void theBellAndItsDialog();
    void withoutATrayClosingQuits();

private:
    [[nodiscard]] bool joined();
    [[nodiscard]] bool seen();
    void setNotify(const QString &room, const QString &notify)
    {
        FakeServer::Room &found = m_server->rooms[room];
        found.readSeq = found.messages.size();
        QJsonObject object = m_server->roomObject(found);
        object.insert(u"notify"_s, notify);
        m_server->sendEvent(u"room:changed"_s, object);
    }
    // A message in a room that is not seen, so that whatever came before it was dealt with.
    [[nodiscard]] bool lastIsTold(const QString &text)
    {
        m_server->addMessage(u"r2"_s, u"이영희"_s, text);
        return QTest::qWaitFor(
            [&] {
                return !m_notifier->shown.isEmpty() && m_notifier->shown.last().text.contains(text);
            },
            patienceMs);
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<MainWindow> m_window;
    NotingNotifier *m_notifier = nullptr;
    std::unique_ptr<AttentionController> m_attention;
};

void tst_AttentionController::initTestCase()
{
    qputenv("QT_FATAL_WARNINGS", "0"); // the offscreen platform warns of what it cannot do
    auto *plurals = new QTranslator(qApp);
    QVERIFY(plurals->load(u":/i18n/maru_en.qm"_s));
    QCoreApplication::installTranslator(plurals);
    QStandardPaths::setTestModeEnabled(true);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath(u"config"_s));
    QCoreApplication::setOrganizationName(u"maru"_s);
    QCoreApplication::setApplicationName(u"tst_attentioncontroller"_s);
}

void tst_AttentionController::init()
{
    QSettings().clear();
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s).readSeq = 0;
    m_server->addRoom(u"r2"_s, u"math"_s).readSeq = 0;
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(++m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    m_conversation = std::make_unique<Conversation>(options);
    m_window = std::make_unique<MainWindow>();
    m_window->setRooms(m_conversation->rooms());
    auto notifier = std::make_unique<NotingNotifier>();
    m_notifier = notifier.get();
    m_attention = std::make_unique<AttentionController>(std::move(notifier));
    m_attention->watch(*m_conversation);
    m_attention->setWindow(m_window.get());
    m_attention->addPage(m_window.get(), themeOf(ThemeKind::Light));
}

void tst_AttentionController::cleanup()
{
    m_attention.reset();
    m_window.reset();
    m_conversation.reset();
    m_server.reset();
    QVERIFY(QGuiApplication::quitOnLastWindowClosed());
}

bool tst_AttentionController::joined()
{
    if (!m_server->listen()) {
        return false;
    }
    m_conversation->start(m_server->address(), u"김민수"_s);
    return QTest::qWaitFor(
        [this] { return m_conversation->state() == Conversation::State::Online; }, patienceMs);
}

bool tst_AttentionController::seen()
{
    m_window->show();
    m_window->activateWindow();
    return QTest::qWaitForWindowActive(m_window.get(), patienceMs);
}

void tst_AttentionController::aMessageIsTold()
{
    QVERIFY(joined());
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"<b>안녕</b>"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->shown.size(), 1, patienceMs);
    const Notice notice = m_notifier->shown.first();
    QVERIFY(notice.title.contains(u"이영희"_s) && notice.title.contains("lobby"_L1));
    QCOMPARE(notice.text, u"<b>안녕</b>"_s);
    QVERIFY(notice.takesReply && !notice.hasSound && !notice.picture.isNull());
    AttentionChoices choices;
    choices.showsText = false;
    choices.hasSound = true;
    m_attention->settings().setChoices(choices);
    m_server->addMessage(u"r2"_s, u"이영희"_s, u"secret"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->shown.size(), 2, patienceMs);
    QVERIFY(!m_notifier->shown.last().text.contains("secret"_L1));
    QVERIFY(m_notifier->shown.last().hasSound);
}

void tst_AttentionController::aFloodIsToldOnce()
{
    QVERIFY(joined());
    for (int i = 0; i < 500; ++i) {
        m_server->addMessage(u"r1"_s, u"이영희"_s, u"flood %1"_s.arg(i));
    }
    QTRY_VERIFY_WITH_TIMEOUT(!m_notifier->shown.isEmpty()
                                 && m_notifier->shown.last().text.contains("flood 499"_L1),
                             patienceMs);
    QVERIFY(m_notifier->shown.last().text.contains("500 new messages"_L1));
    for (const Notice &notice : m_notifier->shown) { // on a slow machine it takes its time
        QCOMPARE(notice.key, m_notifier->shown.first().key);
    }
}

void tst_AttentionController::theRoomThatIsSeenIsNot()
{
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    QVERIFY(seen());
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"seen"_s);
    QVERIFY(lastIsTold(u"other room"_s));
    QCOMPARE(m_notifier->shown.size(), 1);
    m_window->hide(); // nobody sees it now
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"not seen"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->shown.size(), 2, patienceMs);
    QVERIFY(m_notifier->shown.last().text.contains("not seen"_L1));
}

void tst_AttentionController::ownOnesOfAnotherDeviceAreNot()
{
    QVERIFY(joined());
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"written on the phone"_s);
    QVERIFY(lastIsTold(u"another's"_s));
    QCOMPARE(m_notifier->shown.size(), 1);
}

void tst_AttentionController::roomsHaveTheirRules()
{
    QVERIFY(joined());
    setNotify(u"r1"_s, u"none"_s);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"muted"_s);
    QVERIFY(lastIsTold(u"one"_s));
    QCOMPARE(m_notifier->shown.size(), 1);
    setNotify(u"r1"_s, u"mentions"_s);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"for nobody"_s);
    QVERIFY(lastIsTold(u"two"_s));
    for (const Notice &notice : m_notifier->shown) {
        QVERIFY(!notice.title.contains("lobby"_L1));
    }
}

void tst_AttentionController::quietIsQuiet()
{
    QVERIFY(joined());
    AttentionChoices choices;
    choices.quietUntilMs = QDateTime::currentMSecsSinceEpoch() + 3'600'000;
    m_attention->settings().setChoices(choices);
    QSignalSpy arrived(m_conversation.get(), &Conversation::messageArrived);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"hush"_s);
    QTRY_COMPARE_WITH_TIMEOUT(arrived.count(), 1, patienceMs);
    m_attention->settings().setChoices({});
    QVERIFY(lastIsTold(u"loud"_s));
    QCOMPARE(m_notifier->shown.size(), 1);
    QVERIFY(m_window->windowTitle().startsWith("(2) "_L1)); // it is counted all the same
}

void tst_AttentionController::aClickOpensTheMessage()
{
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    QVERIFY(lastIsTold(u"look"_s));
    QSignalSpy jumped(m_conversation.get(), &Conversation::jumpReady);
    QSignalSpy wanted(m_attention.get(), &AttentionController::conversationWanted);
    emit m_notifier->activated(m_notifier->shown.first().key);
    QVERIFY(m_window->isVisible());
    QCOMPARE(m_conversation->currentRoom().toString(), u"r2"_s);
    QTRY_COMPARE_WITH_TIMEOUT(jumped.count(), 1, patienceMs);
    QCOMPARE(jumped.first().first().toLongLong(), 1);
    QCOMPARE(wanted.count(), 1);
    emit m_notifier->activated(u"unknown"_s, u"token"_s); // only shows the window
    QCOMPARE(qgetenv("XDG_ACTIVATION_TOKEN"), QByteArray("token")); // which may come forward
    QCOMPARE(m_conversation->currentRoom().toString(), u"r2"_s);
}

void tst_AttentionController::anAnswerIsSentAndTheDraftStays()
{
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    m_conversation->setDraft(RoomId(u"r2"_s), u"half a thought"_s);
    QVERIFY(lastIsTold(u"how are you?"_s));
    emit m_notifier->replied(m_notifier->shown.first().key, u" 좋아요 \n"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->callsOf(u"message:send"_s).size(), 1, patienceMs);
    const QJsonObject sent = m_server->callsOf(u"message:send"_s).first().argument.toObject();
    QCOMPARE(sent.value(u"chat"_s).toString(), u"좋아요"_s);
    QCOMPARE(sent.value(u"room"_s).toString(), u"r2"_s);
    QCOMPARE(m_conversation->currentRoom().toString(), u"r1"_s); // one looks where one looked
    QCOMPARE(m_conversation->draft(RoomId(u"r2"_s)), u"half a thought"_s);
    QCOMPARE(m_conversation->rooms()
                 ->index(m_conversation->rooms()->rowOf(RoomId(u"r2"_s)))
                 .data(RoomListModel::UnreadRole)
                 .toInt(),
             0);
}

void tst_AttentionController::anAnswerThatCannotBeSentIsNotLost()
{
    QVERIFY(joined());
    QVERIFY(lastIsTold(u"how are you?"_s));
    const QString key = m_notifier->shown.first().key;
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r2"_s}, {u"reason"_s, u"deleted"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(m_conversation->rooms()->rowCount(), 1, patienceMs);
    QVERIFY(m_notifier->closed.contains(key)); // its room is gone
    emit m_notifier->replied(key, u"too late"_s); // it was on its way
    QCOMPARE(m_notifier->shown.last().text, u"too late"_s);
    QVERIFY(!m_notifier->shown.last().takesReply);
    QCOMPARE(m_server->callsOf(u"message:send"_s).size(), 0);
}

void tst_AttentionController::whatIsReadIsTakenBack()
{
    QVERIFY(joined());
    QVERIFY(lastIsTold(u"one"_s));
    const QString key = m_notifier->shown.first().key;
    m_server->sendEvent(u"read:changed"_s,
                        QJsonObject{{u"room"_s, u"r2"_s},
                                    {u"user"_s, m_server->userOf(u"김민수"_s)},
                                    {u"seq"_s, 1},
                                    {u"at"_s, u"2026-11-23T09:12:00.123Z"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->closed, QStringList{key}, patienceMs);
    QVERIFY(lastIsTold(u"two"_s));
    QCOMPARE(m_notifier->shown.last().text, u"two"_s); // it counts from one again
}

void tst_AttentionController::aForgottenConversationTakesItsNoticesAlong()
{
    QVERIFY(joined());
    QVERIFY(lastIsTold(u"one"_s));
    const QString key = m_notifier->shown.first().key;
    QVERIFY(m_window->windowTitle().startsWith("(1) "_L1));
    m_attention->forget(*m_conversation);
    QCOMPARE(m_notifier->closed, QStringList{key});
    QVERIFY(!m_window->windowTitle().startsWith(u'('));
    emit m_notifier->replied(key, u"too late"_s);
    QCOMPARE(m_notifier->shown.last().text, u"too late"_s); // not sent, not lost
    m_conversation.reset();
    QVERIFY(seen());
}

void tst_AttentionController::timeAwayIsOneSummary()
{
    QVERIFY(joined());
    m_server->stop();
    QTRY_COMPARE_WITH_TIMEOUT(m_conversation->state(), Conversation::State::Reconnecting,
                              patienceMs);
    for (int i = 0; i < 30; ++i) {
        m_server->addMessage(i % 2 == 0 ? u"r1"_s : u"r2"_s, u"이영희"_s, u"missed"_s, true);
    }
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->shown.size(), 1, patienceMs);
    QVERIFY(m_notifier->shown.first().title.contains("30 new messages"_L1));
    QVERIFY(!m_notifier->shown.first().takesReply);
    QVERIFY(lastIsTold(u"live again"_s));
    QCOMPARE(m_notifier->shown.size(), 2);
    QVERIFY(seen()); // whoever looks needs no summary any more
    QTRY_VERIFY_WITH_TIMEOUT(m_notifier->closed.contains(m_notifier->shown.first().key),
                             patienceMs);
}

void tst_AttentionController::theTitleCounts()
{
    QVERIFY(joined());
    m_window->setServer(u"school"_s, u"10.0.0.1:5000"_s);
    m_window->setRoom(u"r1"_s, u"(9) odd"_s);
    const QString plain = m_window->windowTitle();
    QVERIFY(plain.startsWith("(9) odd"_L1));
    QVERIFY(lastIsTold(u"one"_s));
    QCOMPARE(m_window->windowTitle(), u"(1) "_s + plain);
    QVERIFY(lastIsTold(u"two"_s));
    QCOMPARE(m_window->windowTitle(), u"(2) "_s + plain);
    m_window->setServer(u"office"_s, u"10.0.0.1:5000"_s); // the window says something else
    QCOMPARE(m_window->windowTitle(), u"(2) (9) odd – office"_s);
    const auto archive = [this](bool isArchived) {
        m_server->rooms[u"r2"_s].extras = {{u"archived"_s, isArchived}};
        m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r2"_s]));
    };
    archive(true); // its row shows no count: nobody would find what the title speaks of
    QTRY_COMPARE_WITH_TIMEOUT(m_window->windowTitle(), u"(9) odd – office"_s, patienceMs);
    archive(false);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->windowTitle(), u"(2) (9) odd – office"_s, patienceMs);
    m_conversation->markRoomRead(RoomId(u"r2"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_window->windowTitle(), u"(9) odd – office"_s, patienceMs);
}

void tst_AttentionController::theBellAndItsDialog()
{
    QVERIFY(seen());
    auto *bell = m_window->findChild<QToolButton *>(u"bell"_s);
    QVERIFY(bell);
    const QString usual = bell->toolTip();
    emit m_attention->tray().quietWanted(Tray::Quiet::Hour); // as from the menus of both
    QVERIFY(isQuiet(m_attention->settings().choices(), QDateTime::currentDateTime()));
    QVERIFY(bell->toolTip() != usual);
    emit m_attention->tray().quietWanted(Tray::Quiet::Tomorrow);
    QVERIFY(isQuiet(m_attention->settings().choices(), QDateTime::currentDateTime()));
    emit m_attention->tray().quietWanted(Tray::Quiet::Off);
    QVERIFY(!isQuiet(m_attention->settings().choices(), QDateTime::currentDateTime()));
    QCOMPARE(bell->toolTip(), usual);
    m_attention->showSettings();
    m_attention->showSettings(); // it is there already
    QCOMPARE(m_window->findChildren<QDialog *>(u"attentionDialog"_s).size(), 1);
    auto *dialog = m_window->findChild<QDialog *>(u"attentionDialog"_s);
    dialog->findChild<QCheckBox *>(u"notifies"_s)->click();
    QVERIFY(!m_attention->settings().choices().notifies);
    dialog->close();
}

void tst_AttentionController::withoutATrayClosingQuits()
{
    if (m_attention->tray().isThere()) {
        QSKIP("there is a tray");
    }
    QVERIFY(joined());
    AttentionChoices choices;
    choices.closesToTray = true;
    m_attention->settings().setChoices(choices);
    QVERIFY(QGuiApplication::quitOnLastWindowClosed());
    m_window->show();
    m_window->close();
    QVERIFY(m_notifier->shown.isEmpty()); // nothing goes on
    m_attention->startHidden(); // nobody could find it
    QVERIFY(m_window->isMinimized());
    QSignalSpy wanted(m_attention.get(), &AttentionController::windowWanted);
    m_conversation->stop();
    emit m_attention->tray().showWanted(); // signed out: there is nothing to show
    QCOMPARE(wanted.count(), 1);
    emit m_notifier->activated(u"k"_s, u"token"_s);
    QCOMPARE(wanted.last().first().toString(), u"token"_s);
}

QTEST_MAIN(tst_AttentionController)
#include "tst_attentioncontroller.moc"
