// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";
require("./support/watchdog");

// The client on bad days (docs/baddays.md): each has its sentence, nothing that was written is lost, and nothing arrives twice.

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { WebSocketServer } = require("ws");
const { ask, closeAll, nativeClient, until } = require("./support/client");
const { Driver } = require("./support/driver");
const { Server, newFolder } = require("./support/server");

const isRoot = process.getuid() === 0;
const mounts = [];
process.prependListener("exit", () => {
  for (const folder of mounts.splice(0)) spawnSync("umount", [folder]);
});
const drivers = new Set();
const servers = new Set();
after(async () => {
  closeAll();
  for (const driver of drivers) await driver.kill9();
  for (const server of servers) if (server.isRunning) await server.stop();
});

function tool(command, ...args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  assert.equal(status, 0, `${command} ${args.join(" ")}: ${error ?? stderr}`);
}

async function startServer() {
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  servers.add(server);
  return server;
}

async function join(...args) {
  const driver = await Driver.start(...args);
  drivers.add(driver);
  return driver;
}

// One that is not let in: why, and it has ended.
async function notLetIn(url, name = "김민수") {
  const driver = new Driver(url, name, newFolder("client"));
  drivers.add(driver);
  const why = await driver.tells("failed");
  assert.equal((await driver.ended).code, 1);
  assert.ok(!why.includes("\n") && why.length < 200, why);
  return why;
}

async function texts(server) {
  const reader = await nativeClient(server.url, `reader${Math.random()}`.slice(0, 12));
  const { messages } = await ask(reader, "message:history", { room: reader.lobby, limit: 100 });
  reader.close();
  return messages.filter((message) => message.type === "chat").map((message) => message.chat);
}

function listening(server) {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${server.address().port}`)));
}

test("nobody is there the first time", async () => {
  const server = http.createServer();
  const url = await listening(server);
  server.close();
  assert.match(await notLetIn(url), /^Nobody answers at 127\.0\.0\.1:\d+\. Is the server running/);
});

test("a web server, and a server of Socket.IO 2", async () => {
  const web = http.createServer((request, response) => response.end("<html>welcome</html>"));
  assert.match(await notLetIn(await listening(web)), /is no chat server/);
  web.close();
  const old = http.createServer();
  const sockets = new WebSocketServer({ server: old });
  sockets.on("connection", (socket) => {
    socket.send('0{"sid":"V3Xq0gyrTjQ1AAAA","upgrades":[],"pingInterval":25000,"pingTimeout":5000}');
    socket.send("40"); // it asks for nothing, and gives no sid
  });
  assert.match(await notLetIn(await listening(old)), /old protocol \(Socket\.IO 2\)/);
  sockets.close();
  old.close();
});

test("a later server: unknown fields, events, kinds and codes", async () => {
  const { Server: SocketServer } = require("socket.io");
  const httpServer = http.createServer();
  const io = new SocketServer(httpServer);
  const user = { _id: "u1", userName: "김민수", name: "김민수", isOnline: true, role: "sovereign", mood: "🙂", createdAt: "2031-01-01T00:00:00.000Z" };
  const room = { _id: "r1", name: "lobby", kind: "hologram", topic: "", archived: false, seq: 0, rev: 0, readSeq: 0, unread: 0, mentions: 0,
    role: "member", notify: "all", depth: { layers: [1, 2] }, createdAt: "2031-01-01T00:00:00.000Z" };
  const author = { id: "u2", userName: "이영희", name: "이영희" };
  const message = (seq, more) => ({ _id: `m${seq}`, room: "r1", seq, rev: seq, type: "chat", chat: `글 ${seq}`, user: author,
    createdAt: "2031-01-01T00:00:00.000Z", updatedAt: "2031-01-01T00:00:00.000Z", mentions: [], files: [], reactions: [], __v: 0, ...more });
  const sent = [];
  io.on("connection", (socket) => {
    socket.on("session:join", (argument, ack) => ack({ ok: true, user, rooms: [room], serverTime: "2031-01-01T00:00:00.000Z", limits: { maxDreams: 3 }, news: [] }));
    socket.on("message:history", (argument, ack) => ack({ ok: true, messages: [], first: true, last: true, cursor: "x" }));
    socket.on("message:send", (argument, ack) => {
      sent.push(argument.chat);
      if (sent.length === 1) ack({ ok: false, code: "NOT_ON_SUNDAYS", error: "Nobody writes on Sundays.", until: "Monday" });
      else ack({ ok: true, message: message(3, { chat: argument.chat, user: { id: "u1", userName: "김민수" }, cid: argument.cid, aura: "blue" }), karma: 1 });
    });
    socket.onAny((name, argument, ack) => {
      if (!/^(session:join|message:(history|send))$/.test(name)) ack?.({ ok: false, code: "UNKNOWN_EVENT", error: "?" });
    });
    socket.emit("server:hello", { protocol: 7, server: "maru", version: "9.0", name: "내일의 서버", features: ["telepathy"], limits: { maxChatCodePoints: 8000, maxDreams: 3 } });
  });
  const driver = await join(await listening(httpServer), "김민수", newFolder("client"));
  io.emit("dream:shared", { dream: 1 }, 2, "three");
  io.emit("message", message(1, { type: "thought", colours: [{ r: 1 }] }));
  io.emit("message", { nothing: "of what a message has" });
  io.emit("message", message(2, { reactions: [{ emoji: "🫥", users: ["u2"], weight: 4 }] }));
  await driver.tells("shows", "글 2"); // and all before did no harm
  driver.say("일요일입니다");
  assert.match(await driver.tells("undelivered"), /^일요일입니다: The server says: Nobody writes on Sundays\.$/);
  driver.say("월요일입니다");
  await driver.tells("sent", "월요일입니다");
  assert.equal((await driver.end()).code, 0);
  io.close();
});

test("an older server that knows none of the later events", async () => {
  const { Server: SocketServer } = require("socket.io");
  const httpServer = http.createServer();
  const io = new SocketServer(httpServer);
  const user = { _id: "u1", userName: "김민수", name: "김민수" }; // as little as can be
  let kept;
  io.on("connection", (socket) => {
    socket.emit("server:hello", { protocol: 1, server: "maru", version: "0.1" });
    socket.onAny((name, argument, ack) => {
      const room = { _id: "r1", name: "lobby", kind: "public", seq: kept ? 1 : 0, rev: kept ? 2 : 0 };
      if (name === "session:join") ack({ ok: true, user, rooms: [room] });
      else if (name === "message:send") {
        kept = { _id: "m1", room: "r1", seq: 1, rev: 1, cid: argument.cid, chat: argument.chat, user: { id: "u1", userName: "김민수" } };
        ack({ ok: true, message: kept });
      } else ack?.({ ok: false, code: "UNKNOWN_EVENT", error: "What is that?" });
    });
  });
  const driver = await join(await listening(httpServer), "김민수", newFolder("client"));
  driver.say("안녕");
  await driver.tells("sent", "안녕");
  driver.say("!edit m1 안녕하세요");
  await driver.tells("unedited", "안녕하세요"); // said, not hung
  assert.equal((await driver.end()).code, 0);
  io.close();
});

// Leaves no byte on the disk of folder.
function fill(folder) {
  const filler = fs.openSync(path.join(folder, "filler"), "w");
  try {
    for (let size = 4096; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (;;) if (fs.writeSync(filler, Buffer.alloc(size)) === 0) break;
      } catch (error) {
        assert.equal(error.code, "ENOSPC");
      }
    }
  } finally {
    fs.closeSync(filler);
  }
}

// The first column of what the store of the only account in folder has. The client holds the file: a copy is read.
function stored(folder, query) {
  const accounts = path.join(folder, "accounts");
  const from = path.join(accounts, fs.readdirSync(accounts)[0]);
  const copy = newFolder("copy");
  for (const name of ["outbox.db", "outbox.db-wal"]) fs.copyFileSync(path.join(from, name), path.join(copy, name));
  const read = spawnSync("sqlite3", [path.join(copy, "outbox.db"), query], { encoding: "utf8" });
  return read.status === 0 ? read.stdout.trimEnd() : undefined; // copied while it was written
}

function smallDisk(megabytes) {
  const folder = newFolder("mount");
  tool("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder);
  mounts.push(folder);
  return folder;
}

test("the disk is full: it is said, what is written goes out all the same, and is kept again later", { skip: !isRoot && "needs root" }, async () => {
  let server = await startServer();
  const folder = smallDisk(2);
  const driver = await join(server.url, "김민수", folder);
  driver.say("still room");
  await driver.tells("sent", "still room");
  await server.kill9();
  await driver.tells("state", "Reconnecting");
  fill(folder);
  const written = [];
  // Some more find room in what SQLite's file has already; then the disk is at its end.
  for (let i = 0; driver.all("notice").length === 0 && i < 500; ++i) {
    written.push(`full ${i} ${"x".repeat(4_000)}`);
    driver.say(written.at(-1));
    await until(() => driver.all("kept").includes(written.at(-1)) || driver.all("notice").length > 0, "an answer of the disk");
  }
  assert.match(driver.all("notice")[0], /^Messages cannot be saved on this computer\. Is the disk full\?/);
  server = await server.restart({ args: ["--listen", "127.0.0.1"] });
  servers.add(server);
  await driver.tells("sent", written.at(-1), 60_000);
  fs.rmSync(path.join(folder, "filler"));
  driver.say("room again");
  await driver.tells("kept", "room again");
  await driver.tells("sent", "room again");
  assert.equal(driver.all("notice").length, 1);
  assert.equal((await driver.end()).code, 0);
  assert.deepEqual(await texts(server), ["still room", ...written, "room again"].slice(-100));
});

test("the disk is full: a draft is not kept, which is said; it is as soon as there is room", { skip: !isRoot && "needs root" }, async () => {
  const server = await startServer();
  const folder = smallDisk(2);
  const driver = await join(server.url, "김민수", folder);
  driver.say("!draft still room");
  await until(() => stored(folder, "SELECT text FROM drafts") === "still room", "a draft on the disk");
  fill(folder);
  const text = "가나다라".repeat(4_000);
  driver.say(`!draft ${text}`);
  assert.match(await driver.tells("notice"), /^What you are writing cannot be saved on this computer\. Is the disk full\?/);
  fs.rmSync(path.join(folder, "filler"));
  await until(() => stored(folder, "SELECT text FROM drafts") === text, "the draft on the disk", 30_000);
  assert.equal(driver.all("notice").length, 1);
  await driver.kill9();
  const again = await join(server.url, "김민수", folder);
  assert.equal(again.all("draft")[0], text);
  await again.end();
});

test("the disk is full: what went out from memory is no draft any more at the next start", { skip: !isRoot && "needs root" }, async () => {
  const server = await startServer();
  const folder = smallDisk(2);
  const driver = await join(server.url, "김민수", folder);
  driver.say("!draft half a sentence");
  await until(() => stored(folder, "SELECT text FROM drafts") === "half a sentence", "a draft on the disk");
  fill(folder);
  const text = "가나다라".repeat(900);
  driver.say(text);
  await driver.tells("sent", text);
  assert.match(driver.all("notice")[0], /^Messages cannot be saved on this computer\./);
  fs.rmSync(path.join(folder, "filler"));
  await until(() => stored(folder, "SELECT count(*) FROM drafts") === "0", "no draft on the disk", 30_000);
  assert.equal(driver.all("notice").length, 1);
  await driver.kill9();
  const again = await join(server.url, "김민수", folder);
  assert.equal(again.all("draft")[0], "");
  await again.end();
  assert.deepEqual(await texts(server), [text]);
});

test("a profile that cannot be written to", { skip: !isRoot && "needs root" }, async () => {
  const server = await startServer();
  const folder = smallDisk(8);
  const first = await join(server.url, "김민수", folder);
  first.say("before");
  await first.tells("sent", "before");
  await first.end();
  tool("mount", "-o", "remount,ro", folder);
  const driver = await join(server.url, "김민수", folder);
  assert.match(await driver.tells("notice"), /^Messages cannot be saved on this computer\./);
  driver.say("all the same");
  await driver.tells("sent", "all the same");
  assert.equal((await driver.end()).code, 0);
  assert.deepEqual(await texts(server), ["before", "all the same"]);
});

test("a home that can never be written to: that the name is held by nothing is said", { skip: !isRoot && "needs root" }, async () => {
  const server = await startServer();
  const folder = smallDisk(8);
  tool("mount", "-o", "remount,ro", folder);
  const driver = await join(server.url, "김민수", folder);
  const isOfName = (text) => /^What proves your name cannot be saved on this computer\..* Set a password,/.test(text);
  await driver.tells("notice", isOfName);
  driver.say("all the same");
  await driver.tells("sent", "all the same");
  assert.equal(driver.all("notice").filter(isOfName).length, 1);
  assert.equal((await driver.end()).code, 0);
});

test("two on one profile: the second says so, both talk, and the first keeps what it has", async () => {
  const server = await startServer();
  const folder = newFolder("client");
  const first = await join(server.url, "김민수", folder);
  const second = await join(server.url, "김민수", folder);
  assert.match(await second.tells("notice"), /^Maru is already open under this name\./);
  second.say("of the second");
  await second.tells("sent", "of the second");
  assert.equal(second.all("kept").length, 0);
  first.say("of the first");
  await first.tells("kept", "of the first");
  await first.tells("sent", "of the first");
  await second.end();
  await first.end();
  assert.deepEqual(await texts(server), ["of the second", "of the first"]);
});

for (const shift of ["-12y", "+12y"]) {
  test(`the clock is wrong by ${shift}: what is written arrives once and in order, over a kill`, async () => {
    let server = await startServer();
    const folder = newFolder("client");
    const wrapper = ["faketime", "-f", shift];
    const driver = await join(server.url, "김민수", folder, { wrapper });
    driver.say("one");
    await driver.tells("sent", "one");
    await server.kill9();
    await driver.tells("state", "Reconnecting");
    driver.say("two");
    await driver.tells("kept", "two");
    await driver.kill9();
    server = await server.restart({ args: ["--listen", "127.0.0.1"] });
    servers.add(server);
    const again = await join(server.url, "김민수", folder); // and now it is right again
    await again.tells("sent", "two");
    again.say("three");
    await again.tells("sent", "three");
    assert.equal((await again.end()).code, 0);
    assert.deepEqual(await texts(server), ["one", "two", "three"]);
  });
}

test("banned while offline: said, with why, and what was written is still there", async () => {
  const server = await startServer();
  const folder = newFolder("client");
  const owner = await nativeClient(server.url, "원장");
  const driver = await join(server.url, "김민수", folder);
  driver.say("before");
  await driver.tells("sent", "before");
  const ban = spawnSync(process.env.MARU_SERVER, ["user", "ban", "김민수", "--data", server.data], { encoding: "utf8" });
  assert.equal(ban.status, 0, ban.stderr);
  await driver.tells("state", "Left");
  assert.match(await driver.tells("left"), /banned|no longer valid/);
  driver.say("afterwards");
  await driver.tells("refused", "afterwards"); // it stays in the input
  owner.close();
  await driver.end();
  assert.deepEqual(await texts(server), ["before"]);
});
