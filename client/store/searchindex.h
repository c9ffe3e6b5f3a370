// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/localstore.h"
#include "client/store/searchobjects.h"

namespace maru::client {

/// What the messages in a LocalStore are found by (docs/decisions/0020), in a file of its own that
/// can be made again from them: whatever is wrong with it, it is.
///
/// It follows the cache in pieces, each a transaction, and remembers in it how far it came. What it
/// answers are candidates: each is read from the cache and compared, so an index that knows too
/// much shows nothing wrong. Thread: the one that makes it.
class SearchIndex
{
public:
    /// \p path: its file. \p cache outlives it, or is never used again.
    SearchIndex(QString path, LocalStore &cache);

    [[nodiscard]] bool isWorking() const { return m_file != nullptr; }
    /// Follows at most \p limit messages. False: nothing is left to do.
    [[nodiscard]] bool follow(int limit);
    /// Looks at some more candidates, within limits::localSearchMs.
    [[nodiscard]] LocalAnswer answer(const LocalQuery &query);

private:
    struct State
    {
        qint64 done = 0; ///< changes of the cache up to this one are in it
        bool isScanned = false; ///< all that was there before them is
        RoomId scanRoom; ///< else up to here
        qint64 scanSeq = 0;
        qint64 live = 0; ///< rows of messages that are there
        qint64 dead = 0; ///< and of others, or of what they said before
    };
    struct Run; // one answer in the making

    void open();
    void rebuild();
    void give(const StoreError &error);
    [[nodiscard]] Result<bool, StoreError> readState(); // false: it does not fit the cache
    [[nodiscard]] Result<void, StoreError> writeState();
    [[nodiscard]] Result<void, StoreError> begin();
    [[nodiscard]] Result<int, StoreError> followChanges(int limit);
    [[nodiscard]] Result<int, StoreError> scan(int limit);
    [[nodiscard]] Result<void, StoreError> put(QList<Message> messages, bool isScan);
    [[nodiscard]] Result<void, StoreError> add(const Message &message, qint64 doc);
    [[nodiscard]] Result<void, StoreError> remove(const RoomId &room, qint64 seq);
    [[nodiscard]] Result<qint64, StoreError> docOf(const RoomId &room, qint64 seq);
    [[nodiscard]] Result<qint64, StoreError> freeDoc(qint64 createdMs);
    [[nodiscard]] static qint64 docOfTime(qint64 createdMs);
    void forgetChanges();
    // searchindexanswer.cpp
    [[nodiscard]] Result<void, StoreError> lookAround(Run &run);
    [[nodiscard]] Result<void, StoreError> lookAtWindow(Run &run, qint64 from, qint64 to);
    void take(Run &run, qint64 doc, const RoomId &room, qint64 seq);
    [[nodiscard]] Result<QSqlQuery *, StoreError> ask(const QString &sql,
                                                      const QVariantList &values);
    [[nodiscard]] Result<void, StoreError> run(const QString &sql, const QVariantList &values);

    QString m_path;
    LocalStore &m_cache;
    std::unique_ptr<StoreFile> m_file; // null: it gave up
    State m_state;
    qint64 m_dropped = 0; // changes up to here the cache has forgotten
    int m_rebuilds = 0;
};

} // namespace maru::client
