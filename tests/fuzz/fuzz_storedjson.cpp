// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/storedjson.h"
#include "tests/fuzz/fuzztools.h"

using namespace maru;
using namespace maru::client;
using fuzz::require;

// What the client finds in its own store, which anything may have written: read, written and read
// again, it is the same.

namespace {

/// Half a character, which only `\ud800` and the like say, is written as U+FFFD.
template<class Object>
void requireSame(const Object &again, const Object &object, const QByteArray &bytes)
{
    require(bytes.contains("\\u") ? toJson(again) == toJson(object) : again == object);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    if (const auto account = accountFromJson(bytes)) {
        require(!account->ownUser.id.isNull());
        const auto again = accountFromJson(toJson(*account));
        require(again.has_value());
        requireSame(*again, *account, bytes);
    }
    const ReadingPlace place = placeFromJson(bytes);
    requireSame(placeFromJson(toJson(place)), place, bytes);
    const QList<Member> members = membersFromJson(bytes);
    require(members.size() <= limits::maxKeptMembers);
    requireSame(membersFromJson(toJson(members)), members, bytes);
    if (const auto reply = replyFromJson(bytes)) {
        require(!reply->id.isNull());
        const auto again = replyFromJson(toJson(*reply));
        require(again.has_value());
        requireSame(*again, *reply, bytes);
    }
    return 0;
}
