// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The configuration of a server that runs: --config, --print-config, SIGHUP, and where its log goes.

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const https = require("node:https");
const path = require("node:path");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server, aloneServer, run, newFolder } = require("./support/server");
const { ask, closeAll, nativeClient, seedClient, until } = require("./support/client");

const servers = new Set();
after(async () => {
  closeAll();
  for (const server of servers) if (server.isRunning) await server.stop();
});

async function start(options) {
  const server = new Server(options);
  servers.add(server);
  return server.listening();
}

// A configuration file of this text, in a folder of its own.
function writeConfig(text) {
  const file = path.join(newFolder("config"), "maru.conf");
  fs.writeFileSync(file, text);
  return file;
}

// The server was told to read it again; resolves to what it logged about that.
async function reload(server) {
  const before = server.stderr.length;
  server.process.kill("SIGHUP");
  await until(() => /certificate (read again|stays)/.test(server.stderr.slice(before)), () => server.stderr);
  return server.stderr.slice(before);
}

const lines = (text) => text.trim().split("\n");

test("a file of --config says what flags say, and flags win", async () => {
  const data = newFolder();
  const config = writeConfig(`# a comment\ndata = ${data}\nport = 0\nplain = loopback\norigin = https://a.example\n`);
  const server = await start({ flags: ["--config", config, "--plain", "lan"] });
  assert.ok(fs.existsSync(path.join(data, "maru.db")));
  const printed = run(["--config", config, "--plain", "lan", "--print-config"]).stdout;
  assert.match(printed, new RegExp(`^data = ${data} +# ${config}:2$`, "m"));
  assert.match(printed, /^plain = lan +# flag --plain$/m);
  assert.match(printed, /^identity = claimed +# default$/m);
  assert.match(run(["--config", config, "--print-config"], { env: { MARU_PLAIN: "off" } }).stdout,
    /^plain = off +# environment variable MARU_PLAIN$/m);
  await server.stop();
});

test("--print-config needs nothing of the store that it names, but a URL that can be one", () => {
  const { program } = aloneServer(); // without the plugin of MongoDB
  const print = (url) => spawnSync(program, ["--print-config", "--db", url], { cwd: newFolder("cwd"), encoding: "utf8", timeout: 20_000 });
  for (const scheme of ["mongodb", "mongodb+srv"]) {
    const { status, stdout, stderr } = print(`${scheme}://me:geheim@db.example.org/maru`);
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "");
    assert.match(stdout, new RegExp(`^db = ${scheme.replace("+", "\\+")}://\\*\\*\\*@db\\.example\\.org/maru +# flag --db$`, "m"));
    assert.match(stdout, /^identity = claimed +# default$/m);
  }
  for (const url of ["mongo://db.example.org/maru", "sqlite:", "maru.db"]) {
    const { status, stdout, stderr } = print(url);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, "");
    assert.equal(lines(stderr).length, 1, stderr);
  }
});

test("--plain off: the first line names an address that is served", async () => {
  const server = await start({ args: ["--plain", "off"] });
  assert.match(server.url, /^https:/);
  const status = await new Promise((resolve, reject) =>
    https.get(`${server.url}/healthz`, { rejectUnauthorized: false }, (res) => resolve(res.resume().statusCode)).on("error", reject));
  assert.equal(status, 200);
  await server.stop();
});

test("MARU_CONFIG names the file, for subcommands too", async () => {
  const config = writeConfig(`data = ${newFolder()}\n`);
  const { code, stdout, stderr } = run(["room", "add", "방1"], { env: { MARU_CONFIG: config } });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /방1/);
});

for (const [what, text, line, named] of [
  ["an unknown key", "port = 0\nidentiy = open\n", 2, /Did you mean identity\?/],
  ["a key that stands there twice", "port = 0\n\nport = 1\n", 3, /line 1/],
  ["a value out of range", "# x\nport = 65536\n", 2, /65536/],
  ["a file that was half written", "port = 0\nidentity = cla", 2, /half written/],
  ["a last line without its end", "data = /srv/maru\nport = 50", 2, /half written/],
  ["zeroes, as after a power cut", `port = 0\n${"\0".repeat(64)}`, 2, /damaged/],
  ["nothing", "", 1, /empty/],
]) {
  test(`exit code 2, one line with file and line: ${what}`, () => {
    const config = writeConfig(text);
    for (const more of [[], ["--print-config"]]) {
      const { code, stdout, stderr } = run(["--config", config, ...more]);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, "");
      assert.equal(lines(stderr).length, 1, stderr);
      assert.ok(stderr.startsWith(`maru-server: ${config}:${line}: `), stderr);
      assert.match(stderr, named);
    }
  });
}

test("exit code 2: the file is not there, or a folder", () => {
  for (const config of [path.join(newFolder(), "none.conf"), newFolder()]) {
    const { code, stderr } = run(["--config", config]);
    assert.equal(code, 2, stderr);
    assert.equal(lines(stderr).length, 1, stderr);
    assert.ok(stderr.includes(config), stderr);
  }
});

// A .env of this text in a folder of its own: exit code 2 and one line, which it returns without the program's name.
function refusedDotEnv(text, prefix = []) {
  const cwd = newFolder("cwd");
  fs.chmodSync(cwd, 0o755);
  fs.writeFileSync(path.join(cwd, ".env"), text, { mode: 0o600 });
  const [program, ...args] = [...prefix, process.env.MARU_SERVER, "--print-config"];
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8", timeout: 20_000 });
  assert.equal(status, 2, `${stdout}${stderr}`);
  assert.equal(stdout, "");
  assert.equal(lines(stderr).length, 1, stderr);
  const help = run(["--help"], { cwd });
  assert.equal(help.code, 0, help.stderr);
  return { file: path.join(cwd, ".env"), line: lines(stderr)[0].replace(/^maru-server: /, "") };
}

test("exit code 2, the line named: a mistyped setting in .env, which would leave the server open", () => {
  const { line } = refusedDotEnv("# as in the seed\nPORT=5000\nMONGO_URI=x\nMARU_IDENTITIY=password\n");
  assert.equal(line, '.env, line 4: unknown key "MARU_IDENTITIY". Did you mean MARU_IDENTITY?');
});

test("exit code 2, the file named: a .env without an end", () => {
  const { file, line } = refusedDotEnv(`PORT=1\n#${" ".repeat(300_000)}`);
  assert.equal(line, `${file} cannot be read: it is longer than 262144 bytes.`);
});

test("exit code 2, the file named: a .env that may not be read", { skip: process.getuid() !== 0 && "needs root" }, () => {
  const { file, line } = refusedDotEnv("MARU_IDENTITY=password\n", ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]);
  assert.equal(line, `${file} cannot be read: Permission denied.`);
});

test("SIGHUP applies what can change, names what cannot, and nobody is lost", async () => {
  const config = writeConfig("rate-limit = on\nlanguage = ko\n");
  const data = newFolder();
  const server = await start({ flags: ["--config", config, "--port", "0", "--data", data] });
  const kim = await nativeClient(server.url, "kim", { reconnection: false });
  const fromPage = async () =>
    (await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers: { Origin: "https://chat.example.org" } })).status;
  assert.equal(await fromPage(), 403);
  assert.match(await reload(server), /certificate read again/);

  fs.writeFileSync(config, "rate-limit = off\nlanguage = en\norigin = https://chat.example.org\nsticky-cookie = on\n" +
    "namespaces = any\nmetrics = 127.0.0.1:9999\n");
  const told = await reload(server);
  assert.match(told, /info maru\.server: configuration read again, changed: origin, sticky-cookie, namespaces, rate-limit, language$/m);
  assert.match(told, /warning maru\.server: changed too, but needs a restart of the server: metrics$/m);
  assert.equal(lines(told).filter((line) => line.includes("warning")).length, 1, told);

  assert.equal(await fromPage(), 200);
  const opened = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);
  assert.match(opened.headers.get("set-cookie"), /^io=/);
  const acks = await Promise.all(Array.from({ length: 60 }, (_, i) =>
    ask(kim, "message:send", { cid: `c${i}`, room: kim.lobby, chat: `${i}` }))); // the burst is 30
  assert.deepEqual(acks.filter((ack) => !ack.ok), []);
  await seedClient(server.url, "lee");
  await until(() => kim.messages.some((message) => message.chat === "lee joined the room."), "the welcome line in English");
  await seedClient(`${server.url}/새방`, "park"); // --namespaces any
  assert.deepEqual(kim.reasons, []);

  // Back again: also what was switched off.
  fs.writeFileSync(config, "rate-limit = on\n");
  assert.match(await reload(server), /changed: origin, sticky-cookie, namespaces, rate-limit, language$/m);
  assert.equal(await fromPage(), 403);
});

test("SIGHUP with a file that is spoilt: one line, everything stays, the certificate is read all the same", async () => {
  const config = writeConfig("origin = https://chat.example.org\n");
  const server = await start({ flags: ["--config", config, "--port", "0", "--data", newFolder()] });
  fs.writeFileSync(config, "orign = *\n");
  const told = await reload(server);
  assert.match(told, new RegExp(`error maru\\.server: the configuration stays as it was: ${config}:1: .*Did you mean origin\\?$`, "m"));
  assert.match(told, /certificate read again/);
  const { status } = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers: { Origin: "https://chat.example.org" } });
  assert.equal(status, 200);
});

// ---- logs ----

// Messages, tokens and session ids; on every level, in every format.
for (const format of ["line", "json", "journald"]) {
  test(`--log-format ${format}: one line each, without what people said or own`, async () => {
    const server = await start({ args: ["--log-format", format, "--log-level", "debug"] });
    const kim = await seedClient(server.url, "kim");
    const lee = await nativeClient(server.url, "lee", { extraHeaders: { Cookie: "geheim=8822" } });
    await ask(kim, "sendMessage", "streng-geheim-4711");
    await ask(lee, "message:send", { cid: "x", room: lee.lobby, chat: "streng-geheim-4711" });
    await fetch(`${server.url}/socket.io/?EIO=3&transport=polling`, { headers: { Origin: "https://evil.example" } });
    await server.stop();
    const secrets = ["4711", "8822", lee.joined.token, lee.io.engine.id].filter(Boolean);
    assert.ok(secrets.length >= 3);
    for (const secret of secrets) assert.ok(!(server.stderr + server.stdout).includes(secret), secret);
    for (const line of lines(server.stderr)) {
      if (format === "json") {
        assert.deepEqual(Object.keys(JSON.parse(line)), ["time", "level", "area", "text"]);
      } else {
        assert.match(line, format === "line" ? /^\d{4}-\d\d-\d\dT[\d:.]+Z \w+ [\w.]+: / : /^<[2-7]>[\w.]+: /);
      }
    }
  });
}

test("--log-file takes the log, grows to --log-size and is opened again at SIGHUP", async () => {
  const folder = newFolder("log");
  const file = path.join(folder, "maru.log");
  const server = await start({ args: ["--log-file", file, "--log-size", "64K", "--trusted-proxy", "127.0.0.1"] });
  const read = () => fs.readFileSync(file, "utf8");
  assert.match(read(), /made a TLS certificate/);
  assert.equal(server.stderr, "");

  // As logrotate does it.
  fs.renameSync(file, path.join(folder, "moved"));
  server.process.kill("SIGHUP");
  await until(() => fs.existsSync(file) && read().includes("certificate read again"), "the new file");

  // A page that is refused is a line.
  for (let i = 0; !fs.existsSync(`${file}.1`); ++i) {
    assert.ok(i < 3000, `${fs.statSync(file).size} bytes`);
    await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers: { Origin: `https://${"x".repeat(60)}${i}.example` } });
  }
  for (const name of ["maru.log", "maru.log.1"]) assert.ok(fs.statSync(path.join(folder, name)).size <= 65_536, name);
  assert.equal(server.stderr, "");
});

test("exit code 2, the file named: --log-file cannot be written", () => {
  const file = path.join(newFolder(), "no", "such", "folder", "maru.log");
  const { code, stderr } = run(["--port", "0", "--data", newFolder(), "--log-file", file]);
  assert.equal(code, 2, stderr);
  assert.ok(stderr.includes(file), stderr);
  assert.equal(lines(stderr).length, 1, stderr);
});
