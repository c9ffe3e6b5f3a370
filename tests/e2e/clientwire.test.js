// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A real maru window and the real server. Over TLS: the window takes the certificate that the server made for itself, comes
// back to it after a kill -9, stops before anything is sent when there is another one, and goes on when a person trusts that.
// And behind proxies without websockets. MARU_SCREENSHOT names a file that keeps the picture of the question.

const fs = require("node:fs");
const path = require("node:path");
const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { closeAll, hears, seedClient, until } = require("./support/client");
const { Desktop, missingTools } = require("./support/desktop");
const { Relay } = require("./support/relay");
const { Server } = require("./support/server");

const missing = missingTools();
const skip = missing.length > 0 && process.env.CI !== "true" ? `not installed: ${missing.join(", ")}` : false;

const lines = { first: "암호화되었나요?", second: "다시 만났네요.", third: "새 인증서입니다." };
const listen = ["--listen", "127.0.0.1"];

let desktop; // one screen for all tests

before(async () => {
  if (!skip) desktop = await Desktop.start(Object.values(lines).join(""));
});

after(async () => {
  await desktop?.close();
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref(); // a child that is left over must not hold the test
});

// The settings of a client: its pins and tokens.
function settingsOf(child) {
  const file = path.join(child.home, ".config", "maru", "maru", "client.ini");
  return { text: fs.readFileSync(file, "utf8"), mode: fs.statSync(file).mode & 0o777 };
}

test("a window over TLS, and another certificate", { skip }, async () => {
  let server = await Server.start({ args: listen });
  let kim;
  try {
    kim = await desktop.openMaru("김민수", server.url.replace("http:", "https:"));
    const lee = await seedClient(server.url, "lee", { reconnectionDelay: 100 });
    desktop.say(kim, lines.first);
    await hears(lee, lines.first, 20_000);
    const before = settingsOf(kim);
    assert.match(before.text, /\[servers\]\n[0-9a-f]{64}=[0-9a-f]{64}\n/);
    assert.match(before.text, /\[tokens\]/);
    assert.equal(before.mode, 0o600);

    await server.kill9();
    server = await server.restart({ args: listen });
    desktop.say(kim, lines.second);
    await hears(lee, lines.second, 40_000);

    await server.stop();
    for (const name of ["tls-cert.pem", "tls-key.pem"]) fs.rmSync(path.join(server.data, name));
    server = await server.restart({ args: listen });
    const find = ["search", "--all", "--onlyvisible", "--pid", String(kim.pid), "--name", "참여|Join"];
    const question = await until(() => desktop.tool("xdotool", find).stdout.trim().split("\n")[0], "the question", 40_000);
    assert.equal(settingsOf(kim).text, before.text); // nothing is trusted by itself
    desktop.activate(question);
    desktop.screenshot(process.env.MARU_SCREENSHOT ?? path.join(desktop.scratch, "certificate.png"));
    await desktop.pressUntil(question, "alt+t", () => settingsOf(kim).text !== before.text, "the new pin");
    await until(() => desktop.tool("xdotool", find).stdout.trim() === "", "the end of the question", 20_000);
    desktop.say(kim, lines.third);
    await hears(lee, lines.third, 40_000);
    assert.equal(kim.ended, undefined);
  } finally {
    if (kim) await desktop.closeMaru(kim);
    closeAll();
    await server.stop();
  }
});

// mayUpgrade as in Relay
async function throughRelay(mayUpgrade, check) {
  let server = await Server.start({ args: listen });
  const relay = await Relay.start(server.url, mayUpgrade);
  let kim;
  try {
    kim = await desktop.openMaru("김민수", relay.url);
    const lee = await seedClient(server.url, "lee", { reconnectionDelay: 100 });
    desktop.say(kim, lines.first);
    await hears(lee, lines.first, 20_000);
    check(relay);

    await server.kill9();
    desktop.say(kim, lines.second); // into the outbox
    server = await server.restart({ args: listen });
    await hears(lee, lines.second, 40_000);
    const said = lee.messages.filter(({ user }) => user.userName === "김민수").map(({ chat }) => chat);
    assert.deepEqual(said, [lines.first, lines.second]);
    check(relay);
    assert.equal(kim.ended, undefined);
  } finally {
    if (kim) await desktop.closeMaru(kim);
    closeAll();
    relay.close();
    await server.stop();
  }
}

test("a window behind a proxy that refuses websockets, through a kill -9", { skip }, async () => {
  await throughRelay(() => false, (relay) => {
    assert.equal(relay.upgraded, 0);
    assert.ok(relay.count("POST") > 0);
  });
});

test("a window behind a proxy that lets only upgrades through, and a kill -9", { skip }, async () => {
  await throughRelay((url) => url.includes("sid="), (relay) => assert.ok(relay.upgraded > 0));
});
