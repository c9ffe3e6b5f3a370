// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/filesync.h"
#include "server/admin/backupcommand.h"
#include "server/admin/backupfile.h"
#include "server/storage/durablefile.h"
#include "server/storage/restoreswitch.h"
#include "server/storage/sql/sqlitesnapshot.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStorageInfo>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int exitStore = 3; // of docs/protocol.md §8
constexpr auto ownOnly = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;

QString nothingChanged(const QString &sentence)
{
    return sentence + u" Nothing was changed."_s;
}

/// Unpacks the parts of a backup into `restore.creating`, each on the disk before the next.
class Unpacker
{
public:
    explicit Unpacker(const QString &folder)
        : m_folder(folder)
        , m_target(restoreCreatingPath(folder))
    { }

    [[nodiscard]] Result<void, QString> begin()
    {
        if (!QDir().mkdir(m_target, ownOnly)) {
            return failure(cannot(m_target, u"it cannot be made"_s));
        }
        giveToOwnerOf(m_folder, m_target);
        return {};
    }
    [[nodiscard]] Result<void, QString> take(const QString &name, const QByteArray &piece);
    /// The files and folders directly in the target.
    [[nodiscard]] const QStringList &parts() const { return m_parts; }
    [[nodiscard]] QString storePath() const { return m_target + u'/' + restoredStoreName; }
    void giveUp() { QDir(m_target).removeRecursively(); }

private:
    [[nodiscard]] static QString cannot(const QString &path, const QString &why)
    {
        return nothingChanged(
            u"%1 cannot be written: %2."_s.arg(QDir::toNativeSeparators(path), why));
    }
    [[nodiscard]] Result<void, QString> open(const QString &name);
    [[nodiscard]] Result<void, QString> makeFolders(const QString &name);

    QString m_folder;
    QString m_target;
    QFile m_file;
    QStringList m_parts;
};

Result<void, QString> Unpacker::makeFolders(const QString &name)
{
    QStringList names = name.split(u'/');
    names.removeLast();
    QString path = m_target;
    for (const QString &one : std::as_const(names)) {
        path += u'/' + one;
        if (QFileInfo::exists(path)) {
            continue;
        }
        if (!QDir().mkdir(path, ownOnly)) {
            return failure(cannot(path, u"it cannot be made"_s));
        }
        giveToOwnerOf(m_folder, path);
        syncFolder(QFileInfo(path).absolutePath());
    }
    return {};
}

Result<void, QString> Unpacker::open(const QString &name)
{
    if (const auto made = makeFolders(name); !made) {
        return made;
    }
    m_file.setFileName(m_target + u'/' + name);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                     QFile::ReadOwner | QFile::WriteOwner)) {
        return failure(cannot(m_file.fileName(), m_file.errorString()));
    }
    giveToOwnerOf(m_folder, m_file.fileName());
    if (const QString part = name.section(u'/', 0, 0); !m_parts.contains(part)) {
        m_parts += part;
    }
    return {};
}

Result<void, QString> Unpacker::take(const QString &name, const QByteArray &piece)
{
    if (!m_file.isOpen()) {
        if (const auto opened = open(name); !opened) {
            return opened;
        }
    }
    if (!piece.isEmpty()) {
        return writeAll(m_file, piece).map_error([this](const QString &why) {
            return cannot(m_file.fileName(), why);
        });
    }
    if (const auto synced = syncFile(m_file); !synced) {
        return failure(cannot(m_file.fileName(), synced.error()));
    }
    m_file.close();
    syncFolder(QFileInfo(m_file.fileName()).absolutePath());
    return {};
}

QString freeAsideName(const QString &folder)
{
    const QString dated =
        u"before-restore-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmss'Z'"_s);
    QString name = dated;
    for (int i = 2; QFileInfo::exists(folder + u'/' + name); ++i) {
        name = u"%1-%2"_s.arg(dated).arg(i);
    }
    return name;
}

Result<BackupManifest, QString> verify(const QString &file)
{
    auto manifest = readBackup(file);
    if (!manifest) {
        return manifest;
    }
    if (manifest->schema > newestSqliteSchema()) {
        return failure(nothingChanged(
            u"The backup %1 has schema version %2 (of maru-server %3), this maru-server knows "
            u"versions up to %4: use the newer program."_s.arg(QDir::toNativeSeparators(file))
                .arg(manifest->schema)
                .arg(manifest->version)
                .arg(newestSqliteSchema())));
    }
    return manifest;
}

Result<void, QString> checkSpace(const QString &folder, const BackupManifest &manifest)
{
    qint64 needed = 0;
    for (const BackupPart &part : manifest.parts) {
        needed += part.bytes;
    }
    const qint64 free = QStorageInfo(folder).bytesAvailable();
    if (free >= 0 && free < needed) {
        return failure(nothingChanged(
            u"The disk of %1 has %2 bytes free, the backup needs %3 (the state before stays)."_s
                .arg(QDir::toNativeSeparators(folder))
                .arg(free)
                .arg(needed)));
    }
    return {};
}

/// The backup is good and the directory is ours.
Result<QString, QString> replaceState(const KeepingPlace &place, DataDirectory &directory,
                                      const QString &file)
{
    const QString folder = place.dataDirectory;
    Unpacker unpacker(folder);
    Result<void, QString> done = unpacker.begin();
    if (done) {
        done = readBackup(file, [&unpacker](const QString &name, const QByteArray &piece) {
                   return unpacker.take(name, piece);
               }).map([](const BackupManifest &) {});
    }
    if (done) {
        const auto store = inspectSqlite(unpacker.storePath());
        if (!store) {
            done = failure(
                nothingChanged(u"The store in the backup %1 %2."_s.arg(file, store.error())));
        }
    }
    if (done) {
        done = beginAnotherPast(unpacker.storePath(), QDateTime::currentMSecsSinceEpoch())
                   .map_error([&unpacker](const QString &why) {
                       return nothingChanged(u"%1 cannot be written: %2."_s.arg(
                           QDir::toNativeSeparators(unpacker.storePath()), why));
                   });
    }
    const RestorePlan plan{.storeName = QFileInfo(place.databasePath).fileName(),
                           .asideName = freeAsideName(folder),
                           .parts = unpacker.parts()};
    if (done) {
        done = commitRestore(folder, plan).map_error(nothingChanged);
    }
    if (!done) {
        unpacker.giveUp();
        return failure(done.error());
    }
    directory.keep(); // from here on the next start goes on, whatever happens to us
    if (const auto completed = completeRestore(folder); !completed) {
        return failure(u"%1 The next start of the server goes on."_s.arg(completed.error()));
    }
    const QString aside = folder + u'/' + plan.asideName;
    return QFileInfo::exists(aside) ? QDir::toNativeSeparators(aside) : u"nothing was there"_s;
}

} // namespace

CommandOutput runRestore(const KeepingPlace &place, const QString &file)
{
    if (place.isRunning) {
        return keepingFailure(nothingChanged(
            u"A server runs on this data directory: stop it first, such as by \"systemctl stop "
            u"maru-server\"."_s));
    }
    const QFileInfo store(place.databasePath);
    if (QDir(store.absolutePath()) != QDir(place.dataDirectory)) {
        return keepingFailure(
            nothingChanged(
                u"The database %1 is not in the data directory: restore into a data directory "
                u"without --db, and move the database then."_s.arg(
                    QDir::toNativeSeparators(place.databasePath))),
            2);
    }
    const auto manifest = verify(file);
    if (!manifest) {
        return keepingFailure(manifest.error());
    }
    DataDirectory directory(place.databasePath);
    if (const auto acquired = directory.acquire(); !acquired) {
        return keepingFailure(nothingChanged(acquired.error()), exitStore);
    }
    if (const auto space = checkSpace(place.dataDirectory, *manifest); !space) {
        return keepingFailure(space.error());
    }
    const auto aside = replaceState(place, directory, file);
    if (!aside) {
        return keepingFailure(aside.error());
    }
    return {.exitCode = 0,
            .output =
                u"restored  %1\nof        %2, begun at %3\nholds     %4 messages in %5 rooms, "
                u"%6 people\nbefore    %7\n"_s
                    .arg(QDir::toNativeSeparators(file), manifest->serverName, manifest->createdAt)
                    .arg(manifest->messages)
                    .arg(manifest->rooms)
                    .arg(manifest->people)
                    .arg(*aside),
            .errors = {}};
}

} // namespace maru::server
