// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/storagethread.h"

#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/storage/commitpacer.h"
#include "server/storage/followuppacer.h"
#include "server/storage/listquery.h"
#include "server/storage/requestbytes.h"

#include <QCoreApplication>
#include <QDeadlineTimer>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <utility>

namespace maru::server {

// std::mutex, not QMutex: ThreadSanitizer understands it.
struct StorageThread::Shared
{
    std::mutex mutex;
    std::condition_variable wake; // something to do, or the end
    std::condition_variable hasEnded;
    std::deque<Request> queue;
    StorageThread *owner = nullptr; // null: nobody wants the replies any more
    bool isStopping = false;
    bool isEnded = false;
    bool isGathering = false; // the thread waits for more messages
    qsizetype hasty = 0; // requests in the queue that no commit may make wait
    qint64 firstUs = 0; // when the queue was last empty before a request; of steadyUs()
};

namespace {

qint64 steadyUs()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

/// Whether \p request may wait a moment for more of its kind.
bool isMessage(const std::variant<Change, Query> &request)
{
    const auto *change = std::get_if<Change>(&request);
    return change != nullptr && std::holds_alternative<AppendMessage>(*change);
}

} // namespace

StorageThread::StorageThread(BackendMaker makeBackend)
    : m_makeBackend(std::move(makeBackend))
    , m_shared(std::make_shared<Shared>())
{
    m_shared->owner = this;
    m_clock.start();
    m_recovery.setSingleShot(true);
    m_recovery.setInterval(limits::storeRecoveryMs);
    connect(&m_recovery, &QTimer::timeout, this, [this] {
        m_isProblemLogged = false;
        qCInfo(lcStorage, "the store takes messages again");
    });
}

StorageThread::~StorageThread()
{
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->owner = nullptr;
    }
    end(limits::stopTimeoutMs);
}

Result<void, OpenError> StorageThread::start()
{
    Q_ASSERT(m_state == State::New);
    using Opened = Result<ReaderMaker, OpenError>;
    std::promise<Opened> promise;
    std::future<Opened> opened = promise.get_future();
    m_thread = std::thread(
        [shared = m_shared, make = m_makeBackend, promise = std::move(promise)]() mutable {
            {
                // Made, used and destroyed in this thread: QtSql's connections belong to theirs.
                const std::unique_ptr<StorageBackend> backend = make();
                const Result<void, OpenError> result = backend->open();
                const bool isOpen = result.has_value();
                promise.set_value(isOpen ? Opened(backend->readerMaker())
                                         : Opened(failure(result.error())));
                if (isOpen) {
                    work(shared, *backend);
                    backend->close();
                }
            }
            const std::scoped_lock lock(shared->mutex);
            shared->isEnded = true;
            shared->hasEnded.notify_all();
        });
    const Opened result = opened.get();
    m_state = result ? State::Running : State::Stopped;
    if (!result) {
        m_thread.join();
        return failure(result.error());
    }
    if (*result) {
        m_pages = std::make_unique<ReaderThread>(*result, limits::maxWaitingPages);
        m_searches = std::make_unique<ReaderThread>(*result, limits::maxWaitingSearches);
    }
    return {};
}

void StorageThread::stop(int timeoutMs)
{
    end(timeoutMs);
    if (m_pages) {
        m_pages->refuseWaiting();
        m_searches->refuseWaiting();
    }
    // The last replies are posted by now, and the event loop may never run again.
    QCoreApplication::sendPostedEvents(&m_inbox);
    // What has no reply now will get none. (Called by a handler, some replies may still wait in
    // m_ready.)
    auto answered = m_ready.size();
    for (Waiting &waiting : m_waiting) {
        if (waiting.isRefused) {
            continue;
        }
        if (answered > 0) {
            --answered;
            continue;
        }
        waiting.isRefused = true;
        m_bytesOnTheirWay -= waiting.bytes;
        m_bytesRefused += waiting.bytes;
    }
    m_onTheirWay = static_cast<int>(m_ready.size());
    answerRefused();
}

void StorageThread::end(int timeoutMs)
{
    m_state = State::Stopped;
    const QDeadlineTimer deadline(timeoutMs);
    if (m_pages) {
        m_pages->end(timeoutMs / 4); // so that half of the time is the writer's
        m_searches->end(timeoutMs / 4);
    }
    if (!m_thread.joinable()) {
        return;
    }
    std::unique_lock lock(m_shared->mutex);
    m_shared->isStopping = true;
    m_shared->wake.notify_one();
    const bool hasEnded =
        m_shared->hasEnded.wait_for(lock, std::chrono::milliseconds(deadline.remainingTime()),
                                    [this] { return m_shared->isEnded; });
    if (hasEnded) {
        lock.unlock();
        m_thread.join();
        return;
    }
    m_shared->owner = nullptr;
    m_thread.detach(); // it keeps what it needs; the process is about to end anyway
    qCCritical(lcStorage, "The store did not stop within %d ms", timeoutMs);
}

void StorageThread::submitChange(Change change,
                                 std::function<void(Result<ChangeReply, StoreError>)> handler)
{
    submit(Request(std::move(change)),
           {[handler = std::move(handler)](Reply reply) {
                handler(std::get<Result<ChangeReply, StoreError>>(std::move(reply)));
            },
            Result<ChangeReply, StoreError>(failure(StoreError::Failed)), false});
}

void StorageThread::submitQuery(Query query, Order order,
                                std::function<void(Result<QueryReply, StoreError>)> handler)
{
    const bool isList = isListQuery(query);
    // A crowd that lists its people leaves half the places to pages of messages.
    const bool hasPlace =
        m_pages && (!isList || m_pages->queueLength() < limits::maxWaitingPages / 2);
    if (order == Order::Free && hasPlace) {
        if (isList) { // of MongoDB the writer alone knows people and rooms
            handler = [this, query, handler = std::move(handler)](auto reply) {
                reply ? handler(std::move(reply)) : submitQuery(query, Order::Kept, handler);
            };
        }
        const bool isSearch = std::holds_alternative<SearchMessages>(query);
        (isSearch ? m_searches : m_pages)->ask(std::move(query), std::move(handler));
        return;
    }
    submit(Request(std::move(query)),
           {[handler = std::move(handler)](Reply reply) {
                handler(std::get<Result<QueryReply, StoreError>>(std::move(reply)));
            },
            Result<QueryReply, StoreError>(failure(StoreError::Failed)), false});
}

qsizetype StorageThread::queueLength() const
{
    const qsizetype aside = m_pages ? m_pages->queueLength() + m_searches->queueLength() : 0;
    return qsizetype(m_waiting.size()) + aside;
}

void StorageThread::submit(Request request, Waiting waiting)
{
    waiting.bytes = requestBytes(request);
    if (m_state != State::Running || m_isBroken || m_onTheirWay >= limits::maxStoreQueue
        || m_bytesOnTheirWay + waiting.bytes > limits::maxStoreQueueBytes) {
        refuse(std::move(waiting));
        return;
    }
    m_bytesOnTheirWay += waiting.bytes;
    waiting.askedUs = m_clock.nsecsElapsed() / 1'000;
    m_waiting.push_back(std::move(waiting));
    ++m_onTheirWay;
    if (!m_watch.isActive()) {
        m_silentLooks = 0;
        m_watch.start(lookMs, this);
    }
    const bool isHasty = !isMessage(request);
    const std::scoped_lock lock(m_shared->mutex);
    if (m_shared->queue.empty()) {
        m_shared->firstUs = steadyUs();
    }
    m_shared->queue.push_back(std::move(request));
    m_shared->hasty += isHasty ? 1 : 0;
    const bool isEnough = isHasty || m_shared->queue.size() >= limits::enoughForACommit;
    if (m_shared->queue.size() == 1 || (m_shared->isGathering && isEnough)) {
        m_shared->wake.notify_one();
    }
}

void StorageThread::work(const std::shared_ptr<Shared> &shared, StorageBackend &backend)
{
    std::vector<Request> requests;
    Later later = Later::AfterAWhile; // what the last run left
    QString told; // the problem that the owner knows of
    CommitPacer pacer;
    FollowUpPacer followUps;
    qint64 breathUs = 0;
    while (takeRequests(*shared, requests, {later, backend.idleMs(), breathUs}, pacer)) {
        const bool hasAnswered = !requests.empty();
        if (hasAnswered) {
            post(*shared, answer(backend, std::exchange(requests, {})));
        }
        const Leisure leisure = followUps.leisure(leisureOf(*shared, hasAnswered), steadyUs());
        later = backend.followUp(leisure);
        breathUs = followUps.breathUs(leisure, steadyUs());
        backend.maintain();
        if (const QString problem = backend.problem(); hasAnswered || problem != told) {
            if (problem != told) { // else it went with the replies
                post(*shared, Batch{{}, problem, false});
            }
            told = problem;
        }
    }
}

Leisure StorageThread::leisureOf(Shared &shared, bool hasAnswered)
{
    const std::scoped_lock lock(shared.mutex);
    if (!shared.queue.empty() || shared.isStopping) {
        return Leisure::None;
    }
    return hasAnswered ? Leisure::Moment : Leisure::Plenty;
}

bool StorageThread::takeRequests(Shared &shared, std::vector<Request> &requests, Pause pause,
                                 CommitPacer &pacer)
{
    std::unique_lock lock(shared.mutex);
    const auto isWoken = [&shared] {
        return shared.isStopping || !shared.queue.empty();
    };
    if (pause.later == Later::Nothing && pause.idleMs < 0) {
        shared.wake.wait(lock, isWoken);
    } else if (pause.later == Later::Nothing) {
        shared.wake.wait_for(lock, std::chrono::milliseconds(pause.idleMs), isWoken);
    } else if (pause.later == Later::AfterAWhile) {
        shared.wake.wait_for(lock, std::chrono::milliseconds(limits::indexDelayMs), isWoken);
    } else if (pause.breathUs > 0) {
        shared.wake.wait_for(lock, std::chrono::microseconds(pause.breathUs), isWoken);
    }
    if (!shared.queue.empty()) {
        gather(shared, lock, pacer);
    }
    int changes = 0;
    int queries = 0;
    while (!shared.queue.empty()) {
        int &count = std::holds_alternative<Change>(shared.queue.front()) ? changes : queries;
        if (count == limits::maxCommitChanges) {
            break; // as many queries as changes, so that no reply waits for thousands of pages
        }
        ++count;
        shared.hasty -= isMessage(shared.queue.front()) ? 0 : 1;
        requests.push_back(std::move(shared.queue.front()));
        shared.queue.pop_front();
    }
    return !requests.empty() || !shared.isStopping;
}

void StorageThread::gather(Shared &shared, std::unique_lock<std::mutex> &lock, CommitPacer &pacer)
{
    const auto waiting = qsizetype(shared.queue.size());
    const auto isEnough = [&shared] {
        return shared.isStopping || shared.hasty > 0
            || shared.queue.size() >= limits::enoughForACommit;
    };
    std::optional<qsizetype> gained;
    if (!isEnough()) {
        if (const qint64 waitUs = pacer.waitUs(steadyUs(), shared.firstUs, waiting); waitUs > 0) {
            shared.isGathering = true;
            shared.wake.wait_for(lock, std::chrono::microseconds(waitUs), isEnough);
            shared.isGathering = false;
            gained = qsizetype(shared.queue.size()) - waiting;
        }
    }
    pacer.noteStart(steadyUs(), gained);
}

StorageThread::Batch StorageThread::answer(StorageBackend &backend, std::vector<Request> requests)
{
    std::vector<Change> changes;
    for (Request &request : requests) {
        if (Change *change = std::get_if<Change>(&request)) {
            changes.push_back(std::move(*change));
        }
    }
    std::vector<Result<ChangeReply, StoreError>> applied;
    if (!changes.empty()) {
        applied = backend.apply(changes);
        Q_ASSERT(applied.size() == changes.size());
    }
    const auto isBroken = [](const auto &result) {
        return !result && result.error() == StoreError::Broken;
    };
    Batch batch;
    batch.replies.reserve(requests.size());
    auto nextApplied = applied.begin();
    for (const Request &request : requests) {
        if (const Query *query = std::get_if<Query>(&request)) {
            auto result = backend.read(*query);
            batch.isBroken = batch.isBroken || isBroken(result);
            batch.replies.emplace_back(std::move(result));
        } else {
            batch.isBroken = batch.isBroken || isBroken(*nextApplied);
            batch.replies.emplace_back(std::move(*nextApplied++));
        }
    }
    batch.problem = backend.problem();
    return batch;
}

void StorageThread::post(Shared &shared, Batch batch)
{
    // Under the lock: the owner cannot go between the look and the post.
    const std::scoped_lock lock(shared.mutex);
    if (StorageThread *owner = shared.owner) {
        owner->m_inbox.post(
            [owner, batch = std::move(batch)]() mutable { owner->deliver(std::move(batch)); });
    }
}

} // namespace maru::server
