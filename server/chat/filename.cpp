// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/filename.h"

#include "common/limits.h"
#include "common/text/invisible.h"

#include <QList>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

ApiError refusal(const QString &rule)
{
    return {.code = ErrorCode::BadRequest, .text = u"name: "_s + rule};
}

/// Windows opens a device by these, whatever stands behind their first dot.
bool isDevice(const QString &name)
{
    const QString stem = name.section(u'.', 0, 0).trimmed().toUpper();
    if (QStringList{u"CON"_s, u"PRN"_s, u"AUX"_s, u"NUL"_s, u"CONIN$"_s, u"CONOUT$"_s}.contains(
            stem)) {
        return true;
    }
    const bool isPort = stem.startsWith(u"COM") || stem.startsWith(u"LPT");
    return isPort && stem.size() == 4 && u"123456789¹²³"_s.contains(stem[3]);
}

} // namespace

Result<QString, ApiError> checkedFileName(const QString &name)
{
    if (name.size() > limits::maxFileNameBytes) { // at least as many bytes
        return failure(
            ApiError{.code = ErrorCode::TooLarge,
                     .text = u"name: at most %1 bytes of UTF-8."_s.arg(limits::maxFileNameBytes),
                     .limit = limits::maxFileNameBytes});
    }
    QString checked = name.normalized(QString::NormalizationForm_C);
    if (checked.contains(u'/') || checked.contains(u'\\')) {
        return failure(refusal(u"a file name, without folders."_s));
    }
    const QList<uint> characters = checked.toUcs4();
    bool isSeen = checked.isValidUtf16();
    for (qsizetype i = 0; isSeen && i < characters.size(); ++i) {
        isSeen = !isInvisibleAt(characters, i);
    }
    if (!isSeen) {
        return failure(refusal(u"no characters that cannot be seen."_s));
    }
    // Windows would cut them off, and show another name.
    while (checked.endsWith(u'.') || (!checked.isEmpty() && checked.back().isSpace())) {
        checked.chop(1);
    }
    checked = checked.trimmed();
    if (checked.isEmpty()) {
        return failure(
            refusal(u"1 to %1 bytes of UTF-8, not only dots."_s.arg(limits::maxFileNameBytes)));
    }
    if (isDevice(checked)) {
        return failure(refusal(u"Windows has a device of that name."_s));
    }
    for (QChar &c : checked) {
        c = u"<>:\"|?*"_s.contains(c) ? QChar(u'_') : c;
    }
    if (checked.toUtf8().size() > limits::maxFileNameBytes) {
        return failure(
            ApiError{.code = ErrorCode::TooLarge,
                     .text = u"name: at most %1 bytes of UTF-8."_s.arg(limits::maxFileNameBytes),
                     .limit = limits::maxFileNameBytes});
    }
    return checked;
}

} // namespace maru::server
