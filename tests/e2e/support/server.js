// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Starts the server under test as a user would: the program named by MARU_SERVER, on a free port, in a data directory of its own.

const assert = require("node:assert/strict");
const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const program = process.env.MARU_SERVER;
if (!program) throw new Error("MARU_SERVER is not set: the path of maru-server");

const START_MS = 15_000;
const STOP_MS = 10_000; // docs/protocol.md §8

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "maru-e2e-"));
let memory; // made when a test asks for it
const running = new Set();

// The test process may die: no server outlives it, no scratch folder stays.
process.on("exit", () => {
  for (const server of running) server.process.kill("SIGKILL");
  for (const folder of [scratch, memory]) if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

function newFolder(name = "data") {
  return fs.mkdtempSync(path.join(scratch, `${name}-`));
}

// A data folder in memory where there is such a place: for what is durable and must come in time, however busy this machine's disk is.
function memoryFolder() {
  memory ??= fs.mkdtempSync(path.join(fs.existsSync("/dev/shm") ? "/dev/shm" : os.tmpdir(), "maru-e2e-"));
  return fs.mkdtempSync(path.join(memory, "data-"));
}

// The environment of a test holds nothing of the user's own settings.
function cleanEnvironment(extra = {}) {
  const env = {};
  for (const [key, value] of Object.entries(process.env)) {
    if (!/^(PORT|DB_URL|MARU_.*|XDG_.*)$/.test(key)) env[key] = value;
  }
  return { ...env, HOME: scratch, MARU_BEACON: "off", ...extra };
}

class Server {
  // data: folder; args: further flags; port: 0 for any; env, cwd: as spawn's; flags: instead of all flags; network: its Network's host;
  // wrapper: a command that becomes the server
  constructor({ data = newFolder(), args = [], port = 0, env = {}, cwd = newFolder("cwd"), flags, network, wrapper = [] } = {}) {
    this.data = data;
    this.cwd = cwd;
    this.stdout = "";
    this.stderr = "";
    const all = flags ?? ["--port", String(port), "--data", data, "--rate-limit", "off", ...args];
    const [command, ...words] = [...(network?.enter ?? []), ...wrapper, program, ...all];
    this.process = spawn(command, words, { cwd, env: cleanEnvironment(env), stdio: ["ignore", "pipe", "pipe"] });
    running.add(this);
    this.process.stdout.on("data", (bytes) => (this.stdout += bytes));
    this.process.stderr.on("data", (bytes) => (this.stderr += bytes));
    // code is null when a signal ended it; stdout and stderr are complete by then
    this.ended = new Promise((resolve) => {
      this.process.on("error", (error) => resolve({ code: -1, signal: String(error) }));
      this.process.on("close", (code, signal) => resolve({ code, signal }));
    }).finally(() => running.delete(this));
  }

  static async start(options) {
    const server = new Server(options);
    await server.listening();
    return server;
  }

  // Waits for the one line that says where it listens.
  async listening() {
    const line = await new Promise((resolve, reject) => {
      const look = () => {
        const end = this.stdout.indexOf("\n");
        if (end >= 0) resolve(this.stdout.slice(0, end));
      };
      this.process.stdout.on("data", look);
      look();
      this.ended.then(({ code, signal }) => reject(new Error(`the server ended (${code ?? signal}): ${this.stderr}`)));
      const timer = setTimeout(() => reject(new Error(`no listening line: ${this.stdout}${this.stderr}`)), START_MS);
      timer.unref();
    });
    const match = /^maru-server listening on (https?:\/\/(\S+):(\d+))$/.exec(line);
    if (!match) throw new Error(`not the listening line: ${JSON.stringify(line)}`);
    this.url = match[1];
    this.host = match[2];
    this.port = Number(match[3]);
    return this;
  }

  get isRunning() {
    return running.has(this);
  }

  async kill9() {
    this.process.kill("SIGKILL");
    await this.ended;
  }

  // Asks it to stop; resolves to {code, signal, ms}. In a build with sanitizers, what one of them reported is an error.
  async stop(signal = "SIGTERM") {
    const start = Date.now();
    if (this.isRunning) this.process.kill(signal);
    const timer = setTimeout(() => this.process.kill("SIGKILL"), STOP_MS + 5_000);
    const result = await this.ended;
    clearTimeout(timer);
    if (/Sanitizer|runtime error: /.test(this.stderr)) throw new Error(this.stderr);
    return { ...result, ms: Date.now() - start };
  }

  // The same data, the same port, a new process.
  restart(options = {}) {
    return Server.start({ data: this.data, port: this.port, ...options });
  }
}

// Runs a subcommand to its end: {code, stdout, stderr}
function run(args, { env = {}, cwd = newFolder("cwd"), timeout = 20_000 } = {}) {
  const result = spawnSync(program, args, { cwd, env: cleanEnvironment(env), encoding: "utf8", timeout });
  if (result.error) throw result.error;
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

// A copy of the program in a folder of its own, without what lies beside it: no plugin of ours, and of Qt's none with `qt` false.
// As a wrapper it runs instead of the one under test.
function aloneServer({ qt = true } = {}) {
  const folder = path.join(newFolder("bare"), "bin");
  fs.mkdirSync(folder);
  const copy = path.join(folder, "maru-server");
  fs.copyFileSync(program, copy);
  fs.chmodSync(copy, 0o755);
  if (!qt) fs.writeFileSync(path.join(folder, "qt.conf"), "[Paths]\nPlugins=/nonexistent\n");
  return { program: copy, wrapper: ["sh", "-c", 'shift; exec "$0" "$@"', copy] };
}

// The one line with which a server on the database `url` does not start, its exit code, and nothing in its data directory; `gehe` is in the tests' passwords.
async function refusal(url, code, more = {}) {
  const refused = new Server({ args: ["--db", url], ...more });
  const ended = await refused.ended;
  assert.equal(ended.code, code, refused.stderr);
  assert.equal(refused.stdout, "");
  assert.doesNotMatch(refused.stderr, /gehe/);
  assert.deepEqual(fs.readdirSync(refused.data), []);
  const lines = refused.stderr.trimEnd().split("\n");
  assert.equal(lines.length, 1, refused.stderr);
  return lines[0];
}

// What /healthz says whenever the store takes no messages: to anybody who asks, so without a path, a host or a database's words.
const storeReason = "The store does not take messages; the server's log says why.";

module.exports = { Server, aloneServer, memoryFolder, newFolder, refusal, run, storeReason };
