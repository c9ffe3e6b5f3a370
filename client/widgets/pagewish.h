// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QElapsedTimer>

namespace maru::client {

/// Asking for one more page at an end of a list: once while the list stays as it is, and again if
/// nothing has come for a while.
class PageWish
{
public:
    /// False if it was asked for lately, with as many \p rows.
    [[nodiscard]] bool take(int rows)
    {
        if (m_rows == rows && m_last.isValid() && !m_last.hasExpired(againMs)) {
            return false;
        }
        m_rows = rows;
        m_last.start();
        return true;
    }
    void forget() { m_rows = -1; }

private:
    static constexpr int againMs = 1'000;

    QElapsedTimer m_last;
    int m_rows = -1; // when it was asked for last
};

} // namespace maru::client
