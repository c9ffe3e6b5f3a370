// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/settingsfile.h"

#include "common/clientlimits.h"

#include <QFile>
#include <QFileInfo>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto versionKey = "settings/version"_L1;

// A file full of zeros is what a power failure leaves; QSettings would take it for an empty one.
bool isReadable(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return true; // not ours to judge: it is read later, or it is not
    }
    const QByteArray bytes = file.read(limits::maxSettingsBytes + 1);
    return bytes.size() <= limits::maxSettingsBytes && !bytes.contains('\0')
        && QString::fromUtf8(bytes).toUtf8() == bytes;
}

// A free name beside \p path; the last one is taken again and again.
QString asideName(const QString &path, const QString &suffix)
{
    for (int i = 1; i < limits::maxSettingsAside; ++i) {
        const QString name =
            path + u'.' + suffix + (i == 1 ? QString() : u'-' + QString::number(i));
        if (!QFileInfo::exists(name)) {
            return name;
        }
    }
    const QString last = path + u'.' + suffix + u'-' + QString::number(limits::maxSettingsAside);
    QFile::remove(last);
    return last;
}

SettingsFileState moveAside(const QString &path)
{
    const QString kept = asideName(path, u"damaged"_s);
    return QFile::rename(path, kept) ? SettingsFileState{SettingsFileState::Kind::Damaged, kept}
                                     : SettingsFileState{SettingsFileState::Kind::Stuck, path};
}

} // namespace

SettingsFileState prepareSettingsFile(const QString &path)
{
    if (!QFileInfo(path).isFile()) {
        return {};
    }
    if (!isReadable(path)) {
        return moveAside(path);
    }
    int version = 0;
    bool isWhole = false;
    {
        const QSettings settings(path, QSettings::IniFormat);
        version = settings.value(versionKey, settingsVersion).toInt();
        static_cast<void>(settings.allKeys()); // a section is read when a key of it is wanted
        isWhole = settings.status() != QSettings::FormatError;
    }
    if (!isWhole) {
        return moveAside(path);
    }
    if (version <= settingsVersion) {
        return {};
    }
    const QString kept = u"%1.version-%2"_s.arg(path).arg(version);
    if (!QFileInfo::exists(kept)) { // else it is kept already, from before this one wrote into it
        QFile::copy(path, kept);
    }
    return {SettingsFileState::Kind::Newer, kept};
}

} // namespace maru::client
