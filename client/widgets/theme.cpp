// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/theme.h"

#include "client/widgets/boxfont.h"

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

QColor between(const QColor &a, const QColor &b, double share)
{
    const auto mix = [share](float x, float y) {
        return static_cast<float>(double(x) * (1.0 - share) + double(y) * share);
    };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()),
                            mix(a.blueF(), b.blueF()));
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

QFont withFallbacks(const QFont &font)
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
        // digits and a space of their own. Behind boxes, too, its digits and spaces come first.
        const QString boxes = boxFamily();
        const QString family = QFontInfo(font).family();
        with.setFamilies(boxes.isEmpty() ? QStringList{family, emojis}
                                         : QStringList{family, boxes, family, emojis});
    }
    return with;
}

QFont bodyFont(const QFont &system)
{
    QFont font = withFallbacks(system);
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
