// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/filechecker.h"
#include "common/clientlimits.h"

#include <QDir>
#include <QFile>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>
#include <optional>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;

/// A share that answers when the test says so; what its threads and the test have in common.
struct Share
{
    std::atomic<int> questions = 0;
    std::atomic<bool> isOnOurThread = false;
    QSemaphore answers; // each lets one of them come back
};

FileChecker::Source sourceOf(const std::shared_ptr<Share> &share)
{
    return [share, owner = QThread::currentThreadId()](const QString &path) {
        ++share->questions;
        share->isOnOurThread = share->isOnOurThread || QThread::currentThreadId() == owner;
        if (path.startsWith(u"/share/"_s)) {
            share->answers.acquire();
        }
        return FileChecker::Checked(LocalFile{path, u"name"_s, 1, 2});
    };
}

} // namespace

class tst_FileChecker : public QObject
{
    Q_OBJECT

private slots:
    void aShareThatDoesNotAnswerHoldsUpNobody();
    void nobodyIsToldWhenTheCheckerIsGone();
    void threadsThatWaitAreBounded();
    void whatLiesThereIsTold_data();
    void whatLiesThereIsTold();
};

void tst_FileChecker::aShareThatDoesNotAnswerHoldsUpNobody()
{
    const auto share = std::make_shared<Share>();
    FileChecker checker(sourceOf(share));
    QStringList told;
    const auto note = [&told](const FileChecker::Checked &file) {
        told.append(file->path);
    };
    QVERIFY(checker.check(u"/share/a"_s, note));
    QVERIFY(checker.check(u"/elsewhere/b"_s, note));
    QVERIFY(told.isEmpty()); // later than the call
    QTRY_COMPARE_WITH_TIMEOUT(told, QStringList{u"/elsewhere/b"_s}, patienceMs);
    share->answers.release();
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), 2, patienceMs);
    QVERIFY(!share->isOnOurThread);
}

void tst_FileChecker::nobodyIsToldWhenTheCheckerIsGone()
{
    auto share = std::make_shared<Share>();
    const std::weak_ptr<Share> shared = share;
    auto checker = std::make_unique<FileChecker>(sourceOf(share));
    bool isTold = false;
    QVERIFY(checker->check(u"/share/a"_s, [&](const auto &) { isTold = true; }));
    QTRY_COMPARE_WITH_TIMEOUT(share->questions, 1, patienceMs);
    checker.reset(); // does not wait for it
    share->answers.release();
    share.reset();
    QTRY_VERIFY_WITH_TIMEOUT(shared.expired(), patienceMs); // the thread has gone
    QVERIFY(!isTold);
}

void tst_FileChecker::threadsThatWaitAreBounded()
{
    const auto share = std::make_shared<Share>();
    FileChecker checker(sourceOf(share));
    int told = 0;
    const auto count = [&told](const FileChecker::Checked &) {
        ++told;
    };
    for (int i = 0; i < limits::maxFileChecks; ++i) {
        QVERIFY(checker.check(u"/share/a"_s, count));
    }
    QVERIFY(!checker.check(u"/elsewhere/b"_s, count));
    share->answers.release(limits::maxFileChecks);
    QTRY_COMPARE_WITH_TIMEOUT(told, limits::maxFileChecks, patienceMs);
    QVERIFY(checker.check(u"/elsewhere/b"_s, count)); // again
    QTRY_COMPARE_WITH_TIMEOUT(told, limits::maxFileChecks + 1, patienceMs);
}

void tst_FileChecker::whatLiesThereIsTold_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("expected"); // -1: a file

    QTest::newRow("file") << u"글.txt"_s << -1;
    QTest::newRow("nothing") << u"other.txt"_s << int(FileFailure::Kind::Gone);
    QTest::newRow("folder") << u"사진"_s << int(FileFailure::Kind::Folder);
    QTest::newRow("folder with a slash") << u"사진/"_s << int(FileFailure::Kind::Folder);
}

void tst_FileChecker::whatLiesThereIsTold()
{
    QFETCH(QString, name);
    QFETCH(int, expected);

    const QTemporaryDir folder;
    QFile file(folder.filePath(u"글.txt"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("12345") == 5 && file.flush());
    QVERIFY(QDir(folder.path()).mkdir(u"사진"_s));
    FileChecker checker;
    std::optional<FileChecker::Checked> told;
    QVERIFY(checker.check(folder.filePath(name), [&](const auto &answer) { told = answer; }));
    QTRY_VERIFY_WITH_TIMEOUT(told.has_value(), patienceMs);
    QCOMPARE(told->has_value() ? -1 : int(told->error().kind), expected);
    if (expected < 0) {
        QCOMPARE((*told)->bytes, 5);
        QCOMPARE((*told)->name, name);
    }
}

QTEST_GUILESS_MAIN(tst_FileChecker)
#include "tst_filechecker.moc"
