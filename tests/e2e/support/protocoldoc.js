// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The examples of docs/protocol.md as values, and the events that the program knows.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..", "..", "..");
const page = fs.readFileSync(path.join(root, "docs", "protocol.md"), "utf8");

// Blocks of ```jsonc: [{line, parts: [{line, sends, name, person, value}]}]. A part begins with `// > event` or `// < event`, a name
// may follow in parentheses; who sends goes on to be meant until another one is named.
const HEAD = /^\/\/ ([<>]) ([A-Za-z:]+)(?: \(([^)]+)\))?$/;

function blocksOf(text) {
  const blocks = [];
  let block = null;
  let author;
  text.split("\n").forEach((line, i) => {
    if (block === null) {
      if (line === "```jsonc") {
        block = { line: i + 1, parts: [] };
        author = undefined;
      }
    } else if (line === "```") {
      blocks.push(finished(block));
      block = null;
    } else {
      const head = HEAD.exec(line);
      if (head) {
        const [, sign, name, who] = head;
        if (sign === ">") author = who ?? author;
        block.parts.push({ line: i + 1, sends: sign === ">", name, person: (sign === ">" ? author : who ?? author) ?? "김민수", text: "" });
      } else if (block.parts.length > 0) {
        block.parts.at(-1).text += `${line}\n`;
      } else {
        throw new Error(`line ${block.line}: a block begins with // > event`);
      }
    }
  });
  return blocks;
}

function finished(block) {
  assert.ok(block.parts.length > 0, `line ${block.line}: an empty block`);
  for (const part of block.parts) {
    try {
      part.value = JSON.parse(part.text);
    } catch (error) {
      throw new Error(`line ${part.line}: ${error.message}`);
    }
  }
  return block;
}

// Words in capitals stand for what differs from run to run. TIME is any time; each other one is the same value wherever it stands, and
// no two are the same.
const kinds = [
  [/^TIME$/, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
  [/_ID$/, /^[0-9a-f]{24}$/],
  [/^CLASS_CODE$/, /^[A-HJ-NP-Z2-9]{6}$/],
  [/^DEVICE_CODE$/, /^[A-HJ-NP-Z2-9]{8}$/],
  [/(TOKEN|SOCKET|VERSION|SERVER_NAME|OWNER_CODE)$/, /^.+$/],
];
const kindOf = (word) => (typeof word === "string" && /^[A-Z][A-Z_]+$/.test(word) ? kinds.find(([name]) => name.test(word))?.[1] : undefined);

class Binding {
  constructor(values = {}) {
    this.values = new Map(Object.entries(values));
  }

  // The value with what the words stand for.
  fill(value, place) {
    if (Array.isArray(value)) return value.map((one) => this.fill(one, place));
    if (value !== null && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.fill(one, place)]));
    }
    if (!kindOf(value)) return value;
    assert.ok(this.values.has(value), `${place}: ${value} is not known yet`);
    return this.values.get(value);
  }

  // As the page would say it.
  shown(value) {
    const words = new Map([...this.values].map(([word, known]) => [known, word]));
    return JSON.stringify(value, (key, one) => {
      if (typeof one === "string" && kinds[0][1].test(one)) return "TIME";
      return words.get(one) ?? one;
    });
  }

  match(expected, value, place) {
    try {
      this.matchPart(expected, value, "$");
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) throw error;
      assert.fail(`${place}: ${error.message}\n  the page:   ${JSON.stringify(expected)}\n  the server: ${this.shown(value)}`);
    }
  }

  matchPart(expected, value, where) {
    const kind = kindOf(expected);
    if (kind) {
      assert.match(String(value), kind, `${where} is no ${expected}`);
      if (expected === "TIME") return;
      const known = [...this.values].find(([, other]) => other === value)?.[0];
      if (!this.values.has(expected)) {
        assert.equal(known, undefined, `${where} is ${known}, not ${expected}`);
        this.values.set(expected, value);
      }
      assert.equal(value, this.values.get(expected), `${where} is not ${expected} but ${known ?? value}`);
    } else if (expected !== null && typeof expected === "object") {
      assert.equal(Array.isArray(value), Array.isArray(expected), where);
      assert.ok(value !== null && typeof value === "object", where);
      assert.deepEqual(Object.keys(value).sort(), Object.keys(expected).sort(), `${where} has other fields`);
      for (const key of Object.keys(expected)) this.matchPart(expected[key], value[key], `${where}.${key}`);
    } else {
      assert.deepEqual(value, expected, `${where} is ${JSON.stringify(value)}`);
    }
  }
}

// The names in the tables of common/chat, which the server looks events up in: {client, server}.
function eventTables() {
  const tables = { client: ["join", "sendMessage"], server: [] };
  const folder = path.join(root, "common", "chat");
  for (const file of fs.readdirSync(folder).filter((name) => /events\.cpp$/.test(name))) {
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    for (const [, side, body] of text.matchAll(/constexpr (Client|Server)EventEntry \w+\[\]\s*\{([^;]*)\};/g)) {
      tables[side.toLowerCase()].push(...[...body.matchAll(/\{"([^"]+)"_L1/g)].map(([, name]) => name));
    }
  }
  assert.ok(tables.client.length > 25 && tables.server.length > 10, "the tables of common/chat have another form");
  return tables;
}

module.exports = { Binding, blocks: () => blocksOf(page), blocksOf, eventTables, page };
