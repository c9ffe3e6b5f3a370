// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// System calls of a running server on one file, some of which do something else; Linux only.

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const { until } = require("./client");

// From when this resolves to the end of the test `t`, the system calls `calls` of `server` on `file` do `fault`, in strace's words.
async function faultOn(t, server, file, calls, fault) {
  const { pid } = server.process;
  const strace = spawn("strace", ["-f", "-qq", "-p", String(pid), "-P", file, "-e", `trace=${calls}`, "-e", `inject=${calls}:${fault}`],
    { stdio: ["ignore", "ignore", "pipe"] });
  t.after(() => strace.kill("SIGKILL"));
  let said = "";
  strace.stderr.on("data", (piece) => (said += piece));
  const isTraced = (task) => !/TracerPid:\t0\n/.test(fs.readFileSync(`/proc/${pid}/task/${task}/status`, "utf8"));
  const areTraced = () => {
    try {
      return fs.readdirSync(`/proc/${pid}/task`).every(isTraced);
    } catch {
      return false; // one has ended meanwhile
    }
  };
  await until(areTraced, () => `strace: ${said}`);
}

module.exports = { faultOn };
