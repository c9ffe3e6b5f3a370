// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Debian's Chromium without a window, with a profile of its own, and a small web server for its pages.

const fs = require("node:fs");
const http = require("node:http");
const os = require("node:os");
const path = require("node:path");
const puppeteer = require("puppeteer-core");
const { until } = require("./client");

const START_MS = 60_000; // a cold start on a machine that compiles
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "maru-browser-"));
const running = new Set();
process.on("exit", () => {
  for (const browser of running) browser.process()?.kill("SIGKILL");
  fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
});

// Nothing but what a page asks for leaves Chromium, and nothing of that leaves the machine.
const flags = [
  "--no-sandbox", // it refuses to run as root with one
  "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--disable-default-apps", "--disable-extensions", "--no-proxy-server", "--no-pings",
];

// namespace: the network namespace it runs in; hosts: {name: address} and addresses are all it can reach
async function openBrowser({ namespace, hosts = {}, addresses = ["127.0.0.1"], args = [] } = {}) {
  const rules = Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`);
  rules.push("MAP * ~NOTFOUND", ...addresses.map((address) => `EXCLUDE ${address}`));
  const home = fs.mkdtempSync(path.join(scratch, "home-"));
  let executablePath = "/usr/bin/chromium";
  if (namespace) {
    executablePath = path.join(home, "chromium");
    fs.writeFileSync(executablePath, `#!/bin/sh\nexec ip netns exec ${namespace} chromium "$@"\n`, { mode: 0o755 });
  }
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    pipe: true, // no port, so that it may be in another network
    userDataDir: path.join(home, "profile"),
    env: { ...process.env, HOME: home },
    timeout: START_MS,
    acceptInsecureCerts: false,
    args: [...flags, `--host-resolver-rules=${rules.join(",")}`, ...args],
  });
  running.add(browser);
  browser.faults = []; // what no page may have: an exception that nobody caught
  return browser;
}

// A page whose exceptions are kept in browser.faults. before: run in the page before its own scripts.
async function openPage(browser, url, before) {
  const page = await browser.newPage();
  page.on("pageerror", (error) => browser.faults.push(`${url}: ${error.stack ?? error}`));
  page.on("error", (error) => browser.faults.push(`${url}: ${error}`)); // it crashed
  if (before) await page.evaluateOnNewDocument(before);
  await page.goto(url, { waitUntil: "load" });
  return page;
}

async function closeBrowser(browser) {
  running.delete(browser);
  const child = browser.process();
  await Promise.race([browser.close(), new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  await until(() => child.exitCode !== null || child.signalCode !== null, "the end of Chromium");
}

// Serves {"/path": [type, text]} on a free port of an address.
async function servePages(pages, address = "127.0.0.1") {
  const server = http.createServer((request, response) => {
    const [type, text] = pages[request.url.split("?")[0]] ?? [];
    response.writeHead(type ? 200 : 404, { "Content-Type": `${type ?? "text/plain"}; charset=utf-8`, "Cache-Control": "no-store" });
    response.end(text ?? "");
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, address, resolve));
  return {
    port: server.address().port,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

module.exports = { closeBrowser, openBrowser, openPage, servePages };
