// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/thumbnails.h"

#include "client/files/filedownload.h"
#include "common/clientlimits.h"

#include <algorithm>

namespace maru::client {

Thumbnails::Thumbnails(FileLink &link, PictureWorker &worker, QObject *parent)
    : QObject(parent)
    , m_link(link)
    , m_worker(worker)
    , m_images(limits::thumbnailCacheBytes)
{
    connect(&link, &FileLink::opened, this, &Thumbnails::fetchNext);
}

bool Thumbnails::isWanted(const File &file)
{
    return !file.id.isNull() && mayBePicture(file.mime, file.width, file.height)
        && file.bytes <= limits::maxThumbnailSourceBytes;
}

QImage Thumbnails::of(const File &file, qreal ratio)
{
    if (const qreal needed = std::min(ratio, limits::sharpestThumbnail); needed > m_ratio) {
        clear();
        m_ratio = needed;
    }
    const QString id = file.id.toString();
    if (const QImage *known = m_images.object(id)) {
        return *known;
    }
    if (!isWanted(file) || m_failed.contains(id) || m_underWay.contains(id)) {
        return {};
    }
    const auto known = std::find_if(m_queue.begin(), m_queue.end(),
                                    [&](const File &one) { return one.id == file.id; });
    if (known != m_queue.end()) {
        m_queue.erase(known);
    } else if (m_queue.size() >= size_t(limits::maxThumbnailQueue)) {
        m_queue.pop_front(); // asked for again when it is drawn again
    }
    m_queue.push_back(file);
    QMetaObject::invokeMethod(this, &Thumbnails::fetchNext, Qt::QueuedConnection);
    return {};
}

void Thumbnails::fetchNext()
{
    while (m_link.isOpen() && !m_queue.empty() && m_underWay.size() < limits::maxThumbnailFetches) {
        const File file = m_queue.back();
        m_queue.pop_back();
        m_underWay.insert(file.id.toString());
        auto *download = new FileDownload(m_link, file, {}, this);
        connect(download, &FileDownload::done, this, [this, download] { takeBytes(download); });
        connect(download, &FileDownload::failed, this, [this, download] {
            note(download->file().id);
            download->deleteLater();
        });
        download->start();
    }
}

void Thumbnails::takeBytes(FileDownload *download)
{
    const FileId id = download->file().id;
    download->deleteLater();
    const QSize bound = QSize(limits::thumbnailWidth, limits::thumbnailHeight) * m_ratio;
    m_worker.read(download->bytes(), bound, this,
                  [this, id, run = m_run](const Result<QImage, PictureProblem> &picture) {
                      if (run != m_run) {
                          return;
                      }
                      if (!picture) {
                          note(id);
                          return;
                      }
                      m_underWay.remove(id.toString());
                      m_images.insert(id.toString(), new QImage(*picture),
                                      qsizetype(picture->sizeInBytes()));
                      emit ready(id);
                      fetchNext();
                  });
}

void Thumbnails::note(const FileId &file)
{
    m_underWay.remove(file.toString());
    if (m_failed.size() >= limits::maxThumbnailFailures) {
        m_failed.clear();
    }
    m_failed.insert(file.toString());
    fetchNext();
}

void Thumbnails::clear()
{
    ++m_run;
    qDeleteAll(findChildren<FileDownload *>(QString(), Qt::FindDirectChildrenOnly));
    m_images.clear();
    m_queue.clear();
    m_underWay.clear();
    m_failed.clear();
}

} // namespace maru::client
