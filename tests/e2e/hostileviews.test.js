// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A real window that is shown what strangers write, under strace: it opens no file and makes no connection for any of it.

require("./support/watchdog");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { ask, closeAll, nativeClient, until } = require("./support/client");
const { Desktop } = require("./support/desktop");
const { Server } = require("./support/server");

const PATIENCE_MS = 30_000;

after(() => {
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref();
});

// What a window may read while it runs, whatever is in it.
const harmless = [/^\/usr\/share\//, /^\/usr\/lib/, /^\/lib/, /^\/etc\/fonts\//, /^\/var\/cache\/fontconfig/, /^\/proc\/(self|\d+)\//, /^\/dev\/(shm|null|urandom)/, /^\/sys\//, /^\/etc\/(localtime|machine-id|ld\.so\.cache)$/];

function texts(canary, port) {
  const url = `http://127.0.0.1:${port}/x.png`;
  return [
    `<img src="file://${canary}"><img src="${canary}"><img src='${url}'>`,
    `<link rel=stylesheet href="${url}"><style>@import "${url}"; body { background: url(${canary}) }</style>`,
    `<object data="${url}"></object><iframe src="file://${canary}"></iframe><table background="${url}"><body background="${canary}">`,
    `![x](file://${canary}) ![](${url}) [x](file://${canary}) <${url}>`,
    `file://${canary} ${canary} ${url} smb://127.0.0.1/x \\\\127.0.0.1\\x`,
    `qrc:/i18n :/icons/send.svg data:text/html,<img src=${url}>`,
    "\u202e\u2067" + "gnp.exe ".repeat(50),
    ("a" + "\u0300\u0489".repeat(60)).repeat(60),
    "\u200b\u200d\u2060".repeat(100) + "x",
    "뷁".repeat(8_000),
    "[*_`~>".repeat(1_300),
    "x\n".repeat(3_900),
  ];
}

test("what strangers write makes the window open nothing", async () => {
  const asked = [];
  const trap = net.createServer((socket) => {
    asked.push(socket.remotePort);
    socket.destroy();
  });
  await new Promise((resolve) => trap.listen(0, "127.0.0.1", resolve));
  const server = await Server.start({ args: ["--listen", "127.0.0.1", "--rate-limit", "off"] });
  const desktop = await Desktop.start("");
  try {
    const canary = path.join(desktop.scratch, "canary.png");
    fs.writeFileSync(canary, "nobody reads this");
    const lee = await nativeClient(server.url, `<img src="${"c.png"}">`); // a name that is markup
    const kim = await desktop.openMaru("kim", server.url, { width: 1300, language: "en" });
    desktop.activate(kim.window);
    const said = async (chat, cid) => (await ask(lee, "message:send", { cid, room: lee.lobby, chat })).message;
    // The window shows the newest message once it tells that it was read.
    const isShown = (message) =>
      until(() => lee.events.some(([name, event]) => name === "read:changed" && event.user.userName === "kim" && event.seq >= message.seq),
        () => `message ${message.seq} to be read; ${kim.errors}`, PATIENCE_MS);
    await isShown(await said("before", "before"));

    const log = path.join(desktop.scratch, "calls");
    const strace = desktop.launch("strace", ["-f", "-qq", "-e", "trace=open,openat,openat2,connect,execve", "-s", "300", "-o", log, "-p", String(kim.pid)]);
    await until(() => {
      if (strace.ended) throw new Error(`strace ended: ${strace.errors}`);
      return /^TracerPid:\t[1-9]/m.test(fs.readFileSync(`/proc/${kim.pid}/status`, "utf8"));
    }, "strace to attach", PATIENCE_MS);

    const created = await ask(lee, "room:create", { name: `<img src="c.png">`, kind: "public", topic: `<img src="${canary}">` });
    assert.equal(created.ok, true, JSON.stringify(created));
    for (const [at, text] of texts(canary, trap.address().port).entries()) {
      await isShown(await said(text, `hostile-${at}`));
    }
    // The other views: an answer, the switcher, the search, the room dialog; then back.
    for (const keys of [["F6", "r"], ["ctrl+k"], ["Escape"], ["ctrl+f"]]) desktop.tool("xdotool", ["key", "--delay", "50", ...keys]);
    desktop.tool("xdotool", ["type", "--delay", "30", "img"]);
    desktop.tool("xdotool", ["key", "--delay", "50", "Escape", "Escape", "ctrl+End"]); // to where it counts as read
    await isShown(await said("after", "after"));

    strace.kill("SIGINT");
    await until(() => strace.ended, "strace to let go", PATIENCE_MS);
    const calls = fs.readFileSync(log, "utf8").split("\n");
    const home = kim.home;
    const opened = calls.flatMap((call) => /\bopen(?:at2?)?\(.*?"([^"]*)"/.exec(call)?.[1] ?? []);
    const strange = opened.filter((file) => !file.startsWith(home) && !harmless.some((place) => place.test(file)));
    assert.deepEqual(strange, []);
    assert.ok(!calls.some((call) => call.includes("canary")), "the canary");
    assert.deepEqual(calls.filter((call) => /\b(connect|execve)\(/.test(call)), []);
    assert.deepEqual(asked, []);
    assert.equal(kim.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    trap.close();
    await server.stop();
  }
});
