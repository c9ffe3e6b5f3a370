// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The certificate of a server: made at the first start, kept, read again at SIGHUP; or the administrator's own.

const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { X509Certificate } = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const path = require("node:path");
const tls = require("node:tls");
const { test } = require("node:test");
const { Worker } = require("node:worker_threads");

const { Server, newFolder } = require("./support/server");

const until = async (condition, what, ms = 5_000) => {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

// What the server shows to a client that would take anything.
function peerCertificate(port) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      resolve(certificate);
    });
    socket.on("error", reject);
  });
}

// GET over TLS by a client that trusts `ca` alone; resolves to the body.
function get(port, pathname, options) {
  return new Promise((resolve, reject) => {
    const request = https.get({ host: "127.0.0.1", port, path: pathname, agent: false, ...options }, (response) => {
      let body = "";
      response.on("data", (bytes) => (body += bytes));
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    request.on("error", reject);
  });
}

// A certificate and key as an administrator has them.
function newPair(folder, name, commonName = name, kind = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]) {
  const cert = path.join(folder, `${name}-cert.pem`);
  const key = path.join(folder, `${name}-key.pem`);
  const made = spawnSync(
    "openssl",
    ["req", "-x509", "-newkey", ...kind, "-nodes", "-days", "30",
      "-subj", `/CN=${commonName}`, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert],
    { encoding: "utf8" },
  );
  assert.equal(made.status, 0, made.stderr);
  fs.chmodSync(key, 0o600);
  return { cert, key };
}

test("a first start makes a certificate, later ones keep it", async () => {
  const server = await Server.start();
  const certFile = path.join(server.data, "tls-cert.pem");
  const keyFile = path.join(server.data, "tls-key.pem");
  assert.equal(fs.statSync(keyFile).mode & 0o777, 0o600);
  const made = new X509Certificate(fs.readFileSync(certFile));
  assert.match(made.subjectAltName, /DNS:localhost/);
  assert.match(made.subjectAltName, /IP Address:127\.0\.0\.1/);
  await until(() => server.stdout.includes("Certificate: SHA-256"), "the fingerprint on stdout");
  assert.ok(server.stdout.includes(`Certificate: SHA-256 ${made.fingerprint256}\n`), server.stdout);
  assert.ok(!(server.stdout + server.stderr).includes("PRIVATE"));

  // It is a certificate that a client can check in full.
  const health = await get(server.port, "/healthz", { ca: fs.readFileSync(certFile), servername: "localhost" });
  assert.deepEqual(health, { status: 200, body: '{"status":"ok"}' });
  await assert.rejects(get(server.port, "/healthz", {}), /self-signed/);
  await server.kill9();

  const again = await server.restart();
  assert.equal((await peerCertificate(again.port)).fingerprint256, made.fingerprint256);
  assert.equal((await again.stop()).code, 0);
});

test("an administrator's certificate is used, and read again at SIGHUP", async () => {
  const folder = newFolder("tls");
  const first = newPair(folder, "first");
  const second = newPair(folder, "second");
  const server = await Server.start({ args: ["--cert", first.cert, "--key", first.key] });
  assert.ok(!fs.existsSync(path.join(server.data, "tls-cert.pem")), "no certificate of its own is made");
  assert.match((await peerCertificate(server.port)).subject, /CN=first/);

  const open = tls.connect({ host: "127.0.0.1", port: server.port, rejectUnauthorized: false });
  await new Promise((resolve) => open.once("secureConnect", resolve));

  // A key that does not belong to it: nothing changes, and the log says why.
  fs.copyFileSync(second.key, first.key);
  server.process.kill("SIGHUP");
  await until(() => server.stderr.includes("the certificate stays as it was"), "the refusal");
  assert.ok(server.stderr.includes(path.basename(first.key)), server.stderr);
  assert.match((await peerCertificate(server.port)).subject, /CN=first/);

  fs.copyFileSync(second.cert, first.cert);
  server.process.kill("SIGHUP");
  await until(() => server.stderr.includes("certificate read again"), "the new certificate");
  assert.match((await peerCertificate(server.port)).subject, /CN=second/);

  // Connections that are open go on.
  let answer = "";
  open.on("data", (bytes) => (answer += bytes));
  open.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  await until(() => answer.includes('{"status":"ok"}'), "an answer over the old connection");
  open.destroy();
  assert.equal((await server.stop()).code, 0);
});

test("many SIGHUPs in a row do not stop a server", async () => {
  const server = await Server.start();
  for (let i = 0; i < 50; i++) server.process.kill("SIGHUP");
  await until(() => server.stderr.includes("certificate read again"), "one reload");
  assert.equal((await peerCertificate(server.port)).subject.includes("CN="), true);
  assert.equal((await server.stop()).code, 0);
});

// In a thread of its own: the hellos of many, whose last bytes come together. Signed by RSA each costs the server milliseconds.
const hellos = `
  const net = require("node:net");
  const tls = require("node:tls");
  const { Duplex } = require("node:stream");
  const { parentPort, workerData: { port, count } } = require("node:worker_threads");
  const pipe = new Duplex({
    read() {},
    write(hello, encoding, done) {
      done();
      let ready = 0;
      const sockets = Array.from({ length: count }, () => net.connect(port, "127.0.0.1"));
      for (const socket of sockets) {
        socket.on("error", () => {});
        socket.setNoDelay(true);
        socket.on("connect", () => socket.write(hello.subarray(0, -1), () => {
          if (++ready === count) setTimeout(() => {
            parentPort.postMessage("all");
            for (const one of sockets) one.write(hello.subarray(-1));
          }, 300);
        }));
        socket.once("data", () => {
          if (--ready === 0) parentPort.postMessage("done");
        });
      }
    },
  });
  tls.connect({ socket: pipe, rejectUnauthorized: false }).on("error", () => {});`;

test("many handshakes at once keep nobody waiting", async (t) => {
  const folder = newFolder("rsa");
  const { cert, key } = newPair(folder, "rsa", "rsa", ["rsa:4096"]);
  const server = await Server.start({ args: ["--listen", "127.0.0.1", "--cert", cert, "--key", key] });
  const agent = new http.Agent({ keepAlive: true });
  const wait = () =>
    new Promise((resolve, reject) => {
      const begun = Date.now();
      http.get({ host: "127.0.0.1", port: server.port, path: "/healthz", agent }, (response) => {
        response.resume();
        response.on("end", () => resolve(Date.now() - begun));
      }).on("error", reject);
    });
  const calm = [];
  for (let i = 0; i < 15; ++i) calm.push(await wait());
  const crowd = new Worker(hellos, { eval: true, workerData: { port: server.port, count: 120 } });
  try {
    await new Promise((resolve) => crowd.once("message", resolve));
    let isDone = false;
    crowd.once("message", () => (isDone = true));
    const times = [];
    while (!isDone) times.push(await wait());
    t.diagnostic(`/healthz beside 120 handshakes: at most ${Math.max(...times)} ms in ${times.length}, before ${Math.max(...calm)} ms`);
    // Each turn holds one signature; all of them together take a second.
    assert.ok(Math.max(...times) < 100 + 4 * Math.max(...calm), `${times} ms`);
  } finally {
    await crowd.terminate();
    agent.destroy();
    assert.equal((await server.stop()).code, 0);
  }
});
