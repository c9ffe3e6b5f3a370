// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/searchmodel.h"

#include "client/model/timetexts.h"
#include "common/text/cut.h"
#include "common/text/messagetext.h"
#include "common/text/username.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int pageRows = 30; // a screen of them
constexpr qsizetype lineCodePoints = 120; // of what stands before and behind

bool hasAny(const SearchHas &has)
{
    return has.file || has.image || has.link;
}

} // namespace

SearchModel::SearchModel(Sources sources, QObject *parent)
    : QAbstractListModel(parent)
    , m_sources(std::move(sources))
{
    m_typing.setSingleShot(true);
    connect(&m_typing, &QTimer::timeout, this, &SearchModel::begin);
    m_server.setSingleShot(true);
    connect(&m_server, &QTimer::timeout, this, &SearchModel::askServer);
}

int SearchModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant SearchModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row &row = m_rows[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case TextRole:
        return row.message.chat;
    case Qt::AccessibleTextRole:
        return u"%1, %2, %3: %4"_s.arg(row.message.user.userName, roomName(row.message.room),
                                       whenText(row.message.createdMs), row.message.chat);
    case RoomRole:
        return row.message.room.toString();
    case RoomNameRole:
        return roomName(row.message.room);
    case RoomTitleRole:
        return roomOf(row.message.room).title;
    case SeqRole:
        return row.message.seq;
    case IdRole:
        return row.message.id.toString();
    case AuthorRole:
        return row.message.user.userName;
    case TimeRole:
        return row.message.createdMs;
    case RangesRole:
        return QVariant::fromValue(row.ranges);
    case PreviousRole:
        return row.previous;
    case NextRole:
        return row.next;
    default:
        return {};
    }
}

SearchModel::Sources::NamedRoom SearchModel::roomOf(const RoomId &room) const
{
    const auto rooms = m_sources.rooms();
    const auto found = std::find_if(rooms.begin(), rooms.end(),
                                    [&room](const auto &one) { return one.id == room; });
    return found == rooms.end() ? Sources::NamedRoom() : *found;
}

void SearchModel::setQuery(const QString &query, const RoomId &room)
{
    const QString asked = cut(query, limits::maxSearchChars);
    if (asked == m_query && room == m_room) {
        return;
    }
    m_query = asked;
    m_room = room;
    m_words = searchWords(m_query);
    if (Needle(m_words.text).isEmpty()) {
        m_words.text.clear();
    }
    ++m_run; // what is on its way is void
    m_isBusy = false;
    m_server.stop();
    if (!isAsking()) {
        m_typing.stop();
        begin();
        return;
    }
    setState(State::Searching);
    if (!m_typing.isActive()) { // not anew with each key: who types on sees something too
        m_typing.start(m_timing.typingMs);
    }
}

void SearchModel::clear()
{
    setQuery({}, {});
}

bool SearchModel::hasFilters() const
{
    return !m_words.from.isEmpty() || !m_words.room.isEmpty() || hasAny(m_words.has)
        || m_words.sinceMs || m_words.untilMs;
}

// The rows of the query before stay until there is something to show instead.
void SearchModel::begin()
{
    m_isFresh = false;
    m_isLocalOver = false;
    m_localBefore = 0;
    m_cursor.clear();
    m_refusal = {};
    m_wanted = pageRows;
    if (isAsking()) {
        askLocal();
    } else {
        showAnswer();
        setState(State::Idle);
    }
}

void SearchModel::showAnswer()
{
    if (m_isFresh) {
        return;
    }
    m_isFresh = true;
    if (!m_rows.empty()) {
        beginResetModel();
        m_rows.clear();
        m_ids.clear();
        endResetModel();
    }
}

// What `in:` means here. A direct room has another name at the server.
QList<RoomId> SearchModel::namedRooms() const
{
    QList<RoomId> named;
    QList<RoomId> begun; // while the name is typed
    const QString key = nameKey(m_words.room);
    for (const Sources::NamedRoom &room : m_sources.rooms()) {
        const bool isAsked = m_room.isNull() || room.id == m_room;
        const QString roomKey = nameKey(room.name);
        if (isAsked && roomKey == key) {
            named.append(room.id);
        } else if (isAsked && roomKey.startsWith(key)) {
            begun.append(room.id);
        }
    }
    return named.isEmpty() ? begun : named;
}

LocalQuery SearchModel::localQuery() const
{
    LocalQuery query;
    query.text = m_words.text;
    query.has = m_words.has;
    query.sinceMs = m_words.sinceMs;
    query.untilMs = m_words.untilMs;
    query.before = m_localBefore;
    query.limit = pageRows;
    if (m_words.from.compare(u"me"_s, Qt::CaseInsensitive) == 0) {
        query.fromUser = m_sources.ownUser(); // what one said under another name, too
    }
    if (query.fromUser.isNull()) {
        query.fromName = m_words.from;
    }
    if (!m_room.isNull()) {
        query.isEverywhere = false;
        query.rooms = {m_room};
    }
    if (!m_words.room.isEmpty()) {
        query.isEverywhere = false;
        query.rooms = namedRooms();
    }
    return query;
}

MessageSearch SearchModel::serverQuery() const
{
    MessageSearch query;
    const QList<RoomId> named = m_words.room.isEmpty() ? QList<RoomId>() : namedRooms();
    const bool isOne = named.size() == 1;
    // The other filters are the server's, too.
    query.query = queryWithout(m_query, {.days = true, .rooms = isOne});
    query.room = isOne ? named.constFirst() : m_room;
    query.sinceMs = m_words.sinceMs;
    query.untilMs = m_words.untilMs;
    query.limit = pageRows;
    query.cursor = m_cursor;
    return query;
}

void SearchModel::askLocal()
{
    m_isBusy = true;
    setState(State::Searching);
    m_sources.local(localQuery(), [this, run = m_run](const LocalAnswer &answer) {
        if (run == m_run && !answer.isStale) {
            m_isBusy = false;
            takeLocal(answer);
        }
    });
}

void SearchModel::takeLocal(const LocalAnswer &answer)
{
    m_isBehind = answer.isBehind;
    m_localBefore = answer.nextBefore;
    m_isLocalOver = answer.nextBefore == 0;
    const bool wasFresh = m_isFresh;
    if (!answer.hits.isEmpty() || m_isLocalOver) {
        showAnswer();
    }
    for (const LocalHit &hit : answer.hits) {
        add(hit.message, hit.ranges, lineOf(hit.previous), lineOf(hit.next));
    }
    if (!wasFresh && m_isFresh) {
        emit answered();
    }
    if (int(m_rows.size()) >= std::min(m_wanted, limits::maxSearchRows) && m_isFresh) {
        setState(rowCount() >= limits::maxSearchRows ? State::Complete : State::Partial);
    } else if (!m_isLocalOver) {
        askLocal();
    } else {
        goToServer();
    }
}

void SearchModel::goToServer()
{
    if (m_words.text.isEmpty()) {
        setState(State::LocalOnly); // a server wants a text
    } else if (!m_sources.hasServer()) {
        setState(State::Offline);
    } else {
        setState(State::Searching);
        m_server.start(m_timing.serverMs);
    }
}

void SearchModel::askServer()
{
    if (!m_sources.hasServer()) {
        setState(State::Offline);
        return;
    }
    m_isBusy = true;
    m_sources.server(serverQuery(), [this, run = m_run](const auto &reply) {
        if (run == m_run) {
            m_isBusy = false;
            takeServer(reply);
        }
    });
}

void SearchModel::takeServer(const Result<SearchReply, RequestFailure> &reply)
{
    if (!reply) {
        const RequestFailure &failure = reply.error();
        const bool isRefused = failure.kind == RequestFailure::Kind::Refused;
        if (isRefused && failure.error.code == ErrorCode::SlowDown) {
            // Nobody needs to know: it only takes a little longer.
            const int named = failure.error.retryAfterMs;
            m_server.start(std::clamp(named, m_timing.slowMs, limits::maxRetryAfterMs));
            return;
        }
        m_refusal = failure.error;
        setState(isRefused ? State::Refused : State::Offline);
        return;
    }
    for (const SearchReply::Hit &hit : reply->hits) {
        add(hit.message, hit.ranges, {}, {});
    }
    m_cursor = reply->cursor;
    if (m_cursor.isEmpty() || rowCount() >= limits::maxSearchRows) {
        setState(State::Complete);
    } else if (rowCount() >= m_wanted) {
        setState(State::Partial);
    } else {
        m_server.start(m_timing.serverMs); // mostly what is here already, or nothing yet
    }
}

// In the order of time, wherever it comes from.
void SearchModel::add(const Message &message, const QList<TextRange> &ranges,
                      const QString &previous, const QString &next)
{
    if (message.id.isNull() || m_ids.contains(message.id) || rowCount() >= limits::maxSearchRows) {
        return;
    }
    QList<TextRange> inside;
    for (const TextRange &range : ranges) {
        const bool isInside = range.start >= 0 && range.length > 0
            && range.start <= message.chat.size() - range.length;
        if (isInside) {
            inside.append(range);
        }
    }
    const auto place =
        std::partition_point(m_rows.begin(), m_rows.end(),
                             [&message](const Row &row) { return isBefore(row, message); });
    const int row = int(place - m_rows.begin());
    beginInsertRows({}, row, row);
    m_ids.insert(message.id);
    m_rows.insert(place, Row{message, inside, previous, next});
    endInsertRows();
}

bool SearchModel::isBefore(const Row &row, const Message &message)
{
    const Message &there = row.message;
    if (there.createdMs != message.createdMs) {
        return there.createdMs > message.createdMs;
    }
    return there.room == message.room && there.seq > message.seq;
}

QString SearchModel::lineOf(const std::optional<Message> &message)
{
    if (!message || message->type != MessageType::Chat || message->deletedMs) {
        return {};
    }
    return message->user.userName + u": "_s + firstCodePoints(message->chat, lineCodePoints);
}

bool SearchModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_state == State::Partial && !m_isBusy;
}

void SearchModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent)) {
        return;
    }
    m_wanted = rowCount() + pageRows;
    if (!m_isLocalOver) {
        askLocal();
    } else {
        goToServer();
    }
}

void SearchModel::setOnline(bool online)
{
    const bool isWaiting = m_state == State::Offline && !m_isBusy && m_isLocalOver;
    if (online && isWaiting) {
        goToServer();
    }
}

int SearchModel::rowOf(const RoomId &room, qint64 seq) const
{
    for (size_t row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row].message.room == room && m_rows[row].message.seq == seq) {
            return int(row);
        }
    }
    return -1;
}

void SearchModel::setState(State state)
{
    if (m_state != state) {
        m_state = state;
        emit stateChanged();
    }
}

} // namespace maru::client
