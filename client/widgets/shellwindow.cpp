// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/shellwindow.h"

#include "client/widgets/servernotice.h"
#include "client/widgets/serverrail.h"
#include "client/widgets/taborder.h"
#include "client/widgets/windowplace.h"

#include <QDialog>
#include <QHBoxLayout>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr QSize firstSize(1'000, 700);
constexpr QSize smallest(416, 320); // the rail and a page
constexpr auto waits = "maruWaits"; // property of a dialog: for its page

bool waitsUnmodal(const QDialog *dialog)
{
    return dialog->property(ShellWindow::waitsWithPage).toBool();
}

} // namespace

ShellWindow::ShellWindow(QWidget *parent)
    : QWidget(parent)
    , m_rail(new ServerRail(this))
    , m_pages(new QStackedWidget(this))
    , m_notice(new ServerNotice(m_pages))
{
    setMinimumSize(smallest);
    resize(firstSize);
    m_pages->addWidget(m_notice);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addWidget(m_pages, 1);
    m_rail->hide();
    connect(m_notice, &ServerNotice::action, this, &ShellWindow::noticeAction);
    connect(m_pages, &QStackedWidget::currentChanged, this, &ShellWindow::changePage);
    stayOnScreens(this);
    keepPlace(this, u"window/geometry"_s);
}

ShellWindow::~ShellWindow()
{
    m_pages->disconnect(this); // the pages go after what this knows of them
}

void ShellWindow::showPage(QWidget *page)
{
    if (m_pages->indexOf(page) < 0) {
        m_pages->addWidget(page);
        connect(page, &QWidget::windowTitleChanged, this, &ShellWindow::takeTitle);
    }
    m_pages->setCurrentWidget(page);
    takeTitle();
}

// What one of them opened itself stands behind it in the lists of children.
void ShellWindow::changePage()
{
    QWidget *const before = std::exchange(m_shown, m_pages->currentWidget());
    if (before == m_shown) {
        return;
    }
    if (before) {
        QList<QDialog *> open = before->findChildren<QDialog *>();
        std::reverse(open.begin(), open.end());
        for (QDialog *dialog : open) {
            if (dialog->isVisible() && (dialog->isModal() || waitsUnmodal(dialog))) {
                dialog->setProperty(waits, true);
                dialog->hide(); // not closed: what is typed in it stays
                connect( // by an answer that came meanwhile
                    dialog, &QDialog::finished, dialog,
                    [dialog] { dialog->setProperty(waits, {}); }, Qt::SingleShotConnection);
            }
        }
    }
    const QList<QDialog *> all = m_shown ? m_shown->findChildren<QDialog *>() : QList<QDialog *>();
    for (QDialog *dialog : all) {
        if (dialog->property(waits).toBool()) {
            dialog->setProperty(waits, {});
            waitsUnmodal(dialog) ? dialog->show() : dialog->open();
        }
    }
}

void ShellWindow::showNotice(const QString &title, const QString &text, const QString &action)
{
    m_notice->setNotice(title, text, action);
    m_pages->setCurrentWidget(m_notice);
    takeTitle();
}

void ShellWindow::takeTitle()
{
    if (const QWidget *page = m_pages->currentWidget()) {
        setWindowTitle(page->windowTitle());
    }
}

void ShellWindow::setTheme(const Theme &theme)
{
    m_rail->setTheme(theme);
}

bool ShellWindow::focusNextPrevChild(bool next)
{
    return stepFocus(this, next);
}

} // namespace maru::client
