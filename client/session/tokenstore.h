// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/serveraddress.h"
#include "client/session/keychain.h"
#include "common/clientlimits.h"

#include <QHash>
#include <QSettings>
#include <QString>

#include <functional>
#include <memory>
#include <utility>

class QObject;

namespace maru::client {

/// Where this user's settings of the client are kept; the file is readable for its owner only.
[[nodiscard]] QString clientSettingsPath();

/// The device tokens: who holds a name on a server proves it with one. They are secrets: never
/// logged, never shown.
///
/// A token lies in the desktop's keychain, if there is one, else in a file that only its owner can
/// read. It is written into the file first and leaves it once the keychain has it: neither a crash
/// nor a keychain that does not answer loses it. A token found in the file moves in the same way.
///
/// It is kept under the address of the server, and once more under its certificate, where
/// ServerAddress::fingerprint is one that the server has proved: at another port or address it is
/// the same server.
class TokenStore
{
public:
    using Handler = std::function<void(const QString &token)>;

    explicit TokenStore(const QString &path = clientSettingsPath(),
                        std::unique_ptr<Keychain> keychain = nullptr,
                        int keychainTimeoutMs = limits::keychainTimeoutMs);
    ~TokenStore();

    /// \p handler is told of a token that was set and that the next run will not find.
    void setUnsavedHandler(std::function<void()> handler) { m_unsaved = std::move(handler); }

    /// \p handler is given the token of the address, else of the certificate, empty if there is
    /// none: at once if no keychain has to be asked, else within the time-out of each, unless
    /// \p context has gone.
    void find(const ServerAddress &server, const QString &userName, QObject *context,
              Handler handler);
    /// What is known of the address without asking the keychain; empty if that is nothing.
    [[nodiscard]] QString token(const ServerAddress &server, const QString &userName) const;
    /// There is one, but the keychain has not given it: it is locked, say.
    [[nodiscard]] bool isOutOfReach(const ServerAddress &server, const QString &userName) const;
    void setToken(const ServerAddress &server, const QString &userName, const QString &token);
    /// The token that find() gave is good: it is that of the address and of the certificate.
    void confirm(const ServerAddress &server, const QString &userName, QObject *context);
    void removeToken(const ServerAddress &server, const QString &userName);

    // Where another server answers at the address, as of another data folder, the token of the one
    // before is kept beside its own: it may come back, and nothing else proves the name there. The
    // certificate tells which one it is, if there is a token of it.
    void findEarlier(const ServerAddress &server, const QString &userName, QObject *context,
                     Handler handler);
    void keepAsEarlier(const ServerAddress &server, const QString &userName); ///< the known one
    void swapEarlier(const ServerAddress &server, const QString &userName); ///< both are known

    /// The token that a join is to be given which shows none (`newToken`): the same one until
    /// endBegun(), so that a join whose answer was lost is known when it is made again.
    [[nodiscard]] QString begunToken(const ServerAddress &server, const QString &userName);
    void endBegun(const ServerAddress &server, const QString &userName); ///< it was answered

    /// The token that was known for \p from is that of \p to.
    void rename(const ServerAddress &server, const QString &from, const QString &to);

    /// The server of one's own is spoken to in plain text: its control socket names its
    /// certificate.
    void setHosted(const QString &hostAndPort, const QByteArray &fingerprint);
    /// Empty if another server is at \p hostAndPort, or none.
    [[nodiscard]] QByteArray hosted(const QString &hostAndPort) const;

private:
    void findAt(const QString &key, QObject *context, Handler handler);
    [[nodiscard]] QString tokenAt(const QString &key) const;
    [[nodiscard]] QString otherToken(const ServerAddress &server, const QString &userName) const;
    [[nodiscard]] bool save(const QString &key, const QString &value);
    void setTokenAt(const QString &key, const QString &token);
    void removeTokenAt(const QString &key);
    void moveToKeychain(const QString &key, const QString &token);
    void askKeychain(const QString &key, QObject *context, Handler handler);
    [[nodiscard]] bool isInKeychain(const QString &key) const;

    QSettings m_settings;
    QHash<QString, QString> m_known; // of this run, by key
    std::unique_ptr<Keychain> m_keychain; // null: none, or it did not answer
    int m_timeoutMs;
    std::function<void()> m_unsaved;
};

/// What the join dialog offers at the next start.
class ClientSettings
{
public:
    explicit ClientSettings(const QString &path = clientSettingsPath());

    [[nodiscard]] QString lastServer() const; ///< as typed
    [[nodiscard]] QString lastUserName() const;
    void remember(const QString &server, const QString &userName);

    /// Under which name the store of \p userName is kept: another one after they were renamed.
    [[nodiscard]] QString storeName(const QString &hostAndPort, const QString &userName) const;
    /// The store of \p from is that of \p to from now on; whoever is called \p from later begins
    /// with an empty one.
    void renameStore(const QString &hostAndPort, const QString &from, const QString &to);

private:
    QSettings m_settings;
};

} // namespace maru::client
