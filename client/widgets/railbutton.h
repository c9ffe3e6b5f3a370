// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/serverrail.h"

#include <QAbstractButton>

namespace maru::client {

/// One server in the rail. Checked: it is shown. Thread: GUI.
class RailButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit RailButton(QWidget *parent = nullptr);

    void setItem(const RailItem &item);
    void setNumber(int number); ///< Ctrl and it choose this; 0: none does
    void setTheme(const Theme &theme);
    [[nodiscard]] const RailItem &item() const { return m_item; }

    [[nodiscard]] QSize sizeHint() const override;

signals:
    void draggedTo(int globalY);
    void stepWanted(int by, bool moves); ///< to the neighbour, or to its place
    void menuWanted(const QPoint &globalPos);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void describe();
    void paintCount(QPainter *painter, const QRect &square) const;
    void paintMark(QPainter *painter, const QRect &square) const;
    [[nodiscard]] QString markText() const;

    RailItem m_item;
    Theme m_theme;
    QPoint m_pressedAt;
    int m_number = 0;
    bool m_isDragged = false;
};

} // namespace maru::client
