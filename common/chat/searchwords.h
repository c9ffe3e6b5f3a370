// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/searchevents.h"

#include <QString>

#include <optional>

/// The query language of message:search (docs/protocol.md), for the server and for what a client
/// searches by itself: pure.
namespace maru {

/// A query in its parts.
struct SearchWords
{
    QString text; ///< what is left, to be found literally; trimmed
    QString from; ///< a name or "me"; empty: anybody
    QString room; ///< a name; empty: everywhere
    SearchHas has;
    std::optional<qint64> sinceMs; ///< not before
    std::optional<qint64> untilMs; ///< before

    friend bool operator==(const SearchWords &, const SearchWords &) = default;
};

/// `from:NAME`, `in:NAME`, `has:file|link|image`, `since:`, `until:` and `on:` with a day such as
/// 2026-11-26 in this computer's time zone; a value with spaces stands in quotes. At the beginning
/// or behind white space only, in any case. What has no meaning there is text: nothing is an error.
[[nodiscard]] SearchWords searchWords(const QString &query);

/// What queryWithout() leaves out.
struct LeftOut
{
    bool days = false;
    bool rooms = false;
};

/// \p query without those of its operators, trimmed: for who says in fields what they mean, as a
/// client does whose days are not the server's.
[[nodiscard]] QString queryWithout(const QString &query, LeftOut parts);

/// Changes whenever hasLink() says something else of a text: an index made before is made again.
inline constexpr int linksVersion = 2;

/// Whether a link (http://, https://, www.) stands in \p chat: what `has:link` asks for.
[[nodiscard]] bool hasLink(QStringView chat);

} // namespace maru
