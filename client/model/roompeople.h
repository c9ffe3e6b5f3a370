// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/memberlistmodel.h"
#include "client/session/roomrequests.h"

#include <QHash>
#include <QObject>
#include <QSet>

namespace maru::client {

/// The people of the room that is shown, asked for page by page and kept true by what the server
/// tells; and with whom the direct rooms are.
class RoomPeople : public QObject
{
    Q_OBJECT

public:
    /// \p session outlives it.
    explicit RoomPeople(ChatSession &session, QObject *parent = nullptr);

    [[nodiscard]] MemberListModel *model() { return &m_model; }
    [[nodiscard]] bool isLoading() const { return m_isLoading; }
    /// There are more members than are shown (limits::maxMembersShown).
    [[nodiscard]] bool isCut() const { return m_isCut; }
    [[nodiscard]] const RequestFailure *failure() const
    {
        return m_failure ? &*m_failure : nullptr;
    }

    void setOwnUser(const UserId &user);
    void show(const RoomId &room); ///< null: nobody's
    void load(); ///< again, after a join
    /// Those of an earlier run, if the server has said nothing of \p room yet.
    void restore(const RoomId &room, const QList<Member> &members);
    /// Asks who is in those of \p rooms that are direct and not known yet; presence is told from
    /// then on. \p again: also the known ones.
    void learnPeers(const QList<RoomId> &rooms, bool again);
    void forget();

signals:
    void stateChanged(); ///< isLoading(), isCut(), failure()
    void ownChanged(); ///< the reader's own row: muted, hand, role
    void shown(const maru::RoomId &room); ///< another one; nobody of it is known yet
    /// \p isWhole: all of the room; else there are more than are shown.
    void listed(const maru::RoomId &room, const QList<maru::Member> &members, bool isWhole);
    /// A page of them came: who they are and how far they have read.
    void membersLearnt(const maru::RoomId &room, const QList<maru::Member> &members);
    void peerChanged(const maru::RoomId &room, const maru::User &peer);

private:
    void ask(const QString &after);
    void takePage(const MembersReply &page);
    [[nodiscard]] std::optional<Member> withTold(Member member) const;
    void finish();
    void askNextPeer();
    void noteMember(const UserId &user);
    void takeMember(const MemberChanged &event);
    void takeUser(const User &user);
    [[nodiscard]] bool isWithinCut(const UserId &user) const;

    RoomRequests m_requests;
    MemberListModel m_model;
    UserId m_ownUser;
    RoomId m_room;
    quint64 m_loading = 0; // the answers of earlier ones are late
    QSet<UserId> m_seen; // in this loading
    UserId m_lastSeen; // of the last page: pages go by id
    // Since the page under way was asked for; it may be older.
    QSet<UserId> m_toldMembers;
    QHash<UserId, User> m_toldUsers;
    std::optional<RequestFailure> m_failure;
    bool m_isLoading = false;
    bool m_isCut = false;
    QList<RoomId> m_unknown; // direct rooms to be asked about, one at a time
    bool m_isAskingPeer = false;
    QHash<UserId, User> m_toldPeers; // since it was asked; at most limits::maxMembersShown
    QHash<RoomId, UserId> m_peers;
};

} // namespace maru::client
