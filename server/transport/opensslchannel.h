// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/transport/bytechannel.h"
#include "server/transport/opensslcontext.h"

#include <QSocketNotifier>

#include <memory>

namespace maru::server {

/// TLS by OpenSSL over a bare descriptor, on Unix.
///
/// What it takes is with the system; a record that the system took in part is not taken, so that
/// nothing is counted as sent that is not.
class OpensslChannel final : public ByteChannel
{
    Q_OBJECT

public:
    enum class Progress : quint8 { Waiting, Done, Failed };

    /// Owns \p descriptor.
    OpensslChannel(int descriptor, SSL_CTX *context);
    ~OpensslChannel() override;

    [[nodiscard]] bool isUsable() const { return m_session != nullptr; }
    /// To be called until it is done, then whenever readable() or writable() come.
    [[nodiscard]] Progress shakeHands();
    [[nodiscard]] const QString &failureReason() const { return m_failureReason; }

    [[nodiscard]] qint64 read(char *buffer, qint64 size) override;
    [[nodiscard]] qint64 write(std::span<const QByteArray> frames, qsizetype offset) override;
    [[nodiscard]] qint64 bytesUnsent() const override { return 0; }
    void watchReadable(bool on) override;
    void watchWritable(bool on) override;
    void finishWriting() override;

private:
    [[nodiscard]] bool isWaiting(int result, bool &needsToWrite);
    void onWritable();
    void updateNotifiers();
    void sayGoodbye();
    void tellSoon();

    /// What the BIO knows: a pointer to it is all that it has.
    struct Link
    {
        int descriptor = -1;
        int readBudget = 0; ///< bytes that one call may read; more waits for the next turn
        int keyUpdates = 0; ///< that the peer has sent in keyUpdateSecond
        qint64 keyUpdateSecond = 0;
        bool isFlooding = false;
    };
    [[nodiscard]] static BIO_METHOD *linkMethod();
    [[nodiscard]] static int readLink(BIO *bio, char *buffer, int size);
    [[nodiscard]] static int writeLink(BIO *bio, const char *bytes, int size);
    static void noteMessage(int isSent, int version, int type, const void *bytes, size_t size,
                            SSL *session, void *link);
    [[nodiscard]] static long controlLink(BIO *bio, int command, long number, void *pointer);

    Link m_link;
    openssl::Session m_session; // null if there is no memory for it
    QSocketNotifier m_readNotifier;
    std::unique_ptr<QSocketNotifier> m_writeNotifier; // while it is needed
    QString m_failureReason;
    bool m_isReadWatched = true;
    bool m_isWriteWatched = false;
    bool m_readNeedsToWrite = false; // an answer of TLS itself waits for the system
    bool m_isRecordPending = false; // the system took a part of it
    bool m_hasEnded = false; // nothing will come any more
    bool m_isBroken = false; // nothing can be sent any more
    bool m_isFinishing = false; // close_notify waits for the system
    bool m_isShaken = false; // the handshake is done
    bool m_hasSaidGoodbye = false;
};

} // namespace maru::server
