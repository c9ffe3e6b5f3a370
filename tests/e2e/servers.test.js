// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// One maru window on two servers, and several starts of the program with one profile. MARU_SCREENSHOTS names a folder that keeps
// pictures.

const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { ask, client, closeAll, hears, nativeClient, nativeSocket, seedClient, until } = require("./support/client");
const { Desktop, missingTools } = require("./support/desktop");

const missing = missingTools();
const skip = missing.length > 0 && process.env.CI !== "true" ? `not installed: ${missing.join(", ")}` : false;
const program = process.env.MARU_CLIENT;
const WAIT_MS = 40_000;

const lines = {
  first: "첫 서버에 쓴 글",
  second: "둘째 서버에 쓴 글",
  inBack: "뒤에서 온 글",
  offline: "꺼져 있을 때 첫째",
  offlineToo: "꺼져 있을 때 둘째",
  last: "다시 첫째",
};

after(() => {
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref(); // a child that is left over must not hold the test
});

// Of a person's home, with XDG folders of its own.
function environmentOf(desktop, home) {
  return { ...desktop.env, HOME: home, XDG_CONFIG_HOME: path.join(home, ".config"), XDG_DATA_HOME: path.join(home, ".local") };
}

// Starts maru again with the same profile; resolves when that has ended.
async function startAgain(desktop, home, ...args) {
  const child = desktop.launch(program, args, environmentOf(desktop, home));
  await until(() => child.ended, "the end of the second start", WAIT_MS);
  return child;
}

// The address of the server that a home's window shows: both servers have the name of this computer, so the title does not tell.
function shownServer(home) {
  const file = path.join(home, ".config", "maru", "maru.conf");
  if (!fs.existsSync(file)) return "";
  const lines = fs.readFileSync(file, "utf8").split("\n");
  const value = (key) => lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1);
  const section = lines.indexOf("[servers]");
  return section < 0 ? "" : value(`open\\${Number(value("current")) + 1}\\address`) ?? "";
}

// Whether any file of a kind below a home's accounts has the text.
function isIn(home, kind, text) {
  const accounts = path.join(home, ".local", "maru", "maru", "accounts");
  if (!fs.existsSync(accounts)) return false;
  const files = fs.readdirSync(accounts).flatMap((folder) => [kind, `${kind}-wal`].map((name) => path.join(accounts, folder, name)));
  return files.some((file) => fs.existsSync(file) && fs.readFileSync(file).includes(text));
}

async function history(reader) {
  const reply = await ask(reader, "message:history", { room: reader.lobby, limit: 100 });
  return reply.messages.filter((message) => message.type === "chat").map((message) => message.chat);
}

async function picture(desktop, name) {
  if (!process.env.MARU_SCREENSHOTS) return;
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // all of it is drawn
  desktop.screenshot(path.join(process.env.MARU_SCREENSHOTS, name));
}

async function shows(child, port, what) {
  await until(() => shownServer(child.home).endsWith(`:${port}`), () => `${what}: ${shownServer(child.home)}`, WAIT_MS);
}

// Ctrl+N, until the window shows that server.
async function switchTo(desktop, child, number, port) {
  const isShown = () => shownServer(child.home).endsWith(`:${port}`);
  await desktop.pressUntil(child.window, `ctrl+${number}`, isShown, () => `server ${number}: ${shownServer(child.home)}`, WAIT_MS);
}

test("one window on two servers, and after a kill -9 both are back", { skip }, async () => {
  const { Server } = require("./support/server");
  const start = () => Server.start({ args: ["--listen", "127.0.0.1"] });
  let one = await start();
  let two = await start();
  const ports = [one, two].map((server) => new URL(server.url).port);
  const desktop = await Desktop.start(Object.values(lines).join(""));
  try {
    const witnesses = [await nativeClient(one.url, "박철수"), await nativeClient(two.url, "박철수")];
    const kim = await desktop.openMaru("김민수", one.url, { width: 1_000 });
    desktop.say(kim, lines.first);
    await hears(witnesses[0], lines.first);

    // A second start hands its server over; the window shows it beside the first.
    const second = await startAgain(desktop, kim.home, "--server", two.url, "--name", "김민수");
    assert.deepEqual(second.ended, { code: 0, signal: null }, second.errors);
    await shows(kim, ports[1], "the second server");
    desktop.say(kim, lines.second);
    await hears(witnesses[1], lines.second);

    // What comes to the one that is not shown is kept, too.
    await ask(witnesses[0], "message:send", { cid: "in-the-back-1", room: witnesses[0].lobby, chat: lines.inBack });
    await until(() => isIn(kim.home, "cache.db", lines.inBack), "the message in the cache", WAIT_MS);
    await picture(desktop, "servers-two.png");

    // Both servers go; something is written for each; the client is killed.
    await one.kill9();
    await two.kill9();
    desktop.say(kim, lines.offlineToo);
    await switchTo(desktop, kim, 1, ports[0]);
    desktop.say(kim, lines.offline);
    await until(() => [lines.offline, lines.offlineToo].every((line) => isIn(kim.home, "outbox.db", line)), "the outboxes", WAIT_MS);
    kim.kill("SIGKILL");
    await until(() => kim.ended, "the end of the window");
    one = await one.restart({ args: ["--listen", "127.0.0.1"] });
    two = await two.restart({ args: ["--listen", "127.0.0.1"] });

    const again = await desktop.openMaru("김민수", undefined, { home: kim.home, width: 1_000 });
    await shows(again, ports[0], "the one that was shown");
    const readers = [await nativeClient(one.url, "reader"), await nativeClient(two.url, "reader")];
    await until(async () => (await history(readers[0])).includes(lines.offline), "the outbox of the first", WAIT_MS);
    await until(async () => (await history(readers[1])).includes(lines.offlineToo), "the outbox of the second", WAIT_MS);
    await switchTo(desktop, again, 2, ports[1]);
    await switchTo(desktop, again, 1, ports[0]);
    desktop.say(again, lines.last);
    await until(async () => (await history(readers[0])).includes(lines.last), "the last line", WAIT_MS);
    assert.deepEqual(await history(readers[0]), [lines.first, lines.inBack, lines.offline, lines.last]);
    assert.deepEqual(await history(readers[1]), [lines.second, lines.offlineToo]);
    assert.equal(again.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    await one.stop();
    await two.stop();
  }
});

// The seed's own server, whose port stays.
async function startSeed(port = 0) {
  const child = spawn(process.execPath, [path.join(__dirname, "seed-server", "server.js")], {
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let out = "";
  child.stdout.on("data", (bytes) => (out += bytes));
  child.url = (await until(() => /^seed-server listening on (\S+)\n/.exec(out), "the seed server's first line"))[1];
  return child;
}

test("a classic server is back at the next start, too; without it the others are", { skip }, async () => {
  const { Server } = require("./support/server");
  const maru = await Server.start({ args: ["--listen", "127.0.0.1"] });
  let seed = await startSeed();
  const ports = [seed, maru].map((server) => new URL(server.url).port);
  const desktop = await Desktop.start(Object.values(lines).join(""));
  const end = async (child) => {
    child.kill("SIGKILL");
    await until(() => child.exitCode !== null || child.signalCode, "an end");
  };
  try {
    const kim = await desktop.openMaru("김민수", seed.url, { width: 1_000 });
    assert.equal((await startAgain(desktop, kim.home, "--server", maru.url, "--name", "김민수")).ended.code, 0);
    await shows(kim, ports[1], "the Maru server");
    await switchTo(desktop, kim, 1, ports[0]);
    await end(kim);

    const lee = await seedClient(seed.url, "lee");
    const joined = "김민수 님이 채팅방에 들어왔습니다.";
    const saysHi = (child, reader) =>
      desktop.pressUntil(child.window, ["h", "i", "Return"], () => reader.messages.some(({ chat }) => chat.startsWith("hi")), "a line at the classic server", WAIT_MS);
    const again = await desktop.openMaru("김민수", undefined, { home: kim.home, width: 1_000 });
    await shows(again, ports[0], "the classic one that was shown");
    await hears(lee, joined, WAIT_MS);
    await saysHi(again, lee);
    await switchTo(desktop, again, 2, ports[1]);
    const reader = await nativeClient(maru.url, "reader");
    desktop.say(again, lines.second);
    await until(async () => (await history(reader)).includes(lines.second), "the line at the Maru server", WAIT_MS);
    await end(again);
    await end(seed);

    // It is not there at the next start, and not forgotten for that.
    const third = await desktop.openMaru("김민수", undefined, { home: kim.home, width: 1_000 });
    await shows(third, ports[1], "the one that was shown");
    desktop.say(third, lines.last);
    await until(async () => (await history(reader)).includes(lines.last), "the last line", WAIT_MS);
    await picture(desktop, "servers-classic-gone.png");
    seed = await startSeed(Number(ports[0]));
    await end(third);
    const park = await seedClient(seed.url, "park");
    const fourth = await desktop.openMaru("김민수", undefined, { home: kim.home, width: 1_000 });
    await hears(park, joined, WAIT_MS); // in the background
    await switchTo(desktop, fourth, 1, ports[0]);
    await saysHi(fourth, park);
    assert.equal(fourth.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    await end(seed);
    await maru.stop();
  }
});

test("a profile has one window, which links and later starts reach", { skip }, async () => {
  const { Server } = require("./support/server");
  const one = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const two = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const ports = [one, two].map((server) => new URL(server.url).port);
  const desktop = await Desktop.start("");
  const windows = (child, name) =>
    desktop.tool("xdotool", ["search", "--all", "--onlyvisible", "--pid", String(child.pid), "--name", name]).stdout.trim().split("\n").filter(Boolean);
  try {
    const kim = await desktop.openMaru("kim", one.url, { language: "en" });
    assert.equal((await startAgain(desktop, kim.home, "--server", two.url, "--name", "kim")).ended.code, 0);
    await shows(kim, ports[1], "the second server");

    // A link to a server that is open shows it.
    assert.equal((await startAgain(desktop, kim.home, `maru://127.0.0.1:${ports[0]}`)).ended.code, 0);
    await shows(kim, ports[0], "the link");

    // Unless the link names another certificate, nothing is said.
    assert.deepEqual(windows(kim, "Another certificate"), []);
    assert.equal((await startAgain(desktop, kim.home, `maru://127.0.0.1:${ports[0]}#${"ab".repeat(32)}`)).ended.code, 0);
    const [warning] = await until(() => windows(kim, "Another certificate")[0] && windows(kim, "Another certificate"), "the warning", WAIT_MS);
    await picture(desktop, "servers-link.png");
    await desktop.pressUntil(warning, "Return", () => windows(kim, "Another certificate").length === 0, "the warning is put away", WAIT_MS);

    // One to another server asks first; a start without anything brings the window to the front.
    assert.deepEqual(windows(kim, "Join"), []);
    assert.equal((await startAgain(desktop, kim.home, "maru://127.0.0.1:1")).ended.code, 0);
    await until(() => windows(kim, "Join").length === 1, "the join dialog", WAIT_MS);
    desktop.tool("xdotool", ["windowminimize", kim.window]);
    assert.equal((await startAgain(desktop, kim.home)).ended.code, 0);
    await until(() => windows(kim, "lobby").length === 1, "the window is back", WAIT_MS);

    // Another profile is another person, in the same home.
    const lee = desktop.launch(program, ["--profile", "Lee", "--server", one.url, "--name", "lee"], environmentOf(desktop, kim.home));
    await until(() => windows(lee, "lobby").length === 1, () => `lee's window ${lee.errors}`, WAIT_MS);
    const settings = path.join(kim.home, ".config", "maru");
    assert.ok(fs.existsSync(path.join(settings, "maru", "client.ini")));
    assert.ok(fs.existsSync(path.join(settings, "maru-lee", "client.ini")));
    assert.ok(fs.existsSync(path.join(kim.home, ".local", "maru", "maru-lee", "accounts")));

    // One that was killed stops nobody.
    kim.kill("SIGKILL");
    await until(() => kim.ended, "the end of the first");
    const again = await desktop.openMaru("kim", undefined, { home: kim.home, language: "en" });
    assert.equal((await startAgain(desktop, kim.home)).ended.code, 0);

    // One that hangs is told of, and left alone.
    again.kill("SIGSTOP");
    const stuck = desktop.launch(program, [], environmentOf(desktop, kim.home));
    await until(() => stuck.errors.includes("\n"), "the line", WAIT_MS);
    assert.match(stuck.errors, /^maru: A Maru with this profile is already running but does not answer\.\n/);
    again.kill("SIGCONT");
    stuck.kill("SIGTERM");
    assert.equal(again.ended, undefined);
    assert.equal(lee.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    await one.stop();
    await two.stop();
  }
});

test("trouble at the server that is shown leaves a dialog alone that is about another one", { skip }, async () => {
  const { Server } = require("./support/server");
  const one = await Server.start({ args: ["--listen", "127.0.0.1", "--metrics", "127.0.0.1:0"] });
  const two = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const ports = [one, two].map((server) => new URL(server.url).port);
  const desktop = await Desktop.start("");
  try {
    const kim = await desktop.openMaru("kim", one.url, { language: "en" });
    const owner = await nativeSocket(one.url);
    const inviteCode = (await until(() => /Owner code: (\S+)/.exec(one.stdout), "the owner code"))[1];
    assert.equal((await ask(owner, "session:join", { userName: "owner", inviteCode, client })).ok, true);
    const [user] = (await ask(owner, "user:list", { query: "kim" })).users;
    const witness = await nativeClient(two.url, "witness");

    // The link has put its server into the dialog, which waits for the person.
    assert.equal((await startAgain(desktop, kim.home, `maru://127.0.0.1:${ports[1]}`)).ended.code, 0);
    const dialog = await desktop.windowOf(kim, "Join", WAIT_MS);
    const metrics = (await until(() => /^Metrics: (\S+)$/m.exec(one.stdout), "where the metrics are"))[1];
    const counted = async (name) => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(await (await fetch(metrics)).text())[1]);
    const [accepted, open] = [await counted("maru_connections_accepted_total"), await counted("maru_connections")];
    assert.equal((await ask(owner, "user:set", { user: user._id, banned: true })).ok, true);
    // It is cut, comes back, is refused, and goes.
    const isRefused = async () =>
      (await counted("maru_connections_accepted_total")) > accepted && (await counted("maru_connections")) === open - 1;
    await until(isRefused, "the end of kim at the first server", WAIT_MS);
    const isIn = async () => (await ask(witness, "user:list", { query: "kim" })).users.length > 0;
    await desktop.pressUntil(dialog, "Return", isIn, "kim at the second server", WAIT_MS);
    await shows(kim, ports[1], "the second server");
    assert.equal(kim.ended, undefined);
  } finally {
    await desktop.close();
    closeAll();
    await one.stop();
    await two.stop();
  }
});

test("a server that is left while it is joined takes the dialog with it", { skip }, async () => {
  const { Server } = require("./support/server");
  const maru = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const seed = await startSeed();
  const ports = [maru, seed].map((server) => new URL(server.url).port);
  const desktop = await Desktop.start(Object.values(lines).join(""));
  const windowsOf = (child, title) =>
    desktop.tool("xdotool", ["search", "--all", "--onlyvisible", "--pid", String(child.pid), "--name", title]).stdout.trim().split("\n").filter(Boolean);
  try {
    const kim = await desktop.openMaru("kim", maru.url, { language: "en", width: 1_000 });
    assert.equal((await startAgain(desktop, kim.home, "--server", seed.url, "--name", "kim")).ended.code, 0);
    await shows(kim, ports[1], "the classic server"); // of which nothing is kept that could be shown meanwhile
    seed.kill("SIGSTOP");
    assert.equal((await startAgain(desktop, kim.home, "--server", `${seed.url}/방`, "--name", "kim")).ended.code, 0);
    await until(() => windowsOf(kim, "Join").length > 0, "the join dialog", WAIT_MS);
    const leaving = () => windowsOf(kim, "Leave server")[0];
    await until(async () => {
      desktop.activate(kim.window);
      desktop.tool("xdotool", ["mousemove", "--window", kim.window, "28", "80", "click", "3"]);
      await new Promise((resolve) => setTimeout(resolve, 500)); // a menu has no window to ask for
      desktop.tool("xdotool", ["key", "--delay", "40", "Up", "Return"]);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return leaving();
    }, "the question", WAIT_MS);
    await desktop.pressUntil(leaving, ["Tab", "space"], () => shownServer(kim.home).endsWith(`:${ports[0]}`), "the server that is left", WAIT_MS);
    await until(() => windowsOf(kim, "Join").length === 0, "the end of the join dialog", WAIT_MS);
    const witness = await nativeClient(maru.url, "박철수");
    desktop.say(kim, lines.first);
    await hears(witness, lines.first, WAIT_MS);
  } finally {
    await desktop.close();
    closeAll();
    seed.kill("SIGKILL");
    await maru.stop();
  }
});

test("a link to a room that is not there costs neither the connection nor the next start", { skip }, async () => {
  const { Server } = require("./support/server");
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const desktop = await Desktop.start(Object.values(lines).join(""));
  try {
    const { port } = new URL(server.url);
    const witness = await nativeClient(server.url, "박철수");
    const kim = await desktop.openMaru("kim", server.url, { language: "en" });
    await until(() => shownServer(kim.home).includes(port), "the place on disk", WAIT_MS);
    const before = shownServer(kim.home);
    assert.equal((await startAgain(desktop, kim.home, "--server", `${server.url}/nosuchroom`, "--name", "kim")).ended.code, 0);
    await desktop.windowOf(kim, "Join", WAIT_MS); // says what is wrong
    await picture(desktop, "servers-nosuchroom.png");
    desktop.say(kim, lines.first);
    await hears(witness, lines.first, WAIT_MS);
    assert.equal(shownServer(kim.home), before);
    await desktop.closeMaru(kim);
    const again = await desktop.openMaru("kim", undefined, { home: kim.home, language: "en" });
    desktop.say(again, lines.last);
    await hears(witness, lines.last, WAIT_MS);
    assert.equal(shownServer(again.home), before);
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
});

test("a new window as another person", { skip }, async () => {
  const { Server } = require("./support/server");
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const desktop = await Desktop.start("");
  const others = new Set(); // a press that was not seen to be lost opens one more
  try {
    const kim = await desktop.openMaru("kim", server.url, { language: "en" });
    const joins = () => desktop.tool("xdotool", ["search", "--onlyvisible", "--name", "^Join"]).stdout.trim().split("\n").filter(Boolean);
    const press = () => desktop.press(kim.window, "ctrl+shift+a");
    press();
    let lost = Date.now() + WAIT_MS / 2;
    await until(() => {
      if (Date.now() > lost) press();
      if (Date.now() > lost) lost = Infinity;
      joins().forEach((window) => others.add(Number(desktop.tool("xdotool", ["getwindowpid", window]).stdout)));
      return others.size > 0;
    }, "the join dialog of the other person", 2 * WAIT_MS);
    const [window] = joins();
    assert.ok([...others].every((pid) => pid > 1 && pid !== kim.pid));
    // Which server: not on a command line, which others on this computer can read.
    for (const pid of others) assert.ok(!fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(new URL(server.url).port));
    const witness = await nativeClient(server.url, "witness");
    desktop.type(window, "lee"); // the server is there, the name has the focus
    const isIn = () => witness.messages.some(({ chat }) => chat === "lee 님이 채팅방에 들어왔습니다.");
    await desktop.pressUntil(window, "Return", isIn, "lee in the room", WAIT_MS);
    assert.equal(kim.ended, undefined);
  } finally {
    for (const pid of others) process.kill(pid, "SIGTERM");
    await desktop.close();
    closeAll();
    await server.stop();
  }
});

test("a bad profile is refused in one line", () => {
  const { newFolder } = require("./support/server");
  const env = { ...process.env, QT_QPA_PLATFORM: "offscreen", XDG_RUNTIME_DIR: newFolder("run"), HOME: newFolder("home") };
  for (const name of ["", "..", "a/b", "-x", "a b", "a".repeat(33)]) {
    const run = spawnSync(program, [`--profile=${name}`], { env, encoding: "utf8", timeout: WAIT_MS });
    assert.equal(run.status, 2, `${name}: ${run.stderr}`);
    assert.match(run.stderr, /^maru: --profile: .+\.\nTry 'maru --help'\.\n$/);
  }
});
