// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "server/chat/changes.h"
#include "server/session/messageframe.h"
#include "server/session/socketsession.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <optional>
#include <utility>

namespace maru::server {

/// One open namespace of a connection: its home room, who joined on it, what it was told.
class NamespaceSession : public QObject
{
    Q_OBJECT

public:
    /// Where a peer is at home, and how it can come back.
    struct Origin
    {
        QString nsp;
        Room home;
        bool isNative = false;
        bool comesBack = false; ///< to a home it must be a member of; only the room's id is known
        QString sid; ///< public
        QString pid; ///< secret; empty if the peer does not come back by it
        qint64 fromSeq = 0; ///< see fromSeq()
    };

    NamespaceSession(SocketSession *socket, Origin origin, QObject *parent);

    [[nodiscard]] const Origin &origin() const { return m_origin; }
    [[nodiscard]] Flavour flavour() const
    {
        return {.nsp = m_origin.nsp, .hasOffset = canRecover(), .isNative = m_origin.isNative};
    }
    /// By connection state recovery; native clients repair by rev.
    [[nodiscard]] bool canRecover() const { return !m_origin.pid.isEmpty(); }
    [[nodiscard]] SocketSession *socket() const { return m_socket; }

    /// Whoever joined; std::nullopt before.
    [[nodiscard]] const std::optional<User> &user() const { return m_user; }
    [[nodiscard]] const QByteArray &tokenHash() const { return m_tokenHash; }
    void setUser(std::optional<User> user, const QByteArray &tokenHash = {});
    /// There was no such person before this session joined.
    [[nodiscard]] bool hasMadeUser() const { return m_hasMadeUser; }
    void setMadeUser(bool hasMade) { m_hasMadeUser = hasMade; }

    /// The home room's seq when this peer joined: nothing up to it is ever replayed.
    [[nodiscard]] qint64 fromSeq() const { return m_origin.fromSeq; }
    void setFromSeq(qint64 seq) { m_origin.fromSeq = seq; }

    /// The home room's seq up to which this peer had been told everything when it came (back);
    /// nothing at or below it is delivered.
    [[nodiscard]] qint64 deliveredSeq() const { return m_deliveredSeq; }
    void setDeliveredSeq(qint64 seq) { m_deliveredSeq = seq; }
    /// A replay has brought the message \p seq of its home room. Native clients have no replay.
    [[nodiscard]] bool hasDelivered(qint64 seq) const
    {
        return !m_origin.isNative && seq <= m_deliveredSeq;
    }

    /// True once: nothing but the CONNECT reply and a replay goes before server:hello.
    [[nodiscard]] bool takeGreeting() { return !std::exchange(m_isGreeted, true); }

    void sendEvent(const EncodedEvent &event, std::optional<qint64> offsetSeq = std::nullopt);
    /// \p frame: a message's, in this session's flavour.
    void deliver(const Frame &frame, qint64 seq);
    void answer(std::optional<quint64> id, const QByteArray &json);

    /// A change of messages was asked for, or it was answered.
    void beginChange() { ++m_changes; }
    void endChange() { --m_changes; }
    /// Whether this peer has asked for changes that were not answered yet.
    [[nodiscard]] bool hasChanges() const { return m_changes > 0; }

    void hold() { m_socket->hold(m_origin.nsp); }
    /// What had waited may end this session at once.
    void release();

private:
    SocketSession *m_socket;
    Origin m_origin;
    std::optional<User> m_user;
    QByteArray m_tokenHash;
    qint64 m_deliveredSeq = 0;
    int m_changes = 0;
    bool m_isGreeted = false;
    bool m_hasMadeUser = false;
};

} // namespace maru::server
