// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/transport/addresses.h"
#include "server/transport/handshake.h"
#include "server/transport/httpbody.h"
#include "server/transport/peer.h"
#include "tests/fuzz/fuzztools.h"

using namespace maru;
using namespace maru::server;
using fuzz::require;

// A request's head: the same in pieces as in one, within its bounds, and nothing of it can write a
// line of its own into an answer. The first byte chooses the pieces.

namespace {

using State = HttpHeadParser::State;

bool isClean(const QByteArray &text)
{
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto code = static_cast<uchar>(c);
        return (code < 0x20 && c != '\t') || code == 0x7f;
    });
}

HttpHeadParser parseInPieces(QByteArrayView bytes, quint8 seed)
{
    HttpHeadParser parser;
    fuzz::Pieces pieces(seed);
    qsizetype shown = 0;
    State state = State::NeedMore;
    while (state == State::NeedMore && shown < bytes.size()) {
        shown = std::min(shown + pieces.next(), bytes.size());
        state = parser.parse(bytes.first(shown));
    }
    return parser;
}

/// As many lines as an answer without these headers, and one for each.
void useResponse(const HttpResponse &response)
{
    HttpResponse bare = response;
    bare.headers.clear();
    const auto linesOf = [](const HttpResponse &answer) {
        const QByteArray bytes = encodeHttpResponse(answer, HttpPersistence::KeepAlive);
        const QByteArray head = bytes.left(bytes.indexOf("\r\n\r\n"));
        const QList<QByteArray> lines = QByteArray(head).replace("\r\n", "\n").split('\n');
        require(std::all_of(lines.begin(), lines.end(), isClean));
        return lines.size();
    };
    require(linesOf(response) == linesOf(bare) + response.headers.size());
}

void usePeer(const HttpRequest &request)
{
    const QHostAddress proxy(QStringLiteral("192.0.2.1"));
    const QHostAddress other(QStringLiteral("2001:db8::1"));
    const RequestPeer direct{.address = proxy};
    require(peerOf(request, direct, {other}).address == proxy);
    const RequestPeer peer = peerOf(request, direct, {proxy, other});
    require(!peer.address.isNull() && normalized(peer.address) == peer.address);
    require(peer.isEncrypted == peerOf(request, {.address = other}, {proxy, other}).isEncrypted);
    require(!countingKey(peer.address).isNull());
}

void useRequest(const HttpRequest &request)
{
    require(!request.method.isEmpty() && request.path.startsWith('/'));
    require(isClean(request.method) && isClean(request.path));
    require(request.headers.size() <= limits::maxHeadLines);
    for (const HttpHeader &header : request.headers) {
        require(!header.name.isEmpty() && isClean(header.name) && isClean(header.value));
        require(header.value == header.value.trimmed() && request.hasHeader(header.name));
    }
    for (const QueryItem &item : request.query) {
        require(!item.name.contains(QChar::Null) && !item.value.contains(QChar::Null));
    }
    if (const auto framing = bodyFraming(request)) {
        require(framing->contentLength >= 0 && !(framing->isChunked && framing->contentLength > 0));
    } else {
        require(framing.error() == 400 || framing.error() == 501);
    }
    const OriginPolicy origins{.ownNames = {QStringLiteral("chat.example")},
                               .allowed = {QStringLiteral("https://page.example")}};
    for (const SidState sid : {SidState::None, SidState::Unknown, SidState::Polling,
                               SidState::Settled, SidState::WebSocket}) {
        if (const auto refused = refuseEngineRequest(request, origins, sid)) {
            require(refused->status >= 400 && refused->status < 500);
            useResponse(*refused);
        }
    }
    useResponse({.headers = corsHeaders(request, origins)});
    useResponse(preflightResponse(request, origins));
    usePeer(request);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    const quint8 seed = input.byte();
    // Its owner never shows more than this.
    const QByteArrayView bytes =
        input.rest().first(std::min(input.rest().size(), limits::maxHeadBytes));

    HttpHeadParser whole;
    const State state = bytes.isEmpty() ? State::NeedMore : whole.parse(bytes);
    const HttpHeadParser again = parseInPieces(bytes, seed);
    require(HttpHeadParser(again).parse(bytes) == state || state == State::NeedMore);
    require(again.status() == whole.status());
    if (state == State::Bad) {
        require(whole.status() == 400 || whole.status() == 431 || whole.status() == 505);
    } else if (state == State::Complete) {
        require(again.headBytes() == whole.headBytes() && whole.headBytes() <= bytes.size());
        require(bytes.first(whole.headBytes()).endsWith("\r\n\r\n"));
        require(again.request().query == whole.request().query
                && again.request().headers.size() == whole.request().headers.size());
        useRequest(whole.request());
    } else {
        require(bytes.size() < limits::maxHeadBytes);
    }
    return 0;
}
