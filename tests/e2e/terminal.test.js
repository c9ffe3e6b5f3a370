// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";
require("./support/watchdog");

// A server that was started at a terminal, as ./run does: it does not outlive it, though SIGHUP has another meaning of its own.

const { test, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const { Server } = require("./support/server");
const { until } = require("./support/client");

const STOP_MS = 15_000; // docs/protocol.md §8, and a busy machine

// Becomes the server, with a terminal of its own as standard input. Another process holds the other end, as a window does: when it
// ends, the terminal is closed. Its number is on stderr.
const AT_TERMINAL = `
import fcntl, os, sys, termios
window, terminal = os.openpty()
holder = os.fork()
if holder == 0:
    try:
        os.close(terminal)
        os.closerange(0, 3)
        while os.read(window, 4096):
            pass
    finally:
        os._exit(0)
os.setsid()
fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
os.dup2(terminal, 0)
os.write(2, b"held by %d\\n" % holder)
os.execv(sys.argv[1], sys.argv[1:])
`;

let server;
afterEach(async () => {
  if (server?.isRunning) await server.kill9();
});

test("SIGHUP reads the settings again while the terminal is there; when it is closed, the server stops", async () => {
  server = await Server.start({ wrapper: ["/usr/bin/python3", "-c", AT_TERMINAL] });
  const [, holder] = await until(() => /^held by (\d+)$/m.exec(server.stderr), () => server.stderr);
  const readings = () => server.stderr.split("certificate read again").length - 1;
  server.process.kill("SIGHUP");
  await until(() => readings() === 1, () => server.stderr);
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);

  process.kill(Number(holder), "SIGKILL");
  const timer = setTimeout(() => server.process.kill("SIGKILL"), STOP_MS);
  const { code, signal } = await server.ended;
  clearTimeout(timer);
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, server.stderr);
  assert.equal(readings(), 1, server.stderr);
});
