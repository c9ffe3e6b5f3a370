// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A real window that is shown what strangers write and send, under strace: it opens no file and makes no connection for any of it, and
// no picture holds it up.

require("./support/watchdog");
const { execFileSync, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const http = require("node:http");
const net = require("node:net");
const path = require("node:path");
const zlib = require("node:zlib");
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
const harmless = [/^\/usr\/share\//, /^\/usr\/lib/, /^\/lib/, /^\/etc\/fonts\//, /^\/var\/cache\/fontconfig/, /^\/proc\/(self|\d+)\//, /^\/dev\/(shm|null|urandom)/, /^\/sys\//, /^\/etc\/(localtime|machine-id|ld\.so\.cache)$/,
  /^\/proc\/sys\/kernel\/random\/boot_id$/, /^\/var\/lib\/dbus\/machine-id$/]; // the last two: the lock of the settings

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

// The window shows the newest message once it tells that it was read.
const isShown = (lee, kim, message) =>
  until(() => lee.events.some(([name, event]) => name === "read:changed" && event.user.userName === "kim" && event.seq >= message.seq),
    () => `message ${message.seq} to be read; ${kim.errors}`, PATIENCE_MS);

// stop() has what the program asked of the system since.
async function traced(desktop, program) {
  const log = path.join(desktop.scratch, "calls");
  const strace = desktop.launch("strace", ["-f", "-qq", "-e", "trace=open,openat,openat2,connect,execve", "-s", "300", "-o", log, "-p", String(program.pid)]);
  await until(() => {
    if (strace.ended) throw new Error(`strace ended: ${strace.errors}`);
    return /^TracerPid:\t[1-9]/m.test(fs.readFileSync(`/proc/${program.pid}/status`, "utf8"));
  }, "strace to attach", PATIENCE_MS);
  const stop = async () => {
    strace.kill("SIGINT");
    await until(() => strace.ended, "strace to let go", PATIENCE_MS);
    return fs.readFileSync(log, "utf8").split("\n");
  };
  return { stop };
}

// The files among the calls that a window has no business with.
function strangeFiles(calls, home) {
  const opened = calls.flatMap((call) => /\bopen(?:at2?)?\(.*?"([^"]*)"/.exec(call)?.[1] ?? []);
  return opened.filter((file) => !file.startsWith(home) && !harmless.some((place) => place.test(file)));
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
    await isShown(lee, kim, await said("before", "before"));

    const trace = await traced(desktop, kim);
    const created = await ask(lee, "room:create", { name: `<img src="c.png">`, kind: "public", topic: `<img src="${canary}">` });
    assert.equal(created.ok, true, JSON.stringify(created));
    for (const [at, text] of texts(canary, trap.address().port).entries()) {
      await isShown(lee, kim, await said(text, `hostile-${at}`));
    }
    // The other views: an answer, the switcher, the search, the room dialog; then back.
    for (const keys of [["F6", "r"], ["ctrl+k"], ["Escape"], ["ctrl+f"]]) desktop.tool("xdotool", ["key", "--delay", "50", ...keys]);
    desktop.tool("xdotool", ["type", "--delay", "30", "img"]);
    desktop.tool("xdotool", ["key", "--delay", "50", "Escape", "Escape", "ctrl+End"]); // to where it counts as read
    await isShown(lee, kim, await said("after", "after"));

    const calls = await trace.stop();
    assert.deepEqual(strangeFiles(calls, kim.home), []);
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

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

// A PNG of one bit a pixel that says it is that large.
function png(width, height, zeros) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  const data = zlib.deflateSync(Buffer.alloc(zeros), { level: 9 });
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

// Pictures by name. What a head says is for the decoder to find out.
function pictures(canary, port) {
  const drawn = (...args) => execFileSync("convert", args, { maxBuffer: 1 << 26 });
  const jpeg = drawn("-size", "64x64", "xc:blue", "jpg:-");
  const huge = Buffer.from(jpeg); // 100 million pixels, says its frame
  const frame = huge.indexOf(Buffer.from([0xff, 0xc0]));
  huge.writeUInt16BE(10_000, frame + 5);
  huge.writeUInt16BE(10_000, frame + 7);
  const gif = drawn("-delay", "1", "-loop", "0", "-size", "300x300", ...Array.from({ length: 12 }, (_, at) => `xc:hsl(${at * 30},50%,50%)`), "gif:-");
  const wide = Buffer.from(gif);
  wide.writeUInt16LE(65_535, 6);
  wide.writeUInt16LE(65_535, 8);
  const url = `http://127.0.0.1:${port}/x.png`;
  return {
    "bomb.png": png(20_000, 20_000, 20_000 * 2_501), // all of it, in 50 KB
    "head.png": png(20_000, 20_000, 100),
    "most.png": png(0x7fffffff, 0x7fffffff, 100),
    "inside.png": png(4_000, 4_900, 100), // within the bounds, and cut
    "huge.jpg": huge,
    "cut.jpg": jpeg.subarray(0, jpeg.length - 200),
    "animated.gif": gif,
    "wide.gif": wide,
    "drawing.png": Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><image href="file://${canary}"/><image href="${url}"/></svg>`),
    "<img src=c.png>.png": png(30, 30, 30 * 5),
  };
}

// A connection for each: one that is kept may be closed under the next.
function posted(url, token, bytes) {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Length": bytes.length };
    const request = http.request(url, { method: "POST", agent: false, headers }, async (answer) => {
      let body = "";
      for await (const part of answer) body += part;
      answer.statusCode === 201 ? resolve(body) : reject(new Error(`${answer.statusCode} ${body}`));
    });
    request.on("error", reject);
    request.end(bytes);
  });
}

// What the thread of a program's window has used of a processor, to 10 ms.
function cpuMs(pid) {
  const fields = fs.readFileSync(`/proc/${pid}/task/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
const MOST_CPU_MS = 1_500; // for all of them; to decode one of the large ones takes longer

test("no picture that strangers send holds the window up, or makes it open anything", async () => {
  const server = await Server.start({ args: ["--listen", "127.0.0.1", "--rate-limit", "off"] });
  const desktop = await Desktop.start("");
  try {
    const canary = path.join(desktop.scratch, "canary.png");
    fs.writeFileSync(canary, "nobody reads this");
    const lee = await nativeClient(server.url, "lee");
    const kim = await desktop.openMaru("kim", server.url, { width: 1300, language: "en" });
    desktop.activate(kim.window);
    const sent = async (name, bytes) => {
      const target = `${server.url}/files?room=${lee.lobby}&name=${encodeURIComponent(name)}`;
      const file = JSON.parse(await posted(target, lee.joined.token, bytes));
      const reply = await ask(lee, "message:send", { cid: `cid-${file._id}`, room: lee.lobby, chat: name, files: [file._id] });
      assert.equal(reply.ok, true, JSON.stringify(reply));
      return reply.message;
    };
    // The window shows a picture of one colour once it has come through all that comes before a picture is drawn.
    const drawn = async (name, colour) => {
      await sent(name, execFileSync("convert", ["-size", "40x40", `xc:rgb(${colour})`, "png:-"]));
      const pixels = Buffer.alloc(30 * 3, Buffer.from(colour));
      const isThere = () => spawnSync("import", ["-window", kim.window, "-depth", "8", "ppm:-"], { env: desktop.env, maxBuffer: 1 << 26 }).stdout.includes(pixels);
      await until(isThere, () => `${name} on the screen; ${kim.errors}`, PATIENCE_MS);
    };
    await drawn("first.png", [200, 10, 30]);
    const trace = await traced(desktop, kim);
    const before = cpuMs(kim.pid);
    for (const [name, bytes] of Object.entries(pictures(canary, 9))) await sent(name, bytes);
    await drawn("last.png", [10, 200, 30]);
    const used = cpuMs(kim.pid) - before;
    const calls = await trace.stop();
    if (process.env.MARU_STALLS) console.log(`hostile pictures: ${used} ms of the window's thread`);
    if (process.env.MARU_SCREENSHOTS) desktop.screenshot(path.join(process.env.MARU_SCREENSHOTS, "hostile-pictures.png"));
    assert.ok(used < MOST_CPU_MS, `${used} ms`);
    assert.deepEqual(strangeFiles(calls, kim.home), []);
    assert.ok(!calls.some((call) => call.includes("canary")), "the canary");
    const { port } = new URL(server.url);
    assert.deepEqual(calls.filter((call) => /\b(connect|execve)\(/.test(call) && !call.includes(`htons(${port})`)), []);
    assert.equal(kim.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
});
