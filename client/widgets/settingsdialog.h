// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QDialog>

class QLabel;
class QListWidget;
class QStackedWidget;

namespace maru::client {

class LineEdit;

/// Pages of settings that apply at once, and a field that finds them: what is typed hides the pages
/// without it and marks the texts with it, leading consonants of Hangul (ㅌㅁ → 테마) included. A
/// page is any widget; it is searched by the texts of its labels, buttons and lists of choices.
/// Thread: GUI.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit SettingsDialog(QWidget *parent = nullptr);

    /// Takes \p page, called by its window title, with \p icon of resources/icons beside it.
    void addPage(QWidget *page, const QString &icon);
    void showPage(int page);
    void setTheme(const Theme &theme);
    /// A quiet line above all pages; empty hides it.
    void setProblem(const QString &text);

    [[nodiscard]] LineEdit *field() const { return m_field; }
    [[nodiscard]] QListWidget *pages() const { return m_pages; }
    [[nodiscard]] QLabel *nothingFound() const { return m_nothing; }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void find(const QString &text);
    [[nodiscard]] QWidget *pageAt(int row) const;

    LineEdit *m_field;
    QListWidget *m_pages;
    QStackedWidget *m_shown;
    QLabel *m_nothing;
    QLabel *m_problem;
    QList<QString> m_icons; // of the pages
    Theme m_theme;
};

} // namespace maru::client
