// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The examples of docs/protocol.md, run in their order over real websockets: the page says what the server does, and has an example of
// every event. The form of a block stands in the page (§12).

const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server } = require("./support/server");
const { ask, closeAll, connected, nativeSocket, newSocket, settle, until } = require("./support/client");
const doc = require("./support/protocoldoc");

const blocks = doc.blocks();
const tables = doc.eventTables();
const binding = new doc.Binding();
const people = new Map();
let server;

before(async () => {
  server = await Server.start({ args: ["--language", "ko"] });
  const [, code] = await until(() => /Owner code: (\S+)/.exec(server.stdout), "the owner code");
  binding.values.set("OWNER_CODE", code);
});
after(async () => {
  closeAll();
  if (server.isRunning) await server.stop();
});

// Who connects for the first time connects as what it sends first: the seed's `join` is a classic client's.
async function person(name, event) {
  if (!people.has(name)) {
    if (event === "join") {
      const socket = newSocket(server.url, { transports: ["websocket"] });
      socket.connect();
      await connected(socket);
      people.set(name, socket);
    } else {
      people.set(name, await nativeSocket(server.url, { transports: ["websocket"] }));
    }
  }
  return people.get(name);
}

// The next event of that name; those that the page leaves out are passed over.
async function hears(socket, event, place) {
  const found = await until(
    () => socket.events.findIndex(([name]) => name === event) + 1,
    () => `${place}: ${event}; what came: ${socket.events.map(([name]) => name).join(", ")}`,
    3_000,
  );
  const [[, ...args]] = socket.events.splice(0, found).slice(-1);
  const values = args.filter((arg, i) => !(i === 1 && typeof arg === "string")); // a recovery offset may follow
  assert.equal(values.length, 1, `${place}: ${event} with ${args.length} values`);
  return values[0];
}

async function runBlock(block) {
  await settle(...people.values());
  for (const socket of people.values()) socket.events.length = 0;
  let ack;
  for (const part of block.parts) {
    const place = `docs/protocol.md:${part.line}`;
    const socket = await person(part.person, part.name);
    if (part.sends) {
      ack = await ask(socket, part.name, binding.fill(part.value, place));
    } else {
      const value = part.name === "ack" ? ack : await hears(socket, part.name, place);
      assert.ok(value !== undefined, `${place}: an ack of nothing`);
      binding.match(part.value, value, place);
    }
  }
}

test("every event has its example, and no example names another event", () => {
  const sent = new Set(blocks.flatMap((block) => block.parts.filter((part) => part.sends).map((part) => part.name)));
  const told = new Set(blocks.flatMap((block) => block.parts.filter((part) => !part.sends && part.name !== "ack").map((part) => part.name)));
  const missing = (names, found) => names.filter((name) => !found.has(name)).sort();
  assert.deepEqual(missing(tables.client, sent), [], "events without an example");
  assert.deepEqual(missing(tables.server, told), ["server:bye"], "what the server tells, without an example");
  assert.deepEqual(missing([...sent], new Set(tables.client)), [], "examples of events that the server does not know");
  assert.deepEqual(missing([...told], new Set(tables.server)), [], "examples of what the server does not tell");
  for (const name of tables.client) assert.ok(doc.page.includes(`\`${name}\``), `${name} is not in the table of §5`);
});

for (const block of blocks) {
  test(`docs/protocol.md:${block.line}: ${block.parts[0].name}`, () => runBlock(block));
}

test("server:bye, the last word", async () => {
  const socket = await nativeSocket(server.url);
  const [gone] = await Promise.all([hears(socket, "server:bye", "server:bye"), server.stop()]);
  assert.deepEqual(Object.keys(gone), ["reason", "retryAfterMs"]);
});

test("the reader of the page sees what is wrong", () => {
  const check = (expected, value, names = {}) => new doc.Binding(names).match(expected, value, "here");
  const id = "0123456789abcdef01234567";
  check({ a: ["ROOM_ID", "TIME"], b: "TIME" }, { a: [id, "2026-11-26T10:00:00.000Z"], b: "2027-11-26T10:00:00.000Z" });
  const wrong = [
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [{ a: [] }, { a: {} }],
    [["x"], ["x", "y"]],
    ["ROOM_ID", "no id"],
    ["TIME", "yesterday"],
    [["ROOM_ID", "ROOM_ID"], [id, id.replace("0", "1")]],
    [["ROOM_ID", "USER_ID"], [id, id]],
    ["x", "y"],
    [null, undefined],
  ];
  for (const [expected, value] of wrong) assert.throws(() => check(expected, value), assert.AssertionError, JSON.stringify([expected, value]));
  assert.throws(() => doc.blocksOf("```jsonc\n// > message:send\n{\n```\n"), /line 2/);
  assert.throws(() => doc.blocksOf("```jsonc\n{}\n```\n"), /line 1/);
  assert.throws(() => new doc.Binding().fill("ROOM_ID", "here"), /ROOM_ID/);
});
