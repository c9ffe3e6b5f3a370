// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversationprivate.h"

#include "client/model/failuretexts.h"
#include "client/model/storetexts.h"
#include "common/clientlimits.h"
#include "common/text/messagetext.h"

#include <QStandardPaths>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

EngineConnection::Environment environmentWith(KnownServers &servers,
                                              const Conversation::Options &options)
{
    EngineConnection::Environment environment;
    environment.servers = &servers;
    if (options.distrustsLoopback) {
        environment.isLoopback = [](const ServerAddress &) {
            return false;
        };
    }
    return environment;
}

QString storePathOf(const Conversation::Options &options)
{
    return options.storePath.isEmpty()
        ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/accounts"_L1
        : options.storePath;
}

} // namespace

Conversation::Private::Private(Conversation *owner, const Options &options)
    : q(owner)
    , tokens(options.settingsPath.isEmpty() ? clientSettingsPath() : options.settingsPath,
             options.settingsPath.isEmpty() ? systemKeychain() : nullptr)
    , settings(options.settingsPath.isEmpty() ? clientSettingsPath() : options.settingsPath)
    , servers(options.settingsPath.isEmpty() ? clientSettingsPath() : options.settingsPath)
    , session(tokens, environmentWith(servers, options))
    , store(storePathOf(options))
    , keeper(store, outbox, session)
    , files(servers, storePathOf(options))
{
    ChatSession::Timing timing;
    if (options.helloTimeoutMs > 0) {
        timing.helloTimeoutMs = options.helloTimeoutMs;
    }
    if (options.ackTimeoutMs > 0) {
        timing.ackTimeoutMs = options.ackTimeoutMs;
    }
    session.setTiming(timing);
}

void Conversation::Private::connectParts()
{
    connect(&session, &ChatSession::joined, q,
            [this](const JoinedReply &reply) { onJoined(reply); });
    connect(&session, &ChatSession::joinRefused, q,
            [this](const ApiError &error) { onJoinRefused(error); });
    connect(&session, &ChatSession::connectionLost, q,
            [this](const ConnectionFailure &failure, bool willRetry) {
                onConnectionLost(failure, willRetry);
            });
    connect(&session, &ChatSession::messageReceived, q, [this](const Message &message) {
        if (RoomTimeline *const timeline = timelineOf(message.room)) {
            const bool isNew = message.seq == 0 || message.seq > timeline->newestSeq();
            timeline->takeLive(message);
            if (isNew) {
                emit q->messageArrived(message, timeline->model()->mentionsReader(message));
            }
        }
        typists.forget(message.room, message.user.id);
    });

    connectAccount();
    connectOutbox();
    connectEvents();
    connectRooms();
    connectSearch();
    connectChanges();
    connectFiles();
    connectDrafts();
}

void Conversation::Private::connectOutbox()
{
    connect(&session, &ChatSession::messageAccepted, q,
            [this](const QString &cid, const Message &message) { onAccepted(cid, message); });
    connect(&keeper, &OutboxKeeper::keptOnDisk, q, &Conversation::keptOnDisk);
    connect(&keeper, &OutboxKeeper::notKept, q, [this] { emit q->noticed(notKeptText()); });
    connect(&keeper, &OutboxKeeper::failed, q, [this](const QString &cid, const ApiError &error) {
        if (RoomTimeline *const timeline = timelineOfPending(cid)) {
            timeline->model()->setDelivery(cid, Delivery::Failed, failureText(error));
            actions.gate()->noteRefusal(timeline->room().id, error, timeline->room().muteAll);
            tellIfFromAfar(cid, error);
        } else {
            emit q->strandedChanged();
        }
    });
    connect(&keeper, &OutboxKeeper::unconfirmed, q, [this](const QString &cid) {
        if (RoomTimeline *const timeline = timelineOfPending(cid)) {
            timeline->model()->setDelivery(cid, Delivery::Failed, unconfirmedText());
        }
    });
}

void Conversation::Private::begin(const ServerAddress &server, const QString &name)
{
    address = server;
    userName = name;
    seenFingerprint.clear();
    setState(State::Connecting);
    store.open(server.hostAndPort(), settings.storeName(server.hostAndPort(), name),
               [this](const OpenedStores &opened) { onOpened(opened); });
}

void Conversation::Private::failStart(const JoinFailure &failure)
{
    forget();
    setState(State::Idle);
    emit q->joinFailed(failure);
}

void Conversation::Private::onJoined(const JoinedReply &reply)
{
    const bool isFirst = !std::exchange(hasJoined, true);
    const bool isClassic = session.mode() == ChatSession::Mode::Classic;
    ownUser = reply.user;
    actions.gate()->noteServerTime(reply.serverTimeMs);
    outbox.setWindow(isClassic ? 1 : limits::outboxWindow);
    outbox.setOnlyRoom(isClassic ? reply.homeRoom : RoomId());
    updateTimelines(reply.rooms);
    home = reply.homeRoom;
    keepAccount();
    if (!isClassic && reply.user.userName != userName) {
        takeOwnUser(reply.user); // renamed on another device while this one was away
    }
    showRooms();
    for (const auto &[id, timeline] : timelines) {
        timeline->model()->setOnline(true);
    }
    files.goOnline(session);
    actions.takeJoined();
    if (!currentTimeline()) {
        const bool hasHome = timelineOf(reply.homeRoom) != nullptr;
        const RoomId other = reply.rooms.isEmpty() ? RoomId() : reply.rooms.first().id;
        setCurrent(hasHome ? reply.homeRoom : other);
    }
    setState(State::Online);
    if (isFirst) {
        settings.remember(typedServer, userName);
        emit q->joined();
    }
    emit q->strandedChanged();
    // A receiver may have stopped us, or set off anew.
    outbox.setOnline(session.isJoined());
    changeKeeper.setOnline(session.isJoined() && session.mode() == ChatSession::Mode::Native);
}

void Conversation::Private::updateTimelines(const QList<Room> &list)
{
    std::map<RoomId, std::unique_ptr<RoomTimeline>> before = std::exchange(timelines, {});
    QList<Room> described = list; // the one that is shown asks first for what it has missed
    std::stable_partition(described.begin(), described.end(),
                          [this](const Room &room) { return room.id == current; });
    marker.clear(); // the timelines know what was read, and what of it a restored server has lost
    for (const Room &room : std::as_const(described)) {
        if (timelines.count(room.id) > 0) {
            continue; // named twice
        }
        const auto known = before.find(room.id);
        if (known == before.end()) {
            addFresh(room)->refresh(room, ownUser.id);
        } else {
            RoomTimeline *const timeline = known->second.get();
            timelines.emplace(room.id, std::move(known->second));
            timeline->refresh(room, ownUser.id);
            if (room.own && timeline->readSeq() > room.own->readSeq) {
                marker.mark(room.id, timeline->readSeq()); // perhaps of an earlier run
            }
        }
    }
    for (auto &[room, timeline] : before) {
        if (timeline) {
            timeline.release()
                ->deleteLater(); // its model may be in a view until currentRoomChanged()
        }
    }
}

ClientStore *Conversation::Private::storeOfRooms()
{
    return session.mode() == ChatSession::Mode::Classic ? nullptr : &store;
}

// Rows of an earlier time may be in the store, where a classic server came between: nobody knows
// any more up to which rev.
RoomTimeline *Conversation::Private::addFresh(const Room &room)
{
    ClientStore *const open = storeOfRooms();
    if (open) {
        open->change(ForgetMessages{room.id});
    }
    return addTimeline(room.id, std::make_unique<RoomTimeline>(session, open, room));
}

RoomTimeline *Conversation::Private::addTimeline(const RoomId &id,
                                                 std::unique_ptr<RoomTimeline> made)
{
    RoomTimeline *const timeline = made.get();
    timelines.emplace(id, std::move(made));
    connect(timeline, &RoomTimeline::unreadChanged, q, [this, id, timeline](int unread) {
        rooms.setUnread(id, unread, timeline->mentions());
    });
    connect(timeline, &RoomTimeline::olderLoaded, q, [this, id] {
        if (id == current) {
            emit q->olderLoaded();
        }
    });
    // An ack that was lost, or a refusal of what is there already, leaves nothing behind.
    connect(timeline->model(), &MessageListModel::pendingArrived, q,
            [this](const QString &cid) { keeper.accept(cid); });
    connectJumps(id, timeline);
    showWaiting(*timeline);
    return timeline;
}

void Conversation::Private::onConnectionLost(const ConnectionFailure &failure, bool willRetry)
{
    outbox.setOnline(false);
    changeKeeper.setOnline(false);
    releaseEditors();
    files.goOffline();
    for (const auto &[id, timeline] : timelines) {
        timeline->model()->setOnline(false);
    }
    typists.clear();
    typingTeller.forget();
    knownFingerprint = failure.knownFingerprint;
    seenFingerprint = failure.seenFingerprint;
    isFingerprintOfLink = failure.isOfLink;
    if (state == State::Connecting && !isRestored && !(isResumed && willRetry)) {
        failStart(joinFailure(failure, address.hostAndPort()));
    } else if (willRetry) {
        setState(State::Reconnecting,
                 hasJoined ? Conversation::tr("Reconnecting…")
                           : Conversation::tr("No connection yet. What you write is sent as soon "
                                              "as there is one."));
    } else {
        leave(joinFailure(failure, address.hostAndPort()));
    }
}

void Conversation::Private::onJoinRefused(const ApiError &error)
{
    if (state == State::Connecting && !isRestored) {
        failStart(failureOfJoin(error));
    } else {
        leave(failureOfJoin(error));
    }
}

void Conversation::Private::onAccepted(const QString &cid, const Message &message)
{
    if (RoomTimeline *const timeline = timelineOf(message.room)) {
        timeline->takeOwn(message);
        if (timeline->unread() == 0) { // who writes has read what stands above
            markRead(message.room, message.seq);
        }
    }
    keeper.accept(cid);
    emit q->confirmed(cid);
}

void Conversation::Private::setState(State newState, const QString &text)
{
    if (state != newState) {
        state = newState;
        search.setOnline(state == State::Online && session.isJoined());
        emit q->stateChanged(newState, text);
    }
}

void Conversation::Private::forget()
{
    ++run;
    secrets.wipe();
    writeDrafts();
    unkeptDrafts.clear();
    unkeptDraftFiles.clear();
    hasToldUnkept = hasToldUnsaved = false;
    session.stop();
    outbox.setOnline(false);
    files.clear();
    keeper.forget();
    changeKeeper.forget();
    editors.clear();
    answersFromAfar.clear();
    store.close();
    isRestored = false;
    hasJoined = false;
    isResumed = false;
    storedMaxChat = 0;
    storedServerName.clear();
    restoredPlace = {};
    drafts.clear();
    draftReplies.clear();
    for (auto &[room, timeline] : timelines) {
        timeline.release()->deleteLater();
    }
    timelines.clear();
    rooms.setRooms({}, {});
    actions.forget();
    marker.clear();
    typists.clear();
    typingTeller.forget();
    search.clear();
    dates.stop();
    ownUser = {};
    setCurrent({});
}

void Conversation::Private::setCurrent(const RoomId &room)
{
    if (room == current && timelineOf(room)) {
        return;
    }
    if (RoomTimeline *const before = currentTimeline()) {
        before->hide();
    }
    const bool changes = room != current;
    current = room;
    if (changes && !room.isNull() && session.mode() != ChatSession::Mode::Classic) {
        store.change(ReadingPlace{room, 0, 0});
    }
    if (RoomTimeline *const timeline = currentTimeline()) {
        timeline->show();
    }
    if (changes) {
        actions.show(room);
        files.attachments()->show(room);
        tellCurrent();
    }
}

RoomTimeline *Conversation::Private::timelineOf(const RoomId &room) const
{
    const auto found = timelines.find(room);
    return found == timelines.end() ? nullptr : found->second.get();
}

RoomTimeline *Conversation::Private::timelineOfPending(const QString &cid) const
{
    for (const auto &[room, timeline] : timelines) {
        if (timeline->model()->hasPending(cid)) {
            return timeline.get();
        }
    }
    return nullptr;
}

bool Conversation::Private::maySend(const QString &text)
{
    // Also with none in the list: a pasted picture is on its way into it.
    if (!files.attachments()->isSendable()) {
        if (files.attachments()->isOverfull()) {
            files.attachments()->refuseMore();
        }
        return false;
    }
    const bool hasFiles = files.attachments()->rowCount() > 0;
    const bool isOnlyFiles = hasFiles && text.isEmpty() && fits(text);
    return actions.writeRule().mayWrite && (isOnlyFiles || isSendable(text));
}

bool Conversation::Private::isSendable(const QString &text) const
{
    return fits(text) && checkMessageText(text).has_value();
}

bool Conversation::Private::fits(const QString &text) const
{
    const int told = session.hello().maxChatCodePoints;
    const int most = told > 0 ? told : storedMaxChat;
    return state != State::Idle && state != State::Left
        && (most <= 0 || text.toUcs4().size() <= most);
}

} // namespace maru::client
