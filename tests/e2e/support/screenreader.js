// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A screen reader for tests: what AT-SPI has of a window, through Debian's Python (screenreader.py).

const path = require("node:path");
const readline = require("node:readline");
const { until } = require("./client");

const PATIENCE_MS = 30_000;

class ScreenReader {
  // The desktop has a session bus (startBus), on which Debian's at-spi2-core is started.
  static async start(desktop) {
    const reader = new ScreenReader();
    reader.child = desktop.launch("/usr/bin/python3", ["-W", "ignore", path.join(__dirname, "screenreader.py")], desktop.env, ["pipe", "pipe", "pipe"]);
    reader.waiting = [];
    reader.everything = []; // all that was announced
    readline.createInterface({ input: reader.child.stdout }).on("line", (line) => reader.waiting.shift()?.(JSON.parse(line)));
    await reader.ask({ do: "heard" });
    return reader;
  }

  ask(question) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${JSON.stringify(question)}: ${this.child.errors}`)), PATIENCE_MS);
      this.waiting.push(({ answer, error }) => {
        clearTimeout(timer);
        error === undefined ? resolve(answer) : reject(new Error(error));
      });
      this.child.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  // Every object of the program: {role, name, description, states, text, actions, path}
  async tree(program) {
    return (await this.ask({ do: "tree", pid: program.pid })) ?? [];
  }

  // The first object of a role (any if empty) whose name passes, once it shows.
  find(program, role, name, what = name) {
    const fits = typeof name === "string" ? (text) => text === name : (text) => name.test(text);
    let last = [];
    const look = async () => {
      last = await this.tree(program);
      return last.find((node) => (!role || node.role === role) && fits(node.name) && node.states.includes("showing"));
    };
    return until(look, () => `${role} ${what} in\n${last.map((node) => `${node.role} "${node.name}"`).join("\n")}`, PATIENCE_MS);
  }

  // Waits until the focus is on an object of this role and name.
  focusOn(program, role, name, ms = PATIENCE_MS) {
    let last;
    const look = async () => {
      last = (await this.tree(program)).filter((node) => node.states.includes("focused"));
      return last.find((node) => node.role === role && name.test(node.name));
    };
    return until(look, () => `the focus on ${role} ${name}, not on ${JSON.stringify(last)}`, ms);
  }

  // Waits until something was announced that passes.
  hears(words) {
    const look = async () => {
      this.everything.push(...(await this.ask({ do: "heard" })).map((event) => event.name));
      return this.everything.some((said) => words.test(said));
    };
    return until(look, () => `${words} in ${JSON.stringify(this.everything)}`, PATIENCE_MS);
  }

  act(program, node) {
    return this.ask({ do: "act", pid: program.pid, path: node.path });
  }
}

module.exports = { ScreenReader };
