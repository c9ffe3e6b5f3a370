// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The pages of the project: every relative link leads to a file that is there, every anchor to a heading of it, and docs/README.md to
// every page of docs. And what docs/operations.md has root type harms nobody.

const { test } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..", "..");
const skipped = new Set(["build", "node_modules", ".git"]);

function pagesBelow(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : pagesBelow(place);
    return entry.name.endsWith(".md") ? [place] : [];
  });
}

// What is no code: links inside of code are text.
const prose = (text) => text.replace(/^ *(```+)[^]*?^ *\1/gm, "").replace(/`[^`\n]*`/g, "``");

// The anchors that GitHub gives to the headings of a page.
function anchors(text) {
  const seen = new Map();
  const all = [...text.replace(/^ *(```+)[^]*?^ *\1/gm, "").matchAll(/^#{1,6} +(.*?) *#*$/gm)].map(([, heading]) => {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N}\p{M} _-]/gu, "").replaceAll(" ", "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before ? `${slug}-${before}` : slug;
  });
  return new Set(all);
}

function targets(text) {
  const links = [...prose(text).matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)].map((match) => match[1]);
  const tags = [...prose(text).matchAll(/<(?:img|a|source)\s[^>]*?(?:src|srcset|href)="([^"]+)"/g)].map((match) => match[1]);
  return [...links, ...tags];
}

// What is wrong with the links of a page.
function faults(page, text, read = (file) => fs.readFileSync(file, "utf8")) {
  const found = [];
  for (const target of targets(text)) {
    if (/^https:\/\/|^mailto:/.test(target)) continue;
    const [file, anchor] = decodeURI(target).split("#");
    const place = file ? path.join(path.dirname(page), file) : page;
    if (/^\w+:/.test(target) || path.isAbsolute(file)) found.push(`${target}: not a link within the project`);
    else if (path.relative(root, place).startsWith("..")) found.push(`${target}: leaves the project`);
    else if (!fs.existsSync(place)) found.push(`${target}: not there`);
    else if (anchor !== undefined && !anchors(place === page ? text : read(place)).has(anchor)) found.push(`${target}: no such heading`);
  }
  return found;
}

for (const page of pagesBelow(root)) {
  test(path.relative(root, page), () => assert.deepEqual(faults(page, fs.readFileSync(page, "utf8")), []));
}

test("docs/README.md leads to every page of docs", () => {
  const docs = path.join(root, "docs");
  const index = path.join(docs, "README.md");
  const led = new Set(targets(fs.readFileSync(index, "utf8")).map((target) => path.join(docs, target.split("#")[0])));
  assert.deepEqual(pagesBelow(docs).filter((page) => page !== index && !led.has(page)).map((page) => path.relative(docs, page)), []);
});

// The commands of docs/operations.md, block by block
const commands = [...fs.readFileSync(path.join(root, "docs", "operations.md"), "utf8").matchAll(/^```sh\n([^]*?)^```$/gm)]
  .map(([, block]) => block.trimEnd().split("\n"));

test("what writes the setting db takes the older one away, and lets nobody else read a password in it", () => {
  const blocks = commands.filter((lines) => lines.some((line) => line.includes("echo 'db = ")));
  assert.equal(blocks.length, 3); // PostgreSQL, MongoDB, and a move
  for (const lines of blocks) {
    const at = lines.findIndex((line) => line.includes("echo 'db = "));
    assert.match(lines[at - 1], /sed -i '\/\^ \*db \*=\/d' \/etc\/maru\/maru-server\.conf/);
    if (lines[0].startsWith("apt install")) assert.match(lines.slice(0, at).join("\n"), /chown root:_maru .*maru-server\.conf && chmod 640 .*maru-server\.conf/);
  }
});

test("what copies messages and keys makes files for nobody else to read", () => {
  const blocks = commands.filter((lines) => lines.some((line) => /pg_dump|mongodump|tar .*-cf/.test(line)));
  assert.equal(blocks.length, 2); // a backup, and a move
  for (const lines of blocks) {
    for (const line of lines.filter((each) => /pg_dump|mongodump|tar .*-cf/.test(each))) assert.match(lines[0] + line, /umask 077/);
  }
});

test("this check sees a link to nothing, to no heading, and out of the project", () => {
  const text = "# 둘째 제목\n\n[a](none.md) [b](#둘째-제목) [c](#x) [d](../../../etc/passwd) [e](http://a.b) ![f](images/none.png)\n`[g](x)`\n<img src=\"h.png\">\n";
  const expected = ["none.md: not there", "#x: no such heading", "../../../etc/passwd: leaves the project",
    "http://a.b: not a link within the project", "images/none.png: not there", "h.png: not there"];
  assert.deepEqual(faults(path.join(root, "docs", "testing.md"), text), expected);
});
