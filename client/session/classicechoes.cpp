// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/classicechoes.h"

#include <algorithm>

namespace maru::client {

namespace {
constexpr qsizetype maxExpected = 16;
}

void ClassicEchoes::expect(const QString &cid, const QString &text)
{
    m_expected.erase(std::remove_if(m_expected.begin(), m_expected.end(),
                                    [&](const Expected &one) { return one.cid == cid; }),
                     m_expected.end());
    if (m_expected.size() >= maxExpected) {
        m_expected.removeFirst();
    }
    m_expected.append({cid, text});
}

std::optional<QString> ClassicEchoes::take(const Message &message, const UserId &own)
{
    if (own.isNull() || message.user.id != own) {
        return std::nullopt;
    }
    for (qsizetype i = m_expected.size() - 1; i >= 0; --i) {
        if (m_expected.at(i).text == message.chat) {
            return m_expected.takeAt(i).cid;
        }
    }
    return std::nullopt;
}

} // namespace maru::client
