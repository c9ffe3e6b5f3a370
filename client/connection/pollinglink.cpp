// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/pollinglink.h"

#include "common/clientlimits.h"

#include <QUrlQuery>

#include <algorithm>
#include <utility>

namespace maru::client {

namespace {

constexpr char separator = '\x1e';
constexpr int httpOk = 200;

} // namespace

PollingLink::PollingLink(CertificateCheck &check, QObject *parent)
    : EngineLink(parent)
    , m_check(check)
{
    m_finishDeadline.setSingleShot(true);
    connect(&m_finishDeadline, &QTimer::timeout, this, &PollingLink::abort);
}

PollingLink::~PollingLink()
{
    abort();
}

void PollingLink::open(const QUrl &url, int timeoutMs)
{
    m_url = url;
    m_get = PollingRequest::get(m_manager, target(timeoutMs), this);
    connect(m_get, &PollingRequest::answered, this, &PollingLink::onGetAnswered);
    connect(m_get, &PollingRequest::failed, this, &PollingLink::fail);
}

PollingRequest::Target PollingLink::target(int timeoutMs) const
{
    QUrl url = m_url;
    if (m_handshake) {
        QUrlQuery items(url);
        items.addQueryItem(QStringLiteral("sid"),
                           QString::fromLatin1(QUrl::toPercentEncoding(m_handshake->sid)));
        url.setQuery(items);
    }
    return {url, cookies(), timeoutMs, &m_check};
}

QStringList PollingLink::upgrades() const
{
    return m_handshake ? m_handshake->upgrades : QStringList();
}

bool PollingLink::hasReachedServer() const
{
    return m_hasReached || (m_get && m_get->wasSent());
}

void PollingLink::startGet()
{
    if (m_ended || m_isPaused || m_isFinishing || m_get) {
        return;
    }
    const int heldMs =
        m_handshake->pingIntervalMs + m_handshake->pingTimeoutMs + limits::pollSlackMs;
    m_get = PollingRequest::get(m_manager, target(heldMs), this);
    connect(m_get, &PollingRequest::answered, this, &PollingLink::onGetAnswered);
    connect(m_get, &PollingRequest::failed, this, &PollingLink::fail);
}

void PollingLink::startPost()
{
    if (m_ended || m_isPaused || m_post || m_unsent.isEmpty()) {
        return;
    }
    QByteArray body = m_unsent.dequeue();
    while (!m_unsent.isEmpty()
           && body.size() + 1 + m_unsent.head().size() <= m_handshake->maxPayloadBytes) {
        body.append(separator).append(m_unsent.dequeue());
    }
    m_unsentBytes = 0;
    for (const QByteArray &packet : std::as_const(m_unsent)) {
        m_unsentBytes += packet.size();
    }
    m_post = PollingRequest::post(m_manager, target(limits::postTimeoutMs), body, this);
    connect(m_post, &PollingRequest::answered, this, &PollingLink::onPostAnswered);
    connect(m_post, &PollingRequest::failed, this, &PollingLink::fail);
}

void PollingLink::sendPacket(const QByteArray &packet)
{
    if (m_ended || m_isFinishing || !m_handshake) {
        return;
    }
    m_unsent.enqueue(packet);
    m_unsentBytes += packet.size();
    if (m_unsentBytes > limits::maxQueuedBytes) {
        // Later: nobody expects to lose a connection inside of sendPacket().
        QMetaObject::invokeMethod(
            this,
            [this] {
                fail({LinkProblem::Closed, QStringLiteral("too much is unsent")});
            },
            Qt::QueuedConnection);
        return;
    }
    startPost();
}

void PollingLink::onGetAnswered(int status, const QByteArray &body,
                                const QList<QNetworkCookie> &cookies)
{
    std::exchange(m_get, nullptr)->deleteLater();
    m_hasReached = true;
    if (status != httpOk) {
        fail({LinkProblem::WrongAnswer,
              QStringLiteral("HTTP %1 %2").arg(status).arg(QString::fromUtf8(body.left(200)))});
        return;
    }
    keepCookies(cookies);
    deliver(body);
    startGet();
    checkPaused();
}

void PollingLink::onPostAnswered(int status, const QByteArray &body,
                                 const QList<QNetworkCookie> &cookies)
{
    std::exchange(m_post, nullptr)->deleteLater();
    if (m_isFinishing && m_unsent.isEmpty()) {
        abort();
        return;
    }
    if (status != httpOk) {
        fail({LinkProblem::Closed,
              QStringLiteral("HTTP %1 %2").arg(status).arg(QString::fromUtf8(body.left(200)))});
        return;
    }
    keepCookies(cookies);
    startPost();
    checkPaused();
}

void PollingLink::deliver(const QByteArray &body)
{
    if (body.count(separator) >= limits::maxPayloadPackets) {
        fail({LinkProblem::TooLarge, QStringLiteral("too many packets in one polling answer")});
        return;
    }
    const QList<QByteArray> packets = body.split(separator);
    if (!m_handshake && !takeHandshake(packets.first())) {
        fail({LinkProblem::WrongAnswer, QStringLiteral("the first packet is no open packet")});
        return;
    }
    for (const QByteArray &packet : packets) {
        emit textReceived(packet);
        if (m_ended) {
            return;
        }
        if (packet == "1") {
            fail({LinkProblem::Closed, QStringLiteral("closed by the server")});
            return;
        }
    }
}

bool PollingLink::takeHandshake(QByteArrayView packet)
{
    const auto decoded = decodeEnginePacket(packet);
    if (!decoded || decoded->type != EnginePacketType::Open) {
        return false;
    }
    const auto handshake = decodeEngineHandshake(decoded->data);
    if (!handshake) {
        return false;
    }
    m_handshake = *handshake;
    return true;
}

void PollingLink::keepCookies(const QList<QNetworkCookie> &cookies)
{
    for (const QNetworkCookie &cookie : cookies) {
        QList<QNetworkCookie> kept = m_cookies;
        kept.removeIf([&](const QNetworkCookie &old) { return old.name() == cookie.name(); });
        kept.append(cookie);
        qsizetype bytes = 0;
        for (const QNetworkCookie &each : std::as_const(kept)) {
            bytes += each.name().size() + each.value().size();
        }
        if (kept.size() <= limits::maxCookies && bytes <= limits::maxCookieBytes) {
            m_cookies = kept;
        }
    }
}

QByteArray PollingLink::cookies() const
{
    QByteArrayList pairs;
    for (const QNetworkCookie &cookie : m_cookies) {
        pairs.append(cookie.toRawForm(QNetworkCookie::NameAndValueOnly));
    }
    return pairs.join("; ");
}

void PollingLink::pause()
{
    m_isPaused = true;
    checkPaused();
}

void PollingLink::resume()
{
    m_isPaused = false;
    startPost();
    startGet();
}

QList<QByteArray> PollingLink::takeUnsent()
{
    Q_ASSERT(m_isPaused && !m_post);
    m_unsentBytes = 0;
    return std::exchange(m_unsent, {});
}

void PollingLink::checkPaused()
{
    if (m_isPaused && !m_ended && !m_get && !m_post) {
        emit paused();
    }
}

void PollingLink::abort()
{
    m_hasReached = hasReachedServer();
    m_ended = true;
    m_finishDeadline.stop();
    for (PollingRequest *request :
         {std::exchange(m_get, nullptr), std::exchange(m_post, nullptr)}) {
        if (request) {
            request->disconnect(this);
            request->abort();
            request->deleteLater();
        }
    }
}

void PollingLink::finish()
{
    if (m_ended || !m_handshake) {
        abort();
        return;
    }
    // The held GET stays until the end, whatever comes of it: a server ends the session when it
    // breaks, and would not read the last packets.
    if (m_get) {
        m_get->disconnect(this);
    }
    sendPacket("1");
    m_isFinishing = true;
    m_isPaused = false; // so that startPost() works
    m_finishDeadline.start(limits::closeGraceMs);
    startPost();
}

void PollingLink::fail(const LinkFailure &failure)
{
    if (m_ended) {
        return;
    }
    const bool isSilent = m_isFinishing;
    const bool isLost = m_handshake && failure.problem != LinkProblem::TooLarge
        && failure.problem != LinkProblem::CertificateChanged;
    abort();
    if (!isSilent) {
        // Of an open link it is no news who is not there.
        emit failed(isLost ? LinkFailure{LinkProblem::Closed, failure.detail} : failure);
    }
}

} // namespace maru::client
