// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/files/fileupload.h"
#include "client/files/picture.h"
#include "client/files/thumbnails.h"
#include "client/model/attachments.h"
#include "client/model/downloads.h"
#include "client/model/messagefiles.h"

#include <QObject>

#include <functional>

namespace maru::client {

class ChatSession;

/// Everything about the files of one account: what waits to be sent, what is saved, the pictures.
/// Thread: GUI.
class FileShelf : public QObject
{
    Q_OBJECT

public:
    /// \p servers outlives it. \p folder: below which pasted pictures wait.
    FileShelf(KnownServers &servers, const QString &folder, QObject *parent = nullptr);

    [[nodiscard]] Attachments *attachments() { return &m_attachments; }
    [[nodiscard]] Downloads *downloads() { return &m_downloads; }
    [[nodiscard]] MessageFiles *messageFiles() { return &m_messageFiles; }

    /// Files can be sent now, or at least once there is a connection again.
    [[nodiscard]] bool isAvailable() const { return m_isAvailable; }

    /// Null until it is there; thumbnailReady() tells. None is made of what is no picture. \p
    /// ratio: of the screen's pixels to those of the window.
    [[nodiscard]] QImage thumbnail(const File &file, qreal ratio)
    {
        return m_thumbnails.of(file, ratio);
    }
    [[nodiscard]] static bool hasThumbnail(const File &file) { return Thumbnails::isWanted(file); }
    /// One that can be looked at here in full.
    [[nodiscard]] static bool isPicture(const File &file);

    using PictureHandler = std::function<void(const QImage &picture, const QString &failure)>;
    using ProgressHandler = std::function<void(int percent)>;
    /// Fetches the picture in full for \p owner; when that goes, so does the fetching. \p failure
    /// is translated.
    void loadPicture(const File &file, QObject *owner, ProgressHandler progress,
                     PictureHandler handler);
    /// A name that \p file may be saved under here.
    [[nodiscard]] static QString nameFor(const File &file);

    // By the conversation.
    void goOnline(ChatSession &session);
    void goOffline();
    /// \p account: the folder of its pasted pictures; those that nothing in \p outbox needs go.
    /// What was attached and not sent is there again. \p isAllKnown false: there may be rows that
    /// could not be read, and nothing goes.
    void begin(const QString &account, const OutboxContents &outbox, bool isAllKnown);
    void clear();

signals:
    void thumbnailReady(const QString &fileId);
    void availableChanged(bool isAvailable);

private:
    void setAvailable(bool isAvailable);

    QString m_folder;
    FileLink m_link;
    PictureWorker m_worker;
    Thumbnails m_thumbnails;
    Attachments m_attachments;
    Downloads m_downloads;
    MessageFiles m_messageFiles;
    quint64 m_run = 0;
    bool m_isAvailable = false;
};

} // namespace maru::client
