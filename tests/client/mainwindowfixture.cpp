// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "mainwindowfixture.h"

#include "client/widgets/messageview.h"

#include <QSettings>
#include <QStandardPaths>
#include <QtTest>

using namespace Qt::StringLiterals;

namespace maru::client {

void MainWindowFixture::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(u"maru-test"_s);
    QCoreApplication::setApplicationName(QString::fromLatin1(metaObject()->className()));
    QSettings().clear();
}

void MainWindowFixture::init()
{
    m_rooms = std::make_unique<RoomListModel>();
    m_messages = std::make_unique<MessageListModel>();
    QList<Room> rooms;
    for (int i = 1; i <= 3; ++i) {
        Room room;
        room.id = RoomId(u"r%1"_s.arg(i));
        room.name = u"방 & %1"_s.arg(i);
        rooms << room;
    }
    m_rooms->setRooms(rooms, RoomId(u"r1"_s));
    m_window = std::make_unique<MainWindow>();
    m_window->setRooms(m_rooms.get());
    m_window->setMessages(m_messages.get());
    m_window->setServer(u"한빛"_s, u"127.0.0.1:5000"_s);
    m_window->setUserName(u"김민수"_s);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    m_window->resize(1'000, 600);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void MainWindowFixture::cleanup()
{
    m_window.reset();
    m_rooms.reset();
    m_messages.reset();
}

void MainWindowFixture::addMessage(qint64 seq, const QString &author, const QString &text,
                                   std::optional<qint64> editedMs, std::optional<qint64> deletedMs)
{
    Message message;
    message.id = MessageId(u"m%1"_s.arg(seq));
    message.seq = seq;
    message.rev = seq;
    message.chat = text;
    message.user = {UserId(author), author};
    message.createdMs = 1'700'000'000'000 + seq * 1'000;
    message.editedMs = editedMs;
    message.deletedMs = deletedMs;
    m_messages->setOwnUser(UserId(u"me"_s));
    m_messages->insert(message);
    m_window->messageView()->setAbilities(true, false);
    m_window->messageView()->doItemsLayout();
}

} // namespace maru::client
