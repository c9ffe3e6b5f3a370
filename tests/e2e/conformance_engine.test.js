// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Engine.IO 4 on the wire: the behaviours that the official suite of 25 looks at, and the rest of what the protocol and the
// reference server hold to. The program echoes every message.

const http = require("node:http");
const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { until } = require("./support/client");
const { PING_INTERVAL_MS, PING_TIMEOUT_MS, assertBetween, assertTurnedAway, engineCases } = require("./support/enginecases");
const {
  ConformanceServer, Poller, RawConnection, Socket, barrier, closeWire, payload, request, requestBytes, targetOf, unpack,
  upgradeHeaders,
} = require("./support/wire");

const MAX_PAYLOAD = 1_000_000;
const ORIGIN = "http://localhost:8080";

let quick; // pings as often as for the official suites
let calm; // does not ping while a test runs

before(async () => {
  [quick, calm] = await Promise.all([
    ConformanceServer.start("engine", { pingInterval: PING_INTERVAL_MS, pingTimeout: PING_TIMEOUT_MS }),
    ConformanceServer.start("engine", { pingInterval: 25_000, pingTimeout: 20_000 }),
  ]);
});

after(async () => {
  closeWire();
  await Promise.all([quick?.stop(), calm?.stop()]);
});

let echoes = 0;
async function isAlive(socket) {
  const text = `4alive ${++echoes}`;
  socket.send(text);
  await until(() => socket.frames.includes(text) || socket.isClosed, "an echo");
  assert.equal(socket.isClosed, false, "it was closed");
}

async function assertPollingLives(poller) {
  const text = `4alive ${++echoes}`;
  assert.equal((await poller.post(text)).body, "ok");
  await poller.pollUntil(() => poller.packets.includes(text), "an echo");
  assert.equal(poller.gone, null);
}

async function assertUnknown(poller) {
  const { status, body } = await poller.get();
  assert.equal(status, 400);
  assert.deepEqual(JSON.parse(body), { code: 1, message: "Session ID unknown" });
}

engineCases({ quick: () => quick, calm: () => calm, isAlive });

// ---- messages ----

test("message, polling: one packet", async () => {
  const poller = await Poller.open(calm);
  const posted = await poller.post("4hello");
  assert.equal(posted.status, 200);
  assert.equal(posted.body, "ok");
  assert.equal(posted.headers["content-type"], "text/html");
  assert.equal(posted.headers["cache-control"], "no-store");
  assert.equal(posted.headers["content-length"], "2");
  const got = await poller.get();
  assert.equal(got.status, 200);
  assert.equal(got.body, "4hello");
  assert.equal(got.headers["content-type"], "text/plain; charset=UTF-8");
  assert.equal(got.headers["cache-control"], "no-store");
  assert.equal(got.headers["content-length"], "6");
  assert.equal(got.headers["transfer-encoding"], undefined);
});

test("message, polling: several packets come back in one response", async () => {
  const poller = await Poller.open(calm);
  assert.equal((await poller.post("4test1", "4test2", "4test3")).body, "ok");
  assert.equal((await poller.get()).body, payload(["4test1", "4test2", "4test3"]));
});

test("message, polling: several packets release the held GET with all of them", async () => {
  const poller = await Poller.open(calm);
  const held = await poller.hold();
  assert.equal((await poller.post("4test1", "4test2", "4test3")).body, "ok");
  assert.equal((await held.answer).body, payload(["4test1", "4test2", "4test3"]));
});

test("message, polling: packets of several POSTs wait for one GET", async () => {
  const poller = await Poller.open(calm);
  for (const packet of ["4a", "4b", "4c"]) await poller.post(packet);
  assert.equal((await poller.get()).body, payload(["4a", "4b", "4c"]));
});

test("message, polling: text and binary in one payload", async () => {
  const poller = await Poller.open(calm);
  assert.equal((await poller.post("4hello", "bAQIDBA==")).body, "ok");
  assert.equal((await poller.get()).body, payload(["4hello", "bAQIDBA=="]));
});

test("message, polling: an empty text and an empty binary", async () => {
  const poller = await Poller.open(calm);
  await poller.post("4", "b", "4x");
  assert.equal((await poller.get()).body, payload(["4", "b", "4x"]));
});

test("message, polling: every byte in a binary", async () => {
  const poller = await Poller.open(calm);
  const packet = `b${Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString("base64")}`;
  await poller.post(packet);
  assert.equal((await poller.get()).body, packet);
});

test("message, polling: lengths are in bytes, text in any script", async () => {
  const poller = await Poller.open(calm);
  const packets = ["4안녕하세요", "4👩‍👩‍👧‍👦", "4ü\n\u0000\u007f\u2028"];
  await poller.post(...packets);
  const { headers, body } = await poller.get();
  assert.equal(body, payload(packets));
  assert.equal(Number(headers["content-length"]), Buffer.byteLength(body));
});

test("message, polling: 1,000 packets in one payload keep their order", async () => {
  const poller = await Poller.open(calm);
  const packets = Array.from({ length: 1000 }, (_, i) => `4${i}`);
  assert.equal((await poller.post(...packets)).body, "ok");
  await poller.pollUntil(() => poller.packets.length >= packets.length, "the echoes");
  assert.deepEqual(poller.packets, packets);
});

for (const [what, body] of [
  ["100,000 packets", payload(Array(100_000).fill("6"))],
  ["a letter", "abc"],
  ["an unknown digit", "7x"],
  ["an empty body", ""],
  ["an empty packet after a good one", "4x\x1e"],
  ["an empty packet between good ones", "4x\x1e\x1e4y"],
  ["bad base64", "b!!!!"],
  ["a ping from a client", "2"],
  ["a probe", "2probe"],
  ["an upper case B", "BAQID"],
]) {
  test(`message, polling: ${what} closes the session`, async () => {
    const poller = await Poller.open(calm);
    const { status } = await poller.start("POST", { body }).answer;
    assert.equal(status, 400);
    await assertUnknown(poller);
  });
}

test("message, polling: a bad packet releases the held GET", async () => {
  const poller = await Poller.open(calm);
  const held = await poller.hold();
  assert.equal((await poller.post("abc")).status, 400);
  const { status, body } = await held.answer;
  assert.ok(status === 400 || body === "1", `${status} ${body}`);
  await assertUnknown(poller);
});

for (const packet of ["0", '0{"sid":"x"}', "3", "5", "6", "6x"]) {
  test(`message, polling: ${packet} is tolerated`, async () => {
    const poller = await Poller.open(calm);
    assert.equal((await poller.post(packet)).body, "ok");
    await assertPollingLives(poller);
  });
}

test("message, websocket: text", async () => {
  const socket = await Socket.open(calm);
  socket.send("4hello");
  await socket.hears(/^4hello$/);
  socket.send("4");
  await socket.hears(/^4$/);
  socket.send("4안녕 👋");
  await socket.hears(/^4안녕 👋$/);
});

test("message, websocket: binary", async () => {
  const socket = await Socket.open(calm);
  for (const bytes of [Buffer.from([1, 2, 3, 4]), Buffer.alloc(0), Buffer.alloc(70_000, 7)]) {
    socket.frames.length = 0;
    socket.send(bytes);
    await until(() => socket.frames.length === 1, "an echo");
    assert.ok(Buffer.isBuffer(socket.frames[0]));
    assert.deepEqual(socket.frames[0], bytes);
  }
});

test("message, websocket: base64 in a text frame is a binary message", async () => {
  const socket = await Socket.open(calm);
  socket.send("bAQIDBA==");
  await until(() => socket.frames.length === 1, "an echo");
  assert.deepEqual(socket.frames[0], Buffer.from([1, 2, 3, 4]));
});

test("message, websocket: with b64=1 binary goes out as base64 in text frames", async () => {
  const socket = await Socket.open(calm, { query: "&b64=1" });
  socket.send(Buffer.from([1, 2, 3, 4]));
  await socket.hears(/^bAQIDBA==$/);
  socket.send("bAQID");
  await socket.hears(/^bAQID$/);
  socket.send("4text");
  await socket.hears(/^4text$/);
});

test("message, polling: b64=1 changes nothing", async () => {
  const poller = await Poller.open(calm, { query: "&b64=1&t=abc&classCode=A1" });
  await poller.post("4x", "bAQID");
  assert.equal((await poller.get()).body, payload(["4x", "bAQID"]));
});

for (const [what, frame] of [
  ["a letter", "abc"],
  ["an empty text frame", ""],
  ["an unknown digit", "7"],
  ["bad base64", "b!!!!"],
  ["a ping from a client", "2"],
  ["a probe outside an upgrade", "2probe"],
]) {
  test(`message, websocket: ${what} closes it`, async () => {
    const socket = await Socket.open(calm);
    socket.send(frame);
    await socket.closed();
  });
}

for (const packet of ["0", '0{"sid":"x"}', "3", "5", "6"]) {
  test(`message, websocket: ${packet} is tolerated`, async () => {
    const socket = await Socket.open(calm);
    socket.send(packet);
    await isAlive(socket);
  });
}

test("message, websocket: maxPayload and one byte more", async () => {
  const good = await Socket.open(calm);
  good.send(`4${"x".repeat(MAX_PAYLOAD - 1)}`);
  await good.hears(/^4x{1000}/);
  const bad = await Socket.open(calm);
  bad.send(`4${"x".repeat(MAX_PAYLOAD)}`);
  await bad.closed();
  assert.equal(bad.closeCode, 1009);
});

// ---- long-polling: two at once, aborts, sizes, methods ----

test("polling: a second GET while one is held closes the session", async () => {
  const poller = await Poller.open(calm);
  const held = await poller.hold();
  const second = await poller.get();
  assert.equal(second.status, 400);
  const first = await held.answer;
  assert.equal(first.status, 200);
  assert.equal(first.body, "1");
  await assertUnknown(poller);
});

test("polling: two GETs sent at the same moment: one gets the close, one 400", async () => {
  const poller = await Poller.open(calm);
  const answers = await Promise.all([poller.get(), poller.get()]);
  answers.sort((a, b) => a.status - b.status);
  assert.deepEqual(answers.map(({ status }) => status), [200, 400]);
  assert.equal(answers[0].body, "1");
  await assertUnknown(poller);
});

test("polling: a second POST while one is being read closes the session", async () => {
  const poller = await Poller.open(calm);
  const first = await RawConnection.open(calm);
  first.write(requestBytes("POST", poller.target, ["Content-Type: text/plain", "Content-Length: 100"], "4half"));
  await barrier(calm);
  assert.equal((await poller.post("4x")).status, 400);
  await assertUnknown(poller);
  first.terminate();
});

test("polling: a GET and a POST at once are as it should be", async () => {
  const poller = await Poller.open(calm);
  for (let i = 0; i < 20; ++i) {
    const [got, posted] = await Promise.all([poller.get(), poller.post(`4${i}`)]);
    assert.equal(got.body, `4${i}`);
    assert.equal(posted.body, "ok");
  }
});

test("polling: an aborted GET closes the session", async () => {
  const poller = await Poller.open(calm);
  const held = await poller.hold();
  held.abort();
  assert.equal((await poller.get()).status, 400);
  assert.equal((await poller.get()).status, 400);
});

test("polling: an aborted GET closes the session also if nobody asks", async () => {
  const poller = await Poller.open(calm);
  const held = await poller.hold();
  held.abort();
  assert.equal(await poller.isGone(), true);
});

test("polling: a POST cut off in the middle closes the session", async () => {
  const poller = await Poller.open(calm);
  const post = await RawConnection.open(calm);
  post.write(requestBytes("POST", poller.target, ["Content-Type: text/plain", "Content-Length: 100"], "4half"));
  await barrier(calm);
  post.terminate();
  await barrier(calm);
  await assertUnknown(poller);
});

test("polling: application/octet-stream is refused and closes the session", async () => {
  const poller = await Poller.open(calm);
  const { status } = await poller.start("POST", { body: "4x", headers: { "Content-Type": "application/octet-stream" } }).answer;
  assert.equal(status, 400);
  await assertUnknown(poller);
});

test("polling: a body of exactly maxPayload is taken", async () => {
  const poller = await Poller.open(calm);
  const packet = `4${"x".repeat(MAX_PAYLOAD - 1)}`;
  assert.equal((await poller.post(packet)).body, "ok");
  assert.equal((await poller.get()).body, packet);
});

test("polling: a body of one byte more is refused with 413, and the session lives", async () => {
  const poller = await Poller.open(calm);
  const { status, body } = await poller.post(`4${"x".repeat(MAX_PAYLOAD)}`);
  assert.equal(status, 413);
  assert.equal(body, "");
  await assertPollingLives(poller);
});

test("polling: maxPayload counts bytes", async () => {
  const poller = await Poller.open(calm);
  assert.equal((await poller.post(`4${"가".repeat(Math.ceil(MAX_PAYLOAD / 3))}`)).status, 413);
  assert.equal((await poller.post(`4${"가".repeat(Math.floor(MAX_PAYLOAD / 3))}`)).status, 200);
});

for (const method of ["PUT", "DELETE", "PATCH", "HEAD"]) {
  test(`polling: ${method} on a session is refused with 405, and the session lives`, async () => {
    const poller = await Poller.open(calm);
    const { status, headers } = await poller.start(method).answer;
    assert.equal(status, 405);
    assert.match(headers.allow, /GET/);
    assert.match(headers.allow, /POST/);
    await assertPollingLives(poller);
  });
}

// ---- HTTP/1.1 ----

test("HTTP: hundreds of requests on one TCP connection", async () => {
  const connection = await RawConnection.open(calm);
  connection.write(requestBytes("GET", targetOf(calm, "EIO=4&transport=polling")));
  const sid = JSON.parse((await connection.response()).body.slice(1)).sid;
  const target = targetOf(calm, `EIO=4&transport=polling&sid=${sid}`);
  for (let i = 0; i < 150; ++i) {
    connection.write(requestBytes("POST", target, ["Content-Type: text/plain;charset=UTF-8", `Content-Length: ${1 + String(i).length}`], `4${i}`));
    assert.equal((await connection.response()).body, "ok");
    connection.write(requestBytes("GET", target));
    assert.equal((await connection.response()).body, `4${i}`);
  }
  assert.equal(connection.isEnded, false);
});

test("HTTP: a connection is good for more after a 400", async () => {
  const connection = await RawConnection.open(calm);
  connection.write(requestBytes("GET", targetOf(calm, "EIO=4&transport=abc")));
  const refused = await connection.response();
  assert.equal(refused.status, 400);
  if (/close/i.test(refused.headers.connection ?? "")) {
    await connection.ended(); // also allowed, but then it must be true
    return;
  }
  connection.write(requestBytes("GET", targetOf(calm, "EIO=4&transport=polling")));
  assert.equal((await connection.response()).status, 200);
});

test("HTTP: Connection: close is kept", async () => {
  const connection = await RawConnection.open(calm);
  connection.write(requestBytes("GET", targetOf(calm, "EIO=4&transport=polling"), ["Connection: close"]));
  const { status, headers } = await connection.response();
  assert.equal(status, 200);
  assert.match(headers.connection, /^close$/i);
  await connection.ended();
});

test("HTTP: Connection: close is kept for a GET that was held", async () => {
  const poller = await Poller.open(calm);
  const connection = await RawConnection.open(calm);
  connection.write(requestBytes("GET", poller.target, ["Connection: close"]));
  await barrier(calm);
  await poller.post("4late");
  assert.equal((await connection.response()).body, "4late");
  await connection.ended();
  await assertPollingLives(poller);
});

test("HTTP: an idle connection that its client closes does not close a session", async () => {
  const agent = new http.Agent({ keepAlive: true });
  const poller = await Poller.open(calm, { agent });
  await poller.post("4x");
  assert.equal((await poller.get()).body, "4x");
  agent.destroy();
  await barrier(calm);
  poller.agent = undefined;
  await assertPollingLives(poller);
});

test("HTTP: without keep-alive each request has a connection of its own", async () => {
  const agent = new http.Agent({ keepAlive: false });
  const poller = await Poller.open(calm, { agent });
  for (let i = 0; i < 5; ++i) {
    const posted = await poller.post(`4${i}`);
    assert.match(posted.headers.connection, /^close$/i);
    assert.equal((await poller.get()).body, `4${i}`);
  }
});

test("HTTP: an HTTP/1.0 request is answered, and the connection closed", async () => {
  const connection = await RawConnection.open(calm);
  connection.write(requestBytes("GET", targetOf(calm, "EIO=4&transport=polling"), [], "", "1.0"));
  const { status, headers, body } = await connection.response();
  assert.equal(status, 200);
  assert.match(body, /^0\{/);
  assert.equal(headers["transfer-encoding"], undefined);
  await connection.ended();
});

test("HTTP: an HTTP/1.0 client can poll and post", async () => {
  const poller = await Poller.open(calm);
  const post = await RawConnection.open(calm);
  post.write(requestBytes("POST", poller.target, ["Content-Type: text/plain", "Content-Length: 6"], "4hello", "1.0"));
  assert.equal((await post.response()).body, "ok");
  await post.ended();
  const get = await RawConnection.open(calm);
  get.write(requestBytes("GET", poller.target, [], "", "1.0"));
  assert.equal((await get.response()).body, "4hello");
  await get.ended();
});

const chunk = (text, extension = "") => `${Buffer.byteLength(text).toString(16)}${extension}\r\n${text}\r\n`;

for (const [what, body] of [
  ["one chunk", chunk("4hello") + "0\r\n\r\n"],
  ["a chunk for every byte", [..."4hello"].map((c) => chunk(c)).join("") + "0\r\n\r\n"],
  ["a size in upper case, with leading zeros", "0000000A\r\n4hello you\r\n0000\r\n\r\n"],
  ["chunk extensions", chunk("4he", ";a=b") + chunk("llo", ';c="d"') + "0;last\r\n\r\n"],
  ["a trailer", chunk("4hello") + "0\r\nX-Checksum: 1\r\n\r\n"],
]) {
  test(`HTTP: a chunked POST: ${what}`, async () => {
    const poller = await Poller.open(calm);
    const connection = await RawConnection.open(calm);
    const head = ["Content-Type: text/plain;charset=UTF-8", "Transfer-Encoding: chunked"];
    connection.write(requestBytes("POST", poller.target, head, body));
    assert.equal((await connection.response()).body, "ok");
    assert.match((await poller.get()).body, /^4hello/);
    // Nothing of the body is taken for a request.
    connection.write(requestBytes("POST", poller.target, head, chunk("4again") + "0\r\n\r\n"));
    assert.equal((await connection.response()).body, "ok");
    assert.equal((await poller.get()).body, "4again");
  });
}

test("HTTP: a chunked POST in single bytes", async () => {
  const poller = await Poller.open(calm);
  const connection = await RawConnection.open(calm);
  const bytes = requestBytes("POST", poller.target, ["Transfer-Encoding: chunked"], chunk("4안녕") + chunk("\x1e4b") + "0\r\n\r\n");
  await connection.trickle([...bytes].map((byte) => Buffer.from([byte])));
  assert.equal((await connection.response()).body, "ok");
  assert.equal((await poller.get()).body, payload(["4안녕", "4b"]));
});

test("HTTP: a chunked POST over maxPayload is refused with 413, and the session lives", async () => {
  const poller = await Poller.open(calm);
  const connection = await RawConnection.open(calm);
  connection.write(requestBytes("POST", poller.target, ["Transfer-Encoding: chunked"], chunk("4") + chunk("x".repeat(MAX_PAYLOAD)) + "0\r\n\r\n"));
  assert.equal((await connection.response()).status, 413);
  await assertPollingLives(poller);
});

test("HTTP: a POST in single bytes", async () => {
  const poller = await Poller.open(calm);
  const connection = await RawConnection.open(calm);
  const body = payload(["4안녕", "bAQID"]);
  const bytes = requestBytes("POST", poller.target, [`Content-Length: ${Buffer.byteLength(body)}`], body);
  await connection.trickle([...bytes].map((byte) => Buffer.from([byte])));
  assert.equal((await connection.response()).body, "ok");
  assert.equal((await poller.get()).body, body);
});

test("HTTP: pipelined requests are answered in their order", async () => {
  const poller = await Poller.open(calm);
  const connection = await RawConnection.open(calm);
  const post = (packet) => requestBytes("POST", poller.target, [`Content-Length: ${packet.length}`], packet);
  connection.write(Buffer.concat([post("4one"), post("4two"), requestBytes("GET", poller.target), requestBytes("GET", targetOf(calm, "transport=none"))]));
  assert.equal((await connection.response()).body, "ok");
  assert.equal((await connection.response()).body, "ok");
  assert.equal((await connection.response()).body, payload(["4one", "4two"]));
  assert.equal(JSON.parse((await connection.response()).body).code, 0);
});

test("HTTP: Expect: 100-continue is answered before the body comes", async () => {
  const poller = await Poller.open(calm);
  const connection = await RawConnection.open(calm);
  connection.write(requestBytes("POST", poller.target, ["Content-Length: 6", "Expect: 100-continue"]));
  assert.equal((await connection.response()).status, 100);
  connection.write("4hello");
  assert.equal((await connection.response()).body, "ok");
  assert.equal((await poller.get()).body, "4hello");
});

test("HTTP: Expect: 100-continue with the body at once", async () => {
  const poller = await Poller.open(calm);
  const connection = await RawConnection.open(calm);
  connection.write(requestBytes("POST", poller.target, ["Content-Length: 6", "Expect: 100-continue"], "4hello"));
  let answer = await connection.response();
  if (answer.status === 100) answer = await connection.response(); // not needed any more, and allowed
  assert.equal(answer.body, "ok");
});

test("HTTP: a body that is too large is refused before it comes", async () => {
  const poller = await Poller.open(calm);
  const connection = await RawConnection.open(calm);
  connection.write(requestBytes("POST", poller.target, [`Content-Length: ${MAX_PAYLOAD + 1}`, "Expect: 100-continue"]));
  let answer = await connection.response();
  if (answer.status === 100) answer = await connection.response();
  assert.equal(answer.status, 413);
  await assertPollingLives(poller);
});

test("HTTP: a body longer than declared is not part of the request", async () => {
  const poller = await Poller.open(calm);
  const connection = await RawConnection.open(calm);
  connection.write(requestBytes("POST", poller.target, ["Content-Length: 6"], "4hello, and some more"));
  assert.equal((await connection.response()).body, "ok");
  await connection.ended();
  assert.equal((await poller.get()).body, "4hello");
});

test("HTTP: a body shorter than declared is no request", async () => {
  const poller = await Poller.open(calm);
  const connection = await RawConnection.open(calm);
  connection.write(requestBytes("POST", poller.target, ["Content-Length: 60"], "4hello"));
  connection.socket.end();
  await connection.ended();
  await assertUnknown(poller);
});

test("HTTP: Content-Length and Transfer-Encoding together are refused, and the connection closed", async () => {
  const poller = await Poller.open(calm);
  const connection = await RawConnection.open(calm);
  connection.write(requestBytes("POST", poller.target, ["Content-Length: 6", "Transfer-Encoding: chunked"], chunk("4x") + "0\r\n\r\n"));
  assert.equal((await connection.response()).status, 400);
  await connection.ended();
});

test("HTTP: both loopbacks are listened on", async () => {
  for (const host of ["127.0.0.1", "::1"]) {
    const { status } = await request({ host, port: calm.port }, targetOf(calm, "EIO=4&transport=polling"));
    assert.equal(status, 200, host);
  }
});

// ---- heartbeat ----

test("heartbeat: traffic neither keeps a session alive nor keeps the pings away", async () => {
  const opened = Date.now(); // before the server's own clocks start
  const poller = await Poller.open(quick);
  const socket = await Socket.open(quick);
  let pings = 0;
  for (let i = 0; !socket.isClosed && Date.now() - opened < 5_000; ++i) {
    socket.send(`4${i}`);
    const { status } = await poller.post("6");
    if (status === 400) break;
    pings = socket.frames.filter((frame) => frame === "2").length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assertBetween(Date.now() - opened, PING_INTERVAL_MS + PING_TIMEOUT_MS, PING_INTERVAL_MS + PING_TIMEOUT_MS);
  await socket.closed();
  assert.ok(Math.max(pings, socket.frames.filter((frame) => frame === "2").length) === 1, "one ping, and no second without a pong");
  assert.equal(await poller.isGone(1_000), true);
});

test("heartbeat: a pong that was not asked for does not hurt", async () => {
  const socket = await Socket.open(quick);
  socket.send("3");
  socket.answersPings = true;
  const opened = Date.now();
  await until(() => Date.now() - opened > 2 * (PING_INTERVAL_MS + PING_TIMEOUT_MS) || socket.isClosed, "two heartbeats");
  await isAlive(socket);
});

test("heartbeat, polling: the ping is in the payload with the messages", async () => {
  const poller = await Poller.open(quick);
  const packets = [];
  await poller.post("4first");
  while (!packets.includes("2")) {
    const { status, body } = await poller.get();
    assert.equal(status, 200, body);
    packets.push(...unpack(body));
  }
  assert.deepEqual(packets, ["4first", "2"]);
  await poller.post("3", "4second");
  assert.equal((await poller.get()).body, "4second");
});

test("heartbeat: the ping after an upgrade comes on the websocket, and its pong counts", async () => {
  const poller = await Poller.open(quick);
  const socket = await poller.upgrade();
  for (let i = 0; i < 3; ++i) {
    await socket.hears(/^2$/);
    socket.frames.length = 0;
    socket.send("3");
  }
  await isAlive(socket);
});

test("heartbeat: without a pong an upgraded session is closed", async () => {
  const opened = Date.now();
  const poller = await Poller.open(quick);
  const socket = await poller.upgrade();
  await socket.closed();
  assertBetween(Date.now() - opened, PING_INTERVAL_MS + PING_TIMEOUT_MS, PING_INTERVAL_MS + PING_TIMEOUT_MS);
  await assertUnknown(poller);
});

test("heartbeat: a ping while the probe is under way comes over polling", async () => {
  const poller = await Poller.open(quick);
  const socket = await poller.probe();
  let packets = [];
  while (!packets.includes("2")) {
    const { status, body } = await poller.get();
    assert.equal(status, 200, body);
    packets = unpack(body);
  }
  await poller.post("3");
  assert.deepEqual(socket.frames, ["3probe"]);
  socket.send("5");
  await isAlive(socket);
});

test("heartbeat: a ping timeout while the probe is under way closes both", async () => {
  const poller = await Poller.open(quick);
  const socket = await poller.probe();
  await socket.closed();
  assert.equal((await poller.get()).status, 400);
});

// ---- upgrade ----

test("upgrade: held GETs are released every 100 ms while the probe is under way", async () => {
  const poller = await Poller.open(calm);
  const socket = await poller.probe();
  const start = Date.now();
  for (let i = 0; i < 4; ++i) assert.equal((await poller.get()).body, "6");
  assertBetween(Date.now() - start, 250, 500);
  socket.send("5");
  await isAlive(socket);
});

test("upgrade: messages during the probe come over polling, and nothing on the websocket", async () => {
  const poller = await Poller.open(calm);
  const socket = await poller.probe();
  await poller.post("4during");
  assert.equal((await poller.get()).body, "4during");
  assert.deepEqual(socket.frames, ["3probe"]);
  socket.send("5");
  await isAlive(socket);
});

test("upgrade: what waited for a GET is sent on the websocket", async () => {
  const poller = await Poller.open(calm);
  const socket = await poller.probe();
  await poller.post("4one", "bAQID", "4two");
  socket.send("5");
  await socket.hears(/^4two$/);
  assert.deepEqual(socket.frames, ["3probe", "4one", Buffer.from([1, 2, 3]), "4two"]);
});

test("upgrade: with b64=1 on the websocket binary is base64 after it", async () => {
  const poller = await Poller.open(calm);
  const socket = await poller.upgrade("&b64=1");
  socket.send(Buffer.from([1, 2, 3]));
  await socket.hears(/^bAQID$/);
});

test("upgrade: the order of many messages is kept while both sides send", async () => {
  const poller = await Poller.open(calm);
  const heard = [];
  let sent = 0;
  let isPaused = false;
  const polling = (async () => {
    while (!isPaused) heard.push(...unpack((await poller.get()).body).filter((packet) => packet !== "6"));
  })();
  const posting = (async () => {
    while (!isPaused) await poller.post(`4${sent++}`, `4${sent++}`, `4${sent++}`);
  })();
  await until(() => heard.length > 30, "echoes over polling");
  const socket = await Socket.start(calm, `EIO=4&transport=websocket&sid=${poller.sid}`);
  socket.send("2probe");
  await socket.hears(/^3probe$/);
  await until(() => heard.length > 60, "echoes while probing");
  isPaused = true; // as a client does: wait for what is under way, then switch
  await Promise.all([polling, posting]);
  await poller.post(`4${sent++}`, `4${sent++}`); // nobody polls for these
  socket.send("5");
  const total = sent + 300; // how many went by polling differs from machine to machine
  while (sent < total) socket.send(`4${sent++}`);
  await socket.hears(new RegExp(`^4${total - 1}$`));
  assert.equal(socket.frames[0], "3probe");
  heard.push(...socket.frames.slice(1));
  assert.deepEqual(heard, Array.from({ length: sent }, (_, i) => `4${i}`));
});

for (const [what, frame] of [
  ["a message", "4x"],
  ["a ping without probe", "2"],
  ["a ping with other data", "2prob"],
  ["a pong", "3"],
  ["a noop", "6"],
  ["a close", "1"],
  ["an open packet", "0"],
  ["`5` without a probe", "5"],
  ["garbage", "abc"],
  ["an empty frame", ""],
  ["a binary frame", Buffer.from("2probe")],
]) {
  test(`upgrade: ${what} on the probe closes the probe and nothing else`, async () => {
    const poller = await Poller.open(calm);
    const socket = await Socket.start(calm, `EIO=4&transport=websocket&sid=${poller.sid}`);
    socket.send(frame);
    await socket.closed();
    await assertPollingLives(poller);
    const second = await poller.upgrade();
    await isAlive(second);
  });
}

for (const [what, frame] of [
  ["a message", "4x"],
  ["a pong", "3"],
  ["garbage", "abc"],
  ["a binary frame", Buffer.from("5")],
]) {
  test(`upgrade: ${what} between 3probe and 5 closes the probe and nothing else`, async () => {
    const poller = await Poller.open(calm);
    const socket = await poller.probe();
    socket.send(frame);
    await socket.closed();
    await assertPollingLives(poller);
    await isAlive(await poller.upgrade());
  });
}

test("upgrade: a probe that its client closes leaves the session on polling", async () => {
  const poller = await Poller.open(calm);
  const socket = await poller.probe();
  socket.ws.close();
  await socket.closed();
  await assertPollingLives(poller);
  await isAlive(await poller.upgrade());
});

test("upgrade: a probe whose TCP connection is cut leaves the session on polling", async () => {
  const poller = await Poller.open(calm);
  const socket = await poller.probe();
  socket.ws._socket.resetAndDestroy();
  await socket.closed();
  await barrier(calm);
  await assertPollingLives(poller);
  await isAlive(await poller.upgrade());
});

test("upgrade: `1` over polling closes session and probe", async () => {
  const poller = await Poller.open(calm);
  const socket = await poller.probe();
  assert.equal((await poller.post("1")).status, 200);
  await socket.closed();
  await assertUnknown(poller);
});

test("upgrade: a second GET during the probe closes session and probe", async () => {
  const poller = await Poller.open(calm);
  const socket = await Socket.start(calm, `EIO=4&transport=websocket&sid=${poller.sid}`);
  const held = await poller.hold(); // no noops yet
  assert.equal((await poller.get()).status, 400);
  assert.equal((await held.answer).body, "1");
  await socket.closed();
});

test("upgrade: the websocket of an upgraded session is its life", async () => {
  const poller = await Poller.open(calm);
  const socket = await poller.upgrade();
  await isAlive(socket);
  socket.terminate();
  await until(() => socket.isClosed, "the close");
  await barrier(calm);
  await assertUnknown(poller);
});

test("upgrade: a session that began on a websocket takes no second one", async () => {
  const socket = await Socket.open(calm);
  const second = await Socket.start(calm, `EIO=4&transport=websocket&sid=${socket.sid}`);
  await assertTurnedAway(second);
  await isAlive(socket);
});

// ---- refusals ----

const sids = {}; // live sessions for the table

for (const [method, query, code, message] of [
  ["GET", "", 0, "Transport unknown"],
  ["GET", "EIO=4", 0, "Transport unknown"],
  ["GET", "EIO=4&transport=", 0, "Transport unknown"],
  ["GET", "EIO=4&transport=abc", 0, "Transport unknown"],
  ["GET", "EIO=4&transport=Polling", 0, "Transport unknown"],
  ["GET", "EIO=4&transport=webtransport", 0, "Transport unknown"],
  ["GET", "EIO=4&transport=__proto__", 0, "Transport unknown"],
  ["POST", "EIO=4&transport=abc", 0, "Transport unknown"], // before the method
  ["GET", "EIO=4&transport=abc&sid=unknown", 0, "Transport unknown"], // before the sid
  ["GET", "EIO=3", 0, "Transport unknown"], // before the revision
  ["GET", "EIO=4&transport=polling&sid=unknown", 1, "Session ID unknown"],
  ["POST", "EIO=4&transport=polling&sid=unknown", 1, "Session ID unknown"],
  ["PUT", "EIO=4&transport=polling&sid=unknown", 1, "Session ID unknown"], // before the method
  ["GET", "EIO=4&transport=websocket&sid=unknown", 1, "Session ID unknown"], // before the upgrade
  ["GET", "EIO=3&transport=polling&sid=unknown", 1, "Session ID unknown"], // before the revision
  ["POST", "EIO=4&transport=polling", 2, "Bad handshake method"],
  ["PUT", "EIO=4&transport=polling", 2, "Bad handshake method"],
  ["DELETE", "EIO=4&transport=polling", 2, "Bad handshake method"],
  ["POST", "EIO=4&transport=websocket", 2, "Bad handshake method"], // before the upgrade
  ["POST", "EIO=3&transport=polling", 2, "Bad handshake method"], // before the revision
  ["GET", "EIO=4&transport=websocket", 3, "Bad request"],
  ["GET", "EIO=3&transport=websocket", 3, "Bad request"], // before the revision
  ["GET", "EIO=4&transport=polling&sid=WEBSOCKET", 3, "Bad request"], // the session is on the other transport
  ["POST", "EIO=4&transport=polling&sid=WEBSOCKET", 3, "Bad request"],
  ["GET", "EIO=4&transport=websocket&sid=POLLING", 3, "Bad request"],
  ["GET", "transport=polling", 5, "Unsupported protocol version"],
  ["GET", "EIO=3&transport=polling", 5, "Unsupported protocol version"],
  ["GET", "EIO=5&transport=polling", 5, "Unsupported protocol version"],
  ["GET", "EIO=abc&transport=polling", 5, "Unsupported protocol version"],
  ["GET", "EIO=&transport=polling", 5, "Unsupported protocol version"],
]) {
  test(`refusal, HTTP, code ${code}: ${method} ?${query}`, async () => {
    sids.WEBSOCKET ??= (await Socket.open(calm)).sid;
    sids.POLLING ??= (await Poller.open(calm)).sid;
    const target = targetOf(calm, query.replace(/WEBSOCKET|POLLING/, (name) => sids[name]));
    const { status, headers, body } = await request(calm, target, { method, headers: { Origin: ORIGIN } });
    assert.equal(status, 400);
    assert.match(headers["content-type"], /^application\/json/);
    assert.equal(Number(headers["content-length"]), body.length);
    assert.deepEqual(JSON.parse(body), { code, message });
    assert.equal(headers["access-control-allow-origin"], ORIGIN);
  });
}

for (const [query, message] of [
  ["", "Transport unknown"],
  ["EIO=4", "Transport unknown"],
  ["EIO=4&transport=abc", "Transport unknown"],
  ["EIO=3&transport=abc&sid=x", "Transport unknown"],
  ["EIO=4&transport=websocket&sid=unknown", "Session ID unknown"],
  ["EIO=3&transport=websocket&sid=unknown", "Session ID unknown"],
  ["EIO=3&transport=websocket", "Unsupported protocol version"],
  ["transport=websocket", "Unsupported protocol version"],
]) {
  test(`refusal, websocket: ?${query}`, async () => {
    const connection = await RawConnection.open(calm);
    connection.write(requestBytes("GET", targetOf(calm, query), upgradeHeaders));
    const { status, headers, body } = await connection.response();
    assert.equal(status, 400);
    assert.match(headers.connection, /close/i);
    assert.match(headers["content-type"], /^text\/html/);
    assert.equal(body, message);
    await connection.ended();
  });
}

test("refusal: code 5 is for the handshake; a session that is asked for under another revision lives", async () => {
  const poller = await Poller.open(calm);
  for (const query of ["transport=polling", "EIO=3&transport=polling"]) {
    const { status, body } = await request(calm, targetOf(calm, `${query}&sid=${poller.sid}`), { method: "POST", body: "6" });
    if (status !== 200) assert.deepEqual(JSON.parse(body), { code: 3, message: "Bad request" }); // as the newest reference server
  }
  await assertPollingLives(poller);
});

test("refusal: a path without its slash is not Engine.IO", async () => {
  const { status, body } = await request(calm, `${calm.path.slice(0, -1)}?EIO=4&transport=polling`);
  assert.equal(status, 404);
  assert.doesNotMatch(body, /sid/);
});

test("refusal: none of them harms a session", async () => {
  assert.equal((await request(calm, targetOf(calm, `EIO=4&transport=polling&sid=${sids.POLLING}`), { method: "POST", body: "4x" })).body, "ok");
});

// ---- CORS ----

for (const origin of [ORIGIN, "http://127.0.0.1:3000", "http://[::1]:9", "https://localhost"]) {
  test(`CORS: ${origin} is echoed, with credentials, on every answer`, async () => {
    const headers = { Origin: origin };
    const poller = await Poller.open(calm, { headers });
    const answers = [poller.handshake, await poller.post("4x"), await poller.get(), await request(calm, targetOf(calm, "EIO=4"), { headers })];
    for (const answer of answers) {
      assert.equal(answer.headers["access-control-allow-origin"], origin);
      assert.equal(answer.headers["access-control-allow-credentials"], "true");
      assert.match(answer.headers.vary, /\bOrigin\b/i);
    }
  });
}

test("CORS: without an Origin there is nothing to allow", async () => {
  const { headers } = await request(calm, targetOf(calm, "EIO=4&transport=polling"));
  assert.equal(headers["access-control-allow-origin"], undefined);
});

for (const [what, query] of [
  ["a handshake", "EIO=4&transport=polling"],
  ["an unknown session", "EIO=4&transport=polling&sid=unknown"],
  ["an unknown transport", "EIO=4&transport=abc"],
  ["an old revision", "EIO=3&transport=polling"],
]) {
  test(`CORS: the preflight comes before every check: ${what}`, async () => {
    const { status, headers, body } = await request(calm, targetOf(calm, query), {
      method: "OPTIONS",
      headers: { Origin: ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-mine" },
    });
    assert.equal(status, 204);
    assert.equal(headers["access-control-allow-origin"], ORIGIN);
    assert.equal(headers["access-control-allow-credentials"], "true");
    assert.match(headers["access-control-allow-methods"], /\bGET\b/);
    assert.match(headers["access-control-allow-methods"], /\bPOST\b/);
    assert.equal(headers["access-control-allow-headers"], "content-type,x-mine");
    assert.match(headers.vary, /Access-Control-Request-Headers/i);
    assert.match(headers.vary, /\bOrigin\b/i);
    assert.equal(headers["content-length"], "0");
    assert.equal(body, "");
  });
}

test("CORS: a preflight of a live session does not harm it", async () => {
  const poller = await Poller.open(calm);
  const held = await poller.hold();
  assert.equal((await poller.start("OPTIONS", { headers: { Origin: ORIGIN, "Access-Control-Request-Method": "POST" } }).answer).status, 204);
  assert.equal(held.isAnswered, false);
  await poller.post("4x");
  assert.equal((await held.answer).body, "4x");
});

// ---- all at once ----

// A reverse proxy sends the requests of all its clients over a few connections.
test("polling: sessions that share keep-alive connections do not disturb each other", async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 60 });
  await Promise.all(Array.from({ length: 50 }, async (_, i) => {
    const poller = await Poller.open(calm, { agent });
    for (let j = 0; j < 20; ++j) {
      const [posted, got] = await Promise.all([poller.post(`4${i}.${j}`), poller.get()]);
      assert.deepEqual([posted.status, got.status, got.body], [200, 200, `4${i}.${j}`]);
    }
  }));
  agent.destroy();
});

test("polling: a client may post on the connection that has just answered its GET", async () => {
  const poller = await Poller.open(calm);
  const [one, two] = await Promise.all([RawConnection.open(calm), RawConnection.open(calm)]);
  let [getting, other] = [one, two];
  for (let i = 0; i < 100; ++i) {
    getting.write(requestBytes("GET", poller.target));
    await poller.post(`4${i}`);
    assert.equal((await getting.response()).body, `4${i}`);
    getting.write(requestBytes("POST", poller.target, ["Content-Length: 1"], "6"));
    other.write(requestBytes("GET", poller.target));
    assert.equal((await getting.response()).body, "ok");
    await poller.post("4x");
    assert.equal((await other.response()).body, "4x");
    [getting, other] = [other, getting];
  }
});

test("50 polling and 50 websocket sessions at once, each hears its own echoes", async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 100 });
  await Promise.all(Array.from({ length: 50 }, async (_, i) => {
    const poller = await Poller.open(calm, { agent });
    const socket = await Socket.open(calm);
    for (let j = 0; j < 5; ++j) {
      await poller.post(`4p${i}.${j}`);
      await poller.pollUntil(() => poller.packets.length > j, "an echo");
      socket.send(`4s${i}.${j}`);
    }
    await socket.hears(new RegExp(`^4s${i}\\.4$`));
    const expected = (kind) => Array.from({ length: 5 }, (__, j) => `4${kind}${i}.${j}`);
    assert.deepEqual(poller.packets, expected("p"));
    assert.deepEqual(socket.frames, expected("s"));
    await poller.post("1");
    socket.terminate();
  }));
  agent.destroy();
});

test("it still runs", async () => {
  for (const server of [quick, calm]) {
    assert.equal(server.isRunning, true, server.stderr);
    const { code, signal } = await server.stop();
    assert.ok(code === 0 || signal === "SIGTERM", `${code ?? signal}: ${server.stderr}`);
  }
});
