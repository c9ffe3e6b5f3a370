// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/pictureformat.h"
#include "server/chat/filekind.h"
#include "tests/fuzz/fuzztools.h"

using namespace maru;
using namespace maru::server;
using fuzz::require;

// The first bytes of what anybody sends. The first byte says how much of them came in a first look;
// the file's name goes up to a NUL.

namespace {

constexpr int maxSide = 1'000'000;
constexpr qsizetype longestMark = 12; // of the four formats: that of WebP

bool isRunByBrowsers(const QString &mime)
{
    return mime.contains(u"html") || mime.contains(u"script") || mime.endsWith(u"+xml")
        || mime.endsWith(u"/xml") || mime.isEmpty();
}

void useKind(const FileKind &kind, QByteArrayView head)
{
    const bool isPicture = pictureFormat(head) != PictureFormat::None;
    require(kind.mime.startsWith(u"image/") == isPicture && !isRunByBrowsers(kind.mime));
    require(kind.width >= 0 && kind.width <= maxSide);
    require(kind.height >= 0 && kind.height <= maxSide);
    require(isPicture || (kind.width == 0 && kind.height == 0));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    const quint8 share = input.byte();
    const QString name = QString::fromUtf8(input.part('\0'));
    const QByteArrayView whole = input.rest();
    const QByteArrayView head = whole.first(whole.size() * share / 255);

    const FileKind kind = fileKind(whole, name);
    useKind(kind, whole);
    const FileKind early = fileKind(head, name);
    useKind(early, head);
    // What is known stays so, whatever follows.
    require(head.size() < longestMark || early.mime == kind.mime);
    if (early.width > 0 || early.height > 0) {
        require(early.width == kind.width && early.height == kind.height);
    }
    if (pictureFormat(whole) != PictureFormat::None) { // then its name says nothing
        require(fileKind(whole, QStringLiteral("a.txt")).mime == kind.mime);
    }
    return 0;
}
