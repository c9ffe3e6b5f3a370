// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/fileupload.h"

#include "common/serverlimits.h"
#include "server/chat/fileservice.h"
#include "server/http/filereplies.h"
#include "server/transport/httpconnection.h"

#include <QPointer>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

HttpResponse withOffset(HttpResponse response, qint64 offset)
{
    response.headers.push_back({"Upload-Offset", QByteArray::number(offset)});
    return response;
}

} // namespace

FileUpload::FileUpload(HttpConnection *connection, FileService &files, Blobs &blobs,
                       const Upload &upload, qint64 offset, bool isWhole)
    : FileTransfer(connection)
    , m_connection(connection)
    , m_files(files)
    , m_blobs(blobs)
    , m_upload(upload)
    , m_offset(offset)
    , m_isWhole(isWhole)
{
    connect(connection, &HttpConnection::partRead, this, &FileUpload::takePart);
    connect(connection, &HttpConnection::bodyRefused, this, &FileUpload::refuse);
    connect(connection, &HttpConnection::aborted, this, &FileUpload::leave);
}

FileUpload::~FileUpload()
{
    leave();
}

void FileUpload::start()
{
    m_isHeld = true;
    keepAlive();
    m_blobs.open(m_upload.id, [self = QPointer(this)](const Result<qint64, BlobError> &bytes) {
        if (!self || !self->m_isHeld) {
            return;
        }
        if (!bytes) {
            self->answer(errorResponse(bytes.error()));
        } else {
            self->receive(*bytes);
        }
    });
}

void FileUpload::keepAlive()
{
    m_sinceTouched.start();
    m_files.touch(m_upload.id, m_isWhole ? FileService::wholeLeaseMs : limits::uploadMs);
}

void FileUpload::receive(qint64 bytesBefore)
{
    m_bytes = bytesBefore;
    if (m_offset != m_bytes) {
        answer(withOffset(
            errorResponse(ApiError{
                .code = ErrorCode::Conflict,
                .text = u"Upload-Offset: %1 bytes are here; go on from there."_s.arg(m_bytes)}),
            m_bytes));
        return;
    }
    m_isBegun = true;
    emit begun();
    m_connection->readBodyInParts(m_upload.bytes - m_bytes);
}

void FileUpload::takePart(const QByteArray &bytes, bool isLast)
{
    m_isLast = isLast;
    if (bytes.isEmpty()) {
        onAppended(m_bytes);
        return;
    }
    m_blobs.append(m_upload.id, bytes,
                   [self = QPointer(this)](const Result<qint64, BlobError> &now) {
                       if (!self || !self->m_isHeld) {
                           return;
                       }
                       if (!now) {
                           self->answer(errorResponse(now.error()));
                       } else {
                           self->onAppended(*now);
                       }
                   });
}

void FileUpload::onAppended(qint64 bytes)
{
    m_bytes = bytes;
    if (!m_isLast) {
        if (m_sinceTouched.hasExpired(FileService::wholeLeaseMs / 4)) {
            keepAlive();
        }
        m_connection->readMore();
    } else if (m_bytes == m_upload.bytes) {
        finish();
    } else {
        HttpResponse response;
        response.status = 204;
        answer(withOffset(response, m_bytes));
    }
}

// Whether anybody still waits for the answer or not: everything has come.
void FileUpload::finish()
{
    m_isHeld = false;
    m_blobs.finish(m_upload.id,
                   [self = QPointer(this), files = QPointer(&m_files),
                    upload = m_upload](const Result<Blobs::Blob, BlobError> &blob) {
                       if (!blob) {
                           if (self) {
                               self->answer(errorResponse(blob.error()));
                           }
                           return;
                       }
                       if (!files) {
                           return;
                       }
                       files->end(upload, *blob, [self](const Result<File, ApiError> &file) {
                           if (self && file) {
                               self->answer(withOffset(fileResponse(*file), file->bytes));
                           } else if (self) {
                               self->answer(errorResponse(file.error()));
                           }
                       });
                   });
}

void FileUpload::refuse(int status)
{
    if (status == 0) {
        leave();
        return;
    }
    HttpResponse response = errorResponse(
        status == 413 ? ApiError{.code = ErrorCode::TooLarge,
                                 .text = u"There is more than the %1 bytes of the file."_s.arg(
                                     m_upload.bytes),
                                 .limit = m_upload.bytes}
                      : ApiError{.code = ErrorCode::BadRequest,
                                 .text = status == 408 ? u"Nothing came for too long."_s
                                                       : u"This body cannot be read."_s});
    response.status = status;
    answer(withWayOn(response));
}

void FileUpload::yield()
{
    answer(errorResponse(ApiError{.code = ErrorCode::Conflict,
                                  .text = u"Another request goes on with this upload."_s}));
}

void FileUpload::giveWay()
{
    HttpResponse response = errorResponse(
        ApiError{.code = ErrorCode::SlowDown,
                 .text = u"Hardly anything came, and others need the place. Please %1 later."_s.arg(
                     m_isWhole ? u"send it again"_s : u"go on"_s),
                 .retryAfterMs = 1'000});
    response.status = 408;
    answer(withWayOn(response));
}

// Of a whole file nothing stays that another request could go on with.
HttpResponse FileUpload::withWayOn(HttpResponse response) const
{
    return m_isWhole ? response : withOffset(std::move(response), m_bytes);
}

void FileUpload::answer(const HttpResponse &response)
{
    leave();
    disconnect(m_connection, nullptr, this, nullptr);
    deleteLater();
    if (m_connection->isAsking()) {
        m_connection->respond(response);
    }
}

void FileUpload::leave()
{
    if (!std::exchange(m_isHeld, false)) {
        return;
    }
    if (m_isWhole) {
        m_files.drop(m_upload.id);
    } else {
        m_blobs.pause(m_upload.id);
    }
}

} // namespace maru::server
