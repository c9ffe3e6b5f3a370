// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A Wayland compositor of its own (sway, without a screen), on which maru windows are opened, typed into and clicked.

const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { Bus } = require("./bus");
const { until } = require("./client");

const MS = 30_000; // a cold start on a machine that compiles
const size = ["1400", "900"];
const nobody = 65534;

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

class Wayland {
  static async start() {
    const screen = new Wayland();
    screen.scratch = fs.mkdtempSync(path.join(os.tmpdir(), "maru-wayland-"));
    const folder = (name, mode) => {
      const made = path.join(screen.scratch, name);
      fs.mkdirSync(made, { mode });
      return made;
    };
    const inner = folder("sway", 0o700); // of the compositor
    const outer = folder("run", 0o700); // of the programs
    fs.writeFileSync(path.join(screen.scratch, "sway.conf"), [
      `output HEADLESS-1 resolution ${size.join("x")}`, "xwayland disable", "focus_follows_mouse no",
      "focus_on_window_activation focus", 'for_window [app_id="maru"] floating enable', "",
    ].join("\n"));
    const base = { ...process.env, MARU_BEACON: "off", DBUS_SESSION_BUS_ADDRESS: "disabled:" };
    ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"].forEach((name) => delete base[name]);
    const env = {
      ...base, XDG_RUNTIME_DIR: inner, SWAYSOCK: path.join(inner, "sway.sock"), HOME: screen.scratch,
      WLR_BACKENDS: "headless", WLR_LIBINPUT_NO_DEVICES: "1", WLR_RENDERER: "pixman",
    };
    const command = ["sway", "-c", path.join(screen.scratch, "sway.conf")];
    if (process.getuid() === 0) { // as which sway does not run
      fs.chmodSync(screen.scratch, 0o755);
      fs.chownSync(inner, nobody, nobody);
      command.unshift("setpriv", "--reuid", String(nobody), "--regid", String(nobody), "--clear-groups");
    }
    screen.children = [];
    const sway = screen.launch(command, env);
    const display = await until(() => {
      if (sway.ended) throw new Error(`sway ended: ${sway.errors}`);
      return fs.readdirSync(inner).find((name) => /^wayland-\d+$/.test(name)) && fs.existsSync(env.SWAYSOCK)
        && fs.readdirSync(inner).find((name) => /^wayland-\d+$/.test(name));
    }, () => `the compositor ${sway.errors}`, MS);
    screen.env = { ...base, XDG_RUNTIME_DIR: outer, SWAYSOCK: env.SWAYSOCK, WAYLAND_DISPLAY: path.join(inner, display), QT_QPA_PLATFORM: "wayland" };
    screen.launch(["wtype", "-s", "100000000"]); // else there is a keyboard only while something is typed
    screen.mouse = screen.launch(["/usr/bin/python3", path.join(__dirname, "waylandclient.py"), ...size], screen.env, "pipe");
    await until(() => screen.mouse.lines.includes("ready"), () => `the mouse ${screen.mouse.errors}`, MS);
    return screen;
  }

  launch(command, env = this.env, input = "ignore") {
    const child = spawn(command[0], command.slice(1), { env, stdio: [input, "pipe", "pipe"] });
    running.add(child);
    this.children.push(child);
    child.errors = "";
    child.text = "";
    child.stderr.on("data", (bytes) => (child.errors += bytes));
    child.stdout.on("data", (bytes) => (child.text += bytes));
    Object.defineProperty(child, "lines", { get: () => child.text.split("\n").slice(0, -1) });
    child.on("close", (code, signal) => {
      running.delete(child);
      child.ended = { code, signal };
    });
    return child;
  }

  tool(command, ...args) {
    const done = spawnSync(command, args, { env: this.env, encoding: "utf8", timeout: MS });
    if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${done.stderr}`);
    return done.stdout;
  }

  // One of a person with a home of its own; later starts with that home are the same person's.
  maru(home, args = [], more = {}) {
    const env = { ...this.env, HOME: home, XDG_CONFIG_HOME: path.join(home, ".config"), XDG_DATA_HOME: path.join(home, ".local"), ...more };
    return this.launch([process.env.MARU_CLIENT, "--language", "ko", "--theme", "light", ...args], env);
  }

  home() {
    return fs.mkdtempSync(path.join(this.scratch, "home-"));
  }

  windows() {
    const found = [];
    const walk = (node) => {
      if (node.app_id) found.push({ name: node.name ?? "", pid: node.pid, isActive: node.focused, rect: node.rect, id: node.id });
      [...node.nodes, ...node.floating_nodes].forEach(walk);
    };
    walk(JSON.parse(this.tool("swaymsg", "-t", "get_tree")));
    return found;
  }

  find(child, title) {
    if (child.ended) throw new Error(`maru ended: ${JSON.stringify(child.ended)} ${child.errors}`);
    return this.windows().find(({ pid, name }) => pid === child.pid && title.test(name));
  }

  window(child, title) {
    return until(() => this.find(child, title), () => `a window ${title} of ${JSON.stringify(this.windows())} ${child.errors}`, MS);
  }

  // A message bus for the programs that are started after it.
  async bus() {
    this.services = new Set();
    return Bus.start({ scratch: this.scratch, env: this.env, children: this.services });
  }

  // The answer to an order to waylandclient.py.
  async order(line) {
    const before = this.mouse.lines.length;
    this.mouse.stdin.write(`${line}\n`);
    return until(() => this.mouse.lines[before], () => `the answer to ${line} ${this.mouse.errors}`, MS);
  }

  async close() {
    const all = [...this.children, ...(this.services ?? [])];
    [...all].reverse().forEach((child) => child.kill("SIGKILL"));
    await until(() => all.every((child) => child.ended), "the end of all programs", MS);
    fs.rmSync(this.scratch, { recursive: true, force: true });
  }
}

module.exports = { Wayland, MS };
