// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A client in a process of its own that is told on stdin what to do, and tells on stdout, one JSON object a line, what happens.
// Its words: `join NAME`, `say TEXT`, `transport`. See pyclient.py and nodeclient.js.

const { spawn } = require("node:child_process");
const { until } = require("./client");

const END_MS = 10_000;
const open = new Set();
process.on("exit", () => open.forEach((remote) => remote.process.kill("SIGKILL")));

class Remote {
  // command: program and arguments
  constructor(command, env = process.env) {
    this.told = [];
    this.stderr = "";
    let rest = "";
    this.process = spawn(command[0], command.slice(1), { env, stdio: ["pipe", "pipe", "pipe"] });
    open.add(this);
    this.process.stdin.on("error", () => {}); // it may have ended already
    this.process.stdout.setEncoding("utf8").on("data", (text) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop();
      this.told.push(...lines.map((line) => JSON.parse(line)));
    });
    this.process.stderr.setEncoding("utf8").on("data", (text) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      this.process.on("error", (error) => resolve({ code: -1, signal: String(error) }));
      this.process.on("close", (code, signal) => resolve({ code, signal }));
    });
    this.ended.then((result) => {
      this.result = result;
      open.delete(this);
    });
  }

  // The value of the nth telling of an event (0 is the first) that suits.
  async tells(event, suits = () => true, nth = 0, ms) {
    const found = () => this.told.filter((one) => one.event === event && suits(one.value))[nth];
    const what = () => `${event} from a client (${JSON.stringify(this.result)}): ${JSON.stringify(this.told.slice(-5))} ${this.stderr}`;
    const isOver = () => this.result !== undefined;
    await until(() => found() || isOver(), what, ms);
    if (!found()) throw new Error(`ended without ${what()}`);
    return found().value;
  }

  // Gives an order and waits for its answer.
  async order(line, answer) {
    const before = this.told.filter(({ event }) => event === answer).length;
    this.process.stdin.write(`${line}\n`);
    return this.tells(answer, undefined, before);
  }

  join = (name) => this.order(`join ${name}`, "joined");
  say = (text) => this.order(`say ${text}`, "acked");
  transport = () => this.order("transport", "transport");
  hears = (chat, ms) => this.tells("message", (message) => message.chat === chat, 0, ms);

  get chats() {
    return this.told.filter(({ event, value }) => event === "message" && value.type !== "system").map(({ value }) => value.chat);
  }

  // Lets it end by itself; {code, signal}
  async end() {
    this.process.stdin.end();
    const timer = setTimeout(() => this.process.kill("SIGKILL"), END_MS);
    const result = await this.ended;
    clearTimeout(timer);
    return result;
  }
}

const endAll = () => Promise.all([...open].map((remote) => remote.end()));

module.exports = { Remote, endAll };
