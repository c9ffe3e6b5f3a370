// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/accessibleannouncer.h"

#include "client/widgets/shellwindow.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QAccessibleWidget>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// What Qt takes for "a widget" says what it is.
QAccessibleInterface *interfaceOf(const QString &className, QObject *object)
{
    auto *const widget = qobject_cast<QWidget *>(object);
    if (!widget) {
        return nullptr;
    }
    if (className == QLatin1StringView(Announcer::staticMetaObject.className())) {
        return new QAccessibleWidget(widget, QAccessible::Notification);
    }
    if (className == QLatin1StringView(ShellWindow::staticMetaObject.className())) {
        return new QAccessibleWidget(widget, QAccessible::Window);
    }
    return nullptr;
}

} // namespace

Announcer::Announcer(QWidget *window)
    : QWidget(window)
{
    QAccessible::installFactory(interfaceOf); // once, however often it is called
    setObjectName(u"announcer"_s);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setGeometry(0, 0, 1, 1); // there, and nothing to see
    lower();
}

void Announcer::say(const QString &text)
{
    if (text.isEmpty()) {
        return;
    }
    setAccessibleName(text);
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QAccessibleAnnouncementEvent event(this, text);
    event.setPoliteness(QAccessible::AnnouncementPoliteness::Polite);
    QAccessible::updateAccessibility(&event);
#else
    for (const QAccessible::Event kind : {QAccessible::ObjectShow, QAccessible::Alert}) {
        QAccessibleEvent event(this, kind);
        QAccessible::updateAccessibility(&event);
    }
#endif
}

Announcer *Announcer::of(QWidget *window)
{
    auto *const made = window->findChild<Announcer *>(QString(), Qt::FindDirectChildrenOnly);
    return made ? made : new Announcer(window);
}

void sayChosenRows(QAbstractItemView *list)
{
    QObject::connect(list->selectionModel(), &QItemSelectionModel::currentChanged, list,
                     [list](const QModelIndex &index) {
                         if (!index.isValid() || list->hasFocus() || !list->isVisible()) {
                             return;
                         }
                         const QString spoken = index.data(Qt::AccessibleTextRole).toString();
                         Announcer::of(list->window())
                             ->say(spoken.isEmpty() ? index.data(Qt::DisplayRole).toString()
                                                    : spoken);
                     });
}

} // namespace maru::client
