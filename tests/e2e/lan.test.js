// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A server without a flag lets a LAN in. Host A runs it, host B serves the seed's React client on port 3000 as `npm start` would, a
// person on host C opens that page in Chromium. D is another person's, P has a public address.

require("./support/watchdog");
const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const esbuild = require("esbuild");
const { Server, newFolder } = require("./support/server");
const { until, ways } = require("./support/client");
const { Network } = require("./support/network");
const { Remote, endAll } = require("./support/remote");
const { closeBrowser, eventually, inPage, openBrowser, openPage, writeBundlePage } = require("./support/browser");

const BACK_MS = 30_000;
const addresses = { a: "10.77.0.1", b: "10.77.0.2", c: "10.77.0.3", d: "10.77.0.4" };
const publicAddresses = { a: "203.0.113.1", p: "203.0.113.9" }; // for examples, RFC 5737; here only inside the namespaces
const url = `http://${addresses.a}:5000`;
const site = `http://${addresses.b}:3000`;

let network;
let server;
let pages;
let browser;
const home = newFolder("home");
const data = path.join(home, ".local", "state", "maru");

// As a person would: no flag, a home without anything.
const startServer = () => Server.start({ flags: [], data, env: { HOME: home }, network: network.hosts.a });

before(async () => {
  network = new Network({
    a: [`${addresses.a}/24`, `${publicAddresses.a}/24`],
    b: [`${addresses.b}/24`],
    c: [`${addresses.c}/24`],
    d: [`${addresses.d}/24`],
    p: [`${publicAddresses.p}/24`],
  });
  const folder = newFolder("site");
  const source = path.join(__dirname, "seed-client");
  await esbuild.build({
    entryPoints: [path.join(source, "src", "index.jsx")],
    outfile: path.join(folder, "bundle.js"),
    bundle: true,
    nodePaths: process.env.NODE_PATH.split(path.delimiter),
    jsx: "automatic",
    define: {
      "process.env.NODE_ENV": '"development"',
      "process.env.REACT_APP_SERVER": JSON.stringify(url),
      "process.env.REACT_APP_CLASS_CODE": "undefined",
    },
    logLevel: "error",
  });
  fs.copyFileSync(path.join(source, "index.html"), path.join(folder, "index.html"));
  writeBundlePage(path.join(folder, "stock"), "socket.io-client");
  pages = network.hosts.b.spawn(["node", path.join(__dirname, "support", "pageserver.js"), folder, addresses.b, "3000"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  pages.stdout.on("data", (bytes) => (said += bytes));
  server = await startServer();
  browser = await openBrowser({ network: network.hosts.c, addresses: Object.values(addresses) });
  await until(() => said.startsWith("serving"), "the page's server");
});
process.on("exit", () => pages?.kill("SIGKILL"));
after(async () => {
  await endAll();
  if (browser) await closeBrowser(browser);
  pages?.kill("SIGKILL");
  await server?.stop();
  network?.remove();
  assert.deepEqual(browser?.faults, []);
});

function remote(host, where, options) {
  const command = [...network.hosts[host].enter, "node", path.join(__dirname, "support", "nodeclient.js"), where, JSON.stringify(options)];
  return new Remote(command);
}

test("it listens on port 5000 and keeps its data in the home of its user", () => {
  assert.equal(server.port, 5000);
  assert.ok(fs.existsSync(path.join(data, "maru.db")));
});

test("the seed's page joins, talks and hears, and is caught up after kill -9", async () => {
  const handshakes = { tried: 0, done: 0 };
  const page = await openPage(browser, site, {
    prepare: async (fresh) => {
      fresh.on("dialog", (dialog) => dialog.accept("김민수"));
      const devtools = await fresh.createCDPSession();
      await devtools.send("Network.enable");
      devtools.on("Network.webSocketCreated", () => ++handshakes.tried);
      devtools.on("Network.webSocketHandshakeResponseReceived", () => ++handshakes.done);
    },
  });
  const lines = () => page.evaluate(() => [...document.querySelectorAll("li span")].map((line) => line.textContent));
  const shows = (chat, ms) => eventually(async () => (await lines()).includes(chat), async () => `${chat} in ${await lines()}`, ms);
  const type = async (chat) => {
    await page.type("input", chat);
    await page.click("button");
  };
  await shows("김민수 님이 채팅방에 들어왔습니다.");

  const lee = remote("d", url, { transports: ["websocket"], reconnectionDelay: 100, reconnectionDelayMax: 200 });
  assert.equal((await lee.join("이영희")).succese, true);
  await type("안녕하세요");
  assert.equal((await lee.hears("안녕하세요")).user.userName, "김민수");
  await shows("안녕하세요");
  assert.equal(await page.$eval("li.mine span", (line) => line.textContent), "안녕하세요");
  assert.equal((await lee.say("반갑습니다")).ok, true);
  await shows("반갑습니다");

  const before = { ...handshakes };
  await server.kill9();
  await until(() => handshakes.tried > before.tried, "the page's first try", BACK_MS);
  await page.setOfflineMode(true); // its next one is 2 s away, or more: it must not come before all was missed
  server = await startServer();
  await lee.tells("connect", undefined, 1, BACK_MS);
  const missed = ["하나", "둘", "셋"];
  for (const chat of missed) assert.equal((await lee.say(chat)).ok, true);
  assert.equal(handshakes.done, before.done, "the page came back before anything was missed: the test proves nothing");
  await page.setOfflineMode(false);

  await shows("셋", BACK_MS);
  await type("다시 왔어요"); // without a second join
  assert.equal((await lee.hears("다시 왔어요")).user.userName, "김민수");
  await shows("다시 왔어요");
  const chats = (await lines()).filter((line) => !line.endsWith("들어왔습니다."));
  assert.deepEqual(chats, ["안녕하세요", "반갑습니다", ...missed, "다시 왔어요"]);
  assert.equal((await lines()).filter((line) => line === "김민수 님이 채팅방에 들어왔습니다.").length, 1);
  await page.close();
  await lee.end();
});

for (const [way, transports] of Object.entries(ways)) {
  test(`a page of another private host gets in over ${way} with credentials`, async () => {
    const page = await openPage(browser, `${site}/stock/`, { script: inPage });
    await page.evaluate((...args) => window.start(...args), url, { transports });
    const ack = await page.evaluate(() => window.ask("join", "박철수"));
    assert.equal(ack.succese, true, ack.error);
    await eventually(() => page.evaluate((count) => window.trail.length === count, transports.length), way);
    assert.deepEqual(await page.evaluate(() => window.trail), transports);
    assert.equal((await page.evaluate((chat) => window.ask("sendMessage", chat), `안녕 ${way}`)).ok, true);
    await eventually(() => page.evaluate((chat) => window.messages.some((one) => one.chat === chat), `안녕 ${way}`), "its own message");
    assert.deepEqual(await page.evaluate(() => window.errors), []);
    await page.close();
  });
}

test("from a public address plain text is refused with 426 and a sentence", async () => {
  for (const target of ["/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=4&transport=websocket"]) {
    const { stdout } = network.hosts.p.run(["curl", "-sS", "-i", "-m", "5", `http://${publicAddresses.a}:5000${target}`]);
    assert.match(stdout, /^HTTP\/1\.1 426 /);
    const [head, body] = stdout.split("\r\n\r\n");
    assert.match(head, /\r\nUpgrade: /i);
    assert.match(body, /https:\/\/|TLS/);
  }
  for (const way of Object.keys(ways)) {
    const client = remote("p", `http://${publicAddresses.a}:5000`, { transports: ways[way], reconnection: false });
    assert.match(await client.tells("connect_error"), /426/);
    await client.end();
  }
});

test("from a public address TLS gets in, over each transport", async () => {
  for (const way of Object.keys(ways)) {
    const client = remote("p", `https://${publicAddresses.a}:5000`, { transports: ways[way], ca: path.join(data, "tls-cert.pem") });
    await client.tells("connect");
    if (ways[way].length > 1) await client.tells("upgrade");
    assert.equal(await client.transport(), ways[way].at(-1));
    assert.equal((await client.join(`멀리서 ${way}`)).succese, true);
    const ack = await client.say(`안녕하세요 ${way}`);
    assert.equal(ack.ok, true, ack.error);
    await client.hears(`안녕하세요 ${way}`);
    await client.end();
  }
});
