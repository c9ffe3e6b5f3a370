// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QColor>
#include <QFont>
#include <QList>
#include <QPalette>
#include <QString>

namespace maru::client {

enum class ThemeKind : quint8 { Light, Dark, Contrast };

/// How much room rows and messages take.
enum class Density : quint8 { Comfortable, Compact };

/// The colours of one theme, by what they are used for. Every colour of the client comes from here.
struct Theme
{
    ThemeKind kind = ThemeKind::Light;
    QColor window; ///< dialogs, behind the panes
    QColor panel; ///< rooms, menus
    QColor surface; ///< conversation, input
    QColor line; ///< one-pixel borders, the only separators
    QColor selected; ///< current row, neutral badge
    QColor text;
    QColor muted; ///< times, section titles, hints
    QColor accent; ///< focus, send, composing syllable
    QColor onAccent; ///< what stands on accent
    QColor own; ///< behind own messages
    QColor mention; ///< banners
    QColor unread; ///< the "new" line, counts that are for you
    QColor danger; ///< failed, destructive
    QColor link;
    Density density = Density::Comfortable; ///< the person's choice, told together with the colours
};

/// Lengths in device-independent pixels; multiples of 8, of 4 for hairs.
namespace rhythm {
inline constexpr int unit = 8;
inline constexpr int hair = 4;
inline constexpr int roomsWidth = 248; ///< at first
inline constexpr int roomsLeast = 200;
inline constexpr int roomsMost = 360;
inline constexpr int peopleWidth = 224;
inline constexpr int drawerBelow = 720; ///< a narrower window has the rooms in a drawer
inline constexpr int header = 56;
inline constexpr int row = 32;
inline constexpr int conversationSide = 24;
inline constexpr int narrowSide = 16;
inline constexpr int narrowBelow = 480; ///< a narrower conversation has less room at its sides
inline constexpr int paneSide = 16;
inline constexpr int avatar = 36;
inline constexpr int avatarGap = 12;
inline constexpr int timeColumn = 76;
inline constexpr int inputMin = 48;
inline constexpr int inputLines = 6;
inline constexpr int joinWidth = 420;
inline constexpr int cornerRow = 6;
inline constexpr int cornerField = 8;
inline constexpr int cornerAvatar = 10;
inline constexpr int cornerInput = 12;
inline constexpr int textColumnEm = 72;
inline constexpr double lineHeight = 1.43; ///< of the font's pixel size
inline constexpr int minimumFontPx =
    14; ///< a chat is read all day; smaller system fonts are raised to this

/// Of a conversation, and of all that stands above and below it in the same column.
constexpr int sideOf(int widthPx)
{
    return widthPx < narrowBelow ? narrowSide : conversationSide;
}
} // namespace rhythm

/// The height of a row of rooms or people where \p comfortable is the roomy one.
[[nodiscard]] int rowHeight(const Theme &theme, int comfortable = rhythm::row);
/// The height of a pane's header of two lines: that of rhythm, more for a large \p body.
[[nodiscard]] int headerHeight(const QFont &body);

/// How far a person can change the size of the font, in pixels.
namespace fontsteps {
inline constexpr int least = -2;
inline constexpr int most = 14;
inline constexpr int smallestPx = 12;
} // namespace fontsteps

[[nodiscard]] const Theme &themeOf(ThemeKind kind);

/// The theme that suits the system's \p palette: by the lightness of its window, black on white
/// text and nothing between counts as high contrast.
[[nodiscard]] ThemeKind kindFor(const QPalette &palette);

[[nodiscard]] QPalette paletteOf(const Theme &theme);
/// The one style sheet of the program.
[[nodiscard]] QString styleSheetOf(const Theme &theme);
/// A colour between two of a theme, for what is hovered; \p share of \p b, from 0 to 1.
[[nodiscard]] QColor between(const QColor &a, const QColor &b, double share);

/// WCAG 2 contrast, 1 to 21. Opaque colours only.
[[nodiscard]] double contrastRatio(const QColor &a, const QColor &b);

/// The eight avatar colours; white text stands on each with at least 4.5, in the
/// theme of high contrast with 7.
[[nodiscard]] const QList<QColor> &avatarColours();
/// The same colour for the same id, in every run and on every machine.
[[nodiscard]] QColor avatarColour(const QString &userId, ThemeKind kind = ThemeKind::Light);

/// \p system with the size raised to the minimum of rhythm where it is smaller; in pixels. A font
/// that has its size in pixels already is raised to that of fontsteps.
[[nodiscard]] QFont bodyFont(const QFont &system);
/// \p body, \p pixels larger or smaller, within fontsteps.
[[nodiscard]] QFont steppedFont(const QFont &body, int pixels);
/// \p font with what stands right behind its own letters: boxes for scripts that no font has
/// (boxfont.h), and the system's colour emojis, which other fonts hold in black.
[[nodiscard]] QFont withFallbacks(const QFont &font);
/// Times, states and section titles: two pixels smaller.
[[nodiscard]] QFont smallFont(const QFont &body);
/// Names, unread rooms and headings.
[[nodiscard]] QFont strongFont(const QFont &body);

} // namespace maru::client
