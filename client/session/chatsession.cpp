// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/chatsession.h"

#include "client/session/chatsessionask.h"
#include "common/logging.h"
#include "common/text/cut.h"

#include <QDateTime>
#include <QSysInfo>

#include <utility>

namespace maru::client {

namespace {

bool isWorthAnotherJoin(ErrorCode code)
{
    return code == ErrorCode::SlowDown || code == ErrorCode::StoreFailed
        || code == ErrorCode::Internal;
}

/// An invitation is looked at before the token is; the server's sentence names it then.
bool isRevokedToken(const RequestFailure &failure)
{
    return failure.kind == RequestFailure::Kind::Refused
        && failure.error.code == ErrorCode::BadCredentials
        && !failure.error.text.startsWith(QLatin1StringView("inviteCode"));
}

/// How this device stands in the person's list of devices; nobody else sees it.
QString deviceName()
{
    return cut(QStringLiteral("Maru, %1 (%2)")
                   .arg(QSysInfo::machineHostName(), QSysInfo::prettyProductName()),
               limits::maxClientChars);
}

} // namespace

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
                        const JoinSecrets &secrets)
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
    m_phase = Phase::Connecting;
    m_connection.open(server, {{QStringLiteral("maru"), 1}});
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

void ChatSession::joinNative()
{
    m_helloTimer.stop();
    m_phase = Phase::Joining;
    SessionJoin join;
    join.userName = m_userName;
    join.clientName = deviceName();
    m_wasPrivate = m_connection.isPrivate();
    m_place = provedAddress();
    if (!m_wasPrivate && !m_secrets.isEmpty()) {
        stop();
        emit joinRefused({ErrorCode::AuthRequired, {}, {}, 0, 0});
        return;
    }
    join.password = m_secrets.password;
    join.inviteCode = m_secrets.inviteCode;
    join.deviceCode = m_secrets.deviceCode;
    // A token is the only proof of a name: it is shown to nobody who listens in between. Who types
    // a password, or the code of another device, wants to be let in by it.
    ++m_joinRun;
    if (!m_wasPrivate || m_isEarlierRefused
        || !(join.password.isEmpty() && join.deviceCode.isEmpty())) {
        sendJoin(join);
        return;
    }
    const auto take = [this, join, run = m_joinRun](const QString &token) mutable {
        if (m_phase == Phase::Joining && run == m_joinRun) {
            join.token = token;
            sendJoin(join);
        }
    };
    if (m_isTokenRefused) {
        m_tokens.findEarlier(m_place, m_userName, this, take);
    } else {
        m_tokens.find(m_place, m_userName, this, take);
    }
}

// The certificate of an authority is another one every few months: there the name in the address is
// what stays.
ServerAddress ChatSession::provedAddress() const
{
    ServerAddress place = m_connection.address();
    const LinkSecurity security = m_connection.security();
    place.fingerprint = security.byAuthority ? QByteArray() : security.fingerprint;
    if (!security.isEncrypted && place.isLoopback()) {
        place.fingerprint = m_tokens.hosted(place.hostAndPort());
    }
    return place;
}

void ChatSession::sendJoin(SessionJoin join)
{
    m_usedToken = !join.token.isEmpty();
    ask<JoinedReply>(
        join, joinedFromAck, this,
        [this](const Result<JoinedReply, RequestFailure> &reply) { takeNativeJoin(reply); });
    wipe(join.password);
    wipe(join.inviteCode);
    wipe(join.deviceCode);
}

void ChatSession::takeNativeJoin(const Result<JoinedReply, RequestFailure> &reply)
{
    if (m_phase != Phase::Joining) {
        return;
    }
    if (reply) {
        keepToken(reply->token);
        m_isTokenRefused = false;
        m_isEarlierRefused = false;
        finishJoin(*reply);
        return;
    }
    if (m_usedToken && isRevokedToken(reply.error())) {
        m_isEarlierRefused = m_isTokenRefused;
        m_isTokenRefused = true;
        joinNative(); // with the one of before, then without: so this happens twice at most
        return;
    }
    takeJoinFailure(reply.error());
}

// \p token: what the join came with; empty if it was let in by one that is known.
void ChatSession::keepToken(const QString &token)
{
    if (!token.isEmpty() && m_connection.isPrivate()) {
        if (m_isTokenRefused) { // by a server that took the place of another, maybe
            m_tokens.keepAsEarlier(m_place, m_userName);
        }
        m_tokens.setToken(m_place, m_userName, token);
    } else if (m_isTokenRefused && m_usedToken) {
        m_tokens.swapEarlier(m_place, m_userName);
    } else if (m_isTokenRefused) {
        m_tokens.removeToken(m_place, m_userName);
    } else if (m_usedToken) {
        m_tokens.confirm(m_place, m_userName, this);
    }
}

void ChatSession::takeJoinFailure(const RequestFailure &failure)
{
    if (failure.kind == RequestFailure::Kind::Disconnected) {
        return; // onFailed() follows
    }
    const bool isRefused = failure.kind == RequestFailure::Kind::Refused;
    if (!isRefused || (m_hasJoinedBefore && isWorthAnotherJoin(failure.error.code))) {
        m_connection.delayNextAttempt(failure.error.retryAfterMs);
        m_connection.reconnect(QStringLiteral("join not answered"));
        return;
    }
    stop();
    emit joinRefused(failure.error);
}

void ChatSession::finishJoin(const JoinedReply &reply)
{
    m_phase = Phase::Joined;
    m_hasJoinedBefore = true;
    m_secrets.wipe();
    m_ownUser = reply.user.id;
    if (m_mode == Mode::Native && reply.user.userName != m_userName) {
        takeOwnName(reply.user.userName); // renamed on another device while this one was away
    }
    emit joined(reply);
    takeEarly();
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

bool ChatSession::isTokenOutOfReach() const
{
    return m_tokens.isOutOfReach(m_place, m_userName);
}

void ChatSession::findToken(QObject *context, TokenStore::Handler handler)
{
    if (m_phase == Phase::Joined && m_mode == Mode::Native && m_connection.isPrivate()) {
        m_tokens.find(m_place, m_userName, context, std::move(handler));
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
