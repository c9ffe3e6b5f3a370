// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QChar>
#include <QList>
#include <QString>

/// Letters that no font of this computer has (docs/decisions/0031). For some scripts Qt takes only
/// fonts that name them, and opens every font there is until one does: again for each size, weight
/// and script. A font of our own names those that no other does, and has a box for each letter.
namespace maru::client {

/// A script that Qt looks for by its name in fonts.
struct NamedScript
{
    QChar::Script script = QChar::Script_Unknown;
    char32_t first = 0; ///< of its block
    char32_t last = 0;
    char32_t letter = 0; ///< which each font for it has
    QList<QByteArray> tags; ///< its names in fonts, four bytes each
};

/// All of them, as of Qt 6.4.
[[nodiscard]] const QList<NamedScript> &namedScripts();

/// Those of namedScripts() that no installed font has. None where Qt looks through few fonts, or
/// what is installed cannot be asked for.
[[nodiscard]] QList<NamedScript> missingScripts();

/// A TrueType font with a box for each letter of \p scripts; combining marks are not seen.
[[nodiscard]] QByteArray boxFont(const QString &family, const QList<NamedScript> &scripts);

/// The family that stands behind all others in the fonts of the program, and is made when it is
/// first asked for; empty if no script is missing. GUI thread.
[[nodiscard]] const QString &boxFamily();

} // namespace maru::client
