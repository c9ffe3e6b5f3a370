// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/lineedit.h"
#include "client/widgets/theme.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QListView;
class QModelIndex;
class QToolButton;

namespace maru::client {

class SearchDelegate;
class SearchModel;

/// Finding messages, beside the conversation: what is typed is searched at once. Up and Down choose
/// a hit, Enter goes to it, Esc closes. Thread: GUI.
class SearchPanel : public QFrame
{
    Q_OBJECT

public:
    explicit SearchPanel(QWidget *parent = nullptr);

    void setModel(SearchModel *model); ///< not owned
    void setTheme(const Theme &theme);
    /// The room that "this room" means; \p title as of RoomListModel.
    void setRoom(const QString &roomId, const QString &title);
    /// Ready to be typed into; what was searched last stays, and is selected.
    void open(bool isEverywhere);
    void close(); ///< and forgets

    [[nodiscard]] LineEdit *field() const { return m_field; }
    [[nodiscard]] QListView *list() const { return m_list; }
    [[nodiscard]] QString stateText() const; ///< what the panel says of the search

signals:
    void hitChosen(const QString &roomId, qint64 seq);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QWidget *makeHead();
    void search();
    void showState();
    void choose(const QModelIndex &index);
    void step(int rows);
    void nameScopes();
    [[nodiscard]] QString adviceText() const;

    SearchModel *m_model = nullptr;
    SearchDelegate *m_delegate;
    LineEdit *m_field;
    QComboBox *m_scope;
    QToolButton *m_close = nullptr;
    QLabel *m_advice; // in the place of the hits
    QListView *m_list;
    QLabel *m_state;
    QString m_room;
    QString m_roomTitle;
};

} // namespace maru::client
