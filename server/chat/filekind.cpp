// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/filekind.h"

#include "common/pictureformat.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

struct Ending
{
    QLatin1StringView ending;
    QLatin1StringView mime;
};

// What people send each other. No HTML, SVG or script.
constexpr std::array endings{
    Ending{"txt"_L1, "text/plain"_L1},
    Ending{"log"_L1, "text/plain"_L1},
    Ending{"md"_L1, "text/markdown"_L1},
    Ending{"csv"_L1, "text/csv"_L1},
    Ending{"pdf"_L1, "application/pdf"_L1},
    Ending{"zip"_L1, "application/zip"_L1},
    Ending{"7z"_L1, "application/x-7z-compressed"_L1},
    Ending{"gz"_L1, "application/gzip"_L1},
    Ending{"tar"_L1, "application/x-tar"_L1},
    Ending{"json"_L1, "application/json"_L1},
    Ending{"hwp"_L1, "application/x-hwp"_L1},
    Ending{"hwpx"_L1, "application/hwp+zip"_L1},
    Ending{"doc"_L1, "application/msword"_L1},
    Ending{"docx"_L1, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"_L1},
    Ending{"xls"_L1, "application/vnd.ms-excel"_L1},
    Ending{"xlsx"_L1, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"_L1},
    Ending{"ppt"_L1, "application/vnd.ms-powerpoint"_L1},
    Ending{"pptx"_L1,
           "application/vnd.openxmlformats-officedocument.presentationml.presentation"_L1},
    Ending{"odt"_L1, "application/vnd.oasis.opendocument.text"_L1},
    Ending{"ods"_L1, "application/vnd.oasis.opendocument.spreadsheet"_L1},
    Ending{"odp"_L1, "application/vnd.oasis.opendocument.presentation"_L1},
    Ending{"mp3"_L1, "audio/mpeg"_L1},
    Ending{"m4a"_L1, "audio/mp4"_L1},
    Ending{"ogg"_L1, "audio/ogg"_L1},
    Ending{"opus"_L1, "audio/opus"_L1},
    Ending{"wav"_L1, "audio/wav"_L1},
    Ending{"flac"_L1, "audio/flac"_L1},
    Ending{"mp4"_L1, "video/mp4"_L1},
    Ending{"webm"_L1, "video/webm"_L1},
    Ending{"mov"_L1, "video/quicktime"_L1},
    Ending{"mkv"_L1, "video/x-matroska"_L1},
    Ending{"avi"_L1, "video/x-msvideo"_L1},
};

int big16(QByteArrayView bytes, qsizetype at)
{
    return qFromBigEndian<quint16>(bytes.data() + at);
}

int little16(QByteArrayView bytes, qsizetype at)
{
    return qFromLittleEndian<quint16>(bytes.data() + at);
}

quint32 little24(QByteArrayView bytes, qsizetype at)
{
    return quint32(little16(bytes, at)) | (quint32(static_cast<uchar>(bytes[at + 2])) << 16);
}

/// More than this is no picture of anybody's, and no number for an int.
int side(quint32 pixels)
{
    return pixels <= 1'000'000 ? static_cast<int>(pixels) : 0;
}

FileKind png(QByteArrayView head)
{
    FileKind kind{u"image/png"_s};
    if (head.size() >= 24 && head.sliced(12, 4) == "IHDR") {
        kind.width = side(qFromBigEndian<quint32>(head.data() + 16));
        kind.height = side(qFromBigEndian<quint32>(head.data() + 20));
    }
    return kind;
}

/// Whether a camera was held upright: its pictures lie on their side, and the orientation in the
/// first directory of the segment of EXIF turns them (CIPA DC-008, 4.6.2 and 4.6.5).
bool isOnItsSide(QByteArrayView segment)
{
    constexpr QByteArrayView mark("Exif\0\0", 6);
    constexpr QByteArrayView little("II*\0", 4);
    constexpr QByteArrayView big("MM\0*", 4);
    constexpr qsizetype entryBytes = 12;
    if (!segment.startsWith(mark)) {
        return false;
    }
    const QByteArrayView tiff = segment.sliced(mark.size());
    const bool isLittle = tiff.startsWith(little);
    if (tiff.size() < 8 || (!isLittle && !tiff.startsWith(big))) {
        return false;
    }
    const auto number = [&](qsizetype at) {
        return isLittle ? little16(tiff, at) : big16(tiff, at);
    };
    const char *const offset = tiff.data() + 4;
    const quint32 directory =
        isLittle ? qFromLittleEndian<quint32>(offset) : qFromBigEndian<quint32>(offset);
    if (directory > quint32(tiff.size() - 2)) {
        return false;
    }
    const int entries = number(qsizetype(directory));
    qsizetype at = qsizetype(directory) + 2;
    for (int i = 0; i < entries && at + entryBytes <= tiff.size(); ++i, at += entryBytes) {
        constexpr int orientationTag = 0x0112;
        constexpr int shortType = 3;
        if (number(at) == orientationTag && number(at + 2) == shortType) {
            const int orientation = number(at + 8);
            return orientation >= 5 && orientation <= 8;
        }
    }
    return false;
}

/// The frame header lies behind any number of segments (ITU T.81 B.2).
FileKind jpeg(QByteArrayView head)
{
    FileKind kind{u"image/jpeg"_s};
    bool isTurned = false;
    qsizetype at = 2;
    while (at + 9 <= head.size() && static_cast<uchar>(head[at]) == 0xff) {
        const auto marker = static_cast<uchar>(head[at + 1]);
        if (marker == 0xff) { // fill
            ++at;
            continue;
        }
        const bool isFrame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (isFrame) {
            kind.height = big16(head, at + 5);
            kind.width = big16(head, at + 7);
            break;
        }
        const int length = std::max(2, big16(head, at + 2)); // with itself
        if (marker == 0xe1) {
            const QByteArrayView rest = head.sliced(at + 4);
            isTurned =
                isTurned || isOnItsSide(rest.first(std::min<qsizetype>(length - 2, rest.size())));
        }
        at += 2 + length;
    }
    if (isTurned) {
        std::swap(kind.width, kind.height);
    }
    return kind;
}

FileKind webp(QByteArrayView head)
{
    FileKind kind{u"image/webp"_s};
    if (head.size() < 30) {
        return kind;
    }
    const QByteArrayView chunk = head.sliced(12, 4);
    if (chunk == "VP8X") {
        kind.width = side(little24(head, 24) + 1);
        kind.height = side(little24(head, 27) + 1);
    } else if (chunk == "VP8 ") {
        kind.width = little16(head, 26) & 0x3fff;
        kind.height = little16(head, 28) & 0x3fff;
    } else if (chunk == "VP8L") {
        const auto bits = qFromLittleEndian<quint32>(head.data() + 21);
        kind.width = static_cast<int>(bits & 0x3fff) + 1;
        kind.height = static_cast<int>((bits >> 14) & 0x3fff) + 1;
    }
    return kind;
}

FileKind gif(QByteArrayView head)
{
    FileKind kind{u"image/gif"_s};
    if (head.size() >= 10) {
        kind.width = little16(head, 6);
        kind.height = little16(head, 8);
    }
    return kind;
}

std::optional<FileKind> picture(QByteArrayView head)
{
    switch (pictureFormat(head)) {
    case PictureFormat::Png:
        return png(head);
    case PictureFormat::Jpeg:
        return jpeg(head);
    case PictureFormat::Gif:
        return gif(head);
    case PictureFormat::WebP:
        return webp(head);
    case PictureFormat::None:
        break;
    }
    return std::nullopt;
}

} // namespace

FileKind fileKind(QByteArrayView head, const QString &name)
{
    if (std::optional<FileKind> found = picture(head)) {
        return *std::move(found);
    }
    const QString ending = name.contains(u'.') ? name.section(u'.', -1).toLower() : QString();
    const auto known = std::find_if(endings.begin(), endings.end(),
                                    [&ending](const Ending &one) { return one.ending == ending; });
    return {known == endings.end() ? u"application/octet-stream"_s : QString(known->mime)};
}

} // namespace maru::server
