// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/filesroute.h"

#include "common/limits.h"
#include "common/serverlimits.h"
#include "server/chat/fileservice.h"
#include "server/chat/identityservice.h"
#include "server/chat/objectid.h"
#include "server/http/filedownload.h"
#include "server/http/filereplies.h"
#include "server/http/fileupload.h"
#include "server/transport/httpconnection.h"
#include "server/transport/peer.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr QByteArrayView root("/files");

ApiError badRequest(const QString &text)
{
    return {.code = ErrorCode::BadRequest, .text = text};
}

/// The token of `Authorization: Bearer`; empty if there is none.
QString bearerToken(const HttpRequest &request)
{
    const QByteArray header = request.header("Authorization");
    constexpr QByteArrayView scheme("bearer ");
    if (header.size() <= scheme.size() || header.size() > limits::maxSecretChars
        || header.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0) {
        return {};
    }
    return QString::fromLatin1(header.sliced(scheme.size()).trimmed());
}

/// What the length of a body that brings bytes must be told by.
std::optional<HttpResponse> bodyRefusal(const HttpRequest &request)
{
    if (request.hasHeader("Transfer-Encoding") || !request.hasHeader("Content-Length")) {
        HttpResponse response = errorResponse(badRequest(
            u"Content-Length: is needed, so that limits can be told before the upload."_s));
        response.status = 411;
        return response;
    }
    const Result<HttpBodyFraming, int> framing = bodyFraming(request);
    if (!framing) {
        HttpResponse response = errorResponse(badRequest(u"This is no length of a body."_s));
        response.status = framing.error();
        return response;
    }
    return std::nullopt;
}

HttpResponse withoutBody()
{
    HttpResponse response;
    response.status = 204;
    return response;
}

bool hasNoBody(const HttpRequest &request)
{
    const Result<HttpBodyFraming, int> framing = bodyFraming(request);
    return framing && framing->isEmpty();
}

} // namespace

FilesRoute::FilesRoute(FileService &files, Blobs &blobs, IdentityService &identity)
    : m_files(files)
    , m_blobs(blobs)
    , m_identity(identity)
{ }

FilesRoute::~FilesRoute() = default;

bool FilesRoute::wants(const HttpRequest &request) const
{
    return request.path == root || request.path.startsWith("/files/");
}

void FilesRoute::handle(HttpConnection *connection, const RequestPeer &peer)
{
    if (!peer.isPrivate()) {
        HttpResponse response = errorResponse(
            ApiError{.code = ErrorCode::AuthRequired,
                     .text = u"Tokens and files travel over TLS only: use https://."_s});
        response.status = 403;
        connection->respond(response);
        return;
    }
    const QString token = bearerToken(connection->request());
    if (token.isEmpty()) {
        connection->respond(errorResponse(ApiError{
            .code = ErrorCode::AuthRequired,
            .text = u"Authorization: Bearer with the token of session:join is needed."_s}));
        return;
    }
    m_identity.verify(secretHash(token),
                      [self = QPointer(this),
                       connection = QPointer(connection)](const Result<User, ApiError> &user) {
                          if (!self || !connection || !connection->isAsking()) {
                              return;
                          }
                          if (!user) {
                              connection->respond(errorResponse(user.error()));
                          } else {
                              self->answer(connection, *user);
                          }
                      });
}

void FilesRoute::answer(HttpConnection *connection, const User &user)
{
    const HttpRequest &request = connection->request();
    const QByteArray &method = request.method;
    const bool isRoot = request.path == root;
    if (isRoot && method == "POST") {
        begin(connection, user);
        return;
    }
    const FileId id(QString::fromLatin1(isRoot ? QByteArray() : request.path.sliced(7)));
    const auto refusal = method == "PATCH" ? m_files.takingRefusal() : m_files.givingRefusal();
    if (!isRoot && method != "DELETE" && refusal) {
        connection->respond(errorResponse(*refusal));
    } else if (!isRoot && method == "PATCH") {
        goOn(connection, user, id);
    } else if (!hasNoBody(request)) {
        HttpResponse response = errorResponse(badRequest(u"A body is not taken here."_s));
        response.status = 413;
        connection->respond(response);
    } else if (!isRoot && method == "HEAD") {
        tellOffset(connection, user, id);
    } else if (!isRoot && method == "GET") {
        give(connection, user, id);
    } else if (!isRoot && method == "DELETE") {
        drop(connection, user, id);
    } else {
        HttpResponse response = errorResponse(badRequest(u"That method is not understood here."_s));
        response.status = 405;
        response.headers.push_back(
            {"Allow", isRoot ? QByteArray("POST") : QByteArray("GET, HEAD, PATCH, DELETE")});
        connection->respond(response);
    }
}

void FilesRoute::begin(HttpConnection *connection, const User &user)
{
    const HttpRequest &request = connection->request();
    const QString room = queryValue(request.query, "room"_L1).value_or(QString());
    const std::optional<QString> name = queryValue(request.query, "name"_L1);
    if (room.isEmpty() || room.size() > limits::maxIdChars || !name) {
        connection->respond(errorResponse(badRequest(
            room.isEmpty() || !name
                ? u"%1: is missing in the query."_s.arg(room.isEmpty() ? u"room"_s : u"name"_s)
                : u"room: must be an id."_s)));
        return;
    }
    const bool isResumable = request.hasHeader("Upload-Length");
    std::optional<qint64> bytes;
    if (isResumable) {
        bytes = byteCount(request.header("Upload-Length"));
        if (!bytes || !hasNoBody(request)) {
            connection->respond(errorResponse(badRequest(
                bytes ? u"Upload-Length: goes with an empty body; PATCH brings the bytes."_s
                      : u"Upload-Length: must be a number of bytes."_s)));
            return;
        }
    } else if (auto refusal = bodyRefusal(request)) {
        connection->respond(*std::move(refusal));
        return;
    } else {
        bytes = bodyFraming(request)->contentLength;
    }
    if (!isResumable && isTooMuch(connection, user.id)) {
        return;
    }
    m_files.begin(user, RoomId(room), *name, *bytes,
                  [self = QPointer(this), connection = QPointer(connection),
                   isResumable](const Result<Upload, ApiError> &upload) {
                      const bool isThere = self && connection && connection->isAsking();
                      if (upload && !isResumable && !isThere && self) {
                          self->m_files.drop(upload->id);
                      }
                      if (!isThere) {
                          return;
                      }
                      if (!upload) {
                          connection->respond(errorResponse(upload.error()));
                      } else if (isResumable) {
                          HttpResponse response;
                          response.status = 201;
                          response.contentType = QByteArrayLiteral("application/json");
                          const QByteArray id = upload->id.toString().toLatin1();
                          response.body = "{\"ok\":true,\"upload\":\"" + id + "\"}";
                          response.headers = {{"Location", "/files/" + id}, {"Upload-Offset", "0"}};
                          connection->respond(response);
                      } else {
                          self->receive(connection, *upload, 0, true);
                      }
                  });
}

void FilesRoute::receive(HttpConnection *connection, const Upload &upload, qint64 offset,
                         bool isWhole)
{
    if (isTooMuch(connection, upload.owner)) {
        if (isWhole) {
            m_files.drop(upload.id);
        }
        return;
    }
    if (FileUpload *before = m_uploads.take(upload.id)) {
        before->yield(); // its peer may be long gone, and nobody told us
    }
    auto *transfer = new FileUpload(connection, m_files, m_blobs, upload, offset, isWhole);
    m_uploads.insert(upload.id, transfer);
    connect(transfer, &QObject::destroyed, this, [this, transfer, id = upload.id] {
        if (m_uploads.value(id) == transfer) {
            m_uploads.remove(id);
        }
    });
    m_transfers.add(transfer, upload.owner);
    transfer->start();
}

void FilesRoute::goOn(HttpConnection *connection, const User &user, const FileId &id)
{
    const HttpRequest &request = connection->request();
    const std::optional<qint64> offset = byteCount(request.header("Upload-Offset"));
    if (!offset) {
        connection->respond(
            errorResponse(badRequest(u"Upload-Offset: must be a number of bytes."_s)));
        return;
    }
    if (auto refusal = bodyRefusal(request)) {
        connection->respond(*std::move(refusal));
        return;
    }
    const qint64 bytes = bodyFraming(request)->contentLength;
    m_files.findUpload(
        user, id,
        [self = QPointer(this), connection = QPointer(connection), offset = *offset,
         bytes](const Result<std::optional<Upload>, ApiError> &upload) {
            if (!self || !connection || !connection->isAsking()) {
                return;
            }
            if (!upload) {
                connection->respond(errorResponse(upload.error()));
            } else if (!*upload) {
                connection->respond(errorResponse(noSuchFile()));
            } else if (const qint64 size = (*upload)->bytes;
                       offset > size || bytes > size - offset) {
                connection->respond(errorResponse(ApiError{
                    .code = ErrorCode::TooLarge,
                    .text = u"That is more than the %1 bytes of Upload-Length."_s.arg(size),
                    .limit = size}));
            } else {
                self->receive(connection, **upload, offset, false);
            }
        });
}

void FilesRoute::tellOffset(HttpConnection *connection, const User &user, const FileId &id)
{
    m_files.findUpload(user, id,
                       [self = QPointer(this), connection = QPointer(connection), user,
                        id](const Result<std::optional<Upload>, ApiError> &upload) {
                           if (!self || !connection || !connection->isAsking()) {
                               return;
                           }
                           if (!upload) {
                               connection->respond(errorResponse(upload.error()));
                           } else if (!*upload) {
                               self->give(connection, user, id);
                           } else {
                               self->tellSize(connection, user, **upload);
                           }
                       });
}

void FilesRoute::tellSize(HttpConnection *connection, const User &user, const Upload &upload)
{
    const auto told = [self = QPointer(this), connection = QPointer(connection), user,
                       upload](const Result<qint64, BlobError> &bytes) {
        if (!self || !connection || !connection->isAsking()) {
            return;
        }
        if (!bytes) {
            connection->respond(errorResponse(bytes.error()));
            return;
        }
        const auto tell = [connection, length = upload.bytes, bytes = *bytes] {
            HttpResponse response;
            response.headers = {{"Upload-Offset", QByteArray::number(bytes)},
                                {"Upload-Length", QByteArray::number(length)}};
            connection->respond(response);
        };
        if (*bytes > 0) {
            tell();
            return;
        }
        // Nothing has come yet, or all: its end may have waited for the disk before this question.
        self->m_files.findUpload(user, upload.id,
                                 [self, connection, user, id = upload.id,
                                  tell](const Result<std::optional<Upload>, ApiError> &again) {
                                     if (!self || !connection || !connection->isAsking()) {
                                         return;
                                     }
                                     if (!again) {
                                         connection->respond(errorResponse(again.error()));
                                     } else if (*again) {
                                         tell();
                                     } else {
                                         self->give(connection, user, id);
                                     }
                                 });
    };
    m_blobs.size(upload.id, told);
}

void FilesRoute::give(HttpConnection *connection, const User &user, const FileId &id)
{
    m_files.findFile(user, id,
                     [self = QPointer(this), connection = QPointer(connection),
                      user](const Result<std::optional<StoredFile>, ApiError> &file) {
                         if (!self || !connection || !connection->isAsking()) {
                             return;
                         }
                         if (!file) {
                             connection->respond(errorResponse(file.error()));
                         } else if (!*file) {
                             connection->respond(errorResponse(noSuchFile()));
                         } else if (!self->isTooMuch(connection, user.id)) {
                             auto *transfer =
                                 new FileDownload(connection, self->m_blobs, (*file)->file);
                             self->m_transfers.add(transfer, user.id);
                             transfer->start();
                         }
                     });
}

void FilesRoute::drop(HttpConnection *connection, const User &user, const FileId &id)
{
    m_files.findUpload(user, id,
                       [self = QPointer(this), connection = QPointer(connection), user,
                        id](const Result<std::optional<Upload>, ApiError> &upload) {
                           if (!self || !connection || !connection->isAsking()) {
                               return;
                           }
                           if (!upload) {
                               connection->respond(errorResponse(upload.error()));
                               return;
                           }
                           if (!*upload) {
                               self->forget(connection, user, id);
                               return;
                           }
                           if (FileUpload *running = self->m_uploads.take(id)) {
                               running->yield();
                           }
                           self->m_files.drop(id);
                           connection->respond(withoutBody());
                       });
}

void FilesRoute::forget(HttpConnection *connection, const User &user, const FileId &id)
{
    m_files.forget(
        user, id, [connection = QPointer(connection)](const Result<Nothing, ApiError> &forgotten) {
            if (connection && connection->isAsking()) {
                connection->respond(forgotten ? withoutBody() : errorResponse(forgotten.error()));
            }
        });
}

bool FilesRoute::isTooMuch(HttpConnection *connection, const UserId &user)
{
    if (m_transfers.hasRoomFor(user)) {
        return false;
    }
    connection->respond(
        errorResponse(ApiError{.code = ErrorCode::SlowDown,
                               .text = u"Too many files travel at once. Please wait a moment."_s,
                               .retryAfterMs = 1'000}));
    return true;
}

} // namespace maru::server
