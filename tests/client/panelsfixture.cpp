// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "panelsfixture.h"

#include "client/model/roomactions.h"

#include <QJsonArray>
#include <QSettings>
#include <QStandardPaths>
#include <QtTest>

using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace maru::client {

void PanelsFixture::initTestCase()
{
    // The offscreen platform warns of every dialog that it supports no size hints.
    qputenv("QT_FATAL_WARNINGS", "0");
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(u"maru-test"_s);
    QCoreApplication::setApplicationName(QString::fromLatin1(metaObject()->className()));
}

void PanelsFixture::init()
{
    QSettings().clear();
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s).readSeq = 0;
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(++m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    m_conversation = std::make_unique<Conversation>(options);
}

void PanelsFixture::cleanup()
{
    closeWindow();
    m_conversation.reset();
    m_server.reset();
}

void PanelsFixture::makeWindow()
{
    m_window = std::make_unique<MainWindow>();
    m_window->setRooms(m_conversation->rooms());
    m_panels = new RoomPanels(m_window.get(), m_conversation.get(), themeOf(ThemeKind::Light));
    const auto showRoom = [this] {
        m_window->setRoom(m_conversation->currentRoom().toString(),
                          m_conversation->currentRoomName());
    };
    connect(m_conversation.get(), &Conversation::currentRoomChanged, m_window.get(), showRoom);
    m_window->resize(1'200, 700);
}

bool PanelsFixture::open(const QString &role)
{
    m_server->rooms[u"r1"_s].role = role;
    answer(u"room:members"_s,
           {{u"members"_s, QJsonArray{member(u"김민수"_s, role), member(u"이영희"_s)}},
            {u"more"_s, false}});
    makeWindow();
    m_window->show();
    if (!m_server->listen()) {
        return false;
    }
    m_conversation->start(m_server->address(), u"김민수"_s);
    return QTest::qWaitForWindowActive(m_window.get()) && QTest::qWaitFor([this] {
               return m_conversation->state() == Conversation::State::Online
                   && m_conversation->roomActions()->members()->rowCount() == 2;
           });
}

} // namespace maru::client
