// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A real window for people without eyes or without a mouse: what AT-SPI tells a screen reader, and everything from joining to
// searching with keys alone.

require("./support/watchdog");
const fs = require("node:fs");
const path = require("node:path");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { ask, closeAll, hears, nativeClient, seedClient, until } = require("./support/client");
const { Desktop } = require("./support/desktop");
const { startBus } = require("./support/inputmethods");
const { ScreenReader } = require("./support/screenreader");
const { Server } = require("./support/server");

const PATIENCE_MS = 30_000;
const AGAIN_MS = 2_000;
const TIME = /\d{1,2}:\d\d/;

after(() => {
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref();
});

const press = (desktop, ...keys) => keys.forEach((key) => desktop.tool("xdotool", ["key", "--delay", "20", key]));
// Presses until it has done what it should: with a window just opened, the first press may come too early. For keys that do nothing
// where the focus shall go.
async function pressTo(desktop, reader, program, key, role, name) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    press(desktop, key);
    if (await reader.focusOn(program, role, name, AGAIN_MS).catch(() => false)) return;
  }
  await reader.focusOn(program, role, name, AGAIN_MS); // says where it is instead
}
const type = (desktop, text) => desktop.tool("xdotool", ["type", "--delay", "20", text]);

// Everything that can be pressed or typed into says what it is; these do not.
const nameless = async (reader, program) =>
  (await reader.tree(program)).filter(
    (node) => node.states.includes("focusable") && node.states.includes("showing") && node.name.trim() === "",
  );

// test(desktop, reader, server) on a desktop with a screen reader
async function withReader(run) {
  const server = await Server.start({ args: ["--listen", "127.0.0.1", "--rate-limit", "off"] });
  const desktop = await Desktop.start("");
  try {
    await startBus(desktop);
    desktop.env.QT_LINUX_ACCESSIBILITY_ALWAYS_ON = "1";
    const reader = await ScreenReader.start(desktop);
    await run(desktop, reader, server);
  } catch (error) {
    if (process.env.MARU_SCREENSHOTS) desktop.screenshot(path.join(process.env.MARU_SCREENSHOTS, "accessibility-failed.png"));
    throw error;
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
}

test("a screen reader has sender, text and time, rooms, people, and hears what arrives", () =>
  withReader(async (desktop, reader, server) => {
    const lee = await nativeClient(server.url, "lee");
    const kim = await desktop.openMaru("kim", server.url, { width: 1300, language: "en" });
    await reader.find(kim, "list item", /kim 님이 채팅방에 들어왔습니다/);

    lee.emit("message:send", { cid: "c1", room: lee.lobby, chat: "is this read out?" });
    const row = await reader.find(kim, "list item", /^lee, is this read out\?/);
    assert.match(row.name, TIME);
    await reader.hears(/^lee, is this read out\?, .*\d:\d\d/);

    await reader.find(kim, "list item", /^lobby\b/, "the room");
    await reader.find(kim, "list item", /^lee, online/, "the person");
    await reader.find(kim, "frame", /lobby/, "the window");
    await reader.find(kim, "text", "Message");

    assert.deepEqual(await nameless(reader, kim), []);
  }));

test("every command of the window is found by name, in menus and in the switcher", () =>
  withReader(async (desktop, reader, server) => {
    const kim = await desktop.openMaru("kim", server.url, { width: 1300, language: "en" });
    desktop.activate(kim.window);
    press(desktop, "ctrl+k");
    await reader.focusOn(kim, "text", /Go to a room/);
    for (const command of ["Search this room", "Search all rooms", "Go to a day…", "Go to the newest message", "Another server…"]) {
      press(desktop, "ctrl+a");
      type(desktop, command.slice(0, 14));
      await reader.find(kim, "list item", new RegExp(`^${command}`), command);
    }
    press(desktop, "Escape");
    await reader.focusOn(kim, "text", /^Message$/);

    // What a menu offers has a name, too: here of a message.
    type(desktop, "a message");
    press(desktop, "Return");
    await reader.find(kim, "list item", /^kim, a message, .*\d:\d\d/);
    press(desktop, "F6");
    await reader.focusOn(kim, "list item", /^kim, a message/);
    press(desktop, "Menu");
    for (const command of ["Reply", "React", "Edit", "Who has read this…", "Copy", "Copy message", "Delete…"]) {
      press(desktop, "Down");
      await reader.hears(new RegExp(`^${command}`));
    }
    press(desktop, "Escape");
  }));

test("from joining to searching without a mouse", () =>
  withReader(async (desktop, reader, server) => {
    const lee = await seedClient(server.url, "lee");
    const kim = desktop.launch(process.env.MARU_CLIENT, ["--language", "en", "--theme", "light"], {
      ...desktop.env, HOME: desktop.scratch, XDG_CONFIG_HOME: `${desktop.scratch}/c`, XDG_DATA_HOME: `${desktop.scratch}/d`,
    });
    await reader.find(kim, "dialog", /Join/);
    // By its letter, as the underlined one says.
    await reader.focusOn(kim, "text", /Server address|Name/);
    press(desktop, "alt+s");
    await reader.focusOn(kim, "text", /^Server address$/);
    type(desktop, server.url.replace("http://", ""));
    press(desktop, "alt+n");
    await reader.focusOn(kim, "text", /^Name$/);
    type(desktop, "kim");
    press(desktop, "Return");
    await reader.focusOn(kim, "text", /^Message$/);

    type(desktop, "by keys alone");
    press(desktop, "Return");
    await hears(lee, "by keys alone", 30_000);
    lee.emit("sendMessage", "do you find this needle", () => {});
    await reader.find(kim, "list item", /^lee, do you find this needle/);

    press(desktop, "F6"); // into the conversation
    await reader.focusOn(kim, "list item", /^lee, do you find this needle/);
    press(desktop, "Up");
    await reader.focusOn(kim, "list item", /^kim, by keys alone/);
    press(desktop, "Tab"); // on to the input
    await reader.focusOn(kim, "text", /^Message$/);

    press(desktop, "ctrl+f");
    await reader.focusOn(kim, "text", /^Search messages$/);
    type(desktop, "needle");
    await reader.find(kim, "list item", /do you find this needle.*lee|lee.*do you find this needle/, "the hit");
    press(desktop, "Return");
    press(desktop, "Escape");
    await reader.focusOn(kim, "text", /^Message$/);
    assert.equal(kim.ended, undefined);
  }));

test("what is filled in for another server stays when one asks for another server again", () =>
  withReader(async (desktop, reader, server) => {
    const kim = await desktop.openMaru("kim", server.url, { width: 1300, language: "en" });
    desktop.activate(kim.window);
    await pressTo(desktop, reader, kim, "ctrl+shift+o", "text", /^(Server address|Name)$/);
    const dialog = await desktop.windowOf(kim, "Join");
    const filledIn = { "Server address": "elsewhere.example", Name: "lee" };
    const shown = async (name) => (await reader.find(kim, "text", name)).text;
    for (const [name, text] of Object.entries(filledIn)) {
      await pressTo(desktop, reader, kim, `alt+${name[0].toLowerCase()}`, "text", new RegExp(`^${name}$`));
      press(desktop, "ctrl+a");
      desktop.type(dialog, text);
      await until(async () => (await shown(name)) === text, name, PATIENCE_MS);
    }
    assert.ok(desktop.activate(kim.window));
    await desktop.pressUntil(kim.window, "ctrl+shift+o", () => desktop.isActive(dialog), "the dialog before the window", PATIENCE_MS);
    for (const [name, text] of Object.entries(filledIn)) assert.equal(await shown(name), text);
  }));

test("without a font of its letters the client speaks English, and says what to install", () =>
  withReader(async (desktop, reader, server) => {
    const fonts = path.join(desktop.scratch, "fonts.conf");
    const cache = path.join(desktop.scratch, "fonts");
    fs.writeFileSync(fonts, `<fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>${cache}</cachedir></fontconfig>`);
    desktop.env.FONTCONFIG_FILE = fonts;
    const kim = await desktop.openMaru("kim", server.url, { width: 800, language: "ko" });
    await reader.find(kim, "", /no font with Korean letters.*fonts-noto-cjk/s, "the notice");
    await reader.find(kim, "text", "Message"); // and not in boxes
  }));

test("the dialogs of rooms and people by keys alone", () =>
  withReader(async (desktop, reader, server) => {
    const lee = await nativeClient(server.url, "lee");
    const kim = await desktop.openMaru("kim", server.url, { width: 1300, language: "en" });
    desktop.activate(kim.window);
    const reach = (key, role, name) => pressTo(desktop, reader, kim, key, role, name);

    await reach("ctrl+n", "text", /^Search rooms$/);
    await reader.find(kim, "dialog", "Rooms and people");
    await reach("shift+Tab", "page tab", /^Find a room$/);
    await reach("Right", "text", /^Name$/); // the next page
    type(desktop, "seminar");
    assert.deepEqual(await nameless(reader, kim), []);
    press(desktop, "Return");
    await reader.find(kim, "frame", /seminar/);
    await reader.focusOn(kim, "text", /^Message$/);

    // The first message of a room is heard, too.
    const { rooms } = await ask(lee, "room:list", {});
    const room = rooms.find(({ name }) => name === "seminar")._id;
    await ask(lee, "room:join", { room });
    await ask(lee, "message:send", { cid: "first", room, chat: "first of all" });
    await reader.hears(/^lee, first of all/m);

    await reach("ctrl+shift+i", "text", /^Search people$/);
    assert.deepEqual(await nameless(reader, kim), []);
    await reach("Escape", "text", /^Message$/);
    await reach("ctrl+shift+comma", "text", /^Name$/);
    await reader.find(kim, "dialog", "Room settings");
    assert.deepEqual(await nameless(reader, kim), []);
    await reach("Escape", "text", /^Message$/);
  }));
