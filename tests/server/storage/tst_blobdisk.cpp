// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The folder of files on disks that are full, or break.

#include "server/storage/blobfolder.h"
#include "tests/server/storage/diskfixture.h"

#include <QCryptographicHash>
#include <QFile>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <optional>
#include <utility>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#endif

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;

namespace {

const FileId one(u"0123456789abcdef01234567"_s);

QString hashOf(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

/// Warnings of these tests are fatal, and here a disk is what fails.
class Quiet
{
public:
    Quiet() { QLoggingCategory::setFilterRules(u"maru.storage.warning=false"_s); }
    ~Quiet() { QLoggingCategory::setFilterRules({}); }
    Q_DISABLE_COPY_MOVE(Quiet)
};

} // namespace

class tst_BlobDisk : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_dir.emplace(); }

    void aFullDiskKeepsWhatWasThere();
    void aFolderThatHasNoRoomOnADiskSaysSo();
    void whatMayNotGrowIsNoRoom();
    void aFileInSlicesIsSyncedOnTheWay();
    void whatTheDiskDidNotKeepIsNotKept_data();
    void whatTheDiskDidNotKeepIsNotKept();

private:
    [[nodiscard]] QString path() const { return m_dir->filePath(u"files"_s); }
    std::optional<QTemporaryDir> m_dir;
};

void tst_BlobDisk::aFullDiskKeepsWhatWasThere()
{
    fixture::SmallDisk disk(256);
    if (!disk.isMounted()) {
        QSKIP("NOT TESTED: this user may not mount a tmpfs");
    }
    BlobFolder folder(disk.filePath(u"files"_s));
    QVERIFY(*folder.claim(u"s"_s));
    QVERIFY(folder.open(one));
    QVERIFY(folder.append(one, "abc"));
    const Quiet quiet;
    QCOMPARE(folder.append(one, QByteArray(512 * 1'024, 'x')).error(), BlobError::Full);
    QCOMPARE(*folder.size(one), 3);
    QCOMPARE(*folder.append(one, "def"), 6); // and it goes on when there is room
    QCOMPARE(folder.finish(one)->sha256, hashOf("abcdef"));
}

void tst_BlobDisk::aFolderThatHasNoRoomOnADiskSaysSo()
{
    fixture::SmallDisk disk(256);
    if (!disk.isMounted()) {
        QSKIP("NOT TESTED: this user may not mount a tmpfs");
    }
    BlobFolder folder(disk.filePath(u"files"_s));
    QVERIFY(*folder.claim(u"s"_s));
    disk.fill();
    const Quiet quiet;
    QCOMPARE(folder.open(one).error(), BlobError::Full);
    QVERIFY(disk.empty());
    QVERIFY(folder.open(one));
}

void tst_BlobDisk::whatMayNotGrowIsNoRoom()
{
#ifdef Q_OS_UNIX
    BlobFolder folder(path());
    QVERIFY(*folder.claim(u"s"_s));
    QVERIFY(folder.open(one));
    QVERIFY(folder.append(one, "abc"));
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 1'000;
    const Quiet quiet;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto written = folder.append(one, QByteArray(2'000, 'x')); // as a quota: not "disk full"
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    QCOMPARE(written.error(), BlobError::Full);
    QCOMPARE(*folder.size(one), 3);
#else
    QSKIP("files have no such limit here");
#endif
}

// As clients send it: each slice is a request of its own.
void tst_BlobDisk::aFileInSlicesIsSyncedOnTheWay()
{
    int syncs = 0;
    BlobFolder folder(path(), [&syncs](QFile &) -> Result<void, int> {
        ++syncs;
        return {};
    });
    QVERIFY(*folder.claim(u"s"_s));
    constexpr int mebi = 1'048'576;
    const QByteArray slice(mebi, 'x');
    for (int i = 1; i <= 65; ++i) {
        QVERIFY(folder.open(one));
        QVERIFY(*folder.catchUp(one));
        QCOMPARE(*folder.append(one, slice), qint64{i} * mebi);
        folder.pause(one);
    }
    QCOMPARE(syncs, 2); // after 32 MiB each
}

void tst_BlobDisk::whatTheDiskDidNotKeepIsNotKept_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<BlobError>("error");
    QTest::newRow("broken") << EIO << BlobError::Failed;
    QTest::newRow("full") << ENOSPC << BlobError::Full;
#ifdef EDQUOT
    QTest::newRow("more than this user may have") << EDQUOT << BlobError::Full;
#endif
}

// The system says once that bytes it had taken are lost, and is content the next time.
void tst_BlobDisk::whatTheDiskDidNotKeepIsNotKept()
{
    QFETCH(int, code);
    QFETCH(BlobError, error);
    int next = 0;
    BlobFolder folder(path(), [&next](QFile &) -> Result<void, int> {
        const int now = std::exchange(next, 0);
        return now == 0 ? Result<void, int>() : failure(now);
    });
    const Quiet quiet;
    QVERIFY(*folder.claim(u"s"_s));
    QVERIFY(folder.open(one));
    QVERIFY(folder.append(one, "abc"));
    next = code;
    QCOMPARE(folder.finish(one).error(), error);
    QCOMPARE(*folder.size(one), 0);
    QCOMPARE(folder.finish(one).error(), BlobError::NotFound);
    QVERIFY(!QFile::exists(path() + u"/parts/"_s + one.toString()));

    QCOMPARE(*folder.open(one), 0); // all of it comes again
    const QByteArray much(8 * 1'048'576, 'x');
    next = code;
    auto appended = folder.append(one, much);
    for (int i = 0; i < 8 && appended; ++i) { // until the disk has to have them
        appended = folder.append(one, much);
    }
    QCOMPARE(appended.error(), error);
    QCOMPARE(*folder.size(one), 0);

    QCOMPARE(*folder.open(one), 0);
    QVERIFY(*folder.catchUp(one));
    QCOMPARE(*folder.append(one, "abc"), 3);
    QCOMPARE(folder.finish(one)->sha256, hashOf("abc"));
}

QTEST_GUILESS_MAIN(tst_BlobDisk)
#include "tst_blobdisk.moc"
