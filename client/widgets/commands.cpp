// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/commands.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLayout>
#include <QMenu>
#include <QMenuBar>
#include <QPointer>
#include <QWidget>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

Commands::Commands(QWidget *window)
    : QObject(window)
    , m_window(window)
    , m_bar(new QMenuBar(window))
{
    m_bar->setObjectName(u"menuBar"_s);
    for (const Menu menu : allMenus) {
        QMenu *const shown = m_bar->addMenu(title(menu));
        m_menus.at(std::size_t(menu)) = shown;
        connect(shown, &QMenu::aboutToShow, this, [this, menu] { showConditions(menu); });
        connect(shown, &QMenu::aboutToHide, this, [this, menu] { endConditions(menu); });
    }
    window->layout()->setMenuBar(m_bar);
    addEditing();
}

QString Commands::title(Menu menu)
{
    switch (menu) {
    case Menu::Program:
        return tr("&Maru");
    case Menu::Edit:
        return tr("&Edit");
    case Menu::View:
        return tr("&View");
    case Menu::Go:
        return tr("&Go");
    case Menu::Room:
        return tr("&Room");
    case Menu::Help:
        break;
    }
    return tr("&Help");
}

QAction *makeCommand(const CommandText &text, QObject *parent)
{
    auto *action = new QAction(text.shown(), parent);
    action->setData(QVariant::fromValue(text));
    return action;
}

QAction *Commands::add(Menu where, const CommandText &text, const QKeySequence &keys)
{
    QAction *action = makeCommand(text, this);
    action->setShortcut(keys);
    menu(where)->addAction(action);
    m_window->addAction(action); // a hidden bar's shortcuts would not work
    return action;
}

void Commands::addSeparator(Menu where)
{
    menu(where)->addSeparator();
}

void Commands::setCondition(QAction *action, std::function<bool()> may)
{
    m_conditions.insert(action, std::move(may));
}

// Only what is looked at says whether it would do anything.
void Commands::showConditions(Menu where) const
{
    for (QAction *action : actions(where)) {
        if (const auto condition = m_conditions.value(action)) {
            action->setEnabled(condition());
        }
    }
}

void Commands::endConditions(Menu where) const
{
    for (QAction *action : actions(where)) {
        if (m_conditions.contains(action)) {
            action->setEnabled(true);
        }
    }
}

QList<QAction *> Commands::actions(Menu where) const
{
    QList<QAction *> commands;
    for (QAction *action : menu(where)->actions()) {
        if (!action->isSeparator() && action->menu() == nullptr) {
            commands.append(action);
        }
    }
    return commands;
}

QList<QAction *> Commands::possible() const
{
    QList<QAction *> commands;
    for (const Menu menu : allMenus) {
        for (QAction *action : actions(menu)) {
            const auto condition = m_conditions.value(action);
            if (action->isEnabled() && action->isVisible() && (!condition || condition())) {
                commands.append(action);
            }
        }
    }
    return commands;
}

// What has the focus knows these keys already: the command sends them to it, and is no shortcut of
// its own.
void Commands::addEditing()
{
    const auto addKey = [this](const char *text, QKeySequence::StandardKey key) {
        QAction *action = makeCommand({&staticMetaObject, text}, this);
        menu(Menu::Edit)->addAction(action);
        action->setShortcutContext(Qt::WidgetShortcut);
        action->setShortcut(key);
        connect(action, &QAction::triggered, this, [this, key] {
            QWidget *target = m_window->focusWidget();
            const QKeySequence keys(key);
            if (target == nullptr || keys.isEmpty()) {
                return;
            }
            QKeyEvent press(QEvent::KeyPress, keys[0].key(), keys[0].keyboardModifiers());
            QCoreApplication::sendEvent(target, &press);
        });
    };
    addKey(QT_TR_NOOP("&Undo"), QKeySequence::Undo);
    addKey(QT_TR_NOOP("&Redo"), QKeySequence::Redo);
    addSeparator(Menu::Edit);
    addKey(QT_TR_NOOP("Cu&t"), QKeySequence::Cut);
    addKey(QT_TR_NOOP("&Copy"), QKeySequence::Copy);
    addKey(QT_TR_NOOP("&Paste"), QKeySequence::Paste);
    addKey(QT_TR_NOOP("Select &all"), QKeySequence::SelectAll);
    addSeparator(Menu::Edit);
}

QList<FurtherKey> furtherKeys(bool enterSends)
{
    const auto keys = [](const QKeySequence &sequence) {
        return sequence.toString(QKeySequence::NativeText);
    };
    const QString enter = keys(Qt::Key_Return);
    return {
        {Commands::tr("Send the message"), enterSends ? enter : keys(Qt::CTRL | Qt::Key_Return)},
        {Commands::tr("Begin a new line"), enterSends ? keys(Qt::SHIFT | Qt::Key_Return) : enter},
        {Commands::tr("Edit the last message (in an empty field)"), keys(Qt::Key_Up)},
        {Commands::tr("Cancel a reply or an edit"), keys(Qt::Key_Escape)},
        {Commands::tr("Reply to the message"), keys(Qt::Key_R)},
        {Commands::tr("Delete the message"), keys(Qt::Key_Delete)},
        {Commands::tr("Open the link, or send again what has failed"), enter},
        {Commands::tr("Menu of a message, room or person"), keys(Qt::Key_Menu)},
        {Commands::tr("Next part of the window"), keys(Qt::Key_Tab)},
    };
}

} // namespace maru::client
