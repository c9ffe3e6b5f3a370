// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/filelink.h"

#include "common/clientlimits.h"

#include <QBuffer>
#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QUrl>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

std::optional<qint64> numberIn(const QNetworkReply &reply, const char *header)
{
    bool isNumber = false;
    const qint64 number = reply.rawHeader(header).toLongLong(&isNumber);
    return isNumber && number >= 0 ? std::optional(number) : std::nullopt;
}

bool isOfFile(int status)
{
    return status == 200 || status == 206;
}

} // namespace

FileRequest::FileRequest(CertificateCheck *check, bool isByAuthority, QObject *parent)
    : QObject(parent)
    , m_check(check)
    , m_isByAuthority(isByAuthority)
{ }

FileRequest::~FileRequest()
{
    abort();
}

void FileRequest::watch(QNetworkReply *reply)
{
    m_reply = reply;
    reply->setReadBufferSize(limits::downloadAheadBytes);
    connect(reply, &QNetworkReply::sslErrors, this, &FileRequest::onSslErrors);
    connect(reply, &QNetworkReply::uploadProgress, this,
            [this](qint64 bytes, qint64) { emit bodyProgressed(bytes); });
    connect(reply, &QNetworkReply::readyRead, this, &FileRequest::onReadyRead);
    connect(reply, &QNetworkReply::finished, this, &FileRequest::onFinished);
}

// Comes before anything is sent, and always: see FileLink::request().
void FileRequest::onSslErrors(const QList<QSslError> &errors)
{
    const QList<QSslCertificate> chain = m_reply->sslConfiguration().peerCertificateChain();
    const auto refusal = m_check
        ? m_check->refusalOf(chain, m_isByAuthority ? QList<QSslError>() : errors)
        : std::optional<LinkFailure>(LinkFailure{});
    if (refusal) {
        m_isRefused = true; // the handshake fails
    } else {
        m_reply->ignoreSslErrors(errors);
    }
}

QByteArray FileRequest::takeBytes()
{
    return m_reply ? m_reply->readAll() : QByteArray();
}

void FileRequest::onReadyRead()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (isOfFile(status)) {
        emit bytesReceived(status == 206);
        return;
    }
    m_body.append(m_reply->readAll());
    if (m_body.size() > limits::maxFileAnswerBytes) {
        abort();
        emit failed(true);
    }
}

void FileRequest::onFinished()
{
    const QPointer self(this);
    if (m_reply->bytesAvailable() > 0) {
        onReadyRead();
    }
    if (!self || !m_reply) {
        return;
    }
    FileAnswer answer;
    answer.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool isWhole = m_reply->error() == QNetworkReply::NoError || answer.status >= 300;
    answer.body = std::exchange(m_body, {});
    answer.uploadOffset = numberIn(*m_reply, "Upload-Offset");
    answer.location = m_reply->rawHeader("Location");
    answer.retryAfterMs =
        int(std::min<qint64>(numberIn(*m_reply, "Retry-After").value_or(0), 60) * 1'000);
    abort();
    if (answer.status == 0 || !isWhole || m_isRefused) {
        emit failed(!m_isRefused);
    } else {
        emit answered(answer);
    }
}

void FileRequest::abort()
{
    QNetworkReply *const reply = m_reply;
    m_reply = nullptr;
    if (reply) {
        reply->disconnect(this);
        // This ends the request. abort() would count as an error, of which Qt takes one only: where
        // the connection has just been lost, another is on its way from Qt's thread.
        reply->deleteLater();
    }
}

FileLink::FileLink(KnownServers &servers, QObject *parent)
    : QObject(parent)
    , m_servers(servers)
{ }

void FileLink::open(const FileAccess &access)
{
    Q_ASSERT(!access.token.isEmpty());
    if (m_last != access) { // connections of one server never carry what belongs to another
        m_down = std::make_unique<QNetworkAccessManager>();
        m_up = std::make_unique<QNetworkAccessManager>();
        m_check = std::make_unique<CertificateCheck>(m_servers, access.address);
        m_last = access;
    }
    m_access = access;
    emit opened();
}

void FileLink::close()
{
    if (std::exchange(m_access, std::nullopt)) {
        emit closed();
    }
}

FileRequest *FileLink::request(const QByteArray &method, const QByteArray &pathAndQuery,
                               const Headers &headers, const QByteArray &body, QObject *parent)
{
    Q_ASSERT(m_access);
    QUrl url;
    url.setScheme(m_access->isEncrypted ? u"https"_s : u"http"_s);
    url.setHost(m_access->address.host);
    url.setPort(m_access->address.port);
    const qsizetype mark = pathAndQuery.indexOf('?');
    url.setPath(QString::fromLatin1(mark < 0 ? pathAndQuery : pathAndQuery.first(mark)));
    if (mark >= 0) {
        url.setQuery(QString::fromLatin1(pathAndQuery.sliced(mark + 1)));
    }
    QNetworkRequest head(url);
    head.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    head.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                      QNetworkRequest::ManualRedirectPolicy);
    head.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    head.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    head.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    head.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    head.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    head.setRawHeader("Accept-Encoding", "identity"); // the bytes that are counted and hashed
    head.setHeader(QNetworkRequest::UserAgentHeader, u"Maru"_s);
    head.setTransferTimeout(limits::fileStallMs);
    head.setRawHeader("Authorization", "Bearer " + m_access->token.toLatin1());
    for (const auto &[name, value] : headers) {
        head.setRawHeader(name, value);
    }
    if (!body.isNull()) {
        head.setHeader(QNetworkRequest::ContentTypeHeader, u"application/octet-stream"_s);
        head.setHeader(QNetworkRequest::ContentLengthHeader, body.size());
    }
    // With no authority to believe, every handshake asks onSslErrors(): the token waits for it.
    QSslConfiguration tls = CertificateCheck::configuration();
    tls.setCaCertificates({});
    head.setSslConfiguration(tls);
    const KnownServers::Server known = m_servers.find(m_access->address.hostAndPort());
    auto *const request = new FileRequest(m_access->isEncrypted ? m_check.get() : nullptr,
                                          known.speaksTls && known.pin.isEmpty(), parent);
    request->watch(method == "GET"          ? m_down->get(head)
                       : method == "HEAD"   ? m_up->head(head)
                       : method == "DELETE" ? m_up->deleteResource(head)
                       : method == "POST"   ? m_up->post(head, body)
                                            : m_up->sendCustomRequest(head, method, body));
    return request;
}

} // namespace maru::client
