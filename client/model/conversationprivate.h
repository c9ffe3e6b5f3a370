// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/changekeeper.h"
#include "client/model/conversation.h"
#include "client/model/dateseeker.h"
#include "client/model/fileshelf.h"
#include "client/model/outboxkeeper.h"
#include "client/model/readmarker.h"
#include "client/model/roomactions.h"
#include "client/model/roomtimeline.h"
#include "client/model/searchmodel.h"
#include "client/model/typingpeople.h"
#include "client/model/unkeptdrafts.h"
#include "client/session/chatsession.h"
#include "client/session/outbox.h"
#include "client/session/tokenstore.h"
#include "client/store/clientstore.h"

#include <map>
#include <memory>

namespace maru::client {

/// The parts behind the façade, and how they are wired. For conversation*.cpp only.
class Conversation::Private
{
public:
    Private(Conversation *owner, const Options &options);

    void connectParts();
    void connectOutbox();
    void begin(const ServerAddress &server, const QString &name);
    void connectAccount(); // conversationaccount.cpp
    void takeOwnUser(const User &user);
    void leave(const JoinFailure &failure);
    [[nodiscard]] JoinFailure failureOfJoin(const ApiError &error);
    void failStart(const JoinFailure &failure);
    void onJoined(const JoinedReply &reply);
    void updateTimelines(const QList<Room> &list);
    void onOpened(const OpenedStores &opened);
    void restore(const StoredState &stored);
    void keepAccount();
    void writeAccount();
    void keepRooms(); // those there are; what is stored of others goes
    void showWaiting(RoomTimeline &timeline);

    // conversationdrafts.cpp
    void connectDrafts();
    void writeDraft();
    void writeDraftOf(const RoomId &room);
    void writeDrafts();
    void noteDraft(UnkeptDrafts &unkept, const RoomId &room, bool isOnDisk, bool isWorthTelling);
    void noteDraftReply(const RoomId &room, const MessageId &answered);

    void onConnectionLost(const ConnectionFailure &failure, bool willRetry);
    void onJoinRefused(const ApiError &error);
    void onAccepted(const QString &cid, const Message &message);
    void setState(State newState, const QString &text = {});
    void forget();
    void setCurrent(const RoomId &room);
    [[nodiscard]] RoomTimeline *currentTimeline() const { return timelineOf(current); }
    [[nodiscard]] RoomTimeline *timelineOf(const RoomId &room) const;
    [[nodiscard]] RoomTimeline *timelineOfPending(const QString &cid) const;
    [[nodiscard]] RoomTimeline *addTimeline(const RoomId &id, std::unique_ptr<RoomTimeline> made);
    [[nodiscard]] RoomTimeline *addFresh(const Room &room); // of which nothing is known yet
    [[nodiscard]] ClientStore *storeOfRooms(); // null: a classic server's are not kept
    [[nodiscard]] bool
    maySend(const QString &text); // in the current room, with the files that wait
    [[nodiscard]] bool isSendable(const QString &text) const;
    [[nodiscard]] bool fits(const QString &text) const; // whoever is joined may send so much
    /// \p takesFiles: those that wait at the input go with it.
    /// Its cid, if it was taken.
    [[nodiscard]] std::optional<QString> post(RoomTimeline &timeline, const QString &text,
                                              const MessageId &answered, bool takesFiles = false);
    void connectFiles(); // conversationfiles.cpp
    void tellIfFromAfar(const QString &cid, const ApiError &error); // conversationattention.cpp

    // conversationactions.cpp, conversationevents.cpp
    void connectEvents();
    void connectRooms();
    void connectSearch(); // conversationsearch.cpp
    void connectChanges(); // conversationchanges.cpp
    [[nodiscard]] QString addChange(ChangeRow &change);
    void releaseEditor(const QString &key);
    void releaseEditors();
    void askForPeople(const QList<User> &known, const QString &after);
    void takeRoom(const Room &room);
    void takeRoomRemoved(const RoomRemoved &event);
    void takeReadMark(const ReadChanged &event);
    void takeReaders(const RoomId &room, const MessageId &message, const ReadersReply &reply);
    void markRead(const RoomId &room, qint64 seq);
    void showRooms();
    void tellCurrent(); ///< if it is not what was told last
    void connectJumps(const RoomId &id, RoomTimeline *timeline);
    [[nodiscard]] std::optional<ReplyTo> quoteOf(const MessageId &message) const;

    Conversation *q;
    TokenStore tokens;
    ClientSettings settings;
    KnownServers servers;
    ChatSession session;
    Outbox outbox;
    ClientStore store;
    OutboxKeeper keeper;
    ChangeKeeper changeKeeper{store, session};
    QHash<QString, DoneHandler> editors; // of edits and deletions under way, by key
    FileShelf files;
    RoomListModel rooms;
    MessageListModel nothing; // shown while there is no room
    std::map<RoomId, std::unique_ptr<RoomTimeline>> timelines;
    State state = State::Idle;
    quint64 run = 0; // counts start() and stop(): what was queued for an earlier run is void
    QHash<QString, QString> answersFromAfar; // of postIn() and on their way: texts by cid
    std::optional<quint64> peopleRun; // in which people are being asked for
    QString typedServer;
    QString userName;
    ServerAddress address;
    QByteArray knownFingerprint; // of the last failure, if it was a changed certificate
    QByteArray seenFingerprint; // the same; empty if it was not
    bool isFingerprintOfLink = false; // the known one
    User ownUser;
    bool isRestored = false; // what is shown was in the store
    bool hasJoined = false; // in this run
    bool isResumed = false; // nobody waits for the first attempt
    int storedMaxChat = 0;
    QString storedServerName;
    ReadingPlace restoredPlace;
    QHash<RoomId, QString> drafts;
    QHash<RoomId, ReplyTo> draftReplies; // what they answer
    std::optional<RoomId> unwrittenDraft; // waits for its timer
    QTimer draftTimer;
    UnkeptDrafts unkeptDrafts;
    UnkeptDrafts unkeptDraftFiles;
    bool keepsOutbox = false; // the store of this run
    bool hasToldUnkept = false;
    bool hasToldUnsaved = false; // the token
    struct CurrentRoom
    {
        RoomId id;
        QString name;
        QString topic;
        bool mayModerate = false;

        bool operator==(const CurrentRoom &) const = default;
    };
    RoomId current;
    CurrentRoom toldCurrent; // by currentRoomChanged()
    RoomId home;
    ReadMarker marker{session};
    RoomActions actions{session};
    Account account{session};
    JoinSecrets secrets; // until the session has them
    bool hadPassword = false; // in the join under way
    bool hadInvitation = false;
    bool hadDeviceCode = false;
    JoinFailure leftBecause;
    TypingPeople typists;
    TypingTeller typingTeller;
    DateSeeker dates{session, store};
    SearchModel search{searchSources()};

private:
    [[nodiscard]] SearchModel::Sources searchSources(); // conversationsearch.cpp
};

/// \p key: as in the store, of a draft or of an edit under way.
[[nodiscard]] RoomId roomOfDraft(const RoomId &key);

} // namespace maru::client
