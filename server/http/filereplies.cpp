// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/filereplies.h"

#include "common/chat/events.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr qsizetype maxDigits = 15;

int statusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::BadRequest:
        return 400;
    case ErrorCode::AuthRequired:
    case ErrorCode::BadCredentials:
        return 401;
    case ErrorCode::NotMember:
    case ErrorCode::Forbidden:
    case ErrorCode::Banned:
        return 403;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::Conflict:
        return 409;
    case ErrorCode::TooLarge:
        return 413;
    case ErrorCode::SlowDown:
        return 429;
    case ErrorCode::StoreFailed:
        return 503;
    default:
        return 500;
    }
}

} // namespace

HttpResponse errorResponse(const ApiError &error)
{
    HttpResponse response;
    response.status = statusOf(error.code);
    response.contentType = QByteArrayLiteral("application/json");
    response.body = encodeError(error);
    if (response.status == 401) {
        response.headers.push_back({"WWW-Authenticate", "Bearer"});
        response.endsConnection = true; // who guesses tokens needs a new one for each
    }
    if (error.retryAfterMs > 0) {
        response.headers.push_back(
            {"Retry-After", QByteArray::number(error.retryAfterMs / 1'000 + 1)});
    }
    return response;
}

HttpResponse errorResponse(BlobError error)
{
    if (error == BlobError::Busy) {
        return errorResponse(ApiError{.code = ErrorCode::SlowDown,
                                      .text = u"The server's disk is busy. Please try again."_s,
                                      .retryAfterMs = 1'000});
    }
    HttpResponse response = errorResponse(
        ApiError{.code = ErrorCode::StoreFailed,
                 .text = error == BlobError::Full
                     ? u"The server's disk is full."_s
                     : u"The server could not store or read that. Please try again."_s});
    response.status = error == BlobError::Full ? 507 : 503;
    return response;
}

HttpResponse fileResponse(const File &file)
{
    JsonWriter json;
    writeJson(json, file);
    HttpResponse response;
    response.status = 201;
    response.contentType = QByteArrayLiteral("application/json");
    response.body = json.take();
    response.headers.push_back({"Location", "/files/" + file.id.toString().toLatin1()});
    return response;
}

QByteArray contentDisposition(const QString &name)
{
    // For readers that know only the first form: what is not plain becomes `_`.
    QByteArray plain;
    for (const QChar c : name) {
        const bool isPlain = c >= u' ' && c <= u'~' && c != u'"' && c != u'\\' && c != u'%';
        if (isPlain) {
            plain += c.toLatin1();
        } else if (!c.isLowSurrogate()) {
            plain += '_';
        }
    }
    // attr-char of RFC 8187.
    const QByteArray exact = name.toUtf8().toPercentEncoding("!#$&+^`|", "'()*~", '%');
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + exact;
}

std::optional<qint64> byteCount(const QByteArray &text)
{
    const bool isNumber = !text.isEmpty() && text.size() <= maxDigits
        && std::all_of(text.cbegin(), text.cend(), [](char c) { return c >= '0' && c <= '9'; });
    return isNumber ? std::optional(text.toLongLong()) : std::nullopt;
}

std::optional<ByteRange> byteRange(QByteArrayView header, qint64 size)
{
    constexpr QByteArrayView unit("bytes=");
    if (header.size() <= unit.size()
        || header.first(unit.size()).compare(unit, Qt::CaseInsensitive) != 0) {
        return std::nullopt;
    }
    const QByteArray range = header.sliced(unit.size()).toByteArray().trimmed();
    const qsizetype dash = range.indexOf('-');
    if (dash < 0) {
        return std::nullopt;
    }
    const std::optional<qint64> from = byteCount(range.first(dash));
    const std::optional<qint64> to = byteCount(range.sliced(dash + 1));
    if (dash == 0) { // the last so many
        if (!to) {
            return std::nullopt;
        }
        return *to == 0 ? ByteRange{size, size}
                        : ByteRange{std::max<qint64>(0, size - *to), size - 1};
    }
    const bool isOpen = dash + 1 == range.size();
    if (!from || (!isOpen && (!to || *to < *from))) {
        return std::nullopt;
    }
    if (*from >= size) {
        return ByteRange{size, size};
    }
    return ByteRange{*from, isOpen ? size - 1 : std::min(*to, size - 1)};
}

} // namespace maru::server
