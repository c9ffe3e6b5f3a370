// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The real maru window through networks without websockets: it joins, is heard and hears, over long-polling alone and over
// polling that is upgraded, with the reference server of Socket.IO and with the seed's.

const { spawn } = require("node:child_process");
const http = require("node:http");
const path = require("node:path");
const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { closeAll, hears, newSocket, ask, until } = require("./support/client");
const { Desktop, missingTools } = require("./support/desktop");
const { Relay } = require("./support/relay");

const missing = missingTools();
const skip = missing.length > 0 && process.env.CI !== "true" ? `not installed: ${missing.join(", ")}` : false;

const lines = { first: "안녕하세요, 들리나요?", second: "네, 잘 들립니다." };
const messageArea = "360x300+310+90"; // of a window of 688×540, without the input and its blinking cursor

let desktop; // one screen for all tests

before(async () => {
  if (!skip) desktop = await Desktop.start(Object.values(lines).join(""));
});

after(async () => {
  await desktop?.close();
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref(); // a child that is left over must not hold the test
});

// Socket.IO of npm with the events of the seed; keeps the transport of each person.
async function startReference(transports) {
  const { Server } = require("socket.io");
  const httpServer = http.createServer();
  const io = new Server(httpServer, { transports });
  const people = new Map(); // name → socket
  const heard = []; // [name, text]
  io.on("connection", (socket) => {
    socket.on("join", (userName, callback) => {
      socket.data.userName = userName;
      people.set(userName, socket);
      callback({ succese: true, user: { _id: socket.id, userName } });
    });
    socket.on("sendMessage", (chat) => {
      const { userName } = socket.data;
      heard.push([userName, chat]);
      const now = new Date().toISOString();
      const user = { id: socket.id, userName };
      io.emit("message", { chat, user, _id: String(heard.length), createdAt: now, updatedAt: now, __v: 0 });
    });
  });
  await new Promise((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${httpServer.address().port}`,
    heard,
    transportOf: (name) => people.get(name)?.conn.transport.name,
    close: () => new Promise((resolve) => io.close(resolve)),
  };
}

async function startSeed() {
  const child = spawn(process.execPath, [path.join(__dirname, "seed-server", "server.js")], {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let out = "";
  child.stdout.on("data", (bytes) => (out += bytes));
  child.url = (await until(() => /^seed-server listening on (\S+)\n/.exec(out), "the seed server's first line"))[1];
  return child;
}

// One conversation: a window at `url`, a witness who is connected to `behind`. What the window says is heard, what the witness
// says is seen.
async function converse(url, behind, witnessOptions = {}) {
  const kim = await desktop.openMaru("김민수", url);
  const lee = newSocket(behind, { version: "latest", ...witnessOptions });
  lee.connect();
  assert.equal((await ask(lee, "join", "lee")).succese, true);
  desktop.say(kim, lines.first);
  await hears(lee, lines.first, 20_000);
  let seen = "";
  await until(() => {
    const before = seen;
    seen = desktop.picture(kim, messageArea);
    return before === seen;
  }, "a window at rest");
  lee.emit("sendMessage", "from outside");
  await until(() => desktop.picture(kim, messageArea) !== seen, "the message in the window");
  desktop.say(kim, lines.second);
  await hears(lee, lines.second, 20_000);
  assert.equal(kim.ended, undefined);
  return { kim, lee };
}

test("a server without websockets", { skip }, async () => {
  const server = await startReference(["polling"]);
  const relay = await Relay.start(server.url, () => true); // only looks on
  let kim;
  try {
    ({ kim } = await converse(relay.url, server.url, { transports: ["polling"] }));
    assert.equal(server.transportOf("김민수"), "polling");
    assert.equal(relay.upgraded, 1); // tried first, refused by the server, and not again: no upgrade is offered
    assert.ok(relay.count("POST") >= 3, relay.requests.join("\n"));
    // Each text came once: a POST that was sent twice would be here.
    assert.deepEqual(server.heard, [["김민수", lines.first], ["lee", "from outside"], ["김민수", lines.second]]);
  } finally {
    if (kim) await desktop.closeMaru(kim);
    closeAll();
    relay.close();
    await server.close();
  }
});

test("a proxy that refuses websockets, in front of the reference server", { skip }, async () => {
  const server = await startReference(["polling", "websocket"]);
  const relay = await Relay.start(server.url, () => false);
  let kim;
  try {
    ({ kim } = await converse(relay.url, server.url));
    assert.equal(server.transportOf("김민수"), "polling");
    assert.equal(relay.refused, 2); // the first try, and the probe of the upgrade
    assert.deepEqual(server.heard, [["김민수", lines.first], ["lee", "from outside"], ["김민수", lines.second]]);
  } finally {
    if (kim) await desktop.closeMaru(kim);
    closeAll();
    relay.close();
    await server.close();
  }
});

test("a proxy that lets only the upgrade of a session through", { skip }, async () => {
  const server = await startReference(["polling", "websocket"]);
  const relay = await Relay.start(server.url, (url) => url.includes("sid="));
  let kim;
  try {
    ({ kim } = await converse(relay.url, server.url));
    assert.equal(server.transportOf("김민수"), "websocket");
    assert.equal(relay.refused, 1);
    assert.equal(relay.upgraded, 1);
    assert.deepEqual(server.heard, [["김민수", lines.first], ["lee", "from outside"], ["김민수", lines.second]]);
  } finally {
    if (kim) await desktop.closeMaru(kim);
    closeAll();
    relay.close();
    await server.close();
  }
});

test("a proxy that refuses websockets, in front of the seed's server", { skip }, async () => {
  const server = await startSeed();
  const relay = await Relay.start(server.url, () => false);
  let kim;
  try {
    let lee;
    ({ kim, lee } = await converse(relay.url, server.url));
    assert.deepEqual(lee.messages.filter(({ user }) => user.id !== null).map(({ chat }) => chat),
      [lines.first, "from outside", lines.second]);
    assert.equal(relay.refused, 2);
    assert.equal(server.exitCode, null); // the seed dies of a message from somebody who has not joined
  } finally {
    if (kim) await desktop.closeMaru(kim);
    closeAll();
    relay.close();
    server.kill("SIGKILL");
  }
});
