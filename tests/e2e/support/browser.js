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
const { answerFrom } = require("./pageserver");

const START_MS = 60_000; // a cold start on a machine that compiles
const ANSWER_MS = 45_000; // of Chromium to one order
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

// network: the host of a Network it runs on; hosts: {name: address} and addresses are all it can reach
async function openBrowser({ network, hosts = {}, addresses = ["127.0.0.1"], args = [] } = {}) {
  const rules = Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`);
  rules.push("MAP * ~NOTFOUND", ...addresses.map((address) => `EXCLUDE ${address}`));
  const home = fs.mkdtempSync(path.join(scratch, "home-"));
  let executablePath = "/usr/bin/chromium";
  if (network) {
    executablePath = path.join(home, "chromium");
    fs.writeFileSync(executablePath, `#!/bin/sh\nexec ${network.enter.join(" ")} chromium "$@"\n`, { mode: 0o755 });
  }
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    pipe: true, // no port, so that it may be in another network
    userDataDir: path.join(home, "profile"),
    env: { ...process.env, HOME: home },
    timeout: START_MS,
    protocolTimeout: ANSWER_MS,
    acceptInsecureCerts: false,
    args: [...flags, `--host-resolver-rules=${rules.join(",")}`, ...args],
  });
  running.add(browser);
  browser.faults = []; // what no page may have: an exception that nobody caught
  return browser;
}

// A page whose exceptions are kept in browser.faults. prepare(page) comes before it is loaded, script runs in it before its own do.
async function openPage(browser, url, { prepare, script } = {}) {
  const page = await browser.newPage();
  page.on("pageerror", (error) => browser.faults.push(`${url}: ${error.stack ?? error}`));
  page.on("error", (error) => browser.faults.push(`${url}: ${error}`)); // it crashed
  await prepare?.(page);
  if (script) await page.evaluateOnNewDocument(script);
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

// Serves a folder on a free port of loopback.
async function servePages(folder) {
  const server = http.createServer(answerFrom(folder));
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

// In a page with the bundle: what support/client.js keeps of a socket, under window.
function inPage() {
  window.start = (url, options) => {
    const socket = (window.socket = io(url, { withCredentials: true, timeout: 5000, ...options }));
    Object.assign(window, { messages: [], errors: [], reasons: [], trail: [] });
    const note = () => window.trail.push(socket.io.engine.transport.name);
    socket.io.on("open", () => {
      note();
      socket.io.engine.on("upgrade", note);
    });
    socket.on("message", (message) => window.messages.push(message));
    socket.on("connect_error", (error) => window.errors.push(String(error.message)));
    socket.on("disconnect", (reason) => window.reasons.push(reason));
  };
  window.ask = (event, ...args) =>
    new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`no ack for ${event}`)), 10_000);
      window.socket.emit(event, ...args, resolve);
    });
}

const html = `<!doctype html><meta charset="utf-8"><title>Maru</title><link rel="icon" href="data:,">
<script src="socket.io.min.js"></script>`;

// Puts a page with a browser bundle of npm into a folder.
function writeBundlePage(folder, module) {
  const bundle = path.join(path.dirname(require.resolve(`${module}/package.json`)), "dist", "socket.io.min.js");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "index.html"), html);
  fs.copyFileSync(bundle, path.join(folder, "socket.io.min.js"));
}

// As until() of client.js, for what only a page knows.
async function eventually(look, what, ms = 10_000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await look();
    if (value) return value;
    if (Date.now() > end) throw new Error(`timeout: ${typeof what === "function" ? await what() : what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

module.exports = { closeBrowser, eventually, inPage, openBrowser, openPage, servePages, writeBundlePage };
