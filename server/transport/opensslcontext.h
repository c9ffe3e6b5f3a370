// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/transport/openssl.h"
#include "server/transport/tlshandshake.h"

#include <openssl/ssl.h>

/// For the .cpp files of this folder only, as openssl.h.
namespace maru::server::openssl {

using Context = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Deleter<SSL_free>>;

/// See makeTlsContext().
[[nodiscard]] Result<Context, TlsError> makeContext(const TlsIdentity &identity);

} // namespace maru::server::openssl
