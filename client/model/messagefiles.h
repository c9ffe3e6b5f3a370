// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/files/fileupload.h"
#include "client/store/storedobjects.h"

#include <QObject>

#include <map>
#include <memory>
#include <vector>

namespace maru::client {

/// The files of messages that are in the outbox, on their way to the server before the message
/// itself: one after the other, also those of an earlier run. Thread: GUI.
class MessageFiles : public QObject
{
    Q_OBJECT

public:
    /// \p link outlives it.
    explicit MessageFiles(FileLink &link, QObject *parent = nullptr);
    ~MessageFiles() override;

    void setLimits(const FileLimits &limits) { m_limits = limits; }
    /// What is on its way already belongs to the message \p cid from now on, in its order.
    void adopt(const OutboxRow &row, std::vector<std::unique_ptr<FileUpload>> uploads);
    /// Sends the files of \p row that are not at the server. Ends in ready() or failed().
    void prepare(const OutboxRow &row);
    /// Nothing is taken here: what is wanted ends in failed().
    void refuseAll();
    /// The message is gone, sent or not; what we made for it goes too, and what the server has of
    /// it.
    void forget(const OutboxRow &row);
    void clear();

signals:
    /// An upload has begun or ended: what a restart has to know.
    void changed(const QString &cid, const QList<maru::client::OutboxFile> &files);
    void ready(const QString &cid);
    void failed(const QString &cid, const maru::ApiError &error);
    void progressed(const QString &cid, int percent);

private:
    struct Job
    {
        QList<OutboxFile> files;
        std::vector<std::unique_ptr<FileUpload>> uploads; // of all files
        int percent = -1; // told
        bool isWanted = false;
    };

    void goOn(const QString &cid);
    void take(const QString &cid, size_t place);
    void tellProgress(const QString &cid);

    FileLink &m_link;
    FileLimits m_limits;
    std::map<QString, Job> m_jobs;
};

[[nodiscard]] bool areUploaded(const QList<OutboxFile> &files);

} // namespace maru::client
