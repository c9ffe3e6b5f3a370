// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The command line (docs/protocol.md §8): flags, environment, .env, exit codes with a sentence, and a data directory that
// cannot be read is never touched.

const { spawnSync } = require("node:child_process");
const crypto = require("node:crypto");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const tls = require("node:tls");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server, run, newFolder } = require("./support/server");
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

// A server that must not start: {code, stderr}
async function fails(options) {
  const server = new Server(options);
  servers.add(server);
  const timer = setTimeout(() => server.process.kill("SIGKILL"), 15_000);
  const { code, signal } = await server.ended;
  clearTimeout(timer);
  assert.equal(signal, null, `it did not end by itself: ${server.stdout}${server.stderr}`);
  assert.equal(server.stdout, "", "nothing on stdout");
  return { code, stderr: server.stderr };
}

function freePort() {
  return new Promise((resolve) => {
    const socket = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

// Path → SHA-256 of every file under a folder.
function digest(folder) {
  const sums = {};
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.path ?? entry.parentPath, entry.name);
    const name = path.relative(folder, file);
    sums[name] = entry.isFile() ? crypto.createHash("sha256").update(fs.readFileSync(file)).digest("hex") : "no file";
  }
  return sums;
}

const withoutLock = (sums) => Object.fromEntries(Object.entries(sums).filter(([name]) => !/lock$/.test(name)));

// ---- usage ----

for (const [what, args, named] of [
  ["an unknown flag", ["--nonsense"], "nonsense"],
  ["an unknown subcommand", ["frobnicate"], "frobnicate"],
  ["a port that is no number", ["--port", "abc"], "--port"],
  ["a port too large", ["--port", "65536"], "--port"],
  ["a negative port", ["--port", "-1"], "--port"],
  ["a port without a number", ["--port="], "--port"],
  ["an address that is none", ["--listen", "nowhere.invalid.", "--port", "0"], "--listen"],
  ["a bad --plain", ["--plain", "maybe"], "--plain"],
  ["a bad --identity", ["--identity", "none"], "--identity"],
  ["a bad --namespaces", ["--namespaces", "some"], "--namespaces"],
  ["a bad --language", ["--language", "xx"], "--language"],
  ["a bad --rate-limit", ["--rate-limit", "5"], "--rate-limit"],
  ["a bad --db", ["--db", "nonsense:x"], "--db"],
  ["a bad --origin", ["--origin", "not a URL"], "--origin"],
  ["a bad --trusted-proxy", ["--trusted-proxy", "nowhere.invalid."], "--trusted-proxy"],
  ["a bad --sticky-cookie", ["--sticky-cookie", "maybe"], "--sticky-cookie"],
]) {
  test(`exit code 2, the flag named: ${what}`, async () => {
    const { code, stderr } = await fails({ flags: [...args, "--data", newFolder()] });
    assert.equal(code, 2, stderr);
    assert.ok(stderr.includes(named), stderr);
  });
}

test("exit code 2, the variable named: a bad value in the environment", async () => {
  const { code, stderr } = await fails({ flags: ["--data", newFolder()], env: { PORT: "abc" } });
  assert.equal(code, 2, stderr);
  assert.ok(stderr.includes("PORT"), stderr);
});

test("--help and --version are good ends", () => {
  const help = run(["--help"]);
  assert.equal(help.code, 0);
  for (const flag of ["--port", "--data", "--db", "selftest", "room"]) assert.ok(help.stdout.includes(flag), flag);
  const version = run(["--version"]);
  assert.equal(version.code, 0);
  assert.match(version.stdout, /\b\d+\.\d+\.\d+\b/);
});

// ---- where the settings come from ----

test("PORT says the port, as in the seed", async () => {
  const port = await freePort();
  const server = await start({ flags: ["--data", newFolder()], env: { PORT: String(port) } });
  assert.equal(server.port, port);
});

test("a .env file in the working directory says the port, the environment overrides it, a flag overrides both", async () => {
  const [fromFile, fromEnvironment, fromFlag] = [await freePort(), await freePort(), await freePort()];
  const cwd = newFolder("cwd");
  fs.writeFileSync(path.join(cwd, ".env"), `# as in the seed\nPORT=${fromFile}\nOTHER="x y"\n`);
  const file = await start({ flags: ["--data", newFolder()], cwd });
  assert.equal(file.port, fromFile);
  await file.stop();
  const environment = await start({ flags: ["--data", newFolder()], cwd, env: { PORT: String(fromEnvironment) } });
  assert.equal(environment.port, fromEnvironment);
  const flag = await start({ flags: ["--data", newFolder(), "--port", String(fromFlag)], cwd, env: { PORT: String(fromEnvironment) } });
  assert.equal(flag.port, fromFlag);
});

test("an empty variable counts as unset", async () => {
  const port = await freePort();
  const cwd = newFolder("cwd");
  fs.writeFileSync(path.join(cwd, ".env"), `PORT=${port}\n`);
  const data = newFolder();
  const server = await start({ flags: ["--data", data], cwd, env: { PORT: "", DB_URL: "", MARU_DATA: "", MARU_IDENTITY: "" } });
  assert.equal(server.port, port);
  assert.ok(fs.existsSync(path.join(data, "maru.db")));
});

test("MARU_<KEY> sets what the flag of that name sets", async () => {
  const data = newFolder();
  const port = await freePort();
  const server = await start({ flags: [], env: { MARU_DATA: data, MARU_PORT: String(port) } });
  assert.equal(server.port, port);
  assert.ok(fs.existsSync(path.join(data, "maru.db")));
});

test("DB_URL and --db say where the database is", async () => {
  for (const by of ["env", "flag"]) {
    const file = path.join(newFolder("db"), "chat.db");
    const data = newFolder();
    const url = `sqlite:${file}`;
    const server = await start(by === "env"
      ? { flags: ["--port", "0", "--data", data], env: { DB_URL: url } }
      : { flags: ["--port", "0", "--data", data, "--db", url] });
    await seedClient(server.url, "kim");
    assert.ok(fs.existsSync(file), by);
    assert.ok(!fs.existsSync(path.join(data, "maru.db")), by);
  }
});

test("the listening line is the first on stdout, and true", async () => {
  const server = await start();
  assert.match(server.stdout.split("\n")[0], /^maru-server listening on http:\/\/127\.0\.0\.1:\d+$/);
  const response = await fetch(`${server.url}/healthz`);
  assert.equal(response.status, 200);
});

test("an address that means every one is told as one that can be reached", async () => {
  const server = await start({ args: ["--listen", "0.0.0.0"] });
  assert.match(server.stdout.split("\n")[0], /^maru-server listening on http:\/\/127\.0\.0\.1:\d+$/);
  const other = await start({ args: ["--listen", "::"] });
  assert.match(other.stdout.split("\n")[0], /^maru-server listening on http:\/\/\[::1\]:\d+$/);
});

test("--listen limits where it listens", async () => {
  const server = await start({ args: ["--listen", "127.0.0.1"] });
  assert.equal((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status, 200);
  await assert.rejects(fetch(`http://[::1]:${server.port}/healthz`));
});

test("messages do not stand in the log", async () => {
  const server = await start();
  const kim = await seedClient(server.url, "kim");
  await ask(kim, "sendMessage", "streng-geheim-4711");
  await server.stop();
  assert.ok(!(server.stderr + server.stdout).includes("4711"));
});

// ---- stopping ----

for (const signal of ["SIGTERM", "SIGINT"]) {
  test(`${signal} says bye and stops well within 10 s`, async () => {
    const server = await start();
    const kim = await seedClient(server.url, "kim", { reconnection: false });
    const lee = await nativeClient(server.url, "lee", { reconnection: false });
    const idle = net.connect(server.port, "127.0.0.1"); // says nothing, and goes when told to
    idle.on("error", () => {});
    const { code, ms } = await server.stop(signal);
    assert.equal(code, 0, server.stderr);
    assert.ok(ms < 10_000, `${ms} ms`);
    await until(() => kim.reasons.length > 0 && lee.reasons.length > 0, "the losses");
    for (const socket of [kim, lee]) {
      const bye = socket.events.find(([name]) => name === "server:bye");
      assert.ok(bye, "server:bye");
      assert.equal(typeof bye[1].reason, "string");
      assert.ok(bye[1].retryAfterMs >= 0);
      assert.notEqual(socket.reasons[0], "io server disconnect");
    }
    idle.destroy();
    assert.ok(!fs.readdirSync(server.data).includes("control"), "the control socket is gone");
  });
}

test("a server that was stopped under load loses nothing it acked", async () => {
  const server = await start();
  const kim = await nativeClient(server.url, "kim", { reconnection: false });
  const acked = [];
  for (let i = 0; i < 200; ++i) {
    kim.emit("message:send", { cid: `c${i}`, room: kim.lobby, chat: `last ${i}` }, (ack) => ack.ok && acked.push(`last ${i}`));
  }
  await until(() => acked.length > 0, "an ack");
  await server.stop();
  const again = await start({ data: server.data });
  const lee = await nativeClient(again.url, "lee");
  const stored = new Set();
  for (let after = 0, last = false; !last; ) {
    const page = await ask(lee, "message:history", { room: lee.lobby, after, limit: 100 });
    for (const message of page.messages) stored.add(message.chat);
    last = page.last;
    after = page.messages.at(-1)?.seq ?? 0;
  }
  for (const chat of acked) assert.ok(stored.has(chat), chat);
});

// ---- exit code 4 ----

test("exit code 4, the port named: it is in use", async () => {
  const server = await start();
  const data = newFolder();
  const { code, stderr } = await fails({ data, port: server.port });
  assert.equal(code, 4, stderr);
  assert.ok(stderr.includes(String(server.port)), stderr);
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
});

test("a second server on the same data is refused, and the first goes on", async () => {
  const server = await start();
  const kim = await seedClient(server.url, "kim");
  const before = fs.readdirSync(server.data).sort();
  const { code, stderr } = await fails({ data: server.data });
  assert.ok([3, 4].includes(code), `${code}: ${stderr}`);
  assert.ok(stderr.includes(server.data), stderr);
  assert.deepEqual(fs.readdirSync(server.data).sort(), before);
  assert.equal((await ask(kim, "sendMessage", "immer noch")).ok, true);
  const { code: list } = run(["room", "list", "--data", server.data]);
  assert.equal(list, 0, "the control socket of the first still answers");
});

// ---- exit code 3: what cannot be read is not touched ----

async function goodData() {
  const server = await start();
  const kim = await seedClient(server.url, "kim", { reconnection: false });
  await ask(kim, "sendMessage", "gut");
  kim.disconnect();
  await server.stop();
  return server.data;
}

const sqlite = (file, sql) => {
  const result = spawnSync("sqlite3", [file, sql], { encoding: "utf8" });
  assert.equal(result.status, 0, result.stderr);
  return result.stdout.trim();
};

async function assertUntouched(data, named) {
  const before = digest(data);
  const { code, stderr } = await fails({ data });
  assert.equal(code, 3, stderr);
  assert.equal(stderr.trim().split("\n").filter((line) => line.includes(named)).length >= 1, true, stderr);
  assert.deepEqual(withoutLock(digest(data)), withoutLock(before), "a file was changed");
}

test("exit code 3: a data directory whose parent is missing", async () => {
  const data = path.join(newFolder(), "no", "such", "folder");
  const { code, stderr } = await fails({ data });
  assert.equal(code, 3, stderr);
  assert.ok(stderr.includes(data), stderr);
  assert.ok(!fs.existsSync(path.dirname(data)));
});

test("exit code 3: a data directory that is a file", async () => {
  const folder = newFolder();
  const data = path.join(folder, "file");
  fs.writeFileSync(data, "not a folder");
  const before = digest(folder);
  const { code, stderr } = await fails({ data });
  assert.equal(code, 3, stderr);
  assert.ok(stderr.includes(data), stderr);
  assert.deepEqual(digest(folder), before);
});

test("exit code 3: a data directory that cannot be written", async () => {
  // Root may write anywhere but into the kernel's own folders.
  const isRoot = process.getuid?.() === 0;
  const data = isRoot ? "/proc" : newFolder();
  if (!isRoot) fs.chmodSync(data, 0o500);
  const { code, stderr } = await fails({ data });
  assert.equal(code, 3, stderr);
  assert.ok(stderr.includes(data), stderr);
});

test("exit code 3, untouched: a file that is no database", async () => {
  const data = newFolder();
  fs.writeFileSync(path.join(data, "maru.db"), "this is my diary, not a database\n".repeat(200));
  await assertUntouched(data, "maru.db");
});

test("exit code 3, untouched: a short file that is no database", async () => {
  const data = newFolder();
  fs.writeFileSync(path.join(data, "maru.db"), "x");
  await assertUntouched(data, "maru.db");
});

test("exit code 3, untouched: a folder where the database should be", async () => {
  const data = newFolder();
  fs.mkdirSync(path.join(data, "maru.db"));
  fs.writeFileSync(path.join(data, "maru.db", "keep"), "me");
  await assertUntouched(data, "maru.db");
});

test("exit code 3, untouched: a lone -wal", async () => {
  const data = await goodData();
  fs.renameSync(path.join(data, "maru.db"), path.join(newFolder(), "moved.db"));
  fs.writeFileSync(path.join(data, "maru.db-wal"), crypto.randomBytes(4096));
  await assertUntouched(data, "maru.db");
});

test("exit code 3, untouched: a newer schema", async (t) => {
  if (spawnSync("sqlite3", ["--version"]).error) return t.skip("sqlite3 is not installed");
  const data = await goodData();
  const file = path.join(data, "maru.db");
  const version = Number(sqlite(file, "PRAGMA user_version"));
  assert.ok(version >= 1);
  sqlite(file, `PRAGMA user_version = ${version + 1}`);
  await assertUntouched(data, "maru.db");
});

test("exit code 3, untouched: somebody else's database", async (t) => {
  if (spawnSync("sqlite3", ["--version"]).error) return t.skip("sqlite3 is not installed");
  const data = newFolder();
  sqlite(path.join(data, "maru.db"), "CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('kimchi')");
  await assertUntouched(data, "maru.db");
});

test("exit code 3, untouched: a database cut short", async () => {
  const data = await goodData();
  const file = path.join(data, "maru.db");
  fs.truncateSync(file, fs.statSync(file).size - 4096);
  await assertUntouched(data, "maru.db");
});

test("subcommands on such a store say so too, and touch nothing", async () => {
  const data = newFolder();
  fs.writeFileSync(path.join(data, "maru.db"), "x".repeat(5000));
  const before = digest(data);
  const { code, stderr } = run(["room", "list", "--data", data]);
  assert.equal(code, 3, stderr);
  assert.deepEqual(withoutLock(digest(data)), withoutLock(before));
});

test("a data directory that was asked for and is not there is not made", async () => {
  for (const command of [["serve", "--port", "0"], ["room", "list"]]) {
    const data = path.join(newFolder(), "none");
    const { code, stderr } = run([...command, "--data", data]);
    assert.equal(code, 3, stderr);
    assert.ok(stderr.includes(data), stderr);
    assert.ok(!fs.existsSync(data));
  }
});

test("the data of a user is nobody else's", async () => {
  const server = await start();
  for (const name of fs.readdirSync(server.data)) {
    const mode = fs.statSync(path.join(server.data, name)).mode & 0o077;
    assert.equal(mode, 0, `${name}: others may read or write it`);
  }
});

// ---- TLS: what cannot be used is named, and nothing starts ----

const openssl = (args, options = {}) => {
  const result = spawnSync("openssl", args, { encoding: "utf8", ...options });
  assert.equal(result.status, 0, `openssl ${args.join(" ")}: ${result.error ?? result.stderr}`);
  return result.stdout;
};

// What an administrator may have lying about: files by what is wrong with them.
function tlsFiles() {
  const folder = newFolder("tls");
  const at = (name) => path.join(folder, name);
  const make = (...args) => openssl(args, { cwd: folder });
  const selfSigned = (key, cert) => make("req", "-x509", "-new", "-key", key, "-subj", "/CN=localhost", "-days", "30", "-out", cert);
  for (const key of ["key.pem", "other-key.pem"]) make("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key);
  selfSigned("key.pem", "cert.pem");
  selfSigned("other-key.pem", "other-cert.pem");

  // Only `openssl ca` makes certificates of another time.
  fs.mkdirSync(at("ca"));
  fs.writeFileSync(at("ca/index"), "");
  fs.writeFileSync(at("ca/serial"), "01\n");
  fs.writeFileSync(at("ca/config"), [
    "[ca]", "default_ca = here", "[here]", "new_certs_dir = ca", "database = ca/index", "serial = ca/serial", "default_md = sha256",
    "unique_subject = no", "policy = any", "[any]", "commonName = supplied", "",
  ].join("\n"));
  make("req", "-new", "-key", "key.pem", "-subj", "/CN=localhost", "-out", "request.pem");
  const ofTime = (from, to, cert) => make("ca", "-batch", "-config", "ca/config", "-selfsign", "-keyfile", "key.pem", "-in", "request.pem",
    "-startdate", from, "-enddate", to, "-notext", "-out", cert);
  ofTime("20200101000000Z", "20200201000000Z", "expired.pem");
  ofTime("20900101000000Z", "20910101000000Z", "not-yet.pem");

  make("pkey", "-in", "key.pem", "-aes256", "-passout", "pass:4711", "-out", "locked-key.pem");
  make("x509", "-in", "cert.pem", "-outform", "DER", "-out", "cert.der");
  make("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-out", "weak-key.pem");
  selfSigned("weak-key.pem", "weak.pem");
  const key = fs.readFileSync(at("key.pem"), "utf8");
  const cert = fs.readFileSync(at("cert.pem"), "utf8");
  fs.writeFileSync(at("cut-key.pem"), key.slice(0, key.length / 2));
  fs.writeFileSync(at("cut.pem"), cert.slice(0, cert.length / 2));
  fs.writeFileSync(at("empty.pem"), "");
  fs.writeFileSync(at("diary.pem"), "this is my diary, no certificate and no key\n");
  fs.writeFileSync(at("huge.pem"), Buffer.alloc(50_000_000, "x"));
  fs.mkdirSync(at("folder.pem"));
  return { folder, at };
}

let tlsMaterial; // made once, when the first row asks

// Lines of base64 of any key of the folder must stand nowhere.
function assertNoKeyIn(text, { folder }) {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (!/key/.test(name) || !fs.statSync(file).isFile()) continue;
    const lines = fs.readFileSync(file, "utf8").split("\n").filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line));
    for (const line of lines) assert.ok(!text.includes(line.slice(0, 20)), `a part of ${name} is shown`);
  }
  assert.ok(!/PRIVATE KEY/.test(text), text);
}

for (const [what, cert, key, named, reason, exitCode = 2] of [
  ["a certificate that is not there", "none.pem", "key.pem", "none.pem", /No such file/i],
  ["a key that is not there", "cert.pem", "none-key.pem", "none-key.pem", /No such file/i],
  ["a certificate that is a folder", "folder.pem", "key.pem", "folder.pem", /directory|folder/i],
  ["a key that is a folder", "cert.pem", "folder.pem", "folder.pem", /directory|folder/i],
  ["an empty certificate", "empty.pem", "key.pem", "empty.pem", /no PEM certificate/],
  ["an empty key", "cert.pem", "empty.pem", "empty.pem", /no PEM private key/],
  ["a certificate that is none", "diary.pem", "key.pem", "diary.pem", /no PEM certificate/],
  ["a key that is none", "cert.pem", "diary.pem", "diary.pem", /no PEM private key/],
  ["a certificate as DER", "cert.der", "key.pem", "cert.der", /no PEM certificate/],
  ["a certificate cut short", "cut.pem", "key.pem", "cut.pem", /damaged|no PEM certificate/],
  ["a key cut short", "cert.pem", "cut-key.pem", "cut-key.pem", /damaged|no PEM private key/],
  ["a certificate of 50 MB", "huge.pem", "key.pem", "huge.pem", /larger than/],
  ["a key of 50 MB", "cert.pem", "huge.pem", "huge.pem", /larger than/],
  ["the two exchanged", "key.pem", "cert.pem", "key.pem", /no PEM certificate/],
  ["an expired certificate", "expired.pem", "key.pem", "expired.pem", /expired.*2020/],
  ["a certificate that is not valid yet", "not-yet.pem", "key.pem", "not-yet.pem", /not valid before.*2090/, 4],
  ["somebody else's key", "cert.pem", "other-key.pem", "other-key.pem", /does not belong/],
  ["somebody else's certificate", "other-cert.pem", "key.pem", "other-cert.pem", /does not belong/],
  ["a key with a passphrase", "cert.pem", "locked-key.pem", "locked-key.pem", /passphrase/],
  ["a weak key", "weak.pem", "weak-key.pem", "weak-key.pem", /RSA of 1024 bits/],
]) {
  test(`exit code ${exitCode}, the file and the reason named: ${what}`, async () => {
    tlsMaterial ??= tlsFiles();
    const { at } = tlsMaterial;
    const data = newFolder();
    const { code, stderr } = await fails({ data, args: ["--cert", at(cert), "--key", at(key)] });
    assert.equal(code, exitCode, stderr);
    assert.ok(stderr.includes(at(named)), stderr);
    assert.match(stderr, reason);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
    assertNoKeyIn(stderr, tlsMaterial);
  });
}

test("exit code 2, the file named: a key that may not be read", async (t) => {
  if (process.getuid?.() === 0) return t.skip("root may read anything");
  tlsMaterial ??= tlsFiles();
  const secret = tlsMaterial.at("secret-key.pem");
  fs.copyFileSync(tlsMaterial.at("key.pem"), secret);
  fs.chmodSync(secret, 0o000);
  const { code, stderr } = await fails({ args: ["--cert", tlsMaterial.at("cert.pem"), "--key", secret] });
  assert.equal(code, 2, stderr);
  assert.ok(stderr.includes(secret), stderr);
});

for (const flag of ["--cert", "--key"]) {
  test(`exit code 2, the flag named: ${flag} alone`, async () => {
    tlsMaterial ??= tlsFiles();
    const { code, stderr } = await fails({ args: [flag, tlsMaterial.at(flag === "--cert" ? "cert.pem" : "key.pem")] });
    assert.equal(code, 2, stderr);
    assert.ok(stderr.includes(flag), stderr);
  });
}

// The certificate that a server on loopback shows: its SHA-256, as openssl prints it
function shownCertificate(port) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

const fingerprint = (file) => openssl(["x509", "-in", file, "-noout", "-fingerprint", "-sha256"]).trim().split("=")[1];

test("a certificate and its key from files are used, and nothing is made in the data directory", async () => {
  tlsMaterial ??= tlsFiles();
  const { at } = tlsMaterial;
  const server = await start({ args: ["--cert", at("cert.pem"), "--key", at("key.pem")] });
  assert.equal(await shownCertificate(server.port), fingerprint(at("cert.pem")));
  assert.ok(!fs.readdirSync(server.data).some((name) => name.startsWith("tls-")));
  await server.stop();
  assertNoKeyIn(server.stdout + server.stderr, tlsMaterial);
});

test("SIGHUP reads certificate and key again; bad ones are named, and the old go on", async () => {
  tlsMaterial ??= tlsFiles();
  const { at } = tlsMaterial;
  const [cert, key] = [at("live.pem"), at("live-key.pem")];
  const install = (fromCert, fromKey) => {
    fs.copyFileSync(at(fromKey), key);
    fs.copyFileSync(at(fromCert), cert);
  };
  install("cert.pem", "key.pem");
  const server = await start({ args: ["--cert", cert, "--key", key] });
  const kim = await seedClient(server.url, "kim", { reconnection: false });

  const reload = async (said) => {
    const before = server.stderr.length;
    server.process.kill("SIGHUP");
    await until(() => said.test(server.stderr.slice(before)), () => `${said} in ${server.stderr.slice(before)}`);
  };
  install("expired.pem", "key.pem");
  await reload(/live\.pem expired/);
  assert.equal(await shownCertificate(server.port), fingerprint(at("cert.pem")));
  install("other-cert.pem", "key.pem");
  await reload(/does not belong/);
  assert.equal(await shownCertificate(server.port), fingerprint(at("cert.pem")));
  install("other-cert.pem", "other-key.pem");
  const before = server.stderr.length;
  server.process.kill("SIGHUP");
  await until(() => server.stderr.length > before, "a word about the new certificate");
  assert.equal(await shownCertificate(server.port), fingerprint(at("other-cert.pem")));

  assert.equal((await ask(kim, "sendMessage", "immer noch")).ok, true, "who was there stays");
  assert.deepEqual(kim.reasons, []);
  assertNoKeyIn(server.stdout + server.stderr, tlsMaterial);
});

test("a server makes its certificate once and keeps it, its key for nobody else", async () => {
  const server = await start();
  const first = await shownCertificate(server.port);
  const files = ["tls-cert.pem", "tls-key.pem"].map((name) => path.join(server.data, name));
  const before = files.map((file) => fs.readFileSync(file, "utf8"));
  assert.equal(fs.statSync(files[1]).mode & 0o777, 0o600);
  assert.equal(first, fingerprint(files[0]));
  assert.match(openssl(["x509", "-in", files[0], "-noout", "-text"]), /prime256v1|P-256/);
  await server.stop();
  const again = await start({ data: server.data });
  assert.equal(await shownCertificate(again.port), first);
  assert.deepEqual(files.map((file) => fs.readFileSync(file, "utf8")), before);
  assertNoKeyIn(server.stdout + server.stderr + again.stdout + again.stderr, { folder: server.data });
});

for (const [what, spoil, named, reason] of [
  ["the key is gone", (at) => fs.rmSync(at("tls-key.pem")), "tls-key.pem", /./],
  ["the key is somebody else's", (at) => fs.copyFileSync(tlsMaterial.at("key.pem"), at("tls-key.pem")), "tls-key.pem", /does not belong/],
  ["the key is garbage", (at) => fs.writeFileSync(at("tls-key.pem"), "garbage"), "tls-key.pem", /no PEM private key/],
  ["the certificate is garbage", (at) => fs.writeFileSync(at("tls-cert.pem"), "garbage"), "tls-cert.pem", /no PEM certificate/],
]) {
  test(`a kept certificate that is spoilt is not replaced in silence: ${what}`, async () => {
    tlsMaterial ??= tlsFiles();
    const server = await start();
    await server.stop();
    const at = (name) => path.join(server.data, name);
    spoil(at);
    const before = digest(server.data);
    const { code, stderr } = await fails({ data: server.data });
    assert.equal(code, 2, stderr);
    assert.ok(stderr.includes(at(named)), stderr);
    assert.match(stderr, reason);
    assertNoKeyIn(stderr, tlsMaterial);
    assert.deepEqual(withoutLock(digest(server.data)), withoutLock(before), "a file was changed");
  });
}

test("--sticky-cookie on tells the session's id with the handshake, and only there", async () => {
  const server = await start({ args: ["--sticky-cookie", "on"] });
  const url = `${server.url}/socket.io/?EIO=4&transport=polling`;
  const opened = await fetch(url);
  const { sid } = JSON.parse((await opened.text()).slice(1));
  assert.equal(opened.headers.get("set-cookie"), `io=${sid}; Path=/; HttpOnly; SameSite=Lax`);
  const posted = await fetch(`${url}&sid=${sid}`, { method: "POST", body: "40" });
  assert.equal(await posted.text(), "ok");
  assert.equal(posted.headers.get("set-cookie"), null);
  assert.equal((await fetch(`${url}&sid=${sid}`)).headers.get("set-cookie"), null);
  const off = await start();
  assert.equal((await fetch(`${off.url}/socket.io/?EIO=4&transport=polling`)).headers.get("set-cookie"), null);
});
