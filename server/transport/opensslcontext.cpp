// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/opensslcontext.h"

#include <openssl/pem.h>
#include <string_view>

namespace maru::server::openssl {

namespace {

/// Of TLS 1.2; all of 1.3 is AEAD with an ephemeral key.
constexpr auto modernCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
/// Without finite fields: a client that offers only these would cost the server milliseconds each.
constexpr auto modernGroups = "X25519:P-256:P-384:P-521";
constexpr std::string_view http11 = "http/1.1";

/// \p offered holds strings, each behind its length (RFC 7301).
int chooseProtocol(SSL *, const unsigned char **chosen, unsigned char *chosenLength,
                   const unsigned char *offered, unsigned int length, void *)
{
    for (unsigned int at = 0; at < length; at += 1u + offered[at]) {
        const unsigned int size = offered[at];
        if (size > length - at - 1) {
            break;
        }
        const std::string_view name(reinterpret_cast<const char *>(offered + at + 1), size);
        if (name == http11) {
            *chosen = offered + at + 1;
            *chosenLength = offered[at];
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_NOACK;
}

void setRules(SSL_CTX *context)
{
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, modernCiphers);
    SSL_CTX_set1_groups_list(context, modernGroups);
    // No tickets: they would hold the state of sessions that nobody needs, for a key of the chat is
    // not in them, and a client that comes again shakes hands in a millisecond.
    SSL_CTX_set_options(context,
                        SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(context, chooseProtocol, nullptr);
    // An idle connection keeps no buffers (16 KiB each way), and what waits for the system may lie
    // elsewhere when it is written again.
    SSL_CTX_set_mode(context,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
                         | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context, 1); // a record in one call instead of two
}

Certificate toOpenssl(const QSslCertificate &certificate)
{
    const QByteArray der = certificate.toDer();
    const auto *bytes = reinterpret_cast<const unsigned char *>(der.constData());
    return Certificate(d2i_X509(nullptr, &bytes, long(der.size())));
}

Key toOpenssl(const QSslKey &key)
{
    const QByteArray pem = key.toPem();
    const Bio reader(BIO_new_mem_buf(pem.constData(), int(pem.size())));
    return Key(reader ? PEM_read_bio_PrivateKey(reader.get(), nullptr, nullptr, nullptr) : nullptr);
}

bool setIdentity(SSL_CTX *context, const TlsIdentity &identity)
{
    const Certificate own = toOpenssl(identity.chain.first());
    if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) {
        return false;
    }
    for (const QSslCertificate &next : identity.chain.sliced(1)) {
        const Certificate issuer = toOpenssl(next);
        if (!issuer || SSL_CTX_add1_chain_cert(context, issuer.get()) != 1) {
            return false;
        }
    }
    const Key key = toOpenssl(identity.key);
    return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

} // namespace

Result<Context, TlsError> makeContext(const TlsIdentity &identity)
{
    const ErrorScope errors;
    Context context(SSL_CTX_new(TLS_server_method()));
    if (!context) {
        return failure(TlsError{TlsError::Kind::NoTls,
                                QStringLiteral("OpenSSL cannot be used: %1.").arg(lastError())});
    }
    setRules(context.get());
    if (!setIdentity(context.get(), identity)) {
        return failure(
            TlsError{TlsError::Kind::Content,
                     QStringLiteral("OpenSSL cannot use the certificate and its key: %1.")
                         .arg(lastError())});
    }
    return context;
}

} // namespace maru::server::openssl
