// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A seed client that chats all the while others misbehave, and must never notice.

const assert = require("node:assert/strict");
const { until } = require("./client");

const SPEAK_MS = 50;

class Witness {
  // socket: a seed client that has joined and does not reconnect
  constructor(server, socket) {
    this.server = server;
    this.socket = socket;
    this.sent = 0;
    this.acked = 0;
    this.slowestMs = 0;
    this.timer = setInterval(() => this.speak(), SPEAK_MS);
  }

  speak() {
    const start = Date.now();
    ++this.sent;
    this.socket.emit("sendMessage", `zeuge ${this.sent}`, (ack) => {
      if (ack.ok) ++this.acked;
      this.slowestMs = Math.max(this.slowestMs, Date.now() - start);
    });
  }

  stop() {
    clearInterval(this.timer);
  }

  async assertUndisturbed() {
    assert.equal(this.server.isRunning, true, `the server died: ${this.server.stderr}`);
    assert.deepEqual(this.socket.reasons, [], "the witness was disconnected");
    const goal = this.sent;
    await until(() => this.acked >= goal, "the witness' acks");
    const own = this.socket.messages.filter((message) => message.chat.startsWith("zeuge "));
    assert.deepEqual(own.map((message) => message.chat), own.map((_, i) => `zeuge ${i + 1}`));
    assert.deepEqual(this.socket.messages.length, own.length + 1, "it heard nothing but its welcome and itself");
  }
}

module.exports = { Witness };
