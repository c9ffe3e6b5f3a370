// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QFrame>
#include <QList>

class QButtonGroup;
class QLabel;
class QListView;

namespace maru::client {

class EmojiModel;
class EmojiTable;
class LineEdit;

/// A popup with all emojis: those used last, those of a group, or those found by what is typed.
/// Typing searches, the arrow keys move, Enter takes, Tab goes to the groups. Thread: GUI.
class EmojiPicker : public QFrame
{
    Q_OBJECT

public:
    /// \p table outlives it.
    explicit EmojiPicker(const EmojiTable &table, QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    void setRecent(const QStringList &emojis); ///< the last one first
    /// Shows it above \p anchor (in global places), within the screen, with nothing typed.
    void openAt(const QRect &anchor);

    bool eventFilter(QObject *watched, QEvent *event) override;

signals:
    void picked(const QString &emoji);

private:
    [[nodiscard]] QWidget *makeGroups();
    void search(const QString &query);
    void showGroup(int group); // -1: those used last
    void showName(const QModelIndex &index);
    void pick(const QModelIndex &index);
    void moveBy(int key);

    const EmojiTable &m_table;
    QList<int> m_recent;
    EmojiModel *m_model;
    LineEdit *m_search;
    QButtonGroup *m_groups;
    QListView *m_grid;
    QLabel *m_name;
};

} // namespace maru::client
