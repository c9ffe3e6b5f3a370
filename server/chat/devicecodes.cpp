// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/devicecodes.h"

#include "common/serverlimits.h"
#include "server/chat/objectid.h"

namespace maru::server {

namespace {

QString asMade(const QString &typed)
{
    QString code = typed.toUpper();
    code.removeIf([](QChar c) { return c == u'-' || c.isSpace(); });
    return code;
}

} // namespace

std::optional<QString> DeviceCodes::make(const UserId &user, const QByteArray &tokenHash,
                                         qint64 nowMs)
{
    m_codes.remove(user);
    if (m_codes.size() >= limits::maxDeviceCodes) {
        m_codes.removeIf([nowMs](const auto &entry) { return entry.value().expiresMs <= nowMs; });
    }
    if (m_codes.size() >= limits::maxDeviceCodes) {
        return std::nullopt;
    }
    const QString code = newDeviceCode();
    m_codes.insert(user,
                   {.codeHash = secretHash(code),
                    .tokenHash = tokenHash,
                    .expiresMs = nowMs + limits::deviceCodeMs,
                    .guessesLeft = limits::maxDeviceCodeGuesses});
    return code;
}

std::optional<QByteArray> DeviceCodes::use(const UserId &user, const QString &code, qint64 nowMs)
{
    const auto entry = m_codes.find(user);
    if (entry == m_codes.end()) {
        return std::nullopt;
    }
    const bool isRight = entry->codeHash == secretHash(asMade(code));
    const bool isOver = entry->expiresMs <= nowMs;
    std::optional<QByteArray> maker;
    if (isRight && !isOver) {
        maker = entry->tokenHash;
    }
    if (isRight || isOver || --entry->guessesLeft <= 0) {
        m_codes.erase(entry);
    }
    return maker;
}

} // namespace maru::server
