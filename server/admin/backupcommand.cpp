// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/backupcommand.h"

#include "common/chat/isotime.h"
#include "common/version.h"
#include "server/admin/backupfile.h"
#include "server/storage/bloblock.h"
#include "server/storage/durablefile.h"
#include "server/storage/restoreswitch.h"
#include "server/storage/sql/sqlitesnapshot.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int exitStore = 3; // of docs/protocol.md §8

/// In the folder of files: says to which store it belongs.
constexpr auto storeMark = "files/store"_L1;
/// The certificate goes along: every client has trusted its key, and would take a restored server
/// with another one for an impostor.
constexpr std::array tlsNames{"tls-cert.pem"_L1, "tls-key.pem"_L1};

/// A copy that is needed only until it is in the archive.
class PassingFile
{
public:
    explicit PassingFile(const QString &path)
        : m_path(path)
    {
        QFile::remove(m_path); // of a backup that was killed: the archive beside it is locked
    }
    PassingFile(const PassingFile &) = delete;
    PassingFile &operator=(const PassingFile &) = delete;
    ~PassingFile()
    {
        QFile::remove(m_path);
        QFile::remove(m_path + u"-journal"_s);
    }
    [[nodiscard]] const QString &path() const { return m_path; }

private:
    QString m_path;
};

class BackupMaker
{
public:
    BackupMaker(const KeepingPlace &place, const QString &file)
        : m_place(place)
        , m_newFile(file)
        , m_snapshotPath(file + u".creating.db"_s)
        , m_timeMs(QDateTime::currentMSecsSinceEpoch())
        , m_writer(m_newFile.file(), m_timeMs / 1'000)
    { }

    Result<BackupManifest, QString> make();
    [[nodiscard]] const QString &warnings() const { return m_warnings; }

private:
    using Step = Result<void, QString>;

    [[nodiscard]] Step takeStore();
    [[nodiscard]] Step take(const QString &path, const QString &name);
    [[nodiscard]] Step takeFiles();
    [[nodiscard]] Step readBack(const QString &path) const;

    const KeepingPlace &m_place;
    NewFile m_newFile;
    QString m_snapshotPath;
    qint64 m_timeMs;
    BackupWriter m_writer;
    BackupManifest m_manifest;
    QSet<QString> m_carried; // by messages of the copy, and not taken yet
    QString m_warnings;
};

BackupMaker::Step BackupMaker::takeStore()
{
    const PassingFile snapshot(m_snapshotPath);
    const auto figures = snapshotSqlite(m_place.databasePath, snapshot.path());
    if (!figures) {
        return failure(u"The store %1 %2. No backup was made."_s.arg(
            QDir::toNativeSeparators(m_place.databasePath), figures.error()));
    }
    m_manifest.version = version();
    m_manifest.schema = figures->schema;
    m_manifest.serverName = m_place.serverName;
    m_manifest.createdAt = QString::fromLatin1(isoTime(m_timeMs));
    m_manifest.rooms = figures->rooms;
    m_manifest.messages = figures->messages;
    m_manifest.people = figures->people;
    const auto carried = carriedFiles(snapshot.path());
    if (!carried) {
        return failure(u"The copy of the store cannot be read: %1. No backup was made."_s.arg(
            carried.error()));
    }
    m_carried = QSet<QString>(carried->begin(), carried->end());
    return take(snapshot.path(), restoredStoreName);
}

BackupMaker::Step BackupMaker::take(const QString &path, const QString &name)
{
    QFile source(path);
    if (!source.open(QIODevice::ReadOnly)) {
        if (!QFileInfo::exists(path)) {
            return {}; // no file was ever sent; or swept away where there are no locks
        }
        return failure(u"%1 cannot be read: %2. No backup was made."_s.arg(
            QDir::toNativeSeparators(path), source.errorString()));
    }
    const auto part = m_writer.add(name, source);
    if (!part) {
        return failure(part.error());
    }
    m_manifest.parts.push_back(*part);
    return {};
}

// After the store: what it names is there then, and what came since does no harm.
BackupMaker::Step BackupMaker::takeFiles()
{
    if (const Step taken = take(m_place.dataDirectory + u'/' + storeMark, storeMark); !taken) {
        return taken;
    }
    for (const KeptFile &file : keptFiles(m_place.dataDirectory)) {
        const size_t before = m_manifest.parts.size();
        if (const Step taken = take(file.path, file.partName); !taken) {
            return taken;
        }
        if (m_manifest.parts.size() == before) {
            continue;
        }
        m_carried.remove(QString::fromLatin1(file.sha256.toHex()));
        if (m_manifest.parts.back().sha256 != file.sha256) {
            m_warnings += u"maru-server: %1 is damaged, and so it is in the backup.\n"_s.arg(
                QDir::toNativeSeparators(file.path));
        }
    }
    for (const QString &sha256 : std::as_const(m_carried)) {
        m_warnings +=
            u"maru-server: The file %1 of a message is missing, in the backup too.\n"_s.arg(sha256);
    }
    return {};
}

// A disk can lose what it took. Better said now than when the backup is needed.
BackupMaker::Step BackupMaker::readBack(const QString &path) const
{
    const auto isSame = [](const BackupPart &one, const BackupPart &other) {
        return one.name == other.name && one.bytes == other.bytes && one.sha256 == other.sha256;
    };
    const auto read = readBackup(path);
    const bool isWhole = read
        && std::equal(read->parts.cbegin(), read->parts.cend(), m_manifest.parts.cbegin(),
                      m_manifest.parts.cend(), isSame);
    if (isWhole) {
        return {};
    }
    return failure(u"The backup was written but cannot be read back: %1"_s.arg(
        read ? u"it is another one than was written."_s : read.error()));
}

Result<BackupManifest, QString> BackupMaker::make()
{
    // Before the store: what it names then stays until all is taken.
    const BlobLock lock(m_place.dataDirectory + u'/' + restoredFilesName, BlobLock::For::Copying);
    Step done = m_newFile.open();
    if (done) {
        done = m_writer.begin();
    }
    if (done) {
        done = takeStore();
    }
    for (const QLatin1StringView name : tlsNames) {
        if (done) {
            done = take(m_place.dataDirectory + u'/' + name, name);
        }
    }
    if (done) {
        done = takeFiles();
    }
    if (done) {
        done = m_writer.finish(m_manifest);
    }
    if (done) {
        done = m_newFile.finish([this](const QString &path) { return readBack(path); });
    }
    if (!done) {
        return failure(done.error());
    }
    return m_manifest;
}

} // namespace

Result<QString, QString> parseBackupFile(const QString &verb, const QStringList &arguments)
{
    QStringList files = arguments;
    const bool isDashed = files.removeOne(u"--"_s); // a name may begin with a dash
    if (!isDashed) {
        for (const QString &argument : arguments) {
            if (argument.startsWith(u'-')) {
                return failure(u"%1 has no flag %2."_s.arg(verb, argument));
            }
        }
    }
    if (files.size() != 1 || files.constFirst().isEmpty()) {
        return failure(u"%1 needs one FILE."_s.arg(verb));
    }
    return QFileInfo(files.constFirst()).absoluteFilePath();
}

std::vector<KeptFile> keptFiles(const QString &dataDirectory)
{
    static const QRegularExpression hash(uR"(^[0-9a-f]{64}\z)"_s);
    const QString root = dataDirectory + u'/' + restoredFilesName;
    std::vector<KeptFile> files;
    QDirIterator all(root, QDir::Files | QDir::NoSymLinks | QDir::Hidden,
                     QDirIterator::Subdirectories);
    while (all.hasNext()) {
        const QString path = all.next();
        const QString partName = restoredFilesName + path.mid(root.size());
        if (hash.match(all.fileName()).hasMatch() && isBackupPartName(partName)) {
            files.push_back({.path = path,
                             .partName = partName,
                             .sha256 = QByteArray::fromHex(all.fileName().toLatin1())});
        }
    }
    std::sort(files.begin(), files.end(),
              [](const KeptFile &a, const KeptFile &b) { return a.partName < b.partName; });
    return files;
}

CommandOutput runBackup(const KeepingPlace &place, const QString &file)
{
    const auto held = holdStore(place);
    if (!held) {
        return keepingFailure(held.error(), exitStore);
    }
    BackupMaker maker(place, file);
    const auto made = maker.make();
    if (!made) {
        return keepingFailure(made.error());
    }
    const auto files =
        std::count_if(made->parts.cbegin(), made->parts.cend(), [](const BackupPart &part) {
            return part.name.startsWith(restoredFilesName) && part.name != storeMark;
        });
    return {.exitCode = 0,
            .output = u"backup    %1\nbegun at  %2\nholds     %3 messages in %4 rooms, %5 people, "
                      u"%6 files\nsize      %7 bytes\n"_s
                          .arg(QDir::toNativeSeparators(file), made->createdAt)
                          .arg(made->messages)
                          .arg(made->rooms)
                          .arg(made->people)
                          .arg(files)
                          .arg(QFileInfo(file).size()),
            .errors = maker.warnings()};
}

} // namespace maru::server
