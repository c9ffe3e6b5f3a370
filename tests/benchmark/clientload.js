// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// What a desktop client takes that is spoken to without end: so many messages a second into the room that is open; its GUI thread, its
// memory (docs/performance.md).
// Usage: MARU_SERVER=… MARU_CLIENT=… NODE_PATH=build/e2e/node_modules node clientload.js [SECONDS [RATE]]

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { closeAll } = require("../e2e/support/client");
const { Desktop } = require("../e2e/support/desktop");
const { Server } = require("../e2e/support/server");

const [seconds = 60, rate = 1_000] = process.argv.slice(2).map(Number);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const rssMiB = (pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
const cpuSeconds = (stat) => {
  const fields = fs.readFileSync(stat, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
const guiSeconds = (pid) => cpuSeconds(`/proc/${pid}/task/${pid}/stat`);
const allSeconds = (pid) => cpuSeconds(`/proc/${pid}/stat`);

async function flood(server, desktop, seconds, rate) {
  const maru = await desktop.openMaru("김민수", server.url);
  await pause(3_000);
  const port = new URL(server.url).port;
  const args = ["--port", port, "--clients", "20", "--rate", String(rate), "--duration", String(seconds), "--warmup", "2"];
  const load = spawn(path.join(path.dirname(process.env.MARU_SERVER), "loadgen"), args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  load.stdout.on("data", (bytes) => (said += bytes));
  const end = new Promise((resolve) => load.on("close", resolve));
  await pause(3_000);
  const step = Math.max(1, Math.floor(seconds / 6));
  let gui = guiSeconds(maru.pid);
  let all = allSeconds(maru.pid);
  for (let past = step; past <= seconds - 2; past += step) {
    await pause(step * 1_000);
    const [nowGui, nowAll] = [guiSeconds(maru.pid), allSeconds(maru.pid)];
    console.log(`${past} s: GUI thread ${((100 * (nowGui - gui)) / step).toFixed(0)} % of a core, all threads ` +
      `${((100 * (nowAll - all)) / step).toFixed(0)} %, RSS ${rssMiB(maru.pid).toFixed(1)} MiB`);
    [gui, all] = [nowGui, nowAll];
  }
  await end;
  const { sent_per_s: sent, lost, lat_ms: latency } = JSON.parse(said.trim().split("\n").at(-1));
  console.log(`the generator: ${sent} messages a second, ${lost} lost, p99 ${latency.p99} ms`);
}

(async () => {
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const desktop = await Desktop.start("");
  try {
    await flood(server, desktop, seconds, rate);
  } finally {
    closeAll();
    await desktop.close();
    await server.stop();
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
