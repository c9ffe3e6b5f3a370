// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlbackend.h"
#include "tests/server/storage/crashvfs.h"
#include "tests/server/storage/diskmodel.h"
#include "tests/server/storage/storagefixture.h"
#include "tests/server/storage/storeledger.h"
#include "tests/server/storage/storeload.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QHashSeed>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <sqlite3.h>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;

namespace {

constexpr int defaultCuts = MARU_POWER_CUTS; // fewer under a sanitizer
constexpr int maxTestMs = 24 * 3600 * 1000;
constexpr int cutsOfALife = 25;
constexpr int maxDiskBytes = 800'000; // then a new one: an image is written and read for each cut
constexpr size_t mostSentAgain = 64;
const QString databaseName = u"maru.db"_s;

using Image = QMap<QString, QByteArray>;

struct Figures
{
    int cuts = 0;
    int lives = 0;
    int withLosses = 0;
    int damaged = 0;
    QString firstLoss;
    QString firstDamage;
};

/// A folder in memory if there is one: the model needs no disk, and an image takes 10 ms then.
QString workFolder()
{
    const QFileInfo memory(u"/dev/shm"_s);
    return (memory.isDir() && memory.isWritable() ? memory.filePath() : QDir::tempPath())
        + u"/maru-powercut-XXXXXX"_s;
}

/// What SQLite itself thinks of the file: "ok", or the first fault.
QString integrityOf(const QString &path)
{
    sqlite3 *database = nullptr;
    QString answer;
    sqlite3_stmt *statement = nullptr;
    const int opened = sqlite3_open_v2(QFile::encodeName(path).constData(), &database,
                                       SQLITE_OPEN_READWRITE, nullptr);
    if (opened == SQLITE_OK
        && sqlite3_prepare_v2(database, "PRAGMA integrity_check(1)", -1, &statement, nullptr)
            == SQLITE_OK
        && sqlite3_step(statement) == SQLITE_ROW) {
        answer =
            QString::fromUtf8(reinterpret_cast<const char *>(sqlite3_column_text(statement, 0)));
    } else {
        answer = QString::fromUtf8(sqlite3_errmsg(database));
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return answer;
}

Image imageOf(const QString &folder)
{
    Image image;
    const QStringList names = QDir(folder).entryList(QDir::Files);
    for (const QString &name : names) {
        QFile file(folder + u'/' + name);
        if (!name.endsWith(u"-shm"_s) && file.open(QIODevice::ReadOnly)) {
            image.insert(name, file.readAll());
        }
    }
    return image;
}

} // namespace

/// The power goes at any moment of the store's work, thousands of times, on a disk that is a model:
/// nothing that was acked may be lost. The same test with weaker settings of SQLite must find
/// losses and damage, else it could not see any.
///
/// `MARU_POWER_CUTS=N` sets how often, `MARU_SEED=N` repeats a run exactly.
class tst_Storage_PowerCut : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theJournalHoldsAllThatTheStoreDoes();
    void ackedMeansDurable_data();
    void ackedMeansDurable();

private:
    struct Disk
    {
        SqliteSync sync = SqliteSync::Full; // of its lives from now on
        StoreLedger ledger;
        Image image; // what it holds when the power comes back
        std::unique_ptr<StoreLoad> load;
    };

    void run(SqliteSync sync, int cuts, Figures &figures);
    [[nodiscard]] std::unique_ptr<Disk> newDisk();
    [[nodiscard]] bool liveOnce(Disk &disk, int cuts, Figures &figures);
    [[nodiscard]] qsizetype anyMoment(const DiskJournal &journal);
    [[nodiscard]] bool cut(Disk &disk, const DiskModel &model, qsizetype moment, Figures &figures);
    [[nodiscard]] StoreVerdict lookAt(StoreLedger &ledger, const Image &image, qsizetype moment);
    void keep(const Image &image);
    [[nodiscard]] QString freshFolder(const QString &name);

    quint32 m_seed = 0;
    int m_cuts = defaultCuts;
    QRandomGenerator m_random;
    QTemporaryDir m_dir{workFolder()};
};

void tst_Storage_PowerCut::initTestCase()
{
    bool isNumber = false;
    m_seed = qEnvironmentVariable("MARU_SEED").toUInt(&isNumber);
    if (!isNumber) {
        m_seed = QRandomGenerator::global()->generate();
    }
    if (const int cuts = qEnvironmentVariableIntValue("MARU_POWER_CUTS"); cuts > 0) {
        m_cuts = cuts;
    }
    QHashSeed::setDeterministicGlobalSeed(); // the order of a transaction's last statements
    QLoggingCategory::setFilterRules(u"maru.storage*=false"_s); // damage is what is looked for
    QVERIFY(m_dir.isValid());
    qInfo("seed %u", m_seed);
}

QString tst_Storage_PowerCut::freshFolder(const QString &name)
{
    const QString folder = m_dir.filePath(name);
    QDir(folder).removeRecursively();
    QDir().mkpath(folder);
    return folder;
}

void tst_Storage_PowerCut::theJournalHoldsAllThatTheStoreDoes()
{
    installCrashVfs(m_seed);
    const QString folder = freshFolder(u"live"_s);
    DiskRecorder recorder(folder);
    const auto compare = [&] {
        DiskModel model(recorder.journal());
        model.advanceTo(recorder.moment());
        QCOMPARE(model.seen(), imageOf(folder));
    };
    {
        SqlBackend backend(folder + u'/' + databaseName);
        QVERIFY(backend.open());
        compare();
        QVERIFY(fixture::apply(backend, room(1, u"Alpha"_s)));
        QVERIFY(fixture::apply(backend, message(roomId(1), 1, u"text"_s, u"c-1"_s)));
        compare();
    }
    compare();
    QHash<int, int> counts;
    for (const DiskEvent &event : recorder.journal().events) {
        ++counts[int(event.kind)];
    }
    for (int kind = 0; kind <= int(DiskEvent::Kind::SyncFolder); ++kind) {
        QVERIFY2(counts.value(kind) > 0, qPrintable(QString::number(kind)));
    }
}

// ---- the campaign ----

std::unique_ptr<tst_Storage_PowerCut::Disk> tst_Storage_PowerCut::newDisk()
{
    auto disk = std::make_unique<Disk>();
    disk->load = std::make_unique<StoreLoad>(
        [path = m_dir.filePath(u"live/"_s + databaseName), disk = disk.get()] {
            return std::make_unique<SqlBackend>(path, disk->sync);
        },
        [] { return DiskRecorder::active()->moment(); }, disk->ledger, m_random);
    return disk;
}

void tst_Storage_PowerCut::run(SqliteSync sync, int cuts, Figures &figures)
{
    m_random.seed(m_seed);
    installCrashVfs(m_seed);
    std::unique_ptr<Disk> disk;
    bool goesOn = false;
    while (figures.cuts < cuts && !QTest::currentTestFailed()) {
        if (!goesOn) {
            disk = newDisk();
            goesOn = true;
            // Weak settings are let loose on a store that works: half a new one is no finding.
            if (Figures ignored; sync != SqliteSync::Full) {
                goesOn = liveOnce(*disk, 1, ignored);
                disk->sync = sync;
            }
        }
        goesOn = goesOn && liveOnce(*disk, cutsOfALife, figures);
    }
}

/// From the start of a server to \p cuts power cuts, each of which might have been the one. Returns
/// true if the disk can be used on: the last cut was found clean, and what it left is the disk now.
bool tst_Storage_PowerCut::liveOnce(Disk &disk, int cuts, Figures &figures)
{
    const QString folder = freshFolder(u"live"_s);
    writeImage(folder, disk.image);
    DiskJournal journal;
    {
        DiskRecorder recorder(folder);
        const QString trouble = disk.load->work(m_random.bounded(10, 60));
        if (!trouble.isEmpty()) {
            QTest::qFail(qPrintable(trouble), __FILE__, __LINE__);
            return false;
        }
        journal = recorder.journal();
    }
    ++figures.lives;
    std::vector<qsizetype> moments(size_t(cuts) - 1);
    std::generate(moments.begin(), moments.end(), [&] { return anyMoment(journal); });
    std::sort(moments.begin(), moments.end());
    DiskModel model(journal);
    for (const qsizetype moment : moments) {
        model.advanceTo(moment);
        static_cast<void>(cut(disk, model, moment, figures)); // counts by itself
        if (QTest::currentTestFailed()) {
            return false;
        }
    }
    DiskModel last(journal);
    const qsizetype moment = anyMoment(journal);
    last.advanceTo(moment);
    if (!cut(disk, last, moment, figures)) {
        return false;
    }
    disk.ledger.beginAgain();
    qint64 bytes = 0;
    for (const QByteArray &file : std::as_const(disk.image)) {
        bytes += file.size();
    }
    return bytes < maxDiskBytes;
}

/// Most events are writes. So half of the cuts come at any moment, the others shortly after one of
/// the events that order the writes, or that change a name.
qsizetype tst_Storage_PowerCut::anyMoment(const DiskJournal &journal)
{
    const auto count = qsizetype(journal.events.size());
    const int kind = m_random.bounded(4);
    if (kind < 2) {
        return m_random.bounded(count + 1);
    }
    std::vector<qsizetype> after;
    for (qsizetype i = 0; i < count; ++i) {
        const auto is = journal.events[size_t(i)].kind;
        const bool isOrder = is == DiskEvent::Kind::Sync || is == DiskEvent::Kind::Truncate;
        if (is != DiskEvent::Kind::Write && isOrder == (kind == 2)) {
            after.push_back(i);
        }
    }
    const qsizetype event =
        after.empty() ? count : after[size_t(m_random.bounded(qint64(after.size())))];
    return qMin(event + m_random.bounded(4), count);
}

bool tst_Storage_PowerCut::cut(Disk &disk, const DiskModel &model, qsizetype moment,
                               Figures &figures)
{
    ++figures.cuts;
    disk.image = model.image(m_random);
    const StoreVerdict verdict = lookAt(disk.ledger, disk.image, moment);
    if (verdict.isClean()) {
        return true;
    }
    const QString where =
        u" (cut %1, life %2, moment %3)"_s.arg(figures.cuts).arg(figures.lives).arg(moment);
    if (verdict.lost > 0 && ++figures.withLosses == 1) {
        figures.firstLoss =
            u"%1 lost, the first %2"_s.arg(verdict.lost).arg(verdict.firstLost) + where;
    }
    if (!verdict.damage.isEmpty() && ++figures.damaged == 1) {
        figures.firstDamage = verdict.damage + where;
    }
    if (disk.sync == SqliteSync::Full) {
        keep(disk.image);
        QTest::qFail(qPrintable(figures.firstLoss + u' ' + figures.firstDamage), __FILE__,
                     __LINE__);
    }
    return false;
}

StoreVerdict tst_Storage_PowerCut::lookAt(StoreLedger &ledger, const Image &image, qsizetype moment)
{
    const QString folder = freshFolder(u"image"_s);
    writeImage(folder, image);
    const QString path = folder + u'/' + databaseName;
    StoreVerdict verdict;
    {
        SqlBackend backend(path); // the product's own settings, whatever the disk was written with
        if (const auto opened = backend.open(); !opened) {
            verdict.damage = opened.error().text;
            return verdict;
        }
        verdict = ledger.check(backend, moment);
        if (verdict.damage.isEmpty()) {
            verdict.damage = ledger.resend(backend, moment, mostSentAgain);
        }
    }
    if (const QString answer = integrityOf(path); verdict.damage.isEmpty() && answer != u"ok"_s) {
        verdict.damage = answer;
    }
    return verdict;
}

void tst_Storage_PowerCut::keep(const Image &image)
{
    QTemporaryDir kept(QDir::tempPath() + u"/maru-powercut-XXXXXX"_s);
    kept.setAutoRemove(false);
    writeImage(kept.path(), image);
    qInfo("seed %u; what was left on the disk is kept in %s", m_seed, qPrintable(kept.path()));
}

void tst_Storage_PowerCut::ackedMeansDurable_data()
{
    QTest::addColumn<SqliteSync>("sync");
    QTest::addColumn<int>("cuts");
    QTest::addColumn<bool>("mustLose");
    QTest::addColumn<bool>("mayBeDamaged");

    const int few = std::clamp(m_cuts / 10, 100, 1'000);
    QTest::newRow("full, as the server has it") << SqliteSync::Full << m_cuts << false << false;
    QTest::newRow("normal loses what was acked") << SqliteSync::Normal << few << true << false;
    QTest::newRow("off damages the file") << SqliteSync::Off << few << true << true;
}

void tst_Storage_PowerCut::ackedMeansDurable()
{
    QFETCH(SqliteSync, sync);
    QFETCH(int, cuts);
    QFETCH(bool, mustLose);
    QFETCH(bool, mayBeDamaged);

    Figures figures;
    QElapsedTimer timer;
    timer.start();
    run(sync, cuts, figures);
    qInfo("%d power cuts in %d lives, %d with losses, %d damaged, %lld ms", figures.cuts,
          figures.lives, figures.withLosses, figures.damaged,
          static_cast<long long>(timer.elapsed()));
    for (const QString &first : {figures.firstLoss, figures.firstDamage}) {
        if (!first.isEmpty()) {
            qInfo("%s", qPrintable(first));
        }
    }
    if (QTest::currentTestFailed()) {
        return;
    }
    // A test that finds nothing here would find nothing with the server's own settings either.
    QCOMPARE(figures.withLosses > 0, mustLose);
    QCOMPARE(figures.damaged > 0, mayBeDamaged);
}

int main(int argc, char *argv[])
{
    // QtTest ends a function after 5 minutes; how long this one takes is up to who asks for the
    // cuts.
    if (!qEnvironmentVariableIsSet("QTEST_FUNCTION_TIMEOUT")) {
        qputenv("QTEST_FUNCTION_TIMEOUT", QByteArray::number(maxTestMs));
    }
    QCoreApplication app(argc, argv);
    tst_Storage_PowerCut test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_storage_powercut.moc"
