// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logfile.h"
#include "common/logging.h"
#include "common/serverlimits.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <cstdlib>
#include <thread>
#include <vector>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace maru;
using namespace Qt::StringLiterals;

namespace {

constexpr int threads = 4;
constexpr int linesPerThread = 200;

/// What the child process logs; the parent looks at its stderr.
void logAll(const LogOptions &options)
{
    if (!configureLog(options)) {
        std::exit(1);
    }
    qCDebug(lcChat) << "not shown by default";
    qCInfo(lcChat) << "information";
    qCWarning(lcSession, "two\nlines \x1b[31m");
    qCCritical(lcStorage) << "a failure";
    qCWarning(lcServer).noquote() << QString(100'000, u'x');
    std::vector<std::thread> workers;
    for (int i = 0; i < threads; ++i) {
        workers.emplace_back([] {
            for (int line = 0; line < linesPerThread; ++line) {
                qCInfo(lcTransport).noquote() << u"<"_s + QString(100, u'가') + u">"_s;
            }
        });
    }
    for (std::thread &worker : workers) {
        worker.join();
    }
}

/// The journal's name for our stderr, as systemd puts it into the environment.
void claimJournal()
{
#ifdef Q_OS_UNIX
    struct stat status = {};
    fstat(STDERR_FILENO, &status);
    qputenv("JOURNAL_STREAM",
            QByteArray::number(quint64(status.st_dev)) + ':'
                + QByteArray::number(quint64(status.st_ino)));
#endif
}

QStringList linesOf(const QByteArray &bytes)
{
    QStringList lines = QString::fromUtf8(bytes).split(u'\n');
    const bool isTerminated = lines.takeLast().isEmpty();
    return isTerminated ? lines : QStringList();
}

/// \p arguments: see main().
QStringList linesOfChild(const QStringList &arguments = {}, const QString &rules = {})
{
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"QT_FATAL_WARNINGS"_s);
    environment.insert(u"JOURNAL_STREAM"_s, u"8:12345"_s); // somebody else's
    environment.insert(u"QT_LOGGING_RULES"_s, rules);
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(), QStringList(u"--log"_s) + arguments);
    if (!child.waitForFinished() || child.exitCode() != 0) {
        return {};
    }
    return linesOf(child.readAllStandardError());
}

} // namespace

class tst_Logging : public QObject
{
    Q_OBJECT

private slots:
    void foreignTextIsEscaped_data();
    void foreignTextIsEscaped();
    void foreignTextIsShort_data();
    void foreignTextIsShort();
    void eachMessageIsOneLineWithTimeLevelAndCategory();
    void belowSystemdThePriorityComesFirst();
    void rulesShowEverything();
    void aLevelHidesWhatIsBelow();
    void aLineMayBeAnObject();
    void aFileGetsTheLinesAndStderrNone();
    void aFileNeverGrowsPastItsBound();
    void aFileThatCannotBeOpenedIsNamed();
    void aFileThatTakesNothingMoreSendsTheLinesToStderr();
    void aFileThatCannotBeOpenedAnewCostsNoOlderOne();
};

void tst_Logging::foreignTextIsEscaped_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("logged");

    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("plain") << u"hello 안녕 😀"_s << u"hello 안녕 😀"_s;
    QTest::newRow("line break") << u"a\nb\rc\td"_s << u"a\\nb\\rc\\td"_s;
    QTest::newRow("U+0000") << u"a"_s + QChar(0) << u"a\\x00"_s;
    QTest::newRow("escape") << u"\u001b[31m"_s << u"\\x1b[31m"_s;
    QTest::newRow("DEL") << QString(QChar(0x7f)) << u"\\x7f"_s;
    QTest::newRow("C1") << u"\u0085\u009b"_s << u"\\x85\\x9b"_s;
    QTest::newRow("separators") << u"\u2028\u2029"_s << u"\\u2028\\u2029"_s;
    QTest::newRow("bidi controls")
        << u"\u202e\u2066\u200f\u061c"_s << u"\\u202e\\u2066\\u200f\\u061c"_s;
    QTest::newRow("byte order mark") << u"\ufeff"_s << u"\\ufeff"_s;
    QTest::newRow("tag") << u"\U000e0041"_s << u"\\U000e0041"_s;
    QTest::newRow("lone high surrogate") << u"a"_s + QChar(0xd800) << u"a\\ud800"_s;
    QTest::newRow("lone low surrogate") << QChar(0xdc00) + u"a"_s << u"\\udc00a"_s;
    QTest::newRow("percent is nothing special") << u"%1 %s %n"_s << u"%1 %s %n"_s;
}

void tst_Logging::foreignTextIsEscaped()
{
    QFETCH(QString, text);
    QFETCH(QString, logged);
    QCOMPARE(forLog(text), logged);
}

void tst_Logging::foreignTextIsShort_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("logged");

    const QString dots(u'…');
    QTest::newRow("256") << QString(256, u'a') << QString(256, u'a');
    QTest::newRow("257") << QString(257, u'a') << QString(255, u'a') + dots;
    QTest::newRow("a million") << QString(1'000'000, u'a') << QString(255, u'a') + dots;
    QTest::newRow("an escape fits exactly")
        << QString(252, u'a') + QChar(1) << QString(252, u'a') + u"\\x01"_s;
    QTest::newRow("an escape is never cut")
        << QString(253, u'a') + QChar(1) << QString(253, u'a') + dots;
    QTest::newRow("128 pairs") << u"😀"_s.repeated(128) << u"😀"_s.repeated(128);
    QTest::newRow("129 pairs") << u"😀"_s.repeated(129) << u"😀"_s.repeated(127) + dots;
    QTest::newRow("a pair is never cut")
        << QString(255, u'a') + u"😀"_s << QString(255, u'a') + dots;
    QTest::newRow("only escapes") << QString(1'000, QChar(1)) << u"\\x01"_s.repeated(63) + dots;
}

void tst_Logging::foreignTextIsShort()
{
    QFETCH(QString, text);
    QFETCH(QString, logged);

    QCOMPARE(forLog(text), logged);
    QVERIFY(forLog(text).size() <= 256);
}

void tst_Logging::eachMessageIsOneLineWithTimeLevelAndCategory()
{
    const QStringList lines = linesOfChild();
    QCOMPARE(lines.size(), 4 + threads * linesPerThread);
    const QString time = u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z "_s;
    const auto matches = [&time](const QString &line, const QString &rest) {
        return QRegularExpression(time + rest + u'$').match(line).hasMatch();
    };
    QVERIFY2(matches(lines[0], u"info maru\\.chat: information"_s), qPrintable(lines[0]));
    QVERIFY2(matches(lines[1], u"warning maru\\.session: two\\\\nlines \\\\x1b\\[31m"_s),
             qPrintable(lines[1]));
    QVERIFY2(matches(lines[2], u"error maru\\.storage: a failure"_s), qPrintable(lines[2]));
    QVERIFY2(matches(lines[3], u"warning maru\\.server: x{4095}…"_s),
             qPrintable(lines[3].left(100)));
    const QRegularExpression whole(time + u"info maru\\.transport: <가{100}>$"_s);
    for (const QString &line : lines.mid(4)) {
        QVERIFY2(whole.match(line).hasMatch(), qPrintable(line));
    }
}

void tst_Logging::belowSystemdThePriorityComesFirst()
{
    const QStringList lines = linesOfChild({u"journal"_s});
    QCOMPARE(lines.size(), 4 + threads * linesPerThread);
    QCOMPARE(lines[0], u"<6>maru.chat: information"_s);
    QCOMPARE(lines[1], u"<4>maru.session: two\\nlines \\x1b[31m"_s);
    QCOMPARE(lines[2], u"<3>maru.storage: a failure"_s);
    QCOMPARE(lines[4], u"<6>maru.transport: <"_s + QString(100, u'가') + u'>');
}

void tst_Logging::rulesShowEverything()
{
    const QStringList lines = linesOfChild({u"journal"_s}, u"maru.*.debug=true"_s);
    QCOMPARE(lines.value(0), u"<7>maru.chat: not shown by default"_s);
}

void tst_Logging::aLevelHidesWhatIsBelow()
{
    QCOMPARE(linesOfChild({u"debug"_s}).size(), 5 + threads * linesPerThread);
    QCOMPARE(linesOfChild({u"warning"_s}).size(), 3);
    const QStringList errors = linesOfChild({u"error"_s});
    QCOMPARE(errors.size(), 1);
    QVERIFY2(errors[0].endsWith(u"error maru.storage: a failure"), qPrintable(errors[0]));
}

void tst_Logging::aLineMayBeAnObject()
{
    const QStringList lines = linesOfChild({u"json"_s});
    QCOMPARE(lines.size(), 4 + threads * linesPerThread);
    for (const QString &line : lines) {
        QVERIFY2(QJsonDocument::fromJson(line.toUtf8()).isObject(), qPrintable(line));
    }
    const QJsonObject object = QJsonDocument::fromJson(lines[1].toUtf8()).object();
    QCOMPARE(object.keys(), QStringList({u"area"_s, u"level"_s, u"text"_s, u"time"_s}));
    QCOMPARE(object[u"area"_s].toString(), u"maru.session"_s);
    QCOMPARE(object[u"level"_s].toString(), u"warning"_s);
    QCOMPARE(object[u"text"_s].toString(), u"two\\nlines \\x1b[31m"_s);
    QVERIFY(QDateTime::fromString(object[u"time"_s].toString(), Qt::ISODateWithMs).isValid());
}

void tst_Logging::aFileGetsTheLinesAndStderrNone()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"마루.log"_s);
    for (int round = 1; round <= 2; ++round) { // the second appends
        QCOMPARE(linesOfChild({u"file"_s, path}), QStringList());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QStringList lines = linesOf(file.readAll());
        QCOMPARE(lines.size(), round * (4 + threads * linesPerThread));
        QVERIFY2(lines[0].endsWith(u"Z info maru.chat: information"), qPrintable(lines[0]));
        QVERIFY(!file.permissions().testFlag(QFile::ReadOther));
    }
    QVERIFY(!QFile::exists(path + u".1"_s));
}

void tst_Logging::aFileNeverGrowsPastItsBound()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"log"_s);
    for (int round = 0; round < 3; ++round) {
        QCOMPARE(linesOfChild({u"file"_s, path, QString::number(limits::minLogFileBytes)}),
                 QStringList());
    }
    const QStringList names = QDir(folder.path()).entryList(QDir::Files, QDir::Name);
    QCOMPARE(names, QStringList({u"log"_s, u"log.1"_s, u"log.2"_s, u"log.3"_s, u"log.4"_s}));
    for (const QString &name : names) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.size() > 0 && file.size() <= limits::minLogFileBytes);
        QVERIFY(!linesOf(file.readAll()).isEmpty()); // whole lines
    }
}

void tst_Logging::aFileThatCannotBeOpenedIsNamed()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"no/such/folder/log"_s);
    const Result<void, QString> refused = configureLog({.file = path});
    QVERIFY(!refused);
    QVERIFY2(refused.error().contains(path), qPrintable(refused.error()));
    QVERIFY2(refused.error().contains(u"No such file"), qPrintable(refused.error()));
}

void tst_Logging::aFileThatTakesNothingMoreSendsTheLinesToStderr()
{
    if (!QFile::exists(u"/dev/full"_s)) {
        QSKIP("no /dev/full here");
    }
    const QStringList lines = linesOfChild({u"file"_s, u"/dev/full"_s});
    QCOMPARE(lines.size(), 1 + 4 + threads * linesPerThread);
    QVERIFY2(lines[0].contains(u"the log file cannot be written"), qPrintable(lines[0]));
}

void tst_Logging::aFileThatCannotBeOpenedAnewCostsNoOlderOne()
{
#ifdef Q_OS_UNIX
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"log"_s);
    const auto file = LogFile::open(path, 10);
    QVERIFY(file);
    const auto written = [&path](int number) {
        QFile one(number == 0 ? path : u"%1.%2"_s.arg(path).arg(number));
        return one.open(QIODevice::ReadOnly) ? one.readAll() : QByteArray("none");
    };
    for (const char *line : {"first\n", "second\n", "third\n", "fourth\n", "fifth\n"}) {
        QVERIFY((*file)->write(line)); // each fills a file
    }
    rlimit before = {};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit none = {0, before.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0); // what is open stays
    int count = 0;
    for (int i = 0; i < 6; ++i) {
        count += (*file)->write("nowhere\n") ? 1 : 0;
    }
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QCOMPARE(count, 0);
    QVERIFY((*file)->write("sixth\n"));
    const QByteArrayList lines{written(0), written(1), written(2), written(3), written(4)};
    QCOMPARE(lines, (QByteArrayList{"sixth\n", "fifth\n", "fourth\n", "third\n", "second\n"}));
#else
    QSKIP("descriptors are not bounded here");
#endif
}

/// --log [journal | json | debug | warning | error | file PATH [BYTES]]: logs, as a child of the
/// test.
int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--log") {
        const QString what = arguments.value(2);
        LogOptions options;
        if (what == u"journal") {
            claimJournal();
        } else if (what == u"json") {
            options.format = LogFormat::Json;
        } else if (what == u"file") {
            options.file = arguments.value(3);
            options.maxFileBytes = arguments.value(4, u"1000000000"_s).toLongLong();
        } else {
            options.level = what == u"debug" ? LogLevel::Debug
                : what == u"warning"         ? LogLevel::Warning
                : what == u"error"           ? LogLevel::Error
                                             : LogLevel::Info;
        }
        logAll(options);
        return 0;
    }
    tst_Logging test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_logging.moc"
