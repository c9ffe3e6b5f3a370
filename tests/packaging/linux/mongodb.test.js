// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// maru-server-mongodb.deb beside maru-server.deb in a clean Debian 12 that booted with systemd: the service keeps its messages in a
// database, and says what to install where the package is missing. What stands in for MongoDB runs outside, in the same network.

const { test, before, after, beforeEach } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const { closeAll, until } = require("../../e2e/support/client");
const { Mongo } = require("../../e2e/support/mongo");
const { Machine } = require("./support/machine");
const { packageFolder } = require("./support/packages");
const { conf, healthy, install, isHealthy, mark, person, property, says } = require("./support/service");

const LEASE_MS = 6_000; // of a server that may still be alive
const store = "/var/lib/maru";
const plugin = "/maru-packages/maru-server-mongodb.deb";

let machine;
let mongo;
let sqlite; // the settings without our line

before(async () => {
  mongo = await Mongo.start();
  machine = await Machine.start({ layers: ["server-mongodb", "base"], packages: packageFolder() });
  install(machine, "/maru-packages/maru-server.deb");
  await healthy(machine);
  sqlite = fs.readFileSync(machine.path(conf));
});
after(async () => {
  closeAll();
  await machine?.stop();
  await mongo.remove();
});
beforeEach(() => mark(machine));

const restart = (check = true) => machine.run("systemctl restart maru-server", { check });
// Every file of the store, by name and content.
const files = () => machine.out(`cd ${store} && find . -type f ! -name server.lock -exec sha256sum {} + | sort -k 2`);

async function refusedWithoutPlugin() {
  const { names } = await mongo.ask("collections");
  machine.run("systemctl stop maru-server");
  const kept = files();
  assert.notEqual(restart(false).code, 0);
  await says(machine, /^maru-server: This database needs the plugin maru_mongodb, .*: install the package maru-server-mongodb\.$/);
  assert.equal(property(machine, "ExecMainStatus"), "2");
  assert.equal(property(machine, "NRestarts"), "0");
  assert.equal(await isHealthy(), false);
  assert.equal(files(), kept);
  assert.deepEqual((await mongo.ask("collections")).names, names);
}

test("named in the settings, but not installed: one line says what to install, and nothing is written", async () => {
  fs.appendFileSync(machine.path(conf), `db = ${mongo.url()}\n`);
  await refusedWithoutPlugin();
});

test("installed, the service keeps its messages in MongoDB and reads them again", async () => {
  install(machine, plugin);
  assert.equal(machine.out("dpkg --audit"), "");
  restart();
  await healthy(machine);
  let kim = await person("김민수");
  await kim.say("안녕하세요");
  assert.equal((await mongo.find("chats", { chat: "안녕하세요" })).length, 1);
  closeAll();
  restart();
  await healthy(machine);
  kim = await person("김민수", kim.token);
  assert.deepEqual(await kim.texts(), ["안녕하세요"]);
  await kim.say("다시");
  assert.deepEqual(await kim.texts(), ["안녕하세요", "다시"]);
  closeAll();
});

test("killed, the service knows that its own lease is nobody's, and does not wait for its end", async () => {
  const holder = async () => (await mongo.find("maru_store", { _id: "store" }))[0].holder;
  assert.match((await holder()).machine, /^[0-9a-f-]{36} pid:\[\d+\]$/, "it cannot say where it runs");
  const { key } = await holder();
  machine.run(`kill -9 ${property(machine, "MainPID")}`);
  const killed = Date.now();
  await until(async () => (await holder()).key !== key, "another holder", 20_000);
  const away = Date.now() - killed;
  console.log(`taken after ${away} ms`);
  assert.ok(away < LEASE_MS, `${away} ms`);
  await healthy(machine);
});

test("a living server of another user is seen, though systemd hides its process, and keeps the store", async () => {
  machine.run("systemctl stop maru-server && mkdir /tmp/other");
  const other = "http://127.0.0.1:5001";
  const process = machine.begin(`MARU_BEACON=off exec maru-server --config ${conf} --data /tmp/other --port 5001`);
  await healthy(machine, { at: other });
  machine.run("systemctl start maru-server", { check: false });
  await says(machine, /is in use by another maru-server/, 30_000);
  machine.run("systemctl stop maru-server");
  assert.equal((await fetch(`${other}/healthz`)).status, 200);
  const ended = new Promise((resolve) => process.on("close", resolve));
  machine.run("kill $(cat /proc/[0-9]*/stat | awk '$2 == \"(maru-server)\" {print $1}')");
  await ended;
  machine.run("systemctl start maru-server");
  await healthy(machine);
});

function remove() {
  machine.run("apt-get purge -y -q maru-server-mongodb");
  assert.equal(machine.out("find / -xdev -name 'maru_mongodb*' -not -path '/proc/*'"), "");
}

test("removed, the service says again what to install, and installed again it starts by itself", async () => {
  remove();
  await refusedWithoutPlugin();
  install(machine, plugin);
  await healthy(machine);
});

test("a service that was stopped is not started by its plugin", async () => {
  machine.run("systemctl stop maru-server");
  install(machine, `--reinstall ${plugin}`);
  assert.equal(property(machine, "ActiveState"), "inactive");
});

test("removed for good, and without the line in the settings, the service goes on as before", async () => {
  remove();
  fs.writeFileSync(machine.path(conf), sqlite);
  restart();
  await healthy(machine);
  const kim = await person("이민지");
  await kim.say("여기");
  assert.deepEqual(await kim.texts(), ["여기"]);
  closeAll();
});
