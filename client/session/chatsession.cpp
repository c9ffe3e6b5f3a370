// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/chatsession.h"

#include "client/session/chatsessionask.h"
#include "common/logging.h"

#include <QDateTime>

#include <utility>

namespace maru::client {

ChatSession::ChatSession(TokenStore &tokens, EngineConnection::Environment environment,
                         QObject *parent)
    : QObject(parent)
    , m_tokens(tokens)
    , m_connection(std::move(environment))
{
    m_helloTimer.setSingleShot(true);
    m_echoTimer.setSingleShot(true);
    connect(&m_connection, &EngineConnection::connected, this, &ChatSession::onConnected);
    connect(&m_connection, &EngineConnection::failed, this, &ChatSession::onFailed);
    connect(&m_connection, &EngineConnection::eventReceived, this, &ChatSession::onEvent);
    connect(&m_helloTimer, &QTimer::timeout, this, &ChatSession::onHelloTimeout);
    connect(&m_echoTimer, &QTimer::timeout, this, &ChatSession::abandonClassic);
}

ChatSession::~ChatSession()
{
    stop();
}

void ChatSession::start(const ServerAddress &server, const QString &userName, bool wasNative,
                        const JoinSecrets &secrets, const RoomId &home)
{
    Q_ASSERT(m_phase == Phase::Stopped);
    const bool isSame = server.hostAndPort() == address().hostAndPort() && userName == m_userName;
    m_isTokenRefused = m_isTokenRefused && isSame && !secrets.isEmpty();
    m_isEarlierRefused = m_isEarlierRefused && m_isTokenRefused;
    m_secrets = secrets;
    m_wasPrivate = false;
    m_userName = userName;
    m_mode = Mode::Unknown;
    m_hello = {};
    m_hasJoinedBefore = wasNative;
    m_wasNative = wasNative;
    m_echoes.clear();
    m_classicRoom = RoomId(server.nsp);
    m_home = home;
    m_phase = Phase::Connecting;
    m_connection.open(server, connectPayload());
}

void ChatSession::stop()
{
    m_phase = Phase::Stopped;
    m_helloTimer.stop();
    m_echoTimer.stop();
    m_classicCid.clear();
    m_early.clear();
    m_secrets.wipe();
    m_connection.close();
}

void ChatSession::onConnected()
{
    m_early.clear();
    if (m_mode == Mode::Classic) {
        // Also after a recovered session: if another connection took the name meanwhile, the server
        // would die of our next sendMessage. Should it be a native server by now, its hello
        // corrects us.
        joinClassic();
        return;
    }
    m_phase = Phase::AwaitingHello;
    // A server that was native once is never mistaken for a classic one because it is slow.
    m_helloTimer.start(m_mode == Mode::Native || m_wasNative ? m_timing.ackTimeoutMs
                                                             : m_timing.helloTimeoutMs);
}

void ChatSession::onFailed(const ConnectionFailure &failure, bool willRetry)
{
    m_helloTimer.stop();
    m_early.clear();
    m_phase = willRetry ? Phase::Connecting : Phase::Stopped;
    abandonClassic();
    emit connectionLost(failure, willRetry);
}

void ChatSession::onHelloTimeout()
{
    if (m_mode == Mode::Native) {
        m_connection.reconnect(QStringLiteral("no server:hello"));
        return;
    }
    m_mode = Mode::Classic;
    joinClassic();
}

void ChatSession::onEvent(const QString &name, const QJsonArray &arguments)
{
    const auto event = decodeServerEvent(name, arguments);
    if (!event) {
        qCInfo(lcClient) << "ignored a bad event:" << forLog(event.error().reason);
        emit badEventReceived(event.error().reason);
        return;
    }
    if (!event->has_value()) {
        return; // of a later version
    }
    if (const auto *hello = std::get_if<ServerHello>(&**event)) {
        takeHello(*hello);
    } else if (const auto *bye = std::get_if<ServerBye>(&**event)) {
        m_connection.delayNextAttempt(bye->retryAfterMs);
    } else if (const auto *message = std::get_if<MessageEvent>(&**event)) {
        takeMessage(message->message);
    } else if (m_mode == Mode::Native) {
        takeNativeEvent(**event);
    }
}

void ChatSession::takeHello(const ServerHello &hello)
{
    const bool isLate = m_mode == Mode::Classic;
    m_mode = Mode::Native;
    m_hello = hello;
    if (isLate) {
        // We are a classic user there by now; a fresh connection is the clean way to become a
        // native one.
        m_connection.reconnect(QStringLiteral("late server:hello"));
    } else if (m_phase == Phase::AwaitingHello) {
        joinNative();
    }
}

void ChatSession::takeMessage(Message message)
{
    if (m_mode == Mode::Native && !isNativeMessage(message)) {
        emit badEventReceived(QStringLiteral("message without room, seq or rev"));
        return;
    }
    if (m_phase == Phase::Joined) {
        deliver(std::move(message));
    } else if (m_early.size() < limits::maxWaitingPackets) {
        // A classic server's welcome comes before the ack of the join.
        m_early.append(MessageEvent{std::move(message)});
    }
}

void ChatSession::deliver(Message message)
{
    if (m_mode == Mode::Native) {
        emit messageReceived(message);
        return;
    }
    message.room = m_classicRoom;
    message.seq = 0;
    message.rev = 0;
    message.cid.clear(); // another client's, if anything: ours is not known there
    if (message.createdMs == 0) {
        message.createdMs = QDateTime::currentMSecsSinceEpoch(); // system lines carry no time
    }
    const std::optional<QString> cid = m_echoes.take(message, m_ownUser);
    if (!cid) {
        emit messageReceived(message);
        return;
    }
    if (*cid == m_classicCid) {
        m_echoTimer.stop();
        m_classicCid.clear();
    }
    message.cid = *cid;
    emit messageAccepted(*cid, message);
}

void ChatSession::takeEarly()
{
    const QList<ServerEvent> early = std::exchange(m_early, {});
    for (const ServerEvent &event : early) {
        if (m_phase != Phase::Joined) {
            return; // a receiver stopped us
        }
        if (const auto *message = std::get_if<MessageEvent>(&event)) {
            deliver(message->message);
        } else {
            takeNativeEvent(event);
        }
    }
}

void ChatSession::post(const OutgoingMessage &message)
{
    if (m_phase != Phase::Joined) {
        emit messageUnanswered(message.cid);
    } else if (m_mode == Mode::Native) {
        postNative(message);
    } else {
        postClassic(message);
    }
}

void ChatSession::postNative(const OutgoingMessage &message)
{
    ask<SentReply>(
        MessageSend{message.cid, message.room, message.text, message.replyTo, message.files},
        sentFromAck, this,
        [this, cid = message.cid](const Result<SentReply, RequestFailure> &reply) {
            if (reply && isNativeMessage(reply->message)) {
                emit messageAccepted(cid, reply->message);
                return;
            }
            const bool isRefused = !reply && reply.error().kind == RequestFailure::Kind::Refused;
            if (!isRefused) {
                emit messageUnanswered(cid);
                return;
            }
            const ApiError error = reply.error().error;
            emit messageRefused(cid, error);
            if (error.code == ErrorCode::NotJoined) {
                m_connection.reconnect(QStringLiteral("the server forgot the join"));
            }
        });
}

} // namespace maru::client
