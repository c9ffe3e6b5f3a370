// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QTcpSocket>
#include <QTest>

#include <memory>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace maru::server::test {

/// A TLS client of which a test sees every byte: OpenSSL between two memories, and a socket that is
/// fed and emptied by hand.
class TlsPeer
{
public:
    explicit TlsPeer(quint16 port, int version = 0)
        : m_context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free)
    {
        if (version != 0) {
            SSL_CTX_set_min_proto_version(m_context.get(), version);
            SSL_CTX_set_max_proto_version(m_context.get(), version);
        }
        m_ssl.reset(SSL_new(m_context.get()));
        m_in = BIO_new(BIO_s_mem());
        m_out = BIO_new(BIO_s_mem());
        BIO_set_mem_eof_return(m_in, -1);
        SSL_set_bio(m_ssl.get(), m_in, m_out); // owned by it
        SSL_set_connect_state(m_ssl.get());
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    }
    ~TlsPeer() { ERR_clear_error(); }
    Q_DISABLE_COPY_MOVE(TlsPeer)

    [[nodiscard]] SSL *ssl() const { return m_ssl.get(); }
    [[nodiscard]] QTcpSocket &socket() { return m_socket; }

    /// What TLS wants to say now.
    [[nodiscard]] QByteArray takeOut()
    {
        char *data = nullptr;
        const long size = BIO_get_mem_data(m_out, &data);
        const QByteArray bytes(data, qsizetype(size));
        BIO_reset(m_out);
        return bytes;
    }
    void sendOut() { m_socket.write(takeOut()); }
    /// Reads what has come, at most \p size bytes, into TLS.
    void takeIn(qint64 size = 65'536)
    {
        const QByteArray bytes = m_socket.read(size);
        m_cipherBytes += bytes;
        if (!bytes.isEmpty()) {
            BIO_write(m_in, bytes.constData(), int(bytes.size()));
        }
    }
    [[nodiscard]] bool shakeHands()
    {
        return QTest::qWaitFor([this] {
            takeIn();
            const bool isDone = SSL_do_handshake(m_ssl.get()) == 1;
            ERR_clear_error();
            sendOut();
            return isDone;
        });
    }
    void write(const QByteArray &bytes)
    {
        SSL_write(m_ssl.get(), bytes.constData(), int(bytes.size()));
        sendOut();
    }
    /// Everything that was said so far.
    [[nodiscard]] const QByteArray &read()
    {
        QByteArray piece(65'536, '\0');
        takeIn();
        for (;;) {
            const int got = SSL_read(m_ssl.get(), piece.data(), int(piece.size()));
            if (got <= 0) {
                m_lastError = SSL_get_error(m_ssl.get(), got);
                break;
            }
            m_read += piece.left(got);
        }
        ERR_clear_error();
        sendOut();
        return m_read;
    }
    /// The server has said close_notify.
    [[nodiscard]] bool heardGoodbye()
    {
        (void)read();
        return m_lastError == SSL_ERROR_ZERO_RETURN;
    }
    /// Application records (and, in TLS 1.3, others) that came since takeRecordCount() was called.
    [[nodiscard]] int takeRecordCount()
    {
        int count = 0;
        for (qsizetype at = 0; at + 5 <= m_cipherBytes.size(); ++count) {
            at += 5 + (quint8(m_cipherBytes.at(at + 3)) << 8) + quint8(m_cipherBytes.at(at + 4));
        }
        m_cipherBytes.clear();
        return count;
    }

private:
    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX *)> m_context;
    std::unique_ptr<SSL, void (*)(SSL *)> m_ssl{nullptr, SSL_free};
    BIO *m_in = nullptr;
    BIO *m_out = nullptr;
    QTcpSocket m_socket;
    QByteArray m_read;
    QByteArray m_cipherBytes;
    int m_lastError = SSL_ERROR_NONE;
};

} // namespace maru::server::test
