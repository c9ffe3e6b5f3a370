// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongounit.h"

#include "server/storage/messagerules.h"
#include "server/storage/mongo/mongonotes.h"

#include <algorithm>

namespace maru::server {

namespace {

bool hasFile(const QList<File> &files, const FileId &id)
{
    return std::any_of(files.begin(), files.end(), [&id](const File &one) { return one.id == id; });
}

bool names(const QList<UserId> &mentions, const UserId &user)
{
    return mentions.contains(user) || mentions.contains(UserId(everybodyId));
}

} // namespace

void MongoUnit::touch(const MongoKey &key)
{
    if (m_before.find(key) == m_before.end()) {
        m_before.emplace(key, documentOf(m_state, key));
    }
}

// ---- messages ----

void MongoUnit::prefetch(const std::vector<Change> &changes)
{
    QStringList ids;
    QStringList sent;
    for (const Change &change : changes) {
        std::visit(
            [&](const auto &one) {
                using One = std::decay_t<decltype(one)>;
                if constexpr (std::is_same_v<One, AppendMessage>) {
                    ids.append(one.message.id.toString());
                    if (one.message.replyTo) {
                        ids.append(one.message.replyTo->id.toString());
                    }
                    if (!one.message.cid.isEmpty() && !one.message.user.id.isNull()) {
                        sent.append(sentKey(one.message.user.id, one.message.cid));
                    }
                } else if constexpr (
                    std::is_same_v<
                        One,
                        EditMessage> || std::is_same_v<One, DeleteMessage> || std::is_same_v<One, SetReaction>) {
                    ids.append(one.message.toString());
                }
            },
            change);
    }
    load(ids, sent);
}

void MongoUnit::load(const QStringList &ids, const QStringList &sent)
{
    if (m_trouble || (ids.isEmpty() && sent.isEmpty())) {
        return;
    }
    std::vector<Bson> either;
    const auto among = [&either](const char *field, const QStringList &values, auto append) {
        if (!values.isEmpty()) {
            Bson in;
            (in.*append)("$in", values);
            either.emplace_back();
            either.back().document(field, in);
        }
    };
    among("_id", ids, &Bson::ids);
    among("sent", sent, &Bson::texts);
    Bson filter;
    filter.documents("$or", either);
    const auto done = m_connection.find(collectionOf(MongoKind::Message), filter, {},
                                        [this](const BsonView &document) {
                                            cache(messageFrom(document), true);
                                            return true;
                                        });
    if (!done) {
        m_trouble = done.error();
        return;
    }
    for (const QString &id : ids) {
        if (m_messages.find(id) == m_messages.end()) {
            m_absent.insert(id);
        }
    }
    for (const QString &key : sent) {
        if (!m_sent.contains(key)) {
            m_sent.insert(key, QString());
        }
    }
}

void MongoUnit::cache(MongoMessage message, bool isStored)
{
    const QString id = message.kept.message.id.toString();
    const Message &it = message.kept.message;
    if (m_messages.find(id) != m_messages.end()) {
        return; // what the batch made of it counts
    }
    if (!it.cid.isEmpty() && !it.user.id.isNull()) {
        m_sent.insert(sentKey(it.user.id, it.cid), id);
    }
    m_absent.remove(id);
    Cached cached;
    cached.isStored = isStored;
    cached.mentionsBefore = isStored ? it.mentions : QList<UserId>();
    cached.filesBefore = isStored ? it.files : QList<File>();
    cached.isChanged = !isStored;
    cached.now = std::move(message);
    m_messages.emplace(id, std::move(cached));
}

MongoUnit::Cached *MongoUnit::find(const QString &id)
{
    auto found = m_messages.find(id);
    if (found == m_messages.end() && !m_absent.contains(id)) {
        load({id}, {});
        found = m_messages.find(id);
    }
    return found == m_messages.end() || m_trouble ? nullptr : &found->second;
}

MongoMessage *MongoUnit::message(const RoomId &room, const MessageId &message)
{
    Cached *cached = find(message.toString());
    return cached == nullptr || cached->now.kept.message.room != room ? nullptr : &cached->now;
}

MongoMessage *MongoUnit::sent(const UserId &author, const QString &cid)
{
    const QString key = sentKey(author, cid);
    if (!m_sent.contains(key)) {
        load({}, {key});
    }
    const QString id = m_sent.value(key);
    Cached *cached = id.isEmpty() ? nullptr : find(id);
    return cached == nullptr ? nullptr : &cached->now;
}

bool MongoUnit::isThere(const MessageId &message)
{
    return find(message.toString()) != nullptr;
}

void MongoUnit::noteChanged(const MongoMessage &message)
{
    m_messages.at(message.kept.message.id.toString()).isChanged = true;
}

void MongoUnit::takeAppended(MemoryRoom &room, const QByteArray &contentHash)
{
    for (MemoryMessage &kept : room.messages) {
        m_countBefore = m_countBefore < 0 ? kept.order - 1 : m_countBefore;
        cache({std::move(kept), contentHash}, false);
    }
    room.messages.clear();
    m_state.messageIds.clear();
}

void MongoUnit::addEdit(const MongoMessage &message, const UserId &editor, qint64 nowMs)
{
    const Message &it = message.kept.message;
    const StoredRoom &room = m_state.rooms.at(it.room.toString()).stored;
    m_notes.push_back(operationOf(MongoEdit{.message = it.id,
                                            .room = it.room,
                                            .rev = room.room.rev + 1,
                                            .chat = it.chat,
                                            .editor = editor,
                                            .atMs = nowMs}));
}

void MongoUnit::addBanNote(const UserId &user, const RoomId &room, const UserId &by,
                           const QString &reason, std::optional<qint64> untilMs, qint64 nowMs)
{
    m_notes.push_back(operationOf(MongoBanNote{.user = user,
                                               .room = room,
                                               .by = by,
                                               .reason = reason,
                                               .untilMs = untilMs,
                                               .atMs = nowMs}));
}

Message MongoUnit::whole(const MongoMessage &message)
{
    const Message &it = message.kept.message;
    const MongoMessage *original = it.replyTo ? this->message(it.room, it.replyTo->id) : nullptr;
    return completed(message, original == nullptr ? nullptr : &original->kept.message);
}

// ---- what is counted ----

qint64 MongoUnit::count(const Bson &filter)
{
    const auto counted = m_connection.count(collectionOf(MongoKind::Message), filter);
    if (!counted) {
        m_trouble = counted.error();
        return 0;
    }
    return *counted;
}

qint64 MongoUnit::mentions(const UserId &user, const RoomId &room, qint64 readSeq)
{
    qint64 found = count(namesUser(user, room, readSeq));
    for (const auto &[id, cached] : m_messages) {
        const Message &it = cached.now.kept.message;
        if (it.room == room && it.seq > readSeq) {
            found += names(it.mentions, user) ? 1 : 0;
            found -= names(cached.mentionsBefore, user) ? 1 : 0;
        }
    }
    return found;
}

bool MongoUnit::isCarried(const FileId &file)
{
    Bson filter;
    filter.id("files.id", file.toString());
    qint64 found = count(filter);
    for (const auto &[id, cached] : m_messages) {
        found += hasFile(cached.now.kept.message.files, file) ? 1 : 0;
        found -= hasFile(cached.filesBefore, file) ? 1 : 0;
    }
    return found > 0;
}

// ---- the end ----

std::vector<MongoOperation> MongoUnit::operations() const
{
    std::vector<MongoOperation> operations;
    for (const auto &[key, before] : m_before) {
        std::optional<Bson> now = documentOf(m_state, key);
        const bool isSame =
            before.has_value() == now.has_value() && (!now || now->data() == before->data());
        if (!isSame) {
            operations.push_back({key, std::move(now)});
        }
    }
    for (const auto &[id, cached] : m_messages) {
        if (cached.isChanged) {
            operations.push_back({{MongoKind::Message, id}, documentOf(cached.now)});
        }
    }
    for (const MongoOperation &note : m_notes) {
        operations.push_back({note.key, Bson(note.document->data())});
    }
    return operations;
}

void MongoUnit::undo()
{
    for (const auto &[key, before] : m_before) {
        if (before) {
            takeDocument(m_state, key, BsonView(before->get()));
        } else {
            forgetDocument(m_state, key);
        }
    }
    if (m_countBefore >= 0) {
        m_state.messageCount = m_countBefore;
    }
}

} // namespace maru::server
