// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/savefile.h"

#include <QDir>
#include <QFile>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;

/// What the writer's thread and the test have in common.
struct Disk
{
    QSemaphore answers; // each lets one order be done
    std::atomic<int> orders = 0;
    std::atomic<int> commits = 0;
    std::atomic<int> open = 0;
    std::atomic<bool> isFull = false;
    std::atomic<bool> isOnOurThread = false;
};

class SlowTarget final : public SaveFile::Target
{
public:
    SlowTarget(std::shared_ptr<Disk> disk, Qt::HANDLE owner)
        : m_disk(std::move(disk))
        , m_owner(owner)
    {
        ++m_disk->open;
    }
    ~SlowTarget() override
    {
        note();
        --m_disk->open;
    }
    bool write(const QByteArray &) override
    {
        wait();
        return !m_disk->isFull;
    }
    bool restart() override
    {
        wait();
        return true;
    }
    bool commit() override
    {
        wait();
        ++m_disk->commits;
        return true;
    }

private:
    void note()
    {
        m_disk->isOnOurThread = m_disk->isOnOurThread || QThread::currentThreadId() == m_owner;
    }
    void wait()
    {
        note();
        ++m_disk->orders;
        m_disk->answers.acquire();
    }

    std::shared_ptr<Disk> m_disk;
    Qt::HANDLE m_owner;
};

} // namespace

class tst_SaveFile : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void nothingStandsUnderTheNameBeforeItIsWhole();
    void nothingIsLeftOfWhatIsGivenUp();
    void whatCannotBeOpenedSaysSo();
    void aDiskThatDoesNotAnswerHoldsUpNobody();
    void whatFailedIsNotCommitted();
    void aThreadThatWaitsIsNotWaitedFor();

private:
    [[nodiscard]] SaveFile::Opener opener() const
    {
        return [disk = m_disk, owner = QThread::currentThreadId()](const QString &) {
            return std::make_unique<SlowTarget>(disk, owner);
        };
    }
    [[nodiscard]] SaveFile::Handler noted()
    {
        return [this](bool isDone) {
            m_answers.append(isDone);
        };
    }
    [[nodiscard]] QStringList there() const
    {
        return QDir(m_dir->path()).entryList(QDir::Files | QDir::Hidden);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::shared_ptr<Disk> m_disk;
    QList<bool> m_answers;
};

void tst_SaveFile::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_disk = std::make_shared<Disk>();
    m_answers.clear();
}

void tst_SaveFile::nothingStandsUnderTheNameBeforeItIsWhole()
{
    const QString path = m_dir->filePath(u"보고서.txt"_s);
    SaveFile file(path);
    file.open(noted());
    file.write("not this", noted());
    file.restart(noted());
    file.write("one ", noted());
    file.write("two", noted());
    QVERIFY(m_answers.isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(m_answers, QList<bool>(5, true), patienceMs);
    QVERIFY(!QFile::exists(path));
    file.commit(noted());
    QTRY_COMPARE_WITH_TIMEOUT(m_answers, QList<bool>(6, true), patienceMs);
    QCOMPARE(there(), QStringList{u"보고서.txt"_s});
    QFile written(path);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(written.readAll(), "one two");
}

void tst_SaveFile::nothingIsLeftOfWhatIsGivenUp()
{
    SaveFile file(m_dir->filePath(u"a"_s));
    file.open(noted());
    file.write("half", noted());
    QTRY_COMPARE_WITH_TIMEOUT(m_answers.size(), 2, patienceMs);
    file.cancel();
    QTRY_COMPARE_WITH_TIMEOUT(there(), QStringList(), patienceMs);
}

void tst_SaveFile::whatCannotBeOpenedSaysSo()
{
    SaveFile file(m_dir->filePath(u"no folder/a"_s));
    file.open(noted());
    file.write("x", noted());
    file.commit(noted());
    QTRY_COMPARE_WITH_TIMEOUT(m_answers, QList<bool>(3, false), patienceMs);
}

void tst_SaveFile::aDiskThatDoesNotAnswerHoldsUpNobody()
{
    SaveFile file(u"a"_s, opener());
    file.open(noted());
    file.write("x", noted());
    QTRY_COMPARE_WITH_TIMEOUT(m_disk->orders, 1, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(m_answers.size(), 1, patienceMs);
    file.commit(noted());
    m_disk->answers.release();
    QTRY_COMPARE_WITH_TIMEOUT(m_disk->orders, 2, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(m_answers.size(), 2, patienceMs);
    m_disk->answers.release();
    QTRY_COMPARE_WITH_TIMEOUT(m_answers, QList<bool>(3, true), patienceMs);
    QCOMPARE(m_disk->commits, 1);
    QTRY_COMPARE_WITH_TIMEOUT(m_disk->open, 0, patienceMs); // its thread has gone
    QVERIFY(!m_disk->isOnOurThread);
}

void tst_SaveFile::whatFailedIsNotCommitted()
{
    m_disk->isFull = true;
    m_disk->answers.release(1);
    SaveFile file(u"a"_s, opener());
    file.open(noted());
    file.write("x", noted());
    file.write("y", noted());
    file.commit(noted());
    QTRY_COMPARE_WITH_TIMEOUT(m_answers, (QList<bool>{true, false, false, false}), patienceMs);
    QCOMPARE(m_disk->orders, 1);
}

void tst_SaveFile::aThreadThatWaitsIsNotWaitedFor()
{
    {
        SaveFile file(u"a"_s, opener());
        file.open(noted());
        file.write("x", noted());
        file.commit(noted());
        QTRY_COMPARE_WITH_TIMEOUT(m_disk->orders, 1, patienceMs);
    }
    QCOMPARE(m_disk->open, 1);
    const qsizetype told = m_answers.size();
    m_disk->answers.release();
    QTRY_COMPARE_WITH_TIMEOUT(m_disk->open, 0, patienceMs);
    QCOMPARE(m_answers.size(), told);
    QCOMPARE(m_disk->commits, 0);
    QVERIFY(!m_disk->isOnOurThread);
}

QTEST_GUILESS_MAIN(tst_SaveFile)
#include "tst_savefile.moc"
