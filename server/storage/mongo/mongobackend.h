// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memorystate.h"
#include "server/storage/mongo/mongoconnection.h"
#include "server/storage/mongo/mongojournal.h"
#include "server/storage/mongo/mongolease.h"
#include "server/storage/mongo/mongoterms.h"
#include "server/storage/storagebackend.h"
#include "server/storage/storetransfer.h"

#include <QElapsedTimer>
#include <QString>

#include <atomic>
#include <memory>

namespace maru::server {

/// The store in a MongoDB database (docs/decisions/0026). A batch is one document of the journal,
/// and from there it goes into the collections. Rooms, people and files are held in memory beside,
/// by what the journal says; messages are not.
class MongoBackend final : public StorageBackend, public StoreTransferMaker
{
public:
    enum class Sharing : quint8 {
        Alone, ///< as a server has it: a second one is refused
        WithOthers, ///< below the server: the tests of several writers
    };

    explicit MongoBackend(MongoAddress address, Sharing sharing = Sharing::Alone);
    ~MongoBackend() override;

    [[nodiscard]] Result<void, OpenError> open() override;
    [[nodiscard]] std::vector<Result<ChangeReply, StoreError>>
    apply(const std::vector<Change> &changes) override;
    [[nodiscard]] Result<QueryReply, StoreError> read(const Query &query) override;
    [[nodiscard]] ReaderMaker readerMaker() const override;
    void maintain() override;
    [[nodiscard]] int idleMs() const override;
    [[nodiscard]] Later followUp(Leisure leisure) override;
    [[nodiscard]] QString problem() const override { return m_problem; }
    void close() override;

    // mongotransfer.cpp
    [[nodiscard]] Result<std::unique_ptr<StoreSource>, QString>
    makeSource(const QString &url) override;
    [[nodiscard]] Result<std::unique_ptr<StoreTarget>, QString>
    makeTarget(const QString &url) override;

    /// Batches whose answer did not come, and of these, how many were stored.
    [[nodiscard]] int doubtCount() const { return m_doubtCount; }
    [[nodiscard]] int doubtStoredCount() const { return m_doubtStoredCount; }

    static constexpr int schema = 1; ///< of the documents

private:
    using Step = Result<void, QString>; ///< a whole sentence for the administrator
    using Replies = std::vector<Result<ChangeReply, StoreError>>;
    enum class CatchUp : quint8 { Yes, No };

    // mongoopen.cpp
    [[nodiscard]] QString sentence(const QString &rest) const;
    [[nodiscard]] QString sentence(const MongoFailure &failure) const;
    [[nodiscard]] MongoConnection &patient();
    [[nodiscard]] Step check();
    [[nodiscard]] Step checkCollections();
    [[nodiscard]] Step copyIsThere() const;
    [[nodiscard]] Step checkSeed(const QStringList &collections);
    [[nodiscard]] Step makeStore();
    [[nodiscard]] Step checkNoCopy();
    [[nodiscard]] Step takeLease();
    [[nodiscard]] Step makeIndexes();
    [[nodiscard]] Step loadAll();
    [[nodiscard]] MongoResult<qint64> lastOf(const QString &room, const char *field);
    [[nodiscard]] Step checkCounters();
    [[nodiscard]] Step fence();
    [[nodiscard]] Step makeReady();
    [[nodiscard]] bool hasStillStore();
    [[nodiscard]] Step markOlder(MongoKind kind);
    [[nodiscard]] Step indexSeeds();
    [[nodiscard]] Step adoptUsers();
    [[nodiscard]] Step adoptMessages();
    [[nodiscard]] Step commitAdopted(MongoUnit &unit);
    [[nodiscard]] MongoResult<void> loadState();

    [[nodiscard]] Replies applySome(const std::vector<Change> &changes);
    [[nodiscard]] MongoJournal::Outcome commit(const std::vector<MongoOperation> &operations);
    [[nodiscard]] bool canAskAgain();
    [[nodiscard]] MongoJournal::Outcome askHolder();
    [[nodiscard]] MongoResult<void> catchUp();
    [[nodiscard]] MongoResult<void> take(const MongoJournal::Entry &entry);
    void tidyUp();
    [[nodiscard]] MongoResult<void> noteWritten();
    [[nodiscard]] bool isWritten() const { return m_written == m_number; }

    template<class Q>
    [[nodiscard]] MemoryAnswer answer(const Q &query);
    [[nodiscard]] MemoryAnswer answerReaders(const ReadReaders &query);
    void countMentions(const QList<MemberRoom *> &rooms, const UserId &user);

    void noteTrouble(const MongoFailure &failure, const QString &doing);
    void noteLess(const MongoFailure &failure, const QString &doing, QElapsedTimer &warned);
    void breakDown(const QString &why);
    [[nodiscard]] bool isConnected() const { return m_connection != nullptr; }
    void disconnect();
    [[nodiscard]] bool reconnectOnce(CatchUp how);
    [[nodiscard]] bool reconnect(int patienceMs, CatchUp how = CatchUp::Yes);
    void beat();
    void tryToWrite();

    MongoAddress m_address;
    Sharing m_sharing;
    std::unique_ptr<MongoConnection> m_connection;
    std::unique_ptr<MongoConnection> m_patient; // while it is opened
    MongoLease m_lease;
    MongoJournal m_journal;
    MongoTerms m_terms;
    MemoryState m_state;
    qint64 m_number = 0; // of the last batch that the state knows
    qint64 m_written = 0; // of the last that is in the collections
    qint64 m_trimmed = 0; // when it was noted last
    qint64 m_buried = 0; // when what is gone was
    qint64 m_batch = 0; // our own number
    std::optional<MongoFailure> m_queryTrouble;
    std::shared_ptr<std::atomic<bool>> m_isBehind = std::make_shared<std::atomic<bool>>(false);
    QElapsedTimer m_lastBeat;
    QElapsedTimer m_lost; // since when it has not answered
    QElapsedTimer m_doubt; // since when it is not known what became of this batch
    QElapsedTimer m_lastAttempt; // to connect, in vain
    QElapsedTimer m_tried; // to write, since there is a problem
    QElapsedTimer m_questionWarned;
    QElapsedTimer m_tidyWarned;
    QElapsedTimer m_termsWarned;
    QString m_problem; // of a change or of the connection
    bool m_hasLease = false;
    bool m_isFenced = false; // entries of others mean that we are not alone
    bool m_isBroken = false;
    int m_doubtCount = 0;
    int m_doubtStoredCount = 0;
};

} // namespace maru::server
