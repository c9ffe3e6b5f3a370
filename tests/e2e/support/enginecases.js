// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The Engine.IO behaviours that hold whatever is spoken above it: the cases of both official suites that concern sessions and
// transports, run once for each mode of the conformance server.

const { test } = require("node:test");
const assert = require("node:assert/strict");
const { Poller, Socket, request, targetOf } = require("./wire");

const PING_INTERVAL_MS = 300;
const PING_TIMEOUT_MS = 600; // in the official suites 200: too little for a busy machine to answer in
const EARLY_MS = 60; // between the server's clock and what a client sees of it
const LATE_MS = 1_000; // a machine that compiles

function assertOpenPacket(open, upgrades) {
  assert.deepEqual(Object.keys(open).sort(), ["maxPayload", "pingInterval", "pingTimeout", "sid", "upgrades"]);
  assert.match(open.sid, /^[A-Za-z0-9_-]{20}$/);
  assert.deepEqual(open.upgrades, upgrades);
  assert.equal(open.maxPayload, 1_000_000);
}

function assertBetween(ms, least, most) {
  assert.ok(ms >= least - EARLY_MS && ms <= most + LATE_MS, `${ms} ms, not ${least} to ${most}`);
}

// A websocket that is one too many for its session is accepted and closed at once, without a word.
async function assertTurnedAway(socket) {
  assert.equal(socket.refusal, null, "the official suites want a websocket here");
  await socket.closed();
  assert.deepEqual(socket.frames, []);
}

// quick(): a server with the heartbeat above; calm(): one that hardly pings; isAlive(socket): the session on that websocket answers
function engineCases({ quick, calm, isAlive }) {
  // ---- handshake ----

  test("handshake, polling: the open packet", async () => {
    const poller = await Poller.open(quick());
    assertOpenPacket(poller.open, ["websocket"]);
    assert.equal(poller.open.pingInterval, PING_INTERVAL_MS);
    assert.equal(poller.open.pingTimeout, PING_TIMEOUT_MS);
    assert.equal(poller.handshake.headers["content-type"], "text/plain; charset=UTF-8");
    assert.equal(poller.handshake.headers["cache-control"], "no-store");
    assert.equal(Number(poller.handshake.headers["content-length"]), poller.handshake.body.length);
    assert.equal(poller.handshake.headers["set-cookie"], undefined, "no cookie unless asked for");
  });

  for (const [what, query] of [
    ["no EIO", "transport=polling"],
    ["EIO=abc", "EIO=abc&transport=polling"],
    ["no transport", "EIO=4"],
    ["transport=abc", "EIO=4&transport=abc"],
  ]) {
    test(`handshake, polling: ${what} is refused with 400`, async () => {
      assert.equal((await request(calm(), targetOf(calm(), query))).status, 400);
    });
  }

  for (const method of ["POST", "PUT"]) {
    test(`handshake, polling: ${method} without a sid is refused with 400`, async () => {
      assert.equal((await request(calm(), targetOf(calm(), "EIO=4&transport=polling"), { method })).status, 400);
      assert.equal((await request(calm(), targetOf(calm(), "EIO=4&transport=polling"), { method, body: "4x" })).status, 400);
    });
  }

  test("handshake, websocket: the open packet is the first text frame", async () => {
    const socket = await Socket.open(quick());
    assertOpenPacket(socket.open, []);
    assert.equal(socket.open.pingInterval, PING_INTERVAL_MS);
    assert.equal(socket.open.pingTimeout, PING_TIMEOUT_MS);
    socket.terminate();
  });

  for (const [what, query] of [
    ["no EIO", "transport=websocket"],
    ["EIO=abc", "EIO=abc&transport=websocket"],
    ["EIO=3", "EIO=3&transport=websocket"],
    ["no transport", "EIO=4"],
    ["transport=abc", "EIO=4&transport=abc"],
  ]) {
    test(`handshake, websocket: ${what} is refused with 400 before any 101`, async () => {
      const socket = await Socket.start(calm(), query);
      assert.equal(socket.isOpen, false);
      assert.equal(socket.refusal?.status, 400);
    });
  }

  test("handshake: every session has a sid of its own", async () => {
    const sids = new Set();
    for (let i = 0; i < 20; ++i) sids.add((await Poller.open(calm())).sid);
    assert.equal(sids.size, 20);
  });

  // ---- heartbeat ----

  test("heartbeat, polling: the server pings, three times, each an interval after the pong", async () => {
    let last = Date.now(); // before the server's own clock starts, here as below
    const poller = await Poller.open(quick());
    for (let i = 0; i < 3; ++i) {
      for (let body = ""; body !== "2"; ) { // Socket.IO may have something to say in between
        const answer = await poller.get();
        assert.equal(answer.status, 200, answer.body);
        ({ body } = answer);
      }
      assertBetween(Date.now() - last, PING_INTERVAL_MS, PING_INTERVAL_MS);
      last = Date.now();
      assert.deepEqual(await poller.post("3").then(({ status, body: said }) => [status, said]), [200, "ok"]);
    }
  });

  test("heartbeat, websocket: the server pings, three times, each an interval after the pong", async () => {
    let last = Date.now();
    const socket = await Socket.open(quick());
    for (let i = 0; i < 3; ++i) {
      await socket.hears(/^2$/);
      assertBetween(Date.now() - last, PING_INTERVAL_MS, PING_INTERVAL_MS);
      socket.frames.length = 0;
      last = Date.now();
      socket.send("3");
    }
    socket.terminate();
  });

  test("heartbeat, polling: without a pong the session is gone after interval and timeout, with no GET under way", async () => {
    const began = Date.now();
    const poller = await Poller.open(quick());
    const opened = Date.now();
    const deadline = PING_INTERVAL_MS + PING_TIMEOUT_MS;
    for (let status = 200; status !== 400; ) {
      const asked = Date.now() - opened;
      ({ status } = await poller.post("6"));
      if (status === 400) assertBetween(Date.now() - began, deadline, deadline);
      // A server whose own ping was late gives all of the timeout again.
      else assert.ok(asked < deadline + PING_TIMEOUT_MS, `still there for a request made ${asked} ms after the open packet came`);
    }
  });

  test("heartbeat, polling: without a pong a held GET is released", async () => {
    const opened = Date.now();
    const poller = await Poller.open(quick());
    let answer = await poller.get();
    while (answer.body !== "2") {
      assert.equal(answer.status, 200, answer.body);
      answer = await poller.get();
    }
    answer = await poller.get();
    assertBetween(Date.now() - opened, PING_INTERVAL_MS + PING_TIMEOUT_MS, PING_INTERVAL_MS + PING_TIMEOUT_MS);
    assert.ok(answer.status === 400 || answer.body === "1", `${answer.status} ${answer.body}`);
    assert.equal((await poller.get()).status, 400);
  });

  test("heartbeat, websocket: without a pong the websocket is closed", async () => {
    const opened = Date.now();
    const socket = await Socket.open(quick());
    await socket.closed();
    assertBetween(Date.now() - opened, PING_INTERVAL_MS + PING_TIMEOUT_MS, PING_INTERVAL_MS + PING_TIMEOUT_MS);
  });

  // ---- close ----

  test("close, polling: `1` releases the held GET with a noop, and the session is gone", async () => {
    const poller = await Poller.open(quick());
    const held = await poller.hold();
    const [closing, released] = await Promise.all([poller.post("1"), held.answer]);
    assert.equal(closing.status, 200);
    assert.equal(released.status, 200);
    assert.equal(released.body, "6");
    assert.equal((await poller.get()).status, 400);
  });

  test("close, polling: a GET and a POST of `1` sent at the same moment", async () => {
    const poller = await Poller.open(quick());
    const [released, closing] = await Promise.all([poller.get(), poller.post("1")]);
    assert.equal(closing.status, 200);
    // Two connections: the POST may be read first.
    assert.ok((released.status === 200 && released.body === "6") || released.status === 400, `${released.status} ${released.body}`);
    assert.equal((await poller.get()).status, 400);
  });

  test("close, polling: `1` with no GET under way", async () => {
    const poller = await Poller.open(calm());
    assert.equal((await poller.post("1")).status, 200);
    const { status, body } = await poller.get();
    assert.equal(status, 400);
    assert.equal(JSON.parse(body).code, 1);
  });

  test("close, websocket: `1` closes it", async () => {
    const socket = await Socket.open(calm());
    socket.send("1");
    await socket.closed();
  });

  // ---- upgrade ----

  test("upgrade: probe, noop to the held GET, and on over the websocket", async () => {
    const poller = await Poller.open(calm());
    const held = await poller.hold();
    const socket = await poller.probe();
    const released = await held.answer;
    assert.equal(released.status, 200);
    assert.equal(released.body, "6");
    socket.send("5");
    await isAlive(socket);
  });

  test("upgrade: a GET with that sid afterwards is refused, and the websocket lives", async () => {
    const poller = await Poller.open(calm());
    const socket = await poller.upgrade();
    await isAlive(socket);
    for (const answer of [await poller.get(), await poller.post("4x"), await poller.get()]) {
      assert.equal(answer.status, 400);
      assert.deepEqual(JSON.parse(answer.body), { code: 3, message: "Bad request" });
    }
    await isAlive(socket);
  });

  test("upgrade: a second websocket with that sid afterwards is turned away, and the first lives", async () => {
    const poller = await Poller.open(calm());
    const socket = await poller.upgrade();
    await isAlive(socket);
    const second = await Socket.start(calm(), `EIO=4&transport=websocket&sid=${poller.sid}`);
    await assertTurnedAway(second);
    await isAlive(socket);
  });

  test("upgrade: a second websocket with that sid meanwhile is turned away, and the first goes on", async () => {
    const poller = await Poller.open(calm());
    const socket = await poller.probe();
    const second = await Socket.start(calm(), `EIO=4&transport=websocket&sid=${poller.sid}`);
    await assertTurnedAway(second);
    socket.send("5");
    await isAlive(socket);
  });
}

module.exports = {
  EARLY_MS, LATE_MS, PING_INTERVAL_MS, PING_TIMEOUT_MS, assertBetween, assertTurnedAway, engineCases,
};
