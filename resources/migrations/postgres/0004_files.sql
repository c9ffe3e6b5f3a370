-- SPDX-FileCopyrightText: 2026 The Maru authors
-- SPDX-License-Identifier: MIT
--
-- Files, as in sqlite/0004_files.sql, whose comments say what the columns mean.

CREATE TABLE file_store (
    id TEXT COLLATE "C" NOT NULL
);

INSERT INTO file_store (id) VALUES (substr(replace(gen_random_uuid()::text, '-', ''), 1, 24));

CREATE TABLE files (
    id TEXT COLLATE "C" PRIMARY KEY,
    room_id TEXT COLLATE "C" NOT NULL REFERENCES rooms (id),
    owner_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    bytes BIGINT NOT NULL CHECK (bytes >= 0),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    created_ms BIGINT NOT NULL,
    unused_ms BIGINT
);
CREATE INDEX files_sha256 ON files (sha256);
CREATE INDEX files_unused ON files (unused_ms) WHERE unused_ms IS NOT NULL;

CREATE TABLE uploads (
    id TEXT COLLATE "C" PRIMARY KEY,
    room_id TEXT COLLATE "C" NOT NULL REFERENCES rooms (id),
    owner_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    bytes BIGINT NOT NULL CHECK (bytes >= 0),
    created_ms BIGINT NOT NULL,
    touched_ms BIGINT NOT NULL
);
CREATE INDEX uploads_owner ON uploads (owner_id);
CREATE INDEX uploads_touched ON uploads (touched_ms);

CREATE TABLE file_usage (
    user_id TEXT COLLATE "C" PRIMARY KEY,
    bytes BIGINT NOT NULL CHECK (bytes >= 0)
);

CREATE TABLE message_files (
    room_id TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    position INTEGER NOT NULL,
    file_id TEXT COLLATE "C" NOT NULL REFERENCES files (id),
    PRIMARY KEY (room_id, seq, position)
);
CREATE INDEX message_files_file ON message_files (file_id);

ALTER TABLE messages ADD COLUMN files INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN images INTEGER NOT NULL DEFAULT 0;
