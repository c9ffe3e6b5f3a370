// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";
require("./support/watchdog");

// The server on MongoDB, by its plugin: the promises while connections are cut and the database is away, and what is said when it cannot
// be used at all.

const { test, before, after, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { Server, run, newFolder } = require("./support/server");
const { Mongo } = require("./support/mongo");
const { ask, closeAll, nativeClient, until } = require("./support/client");

const ACK_MS = 20_000;

let mongo;
let server;

before(async () => {
  mongo = await Mongo.start();
});
after(() => mongo?.remove());
afterEach(async () => {
  closeAll();
  if (server?.isRunning) await server.stop();
  assert.doesNotMatch(`${server?.stdout}${server?.stderr}`, /gehe/, "a password was shown");
  await mongo.ask("up");
});

const options = (more = {}) => ({ args: ["--db", mongo.url()], ...more });

async function history(socket) {
  const all = [];
  for (let last = false, after = 0; !last; after = all.at(-1)?.seq ?? 0) {
    const page = await ask(socket, "message:history", { room: socket.lobby, after, limit: 100 });
    assert.equal(page.ok, true, page.error);
    all.push(...page.messages);
    last = page.last;
  }
  return all;
}

test("connections cut under load, before and after each kind of write: P1 to P3 hold", async () => {
  await mongo.ask("empty");
  server = await Server.start(options());
  const acked = new Map(); // cid → seq
  let isOver = false;
  // Sends one after the other; what was refused is sent again under its cid.
  const sender = async (name) => {
    const socket = await nativeClient(server.url, name);
    for (let i = 0; !isOver; i++) {
      const cid = `${name}-${i}`;
      for (let ack = {}; !ack.ok; ) {
        ack = await socket.timeout(ACK_MS).emitWithAck("message:send", { cid, room: socket.lobby, chat: `text of ${cid}` });
        if (!ack.ok) assert.equal(ack.code, "STORE_FAILED", ack.error);
        else acked.set(cid, ack.message.seq);
      }
    }
  };
  const senders = Array.from({ length: 4 }, (_, i) => sender(`s${i}`));
  for (let round = 0; round < 3; round++) {
    for (const [command, collection] of [["insert", "maru_journal"], ["update", "chats"], ["update", "maru_rooms"], ["find", "chats"]]) {
      for (const how of ["before", "after", "malformed"]) {
        await mongo.ask("fault", { command, collection, how });
        const goal = acked.size + 4;
        await until(() => acked.size >= goal, `${goal} acks after ${command} ${how}: ${server.stderr}`, 60_000);
      }
    }
  }
  isOver = true;
  await Promise.all(senders);
  assert.equal((await mongo.ask("faults")).left, 0);
  const reader = await nativeClient(server.url, "reader");
  const all = await history(reader);
  all.forEach((message, i) => assert.equal(message.seq, i + 1));
  const chats = all.filter((message) => message.type === "chat");
  assert.equal(chats.length, acked.size);
  for (const { cid, seq } of chats) assert.equal(acked.get(cid), seq, `${cid} was acked`);
});

test("away for a while: STORE_FAILED, /healthz says why, and it goes on by itself", async () => {
  await mongo.ask("empty");
  server = await Server.start(options());
  const kim = await nativeClient(server.url, "kim");
  const send = (chat) => ask(kim, "message:send", { cid: chat, room: kim.lobby, chat });
  assert.equal((await send("eins")).ok, true);
  const health = async () => (await fetch(`${server.url}/healthz`)).status;
  assert.equal(await health(), 200);
  await mongo.ask("down");
  // Nobody asks it for anything: noticed all the same.
  await until(async () => (await health()) === 503, "503", 30_000);
  assert.match((await (await fetch(`${server.url}/healthz`)).json()).reason, /The database mongodb:\/\/127\.0\.0\.1:\d+\/maru /);
  const refused = await send("zwei");
  assert.equal(refused.code, "STORE_FAILED", JSON.stringify(refused));
  assert.equal((await ask(kim, "user:list", {})).ok, true); // what is in memory goes on
  assert.equal(kim.connected, true);
  await mongo.ask("up");
  await until(async () => (await health()) === 200, "200", 30_000);
  assert.equal((await send("zwei")).ok, true);
  const all = await history(kim);
  assert.deepEqual(all.filter((message) => message.type === "chat").map((message) => message.chat), ["eins", "zwei"]);
});

test("killed and started again on the same database: everything is there", async () => {
  await mongo.ask("empty");
  server = await Server.start(options());
  const kim = await nativeClient(server.url, "kim");
  for (let i = 0; i < 20; i++) {
    const ack = await ask(kim, "message:send", { cid: `c${i}`, room: kim.lobby, chat: `회의 ${i}` });
    assert.equal(ack.ok, true);
  }
  const { token } = kim.joined;
  kim.disconnect();
  await server.kill9();
  server = await server.restart(options());
  const again = await nativeClient(server.url, "kim", { token });
  const found = await ask(again, "message:search", { query: "ㅎㅇ", limit: 50 });
  assert.equal(found.ok, true, `${found.error} ${server.stderr}`);
  assert.equal(found.hits.length, 20);
  const duplicate = await ask(again, "message:send", { cid: "c7", room: again.lobby, chat: "회의 7" });
  assert.equal(duplicate.duplicate, true);
});

test("DB_URL alone chooses it, and a second server is refused by the name of the first", async () => {
  await mongo.ask("empty");
  server = await Server.start({ env: { DB_URL: mongo.url() } });
  const second = new Server(options());
  const { code } = await second.ended;
  assert.equal(code, 3, second.stderr);
  assert.equal(second.stdout, "");
  const first = new RegExp(`^maru-server: The database mongodb://127\\.0\\.0\\.1:${mongo.port}/maru is in use by another maru-server ` +
    `\\(\\S+, process ${server.process.pid}, since \\S+\\): one server has a store, stop that one first\\.\n$`);
  assert.match(second.stderr, first);
});

// One line, the exit code, and no password.
async function refusal(url, code, more = {}) {
  const refused = new Server({ args: ["--db", url], ...more });
  const ended = await refused.ended;
  assert.equal(ended.code, code, refused.stderr);
  assert.equal(refused.stdout, "");
  assert.doesNotMatch(refused.stderr, /gehe/);
  const lines = refused.stderr.trimEnd().split("\n");
  assert.equal(lines.length, 1, refused.stderr);
  return lines[0];
}

test("what cannot be used is refused in one line, and nothing is written", async () => {
  await mongo.ask("empty");
  assert.match(await refusal("mongodb://maru:gehe%20im@127.0.0.1:1/maru", 3), /cannot be reached \(.*\): start it, or correct --db\.$/);
  assert.match(await refusal(mongo.url("maru:gehe%20im@"), 3), /does not let us in \(.*\): correct user, password and authSource/);
  assert.match(await refusal(`mongodb://maru:gehe%20im@127.0.0.1:${mongo.port}/`, 2), /names no database/);
  await mongo.ask("set", { wire: 8 });
  assert.match(await refusal(mongo.url(), 3), /is older than MongoDB 4\.4.*: upgrade it\.$/);
  await mongo.ask("set", { wire: 13 });
  await mongo.ask("fault", { command: "insert", collection: "maru_store", how: "error", code: 13 });
  assert.match(await refusal(mongo.url(), 3), /does not let this user write \(.*\): give it the role readWrite/);
  assert.deepEqual((await mongo.ask("collections")).names, []);
  await mongo.ask("insert", { collection: "zebras", documents: [{ _id: 1 }] });
  assert.match(await refusal(mongo.url(), 3), /belongs to another program \(it has zebras\)/);
  assert.deepEqual((await mongo.ask("collections")).names, ["zebras"]);
});

test("without the plugin it says what to install", async () => {
  const folder = path.join(newFolder("bare"), "bin");
  fs.mkdirSync(folder);
  const program = path.join(folder, "maru-server");
  fs.copyFileSync(process.env.MARU_SERVER, program);
  fs.chmodSync(program, 0o755);
  const wrapper = ["sh", "-c", 'shift; exec "$0" "$@"', program]; // instead of the one under test
  assert.match(await refusal(mongo.url(), 2, { wrapper }), /needs the plugin maru_mongodb, .*: install the package maru-server-mongodb\.$/);
});

test("the seed's clients find the seed's messages, and say more", async () => {
  await mongo.ask("empty");
  const id = (number) => ({ $oid: number.toString(16).padStart(24, "0") });
  const time = { $date: "2024-05-01T09:00:00.000Z" };
  await mongo.ask("insert", { collection: "users", documents: [{ _id: id(1), userName: "김민수", socketId: "x", isOnline: true }] });
  await mongo.ask("insert", {
    collection: "chats",
    documents: [{ _id: id(2), chat: "안녕", user: { id: id(1), userName: "김민수" }, createdAt: time, updatedAt: time, __v: 0 }],
  });
  server = await Server.start(options());
  const kim = await nativeClient(server.url, "lee");
  const [first] = (await history(kim)).filter((message) => message.type === "chat");
  assert.equal(first.chat, "안녕");
  assert.deepEqual(first.user, { id: id(1).$oid, userName: "김민수", name: "김민수" });
  assert.equal(first.createdAt, time.$date);
  assert.equal((await ask(kim, "message:send", { cid: "c", room: kim.lobby, chat: "네" })).ok, true);
  const stored = await mongo.find("chats", { cid: "c" });
  assert.equal(stored[0].chat, "네");
  assert.equal(stored[0].user.userName, "lee");
});

test("the configuration is shown without the password", () => {
  const shown = run(["--print-config", "--db", mongo.url("maru:gehe%20im@")]);
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(shown.stdout, /mongodb:\/\/\*\*\*@127\.0\.0\.1/);
  assert.doesNotMatch(shown.stdout, /gehe/);
});
