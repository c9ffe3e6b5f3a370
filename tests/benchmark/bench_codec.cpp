// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

/// What one frame costs to read or to write, without a socket: the shapes of a busy room
/// (docs/performance.md).

#include "common/chat/events.h"
#include "common/limits.h"
#include "common/protocol/enginepacket.h"
#include "common/protocol/socketpacket.h"
#include "server/session/messageframe.h"
#include "server/transport/utf8validator.h"
#include "server/transport/websocketdecoder.h"

#include <QJsonArray>

#include <array>
#include <benchmark/benchmark.h>
#include <optional>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

/// Names the rows: Latin letters take one byte each, Hangul syllables three.
enum Script : int { Latin, Hangul };

QString textOf(int64_t script, qsizetype characters)
{
    return QString(characters, script == Latin ? QChar(u'x') : QChar(u'가'));
}

constexpr qsizetype usualCharacters = 100;

Message usualMessage(int64_t script)
{
    Message message;
    message.id = MessageId(u"6744f1c0a1b2c3d4e5f60718"_s);
    message.room = RoomId(u"6744f1c0a1b2c3d4e5f60719"_s);
    message.seq = 123'456;
    message.rev = 123'460;
    message.cid = u"0193680e-7a50-7c3f-8e11-aa5be1d0a0c7"_s;
    message.chat = textOf(script, usualCharacters);
    message.user = {UserId(u"6744f1c0a1b2c3d4e5f6071a"_s), u"김민수"_s};
    message.createdMs = 1'795'000'000'000;
    message.updatedMs = message.createdMs;
    return message;
}

/// From the stored message to the frame that all its receivers share.
void encodeMessageEvent(benchmark::State &state)
{
    const Message message = usualMessage(state.range(0));
    const Flavour flavour{.nsp = u"/"_s, .hasOffset = true};
    for (auto _ : state) {
        const EncodedEvent event = encodeServerEvent(MessageEvent{message});
        benchmark::DoNotOptimize(eventFrame(flavour, event, message.seq));
    }
}

/// From the message's text to the typed event, as each `message:send` goes through.
void decodeMessageSend(benchmark::State &state)
{
    const Message message = usualMessage(state.range(0));
    const EncodedEvent event =
        encodeClientEvent(MessageSend{message.cid, message.room, message.chat});
    const QByteArray packet = '4' + encodeEvent(u"/"_s, event.name, event.argument, 7);
    for (auto _ : state) {
        const auto engine = decodeEnginePacket(packet);
        SocketPacketDecoder decoder(PacketSource::Client);
        const auto socket = decoder.addText(engine->data);
        QJsonArray arguments = (*socket)->data.toArray();
        const QString name = arguments.takeAt(0).toString();
        const auto decoded = decodeClientEvent(name, arguments);
        if (!decoded) {
            state.SkipWithError("the event was refused");
            break;
        }
        benchmark::DoNotOptimize(decoded);
    }
    state.SetBytesProcessed(int64_t(state.iterations()) * packet.size());
}

void encodeAckOfSend(benchmark::State &state)
{
    const SentReply reply{usualMessage(state.range(0)), false};
    for (auto _ : state) {
        const QByteArray ack = encodeAck(u"/"_s, 7, encodeReply(reply));
        benchmark::DoNotOptimize(Frame::text('4' + ack));
    }
}

/// A whole masked text frame, as a client sends it.
QByteArray maskedFrame(QByteArrayView text)
{
    constexpr std::array<char, 4> mask{0x5a, 0x43, 0x17, 0x28};
    QByteArray frame = Frame::text(text).webSocketFrame();
    const qsizetype headBytes = frame.size() - text.size();
    frame[1] = char(uchar(frame[1]) | 0x80U);
    frame.insert(headBytes, QByteArrayView(mask.data(), qsizetype(mask.size())));
    const qsizetype from = headBytes + qsizetype(mask.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        frame[from + i] = char(frame[from + i] ^ mask[size_t(i) % mask.size()]);
    }
    return frame;
}

/// Head, mask and the check that it is UTF-8.
void decodeWebSocketText(benchmark::State &state)
{
    const QByteArray frame = maskedFrame(textOf(state.range(0), state.range(1)).toUtf8());
    WebSocketDecoder decoder(limits::maxPayloadBytes * 4);
    for (auto _ : state) {
        QByteArrayView bytes(frame);
        const auto message = decoder.next(bytes);
        if (!message) {
            state.SkipWithError("the frame was refused");
            break;
        }
        benchmark::DoNotOptimize(message);
    }
    state.SetBytesProcessed(int64_t(state.iterations()) * frame.size());
}

void checkUtf8(benchmark::State &state)
{
    const QByteArray text = textOf(state.range(0), state.range(1)).toUtf8();
    Utf8Validator validator;
    for (auto _ : state) {
        benchmark::DoNotOptimize(validator.accepts(text));
    }
    state.SetBytesProcessed(int64_t(state.iterations()) * text.size());
}

// BENCHMARK makes statics that nobody names.
BENCHMARK(encodeMessageEvent)->ArgName("hangul")->Arg(Latin)->Arg(Hangul);
BENCHMARK(decodeMessageSend)->ArgName("hangul")->Arg(Latin)->Arg(Hangul);
BENCHMARK(encodeAckOfSend)->ArgName("hangul")->Arg(Latin)->Arg(Hangul);
BENCHMARK(decodeWebSocketText)
    ->ArgNames({"hangul", "characters"})
    ->ArgsProduct({{Latin, Hangul}, {100, 1'000, 20'000}});
BENCHMARK(checkUtf8)->ArgNames({"hangul", "characters"})->ArgsProduct({{Latin, Hangul}, {20'000}});

} // namespace

BENCHMARK_MAIN();
