// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// nginx and HAProxy before the server, exactly as docs/operations.md says: every transport, TLS that ends there, who is
// calling, connections that say nothing for longer than a timeout, and a proxy that hands on no upgrade.

require("./support/watchdog");
const { test, describe, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const path = require("node:path");
const { X509Certificate } = require("node:crypto");
const { Server } = require("./support/server");
const {
  ask, closeAll, connected, newName, newSocket, quick, seedClient, settle, speaks, talk, transportOf, until, wayClient, ways,
} = require("./support/client");
const { blocks, kinds, replaced, snippet, startProxy } = require("./support/proxies");

const PING_MS = 25_000; // docs/protocol.md §9
const SILENCE_MS = 45_000; // no ping for longer than that, and the connection is dead
const BACK_MS = 20_000;
const GONE_MS = 5_000;
const hello = "안녕하세요";
const elsewhere = "203.0.113.9"; // an address for examples, RFC 5737: no private one

// A session over polling by hand. from: the address to call from
class Session {
  constructor(url, { headers = {}, from, ca } = {}) {
    this.url = `${url}/socket.io/?EIO=4&transport=polling`;
    this.options = { headers, localAddress: from, ca, agent: false };
    this.http = url.startsWith("https") ? https : http;
  }

  // {status, body}; and request: the request itself, which a test may cut off
  ask(method, text) {
    let request;
    const answer = new Promise((resolve, reject) => {
      const query = this.sid ? `&sid=${this.sid}` : "";
      request = this.http.request(`${this.url}${query}`, { method, ...this.options }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (more) => (body += more));
        response.on("end", () => resolve({ status: response.statusCode, body }));
      });
      request.on("error", reject).end(text);
    });
    return Object.assign(answer, { request });
  }

  async open() {
    const answer = await this.ask("GET");
    if (answer.status === 200) this.sid = JSON.parse(answer.body.slice(1).split("\x1e")[0]).sid;
    return answer;
  }
}

// {status, body} of a handshake, whose session is closed at once
async function handshake(url, options) {
  const session = new Session(url, options);
  const answer = await session.open();
  if (answer.status === 200) assert.equal((await session.ask("POST", "1")).body, "ok");
  return answer;
}

test("the page's timeouts are longer than a living connection is silent", () => {
  for (const kind of kinds) {
    const timeouts = [...snippet(kind).matchAll(/(\w+_timeout|timeout (?!connect)\w+) +(\d+)s/g)];
    assert.ok(timeouts.length >= 2, `${kind} sets no timeouts`);
    for (const [line, , seconds] of timeouts) assert.ok(Number(seconds) * 1000 > SILENCE_MS, `${kind}: ${line}`);
  }
});

test("the page's command shows the fingerprint of the certificate", async () => {
  const server = await Server.start();
  try {
    const cert = path.join(server.data, "tls-cert.pem");
    const command = blocks("sh").find((block) => block.startsWith("openssl "));
    const { stdout } = spawnSync("sh", ["-c", replaced(command, { "~/.local/state/maru/tls-cert.pem": cert })], { encoding: "utf8" });
    const { fingerprint256 } = new X509Certificate(fs.readFileSync(cert));
    assert.equal(stdout.trim().split("=")[1], fingerprint256);
    assert.ok(server.stderr.includes(`made a TLS certificate, SHA-256 ${fingerprint256}`), server.stderr);
  } finally {
    await server.stop();
  }
});

// Connections that say nothing, while the other tests run: the pings must be enough for proxies with half the page's timeouts.
const waiting = { sockets: [], proxies: [] };

before(async () => {
  waiting.server = await Server.start();
  for (const kind of kinds) {
    const lines = [...snippet(kind).matchAll(/^.*\b60s.*$/gm)].map(([line]) => line);
    const halves = Object.fromEntries(lines.map((line) => [line, line.replace("60s", "30s")]));
    const proxy = await startProxy(kind, waiting.server.port, halves);
    waiting.proxies.push(proxy);
    for (const way of Object.keys(ways)) {
      const socket = await wayClient(proxy.url, { way, reconnection: false });
      Object.assign(socket, { pings: 0, way, label: `${way} through ${kind}` });
      socket.io.on("ping", () => ++socket.pings);
      waiting.sockets.push(socket);
    }
  }
});
after(async () => {
  closeAll();
  await waiting.server?.stop();
  for (const proxy of waiting.proxies) await proxy.stop();
});

for (const kind of kinds) {
  describe(kind, () => {
    let server;
    let proxy;
    let witness;

    before(async () => {
      // The page's command, with the test's port and data.
      const words = blocks("sh").find((block) => block.includes("--trusted-proxy")).trim().split(/\s+/).slice(1);
      server = await Server.start({ args: words });
      proxy = await startProxy(kind, server.port);
      witness = await seedClient(server.url, `증인 ${kind}`, { version: "latest" });
    });
    after(async () => {
      witness?.disconnect();
      await server?.stop(); // first, so that it need not wait for peers whose last words the proxy had
      await proxy?.stop();
    });

    for (const way of Object.keys(ways)) {
      test(`${way} in plain`, async () => {
        const socket = await wayClient(proxy.url, { way });
        await talk(socket, witness, `${kind} ${way}`);
        const long = `${socket.id} `.padEnd(8000, "한");
        assert.equal((await ask(socket, "sendMessage", long)).ok, true);
        assert.deepEqual(socket.errors, []);
        await speaks(socket, way, 0);
        socket.disconnect();
        await settle(witness);
      });

      test(`${way}, TLS ends at the proxy`, async () => {
        const socket = await wayClient(proxy.secureUrl, { way, ca: proxy.ca });
        await talk(socket, witness, `${kind} TLS ${way}`);
        assert.deepEqual(socket.errors, []);
        socket.disconnect();
      });
    }

    test("who calls is who the proxy says, and not who the client says it is", async () => {
      // This client's own address is the proxy's: it is trusted, and may say that it calls for another.
      const forElsewhere = await handshake(proxy.url, { headers: { "X-Forwarded-For": elsewhere } });
      assert.equal(forElsewhere.status, 426);
      assert.match(forElsewhere.body, /https/i);
      // Another's word counts for nothing: the proxy wrote its address behind it.
      const from = "127.0.0.2";
      assert.equal((await handshake(proxy.url, { from, headers: { "X-Forwarded-For": elsewhere } })).status, 200);
      // And nobody's does who comes past the proxy.
      assert.equal((await handshake(server.url, { from, headers: { "X-Forwarded-For": elsewhere } })).status, 200);
    });

    test("TLS at the proxy is TLS", async () => {
      const headers = { "X-Forwarded-For": elsewhere };
      assert.equal((await handshake(proxy.secureUrl, { headers, ca: proxy.ca })).status, 200);
      // In plain to the proxy, whatever the client says.
      const lie = { ...headers, "X-Forwarded-Proto": "https" };
      assert.equal((await handshake(proxy.url, { headers: lie })).status, 426);
    });

    test("the site of the page's command is allowed, another is not", async () => {
      const ask = (origin) => handshake(proxy.secureUrl, { ca: proxy.ca, headers: { Origin: origin } });
      assert.equal((await ask("https://chat.example.org")).status, 200);
      const { status, body } = await ask("https://evil.example");
      assert.equal(status, 403);
      assert.deepEqual(JSON.parse(body), { code: 4, message: "Forbidden" });
      await until(() => server.stderr.includes("web page refused, allow it with --origin https://evil.example\n"), "the line in the log");
    });

    test("a client that vanishes while its request is held is gone for the server, too", async () => {
      const session = new Session(proxy.url);
      assert.equal((await session.open()).status, 200);
      const held = session.ask("GET");
      held.catch(() => {}); // it will be cut off
      // By then it is held: it set out before these.
      for (let i = 0; i < 5; ++i) assert.equal((await session.ask("POST", "6")).status, 200);
      held.request.destroy();
      const end = Date.now() + GONE_MS;
      let last;
      do {
        assert.ok(Date.now() < end, "the session lives on");
        last = await session.ask("POST", "6");
      } while (last.status === 200);
      assert.deepEqual([last.status, JSON.parse(last.body).code], [400, 1]);
    });

    test("through a kill and a new start clients come back by themselves", async () => {
      const own = await Server.start({ args: ["--trusted-proxy", "127.0.0.1"] });
      let again = own;
      // HAProxy would look every 2 s whether the server is back.
      const before = await startProxy(kind, own.port, kind === "haproxy" ? { " check": " check inter 100ms" } : {});
      try {
        const sockets = await Promise.all(Object.keys(ways).map((way) => wayClient(before.url, { way })));
        await own.kill9();
        await until(() => sockets.every((socket) => !socket.connected), "the loss");
        again = await own.restart({ args: ["--trusted-proxy", "127.0.0.1"] });
        for (const socket of sockets) {
          await connected(socket, BACK_MS);
          assert.equal(socket.recovered, true);
          assert.equal((await ask(socket, "sendMessage", hello)).ok, true);
          socket.disconnect();
        }
      } finally {
        await again.stop();
        await before.stop();
      }
    });
  });
}

describe("a proxy that hands on no upgrade", () => {
  let server;
  let proxy;
  let witness;
  before(async () => {
    server = await Server.start();
    proxy = await startProxy("nginx", server.port, {
      "proxy_set_header Upgrade $http_upgrade;": "",
      "proxy_set_header Connection $maru_connection;": "",
    });
  });
  after(async () => {
    witness?.disconnect();
    await server?.stop();
    await proxy?.stop();
  });

  test("clients with default options stay on polling, and take part", async () => {
    witness = await seedClient(server.url, "증인", { version: "latest" });
    const socket = newSocket(proxy.url, { version: "latest", transports: undefined, ...quick });
    const failed = [];
    socket.io.on("open", () => socket.io.engine.on("upgradeError", (error) => failed.push(error)));
    socket.connect();
    socket.joined = await ask(socket, "join", newName());
    assert.equal(socket.joined.succese, true);
    await until(() => failed.length > 0, "the failed upgrade");
    await talk(socket, witness, "ohne Upgrade");
    assert.equal(transportOf(socket), "polling");
    assert.deepEqual(socket.reasons, []);
  });

  test("a client that speaks only websocket is told so", async () => {
    const socket = newSocket(proxy.url, { version: "latest", transports: ["websocket"], reconnection: false });
    socket.connect();
    await until(() => socket.errors.length > 0, "connect_error");
    assert.match(String(socket.errors[0].description?.message), /400/);
  });
});

test("connections that only wait outlive the proxy's timeouts", async () => {
  for (const socket of waiting.sockets) {
    // Two pings take 50 s, more than the 30 s of these proxies.
    const what = () => `pings over ${socket.label}: ${socket.pings}, ${socket.reasons}`;
    await until(() => socket.pings >= 2 || socket.reasons.length > 0, what, 2 * PING_MS + 5_000);
    assert.deepEqual(socket.reasons, [], socket.label);
    assert.equal((await ask(socket, "sendMessage", newName("noch da "))).ok, true);
    await speaks(socket, socket.way, 0);
  }
});
