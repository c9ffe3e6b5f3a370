// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A message bus for one desktop, on which nothing starts by itself, and the notification services on it.

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { until } = require("./client");

const config = (folder) => `<busconfig><type>session</type><listen>unix:dir=${folder}</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>\n`;

// dunst does all but inline replies: what is shown stays until it is closed, and a click opens it.
const dunst = (folder) => `[global]
    monitor = 0
    width = 300
    height = 120
    origin = top-right
    offset = 20x20
    notification_limit = 5
    sort = no
    idle_threshold = 0
    markup = full
    format = "%s\\n%b"
    mouse_left_click = do_action, close_current
    timeout = 0
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
[told]
    appname = "maru"
    script = ${path.join(folder, "told.sh")}
`;

class Bus {
  // desktop: whose programs will find the bus.
  static async start(desktop) {
    const bus = new Bus();
    bus.desktop = desktop;
    bus.folder = path.join(desktop.scratch, "bus");
    fs.mkdirSync(bus.folder);
    const file = path.join(bus.folder, "bus.conf");
    fs.writeFileSync(file, config(bus.folder));
    const daemon = bus.launch("dbus-daemon", ["--nofork", "--print-address=1", `--config-file=${file}`]);
    desktop.env.DBUS_SESSION_BUS_ADDRESS = await until(() => daemon.lines[0], () => `the address of the bus ${daemon.errors}`);
    return bus;
  }

  // As Desktop.launch, with stdin and the lines of stdout.
  launch(command, args) {
    const child = spawn(command, args, { env: this.desktop.env, stdio: ["pipe", "pipe", "pipe"] });
    child.lines = [];
    child.errors = "";
    let rest = "";
    child.stdout.on("data", (bytes) => {
      const parts = (rest + bytes).split("\n");
      rest = parts.pop();
      child.lines.push(...parts);
    });
    child.stderr.on("data", (bytes) => (child.errors += bytes));
    child.on("close", (code, signal) => {
      child.ended = { code, signal };
      this.desktop.children.delete(child);
    });
    this.desktop.children.add(child);
    process.on("exit", () => child.kill("SIGKILL"));
    return child;
  }

  ask(path_, member, ...args) {
    return this.desktop.tool("dbus-send", ["--session", "--print-reply=literal", "--dest=org.freedesktop.Notifications", path_, member, ...args]);
  }

  // A real notification service.
  async dunst() {
    const script = path.join(this.folder, "told.sh");
    const told = path.join(this.folder, "told");
    fs.writeFileSync(told, "");
    fs.writeFileSync(script, `#!/bin/sh\nprintf '%s\\t%s\\n' "$DUNST_SUMMARY" "$(printf %s "$DUNST_BODY" | tr '\\n' ' ')" >> ${told}\n`, { mode: 0o755 });
    const file = path.join(this.folder, "dunstrc");
    fs.writeFileSync(file, dunst(this.folder));
    const child = this.launch("dunst", ["-conf", file]);
    child.told = () => fs.readFileSync(told, "utf8").split("\n").filter(Boolean);
    child.shown = () => {
      const args = ["string:org.dunstproject.cmd0", "string:displayedLength"];
      const reply = this.ask("/org/freedesktop/Notifications", "org.freedesktop.DBus.Properties.Get", ...args);
      return Number(/uint32 (\d+)/.exec(reply.stdout)?.[1] ?? NaN);
    };
    await until(() => child.shown() === 0, () => `dunst ${child.errors}`);
    return child;
  }

  // A scripted one that takes replies.
  async scripted() {
    const child = this.launch("/usr/bin/python3", [path.join(__dirname, "notifications.py")]);
    child.events = () => child.lines.map((line) => JSON.parse(line));
    child.order = (line) => child.stdin.write(`${line}\n`);
    await until(() => child.events().some((event) => event.ready), () => `the scripted service ${child.errors}`);
    return child;
  }

  // Which windows ask to be activated, and by the time of which click.
  async activations() {
    const child = this.launch("/usr/bin/python3", [path.join(__dirname, "activations.py")]);
    child.events = () => child.lines.map((line) => JSON.parse(line));
    await until(() => child.events().some((event) => event.ready), () => `the root window ${child.errors}`);
    return child;
  }

  // A scripted settings portal of a desktop with this color-scheme.
  async portal(scheme) {
    const child = this.launch("/usr/bin/python3", [path.join(__dirname, "portal.py"), String(scheme)]);
    child.events = () => child.lines.map((line) => JSON.parse(line));
    child.order = (line) => child.stdin.write(`${line}\n`);
    await until(() => child.events().some((event) => event.ready), () => `the portal ${child.errors}`);
    return child;
  }

  async end(child) {
    child.kill("SIGKILL");
    await until(() => child.ended, "the end of a service");
  }
}

module.exports = { Bus };
