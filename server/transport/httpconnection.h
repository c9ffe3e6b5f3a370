// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/transport/httpbody.h"
#include "server/transport/httprequest.h"
#include "server/transport/httpresponse.h"
#include "server/transport/httpstream.h"
#include "server/transport/turnqueue.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace maru::server {

struct HttpTimeouts
{
    int headMs = limits::headTimeoutMs; ///< from accepting, later from a head's first byte
    int bodyMs = limits::bodyTimeoutMs;
    int closeGraceMs = limits::closeGraceMs;
    int stallMs = limits::transferStallMs; ///< of a body in parts, either way
    int answerStallMs = limits::stallTimeoutMs; ///< of any other answer, between two requests
};

/// One connection as HTTP/1.1: request after request, each answered before the next is read (RFC
/// 9112). A child of its stream.
///
/// A head is only looked at: it stays in the stream until somebody answers, reads the body or takes
/// the connection over. Bytes of later requests wait in the system's buffer.
///
/// The first request is taken at once, the others by the TurnQueue, whether they wait for their
/// answers or not.
class HttpConnection : public QObject, private TurnTaker
{
    Q_OBJECT

public:
    HttpConnection(HttpStream *stream, const HttpTimeouts &timeouts);
    ~HttpConnection() override;

    /// Looks at what has come already; to be called once the signals are connected.
    void start() { read(); }

    [[nodiscard]] HttpStream *stream() const { return m_stream; }
    [[nodiscard]] const HttpRequest &request() const { return m_parser.request(); }
    /// True from requestRead() until it is answered.
    [[nodiscard]] bool isAsking() const
    {
        return m_state == State::Asking || m_state == State::Body;
    }
    /// Counts the requests; the next one is read only when little of the last answer is unsent.
    [[nodiscard]] quint64 requestNumber() const { return m_requestNumber; }
    /// Bytes of the answer to \p request that the system has not taken yet.
    [[nodiscard]] qint64 bytesUnsent(quint64 request) const
    {
        return request == m_requestNumber ? m_stream->bytesUnsent() : 0;
    }

    /// Reads the body of the request: bodyRead() or bodyRefused() follows, never from within this
    /// call.
    void readBody(qsizetype maxBytes);
    /// The same part by part: partRead() follows once, and again after each readMore(), or
    /// bodyRefused(). The deadline is for each part.
    void readBodyInParts(qint64 maxBytes);
    void readMore();
    /// The one answer. The connection stays open for the next request if both sides want that and
    /// nothing unread lies between.
    void respond(HttpResponse response);
    /// The answer's head; its body of \c followingBytes comes by writePart().
    void respondInParts(HttpResponse head);
    /// partTaken() follows when there is room for more; after the last part the next request.
    void writePart(const QByteArray &bytes);
    /// Gives the connection up in the middle of an answer.
    void cut() { m_stream->abort(); }
    /// The peer has shown that it is one of us: it may be silent this long between two requests.
    void setKeepAliveMs(int milliseconds) { m_keepAliveMs = milliseconds; }

    /// Gives the stream up, its head read, and goes away.
    HttpStream *releaseBehindHead();
    /// True if more than the head has come.
    [[nodiscard]] bool hasBytesBehindHead() const;

signals:
    void requestRead(maru::server::HttpConnection *self);
    void headRefused(); ///< it cannot be read, or did not come to an end in time
    void bodyRead(const QByteArray &body);
    /// \p status: what to answer; 0 if the peer has gone.
    void bodyRefused(int status);
    void partRead(const QByteArray &bytes, bool isLast);
    void partTaken();
    void transferBegun(); ///< a body in parts, either way: somebody who may do that
    void aborted(); ///< the peer went before it was answered
    /// It went, or took nothing for HttpTimeouts::answerStallMs, with \p bytes of an answer unsent.
    void answerLost(qint64 bytes, bool isStalled);

private:
    enum class State : quint8 { Head, Asking, Body, Answering, Over };

    void takeTurn() override;
    void read();
    void readHead();
    void onSent();
    void readBodyBytes();
    void passPart();
    void onPartSent();
    void beginBody(qint64 maxBytes);
    [[nodiscard]] bool isReadWhole() const;
    void finishBody();
    void expire();
    void end();
    HttpStream *release();
    void closeWith(const HttpResponse &response, PeerState peer);
    void nextRequest();
    void waitBetweenRequests();
    void takeLater();
    void wait(int milliseconds);

    HttpStream *m_stream;
    HttpTimeouts m_timeouts;
    int m_keepAliveMs;
    HttpHeadParser m_parser;
    std::optional<HttpBodyReader> m_body;
    bool m_isInParts = false; // the body
    bool m_isPaused = false; // until readMore()
    bool m_closesAfterParts = false;
    qint64 m_followingBytes = 0; // of the answer that is written
    bool m_isPartOwed = false; // partTaken()
    QTimer m_timer;
    State m_state = State::Head;
    quint64 m_requestNumber = 0;
    bool m_isHeadConsumed = false;
    bool m_isMyTurn = false; // the next head may be taken at once
    bool m_isStalled = false;
    bool m_isHeadBegun = true; // the first head has had its deadline since the connection was taken
};

} // namespace maru::server
