// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// How ChatSession joins a native server, and which token it shows there.

#include "client/session/chatsessionask.h"
#include "common/text/cut.h"

#include <QScopeGuard>
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
    if (m_wasPrivate && !m_usedToken) {
        join.newToken = m_tokens.begunToken(m_place, m_userName);
    }
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
    const auto end = qScopeGuard([this] { m_tokens.endBegun(m_place, m_userName); });
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
    if (failure.error.code == ErrorCode::NotMember && !m_home.isNull()) {
        startOver();
        return;
    }
    if (failure.error.code == ErrorCode::NameTaken) { // by somebody else: it knows the token
        m_tokens.endBegun(m_place, m_userName);
    }
    stop();
    emit joinRefused(failure.error);
}

// No member any more of the room it was at home in: now the address has to lead somewhere.
void ChatSession::startOver()
{
    m_home = {};
    m_phase = Phase::Connecting;
    const ServerAddress server = address();
    m_connection.close();
    m_connection.open(server, connectPayload());
}

QJsonObject ChatSession::connectPayload() const
{
    QJsonObject payload{{QStringLiteral("maru"), 1}};
    if (!m_home.isNull()) {
        payload.insert(QStringLiteral("home"), m_home.toString());
    }
    return payload;
}

void ChatSession::finishJoin(const JoinedReply &reply)
{
    m_phase = Phase::Joined;
    m_home = m_mode == Mode::Native ? reply.homeRoom : RoomId();
    m_connection.setAuth(connectPayload());
    m_hasJoinedBefore = true;
    m_secrets.wipe();
    m_ownUser = reply.user.id;
    if (m_mode == Mode::Native && reply.user.userName != m_userName) {
        takeOwnName(reply.user.userName); // renamed on another device while this one was away
    }
    emit joined(reply);
    takeEarly();
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

void ChatSession::takeOwnName(const QString &name)
{
    m_tokens.rename(m_place, m_userName, name);
    m_userName = name;
}

} // namespace maru::client
