// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/writegate.h"

#include <QModelIndex>

namespace maru::client {

/// What its reader may do with a message, a row of MessageListModel; nothing with an invalid index.
class MessageRights
{
public:
    MessageRights() = default;
    /// \p changes: answers, reactions and changes of one's own; \p moderates: also delete what
    /// others wrote; \p rule: of the room.
    MessageRights(bool changes, bool moderates, const WriteRule &rule = {})
        : m_changes(changes)
        , m_moderates(moderates)
        , m_rule(rule)
    { }

    [[nodiscard]] bool canChange() const { return m_changes; } ///< anything at all
    [[nodiscard]] bool canReply(const QModelIndex &index) const;
    [[nodiscard]] bool canReact(const QModelIndex &index) const;
    [[nodiscard]] bool canEdit(const QModelIndex &index) const;
    [[nodiscard]] bool canDelete(const QModelIndex &index) const;
    [[nodiscard]] bool canAskReaders(const QModelIndex &index) const; ///< of one's own
    /// What it said before: of one that was changed at the server.
    [[nodiscard]] bool canLookBack(const QModelIndex &index) const;

private:
    bool m_changes = false;
    bool m_moderates = false;
    WriteRule m_rule;
};

} // namespace maru::client
