-- SPDX-FileCopyrightText: 2026 The Maru authors
-- SPDX-License-Identifier: MIT
--
-- What people, rooms and messages need beyond the first version. No column of `messages` has a CHECK: SQLite would read
-- a million rows for it. An end in time is NULL for "for ever".

-- ---- people ----

-- Of libsodium, with its parameters; NULL: no password.
ALTER TABLE users ADD COLUMN password_hash TEXT;

-- A token is a session: a device that holds its user's name.
ALTER TABLE tokens ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN last_seen_ms INTEGER NOT NULL DEFAULT 0;
UPDATE tokens SET id = lower(hex(randomblob(12))), last_seen_ms = created_ms;
CREATE UNIQUE INDEX tokens_id ON tokens (id) WHERE id <> '';

CREATE TABLE invites (
    code_hash BLOB PRIMARY KEY NOT NULL,
    role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 3),
    room_id TEXT, -- that one becomes a member of; NULL: only of the server
    uses_left INTEGER CHECK (uses_left >= 0), -- NULL: any number
    expires_ms INTEGER,
    created_by TEXT, -- NULL: the administrator
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE server_bans (
    user_id TEXT PRIMARY KEY NOT NULL REFERENCES users (id),
    until_ms INTEGER,
    reason TEXT NOT NULL,
    created_by TEXT,
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- ---- rooms ----

ALTER TABLE rooms ADD COLUMN mute_all INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN slow_mode_s INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN created_by TEXT; -- NULL: the administrator
-- The two ids of a direct room, the smaller one first, with a space between: one room for two people, for ever.
ALTER TABLE rooms ADD COLUMN direct_key TEXT;
CREATE UNIQUE INDEX rooms_direct ON rooms (direct_key) WHERE direct_key IS NOT NULL;

-- Announcements are found by their name as public rooms are.
DROP INDEX rooms_public_name;
CREATE UNIQUE INDEX rooms_open_name ON rooms (name_key) WHERE kind IN (0, 3);

-- role: 0 member, 1 moderator, 2 owner. notify: 0 all, 1 mentions, 2 none.
ALTER TABLE members ADD COLUMN role INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN muted_until_ms INTEGER;
ALTER TABLE members ADD COLUMN notify INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN hand_ms INTEGER; -- raised since; NULL: down
ALTER TABLE members ADD COLUMN read_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN read_ms INTEGER NOT NULL DEFAULT 0;
-- Nobody's marks were kept before: what was there counts as read.
UPDATE members SET read_seq = (SELECT seq FROM rooms WHERE rooms.id = members.room_id);
CREATE INDEX members_room ON members (room_id, user_id);

CREATE TABLE room_bans (
    room_id TEXT NOT NULL REFERENCES rooms (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    until_ms INTEGER,
    reason TEXT NOT NULL,
    created_by TEXT,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

-- ---- messages ----

ALTER TABLE messages ADD COLUMN reply_seq INTEGER; -- of the message it answers, in the same room
ALTER TABLE messages ADD COLUMN mentions TEXT NOT NULL DEFAULT ''; -- ids with a space between, for reading a page
ALTER TABLE messages ADD COLUMN reactions INTEGER NOT NULL DEFAULT 0; -- how many rows there are in `reactions`

-- For counting what names a reader.
CREATE TABLE mentions (
    user_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (user_id, room_id, seq)
) STRICT, WITHOUT ROWID;

-- rev: at which it was added; orders the kinds and the users of a kind.
CREATE TABLE reactions (
    room_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    emoji TEXT NOT NULL,
    user_id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    PRIMARY KEY (room_id, seq, emoji, user_id)
) STRICT, WITHOUT ROWID;

-- What a message said until the change with this rev.
CREATE TABLE edits (
    room_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    chat TEXT NOT NULL,
    editor_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (room_id, seq, rev)
) STRICT, WITHOUT ROWID;
