// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Every place for a transfer of files is held by people who send a byte now and then. Takes more than a minute: that long a transfer may crawl.

const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const net = require("node:net");
const { Server } = require("./support/server");
const { closeAll, nativeClient, until } = require("./support/client");

const PLACES = 256; // limits::maxTransfers
const EACH = 8; // limits::maxTransfersPerUser
const WINDOW_MS = 60_000; // limits::crawlWindowMs
const BYTE_MS = 5_000;
const SOME_MS = 60_000; // for a loaded machine

let server;
after(async () => {
  closeAll();
  if (server?.isRunning) await server.stop();
});

async function person(name) {
  const socket = await nativeClient(server.url, name);
  return { token: socket.joined.token, room: socket.lobby };
}

const upload = ({ token, room }, bytes) => fetch(`${server.url}/files?room=${room}&name=a.bin`, {
  method: "POST", headers: { Authorization: `Bearer ${token}` }, body: bytes,
});

// A transfer that crawls: {heard: what the server said, hasEnded}
function crawl({ token, room }) {
  const one = { heard: "", hasEnded: false };
  const socket = net.connect(server.port, "127.0.0.1");
  socket.write(`POST /files?room=${room}&name=a.bin HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1000000\r\n` +
    "Expect: 100-continue\r\n\r\n");
  socket.on("data", (bytes) => (one.heard += bytes));
  socket.on("error", () => {});
  const timer = setInterval(() => socket.write("x"), BYTE_MS);
  socket.on("close", () => {
    clearInterval(timer);
    one.hasEnded = true;
  });
  one.stop = () => socket.destroy();
  return one;
}

test("who crawls on every transfer keeps nobody out", async () => {
  server = await Server.start();
  const newcomer = await person("newcomer");
  const all = [];
  for (let i = 0; i < PLACES / EACH; ++i) {
    const crawler = await person(`crawler${i}`);
    for (let j = 0; j < EACH; ++j) all.push(crawl(crawler));
  }
  await until(() => all.every(({ heard }) => heard.startsWith("HTTP/1.1 100 ")), "every place is held", SOME_MS);
  assert.equal((await upload(newcomer, "x")).status, 429);
  assert.ok(all.every(({ hasEnded }) => !hasEnded));
  await until(async () => (await upload(newcomer, "x")).status === 201, "a place for the newcomer", WINDOW_MS + SOME_MS);
  await until(() => all.some(({ hasEnded }) => hasEnded), "one that gave way");
  assert.equal(all.filter(({ heard }) => heard.includes("HTTP/1.1 408 ")).length, 1);
  for (const one of all) one.stop();
});
