// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/namespacesession.h"

namespace maru::server {

NamespaceSession::NamespaceSession(SocketSession *socket, Origin origin, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_origin(std::move(origin))
{ }

void NamespaceSession::setUser(std::optional<User> user, const QByteArray &tokenHash)
{
    m_user = std::move(user);
    if (m_user) {
        m_socket->setJoined();
    }
    m_tokenHash = tokenHash;
}

void NamespaceSession::sendEvent(const EncodedEvent &event, std::optional<qint64> offsetSeq)
{
    m_socket->send(eventFrame(flavour(), event, offsetSeq));
}

void NamespaceSession::deliver(const Frame &frame, qint64 seq)
{
    if (!hasDelivered(seq)) {
        m_socket->send(frame);
    }
}

void NamespaceSession::answer(std::optional<quint64> id, const QByteArray &json)
{
    if (id) {
        m_socket->sendAck(m_origin.nsp, *id, json);
    }
}

void NamespaceSession::release()
{
    const QString nsp = m_origin.nsp; // must outlive this
    m_socket->release(nsp);
}

} // namespace maru::server
