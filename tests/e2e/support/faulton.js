// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// System calls of a running server on one file, some of which do something else; Linux only.

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const { until } = require("./client");

// Whether each thread of a process is in strace's hands.
function isTraced(pid) {
  const tasks = `/proc/${pid}/task`;
  try {
    return fs.readdirSync(tasks).every((task) => !/TracerPid:\t0\n/.test(fs.readFileSync(`${tasks}/${task}/status`, "utf8")));
  } catch {
    return false; // one has ended meanwhile
  }
}

// From when this resolves to the end of the test `t`, the system calls `calls` of `server` on `file` do `fault`, in strace's words.
async function faultOn(t, server, file, calls, fault) {
  const { pid } = server.process;
  const strace = spawn("strace", ["-f", "-qq", "-p", String(pid), "-P", file, "-e", `trace=${calls}`, "-e", `inject=${calls}:${fault}`],
    { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => strace.on("close", resolve));
  t.after(() => {
    strace.kill("SIGKILL");
    return ended; // the next test is not to take this one for its own
  });
  let said = "";
  strace.stderr.on("data", (piece) => (said += piece));
  await until(() => isTraced(pid), () => `strace: ${said}`);
}

module.exports = { faultOn, isTraced };
