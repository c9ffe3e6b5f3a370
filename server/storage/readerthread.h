// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "common/threadinbox.h"
#include "server/storage/storagebackend.h"

#include <deque>
#include <functional>
#include <memory>
#include <thread>

namespace maru::server {

/// Runs one StorageReader in a thread of its own, so that a search holds up no message and a page
/// waits for no commit.
/// Answers in the order of the questions.
///
/// At most \c maxWaiting questions wait; further ones are answered StoreError::Failed at once, but
/// never from within ask().
///
/// Thread: all of it belongs to the thread that made it, which also runs the handlers.
class ReaderThread
{
public:
    using Handler = std::function<void(Result<QueryReply, StoreError>)>;

    ReaderThread(ReaderMaker makeReader, qsizetype maxWaiting);
    ReaderThread(const ReaderThread &) = delete;
    ReaderThread &operator=(const ReaderThread &) = delete;
    ~ReaderThread(); ///< as end() with its share of limits::stopTimeoutMs

    void ask(Query query, Handler handler);
    /// Waits for the question that is being answered, and lets the reader go. Gives up after
    /// \p timeoutMs (a database that hangs). Nothing is answered any more; what is asked later is
    /// answered Failed.
    void end(int timeoutMs);
    /// After end(): answers everything that waits Failed.
    void refuseWaiting();

    [[nodiscard]] qsizetype queueLength() const { return qsizetype(m_waiting.size()); }

private:
    struct Shared; // what both threads see

    static void work(const std::shared_ptr<Shared> &shared, const ReaderMaker &makeReader);
    void answerFront(Result<QueryReply, StoreError> reply);

    qsizetype m_maxWaiting;
    ThreadInbox m_inbox;
    std::shared_ptr<Shared> m_shared;
    std::deque<Handler> m_waiting; // in the order of the questions; they never leave this thread
    std::thread m_thread;
};

} // namespace maru::server
