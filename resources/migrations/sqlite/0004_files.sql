-- SPDX-FileCopyrightText: 2026 The Maru authors
-- SPDX-License-Identifier: MIT
--
-- Files: docs/decisions/0017. Their bytes lie in the folder `files` under their SHA-256, once for all that have the same.

-- One row: by it the folder knows which store it belongs to.
CREATE TABLE file_store (
    id TEXT NOT NULL
) STRICT;

INSERT INTO file_store (id) VALUES (lower(hex(randomblob(12))));

-- unused_ms: since then no message carries it; NULL: one does, 0: none will.
CREATE TABLE files (
    id TEXT PRIMARY KEY NOT NULL,
    room_id TEXT NOT NULL REFERENCES rooms (id),
    owner_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    unused_ms INTEGER
) STRICT;

CREATE INDEX files_sha256 ON files (sha256);

CREATE INDEX files_unused ON files (unused_ms) WHERE unused_ms IS NOT NULL;

-- Begun, and not all of it has come.
CREATE TABLE uploads (
    id TEXT PRIMARY KEY NOT NULL,
    room_id TEXT NOT NULL REFERENCES rooms (id),
    owner_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    created_ms INTEGER NOT NULL,
    touched_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX uploads_owner ON uploads (owner_id);

CREATE INDEX uploads_touched ON uploads (touched_ms);

-- What counts against a person's quota: the sum over its files and uploads.
CREATE TABLE file_usage (
    user_id TEXT PRIMARY KEY NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_files (
    room_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    position INTEGER NOT NULL,
    file_id TEXT NOT NULL REFERENCES files (id),
    PRIMARY KEY (room_id, seq, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_files_file ON message_files (file_id);

-- How many files a message carries, and how many of them are pictures.
ALTER TABLE messages ADD COLUMN files INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN images INTEGER NOT NULL DEFAULT 0;
