// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "common/result.h"
#include "server/chat/changes.h"
#include "server/chat/devicecodes.h"
#include "server/chat/loginthrottle.h"
#include "server/chat/messagestore.h"

#include <functional>
#include <memory>

namespace maru::server {

class Clock;
class PasswordHasher;
class Presence;

/// Who may take which name (`--identity`).
enum class IdentityMode : quint8 {
    Open, ///< every name is anybody's
    Claimed, ///< the first native client that takes a name holds it
    Password, ///< as Claimed, and a join needs a password
};

/// The refusal of somebody who is banned from the server at \p nowMs.
[[nodiscard]] std::optional<ApiError> banOf(const StoredUser &user, qint64 nowMs);
/// The rule for a new password. BadRequest or TooLarge.
[[nodiscard]] std::optional<ApiError> passwordRefusal(const QString &password);

/// Where somebody comes from, and to.
struct JoinWay
{
    QString address = {}; ///< counts wrong passwords
    RoomId home = {}; ///< who is banned from it takes no name and gets no token
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
        bool isLifted = false; ///< to another role than the one that is known of the person
        QByteArray inviteHash = {}; ///< of the invitation that was used up; empty if none was
        UserRole roleBefore = UserRole::Member; ///< the invitation
        bool isOfEarlierJoin = false; ///< whose answer was lost: it made the token
        QString nameBefore = {}; ///< of a person who was renamed
        bool isNew = false; ///< there was no such person before
    };
    using JoinHandler = std::function<void(Result<Joined, ApiError>)>;
    using ProfileHandler = std::function<void(Result<User, ApiError>)>;

    /// Without \p passwords none is taken; without \p presence nobody is here.
    IdentityService(MessageStore &store, const Clock &clock, IdentityMode mode,
                    PasswordHasher *passwords = nullptr, Presence *presence = nullptr);

    /// From now on.
    void setMode(IdentityMode mode) { m_mode = mode; }
    [[nodiscard]] IdentityMode mode() const { return m_mode; }
    void setLimitsRates(bool limits)
    {
        m_throttle.setLimitsRates(limits);
        m_limitsRates = limits;
    }

    /// A classic join: takes a free or an open name. Errors: BadName, NameTaken (held),
    /// AuthRequired, StoreFailed.
    void joinClassic(const QString &userName, JoinHandler done);

    /// A native join: by token, or takes a free or open name and holds it from then on. Errors: as
    /// above, and BadCredentials (unknown token).
    /// With a password: opens the name that has it, or takes a free or open name and gives it that
    /// password. With a device code: opens the name it was made for. With an invitation the role
    /// is lifted to it. A `newToken` that is known opens its name as a token does, whatever else is
    /// brought.
    void joinNative(const SessionJoin &request, JoinHandler done, const JoinWay &way = {});

    /// A code with which one more device may join under the name of \p user (see joinNative()),
    /// as long as the device of \p tokenHash is good. Errors: Forbidden (nobody holds the name),
    /// SlowDown (too many wait).
    [[nodiscard]] Result<SessionCodeReply, ApiError> makeDeviceCode(const User &user,
                                                                    const QByteArray &tokenHash);

    /// A second classic join on one connection, which is all that knows of the person: the same
    /// person under another name. Errors:
    /// BadName, NameTaken, Banned (also from \p home). A held name cannot be renamed by a classic
    /// client: it becomes a join of the other name.
    void renameClassic(const User &user, const QString &userName, const RoomId &home,
                       JoinHandler done);

    /// A new name, a new password, or both: then both or neither. A password needs the one of
    /// before; it ends the other sessions, which is for the caller to say. Errors: BadRequest,
    /// TooLarge, BadName, NameTaken, Forbidden (somebody else holds the name), AuthRequired and
    /// BadCredentials (the current password), SlowDown, StoreFailed.
    void changeProfile(const User &user, const QByteArray &tokenHash, const ProfileSet &request,
                       const QString &address, ProfileHandler done);
    /// Whatever the one of before was; the sessions end, which is for the caller to say.
    void resetPassword(const UserId &user, const QString &password, ProfileHandler done);
    /// A name with a password, that no device holds yet. Errors: as of a join.
    void createWithPassword(const QString &userName, const QString &password, UserRole role,
                            ProfileHandler done);

    /// Whether the token of \p tokenHash is (still) good. Errors: BadCredentials, Banned,
    /// StoreFailed.
    void verify(const QByteArray &tokenHash, std::function<void(Result<User, ApiError>)> done);

    /// Whether \p user may (still) be here, who came without a token. Errors: Banned,
    /// BadCredentials (gone), NameTaken (held meanwhile), StoreFailed.
    void verifyUser(const UserId &user, std::function<void(Result<User, ApiError>)> done);

    /// A join that was answered with \p joined came to nothing: its new token goes, and the name is
    /// open again if nothing else holds it; then its invitation was not used either. Who was
    /// renamed is called as before.
    void takeBack(const Joined &joined);

    void revoke(const QByteArray &tokenHash, std::function<void(Result<Nothing, StoreError>)> done);

private:
    struct Device // of a native join
    {
        QString name;
        QString passwordHash; ///< that a name which is taken gets
        QString token; ///< that the device gets
    };
    struct ProfileWork;
    struct Name
    {
        QString text;
        QString key;
        QString skeleton;
    };

    [[nodiscard]] static Result<Name, ApiError> checkedName(const QString &text);
    void find(const Name &name, MessageStore::Handler<FindUserByName> done);
    void joinByName(const Name &name, bool isNative, int triesLeft, JoinHandler done,
                    const Device &device = {}, const RoomId &home = {});
    void create(const Name &name, bool isNative, int triesLeft, JoinHandler done,
                const Device &device, const RoomId &home);
    [[nodiscard]] static Device deviceOf(const SessionJoin &request,
                                         const QString &passwordHash = {});
    void joinAnew(const SessionJoin &request, JoinHandler done, const JoinWay &way);
    /// \p done, behind the use of the invitation that \p request brings, if any.
    [[nodiscard]] JoinHandler joinInvited(const SessionJoin &request, JoinHandler done);
    void joinUninvited(const SessionJoin &request, JoinHandler done, const JoinWay &way);
    void joinByPassword(const SessionJoin &request, const Name &name, const JoinWay &way,
                        JoinHandler done);
    void joinByCode(const SessionJoin &request, const Name &name, const JoinWay &way,
                    JoinHandler done);
    void comparePassword(const QString &password, const StoredUser &user, const QString &address,
                         const QString &wrong, std::function<void(Result<Nothing, ApiError>)> done);
    /// \p address: of who chooses it; empty: the administrator does.
    void hashPassword(const QString &password, const QString &address,
                      std::function<void(Result<QString, ApiError>)> done);
    /// \p next, or the refusal of who is banned from the server or from \p home.
    void unlessBanned(const StoredUser &user, const RoomId &home, const JoinHandler &done,
                      std::function<void()> next);
    /// \p changed: the refusal if \p user has another password by then.
    void addDevice(const StoredUser &user, const Device &device, const ApiError &changed,
                   JoinHandler done);
    [[nodiscard]] std::optional<ApiError> refusalToChange(const StoredUser &user,
                                                          const ProfileWork &work) const;
    void applyProfile(const std::shared_ptr<ProfileWork> &work);
    void rename(const User &user, const Name &name, JoinHandler done);
    void hold(const StoredUser &user, const Name &name, JoinHandler done, const Device &device);
    void refuseTaken(const Name &name, JoinHandler done);
    void suggest(const QString &candidate, int triesLeft,
                 std::function<void(const QString &)> done);

    MessageStore &m_store;
    const Clock &m_clock;
    IdentityMode m_mode;
    PasswordHasher *m_passwords;
    Presence *m_presence;
    LoginThrottle m_throttle;
    QHash<QString, int> m_newPasswords; // by address, while they are hashed
    bool m_limitsRates = true;
    DeviceCodes m_codes;
};

} // namespace maru::server
