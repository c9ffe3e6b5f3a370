// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

#include <optional>

/// Drafts are kept by room; the text of an edit under way beside them, under a key of its own, with
/// the edited message where others have what they answer. A Maru that does not know such a key
/// shows it as a draft whose room has gone: the text is not lost.
namespace maru::client {

inline constexpr QLatin1StringView editDraftEnd("/edit"); // no id of a room has a slash

[[nodiscard]] inline QString editDraftKey(const QString &room)
{
    return room + editDraftEnd;
}

/// std::nullopt: the draft is no edit.
[[nodiscard]] inline std::optional<QString> roomOfEditDraft(const QString &key)
{
    return key.endsWith(editDraftEnd) ? std::optional(key.chopped(editDraftEnd.size()))
                                      : std::nullopt;
}

} // namespace maru::client
