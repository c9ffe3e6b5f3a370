// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/transferprogress.h"

#include <algorithm>
#include <utility>

#ifdef Q_OS_WIN
#include <cstdio>
#include <io.h>
#else
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int barCells = 24;
constexpr int showEveryMs = 200; // on a terminal
constexpr int sayEveryMs = 10'000; // elsewhere
constexpr qint64 shortestMs = 500; // before it no rate is worth saying
constexpr int stepColumn = 10;
constexpr auto eraseLine = "\r\x1b[K"_L1;

QString duration(qint64 seconds)
{
    if (seconds < 60) {
        return u"%1 s"_s.arg(seconds);
    }
    if (seconds < 3600) {
        return u"%1 min %2 s"_s.arg(seconds / 60).arg(seconds % 60);
    }
    return u"%1 h %2 min"_s.arg(seconds / 3600).arg(seconds % 3600 / 60);
}

} // namespace

QString progressText(const TransferFigures &figures, bool hasBar)
{
    const qint64 total = std::max(figures.total, figures.done);
    const qint64 percent = total == 0 ? 100 : figures.done * 100 / total;
    QString text = figures.step.leftJustified(stepColumn);
    if (hasBar) {
        const auto filled = static_cast<qsizetype>(percent * barCells / 100);
        text += u'[' + QString(filled, u'#') + QString(barCells - filled, u'.') + u"] "_s;
    }
    text += u"%1 %  %2 of %3"_s.arg(percent, 3).arg(figures.done).arg(total);
    if (figures.elapsedMs >= shortestMs && figures.doneNow > 0) {
        const qint64 perSecond = std::max<qint64>(figures.doneNow * 1000 / figures.elapsedMs, 1);
        // Rounded up: the last second is not announced as none.
        const qint64 left = (total - figures.done + perSecond - 1) / perSecond;
        text += u"  %1/s  %2 left"_s.arg(perSecond).arg(duration(left));
    }
    return text;
}

QString stepText(const TransferFigures &figures)
{
    return u"%1%2 of %3 records, %4"_s.arg(figures.step.leftJustified(stepColumn))
        .arg(figures.done)
        .arg(std::max(figures.total, figures.done))
        .arg(duration(figures.elapsedMs / 1000));
}

TransferProgress::TransferProgress(Write write, bool isTerminal)
    : m_write(std::move(write))
    , m_isTerminal(isTerminal)
{ }

TransferFigures TransferProgress::figures() const
{
    TransferFigures now = m_step;
    now.elapsedMs = m_begun.elapsed();
    return now;
}

void TransferProgress::begin(const QString &step, qint64 done, qint64 total)
{
    m_step = {.step = step, .done = done, .total = total, .doneNow = 0, .elapsedMs = 0};
    m_begun.start();
    m_shown.start();
    m_hasLine = false;
}

void TransferProgress::advance(qint64 records)
{
    m_step.done += records;
    m_step.doneNow += records;
    const bool isFirst = m_isTerminal && !m_hasLine;
    if (!isFirst && !m_shown.hasExpired(m_isTerminal ? showEveryMs : sayEveryMs)) {
        return;
    }
    m_shown.start();
    const QString text = progressText(figures(), m_isTerminal);
    m_write(m_isTerminal ? eraseLine + text : text + u'\n');
    m_hasLine = m_isTerminal;
}

void TransferProgress::end()
{
    m_write((m_hasLine ? QString(eraseLine) : QString()) + stepText(figures()) + u'\n');
    m_hasLine = false;
}

bool isErrorTerminal()
{
#ifdef Q_OS_WIN
    return _isatty(_fileno(stderr)) != 0;
#else
    return ::isatty(STDERR_FILENO) != 0;
#endif
}

} // namespace maru::server
