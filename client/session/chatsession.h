// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/engineconnection.h"
#include "client/session/changesqueue.h"
#include "client/session/classicechoes.h"
#include "client/session/joinsecrets.h"
#include "client/session/outbox.h"
#include "client/session/sessionreply.h"
#include "client/session/tokenstore.h"
#include "common/chat/events.h"
#include "common/clientlimits.h"

#include <QObject>
#include <QTimer>

namespace maru::client {

/// Typed events with one server, under one name, through all its reconnects.
///
/// A server that says `server:hello` is spoken to natively (docs/protocol.md §5). One that does not
/// within limits::helloTimeoutMs is a classic one, the seed's kind, and is treated with care,
/// because a wrong event ends its process: nothing but `join` (always with an ack) and
/// `sendMessage`, that one only after the ack of a join made on this very connection, and one at a
/// time.
class ChatSession : public QObject
{
    Q_OBJECT

public:
    enum class Mode : quint8 { Unknown, Native, Classic };

    /// What tests replace.
    struct Timing
    {
        int helloTimeoutMs = limits::helloTimeoutMs;
        int ackTimeoutMs = limits::clientAckTimeoutMs;
    };

    /// \p tokens outlives the session.
    explicit ChatSession(TokenStore &tokens, EngineConnection::Environment environment = {},
                         QObject *parent = nullptr);
    ~ChatSession() override;

    void setTiming(Timing timing) { m_timing = timing; }

    /// Connects and joins; joins again after every loss. Only when stopped. \p wasNative: in an
    /// earlier run this account was joined at a native server. Such a one is given more time before
    /// it counts as a classic one, and if it cannot take the join just now it is asked again.
    /// \p secrets are shown once; where somebody could listen the join is refused instead.
    /// \p home: of the last join at this very address. Whoever is still a member of it comes back
    /// to it, also if the class code in the address is no good any more.
    void start(const ServerAddress &server, const QString &userName, bool wasNative = false,
               const JoinSecrets &secrets = {}, const RoomId &home = {});
    void stop();
    void tryNow() { m_connection.tryNow(); } ///< see EngineConnection

    [[nodiscard]] Mode mode() const { return m_mode; }
    [[nodiscard]] bool isJoined() const { return m_phase == Phase::Joined; }
    [[nodiscard]] const ServerHello &hello() const { return m_hello; }
    [[nodiscard]] const ServerAddress &address() const { return m_connection.address(); }
    /// Of the connection there is.
    [[nodiscard]] LinkSecurity security() const { return m_connection.security(); }
    /// Nobody could listen to the last native join: secrets may be sent, and tokens are given.
    [[nodiscard]] bool wasPrivate() const { return m_wasPrivate; }
    /// The token that is kept of this name was shown and is worth nothing any more: this device was
    /// signed out, or was away for too long. It is kept until a join succeeds, so that the next
    /// start knows it, too.
    [[nodiscard]] bool wasTokenRefused() const { return m_isTokenRefused; }
    [[nodiscard]] bool isTokenOutOfReach() const; ///< see TokenStore
    /// The token, if it may be shown over this connection; else nobody is called.
    void findToken(QObject *context, TokenStore::Handler handler);

    /// Native servers only. The handler is called once, unless \p context has gone.
    void loadHistory(const MessageHistory &question, QObject *context,
                     ReplyHandler<HistoryReply> handler);
    void loadChanges(const MessageChanges &question, QObject *context,
                     ReplyHandler<ChangesReply> handler); ///< in its turn, see ChangesQueue
    void hurryChanges(const RoomId &room) { m_changes.hurry(room); } ///< its turn is the next

    // The same, and also when there is no native server just now: the handler is told Disconnected.
    void editMessage(const MessageEdit &change, QObject *context,
                     ReplyHandler<MessageReply> handler);
    void deleteMessage(const MessageDelete &change, QObject *context,
                       ReplyHandler<MessageReply> handler);
    void reactToMessage(const MessageReact &change, QObject *context,
                        ReplyHandler<MessageReply> handler);
    void loadReaders(const MessageReaders &question, QObject *context,
                     ReplyHandler<ReadersReply> handler);
    void loadEdits(const MessageEditHistory &question, QObject *context,
                   ReplyHandler<EditHistoryReply> handler);
    void searchMessages(const MessageSearch &question, QObject *context,
                        ReplyHandler<SearchReply> handler);
    void setRead(const ReadSet &mark, QObject *context, ReplyHandler<Acknowledged> handler);
    /// Nobody waits for the answer: who types is volatile.
    void setTyping(const TypingSet &change);

    /// One is called \p name now, as the server has said: the token is kept under it, and joins are
    /// made with it.
    void takeOwnName(const QString &name);

public slots:
    /// Ends in exactly one of the four message… signals below.
    void post(const maru::client::OutgoingMessage &message);

signals:
    /// After every (re)join. A classic server has one room, named after the address, and no seq and
    /// rev.
    void joined(const maru::JoinedReply &reply);
    /// Final: the session has stopped.
    void joinRefused(const maru::ApiError &error);
    void connectionLost(const maru::client::ConnectionFailure &failure, bool willRetry);
    void messageReceived(const maru::Message &message);
    // Of native servers, only while joined.
    void messageChanged(const maru::Message &message); ///< after an edit, delete or reaction
    void roomChanged(const maru::Room &room); ///< `own` only if it is told to this person alone
    void roomRemoved(const maru::RoomRemoved &event);
    void memberChanged(const maru::MemberChanged &event);
    void memberLeft(const maru::MemberLeft &event);
    void userChanged(const maru::User &user);
    void readChanged(const maru::ReadChanged &event);
    void typingChanged(const maru::TypingChanged &event);
    void
    badEventReceived(const QString &reason); ///< an event that could not be read; it was ignored

    void messageAccepted(const QString &cid, const maru::Message &message);
    void messageRefused(const QString &cid, const maru::ApiError &error);
    void messageUnanswered(const QString &cid); ///< may be stored: send the same cid again
    void messageUnconfirmed(
        const QString &cid); ///< classic: may be broadcast, sending again could double it

private:
    friend class AccountRequests; // they ask as this class does
    friend class RoomRequests;
    enum class Phase : quint8 { Stopped, Connecting, AwaitingHello, Joining, Joined };

    void onConnected();
    void onFailed(const ConnectionFailure &failure, bool willRetry);
    void onEvent(const QString &name, const QJsonArray &arguments);
    void onHelloTimeout();
    void takeHello(const ServerHello &hello);
    void takeMessage(Message message);
    void takeNativeEvent(const ServerEvent &event);
    void takeEarly();
    void deliver(Message message);
    void joinNative();
    void sendJoin(SessionJoin join);
    void joinClassic();
    void takeNativeJoin(const Result<JoinedReply, RequestFailure> &reply);
    void takeClassicJoin(const Result<QJsonArray, AckFailure> &reply);
    void keepToken(const QString &token);
    [[nodiscard]] ServerAddress provedAddress() const;
    void takeJoinFailure(const RequestFailure &failure);
    void startOver();
    [[nodiscard]] QJsonObject connectPayload() const;
    void finishJoin(const JoinedReply &reply);
    void postNative(const OutgoingMessage &message);
    void postClassic(const OutgoingMessage &message);
    void abandonClassic();
    void askForChanges();
    void takeChanges(const ChangesQueue::Question &question,
                     const Result<ChangesReply, RequestFailure> &reply);
    template<class T>
    void ask(const ClientEvent &event, Result<T, DecodeError> (*read)(const QJsonObject &),
             QObject *context, ReplyHandler<T> handler);
    template<class T>
    void askIfNative(const ClientEvent &event, Result<T, DecodeError> (*read)(const QJsonObject &),
                     QObject *context, ReplyHandler<T> handler);

    TokenStore &m_tokens;
    EngineConnection m_connection;
    Timing m_timing;
    ServerAddress m_place; // of the last join, with the certificate that is proved there
    Phase m_phase = Phase::Stopped;
    Mode m_mode = Mode::Unknown;
    QString m_userName;
    RoomId m_home; // said with every CONNECT; null: the address leads somewhere
    ServerHello m_hello;
    QTimer m_helloTimer;
    bool m_hasJoinedBefore = false;
    bool m_wasNative = false;
    bool m_usedToken = false; // the join under way shows a stored token
    bool m_isTokenRefused = false; // until a join succeeds, or is begun anew without secrets
    bool m_isEarlierRefused = false; // the token of before, too, or there is none
    bool m_wasPrivate = false;
    JoinSecrets m_secrets; // until the join is answered
    quint64 m_joinRun = 0; // counts joins: a token that was found for an earlier one is not sent
    QList<ServerEvent> m_early; // messages and their changes that came before the ack of the join
    ChangesQueue m_changes;
    UserId m_ownUser;
    RoomId m_classicRoom;
    ClassicEchoes m_echoes;
    QString m_classicCid; // the one sendMessage on its way; empty if none
    QTimer m_echoTimer;
};

} // namespace maru::client
