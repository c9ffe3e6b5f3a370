// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// From TCP connect to the join ack on loopback, one join after the other, for each transport, with and without TLS, and the same
// for the Node seed server where it can (docs/performance.md). Client and server share the machine: the rows with socket.io-client
// hold its own work too, the rows "raw" only what the wire asks for.
// Usage: MARU_SERVER=… NODE_PATH=build/e2e/node_modules node joins.js [N]; N joins each, default 200

const { spawn } = require("node:child_process");
const path = require("node:path");
const WebSocket = require("ws");
const { io } = require("socket.io-client");
const { Server } = require("../e2e/support/server");

const count = Number(process.argv[2] ?? 200);
const warmUp = Math.min(20, count); // joins that nobody counts: JIT, caches, the first pages of the database
const joinMs = 10_000; // one that takes longer ends the run
const caseMs = 60_000; // a case stops here with what it has

const now = () => Number(process.hrtime.bigint()) / 1e6;
let people = 0;
const newName = () => `사람 ${++people}`;

function bounded(what, start) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what}: nothing within ${joinMs} ms`)), joinMs);
    const settle = (then) => (value) => {
      clearTimeout(timer);
      then(value);
    };
    start(settle(resolve), settle(reject));
  });
}

// CONNECT as soon as the session is open, the join as soon as CONNECT is answered.
function rawJoin(url) {
  return bounded(url, (resolve, reject) => {
    const start = now();
    const ws = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`, { rejectUnauthorized: false });
    ws.on("error", reject);
    ws.on("message", (data) => {
      const frame = data.toString();
      if (frame.startsWith("0")) ws.send("40");
      else if (frame.startsWith("40")) ws.send(`420["join","${newName()}"]`);
      else if (frame.startsWith("430")) {
        const ms = now() - start;
        ws.on("close", () => (frame.includes('"succese":true') ? resolve({ ms }) : reject(new Error(frame))));
        ws.close();
      }
    });
  });
}

// Resolves when the join is acked and, with transports that upgrade, the upgrade done: {ms, upgradeMs}
function clientJoin(url, transports) {
  let socket;
  return bounded(url, (resolve, reject) => {
    const result = {};
    const isDone = () => result.ms !== undefined && (transports.length === 1 || result.upgradeMs !== undefined);
    const look = () => isDone() && resolve(result);
    const start = now();
    socket = io(url, { transports, forceNew: true, reconnection: false, rejectUnauthorized: false });
    socket.on("connect_error", reject);
    socket.io.on("open", () => socket.io.engine.on("upgrade", () => {
      result.upgradeMs = now() - start;
      look();
    }));
    socket.emit("join", newName(), (ack) => {
      if (!ack.succese) reject(new Error(JSON.stringify(ack)));
      result.ms = now() - start;
      look();
    });
  }).finally(() => socket?.disconnect());
}

function at(sorted, fraction) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))];
}

function print(what, values) {
  const sorted = [...values].sort((a, b) => a - b);
  const [median, p99, most] = [at(sorted, 0.5), at(sorted, 0.99), sorted.at(-1)].map((ms) => ms.toFixed(2).padStart(8));
  console.log(`${what.padEnd(60)} n ${String(values.length).padStart(4)}  median ${median} ms  p99 ${p99} ms  most ${most} ms`);
}

async function measure(what, join) {
  const results = [];
  const end = now() + caseMs;
  for (let i = 0; i < warmUp + count && now() < end; ++i) {
    const result = await join();
    if (i >= warmUp) results.push(result);
  }
  print(`${what}, join ack`, results.map(({ ms }) => ms));
  const upgrades = results.map(({ upgradeMs }) => upgradeMs).filter((ms) => ms !== undefined);
  if (upgrades.length > 0) print(`${what}, upgrade done`, upgrades);
}

async function measureAll(name, url) {
  await measure(`${name}: raw websocket`, () => rawJoin(url));
  await measure(`${name}: websocket`, () => clientJoin(url, ["websocket"]));
  await measure(`${name}: polling`, () => clientJoin(url, ["polling"]));
  await measure(`${name}: polling, then websocket`, () => clientJoin(url, ["polling", "websocket"]));
}

function startSeedServer() {
  const program = path.join(__dirname, "..", "e2e", "seed-server", "server.js");
  const child = spawn(process.execPath, [program], { env: { ...process.env, PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] });
  return bounded("the seed server", (resolve, reject) => {
    let line = "";
    child.on("error", reject);
    child.stdout.on("data", (bytes) => {
      line += bytes;
      const url = /listening on (http:\S+)/.exec(line)?.[1];
      if (url) resolve({ url, child });
    });
  });
}

(async () => {
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  try {
    await measureAll("maru", server.url);
    await measureAll("maru, TLS", server.url.replace("http", "https"));
  } finally {
    await server.stop();
  }
  const seed = await startSeedServer();
  try {
    await measureAll("seed server on Node", seed.url);
  } finally {
    seed.child.kill("SIGTERM");
  }
})();
