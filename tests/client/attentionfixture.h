// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/attentioncontroller.h"
#include "client/widgets/mainwindow.h"
#include "tests/support/fakeserver.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace maru::client {

using namespace Qt::StringLiterals;

inline constexpr int patienceMs = 30'000;

/// Notes what it is given.
class NotingNotifier : public Notifier
{
public:
    void show(const Notice &notice) override { shown.append(notice); }
    void close(const QString &key) override { closed.append(key); }

    QList<Notice> shown;
    QStringList closed;
};

/// A conversation at a server, a window, and what the person is told of them.
class AttentionFixture : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

protected:
    [[nodiscard]] bool joined();
    [[nodiscard]] bool seen();
    // A message in a room that is not seen, so that whatever came before it was dealt with.
    [[nodiscard]] bool lastIsTold(const QString &text)
    {
        m_server->addMessage(u"r2"_s, u"이영희"_s, text);
        return QTest::qWaitFor(
            [&] {
                return !m_notifier->shown.isEmpty() && m_notifier->shown.last().text.contains(text);
            },
            patienceMs);
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<testing::FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<MainWindow> m_window;
    NotingNotifier *m_notifier = nullptr;
    std::unique_ptr<AttentionController> m_attention;
};

} // namespace maru::client
