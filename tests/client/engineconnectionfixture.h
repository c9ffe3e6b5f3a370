// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/engineconnection.h"
#include "tests/support/fakeserver.h"

#include <memory>

namespace maru::client {

/// An EngineConnection and a scripted server.
class EngineConnectionFixture : public QObject
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

    void start(testing::FakeServer::Mode mode, const QString &path = {});
    [[nodiscard]] bool startConnected(const QString &path = {});
    void openAt(const QString &address);

    std::unique_ptr<testing::FakeServer> m_server;
    std::unique_ptr<EngineConnection> m_connection;
    QList<Loss> m_losses;
    QList<bool> m_connected; // `recovered` of each
    QStringList m_events;
    qint64 m_sleptMs = 0;
    double m_random = 0; // of the next waits
};

} // namespace maru::client
