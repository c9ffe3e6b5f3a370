// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// A room with much that is unread opens where reading ended, and nothing of it counts as read.

#include "client/serverpage.h"
#include "client/store/clientstore.h"
#include "client/store/localstore.h"
#include "client/widgets/messageview.h"
#include "tests/support/fakeserver.h"

#include <QPushButton>
#include <QTemporaryDir>
#include <QtTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000; // of a loaded machine
constexpr int readBefore = 100; // messages of the room that were read
const RoomId room(u"r2"_s);

} // namespace

class tst_UnreadOpening : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void atTheServer_data();
    void atTheServer();
    void onThisComputerOnly_data();
    void onThisComputerOnly();
    void beforeAnybodyLooks();
    void whatCameWhileAnotherRoomWasShown();
    void whereTheCacheBeginsLater();
    void whatIsNowhereWaitsForTheServer();
    void whatWasReadElsewhereMeanwhileOpensAtItsEnd();
    void whatComesWhileTheLastPageLoadsIsShown();
    void theRoomThatIsShownGoesOnWhereItEnded();
    void aFewAreAPageAsBefore();
    void ofARoomThatWasReadTheEndIsShown();
    void whatFollowsARoomThatIsGoneIsReadAsUsual();
    void anotherRunBeginsWithNoPieceOfThePast();

private:
    void start();
    [[nodiscard]] bool look();
    [[nodiscard]] bool open()
    {
        start();
        return look();
    }
    void close();
    void enter(const RoomId &entered) { m_server->conversation()->setCurrentRoom(entered); }
    void fill(int count);
    /// Messages of the room in the cache, from \p first on, all behind readBefore unread.
    void fillCache(qint64 first, qint64 last);
    [[nodiscard]] MessageView *view() { return m_page->window()->messageView(); }
    [[nodiscard]] QPushButton *button() { return view()->viewport()->findChild<QPushButton *>(); }
    [[nodiscard]] qint64 seqOfFirstNew()
    {
        return view()->firstNew().data(MessageListModel::SeqRole).toLongLong();
    }
    [[nodiscard]] bool isFirstNewInSight()
    {
        return view()->viewport()->rect().contains(view()->visualRect(view()->firstNew()).center());
    }
    [[nodiscard]] qint64 markAtServer() { return m_fake->rooms[room.toString()].readSeq; }

    int m_run = 0;
    QTemporaryDir m_dir;
    QString m_address;
    std::unique_ptr<FakeServer> m_fake;
    std::unique_ptr<OpenServer> m_server;
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<ServerPage> m_page;
};

void tst_UnreadOpening::init()
{
    ++m_run;
    m_fake = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_fake->addRoom(u"r1"_s, u"lobby"_s);
    m_fake->addRoom(room.toString(), u"수학"_s).readSeq = readBefore;
    fill(readBefore);
    QVERIFY(m_fake->listen());
    m_address = m_fake->address();
}

void tst_UnreadOpening::cleanup()
{
    close();
    m_fake.reset();
}

void tst_UnreadOpening::start()
{
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(m_run));
    options.storePath = m_dir.filePath(QString::number(m_run));
    m_server = std::make_unique<OpenServer>(ServerPlace{m_address, u"김민수"_s}, options);
    m_server->start();
}

bool tst_UnreadOpening::look()
{
    m_window = std::make_unique<QWidget>();
    m_window->resize(900, 600);
    m_page = std::make_unique<ServerPage>(*m_server, m_window.get(), themeOf(ThemeKind::Light));
    m_page->window()->resize(m_window->size());
    m_page->window()->show();
    m_window->show();
    m_window->activateWindow();
    return QTest::qWaitForWindowActive(m_window.get(), patienceMs)
        && QTest::qWaitFor([this] { return m_server->hasContent(); }, patienceMs);
}

void tst_UnreadOpening::close()
{
    m_page.reset();
    m_window.reset();
    m_server.reset();
}

void tst_UnreadOpening::fill(int count)
{
    for (int i = 0; i < count; ++i) {
        m_fake->addMessage(room.toString(), u"lee"_s, u"text"_s, true);
    }
}

void tst_UnreadOpening::fillCache(qint64 first, qint64 last)
{
    const QString folder =
        m_dir.filePath(u"%1/%2"_s.arg(m_run).arg(ClientStore::folderName(m_address, u"김민수"_s)));
    LocalStore store(folder + u"/cache.db"_s, {});
    StoredState state = store.load();
    const auto stored = std::find_if(state.rooms.begin(), state.rooms.end(),
                                     [](const StoredRoom &one) { return one.room.id == room; });
    QVERIFY(stored != state.rooms.end());
    PutMessages put{room, {}, first};
    for (qint64 seq = first; seq <= last; ++seq) {
        Message message;
        message.id = MessageId(u"r2-%1"_s.arg(seq));
        message.room = room;
        message.seq = seq;
        message.rev = seq;
        message.chat = u"text"_s;
        message.user = {UserId(u"id-lee"_s), u"lee"_s};
        message.createdMs = 1'700'000'000'000 + seq;
        put.messages.append(message);
    }
    stored->room.seq = stored->room.rev = stored->knownRev = stored->highestSeq = last;
    stored->unread = int(last - readBefore);
    store.apply({ForgetMessages{room}, put, *stored});
    QVERIFY(store.isWorking());
}

void tst_UnreadOpening::atTheServer_data()
{
    QTest::addColumn<int>("unread");
    QTest::newRow("600") << 600;
    QTest::newRow("5,000") << 5'000;
    QTest::newRow("100,000") << 100'000;
}

void tst_UnreadOpening::atTheServer()
{
    QFETCH(const int, unread);
    fill(unread);
    QVERIFY(open());
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Online);
    enter(room);
    QTRY_COMPARE_WITH_TIMEOUT(seqOfFirstNew(), readBefore + 1, patienceMs);
    QTRY_VERIFY(isFirstNewInSight());
    QVERIFY(m_server->conversation()->hasNewer());
    QTRY_VERIFY(button()->isVisible());
    QCOMPARE(button()->text(), u"%1 new message(s)"_s.arg(unread));
    QVERIFY(m_server->conversation()->messages()->rowCount() <= limits::maxHiddenRows);
    QTest::keyClick(view(), Qt::Key_PageDown);
    QTest::qWait(0);
    QCOMPARE(m_server->conversation()->readSeq(), readBefore);
    QCOMPARE(m_server->conversation()->rooms()->index(1).data(RoomListModel::UnreadRole), unread);
    QTest::mouseClick(button(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(markAtServer(), readBefore + unread, patienceMs);
    QVERIFY(view()->isAtBottom());
    QVERIFY(!button()->isVisible());
}

void tst_UnreadOpening::onThisComputerOnly_data()
{
    atTheServer_data();
}

void tst_UnreadOpening::onThisComputerOnly()
{
    QFETCH(const int, unread);
    QVERIFY(open());
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Online);
    close();
    m_fake->stop();
    fillCache(1, readBefore + unread);
    QVERIFY(open());
    enter(room);
    QTRY_COMPARE_WITH_TIMEOUT(seqOfFirstNew(), readBefore + 1, patienceMs);
    QTRY_VERIFY(isFirstNewInSight());
    QVERIFY(m_server->conversation()->hasNewer());
    QTRY_COMPARE(button()->text(), u"%1 new message(s)"_s.arg(unread));
    QCOMPARE(m_server->conversation()->readSeq(), readBefore);
}

// As a server in the background does at the start.
void tst_UnreadOpening::beforeAnybodyLooks()
{
    QVERIFY(open());
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Online);
    enter(room);
    close();
    m_fake->stop();
    fillCache(1, 700);
    start();
    QTRY_VERIFY(m_server->conversation()->messages()->rowOfSeq(readBefore + 1) >= 0);
    QVERIFY(look());
    QCOMPARE(seqOfFirstNew(), readBefore + 1);
    QTRY_VERIFY(isFirstNewInSight());
    QTRY_COMPARE(button()->text(), u"600 new message(s)"_s);
    view()->scrollToBottom();
    QTRY_VERIFY(view()->model()->rowCount() > limits::historyPageRows);
    QCOMPARE(m_server->conversation()->readSeq(), readBefore);
}

void tst_UnreadOpening::whatCameWhileAnotherRoomWasShown()
{
    QVERIFY(open());
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Online);
    enter(room);
    QTRY_COMPARE(view()->model()->rowCount(), limits::historyPageRows);
    enter(RoomId(u"r1"_s));
    constexpr int unread = 600;
    for (int i = 0; i < unread; ++i) {
        m_fake->addMessage(room.toString(), u"lee"_s, u"text"_s);
    }
    const QModelIndex row = m_server->conversation()->rooms()->index(1);
    QTRY_COMPARE_WITH_TIMEOUT(row.data(RoomListModel::UnreadRole).toInt(), unread, patienceMs);
    enter(room);
    QTRY_COMPARE_WITH_TIMEOUT(seqOfFirstNew(), readBefore + 1, patienceMs);
    QTRY_VERIFY(isFirstNewInSight());
    QCOMPARE(button()->text(), u"600 new message(s)"_s);
    QCOMPARE(m_server->conversation()->readSeq(), readBefore);
    // Reading on leads to the end, page by page, and only there it is read.
    while (m_server->conversation()->hasNewer()) {
        const int rows = view()->model()->rowCount();
        view()->scrollToBottom();
        QTRY_VERIFY(view()->model()->rowCount() != rows || !m_server->conversation()->hasNewer());
    }
    view()->scrollToBottom();
    QTRY_COMPARE_WITH_TIMEOUT(markAtServer(), readBefore + unread, patienceMs);
    QCOMPARE(seqOfFirstNew(), readBefore + 1);
}

void tst_UnreadOpening::whereTheCacheBeginsLater()
{
    QVERIFY(open());
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Online);
    close();
    m_fake->stop();
    fillCache(2'001, 5'000); // what is older had no room
    QVERIFY(open());
    enter(room);
    QTRY_COMPARE_WITH_TIMEOUT(seqOfFirstNew(), 2'001, patienceMs);
    QTRY_VERIFY(isFirstNewInSight());
    QVERIFY(m_server->conversation()->hasNewer());
    QCOMPARE(m_server->conversation()->readSeq(), readBefore);
}

void tst_UnreadOpening::whatIsNowhereWaitsForTheServer()
{
    QVERIFY(open());
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Online);
    close();
    m_fake->stop();
    fillCache(1, 0);
    fill(600);
    QVERIFY(open());
    enter(room);
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Reconnecting);
    QVERIFY(m_fake->listen());
    QTRY_COMPARE_WITH_TIMEOUT(seqOfFirstNew(), readBefore + 1, patienceMs);
    QTRY_VERIFY(isFirstNewInSight());
    QCOMPARE(markAtServer(), readBefore);
}

void tst_UnreadOpening::whatWasReadElsewhereMeanwhileOpensAtItsEnd()
{
    QVERIFY(open());
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Online);
    close();
    m_fake->stop();
    fillCache(701, 700); // counted, and nothing of it here
    fill(600);
    QVERIFY(open());
    enter(room);
    QVERIFY(m_server->conversation()->hasNewer());
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Reconnecting);
    m_fake->rooms[room.toString()].readSeq = 700;
    QVERIFY(m_fake->listen());
    QTRY_COMPARE_WITH_TIMEOUT(m_server->conversation()->messages()->lastSeq(), 700, patienceMs);
    QTRY_VERIFY(view()->isAtBottom());
    QCOMPARE(view()->model()->rowCount(), limits::historyPageRows);
    QVERIFY(!m_server->conversation()->hasNewer());
}

void tst_UnreadOpening::whatComesWhileTheLastPageLoadsIsShown()
{
    fill(60);
    start();
    Conversation *const conversation = m_server->conversation();
    QTRY_COMPARE(conversation->state(), Conversation::State::Online);
    enter(room);
    QTRY_COMPARE_WITH_TIMEOUT(conversation->messages()->lastSeq(), 125, patienceMs);
    QJsonArray page;
    for (const QJsonObject &message : m_fake->rooms[room.toString()].messages.mid(125)) {
        page.append(message);
    }
    m_fake->addMessage(room.toString(), u"lee"_s, u"text"_s);
    QTRY_COMPARE_WITH_TIMEOUT(
        conversation->rooms()->index(1).data(RoomListModel::UnreadRole).toInt(), 61, patienceMs);
    // The server read this page before that message, and it comes after it.
    m_fake->replies[u"message:history"_s].enqueue(
        {{u"ok"_s, true}, {u"messages"_s, page}, {u"first"_s, false}, {u"last"_s, true}});
    conversation->loadNewer();
    QTRY_COMPARE_WITH_TIMEOUT(conversation->messages()->lastSeq(), 160, patienceMs);
    QVERIFY(conversation->hasNewer());
    conversation->loadNewer();
    QTRY_COMPARE_WITH_TIMEOUT(conversation->messages()->lastSeq(), 161, patienceMs);
    QCOMPARE(conversation->messages()->rowCount(), 161 - 75);
    QVERIFY(!conversation->hasNewer());
}

void tst_UnreadOpening::theRoomThatIsShownGoesOnWhereItEnded()
{
    QVERIFY(open());
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Online);
    enter(room);
    QTRY_COMPARE(view()->model()->rowCount(), limits::historyPageRows);
    m_fake->stop();
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Reconnecting);
    fill(5'000); // more than is caught up with
    QVERIFY(m_fake->listen());
    QTRY_COMPARE_WITH_TIMEOUT(seqOfFirstNew(), readBefore + 1, patienceMs);
    QTRY_VERIFY(isFirstNewInSight());
    QVERIFY(m_server->conversation()->hasNewer());
    QCOMPARE(markAtServer(), readBefore);
}

void tst_UnreadOpening::aFewAreAPageAsBefore()
{
    fill(30);
    QVERIFY(open());
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Online);
    enter(room);
    QTRY_COMPARE_WITH_TIMEOUT(seqOfFirstNew(), readBefore + 1, patienceMs);
    QTRY_VERIFY(isFirstNewInSight());
    QVERIFY(!m_server->conversation()->hasNewer());
    QVERIFY(button()->isVisible());
    QCOMPARE(button()->text(), u"30 new message(s)"_s);
}

void tst_UnreadOpening::ofARoomThatWasReadTheEndIsShown()
{
    QVERIFY(open());
    QTRY_COMPARE(m_server->conversation()->state(), Conversation::State::Online);
    enter(room);
    QTRY_COMPARE(view()->model()->rowCount(), limits::historyPageRows);
    QTRY_VERIFY(view()->isAtBottom());
    QVERIFY(!view()->firstNew().isValid());
    QVERIFY(!button()->isVisible());
}

// Nobody tells the end of a piece of the past whose room goes.
void tst_UnreadOpening::whatFollowsARoomThatIsGoneIsReadAsUsual()
{
    m_fake->rooms[u"r1"_s].readSeq = 0;
    fill(300);
    QVERIFY(open());
    Conversation *const conversation = m_server->conversation();
    QTRY_COMPARE(conversation->state(), Conversation::State::Online);
    enter(room);
    QTRY_VERIFY_WITH_TIMEOUT(view()->hasNewer(), patienceMs);
    m_fake->sendEvent(u"room:removed"_s,
                      QJsonObject{{u"room"_s, room.toString()}, {u"reason"_s, u"left"_s}});
    QTRY_COMPARE(conversation->currentRoom().toString(), u"r1"_s);
    QVERIFY(!view()->hasNewer());
    QVERIFY(!button()->isVisible());
    view()->goToBottom();
    QVERIFY(view()->isAtBottom());
    m_fake->addMessage(u"r1"_s, u"lee"_s, u"text"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_fake->rooms[u"r1"_s].readSeq, 1, patienceMs);
}

void tst_UnreadOpening::anotherRunBeginsWithNoPieceOfThePast()
{
    fill(300);
    QVERIFY(open());
    Conversation *const conversation = m_server->conversation();
    QTRY_COMPARE(conversation->state(), Conversation::State::Online);
    enter(room);
    QTRY_VERIFY_WITH_TIMEOUT(view()->hasNewer(), patienceMs);
    conversation->stop();
    QVERIFY(!view()->hasNewer());
    QVERIFY(!button()->isVisible());
    view()->goToBottom(); // nothing to go to
    view()->setHasNewer(true); // whatever the view believes
    view()->goToBottom();
    QVERIFY(view()->hasNewer());
}

QTEST_MAIN(tst_UnreadOpening)
#include "tst_unreadopening.moc"
