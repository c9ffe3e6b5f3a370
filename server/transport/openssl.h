// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QString>

#include <memory>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/// Owners for what libcrypto allocates. Only for the .cpp files of this folder: no header of ours
/// shows OpenSSL to others.
namespace maru::server::openssl {

template<auto Free>
struct Deleter
{
    template<class T>
    void operator()(T *object) const
    {
        Free(object);
    }
};

using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using BigNumber = std::unique_ptr<BIGNUM, Deleter<BN_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using AlternativeName = std::unique_ptr<GENERAL_NAME, Deleter<GENERAL_NAME_free>>;
using AlternativeNames = std::unique_ptr<GENERAL_NAMES, Deleter<GENERAL_NAMES_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using String = std::unique_ptr<ASN1_STRING, Deleter<ASN1_STRING_free>>;

/// Leaves this thread's queue of OpenSSL errors as it found it.
///
/// The queue belongs to the thread, and Qt's sockets ask it too: who looks next would take an error
/// of ours for its own.
class ErrorScope
{
public:
    ErrorScope() { ERR_set_mark(); }
    ErrorScope(const ErrorScope &) = delete;
    ErrorScope &operator=(const ErrorScope &) = delete;
    ~ErrorScope() { ERR_pop_to_mark(); }
};

/// Why the last call failed, in OpenSSL's words, which hold nothing of what it worked on.
[[nodiscard]] inline QString lastError()
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason ? QString::fromLatin1(reason) : QStringLiteral("unknown error");
}

/// What was written to a memory BIO.
[[nodiscard]] inline QByteArray contents(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return data && size > 0 ? QByteArray(data, qsizetype(size)) : QByteArray();
}

} // namespace maru::server::openssl
