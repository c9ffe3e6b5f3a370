// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagefiles.h"

#include <QFile>

#include <algorithm>
#include <utility>

namespace maru::client {

bool areUploaded(const QList<OutboxFile> &files)
{
    return std::all_of(files.begin(), files.end(),
                       [](const OutboxFile &file) { return file.isUploaded; });
}

MessageFiles::MessageFiles(FileLink &link, QObject *parent)
    : QObject(parent)
    , m_link(link)
{ }

MessageFiles::~MessageFiles()
{
    for (const auto &[cid, job] : m_jobs) {
        for (const auto &upload : job.uploads) {
            upload->disconnect(this);
        }
    }
}

void MessageFiles::adopt(const OutboxRow &row, std::vector<std::unique_ptr<FileUpload>> uploads)
{
    Q_ASSERT(size_t(row.files.size()) == uploads.size());
    Job &job = m_jobs[row.cid];
    job.files = row.files;
    job.uploads = std::move(uploads);
    for (size_t place = 0; place < job.uploads.size(); ++place) {
        FileUpload *const upload = job.uploads.at(place).get();
        connect(upload, &FileUpload::changed, this, [this, cid = row.cid] { tellProgress(cid); });
        connect(upload, &FileUpload::begun, this,
                [this, cid = row.cid, place] { take(cid, place); });
        connect(upload, &FileUpload::done, this, [this, cid = row.cid, place] {
            take(cid, place);
            goOn(cid);
        });
        connect(upload, &FileUpload::failed, this,
                [this, cid = row.cid](const FileFailure &failure) {
                    const auto found = m_jobs.find(cid);
                    if (found != m_jobs.end() && std::exchange(found->second.isWanted, false)) {
                        emit failed(cid, errorFrom(failure));
                    }
                });
    }
}

void MessageFiles::prepare(const OutboxRow &row)
{
    if (m_jobs.count(row.cid) == 0) {
        std::vector<std::unique_ptr<FileUpload>> uploads;
        for (const OutboxFile &file : row.files) {
            const LocalFile local{file.path, file.name, file.bytes, file.modifiedMs};
            uploads.push_back(std::make_unique<FileUpload>(m_link, local, row.room, file.id));
        }
        adopt(row, std::move(uploads));
    }
    Job &job = m_jobs[row.cid];
    job.files = row.files;
    job.isWanted = true;
    goOn(row.cid);
}

void MessageFiles::refuseAll()
{
    QStringList refused;
    for (auto &[cid, job] : m_jobs) {
        if (std::exchange(job.isWanted, false)) {
            refused.append(cid);
            for (const auto &upload : job.uploads) {
                upload->pause();
            }
        }
    }
    for (const QString &cid : std::as_const(refused)) {
        emit failed(cid, errorFrom(FileFailure{FileFailure::Kind::NoFiles, {}, 0}));
    }
}

// The first that is not there yet goes; what a strip began goes on beside it.
void MessageFiles::goOn(const QString &cid)
{
    const auto found = m_jobs.find(cid);
    if (found == m_jobs.end() || !found->second.isWanted) {
        return;
    }
    Job &job = found->second;
    for (size_t place = 0; place < job.uploads.size(); ++place) {
        if (!job.files.at(qsizetype(place)).isUploaded) {
            FileUpload *const upload = job.uploads.at(place).get();
            upload->setLimits(m_limits);
            if (upload->state() == FileUpload::State::Done) {
                take(cid, place);
                continue;
            }
            upload->start(); // nothing happens if it runs
            return;
        }
    }
    job.isWanted = false;
    emit ready(cid);
}

void MessageFiles::take(const QString &cid, size_t place)
{
    const auto found = m_jobs.find(cid);
    if (found == m_jobs.end()) {
        return;
    }
    OutboxFile &file = found->second.files[qsizetype(place)];
    const FileUpload &upload = *found->second.uploads.at(place);
    file.id = upload.id();
    file.isUploaded = upload.state() == FileUpload::State::Done;
    emit changed(cid, found->second.files);
}

void MessageFiles::tellProgress(const QString &cid)
{
    const auto found = m_jobs.find(cid);
    if (found == m_jobs.end()) {
        return;
    }
    qint64 all = 0;
    qint64 sent = 0;
    for (const auto &upload : found->second.uploads) {
        all += upload->file().bytes;
        sent +=
            upload->state() == FileUpload::State::Done ? upload->file().bytes : upload->sentBytes();
    }
    const int percent = all > 0 ? int(100 * sent / all) : 100;
    if (std::exchange(found->second.percent, percent) != percent) {
        emit progressed(cid, percent);
    }
}

void MessageFiles::forget(const OutboxRow &row)
{
    if (const auto found = m_jobs.find(row.cid); found != m_jobs.end()) {
        for (auto &upload : found->second.uploads) {
            upload->disconnect(this);
            upload.release()->deleteLater(); // it may be telling us just now
        }
        m_jobs.erase(found);
    }
    for (const OutboxFile &file : row.files) { // what was taken back has none left
        if (!file.isUploaded) { // it counts, and takes room, until the server has forgotten it
            FileUpload::forget(m_link, file.id);
        }
        if (file.isOurs) {
            QFile::remove(file.path);
        }
    }
}

void MessageFiles::clear()
{
    for (auto &[cid, job] : m_jobs) {
        for (auto &upload : job.uploads) {
            upload->disconnect(this);
            upload.release()->deleteLater();
        }
    }
    m_jobs.clear();
}

} // namespace maru::client
