// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Real maru windows and the desktop around them: what calls a person who looks elsewhere (dunst, a service that takes replies, a tray
// that comes later), and the settings portal. MARU_SCREENSHOTS: a folder for pictures.

const fs = require("node:fs");
const path = require("node:path");
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { ask, closeAll, nativeClient, until } = require("./support/client");
const { Bus } = require("./support/bus");
const { Desktop, missingTools } = require("./support/desktop");

const missing = missingTools();
const skip = missing.length > 0 && process.env.CI !== "true" ? `not installed: ${missing.join(", ")}` : false;
const MS = 30_000;

after(() => {
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref(); // a child that is left over must not hold the test
});

// A desktop with a bus, a server, and a teacher who shares two rooms with whoever joins.
async function stage() {
  const { Server } = require("./support/server");
  const server = await Server.start({ args: ["--listen", "127.0.0.1", "--rate-limit", "off"] });
  const desktop = await Desktop.start("");
  const bus = await Bus.start(desktop);
  const teacher = await nativeClient(server.url, "박선생");
  const made = await ask(teacher, "room:create", { name: "수학", kind: "public" });
  assert.equal(made.ok, true);
  const room = made.room._id;
  const shows = (child, text) => desktop.tool("xdotool", ["getwindowname", child.window]).stdout.includes(text);
  return {
    server, desktop, bus, teacher, room, shows,
    say: async (chat) => {
      const sent = await ask(teacher, "message:send", { cid: `c${Math.random()}`, room, chat });
      assert.equal(sent.ok, true);
    },
    // Who is in the room, by a window that shows the lobby.
    enter: async (child, name) => {
      const people = await until(async () => {
        const list = await ask(teacher, "user:list", { query: name });
        return list.users.length > 0 && list.users;
      }, `the person ${name}`);
      assert.equal((await ask(teacher, "room:invite", { room, users: [people[0]._id] })).ok, true);
      return child;
    },
    picture: async (name) => {
      if (!process.env.MARU_SCREENSHOTS) return;
      await new Promise((resolve) => setTimeout(resolve, 1_000)); // all of it is drawn
      desktop.screenshot(path.join(process.env.MARU_SCREENSHOTS, name));
    },
    end: async () => {
      await desktop.close();
      closeAll();
      await server.stop();
    },
  };
}

test("dunst shows what comes, a click opens it, and it goes when it is read; a flood is one; dunst dies and returns", { skip }, async () => {
  const s = await stage();
  try {
    let dunst = await s.bus.dunst();
    const pupil = await s.desktop.openMaru("이영희", s.server.url, { width: 700, height: 560 });
    await s.enter(pupil, "이영희");
    await s.say("<b>수업</b> & 시작");
    await until(() => dunst.told().length > 0, "a notification", MS);
    await until(() => dunst.shown() === 1, "one that is shown", MS);
    const [title, body] = dunst.told()[0].split("\t");
    assert.match(title, /박선생.*수학/u);
    assert.match(body, /&lt;b&gt;수업&lt;\/b&gt; &amp; 시작/u); // dunst reads markup: nothing of it is
    await s.picture("attention-dunst.png");
    assert.equal(s.shows(pupil, "수학"), false);

    // dunst's window is in the corner.
    await until(() => {
      s.desktop.tool("xdotool", ["mousemove", "1200", "50", "click", "1"]);
      return s.shows(pupil, "수학");
    }, "the room after a click", MS);
    await until(() => dunst.shown() === 0, "nothing to be shown any more", MS);

    // Another window has the focus: the room that is open is told, too, and 500 messages are one.
    const other = await s.desktop.openMaru("최지우", s.server.url, { x: 700, width: 690, height: 560 });
    s.desktop.activate(other.window);
    const before = dunst.told().length;
    // Qt takes a window for active for a moment longer: what comes meanwhile is seen, and a flood can be over by then.
    await until(async () => {
      await s.say("before the flood");
      return dunst.told().length > before;
    }, "a notification of the open room", MS);
    const flood = [];
    for (let i = 1; i <= 500; i++) flood.push(s.say(`flood ${i}`));
    await Promise.all(flood);
    await until(() => dunst.told().at(-1).includes("flood 500"), () => `the end of the flood ${dunst.told().at(-1)}`, MS);
    assert.ok(Number(/새 글 (\d+)개/u.exec(dunst.told().at(-1))?.[1]) > 500, dunst.told().at(-1));
    assert.ok(dunst.told().length - before <= 20, `${dunst.told().length - before} notifications`); // it took as long as it took
    assert.equal(dunst.shown(), 1);
    await s.picture("attention-flood.png");
    s.desktop.activate(pupil.window); // it is read
    await until(() => dunst.shown() === 0, "no notification of what was read", MS);

    s.desktop.activate(other.window);
    await s.bus.end(dunst);
    await until(async () => { // the window is active for a moment longer, as above
      await s.say("nobody shows this");
      return pupil.errors.includes("no notification service");
    }, () => `a line of the log ${pupil.errors}`, MS);
    dunst = await s.bus.dunst();
    await until(async () => {
      await s.say("dunst is back");
      return dunst.told().length > 0;
    }, "a notification of the new service", MS);
    assert.equal(pupil.ended, undefined);
    assert.doesNotMatch(pupil.errors, /수업|flood|dunst is back|nobody shows/); // of what anybody wrote
  } finally {
    await s.end();
  }
});

test("an answer typed into a notification reaches the room, which is not torn open", { skip }, async () => {
  const s = await stage();
  try {
    const service = await s.bus.scripted();
    const pupil = await s.desktop.openMaru("이영희", s.server.url, { width: 700, height: 560 });
    await s.enter(pupil, "이영희");
    await s.say("질문 있나요?");
    const first = await until(() => service.events().find((event) => event.shown), "a notification", MS);
    assert.equal(first.app, "maru");
    assert.deepEqual(first.picture, [64, 64]);
    assert.equal(first.entry, "maru");
    assert.deepEqual([first.actions[0], first.actions[2]], ["default", "inline-reply"]);
    service.order(`reply ${first.shown} 네, <있습니다>`);
    await until(() => s.teacher.messages.some((m) => m.chat === "네, <있습니다>" && m.room === s.room && m.user.userName === "이영희"), "the answer", MS);
    await until(() => service.events().some((event) => event.closed === first.shown), "the end of the notification", MS);
    assert.equal(s.shows(pupil, "수학"), false);
    await s.say("좋아요");
    const next = await until(() => service.events().find((event) => event.shown && event.body === "좋아요"), "the next one", MS);
    service.order(`click ${next.shown}`);
    await until(() => s.shows(pupil, "수학"), "the room after a click", MS);
  } finally {
    await s.end();
  }
});

test("a clicked notification and a later start bring the window forward by the time of the click", { skip }, async () => {
  const s = await stage();
  try {
    const service = await s.bus.scripted();
    const asked = await s.bus.activations();
    const pupil = await s.desktop.openMaru("이영희", s.server.url, { width: 700, height: 560 });
    await s.enter(pupil, "이영희");
    await s.say("오세요");
    const { shown } = await until(() => service.events().find((event) => event.shown), "a notification", MS);
    const isAsked = (time) => asked.events().some((event) => event.window === Number(pupil.window) && event.time === time);
    service.order(`click ${shown} shell/maru/1-0-host_TIME4321`);
    await until(() => isAsked(4321), () => `the time of the click: ${asked.lines}`, MS);
    await until(() => s.shows(pupil, "수학"), "its room", MS);

    const env = { ...s.desktop.env, HOME: pupil.home, XDG_CONFIG_HOME: path.join(pupil.home, ".config"), XDG_DATA_HOME: path.join(pupil.home, ".local") };
    const start = async (more) => {
      const child = s.desktop.launch(process.env.MARU_CLIENT, [], { ...env, ...more });
      await until(() => child.ended, "the end of a later start", MS);
      assert.equal(child.ended.code, 0);
    };
    await start({ DESKTOP_STARTUP_ID: "launcher-1-0-host_TIME8765" });
    await until(() => isAsked(8765), () => `the time of the start: ${asked.lines}`, MS);
    await start({ DESKTOP_STARTUP_ID: `${"x".repeat(100_000)}_TIME9999` }); // is nobody's click
    await start({ XDG_ACTIVATION_TOKEN: "token_TIME5555" });
    await until(() => isAsked(5555), () => `the time of the token: ${asked.lines}`, MS);
    assert.equal(isAsked(9999), false);
    // The later start has no window by whose coming the desktop would know that it is done.
    const startups = () => asked.events().map((event) => event.startup).filter(Boolean);
    await until(() => startups().includes("remove: ID=launcher-1-0-host_TIME8765"), () => `the end of the start: ${asked.lines}`, MS);
    assert.equal(startups().length, 1); // none of what is nobody's
    assert.equal(pupil.ended, undefined);
  } finally {
    await s.end();
  }
});

test("close to tray: with a tray that comes later the window hides and comes back; without one, or by its own command, it quits", { skip }, async () => {
  const s = await stage();
  try {
    const dunst = await s.bus.dunst();
    const home = fs.mkdtempSync(path.join(s.desktop.scratch, "home-"));
    fs.mkdirSync(path.join(home, ".config", "maru"), { recursive: true });
    const settings = path.join(home, ".config", "maru", "maru.conf");
    fs.writeFileSync(settings, "[attention]\nclosesToTray=true\n");
    const pupil = await s.desktop.openMaru("이영희", s.server.url, { width: 700, height: 500, home });
    await s.enter(pupil, "이영희");
    const windowsOf = (child) => s.desktop.tool("xdotool", ["search", "--all", "--onlyvisible", "--pid", String(child.pid), "--name", ""]).stdout.trim().split("\n").filter(Boolean);
    const windows = () => windowsOf(pupil);
    // A window that comes back is another one for X.
    const mainOf = (child) => windowsOf(child).find((window) => s.desktop.tool("xdotool", ["getwindowname", window]).stdout.includes("lobby"));
    const before = windows();
    const startTray = () => s.desktop.launch("trayer", ["--edge", "bottom", "--align", "right", "--height", "32", "--widthtype", "request"]);
    const trayer = startTray();
    const icon = await until(() => windows().find((window) => !before.includes(window)), () => `the icon in the tray ${trayer.errors}`, MS);
    await s.picture("attention-tray.png");
    // The tray's panel may take the focus meanwhile.
    const close = (what) => s.desktop.pressUntil(() => mainOf(pupil), "alt+F4", () => !mainOf(pupil), what, MS);
    await close("the window hidden");
    await until(() => dunst.told().length === 1, "the word that it goes on", MS); // the first time
    await s.say("아직 있나요?");
    await until(() => dunst.told().some((line) => line.includes("아직 있나요?")), "a notification without a window", MS);
    assert.equal(pupil.ended, undefined);
    await until(() => {
      s.desktop.tool("xdotool", ["mousemove", "--window", icon, "8", "8", "click", "1"]);
      return mainOf(pupil);
    }, "the window back", MS);
    await close("the window hidden again");
    assert.equal(dunst.told().filter((line) => !/아직/.test(line)).length, 1); // said once
    // The tray goes, and with it the only way to the window.
    trayer.kill("SIGKILL");
    await until(() => mainOf(pupil), "the window without a tray", MS);
    await close("the window closed");
    await until(() => pupil.ended, "the end", MS);
    assert.equal(pupil.ended.code, 0);

    fs.writeFileSync(settings, fs.readFileSync(settings, "utf8").replace(/^saidThatItGoesOn=.*$/m, "")); // may be said again

    // As the session starts it: where it was last, and only in the tray.
    const panel = startTray();
    await until(() => s.desktop.tool("xdotool", ["search", "--class", "trayer"]).stdout.trim(), () => `the tray ${panel.errors}`, MS);
    const env = { ...s.desktop.env, HOME: home, XDG_CONFIG_HOME: path.join(home, ".config"), XDG_DATA_HOME: path.join(home, ".local") };
    const hidden = s.desktop.launch(process.env.MARU_CLIENT, ["--minimized", "--language", "ko"], env);
    const itsIcon = await until(() => windowsOf(hidden)[0], () => `the icon of a hidden start ${hidden.errors}`, MS);
    await until(async () => {
      await s.say("좋은 아침입니다");
      return dunst.told().some((line) => line.includes("좋은 아침입니다"));
    }, "a notification of a client that nobody has seen", MS);
    assert.deepEqual(windowsOf(hidden), [itsIcon]);
    await until(() => {
      s.desktop.tool("xdotool", ["mousemove", "--window", itsIcon, "8", "8", "click", "1"]);
      return mainOf(hidden);
    }, "its window", MS);
    const told = dunst.told().length;
    await s.desktop.pressUntil(() => mainOf(hidden), "ctrl+q", () => hidden.ended, "the end by its own command", MS);
    assert.equal(hidden.ended.code, 0);
    assert.deepEqual(dunst.told().slice(told), []); // nothing goes on
  } finally {
    await s.end();
  }
});

test("the window turns with the desktop: dark, light, high contrast, and without a portal as it was", { skip }, async () => {
  const s = await stage();
  try {
    // Where the list of rooms ends there is only the colour of its pane.
    const colour = (child) => s.desktop.tool("import", ["-window", child.window, "-crop", "1x1+12+380", "-depth", "8", "txt:-"]).stdout.match(/#[0-9A-F]{6}/)?.[0];
    let pupil;
    const turns = (wanted, what) => until(() => colour(pupil) === wanted, () => `${what}, not ${colour(pupil)} ${pupil.errors}`, MS);
    let portal = await s.bus.portal(1);
    const home = fs.mkdtempSync(path.join(s.desktop.scratch, "home-"));
    pupil = await s.desktop.openMaru("이영희", s.server.url, { width: 800, height: 560, theme: "auto", home });
    await turns("#1D2024", "dark");
    const question = await until(() => portal.events().find((event) => event.asked), "the question of the portal", MS);
    assert.deepEqual(question.asked, ["org.freedesktop.appearance"]);
    portal.order("color-scheme 2");
    await turns("#FBFAF6", "light");
    portal.order("contrast 1");
    await turns("#000000", "high contrast");
    portal.order("contrast 0");
    await turns("#FBFAF6", "light again");
    await s.bus.end(portal);
    portal = await s.bus.portal(1); // another, and anew
    await turns("#1D2024", "dark by the new portal");
    assert.equal(pupil.ended, undefined);
  } finally {
    await s.end();
  }
});
