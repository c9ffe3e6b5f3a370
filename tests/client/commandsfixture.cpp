// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "commandsfixture.h"

#include "client/findcontroller.h"
#include "client/lookscontroller.h"
#include "client/model/conversation.h"
#include "client/widgets/commands.h"
#include "client/widgets/commandwords.h"
#include "client/widgets/filepanels.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/quickswitcher.h"
#include "client/widgets/themecontroller.h"
#include "tests/support/fakeserver.h"

#include <QAction>
#include <QListView>
#include <QTranslator>
#include <QtTest>

using namespace Qt::StringLiterals;

namespace maru::client {

CommandsFixture::CommandsFixture() = default;
CommandsFixture::~CommandsFixture() = default;

void CommandsFixture::closeWindow()
{
    m_find.reset();
    PanelsFixture::closeWindow();
    m_looks.reset();
    m_themes.reset();
    m_translator.reset(); // takes itself out
}

void CommandsFixture::openWindow(const QString &language)
{
    if (!language.isEmpty()) {
        m_translator = std::make_unique<QTranslator>();
        QVERIFY(m_translator->load(u":/i18n/maru_%1.qm"_s.arg(language)));
        QVERIFY(QCoreApplication::installTranslator(m_translator.get()));
    }
    makeWindow();
    new FilePanels(m_window.get(), m_conversation.get(), themeOf(ThemeKind::Light));
    m_find = std::make_unique<FindController>(*m_window, *m_conversation);
    m_themes = std::make_unique<ThemeController>();
    m_looks = std::make_unique<LooksController>(*m_themes, false);
    m_looks->attach(m_window.get());
    m_window->setWritable(true);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(!m_window->findChild<QuickSwitcher *>()); // a start does not wait for it
}

bool CommandsFixture::join(const QString &role)
{
    m_server->rooms[u"r1"_s].role = role;
    if (!m_server->listen()) {
        return false;
    }
    m_conversation->start(m_server->address(), u"김민수"_s);
    return QTest::qWaitFor([this] {
        return m_conversation->state() == Conversation::State::Online
            && !m_conversation->currentRoom().toString().isEmpty();
    });
}

QAction *CommandsFixture::command(const char *source) const
{
    for (const Commands::Menu menu : Commands::allMenus) {
        for (QAction *action : m_window->commands()->actions(menu)) {
            if (qstrcmp(action->data().value<CommandText>().source, source) == 0) {
                return action;
            }
        }
    }
    return nullptr;
}

QuickSwitcher *CommandsFixture::openSwitcher()
{
    command("&Room, person or command…")->trigger();
    return m_window->findChild<QuickSwitcher *>();
}

QStringList CommandsFixture::found(const QString &typed)
{
    QuickSwitcher *const switcher = m_window->findChild<QuickSwitcher *>();
    switcher->field()->setText(typed);
    QStringList lines;
    const QAbstractItemModel *const model = switcher->list()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        const QModelIndex index = model->index(row, 0);
        lines << index.data(QuickSwitcherModel::NameRole).toString() + u'|'
                + index.data(QuickSwitcherModel::DetailRole).toString();
    }
    return lines;
}

QString CommandsFixture::line(const QAction *action)
{
    return withoutMenuKey(action->text()) + u'|'
        + action->shortcut().toString(QKeySequence::NativeText);
}

void CommandsFixture::choose(const QString &typed)
{
    QuickSwitcher *const switcher = openSwitcher();
    switcher->field()->setText(typed);
    QTest::keyClick(switcher->field(), Qt::Key_Return);
}

} // namespace maru::client
