// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";
require("./support/watchdog");

// What goes wrong where a server is started for the first time, or after an upgrade: one clear line each, the right exit code, and
// nothing is touched. What a configuration file can have wrong is in config.test.js.

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server, aloneServer, newFolder, run } = require("./support/server");

const isRoot = process.getuid() === 0;
const asNobody = isRoot ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] : [];
const mounts = [];
const spaces = [];
const servers = new Set();
// Also when the watchdog ends this file; before the folders go that they lie in.
process.prependListener("exit", () => {
  for (const folder of mounts.splice(0)) spawnSync("umount", [folder]);
  for (const name of spaces.splice(0)) spawnSync("ip", ["netns", "delete", name]);
});
after(async () => {
  for (const server of servers) if (server.isRunning) await server.stop();
});

function tool(command, ...args) {
  const { status, stderr, error, stdout } = spawnSync(command, args, { encoding: "utf8" });
  assert.equal(status, 0, `${command} ${args.join(" ")}: ${error ?? stderr}`);
  return stdout;
}

// A server that must not start: its one line on stderr.
async function refused(options, exitCode) {
  const server = new Server(options);
  servers.add(server);
  const timer = setTimeout(() => server.process.kill("SIGKILL"), 15_000);
  const { code, signal } = await server.ended;
  clearTimeout(timer);
  assert.equal(signal, null, `it did not end by itself: ${server.stdout}${server.stderr}`);
  assert.equal(code, exitCode, server.stderr);
  assert.equal(server.stdout, "");
  const said = server.stderr.trimEnd().split("\n");
  assert.equal(said.length, 1, server.stderr);
  assert.match(said[0], /^maru-server: .*\.$/);
  return said[0];
}

// A folder that is a file system of its own.
function mounted(options) {
  const folder = newFolder("mount");
  tool("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder);
  mounts.push(folder);
  return folder;
}

function certificate(days) {
  const folder = newFolder("tls");
  const [cert, key] = ["cert.pem", "key.pem"].map((name) => path.join(folder, name));
  tool("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=chat.example.org",
    "-days", String(days), "-keyout", key, "-out", cert);
  return { cert, key, flags: ["--cert", cert, "--key", key] };
}

// ---- the store ----

test("upgraded over, then started with an older program: both versions are named, exit code 3, nothing is touched", async () => {
  const first = await Server.start();
  await first.stop();
  const file = path.join(first.data, "maru.db");
  const known = tool("sqlite3", file, "PRAGMA user_version").trim();
  tool("sqlite3", file, "PRAGMA user_version = 99");
  const bytes = fs.readFileSync(file);
  const line = await refused({ data: first.data }, 3);
  assert.ok(line.includes(file) && line.includes("version 99") && line.includes(`up to ${known}`), line);
  assert.ok(fs.readFileSync(file).equals(bytes));
});

test("Qt's driver for the database is missing: the package is named, and nothing is made", async () => {
  const { wrapper } = aloneServer({ qt: false });
  const env = { QT_PLUGIN_PATH: "" };
  const data = newFolder();
  const line = await refused({ data, wrapper, env }, 3);
  assert.ok(line.endsWith(`${path.join(data, "maru.db")} needs Qt's driver for SQLite, which is not installed: on Debian, apt install libqt6sql6-sqlite.`), line);
  assert.deepEqual(fs.readdirSync(data), []);
  const first = await Server.start();
  await first.stop();
  const bytes = fs.readFileSync(path.join(first.data, "maru.db"));
  assert.match(await refused({ data: first.data, wrapper, env }, 3), /needs Qt's driver for SQLite/); // and not: is damaged
  assert.ok(fs.readFileSync(path.join(first.data, "maru.db")).equals(bytes));
});

test("a disk that is full at the first start", { skip: !isRoot && "needs root" }, async () => {
  const data = mounted("size=64k");
  fs.writeFileSync(path.join(data, "filler"), Buffer.alloc(60 * 1024));
  const line = await refused({ data }, 3);
  assert.ok(line.includes(data) && line.includes("full"), line);
  assert.deepEqual(fs.readdirSync(data).filter((name) => !/lock$/.test(name)), ["filler"], "nothing half made stays");
});

test("a data directory that is read-only", { skip: !isRoot && "needs root" }, async () => {
  const data = mounted("ro");
  const line = await refused({ data }, 3);
  assert.ok(line.includes(data) && line.includes("Read-only"), line);
});

test("a home that is read-only, or is not there", { skip: !isRoot && "needs root" }, async () => {
  for (const HOME of [mounted("ro"), "/nonexistent"]) {
    const line = await refused({ flags: ["--port", "0"], env: { HOME }, cwd: "/", wrapper: asNobody }, 3);
    assert.ok(line.includes(`${HOME}/.local/state/maru cannot be made`), line);
  }
});

// ---- the network ----

test("a port below 1024 without the right", { skip: !isRoot && "needs root" }, async () => {
  const line = await refused({ flags: ["--port", "80"], env: { HOME: "/nonexistent" }, cwd: "/", wrapper: asNobody }, 2);
  assert.ok(line.includes("Port 80") && line.includes("--port") && line.includes("CAP_NET_BIND_SERVICE"), line);
});

// It may come, after a power cut for instance: not the code with which a service manager gives up.
test("an address that is not this machine's, or not yet: exit code 4", async () => {
  const line = await refused({ args: ["--listen", "203.0.113.9"] }, 4);
  assert.equal(line, "maru-server: Cannot listen on 203.0.113.9, port 0: this machine does not have that address now.");
});

test("no network at all: it starts, says so, and has no address on its page", { skip: !isRoot && "needs root" }, async () => {
  const name = `maru-${process.pid}-lonely`;
  tool("ip", "netns", "add", name);
  spaces.push(name);
  const server = new Server({ network: { enter: ["ip", "netns", "exec", name] } });
  servers.add(server);
  await server.listening();
  assert.match(server.stdout, /^Others cannot reach this server: this machine has no network now\.$/m);
  tool("ip", "-n", name, "link", "set", "lo", "up"); // so that somebody can look
  const page = tool("ip", "netns", "exec", name, "curl", "-s", server.url);
  assert.ok(page.includes(`<code>127.0.0.1:${server.port}</code>`), page);
  const { code } = await server.stop();
  assert.equal(code, 0, server.stderr);
});

test("a network of IPv6 alone: it says how others join", { skip: !isRoot && "needs root" }, async () => {
  const name = `maru-${process.pid}-six`;
  const enter = ["ip", "netns", "exec", name];
  tool("ip", "netns", "add", name);
  spaces.push(name);
  tool("ip", "-n", name, "link", "set", "lo", "up");
  tool("ip", "-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", "eth1");
  for (const link of ["eth0", "eth1"]) tool("ip", "-n", name, "link", "set", link, "up");
  tool("ip", "-n", name, "address", "add", "fd6d:6172:75::5/64", "dev", "eth0", "nodad");
  for (const args of [[], ["--listen", "::"]]) {
    const server = new Server({ args, network: { enter } });
    servers.add(server);
    await server.listening();
    const address = `[fd6d:6172:75::5]:${server.port}`;
    assert.ok(server.stdout.includes(`at http://${address}\n`), server.stdout);
    const page = tool(...enter, "curl", "-gs", `http://${address}/`);
    assert.ok(page.includes(`<code>${address}</code>`), page);
    await server.stop();
  }
  const server = new Server({ args: ["--listen", "0.0.0.0"], network: { enter } });
  servers.add(server);
  await server.listening();
  assert.match(server.stdout, /^Others cannot reach this server: this machine has no network now\.$/m);
  await server.stop();
});

// ---- the certificate, and the clock ----

test("a certificate that is not there, or that this user may not read", { skip: !isRoot && "needs root" }, async () => {
  const { cert, key } = certificate(1);
  const none = path.join(newFolder(), "none.pem");
  assert.match(await refused({ args: ["--cert", none, "--key", key] }, 2), new RegExp(`${none} cannot be read`));
  const data = newFolder();
  fs.chmodSync(data, 0o777);
  for (const folder of [path.dirname(data), data]) fs.chmodSync(folder, 0o777);
  const line = await refused({ data, args: ["--cert", cert, "--key", key], cwd: "/", wrapper: asNobody }, 2);
  assert.ok(line.includes("cannot be read: Permission denied"), line);
});

// A board without a battery learns the time after its start.
for (const [what, shift, exitCode, named] of [
  ["expired", "+30d", 2, /expired at \d{4}-/],
  ["not yet valid, for the clock is wrong", "-30d", 4, /not valid before .*look at the clock/],
]) {
  test(`a certificate that is ${what}: exit code ${exitCode}`, async () => {
    const { cert, flags } = certificate(1);
    const line = await refused({ args: flags, wrapper: ["faketime", "-f", shift] }, exitCode);
    assert.ok(line.includes(cert), line);
    assert.match(line, named);
  });
}

test("its own certificate, made when the clock was right, and now the clock is wrong", async () => {
  const first = await Server.start();
  await first.stop();
  const line = await refused({ data: first.data, wrapper: ["faketime", "-f", "-400d"] }, 4);
  assert.ok(line.includes(path.join(first.data, "tls-cert.pem")), line);
  assert.match(line, /look at the clock/);
});

// ---- everything at once ----

test("a configuration that was right once, and its port is somebody else's now", async () => {
  const other = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.on("listening", resolve));
  const { port } = other.address();
  const config = path.join(newFolder("config"), "maru.conf");
  fs.writeFileSync(config, `port = ${port}\nlisten = 127.0.0.1\ndata = ${newFolder()}\n`);
  const { code, stderr } = run(["--config", config]);
  other.close();
  assert.equal(code, 4, stderr);
  assert.ok(stderr.includes(String(port)), stderr);
});
