// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/changes.h"
#include "server/chat/queries.h"

namespace maru::server {

/// Beside its text: about what any request takes, with its handler.
inline constexpr qint64 bytesOfAnyRequest = 512;

[[nodiscard]] inline qint64 textBytes(const QString &chat, const MentionSearch &search)
{
    qint64 units = chat.size();
    for (const QStringList &names : search.names) {
        for (const QString &name : names) {
            units += name.size();
        }
    }
    return units * qint64(sizeof(QChar));
}

/// About how much memory a request keeps while it waits; only texts of messages are long.
[[nodiscard]] inline qint64 requestBytes(const std::variant<Change, Query> &request)
{
    qint64 text = 0;
    if (const auto *change = std::get_if<Change>(&request)) {
        if (const auto *append = std::get_if<AppendMessage>(change)) {
            text = textBytes(append->message.chat, append->search);
        } else if (const auto *edit = std::get_if<EditMessage>(change)) {
            text = textBytes(edit->chat, edit->search);
        }
    }
    return bytesOfAnyRequest + text;
}

} // namespace maru::server
