// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/markdown.h"
#include "tests/fuzz/fuzztools.h"

using namespace maru::client;
using maru::fuzz::require;

// What people write, as the client shows it. Nothing is lost, nothing is invented, and every part
// lies within what is shown. The first byte chooses how the rest is read.

namespace {

template<typename Range>
void useRange(const Range &range, const QString &shown)
{
    require(range.start >= 0 && range.length >= 0 && range.start + range.length <= shown.size());
}

void useCuts(const FormattedText &format, const QString &source)
{
    qsizetype end = 0;
    qsizetype removed = 0;
    for (const FormattedText::Cut &cut : format.cuts) {
        require(cut.source >= end && cut.length > 0 && cut.shown == cut.source - removed);
        end = cut.source + cut.length;
        removed += cut.length;
    }
    require(end <= source.size() && format.shown.size() + removed == source.size());
    qsizetype place = 0; // what is shown stands in the source, in order
    for (const FormattedText::Cut &cut : format.cuts) {
        require(QStringView(source).sliced(place, cut.source - place)
                == QStringView(format.shown).sliced(format.shownAt(place), cut.source - place));
        place = cut.source + cut.length;
    }
}

void useSelections(const FormattedText &format, const QString &source)
{
    const qsizetype size = format.shown.size();
    const qsizetype step = size / 16 + 1;
    for (qsizetype start = 0; start < size; start += step) {
        for (const qsizetype end : {start + 1, start + step, size}) {
            const qsizetype last = std::min(end, size);
            const auto [from, to] = format.sourceRange(start, last);
            require(from >= 0 && from <= to && to <= source.size() && to - from >= last - start);
        }
    }
    const auto whole = format.sourceRange(0, size);
    require(size == 0 || (whole.first == 0 && whole.second == source.size()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    maru::fuzz::Input input(data, size);
    const bool isWide = input.byte() == 'w';
    const QString source = displayText(maru::fuzz::text(input.rest(), isWide));
    FormattedText format = formatText(source);

    useCuts(format, source);
    useSelections(format, source);
    require(format.spans.size() <= maxSpans + 1);
    require(format.shown.isEmpty() == source.isEmpty());
    qsizetype end = 0;
    for (const TextBlock &block : format.blocks) {
        useRange(block, format.shown);
        require(block.start >= end && block.quotes <= maxQuoteDepth && block.level <= maxListLevel);
        end = block.start + block.length;
    }
    for (const TextSpan &span : format.spans) {
        useRange(span, format.shown);
    }
    for (const TextLink &link : format.links) {
        useRange(link, format.shown);
        require(link.length > 0 && isSafeLink(link.url));
    }
    format.truncate(format.shown.size() / 2);
    for (const TextSpan &span : format.spans) {
        useRange(span, format.shown);
    }
    return 0;
}
