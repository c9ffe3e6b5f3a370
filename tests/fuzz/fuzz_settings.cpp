// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/settingsfile.h"
#include "tests/fuzz/fuzztools.h"

#include <QFile>
#include <QSettings>
#include <QTemporaryDir>

using namespace maru;
using namespace maru::client;
using fuzz::require;

// The client's settings file: what QSettings would not take is moved aside as it was, what a later
// version wrote is copied as it was, and the rest stays.

namespace {

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void put(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    require(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using Kind = SettingsFileState::Kind;
    static const QTemporaryDir folder;
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    // QSettings remembers what it has read by name, size and time.
    static int run = 0;
    const QString path = folder.filePath(QStringLiteral("%1.ini").arg(++run));
    put(path, bytes);

    const SettingsFileState state = prepareSettingsFile(path);
    require(state.kind != Kind::Stuck);
    require(state.kind == Kind::Fine || bytesOf(state.keptAs) == bytes);
    require((state.kind == Kind::Damaged) == !QFile::exists(path));
    if (state.kind != Kind::Damaged) {
        require(bytesOf(path) == bytes);
        const QSettings settings(path, QSettings::IniFormat);
        for (const QString &key : settings.allKeys()) {
            static_cast<void>(settings.value(key));
        }
        require(settings.status() == QSettings::NoError);
        QFile::remove(path);
    }
    QFile::remove(state.keptAs);
    return 0;
}
