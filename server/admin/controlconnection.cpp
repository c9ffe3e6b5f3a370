// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/controlconnection.h"

#include "common/logging.h"

#include <QJsonDocument>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace maru::server {

ControlConnection::ControlConnection(QLocalSocket *socket, const ControlServer::Handler &handler,
                                     const ControlLimits &bounds, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_handler(handler)
    , m_limits(bounds)
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(m_limits.lineBytes + 1);
    connect(m_socket, &QLocalSocket::readyRead, this, &ControlConnection::readRequest);
    connect(m_socket, &QLocalSocket::disconnected, this, &QObject::deleteLater);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ControlConnection::giveUp);
    m_timer.start(m_limits.requestTimeoutMs);

    // What arrived before the connections were made is signalled no more.
    if (m_socket->state() != QLocalSocket::ConnectedState) {
        deleteLater();
    } else if (m_socket->bytesAvailable() > 0) {
        QMetaObject::invokeMethod(this, &ControlConnection::readRequest, Qt::QueuedConnection);
    }
}

ControlConnection::~ControlConnection()
{
    m_socket->disconnect(this);
}

void ControlConnection::readRequest()
{
    if (m_step != Step::Reading) {
        m_socket->skip(
            m_socket->bytesAvailable()); // one request per connection: the rest is nothing
        return;
    }
    m_line += m_socket->read(m_limits.lineBytes + 1 - m_line.size());
    const qsizetype end = m_line.indexOf('\n');
    if (end >= 0) {
        handleLine(m_line.first(end));
    } else if (m_line.size() > m_limits.lineBytes) {
        reply(controlRefusal(
            u"The request is longer than %1 bytes."_s.arg(qint64{m_limits.lineBytes})));
    }
}

void ControlConnection::handleLine(const QByteArray &line)
{
    m_step = Step::Answering;
    m_timer.start(m_limits.answerTimeoutMs);
    m_line.clear();

    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (!document.isObject()) {
        reply(controlRefusal(u"The request is not a JSON object."_s));
        return;
    }
    // The handler may answer after this connection is gone: the peer left, or the server closed.
    m_handler(document.object(), [self = QPointer(this)](const QJsonObject &object) {
        if (self && self->m_step == Step::Answering) {
            self->reply(object);
        }
    });
}

void ControlConnection::reply(const QJsonObject &object)
{
    m_step = Step::Writing;
    m_line.clear();
    m_timer.start(m_limits.requestTimeoutMs);
    m_socket->write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
    m_socket->flush(); // whatever was asked for may end this server in the next turn
    m_socket->disconnectFromServer(); // after what is written; ends in `disconnected`
}

void ControlConnection::giveUp()
{
    switch (m_step) {
    case Step::Reading:
        reply(controlRefusal(u"The request did not come in time."_s));
        return;
    case Step::Answering:
        qCInfo(lcServer, "control: a request was not carried out in time");
        reply(controlRefusal(u"The server did not answer in time."_s));
        return;
    case Step::Writing:
        m_socket->abort(); // a peer that does not read its reply
        deleteLater();
        return;
    }
}

} // namespace maru::server
