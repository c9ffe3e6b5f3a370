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

using namespace Qt::StringLiterals;

namespace maru::client {

Commands::Commands(QWidget *window)
    : QObject(window)
    , m_window(window)
    , m_bar(new QMenuBar(window))
{
    m_bar->setObjectName(u"menuBar"_s);
    for (const Menu menu : allMenus) {
        m_menus.at(std::size_t(menu)) = m_bar->addMenu(title(menu));
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

QAction *Commands::add(Menu where, const QString &text, const QKeySequence &keys)
{
    auto *action = new QAction(text, this);
    action->setShortcut(keys);
    menu(where)->addAction(action);
    m_window->addAction(action); // a hidden bar's shortcuts would not work
    return action;
}

void Commands::addSeparator(Menu where)
{
    menu(where)->addSeparator();
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

// What has the focus knows these keys already: the command sends them to it, and is no shortcut of
// its own.
void Commands::addEditing()
{
    const auto addKey = [this](const QString &text, QKeySequence::StandardKey key) {
        QAction *action = menu(Menu::Edit)->addAction(text);
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
    addKey(tr("&Undo"), QKeySequence::Undo);
    addKey(tr("&Redo"), QKeySequence::Redo);
    addSeparator(Menu::Edit);
    addKey(tr("Cu&t"), QKeySequence::Cut);
    addKey(tr("&Copy"), QKeySequence::Copy);
    addKey(tr("&Paste"), QKeySequence::Paste);
    addKey(tr("Select &all"), QKeySequence::SelectAll);
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
        {Commands::tr("Change the last message (in an empty field)"), keys(Qt::Key_Up)},
        {Commands::tr("Leave an answer or a change"), keys(Qt::Key_Escape)},
        {Commands::tr("Answer the message"), keys(Qt::Key_R)},
        {Commands::tr("Delete the message"), keys(Qt::Key_Delete)},
        {Commands::tr("Open the link, or send again what has failed"), enter},
        {Commands::tr("Menu of a message, room or person"), keys(Qt::Key_Menu)},
        {Commands::tr("Next part of the window"), keys(Qt::Key_Tab)},
    };
}

} // namespace maru::client
