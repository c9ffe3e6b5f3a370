// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlbackend.h"
#include "tests/server/storage/storagefixture.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;

namespace {

/// Where an acked message must stand.
struct Ack
{
    RoomId room;
    qint64 seq = 0;
};

} // namespace

/// kill -9 in the middle of the work, again and again, on one database; the ledger is kept outside
/// of it.
class tst_Storage_Kill : public QObject
{
    Q_OBJECT

private slots:
    void nothingAckedIsLostAndNothingIsDoubled();

private:
    void writeUntilKilled(int first, int killAfterMs);
    void readOutput(const QByteArray &output);
    void checkStore(int iteration);

    QTemporaryDir m_dir;
    QString m_path = m_dir.filePath(u"maru.db"_s);
    QStringList m_sent; // cids in the order of sending
    QHash<QString, Ack> m_acked;
};

void tst_Storage_Kill::writeUntilKilled(int first, int killAfterMs)
{
    QProcess writer;
    writer.start(QCoreApplication::applicationDirPath() + u"/storagewriter"_s,
                 {m_path, QString::number(first)});
    QVERIFY(writer.waitForReadyRead(10'000)); // it works; now at any moment
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < killAfterMs) {
        writer.waitForReadyRead(killAfterMs - static_cast<int>(timer.elapsed()));
    }
    writer.kill();
    QVERIFY(writer.waitForFinished());
    QCOMPARE(writer.exitStatus(), QProcess::CrashExit); // it did not end by itself
    readOutput(writer.readAllStandardOutput());
}

void tst_Storage_Kill::readOutput(const QByteArray &output)
{
    const QStringList lines = QString::fromLatin1(output).split(u'\n');
    for (qsizetype i = 0; i + 1 < lines.size(); ++i) { // the last one may be half a line
        const QStringList words = lines[i].split(u' ');
        if (words.value(0) == u"SENT"_s) {
            m_sent.append(words.value(1));
        } else {
            m_acked.insert(words.value(1),
                           {roomId(words.value(2).toInt()), words.value(3).toLongLong()});
        }
    }
}

void tst_Storage_Kill::checkStore(int iteration)
{
    const std::clock_t before = std::clock();
    SqlBackend backend(m_path);
    const auto opened = backend.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(std::clock() - before < CLOCKS_PER_SEC); // of work: others may be at it, too

    QHash<QString, Ack> stored;
    for (const RoomId &room : {roomId(1), roomId(2)}) {
        qint64 seq = 0;
        int lastSent = -1;
        bool isLast = false;
        while (!isLast) {
            const auto page =
                fixture::read(backend, history(room, ReadHistory::Direction::After, seq)).value();
            for (const Message &message : page.messages) {
                QCOMPARE(message.seq, ++seq);
                QVERIFY2(!stored.contains(message.cid), qPrintable(message.cid));
                QCOMPARE(message.chat, u"text of "_s + message.cid);
                stored.insert(message.cid, {room, message.seq});
                const int number = message.cid.mid(2).toInt();
                if (number >= iteration * 1'000'000) { // resent ones come late by right
                    QVERIFY(number > lastSent);
                    lastSent = number;
                }
            }
            isLast = page.last;
        }
    }
    for (auto it = m_acked.cbegin(); it != m_acked.cend(); ++it) {
        QVERIFY2(stored.contains(it.key()), qPrintable(it.key()));
        QCOMPARE(stored[it.key()].room, it->room);
        QCOMPARE(stored[it.key()].seq, it->seq);
    }

    // What was sent and not acked is sent again: afterwards it is there once, as everything is.
    for (const QString &cid : std::as_const(m_sent)) {
        if (m_acked.contains(cid)) {
            continue;
        }
        const int number = cid.mid(2).toInt();
        const RoomId room = roomId(1 + number % 2);
        const auto again = fixture::apply(backend, message(room, number, u"text of "_s + cid, cid));
        QVERIFY(again);
        QCOMPARE(again->duplicate, stored.contains(cid));
        m_acked.insert(cid, {room, again->message.seq});
    }
}

void tst_Storage_Kill::nothingAckedIsLostAndNothingIsDoubled()
{
    {
        SqlBackend backend(m_path);
        QVERIFY(backend.open());
        QVERIFY(fixture::apply(backend, room(1, u"Alpha"_s)));
        QVERIFY(fixture::apply(backend, room(2, u"Beta"_s)));
        QVERIFY(fixture::apply(backend, user(1)));
    }
    QRandomGenerator *random = QRandomGenerator::global();
    constexpr int kills = 20;
    for (int iteration = 1; iteration <= kills; ++iteration) {
        writeUntilKilled(iteration * 1'000'000, random->bounded(5, 200));
        if (QTest::currentTestFailed()) {
            return;
        }
        checkStore(iteration);
        if (QTest::currentTestFailed()) {
            return;
        }
    }
    qInfo("%d kills, %lld messages acked", kills, static_cast<long long>(m_acked.size()));
    QVERIFY(m_acked.size() > kills * 10);
}

QTEST_GUILESS_MAIN(tst_Storage_Kill)
#include "tst_storage_kill.moc"
