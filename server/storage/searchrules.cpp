// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/searchrules.h"

#include "common/serverlimits.h"
#include "common/text/ngrams.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// Longer than any term of a text, so that they cannot be mistaken for one.
constexpr auto linkTerm = "haslink"_L1;
constexpr auto fileTerm = "hasfile"_L1;
constexpr auto imageTerm = "hasimage"_L1;
constexpr int clockedCandidates = 16; // between two looks at the clock
constexpr int promptCandidates =
    128; // before the first: each answer comes on, however slow the machine

bool isImage(const File &file)
{
    return file.mime.startsWith("image/"_L1);
}

// An id that is no plain word is left out, of the index and of questions: others then decide.
QString idTerm(QLatin1StringView kind, const QString &id)
{
    const bool isWord = std::all_of(id.begin(), id.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z');
    });
    return isWord && !id.isEmpty() ? kind + id : QString();
}

void append(QStringList &terms, const QString &term)
{
    if (!term.isEmpty()) {
        terms.append(term);
    }
}

QString quotedTerms(const QStringList &terms, QLatin1StringView quote, QLatin1StringView between)
{
    // No term has a quote: searchTerms() moves them elsewhere.
    return quote + terms.join(QString(quote + between + quote)) + quote;
}

} // namespace

qint64 imageCount(const Message &message)
{
    return std::count_if(message.files.begin(), message.files.end(), isImage);
}

bool isSearchable(const Message &message)
{
    return message.type == MessageType::Chat && !message.deletedMs;
}

SearchMatcher::SearchMatcher(const SearchMessages &query)
    : m_query(query)
    , m_needle(query.text)
    , m_rooms(query.rooms.begin(), query.rooms.end())
{ }

bool SearchMatcher::hasWhatIsAsked(const Message &message) const
{
    const QList<File> &files = message.files;
    return (!m_query.has.file || !files.isEmpty())
        && (!m_query.has.image || std::any_of(files.begin(), files.end(), isImage))
        && (!m_query.has.link || hasLink(message.chat));
}

bool SearchMatcher::matches(const Message &message) const
{
    // The text last: it costs most.
    return isSearchable(message) && m_rooms.contains(message.room)
        && (m_query.from.isNull() || message.user.id == m_query.from)
        && (!m_query.sinceMs || message.createdMs >= *m_query.sinceMs)
        && (!m_query.untilMs || message.createdMs < *m_query.untilMs) && hasWhatIsAsked(message)
        && m_needle.isIn(message.chat);
}

bool SearchBudget::takeCandidate()
{
    ++m_candidates;
    if (m_candidates > limits::maxSearchCandidates) {
        return false;
    }
    return m_candidates % clockedCandidates != 0 || m_candidates <= promptCandidates || hasTime();
}

bool SearchBudget::hasTime() const
{
    return m_clock.elapsed() < limits::searchBudgetMs;
}

int searchIndexVersion()
{
    return (searchTermsVersion * 100 + linksVersion) * 1'000
        + static_cast<int>(QChar::currentUnicodeVersion());
}

QString indexTerms(const Message &message)
{
    if (!isSearchable(message)) {
        return {};
    }
    QStringList terms;
    append(terms, searchTerms(foldedForSearch(message.chat)));
    append(terms, idTerm("room"_L1, message.room.toString()));
    append(terms, idTerm("user"_L1, message.user.id.toString()));
    if (hasLink(message.chat)) {
        terms.append(linkTerm);
    }
    if (!message.files.isEmpty()) {
        terms.append(fileTerm);
    }
    if (std::any_of(message.files.begin(), message.files.end(), isImage)) {
        terms.append(imageTerm);
    }
    return terms.join(u' ');
}

QString indexQuery(const SearchMessages &query, const Needle &needle, bool withRooms,
                   const IndexLanguage &language)
{
    QStringList all = needle.terms();
    append(all, idTerm("user"_L1, query.from.toString()));
    append(all, query.has.link ? QString(linkTerm) : QString());
    append(all, query.has.file ? QString(fileTerm) : QString());
    append(all, query.has.image ? QString(imageTerm) : QString());
    QString question = quotedTerms(all, language.quote, language.both);
    if (!withRooms) {
        return question;
    }
    QStringList rooms;
    for (const RoomId &room : query.rooms) {
        append(rooms, idTerm("room"_L1, room.toString()));
    }
    if (rooms.size() == query.rooms.size() && rooms.size() <= limits::maxSearchedRooms) {
        question +=
            language.both + u'(' + quotedTerms(rooms, language.quote, language.either) + u')';
    }
    return question;
}

} // namespace maru::server
