// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QTcpServer>
#include <QTcpSocket>

namespace maru::testing {

/// A listener on loopback in front of a server that speaks no TLS and would not say so: it breaks
/// the connection of a TLS hello, and passes on everything else.
class PlainFront : public QTcpServer
{
public:
    /// \p address: "127.0.0.1:port" of the server behind.
    explicit PlainFront(const QString &address)
        : m_port(address.section(u':', -1).toUShort())
    {
        connect(this, &QTcpServer::newConnection, this, &PlainFront::takeConnection);
        listen(QHostAddress::LocalHost);
    }

    [[nodiscard]] QString address() const
    {
        return QStringLiteral("127.0.0.1:%1").arg(serverPort());
    }

private:
    void takeConnection()
    {
        QTcpSocket *const socket = nextPendingConnection();
        auto *const behind = new QTcpSocket(socket);
        behind->connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
        connect(behind, &QTcpSocket::readyRead, socket, [=] { socket->write(behind->readAll()); });
        connect(behind, &QTcpSocket::disconnected, socket, &QTcpSocket::disconnectFromHost);
        connect(socket, &QTcpSocket::readyRead, behind, [=] {
            const QByteArray bytes = socket->readAll();
            if (bytes.startsWith('\x16')) {
                socket->abort();
            } else {
                behind->write(bytes);
            }
        });
    }

    quint16 m_port;
};

} // namespace maru::testing
