// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/chatsession.h"
#include "tests/support/fakeserver.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// What a session asks about messages and marks, and what it passes on of what the server tells.
class tst_ChatRequests : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void eventsArriveTyped();
    void hostileEventsAreReportedAndIgnored_data();
    void hostileEventsAreReportedAndIgnored();
    void aChangeBeforeTheAckOfTheJoinIsNotLost();
    void messagesAreEditedDeletedAndReactedTo();
    void refusalsAreToldToTheAsker();
    void anAnswerWithoutItsPlaceIsABadReply();
    void readersMarksAndTypingAreSent();
    void anAnswerTravelsWithItsMessage();
    void aClassicServerIsNeverAsked();
    void aLostConnectionAnswersAtOnce();

private:
    [[nodiscard]] bool startJoined(FakeServer::Mode mode);
    [[nodiscard]] RoomId room() const { return RoomId(u"r1"_s); }
    // An ack's outcome in a word: "text", or the failure.
    [[nodiscard]] ReplyHandler<MessageReply> noted()
    {
        return [this](const Result<MessageReply, RequestFailure> &reply) {
            m_outcomes.append(reply ? u"ok "_s + reply->message.chat
                                    : u"failed %1"_s.arg(int(reply.error().kind)));
        };
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<TokenStore> m_tokens;
    std::unique_ptr<ChatSession> m_session;
    QStringList m_outcomes;
};

void tst_ChatRequests::init()
{
    m_outcomes.clear();
    m_tokens = std::make_unique<TokenStore>(m_dir.filePath(u"%1.ini"_s.arg(++m_run)));
    m_session = std::make_unique<ChatSession>(*m_tokens);
    m_session->setTiming({.helloTimeoutMs = 100, .ackTimeoutMs = 2'000});
}

void tst_ChatRequests::cleanup()
{
    m_session.reset();
    m_tokens.reset();
    m_server.reset();
}

bool tst_ChatRequests::startJoined(FakeServer::Mode mode)
{
    m_server = std::make_unique<FakeServer>(mode);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    if (!m_server->listen()) {
        return false;
    }
    m_session->start(*parseServerAddress(m_server->address()), u"김민수"_s);
    return QTest::qWaitFor([this] { return m_session->isJoined(); });
}

void tst_ChatRequests::eventsArriveTyped()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    QSignalSpy changed(m_session.get(), &ChatSession::messageChanged);
    QSignalSpy room(m_session.get(), &ChatSession::roomChanged);
    QSignalSpy removed(m_session.get(), &ChatSession::roomRemoved);
    QSignalSpy member(m_session.get(), &ChatSession::memberChanged);
    QSignalSpy left(m_session.get(), &ChatSession::memberLeft);
    QSignalSpy user(m_session.get(), &ChatSession::userChanged);
    QSignalSpy typing(m_session.get(), &ChatSession::typingChanged);
    QList<ReadChanged> marks;
    connect(m_session.get(), &ChatSession::readChanged, this,
            [&marks](const ReadChanged &event) { marks.append(event); });

    const QJsonObject lee = m_server->userOf(u"이영희"_s);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"first"_s);
    m_server->editMessage(u"r1"_s, 1, u"second"_s);
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r1"_s]));
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r2"_s}, {u"reason"_s, u"kicked"_s}});
    m_server->sendEvent(u"member:changed"_s,
                        QJsonObject{{u"room"_s, u"r1"_s},
                                    {u"user"_s, lee},
                                    {u"role"_s, u"member"_s},
                                    {u"muted"_s, false},
                                    {u"hand"_s, true}});
    m_server->sendEvent(u"member:left"_s, QJsonObject{{u"room"_s, u"r1"_s}, {u"user"_s, lee}});
    m_server->sendEvent(u"user:changed"_s, lee);
    m_server->sendEvent(u"read:changed"_s,
                        QJsonObject{{u"room"_s, u"r1"_s},
                                    {u"user"_s, lee},
                                    {u"seq"_s, 1},
                                    {u"at"_s, u"2026-11-23T09:12:00.123Z"_s}});
    m_server->sendEvent(u"typing:changed"_s,
                        QJsonObject{{u"room"_s, u"r1"_s}, {u"user"_s, lee}, {u"on"_s, true}});
    QTRY_COMPARE(typing.count(), 1);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.first().first().value<Message>().chat, u"second"_s);
    QCOMPARE(room.count(), 1);
    QCOMPARE(removed.count(), 1);
    QCOMPARE(member.count(), 1);
    QCOMPARE(left.count(), 1);
    QCOMPARE(user.count(), 1);
    QCOMPARE(marks.size(), 1);
    QCOMPARE(marks.first().user.userName, u"이영희"_s);
    QCOMPARE(marks.first().seq, 1);
}

void tst_ChatRequests::hostileEventsAreReportedAndIgnored_data()
{
    QTest::addColumn<QString>("frame");
    QTest::newRow("a change without a room")
        << uR"(42["message:changed",{"_id":"1","chat":"x","seq":1,"rev":1,"user":{"id":"u","userName":"u"}}])"_s;
    QTest::newRow("a change that is a text") << uR"(42["message:changed","x"])"_s;
    QTest::newRow("a mark without a person") << uR"(42["read:changed",{"room":"r1","seq":1}])"_s;
    QTest::newRow("typing of nobody") << uR"(42["typing:changed",{"room":"r1","on":true}])"_s;
    QTest::newRow("a room that is null") << uR"(42["room:changed",null])"_s;
}

void tst_ChatRequests::hostileEventsAreReportedAndIgnored()
{
    QFETCH(QString, frame);
    QVERIFY(startJoined(FakeServer::Mode::Native));
    QSignalSpy bad(m_session.get(), &ChatSession::badEventReceived);
    QSignalSpy changed(m_session.get(), &ChatSession::messageChanged);
    QSignalSpy received(m_session.get(), &ChatSession::messageReceived);
    m_server->sendFrame(frame);
    m_server->addMessage(u"r1"_s, u"kim"_s, u"good"_s);
    QTRY_COMPARE(received.count(), 1);
    QCOMPARE(bad.count(), 1);
    QCOMPARE(changed.count(), 0);
    QCOMPARE(m_server->connections, 1);
}

void tst_ChatRequests::aChangeBeforeTheAckOfTheJoinIsNotLost()
{
    QSignalSpy changed(m_session.get(), &ChatSession::messageChanged);
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::SocketIo);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    m_server->addMessage(u"r1"_s, u"kim"_s, u"first"_s, true);
    QVERIFY(m_server->listen());
    m_session->setTiming({.helloTimeoutMs = 60'000, .ackTimeoutMs = 60'000}); // says hello below
    m_session->start(*parseServerAddress(m_server->address()), u"김민수"_s);
    QTRY_VERIFY(m_server->isConnected());
    QTRY_COMPARE(m_server->frames.size(), 1); // CONNECT
    m_server->sendEvent(u"server:hello"_s, QJsonObject{{u"protocol"_s, 1}, {u"server"_s, u"x"_s}});
    QTRY_COMPARE(m_server->callsOf(u"session:join"_s).size(), 1);
    m_server->editMessage(u"r1"_s, 1, u"second"_s);
    m_server->answer(m_server->calls.last().ackId,
                     {{u"ok"_s, true},
                      {u"user"_s, m_server->userOf(u"김민수"_s)},
                      {u"rooms"_s, QJsonArray{m_server->roomObject(m_server->rooms[u"r1"_s])}},
                      {u"home"_s, u"r1"_s}});
    QTRY_VERIFY(m_session->isJoined());
    QTRY_COMPARE(changed.count(), 1);
}

void tst_ChatRequests::messagesAreEditedDeletedAndReactedTo()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"one"_s);
    const MessageId message(u"r1-1"_s);
    m_session->editMessage({room(), message, u"two"_s}, this, noted());
    QTRY_COMPARE(m_outcomes, QStringList{u"ok two"_s});
    QList<Reaction> reactions;
    m_session->reactToMessage({room(), message, u"👍"_s, true}, this, [&](const auto &reply) {
        QVERIFY(reply.has_value());
        reactions = reply->message.reactions;
    });
    QTRY_COMPARE(reactions.size(), 1);
    QCOMPARE(reactions.first().users, QList<UserId>{UserId(u"id-김민수"_s)});
    m_session->deleteMessage({room(), message}, this, noted());
    QTRY_COMPARE(m_outcomes.size(), 2);
    QCOMPARE(m_outcomes.last(), u"ok "_s);
}

void tst_ChatRequests::refusalsAreToldToTheAsker()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"one"_s);
    m_server->refusals.enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    ErrorCode code = ErrorCode::Internal;
    m_session->editMessage({room(), MessageId(u"r1-1"_s), u"two"_s}, this, [&](const auto &reply) {
        QVERIFY(!reply.has_value());
        code = reply.error().error.code;
    });
    QTRY_COMPARE(code, ErrorCode::Forbidden);
}

void tst_ChatRequests::anAnswerWithoutItsPlaceIsABadReply()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    QJsonObject message = m_server->addMessage(u"r1"_s, u"김민수"_s, u"one"_s);
    message.remove(u"rev"_s);
    m_server->refusals.enqueue({{u"ok"_s, true}, {u"message"_s, message}});
    m_session->editMessage({room(), MessageId(u"r1-1"_s), u"two"_s}, this, noted());
    QTRY_COMPARE(m_outcomes, QStringList{u"failed %1"_s.arg(int(RequestFailure::Kind::BadReply))});
}

void tst_ChatRequests::readersMarksAndTypingAreSent()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"one"_s);
    QStringList names;
    m_session->loadReaders({room(), MessageId(u"r1-1"_s)}, this, [&](const auto &reply) {
        QVERIFY(reply.has_value());
        names = {reply->read.first().user.userName, reply->unread.first().userName};
    });
    QTRY_COMPARE(names, (QStringList{u"이영희"_s, u"박철수"_s}));
    bool isRead = false;
    m_session->setRead({room(), 1}, this, [&](const auto &reply) { isRead = reply.has_value(); });
    QTRY_VERIFY(isRead);
    QCOMPARE(m_server->rooms[u"r1"_s].readSeq, 1);
    m_session->setTyping({room(), true});
    QTRY_COMPARE(m_server->callsOf(u"typing:set"_s).size(), 1);
    QVERIFY(m_server->callsOf(u"typing:set"_s).first().argument.toObject().value(u"on"_s).toBool());
}

void tst_ChatRequests::anAnswerTravelsWithItsMessage()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"one"_s);
    m_session->post({u"c1"_s, room(), u"two"_s, MessageId(u"r1-1"_s)});
    m_session->post({u"c2"_s, room(), u"three"_s});
    QTRY_COMPARE(m_server->callsOf(u"message:send"_s).size(), 2);
    const auto sent = m_server->callsOf(u"message:send"_s);
    QCOMPARE(sent.first().argument.toObject().value(u"replyTo"_s).toString(), u"r1-1"_s);
    QVERIFY(!sent.last().argument.toObject().contains(u"replyTo"_s));
}

void tst_ChatRequests::aClassicServerIsNeverAsked()
{
    QVERIFY(startJoined(FakeServer::Mode::SeedLike));
    const MessageId message(u"m1"_s);
    m_session->editMessage({room(), message, u"x"_s}, this, noted());
    m_session->deleteMessage({room(), message}, this, noted());
    m_session->reactToMessage({room(), message, u"👍"_s, true}, this, noted());
    bool isAnswered = false;
    m_session->setRead({room(), 1}, this, [&](const auto &reply) { isAnswered = !reply; });
    m_session->setTyping({room(), true});
    QTRY_COMPARE(m_outcomes.size(), 3);
    QTRY_VERIFY(isAnswered);
    QSignalSpy typing(m_session.get(), &ChatSession::typingChanged);
    m_server->sendEvent(
        u"typing:changed"_s,
        QJsonObject{{u"room"_s, u"r1"_s}, {u"user"_s, m_server->userOf(u"x"_s)}, {u"on"_s, true}});
    m_session->post({u"c1"_s, room(), u"still here"_s});
    QTRY_COMPARE(m_server->callsOf(u"sendMessage"_s).size(), 1);
    QCOMPARE(m_server->crash, QString());
    QCOMPARE(m_server->calls.size(), 2); // join, sendMessage
    QCOMPARE(typing.count(), 0);
}

void tst_ChatRequests::aLostConnectionAnswersAtOnce()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    m_server->stop();
    QTRY_VERIFY(!m_session->isJoined());
    m_session->editMessage({room(), MessageId(u"r1-1"_s), u"x"_s}, this, noted());
    QVERIFY(m_outcomes.isEmpty()); // never from inside
    QTRY_COMPARE(m_outcomes,
                 QStringList{u"failed %1"_s.arg(int(RequestFailure::Kind::Disconnected))});
}

QTEST_GUILESS_MAIN(tst_ChatRequests)
#include "tst_chatrequests.moc"
