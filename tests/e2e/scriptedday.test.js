// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A day of two real windows and a client of another make on the real server: they join and talk, one goes offline and writes,
// edits and reacts all the same, the server is killed and comes back, all catch up, a file comes, and what was said is found.
// Both windows show every line once, in the server's order. MARU_SCREENSHOTS: a folder for pictures of it.

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { ask, closeAll, nativeClient, until } = require("./support/client");
const { Desktop, missingTools } = require("./support/desktop");
const { Relay } = require("./support/relay");
const { Server } = require("./support/server");

const missing = missingTools();
const skip = missing.length > 0 && process.env.CI !== "true" ? `not installed: ${missing.join(", ")}` : false;
const SLOW_MS = 60_000; // a window reconnects after up to 30 s

const lines = {
  morning: "좋은 아침입니다",
  hello: "네 안녕하세요",
  agenda: "오늘 회의는 세 시입니다",
  offline: "기차 안에서 씁니다",
  mistake: "회의는 두 시",
  meanwhile: "자료를 모으는 중입니다",
  dark: "서버가 꺼졌네요",
  file: "회의록 초안입니다",
  thanks: "잘 받았습니다",
  edited: "고쳤습니다",
};

after(() => {
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref(); // a child that is left over must not hold the test
});

// What the only account below a home has on the disk. The client holds its file: a copy is read.
function outboxOf(desktop, home, query) {
  const accounts = path.join(home, ".local", "maru", "maru", "accounts");
  const folder = path.join(accounts, fs.readdirSync(accounts)[0]);
  const copy = fs.mkdtempSync(path.join(desktop.scratch, "copy-"));
  for (const name of ["outbox.db", "outbox.db-wal"]) {
    if (fs.existsSync(path.join(folder, name))) fs.copyFileSync(path.join(folder, name), path.join(copy, name));
  }
  const read = spawnSync("sqlite3", [path.join(copy, "outbox.db"), query], { encoding: "utf8" });
  fs.rmSync(copy, { recursive: true });
  return read.status === 0 ? read.stdout.trimEnd() : undefined; // copied while it was written
}
const draftOf = (desktop, home) => outboxOf(desktop, home, "SELECT text FROM drafts");
// A message can be edited once the window knows that it was stored.
const isAllSent = (desktop, { home }) =>
  until(() => outboxOf(desktop, home, "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM changes)") === "0", "an empty outbox", SLOW_MS);

function keys(desktop, child, ...names) {
  desktop.press(child.window, ...names);
}

// What a window shows, as a person would take it away: all of it is copied, and put into the input, whose draft is kept.
async function shown(desktop, child, ...select) {
  keys(desktop, child, ...select, "ctrl+c", "Escape", "ctrl+a", "ctrl+v");
  let last = "";
  const text = await until(() => {
    const before = last;
    last = draftOf(desktop, child.home);
    return last && last === before && last;
  }, "what was copied", SLOW_MS);
  keys(desktop, child, "ctrl+a", "Delete");
  await until(() => draftOf(desktop, child.home) === "", "the empty input", SLOW_MS);
  return text;
}

const everyLine = (desktop, child) => shown(desktop, child, "F6", "ctrl+a");

async function history(socket) {
  const { ok, messages } = await ask(socket, "message:history", { room: socket.lobby, limit: 100 });
  assert.equal(ok, true);
  return messages.filter((message) => message.type === "chat");
}

// Joined as the same person whatever happens to the server.
async function stayingClient(url, name) {
  const socket = await nativeClient(url, name);
  const { token } = socket.joined;
  socket.io.on("reconnect", async () => {
    socket.isBack = false;
    const joined = await ask(socket, "session:join", { userName: name, token, client: { name: "e2e", version: "1", locale: "ko" } });
    assert.equal(joined.ok, true, joined.error);
    socket.isBack = true;
  });
  return socket;
}

async function say(socket, chat, files) {
  const ack = await ask(socket, "message:send", { cid: `day-${Math.random()}`, room: socket.lobby, chat, files });
  assert.equal(ack.ok, true, ack.error);
  return ack.message;
}

async function upload(url, socket, name, body) {
  const answer = await fetch(`${url}/files?room=${socket.lobby}&name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${socket.joined.token}` },
    body,
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  return answer.json();
}

test("a day: talk, offline, a killed server, catching up, edits, reactions, a file, a search", { skip }, async () => {
  let server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const desktop = await Desktop.start(Object.values(lines).join(""));
  let line = await Relay.start(server.url, () => true); // of the one who travels
  const picture = async (name) => {
    if (!process.env.MARU_SCREENSHOTS) return;
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // all of it is drawn
    desktop.screenshot(path.join(process.env.MARU_SCREENSHOTS, name));
  };
  try {
    const kim = await desktop.openMaru("김민수", line.url, { x: 5, y: 25 });
    const lee = await desktop.openMaru("이영희", server.url, { x: 705, y: 25 });
    const park = await stayingClient(server.url, "박철수");
    const texts = async () => (await history(park)).map((message) => message.chat);
    const arrives = (text) => until(async () => (await texts()).includes(text), () => `"${text}" at the server`, SLOW_MS);

    desktop.say(kim, lines.morning);
    await arrives(lines.morning);
    desktop.say(lee, lines.hello);
    await arrives(lines.hello);
    await say(park, lines.agenda);
    await until(async () => (await everyLine(desktop, kim)).endsWith(lines.agenda), "the agenda in the window", SLOW_MS);

    // The train enters a tunnel. What is done there is seen at once and waits.
    line.close();
    desktop.say(kim, lines.mistake);
    keys(desktop, kim, "F6", "End", "Up", "Menu", "Down", "Down", "Right", "Return", "Escape"); // a reaction to the agenda
    await say(park, lines.meanwhile);
    await picture("day-offline.png");
    assert.ok((await everyLine(desktop, kim)).endsWith(lines.mistake));

    // The server dies under the others too, and comes back; then the train leaves the tunnel.
    await server.kill9();
    desktop.say(lee, lines.dark);
    server = await server.restart({ args: ["--listen", "127.0.0.1"] });
    await until(() => park.isBack, "the client of another make", SLOW_MS);
    await arrives(lines.dark);
    line = await line.again();
    await arrives(lines.mistake);
    await until(async () => (await history(park)).some((message) => message.chat === lines.agenda && message.reactions?.length === 1),
      "the reaction", SLOW_MS);

    // An edit with a server, and one without.
    await isAllSent(desktop, kim);
    keys(desktop, kim, "Up", "ctrl+a");
    desktop.say(kim, lines.offline);
    await arrives(lines.offline);
    await isAllSent(desktop, kim);
    line.close();
    keys(desktop, kim, "Up", "ctrl+a");
    desktop.say(kim, lines.edited);
    assert.ok((await everyLine(desktop, kim)).includes(lines.edited), "the edit is seen at once");
    assert.ok(!(await texts()).includes(lines.edited));
    line = await line.again();
    await arrives(lines.edited);

    const file = await upload(server.url, park, "회의록.txt", Buffer.from("초안"));
    await say(park, lines.file, [file._id]);
    desktop.say(lee, lines.thanks);
    await arrives(lines.thanks);
    await picture("day-end.png");

    // Every line once, in the server's order, in both windows.
    const expected = await texts();
    assert.deepEqual([...expected].sort(),
      [lines.morning, lines.hello, lines.agenda, lines.edited, lines.meanwhile, lines.dark, lines.file, lines.thanks].sort());
    const known = Object.values(lines);
    for (const child of [kim, lee]) {
      let [raw, seen] = [];
      await until(async () => {
        // Each line begins with who said it, and when.
        raw = await everyLine(desktop, child);
        seen = raw.split("\n").map((copied) => known.find((text) => copied.endsWith(text))).filter(Boolean);
        return seen.length === expected.length && seen.at(-1) === expected.at(-1);
      }, () => `the end of the day in a window: ${raw}`, SLOW_MS);
      assert.deepEqual(seen, expected);
    }

    // What was said in the morning is found: Enter goes to it, and it can be copied there.
    let found;
    await until(async () => {
      keys(desktop, lee, "ctrl+f", "ctrl+a");
      desktop.type(lee.window, lines.agenda.slice(-6));
      await picture("day-found.png");
      found = await shown(desktop, lee, "Return", "Escape", "F6", "Up", "Down"); // away and back: that row is selected
      return found === lines.agenda;
    }, () => `the line that was looked for: ${found}`, SLOW_MS);
    for (const child of [kim, lee]) assert.equal(child.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    line.close();
    await server.stop();
  }
});
