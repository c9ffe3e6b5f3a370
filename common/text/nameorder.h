// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QCollator>
#include <QLocale>
#include <QStringList>

namespace maru {

/// The order of names in every list of rooms and people: that of the language, with numbers by
/// their value ("방 2" before "방 10") and no regard to case. Two different names never count as
/// the same, so the order is one whatever the rows were before.
class NameOrder
{
public:
    explicit NameOrder(const QLocale &locale = QLocale());

    [[nodiscard]] bool isBefore(const QString &one, const QString &other) const;
    /// The same for many comparisons; names that it does not tell apart need a second criterion.
    [[nodiscard]] QCollatorSortKey keyOf(const QString &name) const;
    void sort(QStringList &names) const;

private:
    QCollator m_collator;
};

} // namespace maru
