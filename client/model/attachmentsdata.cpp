// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What Attachments says of a file.

#include "client/model/attachments.h"
#include "client/model/filetexts.h"

namespace maru::client {

namespace {

TransferList::State stateOf(const FileUpload &upload)
{
    switch (upload.state()) {
    case FileUpload::State::Idle:
    case FileUpload::State::Waiting:
        return TransferList::State::Waiting;
    case FileUpload::State::Running:
        return TransferList::State::Running;
    case FileUpload::State::Paused:
        return TransferList::State::Paused;
    case FileUpload::State::Done:
        return TransferList::State::Done;
    case FileUpload::State::Failed:
        break;
    }
    return TransferList::State::Failed;
}

int percentOf(const FileUpload &upload)
{
    const qint64 bytes = upload.file().bytes;
    return upload.state() == FileUpload::State::Done ? 100
        : bytes > 0                                  ? int(100 * upload.sentBytes() / bytes)
                                                     : 0;
}

} // namespace

QVariant Attachments::data(const QModelIndex &index, int role) const
{
    if (index.row() < 0 || index.row() >= rowCount()) {
        return {};
    }
    const Entry &entry = shown().at(size_t(index.row()));
    if (entry.upload) {
        return dataOfUpload(*entry.upload, role);
    }
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return entry.name;
    case StateRole:
        return int(State::Waiting);
    case PercentRole:
        return 0;
    case MayPauseRole:
        return false;
    case DetailRole:
        return tr("Looking at the file…");
    default:
        return {};
    }
}

QVariant Attachments::dataOfUpload(const FileUpload &upload, int role) const
{
    const State state = stateOf(upload);
    const QString size = sizeText(upload.file().bytes);
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return upload.file().name;
    case StateRole:
        return int(state);
    case PercentRole:
        return percentOf(upload);
    case MayPauseRole:
        return state == State::Waiting || state == State::Running;
    case DetailRole:
        break;
    default:
        return {};
    }
    switch (state) {
    case State::Waiting:
        return tr("%1 · waiting for a connection").arg(size);
    case State::Running:
        return tr("%1 of %2").arg(sizeText(upload.sentBytes()), size);
    case State::Paused:
        return tr("%1 of %2 · paused").arg(sizeText(upload.sentBytes()), size);
    case State::Done:
        return size;
    case State::Failed:
        break;
    }
    return failureText(upload.failure());
}

} // namespace maru::client
