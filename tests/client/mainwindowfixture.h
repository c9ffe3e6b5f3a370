// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/messagelistmodel.h"
#include "client/model/roomlistmodel.h"
#include "client/widgets/mainwindow.h"

#include <memory>
#include <optional>

namespace maru::client {

/// A window with three rooms.
class MainWindowFixture : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

protected:
    void addMessage(qint64 seq, const QString &author, const QString &text,
                    std::optional<qint64> editedMs = {}, std::optional<qint64> deletedMs = {});

    std::unique_ptr<RoomListModel> m_rooms;
    std::unique_ptr<MessageListModel> m_messages;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace maru::client
