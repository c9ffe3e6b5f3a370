// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/logdialog.h"
#include "client/logring.h"
#include "common/clientlimits.h"
#include "common/logging.h"

#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <memory>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_Log : public QObject
{
    Q_OBJECT

private slots:
    void theLastLinesAreKept();
    void whatIsOursIsKept();
    void homesAreNotShown();
    void linesComeFromAnyThread();
    void itIsCopiedAndSaved();
};

void tst_Log::theLastLinesAreKept()
{
    LogRing ring;
    QVERIFY(ring.lines().isEmpty());
    for (int i = 0; i < limits::maxLogLines * 2 + 7; ++i) {
        ring.add(QtInfoMsg, u"maru.client"_s, u"line %1"_s.arg(i), i);
    }
    QCOMPARE(ring.lines().size(), limits::maxLogLines);
    QCOMPARE(ring.lines().first(), u"1970-01-01T00:00:01.007Z info maru.client: line 1007"_s);
    QVERIFY(ring.lines().last().endsWith(u"line 2006"_s));
    ring.add(QtWarningMsg, u"x"_s, QString(100'000, u'y') + u"z"_s, 0);
    QVERIFY(ring.lines().last().size() < limits::maxLogLineChars + 64);
}

void tst_Log::whatIsOursIsKept()
{
    auto ring = std::make_unique<LogRing>();
    ring->install();
    qCInfo(lcClient) << "ours";
    qCDebug(lcClient) << "too much";
    qInfo("not ours");
    QCOMPARE(ring->lines().size(), 1);
    QVERIFY(ring->lines().first().endsWith("info maru.client: ours"_L1));
    ring.reset();
    qCInfo(lcClient) << "nobody keeps this"; // and nothing breaks
}

void tst_Log::homesAreNotShown()
{
    LogRing ring;
    ring.add(QtInfoMsg, u"maru.client"_s, QDir::homePath() + u"/.local\nsecond"_s, 0);
    QVERIFY(ring.lines().first().endsWith("maru.client: ~/.local second"_L1));
}

void tst_Log::linesComeFromAnyThread()
{
    LogRing ring;
    ring.install();
    QList<QThread *> threads;
    for (int i = 0; i < 4; ++i) {
        threads.append(QThread::create([] {
            for (int line = 0; line < 200; ++line) {
                qCInfo(lcClient) << "line" << line;
            }
        }));
        threads.last()->start();
    }
    for (QThread *thread : threads) {
        QVERIFY(thread->wait());
        delete thread;
    }
    QCOMPARE(ring.lines().size(), 800);
}

void tst_Log::itIsCopiedAndSaved()
{
    LogRing ring;
    ring.add(QtInfoMsg, u"maru.client"_s, u"<b>안녕</b>"_s, 0);
    auto *dialog = new LogDialog(ring);
    QVERIFY(dialog->text().startsWith("Maru "_L1));
    QVERIFY(dialog->text().endsWith(u"maru.client: <b>안녕</b>\n"_s));
    dialog->findChild<QPushButton *>(u"copyLog"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), dialog->text());
    const QTemporaryDir folder;
    dialog->saveTo(folder.filePath(u"log.txt"_s));
    QFile saved(folder.filePath(u"log.txt"_s));
    QVERIFY(saved.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(saved.readAll()), dialog->text());
    dialog->saveTo(folder.filePath(u"no/such/folder/log.txt"_s));
    QVERIFY(dialog->findChild<QLabel *>(u"logOutcome"_s)->text().contains("log.txt"_L1));
    dialog->close();
}

QTEST_MAIN(tst_Log)
#include "tst_log.moc"
