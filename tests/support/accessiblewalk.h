// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QButtonGroup>
#include <QCalendarWidget>
#include <QComboBox>
#include <QImage>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QScrollArea>
#include <QScrollBar>
#include <QSet>
#include <QTabBar>
#include <QTextEdit>
#include <QtTest>

namespace maru::testing {

inline bool isPartOfAnother(const QWidget *widget)
{
    for (const QWidget *parent = widget->parentWidget(); parent; parent = parent->parentWidget()) {
        if (qobject_cast<const QLineEdit *>(parent) || qobject_cast<const QComboBox *>(parent)
            || qobject_cast<const QAbstractSpinBox *>(parent)
            || qobject_cast<const QTabBar *>(parent)
            || qobject_cast<const QCalendarWidget *>(parent)) {
            return true;
        }
    }
    return widget->isWindow();
}

/// What a person can use in a window as it is shown now.
inline QList<QWidget *> controlsOf(QWidget *window)
{
    QList<QWidget *> controls;
    for (QWidget *widget : window->findChildren<QWidget *>()) {
        const bool isControl = qobject_cast<QAbstractButton *>(widget)
            || qobject_cast<QLineEdit *>(widget) || qobject_cast<QPlainTextEdit *>(widget)
            || qobject_cast<QTextEdit *>(widget) || qobject_cast<QAbstractItemView *>(widget)
            || qobject_cast<QComboBox *>(widget) || qobject_cast<QAbstractSpinBox *>(widget)
            || qobject_cast<QTabBar *>(widget) || qobject_cast<QCalendarWidget *>(widget)
            || (qobject_cast<QAbstractSlider *>(widget) && !qobject_cast<QScrollBar *>(widget));
        if (isControl && widget->isVisible() && widget->isEnabled() && !isPartOfAnother(widget)) {
            controls.append(widget);
        }
    }
    return controls;
}

inline QString describe(const QWidget *control)
{
    return QStringLiteral("%1 \"%2\" \"%3\"")
        .arg(QLatin1StringView(control->metaObject()->className()), control->objectName(),
             control->accessibleName());
}

/// The controls in the order Tab goes through them, from the one that has the focus. \p key:
/// Backtab goes the other way.
inline QList<QWidget *> tabOrderOf(QWidget *window, Qt::Key key = Qt::Key_Tab)
{
    QList<QWidget *> order;
    const qsizetype most = 2 * window->findChildren<QWidget *>().size();
    for (qsizetype i = 0; i < most; ++i) {
        QWidget *const now = QApplication::focusWidget();
        if (!now || order.contains(now)) {
            break;
        }
        order.append(now);
        QTest::keyClick(now, key);
    }
    return order;
}

/// Whether the keys of another control reach this one: the arrow keys of a line choose in the list
/// below it, or move among buttons of which one is on.
inline bool isDrivenByAnother(QWidget *control)
{
    if (const auto *button = qobject_cast<QAbstractButton *>(control)) {
        return button->autoExclusive() || (button->group() && button->group()->exclusive());
    }
    return qobject_cast<QAbstractItemView *>(control) && control->focusPolicy() == Qt::NoFocus
        && control->parentWidget()->findChild<QLineEdit *>(QString(), Qt::FindDirectChildrenOnly);
}

/// What people without a mouse, or without eyes, miss in the active \p window: one line for each
/// control that has no name or role, is outside the Tab order, or does not show its focus.
inline QStringList accessibilityFaults(QWidget *window)
{
    QStringList faults;
    const QList<QWidget *> controls = controlsOf(window);
    const QList<QWidget *> order = tabOrderOf(window);
    for (QWidget *control : controls) {
        QAccessibleInterface *const seen = QAccessible::queryAccessibleInterface(control);
        if (!seen || seen->text(QAccessible::Name).trimmed().isEmpty()) {
            faults << describe(control) + QStringLiteral(" has no name");
        } else if (seen->role() == QAccessible::NoRole || seen->role() == QAccessible::Client) {
            faults << describe(control) + QStringLiteral(" has no role");
        }
        const auto isOrIsIn = [control](const QWidget *focused) {
            return focused == control || control->isAncestorOf(focused);
        };
        if (!isDrivenByAnother(control) && std::none_of(order.begin(), order.end(), isOrIsIn)) {
            faults << describe(control) + QStringLiteral(" is outside the Tab order");
        }
    }
    for (QWidget *control : order) {
        const auto *view = qobject_cast<QAbstractItemView *>(control);
        if (!controls.contains(control)
            || (view && (!view->model() || !view->model()->rowCount()))) {
            continue;
        }
        const auto picture = [window, control] {
            const QRect place(control->mapTo(window, QPoint(0, 0)), control->size());
            return window->grab(place.adjusted(-4, -4, 4, 4)).toImage();
        };
        // As Tab does; setFocus() alone does not scroll.
        for (QWidget *outer = control->parentWidget(); outer; outer = outer->parentWidget()) {
            if (auto *area = qobject_cast<QScrollArea *>(outer)) {
                area->ensureWidgetVisible(control);
            }
        }
        control->setFocus(Qt::TabFocusReason);
        const QImage focused = picture();
        control->clearFocus();
        if (picture() == focused) {
            faults << describe(control) + QStringLiteral(" does not show its focus");
        }
    }
    return faults;
}

} // namespace maru::testing
