// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QImage>
#include <QWidget>

class QLabel;
class QToolButton;

namespace maru::client {

/// A picture, as large as wanted: fit or zoomed, moved with the mouse and the arrow keys.
class PictureCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit PictureCanvas(QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    void setPicture(const QImage &picture);
    void setText(const QString &text); ///< instead of a picture that is not there
    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] bool hasPicture() const { return !m_picture.isNull(); }
    [[nodiscard]] double zoom() const; ///< 1: one pixel of the picture is one of the window
    [[nodiscard]] bool isFit() const { return m_zoom <= 0; }
    void setZoom(double zoom, QPointF keeps); ///< the place \p keeps stays where it is
    void zoomBy(double factor);
    void fit();
    void move(QPointF by);

signals:
    void zoomChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    [[nodiscard]] double fitZoom() const;
    [[nodiscard]] QRectF target() const;
    void keepInside();
    void updatePointer();

    Theme m_theme;
    QImage m_picture;
    QString m_text;
    double m_zoom = 0; // 0: fit
    QPointF m_shift; // of the picture's middle from the window's
    QPointF m_grabbed;
    bool m_isMoving = false;
};

/// The window in which a picture of a message is looked at. Esc closes it, Ctrl+S saves it, + and -
/// zoom, 0 fits it into the window, 1 shows it as large as it is. Deletes itself when closed.
/// Thread: GUI.
class PictureViewer : public QWidget
{
    Q_OBJECT

public:
    explicit PictureViewer(const QString &name, QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    void setProgress(int percent);
    void setPicture(const QImage &picture);
    void setFailure(const QString &text); ///< plain, translated
    [[nodiscard]] PictureCanvas *canvas() const { return m_canvas; }

signals:
    void saveWanted();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QToolButton *addTool(const QString &text, const QString &help);
    void showZoom();

    PictureCanvas *m_canvas;
    QWidget *m_bar;
    QLabel *m_zoom;
    QToolButton *m_fit = nullptr;
};

} // namespace maru::client
