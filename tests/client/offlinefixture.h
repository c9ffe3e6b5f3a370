// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/conversation.h"
#include "tests/support/fakeserver.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>

#include <memory>

namespace maru::client {

using namespace Qt::StringLiterals;

/// A conversation whose runs end and begin again on what they have left on disk.
class OfflineFixture : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

protected:
    void newConversation();
    void endConversation();
    void restart(); // the program, on what it has left
    [[nodiscard]] bool restored(const QString &name = u"김민수"_s);
    [[nodiscard]] bool joined(const QString &path = {});
    [[nodiscard]] bool lost(); // the server is gone, and it was noticed
    [[nodiscard]] QStringList texts() const;
    [[nodiscard]] int delivery(int row) const;
    void fill(const QString &room, int count);
    void startServer(testing::FakeServer::Mode mode = testing::FakeServer::Mode::Native);
    [[nodiscard]] QString accountFile(const QString &name) const;

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<testing::FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<QAbstractItemModelTester> m_rooms;
    std::unique_ptr<QAbstractItemModelTester> m_messages;
    QStringList m_notices;
    QStringList m_failures;
    QList<Conversation::State> m_states;
    QString m_address;
};

} // namespace maru::client
