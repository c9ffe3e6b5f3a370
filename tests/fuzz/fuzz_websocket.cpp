// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/websocketdecoder.h"
#include "tests/fuzz/fuzztools.h"

#include <QStringDecoder>

#include <optional>

using namespace maru::server;
using namespace maru;
using fuzz::require;

// What a client sends over a websocket: the same in pieces as in one, never more than its bound,
// text only if another decoder takes it too. The first byte chooses the pieces.

namespace {

constexpr qsizetype maxBytes = 1'000;
constexpr qsizetype maxControlBytes = 125;

QByteArrayList read(QByteArrayView bytes, std::optional<fuzz::Pieces> pieces)
{
    WebSocketDecoder decoder(maxBytes);
    QByteArrayList lines;
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype step =
            pieces ? std::min(pieces->next(), bytes.size() - at) : bytes.size() - at;
        QByteArrayView piece = bytes.sliced(at, step);
        while (const auto message = decoder.next(piece)) {
            const bool isData = message->kind == WebSocketMessage::Kind::Text
                || message->kind == WebSocketMessage::Kind::Binary;
            require(message->data.size() <= (isData ? maxBytes : maxControlBytes));
            if (message->kind == WebSocketMessage::Kind::Text) {
                QStringDecoder other(QStringDecoder::Utf8);
                const QString text = other(message->data);
                require(!other.hasError() && text.size() <= message->data.size());
            }
            lines += QByteArray::number(static_cast<int>(message->kind)) + message->data;
        }
        require(piece.isEmpty());
        at += step;
    }
    lines += decoder.error() ? QByteArray::number(static_cast<int>(*decoder.error())) : "open";
    return lines;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    const quint8 seed = input.byte();
    require(read(input.rest(), std::nullopt) == read(input.rest(), fuzz::Pieces(seed)));
    return 0;
}
