// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"

#include <QByteArray>
#include <QHash>
#include <QString>

/// What an export writes: lines of JSON, and pages of HTML in which nothing runs and nothing is
/// loaded. Pure.
namespace maru::server {

/// `{"room":{…}}`, the first line of a room's file.
[[nodiscard]] QByteArray jsonRoomLine(const Room &room);
/// The Message of docs/protocol.md §3 on a line.
[[nodiscard]] QByteArray jsonMessageLine(const Message &message);

/// Where the files of a message are, by SHA-256, as relative path; one without is missing.
using ExportedFiles = QHash<QString, QString>;

[[nodiscard]] QByteArray htmlHead(const Room &room, const QString &serverName);
[[nodiscard]] QByteArray htmlMessage(const Message &message, const ExportedFiles &files);
[[nodiscard]] QByteArray htmlEnd();

/// \p name as a file name on every system: letters and digits of any script, `-`, `_` and `.`
/// within; at most 80 bytes. Empty if nothing of it can stay.
[[nodiscard]] QString safeFileName(const QString &name);

} // namespace maru::server
