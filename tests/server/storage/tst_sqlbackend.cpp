// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlbackend.h"
#include "tests/server/storage/diskfixture.h"
#include "tests/server/storage/sharedstore.h"
#include "tests/server/storage/storagecontract.h"

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
            m_disk = std::make_unique<fixture::SmallDisk>(diskKib);
        }
        return std::make_unique<SqlBackend>(path());
    }
    [[nodiscard]] bool isPersistent() const override { return true; }
    WriterMaker makeWriters() override
    {
        makeBackend(true);
        return shareStore([this] { return makeBackend(false); });
    }
    std::vector<StoreFault> faults() override;

private:
    static constexpr int diskKib = 64 * 1'024;

    QString path() const { return m_disk->filePath(QStringLiteral("maru.db")); }

    std::unique_ptr<fixture::SmallDisk> m_disk;
};

std::vector<StoreFault> tst_SqlBackend::faults()
{
    const bool isMounted = fixture::SmallDisk(diskKib).isMounted();
    return {{.name = "the disk is full",
             .begin = [this] { m_disk->fill(); },
             .end = [this] { m_disk->empty(); },
             .lack = isMounted ? nullptr : "NOT TESTED: this user may not mount a tmpfs"},
            {.name = "a statement is refused",
             .isForOneWriter = true,
             .begin =
                 [this] {
                     fixture::runSql(path(),
                                     QStringLiteral("CREATE TRIGGER poison AFTER INSERT ON users "
                                                    "BEGIN SELECT raise(ABORT, 'injected'); END"));
                 },
             .end =
                 [this] {
                     fixture::runSql(path(), QStringLiteral("DROP TRIGGER poison"));
                 }}};
}

QTEST_GUILESS_MAIN(tst_SqlBackend)
#include "tst_sqlbackend.moc"
