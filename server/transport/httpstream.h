// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/transport/bytechannel.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHostAddress>
#include <QObject>

#include <memory>
#include <vector>

namespace maru::server {

/// A channel with what has come over it and is not used yet, and what the system has not taken yet.
///
/// Deletes itself once it is closed.
class HttpStream : public QObject
{
    Q_OBJECT

public:
    HttpStream(std::unique_ptr<ByteChannel> channel, const QHostAddress &peer,
               QObject *parent = nullptr);
    ~HttpStream() override;

    [[nodiscard]] const QHostAddress &peerAddress() const { return m_peer; }
    [[nodiscard]] bool isOpen() const { return m_channel != nullptr; }

    [[nodiscard]] QByteArrayView received() const { return m_received; }
    void skip(qsizetype bytes);
    /// At most so much is received ahead; more waits in the system's buffer.
    void setReadLimit(qsizetype bytes);

    /// Sends what the system takes now, and the rest when it takes more.
    void write(const QByteArray &bytes);
    /// Bytes written that the system has not taken.
    [[nodiscard]] qint64 bytesUnsent() const;
    /// Once closed: what it had not taken then.
    [[nodiscard]] qint64 bytesLost() const { return m_bytesLost; }
    /// Once everything is sent: nothing is written any more. See ByteChannel.
    void finishWriting();
    [[nodiscard]] bool endsInHalves() const { return m_channel && m_channel->endsInHalves(); }

    /// Nothing more is read or sent.
    void abort();
    /// Gives the channel up, and what it has not taken yet as \p unsent, and goes away.
    [[nodiscard]] std::unique_ptr<ByteChannel> release(QByteArray &unsent);

signals:
    void arrived(); ///< see received()
    void sent(); ///< the system has taken some of what waited
    void closed(); ///< the peer has gone and has what could be sent, or abort() was called

private:
    void read();
    void flush();
    void closeSoon();

    std::unique_ptr<ByteChannel> m_channel; // null once closed or released
    QHostAddress m_peer;
    QByteArray m_received;
    qsizetype m_readLimit = limits::maxHeadBytes + 1;
    std::vector<QByteArray> m_unsent; // at most one, but for what comes while it waits
    qsizetype m_offset = 0; // of the first one that the channel has taken
    qint64 m_unsentBytes = 0;
    qint64 m_bytesLost = 0;
    bool m_isFull = false; // nothing is read
    bool m_hasEnded = false; // nothing will come any more
    bool m_isFinishing = false;
};

} // namespace maru::server
