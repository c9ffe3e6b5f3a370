// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/ids.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <optional>

namespace maru::server {

/// The codes with which people bring their next device under their name (`session:code`). In
/// memory, hashed: a restart of the server forgets them. Bounded in number, life and wrong guesses
/// (serverlimits.h).
class DeviceCodes
{
public:
    /// A new code, good for limits::deviceCodeMs; the one of before of \p user is no longer.
    /// \p tokenHash: of the device that asks. std::nullopt: limits::maxDeviceCodes wait already.
    [[nodiscard]] std::optional<QString> make(const UserId &user, const QByteArray &tokenHash,
                                              qint64 nowMs);
    /// The hash of the token of the device that made \p code, once; small letters, spaces and
    /// hyphens do not matter. std::nullopt: wrong, used or too old.
    [[nodiscard]] std::optional<QByteArray> use(const UserId &user, const QString &code,
                                                qint64 nowMs);

private:
    struct Entry
    {
        QByteArray codeHash;
        QByteArray tokenHash;
        qint64 expiresMs = 0;
        int guessesLeft = 0;
    };

    QHash<UserId, Entry> m_codes;
};

} // namespace maru::server
