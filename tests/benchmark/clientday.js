// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Hours of an office, each in about half a minute, in the window of one desktop client; its memory after each hour (docs/performance.md).
// Every hour has all of these: messages in four rooms, edits, reactions, deletions; going from room to room, scrolling, searching, writing;
// somebody who joins, talks and leaves; a room that is opened, written in and closed again; a picture that comes and a file that is
// sent; a server that is killed, lines that are written meanwhile, and a server that is back.
// Usage: MARU_SERVER=… MARU_CLIENT=… NODE_PATH=build/e2e/node_modules node clientday.js [HOURS]
// MARU_SCREENSHOT: a file for the window as it was at the end of the last hour.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { ask, closeAll, nativeClient, until } = require("../e2e/support/client");
const { Desktop } = require("../e2e/support/desktop");
const { Server } = require("../e2e/support/server");

const hours = Number(process.argv[2] ?? 8);
const VISITS = 8;
const PATIENCE_MS = 120_000;
const NAMES = ["Alpha", "Bravo", "Delta"];
const args = ["--listen", "127.0.0.1"];
const picturePath = path.join(__dirname, "../../docs/images/conversation.png");

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const rssMiB = (pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

class Office {
  constructor() {
    this.number = 0;
    this.written = 0; // lines by the person at the window
  }

  async open() {
    this.server = await Server.start({ args });
    this.desktop = await Desktop.start("");
    await this.comeBack();
    this.rooms = [this.kim.lobby];
    for (const name of NAMES) this.rooms.push((await this.did("room:create", { name, kind: "public" })).room._id);
    this.maru = await this.desktop.openMaru("lee", this.server.url, { width: 1100, height: 560 });
    const { users } = await this.did("user:list", { query: "lee" });
    this.lee = users.find((one) => one.userName === "lee")._id;
    for (const room of this.rooms.slice(1)) await this.did("room:invite", { room, users: [this.lee] });
  }

  // A colleague who is always there, under the same name after each restart.
  async comeBack() {
    const heard = this.kim?.messages ?? [];
    this.kim = await nativeClient(this.server.url, "김영희", { token: this.token });
    this.token ??= this.kim.joined.token;
    this.kim.messages.push(...heard);
  }

  async close() {
    closeAll();
    await this.desktop?.close();
    await this.server?.stop();
  }

  async did(event, argument, socket = this.kim) {
    const answer = await ask(socket, event, argument);
    assert.equal(answer.ok, true, `${event}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async say(room, chat, more = {}) {
    return (await this.did("message:send", { cid: `day-${++this.number}`, room, chat, ...more })).message;
  }

  key(...keys) {
    this.desktop.tool("xdotool", ["key", "--delay", "15", ...keys]);
  }

  type(text) {
    this.desktop.tool("xdotool", ["type", "--delay", "15", text]);
  }

  goTo(name) {
    this.desktop.activate(this.maru.window);
    this.key("ctrl+k");
    this.type(name);
    this.key("Return");
  }

  // By the person at the window; what it was, to be waited for.
  write() {
    const line = `answer ${++this.written}`;
    this.type(line);
    this.key("Return");
    return line;
  }

  // Answers how often the line has come.
  async heard(line) {
    const times = () => this.kim.messages.filter((message) => message.chat === line).length;
    await until(() => times() > 0, line, PATIENCE_MS);
    assert.equal(times(), 1, line);
  }

  async visit(number) {
    const sent = [];
    for (let i = 0; i < 75; ++i) {
      const chat = `${this.number}번째 글입니다. **회의** 자료는 \`공유 폴더\`에 있습니다. ${"내용 ".repeat(i % 12)}`;
      sent.push(await this.say(this.rooms[i % this.rooms.length], chat));
    }
    for (const { _id, room } of sent.slice(0, 12)) await this.did("message:edit", { room, message: _id, chat: `고친 글 ${this.number}` });
    for (const { _id, room } of sent.slice(12, 24)) await this.did("message:react", { room, message: _id, emoji: "👍", on: true });
    for (const { _id, room } of sent.slice(24, 27)) await this.did("message:delete", { room, message: _id });
    this.goTo(NAMES[number % NAMES.length]);
    await this.heard(this.write());
    this.key("shift+Tab", "Page_Up", "Page_Up", "Page_Up", "Page_Up", "End", "Escape");
    this.key("ctrl+f");
    this.type("hoeui");
    this.key("Escape", "Escape");
  }

  async guest(hour) {
    const guest = await nativeClient(this.server.url, `guest${hour}`);
    await this.did("message:send", { cid: `guest-${hour}`, room: guest.lobby, chat: `hello ${hour}` }, guest);
    guest.disconnect();
  }

  async shortLivedRoom(hour) {
    const name = `Echo${hour}`;
    const room = (await this.did("room:create", { name, kind: "private", members: [this.lee] })).room._id;
    for (let i = 0; i < 20; ++i) await this.say(room, `${name}: ${i}`);
    this.goTo(name);
    await this.heard(this.write());
    await this.did("room:update", { room, archived: true });
    await this.did("member:kick", { room, user: this.lee });
  }

  async files(hour) {
    const url = `${this.server.url}/files?room=${this.rooms[1]}&name=picture${hour}.png`;
    const headers = { authorization: `Bearer ${this.token}` };
    const answer = await fetch(url, { method: "POST", headers, body: fs.readFileSync(picturePath) });
    assert.equal(answer.status, 201);
    const file = await answer.json();
    await this.say(this.rooms[1], "a picture", { files: [file._id] });
    const sent = path.join(this.desktop.scratch, `notes${hour}.txt`);
    fs.writeFileSync(sent, `notes of hour ${hour}\n`.repeat(50_000)); // four slices or so
    this.goTo(NAMES[0]);
    this.desktop.press(this.maru.window, "ctrl+o");
    const dialog = await this.desktop.windowOf(this.maru, "파일 붙이기", PATIENCE_MS);
    this.desktop.type(dialog, sent);
    const isGone = () => this.desktop.tool("xdotool", ["getwindowname", dialog]).status !== 0;
    await this.desktop.pressUntil(dialog, "Return", isGone, "the end of the dialog", PATIENCE_MS);
    this.desktop.activate(this.maru.window);
    const line = this.write();
    await this.heard(line);
    assert.equal(this.kim.messages.find((message) => message.chat === line).files?.length, 1);
  }

  async outage() {
    await this.server.kill9();
    closeAll();
    this.desktop.activate(this.maru.window);
    const lines = [this.write(), this.write(), this.write()];
    this.key("shift+Tab", "Page_Up", "Page_Up", "End", "Escape");
    this.server = await this.server.restart({ args });
    await this.comeBack();
    const caughtUp = async () => {
      const { messages } = await this.did("message:history", { room: this.rooms[1], limit: 50 });
      return lines.every((line) => messages.filter((one) => one.chat === line).length === 1) && messages;
    };
    const messages = await until(caughtUp, "what was written meanwhile", PATIENCE_MS);
    assert.deepEqual(messages.map((one) => one.chat).filter((chat) => lines.includes(chat)), lines);
  }

  async hour(number) {
    for (let i = 0; i < VISITS; ++i) await this.visit(i);
    await this.guest(number);
    await this.shortLivedRoom(number);
    await this.files(number); // the last room that is gone to: the outage's lines are for it
    await this.outage();
    this.kim.messages.length = 0;
    await pause(3_000);
    assert.equal(this.maru.ended, undefined);
    return rssMiB(this.maru.pid);
  }
}

(async () => {
  const office = new Office();
  try {
    await office.open();
    const memory = [];
    for (let number = 1; number <= hours; ++number) {
      memory.push(await office.hour(number));
      console.log(`hour ${number}: ${office.number + office.written} messages, RSS ${memory.at(-1).toFixed(1)} MiB`);
    }
    console.log(`from the first hour to the last: ${(memory.at(-1) - memory[0]).toFixed(1)} MiB more`);
    if (process.env.MARU_SCREENSHOT) office.desktop.screenshot(process.env.MARU_SCREENSHOT);
  } finally {
    await office.close();
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
