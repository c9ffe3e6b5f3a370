// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Required first by a file of tests that starts more than the server: when it hangs, or is told to end, its exit handlers still run
// and end what it started. CTest would kill it and leave the rest.

// Under CTest a little less than its own limit (CMakeLists.txt says so); most files need at most a minute.
const LIMIT_MS = Number(process.env.MARU_WATCHDOG_MS ?? 150_000);

setTimeout(() => {
  console.error("ended by the watchdog: the tests hang");
  process.exit(1);
}, LIMIT_MS).unref();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => process.exit(1));
