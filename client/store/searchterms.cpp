// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/searchterms.h"

#include "common/chat/searchwords.h"
#include "common/text/username.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// Longer than any term of a text, so that they cannot be mistaken for one.
constexpr auto linkTerm = "haslink"_L1;
constexpr auto fileTerm = "hasfile"_L1;
constexpr auto imageTerm = "hasimage"_L1;
constexpr qsizetype maxAskedRooms = 20; // more would cost more than reading the messages
constexpr qsizetype hashChars = 10; // others decide if two are the same

bool isImage(const File &file)
{
    return file.mime.startsWith("image/"_L1);
}

// Names and ids may hold every character: their hash does not.
QString hashTerm(QLatin1StringView kind, const QString &text)
{
    const QByteArray hash =
        QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Md5).toHex().first(hashChars);
    return kind + QString::fromLatin1(hash);
}

QString roomTerm(const RoomId &room)
{
    return hashTerm("room"_L1, room.toString());
}

QString nameTerm(const QString &userName)
{
    return hashTerm("user"_L1, nameKey(userName));
}

QString personTerm(const UserId &user)
{
    return hashTerm("person"_L1, user.toString());
}

QString quotedTerms(const QStringList &terms, const QString &between)
{
    // No term has a quote: searchTerms() moves them elsewhere.
    return u'"' + terms.join(u"\" "_s + between + u" \""_s) + u'"';
}

} // namespace

bool isSearchable(const Message &message)
{
    return message.type == MessageType::Chat && !message.deletedMs;
}

QString indexTerms(const Message &message)
{
    QStringList terms{searchTerms(foldedForSearch(message.chat)), roomTerm(message.room),
                      nameTerm(message.user.userName), personTerm(message.user.id)};
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

QString indexQuestion(const LocalQuery &query, const Needle &needle, bool withRooms)
{
    QStringList all = needle.isEmpty() ? QStringList() : needle.terms();
    if (!query.fromName.isEmpty()) {
        all.append(nameTerm(query.fromName));
    }
    if (!query.fromUser.isNull()) {
        all.append(personTerm(query.fromUser));
    }
    if (query.has.link) {
        all.append(linkTerm);
    }
    if (query.has.file) {
        all.append(fileTerm);
    }
    if (query.has.image) {
        all.append(imageTerm);
    }
    QString question = all.isEmpty() ? QString() : quotedTerms(all, u"AND"_s);
    const bool asksRooms = withRooms && !query.isEverywhere && !query.rooms.isEmpty()
        && query.rooms.size() <= maxAskedRooms;
    if (asksRooms) {
        QStringList rooms;
        for (const RoomId &room : query.rooms) {
            rooms.append(roomTerm(room));
        }
        question +=
            (question.isEmpty() ? u"("_s : u" AND ("_s) + quotedTerms(rooms, u"OR"_s) + u')';
    }
    return question;
}

LocalMatcher::LocalMatcher(const LocalQuery &query)
    : m_query(query)
    , m_needle(query.text)
    , m_rooms(query.rooms.begin(), query.rooms.end())
    , m_fromKey(nameKey(query.fromName))
{ }

bool LocalMatcher::matches(const Message &message) const
{
    const QList<File> &files = message.files;
    // The text last: it costs most.
    return isSearchable(message) && isInRooms(message.room)
        && (m_query.fromName.isEmpty() || nameKey(message.user.userName) == m_fromKey)
        && (m_query.fromUser.isNull() || message.user.id == m_query.fromUser)
        && (!m_query.sinceMs || message.createdMs >= *m_query.sinceMs)
        && (!m_query.untilMs || message.createdMs < *m_query.untilMs)
        && (!m_query.has.file || !files.isEmpty())
        && (!m_query.has.image || std::any_of(files.begin(), files.end(), isImage))
        && (!m_query.has.link || hasLink(message.chat))
        && (m_needle.isEmpty() || m_needle.isIn(message.chat));
}

} // namespace maru::client
