// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/processfigures.h"

#include <QDir>
#include <QFile>
#include <QList>

#ifdef Q_OS_UNIX
#include <ctime>
#include <sys/resource.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

#ifdef Q_OS_LINUX

QByteArray readProc(const QString &name)
{
    QFile file(u"/proc/"_s + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::optional<double> residentBytes()
{
    bool isNumber = false;
    const QList<QByteArray> words = readProc(u"self/statm"_s).split(' ');
    const double pages = words.value(1).toDouble(&isNumber);
    return isNumber ? std::optional(pages * double(sysconf(_SC_PAGESIZE))) : std::nullopt;
}

std::optional<double> openDescriptors()
{
    const auto names =
        QDir(u"/proc/self/fd"_s).entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot);
    // One of them was the look itself.
    return names.isEmpty() ? std::nullopt : std::optional(double(names.size() - 1));
}

/// The system tells it as a time since the machine started. (/proc/stat says when that was, but a
/// service may not see it.)
std::optional<double> startedAtSeconds()
{
    const QByteArray stat = readProc(u"self/stat"_s);
    // The name in brackets may hold anything; what follows it are numbers.
    const QList<QByteArray> words = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    constexpr qsizetype startTime = 19;
    bool isNumber = false;
    const double ticks = words.value(startTime).toDouble(&isNumber);
    timespec up = {};
    timespec now = {};
    if (!isNumber || clock_gettime(CLOCK_BOOTTIME, &up) != 0
        || clock_gettime(CLOCK_REALTIME, &now) != 0) {
        return std::nullopt;
    }
    const auto seconds = [](const timespec &time) {
        return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
    };
    return seconds(now) - seconds(up) + ticks / double(sysconf(_SC_CLK_TCK));
}

#endif

} // namespace

ProcessFigures processFigures()
{
    ProcessFigures figures;
#ifdef Q_OS_LINUX
    figures.residentBytes = residentBytes();
    figures.openDescriptors = openDescriptors();
    figures.startedAtSeconds = startedAtSeconds();
#endif
#ifdef Q_OS_UNIX
    rusage usage = {};
    if (getrusage(RUSAGE_SELF, &usage) == 0) {
        const auto seconds = [](const timeval &time) {
            return double(time.tv_sec) + double(time.tv_usec) / 1e6;
        };
        figures.cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    }
    rlimit descriptors = {};
    if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0) {
        figures.maxDescriptors = double(descriptors.rlim_cur);
    }
#endif
    return figures;
}

} // namespace maru::server
