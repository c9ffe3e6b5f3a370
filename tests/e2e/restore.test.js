// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// What those see of `maru-server restore` who knew the server before (docs/operations.md); how it is carried out is in backup.test.js.

const { test, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { Server, newFolder, run } = require("./support/server");
const { ask, closeAll, connected, hears, nativeClient, quick, seedClient, until } = require("./support/client");

let server;

afterEach(async () => {
  closeAll();
  if (server?.isRunning) await server.stop();
});

const good = (result) => assert.equal(result.code, 0, `${result.stdout}${result.stderr}`) ?? result;

async function say(socket, room, ...lines) {
  for (const chat of lines) {
    const ack = await ask(socket, "message:send", { cid: chat, room, chat });
    assert.equal(ack.ok, true, ack.error);
  }
}

test("who was away while a server was restored and went on takes nothing for the next of what is lost", async () => {
  server = await Server.start();
  const backup = path.join(newFolder("out"), "a");
  const kim = await nativeClient(server.url, "kim", { reconnection: false });
  const { token } = kim.joined;
  const { room: empty } = await ask(kim, "room:create", { name: "empty", kind: "public" });
  await say(kim, kim.lobby, "one", "two");
  good(run(["backup", backup, "--data", server.data]));

  const classic = await seedClient(server.url, "lee", quick);
  await say(kim, kim.lobby, "lost 1", "lost 2", "lost 3", "lost 4");
  await say(kim, empty._id, "lost too");
  await hears(classic, "lost 4");
  const known = await ask(kim, "message:changes", { room: kim.lobby, afterRev: 0 });
  assert.equal(known.more, false);
  await server.stop();
  await until(() => !classic.connected, "the cut");
  good(run(["restore", backup, "--data", server.data]));
  server = await server.restart();

  await connected(classic);
  assert.equal(classic.recovered, false, "the connection of before is of the past that is lost");
  const again = await nativeClient(server.url, "kim", { token, reconnection: false });
  const roomOf = (id) => again.joined.rooms.find((one) => one._id === id);
  for (const id of [again.lobby, empty._id]) {
    // A client that is so far behind starts again (docs/protocol.md §3).
    assert.ok(roomOf(id).rev > known.rev + 1e6, `${roomOf(id).rev}`);
    assert.ok(Number.isSafeInteger(roomOf(id).rev));
  }
  await say(again, again.lobby, ...Array.from({ length: 12 }, (_, i) => `new ${i}`));
  await say(again, empty._id, "first");

  // Whoever asks gets to the end, from wherever: the newest message of the backup has the new rev, a room without any ends at once.
  const since = await ask(again, "message:changes", { room: again.lobby, afterRev: known.rev });
  assert.deepEqual(since.messages.filter((one) => one.type === "chat").map((one) => one.chat).slice(-13),
    ["two", ...Array.from({ length: 12 }, (_, i) => `new ${i}`)]);
  assert.deepEqual([since.more, since.rev], [false, since.messages.at(-1).rev]);
  const report = run(["check", "--data", server.data]);
  assert.match(good(report).stdout, /good/);
});

test("a room without messages has nothing more to tell after a restore", async () => {
  server = await Server.start();
  const backup = path.join(newFolder("out"), "a");
  const kim = await nativeClient(server.url, "kim", { reconnection: false });
  const { room } = await ask(kim, "room:create", { name: "empty", kind: "private" });
  assert.equal(room.seq, 0);
  good(run(["backup", backup, "--data", server.data]));
  await server.stop();
  good(run(["restore", backup, "--data", server.data]));
  server = await server.restart();
  const again = await nativeClient(server.url, "kim", { token: kim.joined.token, reconnection: false });
  const changes = await ask(again, "message:changes", { room: room._id, afterRev: 0 });
  assert.deepEqual([changes.ok, changes.more, changes.messages], [true, false, []]);
  assert.ok(changes.rev > 1e6);
});

test("root restores into an empty directory of the server's user: all of it is that user's", { skip: process.getuid?.() !== 0 && "NOT TESTED: needs root" }, async () => {
  const nobody = 65534;
  const from = newFolder();
  good(run(["room", "add", "방", "--data", from]));
  const backup = path.join(newFolder("out"), "a");
  good(run(["backup", backup, "--data", from]));
  const data = newFolder();
  fs.chownSync(data, nobody, nobody);
  const restored = good(run(["restore", backup, "--data", data]));
  assert.match(restored.stdout, /nothing was there/);
  assert.doesNotMatch(`${restored.stdout}${restored.stderr}`, /before-restore/, "a folder that is not there");
  const names = fs.readdirSync(data, { recursive: true });
  assert.ok(names.includes("server.lock") && names.includes("maru.db"), names.join());
  for (const name of names) assert.equal(fs.statSync(path.join(data, name)).uid, nobody, name);
});
