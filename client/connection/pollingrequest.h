// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/certificatecheck.h"
#include "client/connection/enginelink.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPointer>
#include <QTimer>

namespace maru::client {

/// One HTTP request of a polling link: no redirects, no cache, no HTTP/2, bounded in time and size,
/// and sent at most once.
///
/// QNetworkAccessManager sends a request again by itself when its connection broke before an
/// answer. A POST would then be in the session twice, and a second GET would hide that the answer
/// to the first was lost: so neither is let through.
class PollingRequest : public QObject
{
    Q_OBJECT

public:
    /// What both kinds have in common.
    struct Target
    {
        QUrl url;
        QByteArray cookies; ///< the value of the Cookie header; empty for none
        int timeoutMs = 0; ///< from now to the end of the answer
        CertificateCheck *check = nullptr; ///< judges the certificate of an https server
    };

    [[nodiscard]] static PollingRequest *get(QNetworkAccessManager &manager, const Target &target,
                                             QObject *parent);
    /// \p body is text, also where it holds binary packets.
    [[nodiscard]] static PollingRequest *post(QNetworkAccessManager &manager, const Target &target,
                                              const QByteArray &body, QObject *parent);
    ~PollingRequest() override;

    /// Ends without a signal.
    void abort();
    [[nodiscard]] bool wasSent() const { return m_timesSent > 0; }

signals:
    /// Exactly one of the two. \p cookies: the Set-Cookie headers, parsed.
    void answered(int status, const QByteArray &body, const QList<QNetworkCookie> &cookies);
    void failed(const maru::client::LinkFailure &failure);

private:
    PollingRequest(const Target &target, QObject *parent);

    [[nodiscard]] static QNetworkRequest requestFor(const Target &target);
    void watch(QNetworkReply *reply);
    void onSslErrors(const QList<QSslError> &errors);
    void onEncrypted();
    void onRequestSent();
    void onReadyRead();
    void onFinished();
    void fail(const LinkFailure &failure);

    QPointer<QNetworkReply> m_reply; // child; its slots are cut before it goes
    CertificateCheck *m_check;
    QList<QSslError> m_tlsErrors;
    std::optional<LinkFailure> m_refusal;
    QByteArray m_body;
    QTimer m_deadline;
    int m_timesSent = 0;
};

} // namespace maru::client
