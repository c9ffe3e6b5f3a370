// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/opensslchannel.h"

#include "common/serverlimits.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace maru::server {

namespace {

constexpr size_t recordBytes = SSL3_RT_MAX_PLAIN_LENGTH;
/// Of one call: a peer that sends faster than this is read leaves the others their turn. More than
/// any record needs, so a call that reads this much and gets nothing for us was fed with controls.
constexpr int readBudgetBytes = 32'768;

#ifdef MSG_NOSIGNAL
constexpr int sendFlags = MSG_NOSIGNAL | MSG_DONTWAIT;
#else // the process ignores SIGPIPE
constexpr int sendFlags = MSG_DONTWAIT;
#endif

struct MethodDeleter
{
    void operator()(BIO_METHOD *method) const { BIO_meth_free(method); }
};

} // namespace

/// OpenSSL's own BIO for sockets may raise SIGPIPE, and reads as long as there is something.
BIO_METHOD *OpensslChannel::linkMethod()
{
    static const std::unique_ptr<BIO_METHOD, MethodDeleter> method = [] {
        std::unique_ptr<BIO_METHOD, MethodDeleter> made(
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "maru"));
        if (made) {
            BIO_meth_set_read(made.get(), readLink);
            BIO_meth_set_write(made.get(), writeLink);
            BIO_meth_set_ctrl(made.get(), controlLink);
        }
        return made;
    }();
    return method.get();
}

int OpensslChannel::readLink(BIO *bio, char *buffer, int size)
{
    auto *link = static_cast<Link *>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    const int wanted = std::min(size, link->readBudget);
    if (wanted <= 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    for (;;) {
        const ssize_t got = ::recv(link->descriptor, buffer, size_t(wanted), MSG_DONTWAIT);
        if (got >= 0) {
            link->readBudget -= int(got);
            return int(got);
        }
        if (errno == EINTR) {
            continue;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            BIO_set_retry_read(bio);
        }
        return -1;
    }
}

int OpensslChannel::writeLink(BIO *bio, const char *bytes, int size)
{
    const auto *link = static_cast<Link *>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    for (;;) {
        const ssize_t sent = ::send(link->descriptor, bytes, size_t(size), sendFlags);
        if (sent >= 0) {
            return int(sent);
        }
        if (errno == EINTR) {
            continue;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) {
            BIO_set_retry_write(bio);
        }
        return -1;
    }
}

long OpensslChannel::controlLink(BIO *, int command, long, void *)
{
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// New keys cost ten microseconds for 27 bytes of the peer's, and none of them comes to us.
void OpensslChannel::noteMessage(int isSent, int, int type, const void *bytes, size_t size, SSL *,
                                 void *link)
{
    const auto *message = static_cast<const unsigned char *>(bytes);
    if (isSent != 0 || type != SSL3_RT_HANDSHAKE || size == 0 || message[0] != SSL3_MT_KEY_UPDATE) {
        return;
    }
    auto *it = static_cast<Link *>(link);
    const qint64 second = std::chrono::duration_cast<std::chrono::seconds>(
                              std::chrono::steady_clock::now().time_since_epoch())
                              .count();
    if (std::exchange(it->keyUpdateSecond, second) != second) {
        it->keyUpdates = 0;
    }
    if (++it->keyUpdates > limits::keyUpdatesPerSecond) {
        it->isFlooding = true;
        it->readBudget = 0;
    }
}

OpensslChannel::OpensslChannel(int descriptor, SSL_CTX *context)
    : m_link{.descriptor = descriptor}
    , m_session(SSL_new(context))
    , m_readNotifier(descriptor, QSocketNotifier::Read)
{
    connect(&m_readNotifier, &QSocketNotifier::activated, this, &ByteChannel::readable);
    BIO *bio = linkMethod() != nullptr ? BIO_new(linkMethod()) : nullptr;
    if (bio == nullptr || !m_session) {
        m_session.reset();
        return;
    }
    BIO_set_data(bio, &m_link);
    BIO_set_init(bio, 1);
    SSL_set_bio(m_session.get(), bio, bio); // owned by the session
    SSL_set_accept_state(m_session.get());
    SSL_set_msg_callback(m_session.get(), noteMessage);
    SSL_set_msg_callback_arg(m_session.get(), &m_link);
}

OpensslChannel::~OpensslChannel()
{
    m_readNotifier.setEnabled(false); // before its descriptor means something else
    m_writeNotifier.reset();
    if (m_isShaken && !m_hasSaidGoodbye && !m_isRecordPending) {
        sayGoodbye();
    }
    ::close(m_link.descriptor);
}

/// After a call that did not succeed. \p needsToWrite: the system must take something first.
bool OpensslChannel::isWaiting(int result, bool &needsToWrite)
{
    const int error = SSL_get_error(m_session.get(), result);
    switch (error) {
    case SSL_ERROR_WANT_WRITE:
        needsToWrite = true;
        return true;
    case SSL_ERROR_WANT_READ:
        return true;
    case SSL_ERROR_ZERO_RETURN: // the peer may still read
        break;
    default:
        m_isBroken = true;
        if (ERR_peek_last_error() != 0) {
            m_failureReason = openssl::lastError();
        } else {
            m_failureReason = QStringLiteral("the peer has gone");
        }
        ERR_clear_error(); // nobody else shall take it for its own
        break;
    }
    m_hasEnded = true;
    updateNotifiers(); // an end would be told again and again
    return false;
}

OpensslChannel::Progress OpensslChannel::shakeHands()
{
    m_link.readBudget = readBudgetBytes;
    m_readNeedsToWrite = false;
    ERR_clear_error();
    const int result = SSL_do_handshake(m_session.get());
    if (result == 1) {
        m_isShaken = true;
    } else if (!isWaiting(result, m_readNeedsToWrite)) {
        return Progress::Failed;
    }
    updateNotifiers();
    return m_isShaken ? Progress::Done : Progress::Waiting;
}

qint64 OpensslChannel::read(char *buffer, qint64 size)
{
    m_link.readBudget = readBudgetBytes;
    m_readNeedsToWrite = false;
    qint64 got = 0;
    while (got < size && !m_hasEnded && !m_link.isFlooding) {
        size_t more = 0;
        ERR_clear_error();
        const int result = SSL_read_ex(m_session.get(), buffer + got, size_t(size - got), &more);
        got += qint64(more);
        if (result != 1 && isWaiting(result, m_readNeedsToWrite)) {
            break;
        }
    }
    if (m_link.isFlooding || (got == 0 && m_link.readBudget <= 0)) {
        m_hasEnded = true;
        m_isBroken = true;
        m_failureReason = QStringLiteral("too many control records");
    }
    updateNotifiers();
    if (got > 0 && m_hasEnded) {
        tellSoon();
    }
    return got > 0 || !m_hasEnded ? got : -1;
}

qint64 OpensslChannel::write(std::span<const QByteArray> frames, qsizetype offset)
{
    if (m_isBroken || m_hasSaidGoodbye) {
        return -1;
    }
    // One for all: OpenSSL encrypts it, or takes it again.
    static thread_local std::array<char, recordBytes> record;
    qint64 taken = 0;
    while (!frames.empty()) {
        const char *bytes = frames.front().constData() + offset;
        size_t size = std::min(size_t(frames.front().size() - offset), recordBytes);
        if (size < recordBytes && frames.size() > 1) { // several in one record
            size_t filled = 0;
            qsizetype from = offset;
            for (const QByteArray &frame : frames) {
                const size_t part = std::min(size_t(frame.size() - from), recordBytes - filled);
                std::memcpy(record.data() + filled, frame.constData() + from, part);
                filled += part;
                from = 0;
                if (filled == recordBytes) {
                    break;
                }
            }
            bytes = record.data();
            size = filled;
        }
        size_t written = 0;
        if (size > 0) {
            ERR_clear_error();
            const int result = SSL_write_ex(m_session.get(), bytes, size, &written);
            m_isRecordPending = false;
            if (result != 1) {
                return isWaiting(result, m_isRecordPending) ? taken : -1;
            }
        }
        taken += qint64(written);
        offset += qsizetype(written);
        while (!frames.empty() && offset >= frames.front().size()) {
            offset -= frames.front().size();
            frames = frames.subspan(1);
        }
    }
    return taken;
}

void OpensslChannel::watchReadable(bool on)
{
    m_isReadWatched = on;
    updateNotifiers();
    if (on && (m_hasEnded || SSL_has_pending(m_session.get()) == 1)) {
        tellSoon();
    }
}

void OpensslChannel::watchWritable(bool on)
{
    m_isWriteWatched = on;
    updateNotifiers();
}

void OpensslChannel::finishWriting()
{
    if (!m_hasSaidGoodbye && !m_isBroken) {
        sayGoodbye();
        updateNotifiers();
    }
}

/// close_notify; what comes from the peer is still read.
void OpensslChannel::sayGoodbye()
{
    m_isFinishing = false;
    if (!m_isBroken) {
        ERR_clear_error();
        const int result = SSL_shutdown(m_session.get());
        if (result < 0) {
            const bool hadEnded = m_hasEnded;
            const bool waits = isWaiting(result, m_isFinishing);
            m_hasEnded = hadEnded;
            if (waits && m_isFinishing) {
                return; // again when the system takes more
            }
        }
    }
    m_hasSaidGoodbye = true;
    ::shutdown(m_link.descriptor, SHUT_WR);
}

void OpensslChannel::onWritable()
{
    if (m_isFinishing) {
        sayGoodbye();
        updateNotifiers();
    }
    if (m_readNeedsToWrite) {
        emit readable();
    }
    if (m_isWriteWatched) {
        emit writable();
    }
}

void OpensslChannel::updateNotifiers()
{
    const bool isReadWatched = m_isReadWatched && !m_hasEnded;
    if (m_readNotifier.isEnabled() != isReadWatched) {
        m_readNotifier.setEnabled(isReadWatched);
    }
    const bool isWriteWatched = m_isWriteWatched || m_readNeedsToWrite || m_isFinishing;
    if (!isWriteWatched) {
        m_writeNotifier.reset();
    } else if (!m_writeNotifier) {
        m_writeNotifier =
            std::make_unique<QSocketNotifier>(m_link.descriptor, QSocketNotifier::Write);
        connect(m_writeNotifier.get(), &QSocketNotifier::activated, this,
                &OpensslChannel::onWritable);
    }
}

/// What no notifier tells: it lies in OpenSSL's buffer, or is an end already seen.
void OpensslChannel::tellSoon()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_isReadWatched) {
                emit readable();
            }
        },
        Qt::QueuedConnection);
}

} // namespace maru::server
