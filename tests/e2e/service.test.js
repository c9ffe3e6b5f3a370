// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";
require("./support/watchdog");

// What a service manager hears: READY once it accepts, RELOADING, STOPPING, and WATCHDOG only while both the network thread and
// the storage thread answer, whatever they answer.

const { spawn } = require("node:child_process");
const { test, after, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const { Server } = require("./support/server");
const { ask, closeAll, nativeClient, until } = require("./support/client");
const { isTraced } = require("./support/faulton");
const { NotifySocket } = require("./support/notifysocket");
const { Postgres } = require("./support/postgres");

const WATCHDOG_MS = 900;

let server;
let socket;

afterEach(async () => {
  closeAll();
  if (server?.isRunning) await server.kill9();
  socket?.close();
});
after(closeAll);

async function start(env = {}, name) {
  socket = await NotifySocket.open(name);
  server = new Server({ env: { NOTIFY_SOCKET: socket.name, ...env } });
  return server.listening();
}

const watchdog = { WATCHDOG_USEC: String(WATCHDOG_MS * 1000) };

test("READY after the port is open, STOPPING at its end, in between what goes on", async () => {
  await start(watchdog);
  await socket.hears("READY=1");
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  const status = socket.messages[0].lines.find((line) => line.startsWith("STATUS="));
  assert.equal(status, `STATUS=port ${server.port}, 0 people, 0 connections`);
  await nativeClient(server.url, "kim", { reconnection: false });
  await until(() => socket.messages.some(({ lines }) => lines.some((line) => line.includes("1 people"))), "the status to follow");
  const { code } = await server.stop();
  assert.equal(code, 0);
  await socket.hears("STOPPING=1");
  assert.equal(socket.times("READY=1").length, 1);
});

test("a socket without a file", async () => {
  await start({}, `@maru-test-${process.pid}`);
  await socket.hears("READY=1");
});

test("SIGHUP is RELOADING, with the time, and READY again", async () => {
  await start();
  await socket.hears("READY=1");
  server.process.kill("SIGHUP");
  await until(() => socket.times("READY=1").length === 2, "READY again");
  const reloading = socket.messages.findIndex(({ lines }) => lines.includes("RELOADING=1"));
  assert.ok(reloading > 0 && socket.messages[reloading].lines.some((line) => /^MONOTONIC_USEC=\d+$/.test(line)));
});

test("the watchdog is fed at least twice in its time", async () => {
  await start(watchdog);
  await until(() => socket.times("WATCHDOG=1").length >= 8, "eight feedings");
  const times = socket.times("WATCHDOG=1");
  // Of most: a single one may be late because the machine is.
  const between = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
  assert.ok(between[Math.floor(between.length / 2)] < WATCHDOG_MS / 2, `${between} ms`);
});

test("without WATCHDOG_USEC, or for another process, nobody feeds", async () => {
  for (const env of [{}, { ...watchdog, WATCHDOG_PID: "1" }]) {
    await start(env);
    await socket.hears("READY=1");
    server.process.kill("SIGHUP"); // something that comes after what must not come
    await until(() => socket.times("READY=1").length === 2, "READY again");
    await server.stop();
    await socket.hears("STOPPING=1");
    assert.equal(socket.times("WATCHDOG=1").length, 0);
    socket.close();
  }
});

test("a storage thread that hangs is not fed for, though the network thread answers", async (t) => {
  await start(watchdog);
  await socket.hears("WATCHDOG=1");
  // Every flush to the disk takes a minute from now on.
  const strace = spawn("strace", ["-f", "-qq", "-p", String(server.process.pid), "-e", "trace=fdatasync,fsync",
    "-e", "inject=fdatasync,fsync:delay_enter=60000000"], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => strace.on("close", resolve));
  // It holds the process while it delays, also a dead one.
  const release = () => {
    strace.kill("SIGKILL");
    return ended;
  };
  t.after(release);
  let said = "";
  strace.stderr.on("data", (bytes) => (said += bytes));
  await until(() => isTraced(server.process.pid), () => `strace: ${said}`);
  const kim = await nativeClient(server.url, "kim", { reconnection: false }).catch(() => undefined); // its join hangs already
  assert.equal(kim, undefined, "the join was stored: strace did nothing");

  const last = socket.times("WATCHDOG=1").at(-1);
  const silence = () => Date.now() - socket.times("WATCHDOG=1").at(-1);
  await until(() => silence() > 3 * WATCHDOG_MS, () => `${silence()} ms`);
  assert.ok(socket.times("WATCHDOG=1").at(-1) >= last);
  assert.equal((await fetch(`${server.url}/healthz`)).status, 503, "the network thread answers all the while, and says that the store does not");
  await release();
});

test("while the database is away it is fed, and nobody is disconnected", async (t) => {
  const postgres = await Postgres.start();
  t.after(() => postgres.remove());
  await start({ ...watchdog, DB_URL: postgres.url() });
  const kim = await nativeClient(server.url, "kim", { reconnection: false });
  await postgres.stop();
  await until(async () => (await fetch(`${server.url}/healthz`)).status === 503, "the database to be missed");
  const count = socket.times("WATCHDOG=1").length;
  await until(() => socket.times("WATCHDOG=1").length >= count + 9, () => `${socket.times("WATCHDOG=1").length - count} feedings`);
  assert.equal((await fetch(`${server.url}/healthz`)).status, 503, "it is away all the while");
  assert.ok(kim.connected);
  await postgres.startAgain();
  await until(async () => (await fetch(`${server.url}/healthz`)).ok, "the database to be found");
  assert.ok(kim.connected);
});

test("a network thread that hangs feeds nobody", async () => {
  await start(watchdog);
  await socket.hears("WATCHDOG=1");
  server.process.kill("SIGSTOP");
  const count = socket.times("WATCHDOG=1").length;
  await until(() => Date.now() - socket.times("WATCHDOG=1").at(-1) > 2 * WATCHDOG_MS, "silence");
  assert.ok(socket.times("WATCHDOG=1").length <= count + 1);
  server.process.kill("SIGCONT");
  await until(() => socket.times("WATCHDOG=1").length > count + 1, "it is fed again");
});
