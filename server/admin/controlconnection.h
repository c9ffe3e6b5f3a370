// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/admin/controlserver.h"

#include <QByteArray>
#include <QLocalSocket>
#include <QObject>
#include <QTimer>

namespace maru::server {

/// One connection of a ControlServer, from its request to its reply; deletes itself when it is
/// over.
class ControlConnection : public QObject
{
    Q_OBJECT

public:
    /// Takes \p socket over.
    ControlConnection(QLocalSocket *socket, const ControlServer::Handler &handler,
                      const ControlLimits &bounds, QObject *parent);
    ~ControlConnection() override;

private:
    enum class Step : quint8 { Reading, Answering, Writing };

    void readRequest();
    void handleLine(const QByteArray &line);
    void reply(const QJsonObject &object);
    void giveUp();

    QLocalSocket *m_socket;
    ControlServer::Handler m_handler;
    ControlLimits m_limits;
    QByteArray m_line; // what came so far, at most one byte over the limit
    QTimer m_timer; // runs in every step
    Step m_step = Step::Reading;
};

} // namespace maru::server
