// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The programs of docs/bots.md, word for word but for the address.

require("./support/watchdog");
const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { Server, newFolder } = require("./support/server");
const { ask, closeAll, hears, seedClient, until } = require("./support/client");

const page = fs.readFileSync(path.join(__dirname, "..", "..", "docs", "bots.md"), "utf8");
const BACK_MS = 20_000;
const bots = new Set();
process.on("exit", () => bots.forEach((bot) => bot.kill("SIGKILL")));

let server;
let person;

before(async () => {
  server = await Server.start();
  person = await seedClient(server.url, "김민수", { version: "latest", reconnectionDelay: 100, reconnectionDelayMax: 200 });
});
after(async () => {
  bots.forEach((bot) => bot.kill("SIGKILL"));
  closeAll();
  await server?.stop();
});

// The block behind the words "As `name`", or "as `name`", as a file of that name in the folder.
function write(folder, name) {
  const block = page.match(new RegExp(`[Aa]s \`${name.replace(".", "\\.")}\`[^]*?^\`\`\`\\w+\\n([^]*?)^\`\`\`$`, "m"));
  assert.ok(block, `docs/bots.md has no ${name}`);
  assert.ok(block[1].includes("http://127.0.0.1:5000"), `${name}: no address to replace`);
  fs.writeFileSync(path.join(folder, name), block[1].replace("http://127.0.0.1:5000", server.url));
}

// Starts one; out: what it prints; ended: its exit code
function start(folder, ...command) {
  const bot = spawn(command[0], command.slice(1), { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  bots.add(bot);
  bot.out = "";
  bot.err = "";
  bot.stdout.on("data", (bytes) => (bot.out += bytes));
  bot.stderr.on("data", (bytes) => (bot.err += bytes));
  bot.ended = new Promise((resolve) => bot.on("close", (code) => (bots.delete(bot), resolve(code))));
  return bot;
}

const said = (name) => person.messages.filter((message) => message.type === "chat" && message.user.userName === name);
const welcomed = (name, ms) => until(() => person.messages.some(({ chat }) => chat.startsWith(`${name} 님이`)), `${name} in the room`, ms);
const tell = async (chat) => assert.equal((await ask(person, "sendMessage", chat)).ok, true);

test("the Node.js bot answers, and still does after kill -9", async () => {
  const folder = newFolder("bot");
  write(folder, "hello.js");
  const bot = start(folder, process.execPath, "hello.js");
  await until(() => bot.out.includes("joined"), () => `the bot: ${bot.out}${bot.err}`);
  await tell("!hello");
  await hears(person, "Hello, 김민수!");
  await server.kill9();
  server = await server.restart();
  await until(() => person.connected, "the person is back", BACK_MS);
  await tell("!hello");
  await until(() => said("Greeter").length === 2, "its second answer", BACK_MS);
  assert.equal(bot.err, "");
});

test("the Python bot tells the time", async () => {
  const folder = newFolder("bot");
  write(folder, "clock.py");
  const bot = start(folder, "/usr/bin/python3", "clock.py");
  await welcomed("Clock");
  await tell("what time is it?");
  await tell("!time");
  await until(() => said("Clock").length === 1, () => `the time; ${bot.out}${bot.err}`);
  assert.match(said("Clock")[0].chat, /^\d\d:\d\d$/);
  assert.equal(bot.err, "");
});

test("the bot that says each thing once keeps its name, and tells when the disk has its words", async () => {
  const folder = newFolder("bot");
  write(folder, "report.js");
  for (const chat of ["백업이 끝났습니다.", "The backup is done."]) {
    const bot = start(folder, process.execPath, "report.js", chat);
    assert.equal(await bot.ended, 0, bot.err);
    const kept = (await hears(person, chat)).seq;
    assert.equal(bot.out, `kept as number ${kept}\n`);
  }
  assert.equal(said("Report").length, 2);
  fs.rmSync(path.join(folder, "report.token"));
  const stranger = start(folder, process.execPath, "report.js", "거짓말");
  assert.notEqual(await stranger.ended, 0);
  assert.match(stranger.err, /That name is taken/);
  assert.equal(said("Report").length, 2);
});
