// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/lineedit.h"

#include <QGuiApplication>
#include <QInputMethod>
#include <QKeyEvent>

#include <utility>

namespace maru::client {

namespace {

bool isModifier(int key)
{
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt
        || key == Qt::Key_Meta || key == Qt::Key_AltGr;
}

} // namespace

LineEdit::LineEdit(QWidget *parent)
    : QLineEdit(parent)
{
    connect(this, &QLineEdit::textChanged, this, &LineEdit::noteTyped);
}

QString LineEdit::typed() const
{
    QString typed = text();
    typed.insert(cursorPosition(), preedit());
    return typed;
}

void LineEdit::noteTyped()
{
    const QString now = typed();
    if (std::exchange(m_typed, now) != now) {
        emit typedChanged(now);
    }
}

void LineEdit::offerClearing()
{
    // Later: the first text may be a syllable that is kept as the window goes, which must get no
    // child any more.
    connect(
        this, &QLineEdit::textChanged, this, [this] { setClearButtonEnabled(true); },
        Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
}

void LineEdit::setText(const QString &text)
{
    m_composition.drop();
    QLineEdit::setText(text);
    noteTyped();
}

void LineEdit::clear()
{
    m_composition.drop();
    QLineEdit::clear();
    noteTyped();
}

void LineEdit::commitComposition()
{
    m_composition.commit([this](QInputMethodEvent &event) { inputMethodEvent(&event); });
}

bool LineEdit::composes(const QKeyEvent &event)
{
    if (m_composition.isEmpty() || isModifier(event.key())) {
        return false;
    }
    bool isOurs = m_composition.isHangul();
    switch (event.key()) {
    case Qt::Key_Escape:
        isOurs = false; // the next one is
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        break;
    default:
        return false;
    }
    if (isOurs || event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter
        || event.key() == Qt::Key_Escape) {
        commitComposition();
    }
    return !isOurs;
}

// The dialog around it, and its shortcuts, must not see a key that is for the input method.
bool LineEdit::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && !m_composition.isEmpty()
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void LineEdit::keyPressEvent(QKeyEvent *event)
{
    // Shift alone must not end a syllable: ㅉ is typed with it (쭉).
    if (isModifier(event->key())) {
        event->ignore();
        return;
    }
    if (composes(*event)) {
        event->accept();
        return;
    }
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter) {
        m_composition.noteKey();
    }
    QLineEdit::keyPressEvent(event);
}

void LineEdit::inputMethodEvent(QInputMethodEvent *event)
{
    m_composition.pass(*event, palette(),
                       [this](QInputMethodEvent &passed) { QLineEdit::inputMethodEvent(&passed); });
    noteTyped();
}

void LineEdit::focusOutEvent(QFocusEvent *event)
{
    if (event->reason() != Qt::PopupFocusReason) {
        commitComposition();
    }
    QLineEdit::focusOutEvent(event);
}

void LineEdit::mousePressEvent(QMouseEvent *event)
{
    commitComposition();
    QLineEdit::mousePressEvent(event);
}

} // namespace maru::client
