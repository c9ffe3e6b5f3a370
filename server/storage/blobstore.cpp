// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/blobstore.h"

#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/storage/blobfolder.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace maru::server {

// std::mutex, not QMutex: ThreadSanitizer understands it.
struct BlobStore::Shared
{
    std::mutex mutex;
    std::condition_variable wake; // something to do, or the end
    std::condition_variable hasEnded;
    std::deque<Task> queue;
    BlobStore *owner = nullptr; // null: nobody wants the answers any more
    bool isStopping = false;
    bool isEnded = false;
};

BlobStore::BlobStore(const QString &folder)
    : m_shared(std::make_shared<Shared>())
{
    m_shared->owner = this;
    m_thread = std::thread([shared = m_shared, folder] { work(shared, folder); });
}

BlobStore::~BlobStore()
{
    std::unique_lock lock(m_shared->mutex);
    m_shared->owner = nullptr;
    m_shared->isStopping = true;
    m_shared->wake.notify_one();
    const bool hasEnded =
        m_shared->hasEnded.wait_for(lock, std::chrono::milliseconds(limits::stopTimeoutMs / 2),
                                    [this] { return m_shared->isEnded; });
    lock.unlock();
    if (hasEnded) {
        m_thread.join();
    } else {
        m_thread.detach(); // it keeps what it needs; the process is about to end anyway
        qCCritical(lcStorage, "The disk of the files did not answer");
    }
}

void BlobStore::work(const std::shared_ptr<Shared> &shared, const QString &path)
{
    BlobFolder folder(path);
    std::unique_lock lock(shared->mutex);
    for (;;) {
        shared->wake.wait(lock, [&shared] { return shared->isStopping || !shared->queue.empty(); });
        if (shared->queue.empty()) {
            break;
        }
        Task task = std::move(shared->queue.front());
        shared->queue.pop_front();
        lock.unlock();
        std::optional<Answer> reply = task.work(folder);
        lock.lock();
        if (!reply) {
            if (!shared->isStopping) {
                shared->queue.push_back(std::move(task));
            }
        } else if (task.id != 0 && shared->owner != nullptr) {
            shared->owner->m_inbox.post(
                [owner = shared->owner, id = task.id, reply = *std::move(reply)]() mutable {
                    owner->answer(id, std::move(reply));
                });
        }
    }
    shared->isEnded = true;
    shared->hasEnded.notify_all();
}

void BlobStore::enqueue(Task task)
{
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->queue.push_back(std::move(task));
    m_shared->wake.notify_one();
}

template<class T>
void BlobStore::ask(Work work, Handler<T> done)
{
    const quint64 id = ++m_lastId;
    const bool isTooMuch = m_waiting.size() >= limits::maxDiskRequests;
    m_waiting[id] = [done = std::move(done)](Answer reply) {
        done(std::get<Reply<T>>(std::move(reply)));
    };
    if (isTooMuch) {
        m_inbox.post([this, id] { answer(id, Reply<T>(failure(BlobError::Busy))); });
    } else {
        enqueue({id, std::move(work)});
    }
}

void BlobStore::tell(std::function<void(BlobFolder &)> work)
{
    enqueue({0, [work = std::move(work)](BlobFolder &folder) {
                 work(folder);
                 return std::optional<Answer>(Reply<bool>(true));
             }});
}

void BlobStore::answer(quint64 id, Answer reply)
{
    const auto waiting = m_waiting.find(id);
    Q_ASSERT(waiting != m_waiting.end());
    const auto handler = std::move(waiting->second);
    m_waiting.erase(waiting);
    handler(std::move(reply));
}

void BlobStore::claim(const QString &storeId, Handler<bool> done)
{
    ask<bool>([storeId](BlobFolder &folder) { return Answer(folder.claim(storeId)); },
              std::move(done));
}

void BlobStore::open(const FileId &upload, Handler<qint64> done)
{
    ask<qint64>(
        [upload, bytes = Reply<qint64>(-1)](BlobFolder &folder) mutable -> std::optional<Answer> {
            if (bytes == -1) { // once: it may be dropped before it has caught up
                bytes = folder.open(upload);
            }
            if (!bytes) {
                return Answer(bytes);
            }
            const Reply<bool> isHashed = folder.catchUp(upload);
            if (!isHashed) {
                return Answer(Reply<qint64>(failure(isHashed.error())));
            }
            return *isHashed ? std::optional<Answer>(bytes) : std::nullopt;
        },
        std::move(done));
}

void BlobStore::append(const FileId &upload, const QByteArray &bytes, Handler<qint64> done)
{
    ask<qint64>(
        [upload, bytes](BlobFolder &folder) { return Answer(folder.append(upload, bytes)); },
        std::move(done));
}

void BlobStore::pause(const FileId &upload)
{
    tell([upload](BlobFolder &folder) { folder.pause(upload); });
}

void BlobStore::size(const FileId &upload, Handler<qint64> done)
{
    ask<qint64>([upload](BlobFolder &folder) { return Answer(folder.size(upload)); },
                std::move(done));
}

void BlobStore::finish(const FileId &upload, Handler<Blob> done)
{
    ask<Blob>([upload](BlobFolder &folder) { return Answer(folder.finish(upload)); },
              std::move(done));
}

void BlobStore::release(const QString &sha256)
{
    tell([sha256](BlobFolder &folder) { folder.release(sha256); });
}

void BlobStore::drop(const FileId &upload)
{
    tell([upload](BlobFolder &folder) { folder.drop(upload); });
}

void BlobStore::read(const QString &sha256, qint64 offset, qint64 bytes, Handler<QByteArray> done)
{
    ask<QByteArray>([sha256, offset, bytes](
                        BlobFolder &folder) { return Answer(folder.read(sha256, offset, bytes)); },
                    std::move(done));
}

void BlobStore::remove(const QString &sha256)
{
    tell([sha256](BlobFolder &folder) { folder.remove(sha256); });
}

void BlobStore::isBeingCopied(Handler<bool> done)
{
    ask<bool>([](BlobFolder &folder) { return Answer(Reply<bool>(folder.isBeingCopied())); },
              std::move(done));
}

void BlobStore::list(int shard, Handler<Listing> done)
{
    ask<Listing>([shard](BlobFolder &folder) { return Answer(Reply<Listing>(folder.list(shard))); },
                 std::move(done));
}

} // namespace maru::server
