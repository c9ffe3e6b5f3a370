// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Stores of a stopped server, for the tests that carry one elsewhere: one that has something of everything, and what sqlite3 finds in it.

const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { Server, run, newFolder } = require("./server");
const { ask, closeAll, nativeClient } = require("./client");

const MESSAGES = 620; // more than one transaction's

const fileOf = (folder) => path.join(folder, "maru.db");
const sqliteUrl = (folder) => `sqlite:${fileOf(folder)}`;
const migrate = (from, to, more = []) => run(["migrate", from, to, ...more]);
const good = (result) => assert.equal(result.code, 0, `${result.stdout}${result.stderr}`) ?? result;

function sql(file, text) {
  const { status, stdout, stderr } = spawnSync("sqlite3", ["-batch", file], { input: text, encoding: "utf8", maxBuffer: 2 ** 28 });
  assert.equal(status, 0, stderr);
  return stdout;
}

// Every row of every table but the index for searching, which each store makes anew: written by SQLite itself, not by us.
function dump(folder) {
  const file = fileOf(folder);
  const tables = sql(file, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name").trim().split("\n");
  assert.ok(tables.length >= 16, tables.join(" "));
  const rows = tables.map((table) => {
    const order = table === "messages" ? "rowid" : "1, 2, 3";
    const width = sql(file, `SELECT count(*) FROM pragma_table_info('${table}')`).trim();
    return `.print ${table}\nSELECT * FROM ${table} ORDER BY ${Number(width) < 3 ? "1" : order};`;
  });
  return sql(file, `.mode quote\n${rows.join("\n")}\n`);
}

// Of every file below, but what a lock leaves, and a reader of SQLite that was killed: its shared index, and a log without a page.
function state(folder) {
  const files = fs.readdirSync(folder).filter((name) => name !== "server.lock" && !name.endsWith("-shm")).sort();
  return files.filter((name) => fs.statSync(path.join(folder, name)).isFile() && fs.statSync(path.join(folder, name)).size > 0)
    .map((name) => `${name} ${crypto.createHash("sha256").update(fs.readFileSync(path.join(folder, name))).digest("hex")}`);
}

function refused(result, code, line) {
  assert.equal(result.code, code, `${result.stdout}${result.stderr}`);
  assert.equal(result.stdout, "");
  const lines = result.stderr.trimEnd().split("\n").filter((one) => !/^(reading|copying|verifying) /.test(one));
  assert.equal(lines.length, 1, result.stderr);
  assert.match(lines[0], line);
  assert.doesNotMatch(lines[0], /gehe/, "a password was shown");
}

// What no client makes in a minute: bans, invitations, an upload that has begun, odd letters.
const REST = `
INSERT INTO invites VALUES (x'00ff27', 2, NULL, 3, 4102444800000, NULL, 1), (x'00', 1, (SELECT id FROM rooms LIMIT 1), NULL, NULL, 'x', 2);
INSERT INTO users VALUES ('0123456789abcdef01234567', '이''름\\', '이''름\\', NULL, 1, 0, 5, 4, NULL),
 ('0123456789abcdef01234568', 'pw', 'pw', 'pw', 2, 1, 9007199254740993, 4, '$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA');
INSERT INTO server_bans VALUES ('0123456789abcdef01234567', NULL, 'he said "no"', NULL, 7);
INSERT INTO room_bans SELECT id, '0123456789abcdef01234568', 99, '', '0123456789abcdef01234567', 8 FROM rooms LIMIT 1;
INSERT INTO room_mutes SELECT id, '0123456789abcdef01234568', 4102444800000 FROM rooms LIMIT 1;
INSERT INTO room_mutes SELECT id, '0123456789abcdef01234567', NULL FROM rooms LIMIT 1;
INSERT INTO rooms VALUES ('0123456789abcdef01234569', '둘', '둘', 2, 'a
b', 1, NULL, 0, 3, 6, 1, 30, NULL, '0123456789abcdef01234567 0123456789abcdef01234568');
INSERT INTO members VALUES ('0123456789abcdef01234567', '0123456789abcdef01234569', 1, 2, 1, 77, 2, 78, 0, 79);
INSERT INTO files SELECT '0123456789abcdef0123456a', id, '0123456789abcdef01234568', '그림 ''1''.png', 'image/png', 1234, 10, 20,
 'ab${"0".repeat(62)}', 9, NULL FROM rooms LIMIT 1;
INSERT INTO uploads SELECT '0123456789abcdef0123456b', id, '0123456789abcdef01234568', 'b', 99, 1, 2 FROM rooms LIMIT 1;
INSERT INTO file_usage VALUES ('0123456789abcdef01234568', 1333);
INSERT INTO message_files SELECT room_id, seq, 0, '0123456789abcdef0123456a' FROM messages WHERE cid = 'first';
UPDATE messages SET files = 1, images = 1 WHERE cid = 'first';
INSERT INTO recovery SELECT x'beef', 'sid', '0123456789abcdef01234568', id, 5, 6 FROM rooms LIMIT 1;
`;

// A store of which only its folder is left; a person's token, the lobby and its first message.
async function filledStore() {
  const source = newFolder("source");
  const server = await Server.start({ data: source });
  const socket = await nativeClient(server.url, "kim");
  const send = async (message) => {
    const sent = await ask(socket, "message:send", { room: socket.lobby, ...message });
    assert.equal(sent.ok, true, sent.error);
    return sent.message;
  };
  const first = await send({ cid: "first", chat: "회의 'it''s' \\ \"q\" \\0 👩‍👩‍👧 <b>\n" });
  const second = await send({ cid: "second", chat: "@kim before", replyTo: first._id });
  for (const emoji of ["👍", "❤️"]) await ask(socket, "message:react", { room: socket.lobby, message: first._id, emoji, on: true });
  assert.equal((await ask(socket, "message:edit", { room: socket.lobby, message: second._id, chat: "@kim after" })).ok, true);
  const gone = await send({ cid: "gone", chat: "away" });
  assert.equal((await ask(socket, "message:delete", { room: socket.lobby, message: gone._id })).ok, true);
  await Promise.all(Array.from({ length: MESSAGES }, (_, i) => send({ cid: `c${i}`, chat: `text ${i} 안녕하세요` })));
  assert.equal((await ask(socket, "room:create", { name: "other", kind: "public", classCode: true })).ok, true);
  const filled = { source, token: socket.joined.token, lobby: socket.lobby, first };
  closeAll();
  await server.stop();
  sql(fileOf(source), REST);
  return filled;
}

module.exports = { dump, fileOf, filledStore, good, migrate, refused, sql, sqliteUrl, state };
