// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/clientstore.h"

#include "client/store/localstore.h"
#include "client/store/outboxstore.h"
#include "client/store/searchindex.h"
#include "client/store/storefile.h"
#include "common/clientlimits.h"
#include "common/logging.h"
#include "common/text/username.h"

#include <QCryptographicHash>
#include <QPointer>

#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

/// What lives on the store's thread.
class ClientStore::Worker
{
public:
    void open(const QString &path, StoreBounds bounds)
    {
        close();
        folder = path;
        outbox.emplace(folder + "/outbox.db"_L1);
        cache.emplace(folder + "/cache.db"_L1, bounds);
    }
    void close()
    {
        index.reset(); // it reads the cache
        cache.reset();
        outbox.reset();
    }
    void removeCache()
    {
        index.reset(); // it reads the cache
        cache.reset();
        removeStore(folder + "/search.db"_L1);
        removeStore(folder + "/cache.db"_L1);
    }
    /// Opened when it is first needed: a start does not wait for it.
    SearchIndex *searchIndex()
    {
        if (!index && cache && cache->isWorking()) {
            index.emplace(folder + "/search.db"_L1, *cache);
        }
        return index ? &*index : nullptr;
    }

    QString folder;
    std::optional<LocalStore> cache;
    std::optional<SearchIndex> index;
    std::optional<OutboxStore> outbox;
};

ClientStore::ClientStore(QString folder, StoreBounds bounds, QObject *parent)
    : QObject(parent)
    , m_folder(std::move(folder))
    , m_bounds(bounds)
    , m_requests(std::make_unique<ThreadInbox>())
    , m_worker(std::make_unique<Worker>())
    , m_lastSearch(std::make_shared<std::atomic<quint64>>(0))
{
    m_index.setSingleShot(true);
    m_index.setInterval(limits::searchIndexDelayMs);
    connect(&m_index, &QTimer::timeout, this, &ClientStore::followIndex);
    m_flush.setSingleShot(true);
    m_flush.setInterval(0);
    connect(&m_flush, &QTimer::timeout, this, &ClientStore::flush);
    m_thread.setObjectName(u"maru-store"_s);
    m_requests->moveToThread(&m_thread);
    m_thread.start(QThread::LowPriority);
}

ClientStore::~ClientStore()
{
    close();
    // What lived on the thread goes there.
    m_requests->post([this, worker = std::move(m_worker)]() mutable {
        worker.reset();
        m_thread.quit();
    });
    m_thread.wait();
}

QString ClientStore::folderName(const QString &hostAndPort, const QString &userName)
{
    const QString text = hostAndPort + u'\n' + nameKey(userName);
    const QByteArray hash = QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.toHex().left(32));
}

// Runs \p work with the worker on its thread, and \p handler with what it returns on this one.
template<class Work, class Handler>
void ClientStore::ask(Work work, Handler handler)
{
    m_requests->post([this, worker = m_worker.get(), run = m_run, work = std::move(work),
                      handler = std::move(handler)]() mutable {
        auto answer = work(*worker);
        m_replies.post([this, run, handler = std::move(handler), answer = std::move(answer)] {
            if (run == m_run) {
                handler(answer);
            }
        });
    });
}

template<class Work>
void ClientStore::askKept(Work work, Kept handler)
{
    ask([work = std::move(work)](Worker &worker) { return worker.outbox && work(*worker.outbox); },
        [handler = std::move(handler)](bool isOnDisk) {
            if (handler) {
                handler(isOnDisk);
            }
        });
}

void ClientStore::open(const QString &hostAndPort, const QString &userName,
                       std::function<void(const OpenedStores &)> handler)
{
    Q_ASSERT(!m_isOpen);
    m_isOpen = true;
    m_hasStopped = false;
    m_isIndexing = false;
    m_unwritten = 0;
    ++m_run;
    const QString folder = m_folder + u'/' + folderName(hostAndPort, userName);
    ask(
        [folder, bounds = m_bounds](Worker &worker) {
            OpenedStores opened;
            worker.open(folder, bounds);
            opened.outbox = worker.outbox->load();
            opened.notice = worker.outbox->notice(); // loading may be what shows a damage
            opened.keepsOutbox = worker.outbox->isWorking();
            opened.isOutboxAllKnown = worker.outbox->isAllKnown();
            opened.state = worker.cache->load();
            return opened;
        },
        std::move(handler));
    m_index.start();
}

void ClientStore::close()
{
    if (!m_isOpen) {
        return;
    }
    flush();
    m_index.stop();
    m_isOpen = false;
    ++m_run;
    m_requests->post([worker = m_worker.get()] { worker->close(); });
}

void ClientStore::removeCache()
{
    if (!m_isOpen) {
        return;
    }
    m_flush.stop();
    m_index.stop();
    m_rooms.clear();
    m_changes.clear();
    m_hasStopped = true;
    m_requests->post([worker = m_worker.get()] { worker->removeCache(); });
}

void ClientStore::change(CacheChange change)
{
    if (!m_isOpen || m_hasStopped) {
        return;
    }
    if (auto *room = std::get_if<StoredRoom>(&change)) {
        m_rooms.insert_or_assign(room->room.id, *room);
    } else {
        if (const auto *kept = std::get_if<KeepRooms>(&change)) { // else the others came back
            std::erase_if(m_rooms,
                          [&](const auto &one) { return !kept->rooms.contains(one.first); });
        }
        m_changes.append(std::move(change));
    }
    if (!m_flush.isActive()) {
        m_flush.start();
    }
}

void ClientStore::flush()
{
    m_flush.stop();
    // Rooms say up to which rev their rows are: behind the rows.
    for (auto &[id, room] : m_rooms) {
        m_changes.append(std::move(room));
    }
    m_rooms.clear();
    const QList<CacheChange> changes = std::exchange(m_changes, {});
    if (changes.isEmpty() || !m_isOpen || m_hasStopped) {
        return;
    }
    m_unwritten += changes.size();
    if (m_unwritten > limits::maxCacheQueue) {
        // What is on the disk stays true; the next start goes on from there.
        qCWarning(lcClient) << "the disk does not keep up: messages are no longer cached until the "
                               "next start";
        m_hasStopped = true;
        return;
    }
    ask(
        [changes](Worker &worker) {
            if (worker.cache) {
                worker.cache->apply(changes);
            }
            return changes.size();
        },
        [this](qsizetype count) { m_unwritten -= count; });
    if (!m_index.isActive()) {
        m_index.start();
    }
}

// One piece; what else is asked for comes in between.
void ClientStore::followIndex()
{
    if (!m_isOpen || m_isIndexing) {
        return;
    }
    m_isIndexing = true;
    ask(
        [](Worker &worker) {
            SearchIndex *const index = worker.searchIndex();
            return index && index->follow(limits::searchIndexRows);
        },
        [this](bool hasMore) {
            m_isIndexing = false;
            if (hasMore) {
                followIndex();
            }
        });
}

void ClientStore::search(const LocalQuery &query, QObject *context,
                         std::function<void(const LocalAnswer &)> handler)
{
    flush(); // what was just said is part of the answer
    const quint64 number = ++*m_lastSearch;
    ask(
        [query, number, last = m_lastSearch](Worker &worker) {
            LocalAnswer answer;
            SearchIndex *const index = worker.searchIndex();
            answer.isStale = number != *last;
            answer.isWorking = index != nullptr;
            return answer.isStale || !index ? answer : index->answer(query);
        },
        [context = QPointer<QObject>(context),
         handler = std::move(handler)](const LocalAnswer &answer) {
            if (context) {
                handler(answer);
            }
        });
}

void ClientStore::loadPage(const RoomId &room, qint64 beforeSeq, int limit, QObject *context,
                           std::function<void(const QList<Message> &)> handler, bool overGaps)
{
    flush(); // what was just said is part of the answer
    ask(
        [room, beforeSeq, limit, overGaps](Worker &worker) {
            return worker.cache ? worker.cache->page(room, beforeSeq, limit, overGaps)
                                : QList<Message>();
        },
        [context = QPointer<QObject>(context),
         handler = std::move(handler)](const QList<Message> &page) {
            if (context) {
                handler(page);
            }
        });
}

void ClientStore::loadFrom(const RoomId &room, qint64 fromSeq, int limit, QObject *context,
                           std::function<void(const QList<Message> &)> handler)
{
    flush();
    ask(
        [room, fromSeq, limit](Worker &worker) {
            return worker.cache ? worker.cache->pageFrom(room, fromSeq, limit) : QList<Message>();
        },
        [context = QPointer<QObject>(context),
         handler = std::move(handler)](const QList<Message> &page) {
            if (context) {
                handler(page);
            }
        });
}

void ClientStore::loadMembers(const RoomId &room, QObject *context,
                              std::function<void(const QList<Member> &)> handler)
{
    flush();
    ask(
        [room](Worker &worker) {
            return worker.cache ? worker.cache->members(room) : QList<Member>();
        },
        [context = QPointer<QObject>(context),
         handler = std::move(handler)](const QList<Member> &members) {
            if (context) {
                handler(members);
            }
        });
}

void ClientStore::addToOutbox(const OutboxRow &row, Kept handler)
{
    askKept([row](OutboxStore &outbox) { return outbox.add(row); }, std::move(handler));
}

void ClientStore::setFailure(const QString &cid, const QString &failure, Kept handler)
{
    askKept([cid, failure](OutboxStore &outbox) { return outbox.setFailure(cid, failure); },
            std::move(handler));
}

void ClientStore::requeue(const QString &cid, Kept handler)
{
    askKept([cid](OutboxStore &outbox) { return outbox.requeue(cid); }, std::move(handler));
}

void ClientStore::removeFromOutbox(const QString &cid)
{
    askKept([cid](OutboxStore &outbox) { return outbox.remove(cid); }, {});
}

void ClientStore::setFiles(const QString &cid, const QList<OutboxFile> &files, Kept handler)
{
    askKept([cid, files](OutboxStore &outbox) { return outbox.setFiles(cid, files); },
            std::move(handler));
}

void ClientStore::setDraft(const RoomId &room, const QString &text,
                           const std::optional<ReplyTo> &replyTo, Kept handler)
{
    askKept(
        [room, text, replyTo](OutboxStore &outbox) { return outbox.setDraft(room, text, replyTo); },
        std::move(handler));
}

void ClientStore::setDraftFiles(const RoomId &room, const QList<OutboxFile> &files, Kept handler)
{
    askKept([room, files](OutboxStore &outbox) { return outbox.setDraftFiles(room, files); },
            std::move(handler));
}

void ClientStore::addChange(const ChangeRow &change, const QStringList &superseded, Kept handler)
{
    askKept(
        [change, superseded](OutboxStore &outbox) { return outbox.addChange(change, superseded); },
        std::move(handler));
}

void ClientStore::removeChange(const QString &key)
{
    askKept([key](OutboxStore &outbox) { return outbox.removeChange(key); }, {});
}

} // namespace maru::client
