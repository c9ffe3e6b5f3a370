// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/filereplies.h"
#include "tests/fuzz/fuzztools.h"

#include <QRegularExpression>

using namespace maru;
using namespace maru::server;
using fuzz::require;

// A Range header and the name of the file that is asked for: the file's size in digits, the header
// and the name, each up to a NUL. The first byte says whether the name is UTF-16.

namespace {

/// RFC 9110 §14.1.2, read in another way.
std::optional<ByteRange> secondReading(const QByteArray &header, qint64 size)
{
    static const QRegularExpression form(
        QStringLiteral(R"(\Abytes=\s*(?:([0-9]{1,15})-([0-9]{1,15})?|-([0-9]{1,15}))\s*\z)"),
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = form.match(QString::fromLatin1(header));
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    const ByteRange outside{size, size};
    if (match.hasCaptured(3)) { // suffix-length: more than there is means all of it
        const qint64 wanted = match.captured(3).toLongLong();
        return wanted == 0 || size == 0 ? outside
                                        : ByteRange{wanted < size ? size - wanted : 0, size - 1};
    }
    const qint64 first = match.captured(1).toLongLong();
    const qint64 last = match.hasCaptured(2) ? match.captured(2).toLongLong() : size;
    if (match.hasCaptured(2) && last < first) {
        return std::nullopt; // invalid, not unsatisfiable
    }
    return first < size ? ByteRange{first, last < size ? last : size - 1} : outside;
}

void useRange(const QByteArray &header, qint64 size)
{
    const std::optional<ByteRange> range = byteRange(header, size);
    const std::optional<ByteRange> second = secondReading(header, size);
    require(range.has_value() == second.has_value());
    if (!range) {
        return;
    }
    require(range->first == second->first);
    require(range->first == size
            || (range->first >= 0 && range->first <= range->last && range->last < size
                && range->last == second->last));
}

/// One line of US-ASCII, whose second form says the whole name.
void useName(const QString &name)
{
    const QByteArray header = contentDisposition(name);
    require(std::all_of(header.begin(), header.end(), [](char c) { return c >= ' ' && c <= '~'; }));
    const QByteArray begin("attachment; filename=\"");
    const QByteArray middle("\"; filename*=UTF-8''");
    const qsizetype end = header.indexOf('"', begin.size());
    require(header.startsWith(begin) && header.sliced(end).startsWith(middle));
    require(!header.first(end).contains('\\') && !header.first(end).contains('%'));
    const QByteArray exact = header.sliced(end + middle.size());
    require(!exact.contains('"') && !exact.contains(';') && !exact.contains(' '));
    require(QByteArray::fromPercentEncoding(exact) == name.toUtf8());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    const bool isWide = input.byte() == 'w';
    const QByteArray digits = input.part('\0').toByteArray();
    const QByteArray header = input.part('\0').toByteArray();
    const std::optional<qint64> bytes = byteCount(digits);
    require(!bytes || *bytes >= 0);
    require(!bytes || digits.endsWith(QByteArray::number(*bytes)));
    useRange(header, bytes.value_or(digits.size()));
    useName(fuzz::text(input.rest(), isWide));
    return 0;
}
