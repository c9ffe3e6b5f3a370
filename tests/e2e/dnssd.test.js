// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The server announces itself by DNS-SD: real Avahis on hosts in network namespaces, each on a bus of its own. One host has the server,
// another looks.

require("./support/watchdog");
const { test, before, after, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const os = require("node:os");
const { Avahi } = require("./support/avahi");
const { Network } = require("./support/network");
const { Server, newFolder } = require("./support/server");
const { until } = require("./support/client");

const addresses = { a: "10.79.0.1", b: "10.79.0.2", c: "10.79.0.3" };
const SEEN_MS = 20_000; // mDNS probes for a name before it is announced

let network;
let avahi; // by host
const servers = new Set();

before(async () => {
  network = new Network(Object.fromEntries(Object.entries(addresses).map(([host, address]) => [host, [`${address}/24`]])));
  network.pass({});
  avahi = Object.fromEntries(Object.values(network.hosts).map((host, i) => [Object.keys(addresses)[i], new Avahi(host, newFolder("avahi"))]));
  await Promise.all(Object.values(avahi).map((one) => one.startBus()));
  await Promise.all(["b", "c"].map((host) => avahi[host].startDaemon())); // that of a comes and goes
});
afterEach(async () => {
  await Promise.all([...servers].map((server) => server.stop()));
  servers.clear();
});
after(async () => {
  await Promise.all(Object.values(avahi).map((one) => one.end()));
  network?.remove();
});

async function startServer(host, options = {}) {
  const env = { MARU_BEACON: "on", ...avahi[host].env };
  const server = await Server.start({ port: 5000, network: network.hosts[host], env, ...options });
  servers.add(server);
  return server;
}

// Asks until what is seen suits.
async function sees(suits, what) {
  const end = Date.now() + SEEN_MS;
  for (;;) {
    const seen = await avahi.c.browse();
    if (suits(seen)) return seen;
    if (Date.now() > end) throw new Error(`not seen: ${what}; but ${JSON.stringify(seen)}`);
  }
}

const fingerprintOf = (server) => /Certificate: SHA-256 (\S+)/.exec(server.stdout)[1].replaceAll(":", "").toLowerCase();

test("a server is browsed on another host, with its certificate, and leaves with its end", async () => {
  const server = await startServer("b");
  const seen = await sees((list) => list.length === 1, "the server");
  const txt = [`"fp=${fingerprintOf(server)}"`, '"tls=1"', '"v=1"'];
  assert.deepEqual(seen, [{ name: os.hostname(), address: addresses.b, port: 5000, txt }]);
  await server.stop();
  await sees((list) => list.length === 0, "nothing");
});

test("a daemon that starts after the server, ends and starts again, announces it each time", async () => {
  const server = await startServer("a");
  for (let round = 1; round <= 2; ++round) {
    await avahi.a.startDaemon();
    await sees((list) => list.some(({ address }) => address === addresses.a), `the server, round ${round}`);
    await avahi.a.stopDaemon();
    await sees((list) => list.length === 0, "nothing");
  }
  assert.equal(server.isRunning, true);
  assert.equal(server.stderr.match(/announced by DNS-SD/g).length, 2);
});

test("two servers of one name are two services", async () => {
  await startServer("b");
  await avahi.a.startDaemon();
  await startServer("a");
  const seen = await sees((list) => list.length === 2, "two servers");
  assert.deepEqual(seen.map(({ address }) => address).sort(), [addresses.a, addresses.b]);
  assert.equal(new Set(seen.map(({ name }) => name)).size, 2);
  await avahi.a.stopDaemon();
});

test("a daemon that hangs holds up neither people nor the stop", async () => {
  await avahi.a.startDaemon();
  avahi.a.daemon.kill("SIGSTOP");
  const server = await startServer("a");
  const { stdout } = network.hosts.a.run(["curl", "-sS", "-m", "2", "http://127.0.0.1:5000/healthz"]);
  assert.equal(stdout, '{"status":"ok"}');
  const { code, ms } = await server.stop();
  assert.equal(code, 0);
  assert.ok(ms < 10_000, `${ms} ms`);
  await avahi.a.stopDaemon();
});

test("without a bus, or with --beacon off, nothing is announced and nobody is bothered", async () => {
  const without = await startServer("b", { env: { MARU_BEACON: "on", DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/nonexistent" } });
  await startServer("b", { port: 5001, args: ["--beacon", "off"] });
  const loopback = await startServer("b", { port: 5002, args: ["--listen", "127.0.0.1"] });
  const last = await startServer("b", { port: 5003 }); // what comes after them is seen
  await until(() => /announced by DNS-SD/.test(last.stderr), "the last server's line", SEEN_MS);
  const seen = await sees((list) => list.length > 0, "the last server");
  assert.deepEqual(seen.map(({ port }) => port), [5003]);
  for (const server of [without, loopback]) assert.doesNotMatch(server.stderr, /DNS-SD/);
});
