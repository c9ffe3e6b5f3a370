// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Servers are found in a LAN: hosts in network namespaces, real servers, and the client's search (tests/client/discoveryprobe). Nothing
// of it leaves the namespaces; the system's bus, which all namespaces share, is out of reach.

require("./support/watchdog");
const { test, before, after, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const os = require("node:os");
const path = require("node:path");
const fs = require("node:fs");
const { spawnSync } = require("node:child_process");
const { Server, newFolder } = require("./support/server");
const { until } = require("./support/client");
const { Desktop, missingTools } = require("./support/desktop");
const { Network } = require("./support/network");

const probeProgram = process.env.MARU_DISCOVERYPROBE;
const peerProgram = path.join(__dirname, "support", "beaconpeer.py");
const LIST_MS = 2_000; // what the client promises
const GONE_MS = 7_000 + 1_500; // limits::foundServerMs, looked at every second
const addresses = { a: "10.78.0.1", b: "10.78.0.2", c: "10.78.0.3" };
const noBus = { DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/nonexistent" };

let network;
const servers = new Set();
const probes = new Set();
process.on("exit", () => probes.forEach((probe) => probe.process.kill("SIGKILL")));

before(() => {
  const ipv4 = Object.fromEntries(Object.entries(addresses).map(([host, address]) => [host, [`${address}/24`]]));
  network = new Network({ ...ipv4, d: [], e: [] }); // d and e have the addresses only that every IPv6 host makes for itself
});
afterEach(async () => {
  await Promise.all([...probes].map((probe) => probe.end()));
  await Promise.all([...servers].map((server) => server.stop()));
  servers.clear();
  network.pass({});
});
after(() => network?.remove());

async function startServer(host, options = {}) {
  const server = await Server.start({ port: 5000, network: network.hosts[host], env: { MARU_BEACON: "on", ...noBus }, ...options });
  servers.add(server);
  return server;
}

const fingerprintOf = (server) => /Certificate: SHA-256 (\S+)/.exec(server.stdout)[1];
const wordsOf = (server) => /In words: (\S+ \S+ \S+)/.exec(server.stdout)[1];

// The client's search on a host, from its first question on.
class Probe {
  constructor(host) {
    this.states = [];
    this.stderr = "";
    this.process = network.hosts[host].spawn([probeProgram], { stdio: ["pipe", "pipe", "pipe"] });
    probes.add(this);
    let rest = "";
    this.process.stdout.setEncoding("utf8").on("data", (text) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop();
      this.states.push(...lines.map((line) => JSON.parse(line)));
    });
    this.process.stderr.on("data", (bytes) => (this.stderr += bytes));
    this.ended = new Promise((resolve) => this.process.on("close", resolve));
  }

  get now() {
    return this.states.at(-1);
  }

  // The first state that suits.
  async shows(suits, what, ms) {
    const found = () => this.states.find(suits);
    await until(found, () => `${what}: ${JSON.stringify(this.now)} ${this.stderr}`, ms);
    return found();
  }

  async end() {
    this.process.stdin.end();
    await this.ended;
    probes.delete(this);
  }
}

// A stranger on a host who writes datagrams by hand; see beaconpeer.py. {out, lines}
function peer(host, ...args) {
  const { status, stdout, stderr } = network.hosts[host].run(["/usr/bin/python3", peerProgram, ...args.map(String)]);
  assert.equal(status, 0, stderr);
  return stdout.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

test("a server on another host is listed within 2 s, with name, address and fingerprint", async () => {
  const server = await startServer("a");
  const probe = new Probe("c");
  const state = await probe.shows(({ servers }) => servers.length === 1, "the server");
  assert.ok(state.ms < LIST_MS, `${state.ms} ms`);
  const fingerprint = fingerprintOf(server);
  assert.deepEqual(state.servers, [
    {
      name: os.hostname(),
      address: `${addresses.a}:5000`,
      words: wordsOf(server),
      link: `maru://${addresses.a}:5000#${fingerprint.replaceAll(":", "").toLowerCase()}`,
    },
  ]);
  assert.equal(state.search, "Successful");
});

test("a server that starts later is listed within 2 s of its start", async () => {
  const probe = new Probe("c");
  await probe.shows(({ search }) => search === "InVain", "nothing", 6_000);
  await startServer("a");
  const started = Date.now();
  await until(() => probe.now.servers.length === 1, "the server");
  assert.ok(Date.now() - started < LIST_MS);
});

for (const [name, rules] of Object.entries({
  "where multicast is blocked": { multicast: false },
  "where broadcast is blocked": { broadcast: false },
})) {
  test(`${name}, the list is there within 2 s`, async () => {
    network.pass(rules);
    await startServer("a");
    await startServer("b");
    const probe = new Probe("c");
    const isListed = (host) => (server) => server.address === `${addresses[host]}:5000`; // IPv4: without what is blocked
    const state = await probe.shows(({ servers }) => servers.some(isListed("a")) && servers.some(isListed("b")), "both servers");
    assert.ok(state.ms < LIST_MS, `${state.ms} ms`);
  });

  test(`${name}, a packet of the other kind does not arrive`, () => {
    network.pass(rules);
    const heard = Object.fromEntries(peer("c", "listen-while", network.hosts.a.name).map(({ kind, count }) => [kind, count]));
    assert.deepEqual(heard, { multicast: rules.multicast === false ? 0 : 1, broadcast: rules.broadcast === false ? 0 : 1 });
  });
}

test("where both are blocked nothing is found, and after 3 s it says why", async () => {
  network.pass({ multicast: false, broadcast: false });
  await startServer("a");
  const probe = new Probe("c");
  const state = await probe.shows(({ search }) => search === "InVain", "the advice", 6_000);
  assert.ok(state.ms >= 2_900 && state.ms < 4_000, `${state.ms} ms`);
  assert.match(state.advice.join(" "), /firewall.*26500.*guests.*10\.78\.0\.3/);
});

test("hosts without IPv4 find each other by their link-local addresses", async () => {
  const server = await startServer("d");
  const probe = new Probe("e");
  const state = await probe.shows(({ servers }) => servers.length === 1, "the server");
  assert.ok(state.ms < LIST_MS, `${state.ms} ms`);
  assert.match(state.servers[0].address, /^\[fe80::[0-9a-f:]+%lan0\]:5000$/);
  assert.equal(state.servers[0].words, wordsOf(server));
});

test("two servers of one name are told apart, also on one host", async () => {
  const all = [await startServer("a"), await startServer("b"), await startServer("b", { port: 5001 })];
  const probe = new Probe("c");
  const state = await probe.shows(({ servers }) => servers.length === 3, "three servers");
  assert.ok(state.ms < LIST_MS, `${state.ms} ms`);
  assert.deepEqual(new Set(state.servers.map(({ name }) => name)), new Set([os.hostname()]));
  const wanted = [`${addresses.a}:5000`, `${addresses.b}:5000`, `${addresses.b}:5001`];
  const expected = all.map((server, i) => `${wanted[i]} ${wordsOf(server)}`);
  assert.deepEqual(state.servers.map(({ address, words }) => `${address} ${words}`).sort(), expected.sort());
});

test("a server that was killed leaves the list, one that stays does not", async () => {
  const gone = await startServer("a");
  await startServer("b");
  const probe = new Probe("c");
  await probe.shows(({ servers }) => servers.length === 2, "both servers");
  await gone.kill9();
  await until(() => probe.now.servers.length === 1, "one server", GONE_MS);
  assert.equal(probe.now.servers[0].address, `${addresses.b}:5000`);
});

test("a client on the server's own host finds it, also without a network", async () => {
  spawnSync("ip", ["-n", network.hosts.a.name, "link", "set", "lan0", "down"]);
  try {
    await startServer("a");
    const probe = new Probe("a");
    const state = await probe.shows(({ servers }) => servers.length === 1, "the server");
    assert.equal(state.servers[0].address, "127.0.0.1:5000");
    assert.match(state.advice.join(" "), /not connected to a network/);
  } finally {
    spawnSync("ip", ["-n", network.hosts.a.name, "link", "set", "lan0", "up"]);
  }
});

test("a server is found when the network comes after it", async () => {
  spawnSync("ip", ["-n", network.hosts.a.name, "link", "set", "lan0", "down"]);
  await startServer("a");
  const probe = new Probe("c");
  spawnSync("ip", ["-n", network.hosts.a.name, "link", "set", "lan0", "up"]);
  await probe.shows(({ servers }) => servers.length === 1, "the server", 10_000);
});

test("a VPN is named", async () => {
  const host = network.hosts.c.name; // a tun without its program has no carrier: a cable of a VPN's name stands for one that has
  spawnSync("ip", ["-n", host, "link", "add", "wg7", "type", "veth", "peer", "name", "wg7peer"]);
  for (const link of ["wg7", "wg7peer"]) spawnSync("ip", ["-n", host, "link", "set", link, "up"]);
  spawnSync("ip", ["-n", host, "address", "add", "10.9.0.2/24", "dev", "wg7"]);
  try {
    const probe = new Probe("c");
    const state = await probe.shows(({ search }) => search === "InVain", "the advice", 6_000);
    assert.match(state.advice[0], /VPN.*wg7/);
  } finally {
    spawnSync("ip", ["-n", host, "link", "delete", "wg7"]);
  }
});

const measured = { args: ["--metrics", "127.0.0.1:9464"] };
// Of a server on a, started with that
const metrics = () => network.hosts.a.run(["/usr/bin/python3", "-c", "import urllib.request as u; print(u.urlopen('http://127.0.0.1:9464/metrics').read().decode())"]).stdout;

test("hostile packets are dropped and counted, and the good server is still listed", async () => {
  const server = await startServer("a", measured);
  assert.match(metrics(), /^maru_beacon_dropped_total 0$/m);
  const probe = new Probe("c");
  const { sent } = peer("b", "hostile", addresses.a)[0];
  assert.ok(sent >= 20);
  await until(() => probe.now?.dropped >= sent, "the client's count");
  await until(() => /discovery packets dropped so far: 1; the last came from 10\.78\.0\.2 \(/.test(server.stderr), "the server's line");
  await probe.shows(({ servers }) => servers.length === 1, "the good server");
  assert.deepEqual(probe.now.servers.map(({ address }) => address), [`${addresses.a}:5000`]);
  // One line a minute, however many they were; after it the server still answers.
  assert.equal(server.stderr.match(/packets dropped/g).length, 1);
  assert.equal(probe.stderr.match(/packets dropped/g).length, 1);
  assert.equal(peer("b", "ask", addresses.a, 1).filter(({ bytes }) => bytes === 128).length, 1);
  assert.ok(Number(/^maru_beacon_dropped_total (\d+)$/m.exec(metrics())[1]) >= sent);
  assert.match(metrics(), /^maru_beacon_answers_total [1-9]/m);
});

test("a forged server is a row of its own and moves no other", async () => {
  const server = await startServer("a");
  const probe = new Probe("c");
  await probe.shows(({ servers }) => servers.length === 1, "the server");
  // The same name with another certificate; the same certificate from another host, under another name.
  peer("b", "forge", os.hostname(), "66".repeat(32), 5000);
  peer("b", "forge", "evil", fingerprintOf(server).replaceAll(":", ""), 5000);
  const state = await probe.shows(({ servers }) => servers.length === 2, "the forged one");
  assert.equal(state.servers[0].address, `${addresses.a}:5000`);
  assert.equal(state.servers[0].name, os.hostname());
  assert.equal(state.servers[1].address, `${addresses.b}:5000`);
  assert.match(state.servers[1].words, /^(\S+) \1 \1$/);
});

test("a flood of forged servers from one host leaves room for others", async () => {
  const probe = new Probe("c");
  peer("b", "flood", 500);
  await probe.shows(({ servers }) => servers.length === 8, "a few of the flood");
  await startServer("a");
  await probe.shows(({ servers }) => servers.some(({ address }) => address.startsWith(addresses.a)), "the good server");
});

test("an answer is as long as the question, one for each, to neighbours only", async () => {
  const server = await startServer("a", measured);
  const [first, ...more] = peer("c", "ask", addresses.a, 1);
  assert.deepEqual(first, { bytes: 128, from: addresses.a, ttl: 1 });
  assert.deepEqual(more, []);
  // Many questions at once get few answers.
  assert.ok(peer("c", "ask", addresses.a, 200).length <= 3);
  assert.match(metrics(), /^maru_beacon_dropped_total 0$/m); // that is no fault of theirs
  // In the name of a host that is no neighbour: no answer goes out (it would come to this router), and it is counted.
  assert.deepEqual(peer("c", "spoof", addresses.a, "192.0.2.7"), [{ heard: 0 }]);
  await until(() => /^maru_beacon_dropped_total 5$/m.test(metrics()), metrics);
  assert.equal(server.isRunning, true);
});

test("a storm of datagrams costs the server next to nothing", async () => {
  const server = await startServer("a");
  const ticks = () => fs.readFileSync(`/proc/${server.process.pid}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13).reduce((a, b) => a + Number(b), 0);
  const before = ticks();
  const [{ sent }] = peer("c", "storm", addresses.a, 3);
  const used = ticks() - before; // hundredths of a second
  if (process.env.MARU_SHOW) console.error(`${used} ticks for ${sent} datagrams`);
  assert.ok(sent > 20_000, `${sent} datagrams: the test proves nothing`);
  assert.ok(used < 60, `${used} ticks for ${sent} datagrams`);
  const probe = new Probe("c");
  const state = await probe.shows(({ servers }) => servers.length === 1, "the server");
  assert.ok(state.ms < LIST_MS, `${state.ms} ms`);
});

test("announcements have one hop to live, go out both ways, every 1.5 s", async () => {
  await startServer("a");
  const heard = peer("c", "listen", 5);
  for (const kind of ["multicast", "broadcast"]) {
    const times = heard.filter((one) => one.kind === kind && one.from === addresses.a).map(({ at }) => at);
    assert.ok(times.length >= 3 && times.length <= 5, `${kind}: ${times}`);
  }
  assert.deepEqual(new Set(heard.map(({ ttl }) => ttl)), new Set([1]));
});

test("with --beacon off, or on loopback only, nothing is said", async () => {
  await startServer("a", { args: ["--beacon", "off"] });
  await startServer("b", { args: ["--listen", "127.0.0.1"] });
  assert.deepEqual(peer("c", "listen", 4), []);
  assert.deepEqual(peer("c", "ask", addresses.a, 1), []);
  assert.deepEqual(peer("c", "ask", addresses.b, 1), []);
});

test("another program that holds the port keeps the server from answering only", async () => {
  const holder = network.hosts.a.spawn(["/usr/bin/python3", peerProgram, "hold"], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    const server = await startServer("a");
    assert.match(server.stderr, /another program holds UDP port 26500/);
    const probe = new Probe("c");
    const state = await probe.shows(({ servers }) => servers.length === 1, "the server");
    assert.ok(state.ms < LIST_MS, `${state.ms} ms`);
  } finally {
    holder.kill("SIGKILL");
  }
});

const missing = missingTools();
const lacks = missing.length > 0 && process.env.CI !== "true" ? `not installed: ${missing.join(", ")}` : false;
const skip = process.env.MARU_CLIENT ? lacks : "no client";

test("a person types a name, nothing else, and is in: a real window, over TLS, with the certificate that was announced", { skip }, async () => {
  const server = await startServer("a");
  network.pass({ multicast: false, broadcast: false }); // at first
  const desktop = await Desktop.start("", "1400x900");
  try {
    const home = fs.mkdtempSync(path.join(desktop.scratch, "home-"));
    const env = { ...desktop.env, HOME: home, XDG_CONFIG_HOME: path.join(home, ".config"), XDG_DATA_HOME: path.join(home, ".local"), MARU_BEACON: "" };
    const [ip, ...enter] = network.hosts.c.enter;
    const maru = desktop.launch(ip, [...enter, process.env.MARU_CLIENT, "--language", "ko", "--theme", "light"], env);
    const windows = () => desktop.tool("xdotool", ["search", "--all", "--onlyvisible", "--pid", String(maru.pid), "--name", "."]).stdout.trim();
    const title = (window) => desktop.tool("xdotool", ["getwindowname", window]).stdout.trim();
    const heightOf = (window) => Number(/HEIGHT=(\d+)/.exec(desktop.tool("xdotool", ["getwindowgeometry", "--shell", window]).stdout)?.[1]);
    let searching;
    const dialog = await until(() => {
      const found = windows().split("\n").find((window) => window && /참여/.test(title(window)));
      if (found) searching = heightOf(found); // at once: it soon says what may be the matter
      return searching > 0 && found;
    }, () => `the dialog ${maru.errors}`, 30_000);
    desktop.activate(dialog);
    const height = () => heightOf(dialog);
    await until(() => height() > searching + 50, "what may be the matter");
    if (process.env.MARU_SCREENSHOT) desktop.screenshot(process.env.MARU_SCREENSHOT.replace(".png", "-vain.png"));
    const vain = height();
    network.pass({});
    await until(() => height() < vain, "the card of the server");
    if (process.env.MARU_SCREENSHOT) desktop.screenshot(process.env.MARU_SCREENSHOT);
    desktop.type(dialog, "Kim");
    const isIn = () => windows().split("\n").some((window) => window && !/참여/.test(title(window)));
    await desktop.pressUntil(dialog, "Return", isIn, () => `the main window ${maru.errors}`);
    const settings = fs.readFileSync(path.join(home, ".config", "maru", "maru", "client.ini"), "utf8");
    assert.ok(settings.includes(`=${fingerprintOf(server).replaceAll(":", "").toLowerCase()}`), settings);
    assert.equal(maru.ended, undefined);
  } finally {
    await desktop.close();
  }
});

for (const link of ["maru://", "maru://10.0.0.1#5a5a", "maru://kim:secret@10.0.0.1", "http://10.0.0.1"]) {
  test(`a window is not opened with ${link}: one line and exit 2`, { skip }, () => {
    const env = { ...process.env, QT_QPA_PLATFORM: "offscreen", XDG_RUNTIME_DIR: newFolder("run"), HOME: newFolder("home") };
    fs.chmodSync(env.XDG_RUNTIME_DIR, 0o700);
    const { status, stdout, stderr } = spawnSync(process.env.MARU_CLIENT, [link], { env, encoding: "utf8", timeout: 10_000 });
    assert.equal(status, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /^maru: [^\n]+\nTry 'maru --help'\.\n$/);
  });
}

test("after SIGHUP the new certificate is announced", async () => {
  const server = await startServer("a");
  const probe = new Probe("c");
  const before = await probe.shows(({ servers }) => servers.length === 1, "the server");
  for (const name of ["tls-cert.pem", "tls-key.pem"]) fs.rmSync(path.join(server.data, name));
  server.process.kill("SIGHUP");
  await probe.shows(({ servers }) => servers.some(({ words }) => words !== before.servers[0].words), "another fingerprint");
});
