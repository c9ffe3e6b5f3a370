// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArrayView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// What the fuzz targets share. A target's input is the bytes of a peer or a file; where a target
/// needs to choose as well, the first bytes choose.
namespace maru::fuzz {

/// A property that must hold; else the process ends, and libFuzzer keeps the input.
inline void require(bool holds, int line = __builtin_LINE(), const char *file = __builtin_FILE())
{
    if (!holds) {
        std::fprintf(stderr, "%s:%d: the property does not hold\n", file, line);
        std::abort();
    }
}

/// Takes parts off the front of an input.
class Input
{
public:
    Input(const uint8_t *data, size_t size)
        : m_rest(data, static_cast<qsizetype>(size))
    { }

    /// 0 at the end.
    quint8 byte()
    {
        if (m_rest.isEmpty()) {
            return 0;
        }
        const auto first = static_cast<quint8>(m_rest.front());
        m_rest = m_rest.sliced(1);
        return first;
    }
    /// Up to the next \p separator, which is taken too; all of it if there is none.
    QByteArrayView part(char separator)
    {
        const qsizetype end = m_rest.indexOf(separator);
        const QByteArrayView taken = end < 0 ? m_rest : m_rest.first(end);
        m_rest = end < 0 ? QByteArrayView() : m_rest.sliced(end + 1);
        return taken;
    }
    [[nodiscard]] QByteArrayView rest() const { return m_rest; }

private:
    QByteArrayView m_rest;
};

/// The sizes of the pieces in which the same bytes come the second time: 1 … 256, from \p seed.
class Pieces
{
public:
    explicit Pieces(quint8 seed)
        : m_state(seed * 2'654'435'761U + 1U)
    { }

    [[nodiscard]] qsizetype next()
    {
        m_state = m_state * 1'664'525U + 1'013'904'223U;
        const quint32 high = m_state >> 24;
        return (m_state & 0x10000U) != 0 ? qsizetype{high} + 1 : qsizetype{high % 4} + 1;
    }

private:
    quint32 m_state;
};

/// The input as JSON in UTF-8, as a peer sends it; a null document for what is none.
inline QJsonDocument json(QByteArrayView bytes)
{
    return QJsonDocument::fromJson(bytes.toByteArray());
}

/// UTF-16, in which lone surrogates can be said, or UTF-8.
inline QString text(QByteArrayView bytes, bool isWide)
{
    if (!isWide) {
        return QString::fromUtf8(bytes);
    }
    QString text;
    for (qsizetype i = 0; i + 1 < bytes.size(); i += 2) {
        text.append(QChar(static_cast<uchar>(bytes[i]), static_cast<uchar>(bytes[i + 1])));
    }
    return text;
}

} // namespace maru::fuzz
