// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

/// The columns of a row, in the order in which sqlrows.cpp reads them.
#define MARU_USER                                                                                  \
    "users.id, users.name, users.role, users.is_held, users.last_seen_ms, users.created_ms"
/// And what is nobody's business: the password, and the end of a ban.
#define MARU_PERSON                                                                                \
    MARU_USER                                                                                      \
    ", users.password_hash, (SELECT coalesce(server_bans.until_ms, 9223372036854775807) "          \
    "FROM server_bans WHERE server_bans.user_id = users.id)"
#define MARU_ROOM                                                                                  \
    "rooms.id, rooms.name, rooms.name_key, rooms.kind, rooms.topic, rooms.archived, "              \
    "rooms.class_code, rooms.seq, rooms.rev, rooms.created_ms, rooms.mute_all, rooms.slow_mode_s"
#define MARU_MEMBERSHIP                                                                            \
    "members.role, members.muted, members.muted_until_ms, members.hand_ms, members.notify, "       \
    "members.read_seq, (SELECT count(*) FROM mentions WHERE mentions.user_id IN "                  \
    "(members.user_id, 'all') "                                                                    \
    "AND mentions.room_id = members.room_id AND mentions.seq > members.read_seq)"
#define MARU_MESSAGE                                                                               \
    "messages.id, messages.room_id, messages.seq, messages.rev, messages.cid, messages.type, "     \
    "messages.chat, messages.author_id, messages.author_name, messages.created_ms, "               \
    "messages.updated_ms, messages.edited_ms, messages.deleted_ms, messages.mentions, "            \
    "messages.reactions, original.id, original.seq, original.author_id, original.author_name, "    \
    "substr(original.chat, 1, 120), messages.files"
/// What stands behind FROM for them: the message that one answers comes along.
#define MARU_MESSAGES                                                                              \
    "messages LEFT JOIN messages AS original ON original.room_id = messages.room_id "              \
    "AND original.seq = messages.reply_seq"
