// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A screen of its own (Xvfb, with a window manager) on which maru windows are opened and typed into as a person would.

const { spawn, spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { until } = require("./client");

const program = process.env.MARU_CLIENT;
const WINDOW_MS = 30_000; // a cold start on a machine that compiles
const AGAIN_MS = 3_000; // what a press does should be there by then
const TRIES = 3;
const tools = ["Xvfb", "openbox", "xdotool", "xmodmap", "import"];

// What is missing to run a window here; empty if nothing is.
function missingTools() {
  return tools.filter((tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0);
}

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL"))); // no screen outlives its test

class Desktop {
  constructor() {
    this.scratch = fs.mkdtempSync(path.join(os.tmpdir(), "maru-desktop-"));
    this.children = new Set();
  }

  // text: everything that will be typed, so that each of its characters has a key before a window reads the keyboard.
  // (xdotool would give a key to one character after the other; windows do not always follow in time.)
  static async start(text, screen = "1400x600") {
    const desktop = new Desktop();
    const xvfb = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", `${screen}x24`, "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    desktop.children.add(xvfb);
    running.add(xvfb);
    let display = "";
    xvfb.stdio[3].on("data", (bytes) => (display += bytes));
    await until(() => /^\d+\n/.test(display), "Xvfb's display number");
    fs.mkdirSync(path.join(desktop.scratch, "run"), { mode: 0o700 });
    desktop.env = { ...process.env, DISPLAY: `:${display.trim()}`, XDG_RUNTIME_DIR: path.join(desktop.scratch, "run") };
    delete desktop.env.WAYLAND_DISPLAY;
    delete desktop.env.QT_QPA_PLATFORM;
    let manager = desktop.launch("openbox", ["--sm-disable"]);
    await until(() => {
      if (manager.ended) manager = desktop.launch("openbox", ["--sm-disable"]);
      return desktop.tool("xdotool", ["get_num_desktops"]).status === 0;
    }, () => `the window manager ${manager.errors}`, WINDOW_MS);
    const keys = [...new Set(text)].filter((character) => character.codePointAt(0) > 0x7f);
    const lines = keys.map((character, i) => `keycode ${150 + i} = U${character.codePointAt(0).toString(16).toUpperCase()}`);
    const mapped = spawnSync("xmodmap", ["-"], { env: desktop.env, input: lines.join("\n") + "\n", encoding: "utf8" });
    if (mapped.status !== 0) throw new Error(`xmodmap: ${mapped.stderr}`);
    return desktop;
  }

  launch(command, args, env = this.env, stdio = ["ignore", "ignore", "pipe"]) {
    const child = spawn(command, args, { env, stdio });
    child.errors = "";
    child.stderr?.on("data", (bytes) => (child.errors += bytes));
    this.children.add(child);
    running.add(child);
    child.on("close", (code, signal) => {
      child.ended = { code, signal };
      this.children.delete(child);
    });
    return child;
  }

  // Bounded: xdotool waits without end for a window that went away under it.
  tool(command, args) {
    return spawnSync(command, args, { env: this.env, encoding: "utf8", timeout: 60_000 });
  }

  // A maru of a person with a home of its own (or one that an earlier maru had), at a place of the screen; resolves when its window
  // is there. Without a server it goes on where that earlier one was.
  async openMaru(name, server, { x = 0, y = 0, width = 688, height = 540, language = "ko", theme = "light", resize = true, home } = {}) {
    home ??= fs.mkdtempSync(path.join(this.scratch, "home-"));
    const env = { ...this.env, HOME: home, XDG_CONFIG_HOME: path.join(home, ".config"), XDG_DATA_HOME: path.join(home, ".local") };
    const args = [...(server ? ["--server", server, "--name", name] : []), "--language", language, "--theme", theme];
    const child = this.launch(program, args, env);
    child.home = home;
    // The join dialog shows itself too when joining takes a while.
    const isMain = (window) => {
      const title = this.tool("xdotool", ["getwindowname", window]).stdout.trim();
      return title !== "" && !/참여|Join/.test(title);
    };
    const find = ["search", "--all", "--onlyvisible", "--pid", String(child.pid), "--name", "."];
    child.window = await until(() => {
      if (child.ended) throw new Error(`maru ended: ${JSON.stringify(child.ended)} ${child.errors}`);
      return this.tool("xdotool", find).stdout.trim().split("\n").find((window) => window && isMain(window));
    }, () => `the window of ${name} ${child.errors}`, WINDOW_MS);
    this.activate(child.window); // it is managed, and will not take the keyboard from another window later
    if (!resize) return child;
    this.tool("xdotool", ["windowsize", "--sync", child.window, String(width), String(height)]);
    this.tool("xdotool", ["windowmove", child.window, String(x), String(y)]);
    return child;
  }

  isActive(window) {
    return this.tool("xdotool", ["getactivewindow"]).stdout.trim() === String(window);
  }

  // Brings a window to the front, and sees that it has the keyboard: a window that is mapped late may take that. False if it has not.
  activate(window) {
    for (let tries = 0; tries < TRIES && !this.isActive(window); ++tries) {
      if (this.tool("xdotool", ["getwindowname", window]).status !== 0) return false; // gone
      this.tool("xdotool", ["windowactivate", "--sync", window]);
    }
    return this.isActive(window);
  }

  // Keys, one after the other, in a window. Each lands somewhere: where the first opens something, wait for that before the next.
  press(window, ...keys) {
    this.activate(window);
    keys.forEach((key) => this.tool("xdotool", ["key", "--delay", "40", key]));
  }

  // Presses until condition() holds, and resolves with what it said: a press is lost when the keyboard is taken in between, or when
  // what should answer it is not there yet. Only for keys that do no harm when they are pressed again. window: or a function that finds it
  pressUntil(window, keys, condition, what, ms = WINDOW_MS) {
    let pressed = -AGAIN_MS;
    return until(async () => {
      const before = await condition();
      if (before || performance.now() - pressed < AGAIN_MS) return before;
      const target = typeof window === "function" ? window() : window;
      if (target) this.press(target, ...[keys].flat());
      pressed = performance.now();
      return condition();
    }, what, ms);
  }

  // Types into what has the focus in a window. When another window took the keyboard meanwhile, all of it is typed again.
  type(window, text) {
    this.activate(window);
    for (let tries = 1; ; ++tries) {
      this.tool("xdotool", ["type", "--delay", "40", text]);
      if (this.isActive(window) || tries === TRIES || !this.activate(window)) return;
      this.tool("xdotool", ["key", "--delay", "40", "ctrl+a"]);
    }
  }

  // Types one line into a window and sends it with Enter.
  say(child, text) {
    this.type(child.window, text);
    this.press(child.window, "Return");
    if (!this.isActive(child.window)) this.press(child.window, "Return"); // of an empty input it does nothing
  }

  // The first window of a maru whose title has these words, once it is there and has the keyboard.
  async windowOf(child, title, ms = WINDOW_MS) {
    const find = ["search", "--all", "--onlyvisible", "--pid", String(child.pid), "--name", title];
    return until(() => {
      const window = this.tool("xdotool", find).stdout.trim().split("\n")[0];
      return window && this.activate(window) && window;
    }, () => `the window "${title}" ${child.errors}`, ms);
  }

  screenshot(file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const taken = this.tool("import", ["-window", "root", file]);
    if (taken.status !== 0) throw new Error(`import: ${taken.stderr}`);
  }

  // The picture of a part of a window, to be compared with another; geometry as ImageMagick's: WxH+X+Y
  picture(child, geometry) {
    const taken = spawnSync("import", ["-window", child.window, "-crop", geometry, "ppm:-"], { env: this.env, maxBuffer: 1 << 26 });
    if (taken.status !== 0) throw new Error(`import: ${taken.stderr}`);
    return createHash("sha256").update(taken.stdout).digest("hex");
  }

  // Ends one window; the screen stays.
  async closeMaru(child) {
    child.kill("SIGTERM");
    await until(() => child.ended, "the end of a window");
  }

  async close() {
    for (const child of [...this.children].reverse()) {
      child.kill("SIGTERM");
    }
    await until(() => [...this.children].every((child) => child.ended || child.exitCode !== null || child.signalCode), "the end");
    fs.rmSync(this.scratch, { recursive: true, force: true });
  }
}

module.exports = { Desktop, missingTools };
