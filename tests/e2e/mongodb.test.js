// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";
require("./support/watchdog");

// The server on MongoDB, by its plugin: the promises while connections are cut and the database is away, and what is said when it cannot
// be used at all.

const { test, before, after, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const { Server, aloneServer, newFolder, refusal, run, storeReason } = require("./support/server");
const { Mongo } = require("./support/mongo");
const { Postgres } = require("./support/postgres");
const { ask, closeAll, nativeClient, until } = require("./support/client");
const { dump, fileOf, filledStore, good, migrate, refused, sql, sqliteUrl, state } = require("./support/stores");

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
  assert.equal((await (await fetch(`${server.url}/healthz`)).json()).reason, storeReason); // and not which database, nor where
  assert.match(server.stderr, /^\S+ warning maru\.storage: The database mongodb:\/\/127\.0\.0\.1:\d+\/maru /m);
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
  const { members } = await ask(again, "room:members", { room: again.lobby });
  assert.deepEqual(members.map(({ user }) => user.userName), ["kim"]);
  const found = await ask(again, "message:search", { query: "ㅎㅇ", limit: 50 });
  assert.equal(found.ok, true, `${found.error} ${server.stderr}`);
  assert.equal(found.hits.length, 20);
  const duplicate = await ask(again, "message:send", { cid: "c7", room: again.lobby, chat: "회의 7" });
  assert.equal(duplicate.duplicate, true);
});

test("DB_URL alone chooses it, and a second server is refused by the name of the first", async () => {
  await mongo.ask("empty");
  server = await Server.start({ env: { DB_URL: mongo.url() } });
  assert.ok(!fs.existsSync(`/dev/shm/mongoc-${server.process.pid}`), "what a killed server would leave behind");
  const second = new Server(options());
  const { code } = await second.ended;
  assert.equal(code, 3, second.stderr);
  assert.equal(second.stdout, "");
  const first = new RegExp(`^maru-server: The database mongodb://127\\.0\\.0\\.1:${mongo.port}/maru is in use by another maru-server ` +
    `\\(\\S+, process ${server.process.pid}, since \\S+\\): one server has a store, stop that one first\\.\n$`);
  assert.match(second.stderr, first);
});

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
  const { program, wrapper } = aloneServer();
  assert.match(await refusal(mongo.url(), 2, { wrapper }), /needs the plugin maru_mongodb, .*: install the package maru-server-mongodb\.$/);
  const folders = [mongo.url(), sqliteUrl(newFolder())];
  for (const stores of [folders, folders.toReversed()]) {
    const { status, stderr } = spawnSync(program, ["migrate", ...stores], { encoding: "utf8" });
    assert.equal(status, 2, stderr);
    assert.match(stderr, /^maru-server: .* needs the plugin maru_mongodb, .*: install the package maru-server-mongodb\.\n$/);
  }
  // Commands that do not use it do not ask for it.
  const env = { ...process.env, DB_URL: mongo.url() };
  const { source } = await theSource();
  for (const words of [["migrate", sqliteUrl(source), sqliteUrl(newFolder("copy"))], ["--help"], ["--version"]]) {
    const { status, stderr } = spawnSync(program, words, { encoding: "utf8", env });
    assert.equal(status, 0, stderr);
  }
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

// ---- maru-server migrate ----

let filled;
async function theSource() {
  if (!filled) {
    filled = await filledStore();
    // The double's dates end with the year 9999; a number that no double has is elsewhere.
    sql(fileOf(filled.source), "UPDATE users SET last_seen_ms = 6 WHERE last_seen_ms > 9e15; UPDATE members SET read_seq = 9007199254740993 WHERE joined_ms = 1;");
  }
  return filled;
}

// All documents, but who has the store.
async function documents() {
  const { names } = await mongo.ask("collections");
  const all = {};
  for (const name of names) all[name] = (await mongo.find(name)).map(({ holder, ...rest }) => rest);
  return all;
}

const backAgain = () => {
  const folder = newFolder("back");
  good(migrate(mongo.url(), sqliteUrl(folder)));
  return folder;
};

test("migrate to MongoDB and back: every row is the same, and a second run adds nothing", async () => {
  await mongo.ask("empty");
  const { source } = await theSource();
  const untouched = state(source);
  const there = good(migrate(sqliteUrl(source), mongo.url(), ["--data", source]));
  assert.match(there.stdout, new RegExp(`^from +sqlite:.*\nto +mongodb://127\\.0\\.0\\.1:${mongo.port}/maru\nholds +\\d+ messages in 3 rooms, 3 people, 1 files`));
  assert.match(there.stdout, /verified +every record is the same in both/);
  for (const step of ["reading", "copying", "verifying"]) assert.match(there.stderr, new RegExp(`^${step} +\\d+ of \\d+ records, \\d+ s$`, "m"));
  assert.deepEqual(state(source), untouched);
  const whole = await documents();
  const back = backAgain();
  assert.equal(dump(back), dump(source));
  for (const [from, to] of [[sqliteUrl(source), mongo.url()], [mongo.url(), sqliteUrl(back)]]) {
    assert.match(good(migrate(from, to)).stdout, /everything was there before, the same in both; nothing was added/);
  }
  assert.equal(dump(back), dump(source));
  assert.deepEqual(await documents(), whole);
});

test("migrate to MongoDB: the server goes on there, and while it has the store nobody else does", async () => {
  await mongo.ask("empty");
  const { source, token, lobby, first } = await theSource();
  good(migrate(sqliteUrl(source), mongo.url()));
  server = await Server.start(options());
  const kim = await nativeClient(server.url, "kim", { token });
  const kept = (await history(kim)).find((message) => message._id === first._id);
  assert.deepEqual([kept.chat, kept.seq, kept.files[0].name], [first.chat, first.seq, "그림 '1'.png"]);
  assert.deepEqual(kept.reactions.map((one) => one.emoji), ["👍", "❤️"]);
  const seen = await ask(kim, "message:send", { room: lobby, cid: "first", chat: first.chat });
  assert.deepEqual([seen.ok, seen.duplicate, seen.message._id], [true, true, first._id]);
  const next = await ask(kim, "message:send", { room: lobby, cid: "next", chat: "다음" });
  assert.equal(next.message.seq, Number(sql(fileOf(source), `SELECT seq FROM rooms WHERE id = '${lobby}'`)) + 1);
  assert.deepEqual((await ask(kim, "message:search", { query: "회의" })).hits.map((hit) => hit.message._id), [first._id]);
  refused(migrate(mongo.url(), sqliteUrl(newFolder())), 3, /is in use by another maru-server \(.*, process \d+, since .*\): one server has a store/);
  refused(migrate(sqliteUrl(source), mongo.url()), 3, /is in use by another maru-server \(.*process \d+/);
  closeAll();
  await server.stop();
  refused(migrate(sqliteUrl(source), mongo.url()), 3, /holds this store already, and one of the two has changed since: nothing was added/);
  // What only SQL has a column for was of no use there, and comes along.
  assert.equal(sql(fileOf(backAgain()), "SELECT hand_ms FROM members WHERE joined_ms = 1; SELECT count(*) FROM messages WHERE cid = 'next'"), "78\n1\n");
});

test("migrate to MongoDB and back: what a message said before stays, however often it was changed on either side", async () => {
  await mongo.ask("empty");
  const source = newFolder("source");
  let folder = source;
  let token;
  let place;
  const said = [];
  const go = async (more, change) => {
    server = await Server.start(more);
    const kim = await nativeClient(server.url, "kim", { token });
    token ??= kim.joined.token;
    await change(kim);
    const { edits } = await ask(kim, "message:edits", place);
    assert.deepEqual(edits.map((edit) => edit.chat), said);
    closeAll();
    await server.stop();
  };
  const edit = (chat) => async (kim) => {
    const { messages } = await ask(kim, "message:history", { room: place.room, after: 0, limit: 100 });
    said.push(messages.find((message) => message._id === place.message).chat);
    assert.equal((await ask(kim, "message:edit", { ...place, chat })).ok, true);
  };
  await go({ data: source }, async (kim) => {
    const { room } = await ask(kim, "room:create", { name: "셋", kind: "private" });
    const { message } = await ask(kim, "message:send", { room: room._id, cid: "v", chat: "v1" });
    place = { room: room._id, message: message._id };
    await edit("v2")(kim);
  });
  good(migrate(sqliteUrl(folder), mongo.url()));
  await go(options(), async (kim) => {
    await edit("v3")(kim);
    await edit("v4")(kim);
  });
  folder = backAgain();
  await go({ data: folder }, edit("v5"));
  await mongo.ask("empty");
  good(migrate(sqliteUrl(folder), mongo.url()));
  await go(options(), async (kim) => {
    said.push("v5");
    assert.equal((await ask(kim, "message:delete", place)).ok, true);
  });
  assert.deepEqual(said, ["v1", "v2", "v3", "v4", "v5"]);
});

test("migrate from MongoDB to PostgreSQL and back: every row is the same", async () => {
  await mongo.ask("empty");
  const { source } = await theSource();
  good(migrate(sqliteUrl(source), mongo.url()));
  const postgres = await Postgres.start();
  try {
    good(migrate(mongo.url(), postgres.url()));
    await mongo.ask("empty");
    good(migrate(postgres.url(), mongo.url()));
  } finally {
    await postgres.remove();
  }
  assert.equal(dump(backAgain()), dump(source));
});

test("migrate from a store whose server was killed in the middle: what was acknowledged comes along, the store is as it was", async () => {
  await mongo.ask("empty");
  server = await Server.start(options());
  const kim = await nativeClient(server.url, "kim");
  const send = (chat) => ask(kim, "message:send", { cid: chat, room: kim.lobby, chat });
  const first = await send("eins");
  // Stored in the journal, and no more: the answer waits for the collections, and is lost with the server.
  await mongo.ask("fault", { command: "update", collection: "chats", how: "before", times: -1 });
  for (const chat of ["zwei", "drei"]) send(chat).catch(() => {});
  ask(kim, "message:edit", { room: kim.lobby, message: first.message._id, chat: "Eins" }).catch(() => {});
  const stored = async () => (await mongo.find("maru_journal")).flatMap((entry) => entry.operations ?? []).some((one) => one.is?.cid === "zwei");
  await until(stored, "the message in the journal", 30_000);
  server.process.kill("SIGKILL");
  await server.ended;
  closeAll();
  await mongo.ask("heal");
  assert.equal((await mongo.find("chats", { cid: "zwei" })).length, 0);
  const whole = await documents();
  const texts = sql(fileOf(backAgain()), "SELECT seq, chat FROM messages WHERE cid IS NOT NULL ORDER BY seq");
  assert.deepEqual(await documents(), whole);
  server = await Server.start(options());
  const again = await nativeClient(server.url, "lee");
  const chats = (await history(again)).filter((message) => message.type === "chat");
  assert.ok(chats.length >= 2 && chats[1].chat === "zwei");
  assert.equal(texts, chats.map((message) => `${message.seq}|${message.chat}\n`).join(""));
});

test("migrate interrupted on the way to MongoDB: no half of a store, and the next run completes it", async () => {
  const { source } = await theSource();
  const untouched = state(source);
  const faults = [["insert", "maru_migration", 0], ["createIndexes", "chats", 2], ["update", "users", 0], ["update", "chats", 1], ["update", "maru_store", 0],
    ["drop", "maru_migration", 0]];
  for (const [i, [command, collection, skip]] of faults.entries()) {
    await mongo.ask("empty");
    const how = i % 2 ? "before" : "after";
    await mongo.ask("fault", { command, collection, how, skip });
    refused(migrate(sqliteUrl(source), mongo.url()), 3, /cannot be reached/);
    assert.equal((await mongo.ask("faults")).left, 0, `${command} ${collection}`);
    assert.ok((await mongo.ask("collections")).names.includes("maru_migration"));
    if (i === 3) {
      assert.match(await refusal(mongo.url(), 3), /holds a copy of another store that is not finished: run maru-server migrate again, which goes on with it\.$/);
      refused(migrate(mongo.url(), sqliteUrl(newFolder())), 3, /holds a copy that is not finished: finish that one first/);
    }
    good(migrate(sqliteUrl(source), mongo.url()));
    assert.ok(!(await mongo.ask("collections")).names.includes("maru_migration"));
    if (i % 2) assert.equal(dump(backAgain()), dump(source), `${command} ${collection}`);
  }
  assert.deepEqual(state(source), untouched);
});

test("migrate killed on the way to MongoDB: the next run goes on where it was", async () => {
  const { source } = await theSource();
  await mongo.ask("empty");
  await mongo.ask("fault", { command: "update", collection: "chats", how: "silence", skip: 1 });
  const killed = new Server({ flags: ["migrate", sqliteUrl(source), mongo.url()] });
  await until(async () => (await mongo.ask("faults")).left === 0, "the second batch of messages", 30_000);
  killed.process.kill("SIGKILL");
  await killed.ended;
  const [copy] = await mongo.find("maru_migration");
  assert.equal(Number(copy.order), 500);
  // Of what was written nothing is written again.
  await mongo.ask("fault", { command: "update", collection: "users", how: "error", code: 1 });
  good(migrate(sqliteUrl(source), mongo.url()));
  assert.equal((await mongo.ask("faults")).left, 1);
  await mongo.ask("heal");
  assert.equal(dump(backAgain()), dump(source));
});

test("what migrate cannot do with MongoDB is said in one line, and nothing is changed", async () => {
  await mongo.ask("empty");
  const { source } = await theSource();
  const target = newFolder("target");
  const [from, to] = [sqliteUrl(source), sqliteUrl(target)];
  refused(migrate(from, "mongodb://maru:gehe%20im@127.0.0.1:1/maru"), 3, /cannot be reached/);
  refused(migrate("mongodb://maru:gehe%20im@127.0.0.1:1/maru", to), 3, /cannot be reached/);
  refused(migrate(from, mongo.url("maru:gehe%20im@")), 3, /does not let us in/);
  refused(migrate(from, `mongodb://maru:gehe%20im@127.0.0.1:${mongo.port}/`), 2, /names no database/);
  refused(migrate(mongo.url(), mongo.url()), 2, /FROM and TO are the same store/);
  refused(migrate(mongo.url(), mongo.url("maru:gehe%20im@")), 2, /FROM and TO are the same store/);
  refused(migrate(mongo.url(), to), 3, /holds no store of Maru/);
  await mongo.ask("set", { wire: 8 });
  refused(migrate(from, mongo.url()), 3, /is older than MongoDB 4\.4.*: upgrade it/);
  await mongo.ask("set", { wire: 13 });
  await mongo.ask("fault", { command: "insert", collection: "maru_migration", how: "error", code: 13 });
  refused(migrate(from, mongo.url()), 3, /does not let this user write \(.*\): give it the role readWrite/);
  assert.deepEqual((await mongo.ask("collections")).names, []);
  await mongo.ask("insert", { collection: "chats", documents: [{ _id: 1, chat: "안녕" }] });
  refused(migrate(from, mongo.url()), 3, /belongs to another program \(it has chats\): name one of its own; nothing was changed/);
  refused(migrate(mongo.url(), to), 3, /holds no store of Maru yet: start the server on it once, which takes over what the seed's server left there/);
  assert.deepEqual((await mongo.ask("collections")).names, ["chats"]);

  await mongo.ask("empty");
  server = await Server.start(options());
  await server.stop();
  const whole = await documents();
  refused(migrate(from, mongo.url()), 3, /holds another store already: name a new place; nothing was changed/);
  assert.deepEqual(await documents(), whole);
  assert.deepEqual(state(target), []);
});
