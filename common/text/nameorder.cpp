// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/text/nameorder.h"

#include <algorithm>

namespace maru {

namespace {

// Without a language Qt compares code points, and "방 10" comes first.
QLocale spoken(const QLocale &locale)
{
    return locale.language() == QLocale::C ? QLocale(QLocale::English) : locale;
}

} // namespace

NameOrder::NameOrder(const QLocale &locale)
    : m_collator(spoken(locale))
{
    m_collator.setNumericMode(true);
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
}

bool NameOrder::isBefore(const QString &one, const QString &other) const
{
    const int order = m_collator.compare(one, other);
    return order != 0 ? order < 0 : one < other;
}

QCollatorSortKey NameOrder::keyOf(const QString &name) const
{
    return m_collator.sortKey(name);
}

void NameOrder::sort(QStringList &names) const
{
    std::sort(names.begin(), names.end(),
              [this](const QString &one, const QString &other) { return isBefore(one, other); });
}

} // namespace maru
