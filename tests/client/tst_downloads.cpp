// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Many files that are saved at once. That they are saved as they are: tst_files.

#include "client/files/fileupload.h"
#include "client/model/downloads.h"
#include "client/model/filetexts.h"
#include "common/clientlimits.h"
#include "downloadsfixture.h"

#include <QDir>
#include <QFile>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>
#include <vector>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;

/// What the threads that write and the test have in common.
struct Disk
{
    QSemaphore writes; // each lets one come back
    QSemaphore commits;
    std::atomic<int> begunWrites = 0;
    std::atomic<int> begunCommits = 0;
    std::atomic<bool> isOnOurThread = false;
};

class SlowTarget final : public SaveFile::Target
{
public:
    SlowTarget(std::shared_ptr<Disk> disk, const QString &path, Qt::HANDLE owner)
        : m_disk(std::move(disk))
        , m_target(SaveFile::onDisk(path))
        , m_owner(owner)
    { }
    bool write(const QByteArray &bytes) override
    {
        ++m_disk->begunWrites;
        wait(m_disk->writes);
        return m_target->write(bytes);
    }
    bool restart() override { return m_target->restart(); }
    bool commit() override
    {
        ++m_disk->begunCommits;
        wait(m_disk->commits);
        return m_target->commit();
    }

private:
    void wait(QSemaphore &answers)
    {
        m_disk->isOnOurThread = m_disk->isOnOurThread || QThread::currentThreadId() == m_owner;
        answers.acquire();
    }

    std::shared_ptr<Disk> m_disk;
    std::unique_ptr<SaveFile::Target> m_target;
    Qt::HANDLE m_owner;
};

} // namespace

class tst_Downloads : public DownloadsFixture
{
    Q_OBJECT

private slots:
    void whatIsUnderWayIsNotGivenUpForMore();
    void fewRunAtOnceAndTheNextFollows();
    void whatIsGoneIsAskedForOnce();
    void twoNeverEndAsOneFile();
    void whatGoesUpDoesNotWaitForWhatComesDown();
    void aDiskThatDoesNotAnswerHoldsUpNothing_data();
    void aDiskThatDoesNotAnswerHoldsUpNothing();
};

void tst_Downloads::whatIsUnderWayIsNotGivenUpForMore()
{
    QSignalSpy refused(m_list.get(), &Downloads::refused);
    for (int i = 0; i < limits::maxDownloads; ++i) {
        save(u"%1"_s.arg(i));
    }
    const QStringList all = names();
    QCOMPARE(all.size(), limits::maxDownloads);
    QVERIFY(refused.isEmpty());
    save(u"one more"_s);
    QCOMPARE(names(), all);
    QCOMPARE(refused.size(), 1);
    QVERIFY(refused[0][0].toString().contains(QString::number(limits::maxDownloads)));
    m_list->remove(0); // makes room as a person does
    save(u"one more"_s);
    QCOMPARE(names(), all.sliced(1) + QStringList{u"one more"_s});
    QCOMPARE(refused.size(), 1);
}

void tst_Downloads::fewRunAtOnceAndTheNextFollows()
{
    FileServer server;
    QVERIFY(server.listen());
    open(server);
    save(u"unwritable"_s, m_dir->filePath(u"no folder"_s));
    QTRY_COMPARE_WITH_TIMEOUT(state(0), TransferList::State::Failed, patienceMs);
    QStringList expected;
    for (int i = 0; i < limits::runningDownloads; ++i) {
        expected.append(QString::number(i));
        save(expected.last());
    }
    save(u"next"_s);
    save(u"last"_s);
    m_list->resume(0); // waits as well, in its place
    QCOMPARE(state(0), TransferList::State::Waiting);
    const int lastRow = m_list->rowCount() - 1;
    QTRY_COMPARE_WITH_TIMEOUT(server.asked(), expected, patienceMs);
    for (int row = 1; row <= limits::runningDownloads; ++row) {
        QTRY_COMPARE_WITH_TIMEOUT(state(row), TransferList::State::Running, patienceMs);
    }
    QCOMPARE(state(lastRow), TransferList::State::Waiting);
    QVERIFY(m_list->index(lastRow)
                .data(TransferList::DetailRole)
                .toString()
                .contains(u"other files"_s));
    m_list->remove(1); // the first follows, fails again, and the next takes its place
    expected.append(u"next"_s);
    QTRY_COMPARE_WITH_TIMEOUT(server.asked(), expected, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(state(0), TransferList::State::Failed, patienceMs);
    m_list->remove(0);
    QCOMPARE(names().last(), u"last"_s);
    QCOMPARE(server.asked(), expected);
}

void tst_Downloads::whatIsGoneIsAskedForOnce()
{
    FileServer server;
    server.lose(u"gone"_s);
    server.add(u"there"_s, "there");
    QVERIFY(server.listen());
    open(server);
    save(u"gone"_s);
    QTRY_COMPARE_WITH_TIMEOUT(state(0), TransferList::State::Failed, patienceMs);
    QCOMPARE(m_list->index(0).data(TransferList::DetailRole).toString(),
             failureText({FileFailure::Kind::NotThere, u"gone"_s, 0}));
    save(u"there"_s, {}, 5);
    QTRY_COMPARE_WITH_TIMEOUT(state(1), TransferList::State::Done, patienceMs);
    QCOMPARE(server.asked(), (QStringList{u"gone"_s, u"there"_s}));
}

void tst_Downloads::twoNeverEndAsOneFile()
{
    FileServer server;
    server.add(u"done"_s, "done");
    QVERIFY(server.listen());
    QSignalSpy refused(m_list.get(), &Downloads::refused);
    const QString folder = m_dir->filePath(u"later"_s);
    save(u"a.txt"_s, folder);
    open(server); // and there is no such folder
    QTRY_COMPARE_WITH_TIMEOUT(state(0), TransferList::State::Failed, patienceMs);
    QVERIFY(QDir().mkdir(folder));
    save(u"a.txt"_s, folder); // what has failed takes no name
    QVERIFY(refused.isEmpty());
    save(u"a.txt"_s, m_dir->path() + u"/later/../later/."_s);
    QCOMPARE(m_list->rowCount(), 2);
    QCOMPARE(refused.size(), 1);
    QVERIFY(refused[0][0].toString().contains(u"another name"_s));
    m_list->resume(0);
    QCOMPARE(state(0), TransferList::State::Failed);
    QCOMPARE(refused.size(), 2);
    save(u"a.txt"_s); // elsewhere
    QCOMPARE(m_list->rowCount(), 3);
    m_list->remove(1);
    m_list->resume(0);
    QVERIFY(state(0) != TransferList::State::Failed);
    QCOMPARE(refused.size(), 2);

    save(u"done"_s, {}, 4);
    QTRY_COMPARE_WITH_TIMEOUT(state(2), TransferList::State::Done, patienceMs);
    save(u"done"_s, {}, 4); // the file dialog has asked about what is there
    QTRY_COMPARE_WITH_TIMEOUT(state(3), TransferList::State::Done, patienceMs);
    QCOMPARE(refused.size(), 2);
}

void tst_Downloads::whatGoesUpDoesNotWaitForWhatComesDown()
{
    FileServer server;
    QVERIFY(server.listen());
    open(server);
    constexpr int connectionsOfQt = 6;
    std::vector<std::unique_ptr<FileRequest>> requests; // pictures that are looked at, and others
    for (int i = 0; i < connectionsOfQt; ++i) {
        requests.emplace_back(
            m_link->request("GET", "/files/" + QByteArray::number(i), {}, {}, nullptr));
    }
    QTRY_COMPARE_WITH_TIMEOUT(server.asked().size(), connectionsOfQt, patienceMs);
    QFile file(m_dir->filePath(u"photo"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("photo") == 5);
    file.close();
    const auto local = localFileAt(file.fileName());
    QVERIFY(local);
    FileUpload upload(*m_link, *local, RoomId(u"lobby"_s), {});
    upload.start();
    QTRY_COMPARE_WITH_TIMEOUT(server.uploads(), 1, patienceMs);
}

void tst_Downloads::aDiskThatDoesNotAnswerHoldsUpNothing_data()
{
    QTest::addColumn<bool>("knowsRanges");
    QTest::newRow("gone on with") << true;
    QTest::newRow("begun anew") << false;
}

void tst_Downloads::aDiskThatDoesNotAnswerHoldsUpNothing()
{
    QFETCH(bool, knowsRanges);
    const auto disk = std::make_shared<Disk>();
    m_tester.reset();
    m_list =
        std::make_unique<Downloads>(*m_link, nullptr,
                                    [disk, owner = QThread::currentThreadId()](
                                        const QString &path) -> std::unique_ptr<SaveFile::Target> {
                                        if (path.endsWith(u"large"_s)) {
                                            return std::make_unique<SlowTarget>(disk, path, owner);
                                        }
                                        return SaveFile::onDisk(path);
                                    });
    FileServer server;
    server.setKnowsRanges(knowsRanges);
    QByteArray large(32 * limits::downloadAheadBytes, Qt::Uninitialized);
    for (qsizetype i = 0; i < large.size(); ++i) {
        large[i] = char(i * 31 + i / 251);
    }
    server.add(u"large"_s, large);
    server.add(u"small"_s, "small");
    QVERIFY(server.listen());
    open(server);
    QSignalSpy ended(m_list.get(), &Downloads::saved);
    save(u"large"_s, {}, large.size());
    QTRY_COMPARE_WITH_TIMEOUT(disk->begunWrites, 1, patienceMs);
    save(u"small"_s, {}, 5);
    QTRY_COMPARE_WITH_TIMEOUT(state(1), TransferList::State::Done, patienceMs);
    QCOMPARE(saved(u"small"_s), "small");
    QCOMPARE(state(0), TransferList::State::Running);
    QVERIFY(m_list->index(0).data(TransferList::PercentRole).toInt() < 50); // the rest is not taken

    // Nothing is asked for that would only wait, either.
    m_link->close();
    open(server);
    m_list->remove(1);
    save(u"small"_s, {}, 5);
    QTRY_COMPARE_WITH_TIMEOUT(state(1), TransferList::State::Done, patienceMs);
    QCOMPARE(server.asked().count(u"large"_s), 1);

    const int plenty = 100'000;
    disk->writes.release(plenty);
    QTRY_COMPARE_WITH_TIMEOUT(disk->begunCommits, 1, patienceMs);
    QVERIFY(server.lastRange() > 0);
    m_link->close(); // all of it is here
    QCOMPARE(state(0), TransferList::State::Running);
    QCOMPARE(ended.size(), 2);
    QVERIFY(!QFile::exists(m_dir->filePath(u"large"_s)));
    disk->commits.release();
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 3, patienceMs);
    QCOMPARE(state(0), TransferList::State::Done);
    QVERIFY(saved(u"large"_s) == large);
    QVERIFY(!disk->isOnOurThread);
}

QTEST_GUILESS_MAIN(tst_Downloads)
#include "tst_downloads.moc"
