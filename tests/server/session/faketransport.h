// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/session/transport.h"

#include <QMetaObject>
#include <QStringList>

#include <utility>

namespace maru::server {

/// A transport whose peer is the test.
class FakeTransport : public Transport
{
public:
    using Transport::Transport;

    QStringList sent; ///< text packets
    QList<QByteArray> sentBinary;
    QStringList upgradesTo;
    QList<Frame> unsent; ///< what retire() gives up
    int closeCalls = 0;
    int releaseCalls = 0;
    bool isRetired = false;
    qint64 queued = 0;

    [[nodiscard]] QHostAddress peerAddress() const override
    {
        return QHostAddress(QHostAddress::LocalHost);
    }
    [[nodiscard]] qint64 bytesQueued() const override { return queued; }

    void send(const Frame &frame) override
    {
        if (frame.isBinary()) {
            sentBinary.append(frame.packet().toByteArray());
        } else {
            sent.append(QString::fromUtf8(frame.packet()));
        }
    }
    [[nodiscard]] QStringList upgrades() const override { return upgradesTo; }
    void releasePeer() override { ++releaseCalls; }
    [[nodiscard]] QList<Frame> retire() override
    {
        isRetired = true;
        return std::exchange(unsent, {});
    }
    void close(CloseReason) override
    {
        ++closeCalls;
        QMetaObject::invokeMethod(
            this, [this] { peerBreaks(); }, Qt::QueuedConnection);
    }

    void peerSends(const char *utf8) { emit textReceived(QByteArray(utf8)); }
    void peerSends(const QByteArray &utf8) { emit textReceived(utf8); }
    void peerSendsBytes(const QByteArray &bytes) { emit binaryReceived(bytes); }
    void peerBreaks(CloseReason reason = CloseReason::PeerClosed)
    {
        if (!m_isGone) {
            m_isGone = true;
            emit closed(reason);
        }
    }

private:
    bool m_isGone = false;
};

} // namespace maru::server
