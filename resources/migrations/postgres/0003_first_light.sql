-- SPDX-FileCopyrightText: 2026 The Maru authors
-- SPDX-License-Identifier: MIT
--
-- PostgreSQL begins here: all that the steps 1 to 3 of sqlite/ make, whose comments say what the columns mean; from here
-- on each step has a file in both folders. Flags are the numbers 0 and 1 as in SQLite, so that the statements are the
-- same. COLLATE "C": ids and keys are compared byte by byte, whatever language the database was made for.

-- One row: which schema this is, and which server has the store (docs/decisions/0019).
CREATE TABLE maru_store (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    schema_version INTEGER NOT NULL,
    holder TEXT, -- for people: machine, process, since when; NULL: stopped in good order
    holder_key TEXT, -- a random text of that process
    holder_pid INTEGER -- of its connection, as PostgreSQL counts
);
INSERT INTO maru_store (one, schema_version) VALUES (1, 0);

-- The number of the last transaction of each writer, written in that transaction: what became of a COMMIT that was not
-- answered. (Not PostgreSQL's own number, which a crash may give away twice.)
CREATE TABLE maru_writers (
    key TEXT COLLATE "C" PRIMARY KEY,
    batch BIGINT NOT NULL
) WITH (fillfactor = 50);

-- ---- people ----

CREATE TABLE users (
    id TEXT COLLATE "C" PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    skeleton TEXT COLLATE "C",
    role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 3),
    is_held INTEGER NOT NULL CHECK (is_held IN (0, 1)),
    last_seen_ms BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    password_hash TEXT
);
CREATE UNIQUE INDEX users_name_key ON users (name_key);
CREATE UNIQUE INDEX users_skeleton ON users (skeleton) WHERE skeleton IS NOT NULL;

CREATE TABLE tokens (
    token_hash BYTEA PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_ms BIGINT NOT NULL,
    id TEXT COLLATE "C" NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    last_seen_ms BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX tokens_user ON tokens (user_id);
CREATE UNIQUE INDEX tokens_id ON tokens (id) WHERE id <> '';

CREATE TABLE invites (
    code_hash BYTEA PRIMARY KEY,
    role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 3),
    room_id TEXT COLLATE "C",
    uses_left INTEGER CHECK (uses_left >= 0),
    expires_ms BIGINT,
    created_by TEXT COLLATE "C",
    created_ms BIGINT NOT NULL
);

CREATE TABLE server_bans (
    user_id TEXT COLLATE "C" PRIMARY KEY REFERENCES users (id),
    until_ms BIGINT,
    reason TEXT NOT NULL,
    created_by TEXT COLLATE "C",
    created_ms BIGINT NOT NULL
);

-- ---- rooms ----

CREATE TABLE rooms (
    id TEXT COLLATE "C" PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
    topic TEXT NOT NULL,
    archived INTEGER NOT NULL CHECK (archived IN (0, 1)),
    class_code TEXT COLLATE "C",
    seq BIGINT NOT NULL CHECK (seq >= 0),
    rev BIGINT NOT NULL CHECK (rev >= seq),
    created_ms BIGINT NOT NULL,
    mute_all INTEGER NOT NULL DEFAULT 0,
    slow_mode_s INTEGER NOT NULL DEFAULT 0,
    created_by TEXT COLLATE "C",
    direct_key TEXT COLLATE "C"
) WITH (fillfactor = 50); -- each message writes its room: room for the next version beside it
CREATE UNIQUE INDEX rooms_open_name ON rooms (name_key) WHERE kind IN (0, 3);
CREATE UNIQUE INDEX rooms_class_code ON rooms (class_code) WHERE class_code IS NOT NULL;
CREATE UNIQUE INDEX rooms_direct ON rooms (direct_key) WHERE direct_key IS NOT NULL;

CREATE TABLE members (
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    room_id TEXT COLLATE "C" NOT NULL REFERENCES rooms (id),
    joined_ms BIGINT NOT NULL,
    role INTEGER NOT NULL DEFAULT 0,
    muted INTEGER NOT NULL DEFAULT 0,
    muted_until_ms BIGINT,
    notify INTEGER NOT NULL DEFAULT 0,
    hand_ms BIGINT,
    read_seq BIGINT NOT NULL DEFAULT 0,
    read_ms BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, room_id)
);
CREATE INDEX members_room ON members (room_id, user_id);

CREATE TABLE room_bans (
    room_id TEXT COLLATE "C" NOT NULL REFERENCES rooms (id),
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    until_ms BIGINT,
    reason TEXT NOT NULL,
    created_by TEXT COLLATE "C",
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (room_id, user_id)
);

-- ---- messages ----

-- doc: the place of a message in time, over all rooms. Writers come one after the other, so it grows as they commit.
CREATE TABLE messages (
    doc BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    room_id TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL CHECK (seq > 0),
    rev BIGINT NOT NULL CHECK (rev > 0),
    cid TEXT COLLATE "C",
    type INTEGER NOT NULL CHECK (type IN (0, 1)),
    chat TEXT NOT NULL,
    author_id TEXT COLLATE "C",
    author_name TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL,
    edited_ms BIGINT,
    deleted_ms BIGINT,
    content_hash BYTEA,
    reply_seq BIGINT,
    mentions TEXT NOT NULL DEFAULT '',
    reactions INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX messages_seq ON messages (room_id, seq);
CREATE INDEX messages_rev ON messages (room_id, rev);
CREATE UNIQUE INDEX messages_cid ON messages (author_id, cid) WHERE cid IS NOT NULL;

CREATE TABLE mentions (
    user_id TEXT COLLATE "C" NOT NULL,
    room_id TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (user_id, room_id, seq)
);

CREATE TABLE reactions (
    room_id TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    emoji TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    rev BIGINT NOT NULL,
    PRIMARY KEY (room_id, seq, emoji, user_id)
);

CREATE TABLE edits (
    room_id TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    rev BIGINT NOT NULL,
    chat TEXT NOT NULL,
    editor_id TEXT COLLATE "C" NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (room_id, seq, rev)
);

CREATE TABLE recovery (
    pid_hash BYTEA PRIMARY KEY,
    sid TEXT NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    room_id TEXT COLLATE "C" NOT NULL,
    from_seq BIGINT NOT NULL,
    lost_ms BIGINT
);
CREATE INDEX recovery_lost ON recovery (lost_ms);

-- ---- search ----

-- The terms of each message that can be found. What waits to be sorted into the index is kept short: a search reads it.
CREATE TABLE search_index (
    doc BIGINT PRIMARY KEY,
    terms TSVECTOR NOT NULL
);
CREATE INDEX search_terms ON search_index USING gin (terms) WITH (fastupdate = on, gin_pending_list_limit = 512);

CREATE TABLE search_state (
    indexed BIGINT NOT NULL,
    last_id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL
);
INSERT INTO search_state (indexed, last_id, version) VALUES (0, '', 0);

CREATE TABLE search_stale (
    doc BIGINT PRIMARY KEY,
    terms TEXT NOT NULL
);

-- The one room every server has from its first day on.
INSERT INTO rooms (id, name, name_key, kind, topic, archived, class_code, seq, rev, created_ms)
VALUES (substr(replace(gen_random_uuid()::text, '-', ''), 1, 24), 'lobby', 'lobby', 0, '', 0, NULL, 0, 0, CAST(floor(extract(epoch FROM now())) AS BIGINT) * 1000);
