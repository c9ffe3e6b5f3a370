// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "common/result.h"
#include "server/chat/changes.h"
#include "server/chat/messagestore.h"
#include "server/chat/wrongcodes.h"

#include <QString>

#include <functional>
#include <optional>

namespace maru::server {

class Clock;
class EventSink;
class KnownRooms;

struct RoomRules
{
    bool createsNamespaces = false; ///< `--namespaces any`: a namespace without a room makes one
    bool isKorean = true; ///< the language of the welcome line
    bool limitsRates = true;
};

/// Rooms: which one a connection is at home in, entering, making and listing them.
class RoomService
{
public:
    /// Why a CONNECT is refused: the text of the CONNECT_ERROR, with a code unless it is "Invalid
    /// namespace".
    struct HomeRefusal
    {
        QString text;
        std::optional<ApiError> error;
    };
    using HomeHandler = std::function<void(Result<StoredRoom, HomeRefusal>)>;

    RoomService(MessageStore &store, EventSink &events, KnownRooms &knownRooms, const Clock &clock,
                const RoomRules &rules);

    /// From now on.
    void setRules(const RoomRules &rules)
    {
        m_rules = rules;
        m_wrongCodes.limitRates(rules.limitsRates);
    }

    /// The home room of a connection (docs/protocol.md §2). \p classCode is the query's; \p address
    /// counts wrong codes.
    void findHome(const QString &nsp, const QString &classCode, const QString &address,
                  HomeHandler done);

    /// Makes \p user a member of \p room. \c done runs before anybody is told. Errors: NotFound,
    /// Banned, StoreFailed.
    void enter(const User &user, const RoomId &room,
               std::function<void(Result<EnterRoom::Reply, ApiError>)> done, int maxRooms = 0);

    /// Every room \p user is a member of.
    void roomsOf(const User &user, std::function<void(Result<QList<MemberRoom>, ApiError>)> done);

    /// Shared by all ways that a class code can take.
    [[nodiscard]] WrongCodes &wrongCodes() { return m_wrongCodes; }

    /// Open rooms, a page.
    void list(const RoomList &request, std::function<void(Result<RoomsReply, ApiError>)> done);

    /// A new public room. Errors: BadName, NameTaken, StoreFailed.
    void createRoom(const QString &name, bool withClassCode,
                    std::function<void(Result<StoredRoom, ApiError>)> done);

    /// Every open room, for the administrator, also archived ones.
    void listAll(std::function<void(Result<QList<StoredRoom>, ApiError>)> done);

private:
    void findByCode(const QString &classCode, const QString &address, HomeHandler done);
    void findByName(const QString &name, const QString &classCode, const QString &address,
                    bool mayCreate, HomeHandler done);
    void createHome(const QString &name, const QString &classCode, const QString &address,
                    HomeHandler done);
    void findLobby(HomeHandler done);
    /// From what is known, else from the store. The handler may run at once.
    void find(const FindRoom &query, MessageStore::Handler<FindRoom> done);
    [[nodiscard]] Result<StoredRoom, HomeRefusal>
    checkCode(const StoredRoom &room, const QString &classCode, const QString &address);
    void refuseBanned(const UserId &user, const RoomId &room,
                      std::function<void(Result<EnterRoom::Reply, ApiError>)> done);
    void collectAll(QList<StoredRoom> soFar,
                    std::function<void(Result<QList<StoredRoom>, ApiError>)> done);

    MessageStore &m_store;
    EventSink &m_events;
    KnownRooms &m_knownRooms;
    const Clock &m_clock;
    RoomRules m_rules;
    WrongCodes m_wrongCodes;
};

} // namespace maru::server
