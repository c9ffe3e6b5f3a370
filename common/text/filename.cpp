// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/text/filename.h"

namespace maru {

namespace {

constexpr qsizetype mostEndingBytes = 49; // the dot counts

// Its first bytes of UTF-8, in whole characters.
QString cutBytes(const QString &text, qsizetype bytes)
{
    const QByteArray utf8 = text.toUtf8();
    if (utf8.size() <= bytes) {
        return text;
    }
    while (bytes > 0 && (quint8(utf8.at(bytes)) & 0xc0U) == 0x80U) {
        --bytes;
    }
    return QString::fromUtf8(utf8.first(bytes));
}

} // namespace

QString cutFileName(const QString &name, qsizetype mostBytes)
{
    if (name.toUtf8().size() <= mostBytes) {
        return name;
    }
    const qsizetype dot = name.lastIndexOf(u'.'); // the ending says what it is
    QString ending = dot < 0 ? QString() : name.mid(dot);
    if (ending.toUtf8().size() > mostEndingBytes) { // a sentence, rather
        ending.clear();
    }
    return cutBytes(name, mostBytes - ending.toUtf8().size()) + ending;
}

} // namespace maru
