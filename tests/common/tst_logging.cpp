// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <thread>
#include <vector>

using namespace maru;
using namespace Qt::StringLiterals;

namespace {

constexpr int threads = 4;
constexpr int linesPerThread = 200;

/// What the child process logs; the parent looks at its stderr.
void logAll()
{
    installLogHandler();
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

QStringList linesOfChild(bool belowSystemd, const QString &rules = {})
{
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"QT_FATAL_WARNINGS"_s);
    environment.remove(u"JOURNAL_STREAM"_s);
    if (belowSystemd) {
        environment.insert(u"JOURNAL_STREAM"_s, u"8:12345"_s);
    }
    environment.insert(u"QT_LOGGING_RULES"_s, rules);
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(), {u"--log"_s});
    if (!child.waitForFinished() || child.exitCode() != 0) {
        return {};
    }
    QStringList lines = QString::fromUtf8(child.readAllStandardError()).split(u'\n');
    const bool isTerminated = lines.takeLast().isEmpty();
    return isTerminated ? lines : QStringList();
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
    const QStringList lines = linesOfChild(false);
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
    const QStringList lines = linesOfChild(true);
    QCOMPARE(lines.size(), 4 + threads * linesPerThread);
    QCOMPARE(lines[0], u"<6>maru.chat: information"_s);
    QCOMPARE(lines[1], u"<4>maru.session: two\\nlines \\x1b[31m"_s);
    QCOMPARE(lines[2], u"<3>maru.storage: a failure"_s);
    QCOMPARE(lines[4], u"<6>maru.transport: <"_s + QString(100, u'가') + u'>');
}

void tst_Logging::rulesShowEverything()
{
    const QStringList lines = linesOfChild(true, u"maru.*.debug=true"_s);
    QCOMPARE(lines.value(0), u"<7>maru.chat: not shown by default"_s);
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (QCoreApplication::arguments().contains(u"--log"_s)) {
        logAll();
        return 0;
    }
    tst_Logging test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_logging.moc"
