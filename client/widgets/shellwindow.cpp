// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/shellwindow.h"

#include "client/widgets/servernotice.h"
#include "client/widgets/serverrail.h"
#include "client/widgets/taborder.h"
#include "client/widgets/windowplace.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QSettings>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr QSize firstSize(1'000, 700);
constexpr QSize smallest(416, 320); // the rail and a page
constexpr auto geometryKey = "window/geometry"_L1;

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
    stayOnScreens(this);
    restorePlace(this, QSettings().value(geometryKey).toByteArray());
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

void ShellWindow::closeEvent(QCloseEvent *event)
{
    QSettings().setValue(geometryKey, saveGeometry());
    QWidget::closeEvent(event);
}

} // namespace maru::client
