// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// What stands in for a MongoDB server in one test: tests/support/mongodouble.py, which ends with its input, so with us.

const { spawn } = require("node:child_process");
const path = require("node:path");
const readline = require("node:readline");

const PROGRAM = path.join(__dirname, "../../support/mongodouble.py");

class Mongo {
  static async start() {
    const mongo = new Mongo();
    mongo.process = spawn("/usr/bin/python3", [PROGRAM], { stdio: ["pipe", "pipe", "inherit"] });
    mongo.ended = new Promise((resolve) => mongo.process.on("close", resolve));
    const waiting = [];
    mongo.waiting = waiting;
    readline.createInterface({ input: mongo.process.stdout }).on("line", (line) => waiting.shift()(JSON.parse(line)));
    mongo.port = await new Promise((resolve) => waiting.push(resolve));
    return mongo;
  }

  // One order of mongodouble.py's.
  async ask(what, more = {}) {
    const answer = new Promise((resolve) => this.waiting.push(resolve));
    this.process.stdin.write(`${JSON.stringify({ do: what, ...more })}\n`);
    const reply = await answer;
    if (reply.error) throw new Error(reply.error);
    return reply;
  }

  async find(collection, filter = {}) {
    return (await this.ask("find", { collection, filter })).documents;
  }

  url(credentials = "") {
    return `mongodb://${credentials}127.0.0.1:${this.port}/maru`;
  }

  async remove() {
    this.process.stdin.end();
    await this.ended;
  }
}

module.exports = { Mongo };
