// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "doorhouse.h"

#include <QJsonDocument>
#include <QJsonObject>

/// A client that polls.
namespace maru::server {

using namespace Qt::StringLiterals;

/// One answer of the server.
struct Answer
{
    int status = 0;
    QByteArray head;
    QByteArray body;

    [[nodiscard]] bool has(const QByteArray &line) const
    {
        return head.contains("\r\n" + line + "\r\n");
    }
};

/// A client that speaks HTTP over one connection, request after request.
class HttpClient
{
public:
    explicit HttpClient(quint16 port)
        : m_socket(port)
    { }

    void ask(const QByteArray &method, const QByteArray &query, const QByteArray &body = {},
             const QByteArray &headers = {})
    {
        QByteArray request =
            method + " /socket.io/?" + query + " HTTP/1.1\r\nHost: a\r\n" + headers;
        if (method == "POST") {
            request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        }
        m_socket.write(request + "\r\n" + body);
    }
    void write(const QByteArray &bytes) { m_socket.write(bytes); }

    /// The next answer, once it is complete.
    [[nodiscard]] bool hasAnswer() const { return endOfAnswer() > 0; }
    [[nodiscard]] Answer answer()
    {
        if (!QTest::qWaitFor([this] { return hasAnswer(); })) {
            return {};
        }
        const QByteArray all = m_socket.received.left(endOfAnswer());
        m_socket.received.remove(0, all.size());
        const qsizetype headEnd = all.indexOf("\r\n\r\n");
        return {.status = all.mid(9, 3).toInt(),
                .head = all.left(headEnd + 2),
                .body = all.mid(headEnd + 4)};
    }
    [[nodiscard]] Answer asks(const QByteArray &method, const QByteArray &query,
                              const QByteArray &body = {}, const QByteArray &headers = {})
    {
        ask(method, query, body, headers);
        return answer();
    }
    void abort() { m_socket.abort(); }
    [[nodiscard]] bool isGone() const { return m_socket.isGone(); }

private:
    [[nodiscard]] qsizetype endOfAnswer() const
    {
        const QByteArray &all = m_socket.received;
        const qsizetype headEnd = all.indexOf("\r\n\r\n");
        const qsizetype length = all.indexOf("\r\nContent-Length: ");
        if (headEnd < 0 || length < 0) {
            return -1;
        }
        const qsizetype end = headEnd + 4
            + all.mid(length + 18, all.indexOf("\r\n", length + 2) - length - 18).toInt();
        return all.size() < end ? -1 : end;
    }

    RawClient m_socket;
};

/// A session over polling: one connection for its GETs, one for its POSTs.
struct Polling
{
    explicit Polling(const House &house, const QByteArray &headers = {})
        : gets(house.port)
        , posts(house.port)
    {
        opened = gets.asks("GET", "EIO=4&transport=polling", {}, headers);
        open = QJsonDocument::fromJson(opened.body.mid(1)).object();
        session = "EIO=4&transport=polling&sid=" + open[u"sid"].toString().toLatin1();
    }
    void poll() { gets.ask("GET", session); }
    [[nodiscard]] Answer polls() { return gets.asks("GET", session); }
    [[nodiscard]] Answer posted(const QByteArray &body, const QByteArray &headers = {})
    {
        return posts.asks("POST", session, body, headers);
    }
    [[nodiscard]] QUrl webSocketUrl(const House &house) const
    {
        return QUrl(house.url().toString() + u"&sid="_s + open[u"sid"].toString());
    }

    HttpClient gets;
    HttpClient posts;
    Answer opened;
    QJsonObject open;
    QByteArray session;
};

inline const QByteArray unknownSession = R"({"code":1,"message":"Session ID unknown"})";
inline const QByteArray badRequest = R"({"code":3,"message":"Bad request"})";

} // namespace maru::server
