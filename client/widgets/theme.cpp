// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/theme.h"

#include <QFontInfo>
#include <QFontMetrics>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int contrastDarker = 160; // per cent, for white on it to have 7

QColor rgb(QRgb value)
{
    return QColor::fromRgb(value);
}

Theme lightTheme()
{
    Theme theme;
    theme.kind = ThemeKind::Light;
    theme.window = rgb(0xF4F1EA);
    theme.panel = rgb(0xFBFAF6);
    theme.surface = rgb(0xFFFFFF);
    theme.line = rgb(0xE3DED3);
    theme.selected = rgb(0xE9E4D8);
    theme.text = rgb(0x22262B);
    theme.muted = rgb(0x5E646D);
    theme.accent = rgb(0x1E6B57);
    theme.onAccent = rgb(0xFFFFFF);
    theme.own = rgb(0xE7F1EC);
    theme.mention = rgb(0xFFF3D6);
    theme.unread = rgb(0xB53A09);
    theme.danger = rgb(0xB3261E);
    theme.link = rgb(0x17607F);
    return theme;
}

Theme darkTheme()
{
    Theme theme;
    theme.kind = ThemeKind::Dark;
    theme.window = rgb(0x17191C);
    theme.panel = rgb(0x1D2024);
    theme.surface = rgb(0x23272C);
    theme.line = rgb(0x31363C);
    theme.selected = rgb(0x2B3036);
    theme.text = rgb(0xE8E6E1);
    theme.muted = rgb(0xA0A6AE);
    theme.accent = rgb(0x63C2A3);
    theme.onAccent = rgb(0x0E1613);
    theme.own = rgb(0x20332D);
    theme.mention = rgb(0x3A3220);
    theme.unread = rgb(0xF29B5B);
    theme.danger = rgb(0xF2867C);
    theme.link = rgb(0x7CC0E0);
    return theme;
}

Theme contrastTheme()
{
    Theme theme;
    theme.kind = ThemeKind::Contrast;
    theme.window = rgb(0x000000);
    theme.panel = rgb(0x000000);
    theme.surface = rgb(0x000000);
    theme.line = rgb(0xFFFFFF);
    theme.selected = rgb(0x00251B);
    theme.text = rgb(0xFFFFFF);
    theme.muted = rgb(0xE0E0E0);
    theme.accent = rgb(0x7CF0C8);
    theme.onAccent = rgb(0x000000);
    theme.own = rgb(0x00251B);
    theme.mention = rgb(0x3D3000);
    theme.unread = rgb(0xFFB86B);
    theme.danger = rgb(0xFFAAA2);
    theme.link = rgb(0x8FD8FF);
    return theme;
}

double luminance(const QColor &colour)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF());
}

// A colour between two tokens, for hovered controls and scroll bars.
QColor between(const QColor &a, const QColor &b, double share)
{
    const auto mix = [share](float x, float y) {
        return static_cast<float>(double(x) * (1.0 - share) + double(y) * share);
    };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()),
                            mix(a.blueF(), b.blueF()));
}

} // namespace

const Theme &themeOf(ThemeKind kind)
{
    static const std::array<Theme, 3> themes = {lightTheme(), darkTheme(), contrastTheme()};
    return themes.at(static_cast<std::size_t>(kind));
}

int rowHeight(const Theme &theme, int comfortable)
{
    return theme.density == Density::Compact ? comfortable - rhythm::unit : comfortable;
}

int headerHeight(const QFont &body)
{
    const int lines =
        QFontMetrics(strongFont(body)).height() + QFontMetrics(smallFont(body)).height();
    return std::max(rhythm::header, lines + rhythm::unit + rhythm::hair);
}

ThemeKind kindFor(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Active, QPalette::Window);
    const QColor text = palette.color(QPalette::Active, QPalette::WindowText);
    if (window.rgb() == qRgb(0, 0, 0) && text.rgb() == qRgb(255, 255, 255)) {
        return ThemeKind::Contrast;
    }
    return luminance(window) < luminance(text) ? ThemeKind::Dark : ThemeKind::Light;
}

QPalette paletteOf(const Theme &theme)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor &colour) {
        palette.setColor(QPalette::All, role, colour);
    };
    set(QPalette::Window, theme.window);
    set(QPalette::WindowText, theme.text);
    set(QPalette::Base, theme.surface);
    set(QPalette::AlternateBase, theme.panel);
    set(QPalette::Text, theme.text);
    set(QPalette::Button, theme.panel);
    set(QPalette::ButtonText, theme.text);
    set(QPalette::BrightText, theme.danger);
    set(QPalette::PlaceholderText, theme.muted);
    set(QPalette::ToolTipBase, theme.panel);
    set(QPalette::ToolTipText, theme.text);
    set(QPalette::Highlight, theme.accent);
    set(QPalette::HighlightedText, theme.onAccent);
    set(QPalette::Link, theme.link);
    set(QPalette::LinkVisited, theme.link);
    set(QPalette::Light, between(theme.panel, theme.surface, 0.5));
    set(QPalette::Midlight, theme.selected);
    set(QPalette::Mid, theme.line);
    set(QPalette::Dark, theme.muted);
    set(QPalette::Shadow, theme.line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, theme.muted);
    }
    return palette;
}

QString styleSheetOf(const Theme &theme)
{
    QString sheet = uR"(
QToolTip { color: @text; background: @panel; border: 1px solid @line; padding: 4px 8px; }
QMenuBar { background: @panel; color: @text; border: none; border-bottom: 1px solid @line;
    padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: 6px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: @selected; color: @text; }
QMenu { background: @panel; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: @selected; color: @text; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }

QLineEdit { background: @surface; color: @text; border: 1px solid @line; border-radius: 8px;
    padding: 0 11px; min-height: 38px; selection-background-color: @accent;
    selection-color: @onAccent; }
QLineEdit:focus { border: 1px solid @accent; }
QLineEdit[wrong="true"] { border: 1px solid @danger; }
QLineEdit:disabled { color: @muted; background: @panel; }

QPushButton { background: @surface; color: @text; border: 1px solid @line; border-radius: 8px;
    padding: 0 16px; min-height: 38px; }
QPushButton:hover { background: @selected; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton:disabled { color: @muted; background: @panel; }
QPushButton[role="primary"] { background: @accent; color: @onAccent; border: 1px solid @accent;
    font-weight: 600; }
QPushButton[role="primary"]:hover { background: @accentHover; }
QPushButton[role="primary"]:focus { border: 2px solid @text; }
QPushButton[role="primary"]:disabled { background: @selected; color: @muted;
    border: 1px solid @line; }
QPushButton[role="link"] { background: transparent; color: @link; border: 1px solid transparent;
    padding: 0 2px; min-height: 22px; text-align: left; text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid @accent; border-radius: 6px; }
QPushButton[role="floating"] { background: @accent; color: @onAccent; border: 1px solid @accent;
    border-radius: 16px; min-height: 30px; padding: 0 14px 0 12px; font-weight: 600; }
QPushButton[role="floating"]:focus { border: 2px solid @text; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 8px; }
QToolButton:hover { background: @selected; }
QToolButton:focus { border: 1px solid @accent; }
QToolButton::menu-indicator { image: none; }
QToolButton#send { background: @accent; border: 1px solid @accent; }
QToolButton#send:hover { background: @accentHover; }
QToolButton#send:focus { border: 2px solid @text; }
QToolButton#send:disabled { background: @selected; border: 1px solid @selected; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; border: none; }
QScrollBar::handle:vertical { background: @handle; border-radius: 4px; min-height: 32px;
    margin: 2px; }
QScrollBar::handle:vertical:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QLabel[role="muted"] { color: @muted; }
QLabel[role="error"] { color: @danger; }
QPushButton[role="small"] { min-height: 26px; padding: 0 10px; }
QPushButton[role="danger"] { background: @danger; color: @surface; border: 1px solid @danger;
    font-weight: 600; }
QPushButton[role="danger"]:focus { border: 2px solid @text; }
QPushButton[role="danger"]:disabled { background: @selected; color: @muted;
    border: 1px solid @line; }
QToolButton:checked { background: @selected; }
QCheckBox::indicator:unchecked { width: 13px; height: 13px; border: 1px solid @muted;
    border-radius: 4px; background: @surface; }
QComboBox { background: @surface; color: @text; border: 1px solid @line; border-radius: 8px;
    padding: 0 11px; min-height: 38px; }
QComboBox:focus { border: 1px solid @accent; }
QComboBox:disabled { color: @muted; background: @panel; }
QComboBox QAbstractItemView { background: @panel; color: @text; border: 1px solid @line;
    selection-background-color: @selected; selection-color: @text; }
QTabBar#roomTabs::tab { color: @muted; padding: 8px 10px; border: none;
    border-bottom: 2px solid @line; }
QTabBar#roomTabs::tab:selected { color: @text; border-bottom: 2px solid @accent;
    font-weight: 600; }
QTabBar#roomTabs::tab:focus { color: @accent; }
QAbstractScrollArea#directory { background: @surface; border: 1px solid @line;
    border-radius: 8px; padding: 4px 0; }
QFrame#peoplePane { background: @panel; border: none; border-left: 1px solid @line; }
QFrame#peopleHeader { background: @panel; border: none; border-bottom: 1px solid @line; }
QAbstractScrollArea#people { background: @panel; border: none; }
QFrame#roomBar { background: @mention; border: none; border-top: 1px solid @line; }
QFrame#roomsPane { background: @panel; border: none; border-right: 1px solid @line; }
QFrame#roomsHeader, QFrame#header { border: none; border-bottom: 1px solid @line; }
QFrame#roomsHeader { background: @panel; }
QFrame#header, QFrame#conversation { background: @surface; border-left: none; border-right: none;
    border-top: none; }
QFrame#conversation { border-bottom: none; }
QFrame#searchPanel { background: @panel; border: none; border-left: 1px solid @line; }
QFrame#searchPanel QFrame#header { background: @panel; }
QFrame#switcher { background: @panel; border: 1px solid @line; border-radius: 12px; }
QAbstractScrollArea#searchHits, QAbstractScrollArea#switcherRows { background: transparent;
    border: none; }
QComboBox { background: @surface; color: @text; border: 1px solid @line; border-radius: 8px;
    padding: 0 11px; min-height: 30px; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox:focus { border: 1px solid @accent; }
QComboBox QAbstractItemView { background: @panel; color: @text; border: 1px solid @line;
    selection-background-color: @selected; selection-color: @text; }
QFrame#footer { background: @surface; border: none; border-top: 1px solid @line; }
QLabel#banner, QLabel#failure { background: @mention; color: @text; border: none;
    border-bottom: 1px solid @line; padding: 8px 24px; }
QFrame#notice { background: @mention; border: none; border-bottom: 1px solid @line; }
QFrame#composeBar { background: transparent; border: none; }
QListWidget { background: @surface; color: @text; border: 1px solid @line; border-radius: 8px;
    padding: 4px; }
QListWidget::item { padding: 4px 8px; }
QListWidget#completions { background: @panel; }
QListWidget#completions::item { border-radius: 6px; }
QListWidget#completions::item:selected { background: @selected; color: @text; }
QFrame#settingsSide { background: @panel; border: none; border-right: 1px solid @line; }
QAbstractScrollArea#settingsPages { background: transparent; border: none; padding: 0; }
QAbstractScrollArea#settingsPages::item { padding: 6px 8px; border-radius: 6px; color: @text; }
QAbstractScrollArea#settingsPages::item:selected { background: @selected; color: @text; }
QAbstractScrollArea#settingsPages::item:focus { border: 1px solid @accent; }
QAbstractScrollArea#settingsPage, QAbstractScrollArea#settingsPage > QWidget > QWidget {
    background: @window; }
QLabel[found="true"], QCheckBox[found="true"], QRadioButton[found="true"] {
    background: @mention; border-radius: 4px; }
QComboBox[found="true"], QPushButton[found="true"] { border: 1px solid @unread; }
QTreeView { background: @surface; color: @text; border: 1px solid @line; border-radius: 8px;
    padding: 4px; }
QTreeView::item { padding: 4px 8px; border: none; }
QTreeView::item:selected { background: @selected; color: @text; }
QHeaderView::section { background: @surface; color: @muted; border: none;
    border-bottom: 1px solid @line; padding: 6px 8px; }
QFrame#emojiPicker { background: @panel; border: 1px solid @line; }
QAbstractScrollArea#emojiGrid { background: @panel; border: none; }
QAbstractScrollArea#emojiGrid::item { border-radius: 6px; color: @text; }
QAbstractScrollArea#emojiGrid::item:selected, QAbstractScrollArea#emojiGrid::item:hover {
    background: @selected; }
QAbstractScrollArea#rooms { background: @panel; border: none; }
QAbstractScrollArea#servers { background: transparent; border: none; }
QFrame#trouble { background: @mention; border: 1px solid @line; border-radius: 8px; }
QAbstractScrollArea#messages { background: @surface; border: none; }
QPlainTextEdit#compose { background: transparent; border: none; color: @text;
    selection-background-color: @accent; selection-color: @onAccent; }
)"_s;
    const std::pair<QLatin1StringView, QColor> tokens[] = {
        {"@accentHover"_L1, between(theme.accent, theme.text, 0.12)},
        {"@handle"_L1, between(theme.surface, theme.muted, 0.45)},
        {"@selected"_L1, theme.selected},
        {"@onAccent"_L1, theme.onAccent},
        {"@surface"_L1, theme.surface},
        {"@mention"_L1, theme.mention},
        {"@window"_L1, theme.window},
        {"@accent"_L1, theme.accent},
        {"@danger"_L1, theme.danger},
        {"@panel"_L1, theme.panel},
        {"@muted"_L1, theme.muted},
        {"@text"_L1, theme.text},
        {"@line"_L1, theme.line},
        {"@link"_L1, theme.link},
        {"@unread"_L1, theme.unread},
    };
    for (const auto &[token, colour] : tokens) {
        sheet.replace(token, colour.name());
    }
    return sheet;
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

const QList<QColor> &avatarColours()
{
    static const QList<QColor> colours = {
        rgb(0x1E6B57), rgb(0x7A56A5), rgb(0xA85A26), rgb(0x2C6BA6),
        rgb(0x8A3660), rgb(0x5C6B1F), rgb(0x9C3D32), rgb(0x4A5A8C),
    };
    return colours;
}

QColor avatarColour(const QString &userId, ThemeKind kind)
{
    // FNV-1a: qHash is seeded differently in every run, people should keep their colour.
    quint32 hash = 2166136261U;
    for (const QChar c : userId) {
        hash = (hash ^ c.unicode()) * 16777619U;
    }
    hash ^= hash >> 15;
    const auto &colours = avatarColours();
    const QColor &colour =
        colours.at(static_cast<qsizetype>(hash % static_cast<quint32>(colours.size())));
    return kind == ThemeKind::Contrast ? colour.darker(contrastDarker) : colour;
}

QFont withEmojis(const QFont &font)
{
#if defined(Q_OS_WIN)
    const QString emojis = u"Segoe UI Emoji"_s;
#elif defined(Q_OS_MACOS)
    const QString emojis = u"Apple Color Emoji"_s;
#else
    const QString emojis = u"Noto Color Emoji"_s;
#endif
    QFont with = font;
    if (!font.families().contains(emojis)) {
        // The family by its name: where none was set the emojis would come first, and they have
        // digits and a space of their own.
        with.setFamilies({QFontInfo(font).family(), emojis});
    }
    return with;
}

QFont bodyFont(const QFont &system)
{
    QFont font = withEmojis(system);
    // A size in pixels is one that the person has chosen: systems have theirs in points.
    const bool isChosen = system.pixelSize() > 0;
    font.setPixelSize(std::max(isChosen ? system.pixelSize() : QFontInfo(system).pixelSize(),
                               isChosen ? fontsteps::smallestPx : rhythm::minimumFontPx));
    return font;
}

QFont steppedFont(const QFont &body, int pixels)
{
    QFont font = body;
    font.setPixelSize(
        std::max(fontsteps::smallestPx,
                 body.pixelSize() + std::clamp(pixels, fontsteps::least, fontsteps::most)));
    return font;
}

QFont smallFont(const QFont &body)
{
    QFont font = body;
    font.setPixelSize(body.pixelSize() - 2);
    return font;
}

QFont strongFont(const QFont &body)
{
    QFont font = body;
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace maru::client
