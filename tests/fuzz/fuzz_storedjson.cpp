// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/storedjson.h"
#include "tests/fuzz/fuzztools.h"

using namespace maru;
using namespace maru::client;
using fuzz::require;

// What the client finds in its own store, which anything may have written: read, written and read
// again, it is the same. JSON is compared, as half a character cannot be written.

namespace {

QByteArray onceMore(const StoredAccount &account)
{
    const auto again = accountFromJson(toJson(account));
    require(again.has_value());
    return toJson(*again);
}

QByteArray onceMore(const ReplyTo &reply)
{
    const auto again = replyFromJson(toJson(reply));
    require(again.has_value());
    return toJson(*again);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    if (const auto account = accountFromJson(bytes)) {
        require(!account->ownUser.id.isNull());
        require(onceMore(*account) == toJson(*account));
    }
    const ReadingPlace place = placeFromJson(bytes);
    require(toJson(placeFromJson(toJson(place))) == toJson(place));
    if (const auto reply = replyFromJson(bytes)) {
        require(!reply->id.isNull());
        require(onceMore(*reply) == toJson(*reply));
    }
    return 0;
}
