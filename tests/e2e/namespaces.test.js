// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The home room of a connection: the namespace in the address, or the class code in the query (docs/protocol.md §2).

const { test, after, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const { Server, newFolder, run } = require("./support/server");
const { ask, chats, closeAll, connected, hears, newSocket, seedClient, settle, until } = require("./support/client");

const CODE = /\b[A-HJ-NP-Z2-9]{6}\b/;

const servers = new Set();
afterEach(closeAll);
after(async () => {
  for (const server of servers) if (server.isRunning) await server.stop();
});

async function start(options) {
  const server = await Server.start(options);
  servers.add(server);
  return server;
}

function add(data, ...args) {
  const result = run(["room", "add", ...args, "--data", data]);
  assert.equal(result.code, 0, result.stderr);
  return result.stdout;
}

// The one connect_error of an attempt.
async function refused(url, options) {
  const socket = newSocket(url, { reconnection: false, ...options });
  socket.connect();
  await until(() => socket.errors.length > 0 || socket.connected, "an answer to CONNECT");
  assert.equal(socket.connected, false, "it was let in");
  return socket.errors[0];
}

const other = (code) => (code[0] === "A" ? "B" : "A") + code.slice(1);

test("a room added before the start is a namespace", async () => {
  const data = newFolder();
  add(data, "방1");
  const server = await start({ data });
  const kim = await seedClient(`${server.url}/방1`, "kim");
  const lee = await seedClient(`${server.url}/방1`, "lee", { version: "latest" });
  kim.emit("sendMessage", "방 안에서");
  await hears(lee, "방 안에서");
});

test("a room added while the server runs is a namespace at once", async () => {
  const server = await start();
  assert.equal((await refused(`${server.url}/방2`)).message, "Invalid namespace");
  add(server.data, "방2");
  const kim = await seedClient(`${server.url}/방2`, "kim");
  assert.equal(kim.joined.succese, true);
});

test("an unknown namespace is refused with the words of Socket.IO, and the connection stays", async () => {
  const server = await start();
  const error = await refused(`${server.url}/no-such-room`);
  assert.equal(error.message, "Invalid namespace");
  // Two namespaces over one connection: the refused one does not disturb the other.
  const home = newSocket(server.url, { forceNew: false });
  const lost = home.io.socket("/no-such-room", {});
  const errors = [];
  lost.on("connect_error", (e) => errors.push(e.message));
  home.connect();
  lost.connect();
  await connected(home);
  await until(() => errors.length > 0, "the refusal");
  assert.deepEqual(errors, ["Invalid namespace"]);
  assert.equal((await ask(home, "join", "kim")).succese, true);
});

test("rooms do not hear each other", async () => {
  const server = await start();
  add(server.data, "왼쪽");
  add(server.data, "오른쪽");
  const left = await seedClient(`${server.url}/왼쪽`, "left");
  const right = await seedClient(`${server.url}/오른쪽`, "right");
  const lobby = await seedClient(server.url, "lobby-guest");
  left.emit("sendMessage", "links");
  right.emit("sendMessage", "rechts");
  lobby.emit("sendMessage", "mitte");
  await Promise.all([hears(left, "links"), hears(right, "rechts"), hears(lobby, "mitte")]);
  await settle(left, right, lobby); // what went astray is here by now
  assert.deepEqual(chats(left), ["links"]);
  assert.deepEqual(chats(right), ["rechts"]);
  assert.deepEqual(chats(lobby), ["mitte"]);
});

test("a namespace is found in any case and any normal form", async () => {
  const server = await start();
  add(server.data, "Café 방");
  const kim = await seedClient(`${server.url}/${"Café 방".normalize("NFC")}`, "kim");
  const lee = await seedClient(`${server.url}/${"CAFÉ 방".normalize("NFD")}`, "lee");
  kim.emit("sendMessage", "같은 방");
  await hears(lee, "같은 방");
});

test("two namespaces on one connection are two rooms", async () => {
  const server = await start();
  add(server.data, "second");
  const lobby = newSocket(server.url, { forceNew: false });
  const second = lobby.io.socket("/second", {});
  second.messages = [];
  second.on("message", (message) => second.messages.push(message));
  lobby.connect();
  second.connect();
  assert.equal((await ask(lobby, "join", "kim")).succese, true);
  assert.equal((await ask(second, "join", "kim")).succese, true);
  lobby.emit("sendMessage", "eins");
  second.emit("sendMessage", "zwei");
  await hears(lobby, "eins");
  await hears(second, "zwei");
  await settle(lobby, second);
  assert.deepEqual(chats(lobby), ["eins"]);
  assert.deepEqual(chats(second), ["zwei"]);
});

test("a class code in the query leads to its room", async () => {
  const server = await start();
  const code = CODE.exec(add(server.data, "교실", "--code"))?.[0];
  assert.ok(code, "room add --code prints the code");
  const kim = await seedClient(server.url, "kim", { classCode: code });
  const lee = await seedClient(`${server.url}/교실`, "lee", { classCode: code });
  const guest = await seedClient(server.url, "guest");
  kim.emit("sendMessage", "수업 중");
  await hears(lee, "수업 중");
  guest.emit("sendMessage", "lobby");
  await hears(guest, "lobby");
  assert.deepEqual(chats(guest), ["lobby"]);
});

test("a wrong code, and none where one is needed, is BAD_CLASS_CODE", async () => {
  const server = await start();
  const code = CODE.exec(add(server.data, "교실", "--code"))[0];
  for (const [url, classCode] of [
    [server.url, other(code)],
    [server.url, "nonsense"],
    [server.url, "가나다라마바"],
    [`${server.url}/교실`, undefined],
    [`${server.url}/교실`, ""],
    [`${server.url}/교실`, other(code)],
  ]) {
    const error = await refused(url, { classCode });
    assert.equal(error.message, "Wrong class code", `${url} ${classCode}`);
    assert.equal(error.data?.code, "BAD_CLASS_CODE");
  }
  // Absent, empty and "undefined" mean: no code.
  for (const query of [{}, { classCode: "" }, { classCode: "undefined" }]) {
    const socket = newSocket(server.url, { query });
    socket.connect();
    await connected(socket);
  }
});

test("without any class code on the server every query leads to the lobby, as in the seed", async () => {
  const server = await start();
  const kim = await seedClient(server.url, "kim", { classCode: "A1" });
  const lee = await seedClient(server.url, "lee");
  kim.emit("sendMessage", "같이");
  await hears(lee, "같이");
});

test("guessing codes is slowed down, per address", async () => {
  const data = newFolder();
  const code = CODE.exec(add(data, "교실", "--code"))[0];
  const server = await start({ data, flags: ["--port", "0", "--data", data] }); // with rates
  for (let i = 0; i < 5; ++i) {
    assert.equal((await refused(server.url, { classCode: other(code) })).data.code, "BAD_CLASS_CODE");
  }
  const error = await refused(server.url, { classCode: other(code) });
  assert.equal(error.data.code, "SLOW_DOWN");
  // Those who come without a code are not held up.
  const socket = newSocket(server.url, { query: {} });
  socket.connect();
  await connected(socket);
});

test("--namespaces any makes the room", async () => {
  const server = await start({ args: ["--namespaces", "any"] });
  const kim = await seedClient(`${server.url}/새방`, "kim");
  const lee = await seedClient(`${server.url}/새방`, "lee");
  kim.emit("sendMessage", "hallo");
  await hears(lee, "hallo");
  // A name that no room may have is refused all the same.
  assert.equal((await refused(`${server.url}/system`)).message, "Invalid namespace");
});

test("room list shows what was added, in the data directory it names", async () => {
  const server = await start();
  add(server.data, "하나");
  const running = run(["room", "list", "--data", server.data]);
  assert.equal(running.code, 0, running.stderr);
  for (const name of ["lobby", "하나"]) assert.ok(running.stdout.includes(name), running.stdout);
  assert.ok((running.stdout + running.stderr).includes(server.data), "the data directory is named");
  await server.stop();
  const stopped = run(["room", "list", "--data", server.data]);
  assert.equal(stopped.code, 0, stopped.stderr);
  assert.ok(stopped.stdout.includes("하나"));
});

test("a room name that is taken or bad is refused with a sentence", async () => {
  const server = await start();
  add(server.data, "doppelt");
  for (const name of ["doppelt", "DOPPELT", "lobby", "a/b", "a,b", "a?b", "a#b", "", "system", "x".repeat(65)]) {
    const result = run(["room", "add", name, "--data", server.data]);
    assert.ok(result.code !== 0 && result.code !== null, `${JSON.stringify(name)}: ${result.code}`);
    assert.ok(result.stderr.trim().length > 0, `${JSON.stringify(name)}: no sentence`);
  }
});
