// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"

#include "common/chat/isotime.h"
#include "common/logfile.h"
#include "common/protocol/jsonwriter.h"

#include <QDateTime>

#include <cstdio>
#include <memory>
#include <mutex>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace maru {

Q_LOGGING_CATEGORY(lcTransport, "maru.transport", QtInfoMsg)
Q_LOGGING_CATEGORY(lcSession, "maru.session", QtInfoMsg)
Q_LOGGING_CATEGORY(lcChat, "maru.chat", QtInfoMsg)
Q_LOGGING_CATEGORY(lcStorage, "maru.storage", QtInfoMsg)
Q_LOGGING_CATEGORY(lcDiscovery, "maru.discovery", QtInfoMsg)
Q_LOGGING_CATEGORY(lcServer, "maru.server", QtInfoMsg)
Q_LOGGING_CATEGORY(lcClient, "maru.client", QtInfoMsg)

namespace {

constexpr qsizetype maxFieldChars = 256;
constexpr qsizetype maxLineChars = 4'096;
constexpr QChar ellipsis(u'…');

bool mustEscape(char32_t codePoint)
{
    switch (QChar::category(codePoint)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidi controls, zero width characters, tags
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

QString escapeOf(char32_t codePoint)
{
    switch (codePoint) {
    case U'\n':
        return u"\\n"_s;
    case U'\r':
        return u"\\r"_s;
    case U'\t':
        return u"\\t"_s;
    default:
        break;
    }
    const auto hex = [codePoint](char letter, int digits) {
        return u"\\%1%2"_s.arg(QLatin1Char(letter))
            .arg(static_cast<uint>(codePoint), digits, 16, QLatin1Char('0'));
    };
    return codePoint < 0x100 ? hex('x', 2) : codePoint < 0x10000 ? hex('u', 4) : hex('U', 8);
}

// Stops at \p maxChars, so the cost does not grow with what a peer sends.
QString escaped(QStringView text, qsizetype maxChars)
{
    QString out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar unit = text[i];
        const bool isPair =
            unit.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        const char32_t codePoint =
            isPair ? QChar::surrogateToUcs4(unit, text[i + 1]) : char32_t{unit.unicode()};
        const qsizetype before = out.size();
        if (mustEscape(codePoint)) {
            out.append(escapeOf(codePoint));
        } else {
            out.append(QChar::fromUcs4(codePoint));
        }
        i += isPair ? 1 : 0;
        const bool isLast = i + 1 == text.size();
        if (out.size() > maxChars || (out.size() == maxChars && !isLast)) {
            out.truncate(before);
            return out.append(ellipsis);
        }
    }
    return out;
}

QLatin1StringView levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug"_L1;
    case QtInfoMsg:
        return "info"_L1;
    case QtWarningMsg:
        return "warning"_L1;
    case QtCriticalMsg:
        return "error"_L1;
    case QtFatalMsg:
        return "fatal"_L1;
    }
    return "info"_L1;
}

// The levels of sd-daemon(3), which are syslog's.
char journalPriority(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return '7';
    case QtInfoMsg:
        return '6';
    case QtWarningMsg:
        return '4';
    case QtCriticalMsg:
        return '3';
    case QtFatalMsg:
        return '2';
    }
    return '6';
}

QByteArray journalLine(QtMsgType type, const char *area, const QString &text)
{
    QByteArray line("<");
    line.append(journalPriority(type)).append('>').append(area).append(": ");
    return line.append(text.toUtf8());
}

QByteArray jsonLine(QtMsgType type, const char *area, const QString &text)
{
    JsonWriter json;
    json.beginObject();
    json.key("time"_L1).value(QLatin1StringView(isoTime(QDateTime::currentMSecsSinceEpoch())));
    json.key("level"_L1).value(levelName(type));
    json.key("area"_L1).value(QLatin1StringView(area));
    json.key("text"_L1).value(text);
    json.endObject();
    return json.take();
}

QByteArray plainLine(QtMsgType type, const char *area, const QString &text)
{
    QByteArray line = isoTime(QDateTime::currentMSecsSinceEpoch());
    line.append(' ').append(levelName(type).data(), levelName(type).size()).append(' ');
    return line.append(area).append(": ").append(text.toUtf8());
}

/// Where the lines go. There is one for the process, as there is one message handler.
struct Sink
{
    std::mutex mutex; // any thread may log
    LogFormat format = LogFormat::Line; // never Auto
    std::unique_ptr<LogFile> file; // null: stderr
    bool hasComplained = false; // that the file takes nothing
};

Sink &sink()
{
    static Sink *const it = new Sink; // never destroyed: somebody may log at the very end
    return *it;
}

// One write per line: lines of several threads do not mix.
void writeToStderr(const QByteArray &line)
{
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stderr);
    std::fflush(stderr);
}

void write(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const char *area = context.category ? context.category : "default";
    const QString text = escaped(message, maxLineChars);
    Sink &to = sink();
    const std::scoped_lock lock(to.mutex);
    const auto lineOf = [&](const QString &what) {
        switch (to.format) {
        case LogFormat::Json:
            return jsonLine(type, area, what) + '\n';
        case LogFormat::Journald:
            return journalLine(type, area, what) + '\n';
        case LogFormat::Auto:
        case LogFormat::Line:
            break;
        }
        return plainLine(type, area, what) + '\n';
    };
    const QByteArray line = lineOf(text);
    if (to.file && to.file->write(line)) {
        to.hasComplained = false;
        return;
    }
    if (to.file && !std::exchange(to.hasComplained, true)) {
        writeToStderr(lineOf(u"the log file cannot be written, logging to stderr"_s));
    }
    writeToStderr(line);
}

// Whoever systemd started inherits JOURNAL_STREAM, also where stderr goes elsewhere: the variable
// says which stream it means.
bool isJournal()
{
#ifdef Q_OS_UNIX
    struct stat status = {};
    const QByteArray stream = qgetenv("JOURNAL_STREAM");
    return !stream.isEmpty() && fstat(STDERR_FILENO, &status) == 0
        && stream
        == QByteArray::number(quint64(status.st_dev)) + ':'
            + QByteArray::number(quint64(status.st_ino));
#else
    return false;
#endif
}

QString filterRules(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return u"maru.*.debug=true"_s;
    case LogLevel::Info:
        break;
    case LogLevel::Warning:
        return u"maru.*.info=false"_s;
    case LogLevel::Error:
        return u"maru.*.info=false\nmaru.*.warning=false"_s;
    }
    return {};
}

} // namespace

QString forLog(QStringView text)
{
    return escaped(text, maxFieldChars);
}

Result<void, QString> configureLog(const LogOptions &options)
{
    std::unique_ptr<LogFile> file;
    if (!options.file.isEmpty()) {
        auto opened = LogFile::open(options.file, options.maxFileBytes);
        if (!opened) {
            return failure(opened.error());
        }
        file = *std::move(opened);
    }
    LogFormat format = options.format;
    if (format == LogFormat::Auto) {
        format = !file && isJournal() ? LogFormat::Journald : LogFormat::Line;
    }
    {
        const std::scoped_lock lock(sink().mutex);
        sink().format = format;
        sink().file = std::move(file);
        sink().hasComplained = false;
    }
    QLoggingCategory::setFilterRules(filterRules(options.level));
    qInstallMessageHandler(write);
    return {};
}

void installLogHandler()
{
    (void)configureLog({}); // stderr cannot fail
}

} // namespace maru
