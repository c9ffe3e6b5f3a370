// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

namespace maru::client {

/// Heights and positions of the rows of a long list of which only those once looked at are known.
///
/// Measuring ten thousand messages takes seconds; so a row counts with an estimate until it is
/// shown. Positions are sums over all rows, renewed from the first changed row on when next asked
/// for.
class RowHeights
{
public:
    explicit RowHeights(int estimatePx = 40)
        : m_estimatePx(estimatePx)
    { }

    void reset(int count);
    void insert(int first, int count);
    void remove(int first, int count);
    void setHeight(int row, int heightPx); ///< known from now on
    void forget(int row); ///< the old height is the estimate until the row is measured again
    void forgetAll();

    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] bool isKnown(int row) const { return at(row).known; }
    [[nodiscard]] int height(int row) const { return at(row).heightPx; }
    [[nodiscard]] int top(int row) const; ///< also of row count(): the end of the last one
    [[nodiscard]] int total() const { return top(count()); }
    /// The row at \p y, clamped to the first and last row; -1 if there is none.
    [[nodiscard]] int rowAt(int y) const;

private:
    struct Row
    {
        int heightPx = 0;
        bool known = false;
    };

    [[nodiscard]] const Row &at(int row) const { return m_rows.at(static_cast<std::size_t>(row)); }
    void changedFrom(int row);

    int m_estimatePx;
    std::vector<Row> m_rows;
    mutable std::vector<int> m_tops = {0}; // m_tops[i] is right for i <= m_validTops
    mutable int m_validTops = 0;
};

} // namespace maru::client
