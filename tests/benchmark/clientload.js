// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// What a desktop client takes that is spoken to without end (docs/performance.md):
//   flood SECONDS RATE   so many messages a second into the room that is open: its GUI thread, its memory
//   day HOURS            hours of an office, each in about half a minute: messages in four rooms, edits, reactions, going from room to
//                        room, scrolling, searching, writing; its memory after each hour
// Usage: MARU_SERVER=… MARU_CLIENT=… NODE_PATH=build/e2e/node_modules node clientload.js flood|day …

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { ask, closeAll, nativeClient } = require("../e2e/support/client");
const { Desktop } = require("../e2e/support/desktop");
const { Server } = require("../e2e/support/server");

const [what, ...numbers] = process.argv.slice(2);
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

async function day(server, desktop, hours) {
  const kim = await nativeClient(server.url, "김영희");
  const rooms = [kim.lobby];
  for (const name of ["Alpha", "Bravo", "Delta"]) rooms.push((await ask(kim, "room:create", { name, kind: "public" })).room._id);
  const maru = await desktop.openMaru("lee", server.url, { width: 1100, height: 560 });
  const key = (...keys) => desktop.tool("xdotool", ["key", "--delay", "15", ...keys]);
  const type = (text) => desktop.tool("xdotool", ["type", "--delay", "15", text]);
  desktop.tool("xdotool", ["windowactivate", "--sync", maru.window]);
  const { users } = await ask(kim, "user:list", { query: "lee" });
  const lee = users.find((one) => one.userName === "lee");
  for (const room of rooms.slice(1)) {
    const invited = await ask(kim, "room:invite", { room, users: [lee._id] });
    if (!invited.ok) throw new Error(`room:invite: ${invited.error}`);
  }
  let number = 0;
  const memory = [];
  for (let hour = 1; hour <= hours; ++hour) {
    for (let visit = 0; visit < 8; ++visit) {
      const sent = [];
      for (let i = 0; i < 75; ++i) {
        const room = rooms[i % rooms.length];
        const chat = `${++number}번째 글입니다. **회의** 자료는 \`공유 폴더\`에 있습니다. ${"내용 ".repeat(i % 12)}`;
        sent.push((await ask(kim, "message:send", { cid: `${number}`, room, chat })).message);
      }
      for (const { _id, room } of sent.slice(0, 12)) await ask(kim, "message:edit", { room, message: _id, chat: `고친 글 ${number}` });
      for (const { _id, room } of sent.slice(12, 24)) await ask(kim, "message:react", { room, message: _id, emoji: "👍", on: true });
      key("ctrl+k");
      type(["Alpha", "Bravo", "Delta"][visit % 3]);
      key("Return");
      type(`answer ${number}`);
      key("Return");
      key("shift+Tab", "Page_Up", "Page_Up", "Page_Up", "Page_Up", "End", "Escape");
      key("ctrl+f");
      type("hoeui");
      key("Escape", "Escape");
    }
    await pause(3_000);
    memory.push(rssMiB(maru.pid));
    console.log(`hour ${hour}: ${number} messages, RSS ${memory.at(-1).toFixed(1)} MiB`);
    if (process.env.MARU_SCREENSHOT) desktop.screenshot(process.env.MARU_SCREENSHOT);
  }
  console.log(`from the first hour to the last: ${(memory.at(-1) - memory[0]).toFixed(1)} MiB more`);
}

(async () => {
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const desktop = await Desktop.start("");
  try {
    if (what === "flood") await flood(server, desktop, Number(numbers[0] ?? 60), Number(numbers[1] ?? 1_000));
    else if (what === "day") await day(server, desktop, Number(numbers[0] ?? 8));
    else throw new Error("flood or day");
  } finally {
    closeAll();
    await desktop.close();
    await server.stop();
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
