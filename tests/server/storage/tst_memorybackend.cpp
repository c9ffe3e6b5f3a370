// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memorybackend.h"
#include "tests/server/storage/sharedstore.h"
#include "tests/server/storage/storagecontract.h"

#include <QTest>

using namespace maru::server;

class tst_MemoryBackend : public StorageContract
{
    Q_OBJECT
protected:
    std::unique_ptr<StorageBackend> makeBackend(bool) override
    {
        auto backend = std::make_unique<MemoryBackend>();
        m_backend = backend.get();
        return backend;
    }
    [[nodiscard]] bool isPersistent() const override { return false; }
    WriterMaker makeWriters() override
    {
        return shareStore([this] { return makeBackend(true); });
    }
    std::vector<StoreFault> faults() override
    {
        return {{.name = "it refuses",
                 .begin = [this] { m_backend->refuseChanges(true); },
                 .end =
                     [this] {
                         m_backend->refuseChanges(false);
                     }}};
    }

private:
    MemoryBackend *m_backend = nullptr;
};

QTEST_GUILESS_MAIN(tst_MemoryBackend)
#include "tst_memorybackend.moc"
