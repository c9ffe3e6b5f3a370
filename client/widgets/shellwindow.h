// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QPointer>
#include <QWidget>

class QStackedWidget;

namespace maru::client {

class ServerNotice;
class ServerRail;

/// The window: the rail of servers at the left, and the page of the one that is shown. A page gives
/// it its title. With one server there is no rail. Thread: GUI.
class ShellWindow : public QWidget
{
    Q_OBJECT

public:
    /// The property, true, of a dialog without modality that waits with its page as those with it
    /// do.
    static constexpr const char *waitsWithPage = "maruWaitsWithPage";

    explicit ShellWindow(QWidget *parent = nullptr);
    ~ShellWindow() override;

    [[nodiscard]] ServerRail *rail() const { return m_rail; }
    [[nodiscard]] QStackedWidget *pages() const { return m_pages; }

    /// The page becomes a child, and stays one until it is destroyed.
    void showPage(QWidget *page);
    /// In place of a page, of a server that has nothing to show: \p text and a button that says \p
    /// action and emits noticeAction().
    void showNotice(const QString &title, const QString &text, const QString &action);
    void setTheme(const Theme &theme);

signals:
    void noticeAction();

protected:
    bool focusNextPrevChild(bool next) override;

private:
    void takeTitle();
    void changePage(); ///< the dialogs of the one before wait until it is there again

    ServerRail *m_rail;
    QStackedWidget *m_pages;
    ServerNotice *m_notice;
    QPointer<QWidget> m_shown; // page
};

} // namespace maru::client
