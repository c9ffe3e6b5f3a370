// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/directorymodel.h"
#include "client/model/roompeople.h"
#include "client/model/writegate.h"
#include "client/session/roomrequests.h"
#include "common/chat/roomevents.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <optional>

namespace maru::client {

/// What a person does with rooms and their members, and what the widgets about them show. A part of
/// Conversation's façade; native servers only.
class RoomActions : public QObject
{
    Q_OBJECT

public:
    /// The field of a dialog that a refusal belongs to.
    enum class Field : quint8 { Whole, Name, Topic, Members, Code };

    /// How a request ended.
    struct Outcome
    {
        QString failure; ///< translated; empty if it was done
        Field field = Field::Whole;
        RoomId room; ///< that was made or entered
    };
    using Handler = std::function<void(const Outcome &)>;

    /// A page of those who are banned or muted, or why it is not known.
    struct Sanctions
    {
        QList<Sanction> list;
        bool more = false;
        QString failure; ///< translated; empty if it is known
    };
    using SanctionsHandler = std::function<void(const Sanctions &)>;

    /// \p session outlives it.
    explicit RoomActions(ChatSession &session, QObject *parent = nullptr);

    [[nodiscard]] bool isAvailable() const; ///< not at a classic server
    [[nodiscard]] bool isOnline() const; ///< a request may have an answer
    [[nodiscard]] UserId ownUser() const { return m_own.id; }
    /// As the server told it last; no value if one is not in it.
    [[nodiscard]] std::optional<Room> room(const RoomId &id) const;
    [[nodiscard]] RoomId current() const { return m_current; }
    /// What one may do in it, administrators of the server counted as owners.
    [[nodiscard]] RoomRole roleIn(const RoomId &id) const;
    /// Whether one is above \p member in the current room: may mute, remove and ban them.
    [[nodiscard]] bool isAbove(const Member &member) const;
    /// Of oneself, on the server.
    [[nodiscard]] UserRole ownRole() const { return m_own.role; }
    /// Whether one may give \p user a role on the server, or ban them from it.
    [[nodiscard]] bool isAboveOnServer(const User &user) const;
    [[nodiscard]] bool mayInvite() const; ///< into the current room

    [[nodiscard]] RoomPeople *people() { return &m_people; } ///< of the current room
    [[nodiscard]] MemberListModel *members() { return m_people.model(); }
    [[nodiscard]] const WriteRule &writeRule() const { return m_gate.rule(); }
    [[nodiscard]] DirectoryModel::Source roomSource(); ///< rooms that one may join
    [[nodiscard]] DirectoryModel::Source peopleSource(); ///< everybody but oneself

    /// Each handler is called once, later; not at all if this object has gone. join(), create() and
    /// openDirect() also make the room the current one, unless the person has gone to another one
    /// meanwhile or wants another one by now.
    void join(const RoomId &room, Handler handler);
    void joinByCode(const QString &code, Handler handler);
    void create(const RoomCreate &request, Handler handler);
    void openDirect(const UserId &user, Handler handler);
    void update(const RoomUpdate &request, Handler handler);
    void leave(const RoomId &room, Handler handler);
    void invite(const RoomId &room, const QList<UserId> &users, Handler handler);
    void setMember(const MemberSet &request, Handler handler);
    void kick(const MemberKick &request, Handler handler);
    void setUser(const UserSet &request, Handler handler); ///< server-wide
    /// The page behind \p after; without a \p room, of those who are banned from the server.
    void loadSanctions(const RoomId &room, const QString &after, SanctionsHandler handler);
    void lift(const RoomId &room, const Sanction &sanction, Handler handler); ///< as it was listed
    void setNotify(const RoomId &room, RoomNotify notify, Handler handler);
    void setHand(bool isUp, Handler handler); ///< one's own, in the current room

    // For Conversation.
    void setRooms(const QList<Room> &rooms, const User &ownUser);
    void show(const RoomId &room);
    void takeJoined(); ///< what may have changed meanwhile is asked for
    void forget();
    WriteGate *gate() { return &m_gate; }
    /// For what lasts until some time, which the server compares with its own.
    [[nodiscard]] qint64 serverNowMs() const { return m_gate.serverNowMs(); }

signals:
    void changed(); ///< the current room, what one may do in it, or whether there is a server
    void writeRuleChanged();
    // For Conversation.
    void roomTold(const maru::Room &room); ///< by the answer to a request
    void enterWanted(const maru::RoomId &room);

private:
    [[nodiscard]] ReplyHandler<RoomReply> taking(Handler handler, bool enters);
    [[nodiscard]] static ReplyHandler<Acknowledged> telling(Handler handler);
    void updateGate();

    RoomRequests m_requests;
    ChatSession &m_session;
    RoomPeople m_people;
    WriteGate m_gate;
    QHash<RoomId, Room> m_rooms;
    User m_own;
    RoomId m_current;
    quint64 m_wish = 0; // counts the rooms that were to be entered, and those that were shown
};

} // namespace maru::client
