// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// What another program drags over the window or has on the clipboard, with the mouse, through X: the bytes are those of file managers;
// and what is selected in the window.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { test, after } = require("node:test");
const { ask, closeAll, nativeClient, until } = require("./support/client");
const { Desktop, missingTools } = require("./support/desktop");

const missing = missingTools();
const skip = missing.length > 0 && process.env.CI !== "true" ? `not installed: ${missing.join(", ")}` : false;
const PATIENCE_MS = 60_000;
const COPY = 1; // Qt::CopyAction
const source = { x: 1050, y: 200 };
const view = { x: 450, y: 200 }; // among the messages

after(() => {
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref(); // a child that is left over must not hold the test
});

async function openSource(desktop, format, bytes) {
  const child = desktop.launch(process.env.MARU_DRAGSOURCE, [format], desktop.env, ["pipe", "pipe", "pipe"]);
  child.said = "";
  child.stdout.on("data", (text) => (child.said += text));
  child.stdin.end(bytes);
  await until(() => child.said.includes("ready"), () => `the other program ${child.errors}`, PATIENCE_MS);
  child.window = await desktop.windowOf(child, "dragsource", PATIENCE_MS); // it takes the keyboard no more
  return child;
}

async function dragOver(desktop, child) {
  const tool = (...words) => desktop.tool("xdotool", words);
  tool("windowraise", child.window);
  tool("mousemove", "--sync", String(source.x), String(source.y), "mousedown", "1");
  // A drag begins with a way of some pixels; the window answers where the mouse moves.
  let step = 0;
  await until(() => {
    const x = step < 10 ? source.x - 60 * step : view.x + (step % 10);
    tool("mousemove", String(x), String(view.y));
    step += 1;
    return child.said.includes(`over ${COPY}`);
  }, () => `the window takes it: ${child.said}`, PATIENCE_MS);
}

test("files are dropped by another program, and pasted from its clipboard", { skip }, async () => {
  const { Server } = require("./support/server");
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const desktop = await Desktop.start("");
  try {
    const kim = await nativeClient(server.url, "김영희");
    const maru = await desktop.openMaru("lee", server.url, { width: 800 });
    const folder = fs.mkdtempSync(path.join(desktop.scratch, "files-"));
    const names = ["글 1.txt", "b#%20.txt"];
    names.forEach((name) => fs.writeFileSync(path.join(folder, name), `in ${name}\n`));
    const urls = names.map((name) => encodeURI(folder) + "/" + encodeURIComponent(name));
    const filesOf = async (text) => {
      desktop.type(maru.window, text);
      const of = () => kim.messages.find((message) => message.chat === text)?.files;
      await desktop.pressUntil(maru.window, "Return", of, `the message "${text}"`, PATIENCE_MS);
      return of().map((file) => [file.name, file.size]);
    };
    const expected = names.map((name) => [name, Buffer.byteLength(`in ${name}\n`)]);

    const list = `# from a file manager\r\n${urls.map((url) => `file://localhost${url}\r\n`).join("")}`;
    const dragged = await openSource(desktop, "text/uri-list", list);
    await dragOver(desktop, dragged);
    if (process.env.MARU_SCREENSHOTS) desktop.screenshot(path.join(process.env.MARU_SCREENSHOTS, "dropping.png"));
    desktop.tool("xdotool", ["mouseup", "1"]);
    await until(() => /dropped (\d)/.exec(dragged.said), () => `the drop: ${dragged.said}`, PATIENCE_MS);
    assert.match(dragged.said, new RegExp(`dropped ${COPY}`)); // never moved
    assert.deepEqual(await filesOf("dropped"), expected);
    names.forEach((name) => assert.ok(fs.existsSync(path.join(folder, name))));

    await openSource(desktop, "x-special/gnome-copied-files", `cut\n${urls.map((url) => `file://${url}`).join("\n")}`);
    desktop.press(maru.window, "ctrl+v");
    assert.deepEqual(await filesOf("pasted"), expected);
    names.forEach((name) => assert.ok(fs.existsSync(path.join(folder, name))));
    assert.equal(maru.ended, undefined);
  } finally {
    await desktop.close();
    await server.stop();
  }
});

test("a word that a double click selects is what the middle button pastes", { skip }, async () => {
  const { Server } = require("./support/server");
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const desktop = await Desktop.start("");
  try {
    const kim = await nativeClient(server.url, "김영희");
    const maru = await desktop.openMaru("lee", server.url);
    const sent = await ask(kim, "message:send", { cid: "c1", room: kim.lobby, chat: "word ".repeat(30).trim() });
    assert.equal(sent.ok, true);
    const click = (x, y, ...words) => desktop.tool("xdotool", ["mousemove", "--window", maru.window, String(x), String(y), "click", ...words]);
    const isPasted = () => kim.messages.some(({ chat, user }) => chat === "word" && user.userName === "lee");
    let y = 430; // upwards through what is above the input
    await until(async () => {
      y = y > 100 ? y - 14 : 430;
      click(400, y, "--repeat", "2", "--delay", "60", "1");
      click(400, 505, "2");
      desktop.press(maru.window, "Return");
      await new Promise((resolve) => setTimeout(resolve, 100));
      return isPasted();
    }, "the pasted word", PATIENCE_MS);
    assert.equal(maru.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
});
