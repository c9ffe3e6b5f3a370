// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/storeparts.h"

#include <array>
#include <cstddef>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr bool nullable = true;

consteval StoreColumn text(const char *name, bool isNullable = false)
{
    return {QLatin1StringView(name), StoreValue::Text, isNullable};
}
consteval StoreColumn number(const char *name, bool isNullable = false)
{
    return {QLatin1StringView(name), StoreValue::Number, isNullable};
}
consteval StoreColumn bytes(const char *name, bool isNullable = false)
{
    return {QLatin1StringView(name), StoreValue::Bytes, isNullable};
}

constexpr std::array store{text("id")};
constexpr std::array users{text("id"),
                           text("name"),
                           text("name_key"),
                           text("skeleton", nullable),
                           number("role"),
                           number("is_held"),
                           number("last_seen_ms"),
                           number("created_ms"),
                           text("password_hash", nullable)};
constexpr std::array tokens{bytes("token_hash"), text("user_id"), number("created_ms"),
                            text("id"),          text("name"),    number("last_seen_ms")};
constexpr std::array invites{bytes("code_hash"),
                             number("role"),
                             text("room_id", nullable),
                             number("uses_left", nullable),
                             number("expires_ms", nullable),
                             text("created_by", nullable),
                             number("created_ms")};
constexpr std::array serverBans{text("user_id"), number("until_ms", nullable), text("reason"),
                                text("created_by", nullable), number("created_ms")};
constexpr std::array rooms{text("id"),
                           text("name"),
                           text("name_key"),
                           number("kind"),
                           text("topic"),
                           number("archived"),
                           text("class_code", nullable),
                           number("seq"),
                           number("rev"),
                           number("created_ms"),
                           number("mute_all"),
                           number("slow_mode_s"),
                           text("created_by", nullable),
                           text("direct_key", nullable)};
constexpr std::array members{text("user_id"),     text("room_id"),
                             number("joined_ms"), number("role"),
                             number("muted"),     number("muted_until_ms", nullable),
                             number("notify"),    number("hand_ms", nullable),
                             number("read_seq"),  number("read_ms")};
constexpr std::array roomBans{text("room_id"),
                              text("user_id"),
                              number("until_ms", nullable),
                              text("reason"),
                              text("created_by", nullable),
                              number("created_ms")};
constexpr std::array files{text("id"),
                           text("room_id"),
                           text("owner_id"),
                           text("name"),
                           text("mime"),
                           number("bytes"),
                           number("width"),
                           number("height"),
                           text("sha256"),
                           number("created_ms"),
                           number("unused_ms", nullable)};
constexpr std::array uploads{text("id"),          text("room_id"), text("owner_id"),
                             text("name"),        number("bytes"), number("created_ms"),
                             number("touched_ms")};
constexpr std::array fileUsage{text("user_id"), number("bytes")};
constexpr std::array messages{text("id"),
                              text("room_id"),
                              number("seq"),
                              number("rev"),
                              text("cid", nullable),
                              number("type"),
                              text("chat"),
                              text("author_id", nullable),
                              text("author_name"),
                              number("created_ms"),
                              number("updated_ms"),
                              number("edited_ms", nullable),
                              number("deleted_ms", nullable),
                              bytes("content_hash", nullable),
                              number("reply_seq", nullable),
                              text("mentions"),
                              number("reactions"),
                              number("files"),
                              number("images")};
constexpr std::array recovery{bytes("pid_hash"), text("sid"),        text("user_id"),
                              text("room_id"),   number("from_seq"), number("lost_ms", nullable)};

constexpr std::array roomMutes{text("room_id"), text("user_id"), number("until_ms", nullable)};

constexpr std::array reactionsOfMessage{text("emoji"), text("user_id"), number("rev")};
constexpr std::array editsOfMessage{number("rev"), text("chat"), text("editor_id"),
                                    number("at_ms")};
constexpr std::array filesOfMessage{number("position"), text("file_id")};

struct Part
{
    QLatin1StringView name;
    std::span<const StoreColumn> columns;
};

constexpr std::array<Part, static_cast<size_t>(StorePart::Count)> parts{{
    {"file_store"_L1, store},
    {"users"_L1, users},
    {"tokens"_L1, tokens},
    {"invites"_L1, invites},
    {"server_bans"_L1, serverBans},
    {"rooms"_L1, rooms},
    {"members"_L1, members},
    {"room_bans"_L1, roomBans},
    {"files"_L1, files},
    {"uploads"_L1, uploads},
    {"file_usage"_L1, fileUsage},
    {"messages"_L1, messages},
    {"recovery"_L1, recovery},
    {"room_mutes"_L1, roomMutes},
}};

const Part &partOf(StorePart part)
{
    return parts.at(static_cast<size_t>(part));
}

} // namespace

QLatin1StringView storePartName(StorePart part)
{
    return partOf(part).name;
}

std::span<const StoreColumn> storeColumns(StorePart part)
{
    return partOf(part).columns;
}

int storeColumn(StorePart part, QLatin1StringView name)
{
    const std::span<const StoreColumn> columns = partOf(part).columns;
    for (size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == name) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

std::span<const StoreColumn> reactionColumns()
{
    return reactionsOfMessage;
}

std::span<const StoreColumn> editColumns()
{
    return editsOfMessage;
}

std::span<const StoreColumn> messageFileColumns()
{
    return filesOfMessage;
}

} // namespace maru::server
