// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "server/chat/roomservice.h"
#include "server/session/classicprofile.h"
#include "server/session/namespacesession.h"
#include "server/session/nativeprofile.h"
#include "server/session/recovery.h"
#include "server/session/sessionhub.h"
#include "server/session/socketsession.h"

#include <QMap>
#include <QObject>
#include <QTimer>

namespace maru::server {

/// One peer: answers its CONNECTs, hands its events to the two profiles, ends with its transport.
class Connection : public QObject
{
    Q_OBJECT

public:
    Connection(SessionHub &hub, EngineSession *engine, const ConnectionInfo &info, QObject *parent);
    ~Connection() override;

    void sendToAll(const EncodedEvent &event); ///< to each of its namespaces
    void close(CloseReason reason) { m_socket->close(reason); }
    /// Bytes that the system has not taken yet.
    [[nodiscard]] qint64 bytesQueued() const { return m_socket->engine()->bytesQueued(); }

signals:
    void closed(); ///< once and last; the owner deletes it

private:
    void connectNamespace(const QString &nsp, const QJsonObject &auth);
    /// The peer was here before, as it says: \p auth of its CONNECT.
    [[nodiscard]] bool isWayBack(const QJsonObject &auth) const;
    void refuseNamespace(const QString &nsp, const RoomService::HomeRefusal &refusal,
                         const QJsonObject &auth);
    void openOrRecover(const QString &nsp, const Room &home, const QJsonObject &auth);
    void open(const QString &nsp, const Room &home, bool isNative, bool comesBack = false);
    void recover(const NamespaceSession::Origin &origin, const UserId &user, qint64 afterSeq);
    void resume(const NamespaceSession::Origin &origin, qint64 lastSeq,
                const RecoveryReplay::Member &member);
    NamespaceSession *addSession(const NamespaceSession::Origin &origin);
    void accept(NamespaceSession *session);
    void greet(NamespaceSession *session);
    void releaseClaim(const QString &pid); ///< of a replay that is over
    void releaseClaims();
    void receive(const QString &nsp, const QString &name, const QJsonArray &arguments,
                 std::optional<quint64> id);
    void leaveNamespace(const QString &nsp, bool canRecover);
    void finish(CloseReason reason);

    SessionHub &m_hub;
    ConnectionInfo m_info;
    SocketSession *m_socket;
    ClassicProfile m_classic;
    NativeProfile m_native;
    QMap<QString, NamespaceSession *> m_sessions; // a hash of one costs 1.4 KiB
    QStringList m_claimedPids; // of the replays that run
    QTimer m_joinTimer;
};

} // namespace maru::server
