// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDialog>

class QLabel;
class QTreeWidget;

namespace maru::client {

class Commands;
class LineEdit;

/// All commands of a window and their shortcuts, made from its menus, and a field that finds them.
/// Thread: GUI.
class ShortcutSheet : public QDialog
{
    Q_OBJECT

public:
    /// Reads \p commands now; they may go before the sheet.
    ShortcutSheet(const Commands &commands, bool enterSends, QWidget *parent = nullptr);

    [[nodiscard]] LineEdit *field() const { return m_field; }
    [[nodiscard]] QTreeWidget *list() const { return m_list; }
    [[nodiscard]] QLabel *nothingFound() const { return m_nothing; }

private:
    void fill(const Commands &commands, bool enterSends);
    void find(const QString &text);

    LineEdit *m_field;
    QTreeWidget *m_list;
    QLabel *m_nothing;
};

} // namespace maru::client
