// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/pollingrequest.h"

#include "common/limits.h"

#include <QIODevice>
#include <QNetworkCookie>

#include <algorithm>
#include <cstring>

namespace maru::client {

namespace {

constexpr qint64 readAheadBytes = 262'144;

/// The body of a POST that can be read once: what cannot be rewound cannot be sent again.
class OneShotBody : public QIODevice
{
public:
    OneShotBody(QByteArray body, QObject *parent)
        : QIODevice(parent)
        , m_body(std::move(body))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    [[nodiscard]] bool isSequential() const override { return true; }
    bool reset() override { return false; }
    [[nodiscard]] bool atEnd() const override { return m_read == m_body.size(); }
    [[nodiscard]] qint64 bytesAvailable() const override { return m_body.size() - m_read; }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        if (atEnd()) {
            return -1;
        }
        const qint64 count = std::min<qint64>(maxSize, m_body.size() - m_read);
        std::memcpy(data, m_body.constData() + m_read, size_t(count));
        m_read += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_body;
    qsizetype m_read = 0;
};

LinkProblem problemOf(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::TimeoutError: // of the TCP connection
    case QNetworkReply::UnknownNetworkError:
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyNotFoundError:
        return LinkProblem::Unreachable;
    case QNetworkReply::SslHandshakeFailedError:
        return LinkProblem::Tls;
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return LinkProblem::WrongAnswer;
    default:
        return LinkProblem::Closed;
    }
}

} // namespace

PollingRequest::PollingRequest(const Target &target, QObject *parent)
    : QObject(parent)
    , m_check(target.check)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        fail({LinkProblem::Timeout, QStringLiteral("no answer to a polling request")});
    });
    m_deadline.start(target.timeoutMs);
}

PollingRequest::~PollingRequest()
{
    abort();
}

QNetworkRequest PollingRequest::requestFor(const Target &target)
{
    QNetworkRequest request(target.url);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // Cookies are the link's business: a jar would keep as many as a server likes to send.
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    // What is not decompressed has the size that is counted.
    request.setRawHeader("Accept-Encoding", "identity");
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("Maru"));
    request.setSslConfiguration(CertificateCheck::configuration());
    if (!target.cookies.isEmpty()) {
        request.setRawHeader("Cookie", target.cookies);
    }
    return request;
}

PollingRequest *PollingRequest::get(QNetworkAccessManager &manager, const Target &target,
                                    QObject *parent)
{
    auto *const request = new PollingRequest(target, parent);
    request->watch(manager.get(requestFor(target)));
    return request;
}

PollingRequest *PollingRequest::post(QNetworkAccessManager &manager, const Target &target,
                                     const QByteArray &body, QObject *parent)
{
    auto *const request = new PollingRequest(target, parent);
    QNetworkRequest head = requestFor(target);
    head.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("text/plain;charset=UTF-8"));
    head.setHeader(QNetworkRequest::ContentLengthHeader, body.size());
    head.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    auto *const device = new OneShotBody(body, nullptr);
    QNetworkReply *const reply = manager.post(head, device);
    device->setParent(reply);
    request->watch(reply);
    return request;
}

void PollingRequest::watch(QNetworkReply *reply)
{
    m_reply = reply;
    reply->setReadBufferSize(readAheadBytes);
    if (m_check) {
        connect(reply, &QNetworkReply::sslErrors, this, &PollingRequest::onSslErrors);
        connect(reply, &QNetworkReply::encrypted, this, &PollingRequest::onEncrypted);
    }
    connect(reply, &QNetworkReply::requestSent, this, &PollingRequest::onRequestSent);
    connect(reply, &QNetworkReply::readyRead, this, &PollingRequest::onReadyRead);
    connect(reply, &QNetworkReply::finished, this, &PollingRequest::onFinished);
}

void PollingRequest::onSslErrors(const QList<QSslError> &errors)
{
    m_refusal = m_check->refusalOf(m_reply->sslConfiguration().peerCertificateChain(), errors);
    if (!m_refusal) {
        m_tlsErrors = errors;
        m_reply->ignoreSslErrors(errors); // else the handshake goes on to fail
    }
}

void PollingRequest::onEncrypted()
{
    const auto refusal =
        m_check->conclude(m_reply->sslConfiguration().peerCertificateChain(), m_tlsErrors);
    if (refusal) {
        fail(*refusal);
    }
}

void PollingRequest::onRequestSent()
{
    if (++m_timesSent > 1) {
        fail({LinkProblem::Closed, QStringLiteral("closed before the answer")});
    }
}

void PollingRequest::onReadyRead()
{
    const qint64 announced = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (announced > limits::maxIncomingBytes
        || m_body.size() + m_reply->bytesAvailable() > limits::maxIncomingBytes) {
        fail({LinkProblem::TooLarge, QStringLiteral("a polling answer is too large")});
        return;
    }
    m_body.append(m_reply->readAll());
}

void PollingRequest::onFinished()
{
    onReadyRead();
    if (!m_reply) {
        return;
    }
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QNetworkReply::NetworkError error = m_reply->error();
    const bool isWhole = error == QNetworkReply::NoError || status >= 300;
    if (status == 0 || !isWhole) {
        if (m_refusal) {
            fail(*m_refusal);
            return;
        }
        // An answer without a status is none: what was read is no HTTP.
        const bool isNoHttp = error == QNetworkReply::NoError;
        fail({isNoHttp ? LinkProblem::WrongAnswer : problemOf(error), m_reply->errorString()});
        return;
    }
    const auto cookies =
        m_reply->header(QNetworkRequest::SetCookieHeader).value<QList<QNetworkCookie>>();
    abort();
    emit answered(status, m_body, cookies);
}

void PollingRequest::abort()
{
    m_deadline.stop();
    QNetworkReply *const reply = m_reply;
    m_reply = nullptr;
    if (reply) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
}

void PollingRequest::fail(const LinkFailure &failure)
{
    if (m_reply) {
        abort();
        emit failed(failure);
    }
}

} // namespace maru::client
