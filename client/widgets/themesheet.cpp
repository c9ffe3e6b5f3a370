// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/theme.h"

#include <QGuiApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// Where grey on grey is no difference, what cannot be used has a broken outline.
constexpr auto contrastSheet = R"(
QPushButton:disabled, QPushButton[role="primary"]:disabled, QPushButton[role="danger"]:disabled,
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {
    border: 1px dashed @line; background: @surface; }
QCheckBox::indicator:disabled { border: 1px dashed @line; }
)"_L1;

QLatin1StringView groundOf(const QColor &colour)
{
    return colour.lightness() < 128 ? "dark"_L1 : "light"_L1;
}

} // namespace

QString styleSheetOf(const Theme &theme)
{
    // Fields have no colour here, but that of the palette: else Qt draws what stands in an empty
    // one in half of it, which nobody can read.
    QString sheet = uR"(
QToolTip { color: @text; background: @panel; border: 1px solid @line; padding: 4px 8px; }
QMenuBar { background: @panel; color: @text; border: none; border-bottom: 1px solid @line;
    padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: 6px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: @selected; color: @text; }
QMenu { background: @panel; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: @menuItem; border-radius: 6px; }
QMenu::item:selected { background: @selected; color: @text; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }

QLineEdit { background: @surface; border: 1px solid @line; border-radius: 8px;
    padding: 0 11px; min-height: 38px; selection-background-color: @accent;
    selection-color: @onAccent; }
QLineEdit:focus { border: 1px solid @accent; }
QLineEdit[wrong="true"] { border: 1px solid @danger; }
QLineEdit:disabled { color: @muted; background: @panel; }

QPushButton { background: @surface; color: @text; border: 1px solid @line; border-radius: 8px;
    padding: 0 16px; min-height: 38px; }
QPushButton:hover { background: @selected; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton:disabled { color: @muted; background: @panel; }
QPushButton[role="primary"] { background: @accent; color: @onAccent; border: 1px solid @accent;
    font-weight: 600; }
QPushButton[role="primary"]:hover { background: @accentHover; }
QPushButton[role="primary"]:focus, QPushButton[role="danger"]:focus { border: 2px solid @text;
    padding: 0 15px; min-height: 36px; }
QPushButton[role="primary"]:disabled { background: @selected; color: @muted;
    border: 1px solid @line; }
QPushButton[role="link"] { background: transparent; color: @link; border: 1px solid transparent;
    padding: 0; min-height: 22px; text-align: left; text-decoration: underline;
    outline: none; }
QPushButton[role="link"]:focus { border: 1px solid @accent; border-radius: 6px; }
QPushButton[role="floating"] { background: @accent; color: @onAccent; border: 1px solid @accent;
    border-radius: 16px; min-height: 30px; padding: 0 14px 0 12px; font-weight: 600; }
QPushButton[role="floating"]:focus { border: 2px solid @text; min-height: 28px;
    padding: 0 13px 0 11px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 8px; }
QToolButton:hover { background: @selected; }
QToolButton:focus { border: 1px solid @accent; }
QToolButton::menu-indicator { image: none; }
QToolButton#send { background: @accent; border: 1px solid @accent; }
QToolButton#send:hover { background: @accentHover; }
QToolButton#send:focus { border: 2px solid @text; }
QToolButton#send:disabled { background: @selected; border: 1px solid @selected; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; border: none; }
QScrollBar::handle:vertical { background: @handle; border-radius: 4px; min-height: 32px;
    margin: 2px; }
QScrollBar::handle:vertical:hover { background: @muted; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; border: none; }
QScrollBar::handle:horizontal { background: @handle; border-radius: 4px; min-width: 32px;
    margin: 2px; }
QScrollBar::handle:horizontal:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QLabel[role="muted"] { color: @muted; }
QLabel[role="error"] { color: @danger; }
QPushButton[role="small"] { min-height: 26px; padding: 0 10px; }
QPushButton[role="danger"] { background: @danger; color: @surface; border: 1px solid @danger;
    font-weight: 600; }
QPushButton[role="danger"]:disabled { background: @selected; color: @muted;
    border: 1px solid @line; }
QToolButton:checked { background: @selected; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @muted; border-radius: 4px;
    background: @surface; }
QCheckBox::indicator:checked { border: 1px solid @accent; background: @accent;
    image: url(:/icons/check-on-@filled.svg); }
QCheckBox::indicator:disabled { border: 1px solid @line; background: @panel; }
QCheckBox::indicator:checked:disabled { border: 1px solid @muted; background: @muted; }
QComboBox { background: @surface; color: @text; border: 1px solid @line; border-radius: 8px;
    padding: 0 13px; min-height: 30px; }
QComboBox::drop-down { border: none; width: 30px; }
QComboBox::down-arrow { image: url(:/icons/down-on-@ground.svg); width: 16px; height: 16px; }
QComboBox[role="field"] { min-height: 38px; }
QComboBox:focus { border: 1px solid @accent; }
QComboBox:disabled { color: @muted; background: @panel; }
QComboBox QAbstractItemView { background: @panel; color: @text; border: 1px solid @line;
    selection-background-color: @selected; selection-color: @text; }
QAbstractSpinBox { background: @surface; border: 1px solid @line; border-radius: 8px;
    padding: 0 4px 0 11px; min-height: 30px; selection-background-color: @accent;
    selection-color: @onAccent; }
QAbstractSpinBox:focus { border: 1px solid @accent; }
QAbstractSpinBox:disabled { color: @muted; background: @panel; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 24px; }
QAbstractSpinBox::up-arrow { image: url(:/icons/up-on-@ground.svg); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url(:/icons/down-on-@ground.svg); width: 12px;
    height: 12px; }
QTabBar#roomTabs::tab { color: @muted; padding: 8px 10px; border: none;
    border-bottom: 2px solid @line; }
QTabBar#roomTabs::tab:selected { color: @text; border-bottom: 2px solid @accent;
    font-weight: 600; }
QTabBar#roomTabs::tab:focus { color: @accent; }
QAbstractScrollArea#directory { background: @surface; border: 1px solid @line;
    border-radius: 8px; padding: 4px 0; }
QFrame#peoplePane { background: @panel; border: none; border-@start: 1px solid @line; }
QFrame#peopleHeader { background: @panel; border: none; border-bottom: 1px solid @line; }
QAbstractScrollArea#people { background: @panel; border: none; }
QFrame#roomBar { background: @mention; border: none; border-top: 1px solid @line; }
QFrame#roomsPane { background: @panel; border: none; border-@end: 1px solid @line; }
QFrame#roomsHeader, QFrame#header { border: none; border-bottom: 1px solid @line; }
QFrame#roomsHeader { background: @panel; }
QFrame#header, QFrame#conversation { background: @surface; border-left: none; border-right: none;
    border-top: none; }
QFrame#conversation { border-bottom: none; }
QFrame#searchPanel { background: @panel; border: none; border-@start: 1px solid @line; }
QFrame#searchPanel QFrame#header { background: @panel; }
QFrame#switcher { background: @panel; border: 1px solid @line; border-radius: 12px; }
QAbstractScrollArea#searchHits, QAbstractScrollArea#switcherRows { background: transparent;
    border: none; }
QFrame#footer { background: @surface; border: none; border-top: 1px solid @line; }
QLabel#failure { background: @mention; color: @text; border: none;
    border-bottom: 1px solid @line; padding: 8px 24px; }
QFrame#connectionBar { background: @mention; border: none; border-bottom: 1px solid @line; }
QLabel#banner { color: @text; padding: 4px 0; }
QFrame#notice { background: @mention; border: none; border-bottom: 1px solid @line; }
QFrame#composeBar { background: transparent; border: none; }
QListWidget, QTreeView { outline: none; }
QListWidget { background: @surface; border: 1px solid @line; border-radius: 8px;
    padding: 4px; }
QListWidget::item { padding: 3px 7px; border: 1px solid transparent; border-radius: 6px;
    color: @text; }
QListWidget::item:selected { background: @selected; border: 1px solid @edge; }
QListWidget::item:focus { border: 1px solid @accent; }
QListWidget:focus, QTreeView:focus { border: 1px solid @accent; }
QListWidget#completions { background: @panel; }
QFrame#settingsSide { background: @panel; border: none; border-@end: 1px solid @line; }
QAbstractScrollArea#settingsPages { background: transparent; border: none; padding: 0; }
QAbstractScrollArea#settingsPages::item { padding: 5px 7px; }
QAbstractScrollArea#settingsPage, QAbstractScrollArea#settingsPage > QWidget > QWidget {
    background: @window; }
QLabel[found="true"], QCheckBox[found="true"], QRadioButton[found="true"] {
    background: @mention; border-radius: 4px; }
QComboBox[found="true"], QPushButton[found="true"] { border: 1px solid @unread; }
QTreeView { background: @surface; border: 1px solid @line; border-radius: 8px;
    padding: 4px; }
QTreeView::item { padding: 4px 8px; border: none; }
QTreeView::item:selected { background: @selected; color: @text; }
QHeaderView::section { background: @surface; color: @muted; border: none;
    border-bottom: 1px solid @line; padding: 6px 8px; }
QFrame#emojiPicker, QFrame#datePopup { background: @panel; border: 1px solid @line; }
QCalendarWidget QWidget { alternate-background-color: @panel; }
QCalendarWidget QAbstractItemView { background: @panel; border: none; outline: none;
    selection-background-color: @accent; selection-color: @onAccent; }
QAbstractScrollArea#emojiGrid { background: @panel; border: none; }
QAbstractScrollArea#emojiGrid::item { border-radius: 6px; color: @text; }
QAbstractScrollArea#emojiGrid::item:selected, QAbstractScrollArea#emojiGrid::item:hover {
    background: @selected; }
QAbstractScrollArea#rooms { background: @panel; border: none; }
QAbstractScrollArea#servers { background: transparent; border: none; }
QFrame#trouble { background: @mention; border: 1px solid @line; border-radius: 8px; }
QAbstractScrollArea#messages { background: @surface; border: none; }
QPlainTextEdit { background: @surface; border: 1px solid @line; border-radius: 8px;
    padding: 7px; selection-background-color: @accent; selection-color: @onAccent; }
QPlainTextEdit:focus { border: 1px solid @accent; }
QPlainTextEdit#compose { background: transparent; border: none; border-radius: 0; padding: 0;
    selection-background-color: @accent; selection-color: @onAccent; }
)"_s;
    const bool isContrast = theme.kind == ThemeKind::Contrast;
    if (isContrast) {
        sheet += contrastSheet; // behind the rules that it changes
    }
    const std::pair<QLatin1StringView, QColor> tokens[] = {
        {"@edge"_L1, isContrast ? theme.accent : theme.selected},
        {"@accentHover"_L1, between(theme.accent, theme.text, 0.12)},
        {"@handle"_L1, between(theme.surface, theme.muted, 0.45)},
        {"@selected"_L1, theme.selected},
        {"@onAccent"_L1, theme.onAccent},
        {"@surface"_L1, theme.surface},
        {"@mention"_L1, theme.mention},
        {"@window"_L1, theme.window},
        {"@accent"_L1, theme.accent},
        {"@danger"_L1, theme.danger},
        {"@panel"_L1, theme.panel},
        {"@muted"_L1, theme.muted},
        {"@text"_L1, theme.text},
        {"@line"_L1, theme.line},
        {"@link"_L1, theme.link},
        {"@unread"_L1, theme.unread},
    };
    for (const auto &[token, colour] : tokens) {
        sheet.replace(token, colour.name());
    }
    // A style sheet takes pictures from files only: these have a colour of their own.
    sheet.replace("@ground"_L1, groundOf(theme.surface));
    sheet.replace("@filled"_L1, groundOf(theme.accent));
    // Nor does it turn anything for those who read from the right.
    const bool isMirrored = QGuiApplication::isRightToLeft();
    sheet.replace("@start"_L1, isMirrored ? "right"_L1 : "left"_L1);
    sheet.replace("@end"_L1, isMirrored ? "left"_L1 : "right"_L1);
    sheet.replace("@menuItem"_L1, isMirrored ? "6px 12px 6px 24px"_L1 : "6px 24px 6px 12px"_L1);
    return sheet;
}

} // namespace maru::client
