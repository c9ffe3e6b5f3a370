// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/tarheader.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <cstring>

namespace maru::server {

namespace {

struct Field
{
    qsizetype offset;
    qsizetype length;
};
constexpr Field nameField{0, 100};
constexpr Field modeField{100, 8};
constexpr Field userField{108, 8};
constexpr Field groupField{116, 8};
constexpr Field sizeField{124, 12};
constexpr Field timeField{136, 12};
constexpr Field sumField{148, 8};
constexpr Field typeField{156, 1};
constexpr Field magicField{257, 8};

constexpr qint64 maxOctal = 077777777777; // in eleven digits
constexpr char binaryMark = '\x80';

void put(QByteArray &block, Field field, const QByteArray &value)
{
    std::memcpy(block.data() + field.offset, value.constData(),
                static_cast<size_t>(std::min(value.size(), field.length)));
}

void putOctal(QByteArray &block, Field field, qint64 value)
{
    put(block, field, QByteArray::number(value, 8).rightJustified(field.length - 1, '0'));
}

void putNumber(QByteArray &block, Field field, qint64 value)
{
    if (value <= maxOctal) {
        putOctal(block, field, value);
        return;
    }
    block[field.offset] = binaryMark;
    qToBigEndian(value, block.data() + field.offset + field.length - qsizetype{sizeof value});
}

std::optional<qint64> numberAt(const QByteArray &block, Field field)
{
    if (block[field.offset] == binaryMark) {
        const auto value = qFromBigEndian<qint64>(block.constData() + field.offset + field.length
                                                  - qsizetype{sizeof(qint64)});
        return value >= 0 ? std::optional(value) : std::nullopt;
    }
    bool isNumber = false;
    const qint64 value = block.mid(field.offset, field.length - 1).toLongLong(&isNumber, 8);
    return isNumber && value >= 0 ? std::optional(value) : std::nullopt;
}

} // namespace

QByteArray encodeTarHeader(const TarHeader &header)
{
    Q_ASSERT(header.name.size() < nameField.length && header.bytes >= 0 && header.timeS >= 0);
    QByteArray block(tarBlockBytes, '\0');
    put(block, nameField, header.name);
    putOctal(block, modeField, 0600);
    putOctal(block, userField, 0);
    putOctal(block, groupField, 0);
    putNumber(block, sizeField, header.bytes);
    putNumber(block, timeField, header.timeS);
    put(block, sumField, QByteArray(sumField.length, ' '));
    put(block, typeField, "0");
    put(block, magicField,
        QByteArray("ustar\0"
                   "00",
                   magicField.length));
    int sum = 0;
    for (const char byte : std::as_const(block)) {
        sum += static_cast<unsigned char>(byte);
    }
    put(block, sumField, QByteArray::number(sum, 8).rightJustified(6, '0') + QByteArray(1, '\0'));
    return block;
}

std::optional<TarHeader> decodeTarHeader(const QByteArray &block)
{
    if (block.size() != tarBlockBytes) {
        return std::nullopt;
    }
    const std::optional<qint64> bytes = numberAt(block, sizeField);
    const std::optional<qint64> time = numberAt(block, timeField);
    const qsizetype end = block.indexOf('\0');
    if (!bytes || !time || end <= 0 || end >= nameField.length) {
        return std::nullopt;
    }
    TarHeader header{.name = block.first(end), .bytes = *bytes, .timeS = *time};
    return encodeTarHeader(header) == block ? std::optional(header) : std::nullopt;
}

qsizetype tarPadding(qint64 bytes)
{
    return static_cast<qsizetype>((tarBlockBytes - bytes % tarBlockBytes) % tarBlockBytes);
}

} // namespace maru::server
