// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>
#include <QStringView>

#include <array>

/// The one name rule (docs/protocol.md §6), for people and rooms.
namespace maru {

enum class NameError : quint8 {
    Empty,
    TooLong, ///< over 32 (rooms: 64) graphemes, or limits::maxNameBytes
    ForbiddenCharacter, ///< control, format, bidi override, unassigned, private use, surrogate,
                        ///< Hangul filler, blank
    Reserved, ///< system, 시스템, admin, 관리자, server
    NotForRooms, ///< one of , / ? #
};

/// What NameError::Reserved is about. The server keeps names that only look like these from being
/// taken.
inline constexpr std::array<QStringView, 5> reservedUserNames{
    u"system", u"시스템", u"admin", u"관리자", u"server"}; // as keys: lower case, composed

/// The rule as one English sentence, for the ack's `error`.
[[nodiscard]] QString nameRule(NameError error);

/// \p text as it will be kept: NFC, trimmed, inner white space collapsed to one space.
[[nodiscard]] Result<QString, NameError> normalisedUserName(const QString &text);
[[nodiscard]] Result<QString, NameError> normalisedRoomName(const QString &text);

/// Two names with the same key are the same name: NFKC, case folded, default-ignorables removed.
[[nodiscard]] QString nameKey(const QString &normalisedName);

/// "김민수" → "김민수 (2)"; "김민수 (2)" → "김민수 (3)". Never longer than the rule allows.
[[nodiscard]] QString nextNameSuggestion(const QString &normalisedName);

} // namespace maru
