// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/readerthread.h"

#include "common/logging.h"
#include "common/serverlimits.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace maru::server {

// std::mutex, not QMutex: ThreadSanitizer understands it.
struct ReaderThread::Shared
{
    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable hasEnded;
    std::deque<Query> queue;
    ReaderThread *owner = nullptr; // null: nobody wants the answers any more
    bool isEnded = false;
};

ReaderThread::ReaderThread(ReaderMaker makeReader, qsizetype maxWaiting)
    : m_maxWaiting(maxWaiting)
    , m_shared(std::make_shared<Shared>())
{
    m_shared->owner = this;
    m_thread = std::thread([shared = m_shared, make = std::move(makeReader)] {
        work(shared, make);
        const std::scoped_lock lock(shared->mutex);
        shared->isEnded = true;
        shared->hasEnded.notify_all();
    });
}

ReaderThread::~ReaderThread()
{
    end(limits::stopTimeoutMs / 4);
}

void ReaderThread::end(int timeoutMs)
{
    if (!m_thread.joinable()) {
        return;
    }
    std::unique_lock lock(m_shared->mutex);
    m_shared->owner = nullptr;
    m_shared->queue.clear();
    m_shared->wake.notify_one();
    const bool hasEnded = m_shared->hasEnded.wait_for(lock, std::chrono::milliseconds(timeoutMs),
                                                      [this] { return m_shared->isEnded; });
    lock.unlock();
    if (hasEnded) {
        m_thread.join();
        return;
    }
    m_thread.detach(); // it keeps what it needs; the process is about to end anyway
    qCCritical(lcStorage, "A reader of the store did not stop within %d ms", timeoutMs);
}

void ReaderThread::refuseWaiting()
{
    while (!m_waiting.empty()) {
        answerFront(failure(StoreError::Failed));
    }
}

void ReaderThread::ask(Query query, Handler handler)
{
    if (qsizetype(m_waiting.size()) >= m_maxWaiting || !m_thread.joinable()) {
        m_inbox.post([handler = std::move(handler)] { handler(failure(StoreError::Failed)); });
        return;
    }
    m_waiting.push_back(std::move(handler));
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->queue.push_back(std::move(query));
    }
    m_shared->wake.notify_one();
}

void ReaderThread::answerFront(Result<QueryReply, StoreError> reply)
{
    // stop() may have answered it.
    if (m_waiting.empty()) {
        return;
    }
    const Handler handler = std::move(m_waiting.front());
    m_waiting.pop_front();
    handler(std::move(reply));
}

void ReaderThread::work(const std::shared_ptr<Shared> &shared, const ReaderMaker &makeReader)
{
    std::unique_ptr<StorageReader> reader; // made and destroyed in this thread, as QtSql wants it
    for (;;) {
        std::unique_lock lock(shared->mutex);
        shared->wake.wait(lock,
                          [&shared] { return shared->owner == nullptr || !shared->queue.empty(); });
        if (shared->owner == nullptr) {
            return;
        }
        const Query query = std::move(shared->queue.front());
        shared->queue.pop_front();
        lock.unlock();
        if (!reader) {
            reader = makeReader();
        }
        Result<QueryReply, StoreError> reply = reader->read(query);
        lock.lock();
        if (ReaderThread *owner = shared->owner) {
            owner->m_inbox.post([owner, reply = std::move(reply)]() mutable {
                owner->answerFront(std::move(reply));
            });
        }
    }
}

} // namespace maru::server
