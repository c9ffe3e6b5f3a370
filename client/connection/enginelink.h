// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

namespace maru::client {

/// Why a link could not be opened, or was lost.
enum class LinkProblem : quint8 {
    Unreachable, ///< no such host, nobody listens, no route
    Timeout, ///< no answer in time
    WrongAnswer, ///< something answered, but not as an Engine.IO server over this transport does
    NotTls, ///< TLS was wanted, and something else answered
    Tls, ///< the certificate or the TLS handshake
    CertificateChanged, ///< another certificate than the one that is known
    Closed, ///< the peer or the network closed it
    TooLarge, ///< the peer announced or sent more than limits::maxIncomingBytes
};

struct LinkFailure
{
    LinkProblem problem = LinkProblem::Closed;
    QString detail; ///< for the log; may hold text of the peer
    /// CertificateChanged: SHA-256 of the known certificate (empty: an authority vouched for it)
    /// and of the one that was shown.
    QByteArray knownFingerprint;
    QByteArray seenFingerprint;
    /// The known one was not seen before: a link or an announcement named it.
    bool isOfLink = false;
};

/// What carries Engine.IO packets to a server: the seam between Engine.IO and its transports.
///
/// Used once: it is opened, carries any number of packets, then ends in failed() or abort(). After
/// either of them it is silent.
class EngineLink : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// One encoded Engine.IO packet; dropped if the link is not open.
    virtual void sendPacket(const QByteArray &packet) = 0;
    /// Ends at once, without a word and without a signal.
    virtual void abort() = 0;
    /// Ends after what was sent has left, at the latest after limits::closeGraceMs; silent like
    /// abort().
    virtual void finish() = 0;
    /// Whether somebody took the connection, even if nothing was answered yet.
    [[nodiscard]] virtual bool hasReachedServer() const = 0;

signals:
    void textReceived(const QByteArray &utf8);
    void binaryReceived(const QByteArray &bytes);
    void failed(const maru::client::LinkFailure &failure);
};

} // namespace maru::client
