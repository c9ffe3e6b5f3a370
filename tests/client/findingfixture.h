// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/conversation.h"
#include "tests/support/fakeserver.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace maru::client {

using namespace Qt::StringLiterals;

/// A conversation in a room with a long past.
class FindingFixture : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

protected:
    void fill(int count, const QString &room = u"r1"_s);
    [[nodiscard]] bool joined();
    void restart();
    [[nodiscard]] QList<qint64> seqs() const;
    [[nodiscard]] bool hasNoHoles() const
    {
        const QList<qint64> all = seqs();
        for (int i = 1; i < all.size(); ++i) {
            if (all.at(i) != all.at(i - 1) + 1) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] bool jumped(qint64 seq)
    {
        QSignalSpy ready(m_conversation.get(), &Conversation::jumpReady);
        m_conversation->jumpTo(seq);
        return QTest::qWaitFor([&] { return ready.count() == 1; })
            && m_conversation->messages()->rowOfSeq(seq) >= 0;
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<testing::FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<QAbstractItemModelTester> m_tester; // of what is found
    QStringList m_failures;
};

} // namespace maru::client
