// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

const { spawnSync } = require("node:child_process");

// Runs the program under test, and has the system call `call` do `fault` when it is made for the k-th time; strace counts each call for itself.
function faultAt(call, k, args, fault) {
  // A call that this machine does not have is asked for with a question mark.
  const strace = ["-f", "-qq", "-o", "/dev/null", "-e", `trace=?${call}`, "-e", `inject=?${call}:${fault}:when=${k}`];
  const result = spawnSync("strace", [...strace, process.env.MARU_SERVER, ...args],
    { env: { ...process.env, MARU_BEACON: "off" }, encoding: "utf8", timeout: 60_000 });
  if (result.error) throw result.error;
  return result;
}

const killedAt = (call, k, args) => faultAt(call, k, args, "signal=KILL");

module.exports = { faultAt, killedAt };
