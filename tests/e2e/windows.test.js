// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Real maru windows on a screen of their own: two people talk in Korean over the real server, through its kill -9; and one
// talks over the seed's server. MARU_SCREENSHOT names a file that keeps the picture of the conversation, MARU_SCREENSHOTS a
// folder for those of the time without a server.

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { ask, closeAll, hears, nativeClient, seedClient, until } = require("./support/client");
const { Desktop, missingTools } = require("./support/desktop");

const missing = missingTools();
const skip = missing.length > 0 && process.env.CI !== "true" ? `not installed: ${missing.join(", ")}` : false;

const lines = {
  first: "안녕하세요, 회의 자료를 올렸습니다.",
  second: "고맙습니다! 2쪽 표부터 볼게요.",
  away: "서버가 꺼져 있을 때 쓴 글입니다.",
  last: "다시 연결됐네요. 잘 보입니다.",
  answer: "네, 지금 보고 있습니다.",
};
const everyCharacter = Object.values(lines).join("");

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

async function history(socket) {
  const reply = await ask(socket, "message:history", { room: socket.lobby, limit: 100 });
  assert.equal(reply.ok, true);
  return reply.messages.filter((message) => message.type === "chat").map((message) => [message.user.userName, message.chat]);
}

test("two windows talk in Korean, through a kill -9 of the server", { skip }, async () => {
  const { Server } = require("./support/server");
  let server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const desktop = await Desktop.start(everyCharacter);
  try {
    const kim = await desktop.openMaru("김민수", server.url, { x: 5, y: 25 });
    const lee = await desktop.openMaru("이영희", server.url, { x: 705, y: 25 });
    const witness = await seedClient(server.url, "박철수", { reconnectionDelay: 100 });

    desktop.say(kim, lines.first);
    await hears(witness, lines.first);
    desktop.say(lee, lines.second);
    await hears(witness, lines.second);
    desktop.screenshot(process.env.MARU_SCREENSHOT ?? path.join(desktop.scratch, "first-light.png"));

    await server.kill9();
    desktop.say(kim, lines.away); // into the outbox
    server = await server.restart({ args: ["--listen", "127.0.0.1"] });
    await hears(witness, lines.away, 40_000);
    desktop.say(lee, lines.last);
    await hears(witness, lines.last, 40_000);

    const again = await nativeClient(server.url, "reader");
    assert.deepEqual(await history(again), [
      ["김민수", lines.first],
      ["이영희", lines.second],
      ["김민수", lines.away],
      ["이영희", lines.last],
    ]);
    assert.equal(kim.ended, undefined);
    assert.equal(lee.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
});

test("a window that was killed shows the same without a server, and what was written goes out", { skip }, async () => {
  const { Server } = require("./support/server");
  let server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const desktop = await Desktop.start(everyCharacter);
  const picture = async (name) => {
    if (!process.env.MARU_SCREENSHOTS) return;
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // all of it is drawn
    desktop.screenshot(path.join(process.env.MARU_SCREENSHOTS, name));
  };
  try {
    const witness = await seedClient(server.url, "박철수", { reconnectionDelay: 100 });
    const firstStart = Date.now();
    const before = await desktop.openMaru("김민수", server.url);
    const firstMs = Date.now() - firstStart; // what this machine takes now for the same
    desktop.say(before, lines.first);
    await hears(witness, lines.first);
    await server.kill9();
    desktop.press(before.window, "F6", "r"); // an answer
    desktop.say(before, lines.away);
    desktop.type(before.window, lines.second); // and not sent
    await until(() => [lines.away, lines.second].every((line) => isKept(before.home, line)), "the outbox on disk");
    await picture("offline-written.png");
    before.kill("SIGKILL");
    await until(() => before.ended, "the end of the window");

    const start = Date.now();
    const again = await desktop.openMaru("김민수", undefined, { home: before.home });
    const shownMs = Date.now() - start;
    await picture("offline-started.png");
    assert.ok(shownMs < Math.max(5_000, 2 * firstMs), `the window took ${shownMs} ms, with a server ${firstMs} ms`);
    server = await server.restart({ args: ["--listen", "127.0.0.1"] });
    await hears(witness, lines.away, 40_000);
    const isSent = () => witness.messages.some(({ chat }) => chat === lines.second);
    await desktop.pressUntil(again.window, "Return", isSent, "the draft, which is still in the input");
    await picture("offline-caught-up.png");
    const reader = await nativeClient(server.url, "reader");
    assert.deepEqual(await history(reader), [
      ["김민수", lines.first],
      ["김민수", lines.away],
      ["김민수", lines.second],
    ]);
    const { messages } = await ask(reader, "message:history", { room: reader.lobby, limit: 100 });
    const quotes = messages.filter((message) => message.type === "chat").map((message) => message.replyTo?.chat);
    assert.deepEqual(quotes, [undefined, lines.first, undefined]);
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
});

test("two windows edit, answer, react, delete and read", { skip }, async () => {
  const { Server } = require("./support/server");
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const desktop = await Desktop.start(everyCharacter);
  const keys = (child, ...names) => desktop.press(child.window, ...names);
  try {
    const kim = await desktop.openMaru("김민수", server.url, { x: 5, y: 25 });
    const lee = await desktop.openMaru("이영희", server.url, { x: 705, y: 25 });
    const witness = await nativeClient(server.url, "박철수");
    const last = (name) => witness.events.filter(([event]) => event === name).at(-1)?.[1];
    const changes = (is, what) => until(() => is(last("message:changed") ?? {}), () => `${what}: ${JSON.stringify(last("message:changed"))}`);

    // The messages of a window, once they are drawn.
    const atRest = (child) => {
      let seen = "";
      return until(() => {
        const before = seen;
        seen = desktop.picture(child, "660x400+10+60");
        return before === seen && seen;
      }, "a window at rest");
    };

    const empty = await atRest(lee);
    desktop.say(kim, lines.first);
    const { seq } = await hears(witness, lines.first);

    // Up in the empty input edits; the other window, which has drawn the message, draws what changed.
    let before = empty;
    await until(async () => (before = await atRest(lee)) !== empty, "the message in the other window");
    keys(kim, "Up");
    desktop.say(kim, "!");
    await changes((message) => message.chat === `${lines.first}!` && message.editedAt, "the edit");
    await until(() => desktop.picture(lee, "660x400+10+60") !== before, "the edit in the other window");

    // F6 goes to the last message, R answers it.
    keys(lee, "F6", "r");
    desktop.say(lee, lines.answer);
    const answer = await hears(witness, lines.answer);
    assert.equal(answer.replyTo.seq, seq);
    assert.equal(answer.replyTo.chat, `${lines.first}!`);

    // A window whose end is seen has the newest message.
    const readers = async () => {
      const reply = await ask(witness, "message:readers", { room: witness.lobby, message: answer._id });
      return reply.read.map(({ user }) => user.userName);
    };
    await desktop.pressUntil(kim.window, "ctrl+End", async () => (await readers()).includes("김민수"), "the read mark of 김민수");

    // The first entry of "React" in the menu of the row.
    keys(kim, "F6", "Menu", "Down", "Down", "Right", "Return");
    await changes((message) => message.seq === answer.seq && message.reactions?.[0]?.users.length === 1, "the reaction");

    keys(lee, "F6");
    const marks = () => witness.events.filter(([event]) => event === "read:changed").map(([, { user, seq: to }]) => `${user.userName} ${to}`);
    await until(() => marks().includes(`이영희 ${answer.seq}`), () => `the mark of 이영희 in ${marks()}`);
    desktop.screenshot(process.env.MARU_SCREENSHOT_MARKS ?? path.join(desktop.scratch, "marks.png"));

    // Deleting asks; Enter would keep the message.
    keys(lee, "F6", "F6", "End", "Delete");
    desktop.press(await desktop.windowOf(lee, "글 지우기"), "Tab", "space");
    await changes((message) => message.seq === answer.seq && message.deletedAt && message.chat === "", "the deletion");
    assert.equal(kim.ended, undefined);
    assert.equal(lee.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
});

test("a window talks over the seed's server, which survives it", { skip }, async () => {
  const start = async (port) => {
    const child = spawn(process.execPath, [path.join(__dirname, "seed-server", "server.js")], {
      env: { ...process.env, PORT: String(port) },
      stdio: ["ignore", "pipe", "ignore"],
    });
    let out = "";
    child.stdout.on("data", (bytes) => (out += bytes));
    child.url = (await until(() => /^seed-server listening on (\S+)\n/.exec(out), "the seed server's first line"))[1];
    return child;
  };
  let server = await start(0);
  const port = new URL(server.url).port;
  const desktop = await Desktop.start(everyCharacter);
  try {
    const kim = await desktop.openMaru("김민수", server.url);
    const lee = await seedClient(server.url, "lee", { reconnectionDelay: 100 });
    desktop.say(kim, lines.first);
    await hears(lee, lines.first);

    // After a restart the seed knows nobody, and dies of a message from a socket that has not joined.
    server.kill("SIGKILL");
    await until(() => server.exitCode !== null || server.signalCode, "the end of the seed server");
    server = await start(port);
    const park = await seedClient(server.url, "park");
    await hears(park, "김민수 님이 채팅방에 들어왔습니다.", 40_000);
    desktop.say(kim, lines.second);
    await hears(park, lines.second, 20_000);
    assert.equal(server.exitCode, null);
    assert.equal(kim.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    server.kill("SIGKILL");
  }
});
