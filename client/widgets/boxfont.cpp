// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/boxfont.h"

#include <QDataStream>
#include <QFontDatabase>
#include <QIODevice>
#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// In thousandths of the size. Lower than any usual font: a line does not grow for boxes.
constexpr qint16 ascent = 760;
constexpr qint16 descent = -200;
constexpr qint16 boxLeft = 60;
constexpr qint16 boxRight = 560;
constexpr qint16 boxTop = 700;
constexpr qint16 stroke = 50;
constexpr quint16 boxAdvance = 620;
constexpr quint16 unitsPerEm = 1'000;

enum Glyph : quint16 { NoGlyph, Box, Nothing, GlyphCount };

// Numbers in fonts stand with their high byte first, as QDataStream writes them.
template<class... Numbers>
QByteArray table(Numbers... numbers)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    (out << ... << numbers);
    return bytes;
}

template<class... Numbers>
QByteArray words(Numbers... numbers)
{
    return table(static_cast<qint16>(numbers)...);
}

QByteArray headTable()
{
    constexpr quint16 flags = 0x3; // what starts at 0 and at the left
    return table(quint32(0x00010000), quint32(0x00010000), quint32(0), quint32(0x5F0F3CF5), flags,
                 unitsPerEm, qint64(0), qint64(0), qint16(0), qint16(0), boxRight, boxTop,
                 quint16(0), quint16(8), qint16(2), qint16(0), qint16(0));
}

QByteArray hheaTable()
{
    return table(quint32(0x00010000), ascent, descent, qint16(0), boxAdvance)
        + words(0, 0, boxRight, 1, 0, 0, 0, 0, 0, 0, 0, GlyphCount);
}

QByteArray maxpTable()
{
    return table(quint32(0x00010000), quint16(GlyphCount))
        + words(8, 2, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0);
}

// Two rectangles that turn opposite ways: the inner one is a hole.
QByteArray glyfTable()
{
    constexpr qint16 width = boxRight - boxLeft;
    constexpr qint16 inner = width - 2 * stroke;
    constexpr qint16 innerHeight = boxTop - 2 * stroke;
    QByteArray glyph = words(2, boxLeft, 0, boxRight, boxTop, 3, 7, 0);
    glyph += QByteArray(8, '\x01'); // each point is one of the outline, its place two bytes
    glyph += words(boxLeft, 0, width, 0, stroke - width, inner, 0, -inner);
    glyph += words(0, boxTop, 0, -boxTop, stroke, 0, innerHeight, 0);
    return glyph;
}

QByteArray cmapTable(const QList<NamedScript> &scripts)
{
    QByteArray groups;
    quint32 count = 0;
    const auto close = [&](char32_t first, char32_t end, Glyph glyph) {
        if (glyph != NoGlyph) {
            groups += table(quint32(first), quint32(end - 1), quint32(glyph));
            ++count;
        }
    };
    for (const NamedScript &script : scripts) { // in the order of their blocks
        Glyph current = NoGlyph;
        char32_t first = script.first;
        for (char32_t c = script.first; c <= script.last; ++c) {
            const bool isMark = QChar::category(c) == QChar::Mark_NonSpacing;
            const Glyph glyph = QChar::script(c) != script.script ? NoGlyph
                : isMark                                          ? Nothing
                                                                  : Box;
            if (glyph != current) {
                close(first, c, current);
                first = c;
                current = glyph;
            }
        }
        close(first, script.last + 1, current);
    }
    constexpr quint16 manyToOne = 13; // letters that share a glyph
    return table(quint16(0), quint16(1), quint16(3), quint16(10), quint32(12), manyToOne,
                 quint16(0), quint32(16 + groups.size()), quint32(0), count)
        + groups;
}

// Says which scripts the font is for, and does nothing more for them.
QByteArray gsubTable(const QList<NamedScript> &scripts)
{
    QList<QByteArray> tags;
    for (const NamedScript &script : scripts) {
        tags += script.tags;
    }
    std::sort(tags.begin(), tags.end());
    const auto scriptAt = static_cast<quint16>(2 + tags.size() * 6);
    QByteArray list = table(static_cast<quint16>(tags.size()));
    for (const QByteArray &tag : tags) {
        list += tag + table(scriptAt);
    }
    list += words(4, 0, 0, 0xFFFF, 0); // the one language: no feature
    const auto end = static_cast<quint16>(10 + list.size());
    return table(quint32(0x00010000), quint16(10), end, quint16(end + 2)) + list + words(0, 0);
}

QByteArray nameTable(const QString &family)
{
    const QStringList names{family, u"Regular"_s, family, QString(family).remove(u' ')};
    constexpr quint16 ids[] = {1, 2, 4, 6};
    QByteArray records;
    QByteArray texts;
    for (qsizetype i = 0; i < names.size(); ++i) {
        QByteArray text;
        for (const QChar c : names.at(i)) {
            text += table(quint16(c.unicode()));
        }
        records += table(quint16(3), quint16(1), quint16(0x409), ids[i], quint16(text.size()),
                         quint16(texts.size()));
        texts += text;
    }
    return table(quint16(0), quint16(names.size()), quint16(6 + records.size())) + records + texts;
}

// Without checksums: it never leaves this process.
QByteArray fontOf(const QMap<QByteArray, QByteArray> &tables)
{
    const auto count = static_cast<quint16>(tables.size());
    quint16 power = 1;
    quint16 exponent = 0;
    while (power * 2 <= count) {
        power *= 2;
        ++exponent;
    }
    QByteArray head = table(quint32(0x00010000), count, quint16(power * 16), exponent,
                            quint16((count - power) * 16));
    const qsizetype bodyAt = head.size() + 16 * tables.size();
    QByteArray body;
    for (auto it = tables.cbegin(); it != tables.cend(); ++it) {
        head +=
            it.key() + table(quint32(0), quint32(bodyAt + body.size()), quint32(it.value().size()));
        body += it.value() + QByteArray((4 - it.value().size() % 4) % 4, '\0');
    }
    return head + body;
}

} // namespace

QByteArray boxFont(const QString &family, const QList<NamedScript> &scripts)
{
    const QByteArray box = glyfTable();
    const auto half = static_cast<quint16>(box.size() / 2);
    return fontOf({
        {"head", headTable()},
        {"hhea", hheaTable()},
        {"maxp", maxpTable()},
        {"hmtx", words(boxAdvance, 0, boxAdvance, boxLeft, 0, 0)},
        {"cmap", cmapTable(scripts)},
        {"loca", table(quint16(0), quint16(0), half, half)},
        {"glyf", box},
        {"name", nameTable(family)},
        {"post", table(quint32(0x00030000), quint32(0)) + words(-100, 50) + QByteArray(20, '\0')},
        {"GSUB", gsubTable(scripts)},
    });
}

const QString &boxFamily()
{
    static const QString family = [] {
        const QList<NamedScript> missing = missingScripts();
        const QString name = u"Maru Boxes"_s;
        const bool isMade = !missing.isEmpty()
            && QFontDatabase::addApplicationFontFromData(boxFont(name, missing)) >= 0;
        return isMade ? name : QString();
    }();
    return family;
}

} // namespace maru::client
