// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/descriptors.h"
#include "server/transport/tlshandshake.h"

#include <QSslCipher>
#include <QSslConfiguration>
#include <QSslSocket>

#include <algorithm>
#include <iterator>

namespace maru::server {

struct TlsSettings
{
    QSslConfiguration configuration;
};

namespace {

/// All of TLS 1.3 is AEAD with an ephemeral key; of 1.2 only these are.
bool isModern(const QSslCipher &cipher)
{
    const QString name = cipher.name();
    const bool isEphemeral = name.startsWith(QLatin1StringView("ECDHE-ECDSA-"))
        || name.startsWith(QLatin1StringView("ECDHE-RSA-"));
    const bool isAead = name.contains(QLatin1StringView("-GCM-"))
        || name.contains(QLatin1StringView("CHACHA20-POLY1305"));
    return name.startsWith(QLatin1StringView("TLS_")) || (isEphemeral && isAead);
}

class QtHandshake final : public TlsHandshake
{
public:
    QtHandshake(qintptr descriptor, const TlsSettings &settings, QObject *parent)
        : TlsHandshake(parent)
        , m_socket(new QSslSocket(this))
    {
        m_socket->setSocketDescriptor(descriptor);
        m_socket->setSslConfiguration(settings.configuration);
        connect(m_socket, &QSslSocket::encrypted, this, &TlsHandshake::encrypted);
        connect(m_socket, &QAbstractSocket::errorOccurred, this, [this] {
            if (!m_socket->isEncrypted()) {
                emit failed(m_socket->errorString());
            }
        });
        // Not from within startTls().
        QMetaObject::invokeMethod(m_socket, &QSslSocket::startServerEncryption,
                                  Qt::QueuedConnection);
    }

    [[nodiscard]] bool isOpen() const { return m_socket->isOpen(); }

    std::unique_ptr<ByteChannel> takeChannel() override
    {
        m_socket->disconnect(this);
        return maru::server::takeChannel(m_socket);
    }

private:
    QSslSocket *m_socket;
};

} // namespace

Result<TlsContext, TlsError> makeTlsContext(const TlsIdentity &identity)
{
    QList<QSslCipher> ciphers;
    const QList<QSslCipher> supported = QSslConfiguration::supportedCiphers();
    std::copy_if(supported.cbegin(), supported.cend(), std::back_inserter(ciphers), isModern);

    QSslConfiguration configuration;
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setCiphers(ciphers);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    configuration.setLocalCertificateChain(identity.chain);
    configuration.setPrivateKey(identity.key);
    configuration.setAllowedNextProtocols({QSslConfiguration::NextProtocolHttp1_1});
    configuration.setSslOption(QSsl::SslOptionDisableCompression, true);
    configuration.setSslOption(QSsl::SslOptionDisableLegacyRenegotiation, true);
    // Qt 6.4 gives each socket a ticket key of its own, so it would take none back.
    configuration.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    return std::make_shared<const TlsSettings>(TlsSettings{configuration});
}

TlsHandshake *startTls(qintptr descriptor, const TlsContext &context, QObject *parent)
{
    auto handshake = std::make_unique<QtHandshake>(descriptor, *context, parent);
    if (!handshake->isOpen()) {
        closeDescriptor(descriptor);
        return nullptr;
    }
    return handshake.release();
}

} // namespace maru::server
