// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Socket.IO clients from npm, the oldest and the newest that speak Engine.IO 4, over every transport; and one that is too old.

require("./support/watchdog");
const { test, describe, before, after, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const http = require("node:http");
const net = require("node:net");
const path = require("node:path");
const { Server } = require("./support/server");
const {
  ask, assertHeard, chats, closeAll, connected, hears, newName, newSocket, quick, seedClient, settle, speaks, talk, transportOf, until,
  wayClient, ways,
} = require("./support/client");

const BACK_MS = 20_000;
const REFUSED_MS = 10_000;
const ROUNDS = 50;
const tried = ["4.0", "4.7.2", "latest"];
const every = tried.flatMap((version) => Object.keys(ways).map((way) => ({ version, way })));

describe("one server", () => {
  let server;
  let witness;

  before(async () => {
    server = await Server.start();
    witness = await seedClient(server.url, "증인", { version: "latest" });
  });
  after(async () => {
    closeAll();
    await server?.stop();
  });

  for (const { version, way } of every) {
    test(`${version} over ${way} joins, talks and hears`, async () => {
      const socket = await wayClient(server.url, { version, way });
      await talk(socket, witness, `${version} ${way}`);
      await speaks(socket, way, 0);
      assert.deepEqual(socket.errors, []);
      socket.disconnect();
      await settle(witness);
    });

    test(`${version} over ${way}: a burst comes whole and in order, the longest text too`, async () => {
      const socket = await wayClient(server.url, { version, way });
      const lines = [...Array.from({ length: 60 }, (_, i) => `${socket.id} ${i} 가나다`), `${socket.id} `.padEnd(8000, "한")];
      // In one tick, so that polling puts many into one body, and splits them at maxPayload.
      const acks = await Promise.all(lines.map((line) => ask(socket, "sendMessage", line)));
      assert.ok(acks.every(({ ok }) => ok));
      await hears(witness, lines.at(-1));
      await hears(socket, lines.at(-1));
      assertHeard(witness, lines);
      assertHeard(socket, lines);
      socket.disconnect();
    });
  }

  for (const version of tried) {
    test(`${version}: what is said during the upgrade comes once and in order`, async () => {
      const way = "polling→websocket";
      const socket = newSocket(server.url, { version, transports: ways[way], ...quick });
      socket.connect();
      assert.equal((await ask(socket, "join", newName())).succese, true);
      const sent = [];
      const heard = [];
      while (transportOf(socket) !== "websocket" || sent.length < 20) {
        assert.ok(sent.length < 2000, "no upgrade");
        sent.push(`${socket.id} hin ${sent.length}`);
        heard.push(`${socket.id} her ${heard.length}`);
        socket.emit("sendMessage", sent.at(-1));
        await ask(witness, "sendMessage", heard.at(-1));
      }
      await hears(witness, sent.at(-1));
      await hears(socket, heard.at(-1));
      assertHeard(witness, sent);
      assertHeard(socket, heard);
      socket.disconnect();
    });
  }
});

for (const version of ["4.7.2", "latest"]) {
  test(`${version} over polling: one answer that breaks off costs nothing`, async () => {
    const server = await Server.start();
    let cuts = 0; // answers that end in their middle
    const proxy = net.createServer((near) => {
      const far = net.connect(server.port, "127.0.0.1");
      const end = () => [near, far].forEach((socket) => socket.destroy());
      near.on("data", (bytes) => far.write(bytes));
      far.on("data", (bytes) => {
        if (cuts > 0 || !bytes.includes("abgeschnitten")) return near.write(bytes);
        ++cuts;
        near.write(bytes.subarray(0, -20), end);
      });
      for (const socket of [near, far]) socket.on("error", end).on("close", end);
    });
    await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    try {
      const socket = await wayClient(`http://127.0.0.1:${proxy.address().port}`, { version, way: "polling" });
      const { id } = socket;
      const other = await seedClient(server.url, newName());
      await ask(other, "sendMessage", "abgeschnitten");
      await until(() => socket.reasons.length > 0, "the loss");
      assert.equal(cuts, 1);
      await ask(other, "sendMessage", "versäumt");
      await connected(socket, BACK_MS);
      assert.equal(socket.recovered, true);
      assert.equal(socket.id, id);
      await hears(socket, "versäumt");
      assert.deepEqual(chats(socket), ["abgeschnitten", "versäumt"]);
      assert.equal((await ask(socket, "sendMessage", "ich")).message.user.userName, socket.joined.user.userName);
    } finally {
      closeAll();
      proxy.close();
      await server.stop();
    }
  });
}

// A connection that is kept, and the requests on it one after the other.
class Kept {
  constructor(port) {
    this.socket = net.connect(port, "127.0.0.1").setNoDelay(true).setEncoding("utf8");
    this.text = "";
    this.socket.on("data", (more) => {
      this.text += more;
      const end = this.text.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(this.text.slice(0, end))[1]);
      const body = Buffer.from(this.text.slice(end + 4)).subarray(0, length);
      if (body.length < length) return;
      const status = Number(this.text.split(" ")[1]);
      this.text = "";
      this.answered({ status, body: body.toString() });
    });
  }

  ask(method, query, body = "") {
    this.isSent = new Promise((resolve) => (this.sent = resolve));
    const head = [`${method} /socket.io/?EIO=4&transport=polling${query} HTTP/1.1`, "Host: 127.0.0.1", `Content-Length: ${body.length}`];
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${method} ${body}`)), REFUSED_MS);
      this.answered = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      this.socket.write(`${head.join("\r\n")}\r\n\r\n${body}`, () => this.sent());
    });
  }
}

test("polling over two kept connections, where each request may take either, as in a browser", async () => {
  const server = await Server.start();
  let [one, other] = [new Kept(server.port), new Kept(server.port)];
  try {
    const { sid } = JSON.parse((await one.ask("GET", "")).body.slice(1));
    const query = `&sid=${sid}`;
    const heard = [];
    for (let i = 0; i < ROUNDS; ++i) {
      // The POST goes where the last GET was answered, and the server finds both at once when it wakes.
      const packet = i === 0 ? "40" : `42${i}["e2e:nothing",{}]`;
      server.process.kill("SIGSTOP");
      const answers = [one.ask("POST", query, packet), other.ask("GET", query)];
      await Promise.all([one.isSent, other.isSent]);
      server.process.kill("SIGCONT");
      const [post, get] = await Promise.all(answers);
      assert.deepEqual([i, post.status, post.body, get.status], [i, 200, "ok", 200]);
      heard.push(...get.body.split("\x1e"));
      [one, other] = [other, one];
    }
    const acks = heard.filter((packet) => packet.startsWith("43")).map((packet) => Number(packet.slice(2, packet.indexOf("["))));
    assert.deepEqual(acks, acks.map((_, i) => i + 1));
    assert.ok(acks.length >= ROUNDS - 5, `${acks.length} acks`); // the last ones may wait for another GET
  } finally {
    one.socket.destroy();
    other.socket.destroy();
    await server.stop();
  }
});

describe("too old", () => {
  let server;
  let witness;
  let old;

  before(async () => {
    server = await Server.start();
    witness = await seedClient(server.url, "증인", { version: "latest" });
  });
  afterEach(() => old?.close());
  after(async () => {
    closeAll();
    await server?.stop();
  });

  // {status, type, body} of a plain request, or of a websocket one that is refused
  function request(query, headers = {}) {
    return new Promise((resolve, reject) => {
      const asked = http.get(`${server.url}/socket.io/?${query}`, { headers, agent: false }, (answer) => {
        let body = "";
        answer.setEncoding("utf8").on("data", (text) => (body += text));
        answer.on("end", () => resolve({ status: answer.statusCode, type: answer.headers["content-type"], body }));
      });
      asked.setTimeout(REFUSED_MS, () => asked.destroy(new Error("no answer")));
      asked.on("upgrade", (answer, socket) => {
        socket.destroy();
        resolve({ status: answer.statusCode });
      });
      asked.on("error", reject);
    });
  }
  const upgrade = {
    Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "bWFydW1hcnVtYXJ1bWFydQ==",
  };

  async function assertUndisturbed() {
    assert.ok(server.isRunning);
    assert.ok(witness.connected);
    assert.deepEqual(witness.reasons, []);
    assert.equal((await ask(witness, "sendMessage", newName("noch da "))).ok, true);
  }

  for (const eio of ["EIO=3", "EIO=2", "EIO=5", "EIO=", ""]) {
    test(`"${eio}" is refused with code 5 on polling, without a 101 on websocket`, async () => {
      const polling = await request(`${eio}&transport=polling`);
      assert.equal(polling.status, 400);
      assert.match(polling.type, /^application\/json/);
      assert.deepEqual(JSON.parse(polling.body), { code: 5, message: "Unsupported protocol version" });
      const websocket = await request(`${eio}&transport=websocket`, upgrade);
      assert.equal(websocket.status, 400);
      assert.match(websocket.type, /^text\/html/);
      assert.equal(websocket.body, "Unsupported protocol version");
      await assertUndisturbed();
    });
  }

  for (const way of Object.keys(ways)) {
    test(`2.5.0 over ${way} is told so, and nobody else notices`, async () => {
      old = require("sio-2.5.0")(server.url, { transports: ways[way], forceNew: true, reconnection: false, timeout: REFUSED_MS });
      const errors = [];
      let isIn = false;
      old.on("connect", () => (isIn = true));
      old.on("connect_error", (error) => errors.push(error));
      await until(() => errors.length > 0, "connect_error");
      assert.match(errors[0].message, ways[way][0] === "polling" ? /^xhr poll error$/ : /^websocket error$/);
      // The refusal, not a broken stream: https://github.com/socketio/socket.io answers 101 here, and then writes HTTP.
      const why = errors[0].description;
      assert.match(String(why.message ?? why), /400/);
      assert.equal(isIn, false);
      await assertUndisturbed();
    });
  }
});

describe("killed and started again", () => {
  let server;
  after(async () => {
    closeAll();
    await server?.stop();
  });

  test("every client comes back by itself, over its transport, and misses nothing", async () => {
    server = await Server.start();
    const sockets = await Promise.all(every.map(({ version, way }) =>
      wayClient(server.url, { version, way, name: `${version} ${way}` })));
    const ids = sockets.map(({ id }) => id);
    await ask(sockets[0], "sendMessage", "vorher");
    await Promise.all(sockets.map((socket) => hears(socket, "vorher")));

    await server.kill9();
    await until(() => sockets.every((socket) => !socket.connected), "the loss");
    server = await server.restart();
    await Promise.all(sockets.map((socket) => connected(socket, BACK_MS)));
    for (const [i, socket] of sockets.entries()) {
      const { version, way } = every[i];
      if (version === "4.0") {
        assert.equal((await ask(socket, "join", `${version} ${way}`)).succese, true);
      } else {
        assert.equal(socket.recovered, true, `${version} ${way}`);
        assert.equal(socket.id, ids[i]);
      }
      await speaks(socket, way);
    }
    for (const [i, socket] of sockets.entries()) {
      const { version, way } = every[i];
      const ack = await ask(socket, "sendMessage", `wieder da: ${version} ${way}`);
      assert.equal(ack.ok, true, ack.error);
      assert.equal(ack.message.user.userName, `${version} ${way}`);
    }
    const said = ["vorher", ...every.map(({ version, way }) => `wieder da: ${version} ${way}`)];
    for (const socket of sockets) {
      await hears(socket, said.at(-1));
      assert.deepEqual(chats(socket), said);
    }
  });
});

describe("TLS on the same port", () => {
  let server;
  let witness;
  let ca;

  before(async () => {
    server = await Server.start();
    witness = await seedClient(server.url, "증인", { version: "latest" }); // in plain, at the same port
    ca = fs.readFileSync(path.join(server.data, "tls-cert.pem"));
  });
  after(async () => {
    closeAll();
    await server?.stop();
  });

  for (const way of Object.keys(ways)) {
    test(`latest over ${way} trusts the server's own certificate when it is given as ca`, async () => {
      const socket = await wayClient(`https://localhost:${server.port}`, { way, ca });
      await talk(socket, witness, `TLS ${way}`);
      assert.deepEqual(socket.errors, []);
      socket.disconnect();
    });

    test(`latest over ${way} does not trust it unasked`, async () => {
      const socket = newSocket(`https://localhost:${server.port}`, { version: "latest", transports: ways[way], reconnection: false });
      socket.connect();
      await until(() => socket.errors.length > 0, "connect_error");
      assert.equal(socket.connected, false);
      assert.equal((await ask(witness, "sendMessage", newName("noch da "))).ok, true);
    });
  }
});
