// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/servers/openservers.h"
#include "common/clientlimits.h"
#include "tests/support/fakeserver.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 30'000;

quint16 freePort()
{
    QTcpServer door;
    return door.listen(QHostAddress::LocalHost) ? door.serverPort() : quint16(0);
}

} // namespace

class tst_OpenServers : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void theFirstIsFoundByAddressAndName();
    void oneThatClosesGivesItsPlaceToTheNext();
    void theOrderChanges_data();
    void theOrderChanges();
    void whatIsNotReadIsCountedWithoutMutedRooms();
    void aServerThatIsNoAddressIsInTrouble();
    void oneThatCannotBeReachedIsInTrouble();
    void oneOfAnEarlierRunIsTriedAgain();
    void oneThatWasSwitchedOffStaysSo();
    void aPlaceThatLetsNobodyInTakesNothingAway();
    void aWayThatIsGivenUpLeadsBack();
    void whatNeverWorkedDoesNotComeBack();
    void aPlaceOfAnEarlierRunIsKeptToo();
    void theNextStartKnowsWhatWasOpen();
    void damagedPlacesAreLeftOut_data();
    void damagedPlacesAreLeftOut();
    void thereIsABound();
    void noticesWaitForSomebodyWhoShowsThem();

private:
    OpenServer *add(const QString &address, const QString &userName = u"김민수"_s);
    [[nodiscard]] QStringList addresses() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OpenServers> m_servers;
};

void tst_OpenServers::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_servers = std::make_unique<OpenServers>();
}

void tst_OpenServers::cleanup()
{
    m_servers.reset();
    m_folder.reset();
}

OpenServer *tst_OpenServers::add(const QString &address, const QString &userName)
{
    Conversation::Options options;
    options.settingsPath = m_folder->filePath(u"client.ini"_s);
    options.storePath = m_folder->filePath(u"accounts"_s);
    return m_servers->add(std::make_unique<OpenServer>(ServerPlace{address, userName}, options));
}

QStringList tst_OpenServers::addresses() const
{
    QStringList all;
    for (const OpenServer *server : m_servers->list()) {
        all.append(server->place().address);
    }
    return all;
}

void tst_OpenServers::theFirstIsFoundByAddressAndName()
{
    OpenServer *const one = add(u"10.0.0.1"_s);
    OpenServer *const other = add(u"10.0.0.1:5000/방"_s, u"Kim"_s);
    QCOMPARE(m_servers->find(u"10.0.0.1:5000"_s), one);
    QCOMPARE(m_servers->find(u"10.0.0.1:5000"_s, u" KIM "_s), other);
    QCOMPARE(m_servers->find(u"10.0.0.1:5000"_s, u"lee"_s), nullptr);
    QCOMPARE(m_servers->find(u"10.0.0.2:5000"_s), nullptr);
    QCOMPARE(m_servers->find({}), nullptr);
    QCOMPARE(one->title(), u"10.0.0.1:5000"_s);
    QCOMPARE(one->link(), OpenServer::Link::Off);
    QVERIFY(!one->hasContent());
}

void tst_OpenServers::oneThatClosesGivesItsPlaceToTheNext()
{
    OpenServer *const a = add(u"a"_s);
    OpenServer *const b = add(u"b"_s);
    OpenServer *const c = add(u"c"_s);
    m_servers->setCurrent(b);
    QSignalSpy closing(m_servers.get(), &OpenServers::aboutToClose);
    QSignalSpy current(m_servers.get(), &OpenServers::currentChanged);
    m_servers->close(b);
    QCOMPARE(closing.count(), 1);
    QCOMPARE(m_servers->current(), c);
    m_servers->close(c);
    QCOMPARE(m_servers->current(), a);
    m_servers->close(c); // it has gone
    QCOMPARE(m_servers->count(), 1);
    m_servers->close(a);
    QCOMPARE(m_servers->current(), nullptr);
    QCOMPARE(current.count(), 3);
}

void tst_OpenServers::theOrderChanges_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<QString>("order");
    QTest::newRow("down") << 0 << 2 << u"bcad"_s;
    QTest::newRow("up") << 3 << 1 << u"adbc"_s;
    QTest::newRow("nowhere") << 1 << 1 << u"abcd"_s;
    QTest::newRow("outside") << 1 << 4 << u"abcd"_s;
    QTest::newRow("from outside") << -1 << 0 << u"abcd"_s;
}

void tst_OpenServers::theOrderChanges()
{
    QFETCH(const int, from);
    QFETCH(const int, to);
    QFETCH(const QString, order);
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"d"_s}) {
        add(name);
    }
    m_servers->setCurrent(m_servers->at(0));
    QSignalSpy moved(m_servers.get(), &OpenServers::moved);
    m_servers->move(from, to);
    QCOMPARE(addresses().join(QString()), order);
    QCOMPARE(moved.count(), order == "abcd"_L1 ? 0 : 1);
    QCOMPARE(m_servers->current()->place().address, u"a"_s);
}

void tst_OpenServers::whatIsNotReadIsCountedWithoutMutedRooms()
{
    OpenServer *const one = add(u"a"_s);
    add(u"b"_s);
    const auto room = [](const QString &id, RoomKind kind, bool isMuted) {
        Room made;
        made.id = RoomId(id);
        made.name = id;
        made.kind = kind;
        made.own.emplace();
        made.own->notify = isMuted ? RoomNotify::None : RoomNotify::All;
        return made;
    };
    Room busy = room(u"busy"_s, RoomKind::Public, false);
    busy.own->notify = RoomNotify::Mentions;
    Room old = room(u"old"_s, RoomKind::Public, false);
    old.archived = true;
    RoomListModel *const rooms = one->conversation()->rooms();
    rooms->setRooms({room(u"class"_s, RoomKind::Public, false),
                     room(u"lunch"_s, RoomKind::Public, true), busy, old,
                     room(u"lee"_s, RoomKind::Direct, false)},
                    RoomId(u"class"_s));
    QSignalSpy counts(m_servers.get(), &OpenServers::countsChanged);
    rooms->setUnread(RoomId(u"class"_s), 7, 2);
    rooms->setUnread(RoomId(u"lunch"_s), 100, 5);
    rooms->setUnread(RoomId(u"busy"_s), 30, 1); // only what names the reader is told
    rooms->setUnread(RoomId(u"old"_s), 50, 4); // shows no count either
    rooms->setUnread(RoomId(u"lee"_s), 3, 0);
    QTRY_COMPARE(one->unread(), 11);
    QCOMPARE(one->forReader(), 6); // three that name the reader, three of one person
    QCOMPARE(m_servers->unread(), 11);
    QCOMPARE(m_servers->forReader(), 6);
    QCOMPARE(counts.count(), 1); // counted together
    rooms->setRooms({}, {});
    QTRY_COMPARE(m_servers->unread(), 0);
    QCOMPARE(m_servers->forReader(), 0);
}

void tst_OpenServers::aServerThatIsNoAddressIsInTrouble()
{
    OpenServer *const one = add(u"ftp://nowhere"_s);
    QSignalSpy troubled(one, &OpenServer::troubled);
    one->start();
    QTRY_COMPARE(troubled.count(), 1);
    QCOMPARE(one->link(), OpenServer::Link::Trouble);
    QCOMPARE(one->trouble()->kind, Conversation::JoinFailure::Kind::BadAddress);
    QVERIFY(one->hostAndPort().isEmpty());
    one->switchOff();
    QCOMPARE(one->link(), OpenServer::Link::Off);
}

void tst_OpenServers::oneThatCannotBeReachedIsInTrouble()
{
    OpenServer *const server = add(u"127.0.0.1:%1"_s.arg(freePort()));
    server->start();
    QTRY_COMPARE_WITH_TIMEOUT(server->link(), OpenServer::Link::Trouble, patienceMs);
}

// A classic server leaves nothing in the store by which it would be known.
void tst_OpenServers::oneOfAnEarlierRunIsTriedAgain()
{
    const quint16 port = freePort();
    OpenServer *const server = add(u"127.0.0.1:%1"_s.arg(port));
    QSignalSpy troubled(server, &OpenServer::troubled);
    server->resume();
    QTRY_COMPARE_WITH_TIMEOUT(server->link(), OpenServer::Link::Away, patienceMs);
    QVERIFY(!server->hasContent());
    QTcpServer door;
    QVERIFY(door.listen(QHostAddress::LocalHost, port));
    QTRY_VERIFY_WITH_TIMEOUT(door.hasPendingConnections(), patienceMs); // with nobody's doing
    QCOMPARE(troubled.count(), 0);
    server->switchOff();
    QCOMPARE(server->link(), OpenServer::Link::Off);
}

void tst_OpenServers::oneThatWasSwitchedOffStaysSo()
{
    OpenServer *const one = add(u"127.0.0.1:1"_s);
    QSignalSpy places(m_servers.get(), &OpenServers::placesChanged);
    one->start();
    QCOMPARE(one->link(), OpenServer::Link::Connecting);
    one->switchOff();
    QCOMPARE(one->link(), OpenServer::Link::Off);
    QVERIFY(one->place().isOff);
    QVERIFY(places.count() > 0);
    one->start();
    QVERIFY(!one->place().isOff);
    one->switchOff();
}

// A link to a room that is not there.
void tst_OpenServers::aPlaceThatLetsNobodyInTakesNothingAway()
{
    FakeServer there(FakeServer::Mode::Native);
    there.addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(there.listen());
    OpenServer *const server = add(there.address());
    server->start();
    QTRY_COMPARE_WITH_TIMEOUT(server->link(), OpenServer::Link::Online, patienceMs);
    const ServerPlace before = server->place();
    QSignalSpy troubled(server, &OpenServer::troubled);
    QStringList tried;
    connect(server, &OpenServer::troubled, this, [&] {
        QVERIFY(server->goesBack());
        tried.append(server->wanted().address);
    });
    there.connectRefusals.enqueue(uR"({"message":"Invalid namespace"})"_s);
    server->start(there.address() + u"/nosuchroom"_s, u"김민수"_s, {});
    QCOMPARE(server->place(), before);
    QTRY_COMPARE_WITH_TIMEOUT(troubled.count(), 1, patienceMs);
    QCOMPARE(tried, QStringList{there.address() + u"/nosuchroom"_s});
    QTRY_COMPARE_WITH_TIMEOUT(server->link(), OpenServer::Link::Online, patienceMs);
    QCOMPARE(server->place(), before);
    QVERIFY(!server->trouble());
    server->start(there.address() + u"/방1"_s, u"김민수"_s, {}); // one that is
    QTRY_COMPARE_WITH_TIMEOUT(server->place().address, there.address() + u"/방1"_s, patienceMs);
    QCOMPARE(server->link(), OpenServer::Link::Online);
    QCOMPARE(troubled.count(), 1);
}

void tst_OpenServers::aWayThatIsGivenUpLeadsBack()
{
    FakeServer there(FakeServer::Mode::Native);
    there.addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(there.listen());
    OpenServer *const server = add(there.address());
    server->start();
    QTRY_COMPARE_WITH_TIMEOUT(server->link(), OpenServer::Link::Online, patienceMs);
    there.isStalled = true;
    server->start(there.address() + u"/방1"_s, u"김민수"_s, {});
    QCOMPARE(server->link(), OpenServer::Link::Connecting);
    there.isStalled = false;
    server->cancel();
    QTRY_COMPARE_WITH_TIMEOUT(server->link(), OpenServer::Link::Online, patienceMs);
    QCOMPARE(server->place().address, there.address());
}

void tst_OpenServers::whatNeverWorkedDoesNotComeBack()
{
    FakeServer there(FakeServer::Mode::Native);
    there.addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(there.listen());
    OpenServer *const server = add(there.address());
    QSignalSpy troubled(server, &OpenServer::troubled);
    for (int i = 1; i <= 2; ++i) {
        there.connectRefusals.enqueue(uR"({"message":"Invalid namespace"})"_s);
        server->start(there.address() + u"/방%1"_s.arg(i), u"김민수"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(troubled.count(), i, patienceMs);
        QVERIFY(!server->goesBack());
    }
    QCOMPARE(server->place().address, there.address() + u"/방2"_s); // what one may try again
    server->start(there.address() + u"/방1"_s, u"김민수"_s, {});
    server->cancel();
    QCOMPARE(server->link(), OpenServer::Link::Off);
}

void tst_OpenServers::aPlaceOfAnEarlierRunIsKeptToo()
{
    FakeServer there(FakeServer::Mode::Native);
    there.addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(there.listen());
    OpenServer *const server = add(there.address());
    server->noteEarlierRun();
    QSignalSpy troubled(server, &OpenServer::troubled);
    there.connectRefusals.enqueue(uR"({"message":"Invalid namespace"})"_s);
    server->start(there.address() + u"/nosuchroom"_s, u"김민수"_s, {});
    QTRY_COMPARE_WITH_TIMEOUT(troubled.count(), 1, patienceMs);
    QVERIFY(!server->goesBack()); // nothing was there to go back to
    QCOMPARE(server->place().address, there.address());
    server->start(); // "Connect"
    QTRY_COMPARE_WITH_TIMEOUT(server->link(), OpenServer::Link::Online, patienceMs);
}

void tst_OpenServers::theNextStartKnowsWhatWasOpen()
{
    QSettings settings(m_folder->filePath(u"maru.ini"_s), QSettings::IniFormat);
    const OpenPlaces none = readOpenPlaces(settings);
    QVERIFY(none.servers.isEmpty());
    const OpenPlaces three{{{u"10.0.0.1/방1?classCode=AB"_s, u"김민수"_s, false},
                            {u"https://chat.example"_s, u"김민수"_s, true},
                            {u"10.0.0.1"_s, u"박철수"_s, false}},
                           2};
    writeOpenPlaces(settings, three);
    OpenPlaces read = readOpenPlaces(settings);
    QCOMPARE(read.servers, three.servers);
    QCOMPARE(read.current, 2);
    writeOpenPlaces(settings, {{three.servers.at(1)}, 0}); // fewer: nothing of the others is left
    read = readOpenPlaces(settings);
    QCOMPARE(read.servers, QList<ServerPlace>{three.servers.at(1)});
    QCOMPARE(read.current, 0);
}

void tst_OpenServers::damagedPlacesAreLeftOut_data()
{
    QTest::addColumn<QByteArray>("ini");
    QTest::addColumn<QStringList>("left");
    QTest::addColumn<int>("current");
    QTest::newRow("no number") << QByteArray("open\\size=many\n") << QStringList() << 0;
    QTest::newRow("a number too high")
        << QByteArray("open\\1\\address=a\nopen\\1\\name=kim\nopen\\size=2000000000\n")
        << QStringList{u"a"_s} << 0;
    QTest::newRow("no address and no name")
        << QByteArray("current=2\nopen\\1\\address=\nopen\\1\\name=kim\nopen\\2\\address=a\n"
                      "open\\3\\address=b\nopen\\3\\name=kim\nopen\\size=3\n")
        << QStringList{u"b"_s} << 0;
    QTest::newRow("twice") << QByteArray(
        "current=9\nopen\\1\\address=a\nopen\\1\\name=kim\nopen\\2\\address=a:5000\n"
        "open\\2\\name=KIM\nopen\\size=2\n")
                           << QStringList{u"a"_s} << 0;
    QTest::newRow("the current one behind one that is left out")
        << QByteArray("current=2\nopen\\1\\address=ftp://x\nopen\\1\\name=kim\nopen\\2\\address=a\n"
                      "open\\2\\name=kim\nopen\\3\\address=b\nopen\\3\\name=kim\nopen\\size=3\n")
        << QStringList{u"a"_s, u"b"_s} << 1;
}

void tst_OpenServers::damagedPlacesAreLeftOut()
{
    QFETCH(const QByteArray, ini);
    QFETCH(const QStringList, left);
    QFETCH(const int, current);
    const QString path = m_folder->filePath(u"damaged.ini"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[servers]\n" + ini);
    file.close();
    QSettings settings(path, QSettings::IniFormat);
    const OpenPlaces read = readOpenPlaces(settings);
    QStringList addresses;
    for (const ServerPlace &place : read.servers) {
        addresses.append(place.address);
    }
    QCOMPARE(addresses, left);
    QCOMPARE(read.current, current);
}

void tst_OpenServers::thereIsABound()
{
    OpenPlaces places;
    for (int i = 0; i < limits::maxOpenServers + 5; ++i) {
        places.servers.append({u"host%1"_s.arg(i), u"kim"_s, false});
    }
    QSettings settings(m_folder->filePath(u"many.ini"_s), QSettings::IniFormat);
    writeOpenPlaces(settings, places);
    QCOMPARE(readOpenPlaces(settings).servers.size(), limits::maxOpenServers);
}

void tst_OpenServers::noticesWaitForSomebodyWhoShowsThem()
{
    OpenServer *const server = add(u"a"_s);
    for (const QString &text : {u"one"_s, u"two"_s, u"one"_s}) {
        emit server->conversation()->noticed(text);
    }
    QCOMPARE(server->takeNotices(), (QStringList{u"one"_s, u"two"_s}));
    QCOMPARE(server->takeNotices(), QStringList());
    for (int i = 0; i < limits::maxNotices + 5; ++i) {
        emit server->conversation()->noticed(QString::number(i));
    }
    const QStringList most = server->takeNotices();
    QCOMPARE(most.size(), limits::maxNotices);
    QCOMPARE(most.first(), u"0"_s);
}

QTEST_GUILESS_MAIN(tst_OpenServers)
#include "tst_openservers.moc"
