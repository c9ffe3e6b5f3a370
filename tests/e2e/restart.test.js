// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The seed's client, which joins once and never again, is itself after the server was killed: same id, every message once,
// in order. Socket.IO calls it connection state recovery; Maru keeps it in the message log.

const { test, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const { Server } = require("./support/server");
const { ask, chats, closeAll, connected, hears, nativeClient, quick, seedClient, until } = require("./support/client");

const BACK_MS = 30_000; // the seed's back-off: 1 to 3 s, then up to 5 s

let server;

afterEach(async () => {
  closeAll();
  if (server?.isRunning) await server.stop();
});

const recovered = (socket) => until(() => socket.connected && socket.recovered, "recovery", BACK_MS);

// Each seq once, none missing, none out of order.
function assertWhole(socket) {
  const seqs = socket.messages.map((message) => message.seq);
  assert.deepEqual(seqs, seqs.map((_, i) => seqs[0] + i));
}

for (const version of ["4.7.2", "latest"]) {
  test(`${version}: killed and started again, the client is itself and misses nothing`, async () => {
    server = await Server.start();
    const line = await brokenLine(server.port);
    try {
      const kim = await seedClient(line.url, "김민수", { version, reconnectionAttempts: Infinity });
      const before = await seedClient(server.url, "before");
      before.emit("sendMessage", "vor dem Ende");
      await hears(kim, "vor dem Ende");
      before.disconnect();
      const id = kim.id;

      line.isDown = true; // the client's next try is 1 to 3 s away: it must not come before all was missed
      await server.kill9();
      line.breaks();
      server = await server.restart();
      const lee = await nativeClient(server.url, "lee");
      const missed = Array.from({ length: 30 }, (_, i) => `verpasst ${i}`);
      for (const [i, chat] of missed.entries()) {
        const ack = await ask(lee, "message:send", { cid: `m${i}`, room: lee.lobby, chat });
        assert.equal(ack.ok, true, ack.error);
      }
      assert.equal(kim.connected, false, "the client came back before anything was missed: the test proves nothing");
      line.isDown = false;

      await recovered(kim);
      assert.equal(kim.id, id);
      await hears(kim, missed.at(-1));
      assert.deepEqual(chats(kim), ["vor dem Ende", ...missed]);
      assertWhole(kim);

      // No second join, and it speaks under its name.
      kim.emit("sendMessage", "wieder da");
      const message = await hears(lee, "wieder da");
      assert.equal(message.user.userName, "김민수");
      assert.equal(message.user.id, kim.joined.user._id);
      await hears(kim, "wieder da");
      assertWhole(kim);
    } finally {
      closeAll();
      line.close();
    }
  });
}

test("lost without the server, then the server killed too: still itself", async () => {
  server = await Server.start();
  const kim = await seedClient(server.url, "kim");
  const lee = await nativeClient(server.url, "lee", { reconnection: false });
  const id = kim.id;
  const send = async (socket, chat) => {
    const ack = await ask(socket, "message:send", { cid: chat, room: socket.lobby, chat });
    assert.equal(ack.ok, true, ack.error);
  };
  await send(lee, "eins");
  await hears(kim, "eins");
  kim.io.engine.close(); // as when the network goes: no DISCONNECT
  await until(() => !kim.connected, "the loss");
  await send(lee, "zwei");
  const { token } = lee.joined;
  await server.kill9();
  server = await server.restart();
  const again = await nativeClient(server.url, "lee", { token, reconnection: false });
  await send(again, "drei");
  await recovered(kim);
  await hears(kim, "drei");
  assert.equal(kim.id, id);
  assert.deepEqual(chats(kim), ["eins", "zwei", "drei"]);
  assertWhole(kim);
});

// A line to the server that lets nothing through, or breaks after so many of the server's bytes.
async function brokenLine(port) {
  const line = { isDown: false, leftBytes: Infinity, cuts: 0, ends: new Set() };
  const listener = net.createServer((near) => {
    if (line.isDown) return near.destroy();
    const far = net.connect(port, "127.0.0.1");
    const end = () => {
      line.ends.delete(end);
      for (const socket of [near, far]) socket.destroy();
    };
    line.ends.add(end);
    near.pipe(far);
    far.on("data", (bytes) => {
      near.write(bytes.subarray(0, Math.max(0, line.leftBytes)));
      if ((line.leftBytes -= bytes.length) >= 0) return;
      line.leftBytes = Infinity;
      ++line.cuts;
      near.end(end);
      far.pause();
    });
    for (const socket of [near, far]) socket.on("error", end).on("close", end);
  });
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  line.url = `http://127.0.0.1:${listener.address().port}`;
  line.breaks = () => line.ends.forEach((end) => end());
  line.close = () => {
    listener.close();
    line.breaks();
  };
  return line;
}

for (const version of ["4.7.2", "latest"]) {
  test(`${version}: a recovery that is cut goes on where it stopped, and everything comes once`, async () => {
    server = await Server.start();
    const line = await brokenLine(server.port);
    try {
      const kim = await seedClient(line.url, "kim", { version, ...quick });
      const { id } = kim;
      const lee = await nativeClient(server.url, "lee");
      line.isDown = true;
      line.breaks();
      await until(() => !kim.connected, "the loss");
      const missed = Array.from({ length: 500 }, (_, i) => `${i} `.padEnd(1000, "x"));
      for (const [i, chat] of missed.entries()) {
        const ack = await ask(lee, "message:send", { cid: `m${i}`, room: lee.lobby, chat });
        assert.equal(ack.ok, true, ack.error);
      }
      const before = kim.reasons.length;
      line.leftBytes = 200_000;
      line.isDown = false;
      await until(() => line.cuts === 1 && kim.reasons.length > before, "the second loss", BACK_MS);
      const heard = chats(kim).length;
      assert.ok(heard > 0 && heard < missed.length, `${heard} came before the cut`);
      await recovered(kim);
      await hears(kim, missed.at(-1));
      assert.deepEqual(chats(kim), missed);
      assertWhole(kim);
      assert.equal(kim.id, id);
      assert.equal((await ask(kim, "sendMessage", "wieder da")).message.user.userName, "kim");
    } finally {
      closeAll();
      line.close();
    }
  });
}

test("joined and lost before any message came: nothing is missed", async () => {
  server = await Server.start();
  const kim = await seedClient(server.url, "kim");
  await server.kill9();
  server = await server.restart();
  const lee = await nativeClient(server.url, "lee");
  await ask(lee, "message:send", { cid: "1", room: lee.lobby, chat: "die erste" });
  await recovered(kim);
  await hears(kim, "die erste");
  assert.deepEqual(chats(kim), ["die erste"]);
});

test("an acked message of a killed server stands in the history", async () => {
  server = await Server.start();
  const kim = await seedClient(server.url, "kim");
  const acked = [];
  let sent = 0;
  const sender = setInterval(() => {
    const chat = `zeile ${sent++}`;
    kim.emit("sendMessage", chat, (ack) => ack.ok && acked.push(chat));
  }, 1);
  await until(() => acked.length > 100, "acks");
  await server.kill9();
  clearInterval(sender);
  kim.disconnect();

  server = await server.restart();
  const lee = await nativeClient(server.url, "lee");
  const history = [];
  for (let last = false, after = 0; !last; ) {
    const page = await ask(lee, "message:history", { room: lee.lobby, after, limit: 100 });
    assert.equal(page.ok, true, page.error);
    history.push(...page.messages);
    last = page.last;
    after = history.at(-1)?.seq ?? 0;
  }
  history.forEach((message, i) => assert.equal(message.seq, i + 1));
  const stored = history.map((message) => message.chat).filter((chat) => chat.startsWith("zeile "));
  assert.deepEqual(stored.slice(0, acked.length), acked);
  assert.equal(new Set(stored).size, stored.length);
});

test("stopped and started again: bye, no DISCONNECT, and the client is itself", async () => {
  server = await Server.start();
  const kim = await seedClient(server.url, "kim");
  const id = kim.id;
  const result = await server.stop();
  assert.equal(result.code, 0);
  await until(() => kim.reasons.length > 0, "the loss");
  assert.ok(kim.events.some(([name, bye]) => name === "server:bye" && typeof bye.reason === "string" && bye.retryAfterMs >= 0));
  assert.notEqual(kim.reasons[0], "io server disconnect"); // it would not come back by itself
  server = await server.restart();
  await recovered(kim);
  assert.equal(kim.id, id);
  assert.equal((await ask(kim, "sendMessage", "weiter")).ok, true);
});

test("a client that left for good does not come back as itself", async () => {
  server = await Server.start();
  const kim = await seedClient(server.url, "kim");
  const id = kim.id;
  kim.disconnect();
  kim.connect();
  await connected(kim);
  assert.equal(kim.recovered, false);
  assert.notEqual(kim.id, id);
  assert.equal((await ask(kim, "sendMessage", "wer?")).code, "NOT_JOINED");
});

test("on other data an old client is a new one, and is told so by recovered", async () => {
  server = await Server.start();
  const kim = await seedClient(server.url, "kim");
  const { port } = server;
  await server.kill9();
  server = await Server.start({ port });
  await until(() => kim.connected, "the connection", BACK_MS);
  assert.equal(kim.recovered, false);
  assert.equal((await ask(kim, "sendMessage", "wer?")).code, "NOT_JOINED");
  assert.equal((await ask(kim, "join", "kim")).succese, true);
});

test("the data of a killed server opens again and again", async () => {
  server = await Server.start();
  for (let round = 0; round < 5; ++round) {
    const kim = await seedClient(server.url, "kim", { reconnection: false });
    assert.equal((await ask(kim, "sendMessage", `runde ${round}`)).ok, true);
    await server.kill9();
    server = await server.restart();
  }
  const { code } = await server.stop();
  assert.equal(code, 0);
  assert.ok(fs.existsSync(path.join(server.data, "maru.db")));
});
