// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// What the desktop client costs: from its start to the window with the conversation, and its memory with few and with 10,000
// messages shown; and started without a server, with 100,000 cached messages in 50 rooms (docs/performance.md). Usage: MARU_SERVER=… MARU_CLIENT=… NODE_PATH=build/e2e/node_modules node client.js [N]

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { ask, closeAll, seedClient, until } = require("../e2e/support/client");
const { Desktop } = require("../e2e/support/desktop");
const { Server } = require("../e2e/support/server");

const wanted = Number(process.argv[2] ?? 10_000);
const inFlight = 50;

const rssMiB = (pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
const cpuSeconds = (pid) => {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

async function sendMany(url, count) {
  const sender = await seedClient(url, "sender");
  let sent = 0;
  const next = async () => {
    while (sent < count) {
      await ask(sender, "sendMessage", `${++sent}번째 글입니다. 회의 자료는 공유 폴더에 있습니다.`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, next));
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 3_000));

// Starts without a server, of a client that has read much.
async function startOffline(desktop) {
  const home = path.join(desktop.scratch, "much");
  execFileSync(path.join(__dirname, "clientprofile.py"), [home]);
  const starts = [];
  for (let i = 0; i < 5; ++i) {
    const start = Date.now();
    const window = await desktop.openMaru("kim", undefined, { resize: false, home });
    const ms = Date.now() - start;
    await settled();
    starts.push({ ms, mib: rssMiB(window.pid) });
    await desktop.closeMaru(window);
  }
  starts.sort((a, b) => a.ms - b.ms);
  console.log(`start without a server, 100,000 cached messages: median ${starts[2].ms} ms of ${starts.map((one) => one.ms).join(", ")}; RSS ${starts[2].mib.toFixed(1)} MiB`);
}

(async () => {
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const desktop = await Desktop.start("");
  try {
    const times = [];
    for (let i = 0; i < 5; ++i) {
      const start = Date.now();
      const window = await desktop.openMaru(`시작 ${i}`, server.url, { resize: false });
      times.push(Date.now() - start);
      window.kill("SIGTERM");
      await until(() => window.ended || window.exitCode !== null || window.signalCode, "its end");
    }
    times.sort((a, b) => a - b);
    console.log(`start to the conversation's window: median ${times[2]} ms of ${times.join(", ")}`);

    await startOffline(desktop);
    const maru = await desktop.openMaru("김민수", server.url);
    console.log(`RSS with few messages: ${rssMiB(maru.pid).toFixed(1)} MiB`);
    console.log(`server RSS with one client: ${rssMiB(server.process.pid).toFixed(1)} MiB`);
    const before = cpuSeconds(maru.pid);
    await sendMany(server.url, wanted);
    let last = -1;
    await until(() => {
      const now = cpuSeconds(maru.pid);
      const isQuiet = now === last;
      last = now;
      return isQuiet || void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }, "the client to become quiet", 60_000);
    const cpu = cpuSeconds(maru.pid) - before;
    console.log(`RSS with ${wanted} messages: ${rssMiB(maru.pid).toFixed(1)} MiB; ${(1e6 * cpu / wanted).toFixed(0)} us of CPU a message`);
    if (process.env.MARU_SCREENSHOT) desktop.screenshot(process.env.MARU_SCREENSHOT);
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
})();
