// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/files/filelink.h"
#include "client/files/picture.h"
#include "common/chat/objects.h"

#include <QCache>
#include <QObject>
#include <QSet>

#include <deque>

namespace maru::client {

class FileDownload;

/// Small pictures of the pictures in messages: fetched when they are first asked for, decoded in
/// another thread, the last ones kept. Those of more than limits::maxThumbnailSourceBytes are not
/// fetched. Thread: GUI.
class Thumbnails : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    Thumbnails(FileLink &link, PictureWorker &worker, QObject *parent = nullptr);

    /// Null if it is not there; then it may be fetched, and ready() tells. \p ratio: pixels of the
    /// screen for each one of ours; those made for a duller screen are made again.
    [[nodiscard]] QImage of(const File &file, qreal ratio);
    /// Whether \p file is one that a thumbnail is made of.
    [[nodiscard]] static bool isWanted(const File &file);
    void clear();

signals:
    void ready(const maru::FileId &file);

private:
    void fetchNext();
    void takeBytes(FileDownload *download);
    void note(const FileId &file); ///< that there is none

    FileLink &m_link;
    PictureWorker &m_worker;
    QCache<QString, QImage> m_images; // by id; costs are bytes
    std::deque<File> m_queue; // the last one asked for is fetched first
    QSet<QString> m_underWay;
    QSet<QString> m_failed;
    qreal m_ratio = 1; // of the sharpest screen so far
    quint64 m_run = 0;
};

} // namespace maru::client
