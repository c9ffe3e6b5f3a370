// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/isotime.h"
#include "common/chat/jsonfields.h"
#include "common/protocol/jsonwriter.h"
#include "server/session/frame.h"
#include "server/session/messageframe.h"
#include "tests/fuzz/fuzztools.h"

#include <QDateTime>
#include <QTimeZone>

#include <cstring>

using namespace maru;
using fuzz::require;

// Small values on the wire: ISO times against QDateTime, recovery offsets, numbers in JSON, and the
// head of a websocket frame against RFC 6455 §5.2.

namespace {

void useTime(const QString &text)
{
    const std::optional<qint64> ms = timeFromIso(text);
    if (!ms) {
        return;
    }
    const QDateTime oracle = QDateTime::fromString(text, Qt::ISODateWithMs);
    require(oracle.isValid() && oracle.toMSecsSinceEpoch() == *ms);
    require(timeFromIso(QString::fromLatin1(isoTime(*ms))) == ms);
}

void useNumber(QByteArrayView bytes)
{
    qint64 number = 0;
    std::memcpy(&number, bytes.data(), size_t(std::min<qsizetype>(bytes.size(), 8)));
    const std::optional<qint64> read = timeFromIso(QString::fromLatin1(isoTime(number)));
    require(read.has_value());
    require(number < 0 ? *read == 0 : *read <= number);
    require(number < 0 || server::decodeOffset(server::encodeOffset(number)) == number);

    double real = 0;
    std::memcpy(&real, &number, sizeof real);
    const QByteArray written = JsonWriter().beginArray().value(QJsonValue(real)).endArray().take();
    const QJsonValue value = fuzz::json(written).array().first();
    require(qIsFinite(real) ? value.toDouble() == real : value.isNull());
}

void useJson(QByteArrayView bytes)
{
    const QJsonDocument document = fuzz::json(bytes);
    const QJsonValue value =
        document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    const QByteArray written = JsonWriter().value(value).take();
    const QByteArray again =
        JsonWriter()
            .value(document.isArray() ? QJsonValue(fuzz::json(written).array())
                                      : QJsonValue(fuzz::json(written).object()))
            .take();
    require(again == written);
    const auto integer = wireInteger(document.array().at(0));
    require(!integer || (*integer >= 0 && *integer <= maxWireInteger));
}

void useFrame(QByteArrayView bytes)
{
    const server::Frame frame = server::Frame::binary(bytes);
    require(frame.packet() == bytes);
    const QByteArray &whole = frame.webSocketFrame();
    const auto second = static_cast<uchar>(whole[1]);
    const qsizetype headBytes = second < 126 ? 2 : second == 126 ? 4 : 10;
    require(whole.size() == headBytes + bytes.size() && (second & 0x80U) == 0);
    require(second >= 126 || second == bytes.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes(data, static_cast<qsizetype>(size));
    const QString text = QString::fromUtf8(bytes);
    useTime(text);
    if (const auto seq = server::decodeOffset(text)) {
        require(*seq >= 0 && server::encodeOffset(*seq) == text);
    }
    useNumber(bytes);
    useJson(bytes);
    useFrame(bytes);
    return 0;
}
