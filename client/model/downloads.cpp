// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/downloads.h"

#include "client/files/filedownload.h"
#include "client/model/filetexts.h"
#include "common/clientlimits.h"

#include <QDir>
#include <QFileInfo>

#include <utility>

namespace maru::client {

namespace {

bool isSamePath(const QString &a, const QString &b)
{
#if defined(Q_OS_WIN) || defined(Q_OS_DARWIN)
    constexpr auto sensitivity = Qt::CaseInsensitive;
#else
    constexpr auto sensitivity = Qt::CaseSensitive;
#endif
    return QDir::cleanPath(a).compare(QDir::cleanPath(b), sensitivity) == 0;
}

} // namespace

Downloads::Downloads(FileLink &link, QObject *parent, SaveFile::Opener opener)
    : TransferList(parent)
    , m_link(link)
    , m_opener(std::move(opener))
{ }

Downloads::~Downloads()
{
    for (const Entry &entry : m_entries) {
        entry.download->disconnect(this);
    }
}

const Downloads::Entry *Downloads::at(int row) const
{
    return row >= 0 && row < rowCount() ? &m_entries.at(size_t(row)) : nullptr;
}

TransferList::State Downloads::stateAt(int row) const
{
    const Entry &entry = m_entries.at(size_t(row));
    if (entry.isQueued) {
        return State::Waiting;
    }
    switch (entry.download->state()) {
    case FileDownload::State::Waiting:
        return State::Waiting;
    case FileDownload::State::Running:
        return State::Running;
    case FileDownload::State::Paused:
        return State::Paused;
    case FileDownload::State::Done:
        return State::Done;
    case FileDownload::State::Failed:
        break;
    }
    return State::Failed;
}

int Downloads::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

QVariant Downloads::data(const QModelIndex &index, int role) const
{
    const Entry *const entry = at(index.row());
    if (!entry) {
        return {};
    }
    const FileDownload *const download = entry->download.get();
    const QString size = sizeText(download->file().bytes);
    const qint64 bytes = download->file().bytes;
    const State state = stateAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return QFileInfo(download->path()).fileName();
    case StateRole:
        return int(state);
    case PercentRole:
        return bytes > 0 ? int(100 * download->receivedBytes() / bytes) : 100;
    case MayPauseRole:
        return !entry->isQueued && (state == State::Running || state == State::Waiting);
    case DetailRole:
        break;
    default:
        return {};
    }
    switch (state) {
    case State::Waiting:
        return (entry->isQueued ? tr("%1 · waiting for other files")
                                : tr("%1 · waiting for a connection"))
            .arg(size);
    case State::Running:
        return tr("%1 of %2").arg(sizeText(download->receivedBytes()), size);
    case State::Done:
        return tr("%1 · saved in %2")
            .arg(size, QDir::toNativeSeparators(QFileInfo(download->path()).path()));
    case State::Paused:
        return tr("%1 of %2 · paused").arg(sizeText(download->receivedBytes()), size);
    case State::Failed:
        break;
    }
    return failureText(download->failure());
}

// For one more. What is under way stays: a person waits for it.
bool Downloads::makeRoom()
{
    for (const State state : {State::Done, State::Failed}) {
        for (int row = 0; row < rowCount() && rowCount() >= limits::maxDownloads; ++row) {
            if (stateAt(row) == state) {
                remove(row);
            }
        }
    }
    return rowCount() < limits::maxDownloads;
}

// Of two that end as one file the second would replace the first.
bool Downloads::isTaken(const QString &path) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const State state = stateAt(row);
        if (state != State::Done && state != State::Failed
            && isSamePath(at(row)->download->path(), path)) {
            return true;
        }
    }
    return false;
}

void Downloads::refuseName()
{
    emit refused(tr("A file is being saved under that name already. Please choose another name."));
}

void Downloads::save(const File &file, const QString &path)
{
    if (isTaken(path)) {
        refuseName();
        return;
    }
    if (!makeRoom()) {
        emit refused(tr("%n file(s) are being saved already. Please wait for one of them.", nullptr,
                        limits::maxDownloads));
        return;
    }
    auto made = std::make_unique<FileDownload>(m_link, file, path, nullptr, m_opener);
    FileDownload *const download = made.get();
    connect(download, &FileDownload::changed, this, [this, download] { tellChange(download); });
    connect(download, &FileDownload::failed, this, &Downloads::startNext);
    connect(download, &FileDownload::done, this, [this, download] {
        startNext();
        emit saved(download->path());
    });
    beginInsertRows({}, rowCount(), rowCount());
    m_entries.push_back({std::move(made)});
    endInsertRows();
    emit countChanged();
    startNext();
}

// The others wait for these.
void Downloads::startNext()
{
    int running = 0;
    for (int row = 0; row < rowCount(); ++row) {
        const bool isRunning = stateAt(row) == State::Waiting || stateAt(row) == State::Running;
        running += isRunning && !at(row)->isQueued ? 1 : 0;
    }
    for (int row = 0; row < rowCount() && running < limits::runningDownloads; ++row) {
        Entry &entry = m_entries.at(size_t(row));
        if (std::exchange(entry.isQueued, false)) {
            ++running;
            entry.download->state() == FileDownload::State::Paused ? entry.download->resume()
                                                                   : entry.download->start();
        }
    }
}

void Downloads::tellChange(const FileDownload *download)
{
    for (int row = 0; row < rowCount(); ++row) {
        if (at(row)->download.get() == download) {
            emit dataChanged(index(row), index(row));
        }
    }
}

// Another one takes its place.
void Downloads::pause(int row)
{
    if (at(row) && !at(row)->isQueued) {
        at(row)->download->pause();
        startNext();
    }
}

void Downloads::resume(int row)
{
    if (!at(row)) {
        return;
    }
    const State state = stateAt(row);
    if (state == State::Failed && isTaken(at(row)->download->path())) {
        refuseName();
        return;
    }
    if (state == State::Failed || state == State::Paused) {
        m_entries.at(size_t(row)).isQueued = true;
        emit dataChanged(index(row), index(row));
        startNext();
    }
}

void Downloads::remove(int row)
{
    if (!at(row)) {
        return;
    }
    beginRemoveRows({}, row, row);
    std::unique_ptr<FileDownload> gone = std::move(m_entries.at(size_t(row)).download);
    m_entries.erase(m_entries.begin() + row);
    endRemoveRows();
    gone->disconnect(this);
    gone.release()->deleteLater(); // it may be telling us just now
    emit countChanged();
    startNext();
}

void Downloads::clear()
{
    while (rowCount() > 0) {
        remove(rowCount() - 1);
    }
}

} // namespace maru::client
