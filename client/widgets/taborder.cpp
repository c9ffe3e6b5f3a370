// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/taborder.h"

#include <QGuiApplication>
#include <QLayout>
#include <QList>
#include <QSet>
#include <QSplitter>
#include <QStyleHints>
#include <QWidget>

#include <algorithm>

namespace maru::client {

namespace {

// On some systems people choose that Tab stops at texts and lists only.
bool isStop(const QWidget &widget)
{
    const bool isAll = QGuiApplication::styleHints()->tabFocusBehavior() == Qt::TabFocusAllControls;
    const int wanted = isAll ? Qt::TabFocus : Qt::StrongFocus;
    return (widget.focusPolicy() & wanted) == wanted && !widget.focusProxy() && widget.isEnabled();
}

class Walk
{
public:
    void addPartsOf(const QWidget &widget)
    {
        if (const QLayout *layout = widget.layout()) {
            add(*layout);
        }
        if (const auto *panes = qobject_cast<const QSplitter *>(&widget)) {
            for (int i = 0; i < panes->count(); ++i) {
                add(panes->widget(i));
            }
        }
        for (QObject *child : widget.children()) {
            if (auto *part = qobject_cast<QWidget *>(child)) {
                add(part);
            }
        }
    }

    [[nodiscard]] const QList<QWidget *> &stops() const { return m_stops; }

private:
    void add(QWidget *widget)
    {
        if (widget->isWindow() || !widget->isVisible() || m_seen.contains(widget)) {
            return;
        }
        m_seen.insert(widget);
        if (isStop(*widget)) {
            m_stops.append(widget);
        }
        addPartsOf(*widget);
    }

    void add(const QLayout &layout)
    {
        for (int i = 0; i < layout.count(); ++i) {
            QLayoutItem *const item = layout.itemAt(i);
            if (QWidget *widget = item->widget()) {
                add(widget);
            } else if (const QLayout *inner = item->layout()) {
                add(*inner);
            }
        }
    }

    QList<QWidget *> m_stops;
    QSet<const QWidget *> m_seen;
};

} // namespace

bool stepFocus(QWidget *window, bool isForward)
{
    Walk walk;
    walk.addPartsOf(*window);
    const QList<QWidget *> &stops = walk.stops();
    if (stops.isEmpty()) {
        return false;
    }
    const QWidget *const now = window->focusWidget();
    const auto at = std::find_if(stops.begin(), stops.end(), [now](const QWidget *stop) {
        return stop == now || (now && stop->isAncestorOf(now));
    });
    const qsizetype count = stops.size();
    const qsizetype place = at == stops.end() ? (isForward ? count - 1 : 0) : at - stops.begin();
    stops.at((place + (isForward ? 1 : count - 1)) % count)
        ->setFocus(isForward ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

} // namespace maru::client
