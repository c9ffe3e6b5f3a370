// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A seed client that chats all the while others misbehave, in a thread of its own: what it waits for is the server, not the test
// that is busy misbehaving. It sees that each of its messages is acked and comes back once, in order, and how long that took.

const { Worker, isMainThread, parentPort, workerData } = require("node:worker_threads");

const SPEAK_MS = 50;
const TICK_MS = 10;
const SETTLE_MS = 10_000;
const PREFIX = "watch ";

class Watcher {
  // url: with the namespace; resolves when it has joined
  static async start(url, name) {
    const watcher = new Watcher();
    watcher.worker = new Worker(__filename, { workerData: { url, name } });
    watcher.failed = new Promise((_, reject) => watcher.worker.on("error", reject));
    watcher.failed.catch(() => {}); // reported where it is awaited
    await watcher.next("joined");
    return watcher;
  }

  next(what) {
    const message = new Promise((resolve) => this.worker.on("message", (said) => said.what === what && resolve(said)));
    return Promise.race([message, this.failed]);
  }

  // Stops it: {sent, acked, delivered, slowestMs, faults}
  async report() {
    const said = this.next("report");
    this.worker.postMessage("report");
    const report = await said;
    await this.worker.terminate();
    return report;
  }

  terminate() {
    return this.worker.terminate();
  }
}

async function watch({ url, name }) {
  const { ask, nativeSocket, until, closeAll } = require("./client");
  const socket = await nativeSocket(url, { version: "4.7.2", auth: {}, reconnection: false });
  const joined = await ask(socket, "join", name);
  if (!joined.ok) throw new Error(`join: ${JSON.stringify(joined)}`);

  const report = { what: "report", sent: 0, acked: 0, delivered: 0, slowestMs: 0, faults: [] };
  const fault = (text) => report.faults.length < 20 && report.faults.push(text);
  const underway = new Map(); // number → {start, lateMs, isAcked, isDelivered}

  // A thread that does not get to run is no fault of the server: what its own timer was late is taken off.
  let ticked = performance.now();
  const ticks = setInterval(() => {
    const now = performance.now();
    const lateMs = Math.max(0, now - ticked - TICK_MS);
    ticked = now;
    for (const one of underway.values()) one.lateMs += lateMs;
  }, TICK_MS);

  const finish = (number, part) => {
    const one = underway.get(number);
    if (!one || one[part]) return fault(`message ${number}: ${part} twice, or for nothing`);
    one[part] = true;
    if (!one.isAcked || !one.isDelivered) return;
    underway.delete(number);
    report.slowestMs = Math.max(report.slowestMs, Math.round(performance.now() - one.start - one.lateMs));
  };

  socket.on("disconnect", (reason) => fault(`disconnected: ${reason}`));
  socket.on("message", ({ chat }) => {
    if (!chat.startsWith(PREFIX)) return; // others may be in the room
    const number = Number(chat.slice(PREFIX.length));
    if (number !== ++report.delivered) fault(`message ${number} came as number ${report.delivered}`);
    finish(number, "isDelivered");
  });
  const speaking = setInterval(() => {
    const number = ++report.sent;
    underway.set(number, { start: performance.now(), lateMs: 0, isAcked: false, isDelivered: false });
    socket.emit("sendMessage", PREFIX + number, (ack) => {
      if (!ack.ok) return fault(`message ${number}: ${JSON.stringify(ack)}`);
      ++report.acked;
      finish(number, "isAcked");
    });
  }, SPEAK_MS);

  parentPort.on("message", async () => {
    clearInterval(speaking);
    await until(() => underway.size === 0 || !socket.connected, "the last messages", SETTLE_MS).catch((error) => fault(error.message));
    clearInterval(ticks);
    socket.removeAllListeners("disconnect");
    closeAll();
    parentPort.postMessage(report);
  });
  parentPort.postMessage({ what: "joined" });
}

if (!isMainThread) watch(workerData);

module.exports = { Watcher };
