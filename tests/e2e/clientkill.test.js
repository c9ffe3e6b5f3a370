// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The client is killed at random while it writes, joins, sends and catches up, with the server there and away: whatever it
// has said to be kept arrives once, in the order in which it was written, and nothing arrives twice; and of a message that is
// edited over and over again the last word stays. MARU_KILLS: how often. MARU_SEED: the same numbers again.

const { spawn } = require("node:child_process");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { ask, closeAll, nativeClient, until } = require("./support/client");
const { Server, newFolder } = require("./support/server");

const program = process.env.MARU_CLIENTDRIVER;
const kills = Number(process.env.MARU_KILLS ?? 20);
// In CTest always the same numbers: what differs from run to run is the machine alone.
const seed = Number(process.env.MARU_SEED ?? (process.env.MARU_KILLS ? Date.now() % 2 ** 31 : 1));
const MOST_MS = 600; // a client lives no longer, but for the last
const running = new Set();

let state = seed;
// 0 … below - 1: a linear congruential generator, whose upper bits are good enough here
function randomInt(below) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

after(() => {
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref();
});

// kept, sent, edited: the texts it told of
function startClient(server, folder) {
  const child = spawn(program, [server, "김민수", folder], { stdio: ["pipe", "pipe", "pipe"] });
  running.add(child);
  Object.assign(child, { kept: [], sent: [], edited: [], other: [], isReady: false, errors: "" });
  let out = "";
  child.stdin.on("error", () => {}); // killed
  child.stderr.on("data", (bytes) => (child.errors += bytes));
  child.stdout.on("data", (bytes) => {
    out += bytes;
    const lines = out.split("\n");
    out = lines.pop(); // half a line of a killed client counts as not said
    for (const line of lines) {
      const [what, text] = [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)];
      if (what === "ready") child.isReady = true;
      else if (what === "kept") child.kept.push(text);
      else if (what === "sent") child.sent.push(text);
      else if (what === "edited") child.edited.push(text);
      else if (!/^(shows|state|draft) /.test(line)) child.other.push(line);
    }
  });
  child.ended = new Promise((resolve) => child.on("close", resolve)).finally(() => running.delete(child));
  return child;
}

async function history(socket) {
  const all = [];
  for (let seq = 0; ; ) {
    const page = await ask(socket, "message:history", { room: socket.lobby, after: seq, limit: 100 });
    assert.equal(page.ok, true);
    for (const message of page.messages) {
      seq = message.seq;
      if (message.type === "chat") all.push(message);
    }
    if (page.last || page.messages.length === 0) return all;
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test(`${kills} times kill -9: what was kept arrives once, in order`, async (t) => {
  const folder = newFolder("client");
  let server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const url = server.url;
  const first = startClient(url, folder);
  await until(() => first.isReady, () => `the first join ${first.errors}`);
  first.stdin.write("e0\n");
  await until(() => first.sent.includes("e0"), () => `the first message ${first.errors}`);
  const watcher = await nativeClient(url, "watcher");
  const edited = (await history(watcher))[0]._id;
  watcher.close();
  first.kill("SIGKILL");
  await first.ended;

  const kept = new Set();
  let edits = 0; // asked for
  let keptEdit = 0; // the last that was said to be kept
  let written = 0;
  let offlineRounds = 0;
  for (let i = 0; i < kills; ++i) {
    // A third of the time there is no server; it comes back under a client that has waited, or for the next one.
    if (server && randomInt(3) === 0) {
      await server.kill9();
      offlineRounds += 1;
    } else if (!server.isRunning) {
      server = await server.restart({ args: ["--listen", "127.0.0.1"] });
    }
    const client = startClient(url, folder);
    const killed = pause(randomInt(MOST_MS)).then(() => client.kill("SIGKILL"));
    const isOver = () => client.exitCode !== null || client.signalCode !== null;
    await until(() => client.isReady || isOver(), "the store");
    for (let line = 0; line < 60 && !isOver(); ++line) {
      client.stdin.write(`t${++written}\n`);
      if (randomInt(4) === 0) client.stdin.write(`!edit ${edited} e${++edits}\n`);
      await pause(randomInt(8));
    }
    await killed;
    await client.ended;
    client.kept.filter((text) => text !== "").forEach((text) => kept.add(text)); // an edit has its own word
    keptEdit = Math.max(keptEdit, ...client.edited.map((text) => Number(text.slice(1))));
    assert.deepEqual(client.other, [], client.errors);
  }

  if (!server.isRunning) server = await server.restart({ args: ["--listen", "127.0.0.1"] });
  const last = startClient(url, folder);
  await until(() => last.isReady, "the last start");
  last.stdin.write("end\n");
  await until(() => last.sent.includes("end"), () => `the end of the outbox ${last.errors}`, 120_000);
  const reader = await nativeClient(server.url, "reader");
  let [base, ...rest] = await history(reader);
  await until(async () => {
    [base, ...rest] = await history(reader);
    return Number(base.chat.slice(1)) >= keptEdit;
  }, () => `the last word: ${base.chat}, e${keptEdit} was kept ${last.errors}`, 60_000);
  const texts = rest.map((message) => message.chat);
  last.stdin.end();
  await last.ended;
  await server.stop();

  assert.equal(new Set(texts).size, texts.length, "a text arrived twice");
  const missing = [...kept].filter((text) => !texts.includes(text));
  assert.deepEqual(missing, [], "kept and lost");
  assert.equal(texts.pop(), "end");
  const numbers = texts.map((text) => Number(text.slice(1)));
  assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b), "out of order");
  assert.ok(kept.size > kills, `only ${kept.size} texts were kept`);
  t.diagnostic(`${kills} kills, ${offlineRounds} of the server; ${written} written, ${kept.size} said to be kept, ${texts.length} arrived; ${edits} edits, e${keptEdit} kept, ${base.chat} stays; seed ${seed}`);
});
