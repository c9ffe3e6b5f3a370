// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqliteprobe.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace maru;
using namespace maru::server;

namespace {

constexpr qsizetype pageBytes = 512;

QByteArray word(quint32 value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

/// One page, whose header says that there are \p pageCount.
QByteArray database(quint32 pageCount)
{
    QByteArray bytes("SQLite format 3\0\x02\0", 18);
    bytes.resize(24, '\0');
    bytes += word(1) + word(pageCount);
    bytes.resize(92, '\0');
    bytes += word(1);
    bytes.resize(pageBytes, '\0');
    return bytes;
}

struct LogFrame
{
    quint32 page = 0;
    quint32 pageCount = 0; // of the database after this commit; 0: no commit
};

/// A write-ahead log whose checksums are right (sqlite.org/fileformat2.html, "The Write-Ahead
/// Log").
QByteArray logOf(const QList<LogFrame> &frames)
{
    quint32 first = 0;
    quint32 second = 0;
    const auto add = [&first, &second](const QByteArray &bytes) {
        for (qsizetype i = 0; i + 8 <= bytes.size(); i += 8) {
            first += qFromBigEndian<quint32>(bytes.constData() + i) + second;
            second += qFromBigEndian<quint32>(bytes.constData() + i + 4) + first;
        }
    };
    QByteArray log = word(0x377f0683) + word(3'007'000) + word(quint32(pageBytes)) + word(0)
        + QByteArray("saltsalt");
    add(log);
    log += word(first) + word(second);
    for (const LogFrame &frame : frames) {
        const QByteArray head = word(frame.page) + word(frame.pageCount);
        const QByteArray page(pageBytes, '\0');
        add(head);
        add(page);
        log += head + "saltsalt" + word(first) + word(second) + page;
    }
    return log;
}

} // namespace

class tst_SqliteProbe : public QObject
{
    Q_OBJECT

private slots:
    void missingPagesAreCounted_data();
    void missingPagesAreCounted();
};

void tst_SqliteProbe::missingPagesAreCounted_data()
{
    QTest::addColumn<quint32>("pageCount");
    QTest::addColumn<QByteArray>("log");
    QTest::addColumn<qint64>("missing");

    QTest::newRow("none, no log") << 1U << QByteArray() << qint64(0);
    QTest::newRow("in the file") << 9U << QByteArray() << qint64(8);
    QTest::newRow("all in the log") << 1U << logOf({{2, 0}, {3, 3}}) << qint64(0);
    QTest::newRow("some in the log") << 1U << logOf({{2, 0}, {5, 5}}) << qint64(2);
    QTest::newRow("the log does not commit") << 1U << logOf({{2, 0}}) << qint64(0);
    QTest::newRow("fewer than the file has") << 9U << logOf({{1, 1}}) << qint64(0);
    // To ask for each of them takes many seconds.
    QTest::newRow("nearly all there can be")
        << 1U << logOf({{1, 0xffff'ffffU}}) << qint64(0xffff'fffe);
}

void tst_SqliteProbe::missingPagesAreCounted()
{
    QFETCH(quint32, pageCount);
    QFETCH(QByteArray, log);
    QFETCH(qint64, missing);

    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("maru.db"));
    for (const auto &[name, bytes] :
         {std::pair(path, database(pageCount)), std::pair(path + QStringLiteral("-wal"), log)}) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    QElapsedTimer timer;
    timer.start();
    const auto probe = probeSqliteFile(path);
    QVERIFY2(timer.elapsed() < 2'000, "it took too long");
    QCOMPARE(probe.has_value(), missing == 0);
    if (!probe) {
        QCOMPARE(probe.error(),
                 QStringLiteral("is damaged: %1 of its pages are missing").arg(missing));
    }
}

QTEST_GUILESS_MAIN(tst_SqliteProbe)
#include "tst_sqliteprobe.moc"
