// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongosetup.h"

#include "common/mongolimits.h"
#include "server/storage/mongo/mongocodec.h"

#include <vector>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

struct Index
{
    MongoKind kind;
    const char *name;
    std::vector<const char *> fields;
    bool isUnique;
};

// The promises: names, codes, the place of a message, and once what was sent once.
const std::vector<Index> &indexes()
{
    static const std::vector<Index> all{
        {MongoKind::User, "maru_name", {"nameKey"}, true},
        {MongoKind::User, "maru_skeleton", {"skeleton"}, true},
        {MongoKind::Room, "maru_name", {"openKey"}, true},
        {MongoKind::Room, "maru_code", {"classCode"}, true},
        {MongoKind::Room, "maru_direct", {"directKey"}, true},
        {MongoKind::Message, "maru_seq", {"room", "seq"}, true},
        {MongoKind::Message, "maru_order", {"order"}, true},
        {MongoKind::Message, "maru_sent", {"sent"}, true},
        {MongoKind::Message, "maru_rev", {"room", "rev"}, false},
        {MongoKind::Message, "maru_terms", {"terms", "order"}, false},
        {MongoKind::Message, "maru_mentions", {"room", "mentions", "seq"}, false},
        {MongoKind::Message, "maru_files", {"files.id"}, false},
        {MongoKind::Edit, "maru_message", {"message", "rev"}, false},
    };
    return all;
}

} // namespace

QString mongoSentence(const MongoAddress &address, const QString &rest)
{
    return u"The database %1 %2."_s.arg(address.place, rest);
}

QString mongoSentence(const MongoAddress &address, const MongoFailure &failure)
{
    const auto sentence = [&address](const QString &rest) {
        return mongoSentence(address, rest);
    };
    switch (failure.trouble) {
    case MongoTrouble::Lost:
        return sentence(u"cannot be reached (%1): start it, or correct --db"_s.arg(failure.text));
    case MongoTrouble::Denied:
        return sentence(
            u"does not let us in (%1): correct user, password and authSource in --db"_s.arg(
                failure.text));
    case MongoTrouble::NotAllowed:
        return sentence(
            u"does not let this user write (%1): give it the role readWrite there"_s.arg(
                failure.text));
    case MongoTrouble::NoJournal:
        return sentence(u"has no journal, so a power cut would lose messages that were "
                        "acknowledged: set storage.journal.enabled, or leave out --nojournal "
                        "(%1)"_s.arg(failure.text));
    case MongoTrouble::TooOld:
        return sentence(
            u"is older than MongoDB 4.4, which Maru needs (%1): upgrade it"_s.arg(failure.text));
    case MongoTrouble::Refused:
    case MongoTrouble::Duplicate:
    case MongoTrouble::Missing:
        break;
    }
    return sentence(u"cannot be used (%1)"_s.arg(failure.text));
}

Result<void, QString> checkMongoServer(MongoConnection &connection, const MongoAddress &address)
{
    const auto facts = connection.hello();
    if (!facts) {
        return failure(mongoSentence(address, facts.error()));
    }
    if (facts->wireVersion < limits::mongoOldestWire) {
        return failure(
            mongoSentence(address,
                          MongoFailure{MongoTrouble::TooOld,
                                       u"its wire version is %1"_s.arg(facts->wireVersion)}));
    }
    if (!facts->isPrimary) {
        return failure(mongoSentence(
            address,
            u"is no primary and cannot be written to: name the members of the replica set and "
            "?replicaSet=NAME in --db, or wait until they have elected one"_s));
    }
    return {};
}

MongoResult<void> makeMongoIndexes(MongoConnection &connection)
{
    for (const Index &index : indexes()) {
        Bson keys;
        for (const char *field : index.fields) {
            bson_append_int32(keys.get(), field, -1, 1);
        }
        Bson options;
        options.flag("sparse", true).flag("unique", index.isUnique);
        auto done = connection.makeIndex(collectionOf(index.kind), index.name, keys, options);
        if (!done) {
            return done;
        }
    }
    // What goes leaves its key behind for a while: MongoJournal::bury() finds it.
    Bson gone;
    bson_append_int32(gone.get(), "gone", -1, 1);
    for (size_t i = 0; i < mongoCollections.size(); ++i) {
        if (isOnlyStored(static_cast<MongoKind>(i))) {
            continue;
        }
        auto done = connection.makeIndex(mongoCollections.at(i), "maru_gone", gone,
                                         Bson().flag("sparse", true));
        if (!done) {
            return done;
        }
    }
    return {};
}

} // namespace maru::server
