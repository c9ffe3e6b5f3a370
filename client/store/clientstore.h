// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/searchobjects.h"
#include "client/store/storedobjects.h"
#include "common/threadinbox.h"

#include <QObject>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <functional>
#include <map>
#include <memory>

namespace maru::client {

/// What stands in the stores of an account when they are opened.
struct OpenedStores
{
    StoredState state;
    OutboxContents outbox;
    OutboxNotice notice;
    bool keepsOutbox = false; ///< what is added to the outbox is on the disk
    bool isOutboxAllKnown = false; ///< there is nothing besides `outbox`
};

/// The cache and the outbox of one account at a time, in a thread of their own: whoever asks is
/// answered from the event loop.
///
/// Requests are carried out in the order in which they are made. After close() nobody is answered
/// any more, but everything asked for before is still written. Thread: GUI.
class ClientStore : public QObject
{
    Q_OBJECT

public:
    /// \p folder: where the accounts have their folders.
    explicit ClientStore(QString folder, StoreBounds bounds = {}, QObject *parent = nullptr);
    ~ClientStore() override; ///< waits until everything is written

    /// The account of \p userName at \p hostAndPort. Only when closed.
    void open(const QString &hostAndPort, const QString &userName,
              std::function<void(const OpenedStores &)> handler);
    void close();
    /// What was cached goes from the disk, and until the next open() nothing is cached any more.
    /// The outbox stays.
    void removeCache();
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    /// What was said by now of a room is written with the next turn of the event loop.
    void change(CacheChange change);
    /// \p handler gets the messages directly below \p beforeSeq, ascending and without a gap, or
    /// none; with \p overGaps whatever is below. Not called if \p context has gone.
    void loadPage(const RoomId &room, qint64 beforeSeq, int limit, QObject *context,
                  std::function<void(const QList<Message> &)> handler, bool overGaps = false);

    /// The same with those from \p fromSeq on, or from the lowest above it that is there.
    void loadFrom(const RoomId &room, qint64 fromSeq, int limit, QObject *context,
                  std::function<void(const QList<Message> &)> handler);

    /// \p handler gets the people of \p room as they were listed last, if that is known. Not called
    /// if \p context has gone.
    void loadMembers(const RoomId &room, QObject *context,
                     std::function<void(const QList<Member> &)> handler);

    /// \p handler gets the next piece of the answer. Of several that wait only the last is looked
    /// for; the others are answered as stale. Not called if \p context has gone.
    void search(const LocalQuery &query, QObject *context,
                std::function<void(const LocalAnswer &)> handler);

    /// \p handler is told whether it is on the disk.
    using Kept = std::function<void(bool isOnDisk)>;
    void addToOutbox(const OutboxRow &row, Kept handler);
    void setFailure(const QString &cid, const QString &failure, Kept handler = {});
    void requeue(const QString &cid, Kept handler);
    void removeFromOutbox(const QString &cid);
    void setDraft(const RoomId &room, const QString &text,
                  const std::optional<ReplyTo> &replyTo = {}, Kept handler = {});
    void setDraftFiles(const RoomId &room, const QList<OutboxFile> &files, Kept handler = {});
    void addChange(const ChangeRow &change, const QStringList &superseded, Kept handler);
    void removeChange(const QString &key);
    void setFiles(const QString &cid, const QList<OutboxFile> &files, Kept handler = {});

    /// The folder of an account below that of all: a hash, because names and addresses may hold
    /// every character that files cannot.
    [[nodiscard]] static QString folderName(const QString &hostAndPort, const QString &userName);

private:
    class Worker;

    template<class Work, class Handler>
    void ask(Work work, Handler handler);
    template<class Work>
    void askKept(Work work, Kept handler);
    void flush();
    void followIndex();

    QString m_folder;
    StoreBounds m_bounds;
    QThread m_thread;
    ThreadInbox m_replies; // on this thread
    std::unique_ptr<ThreadInbox> m_requests; // on the worker's
    std::unique_ptr<Worker> m_worker; // touched on its thread only
    QTimer m_flush;
    QTimer m_index; // until the index for searching follows the cache
    std::shared_ptr<std::atomic<quint64>> m_lastSearch; // its number; both threads
    QList<CacheChange> m_changes;
    std::map<RoomId, StoredRoom> m_rooms; // only the last that is said of a room is written
    qsizetype m_unwritten = 0; // changes handed over and not answered
    quint64 m_run = 0; // counts open() and close()
    bool m_isOpen = false;
    bool m_isIndexing = false; // a piece of it is on its way
    bool m_hasStopped = false; // the cache, until the next open()
};

} // namespace maru::client
