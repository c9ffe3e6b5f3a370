// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QList>
#include <QString>
#include <QUrl>

/// Text from people as it may be drawn: always plain, and unable to spoil its surroundings.
namespace maru::client {

inline constexpr int maxCombiningMarks = 8; ///< in a row; the rest of a tower of marks is not drawn
inline constexpr qsizetype maxDisplayChars =
    20'000; ///< UTF-16 units drawn of one message; a foreign server's may be longer

/// \p text for a view of several lines: line ends of every kind as U+2028, other control characters
/// as their visible pictures, direction overrides left out, towers of combining marks cut, too long
/// text cut with "…".
[[nodiscard]] QString displayText(QStringView text);

/// How much of a displayed text is laid out at once without being asked for: a text of nothing but
/// joined emoji would hold up the window. All of any usual text.
inline constexpr int maxLayoutCost = 4'000;
[[nodiscard]] qsizetype cheapPrefix(QStringView text, int mostCost = maxLayoutCost);

/// \p name for one line: no line ends, no control and bidi-control characters; "?" where nothing of
/// it would be seen.
[[nodiscard]] QString displayName(QStringView name);

/// A sentence of ours or of a server, with what a person wrote in it, cut where drawing it would
/// hold up the window: it is laid out some ten times before a window has its size.
[[nodiscard]] QString displaySentence(const QString &text);

/// \p name between FSI and PDI, so that its direction does not turn the sentence around it.
[[nodiscard]] QString isolated(const QString &name);

/// What an avatar shows: the first letter, syllable or emoji of \p name in upper case; "?" if there
/// is none.
[[nodiscard]] QString avatarText(const QString &name);

/// True if nothing of \p text would be seen: spaces, format characters, Hangul fillers.
[[nodiscard]] bool isBlank(QStringView text);

/// Number of code points; a lone surrogate counts as one.
[[nodiscard]] qsizetype codePointCount(QStringView text);

/// A link in a text: where it stands and where it leads.
struct TextLink
{
    qsizetype start = 0; ///< UTF-16 units
    qsizetype length = 0;
    QUrl url;
    bool isLabelled = false; ///< it is shown by other words than the address
};

/// The http and https links of \p text. A link that hides its target (user info before the host) is
/// none.
[[nodiscard]] QList<TextLink> findLinks(QStringView text);

/// True if \p url may be handed to the system: http or https, a host, no user info.
[[nodiscard]] bool isSafeLink(const QUrl &url);

/// The host a link really leads to, with its ASCII form beside it if they differ: "한글.kr
/// (xn--bj0bj06e.kr)".
[[nodiscard]] QString realHost(const QUrl &url);

} // namespace maru::client
