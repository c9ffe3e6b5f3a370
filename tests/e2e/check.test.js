// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// `maru-server check`: what it finds, in stores that were spoilt by hand.

const { test, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { Server, run, newFolder } = require("./support/server");
const { ask, closeAll, nativeClient, until } = require("./support/client");

let server;

afterEach(async () => {
  closeAll();
  if (server?.isRunning) await server.stop();
});

const check = (data, ...more) => run(["check", "--data", data, ...more]);
function sql(data, text) {
  const result = spawnSync("sqlite3", [path.join(data, "maru.db"), text], { encoding: "utf8" });
  assert.equal(result.status, 0, result.stderr);
  return result.stdout;
}
function found(result, ...lines) {
  assert.equal(result.code, 1, `${result.stdout}${result.stderr}`);
  const said = result.stdout.trim().split("\n");
  assert.equal(said.length, lines.length, result.stdout);
  for (const [i, line] of lines.entries()) assert.match(said[i], line);
}

// A store with 30 messages, all of them in the index, and a file.
let prepared;
async function newStore() {
  if (!prepared) {
    server = await Server.start();
    const kim = await nativeClient(server.url, "김민수", { reconnection: false });
    for (let i = 0; i < 30; ++i) {
      assert.equal((await ask(kim, "message:send", { cid: `c${i}`, room: kim.lobby, chat: `문장 ${i}` })).ok, true);
    }
    // The index follows at leisure: another process sees when it is there.
    await until(() => sql(server.data, "SELECT indexed = (SELECT max(rowid) FROM messages) FROM search_state").trim() === "1", "the index");
    closeAll();
    await server.stop();
    prepared = server.data;
    const name = crypto.createHash("sha256").update("file").digest("hex");
    fs.mkdirSync(path.join(prepared, "files", name.slice(0, 2)), { recursive: true });
    fs.writeFileSync(path.join(prepared, "files", name.slice(0, 2), name), "file");
  }
  const data = newFolder();
  fs.cpSync(prepared, data, { recursive: true });
  return data;
}

test("a good store, of a running server and of a stopped one, quick and full", async () => {
  const data = await newStore();
  for (const more of [[], ["--quick"]]) {
    const result = check(data, ...more);
    assert.equal(result.code, 0, result.stdout);
    assert.match(result.stdout, /^good +31 messages in 1 rooms, 1 files, schema version \d+\n$/);
    assert.match(result.stderr, /^Data directory: .* \(no server runs\)\n$/);
  }
  server = await Server.start({ data });
  const kim = await nativeClient(server.url, "another", { reconnection: false });
  let isOver = false;
  const load = (async () => {
    for (let i = 0; !isOver; ++i) assert.equal((await ask(kim, "message:send", { cid: `x${i}`, room: kim.lobby, chat: `load ${i}` })).ok, true);
  })();
  for (let i = 0; i < 5; ++i) {
    const result = check(data);
    assert.equal(result.code, 0, result.stdout);
    assert.match(result.stderr, /\(its server runs\)/);
    await new Promise(setImmediate);
  }
  isOver = true;
  await load;
});

test("each fault has its line", async () => {
  const cases = [
    ["UPDATE messages SET seq = 100 WHERE seq = 31", /31 messages have the numbers 1 to 100/, /counts 31 messages, the newest is number 100/],
    ["UPDATE rooms SET seq = 30, rev = 31", /counts 30 messages, the newest is number 31/],
    ["UPDATE rooms SET seq = 31, rev = 31; UPDATE messages SET rev = 50 WHERE seq = 1", /counts 31 changes, a message has change 50/],
    ["UPDATE messages SET reactions = 2 WHERE seq = 5", /message 5: counts 2 reactions, 0 are there/],
    ["PRAGMA foreign_keys = OFF; INSERT INTO members (user_id, room_id, joined_ms) VALUES ('x', (SELECT id FROM rooms), 1)", /members: row .* names something in users that is not there/],
    ["UPDATE messages SET chat = '전혀 다른 이야기' WHERE seq = 9", /message 9: is not in the index for searching/],
    ["UPDATE search_state SET indexed = 1000", /index for searching is of other messages/],
  ];
  for (const [statement, ...lines] of cases) {
    const data = await newStore();
    sql(data, statement);
    found(check(data), ...lines);
  }
});

test("a damaged page, a damaged file, a file of another kind", async () => {
  const data = await newStore();
  const [folder] = fs.readdirSync(path.join(data, "files"));
  const [name] = fs.readdirSync(path.join(data, "files", folder));
  fs.writeFileSync(path.join(data, "files", folder, name), "filo");
  fs.writeFileSync(path.join(data, "files", "upload.part"), "half"); // named as no file of the store
  found(check(data), /the file .* is damaged/);
  assert.equal(check(data, "--quick").code, 0);
  fs.rmSync(path.join(data, "files"), { recursive: true });

  const database = path.join(data, "maru.db");
  const root = Number(sql(data, "SELECT rootpage FROM sqlite_schema WHERE name = 'messages_seq'"));
  const bytes = fs.readFileSync(database);
  bytes.fill(0xff, (root - 1) * 4096 + 8, (root - 1) * 4096 + 40);
  fs.writeFileSync(database, bytes);
  const before = fs.readFileSync(database);
  const damaged = check(data);
  assert.equal(damaged.code, 1);
  assert.match(damaged.stdout, /^the store (is damaged|cannot be read): /m);
  assert.deepEqual(fs.readFileSync(database), before);

  fs.writeFileSync(database, "not a database at all");
  found(check(data), /the store .* is no database/);
  sql(await newStore(), "SELECT 1");
});

test("what is refused", async () => {
  const data = await newStore();
  sql(data, "PRAGMA user_version = 99");
  found(check(data), /has schema version 99, this maru-server knows versions up to \d+/);
  assert.equal(check(newFolder()).code, 3);
  assert.equal(check(data, "--slow").code, 2);
  assert.equal(check(data, "word").code, 2);
});
