// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "server/storage/sql/sqlbackend.h"
#include "server/storage/storagethread.h"
#include "tests/server/storage/diskfixture.h"
#include "tests/server/storage/stagedbackend.h"
#include "tests/server/storage/storagefixture.h"
#include "tests/support/loglines.h"

#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;

namespace {

/// No file of this process gets longer while it lives. What is written past it fails as it does
/// past a quota: with an error that is not that of a full disk.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(qint64 bytes)
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = static_cast<rlim_t>(bytes);
        m_isSet = ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
    }
    FileSizeLimit(const FileSizeLimit &) = delete;
    FileSizeLimit &operator=(const FileSizeLimit &) = delete;
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

    [[nodiscard]] bool isSet() const { return m_isSet; }

private:
    rlimit m_before{};
    bool m_isSet = false;
};

} // namespace

/// A disk that fills up and gets space again, under the real backend.
class tst_Storage_DiskFull : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aFullDiskRefusesMessagesAndLosesNone();
    void aDiskThatFillsUpAmidABatchKeepsNothingOfIt();
    void aQuotaThatIsUsedUpRefusesMessagesAndLosesNone();
    void theStorageThreadGoesOnByItself();
    void spaceIsFoundWithoutAMessage();
    void aDiskThatIsFullNowAndThenIsNotLoggedEachTime();
    void aStoreOnAFullDiskOpensForReading();
    void aFirstStartOnAFullDiskLeavesNothingBehind();

private:
    int fill(SqlBackend &backend);
    void checkLedger(SqlBackend &backend);

    std::unique_ptr<SmallDisk> m_disk;
    QString m_path;
    int m_next = 0;
    QMap<QString, qint64> m_acked; // cid → seq
};

void tst_Storage_DiskFull::init()
{
    m_disk = std::make_unique<SmallDisk>(8 * 1'024);
    if (!m_disk->isMounted()) {
        QSKIP("NOT TESTED: this user may not mount a tmpfs");
    }
    m_path = m_disk->filePath(u"maru.db"_s);
    m_next = 0;
    m_acked.clear();
}

void tst_Storage_DiskFull::cleanup()
{
    m_disk.reset();
}

// Sends until a batch is refused; the number of messages acked.
int tst_Storage_DiskFull::fill(SqlBackend &backend)
{
    int acked = 0;
    while (true) {
        std::vector<Change> changes;
        const int first = m_next;
        for (int i = 0; i < 20; ++i, ++m_next) {
            changes.push_back(
                message(roomId(1), m_next, QString(1'000, u'x'), u"c-%1"_s.arg(m_next)));
        }
        const auto replies = backend.apply(changes);
        backend.maintain();
        for (size_t i = 0; i < replies.size(); ++i) {
            if (!replies[i]) {
                if (replies[i].error() != StoreError::Failed) {
                    return -1;
                }
                continue;
            }
            ++acked;
            const QString cid = u"c-%1"_s.arg(first + static_cast<int>(i));
            m_acked.insert(cid, std::get<AppendMessage::Reply>(*replies[i]).message.seq);
        }
        if (!replies.front()) {
            return acked;
        }
    }
}

// Everything acked is there, under its seq; seqs have no gap.
void tst_Storage_DiskFull::checkLedger(SqlBackend &backend)
{
    QMap<QString, qint64> stored;
    qint64 seq = 0;
    while (true) {
        const auto page =
            fixture::read(backend, history(roomId(1), ReadHistory::Direction::After, seq)).value();
        for (const Message &message : page.messages) {
            QCOMPARE(message.seq, ++seq);
            QVERIFY(!stored.contains(message.cid));
            stored.insert(message.cid, message.seq);
        }
        if (page.last) {
            break;
        }
    }
    QCOMPARE(stored, m_acked);
}

void tst_Storage_DiskFull::aFullDiskRefusesMessagesAndLosesNone()
{
    SqlBackend backend(m_path);
    QVERIFY(backend.open());
    QVERIFY(fixture::apply(backend, room(1, u"Alpha"_s)));
    for (int cycle = 0; cycle < 10; ++cycle) {
        // Some messages find room in what the log and the database have already, then no more do.
        const qint64 ballastBytes = m_disk->fill(cycle * 20'000);
        QVERIFY(ballastBytes > 256 * 1'024);
        QVERIFY(fill(backend) >= 0);
        QVERIFY2(backend.problem().contains(u"full"_s), qPrintable(backend.problem()));
        for (int again = 0; again < 3; ++again) {
            const auto refused =
                fixture::apply(backend, message(roomId(1), 900'000, QString(60'000, u'y')));
            QCOMPARE(refused.error(), StoreError::Failed);
        }
        checkLedger(backend); // reading goes on

        QVERIFY(m_disk->empty());
        const QString cid = u"after-%1"_s.arg(cycle);
        const auto sent =
            fixture::apply(backend, message(roomId(1), 1'000'000 + cycle, u"space again"_s, cid));
        QVERIFY2(sent, qPrintable(backend.problem()));
        QVERIFY(backend.problem().isEmpty());
        m_acked.insert(cid, sent->message.seq);
    }
    QVERIFY(m_acked.size() > 20);
    checkLedger(backend);
    backend.close();
    SqlBackend again(m_path);
    QVERIFY(again.open());
    checkLedger(again);
}

// More than SQLite's cache holds: what it writes before COMMIT fails, and it rolls back by itself.
void tst_Storage_DiskFull::aDiskThatFillsUpAmidABatchKeepsNothingOfIt()
{
    constexpr int count = 512;
    SqlBackend backend(m_path);
    QVERIFY(backend.open());
    QVERIFY(fixture::apply(backend, room(1, u"Alpha"_s)));
    for (int cycle = 0; cycle < 3; ++cycle) {
        QVERIFY(m_disk->fill((2 + cycle % 2) * 1'024 * 1'024) > 0);
        std::vector<Change> changes;
        for (int i = 0; i < count; ++i, ++m_next) {
            changes.push_back(
                message(roomId(1), m_next, QString(8'000, u'가'), u"c-%1"_s.arg(m_next)));
        }
        const auto replies = backend.apply(changes);
        QCOMPARE(replies.size(), changes.size());
        for (const auto &reply : replies) {
            QVERIFY(!reply);
            QCOMPARE(reply.error(), StoreError::Failed);
        }
        QVERIFY2(backend.problem().contains(u"full"_s), qPrintable(backend.problem()));
        QVERIFY(m_disk->empty());
        const QString cid = u"after-%1"_s.arg(cycle);
        const auto sent =
            fixture::apply(backend, message(roomId(1), 1'000'000 + cycle, u"space again"_s, cid));
        QVERIFY2(sent, qPrintable(backend.problem()));
        QCOMPARE(sent->message.seq, qint64(cycle + 1));
        m_acked.insert(cid, sent->message.seq);
        checkLedger(backend);
    }
    backend.close();
    SqlBackend again(m_path);
    const auto opened = again.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    checkLedger(again);
}

void tst_Storage_DiskFull::aQuotaThatIsUsedUpRefusesMessagesAndLosesNone()
{
    std::signal(SIGXFSZ, SIG_IGN);
    SqlBackend backend(m_path);
    QVERIFY(backend.open());
    QVERIFY(fixture::apply(backend, room(1, u"Alpha"_s)));
    for (int cycle = 0; cycle < 3; ++cycle) {
        {
            const FileSizeLimit limit(QFileInfo(m_path + u"-wal"_s).size() + 100'000);
            QVERIFY(limit.isSet());
            QVERIFY(fill(backend) >= 0);
            QVERIFY2(backend.problem().contains(u"I/O"_s), qPrintable(backend.problem()));
            for (int again = 0; again < 3; ++again) {
                const auto refused =
                    fixture::apply(backend, message(roomId(1), 900'000, QString(60'000, u'y')));
                QCOMPARE(refused.error(), StoreError::Failed);
            }
            checkLedger(backend);
        }
        const QString cid = u"after-%1"_s.arg(cycle);
        const auto sent =
            fixture::apply(backend, message(roomId(1), 1'000'000 + cycle, u"space again"_s, cid));
        QVERIFY2(sent, qPrintable(backend.problem()));
        QVERIFY(backend.problem().isEmpty());
        m_acked.insert(cid, sent->message.seq);
        checkLedger(backend);
    }
    backend.close();
    SqlBackend again(m_path);
    QVERIFY(again.open());
    checkLedger(again);
}

void tst_Storage_DiskFull::theStorageThreadGoesOnByItself()
{
    const testing::LogLines log(lcStorage());
    StorageThread store([path = m_path] { return std::make_unique<SqlBackend>(path); });
    QVERIFY(store.start());
    int done = 0;
    store.apply(room(1, u"Alpha"_s), [&done](const auto &reply) { done += reply ? 1 : 0; });
    QTRY_COMPARE(done, 1);
    m_disk->fill();
    std::optional<StoreError> error;
    for (int number = 0; !error && number < 50; ++number) {
        bool answered = false;
        store.apply(message(roomId(1), number, QString(8'000, u'x')), [&](const auto &reply) {
            answered = true;
            if (!reply) {
                error = reply.error();
            }
        });
        QTRY_VERIFY(answered);
    }
    QCOMPARE(error, StoreError::Failed);
    QVERIFY2(store.problem().contains(u"full"_s), qPrintable(store.problem()));
    std::optional<bool> refused;
    store.apply(message(roomId(1), 999, QString(60'000, u'y')),
                [&refused](const auto &reply) { refused = !reply; });
    QTRY_COMPARE(refused, true);
    QCOMPARE(log.of(QtWarningMsg), QStringList(store.problem())); // once, and not for each
    QCOMPARE(log.of(QtInfoMsg), QStringList());
    std::optional<bool> found;
    store.read(FindRoom{roomId(1), {}, {}},
               [&found](const auto &reply) { found = reply && reply->has_value(); });
    QTRY_COMPARE(found, true);

    QVERIFY(m_disk->empty());
    std::optional<bool> stored;
    store.apply(message(roomId(1), 1'000, u"space again"_s),
                [&stored](const auto &reply) { stored = reply.has_value(); });
    QTRY_COMPARE(stored, true);
    QVERIFY(store.problem().isEmpty());
    QTRY_COMPARE(log.of(QtInfoMsg), QStringList(u"the store takes messages again"_s));
    QCOMPARE(log.of(QtWarningMsg).size(), 1);
    store.stop(5'000);
}

void tst_Storage_DiskFull::aDiskThatIsFullNowAndThenIsNotLoggedEachTime()
{
    constexpr int cycles = 50;
    Stage stage;
    StorageThread store([&stage] { return std::make_unique<StagedBackend>(stage, true); });
    QVERIFY(store.start());
    const testing::LogLines log(lcStorage());
    int answers = 0;
    const auto count = [&answers](const auto &) {
        ++answers;
    };
    for (int i = 0; i < cycles; ++i) {
        stage.setError(StoreError::Failed);
        store.apply(room(1, u"Alpha"_s), count);
        QTRY_COMPARE(answers, 2 * i + 1);
        QVERIFY(!store.problem().isEmpty());
        stage.setError(std::nullopt);
        store.apply(room(1, u"Alpha"_s), count);
        QTRY_COMPARE(answers, 2 * i + 2);
        QVERIFY(store.problem().isEmpty());
    }
    const qsizetype told = log.of(QtWarningMsg).size();
    QVERIFY2(told >= 1 && told < cycles, qPrintable(QString::number(told)));
    QTRY_COMPARE(log.of(QtInfoMsg).size(), told);
    QCOMPARE(log.of(QtWarningMsg).constFirst(), u"The disk is full."_s);
    store.stop(5'000);
}

void tst_Storage_DiskFull::spaceIsFoundWithoutAMessage()
{
    const testing::LogLines log(lcStorage());
    StorageThread store([path = m_path] { return std::make_unique<SqlBackend>(path); });
    QVERIFY(store.start());
    int done = 0;
    store.apply(room(1, u"Alpha"_s), [&done](const auto &reply) { done += reply ? 1 : 0; });
    QTRY_COMPARE(done, 1);
    m_disk->fill(20'000);
    int refused = 0;
    int answered = 0;
    for (int number = 0; refused == 0 && number < 50; ++number) {
        store.apply(message(roomId(1), number, QString(8'000, u'x')), [&](const auto &reply) {
            ++answered;
            refused += reply ? 0 : 1;
        });
        QTRY_COMPARE(answered, number + 1);
    }
    QCOMPARE(refused, 1);
    QVERIFY(!store.problem().isEmpty());
    QTest::qWait(6'000); // it has looked by then, and the disk is as full as it was
    QVERIFY(!store.problem().isEmpty());
    QVERIFY(m_disk->empty());
    QTRY_VERIFY_WITH_TIMEOUT(store.problem().isEmpty(), 20'000);
    QTRY_COMPARE(log.of(QtInfoMsg).size(), 1); // and said without one
    QCOMPARE(log.of(QtWarningMsg).size(), 1);
    store.stop(5'000);
    const QStringList files = QDir(m_disk->path()).entryList(QDir::AllEntries | QDir::Hidden);
    QVERIFY2(files.filter(u"probe"_s).isEmpty(), qPrintable(files.join(u' ')));
}

void tst_Storage_DiskFull::aStoreOnAFullDiskOpensForReading()
{
    {
        SqlBackend backend(m_path);
        QVERIFY(backend.open());
        QVERIFY(fixture::apply(backend, room(1, u"Alpha"_s)));
        QVERIFY(fill(backend) > 0);
    }
    QFile file(m_disk->filePath(u"ballast"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    // 64 KiB stay: the index of the log needs that much even for reading.
    const qint64 space = 8 * 1'024 * 1'024 - QFileInfo(m_path).size() - 64 * 1'024 - 8'192;
    file.write(QByteArray(qMax<qint64>(space, 0), 'b'));
    file.close();
    SqlBackend backend(m_path);
    const auto opened = backend.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    checkLedger(backend);
}

void tst_Storage_DiskFull::aFirstStartOnAFullDiskLeavesNothingBehind()
{
    QFile file(m_disk->filePath(u"ballast"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8 * 1'024 * 1'024 - 40 * 1'024, 'b'));
    file.close();
    const auto before = snapshotOf(m_disk->path());
    SqlBackend backend(m_path);
    const auto opened = backend.open();
    QVERIFY(!opened);
    QVERIFY2(opened.error().text.contains(u"cannot be made"_s), qPrintable(opened.error().text));
    QCOMPARE(snapshotOf(m_disk->path()), before);
    QVERIFY(file.remove());
    QVERIFY(backend.open());
}

QTEST_GUILESS_MAIN(tst_Storage_DiskFull)
#include "tst_storage_diskfull.moc"
