#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
"""A home of a desktop client that has read much: 100,000 messages in 50 rooms of a server that is not there.

clientprofile.py FOLDER [ROOMS [MESSAGES]]    then start maru with HOME=FOLDER XDG_CONFIG_HOME=FOLDER/.config
XDG_DATA_HOME=FOLDER/.local
"""
import hashlib
import json
import os
import sqlite3
import sys

HOST, NAME = "127.0.0.1:9", "kim"
# Version 1 of client/store/localstore.cpp; the client brings it up to date.
SCHEMA = """
CREATE TABLE rooms (id TEXT PRIMARY KEY, body BLOB NOT NULL, known_rev INTEGER NOT NULL, highest_seq INTEGER NOT NULL,
                    unread INTEGER NOT NULL, mentions INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE messages (room TEXT NOT NULL, seq INTEGER NOT NULL, rev INTEGER NOT NULL, body BLOB NOT NULL,
                       PRIMARY KEY (room, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE notes (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
"""


def body(value):
    return json.dumps(value, ensure_ascii=False).encode()


def message(room, seq):
    time = "2026-11-%02dT%02d:%02d:00.000Z" % (1 + seq // 100 % 28, seq // 4 % 24, seq % 60)
    person = seq % 7
    return {"_id": "%s-%d" % (room[-12:], seq), "room": room, "seq": seq, "rev": seq, "cid": "c%d" % seq, "type": "chat",
            "chat": "%d번째 글입니다. 회의 자료는 공유 폴더에 있습니다." % seq,
            "user": {"id": "u%d" % person, "userName": "사람%d" % person}, "createdAt": time, "updatedAt": time}


def main():
    folder = sys.argv[1]
    rooms = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    each = (int(sys.argv[3]) if len(sys.argv) > 3 else 100_000) // rooms
    account = hashlib.sha256(("%s\n%s" % (HOST, NAME)).encode()).hexdigest()[:32]
    data = os.path.join(folder, ".local", "maru", "maru", "accounts", account)
    config = os.path.join(folder, ".config", "maru")
    os.makedirs(data)
    os.makedirs(config)
    with open(os.path.join(config, "maru.conf"), "w", encoding="utf-8") as settings:
        settings.write("[join]\nname=%s\nresume=true\nservers\\1\\address=%s\nservers\\1\\name=school\nservers\\size=1\n" % (NAME, HOST))
    store = sqlite3.connect(os.path.join(data, "cache.db"))
    store.executescript(SCHEMA)
    ids = ["%024x" % (room + 1) for room in range(rooms)]
    for number, room in enumerate(ids):
        described = {"_id": room, "name": "방 %d" % (number + 1), "kind": "public", "topic": "", "seq": each, "rev": each}
        store.execute("INSERT INTO rooms VALUES (?, ?, ?, ?, ?, 0)", (room, body(described), each, each, number % 4))
        store.executemany("INSERT INTO messages VALUES (?, ?, ?, ?)",
                          ((room, seq, seq, body(message(room, seq))) for seq in range(1, each + 1)))
    account = {"user": {"_id": "me", "userName": NAME}, "serverName": "school", "maxChat": 8000, "homeRoom": ids[0]}
    store.execute("INSERT INTO notes VALUES ('account', ?), ('place', ?)",
                  (body(account), body({"room": ids[0], "seq": 0, "offset": 0})))
    store.commit()
    store.close()


main()
