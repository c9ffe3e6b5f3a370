// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/threadinbox.h"
#include "server/chat/blobs.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <variant>

namespace maru::server {

class BlobFolder;

/// The bytes of files on the disk, in a thread of their own, so that a slow disk holds up nobody
/// but who waits for it.
///
/// At most limits::maxDiskRequests wait; more are answered Busy. What takes long (reading an upload
/// again that goes on after a restart) lets others have their turn in between.
///
/// Thread: all of it belongs to the thread that made it.
class BlobStore final : public QObject, public Blobs
{
    Q_OBJECT

public:
    /// \p folder is made when the first upload comes.
    explicit BlobStore(const QString &folder);
    /// Does what waits, but drops the handlers.
    ~BlobStore() override;

    void claim(const QString &storeId, Handler<bool> done) override;
    void open(const FileId &upload, Handler<qint64> done) override;
    void append(const FileId &upload, const QByteArray &bytes, Handler<qint64> done) override;
    void pause(const FileId &upload) override;
    void size(const FileId &upload, Handler<qint64> done) override;
    void finish(const FileId &upload, Handler<Blob> done) override;
    void release(const QString &sha256) override;
    void drop(const FileId &upload) override;
    void read(const QString &sha256, qint64 offset, qint64 bytes,
              Handler<QByteArray> done) override;
    void remove(const QString &sha256) override;
    void isBeingCopied(Handler<bool> done) override;
    void list(int shard, Handler<Listing> done) override;

private:
    template<class T>
    using Reply = Result<T, BlobError>;
    using Answer =
        std::variant<Reply<bool>, Reply<qint64>, Reply<Blob>, Reply<QByteArray>, Reply<Listing>>;
    /// std::nullopt: not done yet, it goes to the end of the queue.
    using Work = std::function<std::optional<Answer>(BlobFolder &)>;
    struct Task
    {
        quint64 id = 0; // 0: nobody waits for an answer
        Work work;
    };
    struct Shared; // what both threads see

    static void work(const std::shared_ptr<Shared> &shared, const QString &path);
    template<class T>
    void ask(Work work, Handler<T> done);
    void tell(std::function<void(BlobFolder &)> work);
    void enqueue(Task task);
    void answer(quint64 id, Answer reply);

    ThreadInbox m_inbox;
    std::shared_ptr<Shared> m_shared;
    std::map<quint64, std::function<void(Answer)>> m_waiting; // handlers never leave this thread
    quint64 m_lastId = 0;
    std::thread m_thread;
};

} // namespace maru::server
