// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/mongolimits.h"
#include "common/result.h"
#include "server/storage/mongo/bson.h"

#include <QHash>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

using mongoc_client_t = struct _mongoc_client_t;

namespace maru::server {

/// Where the database is, as \c --db says.
struct MongoAddress
{
    QByteArray uri; ///< with the password
    QString place; ///< without: for people
    QByteArray database;
};

/// The error is a sentence that shows no password.
[[nodiscard]] Result<MongoAddress, QString> parseMongoUrl(const QString &url);

/// Once, before anything else of the driver; its log goes into ours.
void startMongoDriver();

enum class MongoTrouble : quint8 {
    Lost, ///< no answer, not the primary any more: another attempt may do
    Refused, ///< an answer, and it is no
    Duplicate, ///< a unique index has that value already
    Missing, ///< no such collection, no such index
    Denied, ///< user or password
    NotAllowed, ///< for this user
    NoJournal, ///< on the server's disk
    TooOld, ///< the server
};

struct MongoFailure
{
    MongoTrouble trouble = MongoTrouble::Refused;
    QString text; ///< the database's own words
};

template<class T>
using MongoResult = Result<T, MongoFailure>;

/// What the server says of itself.
struct MongoFacts
{
    qint64 wireVersion = 0;
    bool isPrimary = false; ///< can be written to
    qint64 nowMs = 0;
};

/// One document that is to be what it is from a batch on.
struct MongoPut
{
    Bson filter;
    Bson document;
};

/// A connection of one thread: blocking, within the bounds of common/mongolimits.h, of which the
/// one for an answer may be longer. What is written is in the journals of a majority when a call
/// returns.
class MongoConnection
{
public:
    /// False: enough of them.
    using Visit = std::function<bool(const BsonView &)>;

    explicit MongoConnection(const MongoAddress &address, int answerMs = limits::mongoSocketMs);
    ~MongoConnection();
    MongoConnection(const MongoConnection &) = delete;
    MongoConnection &operator=(const MongoConnection &) = delete;

    [[nodiscard]] MongoResult<MongoFacts> hello();
    /// \p options as mongoc_collection_find_with_opts() has them.
    [[nodiscard]] MongoResult<void> find(const char *collection, const Bson &filter,
                                         const Bson &options, const Visit &visit);
    [[nodiscard]] MongoResult<qint64> count(const char *collection, const Bson &filter);
    /// How many \p filter finds for each id in \p field, of which there are at most \p most.
    [[nodiscard]] MongoResult<QHash<QString, qint64>>
    countBy(const char *collection, const Bson &filter, const char *field, qint64 most);
    [[nodiscard]] MongoResult<void> insert(const char *collection, const Bson &document);
    /// Puts them all, or makes them if there are none; the places of those that a unique index
    /// refused.
    [[nodiscard]] MongoResult<std::vector<size_t>> put(const char *collection,
                                                       const std::vector<MongoPut> &puts);
    /// How many documents \p filter found.
    [[nodiscard]] MongoResult<qint64> update(const char *collection, const Bson &filter,
                                             const Bson &update)
    {
        return updateWith(collection, filter, update, false);
    }
    [[nodiscard]] MongoResult<qint64> updateAll(const char *collection, const Bson &filter,
                                                const Bson &update)
    {
        return updateWith(collection, filter, update, true);
    }
    /// What any of \p filters finds: a few thousand of them at most.
    [[nodiscard]] MongoResult<void> removeAll(const char *collection,
                                              const std::vector<Bson> &filters);
    [[nodiscard]] MongoResult<void> removeAll(const char *collection, const Bson &filter)
    {
        std::vector<Bson> one;
        one.emplace_back(filter.data());
        return removeAll(collection, one);
    }
    [[nodiscard]] MongoResult<void> drop(const char *collection);
    /// \p options as createIndexes has them.
    [[nodiscard]] MongoResult<void> makeIndex(const char *collection, const char *name,
                                              const Bson &keys, const Bson &options);
    /// Also one that is not there.
    [[nodiscard]] MongoResult<void> dropIndex(const char *collection, const char *name);
    [[nodiscard]] MongoResult<QStringList> collections();
    /// Of the documents in the database.
    [[nodiscard]] MongoResult<qint64> bytes();

private:
    struct Close
    {
        void operator()(mongoc_client_t *client) const;
    };

    [[nodiscard]] MongoResult<QByteArray> ask(const Bson &command); ///< that only reads
    [[nodiscard]] MongoResult<QByteArray> write(const Bson &command);
    [[nodiscard]] MongoResult<qint64> updateWith(const char *collection, const Bson &filter,
                                                 const Bson &update, bool isAll);

    QByteArray m_database;
    std::unique_ptr<mongoc_client_t, Close> m_client;
};

} // namespace maru::server
