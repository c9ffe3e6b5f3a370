// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// maru-server.deb in a clean Debian 12 that booted with systemd, without any network: it runs, is confined, comes back, and goes.

const { test, before, after, beforeEach } = require("node:test");
const assert = require("node:assert/strict");
const { execFileSync, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { closeAll, connected, until } = require("../../e2e/support/client");
const { Machine } = require("./support/machine");
const { archive, packageFolder } = require("./support/packages");
const { conf, healthy, install, isHealthy, mark, person, property, says, silent } = require("./support/service");

// What purge leaves, and docs/operations.md says so: the user, what dpkg, apt and the journal remember.
const remains = [
  /^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)-?$/,
  /^\/etc\/\.pwd\.lock$/,
  /^\/var\/lib\/(dpkg|apt)\//,
  /^\/var\/log\/(dpkg|alternatives)\.log$/,
  /^\/var\/log\/(apt|journal)\//,
  /^\/var\/cache\/(apt|debconf)\//,
];

let machine;
let filesBefore;
let kim;

const files = () =>
  new Set(machine.out("find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /maru-packages \\) -prune -o -print").split("\n"));
const pid = () => property(machine, "MainPID");

before(async () => {
  machine = await Machine.start({ layers: ["server", "base"], packages: packageFolder() });
  filesBefore = files();
});
after(async () => {
  closeAll();
  await machine.stop();
});
beforeEach(() => mark(machine));

test("installed, it runs at once, is enabled, and a message is stored", async () => {
  install(machine, "/maru-packages/maru-server.deb");
  await healthy(machine);
  assert.equal(machine.out("systemctl is-enabled maru-server"), "enabled");
  assert.equal(property(machine, "ActiveState"), "active");
  kim = await person("김민수");
  await kim.say("첫 번째");
  assert.deepEqual(await kim.texts(), ["첫 번째"]);
  await says(machine, /listening on/);
  assert.equal(machine.out("stat -c '%U:%G %a' /var/lib/maru"), "_maru:_maru 700");
  assert.equal(machine.out("dpkg --audit"), "");
});

test("systemd has no complaint about the unit", () => {
  const verified = machine.run("systemd-analyze verify --man=no maru-server.service");
  assert.equal(verified.stdout + verified.stderr, "");
});

test("it is what it may be: no root, no way to more rights, nothing to write but its own", async () => {
  const status = fs.readFileSync(machine.path(`/proc/${pid()}/status`), "utf8");
  const field = (name) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(status)[1];
  assert.notEqual(field("Uid"), "0");
  assert.equal(field("NoNewPrivs"), "1");
  assert.equal(field("Seccomp"), "2");
  for (const set of ["CapEff", "CapBnd"]) assert.equal(BigInt(`0x${field(set)}`), 1n << 10n, `${set}: only CAP_NET_BIND_SERVICE`);
  const inside = (command) => machine.run(`nsenter -t ${pid()} -m -- ${command}`, { check: false });
  for (const file of ["/usr/x", "/etc/maru/x", "/var/x", "/boot/x"]) {
    assert.match(inside(`touch ${file}`).stderr, /Read-only file system/, file);
  }
  for (const folder of ["/var/lib/maru", "/var/log/maru", "/tmp"]) assert.equal(inside(`touch ${folder}/x`).code, 0, folder);
  machine.run("rm /var/lib/maru/x /var/log/maru/x");
  assert.equal(inside("ls -A /home /root").stdout.replace(/\/home:|\/root:|\s/g, ""), "");
});

test("an administrator makes a room while it runs", () => {
  machine.run("runuser -u _maru -- maru-server room add 3-2 --data /var/lib/maru");
  assert.match(machine.out("runuser -u _maru -- maru-server room list --data /var/lib/maru"), /3-2/);
});

test("reload reads the certificate again and keeps connections", async () => {
  const old = pid();
  machine.run("systemctl reload maru-server");
  await says(machine, /certificate read again/);
  assert.equal(pid(), old);
  await kim.say("두 번째");
});

test("killed, it is back by itself, with everything, and so is the client", async () => {
  const old = pid();
  machine.run(`kill -9 ${old}`);
  await until(() => !kim.socket.connected, "the connection's end");
  await connected(kim.socket);
  assert.notEqual(pid(), old);
  closeAll();
  kim = await person("김민수", kim.token);
  assert.deepEqual(await kim.texts(), ["첫 번째", "두 번째"]);
  closeAll(); // below, this process stands still while it waits for commands, and could not answer a server that says good-bye
});

test("hanging, it is ended by the watchdog and started again", async () => {
  assert.equal(property(machine, "Type"), "notify");
  assert.equal(property(machine, "WatchdogUSec"), "30s");
  // The same with less patience
  machine.run("mkdir -p /run/systemd/system/maru-server.service.d");
  fs.writeFileSync(machine.path("/run/systemd/system/maru-server.service.d/quick.conf"), "[Service]\nWatchdogSec=2\nTimeoutAbortSec=1\n");
  machine.run("systemctl daemon-reload && systemctl restart maru-server");
  await healthy(machine);
  const first = pid();
  await new Promise((resolve) => setTimeout(resolve, 5_000)); // longer than the watchdog's patience: it is fed
  assert.equal(pid(), first);
  assert.equal(property(machine, "NRestarts"), "0");

  machine.run(`kill -STOP ${first}`);
  await says(machine, /Watchdog timeout/, 20_000);
  await until(() => pid() !== first && pid() !== "0", "a new process", 20_000);
  await healthy(machine);
  machine.run("rm -r /run/systemd/system/maru-server.service.d && systemctl daemon-reload && systemctl restart maru-server");
  await healthy(machine);
});

test("a database that is away at the start is waited for as long as it takes, and so is the upgrade of a store", async () => {
  assert.equal(property(machine, "TimeoutStartUSec"), "infinity");
  const dropIn = "/run/systemd/system/maru-server.service.d";
  const tries = "/var/lib/maru/tries";
  machine.run(`systemctl stop maru-server && mkdir -p ${dropIn}`);
  fs.writeFileSync(machine.path(`${dropIn}/away.conf`), `[Service]\nExecStart=\nExecStart=/bin/sh -c "echo >>${tries}; [ $$(wc -l <${tries}) -gt 6 ] || exit 3; exec maru-server --config ${conf}"\n`);
  machine.run("systemctl daemon-reload && systemctl start --no-block maru-server");
  await healthy(machine, { ms: 40_000 });
  assert.equal(property(machine, "NRestarts"), "6");
  machine.run(`rm -r ${dropIn} ${tries} && systemctl daemon-reload && systemctl restart maru-server`);
  await healthy(machine);
});

test("a fault in the settings is one clear line, and no endless round of starts", async () => {
  const good = fs.readFileSync(machine.path(conf));
  fs.writeFileSync(machine.path(conf), "prot = 5000\n");
  assert.notEqual(machine.run("systemctl restart maru-server", { check: false }).code, 0);
  await says(machine, /maru-server\.conf:1: .*prot.*port/);
  assert.equal(property(machine, "ActiveState"), "failed");
  assert.equal(property(machine, "NRestarts"), "0");
  assert.equal(await isHealthy(), false);

  // The port of a web server, which the unit is allowed to take.
  fs.writeFileSync(machine.path(conf), "port = 443\n");
  machine.run("systemctl restart maru-server");
  await healthy(machine, { at: "http://127.0.0.1:443" });

  fs.writeFileSync(machine.path(conf), good);
  machine.run("systemctl restart maru-server");
  await healthy(machine);
});

test("a certificate that the service may not read is named", async () => {
  const good = fs.readFileSync(machine.path(conf));
  machine.run("cp /var/lib/maru/tls-cert.pem /var/lib/maru/tls-key.pem /etc/maru/ && chown root:root /etc/maru/*.pem && chmod 600 /etc/maru/*.pem");
  fs.appendFileSync(machine.path(conf), "cert = /etc/maru/tls-cert.pem\nkey = /etc/maru/tls-key.pem\n");
  assert.notEqual(machine.run("systemctl restart maru-server", { check: false }).code, 0);
  await says(machine, /maru-server: .*\/etc\/maru\/tls-cert\.pem.*(permission|Permission)/);

  machine.run("chgrp _maru /etc/maru/*.pem && chmod 640 /etc/maru/*.pem && systemctl restart maru-server");
  await healthy(machine);
  fs.writeFileSync(machine.path(conf), good);
  machine.run("rm /etc/maru/*.pem && systemctl restart maru-server");
  await healthy(machine);
});

test("data in another folder is kept where docs/operations.md lets the unit write", async () => {
  const page = fs.readFileSync(path.join(__dirname, "../../../docs/operations.md"), "utf8");
  const [, make, dropIn] = /`sudo (install -d [^`]*)`[^`]*`\/home`[^`]*`sudo systemctl edit maru-server`[^`]*```ini\n([^`]*)```/.exec(page);
  const [, place] = /^ReadWritePaths=(.*)$/m.exec(dropIn);
  const good = fs.readFileSync(machine.path(conf));
  machine.run(make);
  fs.appendFileSync(machine.path(conf), `data = ${place}\n`);
  machine.run("systemctl restart maru-server", { check: false });
  await says(machine, /Read-only file system/);

  const folder = "/etc/systemd/system/maru-server.service.d"; // where `edit` writes
  machine.run(`mkdir ${folder}`);
  fs.writeFileSync(machine.path(`${folder}/override.conf`), dropIn);
  machine.run("systemctl daemon-reload && systemctl restart maru-server");
  await healthy(machine);
  assert.equal(machine.out(`stat -c '%U %a' ${place}/maru.db`), "_maru 600");

  fs.writeFileSync(machine.path(conf), good);
  machine.run(`rm -r ${folder} ${place} && systemctl daemon-reload && systemctl restart maru-server`);
  await healthy(machine);
});

test("without any network it starts, says so, and is there when the network is", async () => {
  execFileSync("ip", ["link", "set", "lo", "down"]);
  try {
    machine.run("systemctl restart maru-server");
    assert.equal(property(machine, "ActiveState"), "active");
    assert.equal(await isHealthy(), false);
    await says(machine, /Others cannot reach this server: this machine has no network now/);
  } finally {
    execFileSync("ip", ["link", "set", "lo", "up"]);
  }
  await healthy(machine);
});

test("an address that is taken is said, and the server comes when it is free", async () => {
  machine.run("systemctl stop maru-server");
  const other = machine.begin("runuser -u _maru -- sh -c 'mkdir /tmp/other && MARU_BEACON=off maru-server --data /tmp/other'");
  await healthy(machine);
  machine.run("systemctl start maru-server", { check: false });
  await says(machine, /Port 5000 is in use/);
  other.kill(); // nsenter; the server goes by its name in its own folder
  machine.run("kill $(cat /proc/[0-9]*/stat | awk '$2 == \"(maru-server)\" {print $1}')", { check: false });
  await until(() => property(machine, "ActiveState") === "active", "the service's start", 20_000);
  await healthy(machine);
});

test("an address that comes later, as by DHCP after a power cut, is waited for", async () => {
  const good = fs.readFileSync(machine.path(conf));
  fs.appendFileSync(machine.path(conf), "listen = 10.9.9.9\n");
  try {
    machine.run("systemctl restart maru-server", { check: false });
    await says(machine, /Cannot listen on 10\.9\.9\.9, port 5000: this machine does not have that address now/);
    assert.notEqual(property(machine, "ActiveState"), "failed");
    execFileSync("ip", ["address", "add", "10.9.9.9/32", "dev", "lo"]);
    await healthy(machine, { at: "http://10.9.9.9:5000" });
  } finally {
    spawnSync("ip", ["address", "delete", "10.9.9.9/32", "dev", "lo"]);
    fs.writeFileSync(machine.path(conf), good);
  }
  machine.run("systemctl restart maru-server");
  await healthy(machine);
});

test("purged, nothing is left but what the documentation says", async () => {
  machine.run("apt-get purge -y -q maru-server");
  await silent("purge");
  machine.run("systemctl daemon-reload");
  assert.equal(machine.run("systemctl cat maru-server", { check: false }).code, 1);
  const left = [...files()].filter((file) => !filesBefore.has(file) && !remains.some((pattern) => pattern.test(file)));
  assert.deepEqual(left, []);
  assert.equal(machine.out("dpkg --audit"), "");
  assert.equal(machine.out("dpkg-query -W -f='${Package}' maru-server 2>/dev/null || true"), "");
  assert.match(machine.out("id _maru"), /_maru/);
});

test("the server of the archive is a service too, by the commands of docs/operations.md", async () => {
  const page = fs.readFileSync(path.join(__dirname, "../../../docs/operations.md"), "utf8");
  const [, block] = /^With systemd the server of the archive [^]*?```sh\n([^`]*)```/m.exec(page);
  const commands = block.replaceAll(/maru-[\d.]+-linux-x86_64/g, archive);
  assert.ok(commands.includes(`${archive}.tar.gz`));
  machine.run(`set -e; cd /maru-packages\n${commands}`);
  await healthy(machine);
  assert.equal(machine.out(`readlink /proc/${pid()}/exe`), `/opt/${archive}/bin/maru-server`);
  assert.equal(machine.out("stat -c '%U %a' /var/lib/maru"), "_maru 700");
});
