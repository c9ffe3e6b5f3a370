// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "common/result.h"
#include "server/chat/changes.h"
#include "server/chat/messagestore.h"

#include <functional>

namespace maru::server {

class Clock;

/// Who may take which name (`--identity`).
enum class IdentityMode : quint8 {
    Open, ///< every name is anybody's
    Claimed, ///< the first native client that takes a name holds it
    Password, ///< as Claimed, and a join needs a password
};

/// Names and who holds them (docs/protocol.md §6).
class IdentityService
{
public:
    struct Joined
    {
        User user;
        QString token; ///< a new one for the device; empty if none was made
        QByteArray tokenHash; ///< of the token that was presented or made; empty in open names
    };
    using JoinHandler = std::function<void(Result<Joined, ApiError>)>;

    IdentityService(MessageStore &store, const Clock &clock, IdentityMode mode);

    /// From now on.
    void setMode(IdentityMode mode) { m_mode = mode; }

    /// A classic join: takes a free or an open name. Errors: BadName, NameTaken (held),
    /// AuthRequired, StoreFailed.
    void joinClassic(const QString &userName, JoinHandler done);

    /// A native join: by token, or takes a free or open name and holds it from then on. Errors: as
    /// above, and BadCredentials (unknown token).
    void joinNative(const SessionJoin &request, JoinHandler done);

    /// A second classic join on one connection: the same person under another name. Errors:
    /// BadName, NameTaken. A held name cannot be renamed by a classic client: it becomes a join of
    /// the other name.
    void renameClassic(const User &user, const QString &userName, JoinHandler done);

    /// Whether the token of \p tokenHash is (still) good. Errors: BadCredentials, StoreFailed.
    void verify(const QByteArray &tokenHash, std::function<void(Result<User, ApiError>)> done);

    void revoke(const QByteArray &tokenHash, std::function<void(Result<Nothing, StoreError>)> done);

private:
    struct Name
    {
        QString text;
        QString key;
        QString skeleton;
    };

    [[nodiscard]] static Result<Name, ApiError> checkedName(const QString &text);
    void find(const Name &name, MessageStore::Handler<FindUserByName> done);
    void joinByName(const Name &name, bool isNative, int triesLeft, JoinHandler done);
    void create(const Name &name, bool isNative, int triesLeft, JoinHandler done);
    void rename(const UserId &user, const Name &name, JoinHandler done);
    void hold(const StoredUser &user, const Name &name, JoinHandler done);
    void refuseTaken(const Name &name, JoinHandler done);
    void suggest(const QString &candidate, int triesLeft,
                 std::function<void(const QString &)> done);

    MessageStore &m_store;
    const Clock &m_clock;
    IdentityMode m_mode;
};

} // namespace maru::server
