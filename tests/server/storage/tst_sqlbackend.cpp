// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlbackend.h"
#include "tests/server/storage/diskfixture.h"
#include "tests/server/storage/storagecontract.h"
#include "tests/server/storage/storagefixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace maru;
using namespace maru::server;

class tst_SqlBackend : public StorageContract
{
    Q_OBJECT
protected:
    std::unique_ptr<StorageBackend> makeBackend(bool isFresh) override
    {
        if (isFresh) {
            m_dir = std::make_unique<QTemporaryDir>();
        }
        return std::make_unique<SqlBackend>(m_dir->filePath(QStringLiteral("maru.db")));
    }
    [[nodiscard]] bool isPersistent() const override { return true; }

private slots:
    void aFailedStatementRollsBackItsBatchAndNoOther();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
};

void tst_SqlBackend::aFailedStatementRollsBackItsBatchAndNoOther()
{
    m_store->close();
    fixture::runSql(
        m_dir->filePath(QStringLiteral("maru.db")),
        QStringLiteral("CREATE TRIGGER poison BEFORE INSERT ON messages WHEN new.chat = 'poison' "
                       "BEGIN SELECT raise(ABORT, 'poisoned'); END"));
    m_store = makeBackend(false);
    QVERIFY(m_store->open());
    const RoomId room = fixture::roomId(1);
    const auto replies = m_store->apply({fixture::message(room, 1, QStringLiteral("a")),
                                         fixture::message(room, 2, QStringLiteral("poison")),
                                         fixture::message(room, 3, QStringLiteral("b"))});
    QCOMPARE(replies.size(), 3U);
    for (const auto &reply : replies) {
        QCOMPARE(reply.error(), StoreError::Failed);
    }
    QVERIFY2(m_store->problem().contains(QStringLiteral("poisoned")),
             qPrintable(m_store->problem()));
    const auto next = fixture::apply(*m_store, fixture::message(room, 1, QStringLiteral("a")));
    QVERIFY(next);
    QCOMPARE(next->message.seq, 1);
    QVERIFY(m_store->problem().isEmpty());
}

QTEST_GUILESS_MAIN(tst_SqlBackend)
#include "tst_sqlbackend.moc"
