// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "packaging/icons/iconfiles.h"

#include <QBuffer>
#include <QDataStream>

#include <array>

namespace maru::packaging {

namespace {

constexpr int largestIco = 256;
constexpr quint32 headerBytes = 6;
constexpr quint32 entryBytes = 16;
constexpr quint32 infoBytes = 40;
constexpr quint16 bitsPerPixel = 32;

/// What stands in an .ico for a small image: a BITMAPINFOHEADER with twice the height, the pixels
/// from the lowest row up, and a mask with a bit for each pixel, which alpha makes unimportant.
QByteArray bitmap(const QImage &image)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setByteOrder(QDataStream::LittleEndian);
    const QImage pixels = image.convertToFormat(QImage::Format_ARGB32);
    const int side = pixels.width();
    const int maskRowBytes = (side + 31) / 32 * 4;
    out << infoBytes << qint32(side) << qint32(side * 2) << quint16(1) << bitsPerPixel
        << quint32(0) // not compressed
        << quint32(side * side * 4 + maskRowBytes * side) << qint32(0) << qint32(0) << quint32(0)
        << quint32(0);
    for (int y = side - 1; y >= 0; --y) {
        for (int x = 0; x < side; ++x) {
            out << quint32(pixels.pixel(x, y));
        }
    }
    bytes.append(QByteArray(qsizetype(maskRowBytes) * side, '\0'));
    return bytes;
}

struct IcnsType
{
    int side; // px
    const char *name;
};

// The PNG types, those for two pixels a point among them: one picture serves as both.
constexpr std::array icnsTypes{IcnsType{16, "icp4"},  IcnsType{32, "icp5"},  IcnsType{32, "ic11"},
                               IcnsType{64, "ic12"},  IcnsType{128, "ic07"}, IcnsType{256, "ic08"},
                               IcnsType{256, "ic13"}, IcnsType{512, "ic09"}, IcnsType{512, "ic14"},
                               IcnsType{1024, "ic10"}};

} // namespace

QByteArray pngFile(const QImage &image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    const bool written = image.save(&buffer, "PNG");
    Q_ASSERT_X(written, "pngFile", "Qt without PNG");
    return bytes;
}

QByteArray icoFile(const QList<QImage> &images)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setByteOrder(QDataStream::LittleEndian);
    out << quint16(0) << quint16(1) << quint16(images.size());
    QByteArray data;
    const quint32 start = headerBytes + entryBytes * quint32(images.size());
    for (const QImage &image : images) {
        const int side = image.width();
        Q_ASSERT_X(side <= largestIco && side == image.height(), "icoFile", "no such icon");
        const QByteArray one = side == largestIco ? pngFile(image) : bitmap(image);
        const auto shown = quint8(side % largestIco); // 0 stands for 256
        out << shown << shown << quint8(0) << quint8(0) << quint16(1) << bitsPerPixel
            << quint32(one.size()) << start + quint32(data.size());
        data += one;
    }
    return bytes + data;
}

QByteArray icnsFile(const QList<QImage> &images)
{
    constexpr quint32 chunkHead = 8;
    QByteArray chunks;
    QDataStream out(&chunks, QIODevice::WriteOnly); // big-endian, as the format is
    for (const QImage &image : images) {
        const QByteArray png = pngFile(image);
        [[maybe_unused]] bool known = false;
        for (const IcnsType &type : icnsTypes) {
            if (type.side == image.width()) {
                out.writeRawData(type.name, 4);
                out << quint32(png.size()) + chunkHead;
                out.writeRawData(png.constData(), int(png.size()));
                known = true;
            }
        }
        Q_ASSERT_X(known, "icnsFile", "no type for an image of this size");
    }
    QByteArray bytes;
    QDataStream head(&bytes, QIODevice::WriteOnly);
    head.writeRawData("icns", 4);
    head << quint32(chunks.size()) + chunkHead;
    return bytes + chunks;
}

} // namespace maru::packaging
