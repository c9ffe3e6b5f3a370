// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/filename.h"

#include "common/text/filename.h"

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
    for (const auto c : name.normalized(QString::NormalizationForm_C).toUcs4()) {
        const QChar::Category category = QChar::category(char32_t(c));
        if (!QChar::isPrint(char32_t(c)) || category == QChar::Other_PrivateUse
            || category == QChar::Other_Format) {
            continue; // what cannot be seen can hide an ending
        }
        const bool isSpecial = c < 0x80 && QByteArrayView("/\\<>:\"|?*").contains(char(c));
        if (isSpecial) {
            safe += u'_';
        } else {
            safe += QChar::fromUcs4(char32_t(c));
        }
    }
    safe = safe.trimmed();
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
