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
const SLOWEST_MS = 25_000; // less than limits::transferStallMs
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

// A transfer that crawls: {heard: what the server said, hasEnded}; of a whole file, unless `request` says what else it begins with.
function crawl({ token, room }, { request = `POST /files?room=${room}&name=a.bin HTTP/1.1\r\n`, byteMs = BYTE_MS } = {}) {
  const one = { heard: "", hasEnded: false };
  const socket = net.connect(server.port, "127.0.0.1");
  socket.write(`${request}Host: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n`);
  socket.on("data", (bytes) => (one.heard += bytes));
  socket.on("error", () => {});
  const timer = setInterval(() => socket.write("x"), byteMs);
  socket.on("close", () => {
    clearInterval(timer);
    one.hasEnded = true;
  });
  one.stop = () => socket.destroy();
  return one;
}

// One in pieces, which others can go on with, and the slowest of all.
async function crawlInPieces({ token, room }) {
  const begun = await fetch(`${server.url}/files?room=${room}&name=b.bin`, {
    method: "POST", headers: { Authorization: `Bearer ${token}`, "Upload-Length": "1000000" },
  });
  assert.equal(begun.status, 201);
  return crawl({ token, room }, { request: `PATCH ${begun.headers.get("location")} HTTP/1.1\r\nUpload-Offset: 0\r\n`, byteMs: SLOWEST_MS });
}

test("who crawls on every transfer keeps nobody out", async () => {
  server = await Server.start();
  const newcomer = await person("newcomer");
  const all = [];
  for (let i = 0; i < PLACES / EACH; ++i) {
    const crawler = await person(`crawler${i}`);
    for (let j = 0; j < EACH; ++j) all.push(i + j === 0 ? await crawlInPieces(crawler) : crawl(crawler));
  }
  await until(() => all.every(({ heard }) => heard.startsWith("HTTP/1.1 100 ")), "every place is held", SOME_MS);
  assert.equal((await upload(newcomer, "x")).status, 429);
  assert.ok(all.every(({ hasEnded }) => !hasEnded));
  await until(async () => (await upload(newcomer, "x")).status === 201, "a place for the newcomer", WINDOW_MS + SOME_MS);
  const cut = () => all.filter(({ heard }) => heard.includes("HTTP/1.1 408 "));
  await until(() => all.some(({ hasEnded }) => hasEnded), "one that gave way");
  assert.deepEqual(cut(), [all[0]]); // the slowest
  assert.match(all[0].heard, /\r\nUpload-Offset: \d+\r\n/);
  assert.match(all[0].heard, /Please go on later\./);

  // The next one is a whole file, of which nothing is kept.
  all.push(crawl(newcomer)); // in the place that is free now
  await until(() => all.at(-1).heard.startsWith("HTTP/1.1 100 "), "every place is held again", SOME_MS);
  await until(async () => (await upload(newcomer, "x")).status === 201, "a place again", SOME_MS);
  await until(() => all.filter(({ hasEnded }) => hasEnded).length === 2, "another that gave way");
  const [whole] = cut().slice(1);
  assert.doesNotMatch(whole.heard, /Upload-Offset/i);
  assert.match(whole.heard, /Please send it again later\./);
  for (const one of all) one.stop();
});
