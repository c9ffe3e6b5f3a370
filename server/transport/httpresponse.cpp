// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/httpresponse.h"

#include "server/transport/socketbytes.h"

#include <QTimer>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

namespace maru::server {

namespace {

constexpr qint64 maxThrownAwayBytes =
    16'777'216; ///< of a peer that goes on sending after its answer

QByteArrayView reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 426:
        return "Upgrade Required";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Error";
    }
}

/// One socket's way from its last answer to its end; a child of the socket.
class Farewell : public QObject
{
public:
    Farewell(QTcpSocket *socket, int graceMs, PeerState peer)
        : QObject(socket)
        , m_socket(socket)
        , m_tls(qobject_cast<QSslSocket *>(socket))
        , m_peer(peer)
    {
        socket->setReadBufferSize(0);
        connect(socket, &QTcpSocket::readyRead, this, [this] { throwAway(); });
        // bytesWritten of TLS comes before the encrypted bytes are anywhere.
        if (m_tls != nullptr) {
            connect(m_tls, &QSslSocket::encryptedBytesWritten, this, [this] { shutWhenSent(); });
        } else {
            connect(socket, &QTcpSocket::bytesWritten, this, [this] { shutWhenSent(); });
        }
        QTimer::singleShot(graceMs, this, [this] { m_socket->abort(); });
    }

private:
    void throwAway()
    {
        m_thrownAwayBytes += m_socket->skip(m_socket->bytesAvailable());
        if (m_thrownAwayBytes > maxThrownAwayBytes) {
            m_socket->abort();
        }
    }

    void shutWhenSent()
    {
        if (unsentBytes(m_socket) > 0) {
            return;
        }
        if (m_tls != nullptr) {
            if (m_peer == PeerState::Silent) {
                m_tls->disconnectFromHost(); // says close_notify; there is no half of it in Qt
            }
            return; // one that still sends has its answer, and closes itself
        }
#ifdef Q_OS_UNIX
        ::shutdown(int(m_socket->socketDescriptor()), SHUT_WR);
#else
        m_socket->disconnectFromHost();
#endif
    }

    QTcpSocket *m_socket;
    QSslSocket *m_tls; // the same, under TLS
    PeerState m_peer;
    qint64 m_thrownAwayBytes = 0;
};

} // namespace

HttpResponse plainResponse(int status, QByteArrayView sentence)
{
    HttpResponse response;
    response.status = status;
    response.body = sentence.toByteArray() + '\n';
    return response;
}

QByteArray encodeHttpResponse(const HttpResponse &response, HttpPersistence persistence)
{
    QByteArray bytes("HTTP/1.1 ");
    bytes +=
        QByteArray::number(response.status) + ' ' + reasonPhrase(response.status).toByteArray();
    bytes += "\r\nContent-Type: " + response.contentType;
    bytes += "\r\nContent-Length: " + QByteArray::number(response.body.size());
    bytes += persistence == HttpPersistence::KeepAlive ? "\r\nConnection: keep-alive"
                                                       : "\r\nConnection: close";
    bytes += "\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n";
    for (const HttpHeader &header : response.headers) {
        Q_ASSERT(!header.value.contains('\r') && !header.value.contains('\n'));
        bytes += header.name + ": " + header.value + "\r\n";
    }
    bytes += "\r\n";
    if (!response.isHead) {
        bytes += response.body;
    }
    return bytes;
}

void answerAndClose(QTcpSocket *socket, const HttpResponse &response, int graceMs, PeerState peer)
{
    if (socket->state() != QAbstractSocket::ConnectedState) {
        return;
    }
    new Farewell(socket, graceMs, peer); // owned by the socket
    socket->write(encodeHttpResponse(response, HttpPersistence::Close));
    socket->skip(socket->bytesAvailable());
}

} // namespace maru::server
