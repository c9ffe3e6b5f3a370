// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Stock socket.io-client sockets with the options of the seed, and what they have seen.

const assert = require("node:assert/strict");

const WAIT_MS = 10_000;

const versions = {
  "4.7.2": () => require("sio-4.7.2").io,
  latest: () => require("socket.io-client").io,
};
// Without connection state recovery, which came with 4.6: what the seed promises does not hold for it.
const oldest = { "4.0": () => require("sio-4.0").io };

// What a client can be told to speak.
const ways = {
  websocket: ["websocket"],
  polling: ["polling"],
  "polling→websocket": ["polling", "websocket"],
};

// src/utils/socket.js of the seed, word for word; classCode is not declared there and arrives as "undefined".
const seedOptions = (classCode) => ({
  query: { classCode },
  autoConnect: false,
  transports: ["websocket", "polling"],
  withCredentials: true,
  timeout: 5000,
  reconnection: true,
  reconnectionAttempts: 10,
  reconnectionDelay: 2000,
});

// For tests that need not wait as long as a seed client does.
const quick = { reconnectionDelay: 100, reconnectionDelayMax: 500, reconnectionAttempts: Infinity };

let names = 0;
const newName = (name = "손님") => `${name}${++names}`;

const open = new Set();

// A socket that keeps what it was told: socket.messages (the objects of `message`), socket.events ([name, ...args])
function newSocket(url, { version = "4.7.2", classCode, ...options } = {}) {
  const socket = { ...versions, ...oldest }[version]()(url, { ...seedOptions(classCode), forceNew: true, ...options });
  socket.messages = [];
  socket.events = [];
  socket.errors = [];
  socket.reasons = [];
  socket.on("message", (message) => socket.messages.push(message));
  socket.onAny((...event) => socket.events.push(event));
  socket.on("connect_error", (error) => socket.errors.push(error));
  socket.on("disconnect", (reason) => socket.reasons.push(reason));
  open.add(socket);
  return socket;
}

// A classic client as the seed's React component starts it: connect and join at once.
async function seedClient(url, name, options) {
  const socket = newSocket(url, options);
  socket.connect();
  socket.joined = await ask(socket, "join", name);
  assert.equal(socket.joined.succese, true, `join ${name}: ${JSON.stringify(socket.joined)}`);
  return socket;
}

// A native client, connected but not joined.
async function nativeSocket(url, options = {}) {
  const socket = newSocket(url, { version: "latest", auth: { maru: 1 }, reconnectionDelay: 100, ...options });
  socket.connect();
  await connected(socket);
  return socket;
}

async function nativeClient(url, userName, { token, ...options } = {}) {
  const socket = await nativeSocket(url, options);
  socket.joined = await ask(socket, "session:join", { userName, token, client });
  assert.equal(socket.joined.ok, true, `session:join ${userName}: ${JSON.stringify(socket.joined)}`);
  socket.lobby = socket.joined.rooms.find((room) => room.name === "lobby")?._id;
  return socket;
}

const client = { name: "e2e", version: "1", locale: "ko" };

// The ack of an event; an error if none comes.
function ask(socket, event, ...args) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ack for ${event}`)), WAIT_MS);
    socket.emit(event, ...args, (...ack) => {
      clearTimeout(timer);
      if (ack.length !== 1) reject(new Error(`${event}: an ack of ${ack.length} values`));
      else resolve(ack[0]);
    });
  });
}

// Waits until condition() holds, without a fixed sleep; says what it waited for.
async function until(condition, what, ms = WAIT_MS) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`timeout: ${typeof what === "function" ? what() : what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

// The transport in use; an upgrade shows here once it is complete.
const transportOf = (socket) => socket.io.engine?.transport?.name;

// Resolves when a socket that was told to speak `way` does so: after the upgrade, if there is one.
const speaks = (socket, way, ms) =>
  until(() => transportOf(socket) === ways[way].at(-1), () => `${way}, not ${transportOf(socket)}`, ms);

const connected = (socket, ms) => until(() => socket.connected, () => `connect (${socket.errors.at(-1)})`, ms);
const chats = (socket) => socket.messages.filter((message) => message.type !== "system").map((message) => message.chat);
const systemLines = (socket) => socket.messages.filter((message) => message.user.id === null).map((message) => message.chat);
const hears = (socket, chat, ms) =>
  until(() => socket.messages.find((message) => message.chat === chat), () => `${chat} in ${JSON.stringify(chats(socket))}`, ms);

// Everything the server has for this socket by now is here: an ack comes after what was sent before it.
const settle = (...sockets) => Promise.all(sockets.map((socket) => ask(socket, "e2e:settle", {})));

function closeAll() {
  for (const socket of open) {
    socket.disconnect();
    // A second namespace, or a refused one, would keep the connection alive, and come back.
    socket.io.reconnection(false);
    socket.io.engine?.close();
  }
  open.clear();
}

// A joined client that speaks `way`; socket.began is the transport of its handshake.
async function wayClient(url, { version = "latest", way, name = newName(), ...options }) {
  const socket = newSocket(url, { version, transports: ways[way], ...quick, ...options });
  socket.io.on("open", () => (socket.began = transportOf(socket)));
  socket.connect();
  socket.joined = await ask(socket, "join", name);
  assert.equal(socket.joined.succese, true, `join ${name}: ${JSON.stringify(socket.joined)}`);
  assert.equal(socket.began, ways[way][0]);
  await speaks(socket, way);
  return socket;
}

// Of all it heard, these lines, each once and in this order.
function assertHeard(socket, lines) {
  const short = (line) => line.slice(0, 60); // for the report
  const expected = new Set(lines);
  assert.deepEqual(chats(socket).filter((chat) => expected.has(chat)).map(short), lines.map(short));
}

// Both ways at once: with an ack, without one, and what the other says.
async function talk(socket, other, label) {
  const [mine, more, theirs] = [`안녕하세요, ${label}`, `또 하나 ${label} 👋🏽`, `반갑습니다, ${label}`];
  const ack = await ask(socket, "sendMessage", mine);
  assert.equal(ack.ok, true, ack.error);
  assert.equal(ack.message.chat, mine);
  socket.emit("sendMessage", more);
  for (const chat of [mine, more]) {
    const { user } = await hears(other, chat);
    assert.equal(user.userName, socket.joined.user.userName);
    await hears(socket, chat);
  }
  other.emit("sendMessage", theirs);
  await hears(socket, theirs);
}

const welcome = (name) => `${name} 님이 채팅방에 들어왔습니다.`;

module.exports = {
  ask, assertHeard, chats, client, closeAll, connected, hears, nativeClient, nativeSocket, newName, newSocket, quick, seedClient, settle,
  speaks, systemLines, talk, transportOf, until, versions, wayClient, ways, welcome,
};
