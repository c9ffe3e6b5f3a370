// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/listquery.h"
#include "server/storage/memorybackend.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace maru::server::fixture {

using namespace Qt::StringLiterals;

/// What a test and the backend in its thread share.
struct Stage
{
    std::mutex mutex;
    std::condition_variable changed;
    bool isOpen = true; // false: apply() and read() wait
    bool isWaiting = false; // the backend has come to the closed gate
    std::optional<StoreError> error; // answer everything with it
    std::vector<size_t> batches; // sizes of the transactions so far
    std::vector<std::thread::id> threads; // of every call, from creation to destruction
    int maintained = 0;
    bool isClosed = false;
    bool areReadersOpen = true; // false: their read() waits
    int waitingReaders = 0;
    int goneReaders = 0;

    void setOpen(bool open)
    {
        const std::scoped_lock lock(mutex);
        isOpen = open;
        changed.notify_all();
    }
    void setReadersOpen(bool open)
    {
        const std::scoped_lock lock(mutex);
        areReadersOpen = open;
        changed.notify_all();
    }
    void waitUntilReadersAreBusy(int count)
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this, count] { return waitingReaders == count; });
    }
    void waitUntilBusy()
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return isWaiting; });
    }
    void setError(std::optional<StoreError> value)
    {
        const std::scoped_lock lock(mutex);
        error = value;
    }
    int maintenances()
    {
        const std::scoped_lock lock(mutex);
        return maintained;
    }
    std::vector<size_t> batchSizes()
    {
        const std::scoped_lock lock(mutex);
        return batches;
    }
};

/// Finds nothing, knows nobody, and waits for nobody but its test.
class EmptyReader final : public StorageReader
{
public:
    explicit EmptyReader(Stage &stage)
        : m_stage(stage)
    { }
    ~EmptyReader() override
    {
        const std::scoped_lock lock(m_stage.mutex);
        ++m_stage.goneReaders;
    }

    Result<QueryReply, StoreError> read(const Query &query) override
    {
        std::unique_lock lock(m_stage.mutex);
        ++m_stage.waitingReaders;
        m_stage.changed.notify_all();
        m_stage.changed.wait(lock, [this] { return m_stage.areReadersOpen; });
        --m_stage.waitingReaders;
        if (isListQuery(query)) {
            return failure(StoreError::Failed); // knows nobody
        }
        return QueryReply(ReadHistory::Reply{});
    }

private:
    Stage &m_stage;
};

/// A MemoryBackend that stops and fails when its test wants it to.
class StagedBackend final : public StorageBackend
{
public:
    explicit StagedBackend(Stage &stage, bool canOpen)
        : m_stage(stage)
        , m_canOpen(canOpen)
    {
        note();
    }
    ~StagedBackend() override { note(); }

    Result<void, OpenError> open() override
    {
        note();
        return m_canOpen ? m_inner.open() : failure(OpenError{u"No such luck."_s});
    }
    std::vector<Result<ChangeReply, StoreError>> apply(const std::vector<Change> &changes) override
    {
        note();
        std::optional<StoreError> error;
        {
            std::unique_lock lock(m_stage.mutex);
            m_stage.batches.push_back(changes.size());
            m_stage.isWaiting = !m_stage.isOpen;
            m_stage.changed.notify_all();
            m_stage.changed.wait(lock, [this] { return m_stage.isOpen; });
            m_stage.isWaiting = false;
            error = m_stage.error;
        }
        m_problem = error ? u"The disk is full."_s : QString();
        if (error) {
            return std::vector<Result<ChangeReply, StoreError>>(changes.size(), failure(*error));
        }
        return m_inner.apply(changes);
    }
    Result<QueryReply, StoreError> read(const Query &query) override
    {
        note();
        return m_inner.read(query);
    }
    ReaderMaker readerMaker() const override
    {
        return [&stage = m_stage] {
            return std::make_unique<EmptyReader>(stage);
        };
    }
    QString problem() const override { return m_problem; }
    void maintain() override
    {
        const std::scoped_lock lock(m_stage.mutex);
        ++m_stage.maintained;
    }
    void close() override
    {
        note();
        const std::scoped_lock lock(m_stage.mutex);
        m_stage.isClosed = true;
    }

private:
    void note()
    {
        const std::scoped_lock lock(m_stage.mutex);
        m_stage.threads.push_back(std::this_thread::get_id());
    }

    Stage &m_stage;
    bool m_canOpen;
    MemoryBackend m_inner;
    QString m_problem;
};

} // namespace maru::server::fixture
