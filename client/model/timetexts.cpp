// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/timetexts.h"

#include <QLocale>

namespace maru::client {

QString whenText(qint64 ms, qint64 nowMs)
{
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(ms);
    const QLocale locale;
    const QString time = locale.toString(when.time(), QLocale::ShortFormat);
    return when.date() == QDateTime::fromMSecsSinceEpoch(nowMs).date()
        ? time
        : locale.toString(when.date(), QLocale::ShortFormat) + QLatin1Char(' ') + time;
}

} // namespace maru::client
