// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/filedownload.h"

#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/transport/httpconnection.h"

#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// What is gone does not come back by asking again.
HttpResponse refusal(BlobError error)
{
    if (error != BlobError::NotFound) {
        return errorResponse(error);
    }
    return errorResponse(
        ApiError{.code = ErrorCode::NotFound,
                 .text = u"The bytes of this file are not on the server any more."_s});
}

} // namespace

FileDownload::FileDownload(HttpConnection *connection, Blobs &blobs, const File &file)
    : FileTransfer(connection)
    , m_connection(connection)
    , m_blobs(blobs)
    , m_file(file)
{
    connect(connection, &HttpConnection::partTaken, this, &FileDownload::read);
    connect(connection, &HttpConnection::aborted, this, &QObject::deleteLater);
}

void FileDownload::start()
{
    const HttpRequest &request = m_connection->request();
    const QByteArray tag = '"' + m_file.sha256.toLatin1() + '"';
    m_end = m_file.bytes;
    m_head.contentType = m_file.mime.toLatin1();
    m_head.headers = {{"Content-Disposition", contentDisposition(m_file.name)},
                      {"Content-Security-Policy", "default-src 'none'; sandbox"},
                      {"Accept-Ranges", "bytes"},
                      {"ETag", tag}};
    const bool isSame = !request.hasHeader("If-Range") || request.header("If-Range") == tag;
    const std::optional<ByteRange> range =
        isSame ? byteRange(request.header("Range"), m_file.bytes) : std::nullopt;
    const QByteArray size = QByteArray::number(m_file.bytes);
    if (range && range->first == m_file.bytes) {
        HttpResponse outside =
            errorResponse(ApiError{.code = ErrorCode::BadRequest,
                                   .text = u"Range: the file has %1 bytes."_s.arg(m_file.bytes)});
        outside.status = 416;
        outside.headers.push_back({"Content-Range", "bytes */" + size});
        deleteLater();
        m_connection->respond(outside);
        return;
    }
    if (range) {
        m_from = range->first;
        m_at = m_from;
        m_end = range->last + 1;
        m_head.status = 206;
        m_head.headers.push_back({"Content-Range",
                                  "bytes " + QByteArray::number(range->first) + '-'
                                      + QByteArray::number(range->last) + '/' + size});
    }
    m_head.followingBytes = m_end - m_at;
    if (m_at == m_end || request.method == QByteArrayView("HEAD")) {
        deleteLater();
        m_connection->respond(m_head);
        return;
    }
    read();
}

void FileDownload::giveWay()
{
    m_isBegun = false; // what the disk still brings is not written
    deleteLater();
    m_connection->cut();
}

void FileDownload::read()
{
    m_blobs.read(
        m_file.sha256, m_at, std::min<qint64>(limits::filePartBytes, m_end - m_at),
        [self = QPointer(this)](const Result<QByteArray, BlobError> &bytes) {
            if (!self) {
                return;
            }
            if (bytes && !bytes->isEmpty()) {
                self->write(*bytes);
                return;
            }
            qCWarning(lcTransport).noquote() << "a file cannot be read:" << self->m_file.sha256;
            self->deleteLater();
            if (self->m_isBegun) {
                self->m_connection->cut(); // the peer sees that it is not whole
            } else if (self->m_connection->isAsking()) {
                self->m_connection->respond(refusal(bytes ? BlobError::Failed : bytes.error()));
            }
        });
}

void FileDownload::write(const QByteArray &bytes)
{
    if (!m_isBegun) {
        if (!m_connection->isAsking()) {
            deleteLater();
            return;
        }
        m_isBegun = true;
        emit begun();
        m_connection->respondInParts(m_head);
    }
    m_at += bytes.size();
    const bool isLast = m_at == m_end;
    if (isLast) {
        disconnect(m_connection, nullptr, this, nullptr);
        deleteLater();
    }
    m_connection->writePart(bytes);
}

} // namespace maru::server
