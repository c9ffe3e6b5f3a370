// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Hangul through Debian's own input methods into a real window: every syllable that is typed arrives at the server, once.

require("./support/watchdog");
const path = require("node:path");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { closeAll, nativeClient, until } = require("./support/client");
const { Desktop } = require("./support/desktop");
const { startFcitx, startIbus, twoSetKeys } = require("./support/inputmethods");
const { Server } = require("./support/server");

const LINE_MS = 30_000; // for 25 syllables, on a machine that compiles
const LINES = 20;
const SYLLABLES = 25;

after(() => {
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref();
});

// Syllables from all over the 11,172, the same ones in every run.
function lines() {
  let state = 20_261_126;
  const random = (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const syllable = () => String.fromCharCode(0xac00 + random(11_172));
  return Array.from({ length: LINES }, () => Array.from({ length: SYLLABLES }, syllable).join(""));
}

const spoken = (socket) => socket.messages.filter((message) => message.type === "chat").map((message) => message.chat);

async function typeAll(start, name) {
  const server = await Server.start({ args: ["--listen", "127.0.0.1", "--rate-limit", "off"] });
  const desktop = await Desktop.start("");
  try {
    const reader = await nativeClient(server.url, "reader");
    const home = await start(desktop);
    const kim = await desktop.openMaru("kim", server.url, { home });
    desktop.activate(kim.window);
    // An input method takes a moment to notice a new window; until it has, letters are letters.
    await until(async () => {
      const count = spoken(reader).length;
      desktop.tool("xdotool", ["type", "--delay", "4", twoSetKeys("가")]);
      desktop.tool("xdotool", ["key", "Return"]);
      await until(() => spoken(reader).length > count, () => `the first word: ${kim.errors}`, LINE_MS);
      return spoken(reader).at(-1) === "가";
    }, () => `Hangul, not ${spoken(reader)}`, LINE_MS);
    const before = spoken(reader).length;
    const typed = lines();
    for (const [at, line] of typed.entries()) {
      desktop.tool("xdotool", ["type", "--delay", "4", twoSetKeys(line)]);
      if (at === 0 && process.env.MARU_SCREENSHOTS) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        desktop.screenshot(path.join(process.env.MARU_SCREENSHOTS, `${name}-composing.png`));
      }
      desktop.tool("xdotool", ["key", "Return"]); // the last syllable is still composed
      await until(() => spoken(reader).length > before + at, () => `line ${at}: ${kim.errors}`, LINE_MS);
      assert.deepEqual(spoken(reader).at(-1), line);
    }
    assert.deepEqual(spoken(reader).slice(before), typed);
    assert.equal(kim.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
}

test("500 syllables through ibus-hangul", () => typeAll(startIbus, "ibus"));
test("500 syllables through fcitx5-hangul", () => typeAll(startFcitx, "fcitx5"));
