// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QPointer>
#include <QWidget>

namespace maru::client {

/// Holds a pane for which a narrow window has no room beside the rest: over the start of its
/// parent, which is dimmed. It closes by Escape, by a click beside the pane and when the focus goes
/// elsewhere in the window. Thread: GUI.
class Drawer : public QWidget
{
    Q_OBJECT

public:
    explicit Drawer(QWidget *parent);

    /// \p pane becomes a child, \p widthPx wide where that leaves something to click beside it.
    void put(QWidget *pane, int widthPx);
    void open(); ///< the focus is for the caller to set
    /// The focus, if it was in here, goes back to what had it, or to the parent.
    void close();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void followFocus(const QWidget *now);

    QWidget *m_pane = nullptr;
    QPointer<QWidget> m_focus; // before it was opened
    int m_paneWidth = 0;
};

} // namespace maru::client
