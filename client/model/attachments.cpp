// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/attachments.h"

#include "client/model/filetexts.h"
#include "common/limits.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// Without asking the disk.
QString nameOf(const QString &path)
{
    return QFileInfo(QDir::cleanPath(path)).fileName().normalized(QString::NormalizationForm_C);
}

} // namespace

OutboxFile outboxFileOf(const FileUpload &upload, bool isOurs)
{
    const LocalFile &file = upload.file();
    return {file.path,       file.name,   file.bytes,
            file.modifiedMs, upload.id(), upload.state() == FileUpload::State::Done,
            isOurs};
}

Attachments::Attachments(FileLink &link, PictureWorker &worker, QObject *parent,
                         FileChecker::Source source)
    : TransferList(parent)
    , m_link(link)
    , m_worker(worker)
    , m_checker(std::move(source))
{ }

Attachments::~Attachments()
{
    for (const auto &[room, entries] : m_entries) {
        for (const Entry &entry : entries) {
            if (entry.upload) {
                entry.upload->disconnect(this);
            }
        }
    }
}

const Attachments::Entries &Attachments::shown() const
{
    static const Entries none;
    const auto found = m_entries.find(m_room);
    return found == m_entries.end() ? none : found->second;
}

FileUpload *Attachments::uploadAt(int row) const
{
    const bool isThere = row >= 0 && size_t(row) < shown().size();
    return isThere ? shown().at(size_t(row)).upload.get() : nullptr;
}

int Attachments::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(shown().size());
}

void Attachments::show(const RoomId &room)
{
    if (room != m_room) {
        beginResetModel();
        m_room = room;
        endResetModel();
        startShown();
        emit countChanged();
    }
}

// Those that an earlier run, or a message, has left.
void Attachments::startShown()
{
    for (const Entry &entry : shown()) {
        if (entry.upload && entry.upload->state() == FileUpload::State::Idle) {
            entry.upload->setLimits(m_limits);
            entry.upload->start();
        }
    }
}

bool Attachments::isFull() const
{
    return rowCount() + m_pictures.value(m_room) >= limits::maxFilesPerMessage;
}

bool Attachments::isOverfull() const
{
    return rowCount() > limits::maxFilesPerMessage;
}

void Attachments::refuseMore()
{
    emit refused(tr("A message can have at most %n file(s).", nullptr, limits::maxFilesPerMessage));
}

void Attachments::add(const QStringList &paths)
{
    for (const QString &path : paths) {
        if (isFull()) {
            refuseMore();
            return;
        }
        const QString name = nameOf(path);
        const quint64 check = ++m_checks;
        if (m_checker.check(path, [this, check](const auto &file) { takeChecked(check, file); })) {
            append(m_room, Entry{nullptr, false, name, check});
        } else {
            emit refused(failureText(FileFailure{FileFailure::Kind::Unreadable, name, 0}));
        }
    }
}

void Attachments::takeChecked(quint64 check, const FileChecker::Checked &file)
{
    for (auto &[room, entries] : m_entries) {
        for (size_t row = 0; row < entries.size(); ++row) {
            if (entries.at(row).check != check) {
                continue;
            }
            if (const auto objection = objectionTo(file)) {
                static_cast<void>(takeAway(room, row));
                emit refused(failureText(*objection));
                return;
            }
            Entry &entry = entries.at(row);
            entry.check = 0;
            entry.upload = makeUpload(room, *file);
            tellChange(entry.upload.get());
            tellFiles(room);
            entry.upload->start();
            return;
        }
    }
}

std::optional<FileFailure> Attachments::objectionTo(const FileChecker::Checked &file) const
{
    if (!file) {
        return file.error();
    }
    // With a connection the server is asked: what it takes may have changed.
    if (!m_link.isOpen() && m_limits.maxFileBytes > 0 && file->bytes > m_limits.maxFileBytes) {
        return FileFailure{FileFailure::Kind::TooLarge, file->name, m_limits.maxFileBytes};
    }
    return std::nullopt;
}

void Attachments::addPicture(const QImage &picture)
{
    if (picture.isNull()) {
        emit refused(tr("The picture is too large to be pasted or dropped here, or it is damaged. "
                        "Please save it and attach the file."));
        return;
    }
    if (m_room.isNull() || isFull()) {
        refuseMore();
        return;
    }
    // Others must not look into what was on the clipboard.
    QDir().mkpath(m_folder);
    QFile::setPermissions(m_folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const QString path = m_folder + u'/' + QUuid::createUuid().toString(QUuid::Id128) + ".png"_L1;
    ++m_pictures[m_room];
    const QString name =
        tr("picture %1.png").arg(QDateTime::currentDateTime().toString(u"yyyy-MM-dd HHmmss"_s));
    m_worker.write(
        picture, path, this, [this, path, name, room = m_room, run = m_run](bool isWritten) {
            if (run != m_run) {
                QFile::remove(path);
                return;
            }
            --m_pictures[room];
            auto file = localFileAt(path);
            if (!isWritten || !file) {
                emit refused(failureText(FileFailure{FileFailure::Kind::Unwritable, name, 0}));
                return;
            }
            file->name = name;
            append(room, Entry{makeUpload(room, *file), true});
        });
}

std::unique_ptr<FileUpload> Attachments::makeUpload(const RoomId &room, const LocalFile &file,
                                                    const FileId &id)
{
    auto upload = std::make_unique<FileUpload>(m_link, file, room, id);
    upload->setLimits(m_limits);
    connect(upload.get(), &FileUpload::changed, this,
            [this, made = upload.get()] { tellChange(made); });
    connect(upload.get(), &FileUpload::begun, this, [this, room] { tellFiles(room); });
    connect(upload.get(), &FileUpload::done, this, [this, room] { tellFiles(room); });
    connect(upload.get(), &FileUpload::failed, this,
            [this, room, made = upload.get()](const FileFailure &failure) {
                if (failure.kind == FileFailure::Kind::TooLarge) {
                    dropTooLarge(room, made);
                }
            });
    return upload;
}

// Another try would not help, and until it goes it holds the message up. What was pasted is nowhere
// else, and stays.
void Attachments::dropTooLarge(const RoomId &room, const FileUpload *upload)
{
    const Entries &entries = m_entries[room];
    const auto found = std::find_if(entries.begin(), entries.end(), [upload](const Entry &entry) {
        return entry.upload.get() == upload;
    });
    if (found->isOurs) {
        return;
    }
    const QString why = failureText(upload->failure());
    forget(takeAway(room, size_t(found - entries.begin())));
    tellFiles(room);
    emit refused(why);
}

void Attachments::tellFiles(const RoomId &room)
{
    QList<OutboxFile> files;
    if (const auto found = m_entries.find(room); found != m_entries.end()) {
        for (const Entry &entry : found->second) {
            if (entry.upload) {
                files.append(outboxFileOf(*entry.upload, entry.isOurs));
            }
        }
    }
    emit filesChanged(room, files);
}

void Attachments::append(const RoomId &room, Entry entry)
{
    FileUpload *const upload = entry.upload.get();
    insert(room, std::move(entry));
    emit countChanged();
    if (upload) {
        tellFiles(room);
        upload->start();
    }
}

void Attachments::insert(const RoomId &room, Entry entry)
{
    const bool isShown = room == m_room;
    if (isShown) {
        beginInsertRows({}, rowCount(), rowCount());
    }
    m_entries[room].push_back(std::move(entry));
    if (isShown) {
        endInsertRows();
    }
}

Attachments::Entry Attachments::takeAway(const RoomId &room, size_t row)
{
    const bool isShown = room == m_room;
    Entries &entries = m_entries[room];
    if (isShown) {
        beginRemoveRows({}, int(row), int(row));
    }
    Entry gone = std::move(entries.at(row));
    entries.erase(entries.begin() + qsizetype(row));
    if (isShown) {
        endRemoveRows();
    }
    emit countChanged();
    return gone;
}

void Attachments::tellChange(const FileUpload *upload)
{
    for (int row = 0; row < rowCount(); ++row) {
        if (uploadAt(row) == upload) {
            emit dataChanged(index(row), index(row));
        }
    }
}

void Attachments::pause(int row)
{
    if (FileUpload *const upload = uploadAt(row)) {
        upload->pause();
    }
}

void Attachments::resume(int row)
{
    if (FileUpload *const upload = uploadAt(row)) {
        upload->start();
    }
}

void Attachments::remove(int row)
{
    if (row < 0 || row >= rowCount()) {
        return;
    }
    Entry gone = takeAway(m_room, size_t(row));
    if (gone.upload) { // else what is told of it later concerns nobody
        forget(std::move(gone));
        tellFiles(m_room);
    }
}

void Attachments::forget(Entry entry)
{
    entry.upload->disconnect(this);
    entry.upload->cancel();
    if (entry.isOurs) {
        QFile::remove(entry.upload->file().path);
    }
    entry.upload.release()->deleteLater(); // it may be telling us just now
}

bool Attachments::isSendable() const
{
    const bool areReady = std::all_of(shown().begin(), shown().end(), [](const Entry &entry) {
        return entry.upload && entry.upload->state() != FileUpload::State::Failed;
    });
    return areReady && m_pictures.value(m_room) == 0 && !isOverfull();
}

QList<OutboxFile> Attachments::files() const
{
    QList<OutboxFile> files;
    for (const Entry &entry : shown()) {
        if (entry.upload) {
            files.append(outboxFileOf(*entry.upload, entry.isOurs));
        }
    }
    return files;
}

std::vector<std::unique_ptr<FileUpload>> Attachments::take()
{
    Q_ASSERT(isSendable());
    std::vector<std::unique_ptr<FileUpload>> taken;
    beginResetModel();
    for (Entry &entry : m_entries[m_room]) {
        entry.upload->disconnect(this);
        taken.push_back(std::move(entry.upload));
    }
    m_entries.erase(m_room);
    endResetModel();
    emit countChanged();
    return taken;
}

void Attachments::clear()
{
    ++m_run;
    beginResetModel();
    for (const auto &[room, entries] : std::exchange(m_entries, {})) {
        for (const Entry &entry : entries) {
            if (entry.upload) {
                entry.upload->disconnect(this);
            }
        }
    }
    m_pictures.clear();
    m_room = {};
    m_limits = {};
    endResetModel();
    emit countChanged();
}

} // namespace maru::client
