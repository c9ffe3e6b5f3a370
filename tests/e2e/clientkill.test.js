// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The client is killed at random while it writes, joins, sends and catches up, with the server there and away: whatever it
// has said to be kept arrives once, in the order in which it was written, and nothing arrives twice. MARU_KILLS: how often.

const { spawn } = require("node:child_process");
const { randomInt } = require("node:crypto");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { ask, closeAll, nativeClient, until } = require("./support/client");
const { Server, newFolder } = require("./support/server");

const program = process.env.MARU_CLIENTDRIVER;
const kills = Number(process.env.MARU_KILLS ?? 20);
const MOST_MS = 600; // a client lives no longer, but for the last
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

after(() => {
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref();
});

// kept, sent: the texts it told of
function startClient(server, folder) {
  const child = spawn(program, [server, "김민수", folder], { stdio: ["pipe", "pipe", "pipe"] });
  running.add(child);
  Object.assign(child, { kept: [], sent: [], other: [], isReady: false, errors: "" });
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
      else child.other.push(line);
    }
  });
  child.ended = new Promise((resolve) => child.on("close", resolve)).finally(() => running.delete(child));
  return child;
}

async function history(socket) {
  const texts = [];
  for (let seq = 0; ; ) {
    const page = await ask(socket, "message:history", { room: socket.lobby, after: seq, limit: 100 });
    assert.equal(page.ok, true);
    for (const message of page.messages) {
      seq = message.seq;
      if (message.type === "chat") texts.push(message.chat);
    }
    if (page.last || page.messages.length === 0) return texts;
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test(`${kills} times kill -9: what was kept arrives once, in order`, async (t) => {
  const folder = newFolder("client");
  let server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const url = server.url;
  const first = startClient(url, folder);
  await until(() => first.isReady, () => `the first join ${first.errors}`);
  first.kill("SIGKILL");
  await first.ended;

  const kept = new Set();
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
      await pause(randomInt(8));
    }
    await killed;
    await client.ended;
    client.kept.forEach((text) => kept.add(text));
    assert.deepEqual(client.other, [], client.errors);
  }

  if (!server.isRunning) server = await server.restart({ args: ["--listen", "127.0.0.1"] });
  const last = startClient(url, folder);
  await until(() => last.isReady, "the last start");
  last.stdin.write("end\n");
  await until(() => last.sent.includes("end"), () => `the end of the outbox ${last.errors}`, 120_000);
  const reader = await nativeClient(server.url, "reader");
  const texts = await history(reader);
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
  t.diagnostic(`${kills} kills, ${offlineRounds} of the server; ${written} written, ${kept.size} said to be kept, ${texts.length} arrived`);
});
