// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

/// The one kind of tar header that a backup has: a regular file of mode 0600 that belongs to
/// nobody, in the form "ustar" (POSIX.1-1988); sizes from 8 GiB on as GNU tar writes them.
namespace maru::server {

inline constexpr qsizetype tarBlockBytes = 512;

struct TarHeader
{
    QByteArray name; ///< printable ASCII, at most 99 bytes
    qint64 bytes = 0;
    qint64 timeS = 0; ///< since 1970
};

/// 512 bytes.
[[nodiscard]] QByteArray encodeTarHeader(const TarHeader &header);

/// Nothing if \p block is not exactly what encodeTarHeader() makes of some header: so no bit of it
/// can be another without being noticed.
[[nodiscard]] std::optional<TarHeader> decodeTarHeader(const QByteArray &block);

/// How many zero bytes follow \p bytes of content.
[[nodiscard]] qsizetype tarPadding(qint64 bytes);

} // namespace maru::server
