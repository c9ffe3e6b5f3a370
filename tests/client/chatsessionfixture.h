// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/session/chatsession.h"
#include "tests/support/fakeserver.h"

#include <QTemporaryDir>

#include <memory>

namespace maru::client {

/// A ChatSession, a scripted server, and what the one told of the other.
class ChatSessionFixture : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

protected:
    void makeSession(bool trustsLoopback = true);
    void start(testing::FakeServer::Mode mode);
    void startSession();
    [[nodiscard]] bool startJoined(testing::FakeServer::Mode mode);

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<testing::FakeServer> m_server;
    std::unique_ptr<TokenStore> m_tokens;
    std::unique_ptr<ChatSession> m_session;
    ServerAddress m_address;
    QList<JoinedReply> m_joins;
    QList<ApiError> m_joinRefusals;
    QList<Message> m_messages;
    QStringList m_outcomes; // "accepted c1" …
    QStringList m_bad;
};

} // namespace maru::client
