// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memorybackend.h"
#include "tests/server/storage/storagecontract.h"

#include <QTest>

using namespace maru::server;

class tst_MemoryBackend : public StorageContract
{
    Q_OBJECT
protected:
    std::unique_ptr<StorageBackend> makeBackend(bool) override
    {
        return std::make_unique<MemoryBackend>();
    }
    [[nodiscard]] bool isPersistent() const override { return false; }
};

QTEST_GUILESS_MAIN(tst_MemoryBackend)
#include "tst_memorybackend.moc"
