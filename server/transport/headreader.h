// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/transport/httprequest.h"

#include <QObject>
#include <QTcpSocket>

namespace maru::server {

/// An accepted socket until it is clear what its peer wants. A child of the socket; gone after its
/// one signal.
///
/// It only peeks: the head stays in the socket for whoever takes it over.
class HeadReader : public QObject
{
    Q_OBJECT

public:
    HeadReader(QTcpSocket *socket, int timeoutMs);

    /// Looks at what has come already; to be called once the signals are connected.
    void start() { read(); }

signals:
    void requestRead(QTcpSocket *socket, const maru::server::HttpRequest &request,
                     qsizetype headBytes);
    void tlsSeen(QTcpSocket *socket); ///< the first byte opens a TLS handshake
    void refused(QTcpSocket *socket, int status); ///< bad head, or 408: not complete in time

private:
    void read();
    void stop();

    QTcpSocket *m_socket;
    HttpHeadParser m_parser;
    bool m_isDone = false;
};

} // namespace maru::server
