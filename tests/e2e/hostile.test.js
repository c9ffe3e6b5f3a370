// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Malformed and hostile input on a live server: each row says whether its own connection is closed, and a witness, who chats
// all the while, never notices. Sources: Engine.IO 4 and Socket.IO 5 as the reference server behaves, and docs/protocol.md §6.

const net = require("node:net");
const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const WebSocket = require("ws");
const { Server, memoryFolder, run } = require("./support/server");
const { closeAll, seedClient, until } = require("./support/client");
const { Witness } = require("./support/witness");

const CLOSE_MS = 5_000;
const MAX_PAYLOAD = 65_536;
const EARLY_PACKET = 8_192; // of Socket.IO, until somebody has joined
const CONNECT_TIMEOUT_MS = 45_000;
const ATTACHMENT_TIMEOUT_MS = 10_000;
const HEAD_TIMEOUT_MS = 5_000;

let server;
let witness;
let names = 0;
const peers = new Set();

// ---- a raw peer ----

class Peer {
  constructor(ws) {
    this.ws = ws;
    this.frames = [];
    this.isClosed = false;
    peers.add(this);
    ws.on("message", (data, isBinary) => this.frames.push(isBinary ? data : data.toString()));
    ws.on("close", () => (this.isClosed = true));
    ws.on("error", () => {});
  }

  static async open(query = "EIO=4&transport=websocket") {
    const peer = new Peer(new WebSocket(`ws://127.0.0.1:${server.port}/socket.io/?${query}`));
    await until(() => peer.frames.length > 0 || peer.isClosed, "the open packet");
    assert.match(peer.frames[0] ?? "", /^0\{/);
    return peer;
  }

  // After CONNECT to "/"
  static async connected() {
    const peer = await Peer.open();
    peer.send("40");
    await peer.hears(/^40\{.*"sid":/);
    return peer;
  }

  // After a join, where the witness does not hear it, and CONNECT to "/"
  static async joined() {
    const peer = await Peer.open();
    peer.send("40/quiet,");
    await peer.hears(/^40\/quiet,\{/);
    peer.send(`42/quiet,0["join","peer ${++names}"]`);
    await peer.hears(/^43\/quiet,0\[\{"ok":true/);
    peer.send("40");
    await peer.hears(/^40\{.*"sid":/);
    return peer;
  }

  send(frame) {
    if (typeof frame === "string" || Buffer.isBuffer(frame)) this.ws.send(frame);
    else if (frame.text) this.ws.send(frame.text, { binary: false });
    else this.ws._socket.write(frame.raw); // past the websocket
  }

  hears(pattern) {
    return until(() => this.frames.find((frame) => pattern.test(frame)), () => `${pattern} in ${this.frames.join(" ").slice(0, 500)}`);
  }

  closed(ms = CLOSE_MS) {
    return until(() => this.isClosed, "the close", ms);
  }

  // It still has a conversation: an unknown event is answered.
  async assertOpen() {
    this.send('4277["e2e:probe",{}]');
    await until(() => this.isClosed || this.frames.some((frame) => /^4377\[\{.*"UNKNOWN_EVENT"/.test(frame)), "an answer");
    assert.equal(this.isClosed, false, "it was closed");
  }
}

let idle; // connections that do something, or nothing, for a long time while the rows run

before(async () => {
  server = await Server.start({ data: memoryFolder() }); // the witness' messages are durable
  assert.equal(run(["room", "add", "quiet", "--data", server.data]).code, 0);
  witness = new Witness(server, await seedClient(server.url, "witness", { reconnection: false }));
  const after = async (peer) => {
    const start = Date.now();
    await peer.closed(CONNECT_TIMEOUT_MS + 15_000);
    return Date.now() - start;
  };
  const silent = await Peer.open();
  const refused = await Peer.open();
  refused.send("40/nothing,");
  const half = await Peer.joined();
  half.send('451-["e2e:x",{"_placeholder":true,"num":0}]');
  idle = { silent: after(silent), refused: after(refused), half: after(half) };
  for (const promise of Object.values(idle)) promise.catch(() => {}); // reported where it is awaited
});

after(async () => {
  witness?.stop();
  for (const peer of peers) peer.ws.terminate();
  closeAll();
  if (server?.isRunning) await server.stop();
});

// ---- Engine.IO and Socket.IO frames ----

const placeholder = (num) => `{"_placeholder":true,"num":${num}}`;
const nested = (depth) => `${"[".repeat(depth)}1${"]".repeat(depth)}`;
const padded = (bytes) => {
  const head = '42["e2e:big","';
  return `${head}${"x".repeat(bytes - head.length - 2)}"]`;
};

const closing = [
  // Engine.IO
  ["an empty text frame", [""]],
  ["an unknown packet type", ["7"]],
  ["a letter", ["x"]],
  ["an unknown digit and text", ["9abc"]],
  ["a ping from a client", ["2"]],
  ["a probe outside an upgrade", ["2probe"]],
  ["Engine.IO close", ["1"]],
  ["bad base64", ["b!!!!"]],
  ["base64 of a binary nobody waits for", ["bAQID"]],
  ["a binary frame nobody waits for", [Buffer.from([1, 2, 3])]],
  ["an empty binary frame nobody waits for", [Buffer.alloc(0)]],
  ["text that is not UTF-8", [{ text: Buffer.from([0x34, 0x32, 0xff, 0xfe]) }]],
  ["a reserved websocket opcode", [{ raw: Buffer.from([0x83, 0x80, 0, 0, 0, 0]) }]],
  ["a reserved websocket bit", [{ raw: Buffer.from([0xc1, 0x81, 0, 0, 0, 0, 0x33]) }]],
  ["a websocket control frame of 126 bytes", [{ raw: Buffer.concat([Buffer.from([0x89, 0xfe, 0, 126, 0, 0, 0, 0]), Buffer.alloc(126)]) }]],
  // Socket.IO packets
  ["an empty message", ["4"]],
  ["an unknown Socket.IO type", ["47"]],
  ["a letter for a type", ["4abc"]],
  ["a second CONNECT", ["40"]],
  ["CONNECT with an array", ["40/x,[]"]],
  ["CONNECT with a string", ['40/x,"a"']],
  ["CONNECT with broken JSON", ["40/x,{"]],
  ["DISCONNECT with a payload", ['41{"a":1}']],
  ["CONNECT_ERROR from a client", ['44{"message":"x"}']],
  ["an event for a namespace that is not joined", ['42/other,["x"]']],
  ["DISCONNECT of a namespace that is not joined", ["41/other"]],
  // events
  ["an event that is an object", ["42{}"]],
  ["an event without a name", ["42[]"]],
  ["an event named by an object", ['42[{"a":1}]']],
  ["an event named by an array", ['42[["x"]]']],
  ["an event named by null", ["42[null]"]],
  ["an event named by true", ["42[true]"]],
  ["an event that is a string", ['42"x"']],
  ["broken JSON", ['42["x"']],
  ["JSON and more", ['42["x"]]']],
  ["an ack id that is no number", ['42abc["x"]']],
  ["an ack id and a letter", ['421a["x"]']],
  ["a negative ack id", ['42-1["x"]']],
  ...["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"].map((name) => [
    `the reserved event name ${name}`,
    [`42["${name}"]`],
  ]),
  // acks
  ["an ack that is an object", ["431{}"]],
  ["an ack that is a string", ['431"x"']],
  ["an ack with an id that is no number", ["43x[]"]],
];

const closingLater = [
  ["a frame one byte too large", [padded(MAX_PAYLOAD + 1)]],
  ["a frame of 1 MB", [padded(1_000_000)]],
  // attachments
  ["11 attachments", [`4511-["x",${Array.from({ length: 11 }, (_, i) => placeholder(i)).join(",")}]`]],
  ["attachments without a dash", ['451["x"]']],
  ["attachments without a number", ['45-["x"]']],
  ["attachments that are no number", ['45a-["x"]']],
  ["a fraction of an attachment", ['451.5-["x"]']],
  ["a negative number of attachments", ['45-1-["x"]']],
  ["a placeholder beyond the attachments", [`451-["x",${placeholder(1)}]`, Buffer.from([1])]],
  ["a negative placeholder", [`451-["x",${placeholder(-1)}]`, Buffer.from([1])]],
  ["a placeholder that is no integer", [`451-["x",${placeholder("0.5")}]`, Buffer.from([1])]],
  ["a placeholder that is a string", [`451-["x",${placeholder('"splice"')}]`, Buffer.from([1])]],
  ["text while attachments are missing", [`451-["x",${placeholder(0)}]`, '42["y"]']],
  ["a binary event with a reserved name", [`451-["disconnect",${placeholder(0)}]`, Buffer.from([1])]],
];

const tolerated = [
  ["an open packet", ["0"]],
  ["an open packet with data", ['0{"sid":"x"}']],
  ["an upgrade packet", ["5"]],
  ["a noop", ["6"]],
  ["a pong nobody asked for", ["3"]],
  ["an event without JSON", ["42"]],
  ["an event named by a number", ['42[5,"x"]']],
  ["an unknown event", ['42["e2e:nothing"]']],
  ["the event name error", ['42["error",{}]']],
  ["__proto__ as an event", ['42["__proto__",{"__proto__":1}]']],
  ["JSON one level too deep", [`42["x",${nested(17)}]`]],
  ["JSON far too deep", [`42["x",${nested(2000)}]`]],
  ["an ack for nothing", ["431[]"]],
  ["an ack with values for nothing", ['4399["x",1]']],
  ["no attachments", ['450-["e2e:x"]']],
  ["CONNECT to an unknown namespace", ["40/nothing,"]],
  ["CONNECT to an unknown namespace, with auth", ['40/nothing,{"token":"x"}']],
  ["a name that is an array", ['42["join",["x"]]']],
  ["1,000 events at once", Array.from({ length: 1000 }, () => '42["e2e:flood",{"a":[1,2,3]}]')],
];

const toleratedLater = [
  ["an event of 20 KiB", [padded(20 * 1024)]],
  ["an event of the exact size", [padded(MAX_PAYLOAD)]],
  ["JSON 30,000 levels deep", [`42["x",${nested(30_000)}]`]],
  ["an attachment", [`451-["e2e:x",${placeholder(0)}]`, Buffer.from([1, 2, 3])]],
  ["an attachment as base64", [`451-["e2e:x",${placeholder(0)}]`, "bAQID"]],
  ["10 attachments", [`4510-["e2e:x",${Array.from({ length: 10 }, (_, i) => placeholder(i)).join(",")}]`,
    ...Array.from({ length: 10 }, () => Buffer.from([1]))]],
  ["an Engine.IO packet between text and attachment", [`451-["e2e:x",${placeholder(0)}]`, "6", Buffer.from([1])]],
  ["a binary ack for nothing", [`461-7[${placeholder(0)}]`, Buffer.from([1])]],
];

// ---- before anybody has joined, packets are small ----

const closingEarly = [
  ["an event of 9 KiB", [padded(9 * 1024)]],
  ["an event one byte over 8 KiB", [padded(1 + EARLY_PACKET + 1)]], // the digit of Engine.IO is none of the packet
  ["an event of maxPayload", [padded(MAX_PAYLOAD)]],
  ["a join with a name of 9 KiB", [`420["join","${"x".repeat(9 * 1024)}"]`]],
  ["another CONNECT of 9 KiB", [`40/x,{"token":"${"x".repeat(9 * 1024)}"}`]],
  ["an attachment", [`451-["e2e:x",${placeholder(0)}]`]],
  ["a join with an attachment", [`451-0["join",${placeholder(0)}]`]],
];

const toleratedEarly = [
  ["an event of 8 KiB", [padded(1 + EARLY_PACKET)]],
  ["100 events of 8 KiB", Array(100).fill(padded(1 + EARLY_PACKET))],
];

for (const [state, fate, rows] of [
  ["connected", "closes", closing], ["connected", "stays open", tolerated],
  ["connected", "closes", closingEarly], ["connected", "stays open", toleratedEarly],
  ["joined", "closes", closingLater], ["joined", "stays open", toleratedLater],
]) {
  for (const [what, frames] of rows) {
    test(`${fate} when ${state}: ${what}`, async () => {
      const peer = await Peer[state]();
      for (const frame of frames) peer.send(frame);
      if (fate === "closes") {
        await peer.closed();
      } else {
        await peer.assertOpen();
        peer.ws.terminate();
      }
    });
  }
}

test("a message of 20 KiB right behind a join is taken", async () => {
  const peer = await Peer.open();
  peer.send("40/quiet,");
  await peer.hears(/^40\/quiet,\{/);
  peer.send(`42/quiet,0["join","peer ${++names}"]`);
  peer.send(`42/quiet,1["sendMessage","${"가".repeat(7_000)}"]`);
  await peer.hears(/^43\/quiet,1\[\{"ok":true/);
});

test("a join with the longest name, password, token and code is answered", async () => {
  const peer = await Peer.open();
  peer.send('40{"maru":1}');
  await peer.hears(/^40\{.*"sid":/);
  const longest = { userName: "가".repeat(32), token: "t".repeat(1024), password: "가".repeat(256), inviteCode: "i".repeat(1024), deviceCode: "d".repeat(1024) };
  peer.send(`420${JSON.stringify(["session:join", longest])}`);
  await peer.hears(/^430\[\{"ok":false/);
  await peer.assertOpen();
});

test("an ack id over 2^53 is not handed on, and not answered", async () => {
  const peer = await Peer.connected();
  peer.send('429007199254740993["e2e:probe",{}]');
  peer.send(`42${"9".repeat(40)}["e2e:probe",{}]`);
  await peer.assertOpen();
  assert.equal(peer.frames.filter((frame) => frame.startsWith("43")).length, 1);
});

test("the largest ack id is answered", async () => {
  const peer = await Peer.connected();
  peer.send('429007199254740992["e2e:probe",{}]');
  await peer.hears(/^439007199254740992\[/);
});

// ---- the beginning of a conversation ----

for (const [what, frames] of [
  ["an event", ['42["join","x"]']],
  ["an ack", ["430[]"]],
  ["DISCONNECT", ["41"]],
  ["garbage", ["4abc"]],
  ["a binary frame", [Buffer.from([1])]],
  ["CONNECT with an array", ["40[]"]],
  ["CONNECT with a string", ['40"x"']],
  ["CONNECT of 9 KiB", [`40{"token":"${"x".repeat(9 * 1024)}"}`]],
]) {
  test(`closes: ${what} before CONNECT`, async () => {
    const peer = await Peer.open();
    for (const frame of frames) peer.send(frame);
    await peer.closed();
  });
}

test("the open packet has exactly five keys", async () => {
  const peer = await Peer.open();
  const { sid, ...rest } = JSON.parse(peer.frames[0].slice(1));
  assert.match(sid, /^[A-Za-z0-9_-]{20,64}$/);
  assert.deepEqual(rest, { upgrades: [], pingInterval: 25000, pingTimeout: 20000, maxPayload: MAX_PAYLOAD });
});

test("CONNECT may be written in four ways, and have 8 KiB", async () => {
  for (const frame of ["40", "40/,", "40/", "40{}", '40{"token":"x"}', `40{"token":"${"x".repeat(EARLY_PACKET - 13)}"}`]) {
    const peer = await Peer.open();
    peer.send(frame);
    await peer.hears(/^40\{.*"sid":"[^"]+"/);
    peer.ws.terminate();
  }
});

test("an unknown namespace is answered with the words of Socket.IO", async () => {
  const peer = await Peer.open();
  for (const nsp of ["/nothing", "/방1", "/a?b=c"]) {
    peer.send(`40${nsp},`);
    await until(() => peer.frames.includes(`44${nsp},{"message":"Invalid namespace"}`), () => peer.frames.join("\n"));
  }
  peer.send("40");
  await peer.hears(/^40\{/);
});

test("DISCONNECT leaves the namespace, the connection stays, CONNECT gives a new id", async () => {
  const peer = await Peer.connected();
  const first = peer.frames.find((frame) => frame.startsWith("40{"));
  peer.send("41");
  peer.send("40");
  await until(() => peer.frames.filter((frame) => frame.startsWith("40{")).length === 2, "a second CONNECT reply");
  assert.notEqual(JSON.parse(peer.frames.findLast((frame) => frame.startsWith("40{")).slice(2)).sid, JSON.parse(first.slice(2)).sid);
  await peer.assertOpen();
});

test("very many namespaces, and very long ones, are bounded", async () => {
  const peer = await Peer.connected();
  peer.send(`40/${"x".repeat(10_000)},`);
  for (let i = 0; i < 2000; ++i) peer.ws.send(`40/n${i},`);
  await until(() => peer.isClosed || peer.frames.length > 100, "an answer");
});

// ---- before the websocket ----

// Writes bytes, resolves to what came back and how long the connection lasted.
function talk(bytes, { closeMs = CLOSE_MS, trickleMs = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const start = Date.now();
    let got = "";
    let trickle;
    const socket = net.connect(server.port, "127.0.0.1", () => {
      if (trickleMs === 0) return socket.write(bytes);
      let at = 0;
      trickle = setInterval(() => at < bytes.length && socket.write(bytes.slice(at, ++at)), trickleMs);
    });
    const timer = setTimeout(() => socket.destroy(new Error(`not closed: ${got}`)), closeMs);
    socket.on("data", (data) => (got += data));
    socket.on("error", (error) => (/ECONNRESET|EPIPE/.test(error.code) ? undefined : reject(error)));
    socket.on("close", () => {
      clearTimeout(timer);
      clearInterval(trickle);
      resolve({ got, status: Number(/^HTTP\/1\.1 (\d{3})/.exec(got)?.[1] ?? 0), body: got.split("\r\n\r\n").slice(1).join(), ms: Date.now() - start });
    });
  });
}

const request = (method, path, headers = []) =>
  talk([`${method} ${path} HTTP/1.1`, "Host: 127.0.0.1", "Connection: close", ...headers, "", ""].join("\r\n"));

for (const [method, query, code, message] of [
  ["GET", "", 0, "Transport unknown"],
  ["GET", "EIO=4", 0, "Transport unknown"],
  ["GET", "EIO=3", 0, "Transport unknown"],
  ["GET", "EIO=4&transport=abc", 0, "Transport unknown"],
  ["GET", "EIO=4&transport=webtransport", 0, "Transport unknown"],
  ["GET", "EIO=4&transport=__proto__", 0, "Transport unknown"],
  ["GET", "EIO=4&transport=websocket&sid=unknown", 1, "Session ID unknown"],
  ["GET", "EIO=4&transport=websocket&sid=__proto__", 1, "Session ID unknown"],
  ["POST", "EIO=4&transport=websocket", 2, "Bad handshake method"],
  ["PUT", "EIO=4&transport=websocket", 2, "Bad handshake method"],
  ["GET", "EIO=4&transport=websocket", 3, "Bad request"],
]) {
  test(`HTTP 400, code ${code}: ${method} ?${query}`, async () => {
    const { status, body, got } = await request(method, `/socket.io/?${query}`, method === "GET" ? [] : ["Content-Length: 0"]);
    assert.equal(status, 400, got);
    assert.match(got, /content-type: application\/json/i);
    assert.deepEqual(JSON.parse(body), { code, message });
  });
}

for (const [what, path, status] of [
  ["an old protocol", "/socket.io/?EIO=3&transport=websocket", 400],
  ["no protocol", "/socket.io/?transport=websocket", 400],
  ["an unknown protocol", "/socket.io/?EIO=abc&transport=websocket", 400],
  ["an unknown session", "/socket.io/?EIO=4&transport=websocket&sid=x", 400],
  ["an unknown transport", "/socket.io/?EIO=4&transport=abc", 400],
  ["a path without its slash", "/socket.io?EIO=4&transport=websocket", 404],
  ["another path", "/chat", 404],
]) {
  test(`a websocket is refused with ${status} before the 101: ${what}`, async () => {
    const ws = new WebSocket(`ws://127.0.0.1:${server.port}${path}`);
    const got = await new Promise((resolve) => {
      ws.on("unexpected-response", (_, response) => resolve(response.statusCode));
      ws.on("open", () => resolve("open"));
      ws.on("error", (error) => resolve(error.message));
    });
    ws.on("error", () => {});
    ws.terminate();
    assert.equal(got, status);
  });
}

test("plain HTTP is answered", async () => {
  assert.deepEqual(JSON.parse((await request("GET", "/healthz")).body), { status: "ok" });
  assert.equal((await request("GET", "/healthz")).status, 200);
  assert.equal((await request("GET", "/")).status, 200);
  assert.equal((await request("GET", "/nothing")).status, 404);
  assert.equal((await request("GET", "/../../etc/passwd")).status, 404);
});

for (const [what, bytes] of [
  ["no HTTP at all", "hello there\r\n\r\n"],
  ["a bare line break", "\r\n\r\n"],
  ["HTTP/9.9", "GET / HTTP/9.9\r\n\r\n"],
  ["a path without a slash", "GET nothing HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["a space before a colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n"],
  ["U+0000 in the head", "GET / HTTP/1.1\r\nHost: \0\r\n\r\n"],
  ["a TLS hello", Buffer.from("160301020001000000", "hex")],
  ["a head of 9 KiB", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(9000)}\r\n\r\n`],
  ["a head of 1 MiB", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(1 << 20)}\r\n\r\n`],
  ["a head of 100 lines", `GET / HTTP/1.1\r\nHost: x\r\n${"X: y\r\n".repeat(100)}\r\n`],
  ["an upgrade without a key", "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n"],
  ["an upgrade of version 8", "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"],
]) {
  test(`refused and closed: ${what}`, async () => {
    const { status, got } = await talk(bytes, { closeMs: HEAD_TIMEOUT_MS + 3_000 });
    assert.ok(status === 0 || status >= 400, got);
  });
}

test("a head in single bytes is understood", async () => {
  const { status } = await talk("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", { trickleMs: 5 });
  assert.equal(status, 200);
});

test("a head that is not complete is closed after 5 s, however it trickles", async () => {
  const rows = await Promise.all([
    talk("", { closeMs: 12_000 }),
    talk("GET / HTTP/1.1\r\nHost: x\r\n", { closeMs: 12_000 }),
    talk(`GET / HTTP/1.1\r\nX: ${"y".repeat(100)}`, { closeMs: 12_000, trickleMs: 300 }),
  ]);
  for (const { ms } of rows) {
    assert.ok(ms >= HEAD_TIMEOUT_MS - 500 && ms <= HEAD_TIMEOUT_MS + 3_000, `${ms} ms`);
  }
});

test("100 connections that go at once cost nobody anything", async () => {
  await Promise.all(Array.from({ length: 100 }, () => new Promise((resolve) => {
    const socket = net.connect(server.port, "127.0.0.1", () => socket.resetAndDestroy());
    socket.on("close", resolve);
    socket.on("error", () => {});
  })));
  await (await Peer.connected()).assertOpen();
});

// ---- what took its time ----

const near = (ms, goal) => assert.ok(ms >= goal - 2_000 && ms <= goal + 5_000, `${ms} ms, not about ${goal}`);

test("attachments that do not come close the connection after 10 s", async () => near(await idle.half, ATTACHMENT_TIMEOUT_MS));
test("a connection without CONNECT is closed after 45 s", async () => near(await idle.silent, CONNECT_TIMEOUT_MS));
test("a refused CONNECT does not count as one", async () => near(await idle.refused, CONNECT_TIMEOUT_MS));

test("the witness was never disturbed", async () => {
  witness.stop();
  await witness.assertUndisturbed();
  assert.ok(witness.slowestMs < 2_000, `an ack took ${witness.slowestMs} ms`);
});
