// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/protocol/errors.h"
#include "server/chat/blobs.h"
#include "server/transport/httpresponse.h"

#include <QByteArrayView>
#include <QString>

#include <optional>

/// What is said about files over HTTP (docs/protocol.md §7), and how requests are read.
namespace maru::server {

/// An error in the form of an ack, under the status that goes with its code.
[[nodiscard]] HttpResponse errorResponse(const ApiError &error);
[[nodiscard]] HttpResponse errorResponse(BlobError error);
/// 201, the File, and where it is.
[[nodiscard]] HttpResponse fileResponse(const File &file);
/// Always something to be saved, never to be shown (RFC 6266, RFC 8187).
[[nodiscard]] QByteArray contentDisposition(const QString &name);

/// Bytes of a file, both included.
struct ByteRange
{
    qint64 first = 0;
    qint64 last = 0;
};
/// The one range of a Range header (RFC 9110 §14) that lies in a file of \p size bytes;
/// std::nullopt for what is to be ignored: none, several, or no range at all. One that lies outside
/// has \c first == \p size.
[[nodiscard]] std::optional<ByteRange> byteRange(QByteArrayView header, qint64 size);

/// Digits alone; std::nullopt for anything else.
[[nodiscard]] std::optional<qint64> byteCount(const QByteArray &text);

} // namespace maru::server
