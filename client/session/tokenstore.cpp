// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/tokenstore.h"

#include "client/connection/knownservers.h"
#include "common/secret.h"
#include "common/text/username.h"

#include <QCryptographicHash>
#include <QPointer>
#include <QStandardPaths>
#include <QTimer>
#include <QUuid>

#include <utility>

namespace maru::client {

namespace {

constexpr QLatin1StringView hostedServer("hosted/server");
constexpr QLatin1StringView hostedFingerprint("hosted/fingerprint");

/// A hash, because names and addresses may hold every character that INI keys cannot.
QString keyOf(const ServerAddress &server, const QString &userName)
{
    const QString text = server.hostAndPort() + u'\n' + nameKey(userName);
    const QByteArray hash = QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("tokens/") + QString::fromLatin1(hash.toHex());
}

QString earlierKeyOf(const ServerAddress &server, const QString &userName)
{
    return keyOf(server, userName) + QStringLiteral("-earlier");
}

/// Empty if the server has proved none.
QString certificateKeyOf(const ServerAddress &server, const QString &userName)
{
    if (server.fingerprint.isEmpty()) {
        return {};
    }
    const QByteArray text = server.fingerprint.toHex() + '\n' + nameKey(userName).toUtf8();
    const QByteArray hash = QCryptographicHash::hash(text, QCryptographicHash::Sha256);
    return QStringLiteral("tokens/") + QString::fromLatin1(hash.toHex());
}

/// Never shown to another server than the one it was made for.
QString begunKeyOf(const ServerAddress &server, const QString &userName)
{
    const QString proved = certificateKeyOf(server, userName);
    return (proved.isEmpty() ? keyOf(server, userName) : proved) + QStringLiteral("-begun");
}

QString markOf(const QString &key)
{
    return QStringLiteral("keychain/") + key.section(u'/', -1);
}

/// Of the store of \p userName, if it is not simply that.
QString storeKeyOf(const QString &hostAndPort, const QString &userName)
{
    const QString text = hostAndPort + u'\n' + nameKey(userName);
    const QByteArray hash = QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("stores/") + QString::fromLatin1(hash.toHex());
}

} // namespace

QString clientSettingsPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)
        + QStringLiteral("/client.ini");
}

TokenStore::TokenStore(const QString &path, std::unique_ptr<Keychain> keychain,
                       int keychainTimeoutMs)
    : m_settings(privateSettingsFile(path), QSettings::IniFormat)
    , m_keychain(std::move(keychain))
    , m_timeoutMs(keychainTimeoutMs)
{ }

TokenStore::~TokenStore() = default;

void TokenStore::find(const ServerAddress &server, const QString &userName, QObject *context,
                      Handler handler)
{
    const QString own = keyOf(server, userName);
    const QString other = certificateKeyOf(server, userName);
    if (other.isEmpty()) {
        findAt(own, context, std::move(handler));
        return;
    }
    findAt(own, context,
           [this, own, other, context, handler = std::move(handler)](const QString &token) {
               if (token.isEmpty() && !isInKeychain(own)) {
                   findAt(other, context, handler);
               } else {
                   handler(token);
               }
           });
}

void TokenStore::findEarlier(const ServerAddress &server, const QString &userName, QObject *context,
                             Handler handler)
{
    const auto findOther = [this, server, userName, context, handler](const QString &) {
        if (const QString token = otherToken(server, userName); !token.isEmpty()) {
            handler(token);
        } else {
            findAt(earlierKeyOf(server, userName), context, handler);
        }
    };
    if (const QString key = certificateKeyOf(server, userName); !key.isEmpty()) {
        findAt(key, context, findOther);
    } else {
        findOther({});
    }
}

void TokenStore::findAt(const QString &key, QObject *context, Handler handler)
{
    const QString known = tokenAt(key);
    if (!known.isEmpty() || !m_keychain || !isInKeychain(key)) {
        if (m_settings.contains(key)) {
            moveToKeychain(key, known);
        }
        handler(known);
        return;
    }
    askKeychain(key, context, std::move(handler));
}

// A keychain that is locked asks the person; one that hangs must not keep them from joining.
void TokenStore::askKeychain(const QString &key, QObject *context, Handler handler)
{
    const auto isAnswered = std::make_shared<bool>(false);
    const auto answer = [this, key, isAnswered, context = QPointer<QObject>(context),
                         handler = std::move(handler)](Keychain::Answer got, const QString &token) {
        if (std::exchange(*isAnswered, true)) {
            return;
        }
        if (got == Keychain::Answer::Done) {
            m_known.insert(key, token);
        } else if (got == Keychain::Answer::NotFound) {
            m_settings.remove(markOf(key));
        }
        if (context) {
            handler(token);
        }
    };
    QTimer::singleShot(m_timeoutMs, context, [answer] { answer(Keychain::Answer::Unusable, {}); });
    m_keychain->read(key, answer);
}

QString TokenStore::token(const ServerAddress &server, const QString &userName) const
{
    return tokenAt(keyOf(server, userName));
}

bool TokenStore::isOutOfReach(const ServerAddress &server, const QString &userName) const
{
    const auto isLocked = [this](const QString &key) {
        return isInKeychain(key) && tokenAt(key).isEmpty();
    };
    const QString own = keyOf(server, userName);
    return isLocked(own)
        || (tokenAt(own).isEmpty() && isLocked(certificateKeyOf(server, userName)));
}

QString TokenStore::tokenAt(const QString &key) const
{
    if (key.isEmpty()) {
        return {};
    }
    const QString written = m_settings.value(key).toString();
    return written.isEmpty() ? m_known.value(key) : written;
}

void TokenStore::setToken(const ServerAddress &server, const QString &userName,
                          const QString &token)
{
    setTokenAt(keyOf(server, userName), token);
    if (const QString key = certificateKeyOf(server, userName); !key.isEmpty()) {
        setTokenAt(key, token);
    }
}

void TokenStore::confirm(const ServerAddress &server, const QString &userName, QObject *context)
{
    const QString own = keyOf(server, userName);
    const QString other = certificateKeyOf(server, userName);
    if (other.isEmpty()) {
        return;
    }
    findAt(other, context, [this, own, other](const QString &token) {
        const QString known = tokenAt(own); // it may have gone meanwhile
        if (known.isEmpty() && !token.isEmpty() && !isInKeychain(own)) {
            setTokenAt(own, token);
        } else if (!known.isEmpty() && known != token
                   && !(token.isEmpty() && isInKeychain(other))) {
            setTokenAt(other, known);
        }
    });
}

void TokenStore::keepAsEarlier(const ServerAddress &server, const QString &userName)
{
    if (const QString known = token(server, userName); !known.isEmpty()) {
        setTokenAt(earlierKeyOf(server, userName), known);
    }
}

void TokenStore::swapEarlier(const ServerAddress &server, const QString &userName)
{
    const QString own = tokenAt(keyOf(server, userName));
    setToken(server, userName, otherToken(server, userName));
    setTokenAt(earlierKeyOf(server, userName), own);
}

// What is not the one of the address, and is known.
QString TokenStore::otherToken(const ServerAddress &server, const QString &userName) const
{
    const QString own = tokenAt(keyOf(server, userName));
    const QString ofCertificate = tokenAt(certificateKeyOf(server, userName));
    return own.isEmpty() || ofCertificate.isEmpty() || ofCertificate == own
        ? tokenAt(earlierKeyOf(server, userName))
        : ofCertificate;
}

void TokenStore::setTokenAt(const QString &key, const QString &token)
{
    // A crash must not lose the only proof of a name. A keychain alone does not help: that it is
    // there stands in the file.
    if (!save(key, token) && !isInKeychain(key) && m_unsaved) {
        m_unsaved();
    }
    moveToKeychain(key, token);
}

bool TokenStore::save(const QString &key, const QString &value)
{
    QSettings file(m_settings.fileName(), QSettings::IniFormat); // its status is of this alone
    file.setValue(key, value);
    file.sync();
    return file.status() == QSettings::NoError;
}

void TokenStore::moveToKeychain(const QString &key, const QString &token)
{
    m_known.insert(key, token);
    if (!m_keychain) {
        return;
    }
    m_keychain->write(key, token, [this, key, token](Keychain::Answer answer, const QString &) {
        if (answer == Keychain::Answer::Done && !m_known.contains(key)
            && !m_settings.contains(key)) { // signed out meanwhile
            m_keychain->remove(key, [](Keychain::Answer, const QString &) {});
        } else if (answer == Keychain::Answer::Done && m_settings.value(key).toString() == token) {
            m_settings.setValue(markOf(key), true);
            m_settings.sync(); // the way to it first
            m_settings.remove(key);
            m_settings.sync();
        }
    });
}

bool TokenStore::isInKeychain(const QString &key) const
{
    return !key.isEmpty() && m_settings.value(markOf(key)).toBool();
}

void TokenStore::removeToken(const ServerAddress &server, const QString &userName)
{
    removeTokenAt(keyOf(server, userName));
    if (const QString key = certificateKeyOf(server, userName); !key.isEmpty()) {
        removeTokenAt(key);
    }
}

void TokenStore::removeTokenAt(const QString &key)
{
    m_known.remove(key);
    m_settings.remove(key);
    if (m_keychain && isInKeychain(key)) {
        m_keychain->remove(key, [](Keychain::Answer, const QString &) {});
    }
    m_settings.remove(markOf(key));
    m_settings.sync();
}

QString TokenStore::begunToken(const ServerAddress &server, const QString &userName)
{
    const QString key = begunKeyOf(server, userName);
    QString token = m_settings.value(key).toString();
    if (token.isEmpty()) {
        token = newSecret(limits::tokenBytes);
        m_settings.setValue(key, token);
        m_settings.sync(); // before the server has it: a crash must not lose it either
    }
    return token;
}

void TokenStore::endBegun(const ServerAddress &server, const QString &userName)
{
    if (const QString key = begunKeyOf(server, userName); m_settings.contains(key)) {
        m_settings.remove(key);
        m_settings.sync();
    }
}

void TokenStore::rename(const ServerAddress &server, const QString &from, const QString &to)
{
    const QString known = token(server, from);
    if (!known.isEmpty() && keyOf(server, from) != keyOf(server, to)) {
        setToken(server, to, known);
        removeToken(server, from);
    }
}

void TokenStore::setHosted(const QString &hostAndPort, const QByteArray &fingerprint)
{
    m_settings.setValue(hostedServer, hostAndPort);
    m_settings.setValue(hostedFingerprint, QString::fromLatin1(fingerprint.toHex()));
    m_settings.sync();
}

QByteArray TokenStore::hosted(const QString &hostAndPort) const
{
    return m_settings.value(hostedServer).toString() == hostAndPort
        ? QByteArray::fromHex(m_settings.value(hostedFingerprint).toString().toLatin1())
        : QByteArray();
}

ClientSettings::ClientSettings(const QString &path)
    : m_settings(privateSettingsFile(path), QSettings::IniFormat)
{ }

QString ClientSettings::lastServer() const
{
    return m_settings.value(QStringLiteral("last/server")).toString();
}

QString ClientSettings::lastUserName() const
{
    return m_settings.value(QStringLiteral("last/userName")).toString();
}

void ClientSettings::remember(const QString &server, const QString &userName)
{
    m_settings.setValue(QStringLiteral("last/server"), server);
    m_settings.setValue(QStringLiteral("last/userName"), userName);
    m_settings.sync();
}

QString ClientSettings::storeName(const QString &hostAndPort, const QString &userName) const
{
    return m_settings.value(storeKeyOf(hostAndPort, userName), userName).toString();
}

void ClientSettings::renameStore(const QString &hostAndPort, const QString &from, const QString &to)
{
    const QString kept = storeName(hostAndPort, from);
    if (storeKeyOf(hostAndPort, from) == storeKeyOf(hostAndPort, to)) {
        return; // the same name in other capitals
    }
    m_settings.setValue(storeKeyOf(hostAndPort, to), kept);
    m_settings.setValue(storeKeyOf(hostAndPort, from),
                        QString(from + u' ' + QUuid::createUuid().toString(QUuid::Id128)));
    m_settings.sync();
}

} // namespace maru::client
