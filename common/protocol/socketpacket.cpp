// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/protocol/socketpacket.h"

#include "common/limits.h"
#include "common/protocol/jsonwriter.h"
#include "common/protocol/sockethead.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>
#include <array>
#include <bitset>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr auto placeholderKey = "_placeholder"_L1;

// Names that mean something else inside Socket.IO: a peer that could emit them would fake those
// events.
constexpr std::array reservedNames{
    "connect"_L1,       "connect_error"_L1, "disconnect"_L1,
    "disconnecting"_L1, "newListener"_L1,   "removeListener"_L1,
};

auto refusal(QLatin1StringView reason)
{
    return failure(DecodeError{reason});
}

// Looked at before parsing: the parser recurses, and what reads its result does so too.
bool isTooDeep(QByteArrayView json)
{
    int depth = 0;
    bool isInString = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char byte = json[i];
        if (isInString) {
            if (byte == '\\') {
                ++i;
            } else if (byte == '"') {
                isInString = false;
            }
        } else if (byte == '"') {
            isInString = true;
        } else if (byte == '[' || byte == '{') {
            if (++depth > limits::maxJsonDepth) {
                return true;
            }
        } else if (byte == ']' || byte == '}') {
            --depth;
        }
    }
    return false;
}

// Qt drops a byte order mark at the beginning of the text and of each string; what people write is
// kept as sent, so it is escaped where it stands. Outside of a string that is an error, as it must
// be.
QByteArray withEscapedMarks(QByteArrayView json)
{
    constexpr QByteArrayView mark("\xef\xbb\xbf");
    if (!json.contains(mark)) {
        return QByteArray::fromRawData(json.data(), json.size());
    }
    return json.toByteArray().replace(mark, "\\ufeff");
}

// Servers before version 3 refuse with a bare string, which QJsonDocument would not take.
Result<QJsonValue, DecodeError> parseBareText(QByteArrayView json)
{
    const QJsonArray array = QJsonDocument::fromJson('[' + json.toByteArray() + ']').array();
    if (array.size() != 1 || !array.first().isString()) {
        return refusal("bad JSON"_L1);
    }
    return QJsonValue(QJsonObject{{u"message"_s, array.first()}});
}

Result<QJsonValue, DecodeError> parse(const SocketHead &head)
{
    if (head.type == SocketPacketType::ConnectError && head.json.startsWith('"')) {
        return parseBareText(head.json);
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(withEscapedMarks(head.json), &error);
    if (error.error != QJsonParseError::NoError) {
        return refusal("bad JSON"_L1);
    }
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

/// Sees that each placeholder names an attachment of its own.
class PlaceholderCheck
{
public:
    explicit PlaceholderCheck(int attachments)
        : m_attachments(attachments)
    { }

    [[nodiscard]] bool accepts(const QJsonValue &value)
    {
        if (value.isArray()) {
            const QJsonArray array = value.toArray();
            return std::all_of(array.begin(), array.end(),
                               [this](const QJsonValue &element) { return accepts(element); });
        }
        if (!value.isObject()) {
            return true;
        }
        const QJsonObject object = value.toObject();
        if (object.contains(placeholderKey)) {
            return acceptsPlaceholder(object);
        }
        return std::all_of(object.begin(), object.end(),
                           [this](const QJsonValue &element) { return accepts(element); });
    }

private:
    [[nodiscard]] bool acceptsPlaceholder(const QJsonObject &object)
    {
        const QJsonValue flag = object.value(placeholderKey);
        const qint64 num = object.value("num"_L1).toInteger(-1);
        const bool isExact = object.size() == 2 && flag.isBool() && flag.toBool();
        if (!isExact || num < 0 || num >= m_attachments || m_used.test(size_t(num))) {
            return false;
        }
        m_used.set(size_t(num));
        return true;
    }

    int m_attachments;
    std::bitset<limits::maxAttachments> m_used;
};

QString numberAsText(const QJsonValue &number)
{
    const qint64 whole = number.toInteger();
    return whole != 0 || number.toDouble() == 0
        ? QString::number(whole)
        : QString::number(number.toDouble(), 'g', QLocale::FloatingPointShortest);
}

// The name becomes text where it was a number, as it does for a JavaScript emitter.
Result<void, DecodeError> checkEvent(QJsonValue &data)
{
    QJsonArray array = data.toArray();
    if (!data.isArray() || array.isEmpty()) {
        return refusal("event without a name"_L1);
    }
    const QJsonValue name = array.first();
    if (name.isDouble()) {
        array.replace(0, numberAsText(name));
        data = array;
        return {};
    }
    if (!name.isString()) {
        return refusal("event name is no string"_L1);
    }
    const QString text = name.toString();
    if (std::find(reservedNames.begin(), reservedNames.end(), text) != reservedNames.end()) {
        return refusal("reserved event name"_L1);
    }
    return {};
}

// \p data is what the JSON said, undefined if there was none.
Result<void, DecodeError> checkPayload(SocketPacketType type, QJsonValue &data)
{
    switch (type) {
    case SocketPacketType::Connect:
    case SocketPacketType::ConnectError:
        if (!data.isUndefined() && !data.isObject()) {
            return refusal("payload is no object"_L1);
        }
        return {};
    case SocketPacketType::Disconnect:
        if (!data.isUndefined()) {
            return refusal("DISCONNECT with a payload"_L1);
        }
        return {};
    case SocketPacketType::Event:
    case SocketPacketType::BinaryEvent:
        return checkEvent(data);
    case SocketPacketType::Ack:
    case SocketPacketType::BinaryAck:
        if (!data.isArray()) {
            return refusal("ack without an array"_L1);
        }
        return {};
    }
    Q_UNREACHABLE();
    return {};
}

/// What was parsed and checked before its attachments came.
QJsonValue again(SocketPacketType type, const QByteArray &json)
{
    SocketHead head;
    head.type = type;
    head.json = json;
    QJsonValue data = parse(head).value_or(QJsonValue());
    static_cast<void>(checkPayload(type, data)); // which makes a name of a number
    return data;
}

void appendHead(QByteArray &out, char type, const QString &nsp, std::optional<quint64> id)
{
    out.append(type);
    if (nsp != "/"_L1) {
        out.append(nsp.toUtf8()).append(',');
    }
    if (id) {
        out.append(QByteArray::number(*id));
    }
}

} // namespace

SocketPacketDecoder::SocketPacketDecoder(PacketSource source)
    : m_source(source)
{ }

Result<std::optional<SocketPacket>, DecodeError> SocketPacketDecoder::addText(QByteArrayView text)
{
    if (isWaiting()) {
        return refusal("text while attachments are missing"_L1);
    }
    if (text.size() > limits::maxPacketBytes) {
        return refusal("packet too large"_L1);
    }
    auto head = readSocketHead(text);
    if (!head) {
        return failure(std::move(head.error()));
    }
    if (head->type == SocketPacketType::ConnectError && m_source == PacketSource::Client) {
        return refusal("CONNECT_ERROR from a client"_L1);
    }
    const bool isAck =
        head->type == SocketPacketType::Ack || head->type == SocketPacketType::BinaryAck;
    const bool isEvent =
        head->type == SocketPacketType::Event || head->type == SocketPacketType::BinaryEvent;
    const bool isBare = head->json.isEmpty();
    const bool isDeep = isTooDeep(head->json);
    // Nobody waits for an ack without an id, as nobody does for one with an unknown id.
    const bool isDropped =
        head->isIdTooLarge || isDeep || (isEvent && isBare) || (isAck && !head->id);

    SocketPacket packet;
    packet.nsp = head->nsp;
    packet.id = head->id;
    packet.type = isAck ? SocketPacketType::Ack : isEvent ? SocketPacketType::Event : head->type;
    if (isBare && isAck) {
        packet.data = QJsonArray(); // the reference server calls back without arguments
    } else if (!isBare && !isDeep) {
        auto data = parse(*head);
        if (!data) {
            return failure(std::move(data.error()));
        }
        packet.data = *std::move(data);
        if (const auto checked = checkPayload(head->type, packet.data); !checked) {
            return failure(checked.error());
        }
        if (head->isBinary() && !PlaceholderCheck(head->attachments).accepts(packet.data)) {
            return refusal("bad placeholder"_L1);
        }
    }
    if (head->attachments > 0) {
        packet.data = QJsonValue::Undefined;
        m_pendingJson = isDropped ? QByteArray() : head->json.toByteArray();
        m_pending = isDropped ? SocketPacket() : std::move(packet);
        m_dropPending = isDropped;
        m_expected = head->attachments;
        m_bytes = text.size();
        return std::nullopt;
    }
    return isDropped ? std::nullopt : std::optional(std::move(packet));
}

Result<std::optional<SocketPacket>, DecodeError>
SocketPacketDecoder::addBinary(const QByteArray &bytes)
{
    if (!isWaiting()) {
        return refusal("binary message that no packet announced"_L1);
    }
    if (bytes.size() > limits::maxPacketBytes - m_bytes) {
        return refusal("packet too large"_L1);
    }
    m_bytes += bytes.size();
    --m_expected;
    if (!m_dropPending) {
        m_pending->attachments.append(bytes);
    }
    if (m_expected > 0) {
        return std::nullopt;
    }
    std::optional<SocketPacket> packet = std::exchange(m_pending, std::nullopt);
    if (m_dropPending) {
        return std::nullopt;
    }
    const QByteArray json = std::exchange(m_pendingJson, {});
    packet->data = json.isEmpty() ? QJsonArray() : again(packet->type, json);
    return packet;
}

QByteArray encodeSocketPacket(const SocketPacket &packet)
{
    // Binary types are told by the attachments; in memory there are only plain ones.
    SocketPacketType type = packet.type;
    if (type == SocketPacketType::BinaryEvent) {
        type = SocketPacketType::Event;
    } else if (type == SocketPacketType::BinaryAck) {
        type = SocketPacketType::Ack;
    }
    QByteArray out;
    if (packet.attachments.isEmpty()) {
        appendHead(out, static_cast<char>('0' + static_cast<quint8>(type)), packet.nsp, packet.id);
    } else {
        Q_ASSERT(type == SocketPacketType::Event || type == SocketPacketType::Ack);
        Q_ASSERT(packet.attachments.size() <= limits::maxAttachments);
        out.append(type == SocketPacketType::Event ? '5' : '6');
        QByteArray rest;
        appendHead(rest, '-', packet.nsp, packet.id);
        out.append(QByteArray::number(packet.attachments.size())).append(rest);
    }
    if (packet.data.isUndefined()) {
        return out;
    }
    return JsonWriter(std::move(out)).value(packet.data).take();
}

QByteArray encodeEvent(const QString &nsp, QLatin1StringView name, QByteArrayView arguments,
                       std::optional<quint64> id)
{
    QByteArray out;
    out.reserve(3 * nsp.size() + name.size() + arguments.size() + 28); // 20 digits, punctuation
    appendHead(out, '2', nsp, id);
    out.append("[\"").append(name.data(), name.size()).append('"');
    if (!arguments.isEmpty()) {
        out.append(',').append(arguments.data(), arguments.size());
    }
    return out.append(']');
}

QByteArray encodeAck(const QString &nsp, quint64 id, QByteArrayView argument)
{
    QByteArray out;
    out.reserve(3 * nsp.size() + argument.size() + 28);
    appendHead(out, '3', nsp, id);
    return out.append('[').append(argument.data(), argument.size()).append(']');
}

} // namespace maru
