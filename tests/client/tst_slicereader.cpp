// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/slicereader.h"
#include "common/clientlimits.h"
#include "common/text/filename.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <memory>
#include <optional>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;
constexpr int slices = 8;

/// What the reader's thread and the test have in common.
struct Disk
{
    std::atomic<int> reads = 0;
    std::atomic<bool> isOnOurThread = false;
    QSemaphore answers; // each lets one read come back
    QByteArray bytes = [] {
        QByteArray made(slices * limits::uploadSliceBytes - 7, Qt::Uninitialized);
        for (qsizetype i = 0; i < made.size(); ++i) {
            made[i] = char(i * 31 + i / 251);
        }
        return made;
    }();

    [[nodiscard]] LocalFile file() const { return {u"/a/b"_s, u"b"_s, bytes.size(), 1}; }
};

SliceReader::Source sourceOf(const std::shared_ptr<Disk> &disk, Qt::HANDLE owner)
{
    return [disk, owner](const LocalFile &, qint64 offset) -> Slice {
        ++disk->reads;
        disk->isOnOurThread = disk->isOnOurThread || QThread::currentThreadId() == owner;
        disk->answers.acquire();
        return disk->bytes.mid(offset, limits::uploadSliceBytes);
    };
}

} // namespace

class tst_SliceReader : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void theSlicesAreTheFileInOrder();
    void noMoreIsReadAheadThanTheBound();
    void theSameSliceIsNotReadTwice();
    void whoeverAsksIsAnsweredLater();
    void aReadThatDoesNotComeBackHoldsUpNobody();
    void afterStopOnlyWhatIsAskedAnewIsAnswered();
    void anotherOffsetIsBegunAnew();
    void theThreadGoesWithItsReader();
    void aFileIsReadAsItWasAttached_data();
    void aFileIsReadAsItWasAttached();
    void aNameIsNotLongerThanServersTake();
    void whatCannotBeSeenInANameIsNotSent_data();
    void whatCannotBeSeenInANameIsNotSent();

private:
    [[nodiscard]] SliceReader::Source source() const
    {
        return sourceOf(m_disk, QThread::currentThreadId());
    }
    // Reads and waits for it.
    [[nodiscard]] static std::optional<Slice> sliceAt(SliceReader &reader, qint64 offset)
    {
        std::optional<Slice> got;
        reader.read(offset, [&got](const Slice &slice) { got = slice; });
        static_cast<void>(QTest::qWaitFor([&] { return got.has_value(); }, patienceMs));
        return got;
    }

    std::shared_ptr<Disk> m_disk;
};

void tst_SliceReader::init()
{
    m_disk = std::make_shared<Disk>();
}

void tst_SliceReader::theSlicesAreTheFileInOrder()
{
    m_disk->answers.release(slices);
    SliceReader reader(m_disk->file(), source());
    QByteArray all;
    while (all.size() < m_disk->bytes.size()) {
        const auto slice = sliceAt(reader, all.size());
        QVERIFY(slice && *slice);
        QVERIFY(!(*slice)->isEmpty() && (*slice)->size() <= limits::uploadSliceBytes);
        all += **slice;
    }
    QVERIFY(all == m_disk->bytes);
    QCOMPARE(m_disk->reads, slices);
    QVERIFY(!m_disk->isOnOurThread);
}

void tst_SliceReader::noMoreIsReadAheadThanTheBound()
{
    m_disk->answers.release(slices);
    SliceReader reader(m_disk->file(), source());
    for (int asked = 1; asked <= slices; ++asked) {
        QVERIFY(sliceAt(reader, (asked - 1) * limits::uploadSliceBytes));
        const int most = std::min(slices, asked + limits::uploadSlicesAhead);
        QTRY_COMPARE_WITH_TIMEOUT(m_disk->reads, most, patienceMs);
    }
    QCOMPARE(m_disk->reads, slices);
}

void tst_SliceReader::theSameSliceIsNotReadTwice()
{
    m_disk->answers.release(slices);
    SliceReader reader(m_disk->file(), source());
    const auto first = sliceAt(reader, 0);
    const auto again = sliceAt(reader, 0);
    QVERIFY(first && again && *first && *again);
    QVERIFY(**first == **again);
    QTRY_COMPARE_WITH_TIMEOUT(m_disk->reads, 1 + limits::uploadSlicesAhead, patienceMs);
}

void tst_SliceReader::whoeverAsksIsAnsweredLater()
{
    m_disk->answers.release(slices);
    SliceReader reader(m_disk->file(), source());
    QVERIFY(sliceAt(reader, 0));
    QTRY_COMPARE_WITH_TIMEOUT(m_disk->reads, 1 + limits::uploadSlicesAhead, patienceMs);
    bool isAnswered = false;
    reader.read(limits::uploadSliceBytes, [&](const Slice &) { isAnswered = true; });
    QVERIFY(!isAnswered); // though it is there
    QTRY_VERIFY_WITH_TIMEOUT(isAnswered, patienceMs);
}

void tst_SliceReader::aReadThatDoesNotComeBackHoldsUpNobody()
{
    SliceReader stuck(m_disk->file(), source());
    bool isAnswered = false;
    stuck.read(0, [&](const Slice &) { isAnswered = true; });
    QTRY_COMPARE_WITH_TIMEOUT(m_disk->reads, 1, patienceMs);
    const auto other = std::make_shared<Disk>();
    other->answers.release(slices);
    SliceReader quick(other->file(), sourceOf(other, QThread::currentThreadId()));
    QVERIFY(sliceAt(quick, 0));
    QVERIFY(!isAnswered);
    m_disk->answers.release(1);
    QTRY_VERIFY_WITH_TIMEOUT(isAnswered, patienceMs);
    m_disk->answers.release(slices); // for what is read ahead
}

void tst_SliceReader::afterStopOnlyWhatIsAskedAnewIsAnswered()
{
    SliceReader reader(m_disk->file(), source());
    int answers = 0;
    reader.read(0, [&](const Slice &) { ++answers; });
    QTRY_COMPARE_WITH_TIMEOUT(m_disk->reads, 1, patienceMs);
    reader.stop(); // while it waits for the disk
    std::optional<Slice> got;
    const qint64 offset = 3 * limits::uploadSliceBytes;
    reader.read(offset, [&](const Slice &slice) { got = slice; });
    m_disk->answers.release(slices);
    QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), patienceMs);
    QVERIFY(*got && **got == m_disk->bytes.mid(offset, limits::uploadSliceBytes));
    reader.stop(); // while it waits for nothing, maybe
    QVERIFY(sliceAt(reader, 0));
    QCOMPARE(answers, 0);
}

void tst_SliceReader::anotherOffsetIsBegunAnew()
{
    m_disk->answers.release(3 * slices);
    SliceReader reader(m_disk->file(), source());
    for (const qint64 offset : {qint64(0), 5 * limits::uploadSliceBytes + 11, qint64(99),
                                m_disk->bytes.size(), qint64(0)}) {
        const auto slice = sliceAt(reader, offset);
        QVERIFY(slice && *slice);
        QVERIFY(**slice == m_disk->bytes.mid(offset, limits::uploadSliceBytes));
    }
}

void tst_SliceReader::theThreadGoesWithItsReader()
{
    const std::weak_ptr<Disk> shared = m_disk;
    auto reader = std::make_unique<SliceReader>(m_disk->file(), source());
    bool isAnswered = false;
    reader->read(0, [&](const Slice &) { isAnswered = true; });
    QTRY_COMPARE_WITH_TIMEOUT(m_disk->reads, 1, patienceMs);
    reader.reset(); // it does not wait for the read
    m_disk->answers.release(slices);
    m_disk.reset();
    QTRY_VERIFY_WITH_TIMEOUT(shared.expired(), patienceMs); // the thread has let go of it
    QVERIFY(!isAnswered);
}

void tst_SliceReader::aFileIsReadAsItWasAttached_data()
{
    QTest::addColumn<int>("change");
    QTest::addColumn<int>("expected"); // -1: its bytes

    QTest::newRow("as it was") << 0 << -1;
    QTest::newRow("gone") << 1 << int(FileFailure::Kind::Gone);
    QTest::newRow("longer") << 2 << int(FileFailure::Kind::Changed);
    QTest::newRow("shorter") << 3 << int(FileFailure::Kind::Changed);
    QTest::newRow("as long, but later") << 4 << int(FileFailure::Kind::Changed);
    QTest::newRow("a folder by now") << 5 << int(FileFailure::Kind::Folder);
}

void tst_SliceReader::aFileIsReadAsItWasAttached()
{
    QFETCH(int, change);
    QFETCH(int, expected);

    const QTemporaryDir folder;
    QFile file(folder.filePath(u"글.txt"_s));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.write("0123456789") == 10 && file.flush());
    const auto attached = localFileAt(file.fileName());
    QVERIFY(attached);
    const QDateTime later = QDateTime::currentDateTime().addSecs(60);
    switch (change) {
    case 1:
        QVERIFY(file.remove());
        break;
    case 2:
        QVERIFY(file.write("x") == 1 && file.flush());
        break;
    case 3:
        QVERIFY(file.resize(4));
        break;
    case 4:
        QVERIFY(file.setFileTime(later, QFileDevice::FileModificationTime));
        break;
    case 5:
        QVERIFY(file.remove() && QDir().mkpath(file.fileName()));
        break;
    default:
        break;
    }
    SliceReader reader(*attached);
    const auto slice = sliceAt(reader, 3);
    QVERIFY(slice);
    QCOMPARE(slice->has_value() ? -1 : int(slice->error()), expected);
    if (*slice) {
        QCOMPARE(**slice, "3456789");
    }
}

void tst_SliceReader::aNameIsNotLongerThanServersTake()
{
    // 253 bytes for the disk, and composed a third more. Hangul gets there where a disk counts
    // characters.
    const QTemporaryDir folder;
    QFile file(folder.filePath(QString(83, QChar(0xfb2a)) + u".txt"_s));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.write("0123456789") == 10 && file.flush());
    const auto attached = localFileAt(file.fileName());
    QVERIFY(attached);
    QVERIFY(attached->name.toUtf8().size() <= limits::maxFileNameBytes);
    QVERIFY(attached->name.toUtf8().size() > limits::maxFileNameBytes - 4);
    QVERIFY(attached->name.endsWith(u".txt"));
    const auto slice = sliceOf(*attached, 0);
    QVERIFY(slice.has_value()); // it is read under the name that it has here
    QCOMPARE(cutFileName(QString(255, u'한') + u".hwp"_s, limits::maxFileNameBytes),
             QString(83, u'한') + u".hwp"_s);
}

void tst_SliceReader::whatCannotBeSeenInANameIsNotSent_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("sent");
    QTest::newRow("a space of no width") << u"보고\u200b서.hwp"_s << u"보고서.hwp"_s;
    QTest::newRow("a soft hyphen") << u"re\u00adport.pdf"_s << u"report.pdf"_s;
    QTest::newRow("Persian") << u"می\u200cخواهم.txt"_s << u"میخواهم.txt"_s;
    QTest::newRow("private use") << u"a\uf022b.txt"_s << u"ab.txt"_s;
    QTest::newRow("nothing else") << u"\u3164"_s << u"file"_s;
    QTest::newRow("emoji") << u"👩‍💻❤️.png"_s << u"👩‍💻❤️.png"_s;
}

void tst_SliceReader::whatCannotBeSeenInANameIsNotSent()
{
    QFETCH(QString, name);
    const QTemporaryDir folder;
    QFile file(folder.filePath(name));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.write("0123456789") == 10 && file.flush());
    const auto attached = localFileAt(file.fileName());
    QVERIFY(attached);
    QTEST(attached->name, "sent");
    QVERIFY(sliceOf(*attached, 0).has_value()); // it is read under its own name
}

QTEST_GUILESS_MAIN(tst_SliceReader)
#include "tst_slicereader.moc"
