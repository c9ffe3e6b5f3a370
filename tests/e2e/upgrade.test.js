// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";
require("./support/watchdog");

// A new program takes over while everybody talks: SIGTERM, and the new one on the same data and port, as `systemctl restart` does
// it. The service is back in less than 5 s, everybody comes back by itself, no message is lost or doubled.

const fs = require("node:fs");
const path = require("node:path");
const { test, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const { Server, newFolder } = require("./support/server");
const { ask, closeAll, nativeSocket, seedClient, until } = require("./support/client");

const PEOPLE = 50;
const BACK_MS = 5_000;

let server;
afterEach(async () => {
  closeAll();
  if (server?.isRunning) await server.stop();
});

// A client as ours: keeps what it sent until that is acked, comes back, repairs by rev. Two messages a second.
class Person {
  constructor(url, i) {
    this.number = i;
    this.name = `사람${i}`;
    this.url = url;
    this.outbox = new Map(); // cid → text
    this.acked = [];
    this.heard = new Map(); // seq → chat
    this.count = 0;
  }

  async start() {
    this.socket = await nativeSocket(this.url, { reconnectionDelay: 200, reconnectionDelayMax: 1000, transports: ["websocket"] });
    this.socket.on("message", (message) => this.take(message));
    await this.join();
    this.socket.on("disconnect", () => (this.isIn = false)); // what is said now would go before the join
    this.socket.on("connect", () => this.join());
  }

  take(message) {
    if (this.heard.has(message.seq)) return;
    this.heard.set(message.seq, message.chat);
    if (message.rev === this.rev + 1) this.rev = message.rev; // else something is missing: the next join asks for it
  }

  async join() {
    this.isIn = false;
    const ack = await ask(this.socket, "session:join", { userName: this.name, token: this.token, client: { name: "e2e", version: "1", locale: "ko" } }).catch(() => undefined);
    if (!ack) return; // the connection ended again; the next one joins
    assert.equal(ack.ok, true, JSON.stringify(ack));
    this.token ??= ack.token;
    const room = ack.rooms.find(({ name }) => name === "lobby");
    this.room = room._id;
    if (this.rev === undefined) this.rev = room.rev;
    for (let more = true; more; ) {
      const page = await ask(this.socket, "message:changes", { room: this.room, afterRev: this.rev, limit: 100 }).catch(() => undefined);
      if (!page) return;
      page.messages.forEach((message) => this.take(message));
      this.rev = page.more ? page.messages.at(-1).rev : Math.max(this.rev, page.rev);
      more = page.more;
    }
    this.isIn = true;
    for (const [cid, chat] of this.outbox) this.send(cid, chat);
  }

  talk() {
    const cid = `p${this.number}-${++this.count}`;
    this.outbox.set(cid, cid);
    if (this.isIn) this.send(cid, cid);
  }

  send(cid, chat) {
    this.socket.emit("message:send", { cid, room: this.room, chat }, (ack) => {
      assert.equal(ack.ok, true, JSON.stringify(ack));
      if (this.outbox.delete(cid)) this.acked.push(chat);
    });
  }
}

async function upgradeUnderLoad(takeOver) {
  const people = Array.from({ length: PEOPLE }, (_, i) => new Person(server.url, i));
  await Promise.all(people.map((person) => person.start()));
  // What is not our client: it joins once and is recovered.
  const stock = await seedClient(server.url, "stock", { reconnectionDelay: 200, reconnectionDelayMax: 1000 });
  let turn = 0;
  const load = setInterval(() => {
    for (let i = turn++ % 10; i < PEOPLE; i += 10) people[i].talk();
  }, 50);
  try {
    await until(() => people.every((person) => person.acked.length >= 3), "the talk to begin");
    const begin = Date.now();
    await takeOver();
    const healthy = async () => (await fetch(`${server.url}/healthz`).catch(() => undefined))?.status === 200;
    await until(healthy, "the service");
    const serviceMs = Date.now() - begin;
    const before = people.map((person) => person.acked.length);
    await until(() => people.every((person, i) => person.isIn && person.acked.length > before[i]), () =>
      `${people.filter((person) => !person.isIn).length} are not back`, 20_000);
    const peopleMs = Date.now() - begin;
    console.log(`# ${PEOPLE} people: the service was back after ${serviceMs} ms, the last of them after ${peopleMs} ms`);
    assert.ok(serviceMs < BACK_MS, `${serviceMs} ms`);
  } finally {
    clearInterval(load);
  }
  await until(() => people.every((person) => person.outbox.size === 0), "every ack", 20_000);
  const said = people.flatMap((person) => person.acked);
  assert.equal(new Set(said).size, said.length);
  await until(() => people.every((person) => said.every((chat) => [...person.heard.values()].includes(chat))), "everybody to hear all", 20_000);
  // As the history has it: each once, none missing, each author's in order.
  const history = [];
  for (let after = 0, last = false; !last; ) {
    const page = await ask(people[0].socket, "message:history", { room: people[0].room, after, limit: 100 });
    history.push(...page.messages);
    last = page.last;
    after = page.messages.at(-1)?.seq ?? after;
  }
  assert.deepEqual(history.map(({ seq }) => seq), history.map((_, i) => i + 1));
  const chats = history.filter(({ type }) => type === "chat").map(({ chat }) => chat);
  assert.deepEqual([...chats].sort(), [...said].sort());
  for (const person of people) {
    const own = chats.filter((chat) => chat.startsWith(`p${person.number}-`));
    assert.deepEqual(own, own.map((_, i) => `p${person.number}-${i + 1}`));
  }
  await until(() => stock.connected && stock.recovered, "the stock client", 20_000);
  await until(() => said.every((chat) => stock.messages.some((message) => message.chat === chat)), "the stock client to hear all");
  const seqs = stock.messages.map(({ seq }) => seq);
  assert.deepEqual(seqs, seqs.map((_, i) => seqs[0] + i), "what the stock client heard");
}

test("SIGTERM, then a new program on the same data and port", async () => {
  server = await Server.start();
  await upgradeUnderLoad(async () => {
    const { code } = await server.stop();
    assert.equal(code, 0, server.stderr);
    server = await server.restart();
  });
});

test("as systemd restarts it: the program's file is another by then, and the unit's command is the same", async () => {
  const folder = newFolder("bin");
  const program = path.join(folder, "maru-server");
  fs.copyFileSync(process.env.MARU_SERVER, program);
  fs.chmodSync(program, 0o755);
  const start = (port, data) => Server.start({ port, data, wrapper: ["sh", "-c", `shift; exec ${program} "$@"`, "sh"] });
  server = await start(0, newFolder());
  await upgradeUnderLoad(async () => {
    // As dpkg does it: the new file takes the name, the old one lives on in the process that runs.
    fs.copyFileSync(process.env.MARU_SERVER, `${program}.dpkg-new`);
    fs.chmodSync(`${program}.dpkg-new`, 0o755);
    fs.renameSync(`${program}.dpkg-new`, program);
    const { port, data } = server;
    const { code } = await server.stop();
    assert.equal(code, 0, server.stderr);
    server = await start(port, data);
  });
});
