// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Two real maru windows and the real server: one sends a picture and a text file, the other sees and saves them; the server is
// killed in the middle of a large file. MARU_SCREENSHOTS: a folder for pictures of it.

const { createHash, randomBytes } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { closeAll, hears, nativeClient, until } = require("./support/client");
const { Desktop, missingTools } = require("./support/desktop");

const missing = missingTools();
const skip = missing.length > 0 && process.env.CI !== "true" ? `not installed: ${missing.join(", ")}` : false;
const PATIENCE_MS = 60_000;

after(() => {
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref(); // a child that is left over must not hold the test
});

// A PNG of one colour, so that the pixels on the screen can be recognised.
function png(width, height, [red, green, blue]) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = 2;
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([red, green, blue]))]);
  const data = zlib.deflateSync(Buffer.concat(Array(height).fill(row)));
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const sha = (bytes) => createHash("sha256").update(bytes).digest("hex");

test("two windows: a picture and a text go over, are looked at and saved; a killed server is gone on with", { skip }, async () => {
  const { Server } = require("./support/server");
  const args = ["--listen", "127.0.0.1"];
  let server = await Server.start({ args });
  const desktop = await Desktop.start("보내는이받는이");
  const folder = fs.mkdtempSync(path.join(desktop.scratch, "files-"));
  const put = (name, bytes) => {
    fs.writeFileSync(path.join(folder, name), bytes);
    return path.join(folder, name);
  };
  const picture = async (name) => {
    if (!process.env.MARU_SCREENSHOTS) return;
    await new Promise((resolve) => setTimeout(resolve, 1_500)); // all of it is drawn
    desktop.screenshot(path.join(process.env.MARU_SCREENSHOTS, name));
  };
  const tool = (...args) => desktop.tool("xdotool", args);
  const windowOf = (child, title) => desktop.windowOf(child, title, PATIENCE_MS);
  const pressUntil = (window, key, is, what) => desktop.pressUntil(window, key, is, what, PATIENCE_MS);
  const isGone = (window) => tool("getwindowname", window).status !== 0;
  const attach = async (child, file) => {
    desktop.press(child.window, "ctrl+o");
    const dialog = await windowOf(child, "파일 붙이기");
    desktop.type(dialog, file);
    await pressUntil(dialog, "Return", () => isGone(dialog), "the end of the dialog");
  };
  const saveAs = async (child, file) => {
    const dialog = await windowOf(child, "파일 저장");
    desktop.press(dialog, "ctrl+a");
    desktop.type(dialog, file);
    await pressUntil(dialog, "Return", () => isGone(dialog), "the end of the dialog");
    return until(() => fs.existsSync(file) && fs.readFileSync(file), `${file} saved`, PATIENCE_MS);
  };
  try {
    const witness = await nativeClient(server.url, "witness");
    const withFiles = () => witness.messages.filter((message) => message.files?.length > 0);
    const sender = await desktop.openMaru("sender", server.url, { width: 690, height: 560 });
    const reader = await desktop.openMaru("reader", server.url, { x: 700, width: 690, height: 560 });

    const green = put("green.png", png(600, 400, [30, 107, 87]));
    const notes = put("notes.txt", "한글 and English\n");
    await attach(sender, green);
    await attach(sender, notes);
    await picture("files-strip.png");
    desktop.say(sender, "two files");
    await hears(witness, "two files", PATIENCE_MS);
    assert.deepEqual(withFiles()[0].files.map((file) => [file.name, file.width, file.sha256]),
      [["green.png", 600, sha(fs.readFileSync(green))], ["notes.txt", undefined, sha(fs.readFileSync(notes))]]);
    await attach(sender, notes); // without words
    await pressUntil(sender.window, "Return", () => withFiles().length === 2, "the second message");
    assert.equal(withFiles()[1].chat, "");

    // The reader's window: the last message is the text, the one above begins with the picture.
    const seen = ([name, event]) => name === "read:changed" && event.user.userName === "reader" && event.seq >= withFiles()[1].seq;
    await pressUntil(reader.window, "ctrl+End", () => witness.events.some(seen), "the last message in the reader's window");
    await picture("files-cards.png");
    desktop.press(reader.window, "F6", "Return");
    const saved = await saveAs(reader, path.join(folder, "saved.txt"));
    assert.deepEqual(saved, fs.readFileSync(notes));
    assert.equal(fs.statSync(path.join(folder, "saved.txt")).mode & 0o111, 0); // nothing to be run
    desktop.press(reader.window, "Up", "Return");
    const viewer = await windowOf(reader, "^green.png$");
    await picture("files-viewer.png");
    desktop.press(viewer, "ctrl+s");
    assert.deepEqual(await saveAs(reader, path.join(folder, "saved.png")), fs.readFileSync(green));
    await pressUntil(viewer, "Escape", () => isGone(viewer), "the end of the viewer");

    // A large file, and the server dies while it comes.
    const bytes = randomBytes(24 * 1_048_576);
    await attach(sender, put("large.bin", bytes));
    const parts = path.join(server.data, "files", "parts");
    const arrived = () => fs.readdirSync(parts).reduce((sum, name) => sum + fs.statSync(path.join(parts, name)).size, 0);
    const isWhole = () => fs.existsSync(path.join(server.data, "files", sha(bytes).slice(0, 2), sha(bytes)));
    await until(() => isWhole() || (fs.existsSync(parts) && arrived() > 1_048_576), "some of it", PATIENCE_MS);
    await server.kill9();
    await picture("files-lost.png");
    desktop.say(sender, "a large one"); // into the outbox
    server = await server.restart({ args });
    const later = await nativeClient(server.url, "later");
    const message = await hears(later, "a large one", 2 * PATIENCE_MS);
    assert.equal(message.files[0].sha256, sha(bytes));
    assert.equal(message.files[0].size, bytes.length);
    assert.equal(sender.ended, undefined);
    assert.equal(reader.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
});
