// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

#include <optional>

namespace maru::server {

/// Name and value of the items of a query, percent-decoded, in their order. `+` is a plus (RFC
/// 3986).
struct QueryItem
{
    QString name;
    QString value;

    friend bool operator==(const QueryItem &, const QueryItem &) = default;
};

/// The value of the first item called \p name.
[[nodiscard]] std::optional<QString> queryValue(const QList<QueryItem> &query,
                                                QLatin1StringView name);

struct HttpHeader
{
    QByteArray name; ///< as sent; compare without case
    QByteArray value;
};

/// The head of one request. Nothing in it is trusted further than its grammar.
struct HttpRequest
{
    QByteArray method;
    QByteArray path; ///< starts with '/', not percent-decoded
    QList<QueryItem> query;
    QList<HttpHeader> headers;
    bool isHttp11 = true; ///< else HTTP/1.0

    /// The first value of \p name; null if there is none.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
    [[nodiscard]] bool hasHeader(QByteArrayView name) const;
    /// True if one of the comma-separated values of \p name is \p token, without case.
    [[nodiscard]] bool headerHasToken(QByteArrayView name, QByteArrayView token) const;
};

/// Reads one HTTP/1.x head (RFC 9112) that comes in pieces; looks at each byte once.
///
/// Strict where leniency lets two readers disagree: NUL and other controls, bare CR or LF, folded
/// lines, lines without a colon, space before it, a second Host and HTTP/0.9 are refused.
class HttpHeadParser
{
public:
    enum class State : quint8 { NeedMore, Bad, Complete };

    /// \p received: everything since the first byte of the head, so what was passed before and
    /// more.
    State parse(QByteArrayView received);

    [[nodiscard]] int status() const { return m_status; } ///< once Bad: 400, 431 or 505
    [[nodiscard]] const HttpRequest &request() const { return m_request; } ///< once Complete
    [[nodiscard]] qsizetype headBytes() const
    {
        return m_scanned;
    } ///< once Complete: with its empty line

private:
    State endLine(QByteArrayView line);
    bool readRequestLine(QByteArrayView line);
    bool readTarget(QByteArrayView target);
    bool readHeader(QByteArrayView line);
    State finish();
    State refuse(int status);

    HttpRequest m_request;
    State m_state = State::NeedMore;
    int m_status = 0;
    int m_lines = 0;
    qsizetype m_scanned = 0;
    qsizetype m_lineStart = 0;
    bool m_afterCr = false;
};

} // namespace maru::server
