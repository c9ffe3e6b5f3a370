// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/searchwords.h"
#include "common/limits.h"
#include "common/text/messagetext.h"
#include "common/text/ngrams.h"
#include "tests/fuzz/fuzztools.h"

#include <QSet>

#include <algorithm>

using namespace maru;
using fuzz::require;

// What somebody searches for, up to the first line end, and a message that is searched. The first
// byte chooses how both are read.

namespace {

void useFolded(const QString &text)
{
    QList<TextRange> origins;
    const QString folded = foldedForSearch(text, &origins);
    require(origins.size() == folded.size());
    require(std::all_of(origins.cbegin(), origins.cend(), [&](const TextRange &origin) {
        return origin.start >= 0 && origin.length > 0
            && origin.start + origin.length <= text.size();
    }));
    require(foldedForSearch(text) == folded);
    require(leadingConsonants(folded).size() == folded.size());
}

void useNeedle(const Needle &needle, const QString &text)
{
    if (needle.isEmpty()) {
        return;
    }
    const QList<TextRange> ranges = needle.rangesIn(text);
    require(needle.isIn(text) == !ranges.isEmpty());
    require(ranges.size() <= limits::maxSearchRanges);
    qsizetype end = 0;
    for (const TextRange &range : ranges) {
        require(range.start >= end && range.length > 0);
        end = range.start + range.length;
        require(end <= text.size());
    }
    // The index finds it: its terms are a filter that lets through all that match.
    const QStringList terms = needle.terms();
    require(!terms.isEmpty() && terms.size() <= limits::maxSearchTerms);
    if (!ranges.isEmpty()) {
        const QStringList kept = searchTerms(foldedForSearch(text)).split(u' ');
        const QSet<QString> index(kept.cbegin(), kept.cend());
        require(std::all_of(terms.cbegin(), terms.cend(),
                            [&](const QString &term) { return index.contains(term); }));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    const bool isWide = input.byte() == 'w';
    const QString query = fuzz::text(input.part('\n'), isWide).left(limits::maxSearchChars);
    const QString text = fuzz::text(input.rest(), isWide);

    useFolded(text);
    const SearchWords words = searchWords(query);
    require(words.text == words.text.trimmed() && words.text.size() <= query.size());
    useNeedle(Needle(words.text), text);

    const Needle itself(text);
    useNeedle(itself, text);
    require(itself.isEmpty() || !isValidUtf16(text) || itself.isIn(text));
    return 0;
}
