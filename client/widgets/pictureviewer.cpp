// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/pictureviewer.h"

#include "client/widgets/displaytext.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QScreen>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr double leastZoom = 0.05;
constexpr double mostZoom = 16;
constexpr double zoomStep = 1.25;
constexpr double keyStepPx = 60;
constexpr QSize firstSize(900, 640);
constexpr QSize smallest(360, 280);

} // namespace

PictureCanvas::PictureCanvas(QWidget *parent)
    : QWidget(parent)
    , m_theme(themeOf(ThemeKind::Light))
{
    setAutoFillBackground(false);
}

void PictureCanvas::setTheme(const Theme &theme)
{
    m_theme = theme;
    update();
}

void PictureCanvas::setPicture(const QImage &picture)
{
    m_picture = picture;
    m_text.clear();
    fit();
}

void PictureCanvas::setText(const QString &text)
{
    m_text = text;
    setAccessibleDescription(text);
    update();
}

double PictureCanvas::fitZoom() const
{
    if (m_picture.isNull() || size().isEmpty()) {
        return 1;
    }
    return std::min(
        {1.0, double(width()) / m_picture.width(), double(height()) / m_picture.height()});
}

double PictureCanvas::zoom() const
{
    return m_zoom > 0 ? m_zoom : fitZoom();
}

QRectF PictureCanvas::target() const
{
    const QSizeF shown = QSizeF(m_picture.size()) * zoom();
    const QPointF middle = QRectF(rect()).center() + m_shift;
    return {middle.x() - shown.width() / 2, middle.y() - shown.height() / 2, shown.width(),
            shown.height()};
}

// Of a picture that is smaller than the window nothing can be out of it.
void PictureCanvas::keepInside()
{
    const QSizeF shown = QSizeF(m_picture.size()) * zoom();
    const double x = std::max(0.0, (shown.width() - width()) / 2);
    const double y = std::max(0.0, (shown.height() - height()) / 2);
    m_shift = {std::clamp(m_shift.x(), -x, x), std::clamp(m_shift.y(), -y, y)};
    updatePointer();
    update();
}

void PictureCanvas::setZoom(double zoom, QPointF keeps)
{
    if (m_picture.isNull()) {
        return;
    }
    const double before = this->zoom();
    m_zoom = std::clamp(zoom, leastZoom, mostZoom);
    const QPointF fromMiddle = keeps - QRectF(rect()).center();
    m_shift = fromMiddle - (fromMiddle - m_shift) * (m_zoom / before);
    keepInside();
    emit zoomChanged();
}

void PictureCanvas::zoomBy(double factor)
{
    setZoom(zoom() * factor, QRectF(rect()).center());
}

void PictureCanvas::fit()
{
    m_zoom = 0;
    m_shift = {};
    keepInside();
    emit zoomChanged();
}

void PictureCanvas::move(QPointF by)
{
    m_shift += by;
    keepInside();
}

void PictureCanvas::updatePointer()
{
    const QRectF shown = target();
    const bool isLarger = shown.width() > width() + 1 || shown.height() > height() + 1;
    setCursor(m_isMoving ? Qt::ClosedHandCursor : isLarger ? Qt::OpenHandCursor : Qt::ArrowCursor);
}

void PictureCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.window);
    if (m_picture.isNull()) {
        painter.setFont(bodyFont(font()));
        painter.setPen(m_theme.muted);
        painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap,
                         m_text);
        return;
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, zoom() < 4); // then pixels can be seen
    painter.drawImage(target(), m_picture);
}

void PictureCanvas::resizeEvent(QResizeEvent *)
{
    keepInside();
    emit zoomChanged();
}

void PictureCanvas::wheelEvent(QWheelEvent *event)
{
    const double steps = event->angleDelta().y() / 120.0;
    if (steps != 0) {
        setZoom(zoom() * std::pow(zoomStep, std::clamp(steps, -4.0, 4.0)), event->position());
    }
    event->accept();
}

void PictureCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        m_grabbed = event->position();
        m_isMoving = true;
        updatePointer();
    }
}

void PictureCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (m_isMoving) {
        move(event->position() - m_grabbed);
        m_grabbed = event->position();
    }
}

void PictureCanvas::mouseReleaseEvent(QMouseEvent *)
{
    m_isMoving = false;
    updatePointer();
}

void PictureCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    isFit() ? setZoom(1, event->position()) : fit();
}

PictureViewer::PictureViewer(const QString &name, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_canvas(new PictureCanvas(this))
    , m_bar(new QWidget(this))
    , m_zoom(new QLabel(m_bar))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"pictureViewer"_s);
    setWindowTitle(displayName(name));
    setMinimumSize(smallest);
    const QScreen *const screen = QGuiApplication::primaryScreen();
    resize(screen ? firstSize.boundedTo(screen->availableSize() * 0.9) : firstSize);
    m_canvas->setAccessibleName(displayName(name));
    m_canvas->setText(tr("Loading…"));

    auto *row = new QHBoxLayout(m_bar);
    row->setContentsMargins(rhythm::unit, rhythm::hair, rhythm::unit, rhythm::hair);
    row->setSpacing(rhythm::hair);
    connect(addTool(u"−"_s, tr("Smaller (-)")), &QToolButton::clicked, m_canvas,
            [this] { m_canvas->zoomBy(1 / zoomStep); });
    m_zoom->setAlignment(Qt::AlignCenter);
    m_zoom->setMinimumWidth(56);
    m_zoom->setProperty("role", u"muted"_s);
    row->addWidget(m_zoom);
    connect(addTool(u"+"_s, tr("Larger (+)")), &QToolButton::clicked, m_canvas,
            [this] { m_canvas->zoomBy(zoomStep); });
    m_fit = addTool(tr("Fit"), tr("Fit into the window (0)"));
    m_fit->setCheckable(true);
    connect(m_fit, &QToolButton::clicked, m_canvas, &PictureCanvas::fit);
    row->addStretch();
    connect(addTool(tr("Save as…"), tr("Save as (Ctrl+S)")), &QToolButton::clicked, this,
            &PictureViewer::saveWanted);
    connect(addTool(tr("Close"), tr("Close (Esc)")), &QToolButton::clicked, this, &QWidget::close);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_canvas, 1);
    column->addWidget(m_bar);
    connect(m_canvas, &PictureCanvas::zoomChanged, this, &PictureViewer::showZoom);
    showZoom();
}

QToolButton *PictureViewer::addTool(const QString &text, const QString &help)
{
    auto *button = new QToolButton(m_bar);
    button->setText(text);
    button->setToolTip(help);
    button->setAccessibleName(help);
    button->setMinimumSize(rhythm::row, rhythm::row);
    button->setFocusPolicy(Qt::TabFocus);
    m_bar->layout()->addWidget(button);
    return button;
}

void PictureViewer::setTheme(const Theme &theme)
{
    m_canvas->setTheme(theme);
}

void PictureViewer::setProgress(int percent)
{
    if (!m_canvas->hasPicture()) {
        m_canvas->setText(tr("Loading… %1%").arg(percent));
    }
}

void PictureViewer::setPicture(const QImage &picture)
{
    m_canvas->setPicture(picture);
}

void PictureViewer::setFailure(const QString &text)
{
    m_canvas->setText(text);
}

void PictureViewer::showZoom()
{
    const int percent = int(std::lround(m_canvas->zoom() * 100));
    m_zoom->setText(m_canvas->hasPicture() ? u"%1%"_s.arg(QLocale().toString(percent)) : QString());
    m_fit->setChecked(m_canvas->isFit());
}

void PictureViewer::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Save)) {
        emit saveWanted();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Escape:
        close();
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        m_canvas->zoomBy(zoomStep);
        return;
    case Qt::Key_Minus:
        m_canvas->zoomBy(1 / zoomStep);
        return;
    case Qt::Key_0:
        m_canvas->fit();
        return;
    case Qt::Key_1:
        m_canvas->setZoom(1, QRectF(m_canvas->rect()).center());
        return;
    case Qt::Key_Left:
        m_canvas->move({keyStepPx, 0});
        return;
    case Qt::Key_Right:
        m_canvas->move({-keyStepPx, 0});
        return;
    case Qt::Key_Up:
        m_canvas->move({0, keyStepPx});
        return;
    case Qt::Key_Down:
        m_canvas->move({0, -keyStepPx});
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace maru::client
