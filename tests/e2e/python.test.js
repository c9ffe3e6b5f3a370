// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Debian's python3-socketio, a client that shares no code with the JavaScript ones, over all three transports.

require("./support/watchdog");
const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const path = require("node:path");
const { Server } = require("./support/server");
const { closeAll, hears, seedClient, ask, until, ways } = require("./support/client");
const { Remote, endAll } = require("./support/remote");

const program = ["/usr/bin/python3", path.join(__dirname, "support", "pyclient.py")];
const BACK_MS = 20_000;

let server;
let witness;

before(async () => {
  server = await Server.start();
  witness = await seedClient(server.url, "증인", { version: "latest", reconnectionDelay: 100 });
});
after(async () => {
  closeAll();
  await endAll();
  await server?.stop();
});

// A joined client that speaks `way`.
async function pythonClient(way, name) {
  const client = new Remote([...program, server.url, ...ways[way]]);
  // It tries the upgrade before it says that it is connected.
  await client.tells("connect");
  const ack = await client.join(name);
  assert.equal(ack.succese, true, JSON.stringify(ack));
  assert.equal(ack.user.userName, name);
  assert.equal(await client.transport(), ways[way].at(-1));
  return client;
}

async function talk(client, name) {
  const mine = `안녕하세요 👋🏽 ${name}`;
  const ack = await client.say(mine);
  assert.equal(ack.ok, true, ack.error);
  assert.equal(ack.message.chat, mine);
  assert.equal((await hears(witness, mine)).user.userName, name);
  await client.hears(mine);
  const theirs = `반갑습니다, ${name}`;
  assert.equal((await ask(witness, "sendMessage", theirs)).ok, true);
  assert.equal((await client.hears(theirs)).user.userName, "증인");
  assert.deepEqual(client.chats.filter((chat) => chat === mine || chat === theirs), [mine, theirs]);
}

for (const way of Object.keys(ways)) {
  test(`over ${way} it joins, talks and hears, and leaves in peace`, async () => {
    const client = await pythonClient(way, `파이썬 ${way}`);
    await talk(client, `파이썬 ${way}`);
    const long = `길다 ${way} `.padEnd(8000, "한");
    assert.equal((await client.say(long)).ok, true);
    await client.hears(long);
    assert.deepEqual(await client.end(), { code: 0, signal: null });
    assert.equal(client.stderr, "");
    assert.equal(witness.connected, true);
  });
}

test("after kill -9 and a new start it is back by itself, over each transport", async () => {
  const all = Object.keys(ways);
  const clients = await Promise.all(all.map((way) => pythonClient(way, `다시 ${way}`)));
  await server.kill9();
  await Promise.all(clients.map((client) => client.tells("disconnect")));
  server = await server.restart();
  await Promise.all(clients.map((client) => client.tells("connect", undefined, 1, BACK_MS)));
  await until(() => witness.connected, "the witness", BACK_MS);
  for (const [i, client] of clients.entries()) {
    // It knows no recovery: the application joins again.
    assert.equal((await client.join(`다시 ${all[i]}`)).succese, true);
    assert.equal(await client.transport(), ways[all[i]].at(-1));
    await talk(client, `다시 ${all[i]}`);
  }
});
