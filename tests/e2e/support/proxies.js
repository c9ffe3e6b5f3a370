// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// nginx and HAProxy on loopback, configured by the very text of docs/operations.md.

const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const { newFolder } = require("./server");
const { until } = require("./client");

const page = fs.readFileSync(path.join(__dirname, "..", "..", "..", "docs", "operations.md"), "utf8");
const START_MS = 15_000;
const TRIES = 3; // the port may be taken between our look and their bind
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

// The fenced blocks of a language on the page.
const blocks = (language) =>
  [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter((match) => match[1] === language).map((match) => match[2]);

function snippet(language) {
  const all = blocks(language);
  if (all.length !== 1) throw new Error(`docs/operations.md has ${all.length} blocks of ${language}`);
  return all[0];
}

// Puts a test's words in place of the page's; each must be there, or the page has changed.
function replaced(text, words) {
  for (const [from, to] of Object.entries(words)) {
    if (!text.includes(from)) throw new Error(`docs/operations.md does not say "${from}"`);
    text = text.replaceAll(from, to);
  }
  return text;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    const end = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });

// {folder, cert, key, both}: a certificate for 127.0.0.1
function newCertificate() {
  const folder = newFolder("cert");
  const [cert, key, both] = ["cert.pem", "key.pem", "both.pem"].map((name) => path.join(folder, name));
  const made = spawnSync("openssl", [
    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=Maru test",
    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert,
  ]);
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  fs.writeFileSync(both, fs.readFileSync(cert, "utf8") + fs.readFileSync(key, "utf8"), { mode: 0o600 });
  return { cert, key, both };
}

const kinds = {
  nginx: {
    // The part around a file of conf.d, which a distribution brings along.
    configuration: (own, folder) => `
      daemon off;
      master_process off;
      pid ${folder}/pid;
      error_log stderr warn;
      events { worker_connections 256; }
      http {
        access_log off;
        ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/${name};`).join("\n")}
        ${own}
      }
    `,
    words: ({ plain, tls, server, certificate }) => ({
      "listen 80;": `listen 127.0.0.1:${plain};`,
      "listen 443 ssl;": `listen 127.0.0.1:${tls} ssl;`,
      "127.0.0.1:5000": `127.0.0.1:${server}`,
      "/etc/ssl/maru/fullchain.pem": certificate.cert,
      "/etc/ssl/maru/privkey.pem": certificate.key,
    }),
    command: (file, folder) => ["nginx", "-e", "stderr", "-p", folder, "-c", file],
  },
  // One thread: several overtake each other, and a test wants to know that one request set out before another.
  haproxy: {
    configuration: (own) => `global\n    maxconn 256\n    nbthread 1\n\n${own}`,
    words: ({ plain, tls, server, certificate }) => ({
      "bind :80": `bind 127.0.0.1:${plain}`,
      "bind :443": `bind 127.0.0.1:${tls}`,
      "127.0.0.1:5000": `127.0.0.1:${server}`,
      "/etc/haproxy/maru.pem": certificate.both,
    }),
    command: (file) => ["haproxy", "-db", "-f", file],
  },
};

// Starts a proxy before the server at a port: {url, secureUrl, ca, stop, child}. change: what else to put into the page's text
async function startProxy(kind, server, change = {}) {
  const certificate = newCertificate();
  for (let attempt = 1; ; ++attempt) {
    const [plain, tls] = [await freePort(), await freePort()];
    const folder = newFolder(kind);
    const file = path.join(folder, "configuration");
    const own = replaced(snippet(kind), { ...change, ...kinds[kind].words({ plain, tls, server, certificate }) });
    fs.writeFileSync(file, kinds[kind].configuration(own, folder));
    const [program, ...args] = kinds[kind].command(file, folder);
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    running.add(child);
    child.errors = "";
    child.stderr.on("data", (bytes) => (child.errors += bytes));
    child.ended = new Promise((resolve) => child.on("error", resolve).on("close", resolve)).then(() => {
      running.delete(child);
      child.isOver = true;
    });
    const end = Date.now() + START_MS;
    while (!child.isOver && !(await answers(plain)) && Date.now() < end);
    if (!child.isOver && (await answers(tls))) {
      return {
        child,
        url: `http://127.0.0.1:${plain}`,
        secureUrl: `https://127.0.0.1:${tls}`,
        ca: fs.readFileSync(certificate.cert),
        stop: async () => {
          if (!child.isOver) child.kill("SIGKILL");
          await child.ended;
        },
      };
    }
    child.kill("SIGKILL");
    await child.ended;
    if (attempt === TRIES) throw new Error(`${kind} did not start: ${child.errors}`);
  }
}

module.exports = { blocks, kinds: Object.keys(kinds), replaced, snippet, startProxy };
