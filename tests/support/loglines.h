// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QLoggingCategory>
#include <QStringList>

#include <mutex>

namespace maru::testing {

/// What one area logs while this lives; one at a time. A warning is what a test waits for, and does
/// not end it.
class LogLines
{
public:
    explicit LogLines(const QLoggingCategory &area)
    {
        qunsetenv("QT_FATAL_WARNINGS");
        s_area = area.categoryName();
        s_lines.clear();
        s_before = qInstallMessageHandler(take);
    }
    LogLines(const LogLines &) = delete;
    LogLines &operator=(const LogLines &) = delete;
    ~LogLines() { qInstallMessageHandler(s_before); }

    [[nodiscard]] QStringList of(QtMsgType type) const
    {
        const std::scoped_lock lock(s_mutex);
        QStringList lines;
        for (const auto &[lineType, line] : s_lines) {
            if (lineType == type) {
                lines += line;
            }
        }
        return lines;
    }

private:
    static void take(QtMsgType type, const QMessageLogContext &context, const QString &text)
    {
        if (context.category == s_area) {
            const std::scoped_lock lock(s_mutex);
            s_lines.append({type, text});
        } else {
            s_before(type, context, text);
        }
    }

    inline static std::mutex s_mutex;
    inline static QByteArray s_area;
    inline static QList<std::pair<QtMsgType, QString>> s_lines;
    inline static QtMessageHandler s_before = nullptr;
};

} // namespace maru::testing
