// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The browser bundle in Chromium, on a page of another origin, with credentials: over every transport, refused where the
// origin is not allowed, and through a time without network.

require("./support/watchdog");
const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { X509Certificate, createHash } = require("node:crypto");
const { Server, newFolder } = require("./support/server");
const { ask, closeAll, hears, seedClient, ways } = require("./support/client");
const { closeBrowser, eventually, inPage, openBrowser, openPage, servePages, writeBundlePage } = require("./support/browser");

const BACK_MS = 30_000;
const bundles = { "4.7.2": "sio-4.7.2", latest: "socket.io-client" };

let browser;
let pages;
let server;
let witness;

before(async () => {
  const folder = newFolder("pages");
  for (const [version, module] of Object.entries(bundles)) writeBundlePage(path.join(folder, version), module);
  pages = await servePages(folder);
  server = await Server.start();
  // As if a person had accepted the server's own certificate, and no other.
  const { publicKey } = new X509Certificate(fs.readFileSync(path.join(server.data, "tls-cert.pem")));
  const accepted = createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("base64");
  const args = [`--ignore-certificate-errors-spki-list=${accepted}`];
  browser = await openBrowser({ hosts: { "evil.example": "127.0.0.1" }, args });
  witness = await seedClient(server.url, "증인", { version: "latest" });
});
after(async () => {
  closeAll();
  if (browser) await closeBrowser(browser);
  await server?.stop();
  await pages?.close();
  assert.deepEqual(browser?.faults, []);
});

const opened = [];
test.afterEach(async () => {
  for (const page of opened.splice(0)) await page.close();
  assert.deepEqual(browser.faults, []);
});

// A page of `host` with the bundle, whose socket is on its way to `url`.
async function open({ version = "latest", host = "127.0.0.1", url = server.url, ...options }) {
  const page = await openPage(browser, `http://${host}:${pages.port}/${version}/`, { script: inPage });
  opened.push(page);
  await page.evaluate((...args) => window.start(...args), url, options);
  return page;
}

const isIn = (page) => page.evaluate(() => window.socket.connected);
const trail = (page) => page.evaluate(() => window.trail);
const seen = (page) => page.evaluate(() => ({ trail: window.trail, errors: window.errors, reasons: window.reasons }));
const errors = (page) => page.evaluate(() => window.errors);

// The page's socket got as far as `transports` says, and lost no connection on the way.
const settled = (page, transports) =>
  eventually(async () => (await trail(page)).length >= transports.length, async () => `${transports}: ${JSON.stringify(await seen(page))}`);

const join = async (page, name) => {
  const ack = await page.evaluate((who) => window.ask("join", who), name);
  assert.equal(ack.succese, true, JSON.stringify(ack));
  assert.equal(ack.user.userName, name);
};
const pageHears = (page, chat, ms) =>
  eventually(() => page.evaluate((text) => window.messages.filter((m) => m.chat === text).length, chat), `${chat} in the page`, ms);

async function talk(page, label) {
  const [mine, theirs] = [`안녕하세요 👋🏽 ${label}`, `반갑습니다 ${label}`];
  const ack = await page.evaluate((chat) => window.ask("sendMessage", chat), mine);
  assert.equal(ack.ok, true, ack.error);
  await hears(witness, mine);
  assert.equal(await pageHears(page, mine), 1);
  assert.equal((await ask(witness, "sendMessage", theirs)).ok, true);
  assert.equal(await pageHears(page, theirs), 1);
}

for (const version of Object.keys(bundles)) {
  for (const [way, transports] of Object.entries(ways)) {
    test(`${version} over ${way}, cross-origin with credentials: joins, talks and hears`, async () => {
      const page = await open({ version, transports });
      await join(page, `크롬 ${version} ${way}`);
      await settled(page, transports);
      assert.deepEqual(await seen(page), { trail: transports, errors: [], reasons: [] });
      await talk(page, `${version} ${way}`);
      const longest = "가".repeat(8000);
      assert.equal((await page.evaluate((chat) => window.ask("sendMessage", chat), longest)).ok, true);
      assert.equal(await pageHears(page, longest), 1);
      assert.deepEqual(await seen(page), { trail: transports, errors: [], reasons: [] });
    });
  }
}

for (const [way, transports] of Object.entries(ways)) {
  test(`over ${way} and TLS, with the server's own certificate once it is accepted`, async () => {
    const page = await open({ transports, url: `https://127.0.0.1:${server.port}` });
    await join(page, `크롬 TLS ${way}`);
    await settled(page, transports);
    await talk(page, `TLS ${way}`);
    assert.deepEqual(await seen(page), { trail: transports, errors: [], reasons: [] });
  });
}

test("a certificate that nobody accepted is not trusted", async () => {
  const other = await Server.start();
  try {
    const page = await open({ transports: ["websocket"], reconnection: false, url: `https://127.0.0.1:${other.port}` });
    await eventually(async () => (await errors(page)).length > 0, "connect_error");
    assert.equal(await isIn(page), false);
    await eventually(() => other.stderr.includes("TLS handshake failed with 127.0.0.1"), "the line in the log");
  } finally {
    await other.stop();
  }
});

test("a request with headers of its own is asked for first, and allowed", async () => {
  // In a browser that makes polling send a preflight.
  const page = await open({ transports: ["polling"], extraHeaders: { "X-Class": "3-2" } });
  await join(page, "머리글");
  await talk(page, "머리글");
  assert.deepEqual(await errors(page), []);
});

for (const [way, transports] of Object.entries(ways)) {
  test(`over ${way} a page of another's origin does not get in`, async () => {
    const page = await open({ host: "evil.example", transports, reconnection: false });
    await eventually(async () => (await errors(page)).length > 0, "connect_error");
    assert.match((await errors(page))[0], transports[0] === "polling" ? /^xhr poll error$/ : /^websocket error$/);
    assert.equal(await isIn(page), false);
    assert.deepEqual(await trail(page), []);
    const line = `web page refused, allow it with --origin http://evil.example:${pages.port}\n`;
    await eventually(() => server.stderr.includes(line), "the line in the log");
    assert.equal((await ask(witness, "sendMessage", `noch da ${way}`)).ok, true);
  });
}

test("a page of an origin that --origin allows gets in, over each transport, and another page does not", async () => {
  const own = await Server.start({ args: ["--origin", `http://evil.example:${pages.port}`] });
  try {
    for (const [way, transports] of Object.entries(ways)) {
      const page = await open({ host: "evil.example", url: own.url, transports });
      await join(page, `손님 ${way}`);
      await settled(page, transports);
      assert.equal((await page.evaluate(() => window.ask("sendMessage", "들어왔다"))).ok, true);
      assert.equal(await pageHears(page, "들어왔다"), 1);
    }
    const other = await open({ host: "evil.example", url: server.url, reconnection: false });
    await eventually(async () => (await errors(other)).length > 0, "connect_error");
  } finally {
    await own.stop();
  }
});

for (const [way, transports] of Object.entries(ways)) {
  test(`over ${way}: offline, online, and nothing was missed`, async () => {
    const page = await open({ transports, reconnectionDelay: 200, reconnectionDelayMax: 1000 });
    await join(page, `오프라인 ${way}`);
    await settled(page, transports);
    await talk(page, `vorher ${way}`);
    const id = await page.evaluate(() => window.socket.id);

    await page.setOfflineMode(true);
    await eventually(async () => !(await isIn(page)), "the loss");
    const missed = [1, 2, 3].map((i) => `verpasst ${i} ${way}`);
    for (const chat of missed) assert.equal((await ask(witness, "sendMessage", chat)).ok, true);
    assert.equal(await isIn(page), false);
    await page.setOfflineMode(false);

    await eventually(() => isIn(page), "the way back", BACK_MS);
    await pageHears(page, missed.at(-1));
    const heard = await page.evaluate((texts) => window.messages.map((m) => m.chat).filter((c) => texts.includes(c)), missed);
    assert.deepEqual(heard, missed);
    assert.equal(await page.evaluate(() => window.socket.id), id);
    await talk(page, `nachher ${way}`);
  });
}
