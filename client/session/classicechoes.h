// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"

#include <QList>
#include <QString>

#include <optional>

namespace maru::client {

/// Finds out which of one's own messages a classic server has broadcast. Such servers acknowledge
/// nothing and know no cid: the only sign is the own echo, the same user id and the same text.
class ClassicEchoes
{
public:
    void expect(const QString &cid, const QString &text);
    /// The cid \p message confirms, once; std::nullopt if it is not an echo of ours.
    [[nodiscard]] std::optional<QString> take(const Message &message, const UserId &own);
    void clear() { m_expected.clear(); }

private:
    struct Expected
    {
        QString cid;
        QString text;
    };
    // The newest is the one in flight. Older ones were given up, their echoes may still come late.
    QList<Expected> m_expected;
};

} // namespace maru::client
