// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/rowheights.h"

#include <QtGlobal>

#include <algorithm>

namespace maru::client {

void RowHeights::reset(int count)
{
    m_rows.assign(static_cast<std::size_t>(count), Row{m_estimatePx, false});
    changedFrom(0);
}

void RowHeights::insert(int first, int count)
{
    Q_ASSERT(first >= 0 && first <= this->count());
    m_rows.insert(m_rows.begin() + first, static_cast<std::size_t>(count),
                  Row{m_estimatePx, false});
    changedFrom(first);
}

void RowHeights::remove(int first, int count)
{
    Q_ASSERT(first >= 0 && count >= 0 && first + count <= this->count());
    m_rows.erase(m_rows.begin() + first, m_rows.begin() + first + count);
    changedFrom(first);
}

void RowHeights::setHeight(int row, int heightPx)
{
    Row &changed = m_rows.at(static_cast<std::size_t>(row));
    changed.known = true;
    if (changed.heightPx != heightPx) {
        changed.heightPx = heightPx;
        changedFrom(row);
    }
}

void RowHeights::forget(int row)
{
    m_rows.at(static_cast<std::size_t>(row)).known = false;
}

void RowHeights::forgetAll()
{
    for (Row &row : m_rows) {
        row.known = false;
    }
}

int RowHeights::top(int row) const
{
    Q_ASSERT(row >= 0 && row <= count());
    for (; m_validTops < row; ++m_validTops) {
        const auto i = static_cast<std::size_t>(m_validTops);
        m_tops[i + 1] = m_tops[i] + m_rows[i].heightPx;
    }
    return m_tops[static_cast<std::size_t>(row)];
}

int RowHeights::rowAt(int y) const
{
    if (m_rows.empty()) {
        return -1;
    }
    static_cast<void>(total());
    const auto after = std::upper_bound(m_tops.begin(), m_tops.end(), y);
    return std::clamp(static_cast<int>(after - m_tops.begin()) - 1, 0, count() - 1);
}

void RowHeights::changedFrom(int row)
{
    m_tops.resize(m_rows.size() + 1);
    m_validTops = std::min(m_validTops, row);
}

} // namespace maru::client
