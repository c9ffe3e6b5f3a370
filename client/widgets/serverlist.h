// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QFrame>

class QLabel;
class QListView;
class QVBoxLayout;

namespace maru::client {

class ServerDelegate;
class ServerListModel;

/// The servers one may choose from, and what may be the matter if none is found. While servers are
/// found it does not shrink, so that nothing moves away from under the mouse. Thread: GUI.
class ServerList : public QFrame
{
    Q_OBJECT

public:
    explicit ServerList(QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    /// \p model outlives this.
    void setModel(ServerListModel *model);
    void select(int row); ///< as a click on it; signals picked()
    void clearSelection();

signals:
    /// A person chose a server: \p address to show, \p link to join.
    void picked(const QString &address, const QString &link);
    void heightChanged();

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void refresh();
    void showAdvice(const QStringList &advice);
    void onSelected();

    QLabel *m_title;
    QListView *m_view;
    ServerDelegate *m_delegate;
    QLabel *m_state;
    QFrame *m_trouble;
    QVBoxLayout *m_sentences; // in m_trouble
    QStringList m_advice; // shown in them
    ServerListModel *m_model = nullptr;
    int m_mostRows = 0; // that were visible at once
};

} // namespace maru::client
