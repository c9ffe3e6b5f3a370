// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongoparts.h"

#include "common/serverlimits.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

Result<qint64, QString> MongoParts::count(StorePart part)
{
    if (const auto ready = prepare(); !ready) {
        return failure(ready.error());
    }
    if (part != StorePart::Messages) {
        return static_cast<qint64>(rowsOf(part, *m_held).size());
    }
    // They are numbered without a gap; to count millions takes longer than an answer may.
    Bson options;
    options.document("sort", Bson().number("order", -1)).number("limit", 1);
    Bson numbered; // else no sparse index serves the sort, and all messages are read
    numbered.document("order", Bson().number("$gt", 0));
    qint64 last = m_lateMessages.empty() ? 0 : m_lateMessages.rbegin()->first;
    return m_end.connection()
        .find(collectionOf(MongoKind::Message), numbered, options,
              [&last](const BsonView &document) {
                  last = std::max(last, document.number("order"));
                  return false;
              })
        .map([&last] { return last; })
        .map_error([this](const MongoFailure &why) { return m_end.sentence(why); });
}

Result<StoreBatch, QString> MongoParts::read(StorePart part, const QString &after)
{
    if (const auto ready = prepare(); !ready) {
        return failure(ready.error());
    }
    if (part != StorePart::Messages) {
        return page(part, after);
    }
    return messages(after.toLongLong()).map_error([this](const MongoFailure &why) {
        return m_end.sentence(why);
    });
}

void MongoParts::forget()
{
    m_held.reset();
    m_part = StorePart::Count;
    m_rows.clear();
    m_lateMessages.clear();
    m_lateEdits.clear();
}

Result<void, QString> MongoParts::prepare()
{
    if (auto alive = m_end.stayAlive(); !alive) {
        return alive;
    }
    if (m_held) {
        return {};
    }
    forget();
    m_held.emplace();
    if (const auto done = load(); !done) {
        forget();
        return failure(m_end.sentence(done.error()));
    }
    return {};
}

MongoParts::Step MongoParts::loadCollection(const char *collection,
                                            const MongoConnection::Visit &visit)
{
    return m_end.connection().find(collection, {}, {}, visit);
}

MongoParts::Step MongoParts::loadKind(MongoKind kind)
{
    return loadCollection(collectionOf(kind), [this, kind](const BsonView &document) {
        const bool isOurs = document.has("n") && !document.flag("gone");
        if (isOurs && kind == MongoKind::BanNote) {
            m_held->note(banNoteFrom(document));
        } else if (isOurs && (kind != MongoKind::User || document.has("nameKey"))) {
            takeDocument(m_held->state, keyOf(kind, document), document);
        }
        return true;
    });
}

MongoParts::Step MongoParts::load()
{
    qint64 written = 0;
    auto done = loadCollection(m_head, [this, &written](const BsonView &store) {
        m_held->state.storeId = store.text("storeId");
        written = store.number("written");
        return false;
    });
    for (size_t i = 0; i < mongoCollections.size() && done; ++i) {
        const auto kind = static_cast<MongoKind>(i);
        if (kind != MongoKind::Message && kind != MongoKind::Edit) {
            done = loadKind(kind);
        }
    }
    done = done ? loadJournal(written) : done;
    done = done ? loadCollection(mongoUsage,
                                 [this](const BsonView &document) {
                                     m_held->usage[document.id("_id")] = document.number("more");
                                     return true;
                                 })
                : done;
    return done ? loadCollection(mongoCarried,
                                 [this](const BsonView &document) {
                                     takeCarried(*m_held, document);
                                     return true;
                                 })
                : done;
}

MongoParts::Step MongoParts::loadJournal(qint64 written)
{
    return MongoJournal::read(m_end.connection(), written,
                              [this](const MongoJournal::Entry &entry) {
                                  for (const MongoOperation &operation : entry.operations) {
                                      takeLate(operation);
                                  }
                                  return true;
                              });
}

void MongoParts::takeLate(const MongoOperation &operation)
{
    if (!operation.document) {
        forgetDocument(m_held->state, operation.key);
        return;
    }
    const BsonView document(operation.document->get());
    switch (operation.key.kind) {
    case MongoKind::Message:
        m_lateMessages[document.number("order")] = document.data();
        break;
    case MongoKind::Edit: {
        MongoEdit edit = editFrom(document);
        m_lateEdits[edit.message.toString()][edit.rev] = std::move(edit);
        break;
    }
    case MongoKind::BanNote:
        m_held->note(banNoteFrom(document));
        break;
    default:
        takeDocument(m_held->state, operation.key, document);
        break;
    }
}

StoreBatch MongoParts::page(StorePart part, const QString &after)
{
    if (m_part != part) {
        m_rows = rowsOf(part, *m_held);
        m_part = part;
    }
    StoreBatch batch;
    auto it = after.isEmpty() ? m_rows.begin() : m_rows.upper_bound(after);
    batch.next = after;
    for (; it != m_rows.end() && batch.records.size() < size_t(limits::transferRecords); ++it) {
        batch.records.push_back({it->second, {}, {}, {}});
        batch.next = it->first;
    }
    batch.isLast = it == m_rows.end();
    return batch;
}

MongoResult<QHash<QString, std::vector<MongoEdit>>>
MongoParts::editsOf(const std::vector<MongoMessage> &messages)
{
    QStringList ids;
    for (const MongoMessage &message : messages) {
        ids.append(message.kept.message.id.toString());
    }
    QHash<QString, std::map<qint64, MongoEdit>> found;
    Bson filter;
    filter.document("message", Bson().ids("$in", ids));
    const auto done = m_end.connection().find(
        collectionOf(MongoKind::Edit), filter, {}, [&found](const BsonView &document) {
            MongoEdit edit = editFrom(document);
            found[edit.message.toString()][edit.rev] = std::move(edit);
            return true;
        });
    if (!done) {
        return failure(done.error());
    }
    QHash<QString, std::vector<MongoEdit>> edits;
    for (const QString &id : std::as_const(ids)) {
        std::map<qint64, MongoEdit> those = found.value(id);
        for (const auto &[rev, edit] : m_lateEdits.value(id)) {
            those[rev] = edit;
        }
        for (auto &[rev, edit] : those) {
            edits[id].push_back(std::move(edit));
        }
    }
    return edits;
}

MongoResult<StoreBatch> MongoParts::messages(qint64 after)
{
    Bson filter;
    filter.document("order", Bson().number("$gt", after));
    Bson options;
    options.document("sort", Bson().number("order", 1))
        .number("limit", limits::transferRecords)
        .document("projection", Bson().flag("terms", false));
    std::map<qint64, QByteArray> documents;
    const auto done = m_end.connection().find(
        collectionOf(MongoKind::Message), filter, options, [&documents](const BsonView &document) {
            documents[document.number("order")] = document.data();
            return true;
        });
    if (!done) {
        return failure(done.error());
    }
    constexpr auto most = static_cast<size_t>(limits::transferRecords);
    bool isLast = documents.size() < most;
    const qint64 last = documents.empty() ? after : documents.rbegin()->first;
    for (auto late = m_lateMessages.upper_bound(after);
         late != m_lateMessages.end() && (isLast || late->first <= last); ++late) {
        documents[late->first] = late->second;
    }
    for (; documents.size() > most; isLast = false) {
        documents.erase(std::prev(documents.end()));
    }
    std::vector<MongoMessage> found;
    for (const auto &[order, document] : documents) {
        found.push_back(messageFrom(BsonView(document)));
    }
    const auto edits = editsOf(found);
    if (!edits) {
        return failure(edits.error());
    }
    StoreBatch batch;
    batch.isLast = isLast;
    batch.next = QString::number(documents.empty() ? after : documents.rbegin()->first);
    for (const MongoMessage &message : found) {
        const QString id = message.kept.message.id.toString();
        batch.records.push_back(recordOf(message, edits->value(id)));
        applyCarried(batch.records.back().values,
                     m_held->carried.value(carriedKey(StorePart::Messages, id)));
    }
    return batch;
}

} // namespace maru::server
