// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The socket on which systemd hears a service (sd_notify(3)). Node has no datagram sockets of this kind: Python listens.

const { spawn } = require("node:child_process");
const path = require("node:path");
const { newFolder } = require("./server");
const { until } = require("./client");

const listening = new Set();
process.on("exit", () => listening.forEach((child) => child.kill("SIGKILL")));

const script = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
name = sys.argv[1]
s.bind("\\0" + name[1:] if name[0] == "@" else name)
print("[]", flush=True)
while True:
    print(json.dumps(s.recv(65536).decode().split("\\n")), flush=True)
`;

class NotifySocket {
  // name: "@…" for one without a file
  constructor(name = path.join(newFolder("notify"), "socket")) {
    this.name = name;
    this.messages = []; // {lines, at: ms}
    this.process = spawn("/usr/bin/python3", ["-u", "-c", script, name], { stdio: ["ignore", "pipe", "inherit"] });
    listening.add(this.process);
    let text = "";
    this.process.stdout.on("data", (bytes) => {
      text += bytes;
      const lines = text.split("\n");
      text = lines.pop();
      for (const line of lines) this.messages.push({ lines: JSON.parse(line), at: Date.now() });
    });
  }

  static async open(name) {
    const socket = new NotifySocket(name);
    await until(() => socket.messages.length > 0, "the notify socket");
    socket.messages.length = 0;
    return socket;
  }

  // When each message with this line came.
  times(line) {
    return this.messages.filter(({ lines }) => lines.includes(line)).map(({ at }) => at);
  }

  async hears(line, ms) {
    await until(() => this.times(line).length > 0, () => `${line} in ${JSON.stringify(this.messages)}`, ms);
  }

  close() {
    listening.delete(this.process);
    this.process.kill();
  }
}

module.exports = { NotifySocket };
