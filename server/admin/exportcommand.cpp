// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/exportcommand.h"

#include "common/filesync.h"
#include "common/text/username.h"
#include "server/admin/backupcommand.h"
#include "server/admin/exportpage.h"
#include "server/admin/newfolder.h"
#include "server/storage/bloblock.h"
#include "server/storage/restoreswitch.h"
#include "server/storage/sql/sqlexport.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QSet>

#include <optional>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int exitStore = 3; // of docs/protocol.md §8
constexpr qint64 pieceBytes = 1'048'576;
constexpr qsizetype hashNameLength = 16; // of 64 hex digits, before the name a person gave

class Exporter
{
public:
    Exporter(const KeepingPlace &place, const ExportCommand &command)
        : m_place(place)
        , m_command(command)
        , m_store(place.databasePath)
        , m_folder(command.folder)
    { }

    using Step = Result<void, QString>;
    [[nodiscard]] Step run();
    [[nodiscard]] QString summary() const
    {
        return u"export    %1\nholds     %2 messages in %3 rooms, %4 files\n"_s
            .arg(QDir::toNativeSeparators(m_command.folder))
            .arg(m_messages)
            .arg(m_rooms)
            .arg(m_files);
    }
    [[nodiscard]] const QString &warnings() const { return m_warnings; }

private:
    /// The two files of a room; one that is not asked for stays closed.
    struct Pages
    {
        QFile json;
        QFile html;
    };

    [[nodiscard]] Step exportRoom(const Room &room);
    [[nodiscard]] Step exportMessages(const Room &room, Pages &pages);
    [[nodiscard]] Step openNew(QFile &file, const QString &name);
    [[nodiscard]] static Step write(QFile &file, const QByteArray &bytes);
    [[nodiscard]] static Step finish(QFile &file);
    [[nodiscard]] Result<ExportedFiles, QString> takeFiles(const Message &message);
    [[nodiscard]] Result<bool, QString> copyFile(const File &file, const QString &name);
    [[nodiscard]] QString nameOf(const Room &room);
    [[nodiscard]] QString keptPath(const QString &sha256);

    const KeepingPlace &m_place;
    const ExportCommand &m_command;
    SqlExport m_store;
    NewFolder m_folder;
    QSet<QString> m_names; // of rooms' files, in lower case
    std::optional<QHash<QString, QString>> m_kept; // SHA-256 → path; read when it is needed
    qint64 m_messages = 0;
    qint64 m_rooms = 0;
    qint64 m_files = 0;
    QString m_warnings;
};

Exporter::Step Exporter::openNew(QFile &file, const QString &name)
{
    file.setFileName(m_folder.path() + u'/' + name);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                   QFile::ReadOwner | QFile::WriteOwner)) {
        return failure(u"%1 cannot be made: %2."_s.arg(QDir::toNativeSeparators(file.fileName()),
                                                       file.errorString()));
    }
    return {};
}

Exporter::Step Exporter::write(QFile &file, const QByteArray &bytes)
{
    if (!file.isOpen()) {
        return {}; // not asked for
    }
    return writeAll(file, bytes).map_error([&file](const QString &why) {
        return u"%1 cannot be written: %2."_s.arg(QDir::toNativeSeparators(file.fileName()), why);
    });
}

Exporter::Step Exporter::finish(QFile &file)
{
    if (!file.isOpen()) {
        return {};
    }
    const Step synced = syncFile(file).map_error([&file](const QString &text) {
        return u"%1 cannot be written: %2."_s.arg(file.fileName(), text);
    });
    file.close();
    return synced;
}

QString Exporter::nameOf(const Room &room)
{
    QString name = safeFileName(room.name);
    if (name.isEmpty() || name == u"files" || m_names.contains(name.toLower())) {
        name += (name.isEmpty() ? u""_s : u"-"_s) + room.id.toString();
    }
    m_names.insert(name.toLower());
    return name;
}

QString Exporter::keptPath(const QString &sha256)
{
    if (!m_kept) {
        m_kept.emplace();
        for (const KeptFile &file : keptFiles(m_place.dataDirectory)) {
            m_kept->insert(QString::fromLatin1(file.sha256.toHex()), file.path);
        }
    }
    return m_kept->value(sha256);
}

Result<bool, QString> Exporter::copyFile(const File &file, const QString &name)
{
    QFile source(keptPath(file.sha256));
    if (source.fileName().isEmpty() || !source.open(QIODevice::ReadOnly)) {
        return false;
    }
    QFile target;
    Step done = openNew(target, name);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    while (done && !source.atEnd()) {
        const QByteArray piece = source.read(pieceBytes);
        if (piece.isEmpty()) {
            break;
        }
        hash.addData(piece);
        done = write(target, piece);
    }
    if (done) {
        done = finish(target);
    }
    if (!done) {
        return failure(done.error());
    }
    if (QString::fromLatin1(hash.result().toHex()) != file.sha256) {
        target.remove();
        return false;
    }
    ++m_files;
    return true;
}

Result<ExportedFiles, QString> Exporter::takeFiles(const Message &message)
{
    ExportedFiles paths;
    if (message.deletedMs) {
        return paths;
    }
    for (const File &file : message.files) {
        const QString name =
            u"files/%1-%2"_s.arg(file.sha256.left(hashNameLength), safeFileName(file.name));
        if (QFile::exists(m_folder.path() + u'/' + name)) {
            paths.insert(file.sha256, name); // sent before
            continue;
        }
        if (!QDir().mkpath(m_folder.path() + u"/files"_s)) {
            return failure(u"%1/files cannot be made."_s.arg(m_folder.path()));
        }
        const auto copied = copyFile(file, name);
        if (!copied) {
            return failure(copied.error());
        }
        if (*copied) {
            paths.insert(file.sha256, name);
        } else {
            m_warnings += u"maru-server: The file %1 of a message is missing or damaged.\n"_s.arg(
                file.sha256);
        }
    }
    return paths;
}

Exporter::Step Exporter::exportMessages(const Room &room, Pages &pages)
{
    for (qint64 after = 0;;) {
        const auto page = m_store.messages(room.id, after);
        if (!page) {
            return failure(page.error());
        }
        if (page->isEmpty()) {
            return {};
        }
        for (const Message &message : *page) {
            const auto files = takeFiles(message);
            if (!files) {
                return failure(files.error());
            }
            Step done = write(pages.json, jsonMessageLine(message));
            if (done) {
                done = write(pages.html, htmlMessage(message, *files));
            }
            if (!done) {
                return done;
            }
        }
        m_messages += page->size();
        after = page->constLast().seq;
    }
}

Exporter::Step Exporter::exportRoom(const Room &room)
{
    const QString name = nameOf(room);
    Pages pages;
    Step done;
    if (m_command.asJson) {
        done = openNew(pages.json, name + u".jsonl"_s);
    }
    if (done && m_command.asHtml) {
        done = openNew(pages.html, name + u".html"_s);
    }
    if (done) {
        done = write(pages.json, jsonRoomLine(room));
    }
    if (done) {
        done = write(pages.html, htmlHead(room, m_place.serverName));
    }
    if (done) {
        done = exportMessages(room, pages);
    }
    if (done) {
        done = write(pages.html, htmlEnd());
    }
    if (done) {
        done = finish(pages.json);
    }
    if (done) {
        done = finish(pages.html);
    }
    ++m_rooms;
    return done;
}

Exporter::Step Exporter::run()
{
    // Before the store: the files that it names then stay until all is taken.
    const BlobLock lock(m_place.dataDirectory + u'/' + restoredFilesName, BlobLock::For::Copying);
    Step done = m_folder.open();
    if (done) {
        done = m_store.open();
    }
    if (!done) {
        return done;
    }
    const auto rooms = m_store.rooms();
    if (!rooms) {
        return failure(rooms.error());
    }
    const Result<QString, NameError> name = normalisedRoomName(m_command.room);
    const auto isMeant = [this, key = name ? nameKey(*name) : QString()](const StoredRoom &room) {
        return m_command.room.isEmpty() || (!key.isEmpty() && room.nameKey == key)
            || room.room.id.toString() == m_command.room;
    };
    for (const StoredRoom &stored : *rooms) {
        if (done && isMeant(stored)) {
            done = exportRoom(stored.room);
        }
    }
    if (done && m_rooms == 0) {
        return failure(u"There is no room \"%1\"."_s.arg(m_command.room));
    }
    return done ? m_folder.finish() : done;
}

/// Takes `--flag VALUE` or `--flag=VALUE` off \p words; empty if it is not there.
Result<QString, QString> takeValue(QStringList &words, const QString &flag)
{
    QString value;
    for (qsizetype i = 0; i < words.size();) {
        if (words.at(i) == u"--") {
            break;
        }
        if (words.at(i).startsWith(flag + u'=')) {
            value = words.takeAt(i).mid(flag.size() + 1);
        } else if (words.at(i) == flag && i + 1 < words.size()) {
            value = words.at(i + 1);
            words.remove(i, 2);
        } else if (words.at(i) == flag) {
            value.clear();
            words.removeAt(i);
        } else {
            ++i;
            continue;
        }
        if (value.isEmpty()) {
            return failure(u"%1 needs a value."_s.arg(flag));
        }
    }
    return value;
}

} // namespace

Result<ExportCommand, QString> parseExport(const QStringList &arguments)
{
    ExportCommand command;
    QStringList words = arguments;
    const auto room = takeValue(words, u"--room"_s);
    const auto format = room ? takeValue(words, u"--format"_s) : room;
    if (!format) {
        return failure(format.error());
    }
    command.room = *room;
    command.asJson = *format != u"html";
    command.asHtml = *format != u"json";
    if (!format->isEmpty() && *format != u"html" && *format != u"json") {
        return failure(u"--format is json or html, not \"%1\"."_s.arg(*format));
    }
    const auto folder = parseBackupFile(u"export"_s, words);
    if (!folder) {
        return failure(QString(folder.error()).replace(u"one FILE"_s, u"one FOLDER"_s));
    }
    command.folder = *folder;
    return command;
}

CommandOutput runExport(const KeepingPlace &place, const ExportCommand &command)
{
    const auto held = holdStore(place);
    if (!held) {
        return keepingFailure(held.error(), exitStore);
    }
    Exporter exporter(place, command);
    if (const auto done = exporter.run(); !done) {
        return keepingFailure(done.error());
    }
    return {.exitCode = 0, .output = exporter.summary(), .errors = exporter.warnings()};
}

} // namespace maru::server
