// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru::server {

/// A new id of 24 hex digits: seconds since 1970 (8 digits), then 64 random bits. Unguessable
/// enough to be no hint, but no secret either.
[[nodiscard]] QString newObjectId(qint64 nowMs);

/// What is stored of a secret: its SHA-256, 32 bytes.
[[nodiscard]] QByteArray secretHash(const QString &secret);

/// A class code: 6 characters of A–Z and 2–9 without I and O (so no 0/O and 1/I to mix up).
[[nodiscard]] QString newClassCode();
/// A code for one's next device: 8 characters of the same.
[[nodiscard]] QString newDeviceCode();
/// True if \p code could be a class code; others are refused without being counted.
[[nodiscard]] bool isClassCode(const QString &code);

} // namespace maru::server
