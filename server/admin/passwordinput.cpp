// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/passwordinput.h"

#include "common/serverlimits.h"
#include "server/admin/commandoutput.h"

#include <QByteArray>

#include <cstdio>
#include <optional>

#ifdef Q_OS_UNIX
#include <termios.h>
#include <unistd.h>
#else
#include <io.h>
#include <windows.h>
#endif

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr qsizetype maxLineBytes = 4 * limits::maxPasswordChars;

#ifdef Q_OS_UNIX

bool isTerminal()
{
    return ::isatty(STDIN_FILENO) == 1;
}

/// A terminal that shows nothing and leaves Ctrl + C to us, so that it is never left like that.
class SilentTerminal
{
public:
    SilentTerminal()
    {
        m_isSet = ::tcgetattr(STDIN_FILENO, &m_before) == 0;
        if (m_isSet) {
            termios silent = m_before;
            silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG);
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
        }
    }
    ~SilentTerminal()
    {
        if (m_isSet) {
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
        }
    }
    SilentTerminal(const SilentTerminal &) = delete;
    SilentTerminal &operator=(const SilentTerminal &) = delete;

private:
    termios m_before = {};
    bool m_isSet = false;
};

#else

bool isTerminal()
{
    return _isatty(_fileno(stdin)) != 0;
}

class SilentTerminal
{
public:
    SilentTerminal()
        : m_input(GetStdHandle(STD_INPUT_HANDLE))
    {
        if (GetConsoleMode(m_input, &m_before) != 0) {
            SetConsoleMode(
                m_input,
                m_before & ~DWORD(ENABLE_ECHO_INPUT | ENABLE_LINE_INPUT | ENABLE_PROCESSED_INPUT));
        }
    }
    ~SilentTerminal() { SetConsoleMode(m_input, m_before); }
    SilentTerminal(const SilentTerminal &) = delete;
    SilentTerminal &operator=(const SilentTerminal &) = delete;

private:
    HANDLE m_input;
    DWORD m_before = 0;
};

#endif

/// Of a terminal that is silent. std::nullopt: given up.
std::optional<QByteArray> typedLine()
{
    constexpr int controlC = 3;
    constexpr int controlD = 4;
    constexpr int backspace = 8;
    constexpr int deleteKey = 127;
    QByteArray line;
    for (;;) {
        const int c = std::getchar();
        if (c == EOF || c == controlC || (c == controlD && line.isEmpty())) {
            return std::nullopt;
        }
        if (c == '\n' || c == '\r') {
            return line;
        }
        if (c == backspace || c == deleteKey) { // a whole character of UTF-8
            while (!line.isEmpty() && (uchar(line.back()) & 0xc0) == 0x80) {
                line.chop(1);
            }
            line.chop(1);
        } else if (line.size() <= maxLineBytes) {
            line.append(char(c));
        }
    }
}

QByteArray pipedLine()
{
    QByteArray line;
    for (int c = std::getchar(); c != EOF && c != '\n' && line.size() <= maxLineBytes;
         c = std::getchar()) {
        line.append(char(c));
    }
    if (line.endsWith('\r')) {
        line.chop(1);
    }
    return line;
}

} // namespace

Result<QString, QString> readNewPassword()
{
    if (!isTerminal()) {
        const QByteArray line = pipedLine();
        return line.isEmpty() ? Result<QString, QString>(failure(
                   u"A password is read from the first line of standard input; there is none."_s))
                              : QString::fromUtf8(line);
    }
    const SilentTerminal silent; // before it asks: who types quickly is not shown either
    QByteArray lines[2];
    const QString prompts[]{u"New password: "_s, u"The same again: "_s};
    for (int i = 0; i < 2; ++i) {
        printError(prompts[i]);
        const std::optional<QByteArray> line = typedLine();
        printError(u"\n"_s);
        if (!line) {
            return failure(u"Nothing was changed."_s);
        }
        lines[i] = *line;
    }
    if (lines[0] != lines[1]) {
        return failure(u"The two passwords differ. Nothing was changed."_s);
    }
    return QString::fromUtf8(lines[0]);
}

} // namespace maru::server
