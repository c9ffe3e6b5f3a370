// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongomessage.h"

#include "server/storage/messagerules.h"
#include "server/storage/mongo/mongocodec.h"
#include "server/storage/searchrules.h"

#include <algorithm>
#include <map>

namespace maru::server {

namespace {

QStringList textsOf(const QList<UserId> &users)
{
    QStringList texts;
    for (const UserId &user : users) {
        texts.append(user.toString());
    }
    return texts;
}

Bson documentOf(const File &file)
{
    Bson bson;
    bson.id("id", file.id.toString())
        .text("name", file.name)
        .text("mime", file.mime)
        .number("bytes", file.bytes)
        .number("width", file.width)
        .number("height", file.height)
        .text("sha256", file.sha256);
    return bson;
}

File fileFrom(const BsonView &document)
{
    File file;
    file.id = FileId(document.id("id"));
    file.name = document.text("name");
    file.mime = document.text("mime");
    file.bytes = document.number("bytes");
    file.width = static_cast<int>(document.number("width"));
    file.height = static_cast<int>(document.number("height"));
    file.sha256 = document.text("sha256");
    return file;
}

void appendLists(Bson &bson, const MemoryMessage &kept)
{
    const Message &message = kept.message;
    if (!message.mentions.isEmpty()) {
        bson.ids("mentions", textsOf(message.mentions));
    }
    if (!message.files.isEmpty()) {
        std::vector<Bson> files;
        for (const File &file : message.files) {
            files.push_back(documentOf(file));
        }
        bson.documents("files", files);
    }
    if (!kept.reactions.empty()) {
        std::vector<Bson> rows;
        for (const MemoryReaction &row : kept.reactions) {
            rows.emplace_back();
            rows.back()
                .text("emoji", row.emoji)
                .id("user", row.user.toString())
                .number("rev", row.rev);
        }
        bson.documents("reactions", rows);
    }
}

} // namespace

QString sentKey(const UserId &author, const QString &cid)
{
    return twoIds(author.toString(), cid);
}

Bson documentOf(const MongoMessage &message)
{
    const Message &it = message.kept.message;
    Bson author;
    author.id("id", it.user.id.toString()).text("userName", it.user.userName);
    Bson bson;
    bson.id("_id", it.id.toString())
        .text("chat", it.chat)
        .document("user", author)
        .time("createdAt", it.createdMs)
        .time("updatedAt", it.updatedMs);
    bson_append_int32(bson.get(), "__v", -1, 0);
    bson.id("room", it.room.toString())
        .number("seq", it.seq)
        .number("rev", it.rev)
        .number("order", message.kept.order)
        .text("type", toWire(it.type));
    if (it.editedMs) {
        bson.time("editedAt", *it.editedMs);
    }
    if (it.deletedMs) {
        bson.time("deletedAt", *it.deletedMs);
    }
    if (!it.cid.isEmpty()) {
        bson.text("cid", it.cid).bytes("contentHash", message.contentHash);
        if (!it.user.id.isNull()) {
            bson.text("sent", sentKey(it.user.id, it.cid));
        }
    }
    if (it.replyTo) {
        Bson answered;
        answered.id("id", it.replyTo->id.toString()).number("seq", it.replyTo->seq);
        bson.document("replyTo", answered);
    }
    appendLists(bson, message.kept);
    return bson;
}

MongoMessage messageFrom(const BsonView &document)
{
    MongoMessage message;
    Message &it = message.kept.message;
    const BsonView author = document.document("user");
    it.id = MessageId(document.id("_id"));
    it.room = RoomId(document.id("room"));
    it.seq = document.number("seq");
    it.rev = document.number("rev");
    it.cid = document.text("cid");
    it.type = document.text("type") == toWire(MessageType::System) ? MessageType::System
                                                                   : MessageType::Chat;
    it.chat = document.text("chat");
    it.user = {UserId(author.id("id")), author.text("userName")};
    it.createdMs = document.number("createdAt");
    it.updatedMs = document.number("updatedAt");
    it.editedMs = document.time("editedAt");
    it.deletedMs = document.time("deletedAt");
    if (document.has("replyTo")) {
        const BsonView answered = document.document("replyTo");
        it.replyTo = ReplyTo{MessageId(answered.id("id")), answered.number("seq"), {}, {}};
    }
    for (const QString &user : document.ids("mentions")) {
        it.mentions.append(UserId(user));
    }
    document.eachDocument("files",
                          [&it](const BsonView &file) { it.files.append(fileFrom(file)); });
    document.eachDocument("reactions", [&message](const BsonView &row) {
        message.kept.reactions.push_back(
            {row.text("emoji"), UserId(row.id("user")), row.number("rev")});
    });
    message.kept.order = document.number("order");
    message.contentHash = document.bytes("contentHash");
    return message;
}

QStringList termsOf(const MongoMessage &message)
{
    QStringList terms = indexTerms(message.kept.message).split(u' ', Qt::SkipEmptyParts);
    terms.removeDuplicates();
    return terms;
}

Message completed(const MongoMessage &message, const Message *original)
{
    Message whole = message.kept.message;
    if (whole.replyTo && original != nullptr) {
        whole.replyTo = quoted(*original);
    }
    for (const MemoryReaction &row : message.kept.reactions) {
        auto kind = std::find_if(whole.reactions.begin(), whole.reactions.end(),
                                 [&row](const Reaction &one) { return one.emoji == row.emoji; });
        if (kind == whole.reactions.end()) {
            kind = whole.reactions.insert(whole.reactions.end(), Reaction{row.emoji, {}});
        }
        kind->users.append(row.user);
    }
    return whole;
}

MongoResult<QList<Message>> completed(MongoConnection &connection,
                                      const std::vector<MongoMessage> &messages)
{
    QStringList answered;
    for (const MongoMessage &message : messages) {
        if (const auto &replyTo = message.kept.message.replyTo) {
            answered.append(replyTo->id.toString());
        }
    }
    std::map<MessageId, Message> originals;
    if (!answered.isEmpty()) {
        answered.removeDuplicates();
        Bson among;
        among.ids("$in", answered);
        Bson filter;
        filter.document("_id", among);
        const auto done = connection.find(collectionOf(MongoKind::Message), filter, {},
                                          [&originals](const BsonView &document) {
                                              Message original = messageFrom(document).kept.message;
                                              originals.emplace(original.id, std::move(original));
                                              return true;
                                          });
        if (!done) {
            return failure(done.error());
        }
    }
    QList<Message> all;
    for (const MongoMessage &message : messages) {
        const auto &replyTo = message.kept.message.replyTo;
        const auto original = replyTo ? originals.find(replyTo->id) : originals.end();
        all.append(completed(message, original == originals.end() ? nullptr : &original->second));
    }
    return all;
}

Bson namesUser(const UserId &user, const RoomId &room, qint64 readSeq)
{
    Bson among;
    among.ids("$in", {user.toString(), QString(everybodyId)});
    Bson above;
    above.number("$gt", readSeq);
    Bson filter;
    filter.id("room", room.toString()).document("mentions", among).document("seq", above);
    return filter;
}

} // namespace maru::server
