// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

const { spawnSync } = require("node:child_process");

// Runs the program under test, and kills it when it makes the system call `call` for the k-th time; strace counts each call for itself.
function killedAt(call, k, args) {
  // A call that this machine does not have is asked for with a question mark.
  const strace = ["-f", "-qq", "-o", "/dev/null", "-e", `trace=?${call}`, "-e", `inject=?${call}:signal=KILL:when=${k}`];
  const result = spawnSync("strace", [...strace, process.env.MARU_SERVER, ...args],
    { env: { ...process.env, MARU_BEACON: "off" }, encoding: "utf8", timeout: 60_000 });
  if (result.error) throw result.error;
  return result;
}

module.exports = { killedAt };
