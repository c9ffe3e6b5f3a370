// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/errors.h"
#include "common/protocol/socketpacket.h"
#include "common/result.h"
#include "server/session/enginesession.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace maru::server {

struct SocketConfig
{
    int connectTimeoutMs = limits::connectTimeoutMs;
    int attachmentTimeoutMs = limits::attachmentTimeoutMs;
    qsizetype earlyPacketBytes = 8'192; ///< one packet until somebody has joined
};

/// The Socket.IO 5 conversation of one engine session: packets, namespaces, the connect deadline.
///
/// It decides what is legal on the wire (../docs/protocol.md, Engine.IO and Socket.IO); whether a
/// namespace exists and what its events mean is its owner's business: answer each
/// connectRequested() with accept() or refuse(), now or later. A second CONNECT for a namespace
/// that is asked for or open, a packet for one that is not open, or a first packet that is not
/// CONNECT closes the connection. While a namespace's CONNECT is unanswered its packets are held
/// back, within limits::maxWaitingPackets and maxWaitingBytes; hold() and release() do the same
/// later on.
///
/// `closed` is emitted exactly once and last. Owns its engine session.
class SocketSession : public QObject
{
    Q_OBJECT

public:
    SocketSession(EngineSession *engine, const SocketConfig &config, QObject *parent = nullptr);
    ~SocketSession() override;

    [[nodiscard]] EngineSession *engine() const { return m_engine; }

    /// Answers CONNECT with `0{"sid":…}`; \p pid is added if it is not empty.
    void accept(const QString &nsp, const QString &sid, const QString &pid = {});
    /// The same, and holds: see hold().
    void acceptHeld(const QString &nsp, const QString &sid, const QString &pid = {});
    /// Answers CONNECT with `4{"message":…,"data":…}`; the connection stays.
    void refuse(const QString &nsp, const QString &message, const QJsonObject &data = {});
    /// Sends DISCONNECT and forgets the namespace; packets for it that are under way are ignored,
    /// not punished.
    void disconnectNamespace(const QString &nsp);

    /// Packets of \p nsp wait until release(); calls do not nest.
    void hold(const QString &nsp);
    void release(const QString &nsp);

    /// Somebody has joined on this connection: from now on a packet may be as large as the payload,
    /// and have attachments. Before, as long as nothing is held, one over
    /// SocketConfig::earlyPacketBytes or with attachments closes the connection.
    void setJoined() { m_isJoined = true; }

    /// Ends the whole connection.
    void close(CloseReason reason);

    /// A complete Engine.IO message, for frames that were encoded once for many.
    void send(const Frame &frame) { m_engine->send(frame); }
    /// \p packet with its attachments, which follow it at once.
    void send(const SocketPacket &packet);
    /// `3<id>[argument]` in \p nsp. Answers an id at most once; ids never asked, or answered
    /// already, are ignored.
    void sendAck(const QString &nsp, quint64 id, QByteArrayView argument);
    /// The same with any number of arguments, whose bytes are placeholders for \p attachments.
    void sendAck(const QString &nsp, quint64 id, const QJsonArray &arguments,
                 const QList<QByteArray> &attachments);

signals:
    void connectRequested(const QString &nsp, const QJsonObject &auth);
    /// Bytes among \p arguments are placeholders for \p attachments, see SocketPacket.
    void eventReceived(const QString &nsp, const QString &name, const QJsonArray &arguments,
                       std::optional<quint64> id, const QList<QByteArray> &attachments);
    void namespaceLeft(const QString &nsp); ///< the peer said DISCONNECT
    /// It has come, and waits behind other packets of a namespace that is held.
    void leaveWaits(const QString &nsp);
    void closed(maru::CloseReason reason);

private:
    struct Namespace; // socketnamespace.h
    using NamespacePtr = std::shared_ptr<Namespace>;

    /// nullptr if nobody waits for that answer (any more).
    NamespacePtr answerConnect(const QString &nsp, const QString &sid, const QString &pid);
    [[nodiscard]] bool isEarly() const;
    void receiveText(const QByteArray &text);
    void receiveBinary(const QByteArray &bytes);
    void receive(const Result<std::optional<SocketPacket>, DecodeError> &decoded);
    void receivePacket(const SocketPacket &packet, const QByteArray &text);
    void pump(const QString &nsp, const NamespacePtr &space);
    void dispatch(const SocketPacket &packet, const NamespacePtr &space);
    void dispatchEvent(const SocketPacket &packet, Namespace &space);
    void askOwner(const SocketPacket &packet);
    [[nodiscard]] bool takeAck(const QString &nsp, quint64 id);
    void leave(const QString &nsp, const NamespacePtr &space);
    void forget(Namespace &space);

    EngineSession *m_engine;
    SocketConfig m_config;
    SocketPacketDecoder m_decoder{PacketSource::Client};
    QByteArray m_packetText; // of the packet that is being decoded, only while it is
    QTimer m_connectTimer;
    QTimer m_attachmentTimer;
    QMap<QString, NamespacePtr> m_namespaces; // few: a hash of one costs 1.8 KiB
    qsizetype m_packetBytes = 0; // of the packet that is being decoded, attachments included
    qsizetype m_waitingBytes = 0; // over all namespaces, as the two below
    int m_waitingPackets = 0;
    int m_unansweredAcks = 0;
    bool m_isJoined = false;
};

} // namespace maru::server
