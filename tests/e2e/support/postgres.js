// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A PostgreSQL server for one test: its own folder, a Unix socket and a port on loopback. PostgreSQL does not run as root, so where we
// are root it is another user's; setpriv sees to it that it ends with us.

const { execFileSync, spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");
const { until } = require("./client");

const START_MS = 30_000;

function programs() {
  const debian = "/usr/lib/postgresql";
  const named = process.env.MARU_POSTGRES_BIN;
  const folders = fs.existsSync(debian) ? fs.readdirSync(debian).sort().reverse().map((version) => path.join(debian, version, "bin")) : [];
  const found = [named, ...folders].find((folder) => folder && fs.existsSync(path.join(folder, "initdb")));
  if (!found) throw new Error("PostgreSQL is not installed");
  return found;
}

const isRoot = process.getuid() === 0;
const user = isRoot && /^postgres:/m.test(fs.readFileSync("/etc/passwd", "utf8")) ? "postgres" : "nobody";
const group = user === "nobody" ? "nogroup" : user;
const asOther = isRoot ? ["--reuid", user, "--regid", group, "--clear-groups"] : [];

const running = new Set();
process.on("exit", () => {
  for (const postgres of running) {
    postgres.process.kill("SIGQUIT");
    fs.rmSync(postgres.folder, { recursive: true, force: true });
  }
});

async function freePort() {
  const probe = net.createServer();
  await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

class Postgres {
  static async start() {
    const postgres = new Postgres();
    postgres.bin = programs();
    // A container may give memory no more than 64 MiB.
    const shm = fs.existsSync("/dev/shm") && fs.statfsSync("/dev/shm");
    const memory = shm && shm.bavail * shm.bsize > 2 ** 30 ? "/dev/shm" : os.tmpdir();
    postgres.folder = fs.mkdtempSync(path.join(memory, "maru-postgres-"));
    if (isRoot) execFileSync("chown", [user, postgres.folder]);
    const initdb = ["-U", "maru", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D", `${postgres.folder}/data`];
    execFileSync("setpriv", [...asOther, `${postgres.bin}/initdb`, ...initdb], { cwd: "/", stdio: "pipe" });
    postgres.port = await freePort();
    await postgres.startAgain();
    postgres.ask("CREATE DATABASE maru", "postgres");
    return postgres;
  }

  // The same folder, the same port.
  async startAgain(settings = [], sign = /database system is ready to accept connections/) {
    const flags = ["-D", `${this.folder}/data`, "-p", String(this.port), "-k", this.folder, "-c", "listen_addresses=127.0.0.1"];
    const words = [...asOther, "--pdeathsig", "QUIT", `${this.bin}/postgres`, ...flags, ...settings.flatMap((one) => ["-c", one])];
    this.log = "";
    this.process = spawn("setpriv", words, { cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
    this.process.stdout.on("data", (bytes) => (this.log += bytes));
    this.process.stderr.on("data", (bytes) => (this.log += bytes));
    running.add(this);
    this.ended = new Promise((resolve) => this.process.on("close", resolve));
    await until(() => sign.test(this.log), `PostgreSQL: ${this.log}`, START_MS);
  }

  // mode: "fast" or "immediate", as pg_ctl's
  async stop(mode = "fast") {
    this.process.kill(mode === "fast" ? "SIGINT" : "SIGQUIT");
    await this.ended;
  }

  async remove() {
    await this.stop("immediate");
    running.delete(this);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  // One row a line, columns with "|" between.
  ask(sql, database = "maru") {
    const flags = ["-X", "-q", "-A", "-t", "-h", "127.0.0.1", "-p", String(this.port), "-U", "maru", "-d", database, "-c", sql];
    const { status, stdout, stderr } = spawnSync(`${this.bin}/psql`, flags, { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  // A password that is asked from nobody here, and shown nowhere.
  url(database = "maru") {
    return `postgres://maru:gehe%20im@127.0.0.1:${this.port}/${database}`;
  }
}

module.exports = { Postgres };
