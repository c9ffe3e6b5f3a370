// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "common/protocol/socketpacket.h"

#include <QHash>
#include <QObject>
#include <QString>
#include <QWebSocket>

#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace maru::server {

/// One person of a self-test: a native client over a websocket that keeps its token and what it has
/// sent, over any number of connections.
///
/// It never gives up a message before its ack or refusal: those that were on their way when the
/// connection ended are sent again, in their order and before any new one, with the same cid.
class SelfTestClient : public QObject
{
    Q_OBJECT

public:
    /// A message on its way.
    struct Outgoing
    {
        RoomId room;
        QString cid;
        QString chat;
    };
    using HistoryHandler = std::function<void(Result<HistoryReply, ApiError>)>;

    explicit SelfTestClient(QString name, QObject *parent = nullptr);
    ~SelfTestClient() override;

    /// Joins with \p nsp as its home, then sends what is unanswered. Ends in `joined` or `failed`,
    /// or in nothing when the connection is lost.
    void connectTo(quint16 port, const QString &nsp);
    /// Drops the connection; what is unanswered stays. A connection that the server loses is the
    /// same.
    void disconnectNow();

    [[nodiscard]] bool isJoined() const { return m_isJoined; }
    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] const RoomId &homeRoom() const { return m_homeRoom; } ///< of the latest join
    /// How many messages were sent again after a lost connection.
    [[nodiscard]] qint64 resentCount() const { return m_resent; }
    [[nodiscard]] qsizetype pendingCount() const { return qsizetype(m_pending.size()); }

    /// Only while joined.
    void send(const Outgoing &message);
    /// Only while joined. \p done is dropped with the connection.
    void readHistory(const RoomId &room, qint64 afterSeq, HistoryHandler done);

signals:
    void joined();
    void acked(const QString &cid, const maru::SentReply &reply);
    void refused(const QString &cid, const maru::ApiError &error);
    void failed(const QString &reason); ///< the server did what no server may do

private:
    using AckHandler = std::function<void(const QJsonObject &)>;

    void receiveText(const QString &frame);
    void receivePacket(const SocketPacket &packet);
    void join();
    void finishJoin(const QJsonObject &ack);
    void transmit(const Outgoing &message);
    void finishSend(const QString &cid, const QJsonObject &ack);
    void emitEvent(const ClientEvent &event, AckHandler done);
    void sendText(const QByteArray &packet);
    void forgetConnection();

    QString m_name;
    QString m_token;
    QString m_nsp;
    RoomId m_homeRoom;
    std::unique_ptr<QWebSocket> m_socket; // one per connection
    std::optional<SocketPacketDecoder> m_decoder;
    std::deque<Outgoing> m_pending; // sent and unanswered, oldest first
    QHash<quint64, AckHandler> m_acks;
    quint64 m_nextAckId = 0;
    qint64 m_resent = 0;
    bool m_isJoined = false;
};

} // namespace maru::server
