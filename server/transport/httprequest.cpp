// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/httprequest.h"

#include "common/serverlimits.h"

#include <algorithm>

namespace maru::server {

namespace {

bool isToken(QByteArrayView text)
{
    constexpr QByteArrayView marks("!#$%&'*+-.^_`|~");
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [marks](char c) {
        const bool isAlphanumeric =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        return isAlphanumeric || marks.contains(c);
    });
}

bool sameName(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = char(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// As forms write it: `+` is a space. What is no valid escape stays as it is; std::nullopt for an
/// escaped NUL.
std::optional<QString> percentDecoded(QByteArrayView text)
{
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int high = hexDigit(text[i + 1]);
            const int low = hexDigit(text[i + 2]);
            if (high == 0 && low == 0) {
                return std::nullopt;
            }
            if (high >= 0 && low >= 0) {
                bytes.append(static_cast<char>(high * 16 + low));
                i += 2;
                continue;
            }
        }
        bytes.append(text[i] == '+' ? ' ' : text[i]);
    }
    return QString::fromUtf8(bytes);
}

} // namespace

std::optional<QString> queryValue(const QList<QueryItem> &query, QLatin1StringView name)
{
    const auto item = std::find_if(query.cbegin(), query.cend(),
                                   [name](const QueryItem &each) { return each.name == name; });
    return item == query.cend() ? std::nullopt : std::optional(item->value);
}

QByteArray HttpRequest::header(QByteArrayView name) const
{
    for (const HttpHeader &each : headers) {
        if (sameName(each.name, name)) {
            return each.value;
        }
    }
    return {};
}

bool HttpRequest::hasHeader(QByteArrayView name) const
{
    return std::any_of(headers.cbegin(), headers.cend(),
                       [name](const HttpHeader &each) { return sameName(each.name, name); });
}

bool HttpRequest::headerHasToken(QByteArrayView name, QByteArrayView token) const
{
    for (const HttpHeader &each : headers) {
        if (!sameName(each.name, name)) {
            continue;
        }
        const QList<QByteArray> values = each.value.split(',');
        if (std::any_of(values.cbegin(), values.cend(), [token](const QByteArray &value) {
                return sameName(value.trimmed(), token);
            })) {
            return true;
        }
    }
    return false;
}

HttpHeadParser::State HttpHeadParser::parse(QByteArrayView received)
{
    while (m_state == State::NeedMore && m_scanned < received.size()) {
        if (m_scanned >= limits::maxHeadBytes) {
            return refuse(431);
        }
        const char c = received[m_scanned++];
        const auto code = static_cast<uchar>(c);
        if (m_afterCr) {
            if (c != '\n') {
                return refuse(400);
            }
            m_afterCr = false;
            const QByteArrayView line = received.sliced(m_lineStart, m_scanned - 2 - m_lineStart);
            m_lineStart = m_scanned;
            m_state = endLine(line);
        } else if (c == '\r') {
            m_afterCr = true;
        } else if ((code < 0x20 && c != '\t') || code == 0x7f) {
            return refuse(400);
        }
    }
    // The caller never shows more than the limit, so a full head that has not ended is too large.
    if (m_state == State::NeedMore && m_scanned >= limits::maxHeadBytes) {
        return refuse(431);
    }
    return m_state;
}

HttpHeadParser::State HttpHeadParser::endLine(QByteArrayView line)
{
    ++m_lines;
    if (m_lines == 1) {
        if (!readRequestLine(line)) {
            return refuse(m_status == 0 ? 400 : m_status);
        }
        return State::NeedMore;
    }
    if (line.isEmpty()) {
        return finish();
    }
    if (m_lines > limits::maxHeadLines) {
        return refuse(431);
    }
    return readHeader(line) ? State::NeedMore : refuse(400);
}

bool HttpHeadParser::readRequestLine(QByteArrayView line)
{
    const qsizetype targetAt = line.indexOf(' ') + 1;
    const qsizetype versionAt = line.lastIndexOf(' ') + 1;
    if (targetAt == 0 || versionAt <= targetAt) { // HTTP/0.9 has no version
        return false;
    }
    const QByteArrayView method = line.first(targetAt - 1);
    const QByteArrayView version = line.sliced(versionAt);
    if (!isToken(method) || !readTarget(line.sliced(targetAt, versionAt - 1 - targetAt))) {
        return false;
    }
    m_request.method = method.toByteArray();
    m_request.isHttp11 = version == QByteArrayView("HTTP/1.1");
    if (!m_request.isHttp11 && version != QByteArrayView("HTTP/1.0")) {
        m_status = version.startsWith("HTTP/") ? 505 : 400;
        return false;
    }
    return true;
}

bool HttpHeadParser::readTarget(QByteArrayView target)
{
    const bool isClean = std::all_of(target.begin(), target.end(),
                                     [](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
    if (!target.startsWith('/') || !isClean) {
        return false;
    }
    const qsizetype mark = target.indexOf('?');
    m_request.path = target.first(mark < 0 ? target.size() : mark).toByteArray();
    if (mark < 0) {
        return true;
    }
    const QList<QByteArray> items = target.sliced(mark + 1).toByteArray().split('&');
    for (const QByteArray &item : items) {
        if (item.isEmpty()) {
            continue;
        }
        const qsizetype equals = item.indexOf('=');
        const auto name = percentDecoded(equals < 0 ? item : item.left(equals));
        const auto value = percentDecoded(equals < 0 ? QByteArray() : item.mid(equals + 1));
        if (!name || !value) {
            return false;
        }
        m_request.query.append({*name, *value});
    }
    return true;
}

bool HttpHeadParser::readHeader(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    if (colon < 0 || !isToken(line.first(colon))) { // a folded line starts with a space: no token
        return false;
    }
    HttpHeader header{line.first(colon).toByteArray(),
                      line.sliced(colon + 1).trimmed().toByteArray()};
    const bool isHost = sameName(header.name, "Host");
    if (isHost && m_request.hasHeader("Host")) {
        return false;
    }
    m_request.headers.append(std::move(header));
    return true;
}

HttpHeadParser::State HttpHeadParser::finish()
{
    if (m_request.isHttp11 && !m_request.hasHeader("Host")) { // RFC 9112 §3.2
        return refuse(400);
    }
    return State::Complete;
}

HttpHeadParser::State HttpHeadParser::refuse(int status)
{
    m_status = status;
    m_state = State::Bad;
    return m_state;
}

} // namespace maru::server
