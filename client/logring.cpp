// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/logring.h"

#include "common/clientlimits.h"
#include "common/text/cut.h"

#include <QDateTime>
#include <QDir>
#include <QMutexLocker>

#include <atomic>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// Qt calls a function, so it must be found without an object.
std::atomic<LogRing *> installed = nullptr;
std::atomic<QtMessageHandler> before = nullptr;

QLatin1StringView nameOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug"_L1;
    case QtInfoMsg:
        return "info"_L1;
    case QtWarningMsg:
        return "warning"_L1;
    case QtCriticalMsg:
    case QtFatalMsg:
        return "error"_L1;
    }
    return "info"_L1;
}

} // namespace

LogRing::LogRing()
{
    const QString home = QDir::homePath();
    if (home.size() > 1) { // not "/"
        m_replaced.append({home, u"~"_s});
        m_replaced.append({QDir::toNativeSeparators(home), u"~"_s});
    }
}

LogRing::~LogRing()
{
    LogRing *self = this;
    if (installed.compare_exchange_strong(self, nullptr)) {
        qInstallMessageHandler(before.exchange(nullptr));
    }
}

void LogRing::install()
{
    installed = this;
    before = qInstallMessageHandler(&LogRing::handle);
}

void LogRing::handle(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    const QString category = QString::fromLatin1(context.category);
    const bool isOurs = category.startsWith("maru."_L1) && type != QtDebugMsg;
    const bool isWarning = type != QtDebugMsg && type != QtInfoMsg;
    LogRing *const ring = installed;
    if (ring && (isOurs || isWarning)) {
        ring->add(type, category, text, QDateTime::currentMSecsSinceEpoch());
    }
    if (const QtMessageHandler handler = before) {
        handler(type, context, text);
    }
}

void LogRing::add(QtMsgType type, const QString &category, const QString &text, qint64 nowMs)
{
    QString shown = cut(text, limits::maxLogLineChars);
    for (const auto &[what, by] : std::as_const(m_replaced)) {
        shown.replace(what, by);
    }
    shown.replace(u'\n', u' ');
    const QString time = QDateTime::fromMSecsSinceEpoch(nowMs, Qt::UTC).toString(Qt::ISODateWithMs);
    const QString line = u"%1 %2 %3: %4"_s.arg(time, nameOf(type), category, shown);
    const QMutexLocker locker(&m_mutex);
    if (m_lines.size() < limits::maxLogLines) {
        m_lines.append(line);
    } else {
        m_lines[m_first] = line;
        m_first = (m_first + 1) % limits::maxLogLines;
    }
}

QStringList LogRing::lines() const
{
    const QMutexLocker locker(&m_mutex);
    return m_lines.mid(m_first) + m_lines.mid(0, m_first);
}

} // namespace maru::client
