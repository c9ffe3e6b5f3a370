// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/engineconnection.h"
#include "tests/support/fakepollingserver.h"

#include <memory>

namespace maru::client {

using WebSockets = testing::FakePollingServer::WebSockets;

inline constexpr int impatientMs = 1'500; // where something stays silent; enough for a busy machine

/// An EngineConnection and a scripted server that takes polling and websockets, or refuses them.
class TransportsFixture : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

protected:
    struct Loss
    {
        ConnectionFailure failure;
        bool willRetry = false;
    };

    void makeConnection(int connectTimeoutMs);
    void open();
    void openPolling(WebSockets webSockets = WebSockets::Refused);
    void openProbing();
    void say(const QByteArray &text);
    [[nodiscard]] bool waitForConnections(int count);
    [[nodiscard]] QByteArray lastPacket() const
    {
        return m_server->packets.isEmpty() ? QByteArray() : m_server->packets.last();
    }

    std::unique_ptr<testing::FakePollingServer> m_server;
    std::unique_ptr<EngineConnection> m_connection;
    QList<Loss> m_losses;
    int m_connected = 0;
    QStringList m_events;
};

} // namespace maru::client
