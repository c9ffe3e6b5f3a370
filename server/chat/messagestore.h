// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/chat/changes.h"
#include "server/chat/queries.h"

#include <functional>
#include <utility>

namespace maru::server {

/// Whether the reply to a query keeps its place among the replies, or may come at any time. The one
/// that may still sees everything that was answered before it was asked.
enum class Order : quint8 { Kept, Free };

/// The domain's way to its store: changes and queries go down, replies come back in the order of
/// the requests, but for queries of Order::Free.
///
/// A change is answered with success only after it is durable. Handlers run on the thread that
/// asked, never from within apply() or read(). A store that is destroyed drops the handlers it
/// still holds.
class MessageStore
{
public:
    template<class T>
    using Handler = std::function<void(Result<typename T::Reply, StoreError>)>;

    MessageStore() = default;
    MessageStore(const MessageStore &) = delete;
    MessageStore &operator=(const MessageStore &) = delete;
    virtual ~MessageStore() = default;

    /// Applies one change (a type of Change), then calls \p handler with its reply.
    template<class T>
    void apply(T change, Handler<T> handler)
    {
        submitChange(Change(std::move(change)),
                     [handler = std::move(handler)](Result<ChangeReply, StoreError> reply) {
                         handler(std::move(reply).map([](ChangeReply &&all) {
                             return std::get<typename T::Reply>(std::move(all));
                         }));
                     });
    }

    /// Answers one query (a type of Query). A store that cannot is StoreError::Unread, whatever
    /// the backend says: nobody wanted anything stored.
    template<class T>
    void read(T query, Handler<T> handler, Order order = Order::Kept)
    {
        submitQuery(Query(std::move(query)), order,
                    [handler = std::move(handler)](Result<QueryReply, StoreError> reply) {
                        handler(std::move(reply).map_error(unread).map([](QueryReply &&all) {
                            return std::get<typename T::Reply>(std::move(all));
                        }));
                    });
    }

protected:
    virtual void submitChange(Change change,
                              std::function<void(Result<ChangeReply, StoreError>)> handler) = 0;
    virtual void submitQuery(Query query, Order order,
                             std::function<void(Result<QueryReply, StoreError>)> handler) = 0;

private:
    static StoreError unread(StoreError error)
    {
        return error == StoreError::Failed || error == StoreError::Broken ? StoreError::Unread
                                                                          : error;
    }
};

} // namespace maru::server
