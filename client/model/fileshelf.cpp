// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/fileshelf.h"

#include "client/files/filedownload.h"
#include "client/files/filename.h"
#include "client/model/filetexts.h"
#include "client/session/chatsession.h"
#include "common/clientlimits.h"

#include <QDir>
#include <QSet>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

FileShelf::FileShelf(KnownServers &servers, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_folder(folder)
    , m_link(servers)
    , m_thumbnails(m_link, m_worker)
    , m_attachments(m_link, m_worker)
    , m_downloads(m_link)
    , m_messageFiles(m_link)
{
    connect(&m_thumbnails, &Thumbnails::ready, this,
            [this](const FileId &file) { emit thumbnailReady(file.toString()); });
}

bool FileShelf::isPicture(const File &file)
{
    return !file.id.isNull() && mayBePicture(file.mime, file.width, file.height)
        && file.bytes <= limits::maxPictureBytes;
}

QString FileShelf::nameFor(const File &file)
{
    return safeFileName(file.name);
}

void FileShelf::loadPicture(const File &file, QObject *owner, ProgressHandler progress,
                            PictureHandler handler)
{
    auto *download = new FileDownload(m_link, file, {}, owner);
    connect(download, &FileDownload::changed, owner, [download, progress = std::move(progress)] {
        if (progress && download->file().bytes > 0) {
            progress(int(100 * download->receivedBytes() / download->file().bytes));
        }
    });
    connect(download, &FileDownload::failed, owner,
            [download, handler](const FileFailure &failure) {
                download->deleteLater();
                handler({}, failureText(failure));
            });
    connect(download, &FileDownload::done, this, [this, download, owner, handler] {
        download->deleteLater();
        m_worker.read(download->bytes(), {}, owner,
                      [handler](const Result<QImage, PictureProblem> &picture) {
                          handler(picture ? *picture : QImage(),
                                  picture ? QString() : tr("This picture cannot be shown."));
                      });
    });
    download->start();
}

void FileShelf::goOnline(ChatSession &session)
{
    const FileLimits limits{session.hello().maxFileBytes, session.hello().quotaBytes};
    const bool takesFiles = session.mode() == ChatSession::Mode::Native && limits.maxFileBytes > 0
        && session.wasPrivate();
    setAvailable(takesFiles);
    if (!takesFiles) {
        return;
    }
    m_attachments.setLimits(limits);
    m_messageFiles.setLimits(limits);
    session.findToken(this, [this, &session, run = m_run](const QString &token) {
        if (run != m_run || !session.isJoined()) {
            return;
        }
        if (token.isEmpty()) { // a server that knows nobody again, as with --identity open
            setAvailable(false);
        } else {
            m_link.open({session.address(), session.security().isEncrypted, token});
        }
    });
}

void FileShelf::goOffline()
{
    ++m_run;
    m_link.close();
}

void FileShelf::begin(const QString &account, const OutboxContents &outbox, bool isAllKnown)
{
    const QString folder = m_folder + u'/' + account + "/pasted"_L1;
    m_attachments.setFolder(folder);
    setAvailable(true); // until the server says otherwise
    QSet<QString> needed;
    const auto need = [&needed](const QList<OutboxFile> &files) {
        for (const OutboxFile &file : files) {
            needed.insert(QDir(file.path).absolutePath());
        }
    };
    for (const OutboxRow &row : outbox.rows) {
        need(row.files);
    }
    for (auto attached = outbox.draftFiles.cbegin(); attached != outbox.draftFiles.cend();
         ++attached) {
        need(attached.value());
        m_attachments.restore(attached.key(), attached.value());
    }
    if (!isAllKnown) {
        return;
    }
    const QFileInfoList there = QDir(folder).entryInfoList({u"*.png"_s}, QDir::Files);
    for (const QFileInfo &file : there) {
        if (!needed.contains(file.absoluteFilePath())) {
            QFile::remove(file.absoluteFilePath()); // of a run that ended before it was sent
        }
    }
}

void FileShelf::clear()
{
    goOffline();
    m_attachments.clear();
    m_downloads.clear();
    m_messageFiles.clear();
    m_thumbnails.clear();
    setAvailable(false);
}

void FileShelf::setAvailable(bool isAvailable)
{
    if (std::exchange(m_isAvailable, isAvailable) != isAvailable) {
        emit availableChanged(isAvailable);
    }
}

} // namespace maru::client
