// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/migratecommand.h"
#include "server/admin/transferprogress.h"

#include <QTest>

// What `maru-server migrate` takes and says meanwhile.

using namespace maru::server;
using namespace Qt::StringLiterals;

class tst_MigrateCommand : public QObject
{
    Q_OBJECT

private slots:
    void theLineSaysHowLong_data();
    void theLineSaysHowLong();
    void aTerminalsLineIsWrittenOver();
    void theCommandTakesTwoUrls();
    void aDashIsTheStoreOfTheSettings();
};

void tst_MigrateCommand::theLineSaysHowLong_data()
{
    QTest::addColumn<qint64>("done");
    QTest::addColumn<qint64>("elapsedMs");
    QTest::addColumn<bool>("hasBar");
    QTest::addColumn<QString>("line");
    QTest::newRow("begun") << qint64{0} << qint64{0} << true
                           << u"copying   [........................]   0 %  0 of 1000000"_s;
    QTest::newRow("half") << qint64{500'000} << qint64{50'000} << true
                          << u"copying   [############............]  50 %  500000 of 1000000  "
                             "10000/s  50 s left"_s;
    QTest::newRow("plain") << qint64{250'000} << qint64{100'000} << false
                           << u"copying    25 %  250000 of 1000000  2500/s  5 min 0 s left"_s;
    QTest::newRow("long") << qint64{10'000} << qint64{100'000} << false
                          << u"copying     1 %  10000 of 1000000  100/s  2 h 45 min left"_s;
    QTest::newRow("done") << qint64{1'000'000} << qint64{100'000} << true
                          << u"copying   [########################] 100 %  1000000 of 1000000  "
                             "10000/s  0 s left"_s;
}

void tst_MigrateCommand::theLineSaysHowLong()
{
    QFETCH(qint64, done);
    QFETCH(qint64, elapsedMs);
    QFETCH(bool, hasBar);
    QFETCH(QString, line);
    QCOMPARE(progressText({.step = u"copying"_s,
                           .done = done,
                           .total = 1'000'000,
                           .doneNow = done,
                           .elapsedMs = elapsedMs},
                          hasBar),
             line);
}

void tst_MigrateCommand::aTerminalsLineIsWrittenOver()
{
    QString said;
    TransferProgress progress([&said](const QString &text) { said += text; }, true);
    progress.begin(u"copying"_s, 0, 4);
    progress.advance(1);
    QVERIFY2(said.startsWith(u"\r\x1b[Kcopying   [######.................."), qPrintable(said));
    QVERIFY(!said.contains(u'\n'));
    progress.advance(3);
    progress.end();
    QVERIFY(said.endsWith(u'\n'));
    QVERIFY2(said.contains(u"\r\x1b[Kcopying   4 of 4 records, "), qPrintable(said));
}

void tst_MigrateCommand::theCommandTakesTwoUrls()
{
    const QString own = u"sqlite:own"_s;
    const auto command = parseMigrate({u"sqlite:a"_s, u"postgres:///b"_s}, own);
    QVERIFY(command && command->from == u"sqlite:a" && command->to == u"postgres:///b");
    QVERIFY(parseMigrate({}, own).error().contains(u"two database URLs"));
    QVERIFY(parseMigrate({u"sqlite:a"_s}, own).error().contains(u"two database URLs"));
    QVERIFY(parseMigrate({u"-"_s}, own).error().contains(u"two database URLs"));
    QVERIFY(parseMigrate({u"a"_s, u"b"_s, u"c"_s}, own).error().contains(u"two database URLs"));
    QCOMPARE(parseMigrate({u"sqlite:a"_s, u"sqlite:b/c"_s, u"--fast"_s}, own).error(),
             u"migrate has no flag --fast."_s);
    QCOMPARE(parseMigrate({u"-f"_s, u"sqlite:b"_s}, own).error(), u"migrate has no flag -f."_s);
}

void tst_MigrateCommand::aDashIsTheStoreOfTheSettings()
{
    const QString own = u"mongodb://maru:secret@127.0.0.1/maru"_s;
    const auto there = parseMigrate({u"sqlite:a"_s, u"-"_s}, own);
    QVERIFY(there && there->from == u"sqlite:a" && there->to == own);
    const auto back = parseMigrate({u"-"_s, u"sqlite:a"_s}, own);
    QVERIFY(back && back->from == own && back->to == u"sqlite:a");
    const auto itself = parseMigrate({u"-"_s, u"-"_s}, own);
    QVERIFY(itself && itself->from == own && itself->to == own);
}

QTEST_GUILESS_MAIN(tst_MigrateCommand)
#include "tst_migratecommand.moc"
