// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";
require("./support/watchdog");

// A disk that fills up under the running server: who sends is told, who reads is not disturbed, and it goes on by itself.

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server, newFolder, storeReason } = require("./support/server");
const { ask, closeAll, nativeClient, nativeSocket, seedClient, until } = require("./support/client");

const isRoot = process.getuid() === 0;
const skip = !isRoot && process.env.CI !== "true" ? "this user may not mount a tmpfs" : false;
const folder = newFolder("mount");
let isMounted = false;
process.prependListener("exit", () => {
  if (isMounted) spawnSync("umount", ["-l", folder]);
});
after(closeAll);

// All of the space that is left, to the last byte.
function fill(file) {
  const ballast = fs.openSync(file, "w");
  for (let bytes = 1 << 16; bytes > 0; bytes >>= 1) {
    try {
      while (fs.writeSync(ballast, Buffer.alloc(bytes, "b")) === bytes);
    } catch (error) {
      assert.equal(error.code, "ENOSPC");
    }
  }
  fs.closeSync(ballast);
}

test("a full disk: who sends is told, reading goes on, and space is found without a message", { skip }, async () => {
  const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  isMounted = true;
  const data = path.join(folder, "data");
  fs.mkdirSync(data);
  const server = await Server.start({ data });
  const health = async () => (await fetch(`${server.url}/healthz`)).status;
  const kim = await nativeClient(server.url, "김민수");
  const seed = await seedClient(server.url, "이영희");
  const acked = [];
  const send = async (chat) => {
    const ack = await ask(kim, "message:send", { cid: chat.slice(0, 20), room: kim.lobby, chat });
    if (ack.ok) acked.push(chat);
    return ack;
  };
  assert.equal((await send("before")).ok, true);
  const ballast = path.join(folder, "ballast");
  fill(ballast);

  // A few messages find room in what the log's file has already.
  let refused;
  for (let i = 0; !refused && i < 500; ++i) {
    const ack = await send(`${i} ${"x".repeat(7_000)}`);
    if (!ack.ok) refused = ack;
  }
  assert.equal(refused?.code, "STORE_FAILED", JSON.stringify(refused));
  const long = "y".repeat(7_900);
  const assertRefused = async () => {
    assert.deepEqual((({ ok, code }) => [ok, code])(await ask(seed, "sendMessage", long)), [false, "STORE_FAILED"]);
  };
  await assertRefused();
  const stranger = await nativeSocket(server.url, { reconnection: false });
  const join = await ask(stranger, "session:join", { userName: "박서준", client: { name: "e2e", version: "1", locale: "ko" } });
  assert.ok(join.ok || join.code === "STORE_FAILED", JSON.stringify(join)); // it is small: it may find room
  await assertRefused(); // and what finds room ends the trouble, as far as the server knows
  const history = await ask(kim, "message:history", { room: kim.lobby, limit: 10 });
  assert.equal(history.ok, true);
  assert.equal(history.messages.at(-1).chat, acked.at(-1));
  assert.equal(await health(), 503);
  // The log knows which database it is; who asks learns nothing of it.
  assert.equal((await (await fetch(`${server.url}/healthz`)).json()).reason, storeReason);
  // The index has a line of its own, if it comes to its work in this time.
  const said = () => server.stderr.split("\n").filter((line) => line.includes(" maru.storage: ") && !line.includes("could not be indexed"));
  await until(() => said().length > 0, "the line");
  assert.equal(said().length, 1, server.stderr);
  assert.ok(said()[0].includes(" warning ") && said()[0].includes(path.join(data, "maru.db")) && said()[0].includes("full"), said()[0]);

  fs.rmSync(ballast);
  await until(async () => (await health()) === 200, "the end of the trouble, without a message", 15_000);
  await until(() => said().length > 1, "the other line");
  assert.match(said()[1], / info maru\.storage: the store takes messages again$/);
  assert.equal((await send("space again")).ok, true);
  assert.equal((await ask(seed, "sendMessage", "mine, too")).ok, true);
  acked.push("mine, too");

  server.process.kill("SIGKILL");
  await server.ended;
  const again = await Server.start({ data });
  const reader = await nativeClient(again.url, "이도윤");
  const kept = [];
  for (let before; ;) {
    const page = await ask(reader, "message:history", { room: reader.lobby, limit: 100, ...(before && { before }) });
    assert.equal(page.ok, true, JSON.stringify(page).slice(0, 200));
    kept.unshift(...page.messages.filter((message) => message.type !== "system").map((message) => message.chat));
    if (page.first) break;
    before = page.messages[0].seq;
  }
  assert.deepEqual(kept, acked); // each once, in order, and nothing that was refused
  closeAll();
  await again.stop();
  spawnSync("umount", [folder]);
  isMounted = false;
});
