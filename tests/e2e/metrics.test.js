// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The metrics: what promtool says of them, and that they count what happened.

const { spawnSync } = require("node:child_process");
const net = require("node:net");
const os = require("node:os");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const WebSocket = require("ws");
const { Server, run, newFolder } = require("./support/server");
const { ask, closeAll, nativeClient, seedClient, until } = require("./support/client");

const servers = new Set();
after(async () => {
  closeAll();
  for (const server of servers) if (server.isRunning) await server.stop();
});

async function start(...args) {
  const server = new Server({ args: ["--metrics", "127.0.0.1:0", ...args] });
  servers.add(server);
  await server.listening();
  await until(() => /^Metrics: (\S+)$/m.test(server.stdout), "where the metrics are");
  server.metricsUrl = /^Metrics: (\S+)$/m.exec(server.stdout)[1];
  return server;
}

const textOf = async (server) => (await fetch(server.metricsUrl)).text();

// Sample → value
async function metricsOf(server) {
  const samples = {};
  for (const line of (await textOf(server)).split("\n")) {
    const match = /^([^#\s]+) (\S+)$/.exec(line);
    if (match) samples[match[1]] = Number(match[2]);
  }
  return samples;
}

test("promtool has nothing to say about them", async () => {
  const server = await start();
  await ask(await seedClient(server.url, "kim"), "sendMessage", "hallo");
  const response = await fetch(server.metricsUrl);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type"), /^text\/plain; version=0\.0\.4/);
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], { input: await response.text(), encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
  assert.equal(stdout + stderr, "");
});

test("they count what happened", async () => {
  const server = await start();
  const kim = await seedClient(server.url, "kim");
  const lee = await nativeClient(server.url, "lee");
  const before = await metricsOf(server);
  for (let i = 0; i < 10; ++i) await ask(kim, "sendMessage", `${i}`);
  await until(() => lee.messages.filter((message) => message.type === "chat").length === 10, "the messages");
  const now = await metricsOf(server);
  const grown = (name) => now[name] - before[name];
  assert.equal(now.maru_users_joined, 2);
  assert.equal(now.maru_sessions, 2);
  assert.ok(now.maru_connections >= 2);
  assert.equal(grown("maru_messages_total"), 10);
  assert.equal(grown("maru_deliveries_total"), 20);
  assert.ok(grown("maru_store_request_seconds_count") >= 10);
  assert.ok(now.maru_store_request_seconds_sum > 0);
  assert.equal(now['maru_store_request_seconds_bucket{le="+Inf"}'], now.maru_store_request_seconds_count);
  assert.equal(now.maru_store_up, 1);
  assert.equal(now.maru_store_queue_requests, 0);

  assert.ok(now.process_resident_memory_bytes > 1e6 && now.process_resident_memory_bytes < 1e9);
  assert.ok(now.process_open_fds >= 5 && now.process_open_fds < now.process_max_fds);
  assert.ok(now.process_cpu_seconds_total > 0);
  assert.ok(Math.abs(now.process_start_time_seconds - Date.now() / 1000) < 60);
  const version = run(["--version"]).stdout.trim().split(" ")[1];
  assert.equal(Object.keys(now).filter((name) => name.startsWith(`maru_build_info{version="${version}",`)).length, 1);

  kim.disconnect();
  await until(async () => (await metricsOf(server)).maru_users_joined === 1, "kim's end").catch(() => {});
  assert.equal((await metricsOf(server)).maru_sessions, 1);
});

test("they count who was turned away", async () => {
  const server = await start("--plain", "lan", "--trusted-proxy", "127.0.0.1");
  const engine = `${server.url}/socket.io/?EIO=4&transport=polling`;
  await fetch(engine.replace("EIO=4", "EIO=3"));
  await fetch(engine, { headers: { Origin: "https://evil.example" } });
  await fetch(engine, { headers: { "X-Forwarded-For": "203.0.113.9" } }); // plain text from afar
  const tls = net.connect(server.port, "127.0.0.1");
  tls.on("error", () => {});
  tls.write(Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0])); // a ClientHello of one byte
  await until(() => /TLS handshake failed/.test(server.stderr), "the handshake that failed");
  tls.destroy();
  for (const head of ["GE T / HTTP/1.1\r\n\r\n", `GET /${"x".repeat(9_000)} HTTP/1.1\r\n\r\n`]) { // cannot be read
    const peer = net.connect(server.port, "127.0.0.1", () => peer.write(head));
    peer.on("error", () => {});
    peer.resume(); // the answer
    await new Promise((resolve) => peer.once("close", resolve));
  }
  const now = await metricsOf(server);
  assert.equal(now['maru_handshakes_refused_total{reason="request"}'], 4);
  assert.equal(now['maru_handshakes_refused_total{reason="halfopen"}'], 0);
  assert.equal(now['maru_handshakes_refused_total{reason="plain"}'], 1);
  assert.equal(now['maru_handshakes_refused_total{reason="tls"}'], 1);
  assert.equal(now['maru_handshakes_refused_total{reason="full"}'], 0);
});

test("they count peers that do not read, and what that cost", async () => {
  const server = await start();
  const slow = new WebSocket(`ws://127.0.0.1:${server.port}/socket.io/?EIO=4&transport=websocket`);
  slow.on("error", () => {});
  const says = (prefix) => new Promise((resolve) => {
    const look = (data) => String(data).startsWith(prefix) && (slow.off("message", look), resolve());
    slow.on("message", look);
  });
  await says("0");
  slow.send("40");
  await says("40");
  slow.send('420["join","느린"]');
  await says("430");
  slow._socket.pause();
  const kim = await nativeClient(server.url, "kim");
  let queued = 0;
  for (let i = 0; (await metricsOf(server)).maru_slow_consumers_total === 0; ++i) {
    assert.ok(i < 200);
    const acks = Array.from({ length: 20 }, (_, j) =>
      ask(kim, "message:send", { cid: `c${i}.${j}`, room: kim.lobby, chat: "가".repeat(8000) }));
    await Promise.all(acks);
    queued = Math.max(queued, (await metricsOf(server)).maru_send_queue_bytes);
  }
  const now = await metricsOf(server);
  assert.equal(now.maru_slow_consumers_total, 1);
  assert.ok(now.maru_dropped_bytes_total > 500_000 && now.maru_dropped_bytes_total < 1_200_000, `${now.maru_dropped_bytes_total}`);
  assert.ok(queued > 0);
  slow.terminate();
});

test("they are off by default, on no other address, and nothing else is there", async () => {
  const quiet = new Server();
  servers.add(quiet);
  await quiet.listening();
  assert.ok(!quiet.stdout.includes("Metrics"));
  assert.equal((await fetch(`${quiet.url}/metrics`)).status, 404);

  const server = await start();
  const { port, origin } = new URL(server.metricsUrl);
  assert.equal((await fetch(`${origin}/`)).status, 404);
  assert.equal((await fetch(`${origin}/metrics`, { method: "POST" })).status, 405);
  const lan = Object.values(os.networkInterfaces()).flat().find((address) => address.family === "IPv4" && !address.internal);
  if (lan) await assert.rejects(fetch(`http://${lan.address}:${port}/metrics`));
  const { code, stderr } = run(["--port", "0", "--data", newFolder(), "--metrics", "0.0.0.0:0"]);
  assert.equal(code, 2);
  assert.match(stderr, /loopback/);
});

// It may be free at the next start: not the code with which a service manager gives up.
test("exit code 4, the port named: somebody has it already", async () => {
  const server = await start();
  const { port } = new URL(server.metricsUrl);
  const { code, stdout, stderr } = run(["--port", "0", "--data", newFolder(), "--metrics", `127.0.0.1:${port}`]);
  assert.equal(code, 4, stderr);
  assert.equal(stdout, "");
  assert.match(stderr, new RegExp(`^maru-server: Cannot give metrics on 127\\.0\\.0\\.1, port ${port}: .+\\.$`, "m"));
});

test("who opens many connections and says nothing does not keep others away for long", async () => {
  const server = await start();
  const { port } = new URL(server.metricsUrl);
  const idle = Array.from({ length: 40 }, () => net.connect(port, "127.0.0.1").on("error", () => {}));
  await until(() => idle.filter((socket) => socket.readyState === "closed").length >= 20, "the surplus to be cut");
  for (const socket of idle) socket.destroy();
  await until(() => textOf(server).then((text) => text.includes("maru_build_info")).catch(() => false), "an answer");
});
