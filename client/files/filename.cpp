// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/filename.h"

#include "common/text/filename.h"
#include "common/text/invisible.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qsizetype mostNameBytes = 240; // of 255; QSaveFile adds to it while it writes

bool isDevice(const QString &name)
{
    static const QStringList devices{u"con"_s, u"prn"_s,    u"aux"_s,
                                     u"nul"_s, u"conin$"_s, u"conout$"_s};
    const QString stem = name.section(u'.', 0, 0).trimmed().toLower();
    const bool isPort = stem.size() == 4 && (stem.startsWith("com"_L1) || stem.startsWith("lpt"_L1))
        && u"0123456789¹²³"_s.contains(stem.at(3));
    return devices.contains(stem) || isPort;
}

} // namespace

QString safeFileName(const QString &name)
{
    QString safe;
    // What cannot be seen can hide an ending, and so can a row of spaces.
    const QString visible =
        withoutInvisible(name.normalized(QString::NormalizationForm_C)).simplified();
    for (const QChar c : visible) {
        safe += u"/\\<>:\"|?*"_s.contains(c) ? QChar(u'_') : c;
    }
    while (safe.startsWith(u'.')) { // neither hidden nor a folder
        safe.remove(0, 1);
    }
    safe = cutFileName(safe, mostNameBytes);
    while (safe.endsWith(u'.') || safe.endsWith(u' ')) {
        safe.chop(1);
    }
    if (safe.isEmpty()) {
        return u"file"_s;
    }
    return isDevice(safe) ? u'_' + safe : safe;
}

} // namespace maru::client
