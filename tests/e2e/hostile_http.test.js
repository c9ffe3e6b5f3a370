// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Malformed and hostile HTTP, long-polling, upgrades and TLS on a live server: each row says what becomes of its own connection and
// session, and a witness, who chats all the while, never notices. Sources: Engine.IO 4, RFC 9112, and docs/protocol.md §6.

const crypto = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const tls = require("node:tls");
const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const WebSocket = require("ws");
const { Server, memoryFolder, run } = require("./support/server");
const { closeAll, seedClient, until } = require("./support/client");
const { Witness } = require("./support/witness");
const {
  Poller, RawConnection, Socket, SEPARATOR, barrier, closeWire, payload, request, requestBytes, targetOf, upgradeHeaders,
} = require("./support/wire");

const MAX_PAYLOAD = 65_536;
const EARLY_PACKET = 8_192; // of Socket.IO, until somebody has joined
const MAX_PACKETS = 4_096; // in one body
const UPGRADE_TIMEOUT_MS = 10_000;
const HEAD_TIMEOUT_MS = 5_000;
const BODY_TIMEOUT_MS = 20_000;
const HEARTBEAT_MS = 45_000; // interval and timeout
const ABANDONED = 10_000; // handshakes that never come back

const servers = new Set();
let server;
let witness;
let names = 0;
let slow; // what takes a deadline's time while the rows run

const wire = (started) => Object.assign(started, { host: "127.0.0.1", path: "/socket.io/" });
const rssMiB = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${server.process.pid}/status`, "utf8"))[1]) / 1024;
const engine = (query) => targetOf(server, query);
const handshake = () => engine("EIO=4&transport=polling");

// How long it was from the opening of something to its end, for the server: between leastMs and mostMs. Beside many handshakes
// this process sees late what the server did at once.
const lasting = async (opening, ended) => {
  const asked = Date.now();
  const opened = await opening;
  const seen = Date.now();
  const value = await ended(opened);
  return { value, leastMs: Date.now() - seen, mostMs: Date.now() - asked };
};

before(async () => {
  server = wire(await Server.start({ data: memoryFolder() })); // the witness' messages are durable
  servers.add(server);
  assert.equal(run(["room", "add", "quiet", "--data", server.data]).code, 0);
  witness = new Witness(server, await seedClient(server.url, "witness", { reconnection: false }));

  const handshakes = abandon(ABANDONED);
  handshakes.catch(() => {});
  const givenUp = async (poller, opening) => {
    const lasted = await lasting(opening, (probe) => probe.closed(UPGRADE_TIMEOUT_MS + 10_000));
    await poller.post("40");
    await poller.hears(/^40\{/);
    await assertLives(poller);
    return lasted;
  };
  const upgrading = await Poller.open(server);
  const unprobed = await Poller.open(server);
  const posting = await Poller.open(server);
  const written = async (bytes) => {
    const connection = await RawConnection.open(server);
    connection.write(bytes);
    return connection;
  };
  const half = requestBytes("POST", posting.target, ["Content-Type: text/plain", "Content-Length: 10"], "4half");
  const hellos = Promise.all(halfHellos().map(written));
  slow = {
    handshakes,
    probe: givenUp(upgrading, upgrading.probe()),
    silent: givenUp(unprobed, Socket.start(server, `EIO=4&transport=websocket&sid=${unprobed.sid}`)),
    post: lasting(written(half), (post) => post.response({ ms: BODY_TIMEOUT_MS + 10_000 })),
    hellos: lasting(hellos, (opened) => Promise.all(opened.map((connection) => connection.ended(HEAD_TIMEOUT_MS + 10_000)))),
  };
  for (const promise of Object.values(slow)) promise.catch(() => {}); // reported where it is awaited
});

after(async () => {
  witness?.stop();
  closeAll();
  closeWire();
  for (const started of servers) if (started.isRunning) await started.stop();
});

// ---- what still works ----

async function connected(options) {
  const poller = await Poller.open(server, options);
  await poller.post("40");
  await poller.hears(/^40\{.*"sid":/);
  return poller;
}

// After a join, where the witness does not hear it, and CONNECT to "/"
async function joined() {
  const poller = await Poller.open(server);
  await poller.post("40/quiet,");
  await poller.hears(/^40\/quiet,\{/);
  await poller.post(`42/quiet,0["join","poller ${++names}"]`);
  await poller.hears(/^43\/quiet,0\[\{"ok":true/);
  await poller.post("40");
  await poller.hears(/^40\{.*"sid":/);
  return poller;
}

// The session still has a conversation: an unknown event is answered.
async function assertLives(poller) {
  assert.equal((await poller.post('4277["e2e:probe",{}]')).status, 200);
  await poller.hears(/^4377\[\{.*"UNKNOWN_EVENT"/);
  poller.post("1").catch(() => {});
}

async function assertGone(poller) {
  const { status, body } = await poller.get();
  assert.equal(status, 400);
  assert.ok(body === "" || JSON.parse(body).code === 1, body);
}

async function assertServes() {
  assert.equal((await request(server, "/healthz")).status, 200);
}

// Writes bytes; every response that comes back before the server ends the connection, or before quiet() says that it is time
async function talk(bytes, { ms = 10_000, method } = {}) {
  const connection = await RawConnection.open(server);
  connection.write(bytes);
  const responses = [];
  while (!connection.isEnded || connection.bytes.length > 0) {
    try {
      responses.push(await connection.response({ method, ms }));
    } catch (error) {
      if (connection.isEnded) break; // closed without more
      throw error;
    }
  }
  connection.terminate();
  return responses;
}

// Refused: at most one answer, which says so, and the connection is closed. What stood behind it was not read as a request.
async function assertRefused(bytes, statuses = [400]) {
  const responses = await talk(bytes);
  assert.ok(responses.length <= 1, `${responses.length} answers: ${JSON.stringify(responses).slice(0, 500)}`);
  if (responses.length === 1) assert.ok(statuses.includes(responses[0].status), `${responses[0].status} ${responses[0].body}`);
}

// ---- bodies ----

test("a body shorter than declared: the client ends, and the session is closed", async () => {
  const poller = await connected();
  const connection = await RawConnection.open(server);
  connection.write(requestBytes("POST", poller.target, ["Content-Length: 100"], '42["x"]'));
  await barrier(server);
  connection.socket.end();
  await connection.ended();
  await assertGone(poller);
});

test("a body longer than declared: the rest is a bad request, and the session lives", async () => {
  const poller = await connected();
  const connection = await RawConnection.open(server);
  connection.write(requestBytes("POST", poller.target, ["Content-Length: 1"], "6 and a lot more\r\n\r\n"));
  assert.equal((await connection.response()).body, "ok");
  await connection.ended();
  await assertLives(poller);
});

test("a POST that is cut off, 100 times: each session is closed", async () => {
  const pollers = await Promise.all(Array.from({ length: 100 }, () => Poller.open(server)));
  await Promise.all(pollers.map(async (poller, i) => {
    const connection = await RawConnection.open(server);
    connection.write(requestBytes("POST", poller.target, ["Content-Length: 10000"], `4${"x".repeat(i * 50)}`));
    await barrier(server);
    if (i % 2) connection.socket.resetAndDestroy();
    else connection.terminate();
  }));
  for (const poller of pollers) assert.equal(await poller.isGone(), true);
});

test("a GET that is cut off, 100 times: each session is closed", async () => {
  const pollers = await Promise.all(Array.from({ length: 100 }, () => Poller.open(server)));
  await Promise.all(pollers.map(async (poller, i) => {
    const connection = await RawConnection.open(server);
    connection.write(requestBytes("GET", poller.target));
    await barrier(server);
    if (i % 2) connection.socket.resetAndDestroy();
    else connection.terminate();
  }));
  for (const poller of pollers) assert.equal(await poller.isGone(), true);
});

const padded = (bytes) => {
  const head = '42["e2e:x","';
  return `${head}${"x".repeat(bytes - head.length - 2)}"]`;
};

for (const [what, body, status] of [
  ["4,096 packets", payload(Array.from({ length: MAX_PACKETS }, () => "6")), 200],
  ["4,097 packets", payload(Array.from({ length: MAX_PACKETS + 1 }, () => "6")), 400],
  ["as many packets as fit", payload(Array.from({ length: MAX_PAYLOAD / 2 }, () => "6")), 400],
  ["100,000 packets, which do not fit", payload(Array.from({ length: 100_000 }, () => "6")), 413],
  ["nothing but separators", SEPARATOR.repeat(MAX_PAYLOAD), 400],
  ["100,000 separators", SEPARATOR.repeat(100_000), 413],
  ["exactly maxPayload", padded(MAX_PAYLOAD), 200],
  ["one byte over maxPayload", padded(MAX_PAYLOAD + 1), 413],
  ["1 MB", padded(1_000_000), 413],
  ["10 MB", "x".repeat(10_000_000), 413],
  ["nothing", "", 400],
  ["bytes", crypto.randomBytes(1000), 400],
  ["zeros", Buffer.alloc(1000), 400],
  ["text that is not UTF-8", Buffer.from([0x34, 0x32, 0x5b, 0x22, 0xff, 0xfe, 0x22, 0x5d]), 400],
  ["an overlong NUL", Buffer.from([0x34, 0x32, 0x5b, 0x22, 0xc0, 0x80, 0x22, 0x5d]), 400],
  ["half a character", Buffer.from([0x34, 0x32, 0x5b, 0x22, 0xea, 0xb0]), 400],
  ["a surrogate", Buffer.from([0x34, 0x32, 0x5b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x5d]), 400],
]) {
  const fate = status === 400 ? "is closed" : "lives";
  test(`a POST of ${what}: ${status}, and the session ${fate}`, async () => {
    const poller = await joined();
    // The server may refuse before it has read all, so the client must go on reading while it writes.
    const connection = await RawConnection.open(server);
    connection.write(requestBytes("POST", poller.target, ["Content-Type: text/plain;charset=UTF-8", `Content-Length: ${Buffer.byteLength(body)}`], body));
    assert.equal((await connection.response()).status, status);
    connection.terminate();
    if (status === 400) await assertGone(poller);
    else await assertLives(poller);
  });
}

for (const [what, type, status] of [
  ["no Content-Type", null, 200],
  ["application/octet-stream", "application/octet-stream", 400],
  ["a form's", "application/x-www-form-urlencoded", 200],
  ["garbage", "?/;;;=", 200],
]) {
  test(`a POST with ${what} for a Content-Type: ${status}`, async () => {
    const poller = await connected();
    const connection = await RawConnection.open(server);
    connection.write(requestBytes("POST", poller.target, [...(type ? [`Content-Type: ${type}`] : []), "Content-Length: 1"], "6"));
    assert.equal((await connection.response()).status, status);
    if (status === 200) await assertLives(poller);
    else await assertGone(poller);
  });
}

// ---- two at once ----

test("two GETs at once: the first is told the close, the second 400", async () => {
  const poller = await connected();
  const held = await poller.hold();
  assert.equal((await poller.get()).status, 400);
  assert.deepEqual(await held.answer.then(({ status, body }) => [status, body]), [200, "1"]);
  await assertGone(poller);
});

test("20 GETs at once: one is told the close, the rest 400", async () => {
  const poller = await connected();
  const agent = new http.Agent({ maxSockets: 20 });
  poller.agent = agent;
  const answers = await Promise.all(Array.from({ length: 20 }, () => poller.get()));
  assert.equal(answers.filter(({ status, body }) => status === 200 && body === "1").length, 1);
  assert.equal(answers.filter(({ status }) => status === 400).length, 19);
  agent.destroy();
});

test("two POSTs at once: 400, and the session is closed", async () => {
  const poller = await connected();
  const first = await RawConnection.open(server);
  first.write(requestBytes("POST", poller.target, ["Content-Length: 10"], "6"));
  await barrier(server);
  assert.equal((await poller.post("6")).status, 400);
  await assertGone(poller);
  first.write("123456789");
  // The first is refused too, or its connection closed, but not forgotten.
  await until(() => first.isEnded || first.bytes.includes("\r\n\r\n"), "the end of the first POST");
  if (first.bytes.length > 0) assert.equal((await first.response()).status, 400);
  first.terminate();
});

test("requests behind a GET that is held wait for it", async () => {
  const poller = await connected();
  const connection = await RawConnection.open(server);
  connection.write(Buffer.concat([requestBytes("GET", poller.target), requestBytes("GET", "/healthz"), requestBytes("GET", "/healthz")]));
  await barrier(server);
  assert.equal(connection.bytes.length, 0, "in their order, or not at all");
  await poller.post('421["e2e:probe",{}]');
  assert.match((await connection.response()).body, /UNKNOWN_EVENT/);
  assert.deepEqual(JSON.parse((await connection.response()).body), { status: "ok" });
  assert.deepEqual(JSON.parse((await connection.response()).body), { status: "ok" });
  connection.terminate();
});

// ---- packets ----

for (const [what, ...packets] of [
  ["an unknown packet type", "7"],
  ["a letter", "x"],
  ["a ping from a client", "2"],
  ["a probe", "2probe"],
  ["Engine.IO close", "1"],
  ["bad base64", "b!!!!"],
  ["a binary nobody waits for", "bAQID"],
  ["an empty packet among good ones", "6", "", "6"],
  ["an empty message", "4"],
  ["an unknown Socket.IO type", "47"],
  ["a second CONNECT", "40"],
  ["CONNECT with an array", "40/x,[]"],
  ["DISCONNECT with a payload", '41{"a":1}'],
  ["CONNECT_ERROR", '44{"message":"x"}'],
  ["an event for a namespace that is not joined", '42/other,["x"]'],
  ["an event that is an object", "42{}"],
  ["an event without a name", "42[]"],
  ["a reserved event name", '42["disconnect"]'],
  ["an ack id that is no number", '42abc["x"]'],
  ["an ack that is an object", "431{}"],
  ["11 attachments", `4511-["x"${',{"_placeholder":true,"num":0}'.repeat(11)}]`],
  ["text while attachments are missing", '451-["x",{"_placeholder":true,"num":0}]', '42["y"]'],
  ["a placeholder beyond the attachments", '451-["x",{"_placeholder":true,"num":1}]', "bAQID"],
]) {
  test(`over polling, closes the session: ${what}`, async () => {
    const poller = await joined();
    const { status } = await poller.post(...packets);
    assert.ok(status === 200 || status === 400, `${status}`); // a POST may be good as one, and its packets the end
    assert.equal(await poller.isGone(), true);
  });
}

for (const [what, ...packets] of [
  ["an event", '42["join","x"]'],
  ["an ack", "430[]"],
  ["a binary ack", "460-0[]"],
  ["DISCONNECT", "41"],
  ["a binary message", "bAQID"],
  ["CONNECT with a string", '40"x"'],
  ["a join in the same payload, before CONNECT", '420["join","x"]', "40"],
]) {
  test(`over polling, before CONNECT, closes the session: ${what}`, async () => {
    const poller = await Poller.open(server);
    await poller.post(...packets);
    assert.equal(await poller.isGone(), true);
  });
}

for (const [what, ...packets] of [
  ["packets of Engine.IO that mean nothing here", "0", "3", "5", "6", "6x", '0{"sid":"x"}'],
  ["an event without JSON", "42"],
  ["an ack for nothing", "431[]"],
  ["an unknown namespace", "40/nothing,"],
  ["10 attachments", `4510-["e2e:x"${Array.from({ length: 10 }, (_, i) => `,{"_placeholder":true,"num":${i}}`).join("")}]`, ...Array(10).fill("bAQID")],
  ["JSON 30,000 levels deep", `42["x",${"[".repeat(30_000)}${"]".repeat(30_000)}]`],
  ["1,000 events in one payload", ...Array(1000).fill('42["e2e:flood",{"a":[1,2,3]}]')],
]) {
  test(`over polling, tolerated: ${what}`, async () => {
    const poller = await joined();
    assert.equal((await poller.post(...packets)).status, 200);
    await assertLives(poller);
  });
}

test("over polling, before a join: seven packets of 8 KiB in one body are fine, one of 9 KiB closes the session", async () => {
  const poller = await connected();
  assert.equal((await poller.post(...Array(7).fill(padded(1 + EARLY_PACKET)))).status, 200);
  await assertLives(poller);
  const other = await connected();
  await other.post("6", padded(9 * 1024));
  assert.equal(await other.isGone(), true);
});

test("over polling, before a join: an attachment closes the session", async () => {
  const poller = await connected();
  await poller.post('451-["e2e:x",{"_placeholder":true,"num":0}]', "bAQID");
  assert.equal(await poller.isGone(), true);
});

test("over polling, a message of 20 KiB in one body with the join is taken", async () => {
  const poller = await Poller.open(server);
  await poller.post("40/quiet,");
  await poller.hears(/^40\/quiet,\{/);
  await poller.post(`42/quiet,0["join","poller ${++names}"]`, `42/quiet,1["sendMessage","${"가".repeat(7_000)}"]`);
  await poller.hears(/^43\/quiet,1\[\{"ok":true/);
});

test("over polling, a join before its CONNECT reply was fetched is in order", async () => {
  const poller = await Poller.open(server);
  assert.equal((await poller.post("40", '420["e2e:probe",{}]')).status, 200);
  await poller.hears(/^430\[/);
});

// ---- session ids ----

for (const sid of [
  "unknown", "__proto__", "constructor", "toString", "null", "0", "-1", "%00", "%00%00%00", "a%00b", "%", "%zz", "%F0%9F", "%FF%FE",
  "a%26sid", "a%0d%0aX:y", "..%2f..%2f", "'%20OR%201=1", "x".repeat(20), "x".repeat(5_000), "%41".repeat(1_000), "a+b", "[]", "sid[]",
]) {
  test(`an unknown sid: ${sid.slice(0, 30)}${sid.length > 30 ? ` (${sid.length} characters)` : ""}`, async () => {
    for (const transport of ["polling", "websocket"]) {
      const headers = transport === "polling" ? ["Connection: close"] : upgradeHeaders;
      const [answer, ...more] = await talk(requestBytes("GET", engine(`EIO=4&transport=${transport}&sid=${sid}`), headers));
      assert.equal(answer.status, 400);
      assert.equal(more.length, 0);
      // A NUL may not even be looked up.
      if (sid.includes("%00")) assert.match(answer.body, /Session ID unknown|no request/);
      else if (transport === "polling") assert.equal(JSON.parse(answer.body).code, 1);
      else assert.equal(answer.body, "Session ID unknown");
    }
    const [posted] = await talk(requestBytes("POST", engine(`EIO=4&transport=polling&sid=${sid}`), ["Connection: close", "Content-Length: 1"], "6"));
    assert.equal(posted.status, 400);
    assert.doesNotMatch(posted.body, /x{100}/, "an answer does not repeat what it was asked");
  });
}

for (const [what, sid] of [
  ["10,000 characters", "x".repeat(10_000)],
  ["a NUL", "a\0b"],
  ["a space", "a b"],
  ["a tab", "a\tb"],
  ["a bell", "a\x07b"],
]) {
  test(`a sid that no request may hold: ${what}`, async () => {
    await assertRefused(requestBytes("GET", engine(`EIO=4&transport=polling&sid=${sid}`)), [400, 414, 431]);
  });
}

test("a public Socket.IO id is no session id", async () => {
  const poller = await Poller.open(server);
  await poller.post("40");
  const { sid } = JSON.parse((await poller.hears(/^40\{/)).slice(2));
  assert.ok(!sid.includes(poller.sid) && !poller.sid.includes(sid));
  const { status, body } = await request(server, engine(`EIO=4&transport=polling&sid=${sid}`));
  assert.equal(status, 400);
  assert.equal(JSON.parse(body).code, 1);
  await assertLives(poller);
});

test("a stolen sid: it is a secret that lets one speak, and a second GET ends the session rather than share it", async () => {
  const poller = await connected();
  const held = await poller.hold();
  const thief = Object.assign(new Poller(), { server, packets: [], target: poller.target });
  assert.equal((await thief.post("6")).status, 200);
  assert.equal(held.isAnswered, false);
  assert.equal((await thief.get()).status, 400);
  assert.equal((await held.answer).body, "1");
  await assertGone(thief);
});

test("a stolen sid: nobody takes over a session that is upgraded", async () => {
  const poller = await connected();
  const socket = await poller.upgrade();
  socket.send('4277["e2e:probe",{}]');
  await socket.hears(/^4377/);
  const thief = await Socket.start(server, `EIO=4&transport=websocket&sid=${poller.sid}`);
  if (thief.isOpen) await thief.closed();
  assert.deepEqual(thief.frames, []);
  assert.deepEqual(JSON.parse((await poller.get()).body), { code: 3, message: "Bad request" });
  assert.equal((await poller.post("1")).status, 400);
  socket.send('4278["e2e:probe",{}]');
  await socket.hears(/^4378/);
});

test("a stolen sid: a websocket's session cannot be polled", async () => {
  const socket = await Socket.open(server);
  for (const method of ["GET", "POST"]) {
    const { status, body } = await request(server, engine(`EIO=4&transport=polling&sid=${socket.sid}`), { method, body: method === "POST" ? "1" : undefined });
    assert.equal(status, 400);
    assert.equal(JSON.parse(body).code, 3);
  }
  socket.send("40");
  await socket.hears(/^40\{/);
});

// ---- origins ----

const badOrigins = [
  "http://evil.example", "https://evil.example", "http://localhost.evil.example", "http://127.0.0.1.evil.example", "http://evil.example#localhost",
  "null", "file://", "http://", "localhost", "http://8.8.8.8", "javascript:alert(1)", "http://[::1].evil.example", "*", "http://a@b@localhost.evil.example",
];

for (const origin of badOrigins) {
  test(`a wrong Origin: ${origin}`, async () => {
    const polling = await request(server, handshake(), { headers: { Origin: origin } });
    assert.equal(polling.status, 403);
    assert.deepEqual(JSON.parse(polling.body), { code: 4, message: "Forbidden" });
    assert.equal(polling.headers["access-control-allow-origin"], undefined);
    const socket = await Socket.start(server, "EIO=4&transport=websocket", { headers: { Origin: origin } });
    assert.equal(socket.isOpen, false);
    assert.ok([400, 403].includes(socket.refusal?.status), JSON.stringify(socket.refusal));
    assert.equal(socket.refusal.body, "Forbidden");
    const preflight = await request(server, handshake(), { method: "OPTIONS", headers: { Origin: origin, "Access-Control-Request-Method": "POST" } });
    assert.ok(preflight.status < 500);
    assert.equal(preflight.headers["access-control-allow-origin"], undefined);
    assert.notEqual(preflight.headers["access-control-allow-credentials"], "true");
  });
}

test("a wrong Origin cannot use a session that it learned of, and does not harm it", async () => {
  const poller = await connected();
  const headers = { Origin: "http://evil.example" };
  assert.equal((await poller.start("POST", { body: "1", headers }).answer).status, 403);
  assert.equal((await poller.start("GET", { headers }).answer).status, 403);
  const socket = await Socket.start(server, `EIO=4&transport=websocket&sid=${poller.sid}`, { headers });
  assert.equal(socket.isOpen, false);
  await assertLives(poller);
});

for (const [query, status, code] of [
  ["EIO=4&transport=abc", 400, 0],
  ["EIO=4&transport=polling&sid=unknown", 400, 1],
  ["EIO=4&transport=websocket", 400, 3],
  ["EIO=4&transport=polling", 403, 4],
  ["EIO=3&transport=polling", 403, 4],
]) {
  test(`a wrong Origin has its place in the order of checks: ?${query} is code ${code}`, async () => {
    const answer = await request(server, engine(query), { headers: { Origin: "http://evil.example" } });
    assert.equal(answer.status, status);
    assert.equal(JSON.parse(answer.body).code, code);
  });
}

for (const origin of ["http://localhost\x7f", "http://loc\x80lhost", "http://방.example", "http://\xff"]) {
  test(`an Origin with bytes that none has: ${JSON.stringify(origin)}`, async () => {
    const bytes = (query, headers) => Buffer.from(requestBytes("GET", engine(query), [...headers, "Origin: ORIGIN"]).toString().replace("ORIGIN", origin), "utf8");
    const [answer] = await talk(bytes("EIO=4&transport=polling", ["Connection: close"]));
    assert.equal(answer.status, 400);
    assert.equal(answer.headers["access-control-allow-origin"], undefined);
    if (answer.headers["content-type"]?.startsWith("application/json")) assert.equal(JSON.parse(answer.body).code, 3);
    const [unknown] = await talk(bytes("EIO=4&transport=abc", ["Connection: close"]));
    assert.equal(unknown.status, 400);
    const [upgrade] = await talk(bytes("EIO=4&transport=websocket", upgradeHeaders));
    assert.equal(upgrade.status, 400);
  });
}

test("two Origins are none of ours", async () => {
  const [answer] = await talk(requestBytes("GET", handshake(), ["Connection: close", "Origin: http://localhost", "Origin: http://evil.example"]));
  assert.ok([400, 403].includes(answer.status), `${answer.status}`);
});

test("an Origin cannot write headers", async () => {
  const [answer] = await talk(requestBytes("GET", handshake(), ["Connection: close", "Origin: http://localhost\r\n\tX-Injected: 1"]));
  assert.equal(answer.headers["x-injected"], undefined);
  const [preflight] = await talk(requestBytes("OPTIONS", handshake(), [
    "Connection: close", "Origin: http://localhost", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: a\rX-Injected: 1",
  ]));
  assert.equal(preflight?.headers["x-injected"], undefined);
});

// ---- request smuggling ----

const smuggled = requestBytes("GET", "/healthz").toString();
const chunked = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`;

for (const [what, headers, body] of [
  ["both lengths", ["Content-Length: 1", "Transfer-Encoding: chunked"], chunked("6")],
  ["both lengths, the other way round", ["Transfer-Encoding: chunked", "Content-Length: 6"], chunked("6")],
  ["two lengths", ["Content-Length: 1", "Content-Length: 2"], "66"],
  ["two lengths in one line", ["Content-Length: 1, 2"], "66"],
  ["a negative length", ["Content-Length: -1"], "6"],
  ["a length with a sign", ["Content-Length: +1"], "6"],
  ["a length in hexadecimal", ["Content-Length: 0x1"], "6"],
  ["a length with a fraction", ["Content-Length: 1.0"], "6"],
  ["a length with a space in it", ["Content-Length: 1 0"], "6"],
  ["a length that is a word", ["Content-Length: one"], "6"],
  ["a length that is empty", ["Content-Length:"], "6"],
  ["a length past 64 bits", ["Content-Length: 18446744073709551617"], "6"],
  ["a length of 2^63", ["Content-Length: 9223372036854775808"], "6"],
  ["chunked, identity", ["Transfer-Encoding: chunked, identity"], chunked("6")],
  ["identity", ["Transfer-Encoding: identity"], "6"],
  ["gzip, chunked", ["Transfer-Encoding: gzip, chunked"], chunked("6")],
  ["chunked twice", ["Transfer-Encoding: chunked, chunked"], chunked("6")],
  ["chunked in two lines", ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], chunked("6")],
  ["chunked and identity in two lines", ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], chunked("6")],
  ["xchunked", ["Transfer-Encoding: xchunked"], chunked("6")],
  ["chunked with a vertical tab", ["Transfer-Encoding: \x0bchunked"], chunked("6")],
  ["an empty transfer coding", ["Transfer-Encoding:"], "6"],
  ["a space before the colon", ["Transfer-Encoding : chunked"], chunked("6")],
  ["a folded line", ["X-Folded: a", " Transfer-Encoding: chunked", "Content-Length: 1"], "6"],
  ["a line without a colon", ["Content-Length 1"], "6"],
  ["a header without a name", [": x", "Content-Length: 1"], "6"],
  ["a header name with a NUL", ["Content\0-Length: 1"], "6"],
  ["a bare CR in a header", ["X: a\rContent-Length: 5", "Content-Length: 1"], "6"],
]) {
  test(`smuggling is refused: ${what}`, async () => {
    const poller = await connected();
    const responses = await talk(requestBytes("POST", poller.target, headers, body + smuggled));
    assert.ok(responses.length <= 1, JSON.stringify(responses).slice(0, 500));
    for (const { status } of responses) assert.ok([400, 411, 413, 501].includes(status), `${status}`);
  });
}

for (const [what, body] of [
  ["a size that is no number", "g\r\n6\r\n0\r\n\r\n"],
  ["a negative size", "-1\r\n6\r\n0\r\n\r\n"],
  ["a size with a sign", "+1\r\n6\r\n0\r\n\r\n"],
  ["a size with 0x", "0x1\r\n6\r\n0\r\n\r\n"],
  ["no size", "\r\n6\r\n0\r\n\r\n"],
  ["a space before the size", " 1\r\n6\r\n0\r\n\r\n"],
  ["a size of 2^64 + 1", "10000000000000001\r\n6\r\n0\r\n\r\n"],
  ["a size of 2^64 - 1", "ffffffffffffffff\r\n6\r\n0\r\n\r\n"],
  ["a size of 2^63", "8000000000000000\r\n6\r\n0\r\n\r\n"],
  ["a size of 4 GiB", "100000000\r\n6\r\n0\r\n\r\n"],
  ["a size that is too small", "1\r\n66\r\n0\r\n\r\n"],
  ["a size that is too large", "9\r\n6\r\n0\r\n\r\n"],
  ["no line break after a chunk", "1\r\n60\r\n\r\n"],
  ["bare line feeds", "1\n6\n0\n\n"],
  ["a size with 100,000 zeros", `${"0".repeat(100_000)}1\r\n6\r\n0\r\n\r\n`],
  ["an extension of 100,000 characters", `1;${"x".repeat(100_000)}\r\n6\r\n0\r\n\r\n`],
  ["10,000 extensions", `1${";a=b".repeat(10_000)}\r\n6\r\n0\r\n\r\n`],
  ["a trailer of 100,000 characters", `1\r\n6\r\n0\r\nX: ${"y".repeat(100_000)}\r\n\r\n`],
  ["10,000 trailers", `1\r\n6\r\n0\r\n${"X: y\r\n".repeat(10_000)}\r\n`],
]) {
  test(`a chunked body is refused: ${what}`, async () => {
    const poller = await connected();
    const responses = await talk(requestBytes("POST", poller.target, ["Transfer-Encoding: chunked"], body + smuggled));
    assert.ok(responses.length <= 1, JSON.stringify(responses).slice(0, 500));
    for (const { status } of responses) assert.ok([400, 413, 431].includes(status), `${status}`);
  });
}

test("trailers do not count as headers", async () => {
  const poller = await connected();
  const connection = await RawConnection.open(server);
  connection.write(requestBytes("POST", poller.target, ["Transfer-Encoding: chunked"], "1\r\n6\r\n0\r\nContent-Length: 100\r\nConnection: upgrade\r\n\r\n"));
  assert.equal((await connection.response()).body, "ok");
  connection.write(requestBytes("GET", "/healthz"));
  assert.equal((await connection.response()).status, 200);
  await assertLives(poller);
});

test("chunks of one byte that never end are bounded by maxPayload", async () => {
  const poller = await connected();
  const connection = await RawConnection.open(server);
  connection.write(requestBytes("POST", poller.target, ["Transfer-Encoding: chunked"], "1\r\n6\r\n".repeat(MAX_PAYLOAD + 1)));
  assert.equal((await connection.response()).status, 413);
  connection.terminate();
  await assertServes();
});

test("a body on a GET, and on a handshake, is no request of its own", async () => {
  const connection = await RawConnection.open(server);
  connection.write(Buffer.concat([requestBytes("GET", handshake(), [`Content-Length: ${smuggled.length}`], smuggled), requestBytes("GET", "/nothing")]));
  const first = await connection.response();
  assert.ok(first.status === 200 || first.status === 400, `${first.status}`);
  if (!/close/i.test(first.headers.connection ?? "")) assert.equal((await connection.response()).status, 404);
  connection.terminate();
});

// ---- heads ----

for (const [what, bytes] of [
  ["HTTP/0.9", "GET /\r\n\r\n"],
  ["HTTP/0.9 with Engine.IO", "GET /socket.io/?EIO=4&transport=polling\r\n\r\n"],
  ["HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["HTTP/1.2", "GET / HTTP/1.2x\r\nHost: x\r\n\r\n"],
  ["a version in lower case", "GET / http/1.1\r\nHost: x\r\n\r\n"],
  ["no method", " / HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["a method with a parenthesis", "G(T / HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["two spaces", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["a target of 9,000 characters", `GET /${"x".repeat(9000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ["a query of 9,000 characters", `GET /socket.io/?EIO=4&transport=polling&x=${"x".repeat(9000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ["a header of 9,000 characters", `GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nX: ${"x".repeat(9000)}\r\n\r\n`],
  ["a cookie of 100,000 characters", `GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nCookie: ${"x".repeat(100_000)}\r\n\r\n`],
  ["65 headers", `GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\n${"X: y\r\n".repeat(70)}\r\n`],
  ["a fragment", "GET /#x HTTP/1.1\r\n"+"\0\r\n\r\n"],
  ["binary garbage", Buffer.concat([Buffer.from([0x80]), crypto.randomBytes(500), Buffer.from("\r\n\r\n")])],
  ["10 MB of letters", "A".repeat(10_000_000)],
  ["10 MB of line breaks", "\r\n".repeat(5_000_000)],
]) {
  test(`a head is refused: ${what}`, async () => {
    await assertRefused(bytes, [400, 404, 405, 414, 431, 501, 505]);
  });
}

test("who speaks HTTP/1.0 and expects something gets one answer only", async () => {
  const poller = await connected();
  const connection = await RawConnection.open(server);
  connection.write(requestBytes("POST", poller.target, ["Content-Length: 1", "Expect: 100-continue"], "", "1.0"));
  await barrier(server);
  connection.write("6");
  const answer = await connection.response();
  assert.deepEqual([answer.status, answer.body], [200, "ok"]); // not 100
  await connection.ended();
  await assertLives(poller);
});

test("heads in single bytes", async () => {
  const poller = await connected();
  const connection = await RawConnection.open(server);
  const bytes = [...requestBytes("POST", poller.target, ["Content-Type: text/plain", "Content-Length: 1"], "6")];
  await connection.trickle(bytes.map((byte) => Buffer.from([byte])));
  assert.equal((await connection.response()).body, "ok");
  await connection.trickle([...requestBytes("GET", "/healthz", ["Connection: close"])].map((byte) => Buffer.from([byte])));
  assert.equal((await connection.response()).status, 200);
  await connection.ended();
  await assertLives(poller);
});

test("1,000 requests in one write are answered in their order", async () => {
  const connection = await RawConnection.open(server);
  const paths = Array.from({ length: 1000 }, (_, i) => (i % 3 ? "/healthz" : "/nothing"));
  connection.write(Buffer.concat(paths.map((path) => requestBytes("GET", path))));
  for (const path of paths) assert.equal((await connection.response()).status, path === "/healthz" ? 200 : 404);
  connection.terminate();
});

test("a client that asks and never reads costs a bounded amount of memory", async () => {
  const before = rssMiB();
  const one = requestBytes("GET", "/");
  const many = Buffer.concat(Array(2_000).fill(one));
  const clients = await Promise.all(Array.from({ length: 10 }, () => RawConnection.open(server)));
  for (const client of clients) {
    client.socket.pause();
    for (let i = 0; i < 20; ++i) client.write(many); // 40,000 requests
  }
  for (let i = 0; i < 50; ++i) await assertServes();
  const grown = rssMiB() - before;
  for (const client of clients) client.terminate();
  assert.ok(grown < 64, `${grown.toFixed(1)} MiB`);
});

// ---- methods and targets ----

for (const method of ["PUT", "DELETE", "PATCH", "TRACE", "HEAD", "CONNECT", "PROPFIND", "get", "__proto__"]) {
  test(`the method ${method} on a session: 405, and the session lives`, async () => {
    const poller = await connected();
    const connection = await RawConnection.open(server);
    connection.write(requestBytes(method, poller.target, ["Connection: close", "X-Secret: 4711"]));
    const { status, headers, body } = await connection.response({ method });
    assert.ok(status === 405 || (status >= 400 && status < 500 && !/^[A-Z]+$/.test(method)), `${status}`);
    if (status === 405) assert.match(headers.allow, /\bGET\b.*\bPOST\b/);
    assert.ok(!body.includes("4711"), "nothing is echoed");
    await connection.ended();
    await assertLives(poller);
  });

  test(`the method ${method} for a handshake, and elsewhere, opens nothing`, async () => {
    for (const target of [handshake(), engine("EIO=4&transport=websocket"), "/", "/healthz", "/nothing"]) {
      if (method === "HEAD" && !target.startsWith("/socket.io/")) continue;
      const connection = await RawConnection.open(server);
      connection.write(requestBytes(method, target, ["Connection: close"]));
      const { status, body } = await connection.response({ method });
      assert.ok(status >= 400 && status < 500 || status === 501, `${target}: ${status}`);
      assert.ok(!body.includes("sid"), body);
      await connection.ended();
    }
  });
}

for (const target of [
  "http://127.0.0.1/healthz", "http://evil.example/healthz", "http://evil.example/socket.io/?EIO=4&transport=abc", "//evil.example/healthz", "*", "127.0.0.1:5000",
  "/socket.io/../healthz", "/%2e%2e/%2e%2e/etc/passwd", "/socket.io//?EIO=4&transport=abc", "/socket.io%2f?EIO=4&transport=polling", "/socket.io/?", "/?", "/socket.io/x?EIO=4&transport=abc",
  "/socket.io/?&&&===&=", `/socket.io/?${"a&".repeat(3000)}`, "/socket.io/?EIO=4&EIO=3&transport=abc&transport=websocket",
]) {
  test(`a strange target is answered like any other, and nobody is called: ${target.slice(0, 60)}`, async () => {
    for (const method of ["GET", "OPTIONS"]) {
      const [answer, ...more] = await talk(requestBytes(method, target, ["Connection: close"]));
      assert.ok(answer.status < 500, `${answer.status}`);
      assert.equal(more.length, 0);
    }
  });
}

test("a request without a Host, and with two, is no trouble", async () => {
  for (const bytes of ["GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n"]) {
    const [answer] = await talk(bytes);
    assert.ok([200, 400].includes(answer.status), `${answer.status}`);
  }
});

// ---- upgrades ----

for (const [what, headers, statuses] of [
  ["without a key", upgradeHeaders.filter((line) => !/Key/.test(line)), [400]],
  ["with a short key", upgradeHeaders.map((line) => line.replace(/Key: .*/, "Key: eA==")), [400]],
  ["with a key that is no base64", upgradeHeaders.map((line) => line.replace(/Key: .*/, "Key: !!!!!!!!!!!!!!!!!!!!!!==")), [400]],
  ["of version 8", upgradeHeaders.map((line) => line.replace("13", "8")), [400, 426]],
  ["to something else", upgradeHeaders.map((line) => line.replace("websocket", "h2c")), [400]],
  ["without Connection: Upgrade", upgradeHeaders.slice(1), [400]],
  ["with a body", [...upgradeHeaders, "Content-Length: 5"], [400]],
  ["with a chunked body", [...upgradeHeaders, "Transfer-Encoding: chunked"], [400]],
]) {
  test(`an upgrade is refused, and the session lives: ${what}`, async () => {
    const poller = await connected();
    const connection = await RawConnection.open(server);
    connection.write(requestBytes("GET", engine(`EIO=4&transport=websocket&sid=${poller.sid}`), headers));
    assert.ok(statuses.includes((await connection.response()).status));
    connection.terminate();
    await assertLives(poller);
  });
}

test("an upgrade by POST, and to transport=polling, is refused, and the session lives", async () => {
  const poller = await connected();
  for (const [method, transport] of [["POST", "websocket"], ["PUT", "websocket"], ["GET", "polling"]]) {
    const connection = await RawConnection.open(server);
    connection.write(requestBytes(method, engine(`EIO=4&transport=${transport}&sid=${poller.sid}`), upgradeHeaders));
    const { status } = await connection.response();
    assert.ok(status >= 400 && status < 500, `${method} ${transport}: ${status}`);
    connection.terminate();
  }
  await assertLives(poller);
});

test("a websocket over maxPayload on a probe closes the probe and nothing else", async () => {
  const poller = await connected();
  const socket = await Socket.start(server, `EIO=4&transport=websocket&sid=${poller.sid}`);
  socket.send(`2${"x".repeat(MAX_PAYLOAD * 2)}`);
  await socket.closed();
  await assertLives(poller);
});

test("50 upgrades at once for one session: one is taken, and the conversation goes on", async () => {
  const poller = await connected();
  const probes = await Promise.all(Array.from({ length: 50 }, () => Socket.start(server, `EIO=4&transport=websocket&sid=${poller.sid}`)));
  await until(() => probes.filter((probe) => probe.isOpen && !probe.isClosed).length <= 1, "the others' close");
  const [socket] = probes.filter((probe) => probe.isOpen && !probe.isClosed);
  socket.send("2probe");
  await socket.hears(/^3probe$/);
  socket.send("5");
  socket.send('4277["e2e:probe",{}]');
  await socket.hears(/^4377/);
});

test("a conversation that upgrades and is cut, 50 times", async () => {
  await Promise.all(Array.from({ length: 50 }, async (_, i) => {
    const poller = await connected();
    const socket = i % 3 === 0 ? await Socket.start(server, `EIO=4&transport=websocket&sid=${poller.sid}`) : await poller.probe();
    if (i % 3 === 2) socket.send("5");
    socket.ws._socket.resetAndDestroy();
    await socket.closed();
    await barrier(server);
    if (i % 3 === 2) assert.equal(await poller.isGone(), true);
    else await assertLives(poller);
  }));
});

// ---- very many ----

// Opens sessions that nobody comes back to: {sids, at}
async function abandon(count) {
  const sids = [];
  const connections = await Promise.all(Array.from({ length: 10 }, () => RawConnection.open(server)));
  const batch = Buffer.concat(Array(50).fill(requestBytes("GET", handshake())));
  await Promise.all(connections.map(async (connection) => {
    for (let i = 0; i < count / connections.length / 50; ++i) {
      connection.write(batch);
      for (let j = 0; j < 50; ++j) {
        const { status, body } = await connection.response();
        assert.equal(status, 200, body);
        sids.push(JSON.parse(body.slice(1)).sid);
      }
    }
    connection.terminate();
  }));
  return { sids, at: Date.now() };
}

test("10,000 handshakes that never come back: the server goes on", async () => {
  const { sids } = await slow.handshakes;
  assert.equal(new Set(sids).size, ABANDONED);
  await assertServes();
  await assertLives(await connected());
});

// ---- TLS ----

test("TLS: a plain client on a TLS-only server is told so", async () => {
  const only = wire(await Server.start({ args: ["--plain", "off"] }));
  servers.add(only);
  for (const target of ["/healthz", "/socket.io/?EIO=4&transport=polling", "/nothing"]) {
    const { status, body, headers } = await request(only, target);
    assert.equal(status, 426, target);
    assert.match(body, /https:|TLS/i);
    assert.equal(headers["set-cookie"], undefined);
  }
  const welcome = await request(only, "/"); // the page that says how to join is for everybody
  assert.equal(welcome.status, 200);
  assert.doesNotMatch(welcome.body, /http:\/\//, "no address that is refused");
  assert.equal((await request(only, "/icon.svg")).status, 200); // and so is its icon
  const posted = await request(only, "/socket.io/?EIO=4&transport=polling&sid=x", { method: "POST", body: "6" });
  assert.equal(posted.status, 426);
  const socket = await Socket.start(only, "EIO=4&transport=websocket");
  assert.equal(socket.isOpen, false);
  assert.equal(socket.refusal?.status, 426);
  assert.match(socket.refusal.body, /https:|TLS/i);
  const secure = await new Promise((resolve, reject) => https.get({ host: "127.0.0.1", port: only.port, path: "/healthz", rejectUnauthorized: false }, resolve).on("error", reject));
  assert.equal(secure.statusCode, 200);
  secure.resume();
  await only.stop();
});

// A conversation over TLS that must not notice what others do.
async function secureWebSocket() {
  const ws = new WebSocket(`wss://127.0.0.1:${server.port}/socket.io/?EIO=4&transport=websocket`, { rejectUnauthorized: false });
  const frames = [];
  ws.on("message", (data) => frames.push(data.toString()));
  ws.on("error", () => {});
  await until(() => frames.some((frame) => frame.startsWith("0{")) || ws.readyState === WebSocket.CLOSED, "the open packet over TLS");
  ws.send("40");
  await until(() => frames.some((frame) => frame.startsWith("40{")), "CONNECT over TLS");
  return { ws, frames };
}

function halfHellos() {
  return [Buffer.from([0x16]), hello(Buffer.from([1]), { length: 100 }), hello(crypto.randomBytes(10), { length: 500 })];
}

const hello = (body, { type = 0x16, version = 0x0301, length = body.length } = {}) =>
  Buffer.concat([Buffer.from([type, version >> 8, version & 0xff, length >> 8, length & 0xff]), body]);

test("TLS: 1,000 broken handshakes do not disturb an open session", async () => {
  const { ws, frames } = await secureWebSocket();
  const start = Date.now();
  let mostMs = 0;
  let asked = 0;
  const timer = setInterval(() => ws.readyState === WebSocket.OPEN && ws.send(`42${++asked}["e2e:probe",{}]`), 20);
  const garbage = (i) => {
    switch (i % 5) {
      case 0: return hello(crypto.randomBytes(200));
      case 1: return hello(Buffer.alloc(0));
      case 2: return hello(crypto.randomBytes(100), { length: 0xffff });
      case 3: return hello(Buffer.concat([Buffer.from([1, 0, 0, 96, 3, 3]), crypto.randomBytes(94)]));
      default: return Buffer.concat([Buffer.from([0x16]), crypto.randomBytes(1 + (i % 300))]);
    }
  };
  for (let done = 0; done < 1000; done += 50) {
    await Promise.all(Array.from({ length: 50 }, async (_, i) => {
      const connection = await RawConnection.open(server);
      connection.write(garbage(done + i));
      if (i % 2) connection.socket.end();
      await barrier(server);
      connection.terminate();
    }));
    const before = Date.now();
    await assertServes();
    mostMs = Math.max(mostMs, Date.now() - before);
  }
  clearInterval(timer);
  await until(() => frames.some((frame) => frame.startsWith(`43${asked}[`)), "the last answer over TLS");
  assert.equal(frames.filter((frame) => /^43\d+\[/.test(frame)).length, asked);
  assert.equal(ws.readyState, WebSocket.OPEN);
  assert.ok(mostMs < 2_000, `${mostMs} ms`);
  assert.ok(Date.now() - start < 30_000);
  ws.terminate();
});

test("TLS: what comes over it is HTTP like any other", async () => {
  const ask = (bytes) => new Promise((resolve, reject) => {
    let got = "";
    const socket = tls.connect({ host: "127.0.0.1", port: server.port, rejectUnauthorized: false }, () => socket.write(bytes));
    socket.on("data", (data) => (got += data));
    socket.on("close", () => resolve(got));
    socket.on("error", (error) => (/ECONNRESET|EPIPE/.test(error.code) ? resolve(got) : reject(error)));
  });
  const rows = [
    [requestBytes("GET", "/healthz", ["Connection: close"]), /^HTTP\/1\.1 200 /],
    [requestBytes("GET", "/socket.io/?EIO=4&transport=abc", ["Connection: close"]), /"code":0/],
    ["nonsense\r\n\r\n", /^(HTTP\/1\.1 400 |$)/],
    [hello(crypto.randomBytes(100)), /^(HTTP\/1\.1 400 |$)/], // TLS inside TLS
    [requestBytes("POST", "/socket.io/?EIO=4&transport=polling&sid=x", ["Content-Length: 1", "Transfer-Encoding: chunked"], "6"), /^HTTP\/1\.1 400 /],
  ];
  await Promise.all(rows.map(async ([bytes, answer]) => assert.match(await ask(bytes), answer)));
});

test("TLS: old versions are refused, 1.2 and 1.3 are taken", async () => {
  const version = (name) => new Promise((resolve) => {
    const options = { host: "127.0.0.1", port: server.port, rejectUnauthorized: false, minVersion: name, maxVersion: name, ciphers: "DEFAULT:@SECLEVEL=0" };
    const socket = tls.connect(options, () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.on("error", () => resolve("refused"));
  });
  assert.equal(await version("TLSv1"), "refused");
  assert.equal(await version("TLSv1.1"), "refused");
  assert.equal(await version("TLSv1.2"), "TLSv1.2");
  assert.equal(await version("TLSv1.3"), "TLSv1.3");
});

test("TLS: connections cut at every moment of the handshake", async () => {
  for (let i = 0; i < 60; ++i) {
    await new Promise((resolve) => {
      const socket = tls.connect({ host: "127.0.0.1", port: server.port, rejectUnauthorized: false });
      socket.on("error", resolve);
      socket.on("close", resolve);
      socket.on("secureConnect", () => socket.destroy());
      if (i % 3 === 0) socket.on("connect", () => socket.destroy());
      if (i % 3 === 1) socket.on("connect", () => setImmediate(() => socket.destroy()));
    });
  }
  await assertServes();
});

// ---- what took its time ----

const near = ({ leastMs, mostMs }, goal) =>
  assert.ok(mostMs >= goal - 1_000 && leastMs <= goal + 5_000, `${leastMs} to ${mostMs} ms, not about ${goal}`);

test("TLS: a handshake that stops half way is closed after the time of a head", async () => near(await slow.hellos, HEAD_TIMEOUT_MS));

test("an upgrade that never finishes is given up after 10 s, and the session goes on over polling", async () => {
  near(await slow.probe, UPGRADE_TIMEOUT_MS);
  near(await slow.silent, UPGRADE_TIMEOUT_MS);
});

test("a body that does not come in 20 s is answered with 408", async () => {
  const post = await slow.post;
  assert.equal(post.value.status, 408);
  near(post, BODY_TIMEOUT_MS);
});

test("the 10,000 that never came back are gone after interval and timeout of the heartbeat", async () => {
  const { sids, at } = await slow.handshakes;
  for (const sid of [sids[0], sids[ABANDONED / 2], sids.at(-1)]) {
    const poller = Object.assign(new Poller(), { server, target: engine(`EIO=4&transport=polling&sid=${sid}`) });
    assert.equal(await poller.isGone(at + HEARTBEAT_MS + 10_000 - Date.now()), true);
  }
  await assertServes();
});

test("the witness was never disturbed", async () => {
  witness.stop();
  await witness.assertUndisturbed();
  assert.ok(witness.slowestMs < 2_000, `an ack took ${witness.slowestMs} ms`);
});
