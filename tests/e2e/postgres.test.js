// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";
require("./support/watchdog");

// The server on PostgreSQL: the promises while the database is restarted and its connections are ended, and what is said when it cannot
// be used at all.

const { test, before, after, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { Server, aloneServer, refusal, run, storeReason } = require("./support/server");
const { oldPostgres } = require("./support/oldpostgres");
const { Postgres } = require("./support/postgres");
const { ask, closeAll, hears, nativeClient, until } = require("./support/client");

const RESUME_MS = 3_000;
const ACK_MS = 20_000;

let postgres;
let server;

before(async () => {
  postgres = await Postgres.start();
});
after(() => postgres?.remove());
afterEach(async () => {
  closeAll();
  if (server?.isRunning) await server.stop();
  assert.doesNotMatch(`${server?.stdout}${server?.stderr}`, /gehe/, "a password was shown");
});

const empty = () => postgres.ask("SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
const options = (more = {}) => ({ args: ["--db", postgres.url()], ...more });
const health = async () => {
  const answer = await fetch(`${server.url}/healthz`);
  return answer.json();
};

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

test("restarted under load, fast and immediate, and its connections ended: P1 to P4 hold", async () => {
  empty();
  server = await Server.start(options());
  const reader = await nativeClient(server.url, "reader");
  const acked = new Map(); // cid → { seq, chat }
  const sent = new Map();
  const refused = [];
  let lastAckMs = 0;
  let isOver = false;

  // Sends one after the other; what was refused is sent again under its cid.
  const sender = async (name) => {
    const socket = await nativeClient(server.url, name);
    for (let i = 0; !isOver; i++) {
      const cid = `${name}-${i}`;
      const chat = `'${name}' \\ ${i} \\'; DROP TABLE messages; --`;
      sent.set(cid, chat);
      for (;;) {
        const ack = await socket.timeout(ACK_MS).emitWithAck("message:send", { cid, room: socket.lobby, chat });
        if (ack.ok) {
          acked.set(cid, { seq: ack.message.seq, chat: ack.message.chat });
          lastAckMs = Date.now();
          break;
        }
        assert.equal(ack.code, "STORE_FAILED", ack.error);
        refused.push(cid);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const senders = Array.from({ length: 6 }, (_, i) => sender(`s${i}`));
  const more = async (count) => {
    const goal = acked.size + count;
    await until(() => acked.size >= goal, `${goal} acks: ${server.stderr}`, 30_000);
  };

  await more(50);
  const resumedMs = [];
  const resumes = async (backMs) => {
    await until(() => lastAckMs > backMs, `an ack: ${server.stderr}`, 30_000);
    resumedMs.push(lastAckMs - backMs);
  };
  for (const mode of ["fast", "immediate", "fast", "immediate"]) {
    await postgres.stop(mode);
    await postgres.startAgain();
    await resumes(Date.now());
    await more(50);
  }
  for (let i = 0; i < 10; i++) {
    const ended = postgres.ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'maru-server'");
    assert.notEqual(ended, "0");
    await resumes(Date.now());
    await more(20);
  }
  isOver = true;
  await Promise.all(senders);
  // Most of them: a single one may be late because the machine is.
  const sorted = [...resumedMs].sort((a, b) => a - b);
  assert.ok(sorted[sorted.length / 2] <= RESUME_MS && sorted.at(-1) <= 3 * RESUME_MS, `resumed after ${resumedMs} ms`);

  // P1: what was acked is there. P2: every cid once. P3: 1, 2, 3 … P4: the reader heard all of it, in that order.
  const all = (await history(reader)).filter((message) => message.type === "chat");
  const byCid = new Map(all.map((message) => [message.cid, message]));
  assert.equal(byCid.size, all.length);
  for (const [cid, { seq, chat }] of acked) {
    assert.equal(byCid.get(cid)?.seq, seq, `${cid} was acked`);
    assert.equal(byCid.get(cid)?.chat, chat);
    assert.equal(chat, sent.get(cid));
  }
  assert.equal(all.length, sent.size);
  (await history(reader)).forEach((message, i) => assert.equal(message.seq, i + 1));
  await hears(reader, all.at(-1).chat);
  const heard = reader.messages.map((message) => message.seq);
  assert.deepEqual(heard, heard.map((_, i) => heard[0] + i));
  assert.deepEqual([...new Set(reader.messages.map((message) => message.cid).filter((cid) => sent.has(cid)))].length, sent.size);
  console.log(`${acked.size} acked, ${refused.length} refused, resumed after ${resumedMs.join(", ")} ms`);
});

test("away for a while: STORE_FAILED, /healthz says why, and it goes on by itself", async () => {
  empty();
  server = await Server.start(options());
  const kim = await nativeClient(server.url, "kim");
  const lee = await nativeClient(server.url, "lee");
  const send = (chat) => ask(kim, "message:send", { cid: chat, room: kim.lobby, chat });
  assert.equal((await send("eins")).ok, true);
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  await postgres.stop("fast");
  // Nobody asks it for anything: noticed all the same.
  await until(async () => (await fetch(`${server.url}/healthz`)).status === 503, "503", 20_000);
  assert.equal((await health()).reason, storeReason); // and not which database, nor where
  assert.match(server.stderr, /^\S+ warning maru\.storage: The database postgres:.*$/m);
  const refused = await send("zwei");
  assert.equal(refused.code, "STORE_FAILED", JSON.stringify(refused));
  // What is in memory goes on.
  assert.equal((await ask(lee, "typing:set", { room: lee.lobby, on: true })).ok, true);
  await until(() => kim.events.some(([event, it]) => event === "typing:changed" && it.user.userName === "lee"), "typing:changed");
  lee.disconnect();
  assert.equal(kim.connected, true);
  await postgres.startAgain();
  await until(async () => (await fetch(`${server.url}/healthz`)).status === 200, "200", 20_000);
  assert.equal((await send("zwei")).ok, true);
  const hasGone = () => kim.events.some(([event, it]) => event === "user:changed" && it.userName === "lee" && !it.isOnline);
  await until(hasGone, "who left meanwhile", 30_000);
  const all = await history(kim);
  assert.deepEqual(all.filter((message) => message.type === "chat").map((message) => message.chat), ["eins", "zwei"]);
});

// Whether a thread waits in poll(), as libpq does; the server's own wait otherwise.
function isPolling(pid) {
  const polls = process.arch === "x64" ? ["7", "271"] : ["73"];
  const tasks = `/proc/${pid}/task`;
  return fs.readdirSync(tasks).some((task) => polls.includes(fs.readFileSync(path.join(tasks, task, "syscall"), "utf8").split(" ")[0]));
}

test("a database that hangs does not hold up the stop, neither the writer's connection nor a reader's", async () => {
  empty();
  server = await Server.start(options());
  const kim = await nativeClient(server.url, "kim", { reconnection: false });
  const page = { room: kim.lobby, before: 1000, limit: 10 };
  assert.equal((await ask(kim, "message:history", page)).ok, true); // the reader is connected
  const pids = postgres.ask("SELECT pid FROM pg_stat_activity WHERE datname = 'maru' AND pid <> pg_backend_pid()").split("\n").map(Number);
  assert.ok(pids.length >= 2, pids.join());
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  try {
    kim.emit("message:history", page, () => {});
    assert.equal((await ask(kim, "typing:set", { room: kim.lobby, on: true })).ok, true); // from memory, and after the history was asked for
    await until(() => isPolling(server.process.pid), "the reader waits for its database"); // not only for its turn on this machine
    const { code, signal, ms } = await server.stop();
    assert.deepEqual([code, signal], [0, null], server.stderr);
    assert.ok(ms < 10_000, `${ms} ms`);
    assert.match(server.stderr, /A reader of the store did not stop within \d+ ms/);
  } finally {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  }
});

test("a database that hangs is told by /healthz until it goes on, and what was sent meanwhile is there once", async () => {
  empty();
  server = await Server.start(options());
  const kim = await nativeClient(server.url, "kim");
  const status = async () => (await fetch(`${server.url}/healthz`)).status;
  assert.equal(await status(), 200);
  const pids = postgres.ask("SELECT pid FROM pg_stat_activity WHERE datname = 'maru' AND pid <> pg_backend_pid()").split("\n").map(Number);
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  let sent;
  try {
    sent = kim.timeout(60_000).emitWithAck("message:send", { cid: "eins", room: kim.lobby, chat: "eins" });
    sent.catch(() => {}); // looked at below
    await until(async () => (await status()) === 503, "503", 30_000);
  } finally {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  }
  assert.equal((await sent).ok, true);
  await until(async () => (await status()) === 200, "200", 20_000);
  const all = await history(kim);
  assert.deepEqual(all.filter((message) => message.type === "chat").map((message) => message.chat), ["eins"]);
  assert.equal(server.stderr.match(/warning maru\.storage: The store has not answered for \d+ s\./g)?.length, 1, server.stderr);
});

test("killed and started again on the same database: everything is there", async () => {
  empty();
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
  assert.equal(found.hits.length, 20);
  const duplicate = await ask(again, "message:send", { cid: "c7", room: again.lobby, chat: "회의 7" });
  assert.equal(duplicate.duplicate, true);
});

test("DB_URL alone chooses it, and a second server is refused by the name of the first", async () => {
  empty();
  server = await Server.start({ env: { DB_URL: postgres.url() } });
  const second = new Server(options());
  const { code } = await second.ended;
  assert.equal(code, 3);
  assert.equal(second.stdout, "");
  const first = new RegExp(`^maru-server: The database postgres://127\\.0\\.0\\.1:${postgres.port}/maru is in use by another maru-server ` +
    `\\(\\S+, process ${server.process.pid}, since \\S+\\): one server has a store, stop that one first\\.\n$`);
  assert.match(second.stderr, first);
});

test("what cannot be used is refused in one line", async () => {
  empty();
  const port = postgres.port;
  assert.match(await refusal("postgres://maru:gehe%20im@127.0.0.1:1/maru", 3), /cannot be reached \(.*\): start it, or correct --db\.$/);
  assert.match(await refusal(postgres.url("nowhere"), 3), /does not let us in \(.*\): correct user, password and database/);
  assert.match(await refusal(`postgres://maru:gehe%20im@127.0.0.1:${port}/`, 2), /names no database/);
  assert.match(await refusal(`postgres://maru:gehe%20im@127.0.0.1:${port}/maru?fsync=off`, 2), /unknown setting fsync/);
  postgres.ask("CREATE TABLE zebras (id INTEGER)");
  assert.match(await refusal(postgres.url(), 3), /belongs to another program \(it has zebras\)/);
  assert.equal(postgres.ask("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"), "1");
  empty();
  await postgres.stop("fast");
  await postgres.startAgain(["fsync=off"]);
  assert.match(await refusal(postgres.url(), 3), /has fsync=off.*set fsync=on/);
  assert.equal(postgres.ask("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"), "0");
  await postgres.stop("fast");
  await postgres.startAgain();
});

test("a wrong password and missing rights are named, with what to do", async () => {
  empty();
  const rules = path.join(postgres.folder, "data", "pg_hba.conf");
  const before = fs.readFileSync(rules, "utf8");
  fs.writeFileSync(rules, `host all guarded 127.0.0.1/32 scram-sha-256\n${before}`);
  postgres.ask("CREATE ROLE guarded LOGIN PASSWORD 'right'; CREATE ROLE guest LOGIN; GRANT USAGE ON SCHEMA public TO guest");
  // Read before it starts again: a reload comes when it comes.
  await postgres.stop("fast");
  await postgres.startAgain();
  const url = (user) => `postgres://${user}:gehe%20im@127.0.0.1:${postgres.port}/maru`;
  assert.match(await refusal(url("guarded"), 3), /does not let us in \(.*password.*\): correct user, password and database in --db, or ~\/\.pgpass\.$/);
  assert.match(await refusal(url("guest"), 3), /make tables in the schema public.*GRANT CREATE/);
  assert.equal(postgres.ask("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"), "0");
  postgres.ask("DROP ROLE guarded; REVOKE USAGE ON SCHEMA public FROM guest; DROP ROLE guest");
  fs.writeFileSync(rules, before);
});

test("a standby is refused, and one that is too old, before anything is asked of it that it does not know", async () => {
  empty();
  await postgres.stop("fast");
  const signal = path.join(postgres.folder, "data", "standby.signal");
  fs.writeFileSync(signal, "");
  await postgres.startAgain([], /ready to accept read.only connections/);
  assert.match(await refusal(postgres.url(), 3), /is a standby, which cannot be written: name the primary in --db\.$/);
  await postgres.stop("fast");
  fs.rmSync(signal);
  await postgres.startAgain();

  const old = await oldPostgres(120_022);
  try {
    const line = await refusal(`postgres://maru:gehe%20im@127.0.0.1:${old.port}/maru`, 3);
    assert.match(line, /is PostgreSQL 12; Maru needs 13 or newer: upgrade it\.$/);
    assert.ok(old.questions.length > 0 && !old.questions.some((sql) => /create|insert|lock/i.test(sql)), old.questions.join("\n"));
  } finally {
    old.close();
  }
});

test("what docs/operations.md runs after a dump was put back tells its past from the one that is lost", async () => {
  empty();
  const page = fs.readFileSync(path.join(__dirname, "..", "..", "docs", "operations.md"), "utf8");
  const [, sql] = /```sql\n(BEGIN;[^`]+)```/.exec(page);
  server = await Server.start(options());
  const kim = await nativeClient(server.url, "kim", { reconnection: false });
  for (const chat of ["one", "two"]) assert.equal((await ask(kim, "message:send", { cid: chat, room: kim.lobby, chat })).ok, true);
  const known = await ask(kim, "message:changes", { room: kim.lobby, afterRev: 0 });
  await server.stop();
  postgres.ask(sql);
  server = await server.restart(options());
  const again = await nativeClient(server.url, "kim", { token: kim.joined.token, reconnection: false });
  assert.equal((await ask(again, "message:send", { cid: "three", room: again.lobby, chat: "three" })).ok, true);
  const since = await ask(again, "message:changes", { room: again.lobby, afterRev: known.rev });
  assert.deepEqual(since.messages.map((one) => one.chat), ["two", "three"]);
  assert.deepEqual([since.more, since.rev], [false, since.messages[1].rev]);
  assert.ok(since.rev > known.rev + 1e6 && Number.isSafeInteger(since.rev));
});

test("without Qt's driver it says what to install", async () => {
  const { wrapper } = aloneServer({ qt: false });
  const line = await refusal(postgres.url(), 3, { wrapper, env: { QT_PLUGIN_PATH: "" } });
  assert.match(line, /needs Qt's driver for PostgreSQL, .*apt install libqt6sql6-psql\.$/);
});

test("the configuration is shown without the password", () => {
  const shown = run(["--print-config", "--db", postgres.url()]);
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(shown.stdout, /postgres:\/\/\*\*\*@127\.0\.0\.1/);
  assert.doesNotMatch(shown.stdout, /gehe/);
});
