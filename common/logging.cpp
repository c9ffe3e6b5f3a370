// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"

#include "common/chat/isotime.h"

#include <QDateTime>

#include <cstdio>

#ifdef Q_OS_UNIX
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

// One write per line: lines of several threads do not mix.
void writeLine(QByteArray line, const QMessageLogContext &context, const QString &text)
{
    line.append(context.category ? context.category : "default").append(": ");
    line.append(escaped(text, maxLineChars).toUtf8()).append('\n');
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stderr);
    std::fflush(stderr);
}

void writeToJournal(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    QByteArray line("<");
    line.append(journalPriority(type)).append('>');
    writeLine(std::move(line), context, text);
}

void writeToStream(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    QByteArray line = isoTime(QDateTime::currentMSecsSinceEpoch());
    line.append(' ').append(levelName(type).data(), levelName(type).size()).append(' ');
    writeLine(std::move(line), context, text);
}

// A terminal started by a service of the desktop inherits JOURNAL_STREAM, but its programs write to
// the terminal.
bool isBelowSystemd()
{
#ifdef Q_OS_UNIX
    return qEnvironmentVariableIsSet("JOURNAL_STREAM") && isatty(STDERR_FILENO) == 0;
#else
    return false;
#endif
}

} // namespace

QString forLog(QStringView text)
{
    return escaped(text, maxFieldChars);
}

void installLogHandler()
{
    qInstallMessageHandler(isBelowSystemd() ? writeToJournal : writeToStream);
}

} // namespace maru
