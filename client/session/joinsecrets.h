// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru::client {

/// Overwrites \p secret before it goes. Qt shares the memory of copies: as long as there is
/// another copy, that one stays as it is.
inline void wipe(QString &secret)
{
    if (secret.isDetached()) {
        secret.fill(u'\0');
    }
    secret.clear();
}

/// What a person shows beside a name to be let in: sent over TLS or to this machine only, never
/// logged or kept, wiped as soon as the server has answered.
struct JoinSecrets
{
    QString password;
    QString inviteCode; ///< an invitation, or the owner code of a new server
    QString deviceCode = {}; ///< made on another device of the same name

    [[nodiscard]] bool isEmpty() const
    {
        return password.isEmpty() && inviteCode.isEmpty() && deviceCode.isEmpty();
    }
    void wipe()
    {
        client::wipe(password);
        client::wipe(inviteCode);
        client::wipe(deviceCode);
    }
};

} // namespace maru::client
