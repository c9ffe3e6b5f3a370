// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The double of the seed's server, which the Qt client is tested against, behaves as the seed's does.

const { spawn } = require("node:child_process");
const path = require("node:path");
const { once } = require("node:events");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { ask, chats, closeAll, connected, hears, newSocket, seedClient, systemLines, until, welcome } = require("./support/client");

const servers = new Set();

async function start() {
  const child = spawn(process.execPath, [path.join(__dirname, "seed-server", "server.js")], {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  servers.add(child);
  child.ended = once(child, "close").then(([code]) => (servers.delete(child), code));
  let out = "";
  child.stdout.on("data", (bytes) => (out += bytes));
  const line = await until(() => /^seed-server listening on (\S+)\n/.exec(out), "the seed server's first line");
  child.url = line[1];
  return child;
}

after(async () => {
  closeAll();
  for (const child of servers) child.kill();
});

test("join and sendMessage as in the seed", async () => {
  const server = await start();
  const kim = await seedClient(server.url, "kim");
  const lee = await seedClient(server.url, "lee", { version: "latest" });
  assert.deepEqual(Object.keys(kim.joined), ["succese", "user"]);
  assert.equal(kim.joined.user.socketId, kim.id);
  assert.equal(kim.joined.user.isOnline, true);
  kim.emit("sendMessage", "안녕");
  const message = await hears(lee, "안녕");
  await hears(kim, "안녕");
  assert.deepEqual(Object.keys(message), ["chat", "user", "_id", "createdAt", "updatedAt", "__v"]);
  assert.deepEqual(message.user, { id: kim.joined.user._id, userName: "kim" });
  // The welcome stands before the ack, and goes to everybody.
  assert.deepEqual(systemLines(kim), [welcome("kim"), welcome("lee")]);
  assert.deepEqual(chats(lee), [welcome("lee"), "안녕"]);
  assert.ok(!kim.events.some(([name]) => name === "server:hello"));
});

test("a name that is missing is refused in the ack", async () => {
  const server = await start();
  const socket = newSocket(server.url);
  socket.connect();
  assert.deepEqual(await ask(socket, "join", null), {
    succese: false,
    error: "User validation failed: userName: 에러메세지",
  });
});

test("sendMessage before join ends the process", async () => {
  const server = await start();
  const socket = newSocket(server.url);
  socket.connect();
  await connected(socket);
  socket.emit("sendMessage", "hello?");
  assert.notEqual(await server.ended, 0);
});

test("join without a callback ends the process", async () => {
  const server = await start();
  const socket = newSocket(server.url);
  socket.connect();
  socket.emit("join", "kim");
  assert.notEqual(await server.ended, 0);
});

test("an unknown event is never answered", async () => {
  const server = await start();
  const socket = await seedClient(server.url, "kim");
  let answered = false;
  socket.emit("session:join", { userName: "kim" }, () => (answered = true));
  await ask(socket, "join", "kim"); // a later ack is here, the earlier one never
  assert.equal(answered, false);
});
