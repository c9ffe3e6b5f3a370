// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "loadlink.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

namespace maru::bench {

std::shared_ptr<SSL_CTX> makeTlsContext()
{
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_mode(context.get(),
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                         | SSL_MODE_RELEASE_BUFFERS);
    return context;
}

std::string LoadLink::open(const std::string &host, unsigned port, uint32_t sourceAddress)
{
    m_descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_descriptor < 0) {
        return std::strerror(errno);
    }
    const int on = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(uint16_t(port));
    if (::inet_pton(AF_INET, host.c_str(), &server.sin_addr) != 1) {
        return host + " is no IPv4 address";
    }
    if (sourceAddress != 0) {
        ::setsockopt(m_descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        sockaddr_in source{};
        source.sin_family = AF_INET;
        source.sin_addr.s_addr = htonl(sourceAddress);
        if (::bind(m_descriptor, reinterpret_cast<sockaddr *>(&source), sizeof source) != 0) {
            return std::strerror(errno);
        }
    }
    if (::connect(m_descriptor, reinterpret_cast<sockaddr *>(&server), sizeof server) != 0
        && errno != EINPROGRESS) {
        return std::strerror(errno);
    }
    return {};
}

std::string LoadLink::finishOpening(SSL_CTX *tls)
{
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
        return std::strerror(error);
    }
    if (tls != nullptr) {
        m_tls.reset(SSL_new(tls));
        SSL_set_fd(m_tls.get(), m_descriptor);
        SSL_set_connect_state(m_tls.get());
    }
    return {};
}

void LoadLink::close()
{
    m_tls.reset();
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
    m_descriptor = -1;
    m_unsent = {};
    m_wantsWritable = false;
}

// How many bytes were taken; 0: none now; -1: it is over.
ssize_t LoadLink::send(std::string_view bytes)
{
    m_wantsWritable = false;
    if (!m_tls) {
        const ssize_t sent = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) {
            return -1;
        }
        m_wantsWritable = sent < ssize_t(bytes.size());
        return sent < 0 ? 0 : sent;
    }
    ERR_clear_error();
    size_t sent = 0;
    if (SSL_write_ex(m_tls.get(), bytes.data(), bytes.size(), &sent) == 1) {
        m_wantsWritable = sent < bytes.size();
        return ssize_t(sent);
    }
    const int error = SSL_get_error(m_tls.get(), 0);
    m_wantsWritable = error == SSL_ERROR_WANT_WRITE; // while it shakes hands it waits for the peer
    return m_wantsWritable || error == SSL_ERROR_WANT_READ ? 0 : -1;
}

bool LoadLink::write(std::string_view bytes)
{
    if (m_unsent.empty()) {
        const ssize_t sent = send(bytes);
        if (sent < 0) {
            return false;
        }
        bytes.remove_prefix(size_t(sent));
    }
    if (!bytes.empty()) {
        m_unsent.append(bytes);
    }
    return true;
}

bool LoadLink::flush()
{
    if (m_unsent.empty()) {
        return true;
    }
    const ssize_t sent = send(m_unsent);
    if (sent > 0) {
        m_unsent.erase(0, size_t(sent));
    }
    if (m_unsent.empty()) {
        m_unsent = {};
    }
    return sent >= 0;
}

ssize_t LoadLink::read(char *buffer, size_t size)
{
    if (!m_tls) {
        const ssize_t got = ::recv(m_descriptor, buffer, size, 0);
        if (got > 0) {
            return got;
        }
        return got < 0 && errno == EAGAIN ? 0 : -1;
    }
    ERR_clear_error();
    size_t got = 0;
    if (SSL_read_ex(m_tls.get(), buffer, size, &got) == 1) {
        return ssize_t(got);
    }
    const int error = SSL_get_error(m_tls.get(), 0);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

} // namespace maru::bench
