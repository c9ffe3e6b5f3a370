// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/crashvfs.h"

#include <QDir>
#include <QFile>

#include <sys/stat.h>
#include <unistd.h>

namespace maru::server::fixture {

namespace {

DiskRecorder *recorder = nullptr;

struct Entry
{
    quint64 inode = 0;
    qint64 size = 0;
};

bool isKept(const QString &name)
{
    return !name.endsWith(QStringLiteral("-shm"));
}

QMap<QString, Entry> entriesOf(const QString &folder)
{
    QMap<QString, Entry> entries;
    const QStringList names = QDir(folder).entryList(QDir::Files | QDir::Hidden);
    for (const QString &name : names) {
        struct stat status
        { };
        if (isKept(name) && ::stat(QFile::encodeName(folder + name).constData(), &status) == 0) {
            entries.insert(name, {status.st_ino, status.st_size});
        }
    }
    return entries;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

DiskRecorder::DiskRecorder(const QString &folder)
    : m_folder(folder + u'/')
{
    Q_ASSERT(recorder == nullptr);
    struct stat status
    { };
    const bool exists = ::stat(QFile::encodeName(folder).constData(), &status) == 0;
    Q_ASSERT(exists);
    Q_UNUSED(exists);
    m_device = status.st_dev;
    m_inode = status.st_ino;
    const auto entries = entriesOf(m_folder);
    for (auto it = entries.cbegin(); it != entries.cend(); ++it) {
        m_names.insert(it.key(), {int(m_journal.before.size()), it->inode});
        m_journal.before.push_back({it.key(), contentOf(m_folder + it.key())});
        m_sizes.push_back(it->size);
    }
    recorder = this;
}

DiskRecorder::~DiskRecorder()
{
    recorder = nullptr;
}

DiskRecorder *DiskRecorder::active()
{
    return recorder;
}

bool DiskRecorder::isRecorded(const QString &path) const
{
    return path.startsWith(m_folder) && isKept(path);
}

int DiskRecorder::opened(const QString &path)
{
    if (!isRecorded(path)) {
        return -1;
    }
    look();
    return m_names.value(path.sliced(m_folder.size()), {-1, 0}).file;
}

void DiskRecorder::removed(const QString &path)
{
    if (isRecorded(path)) {
        look();
    }
}

void DiskRecorder::wrote(int file, qint64 offset, QByteArray bytes)
{
    qint64 &size = m_sizes.at(size_t(file));
    size = qMax(size, offset + bytes.size());
    m_journal.events.push_back({.kind = DiskEvent::Kind::Write,
                                .file = file,
                                .offset = offset,
                                .bytes = std::move(bytes)});
}

void DiskRecorder::truncated(int file, qint64 size)
{
    m_sizes.at(size_t(file)) = size;
    m_journal.events.push_back({.kind = DiskEvent::Kind::Truncate, .file = file, .offset = size});
}

void DiskRecorder::synced(int file)
{
    m_journal.events.push_back({.kind = DiskEvent::Kind::Sync, .file = file});
}

void DiskRecorder::descriptorSynced(int fd)
{
    struct stat status
    { };
    if (::fstat(fd, &status) == 0 && status.st_dev == m_device && status.st_ino == m_inode) {
        look();
        m_journal.events.push_back({.kind = DiskEvent::Kind::SyncFolder});
    }
}

void DiskRecorder::addFile(const QString &name, quint64 inode)
{
    const int number = int(m_sizes.size());
    m_names.insert(name, {number, inode});
    m_sizes.push_back(0);
    m_journal.events.push_back({.kind = DiskEvent::Kind::Create, .file = number, .name = name});
    if (const QByteArray bytes = contentOf(m_folder + name); !bytes.isEmpty()) {
        wrote(number, 0, bytes);
    }
}

void DiskRecorder::look()
{
    const auto entries = entriesOf(m_folder);
    const auto isSame = [&](const QString &name, const Name &known) {
        const Entry entry = entries.value(name);
        return entry.inode == known.inode && entry.size == m_sizes.at(size_t(known.file));
    };
    const QMap<QString, Name> before = m_names;
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        if (isSame(it.key(), *it)) {
            continue;
        }
        m_names.remove(it.key());
        QString newName;
        for (auto entry = entries.cbegin(); entry != entries.cend(); ++entry) {
            if (entry.key() != it.key() && isSame(entry.key(), *it)) {
                newName = entry.key();
            }
        }
        if (newName.isEmpty()) {
            m_journal.events.push_back(
                {.kind = DiskEvent::Kind::Remove, .file = it->file, .name = it.key()});
        } else {
            m_names.insert(newName, *it);
            m_journal.events.push_back({.kind = DiskEvent::Kind::Rename,
                                        .file = it->file,
                                        .name = it.key(),
                                        .newName = newName});
        }
    }
    for (auto entry = entries.cbegin(); entry != entries.cend(); ++entry) {
        if (!m_names.contains(entry.key())) {
            addFile(entry.key(), entry->inode);
        }
    }
}

} // namespace maru::server::fixture

// In place of the C library's, for this whole process.
extern "C" int fsync(int fd)
{
    if (auto *recorder = maru::server::fixture::DiskRecorder::active()) {
        recorder->descriptorSynced(fd);
    }
    return 0;
}

extern "C" int fdatasync(int fd)
{
    return fsync(fd);
}
