// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/messagestore.h"
#include "server/storage/storagebackend.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <deque>

namespace maru::server {

/// A store whose answers come when the test says so, in the order of the requests.
///
/// Requests wait until answerNext(); a change is committed when it is answered, unless
/// `readsSeeLaterChanges` lets a read overtake the answers (not the commits) of what was asked
/// after it, as a second storage thread would.
class TestStore final : public MessageStore
{
public:
    explicit TestStore(StorageBackend &backend)
        : m_backend(backend)
    { }

    bool isHeld = false; ///< World::settle() leaves the answers to the test
    bool readsSeeLaterChanges = false;
    int failNextChanges = 0;
    int failNextReads = 0;
    QString failChange; ///< every change of this kind fails
    QString failRead;
    QStringList *journal = nullptr; ///< gets "commit <kind>" when a change is durable
    QList<Change> committed; ///< oldest first
    Order lastOrder = Order::Kept; ///< of the last query

    /// Answers the oldest request; false if none waits.
    bool answerNext()
    {
        if (m_requests.empty()) {
            return false;
        }
        if (!m_requests.front().isChange && readsSeeLaterChanges) {
            for (Request &later : m_requests) {
                commit(later);
            }
        }
        commit(m_requests.front());
        const Request request = std::move(m_requests.front());
        m_requests.pop_front();
        if (request.isChange) {
            request.changed(*request.reply);
        } else {
            request.answered(read(request));
        }
        return true;
    }
    void answerAll()
    {
        while (answerNext()) { }
    }
    /// Answers up to and including the next request of \p kind; false if none waits.
    bool answerThrough(const QString &kind)
    {
        while (!m_requests.empty()) {
            const bool isLast = m_requests.front().kind == kind;
            answerNext();
            if (isLast) {
                return true;
            }
        }
        return false;
    }
    /// The power cut: what was not answered is neither stored nor answered.
    void dropAll() { m_requests.clear(); }

    /// The kinds of the requests that wait, such as "AppendMessage".
    [[nodiscard]] QStringList waiting() const
    {
        QStringList kinds;
        for (const Request &request : m_requests) {
            kinds.append(request.kind);
        }
        return kinds;
    }
    template<class T>
    [[nodiscard]] QList<T> committedOf() const
    {
        QList<T> found;
        for (const Change &change : committed) {
            if (const T *one = std::get_if<T>(&change)) {
                found.append(*one);
            }
        }
        return found;
    }

protected:
    void submitChange(Change change,
                      std::function<void(Result<ChangeReply, StoreError>)> handler) override
    {
        static const std::array kinds{
            "CreateUser",    "HoldName",      "RenameUser",     "RevokeToken",    "ReleaseName",
            "AddSession",    "RevokeSession", "SetPassword",    "SetProfile",     "SetUserRole",
            "SetUserBan",    "TouchPerson",   "AddInvite",      "UseInvite",      "CreateRoom",
            "EnterRoom",     "OpenDirect",    "UpdateRoom",     "SetMember",      "RemoveMember",
            "AppendMessage", "EditMessage",   "DeleteMessage",  "SetReaction",    "SetRead",
            "SaveRecovery",  "LoseRecovery",  "ForgetRecovery", "ExpireRecovery", "BeginUpload",
            "EndUpload",     "TouchUpload",   "DropUpload",     "ForgetFile",     "ExpireFiles"};
        static_assert(kinds.size() == std::variant_size_v<Change::Alternatives>);
        Request request;
        request.isChange = true;
        request.kind = QString::fromLatin1(kinds[change.index()]);
        request.change = std::move(change);
        request.changed = std::move(handler);
        m_requests.push_back(std::move(request));
    }
    void submitQuery(Query query, Order order,
                     std::function<void(Result<QueryReply, StoreError>)> handler) override
    {
        static const std::array kinds{
            "FindUserByName", "FindUserByToken", "FindUser",       "ListSessions", "ListUsers",
            "ListServerBans", "LacksOwner",      "IsInviteGood",   "FindRoom",     "AnyClassCode",
            "ListRooms",      "MemberRooms",     "FindMember",     "ListMembers",  "FindBan",
            "FindPlaces",     "ListSanctions",   "ReadHistory",    "ReadChanges",  "ReadEdits",
            "ReadReaders",    "FindRecovery",    "SearchMessages", "FindUpload",   "FindFile",
            "ReadFileUsage",  "FindStrayFiles",  "ReadStoreId"};
        static_assert(kinds.size() == std::variant_size_v<Query::Alternatives>);
        Request request;
        request.kind = QString::fromLatin1(kinds[query.index()]);
        request.query = std::move(query);
        lastOrder = order;
        request.answered = std::move(handler);
        m_requests.push_back(std::move(request));
    }

private:
    struct Request
    {
        bool isChange = false;
        QString kind;
        Change change;
        Query query;
        std::function<void(Result<ChangeReply, StoreError>)> changed;
        std::function<void(Result<QueryReply, StoreError>)> answered;
        std::optional<Result<ChangeReply, StoreError>> reply; // once it is committed
    };

    void commit(Request &request)
    {
        if (!request.isChange || request.reply) {
            return;
        }
        if (failNextChanges > 0 || request.kind == failChange) {
            failNextChanges = std::max(0, failNextChanges - 1);
            request.reply = failure(StoreError::Failed);
            return;
        }
        request.reply = m_backend.apply({request.change}).front();
        if (request.reply->has_value()) {
            committed.append(request.change);
            if (journal != nullptr) {
                journal->append(u"commit "_qs + request.kind);
            }
        }
    }
    Result<QueryReply, StoreError> read(const Request &request)
    {
        if (failNextReads > 0 || request.kind == failRead) {
            failNextReads = std::max(0, failNextReads - 1);
            return failure(StoreError::Failed);
        }
        return m_backend.read(request.query);
    }

    StorageBackend &m_backend;
    std::deque<Request> m_requests;
};

} // namespace maru::server
