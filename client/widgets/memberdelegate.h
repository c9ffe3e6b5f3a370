// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QStyledItemDelegate>

namespace maru::client {

/// Draws one person of the people pane: avatar, name, what they are, a raised hand, a mute; the
/// title of a section above its first row. Roles of MemberListModel.
class MemberDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit MemberDelegate(QObject *parent = nullptr);

    void setTheme(const Theme &theme) { m_theme = theme; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
    /// Translated: "Owner", "Moderator", or what the person is on the server; empty for a member.
    [[nodiscard]] static QString badgeOf(const QModelIndex &index);

protected:
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    void paintAvatar(QPainter *painter, const QRect &square, const QFont &body,
                     const QModelIndex &index) const;

    Theme m_theme;
};

} // namespace maru::client
