// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "common/result.h"
#include "server/chat/changes.h"

#include <QHash>

#include <functional>
#include <optional>
#include <utility>

namespace maru::server {

class Clock;
class EventSink;
class KnownRooms;
class Members;
class MessageStore;
enum class Order : quint8;

/// The use cases of a message: posting and reading. One behind the classic and the native profile.
///
/// Order (promise P1): COMMIT → \c done (the ack) → EventSink (the broadcast).
class ChatService
{
public:
    ChatService(MessageStore &store, EventSink &events, const Members &members,
                KnownRooms &knownRooms, const Clock &clock);

    using PostHandler = std::function<void(Result<SentReply, ApiError>)>;

    /// Posts as \p author. An empty cid (classic clients) is not deduplicated; another one that
    /// comes again is acked again, also to who may not write any more. Errors: NotMember,
    /// BadRequest or TooLarge (text rule), Conflict, SlowDown (slow mode), StoreFailed.
    void post(const User &author, const MessageSend &request, PostHandler done);

    /// Pages. With Order::Kept they hold everything that was sent before they were asked for, with
    /// Order::Free, which is faster, everything that was acked. Errors: NotMember, StoreFailed.
    void history(const User &reader, const MessageHistory &request, Order order,
                 std::function<void(Result<HistoryReply, ApiError>)> done);
    void changes(const User &reader, const MessageChanges &request, Order order,
                 std::function<void(Result<ChangesReply, ApiError>)> done);

private:
    [[nodiscard]] AppendMessage appendOf(const User &author, const MessageSend &request) const;
    /// \p refusal, unless the message was stored before it.
    void refuse(const User &author, const MessageSend &request, const ApiError &refusal,
                PostHandler done);

    /// A member's turn in a room in slow mode. The same cid may come several times meanwhile.
    struct SlowPost
    {
        qint64 atMs = 0;
        QString cid;
        int underWay = 0; // at the store
        bool isStored = false;
    };
    using SlowKey = std::pair<UserId, RoomId>;

    /// SlowDown while a member of a room in slow mode has to wait; else it has to from now on, and
    /// the turn is handed out: when it began. std::nullopt: nobody has to wait there.
    /// The same cid again may pass at once: it is the same message.
    [[nodiscard]] Result<std::optional<qint64>, ApiError> takeSlowTurn(const User &author,
                                                                       const MessageSend &request);
    /// A turn in which nothing was stored is free again.
    void endSlowTurn(const SlowKey &key, qint64 atMs, bool isStored);

    MessageStore &m_store;
    EventSink &m_events;
    const Members &m_members;
    KnownRooms &m_knownRooms;
    const Clock &m_clock;
    QHash<SlowKey, SlowPost> m_slowPosts; // of rooms in slow mode
};

/// A refusal of the text rule, as it is answered.
[[nodiscard]] ApiError textRefusal(const QString &chat);
[[nodiscard]] ApiError messageNotFound();
/// A store's error as it is answered to a client.
[[nodiscard]] ApiError storeRefusal(StoreError error);

} // namespace maru::server
