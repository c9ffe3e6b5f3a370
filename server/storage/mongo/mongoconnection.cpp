// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongoconnection.h"

#include "common/logging.h"

#include <QSet>

#include <mongoc/mongoc.h>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// The server has another role now, or is going: what was asked may be asked again.
bool isPassing(uint32_t code)
{
    static const QSet<uint32_t> codes{6,  7,   64,   89,    91,    112,   189,   262,
                                      43, 237, 9001, 10107, 11600, 11602, 13435, 13436};
    return codes.contains(code);
}

MongoFailure failureOf(const bson_error_t &error)
{
    constexpr uint32_t duplicateKey = 11'000;
    constexpr uint32_t authenticationFailed = 18;
    constexpr uint32_t unauthorized = 13;
    constexpr uint32_t badValue = 2;
    constexpr uint32_t namespaceNotFound = 26;
    constexpr uint32_t indexNotFound = 27;
    const QString text = forLog(QString::fromUtf8(error.message).simplified());
    switch (error.domain) {
    case MONGOC_ERROR_CLIENT:
        return {error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE ? MongoTrouble::Denied
                                                               : MongoTrouble::Lost,
                text};
    case MONGOC_ERROR_STREAM:
    case MONGOC_ERROR_CURSOR:
    case MONGOC_ERROR_BSON:
    case MONGOC_ERROR_WRITE_CONCERN:
        return {MongoTrouble::Lost, text};
    case MONGOC_ERROR_SERVER_SELECTION:
        return {
            text.contains(u"Authentication failed"_s, Qt::CaseInsensitive)
                ? MongoTrouble::Denied
                : (text.contains(u"wire version"_s) ? MongoTrouble::TooOld : MongoTrouble::Lost),
            text};
    case MONGOC_ERROR_PROTOCOL:
        return {error.code == MONGOC_ERROR_PROTOCOL_BAD_WIRE_VERSION ? MongoTrouble::TooOld
                                                                     : MongoTrouble::Lost,
                text};
    default:
        break;
    }
    if (error.code == duplicateKey) {
        return {MongoTrouble::Duplicate, text};
    }
    if (error.code == namespaceNotFound || error.code == indexNotFound) {
        return {MongoTrouble::Missing, text};
    }
    if (error.code == authenticationFailed) {
        return {MongoTrouble::Denied, text};
    }
    if (error.code == unauthorized) {
        return {MongoTrouble::NotAllowed, text};
    }
    if (error.code == badValue && text.contains(u"journaling"_s)) { // has no code of its own
        return {MongoTrouble::NoJournal, text};
    }
    return {isPassing(error.code) ? MongoTrouble::Lost : MongoTrouble::Refused, text};
}

struct Collection
{
    Collection(mongoc_client_t *client, const QByteArray &database, const char *name)
        : it(mongoc_client_get_collection(client, database.constData(), name))
    { }
    ~Collection() { mongoc_collection_destroy(it); }
    Collection(const Collection &) = delete;
    Collection &operator=(const Collection &) = delete;
    mongoc_collection_t *it;
};

// The driver takes an answer without `ok` for a good one.
bool isAnswer(const BsonView &reply)
{
    return reply.number("ok") == 1;
}

MongoFailure nonsense()
{
    return {MongoTrouble::Lost, u"its answer makes no sense"_s};
}

MongoFailure failureOf(const BsonView &writeError)
{
    bson_error_t error{};
    error.code = static_cast<uint32_t>(writeError.number("code"));
    qstrncpy(error.message, writeError.text("errmsg").toUtf8().constData(), sizeof error.message);
    return failureOf(error);
}

// Of a reply that says it went well: what one of its writes met.
std::optional<MongoFailure> writeFailure(const BsonView &reply)
{
    std::optional<MongoFailure> found;
    reply.eachDocument("writeErrors", [&found](const BsonView &one) { found = failureOf(one); });
    if (!found && reply.has("writeConcernError")) {
        found = MongoFailure{MongoTrouble::Lost,
                             forLog(reply.document("writeConcernError").text("errmsg"))};
    }
    return found;
}

} // namespace

MongoConnection::MongoConnection(const MongoAddress &address, int answerMs)
    : m_database(address.database)
{
    startMongoDriver();
    bson_error_t error;
    const std::unique_ptr<mongoc_uri_t, decltype(&mongoc_uri_destroy)> uri(
        mongoc_uri_new_with_error(address.uri.constData(), &error), mongoc_uri_destroy);
    mongoc_uri_set_option_as_int32(uri.get(), MONGOC_URI_SERVERSELECTIONTIMEOUTMS,
                                   limits::mongoSelectMs);
    mongoc_uri_set_option_as_int32(uri.get(), MONGOC_URI_CONNECTTIMEOUTMS, limits::mongoSelectMs);
    mongoc_uri_set_option_as_int32(uri.get(), MONGOC_URI_SOCKETTIMEOUTMS, answerMs);
    // What is safe to repeat is repeated by us: the driver cannot know.
    mongoc_uri_set_option_as_bool(uri.get(), MONGOC_URI_RETRYWRITES, false);
    mongoc_uri_set_option_as_bool(uri.get(), MONGOC_URI_RETRYREADS, false);
    mongoc_uri_set_option_as_utf8(uri.get(), MONGOC_URI_APPNAME, "maru-server");
    m_client.reset(mongoc_client_new_from_uri(uri.get()));
    if (!m_client) {
        return; // a name that DNS does not know: each call says so
    }
    mongoc_client_set_error_api(m_client.get(), MONGOC_ERROR_API_VERSION_2);
    const std::unique_ptr<mongoc_write_concern_t, decltype(&mongoc_write_concern_destroy)> concern(
        mongoc_write_concern_new(), mongoc_write_concern_destroy);
    mongoc_write_concern_set_wmajority(concern.get(), limits::mongoWriteMs);
    mongoc_write_concern_set_journal(concern.get(), true);
    mongoc_client_set_write_concern(m_client.get(), concern.get());
    const std::unique_ptr<mongoc_read_prefs_t, decltype(&mongoc_read_prefs_destroy)> primary(
        mongoc_read_prefs_new(MONGOC_READ_PRIMARY), mongoc_read_prefs_destroy);
    mongoc_client_set_read_prefs(m_client.get(), primary.get());
}

MongoConnection::~MongoConnection() = default;

void MongoConnection::Close::operator()(mongoc_client_t *client) const
{
    mongoc_client_destroy(client);
}

MongoResult<QByteArray> MongoConnection::write(const Bson &command)
{
    if (!m_client) {
        return failure(MongoFailure{MongoTrouble::Lost, u"no such host"_s});
    }
    bson_t reply;
    bson_error_t error;
    Bson options;
    mongoc_write_concern_append(
        const_cast<mongoc_write_concern_t *>(mongoc_client_get_write_concern(m_client.get())),
        options.get());
    const bool done = mongoc_client_write_command_with_opts(
        m_client.get(), m_database.constData(), command.get(), options.get(), &reply, &error);
    const QByteArray answer = BsonView(&reply).data();
    bson_destroy(&reply);
    if (!done) {
        return failure(failureOf(error));
    }
    if (!isAnswer(BsonView(answer))) {
        return failure(nonsense());
    }
    if (const auto met = writeFailure(BsonView(answer))) {
        return failure(*met);
    }
    return answer;
}

MongoResult<MongoFacts> MongoConnection::hello()
{
    if (!m_client) {
        return failure(MongoFailure{MongoTrouble::Lost, u"no such host"_s});
    }
    Bson command;
    command.number("isMaster", 1); // hello is younger than 4.4
    bson_t reply;
    bson_error_t error;
    const bool done = mongoc_client_command_simple(m_client.get(), "admin", command.get(), nullptr,
                                                   &reply, &error);
    const BsonView answer(&reply);
    const bool makesSense = isAnswer(answer);
    const MongoFacts facts{answer.number("maxWireVersion"),
                           answer.flag("isWritablePrimary") || answer.flag("ismaster"),
                           answer.time("localTime").value_or(0)};
    bson_destroy(&reply);
    if (!done) {
        return failure(failureOf(error));
    }
    if (!makesSense) {
        return failure(nonsense());
    }
    return facts;
}

MongoResult<void> MongoConnection::find(const char *collection, const Bson &filter,
                                        const Bson &options, const Visit &visit)
{
    if (!m_client) {
        return failure(MongoFailure{MongoTrouble::Lost, u"no such host"_s});
    }
    const Collection from(m_client.get(), m_database, collection);
    const std::unique_ptr<mongoc_cursor_t, decltype(&mongoc_cursor_destroy)> cursor(
        mongoc_collection_find_with_opts(from.it, filter.get(), options.get(), nullptr),
        mongoc_cursor_destroy);
    const bson_t *document = nullptr;
    while (mongoc_cursor_next(cursor.get(), &document)) {
        if (!visit(BsonView(document))) {
            return {};
        }
    }
    bson_error_t error;
    if (mongoc_cursor_error(cursor.get(), &error)) {
        return failure(failureOf(error));
    }
    return {};
}

MongoResult<QByteArray> MongoConnection::ask(const Bson &command)
{
    if (!m_client) {
        return failure(MongoFailure{MongoTrouble::Lost, u"no such host"_s});
    }
    bson_t reply;
    bson_error_t error;
    const bool done = mongoc_client_read_command_with_opts(
        m_client.get(), m_database.constData(), command.get(), nullptr, nullptr, &reply, &error);
    const QByteArray answer = BsonView(&reply).data();
    bson_destroy(&reply);
    if (!done) {
        return failure(failureOf(error));
    }
    if (!isAnswer(BsonView(answer))) {
        return failure(nonsense());
    }
    return answer;
}

MongoResult<void> MongoConnection::insert(const char *collection, const Bson &document)
{
    Bson command;
    command.text("insert", QString::fromLatin1(collection));
    std::vector<Bson> documents;
    documents.emplace_back(document.data());
    command.documents("documents", documents);
    return write(command).map([](const QByteArray &) {});
}

MongoResult<std::vector<size_t>> MongoConnection::put(const char *collection,
                                                      const std::vector<MongoPut> &puts)
{
    if (!m_client) {
        return failure(MongoFailure{MongoTrouble::Lost, u"no such host"_s});
    }
    const Collection into(m_client.get(), m_database, collection);
    Bson unordered;
    unordered.flag("ordered", false);
    const std::unique_ptr<mongoc_bulk_operation_t, decltype(&mongoc_bulk_operation_destroy)> bulk(
        mongoc_collection_create_bulk_operation_with_opts(into.it, unordered.get()),
        mongoc_bulk_operation_destroy);
    Bson upsert;
    upsert.flag("upsert", true);
    for (const MongoPut &one : puts) {
        bson_error_t error;
        if (!mongoc_bulk_operation_replace_one_with_opts(
                bulk.get(), one.filter.get(), one.document.get(), upsert.get(), &error)) {
            return failure(failureOf(error));
        }
    }
    bson_t reply;
    bson_error_t error;
    const bool done = mongoc_bulk_operation_execute(bulk.get(), &reply, &error) != 0;
    std::vector<size_t> refused;
    std::optional<MongoFailure> other;
    BsonView(&reply).eachDocument("writeErrors", [&](const BsonView &one) {
        MongoFailure why = failureOf(one);
        if (why.trouble == MongoTrouble::Duplicate) {
            refused.push_back(static_cast<size_t>(one.number("index")));
        } else {
            other = std::move(why);
        }
    });
    const qint64 known = BsonView(&reply).number("nMatched") + BsonView(&reply).number("nUpserted")
        + static_cast<qint64>(refused.size());
    bool isConcerned = false;
    BsonView(&reply).eachDocument("writeConcernErrors",
                                  [&isConcerned](const BsonView &) { isConcerned = true; });
    bson_destroy(&reply);
    if (other) {
        return failure(*other);
    }
    if (isConcerned || (!done && refused.empty())) {
        MongoFailure why = failureOf(error);
        why.trouble = isConcerned ? MongoTrouble::Lost : why.trouble;
        return failure(why);
    }
    if (known != static_cast<qint64>(puts.size())) {
        return failure(nonsense());
    }
    return refused;
}

MongoResult<qint64> MongoConnection::updateWith(const char *collection, const Bson &filter,
                                                const Bson &update, bool isAll)
{
    Bson one;
    one.document("q", filter).document("u", update).flag("multi", isAll);
    std::vector<Bson> updates;
    updates.push_back(std::move(one));
    Bson command;
    command.text("update", QString::fromLatin1(collection)).documents("updates", updates);
    return write(command).map([](const QByteArray &reply) { return BsonView(reply).number("n"); });
}

MongoResult<void> MongoConnection::removeAll(const char *collection,
                                             const std::vector<Bson> &filters)
{
    std::vector<Bson> deletes;
    for (const Bson &filter : filters) {
        Bson one;
        one.document("q", filter);
        bson_append_int32(one.get(), "limit", -1, 0);
        deletes.push_back(std::move(one));
    }
    Bson command;
    command.text("delete", QString::fromLatin1(collection)).documents("deletes", deletes);
    return write(command).map([](const QByteArray &) {});
}

MongoResult<void> MongoConnection::drop(const char *collection)
{
    return write(Bson().text("drop", QString::fromLatin1(collection))).map([](const QByteArray &) {
    });
}

MongoResult<void> MongoConnection::makeIndex(const char *collection, const char *name,
                                             const Bson &keys, const Bson &options)
{
    Bson index;
    index.document("key", keys).text("name", QString::fromLatin1(name)).append(options);
    std::vector<Bson> indexes;
    indexes.push_back(std::move(index));
    Bson command;
    command.text("createIndexes", QString::fromLatin1(collection)).documents("indexes", indexes);
    return write(command).map([](const QByteArray &) {});
}

MongoResult<void> MongoConnection::dropIndex(const char *collection, const char *name)
{
    Bson command;
    command.text("dropIndexes", QString::fromLatin1(collection))
        .text("index", QString::fromLatin1(name));
    auto done = write(command).map([](const QByteArray &) {});
    return !done && done.error().trouble == MongoTrouble::Missing ? MongoResult<void>() : done;
}

MongoResult<QStringList> MongoConnection::collections()
{
    if (!m_client) {
        return failure(MongoFailure{MongoTrouble::Lost, u"no such host"_s});
    }
    const std::unique_ptr<mongoc_database_t, decltype(&mongoc_database_destroy)> database(
        mongoc_client_get_database(m_client.get(), m_database.constData()),
        mongoc_database_destroy);
    bson_error_t error;
    char **names = mongoc_database_get_collection_names_with_opts(database.get(), nullptr, &error);
    if (names == nullptr) {
        return failure(failureOf(error));
    }
    QStringList found;
    for (char **name = names; *name != nullptr; ++name) {
        found.append(QString::fromUtf8(*name));
    }
    bson_strfreev(names);
    return found;
}

} // namespace maru::server
