// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Socket.IO 5 on the wire: the behaviours that the official suite of 32 looks at, and the rest of what the protocol and the
// reference server hold to, over websocket, long-polling and across an upgrade. The program has the namespaces / and /custom; it
// sends `auth` with what a client connected with, and on / it answers `message` with `message-back` and acks `message-with-ack`.

const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { until } = require("./support/client");
const { EARLY_MS, LATE_MS, PING_INTERVAL_MS, PING_TIMEOUT_MS, engineCases } = require("./support/enginecases");
const { ConformanceServer, Poller, Socket, barrier, closeWire, unpack } = require("./support/wire");

const CONNECT_TIMEOUT_MS = 1_000;
const MAX_ATTACHMENTS = 10;

let quick; // pings as often as for the official suite
let calm; // does not ping while a test runs, and waits long for CONNECT
let strict; // does not ping, and waits 1 s for CONNECT

before(async () => {
  const slowly = { pingInterval: 25_000, pingTimeout: 20_000 };
  [quick, calm, strict] = await Promise.all([
    ConformanceServer.start("socket", { pingInterval: PING_INTERVAL_MS, pingTimeout: PING_TIMEOUT_MS }),
    ConformanceServer.start("socket", { ...slowly, connectTimeout: 45_000 }),
    ConformanceServer.start("socket", { pingInterval: 10_000, pingTimeout: 5_000, connectTimeout: CONNECT_TIMEOUT_MS }),
  ]);
});

after(async () => {
  closeWire();
  await Promise.all([quick, calm, strict].map((server) => server?.stop()));
});

// ---- one conversation, over either transport ----

// Both kinds have: frames (strings and Buffers), send(...frames), hears(pattern), isOver() and terminate().
class OverWebSocket {
  static async open(server, { query } = {}) {
    const peer = new OverWebSocket();
    peer.socket = await Socket.open(server, { query });
    return peer;
  }
  get frames() {
    return this.socket.frames;
  }
  async send(...frames) {
    for (const frame of frames) this.socket.send(frame);
  }
  hears(pattern) {
    return this.socket.hears(pattern);
  }
  async heard(count) {
    await until(() => this.frames.length >= count || this.socket.isClosed, () => `${count} frames; got ${this.frames.length}`);
  }
  async isOver() {
    await this.socket.closed();
    return true;
  }
  terminate() {
    this.socket.terminate();
  }
}

class OverPolling {
  static async open(server, { query } = {}) {
    const peer = new OverPolling();
    peer.poller = await Poller.open(server, { query });
    return peer;
  }
  get frames() {
    return this.poller.packets.map((packet) => (packet.startsWith("b") ? Buffer.from(packet.slice(1), "base64") : packet));
  }
  async send(...frames) {
    return this.poller.post(...frames.map((frame) => (Buffer.isBuffer(frame) ? `b${frame.toString("base64")}` : frame)));
  }
  hears(pattern) {
    return this.poller.hears(pattern);
  }
  heard(count) {
    return this.poller.pollUntil(() => this.poller.packets.length >= count, `${count} packets`);
  }
  // As a client finds out: its GET brings a close, and the next one 400.
  async isOver() {
    this.poller.answersPings = false;
    await this.poller.pollUntil(() => this.poller.packets.at(-1) === "1", "the close");
    return (this.poller.gone ?? (await this.poller.get())).status === 400;
  }
  terminate() {
    this.poller.post("1").catch(() => {});
  }
}

// Connected over polling, and upgraded before anything else.
class OverUpgrade extends OverWebSocket {
  static async open(server, { query } = {}) {
    const peer = new OverUpgrade();
    const poller = await Poller.open(server, { query });
    peer.socket = await poller.upgrade();
    peer.socket.open = poller.open;
    peer.socket.frames.length = 0; // 3probe
    return peer;
  }
}

const transports = { websocket: OverWebSocket, polling: OverPolling, upgrade: OverUpgrade };

async function connect(peer, namespace = "/", auth = "") {
  const nsp = namespace === "/" ? "" : `${namespace},`;
  await peer.send(`40${nsp}${auth}`);
  const reply = await peer.hears(new RegExp(`^40${nsp}\\{`));
  await peer.hears(new RegExp(`^42${nsp}\\["auth"`));
  return JSON.parse(reply.slice(2 + nsp.length));
}

async function connected(kind, server = calm) {
  const peer = await transports[kind].open(server);
  await connect(peer);
  return peer;
}

let probes = 0;
async function assertAnswers(peer) {
  const text = `probe ${++probes}`;
  await peer.send(`42["message","${text}"]`);
  await peer.hears(new RegExp(`^42\\["message-back","${text}"\\]$`));
}

// An event or ack with its attachments put back, from the frame at `at` on: {type, id, args}
function assemble(frames, at) {
  const [, type, attachments, id, json] = /^4([2356])(?:(\d+)-)?(\d*)(\[.*)$/s.exec(frames[at]) ?? [];
  assert.ok(type, `no event: ${frames[at]}`);
  const bytes = frames.slice(at + 1, at + 1 + Number(attachments ?? 0));
  assert.equal(bytes.length, Number(attachments ?? 0), "attachments follow at once");
  for (const attachment of bytes) assert.ok(Buffer.isBuffer(attachment), `not an attachment: ${attachment}`);
  const used = [];
  const args = JSON.parse(json, (_, value) => {
    if (value?._placeholder !== true) return value;
    used.push(value.num);
    return bytes[value.num];
  });
  assert.deepEqual(used.sort((a, b) => a - b), bytes.map((_, i) => i), "each attachment has its place");
  return { type, id, args };
}

async function answer(peer, pattern) {
  await peer.hears(pattern);
  const at = peer.frames.findIndex((frame) => typeof frame === "string" && pattern.test(frame));
  const count = Number(/^4[56](\d+)-/.exec(peer.frames[at])?.[1] ?? 0);
  await peer.heard(at + 1 + count);
  return assemble(peer.frames, at);
}

const placeholder = (num) => `{"_placeholder":true,"num":${num}}`;
const placeholders = (count) => Array.from({ length: count }, (_, i) => placeholder(i)).join(",");
const attachments = (count) => Array.from({ length: count }, (_, i) => Buffer.from([i, 255 - i, 0]));

// ---- Engine.IO below it ----

const inSocketIO = new WeakSet();
engineCases({
  quick: () => quick,
  calm: () => calm,
  isAlive: async (socket) => {
    if (!inSocketIO.has(socket)) {
      inSocketIO.add(socket);
      socket.send("40");
      await socket.hears(/^40\{/);
    }
    const text = `alive ${++probes}`;
    socket.send(`42["message","${text}"]`);
    await socket.hears(new RegExp(`"message-back","${text}"`));
  },
});

for (const [kind, Peer] of Object.entries(transports)) {
  // ---- CONNECT and DISCONNECT ----

  test(`connect, ${kind}: the main namespace`, async () => {
    const peer = await Peer.open(calm);
    await peer.send("40");
    const reply = JSON.parse((await peer.hears(/^40\{/)).slice(2));
    assert.deepEqual(Object.keys(reply), ["sid"]);
    assert.match(reply.sid, /^\S+$/);
    assert.ok(!reply.sid.includes((peer.socket ?? peer.poller).open.sid), "the session's own id is a secret");
    assert.equal(await peer.hears(/^42/), '42["auth",{}]');
    peer.terminate();
  });

  test(`connect, ${kind}: the main namespace, with a payload`, async () => {
    const peer = await Peer.open(calm);
    await peer.send('40{"token":"123"}');
    assert.deepEqual(Object.keys(JSON.parse((await peer.hears(/^40\{/)).slice(2))), ["sid"]);
    assert.equal(await peer.hears(/^42/), '42["auth",{"token":"123"}]');
    peer.terminate();
  });

  test(`connect, ${kind}: a custom namespace`, async () => {
    const peer = await Peer.open(calm);
    await peer.send("40/custom,");
    assert.deepEqual(Object.keys(JSON.parse((await peer.hears(/^40\/custom,\{/)).slice(10))), ["sid"]);
    assert.equal(await peer.hears(/^42/), '42/custom,["auth",{}]');
    peer.terminate();
  });

  test(`connect, ${kind}: a custom namespace, with a payload`, async () => {
    const peer = await Peer.open(calm);
    await peer.send('40/custom,{"token":"abc"}');
    await peer.hears(/^40\/custom,\{/);
    assert.equal(await peer.hears(/^42/), '42/custom,["auth",{"token":"abc"}]');
    peer.terminate();
  });

  test(`connect, ${kind}: an unknown namespace is refused, and the connection stays`, async () => {
    const peer = await Peer.open(calm);
    await peer.send("40/random");
    assert.equal(await peer.hears(/^44/), '44/random,{"message":"Invalid namespace"}');
    await connect(peer);
    await assertAnswers(peer);
    peer.terminate();
  });

  test(`connect, ${kind}: several namespaces on one connection`, async () => {
    const peer = await Peer.open(calm);
    const main = await connect(peer, "/", '{"a":1}');
    const custom = await connect(peer, "/custom", '{"b":2}');
    assert.notEqual(main.sid, custom.sid);
    await assertAnswers(peer);
    peer.terminate();
  });

  for (const [what, frames] of [
    ["an invalid packet", ["4abc"]],
    ["an event", ['42["message","x"]']],
    ["an ack", ["430[]"]],
    ["DISCONNECT", ["41"]],
    ["a binary message", [Buffer.from([1])]],
    ["CONNECT with an array", ["40[]"]],
    ["CONNECT with a string", ['40"x"']],
    ["CONNECT with broken JSON", ["40{"]],
  ]) {
    test(`connect, ${kind}: ${what} first closes the connection`, async () => {
      const peer = await Peer.open(calm);
      await peer.send(...frames);
      assert.equal(await peer.isOver(), true);
    });
  }

  test(`disconnect, ${kind}: from the main namespace, and the connection stays`, async () => {
    const peer = await Peer.open(quick);
    await connect(peer);
    if (peer.frames.includes("2")) await peer.send("3"); // that took long: a ping has come
    const before = peer.frames.length;
    await peer.send("41");
    // No reply: the next packet is the heartbeat's.
    if (peer.socket) {
      await until(() => peer.frames.length > before, "the next packet");
      assert.equal(peer.frames[before], "2");
      peer.socket.answersPings = true;
    } else {
      const { body } = await peer.poller.get();
      assert.equal(body, "2");
    }
    await peer.send("3", "40");
    await assertAnswers(peer);
    peer.terminate();
  });

  test(`disconnect, ${kind}: from a custom namespace, and the main one goes on`, async () => {
    const peer = await connected(kind);
    await connect(peer, "/custom");
    await peer.send("41/custom");
    await assertAnswers(peer);
    await assertAnswers(peer);
    peer.terminate();
  });

  test(`disconnect, ${kind}: a new CONNECT gives a new id`, async () => {
    const peer = await Peer.open(calm);
    await peer.send("40");
    await peer.hears(/^40\{/);
    await peer.send("41");
    await barrier(calm);
    const isReply = (frame) => typeof frame === "string" && frame.startsWith("40{");
    const count = peer.frames.length;
    await peer.send("40");
    await peer.heard(count + 2); // the reply and `auth`
    await assertAnswers(peer);
    const replies = peer.frames.filter(isReply);
    assert.equal(replies.length, 2);
    assert.notEqual(replies[0], replies[1]);
    peer.terminate();
  });

  // ---- events and acks ----

  test(`message, ${kind}: an event`, async () => {
    const peer = await connected(kind);
    await peer.send('42["message",1,"2",{"3":[true]}]');
    const { type, args } = await answer(peer, /message-back/);
    assert.equal(type, "2");
    assert.deepEqual(args, ["message-back", 1, "2", { 3: [true] }]);
    peer.terminate();
  });

  test(`message, ${kind}: an event without arguments, and one with every kind of value`, async () => {
    const peer = await connected(kind);
    await peer.send('42["message"]');
    assert.deepEqual((await answer(peer, /^42\["message-back"\]$/)).args, ["message-back"]);
    const values = [null, true, false, 0, -1, 1.5, 9007199254740991, "", "안녕 👋 \u0000\n\"\\", [], {}, [[1]], { "키": { "": null } }];
    await peer.send(`42${JSON.stringify(["message", ...values])}`);
    assert.deepEqual((await answer(peer, /^42\["message-back",/)).args, ["message-back", ...values]);
    peer.terminate();
  });

  test(`message, ${kind}: two attachments`, async () => {
    const peer = await connected(kind);
    await peer.send(`452-["message",${placeholder(0)},${placeholder(1)}]`, Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6]));
    const { type, args } = await answer(peer, /message-back/);
    assert.equal(type, "5");
    assert.deepEqual(args, ["message-back", Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6])]);
    peer.terminate();
  });

  test(`message, ${kind}: an ack`, async () => {
    const peer = await connected(kind);
    await peer.send('42456["message-with-ack",1,"2",{"3":[false]}]');
    const { type, id, args } = await answer(peer, /^43/);
    assert.deepEqual([type, id, args], ["3", "456", [1, "2", { 3: [false] }]]);
    peer.terminate();
  });

  test(`message, ${kind}: an ack without values`, async () => {
    const peer = await connected(kind);
    await peer.send('420["message-with-ack"]');
    assert.equal(await peer.hears(/^43/), "430[]");
    peer.terminate();
  });

  test(`message, ${kind}: two attachments and an ack`, async () => {
    const peer = await connected(kind);
    await peer.send(`452-789["message-with-ack",${placeholder(0)},${placeholder(1)}]`, Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6]));
    const { type, id, args } = await answer(peer, /^46/);
    assert.deepEqual([type, id, args], ["6", "789", [Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6])]]);
    peer.terminate();
  });

  for (const count of [1, MAX_ATTACHMENTS]) {
    test(`message, ${kind}: ${count} attachments, as an event and with an ack`, async () => {
      const peer = await connected(kind);
      const bytes = attachments(count);
      await peer.send(`45${count}-["message",${placeholders(count)}]`, ...bytes);
      assert.deepEqual((await answer(peer, /message-back/)).args, ["message-back", ...bytes]);
      await peer.send(`45${count}-7["message-with-ack",${placeholders(count)}]`, ...bytes);
      assert.deepEqual((await answer(peer, /^46/)).args, bytes);
      peer.terminate();
    });
  }

  test(`message, ${kind}: attachments deep inside, in any order`, async () => {
    const peer = await connected(kind);
    const [a, b, c] = attachments(3);
    await peer.send(`453-["message",{"x":{"y":[${placeholder(2)},null]},"b":${placeholder(0)}},[[${placeholder(1)}]]]`, a, b, c);
    assert.deepEqual((await answer(peer, /message-back/)).args, ["message-back", { x: { y: [c, null] }, b: a }, [[b]]]);
    peer.terminate();
  });

  test(`message, ${kind}: an empty attachment, and one of 100,000 bytes`, async () => {
    const peer = await connected(kind);
    const bytes = [Buffer.alloc(0), Buffer.alloc(100_000, 0xa5)];
    await peer.send(`452-["message",${placeholders(2)}]`, ...bytes);
    assert.deepEqual((await answer(peer, /message-back/)).args, ["message-back", ...bytes]);
    peer.terminate();
  });

  test(`message, ${kind}: Engine.IO packets between text and attachments`, async () => {
    const peer = await connected(kind);
    await peer.send(`452-["message",${placeholders(2)}]`, "6", Buffer.from([1]), "3", Buffer.from([2]));
    assert.deepEqual((await answer(peer, /message-back/)).args, ["message-back", Buffer.from([1]), Buffer.from([2])]);
    peer.terminate();
  });

  test(`message, ${kind}: attachments of several events stay with their own`, async () => {
    const peer = await connected(kind);
    for (let i = 0; i < 20; ++i) await peer.send(`451-${i}["message-with-ack",${i},${placeholder(0)}]`, Buffer.from([i]));
    for (let i = 0; i < 20; ++i) {
      const { id, args } = await answer(peer, new RegExp(`^461-${i}\\[`));
      assert.deepEqual([id, args], [String(i), [i, Buffer.from([i])]]);
    }
    peer.terminate();
  });

  test(`message, ${kind}: no attachments, announced as none`, async () => {
    const peer = await connected(kind);
    await peer.send('450-["message","none"]');
    await peer.hears(/"message-back","none"/);
    await assertAnswers(peer);
    peer.terminate();
  });

  test(`message, ${kind}: 500 events keep their order`, async () => {
    const peer = await connected(kind);
    const before = peer.frames.length;
    await peer.send(...Array.from({ length: 500 }, (_, i) => `42["message",${i}]`));
    await peer.heard(before + 500);
    assert.deepEqual(peer.frames.slice(before), Array.from({ length: 500 }, (_, i) => `42["message-back",${i}]`));
    peer.terminate();
  });

  // ---- what closes the connection ----

  for (const [what, frames] of [
    ["an unknown packet type", ["4abc"]],
    ["an event that is an object", ["42{}"]],
    ["an ack id that is no number", ['42abc["message-with-ack",1]']],
    ["an empty message", ["4"]],
    ["a packet type that is not there", ["47"]],
    ["an event without a name", ["42[]"]],
    ["an event named by an object", ['42[{"a":1}]']],
    ["an event named by null", ["42[null]"]],
    ["an event that is a string", ['42"x"']],
    ["broken JSON", ['42["message"']],
    ["JSON and more", ['42["message"]]']],
    ...["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"].map((name) => [
      `the reserved event name ${name}`,
      [`42["${name}"]`],
    ]),
    ["an ack that is an object", ["431{}"]],
    ["CONNECT_ERROR from a client", ['44{"message":"x"}']],
    ["DISCONNECT with a payload", ['41{"a":1}']],
    ["a second CONNECT", ["40"]],
    ["CONNECT with an array", ["40/custom,[]"]],
    ["CONNECT with a string", ['40/custom,"a"']],
    ["an event for a namespace that was not joined", ['42/custom,["message"]']],
    ["an event for a namespace that is not there", ['42/random,["message"]']],
    ["DISCONNECT of a namespace that was not joined", ["41/custom,"]],
    ["11 attachments", [`4511-["message",${placeholders(11)}]`]],
    ["attachments without a number", ['45-["message"]']],
    ["attachments that are no number", ['45x-["message"]']],
    ["a fraction of an attachment", ['451.5-["message"]']],
    ["a negative number of attachments", ['45-1-["message"]']],
    ["a placeholder beyond the attachments", [`451-["message",${placeholder(1)}]`, Buffer.from([1])]],
    ["a negative placeholder", [`451-["message",${placeholder(-1)}]`, Buffer.from([1])]],
    ["a placeholder that is a string", [`451-["message",${placeholder('"splice"')}]`, Buffer.from([1])]],
    ["text while attachments are missing", [`451-["message",${placeholder(0)}]`, '42["message"]']],
    ["an attachment nobody waits for", [Buffer.from([1])]],
    ["an attachment too many", [`451-["message",${placeholder(0)}]`, Buffer.from([1]), Buffer.from([2])]],
    ["11 attachments of an ack", [`4611-0[${placeholders(11)}]`]],
  ]) {
    test(`closes, ${kind}: ${what}`, async () => {
      const peer = await connected(kind);
      await peer.send(...frames);
      assert.equal(await peer.isOver(), true);
    });
  }

  test(`closes, ${kind}: a packet for a namespace that was left`, async () => {
    const peer = await connected(kind);
    await connect(peer, "/custom");
    await peer.send("41/custom,");
    await barrier(calm);
    await peer.send('42/custom,["message"]');
    assert.equal(await peer.isOver(), true);
  });

  // ---- what does not ----

  for (const [what, frames] of [
    ["an event without JSON", ["42"]],
    ["an event named by a number", ['42[5,"x"]']],
    ["an unknown event", ['42["nothing"]']],
        ["__proto__ as an event", ['42["__proto__",{"__proto__":1}]']],
    ["an ack for nothing", ["431[]"]],
    ["an ack with values for nothing", ['4399["x",1]']],
    ["a binary ack for nothing", [`461-7[${placeholder(0)}]`, Buffer.from([1])]],
    ["CONNECT to an unknown namespace, with a payload", ['40/random,{"token":"x"}']],
  ]) {
    test(`stays open, ${kind}: ${what}`, async () => {
      const peer = await connected(kind);
      await peer.send(...frames);
      await assertAnswers(peer);
      peer.terminate();
    });
  }

  test(`stays open, ${kind}: an event that nobody listens for, on another namespace`, async () => {
    const peer = await connected(kind);
    await connect(peer, "/custom");
    await peer.send('42/custom,["nothing"]');
    await assertAnswers(peer);
    peer.terminate();
  });

  // ---- deadlines ----

  test(`connect, ${kind}: without CONNECT the connection is closed after the connect timeout`, async () => {
    const opened = Date.now(); // before the server's own clock starts
    const peer = await Peer.open(strict);
    await peer.isOver();
    const ms = Date.now() - opened;
    assert.ok(ms >= CONNECT_TIMEOUT_MS - EARLY_MS && ms <= CONNECT_TIMEOUT_MS + LATE_MS, `${ms} ms`);
  });

  test(`connect, ${kind}: a refused CONNECT does not stop the connect timeout`, async () => {
    const opened = Date.now(); // before the server's own clock starts
    const peer = await Peer.open(strict);
    await peer.send("40/random,");
    await peer.hears(/^44/);
    await peer.isOver();
    const ms = Date.now() - opened;
    assert.ok(ms >= CONNECT_TIMEOUT_MS - EARLY_MS && ms <= CONNECT_TIMEOUT_MS + LATE_MS, `${ms} ms`);
  });

  test(`connect, ${kind}: the first CONNECT stops the connect timeout for good`, async () => {
    const peer = await Peer.open(strict);
    const silent = await Peer.open(strict); // shows when the timeout has passed
    await connect(peer);
    await peer.send("41");
    assert.equal(await silent.isOver(), true);
    const count = peer.frames.length;
    await peer.send("40");
    await peer.heard(count + 2);
    await assertAnswers(peer);
    peer.terminate();
  });

  test(`connect, ${kind}: without CONNECT and without a pong the connection is closed`, async () => {
    const peer = await Peer.open(quick);
    assert.equal(await peer.isOver(), true);
  });
}

test("connect, polling: a close that nobody polls for waits for the next GET", async () => {
  const peer = await OverPolling.open(strict);
  const clock = await OverWebSocket.open(strict); // shows when the timeout has passed
  assert.equal(await clock.isOver(), true);
  const told = await peer.poller.get();
  assert.equal(told.status, 200);
  assert.equal(unpack(told.body).at(-1), "1"); // the reference server puts a noop before it
  assert.equal((await peer.poller.get()).status, 400);
});

// ---- names of namespaces ----

for (const frame of ["40", "40/", "40/,", "40{}", "40/,{}"]) {
  test(`connect: ${frame} is the main namespace`, async () => {
    const peer = await OverWebSocket.open(calm);
    await peer.send(frame);
    await peer.hears(/^40\{"sid"/);
    await assertAnswers(peer);
    peer.terminate();
  });
}

for (const frame of ["40/custom", "40/custom,", "40/custom,{}"]) {
  test(`connect: ${frame} is a custom namespace`, async () => {
    const peer = await OverWebSocket.open(calm);
    await peer.send(frame);
    await peer.hears(/^40\/custom,\{"sid"/);
    peer.terminate();
  });
}

for (const name of ["/방1", "/Custom", "/custom/", "/custom?a=b", "/%63ustom", "/__proto__", "/constructor"]) {
  test(`connect: ${name} is another namespace, named back as it came`, async () => {
    const peer = await OverWebSocket.open(calm);
    await peer.send(`40${name},`);
    assert.equal(await peer.hears(/^44/), `44${name},{"message":"Invalid namespace"}`);
    await peer.send(`40${name},{"token":1}`);
    await connect(peer);
    peer.terminate();
  });
}

// ---- ack ids ----

test("message: ack ids are the client's own, in any order and as large as 2^53", async () => {
  const peer = await connected("websocket");
  for (const id of ["0", "5", "4", "9007199254740991", "9007199254740992"]) {
    await peer.send(`42${id}["message-with-ack","${id}"]`);
    assert.equal(await peer.hears(new RegExp(`^43${id}\\[`)), `43${id}["${id}"]`);
  }
  peer.terminate();
});

test("message: an ack id is answered once for each event", async () => {
  const peer = await connected("websocket");
  await peer.send('427["message-with-ack","a"]', '427["message-with-ack","b"]');
  await assertAnswers(peer);
  assert.deepEqual(peer.frames.filter((frame) => frame.startsWith("437")), ['437["a"]', '437["b"]']);
  peer.terminate();
});

// ---- across an upgrade ----

test("upgrade: a conversation goes on, with its namespaces, events, acks and attachments in order", async () => {
  const poller = await Poller.open(calm);
  await poller.post("40", "40/custom,");
  await poller.hears(/^42\/custom,\["auth"/);
  await poller.post('42["message","before"]', `451-1["message-with-ack",${placeholder(0)}]`, "bAQID");
  await poller.hears(/^461-1/);
  await poller.hears(/^b/);
  const socket = await poller.probe();
  await poller.post('42["message","during"]', `451-["message",${placeholder(0)}]`, "bBAUG", '422["message-with-ack","during"]');
  socket.send("5");
  await socket.hears(/^432/);
  socket.send(`451-3["message-with-ack",${placeholder(0)}]`);
  socket.send(Buffer.from([7, 8, 9]));
  await socket.hears(/^461-3/);
  await until(() => Buffer.isBuffer(socket.frames.at(-1)), "the last attachment");
  assert.deepEqual(socket.frames, [
    "3probe",
    '42["message-back","during"]',
    `451-["message-back",${placeholder(0)}]`,
    Buffer.from([4, 5, 6]),
    '432["during"]',
    `461-3[${placeholder(0)}]`,
    Buffer.from([7, 8, 9]),
  ]);
  assert.deepEqual(poller.packets.filter((packet) => packet.includes("before")), ['42["message-back","before"]']);
  socket.send("41/custom,");
  socket.send('42["message","after"]');
  await socket.hears(/"after"/);
});

test("upgrade: text over polling, its attachment over the websocket", async () => {
  const poller = await Poller.open(calm);
  await poller.post("40");
  await poller.hears(/^42\["auth"/);
  await poller.post(`452-["message",${placeholders(2)}]`, "bAQID");
  const socket = await poller.upgrade();
  socket.send(Buffer.from([4, 5, 6]));
  await socket.hears(/^452-/);
  await until(() => socket.frames.filter(Buffer.isBuffer).length === 2, "the attachments");
  assert.deepEqual(socket.frames.slice(1), [
    `452-["message-back",${placeholders(2)}]`, Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6]),
  ]);
});

test("b64: attachments are base64 text on a websocket that asked for it", async () => {
  const peer = await OverWebSocket.open(calm, { query: "&b64=1" });
  await connect(peer);
  await peer.send(`451-["message",${placeholder(0)}]`, "bAQID");
  await peer.hears(/^bAQID$/);
  await peer.send(`451-8["message-with-ack",${placeholder(0)}]`, Buffer.from([1, 2, 3]));
  await peer.hears(/^461-8/);
  await until(() => peer.frames.at(-1) === "bAQID", "the attachment");
  assert.deepEqual(peer.frames.slice(-2), [`461-8[${placeholder(0)}]`, "bAQID"]);
  peer.terminate();
});

test("attachments cut off by the end of the connection harm nobody", async () => {
  for (const kind of ["websocket", "polling", "upgrade"]) {
    const peer = await connected(kind);
    await peer.send(`452-["message",${placeholders(2)}]`, Buffer.from([1]));
    peer.terminate();
  }
  await assertAnswers(await connected("websocket"));
});

test("it still runs", async () => {
  for (const server of [quick, calm, strict]) {
    assert.equal(server.isRunning, true, server.stderr);
    const { code, signal } = await server.stop();
    assert.ok(code === 0 || signal === "SIGTERM", `${code ?? signal}: ${server.stderr}`);
  }
});
