// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QUrl>

namespace maru::client {

/// Why a link could not be opened, or was lost.
enum class LinkProblem : quint8 {
    Unreachable, ///< no such host, nobody listens, no route
    NotWebSocket, ///< something answered, but not as a websocket server does
    Tls, ///< the certificate or the TLS handshake
    Closed, ///< was open; the peer or the network closed it
    TooLarge, ///< the peer announced more than limits::maxIncomingBytes
};

/// One attempt to carry Engine.IO packets to a server: the seam between Engine.IO and its
/// transports.
///
/// Used once: open(), then any number of packets, then failed() or abort(). After either of them it
/// is silent.
class EngineLink : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void open(const QUrl &url) = 0;
    /// One encoded Engine.IO packet; dropped if the link is not open.
    virtual void sendPacket(const QByteArray &packet) = 0;
    /// Ends at once, without a word and without a signal.
    virtual void abort() = 0;
    /// Ends after what was sent has left, at the latest after limits::closeGraceMs; silent like
    /// abort().
    virtual void finish() = 0;

signals:
    void textReceived(const QByteArray &utf8);
    void binaryReceived(const QByteArray &bytes);
    /// \p detail is for the log and may hold text of the peer.
    void failed(maru::client::LinkProblem problem, const QString &detail);
};

} // namespace maru::client
