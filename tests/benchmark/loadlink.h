// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstdint>
#include <memory>
#include <openssl/ssl.h>
#include <string>
#include <string_view>

namespace maru::bench {

/// What all links over TLS share. Certificates are not looked at: it is a measurement.
[[nodiscard]] std::shared_ptr<SSL_CTX> makeTlsContext();

/// One TCP connection that never blocks, plain or over TLS.
class LoadLink
{
public:
    LoadLink() = default;
    ~LoadLink() { close(); }
    LoadLink(const LoadLink &) = delete;
    LoadLink &operator=(const LoadLink &) = delete;

    /// From \p sourceAddress, unless that is 0. Empty, or what the system said.
    [[nodiscard]] std::string open(const std::string &host, unsigned port, uint32_t sourceAddress);
    /// The connection stands; over TLS its handshake begins with the first write.
    [[nodiscard]] std::string finishOpening(SSL_CTX *tls);
    void close();

    [[nodiscard]] int descriptor() const { return m_descriptor; }

    /// Sends, or keeps for flush() what cannot be sent now.
    [[nodiscard]] bool write(std::string_view bytes);
    [[nodiscard]] bool flush();
    /// flush() would like to hear when the socket takes bytes.
    [[nodiscard]] bool wantsWritable() const { return m_wantsWritable; }
    [[nodiscard]] bool hasUnsent() const { return !m_unsent.empty(); }

    /// How many bytes came; 0: none now; -1: it is over.
    [[nodiscard]] ssize_t read(char *buffer, size_t size);
    /// Bytes that no socket will tell of: read() again.
    [[nodiscard]] bool hasMore() const { return m_tls && SSL_pending(m_tls.get()) > 0; }

private:
    struct FreeTls
    {
        void operator()(SSL *tls) const { SSL_free(tls); }
    };

    [[nodiscard]] ssize_t send(std::string_view bytes);

    int m_descriptor = -1;
    std::unique_ptr<SSL, FreeTls> m_tls;
    std::string m_unsent;
    bool m_wantsWritable = false;
};

} // namespace maru::bench
