// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A real maru window in a lesson on the real server: it finds the room and enters it, is held back by class mode, raises its
// hand, and is banned while it writes; and it stays in a class whose code has changed. MARU_SCREENSHOTS: a folder for pictures of it.

const fs = require("node:fs");
const path = require("node:path");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { ask, closeAll, hears, nativeClient, until } = require("./support/client");
const { Desktop, missingTools } = require("./support/desktop");

const missing = missingTools();
const skip = missing.length > 0 && process.env.CI !== "true" ? `not installed: ${missing.join(", ")}` : false;
const lines = { room: "수학", first: "안녕하세요", question: "질문이 있습니다", unsent: "쓰던 글입니다", nobody: "못 볼 글", back: "다시 왔어요", later: "다음 날이에요" };

after(() => {
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref(); // a child that is left over must not hold the test
});

// Whether the outbox below a home has a text on disk, as a message or a draft.
function isKept(home, text) {
  const accounts = path.join(home, ".local", "maru", "maru", "accounts");
  const files = fs.readdirSync(accounts).flatMap((folder) => ["outbox.db", "outbox.db-wal"].map((name) => path.join(accounts, folder, name)));
  return files.some((file) => fs.existsSync(file) && fs.readFileSync(file).includes(text));
}

test("a pupil's window through a lesson: found, entered, class mode, a hand, a ban", { skip }, async () => {
  const { Server } = require("./support/server");
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const desktop = await Desktop.start(Object.values(lines).join(""));
  const picture = async (name) => {
    if (!process.env.MARU_SCREENSHOTS) return;
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // all of it is drawn
    desktop.screenshot(path.join(process.env.MARU_SCREENSHOTS, name));
  };
  try {
    const teacher = await nativeClient(server.url, "박선생");
    const made = await ask(teacher, "room:create", { name: lines.room, kind: "public", topic: "함수와 미분" });
    assert.equal(made.ok, true);
    const room = made.room._id;
    // What the teacher was told of the pupil in the room, the newest last.
    const told = () => teacher.events.filter(([name, event]) => name === "member:changed" && event.room === room).map(([, event]) => event);

    const pupil = await desktop.openMaru("이영희", server.url, { width: 1100, height: 560 });
    const press = (...keys) => keys.forEach((key) => desktop.tool("xdotool", ["key", "--delay", "40", key]));
    const find = ["search", "--all", "--onlyvisible", "--pid", String(pupil.pid), "--name", "방과 사람"];
    const [dialog] = await desktop.pressUntil(pupil.window, "ctrl+n", () => {
      const found = desktop.tool("xdotool", find).stdout.trim();
      return found && found.split("\n");
    }, "the dialog");
    desktop.type(dialog, lines.room);
    await picture("rooms-find.png");
    await until(async () => {
      if (told().length > 0) return true;
      press("Return"); // until what was searched is there
      await new Promise((resolve) => setTimeout(resolve, 200));
      return told().length > 0;
    }, "the pupil in the room");
    const pupilId = told()[0].user._id;
    desktop.say(pupil, lines.first);
    await hears(teacher, lines.first);
    await picture("rooms-entered.png");

    assert.equal((await ask(teacher, "room:update", { room, muteAll: true })).ok, true);
    // The key does nothing before the window knows of it, and only then is something to be held back.
    const handIs = async (up) => {
      if (told().at(-1).hand === up) return true;
      press("ctrl+shift+h");
      await new Promise((resolve) => setTimeout(resolve, 1_000)); // an answer on its way turns the key around
      return told().at(-1).hand === up;
    };
    await until(() => handIs(true), "the raised hand", 30_000);
    desktop.say(pupil, lines.question);
    await picture("rooms-classmode.png");
    await until(() => handIs(false), "the lowered hand", 30_000);
    // It came over the same connection as the message would have.
    assert.equal(teacher.messages.some((message) => message.chat === lines.question), false);
    assert.equal((await ask(teacher, "room:update", { room, muteAll: false })).ok, true);
    await until(async () => {
      press("Return"); // the text is still in the input
      await new Promise((resolve) => setTimeout(resolve, 200));
      return teacher.messages.some((message) => message.chat === lines.question);
    }, "the question");

    desktop.type(pupil.window, lines.unsent);
    await until(() => isKept(pupil.home, lines.unsent), "the draft on disk");
    assert.equal((await ask(teacher, "member:kick", { room, user: pupilId, banned: true, reason: "광고" })).ok, true);
    await until(() => teacher.events.some(([name, event]) => name === "member:left" && event.room === room), "the pupil out");
    await picture("rooms-banned.png");
    const reader = await nativeClient(server.url, "reader");
    desktop.type(pupil.window, lines.nobody); // what is typed on reaches no other room
    desktop.press(pupil.window, "Return");
    await until(async () => {
      desktop.press(pupil.window, "F6"); // from the messages to the input
      desktop.say(pupil, lines.first); // in the lobby, where nothing of the draft is
      await new Promise((resolve) => setTimeout(resolve, 300));
      return reader.messages.some((message) => message.chat === lines.first);
    }, "a message to the lobby");
    await hears(reader, lines.first);
    assert.equal(reader.messages.some((message) => message.chat.includes(lines.nobody)), false);
    assert.equal(isKept(pupil.home, lines.unsent), true);
    const asked = teacher.messages.filter((message) => message.chat === lines.question);
    assert.equal(asked.length, 1);
    assert.equal(pupil.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
});

test("a pupil's window stays in the class whose code has changed, also at its next start", { skip }, async () => {
  const { Server } = require("./support/server");
  const args = ["--listen", "127.0.0.1", "--rate-limit", "on"];
  let server = await Server.start({ args });
  const desktop = await Desktop.start(Object.values(lines).join(""));
  try {
    const teacher = await nativeClient(server.url, "박선생");
    const { room } = await ask(teacher, "room:create", { name: lines.room, kind: "private", classCode: true });
    const pupil = await desktop.openMaru("이영희", `${server.url}/?classCode=${room.classCode}`);
    desktop.say(pupil, lines.first);
    await hears(teacher, lines.first, 40_000);
    const changed = await ask(teacher, "room:update", { room: room._id, classCode: "rotate" });
    assert.notEqual(changed.room.classCode, room.classCode);
    const again = async () => nativeClient(server.url, "박선생", { token: teacher.joined.token });

    await server.kill9();
    server = await server.restart({ args });
    const listener = await again();
    desktop.say(pupil, lines.back);
    await hears(listener, lines.back, 40_000);
    assert.equal(pupil.ended, undefined);

    await desktop.closeMaru(pupil);
    const next = await desktop.openMaru("이영희", undefined, { home: pupil.home });
    desktop.say(next, lines.later);
    await hears(listener, lines.later, 40_000);
    // It was let into no other room instead.
    const stranger = await nativeClient(server.url, "손님");
    const { members } = await ask(stranger, "room:members", { room: stranger.lobby });
    assert.ok(!members.some(({ user }) => user.userName === "이영희"), JSON.stringify(members));
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
});
