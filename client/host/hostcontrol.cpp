// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/host/hostcontrol.h"

#include "common/clientlimits.h"

#include <QJsonDocument>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

HostQuestion::HostQuestion(const QString &dataDirectory, const QJsonObject &question,
                           Handler handler, QObject *parent)
    : QObject(parent)
    , m_path(ControlPath::find(dataDirectory))
    , m_handler(std::move(handler))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(limits::hostAnswerMs);
    connect(&m_timer, &QTimer::timeout, this, [this] { finish(std::nullopt); });
    connect(&m_socket, &QLocalSocket::connected, this, [this, question] {
        m_socket.write(QJsonDocument(question).toJson(QJsonDocument::Compact) + '\n');
    });
    connect(&m_socket, &QLocalSocket::readyRead, this, &HostQuestion::read);
    // Queued: connectToServer() may fail before this constructor has returned.
    connect(
        &m_socket, &QLocalSocket::errorOccurred, this, [this] { finish(std::nullopt); },
        Qt::QueuedConnection);
    m_timer.start();
    if (m_path) {
        m_socket.connectToServer(m_path->name());
    } else { // no such folder, so no server in it
        QMetaObject::invokeMethod(
            this, [this] { finish(std::nullopt); }, Qt::QueuedConnection);
    }
}

void HostQuestion::read()
{
    m_answer += m_socket.readAll();
    if (m_answer.size() > limits::maxHostAnswerBytes) {
        finish(std::nullopt);
        return;
    }
    const qsizetype end = m_answer.indexOf('\n');
    if (end >= 0) {
        const QJsonDocument answer = QJsonDocument::fromJson(m_answer.first(end));
        finish(answer.isObject() ? std::optional(answer.object()) : std::nullopt);
    }
}

void HostQuestion::finish(const std::optional<QJsonObject> &answer)
{
    if (const Handler handler = std::exchange(m_handler, {})) {
        m_timer.stop();
        deleteLater();
        handler(answer);
    }
}

} // namespace maru::client
