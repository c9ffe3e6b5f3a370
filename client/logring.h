// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QList>
#include <QMutex>
#include <QString>
#include <QStringList>

#include <utility>

namespace maru::client {

/// The last lines of our own log, and of Qt's warnings, for a bug report: at most
/// limits::maxLogLines. They hold no text of a message and no password or token, as no line of
/// Maru's log does; the home directory, which names a person, is "~" in them. One is installed at a
/// time. Thread: lines come from any.
class LogRing
{
public:
    LogRing();
    ~LogRing();
    LogRing(const LogRing &) = delete;
    LogRing &operator=(const LogRing &) = delete;

    /// Every line of Qt's logging comes here from now on, and goes where it went before, too.
    void install();

    void add(QtMsgType type, const QString &category, const QString &text, qint64 nowMs);
    [[nodiscard]] QStringList lines() const; ///< the oldest first

private:
    static void handle(QtMsgType type, const QMessageLogContext &context, const QString &text);

    mutable QMutex m_mutex;
    QStringList m_lines; // from m_first on, around
    qsizetype m_first = 0;
    QList<std::pair<QString, QString>> m_replaced; // what is not shown, and by what
};

} // namespace maru::client
