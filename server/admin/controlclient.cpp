// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/controlclient.h"

#include "common/serverlimits.h"

#include <QJsonDocument>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

ControlError failed(const QString &text)
{
    return {.kind = ControlError::Kind::Failed, .text = text};
}

} // namespace

ControlClient::ControlClient(QObject *parent)
    : QObject(parent)
{
    connect(&m_socket, &QLocalSocket::connected, this, [this] { m_socket.write(m_request); });
    connect(&m_socket, &QLocalSocket::readyRead, this, &ControlClient::readReply);
    connect(&m_socket, &QLocalSocket::errorOccurred, this, &ControlClient::failOnSocket);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this,
            [this] { finish(failure(failed(u"The server did not answer in time."_s))); });
}

ControlClient::~ControlClient()
{
    m_socket.disconnect(this);
}

void ControlClient::send(const QString &dataDirectory, const QJsonObject &request, Handler handler,
                         int timeoutMs)
{
    Q_ASSERT(!m_handler && handler);
    m_handler = std::move(handler);
    m_request = QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n';
    m_timer.start(timeoutMs);

    // The socket may fail at once; the handler must not run before this function has returned.
    QMetaObject::invokeMethod(
        this, [this, dataDirectory] { open(dataDirectory); }, Qt::QueuedConnection);
}

void ControlClient::open(const QString &dataDirectory)
{
    if (m_request.size() > limits::controlLineBytes) {
        finish(failure(failed(u"The request is too long."_s)));
        return;
    }
    Result<ControlPath, QString> path = ControlPath::find(dataDirectory);
    if (!path) { // no directory, or none that a server could have its socket in
        finish(failure(ControlError{ControlError::Kind::NoServer, path.error()}));
        return;
    }
    m_path = *std::move(path);
    m_socket.connectToServer(m_path->name());
}

void ControlClient::readReply()
{
    m_reply += m_socket.readAll();
    const qsizetype end = m_reply.indexOf('\n');
    if (end < 0) {
        if (m_reply.size() > limits::controlReplyBytes) {
            finish(failure(failed(u"The server's answer is too long."_s)));
        }
        return;
    }
    const QJsonDocument document = QJsonDocument::fromJson(m_reply.first(end));
    if (!document.isObject()) {
        finish(failure(failed(u"The server's answer is not a JSON object."_s)));
        return;
    }
    finish(document.object());
}

void ControlClient::failOnSocket(QLocalSocket::LocalSocketError error)
{
    if (!m_handler) {
        return; // the server closes after its reply
    }
    switch (error) {
    case QLocalSocket::ServerNotFoundError:
    case QLocalSocket::ConnectionRefusedError: // what a killed server left
        finish(failure(ControlError{ControlError::Kind::NoServer,
                                    u"No server answers on %1."_s.arg(m_path->text())}));
        return;
    case QLocalSocket::SocketAccessError:
        finish(failure(failed(u"%1 belongs to another user."_s.arg(m_path->text()))));
        return;
    case QLocalSocket::PeerClosedError:
        finish(failure(failed(u"The server closed the connection without an answer."_s)));
        return;
    default:
        finish(failure(failed(u"Cannot reach the server through %1: %2."_s.arg(
            m_path->text(), m_socket.errorString()))));
        return;
    }
}

void ControlClient::finish(Result<QJsonObject, ControlError> result)
{
    m_timer.stop();
    const Handler handler = std::exchange(m_handler, {});
    m_socket.abort();
    if (handler) {
        handler(std::move(result));
    }
}

} // namespace maru::server
