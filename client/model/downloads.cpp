// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/downloads.h"

#include "client/files/filedownload.h"
#include "client/model/filetexts.h"
#include "common/clientlimits.h"

#include <QDir>
#include <QFileInfo>

namespace maru::client {

Downloads::Downloads(FileLink &link, QObject *parent)
    : TransferList(parent)
    , m_link(link)
{ }

Downloads::~Downloads()
{
    for (const auto &download : m_downloads) {
        download->disconnect(this);
    }
}

FileDownload *Downloads::at(int row) const
{
    return row >= 0 && row < rowCount() ? m_downloads.at(size_t(row)).get() : nullptr;
}

int Downloads::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_downloads.size());
}

QVariant Downloads::data(const QModelIndex &index, int role) const
{
    const FileDownload *const download = at(index.row());
    if (!download) {
        return {};
    }
    const QString size = sizeText(download->file().bytes);
    const qint64 bytes = download->file().bytes;
    const auto state = download->state();
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return QFileInfo(download->path()).fileName();
    case StateRole:
        return int(state == FileDownload::State::Waiting       ? State::Waiting
                       : state == FileDownload::State::Running ? State::Running
                       : state == FileDownload::State::Done    ? State::Done
                                                               : State::Failed);
    case PercentRole:
        return bytes > 0 ? int(100 * download->receivedBytes() / bytes) : 100;
    case MayPauseRole:
        return false;
    case DetailRole:
        break;
    default:
        return {};
    }
    switch (state) {
    case FileDownload::State::Waiting:
        return tr("%1 · waiting for a connection").arg(size);
    case FileDownload::State::Running:
        return tr("%1 of %2").arg(sizeText(download->receivedBytes()), size);
    case FileDownload::State::Done:
        return tr("%1 · saved in %2")
            .arg(size, QDir::toNativeSeparators(QFileInfo(download->path()).path()));
    case FileDownload::State::Failed:
        break;
    }
    return failureText(download->failure());
}

// For one more. What is under way stays: a person waits for it.
bool Downloads::makeRoom()
{
    for (const auto state : {FileDownload::State::Done, FileDownload::State::Failed}) {
        for (int row = 0; row < rowCount() && rowCount() >= limits::maxDownloads; ++row) {
            if (at(row)->state() == state) {
                remove(row);
            }
        }
    }
    return rowCount() < limits::maxDownloads;
}

void Downloads::save(const File &file, const QString &path)
{
    if (!makeRoom()) {
        emit refused(tr("%n file(s) are being saved already. Please wait for one of them.", nullptr,
                        limits::maxDownloads));
        return;
    }
    auto made = std::make_unique<FileDownload>(m_link, file, path);
    FileDownload *const download = made.get();
    beginInsertRows({}, rowCount(), rowCount());
    m_downloads.push_back(std::move(made));
    endInsertRows();
    connect(download, &FileDownload::changed, this, [this, download] { tellChange(download); });
    connect(download, &FileDownload::done, this,
            [this, download] { emit saved(download->path()); });
    emit countChanged();
    download->start();
}

void Downloads::tellChange(const FileDownload *download)
{
    for (int row = 0; row < rowCount(); ++row) {
        if (at(row) == download) {
            emit dataChanged(index(row), index(row));
        }
    }
}

void Downloads::pause(int) { }

void Downloads::resume(int row)
{
    if (FileDownload *const download = at(row)) {
        download->start();
    }
}

void Downloads::remove(int row)
{
    if (!at(row)) {
        return;
    }
    beginRemoveRows({}, row, row);
    std::unique_ptr<FileDownload> gone = std::move(m_downloads.at(size_t(row)));
    m_downloads.erase(m_downloads.begin() + row);
    endRemoveRows();
    gone->disconnect(this);
    gone.release()->deleteLater(); // it may be telling us just now
    emit countChanged();
}

void Downloads::clear()
{
    while (rowCount() > 0) {
        remove(rowCount() - 1);
    }
}

} // namespace maru::client
