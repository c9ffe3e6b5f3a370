// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The server that a package has put into a machine.

const assert = require("node:assert/strict");
const { ask, nativeClient, until } = require("../../../e2e/support/client");

const url = "http://127.0.0.1:5000";
const conf = "/etc/maru/maru-server.conf";

const property = (machine, name) => machine.out(`systemctl show -P ${name} maru-server`);
// What the server says from here on is what counts.
function mark(machine) {
  machine.mark = /^-- cursor: (.*)$/m.exec(machine.run("journalctl -n 1 --no-pager -q --show-cursor", { check: false }).stdout)?.[1];
}
const journal = (machine) => machine.out(`journalctl --no-pager -o cat -u maru-server ${machine.mark ? `--after-cursor '${machine.mark}'` : ""}`);
const install = (machine, deb) => machine.run(`apt-get install -y -q --allow-downgrades ${deb}`);

async function isHealthy(at = url) {
  try {
    return (await fetch(`${at}/healthz`)).ok;
  } catch {
    return false;
  }
}

async function healthy(machine, { at = url, ms = 20_000 } = {}) {
  const end = Date.now() + ms;
  while (!(await isHealthy(at))) {
    if (Date.now() > end) throw new Error(`no answer at ${at}: ${machine.run("journalctl --no-pager -n 20", { check: false }).stdout}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

let said = 0;

async function silent(what) {
  const end = Date.now() + 20_000;
  while (await isHealthy()) {
    if (Date.now() > end) throw new Error(`still answering: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// A person whose device keeps their name: {socket, say(text), texts()}
async function person(userName, token) {
  const socket = await nativeClient(url, userName, { token });
  return {
    socket,
    token: socket.joined.token ?? token,
    async say(chat) {
      const ack = await ask(socket, "message:send", { cid: `c${process.pid}-${++said}`, room: socket.lobby, chat });
      assert.equal(ack.ok, true, JSON.stringify(ack));
    },
    async texts() {
      const ack = await ask(socket, "message:history", { room: socket.lobby, limit: 100 });
      assert.equal(ack.ok, true, JSON.stringify(ack));
      return ack.messages.filter((message) => message.user.id !== null).map((message) => message.chat);
    },
  };
}

// The line of the journal since the mark that says this
const says = (machine, pattern, ms) => until(() => journal(machine).split("\n").find((line) => pattern.test(line)), () => `${pattern} in ${journal(machine)}`, ms);

module.exports = { conf, healthy, install, isHealthy, journal, mark, person, property, says, silent, url };
