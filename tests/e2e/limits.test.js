// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// What one peer, or a crowd of them, can take from a server: never the service of the others.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const http = require("node:http");
const net = require("node:net");
const { test } = require("node:test");
const { Worker } = require("node:worker_threads");
const WebSocket = require("ws");

const { Server, memoryFolder } = require("./support/server");
const { ask, closeAll, nativeClient, seedClient, until } = require("./support/client");
const { request } = require("./support/wire");

const HELLO = Buffer.from("16030100a5010000a10303", "hex"); // a TLS hello that does not go on
const HALF_FRAME = Buffer.from("81fe0f00", "hex"); // 3,840 bytes are announced, and no mask follows

// Each bound is the server's. What this machine takes for the same when nobody misbehaves, being busy itself, comes on top of it.
const CALM_TIMES = 4;

const start = (options) => Server.start({ data: memoryFolder(), ...options });

// user and system time of the process, in ms
const cpuMs = (pid) => {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return 10 * (Number(fields[11]) + Number(fields[12]));
};
const upgrade = (port) =>
  `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

// A TCP connection that says `bytes` and then nothing. Its end is no error of the test.
function halfOpen(port, bytes, { localAddress, every } = {}) {
  const socket = net.connect({ port, host: "127.0.0.1", localAddress });
  socket.on("error", () => {});
  socket.on("close", () => clearInterval(socket.timer));
  if (every) {
    let at = 0;
    socket.timer = setInterval(() => socket.write(bytes.subarray(at, ++at)), every);
  } else if (bytes.length) {
    socket.write(bytes);
  }
  return socket;
}

// How long a person needs to get in, in ms.
async function loginMs(server, name) {
  const start = process.hrtime.bigint();
  const socket = await seedClient(server.url, name);
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  socket.disconnect();
  return ms;
}

test("2,000 half-open handshakes keep nobody out", async (t) => {
  for (const rates of ["on", "off"]) {
    const server = await start({ args: ["--listen", "127.0.0.1", "--rate-limit", rates] });
    const crowd = [];
    const kinds = [
      (options) => halfOpen(server.port, Buffer.alloc(0), options),
      (options) => halfOpen(server.port, HELLO, options),
      (options) => halfOpen(server.port, Buffer.from("GET /socket.io/?EIO=4"), options),
      (options) => halfOpen(server.port, Buffer.from(upgrade(server.port)), { ...options, every: 1_000 }), // a byte a second
      (options) => {
        const socket = halfOpen(server.port, Buffer.from(upgrade(server.port)), options);
        socket.once("data", () => socket.write(HALF_FRAME));
        return socket;
      },
    ];
    // From ten hosts, as far as the server can tell; with the rates lifted from one.
    for (let i = 0; i < 2_000; i++) {
      const localAddress = rates === "on" ? `127.0.0.${2 + (i % 10)}` : undefined;
      crowd.push(kinds[i % kinds.length]({ localAddress }));
    }
    await until(() => crowd.every((socket) => !socket.connecting), "all connections", 20_000);
    await fetch(`${server.url}/healthz`); // answered when all of them have been let in
    const times = [];
    for (let i = 0; i < 5; i++) times.push(await loginMs(server, `손님${rates}${i}`));
    times.sort((a, b) => a - b); // the median, as this machine may be busy itself
    t.diagnostic(`rates ${rates}: the median of ${times.length} logins ${Math.round(times[2])} ms`);
    assert.ok(times[2] < 500, `logins took ${times.map(Math.round)} ms (rates ${rates})`);
    crowd.forEach((socket) => socket.destroy());
    assert.equal((await server.stop()).code, 0);
  }
});

test("a server whose descriptors run out goes on, and recovers", async (t) => {
  const server = await start({ args: ["--listen", "127.0.0.1"], wrapper: ["prlimit", "--nofile=256:256"] });
  const inside = await seedClient(server.url, "안에");
  const mostMs = 2_000 + CALM_TIMES * (await loginMs(server, "먼저"));
  const crowd = [];
  for (let i = 0; i < 400; i++) {
    crowd.push(halfOpen(server.port, Buffer.from(upgrade(server.port)), {}));
  }
  await until(() => crowd.every((socket) => !socket.connecting), "all connections");
  const before = cpuMs(server.process.pid);
  const begun = Date.now();
  for (let i = 0; i < 20; i++) {
    assert.equal((await ask(inside, "sendMessage", `아직 있어요 ${i}`)).ok, true);
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // the time that is measured
  const share = (cpuMs(server.process.pid) - before) / (Date.now() - begun);
  assert.ok(share < 0.2, `a full table cost ${Math.round(100 * share)} % of a core`);

  crowd.forEach((socket) => socket.destroy());
  const freed = Date.now();
  let joined;
  while (!joined && Date.now() - freed < mostMs) {
    joined = await seedClient(server.url, "새 손님", { reconnectionDelay: 50, reconnectionDelayMax: 100 }).catch(() => null);
  }
  const recoveredMs = Date.now() - freed;
  assert.ok(joined, "nobody gets in again");
  t.diagnostic(`a full table: ${Math.round(100 * share)} % of a core; the next got in ${recoveredMs} ms after places were free`);
  assert.ok(recoveredMs < mostMs, `recovered after ${recoveredMs} ms, not ${Math.round(mostMs)}`);
  closeAll();
  assert.equal((await server.stop()).code, 0);
});

test("pings without end are no way to make a server work", async () => {
  const server = await start({ args: ["--listen", "127.0.0.1"] });
  const flood = new WebSocket(`ws://127.0.0.1:${server.port}/socket.io/?EIO=4&transport=websocket`);
  let pongs = 0;
  flood.on("pong", () => pongs++);
  flood.on("error", () => {});
  const closed = new Promise((resolve) => flood.on("close", (code) => resolve(code)));
  await new Promise((resolve) => flood.on("open", resolve));
  for (let i = 0; i < 1_000; i++) flood.ping("are you there?");
  assert.equal(await closed, 1008);
  assert.ok(pongs <= 20, `${pongs} answers`); // ten a second; the flood may touch two seconds
  const quiet = new WebSocket(`ws://127.0.0.1:${server.port}/socket.io/?EIO=4&transport=websocket`);
  await new Promise((resolve) => quiet.on("open", resolve));
  const answered = new Promise((resolve) => quiet.on("pong", resolve));
  quiet.ping("hello");
  assert.equal(String(await answered), "hello");
  quiet.terminate();
  assert.equal((await server.stop()).code, 0);
});

const healthz = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

// In a thread of its own. Large packets first: the kernel then holds megabytes that are there to be read at once.
const flooding = `
  const net = require("node:net");
  const { parentPort, workerData } = require("node:worker_threads");
  const masked = (text) => {
    const body = Buffer.from(text);
    const head = body.length < 126 ? [0x81, 0x80 | body.length] : [0x81, 0xfe, body.length >> 8, body.length & 0xff];
    return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), body]);
  };
  const requests = Buffer.from(workerData.isHttp ? workerData.first.repeat(2_000) : "");
  const small = Buffer.concat(Array(100_000).fill(masked('42["a",1]')));
  const large = Buffer.concat(Array(20).fill(masked("6".repeat(60_000))));
  const warmUntil = Date.now() + 1_000;
  for (let i = 0; i < workerData.count; ++i) {
    const socket = net.connect(workerData.port, "127.0.0.1", () => socket.write(workerData.first));
    socket.once("data", () => {
      if (workerData.isHttp) socket.resume();
      else socket.write(masked("40"));
      const more = () => {
        const isWarm = Date.now() > warmUntil;
        if (isWarm) parentPort.postMessage("warm");
        socket.write(workerData.isHttp ? requests : isWarm ? small : large, more);
      };
      more();
    });
    socket.on("error", () => {});
  }`;

// In a thread of its own: many that wait for each answer, and ask again at once. Their requests are dear.
const insisting = `
  const net = require("node:net");
  const { parentPort, workerData: { port, count, isPolling } } = require("node:worker_threads");
  const host = "a".repeat(60) + ".example";
  const page = "GET / HTTP/1.1\\r\\nHost: " + host + "\\r\\nX-Padding: " + "x".repeat(3_000) + "\\r\\n\\r\\n";
  const post = (sid, body) =>
    "POST /socket.io/?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: " + body.length + "\\r\\n\\r\\n" + body;
  const long = Array(4_090).fill('42["a",1]').join("\\x1e");
  let opened = 0;
  const begin = () => setTimeout(() => parentPort.postMessage("warm"), 500);
  for (let i = 0; i < count; ++i) {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.write(isPolling ? "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n" : page);
    });
    let sid;
    let heard = "";
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      heard += bytes;
      if (!isPolling && heard.includes("</html>")) {
        heard = "";
        if (++opened === count) begin();
        socket.write(page);
      } else if (isPolling && !sid && heard.includes('"sid"')) {
        sid = /"sid":"([^"]+)"/.exec(heard)[1];
        heard = "";
        if (++opened === count) begin();
        socket.write(post(sid, "40"));
      } else if (isPolling && sid && /200 OK[^]*ok$/.test(heard)) {
        heard = "";
        socket.write(post(sid, long));
      }
    });
  }`;

/** The milliseconds that /healthz takes over a new connection, sorted. */
async function answers(server) {
  const agent = new http.Agent({ keepAlive: true });
  const times = [];
  for (let i = 0; i < 15; ++i) {
    const begun = Date.now();
    assert.equal((await request(server, "/healthz", { agent })).status, 200);
    times.push(Date.now() - begun);
  }
  agent.destroy();
  return times.sort((a, b) => a - b);
}

/** What /healthz takes beside \p count connections that send all the time, and what it took before they came. */
async function besideFlood(first, count) {
  const server = await start({ args: ["--listen", "127.0.0.1"] });
  const calm = await answers(server);
  const isHttp = first === undefined;
  const workerData = { port: server.port, first: first?.(server.port) ?? healthz, count, isHttp };
  return beside(server, calm, flooding, workerData);
}

/** The same, of \p source in a thread of its own, which says when it is at work. */
async function beside(server, calm, source, workerData) {
  const flood = new Worker(source, { eval: true, workerData });
  try {
    await new Promise((resolve) => flood.once("message", resolve));
    return { calm, times: await answers(server) };
  } finally {
    await flood.terminate();
    await server.stop();
  }
}

test("who sends without a pause keeps nobody waiting", async () => {
  const { calm, times } = await besideFlood(upgrade, 1);
  assert.ok(times.at(-1) < 1_000 + CALM_TIMES * calm.at(-1), `${times} ms, before ${calm} ms`); // it was as long as the flood
});

// The median, as this machine may be busy itself.
test("many who send without a pause keep nobody waiting", async (t) => {
  for (const [name, first] of [["websocket", upgrade], ["HTTP", undefined]]) {
    const { calm, times } = await besideFlood(first, 150);
    t.diagnostic(`/healthz beside 150 connections over ${name}: ${times} ms, before ${calm} ms`);
    assert.ok(times[7] < 75 + CALM_TIMES * calm[7], `${times} ms, before ${calm} ms`);
  }
});

test("many who ask again whenever they are answered keep nobody waiting", async (t) => {
  for (const [name, isPolling] of [["pages", false], ["long-polling", true]]) {
    const server = await start({ args: ["--listen", "127.0.0.1"] });
    const calm = await answers(server);
    const times = (await beside(server, calm, insisting, { port: server.port, count: 150, isPolling })).times;
    t.diagnostic(`/healthz beside 150 connections that ask for ${name}: ${times} ms, before ${calm} ms`);
    assert.ok(times[7] < 75 + CALM_TIMES * calm[7], `${name}: ${times} ms, before ${calm} ms`);
  }
});

// In a thread of its own: one guest who asks the same thing all the time, with at most so many answers to wait for.
const asking = `
  const { parentPort, workerData: { url, userName, event, argument, hasIds } } = require("node:worker_threads");
  const WebSocket = require("ws");
  const socket = new WebSocket(url);
  const question = JSON.stringify([event, argument]);
  let id = 0;
  let unanswered = 0;
  const more = () => {
    for (let i = 0; i < 500 && socket.bufferedAmount < 1_000_000 && unanswered < 1_000; ++i) {
      socket.send("42" + (hasIds ? ++id : "") + question);
      unanswered += hasIds ? 1 : 0;
    }
    setTimeout(more, 1);
  };
  socket.on("message", (data) => {
    const packet = String(data);
    if (packet[0] === "0") {
      socket.send('40{"maru":1}');
    } else if (packet.startsWith("40")) {
      socket.send("420" + JSON.stringify(["session:join", { userName, client: { name: "e2e", version: "1", locale: "ko" } }]));
    } else if (packet.startsWith("430[")) {
      more();
      setTimeout(() => parentPort.postMessage("warm"), 500);
    } else if (packet === "2") {
      socket.send("3");
    } else if (packet.startsWith("43")) {
      --unanswered;
    }
  });`;

/** A server with the limits of every day, a hundred rooms, somebody in the lobby, and how long they wait while it is calm. */
async function crowdedServer() {
  const server = await start({ args: ["--listen", "127.0.0.1", "--rate-limit", "on"] });
  for (let i = 0; i < 5; ++i) {
    const maker = await nativeClient(server.url, `만든 이${i}`);
    for (let j = 0; j < 20; ++j) {
      const room = { name: `방 ${i} ${j}`, kind: "public", topic: "주제 ".repeat(20) };
      assert.equal((await ask(maker, "room:create", room)).ok, true);
    }
  }
  const witness = await nativeClient(server.url, "증인");
  const { lobby: room } = witness;
  const calm = {
    sends: (await waits(witness, "message:send", (i) => ({ cid: `calm-${i}`, room, chat: "hi" })))[7],
    pages: (await waits(witness, "message:history", () => ({ room, limit: 10 })))[7],
  };
  return { server, witness, calm };
}

/** How long the witness waits for the acks of \p event, sorted, in ms. */
async function waits(witness, event, question) {
  const times = [];
  for (let i = 0; i < 15; ++i) {
    const begun = Date.now();
    const ack = await ask(witness, event, question(i));
    times.push(Date.now() - begun);
    assert.equal(ack.ok, true, `${event}: ${ack.code} ${ack.error}`);
    await new Promise((resolve) => setTimeout(resolve, 100)); // below the witness's own rate
  }
  return times.sort((a, b) => a - b);
}

test("who asks without a pause keeps nobody waiting", { timeout: 200_000 }, async (t) => {
  const { server, witness, calm } = await crowdedServer();
  t.diagnostic(`calm: acks ${calm.sends} ms, pages ${calm.pages} ms`);
  const url = `ws://127.0.0.1:${server.port}/socket.io/?EIO=4&transport=websocket`;
  const { lobby: room } = witness;
  const questions = [
    ["room:list", { query: "그런 방은 없다" }],
    ["room:list", {}],
    ["room:members", { room }],
    ["message:history", { room, limit: 1 }],
    ["message:changes", { room, afterRev: 0, limit: 1 }],
  ];
  let asker = 0;
  for (const [event, argument] of questions) {
    for (const hasIds of [true, false]) {
      const userName = `묻는 이${++asker}`;
      const flood = new Worker(asking, { eval: true, workerData: { url, userName, event, argument, hasIds } });
      try {
        await new Promise((resolve, reject) => flood.once("message", resolve).once("error", reject));
        const [sends, pages] = await Promise.all([
          waits(witness, "message:send", (i) => ({ cid: `${asker}-${i}`, room, chat: "hi" })),
          waits(witness, "message:history", () => ({ room, limit: 10 })),
        ]);
        t.diagnostic(`beside ${event} ${hasIds ? "with" : "without"} ids: acks ${sends} ms, pages ${pages} ms`);
        assert.ok(sends[7] < 75 + CALM_TIMES * calm.sends, `acks beside ${event}: ${sends} ms, before ${calm.sends} ms`);
        assert.ok(pages[7] < 75 + CALM_TIMES * calm.pages, `pages beside ${event}: ${pages} ms, before ${calm.pages} ms`);
      } finally {
        await flood.terminate();
      }
    }
  }
  closeAll();
  assert.equal((await server.stop()).code, 0);
});
