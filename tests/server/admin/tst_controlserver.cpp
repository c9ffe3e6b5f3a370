// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "controlpeers.h"
#include "server/admin/controlserver.h"

#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <vector>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#endif

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

class tst_ControlServer : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aRequestIsAnswered();
    void aRequestInPiecesIsAnswered();
    void aSecondRequestOnAConnectionIsNotHandled();
    void theHandlerMayAnswerLater();
    void theAnswerArrivesThoughTheServerClosesRightAfter();
    void onlyTheFirstAnswerCounts();
    void aPeerThatIsGoneDoesNotDisturb();
    void anAnswerAfterTheServerIsGoneDoesNothing();
    void aLineIsRefusedOnlyOverTheLimit_data();
    void aLineIsRefusedOnlyOverTheLimit();
    void aFloodIsCut();
    void garbageIsRefused_data();
    void garbageIsRefused();
    void aPeerThatDoesNotFinishItsRequestIsCut();
    void aHandlerThatNeverAnswersIsGivenUp();
    void aConnectionTooManyIsClosed();
    void aPeerThatDoesNotReadItsReplyIsCut();
    void aLargeReplyArrivesWhole();

private:
    [[nodiscard]] QString directory() const { return m_directory->path(); }

    std::unique_ptr<QTemporaryDir> m_directory;
};

void tst_ControlServer::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(m_directory->isValid());
}

void tst_ControlServer::aRequestIsAnswered()
{
    ControlServer server(echo);
    QVERIFY(server.listen(directory()));

    const QJsonObject question{{u"command"_s, u"room.add"_s}, {u"name"_s, u"방 1"_s}};
    Request request(directory(), question);
    QVERIFY2(!request.isDone(), "the handler ran from within send()");
    QTRY_VERIFY(request.isDone());

    QVERIFY(request.result());
    QCOMPARE(request.result()->value("echo"_L1).toObject(), question);
    QTRY_COMPARE(server.connectionCount(), 0);
    QCOMPARE(request.calls, 1);
}

void tst_ControlServer::aRequestInPiecesIsAnswered()
{
    ControlServer server(echo);
    QVERIFY(server.listen(directory()));

    RawPeer peer(directory());
    peer.write(R"({"comm)");
    QTRY_COMPARE(server.connectionCount(), 1);
    peer.write("and\":\"x\"}");
    QTest::qWait(0);
    QVERIFY(peer.reply().isEmpty());
    peer.write("\n");

    QTRY_VERIFY(peer.reply().value("ok"_L1).toBool());
    QTRY_VERIFY(peer.isClosed());
}

void tst_ControlServer::aSecondRequestOnAConnectionIsNotHandled()
{
    int handled = 0;
    ControlServer::Reply answer;
    ControlServer server([&](const QJsonObject &, ControlServer::Reply reply) {
        ++handled;
        answer = std::move(reply);
    });
    QVERIFY(server.listen(directory()));

    RawPeer peer(directory());
    peer.write("{}\n{}\n");
    QTRY_COMPARE(handled, 1);
    peer.write("{}\n");
    QTest::qWait(0);
    answer({{u"ok"_s, true}});

    QTRY_VERIFY(peer.isClosed());
    QVERIFY(peer.reply().value("ok"_L1).toBool());
    QCOMPARE(handled, 1);
}

void tst_ControlServer::theHandlerMayAnswerLater()
{
    ControlServer::Reply answer;
    ControlServer server(
        [&](const QJsonObject &, ControlServer::Reply reply) { answer = std::move(reply); });
    QVERIFY(server.listen(directory()));

    Request request(directory(), {});
    QTRY_VERIFY(answer);
    QVERIFY(!request.isDone());
    answer({{u"ok"_s, true}});

    QTRY_VERIFY(request.isDone());
    QVERIFY(request.result());
}

// {"command":"stop"}
void tst_ControlServer::theAnswerArrivesThoughTheServerClosesRightAfter()
{
    ControlServer server([&](const QJsonObject &, const ControlServer::Reply &reply) {
        reply({{u"ok"_s, true}});
        QMetaObject::invokeMethod(
            &server, [&server] { server.close(); }, Qt::QueuedConnection);
    });
    QVERIFY(server.listen(directory()));
    RawPeer peer(directory());
    peer.write("{}\n");
    QTRY_VERIFY(peer.isClosed());
    QVERIFY(peer.reply().value("ok"_L1).toBool());
}

void tst_ControlServer::onlyTheFirstAnswerCounts()
{
    ControlServer server([](const QJsonObject &, const ControlServer::Reply &reply) {
        reply({{u"n"_s, 1}});
        reply({{u"n"_s, 2}});
    });
    QVERIFY(server.listen(directory()));

    RawPeer peer(directory());
    peer.write("{}\n");

    QTRY_VERIFY(peer.isClosed());
    QCOMPARE(peer.reply(), (QJsonObject{{u"n"_s, 1}}));
}

void tst_ControlServer::aPeerThatIsGoneDoesNotDisturb()
{
    std::vector<ControlServer::Reply> answers;
    ControlServer server([&](const QJsonObject &, ControlServer::Reply reply) {
        answers.push_back(std::move(reply));
    });
    QVERIFY(server.listen(directory()));

    RawPeer peer(directory());
    peer.write("{}\n");
    QTRY_COMPARE(answers.size(), size_t{1});
    peer.leave();
    QTRY_COMPARE(server.connectionCount(), 0);
    answers.front()({{u"ok"_s, true}});

    RawPeer other(directory());
    other.write("{}\n");
    QTRY_COMPARE(answers.size(), size_t{2});
    answers.back()({{u"ok"_s, true}});
    QTRY_VERIFY(other.reply().value("ok"_L1).toBool());
}

void tst_ControlServer::anAnswerAfterTheServerIsGoneDoesNothing()
{
    ControlServer::Reply answer;
    auto server = std::make_unique<ControlServer>(
        [&](const QJsonObject &, ControlServer::Reply reply) { answer = std::move(reply); });
    QVERIFY(server->listen(directory()));

    RawPeer peer(directory());
    peer.write("{}\n");
    QTRY_VERIFY(answer);
    server.reset();
    answer({{u"ok"_s, true}});

    QTRY_VERIFY(peer.isClosed());
    QVERIFY(peer.reply().isEmpty());
}

void tst_ControlServer::aLineIsRefusedOnlyOverTheLimit_data()
{
    QTest::addColumn<qsizetype>("bytes");
    QTest::addColumn<bool>("isWhole");
    QTest::addColumn<bool>("isAccepted");

    QTest::newRow("exactly the limit") << smallLimits.lineBytes << true << true;
    QTest::newRow("one byte over") << smallLimits.lineBytes + 1 << true << false;
    QTest::newRow("over, and no end in sight") << smallLimits.lineBytes + 1 << false << false;
    QTest::newRow("far over") << qsizetype{1'000'000} << false << false;
}

void tst_ControlServer::aLineIsRefusedOnlyOverTheLimit()
{
    QFETCH(qsizetype, bytes);
    QFETCH(bool, isWhole);
    QFETCH(bool, isAccepted);

    ControlServer server(echo, smallLimits);
    QVERIFY(server.listen(directory()));
    RawPeer peer(directory());
    peer.write(isWhole ? lineOf(bytes) + '\n' : lineOf(bytes));

    QTRY_VERIFY(!peer.reply().isEmpty());
    QCOMPARE(peer.reply().value("ok"_L1).toBool(), isAccepted);
    QCOMPARE(peer.error().contains(u"longer than 64 bytes"), !isAccepted);
    QTRY_COMPARE(server.connectionCount(), 0);
}

void tst_ControlServer::aFloodIsCut()
{
    ControlServer server(echo, smallLimits);
    QVERIFY(server.listen(directory()));
    RawPeer peer(directory());
    peer.write(QByteArray(10'000'000, '{'));

    QTRY_VERIFY(
        peer.isClosed()); // whether it still sees the refusal depends on what it was writing
    QTRY_COMPARE(server.connectionCount(), 0);
}

void tst_ControlServer::garbageIsRefused_data()
{
    QTest::addColumn<QByteArray>("line");

    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("GET / HTTP/1.1\r");
    QTest::newRow("an array") << QByteArray("[{}]");
    QTest::newRow("a string") << QByteArray("\"room.add\"");
    QTest::newRow("cut off") << QByteArray(R"({"command":"room.)");
    QTest::newRow("two objects") << QByteArray("{}{}");
    QTest::newRow("zero bytes") << QByteArray(8, '\0');
    QTest::newRow("no UTF-8") << QByteArray("{\"a\":\"\xff\xfe\"}");
    QTest::newRow("deep") << QByteArray(5'000, '[');
}

void tst_ControlServer::garbageIsRefused()
{
    QFETCH(QByteArray, line);

    int handled = 0;
    ControlServer server([&](const QJsonObject &, const ControlServer::Reply &) { ++handled; });
    QVERIFY(server.listen(directory()));
    RawPeer peer(directory());
    peer.write(line + '\n');

    QTRY_COMPARE(peer.error(), u"The request is not a JSON object."_s);
    QTRY_VERIFY(peer.isClosed());
    QCOMPARE(handled, 0);
}

void tst_ControlServer::aPeerThatDoesNotFinishItsRequestIsCut()
{
    ControlServer server(echo, smallLimits);
    QVERIFY(server.listen(directory()));
    RawPeer silent(directory());
    RawPeer slow(directory());
    slow.write("{");

    QTRY_COMPARE(slow.error(), u"The request did not come in time."_s);
    QTRY_VERIFY(silent.isClosed());
    QTRY_COMPARE(server.connectionCount(), 0);
}

void tst_ControlServer::aHandlerThatNeverAnswersIsGivenUp()
{
    QTest::ignoreMessage(QtInfoMsg, "control: a request was not carried out in time");
    ControlServer server([](const QJsonObject &, const ControlServer::Reply &) {}, smallLimits);
    QVERIFY(server.listen(directory()));
    RawPeer peer(directory());
    peer.write("{}\n");

    QTRY_COMPARE(peer.error(), u"The server did not answer in time."_s);
    QTRY_COMPARE(server.connectionCount(), 0);
}

void tst_ControlServer::aConnectionTooManyIsClosed()
{
    QTest::ignoreMessage(QtInfoMsg, "control: refused, 2 connections are open");
    ControlLimits bounds;
    bounds.connections = 2;
    ControlServer server(echo, bounds);
    QVERIFY(server.listen(directory()));
    RawPeer first(directory());
    RawPeer second(directory());
    QTRY_COMPARE(server.connectionCount(), 2);
    RawPeer third(directory());

    QTRY_VERIFY(third.isClosed());
    QVERIFY(first.isOpen());
    first.write("{}\n");
    QTRY_VERIFY(first.isClosed());
    RawPeer fourth(directory());
    fourth.write("{}\n");
    QTRY_VERIFY(fourth.reply().value("ok"_L1).toBool());
}

void tst_ControlServer::aPeerThatDoesNotReadItsReplyIsCut()
{
#ifndef Q_OS_UNIX
    QSKIP("needs a plain Unix socket");
#else
    auto patient = smallLimits; // it is seen before it is cut
    patient.answerTimeoutMs = 2'000;
    ControlServer server(
        [](const QJsonObject &, const ControlServer::Reply &reply) {
            reply({{u"much"_s, QString(4'000'000, u'x')}});
        },
        patient);
    QVERIFY(server.listen(directory()));

    const int peer = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const QByteArray path = QFile::encodeName(directory() + u"/control"_s);
    qstrncpy(address.sun_path, path.constData(), sizeof(address.sun_path));
    QCOMPARE(::connect(peer, reinterpret_cast<const sockaddr *>(&address), sizeof(address)), 0);
    QCOMPARE(::write(peer, "{}\n", 3), ssize_t{3});

    QTRY_COMPARE(server.connectionCount(), 1);
    QTRY_COMPARE(server.connectionCount(), 0);
    ::close(peer);
#endif
}

void tst_ControlServer::aLargeReplyArrivesWhole()
{
    const QString much(4'000'000, u'x');
    ControlServer server([&](const QJsonObject &, const ControlServer::Reply &reply) {
        reply({{u"much"_s, much}});
    });
    QVERIFY(server.listen(directory()));
    Request request(directory(), {});

    QTRY_VERIFY(request.isDone());
    QVERIFY(request.result());
    QCOMPARE(request.result()->value("much"_L1).toString(), much);
}

QTEST_GUILESS_MAIN(tst_ControlServer)
#include "tst_controlserver.moc"
