// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/conversation.h"
#include "tests/support/fakeserver.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>

namespace maru::client {

/// A conversation and a scripted server.
class ConversationFixture : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

protected:
    void start(testing::FakeServer::Mode mode = testing::FakeServer::Mode::Native);
    [[nodiscard]] bool joined(testing::FakeServer::Mode mode = testing::FakeServer::Mode::Native,
                              const QString &path = {});
    [[nodiscard]] bool waitFor(const std::function<bool()> &condition)
    {
        return QTest::qWaitFor(condition);
    }
    [[nodiscard]] QStringList texts() const;
    [[nodiscard]] QVariant ofRow(int row, int role) const;
    void fill(const QString &room, int count);

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<testing::FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    QList<Conversation::JoinFailure> m_failures;
    QList<Conversation::State> m_states;
};

} // namespace maru::client
