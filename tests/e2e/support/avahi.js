// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// An Avahi of its own for a host of a Network (network.js), on a bus of its own: the system's is shared by all namespaces.

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { until } = require("./client");

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

class Avahi {
  // folder: for its files
  constructor(host, folder) {
    this.host = host;
    this.folder = folder;
    this.socket = path.join(folder, "bus");
    this.env = { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${this.socket}` };
    const policy = '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>';
    fs.writeFileSync(
      path.join(folder, "bus.conf"),
      `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=${this.socket}</listen>${policy}</busconfig>\n`,
    );
    fs.writeFileSync(
      path.join(folder, "avahi.conf"),
      `[server]\nhost-name=${host.name.split("-").at(-1)}\nuse-ipv4=yes\nuse-ipv6=no\nallow-interfaces=lan0
[wide-area]\nenable-wide-area=no\n[publish]\npublish-hinfo=no\npublish-workstation=no\n`,
    );
  }

  launch(command) {
    const [program, ...words] = [...this.host.enter, ...command];
    const child = spawn(program, words, { env: { ...process.env, ...this.env }, stdio: ["ignore", "pipe", "pipe"] });
    child.said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (child.said += text));
    running.add(child);
    child.ended = new Promise((resolve) => child.on("close", resolve)).then(() => running.delete(child));
    return child;
  }

  async startBus() {
    this.bus = this.launch(["dbus-daemon", `--config-file=${path.join(this.folder, "bus.conf")}`, "--nofork", "--nopidfile"]);
    await until(() => fs.existsSync(this.socket), () => `the bus ${this.bus.said}`);
  }

  // Its files in /run are its own, too.
  async startDaemon() {
    const words = `avahi-daemon -f '${this.folder}/avahi.conf' --no-drop-root --no-chroot --no-rlimits`;
    this.daemon = this.launch(["unshare", "-m", "sh", "-c", `mkdir -p /run/avahi-daemon && mount -t tmpfs none /run/avahi-daemon && exec ${words}`]);
    await until(() => /Server startup complete/.test(this.daemon.said), () => `avahi-daemon ${this.daemon.said}`, 20_000);
  }

  async stopDaemon(signal = "SIGTERM") {
    this.daemon.kill("SIGCONT");
    this.daemon.kill(signal);
    await this.daemon.ended;
  }

  // The servers in its network now: {name, address, port, txt}
  async browse() {
    const child = this.launch(["avahi-browse", "--resolve", "--parsable", "--terminate", "_maru._tcp"]);
    await child.ended;
    return child.said
      .split("\n")
      .filter((line) => line.startsWith("="))
      .map((line) => line.split(";"))
      .map(([, , , name, , , , address, port, txt]) => ({ name, address, port: Number(port), txt: (txt.match(/"[^"]*"/g) ?? []).sort() }));
  }

  async end() {
    for (const child of [this.daemon, this.bus]) {
      child?.kill("SIGCONT");
      child?.kill("SIGKILL");
      await child?.ended;
    }
  }
}

module.exports = { Avahi };
