// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/enginelink.h"
#include "client/connection/pollingrequest.h"
#include "common/protocol/enginepacket.h"

#include <QNetworkCookie>
#include <QQueue>
#include <QUrl>

#include <optional>

namespace maru::client {

/// Engine.IO packets over HTTP long-polling: one GET is always held by the server, one POST at a
/// time carries what is to be sent.
///
/// The packets of a body are handed on one by one, in their order, also binary ones as the text
/// `b…`. The link opens with the first body, which starts with the open packet.
class PollingLink : public EngineLink
{
    Q_OBJECT

public:
    /// \p check judges the certificate of an https server; it outlives this.
    explicit PollingLink(CertificateCheck &check, QObject *parent = nullptr);
    ~PollingLink() override;

    void open(const QUrl &url, int timeoutMs);
    void sendPacket(const QByteArray &packet) override;
    void abort() override;
    void finish() override;
    [[nodiscard]] bool hasReachedServer() const override;

    /// Starts no request any more; paused() comes when those under way have ended. What is sent
    /// meanwhile waits.
    void pause();
    void resume();
    /// What waits, in its order, while the link is paused; it is not sent by this link any more.
    [[nodiscard]] QList<QByteArray> takeUnsent();

    /// From the open packet; empty before it.
    [[nodiscard]] QString sid() const { return m_handshake ? m_handshake->sid : QString(); }
    [[nodiscard]] QStringList upgrades() const;
    /// The value of the Cookie header that a request for this session needs; a balancer in front of
    /// several servers may have set one.
    [[nodiscard]] QByteArray cookies() const;

signals:
    void paused();

private:
    [[nodiscard]] PollingRequest::Target target(int timeoutMs) const;
    void startGet();
    void startPost();
    void onGetAnswered(int status, const QByteArray &body, const QList<QNetworkCookie> &cookies);
    void onPostAnswered(int status, const QByteArray &body, const QList<QNetworkCookie> &cookies);
    [[nodiscard]] bool takeHandshake(QByteArrayView packet);
    void deliver(const QByteArray &body);
    void keepCookies(const QList<QNetworkCookie> &cookies);
    void checkPaused();
    void fail(const LinkFailure &failure);

    CertificateCheck &m_check;
    QNetworkAccessManager m_manager;
    QUrl m_url;
    std::optional<EngineHandshake> m_handshake;
    PollingRequest *m_get = nullptr; // child while it runs
    PollingRequest *m_post = nullptr; // the same
    QQueue<QByteArray> m_unsent;
    qsizetype m_unsentBytes = 0;
    QList<QNetworkCookie> m_cookies;
    QTimer m_finishDeadline;
    bool m_isPaused = false;
    bool m_isFinishing = false;
    bool m_hasReached = false;
    bool m_ended = false;
};

} // namespace maru::client
