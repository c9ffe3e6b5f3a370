// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The part of Conversation that finds messages.

#include "client/model/conversationprivate.h"
#include "client/session/roomrequests.h"

#include <utility>

namespace maru::client {

SearchModel *Conversation::search() const
{
    return &d->search;
}

SearchModel::Sources Conversation::Private::searchSources()
{
    SearchModel::Sources sources;
    sources.local = [this](const LocalQuery &query,
                           std::function<void(const LocalAnswer &)> handler) {
        if (store.isOpen()) {
            store.search(query, &search, std::move(handler));
        }
    };
    sources.server = [this](const MessageSearch &query, ReplyHandler<SearchReply> handler) {
        // The session is the last to go, and answers what it still waits for: not to a dead model.
        session.searchMessages(query, &search, std::move(handler));
    };
    sources.hasServer = [this] {
        return session.isJoined() && session.mode() == ChatSession::Mode::Native;
    };
    sources.rooms = [this] {
        QList<SearchModel::Sources::NamedRoom> named; // as the list of rooms calls them
        for (int row = 0; row < rooms.rowCount(); ++row) {
            const QModelIndex room = rooms.index(row);
            named.append({RoomId(room.data(RoomListModel::IdRole).toString()),
                          room.data(RoomListModel::NameRole).toString(),
                          room.data(RoomListModel::TitleRole).toString()});
        }
        return named;
    };
    sources.ownUser = [this] {
        return ownUser.id;
    };
    return sources;
}

void Conversation::findPeople()
{
    if (std::exchange(d->peopleRun, d->run) != d->run) { // else they are on their way
        d->askForPeople({}, {});
    }
}

// Page after page, as many as a switcher knows.
void Conversation::Private::askForPeople(const QList<User> &known, const QString &after)
{
    UserList question;
    question.after = after;
    question.limit = limits::maxPageRows;
    RoomRequests(session).listUsers(question, q, [this, known, thisRun = run](const auto &reply) {
        if (thisRun != run) {
            return;
        }
        const QList<User> all = reply ? known + reply->users : known;
        const bool hasMore = reply && reply->more && !reply->users.isEmpty();
        if (hasMore && all.size() < limits::maxSwitcherPeople) {
            askForPeople(all, all.constLast().id.toString());
            return;
        }
        peopleRun.reset();
        if (!all.isEmpty()) { // better some of them than none
            emit q->peopleFound(all);
        }
    });
}

void Conversation::openDirect(const UserId &user, std::function<void()> shown)
{
    d->actions.openDirect(
        user, [this, shown = std::move(shown)](const RoomActions::Outcome &outcome) {
            if (!outcome.failure.isEmpty()) {
                emit actionFailed(tr("The conversation was not opened: %1").arg(outcome.failure));
            } else if (shown && outcome.room == d->current) {
                shown();
            }
        });
}

void Conversation::Private::connectSearch()
{
    connect(&dates, &DateSeeker::found, q, [this](const RoomId &room, qint64 seq) {
        if (room == current) {
            q->jumpTo(seq);
        }
    });
    connect(&dates, &DateSeeker::failed, q, [this] {
        emit q->actionFailed(Conversation::tr("That day could not be found just now."));
    });
}

} // namespace maru::client
