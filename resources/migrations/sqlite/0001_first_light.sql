-- SPDX-FileCopyrightText: 2026 The Maru authors
-- SPDX-License-Identifier: MIT
--
-- Times are milliseconds since 1970 UTC, ids text, hashes SHA-256. Enumerations are the numbers of
-- common/chat/objects.h (held fast in server/storage/sql/sqlrows.cpp). A statement ends at a line that ends in ';'.

CREATE TABLE users (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    skeleton TEXT, -- NULL: confusable with nothing
    role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 3),
    is_held INTEGER NOT NULL CHECK (is_held IN (0, 1)),
    last_seen_ms INTEGER NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX users_name_key ON users (name_key);

CREATE UNIQUE INDEX users_skeleton ON users (skeleton) WHERE skeleton IS NOT NULL;

CREATE TABLE tokens (
    token_hash BLOB PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX tokens_user ON tokens (user_id);

-- seq and rev count the messages and the changes of a room; they move in the transaction that stores the message.
CREATE TABLE rooms (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
    topic TEXT NOT NULL,
    archived INTEGER NOT NULL CHECK (archived IN (0, 1)),
    class_code TEXT,
    seq INTEGER NOT NULL CHECK (seq >= 0),
    rev INTEGER NOT NULL CHECK (rev >= seq),
    created_ms INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX rooms_public_name ON rooms (name_key) WHERE kind = 0;

CREATE UNIQUE INDEX rooms_class_code ON rooms (class_code) WHERE class_code IS NOT NULL;

CREATE TABLE members (
    user_id TEXT NOT NULL REFERENCES users (id),
    room_id TEXT NOT NULL REFERENCES rooms (id),
    joined_ms INTEGER NOT NULL,
    PRIMARY KEY (user_id, room_id)
) STRICT, WITHOUT ROWID;

-- No foreign keys: the counters of the room are read before each insert, nothing is ever deleted, and two
-- look-ups less for each message are worth having.
CREATE TABLE messages (
    id TEXT PRIMARY KEY NOT NULL,
    room_id TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    rev INTEGER NOT NULL CHECK (rev > 0),
    cid TEXT,
    type INTEGER NOT NULL CHECK (type IN (0, 1)),
    chat TEXT NOT NULL,
    author_id TEXT, -- NULL: the system
    author_name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    edited_ms INTEGER,
    deleted_ms INTEGER,
    content_hash BLOB -- of what was first sent under this cid
) STRICT;

CREATE UNIQUE INDEX messages_seq ON messages (room_id, seq);

CREATE INDEX messages_rev ON messages (room_id, rev);

CREATE UNIQUE INDEX messages_cid ON messages (author_id, cid) WHERE cid IS NOT NULL;

-- Connections that may come back; lost_ms NULL: still connected.
CREATE TABLE recovery (
    pid_hash BLOB PRIMARY KEY NOT NULL,
    sid TEXT NOT NULL,
    user_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    from_seq INTEGER NOT NULL,
    lost_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX recovery_lost ON recovery (lost_ms);

-- The one room every server has from its first day on.
INSERT INTO rooms (id, name, name_key, kind, topic, archived, class_code, seq, rev, created_ms)
VALUES (lower(hex(randomblob(12))), 'lobby', 'lobby', 0, '', 0, NULL, 0, 0, CAST(strftime('%s', 'now') AS INTEGER) * 1000);
