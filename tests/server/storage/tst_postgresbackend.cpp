// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/postgresbackend.h"
#include "tests/server/storage/postgresfixture.h"
#include "tests/server/storage/storagecontract.h"

#include <QTest>

// The contract of all stores, on a real PostgreSQL server.

using namespace maru;
using namespace maru::server;

class tst_PostgresBackend : public StorageContract
{
    Q_OBJECT
protected:
    std::unique_ptr<StorageBackend> makeBackend(bool isFresh) override
    {
        if (isFresh) {
            m_server.empty();
        }
        return std::make_unique<PostgresBackend>(addressOf(m_server));
    }
    [[nodiscard]] bool isPersistent() const override { return true; }

private slots:
    void initTestCase() { MARU_START_POSTGRES(m_server); }

private:
    PostgresServer m_server;
};

QTEST_GUILESS_MAIN(tst_PostgresBackend)
#include "tst_postgresbackend.moc"
