-- SPDX-FileCopyrightText: 2026 The Maru authors
-- SPDX-License-Identifier: MIT
--
-- Mutes of people who have left the room, as in sqlite/0005_mutes.sql.

CREATE TABLE room_mutes (
    room_id TEXT COLLATE "C" NOT NULL REFERENCES rooms (id),
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    until_ms BIGINT,
    PRIMARY KEY (room_id, user_id)
);
