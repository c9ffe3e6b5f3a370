// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Readers that stop reading in a busy room cost little and nobody else, are cut in time, and have everything once they come back.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const { afterEach, test } = require("node:test");

const { Server } = require("./support/server");
const { ask, client, closeAll, nativeClient, quick, seedClient, until } = require("./support/client");

const READERS = 50;
const OTHERS = 10;
const PER_MS = 1; // messages: 1,000 a second
const CUT_MS = 15_000; // from when it stopped reading
const BUSY_MS = 10_000; // beside the stopped readers
const EACH_BYTES = 1.5 * 1024 * 1024;
const BACK_MS = 120_000; // all at once: some 500,000 messages that this one process has to read
const FILLER = "가".repeat(330); // about 1 KiB

// What the others may wait longer: half as long again, or 10 ms. Messages are sent every 10 ms, all that are due: one such turn of this process
// later is no delay of the server. A machine that does something else for a moment shows in one round, not in each of them.
const allowed = (base) => Math.max(1.5 * base, base + 10);
const ROUNDS = 4;

const residentBytes = (pid) => 1024 * Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
const p99 = (list) => list.sort((a, b) => a - b)[Math.floor(0.99 * list.length)];
const numberOf = (message) => Number(/^#(\d+) /.exec(message.chat)?.[1]);

let server;

afterEach(async () => {
  closeAll();
  if (server?.isRunning) await server.stop();
});

// Keeps the numbers of the messages alone: all of them would fill this process.
function keepNumbers(socket) {
  socket.offAny();
  socket.off("message");
  socket.numbers = [];
  socket.on("message", (message) => {
    socket.rev = message.rev;
    if (numberOf(message)) socket.numbers.push(numberOf(message));
  });
  return socket;
}

// Numbers the messages it sends, and takes down how long the others wait for them.
class Sender {
  constructor(sender, others) {
    this.socket = sender;
    this.others = others;
    this.count = 0;
    this.acked = 0;
    this.failures = [];
    for (const other of others) {
      other.on("message", (message) => {
        const sent = Number(/^#\d+ (\d+)/.exec(message.chat)?.[1]);
        if (sent) this.delays.push(Date.now() - sent);
      });
    }
  }

  send() {
    const id = ++this.count;
    this.socket.emit("message:send", { cid: `c${id}`, room: this.socket.lobby, chat: `#${id} ${Date.now()} ${FILLER}` }, (ack) =>
      ack.ok ? this.acked++ : this.failures.push(ack));
  }

  // For so long, until all of it has come everywhere; the p99 of the others in ms.
  async run(ms) {
    this.delays = [];
    const start = Date.now();
    let sent = 0;
    while (Date.now() - start < ms) {
      for (; sent < PER_MS * (Date.now() - start); sent++) this.send();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await until(() => this.acked + this.failures.length === this.count, "all acks");
    assert.deepEqual(this.failures, []);
    for (const other of this.others) {
      await until(() => other.numbers.at(-1) === this.count, () => `everything: ${other.numbers.at(-1)} of ${this.count}`);
    }
    return p99(this.delays);
  }
}

// Half of them stock clients, who come back with pid and offset; half native ones, who come back with their token and ask for changes.
async function newReader(round, i) {
  const name = `느린 ${round} ${i}`;
  const isNative = i % 2 === 0;
  const options = { ...quick, transports: ["websocket"] };
  const reader = isNative ? await nativeClient(server.url, name, options)
    : await seedClient(server.url, name, { ...options, version: i % 4 === 1 ? "4.7.2" : "latest" });
  reader.userName = name;
  reader.isNative = isNative;
  if (isNative) reader.rev = reader.joined.rooms[0].rev;
  return keepNumbers(reader);
}

const pipeOf = (reader) => reader.io.engine.transport.ws._socket;
const cutLines = () => server.stderr.split("peer does not read, cut off").length - 1;

async function catchUp(reader) {
  // First it reads what was on the way, and only then that it was cut.
  await until(() => reader.reasons.length > 0 && reader.connected, () => `${reader.userName} back (${reader.reasons})`, BACK_MS);
  assert.equal(Boolean(reader.recovered), !reader.isNative, reader.userName);
  if (!reader.isNative) return;
  const { userName, joined, lobby } = reader;
  const again = await ask(reader, "session:join", { userName, token: joined.token, client });
  assert.equal(again.ok, true, JSON.stringify(again));
  for (let more = true; more;) {
    const page = await ask(reader, "message:changes", { room: lobby, afterRev: reader.rev, limit: 100 });
    for (const message of page.messages) {
      reader.rev = message.rev;
      if (numberOf(message)) reader.numbers.push(numberOf(message));
    }
    more = page.more;
  }
}

/** Each of the numbers from \p first to \p last, once and in order. */
function assertWhole(numbers, first, last, who) {
  assert.equal(numbers.length, last - first + 1, who);
  assert.ok(numbers.every((number, i) => number === first + i), `${who}: ${numbers.find((number, i) => number !== first + i)} is out of place`);
}

// One round: the p99 of the others before and beside 50 who stopped reading. Everything else must hold in each.
async function runRound(t, round, sender) {
  const { pid } = server.process;
  const before = await sender.run(4_000);
  const readers = [];
  for (let i = 0; i < READERS; i++) readers.push(await newReader(round, i));
  const first = sender.count + 1;
  const base = residentBytes(pid);
  const linesBefore = cutLines();

  for (const reader of readers) pipeOf(reader).pause();
  const stopped = Date.now();
  let peak = base;
  let cutMs;
  const look = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
    if (cutLines() - linesBefore === READERS) cutMs ??= Date.now() - stopped;
  }, 50);
  const during = await sender.run(BUSY_MS);
  await until(() => cutMs, () => `${cutLines() - linesBefore} of ${READERS} are cut after ${Date.now() - stopped} ms`,
    Math.max(0, CUT_MS - (Date.now() - stopped)));
  clearInterval(look);
  assert.ok(cutMs <= CUT_MS, `the last was cut after ${cutMs} ms`);
  const each = (peak - base) / READERS;
  assert.ok(each <= EACH_BYTES, `each stopped reader cost ${(each / 1048576).toFixed(2)} MiB`);

  const back = Date.now();
  for (const reader of readers) pipeOf(reader).resume();
  await Promise.all(readers.map(catchUp));
  for (const reader of readers) {
    await until(() => reader.numbers.at(-1) >= sender.count, () => `${reader.userName}: ${reader.numbers.at(-1)} of ${sender.count}`, BACK_MS);
    assertWhole(reader.numbers, first, sender.count, reader.userName);
    reader.disconnect();
  }
  t.diagnostic(`p99 of the others ${before} ms before, ${during} ms beside ${READERS} stopped readers; ${(each / 1048576).toFixed(2)} MiB each; ` +
    `all cut after ${cutMs} ms, all had everything ${Date.now() - back} ms after they read again`);
  return { before, during };
}

test("50 readers that stop cost little and nobody else, and catch up", { timeout: 540_000 }, async (t) => {
  server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const others = [];
  for (let i = 0; i < OTHERS; i++) others.push(keepNumbers(await nativeClient(server.url, `듣는 이${i}`)));
  const sender = new Sender(others[0], others);

  const rounds = [];
  do {
    rounds.push(await runRound(t, rounds.length, sender));
  } while (rounds.at(-1).during > allowed(rounds.at(-1).before) && rounds.length < ROUNDS);
  assert.ok(rounds.at(-1).during <= allowed(rounds.at(-1).before), `the others waited: ${JSON.stringify(rounds)}`);

  for (const other of others) assertWhole(other.numbers, 1, sender.count, "one of the others");
  closeAll();
  assert.equal((await server.stop()).code, 0);
});
