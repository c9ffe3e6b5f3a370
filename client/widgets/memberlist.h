// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/lineedit.h"
#include "client/widgets/theme.h"

#include <QFrame>

class QLabel;
class QListView;
class QPushButton;
class QToolButton;

namespace maru::client {

class MemberDelegate;
class MemberFilterModel;
class MemberListModel;

/// The pane at the right: who is in the room, a field to find one of them, a button to invite more.
/// Thread: GUI.
class MemberList : public QFrame
{
    Q_OBJECT

public:
    /// \p members is not owned.
    explicit MemberList(MemberListModel *members, QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    /// A quiet line below the people: what is missing and why; empty hides it.
    void setStateText(const QString &text);
    void setInvites(bool mayInvite);

    [[nodiscard]] QListView *view() const { return m_view; }
    [[nodiscard]] LineEdit *filter() const { return m_filter; }

signals:
    void menuWanted(const QString &userId, const QPoint &globalPos);
    void personChosen(const QString &userId); ///< a direct message is wanted
    void inviteWanted();
    void closeWanted();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QWidget *makeHeader();
    void makeView();
    void showCounts();
    void showState();

    MemberListModel *m_members;
    MemberFilterModel *m_shown;
    MemberDelegate *m_delegate;
    QLabel *m_title = nullptr;
    QLabel *m_count = nullptr;
    QToolButton *m_close = nullptr;
    LineEdit *m_filter = nullptr;
    QListView *m_view = nullptr;
    QLabel *m_state = nullptr;
    QPushButton *m_invite = nullptr;
    QString m_stateText;
};

} // namespace maru::client
