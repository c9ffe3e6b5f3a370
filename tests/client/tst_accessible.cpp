// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "client/model/roomactions.h"
#include "client/model/searchmodel.h"
#include "client/model/serverlistmodel.h"
#include "client/widgets/accessibleannouncer.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/datepopup.h"
#include "client/widgets/editsdialog.h"
#include "client/widgets/emojipicker.h"
#include "client/widgets/hostdialog.h"
#include "client/widgets/joindialog.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/memberdialogs.h"
#include "client/widgets/memberlist.h"
#include "client/widgets/messageview.h"
#include "client/widgets/profiledialog.h"
#include "client/widgets/quickswitcher.h"
#include "client/widgets/readersdialog.h"
#include "client/widgets/roomdialog.h"
#include "client/widgets/roompanels.h"
#include "client/widgets/roomsettingsdialog.h"
#include "client/widgets/sanctionsdialog.h"
#include "client/widgets/searchpanel.h"
#include "client/widgets/serverrail.h"
#include "client/widgets/shellwindow.h"
#include "client/widgets/writinghelp.h"
#include "tests/support/accessiblewalk.h"
#include "tests/support/fakeserver.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QToolButton>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 30'000; // of a loaded machine

} // namespace

/// Every dialog and panel for people without a mouse or without eyes, against a scripted server.
class tst_Accessible : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void theWalkFindsFaults();
    void theTabOrderOfTheMainWindow();
    void theTabOrderWithTheRail();
    void whatIsBesideTheInputIsReached();
    void dialogsOfThePerson();
    void dialogsOfRoomsAndPeople();
    void popupsAndPanels();
    void whatIsSaidOfAMessage();
    void newMessagesAreSaid();
    void theFirstMessageOfARoomIsSaid();
    void manyAreCounted();
    void manyThatFailedAreCountedAsThat();
    void thatOneMayNotWriteIsSaid();

private:
    [[nodiscard]] bool open();
    /// Shows it, walks it, and closes it.
    [[nodiscard]] static QStringList faultsOf(QWidget &window)
    {
        window.show();
        window.activateWindow();
        if (!QTest::qWaitForWindowActive(&window, patienceMs)) {
            return {u"does not become active"_s};
        }
        if (QWidget *const first = window.focusWidget()) {
            first->setFocus();
        } else {
            QTest::keyClick(&window, Qt::Key_Tab);
        }
        if (!QTest::qWaitFor(
                [&window] {
                    const QWidget *const focused = QApplication::focusWidget();
                    return focused && focused->window() == &window;
                },
                patienceMs)) {
            return {u"does not take the focus"_s};
        }
        const QStringList faults = maru::testing::accessibilityFaults(&window);
        window.hide();
        return faults;
    }
    [[nodiscard]] static QString tabOrder(QWidget *window, Qt::Key key)
    {
        QStringList names;
        for (const QWidget *control : maru::testing::tabOrderOf(window, key)) {
            names << (control->objectName().isEmpty() ? control->accessibleName()
                                                      : control->objectName());
        }
        return names.join(u", "_s);
    }
    [[nodiscard]] QJsonObject member(const QString &name) const
    {
        return {{u"user"_s, m_server->userOf(name)},
                {u"role"_s, u"owner"_s},
                {u"muted"_s, false},
                {u"hand"_s, false},
                {u"readSeq"_s, 0}};
    }
    [[nodiscard]] QString lastRow() const
    {
        const QAbstractItemModel *rows = m_window->messageView()->model();
        return rows->index(rows->rowCount() - 1, 0).data(Qt::AccessibleTextRole).toString();
    }
    [[nodiscard]] QString said() const
    {
        return m_window->findChild<Announcer *>()->accessibleName();
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<MainWindow> m_window;
    RoomPanels *m_panels = nullptr;
};

void tst_Accessible::initTestCase()
{
    qputenv("QT_FATAL_WARNINGS", "0"); // the offscreen platform warns of what it cannot do
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(u"maru-test"_s);
    QCoreApplication::setApplicationName(u"tst_accessible"_s);
    QAccessible::setActive(true);
    const Theme theme = themeOf(ThemeKind::Light); // the focus is drawn by it
    qApp->setPalette(paletteOf(theme));
    qApp->setStyleSheet(styleSheetOf(theme));
}

void tst_Accessible::init()
{
    QSettings().clear();
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s).readSeq = 0;
    m_server->rooms[u"r1"_s].role = u"owner"_s;
    m_server->replies[u"room:members"_s].enqueue(
        {{u"ok"_s, true},
         {u"members"_s, QJsonArray{member(u"김민수"_s), member(u"이영희"_s)}},
         {u"more"_s, false}});
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(++m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    m_conversation = std::make_unique<Conversation>(options);
}

void tst_Accessible::cleanup()
{
    m_window.reset();
    m_conversation.reset();
    m_server.reset();
}

bool tst_Accessible::open()
{
    m_window = std::make_unique<MainWindow>();
    m_window->setTheme(themeOf(ThemeKind::Light));
    m_window->setRooms(m_conversation->rooms());
    m_window->setUserName(u"김민수"_s);
    m_panels = new RoomPanels(m_window.get(), m_conversation.get(), themeOf(ThemeKind::Light));
    m_window->resize(1'200, 700);
    m_window->show();
    if (!m_server->listen()) {
        return false;
    }
    m_conversation->start(m_server->address(), u"김민수"_s);
    return QTest::qWaitForWindowActive(m_window.get(), patienceMs)
        && QTest::qWaitFor(
               [this] {
                   return m_conversation->state() == Conversation::State::Online
                       && m_conversation->roomActions()->members()->rowCount() == 2
                       && m_window->setMessages(m_conversation->messages());
               },
               patienceMs);
}

void tst_Accessible::theWalkFindsFaults()
{
    QWidget window;
    auto *row = new QHBoxLayout(&window);
    auto *nameless = new QPushButton;
    nameless->setObjectName(u"nameless"_s);
    auto *unreachable = new QPushButton(u"unreachable"_s);
    unreachable->setFocusPolicy(Qt::ClickFocus);
    auto *good = new QPushButton(u"good"_s);
    for (QPushButton *button : {nameless, unreachable, good}) {
        row->addWidget(button);
    }
    const QStringList faults = faultsOf(window);
    QCOMPARE(faults.filter(u"\"nameless\" \"\" has no name"_s).size(), 1);
    QCOMPARE(faults.filter(u"is outside the Tab order"_s).size(), 1);
}

// As the eye goes: from the rooms on the left through the conversation to the people on the right,
// whoever made the parts, and when.
void tst_Accessible::theTabOrderOfTheMainWindow()
{
    QVERIFY(open());
    auto *const late = new QToolButton;
    late->setObjectName(u"late"_s);
    m_window->addRoomsTool(late);
    late->show();
    m_window->input()->setAttachable(true, false);
    m_window->composer()->startReply(u"m1"_s, u"이영희"_s, u"hello"_s);
    m_window->input()->setText(u"x"_s); // something to send
    const auto order = [this](Qt::Key key) {
        m_window->input()->setFocus();
        return tabOrder(m_window.get(), key);
    };
    QCOMPARE(order(Qt::Key_Tab),
             u"compose, attach, emoji, send, closePeople, peopleFilter, people, invite, addRoom, "
             "late, rooms, otherServer, ownName, peopleButton, messages, leave"_s);
    QCOMPARE(order(Qt::Key_Backtab),
             u"compose, leave, messages, peopleButton, ownName, otherServer, rooms, late, "
             "addRoom, invite, people, peopleFilter, closePeople, send, emoji, attach"_s);
    m_window->composer()->leave();
    m_window->resize(480, 600); // the rooms are in a drawer
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->roomView()->isVisible(), patienceMs);
    QCOMPARE(order(Qt::Key_Tab),
             u"compose, attach, emoji, send, roomsButton, peopleButton, messages"_s);
}

// One circle through the servers at the left and the one that is shown.
void tst_Accessible::theTabOrderWithTheRail()
{
    ShellWindow shell;
    auto *const hidden = new MainWindow(shell.pages());
    auto *const page = new MainWindow(shell.pages());
    shell.showPage(hidden);
    shell.showPage(page);
    shell.rail()->setItems({{.id = 1, .title = u"One"_s}, {.id = 2, .title = u"Two"_s}});
    shell.rail()->show();
    shell.show();
    QVERIFY(QTest::qWaitForWindowActive(&shell, patienceMs));
    page->setFocus(); // as after a change of the server
    QCOMPARE(tabOrder(&shell, Qt::Key_Tab),
             u"compose, emoji, One, Two, addServer, rooms, otherServer, messages"_s);
    page->setFocus();
    QCOMPARE(tabOrder(&shell, Qt::Key_Backtab),
             u"compose, messages, otherServer, rooms, addServer, Two, One, emoji"_s);
}

// Tab leads to what stands beside the input; a click on it does not take the focus away.
void tst_Accessible::whatIsBesideTheInputIsReached()
{
    QVERIFY(open());
    MessageInput *const input = m_window->input();
    input->setAttachable(true, false);
    input->setFocus();
    QSignalSpy emojis(input, &MessageInput::emojiWanted);
    QSignalSpy files(input, &MessageInput::attachWanted);
    QTest::keyClick(input->edit(), Qt::Key_Tab);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(files.count(), 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(emojis.count(), 1);
    EmojiPicker *const picker = m_window->writingHelp()->picker();
    QTRY_VERIFY_WITH_TIMEOUT(picker->isVisible(), patienceMs);
    QTest::keyClick(picker->findChild<QLineEdit *>(), Qt::Key_Return);
    QVERIFY(!input->text().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(input->edit()->hasFocus(), patienceMs);
    QTest::mouseClick(input->findChild<QToolButton *>(u"attach"_s), Qt::LeftButton);
    QCOMPARE(files.count(), 2);
    QVERIFY(input->edit()->hasFocus());
}

void tst_Accessible::dialogsOfThePerson()
{
    JoinDialog join;
    QCOMPARE(faultsOf(join).join(u'\n'), QString());
    HostDialog host;
    QCOMPARE(faultsOf(host).join(u'\n'), QString());
    ProfileDialog profile;
    profile.setUserName(u"김민수"_s);
    profile.setTakesPasswords(true);
    profile.setDevices({{u"one"_s, u"Desk"_s, true, 1, 2}, {u"two"_s, u"Laptop"_s, false, 1, 2}},
                       {});
    QCOMPARE(faultsOf(profile).join(u'\n'), QString());
    ReadersDialog readers(u"hello"_s);
    readers.showReaders({{u"이영희"_s, 1'700'000'000'000}}, {u"박철수"_s});
    QCOMPARE(faultsOf(readers).join(u'\n'), QString());
    EditsDialog edits(u"hello"_s, false);
    edits.showEdits({{u"hallo"_s, 1'700'000'000'000}}, false);
    QCOMPARE(faultsOf(edits).join(u'\n'), QString());
}

void tst_Accessible::dialogsOfRoomsAndPeople()
{
    QVERIFY(open());
    RoomActions *const actions = m_conversation->roomActions();
    using Page = RoomDialog::Page;
    for (const Page page : {Page::Find, Page::Create, Page::Person}) {
        RoomDialog rooms(actions);
        rooms.setPage(page);
        QCOMPARE(faultsOf(rooms).join(u'\n'), QString());
    }
    RoomSettingsDialog settings(actions, RoomId(u"r1"_s));
    QCOMPARE(faultsOf(settings).join(u'\n'), QString());
    InviteDialog invite(actions, RoomId(u"r1"_s));
    QCOMPARE(faultsOf(invite).join(u'\n'), QString());
    m_server->replies[u"sanction:list"_s].enqueue(
        {{u"ok"_s, true},
         {u"sanctions"_s,
          QJsonArray{
              QJsonObject{{u"user"_s, m_server->userOf(u"이영희"_s)}, {u"kind"_s, u"banned"_s}}}}});
    SanctionsDialog sanctions(actions, RoomId(u"r1"_s));
    const auto *const lift = sanctions.findChild<QPushButton *>(u"lift"_s);
    QTRY_VERIFY(lift->isEnabled());
    QCOMPARE(faultsOf(sanctions).join(u'\n'), QString());
    User other;
    other.id = UserId(u"u9"_s);
    other.userName = u"이영희"_s;
    using Kind = SanctionDialog::Kind;
    for (const Kind kind : {Kind::Mute, Kind::Remove, Kind::Ban}) {
        SanctionDialog sanction(actions, kind, other, actions->current());
        QCOMPARE(faultsOf(sanction).join(u'\n'), QString());
    }
}

void tst_Accessible::popupsAndPanels()
{
    QVERIFY(open());
    EmojiPicker *const picker = m_window->writingHelp()->picker();
    picker->openAt({100, 100, 100, 30});
    QCOMPARE(faultsOf(*picker).join(u'\n'), QString());

    QWidget window;
    window.resize(800, 600);
    QuickSwitcherModel model;
    model.setEntries(QuickSwitcherModel::Kind::Room,
                     {{QuickSwitcherModel::Kind::Room, u"r1"_s, u"lobby"_s}});
    auto *const switcher = new QuickSwitcher(&window);
    switcher->setModel(&model);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window, patienceMs));
    switcher->open();
    QCOMPARE(maru::testing::controlsOf(switcher).size(), 2);
    for (const QWidget *control : maru::testing::controlsOf(switcher)) {
        QVERIFY(!control->accessibleName().isEmpty());
    }
    switcher->hide();

    auto *const panel = new SearchPanel(&window);
    panel->resize(400, 600);
    panel->open(true);
    QCOMPARE(faultsOf(window).join(u'\n'), QString());
}

void tst_Accessible::whatIsSaidOfAMessage()
{
    QVERIFY(open());
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"안녕하세요"_s);
    QTRY_VERIFY_WITH_TIMEOUT(lastRow().startsWith(u"이영희, 안녕하세요, "_s), patienceMs);
    QVERIFY(QRegularExpression(u"\\d:\\d\\d"_s).match(lastRow()).hasMatch());
}

void tst_Accessible::newMessagesAreSaid()
{
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"이것은 처음"_s); // the history fills the list
    QVERIFY(open());
    QTRY_VERIFY_WITH_TIMEOUT(lastRow().contains(u"이것은 처음"_s), patienceMs);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"들리나요?"_s);
    QTRY_VERIFY_WITH_TIMEOUT(said().startsWith(u"이영희, 들리나요?, "_s), patienceMs);
    QVERIFY(!said().contains(u"처음"_s));
}

void tst_Accessible::theFirstMessageOfARoomIsSaid()
{
    QVERIFY(open());
    QCOMPARE(m_window->messageView()->model()->rowCount(), 0);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"안녕하세요"_s);
    QTRY_VERIFY_WITH_TIMEOUT(said().startsWith(u"이영희, 안녕하세요, "_s), patienceMs);
}

void tst_Accessible::manyAreCounted()
{
    QVERIFY(open());
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"0"_s);
    QTRY_VERIFY_WITH_TIMEOUT(lastRow().contains(u", 0, "_s), patienceMs);
    for (int i = 1; i <= 20; ++i) {
        m_server->addMessage(u"r1"_s, u"이영희"_s, QString::number(i));
    }
    QTRY_VERIFY2_WITH_TIMEOUT(said().contains(u"new message"_s), qPrintable(said()), patienceMs);
    QVERIFY(!said().contains(u"이영희"_s));
}

void tst_Accessible::manyThatFailedAreCountedAsThat()
{
    QVERIFY(open());
    m_server->heldCalls.insert(u"message:send"_s);
    for (int i = 1; i <= 5; ++i) {
        QVERIFY(m_conversation->post(QString::number(i)));
    }
    MessageListModel *const model = m_conversation->messages();
    QCOMPARE(model->rowCount(), 5);
    for (int row = 0; row < 5; ++row) { // at once, as from an outbox after a loss
        model->setDelivery(model->index(row).data(MessageListModel::CidRole).toString(),
                           Delivery::Failed, u"refused"_s);
    }
    QTRY_VERIFY2_WITH_TIMEOUT(said().contains(u"not sent"_s), qPrintable(said()), patienceMs);
    QVERIFY(said().contains(u'5'));
    QVERIFY(!said().contains(u"new message"_s));
    QVERIFY2(lastRow().contains(u"failed: refused, press Enter"_s), qPrintable(lastRow()));
}

void tst_Accessible::thatOneMayNotWriteIsSaid()
{
    QVERIFY(open());
    m_server->rooms[u"r1"_s].extras = {{u"archived"_s, true}};
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r1"_s]));
    QTRY_COMPARE_WITH_TIMEOUT(said(), u"This room is archived. It can be read, nothing more."_s,
                              patienceMs);
}

QTEST_MAIN(tst_Accessible)
#include "tst_accessible.moc"
