// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/quickswitchermodel.h"
#include "client/widgets/lineedit.h"
#include "client/widgets/theme.h"

#include <QFrame>

#include <utility>

class QLabel;
class QListView;

namespace maru::client {

class SwitcherDelegate;

/// A field over the window and what may be gone to: rooms, people, commands (QuickSwitcherModel).
/// Up and Down choose, Enter goes, Esc or a click elsewhere closes. Thread: GUI.
class QuickSwitcher : public QFrame
{
    Q_OBJECT

public:
    explicit QuickSwitcher(QWidget *parent);

    void setModel(QuickSwitcherModel *model); ///< not owned
    void setTheme(const Theme &theme);
    void open(); ///< empty, in the upper middle of the window

    [[nodiscard]] LineEdit *field() const { return m_field; }
    [[nodiscard]] QListView *list() const { return m_list; }

signals:
    void chosen(maru::client::QuickSwitcherModel::Kind kind, const QString &id);
    void typed(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void update(const QString &text);
    void noteCurrent(); ///< before the rows are others
    void showCurrent(); ///< the same one, or the first
    void place();
    void choose(const QModelIndex &index);

    QuickSwitcherModel *m_model = nullptr;
    SwitcherDelegate *m_delegate;
    LineEdit *m_field;
    QListView *m_list;
    QLabel *m_nothing;
    std::pair<int, QString> m_current; // kind and id; empty: none was chosen
    bool m_isAskedAnew = false;
};

} // namespace maru::client
