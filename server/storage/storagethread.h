// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "common/storelimits.h"
#include "common/threadinbox.h"
#include "server/chat/messagestore.h"
#include "server/storage/backendfactory.h"
#include "server/storage/latencyhistogram.h"
#include "server/storage/readerthread.h"

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

namespace maru::server {

class CommitPacer;

/// Runs one backend in a thread of its own and answers in the order of the requests.
///
/// Group commit: whenever the backend is free, everything that waits (at most
/// limits::maxCommitChanges changes) becomes one transaction. It does not wait for more to come,
/// but in a stream of messages (CommitPacer). A batch's queries are answered after its changes.
/// When more than limits::maxStoreQueue requests or limits::maxStoreQueueBytes are on their way,
/// further ones are answered StoreError::Failed, in their turn; when as many of those wait, at
/// once.
///
/// Queries of Order::Free are answered by threads of their own, if the backend has readers: one for
/// searches, which take their time, one for all others, which are pages and wait for no commit.
///
/// Thread: all of it belongs to the thread that made it, which also runs the handlers, from its
/// event loop. A handler must not destroy the store.
class StorageThread final : public QObject, public MessageStore
{
    Q_OBJECT
public:
    explicit StorageThread(BackendMaker makeBackend);
    /// Stores what is waiting and closes the backend, but drops the handlers.
    ~StorageThread() override;

    /// Opens the backend in its thread and waits for the result; once only.
    [[nodiscard]] Result<void, OpenError> start();

    /// Stores and answers everything that waits, then closes. Gives up after \p timeoutMs (a disk
    /// that hangs): what is unanswered then is answered Failed. All later requests are answered
    /// Failed.
    void stop(int timeoutMs);

    /// Why the last transaction failed, for /healthz; empty while all is well. Cleared by the next
    /// success. Also that the backend is silent while requests wait, for silentMs and longer. The
    /// log says when it comes and when it is over.
    [[nodiscard]] const QString &problem() const
    {
        return m_silence.isEmpty() ? m_problem : m_silence;
    }
    static constexpr int silentMs = 5'000;

    /// Requests that have no answer yet.
    [[nodiscard]] qsizetype queueLength() const;
    /// How long requests waited for their answer, from asking to the handler.
    [[nodiscard]] const LatencyHistogram &latencies() const { return m_latencies; }
    [[nodiscard]] quint64 refusedCount() const { return m_refusedCount; } ///< asked in vain

signals:
    /// The store cannot be trusted any more: stop the server. Emitted once.
    void broken(const QString &reason);

protected:
    void submitChange(Change change,
                      std::function<void(Result<ChangeReply, StoreError>)> handler) override;
    void submitQuery(Query query, Order order,
                     std::function<void(Result<QueryReply, StoreError>)> handler) override;
    void timerEvent(QTimerEvent *event) override;

private:
    using Request = std::variant<Change, Query>;
    using Reply = std::variant<Result<ChangeReply, StoreError>, Result<QueryReply, StoreError>>;
    using Handler = std::function<void(Reply)>;
    struct Waiting
    {
        Handler handler;
        Reply refusal;
        bool isRefused = false;
        qint64 askedUs = 0;
        qint64 bytes = 0;
    };
    struct Batch
    {
        std::vector<Reply> replies;
        QString problem;
        bool isBroken = false;
    };
    struct Shared; // what both threads see
    enum class State : quint8 { New, Running, Stopped };
    static constexpr int lookMs = 1'000;

    // The storage thread's side.
    static void work(const std::shared_ptr<Shared> &shared, StorageBackend &backend);
    struct Pause // how long nothing may happen
    {
        Later later;
        int idleMs;
        qint64 breathUs = 0; // before what is to be done at once
    };
    /// False: it is over.
    static bool takeRequests(Shared &shared, std::vector<Request> &requests, Pause pause,
                             CommitPacer &pacer);
    static void gather(Shared &shared, std::unique_lock<std::mutex> &lock, CommitPacer &pacer);
    static Leisure leisureOf(Shared &shared, bool hasAnswered);
    static Batch answer(StorageBackend &backend, std::vector<Request> requests);
    static void post(Shared &shared, Batch batch);

    // The asking thread's side.
    void submit(Request request, Waiting waiting);
    void refuse(Waiting waiting);
    void deliver(Batch batch);
    void takeProblem(const QString &problem);
    void deliverReady();
    void answerRefused();
    void answerFront(Reply reply);
    void noteAnswer();
    void end(int timeoutMs);

    BackendMaker m_makeBackend;
    ThreadInbox m_inbox;
    std::shared_ptr<Shared> m_shared;
    std::thread m_thread;
    std::unique_ptr<ReaderThread> m_pages; // both gone before the backend is closed
    std::unique_ptr<ReaderThread> m_searches;
    State m_state = State::New;
    std::deque<Waiting> m_waiting; // in the order of the requests; handlers never leave this thread
    std::deque<Reply> m_ready; // replies that have come but are not handed on yet
    int m_onTheirWay = 0; // of m_waiting, those that the storage thread answers
    qint64 m_bytesOnTheirWay = 0;
    qint64 m_bytesRefused = 0; // of those that wait for their turn
    QElapsedTimer m_clock;
    LatencyHistogram m_latencies;
    quint64 m_refusedCount = 0;
    bool m_isDelivering = false;
    bool m_isBroken = false;
    QString m_problem;
    bool m_isProblemLogged = false;
    QTimer m_recovery; // runs while all is well again, but not yet said so
    QBasicTimer m_watch; // while requests wait
    int m_silentLooks = 0; // of it, one after the other, between which nothing was answered
    bool m_hasAnswered = false; // since the last one
    QString m_silence; // a problem of its own: the backend cannot say it
};

} // namespace maru::server
