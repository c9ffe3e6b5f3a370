// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/searchevents.h"
#include "common/protocol/errors.h"
#include "server/chat/domainbasics.h"
#include "server/chat/searchquery.h"
#include "server/chat/stored.h"

#include <functional>
#include <memory>

namespace maru::server {

/// The use case of searching. Only rooms that the asker is a member of, also still at the end.
class SearchService
{
public:
    using Done = std::function<void(Result<SearchReply, ApiError>)>;

    explicit SearchService(const DomainBasics &basics)
        : m_basics(basics)
    { }

    /// Errors: BadRequest (nothing to search for, a foreign cursor), NotMember (\c room), NotFound
    /// (nobody or no room of the asker's has the name after `from:` or `in:`), StoreFailed.
    void search(const User &asker, const MessageSearch &request, Done done);

private:
    struct Search;

    void findRoom(const std::shared_ptr<Search> &search);
    void findAuthor(const std::shared_ptr<Search> &search);
    void ask(const std::shared_ptr<Search> &search);

    DomainBasics m_basics;
};

} // namespace maru::server
