// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

#include <array>

class QAction;
class QMenu;
class QMenuBar;
class QWidget;

namespace maru::client {

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
    QAction *add(Menu menu, const QString &text, const QKeySequence &keys = {});
    void addSeparator(Menu menu);

    [[nodiscard]] QMenuBar *bar() const { return m_bar; }
    [[nodiscard]] QMenu *menu(Menu menu) const { return m_menus.at(std::size_t(menu)); }
    /// All of a menu in its order, without separators and submenus.
    [[nodiscard]] QList<QAction *> actions(Menu menu) const;

private:
    [[nodiscard]] static QString title(Menu menu);
    void addEditing();

    QWidget *m_window;
    QMenuBar *m_bar;
    std::array<QMenu *, allMenus.size()> m_menus = {};
};

/// A key that is no command of a menu but of what has the focus.
struct FurtherKey
{
    QString text;
    QString keys; ///< as they are shown
};
[[nodiscard]] QList<FurtherKey> furtherKeys(bool enterSends);

} // namespace maru::client
