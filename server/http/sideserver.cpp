// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/sideserver.h"

#include "common/serverlimits.h"
#include "server/transport/httpconnection.h"

#include <QTcpSocket>

namespace maru::server {

SideServer::SideServer(HttpHandler &handler, QObject *parent)
    : QObject(parent)
    , m_handler(handler)
{
    connect(&m_server, &QTcpServer::newConnection, this, &SideServer::accept);
}

SideServer::~SideServer()
{
    // Before what they report to goes.
    qDeleteAll(findChildren<HttpStream *>(QString(), Qt::FindDirectChildrenOnly));
}

Result<quint16, SideServer::Refusal> SideServer::listen(const QHostAddress &address, quint16 port)
{
    if (!m_server.listen(address, port)) {
        const QAbstractSocket::SocketError error = m_server.serverError();
        const bool mayPass = error == QAbstractSocket::AddressInUseError
            || error == QAbstractSocket::SocketAddressNotAvailableError;
        return failure(Refusal{mayPass, m_server.errorString()});
    }
    return m_server.serverPort();
}

void SideServer::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        const QHostAddress peer = socket->peerAddress();
        if (m_open >= limits::maxMetricsConnections) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        ++m_open;
        auto *stream = new HttpStream(takeChannel(socket), peer, this);
        connect(stream, &QObject::destroyed, this, [this] { --m_open; });
        auto *connection = new HttpConnection(stream, {});
        connect(connection, &HttpConnection::requestRead, this, [this](HttpConnection *asking) {
            asking->respond(m_handler.respond(asking->request()));
        });
        connection->start();
    }
}

} // namespace maru::server
