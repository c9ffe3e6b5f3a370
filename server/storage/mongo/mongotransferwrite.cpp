// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongosetup.h"
#include "server/storage/mongo/mongotransfer.h"

#include <QSet>

#include <utility>

// The side of MongoStoreTarget that writes.

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

MongoPut putOf(Bson document)
{
    Bson filter;
    bson_iter_t iter;
    if (bson_iter_init_find(&iter, document.get(), "_id")) {
        bson_append_iter(filter.get(), "_id", -1, &iter);
    }
    return {std::move(filter), std::move(document)};
}

// As the journal would have written it, before its first batch.
MongoPut putOf(const MongoOperation &operation)
{
    Bson document;
    document.append(*operation.document).number("n", 0);
    return putOf(std::move(document));
}

void addCarried(std::vector<MongoPut> &puts, StorePart part, const QString &key,
                const StoreRow &row, const StoreRow &documents)
{
    const QList<MongoCarried> carried = leftOut(row, documents);
    if (!carried.isEmpty()) {
        puts.push_back(putOf(documentOf(part, key, carried)));
    }
}

/// What messages name and do not hold: the messages they answer, and their files.
class Named
{
public:
    explicit Named(const std::vector<StoreRecord> &records)
    {
        const int reply = storeColumn(StorePart::Messages, "reply_seq"_L1);
        for (const StoreRecord &record : records) {
            m_ids.insert(place(record, 2), record.values.value(0).toString());
            for (const StoreRow &file : record.files) {
                m_files.insert(file.value(1).toString());
            }
        }
        for (const StoreRecord &record : records) {
            if (record.values.value(reply).isValid() && !m_ids.contains(place(record, reply))) {
                m_asked[record.values.value(1).toString()].push_back(
                    record.values.value(reply).toLongLong());
            }
        }
    }

    [[nodiscard]] MongoResult<void> look(MongoConnection &connection)
    {
        MongoResult<void> done;
        for (const auto &[room, seqs] : m_asked) {
            done = done ? lookInRoom(connection, room, seqs) : done;
        }
        if (done && !m_files.isEmpty()) {
            Bson filter;
            filter.document("_id", Bson().ids("$in", m_files.values()));
            done = connection.find(
                collectionOf(MongoKind::File), filter, {}, [this](const BsonView &document) {
                    takeDocument(m_state, keyOf(MongoKind::File, document), document);
                    return true;
                });
        }
        return done;
    }

    void complete(MongoMessage &message, const StoreRecord &record) const
    {
        Message &it = message.kept.message;
        const int reply = storeColumn(StorePart::Messages, "reply_seq"_L1);
        if (record.values.value(reply).isValid()) {
            const auto id = m_ids.constFind(place(record, reply));
            if (id != m_ids.cend()) {
                it.replyTo =
                    ReplyTo{MessageId(*id), record.values.value(reply).toLongLong(), {}, {}};
            }
        }
        for (File &file : it.files) {
            const auto found = m_state.files.find(file.id.toString());
            file = found == m_state.files.end() ? file : found->second.file;
        }
    }

private:
    [[nodiscard]] MongoResult<void> lookInRoom(MongoConnection &connection, const QString &room,
                                               const std::vector<qint64> &seqs)
    {
        Bson filter;
        filter.id("room", room).document("seq", Bson().numbers("$in", seqs));
        return connection.find(
            collectionOf(MongoKind::Message), filter, {}, [this, &room](const BsonView &document) {
                m_ids.insert(twoIds(room, QString::number(document.number("seq"))),
                             document.id("_id"));
                return true;
            });
    }

    // Of the message with the number of \p column in the room of \p record.
    static QString place(const StoreRecord &record, int column)
    {
        return twoIds(record.values.value(1).toString(), record.values.value(column).toString());
    }

    QHash<QString, QString> m_ids; // by room and seq
    QSet<QString> m_files;
    std::map<QString, std::vector<qint64>> m_asked; // seqs by room
    MemoryState m_state; // files only
};

} // namespace

MongoResult<void> MongoStoreTarget::writeUsage(const StoreRow &row, Puts &puts)
{
    if (!m_bytesOfOwners) {
        MongoHeld held;
        for (const MongoKind kind : {MongoKind::File, MongoKind::Upload}) {
            const auto done = m_end.connection().find(
                collectionOf(kind), {}, {}, [&held, kind](const BsonView &document) {
                    takeDocument(held.state, keyOf(kind, document), document);
                    return true;
                });
            if (!done) {
                return done;
            }
        }
        m_bytesOfOwners = held.bytesOfOwners();
    }
    const QString user = row.value(0).toString();
    const auto found = m_bytesOfOwners->find(user);
    const qint64 known = found == m_bytesOfOwners->end() ? 0 : found->second;
    Bson document;
    document.id("_id", user).number("more", row.value(1).toLongLong() - known);
    puts[mongoUsage].push_back(putOf(std::move(document)));
    return {};
}

MongoResult<void> MongoStoreTarget::writeRow(StorePart part, const StoreRow &row, Puts &puts)
{
    MongoHeld held;
    const std::optional<MongoKey> key = takeRow(held, part, row);
    if (part == StorePart::Store) {
        return change(Bson().text("storeId", held.state.storeId));
    }
    if (key) {
        std::optional<Bson> document = documentOf(held.state, *key);
        puts[collectionOf(key->kind)].push_back(putOf({*key, std::move(document)}));
    }
    for (const auto &[ofWhom, note] : held.notes) {
        puts[collectionOf(MongoKind::BanNote)].push_back(putOf(operationOf(note)));
    }
    const QString id = keyOf(part, row);
    addCarried(puts[mongoCarried], part, id, row, rowsOf(part, held)[id]);
    if (part != StorePart::ServerBans) {
        return {};
    }
    // It is a field of the user.
    Bson filter;
    filter.id("_id", id);
    Bson until;
    const MemoryUser &user = held.state.users.at(id);
    until.number("bannedUntil", user.stored.bannedUntilMs.value_or(forEver))
        .text("banReason", user.ban.reason)
        .id("bannedBy", user.ban.by.toString());
    return m_end.connection()
        .update(collectionOf(MongoKind::User), filter, Bson().document("$set", until))
        .map([](qint64) {});
}

MongoResult<void> MongoStoreTarget::writeMessages(const std::vector<StoreRecord> &records,
                                                  Puts &puts)
{
    Named named(records);
    if (auto done = named.look(m_end.connection()); !done) {
        return done;
    }
    for (const StoreRecord &record : records) {
        MongoMessage message = messageFrom(record);
        named.complete(message, record);
        message.kept.order = ++m_order;
        Bson document = documentOf(message);
        if (const QStringList terms = termsOf(message); !terms.isEmpty()) {
            document.texts("terms", terms);
        }
        document.number("n", 0);
        puts[collectionOf(MongoKind::Message)].push_back(putOf(std::move(document)));
        const std::vector<MongoEdit> edits = editsOf(record, message);
        for (const MongoEdit &edit : edits) {
            puts[collectionOf(MongoKind::Edit)].push_back(putOf(operationOf(edit)));
        }
        addCarried(puts[mongoCarried], StorePart::Messages, message.kept.message.id.toString(),
                   record.values, recordOf(message, edits).values);
    }
    return {};
}

MongoResult<void> MongoStoreTarget::putAll(const Puts &puts)
{
    for (const auto &[collection, those] : puts) {
        if (those.empty()) {
            continue;
        }
        const auto refused = m_end.connection().put(collection.constData(), those);
        if (!refused) {
            return failure(refused.error());
        }
        if (!refused->empty()) {
            return failure(MongoFailure{MongoTrouble::Duplicate,
                                        u"%1 of %2 are there twice"_s.arg(refused->size())
                                            .arg(QLatin1StringView(collection))});
        }
    }
    return {};
}

Result<void, QString> MongoStoreTarget::write(const std::vector<StoreRecord> &records,
                                              const StoreProgress &progress)
{
    if (auto alive = m_end.stayAlive(); !alive) {
        return alive;
    }
    m_parts->forget();
    Puts puts;
    MongoResult<void> done;
    if (progress.part == StorePart::Messages) {
        done = writeMessages(records, puts);
    } else {
        for (const StoreRecord &record : records) {
            if (done) {
                done = progress.part == StorePart::FileUsage
                    ? writeUsage(record.values, puts)
                    : writeRow(progress.part, record.values, puts);
            }
        }
    }
    done = done ? putAll(puts) : done;
    done = done ? change(Bson()
                             .number("part", static_cast<int>(progress.part))
                             .text("position", progress.position)
                             .number("order", m_order))
                : done;
    return done.map_error([this](const MongoFailure &why) { return m_end.sentence(why); });
}

} // namespace maru::server
