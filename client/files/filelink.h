// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/certificatecheck.h"
#include "client/connection/serveraddress.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

namespace maru::client {

/// How the server of a session is asked for files, while there is a session.
struct FileAccess
{
    ServerAddress address;
    bool isEncrypted = false; ///< false: a server on this machine
    QString token; ///< a secret

    friend bool operator==(const FileAccess &, const FileAccess &) = default;
};

struct FileAnswer
{
    int status = 0;
    QByteArray body; ///< of anything but a file; at most limits::maxFileAnswerBytes
    std::optional<qint64> uploadOffset;
    QByteArray location;
    int retryAfterMs = 0;
};

/// One HTTP request about files (docs/protocol.md §7).
///
/// It goes to the server of the session and nowhere else: no redirect, no proxy's password, no
/// cookie. Over TLS the certificate is judged before the request, with its token, is sent: no
/// authority is believed in the handshake, so each of them ends in the one judgement.
class FileRequest : public QObject
{
    Q_OBJECT

public:
    ~FileRequest() override;
    void abort(); ///< ends without a signal
    /// What was received and not taken yet, of a file that is being fetched.
    [[nodiscard]] QByteArray takeBytes();
    /// No more will come, and what is not taken now is lost.
    [[nodiscard]] bool isAtEnd() const { return !m_reply || m_reply->isFinished(); }

signals:
    void bodyProgressed(qint64 bytes); ///< of it were sent
    /// takeBytes() has some. \p isPart: they go on where the request asked for.
    void bytesReceived(bool isPart);
    // Exactly one of the two.
    void answered(const maru::client::FileAnswer &answer);
    void failed(bool isTrusted); ///< no answer; false: another certificate, nothing was sent

private:
    friend class FileLink;
    FileRequest(CertificateCheck *check, bool isByAuthority, QObject *parent);
    void watch(QNetworkReply *reply);
    void onSslErrors(const QList<QSslError> &errors);
    void onReadyRead();
    void onFinished();

    QPointer<QNetworkReply> m_reply;
    CertificateCheck *m_check; // null: no TLS
    bool m_isByAuthority;
    bool m_isRefused = false;
    QByteArray m_body;
};

/// The way to the files of one server; closed while there is no session. Thread: GUI.
class FileLink : public QObject
{
    Q_OBJECT

public:
    /// \p servers outlives it.
    explicit FileLink(KnownServers &servers, QObject *parent = nullptr);

    void open(const FileAccess &access);
    void close();
    [[nodiscard]] bool isOpen() const { return m_access.has_value(); }

    using Headers = QList<std::pair<QByteArray, QByteArray>>;
    /// Only while open. \p path and query are encoded. \p body null: none.
    [[nodiscard]] FileRequest *request(const QByteArray &method, const QByteArray &pathAndQuery,
                                       const Headers &headers, const QByteArray &body,
                                       QObject *parent);

signals:
    void opened();
    void closed();

private:
    KnownServers &m_servers;
    std::optional<FileAccess> m_access;
    std::optional<FileAccess> m_last; // of the connections that are kept
    std::unique_ptr<CertificateCheck> m_check;
    // Each has so many connections and no more: what comes down must not hold up what goes up, and
    // the messages behind it.
    std::unique_ptr<QNetworkAccessManager> m_down;
    std::unique_ptr<QNetworkAccessManager> m_up;
};

} // namespace maru::client
