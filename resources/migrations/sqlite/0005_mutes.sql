-- SPDX-FileCopyrightText: 2026 The Maru authors
-- SPDX-License-Identifier: MIT
--
-- Mutes of people who have left the room: who comes back finds its own again. Those of members stand in `members`.

CREATE TABLE room_mutes (
    room_id TEXT NOT NULL REFERENCES rooms (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    until_ms INTEGER, -- NULL: for ever
    PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;
