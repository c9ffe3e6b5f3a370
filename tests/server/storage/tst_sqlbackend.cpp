// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlbackend.h"
#include "tests/server/storage/storagecontract.h"

#include <QTemporaryDir>
#include <QTest>

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

private:
    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(tst_SqlBackend)
#include "tst_sqlbackend.moc"
