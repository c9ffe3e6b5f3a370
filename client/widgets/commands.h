// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QMetaType>
#include <QObject>
#include <QString>

#include <array>
#include <functional>

class QAction;
class QMenu;
class QMenuBar;
class QWidget;

namespace maru::client {

/// What a command is called: QT_TR_NOOP("…") of its class. The command keeps it, so that it is
/// found in the other languages, too.
struct CommandText
{
    const QMetaObject *owner = nullptr;
    const char *source = nullptr;

    [[nodiscard]] QString shown() const { return owner->tr(source, nullptr); }
};

/// A command that is in the menus of several windows.
[[nodiscard]] QAction *makeCommand(const CommandText &text, QObject *parent);

/// Everything that can be done in a window, in the menus of its menu bar; the sheet of shortcuts is
/// made from it. A command works also while the bar is hidden. A child of the window. Thread: GUI.
class Commands : public QObject
{
    Q_OBJECT

public:
    enum class Menu : quint8 { Program, Edit, View, Go, Room, Help };
    static constexpr std::array allMenus = {Menu::Program, Menu::Edit, Menu::View,
                                            Menu::Go,      Menu::Room, Menu::Help};

    /// \p window has a layout already; the bar stands above it.
    explicit Commands(QWidget *window);

    /// Connect to its triggered().
    QAction *add(Menu menu, const CommandText &text, const QKeySequence &keys = {});
    void addSeparator(Menu menu);
    /// \p may says whether \p action would do anything; asked when it is looked at: its menu shows
    /// it as disabled. By its keys it comes all the same.
    void setCondition(QAction *action, std::function<bool()> may);

    [[nodiscard]] QMenuBar *bar() const { return m_bar; }
    [[nodiscard]] QMenu *menu(Menu menu) const { return m_menus.at(std::size_t(menu)); }
    /// All of a menu in its order, without separators and submenus.
    [[nodiscard]] QList<QAction *> actions(Menu menu) const;
    /// Those of all menus that would do something now.
    [[nodiscard]] QList<QAction *> possible() const;

private:
    [[nodiscard]] static QString title(Menu menu);
    void addEditing();
    void showConditions(Menu menu) const;
    void endConditions(Menu menu) const;

    QWidget *m_window;
    QMenuBar *m_bar;
    std::array<QMenu *, allMenus.size()> m_menus = {};
    QHash<const QAction *, std::function<bool()>> m_conditions;
};

/// A key that is no command of a menu but of what has the focus.
struct FurtherKey
{
    QString text;
    QString keys; ///< as they are shown
};
[[nodiscard]] QList<FurtherKey> furtherKeys(bool enterSends);

} // namespace maru::client

Q_DECLARE_METATYPE(maru::client::CommandText)
