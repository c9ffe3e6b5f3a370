// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The client without its windows (tests/client/clientdriver.cpp), and what it tells.

const { spawn } = require("node:child_process");
const { until } = require("./client");

const program = process.env.MARU_CLIENTDRIVER;
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

class Driver {
  // wrapper: a command that becomes the client
  constructor(server, name, folder, { wrapper = [] } = {}) {
    const [command, ...args] = [...wrapper, program, server, name, folder];
    this.lines = []; // [what, text]
    this.errors = "";
    const env = { ...process.env };
    delete env.QT_FATAL_WARNINGS; // a bad day is one
    this.process = spawn(command, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    running.add(this.process);
    this.process.stdin.on("error", () => {}); // killed
    this.process.stderr.on("data", (bytes) => (this.errors += bytes));
    let out = "";
    this.process.stdout.setEncoding("utf8").on("data", (text) => { // pieces end anywhere
      out += text;
      const lines = out.split("\n");
      out = lines.pop();
      for (const line of lines) {
        const space = line.indexOf(" ");
        this.lines.push([line.slice(0, space), line.slice(space + 1)]);
      }
    });
    this.ended = new Promise((resolve) => {
      this.process.on("close", (code, signal) => {
        this.endedWith = { code, signal };
        resolve(this.endedWith);
      });
    }).finally(() => running.delete(this.process));
  }

  static async start(...args) {
    const driver = new Driver(...args);
    await driver.tells("ready");
    return driver;
  }

  say(text) {
    this.process.stdin.write(`${text}\n`);
  }

  all(what) {
    return this.lines.filter(([word]) => word === what).map(([, text]) => text);
  }

  // Resolves with the first text of that kind that fits.
  tells(what, fits = () => true, ms = 30_000) {
    const matches = typeof fits === "function" ? fits : (text) => text === fits;
    const found = () => {
      const line = this.lines.find(([word, text]) => word === what && matches(text));
      if (!line && this.endedWith) throw new Error(`the client ended: ${JSON.stringify(this.endedWith)} ${this.errors}`);
      return line;
    };
    return until(found, () => `"${what}" ${fits} in ${JSON.stringify(this.lines)} ${this.errors}`, ms).then(([, text]) => text);
  }

  // Ends it as a person does.
  async end() {
    this.process.stdin.end();
    return this.ended;
  }

  async kill9() {
    this.process.kill("SIGKILL");
    return this.ended;
  }
}

module.exports = { Driver };
