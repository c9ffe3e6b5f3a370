// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "server/chat/identityservice.h"

#include <QPointer>

#include <optional>

namespace maru::server {

class NamespaceSession;
class SessionHub;

/// The seed's two events, with every quirk its clients rely on: a thin adapter before the same use
/// cases.
class ClassicProfile
{
public:
    /// \p address: see ConnectionInfo.
    ClassicProfile(SessionHub &hub, const QString &address)
        : m_hub(hub)
        , m_address(address)
    { }

    /// A second join on one connection renames, without a second welcome.
    void join(NamespaceSession *session, const ClassicJoin &event, std::optional<quint64> id);
    /// Without an ack id a refusal comes as a system message to this session alone.
    void send(NamespaceSession *session, const ClassicSend &event, std::optional<quint64> id);

private:
    /// A join whose room is being entered.
    struct Entering
    {
        QPointer<NamespaceSession> session;
        IdentityService::Joined joined;
        std::optional<quint64> id;
        RecoveryRecord record;
        bool canRecover = false;
        bool isSaved = false; ///< or need not be
    };
    /// \p cuts: of the hub, when the join was asked for.
    void enter(NamespaceSession *session, const IdentityService::Joined &joined,
               std::optional<quint64> id, quint64 cuts);
    static void finish(SessionHub &hub, const Entering &entering,
                       const Result<User, ApiError> &person,
                       const Result<EnterRoom::Reply, ApiError> &entered);
    static void complete(SessionHub &hub, NamespaceSession *session,
                         const IdentityService::Joined &joined, const EnterRoom::Reply &entered,
                         std::optional<quint64> id);
    [[nodiscard]] static std::optional<ApiError>
    refusalOf(const Result<User, ApiError> &person,
              const Result<EnterRoom::Reply, ApiError> &entered, bool isSaved);
    /// The way back as it was before a join that failed.
    static void takeBack(SessionHub &hub, NamespaceSession *session);
    [[nodiscard]] static RecoveryRecord recordOf(const NamespaceSession *session,
                                                 const UserId &user);
    void refuseJoin(NamespaceSession *session, const ApiError &error, std::optional<quint64> id);
    void refuseSend(NamespaceSession *session, const ApiError &error, std::optional<quint64> id);

    SessionHub &m_hub;
    QString m_address;
};

} // namespace maru::server
