// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The program under test, stopped when it asks for one of some files, and let go when the test says so.

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { newFolder } = require("./server");
const { until } = require("./client");

const START_MS = 30_000;

// `call`: the system call, or a class of them; `when`: at which of them. Resolves when it stands there: {goOn(): its {code, output}}
async function heldAt(files, args, { call = "%file", when = 1 } = {}) {
  const log = path.join(newFolder("held"), "strace");
  const strace = ["-f", "-o", log, ...files.flatMap((file) => ["-P", file]), "-e", `trace=${call}`, "-e", `inject=${call}:signal=STOP:when=${when}`];
  const child = spawn("strace", [...strace, process.env.MARU_SERVER, ...args], { env: { ...process.env, MARU_BEACON: "off" }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (output += bytes));
  const ended = new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
  const stopped = () => /^(\d+) +--- stopped by SIGSTOP ---$/m.exec(fs.existsSync(log) ? fs.readFileSync(log, "utf8") : "");
  const found = await until(() => stopped() ?? child.exitCode !== null, () => `it stands: ${output}`, START_MS);
  if (found === true) throw new Error(`it asked for none of ${files}: ${output}`);
  return {
    // More than once: strace counts each system call for itself, and the next one is another.
    async goOn() {
      const pid = Number(found[1]);
      const nudge = setInterval(() => fs.existsSync(`/proc/${pid}`) && process.kill(pid, "SIGCONT"), 50);
      return ended.finally(() => clearInterval(nudge));
    },
  };
}

module.exports = { heldAt };
