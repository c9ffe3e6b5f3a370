// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A stock client in a process of its own, so that it can run on another host. Usage: nodeclient.js URL OPTIONS (JSON; ca names a file)
// Does what remote.js says.

const fs = require("node:fs");
const readline = require("node:readline");
const { io } = require("socket.io-client");

const tell = (event, value) => process.stdout.write(`${JSON.stringify({ event, value })}\n`);

const [url, text] = process.argv.slice(2);
const options = JSON.parse(text);
if (options.ca) options.ca = fs.readFileSync(options.ca);

const socket = io(url, { ...options });
const transport = () => socket.io.engine.transport.name;
socket.io.on("open", () => socket.io.engine.on("upgrade", () => tell("upgrade", transport())));
socket.on("connect", () => tell("connect", transport()));
socket.on("connect_error", (error) => tell("connect_error", `${error.message}: ${error.description?.message ?? error.description}`));
socket.on("disconnect", (reason) => tell("disconnect", reason));
socket.on("message", (message) => tell("message", message));

const orders = {
  join: (name) => socket.emit("join", name, (ack) => tell("joined", ack)),
  say: (chat) => socket.emit("sendMessage", chat, (ack) => tell("acked", ack)),
  transport: () => tell("transport", transport()),
};
const input = readline.createInterface({ input: process.stdin });
input.on("line", (line) => {
  const [order, ...rest] = line.split(" ");
  orders[order](rest.join(" "));
});
input.on("close", () => {
  socket.disconnect();
  socket.io.reconnection(false);
});
