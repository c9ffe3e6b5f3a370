// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// From one version of maru-server.deb to another and back, settings that were edited, a dpkg that was interrupted, removal, and a
// machine without systemd.

const { test, before, after, beforeEach } = require("node:test");
const assert = require("node:assert/strict");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { ask, closeAll, connected, until } = require("../../e2e/support/client");
const { Machine } = require("./support/machine");
const { packageFolder, repack } = require("./support/packages");
const { conf, healthy, install, isHealthy, mark, person, property, says, silent } = require("./support/service");

const AWAY_MS = 5_000; // how long an upgrade may keep people waiting
const old = "/maru-packages/maru-server.deb";
const database = "/var/lib/maru/maru.db";
const keep = "-o Dpkg::Options::=--force-confold";

let folder;
let machine;
let next; // the same program under a higher version
let kim;

const version = () => machine.out("dpkg-query -W -f='${Version}' maru-server");
const read = (file) => fs.readFileSync(machine.path(file), "utf8");
const sha = () => crypto.createHash("sha256").update(fs.readFileSync(machine.path(database))).digest("hex");

// SQLite's user_version is a number at byte 60 of the file. Returns the former one.
function setSchema(version) {
  const file = fs.openSync(machine.path(database), "r+");
  const bytes = Buffer.alloc(4);
  fs.readSync(file, bytes, 0, 4, 60);
  const former = bytes.readUInt32BE();
  bytes.writeUInt32BE(version);
  fs.writeSync(file, bytes, 0, 4, 60);
  fs.closeSync(file);
  return former;
}

before(async () => {
  folder = packageFolder();
  next = repack("next", "9.0.0-1");
  machine = await Machine.start({ layers: ["server", "base"], packages: folder });
  install(machine, old);
  await healthy(machine);
  kim = await person("김민수");
  await kim.say("전");
});
after(async () => {
  closeAll();
  await machine.stop();
});
beforeEach(() => mark(machine));

test("an upgrade under load keeps every message once, in order, and the client is back in under 5 s", async () => {
  fs.appendFileSync(machine.path(conf), "# the administrator was here\n");
  const edited = read(conf);

  let upgraded = false;
  let lostAt = 0;
  let away = 0;
  kim.socket.on("disconnect", () => (lostAt = Date.now()));
  kim.socket.on("connect", () => (away = Math.max(away, Date.now() - lostAt)));
  const said = [];
  const speaking = (async () => {
    for (let i = 0; !upgraded || i < 30; ++i) {
      const chat = `동안 ${i}`;
      // As a client does: the same cid again, until there is an ack
      for (;;) {
        if (!kim.socket.connected) await connected(kim.socket, 20_000);
        const sent = ask(kim.socket, "message:send", { cid: `during-${i}`, room: kim.socket.lobby, chat }).catch(() => null);
        const lost = new Promise((resolve) => kim.socket.once("disconnect", () => resolve(null)));
        const ack = await Promise.race([sent, lost]);
        if (ack?.ok) break;
        if (ack) {
          // A new session, which has to join again
          const joined = await ask(kim.socket, "session:join", { userName: "김민수", token: kim.token });
          assert.ok(joined.ok || joined.code === "ALREADY_JOINED", JSON.stringify([ack, joined]));
        }
      }
      said.push(chat);
      await new Promise((resolve) => setTimeout(resolve, 110)); // ten a second are allowed
    }
  })();
  const before = property(machine, "MainPID");
  const upgrade = machine.begin(`apt-get install -y -q ${next}`);
  const code = await new Promise((resolve) => upgrade.on("close", resolve));
  upgraded = true;
  await speaking;
  assert.equal(code, 0);
  assert.equal(version(), "9.0.0-1");
  assert.notEqual(property(machine, "MainPID"), before, "the new program does not run");
  assert.equal(read(conf), edited);
  assert.deepEqual((await kim.texts()).slice(-said.length), said);
  console.log(`the client was away for ${away} ms`);
  assert.ok(away > 0 && away < AWAY_MS, `${away} ms`);
  closeAll(); // below, this process stands still while it waits for commands, and could not answer a server that says good-bye
});

test("settings that the package changes: an edited file is kept, the new one lies beside it", () => {
  const edited = read(conf);
  const changed = repack("changed", "9.1.0-1", (root) => fs.appendFileSync(path.join(root, conf), "# new in 9.1\n"));
  machine.run(`apt-get install -y -q ${keep} ${changed}`);
  assert.equal(read(conf), edited);
  assert.match(read(`${conf}.dpkg-dist`), /new in 9\.1/);

  // Put back as the package had it, the next one replaces it without a question.
  machine.run(`mv ${conf}.dpkg-dist ${conf}`);
  const more = repack("more", "9.2.0-1", (root) => fs.appendFileSync(path.join(root, conf), "# new in 9.2\n"));
  machine.run(`apt-get install -y -q ${more}`);
  assert.match(read(conf), /new in 9\.2/);
  assert.equal(machine.run(`ls ${conf}.dpkg-*`, { check: false }).stdout, "");
});

test("a disabled server stays disabled, and a stopped one is not started by an upgrade", async () => {
  machine.run("systemctl disable --now maru-server");
  machine.run(`apt-get install -y -q ${repack("later", "9.3.0-1")}`);
  assert.equal(machine.run("systemctl is-enabled maru-server", { check: false }).stdout.trim(), "disabled");
  assert.equal(await isHealthy(), false);
  machine.run("systemctl enable --now maru-server");
  await healthy(machine);
});

test("unpacked and never configured, dpkg --configure -a finishes it", async () => {
  machine.run(`dpkg --unpack ${repack("unpacked", "9.4.0-1")}`);
  assert.match(machine.out("dpkg --audit"), /maru-server/);
  await healthy(machine); // the old one goes on meanwhile
  machine.run("dpkg --configure -a");
  assert.equal(machine.out("dpkg --audit"), "");
  await healthy(machine);
});

test("dpkg killed at any moment: configured or installed again, it is whole", async () => {
  kim = await person("김민수", kim.token);
  const kept = await kim.texts();
  closeAll();
  const states = new Set();
  // At these parts of the time that it takes here and now when it is let be: its first third unpacks, the rest is the new start.
  // The restart waits for who has just left; the next do not.
  const whole = repack("whole", "9.4.1-1");
  machine.run("systemctl restart maru-server");
  const begun = Date.now();
  machine.run(`dpkg -i ${whole}`);
  const wholeMs = Date.now() - begun;
  for (const [i, part] of [0.03, 0.1, 0.17, 0.25, 0.33, 0.43, 0.55, 0.7].entries()) {
    const deb = repack("killed", `9.5.${i}-1`);
    const dpkg = machine.begin(`dpkg -i ${deb} & pid=$!; sleep ${((part * wholeMs) / 1000).toFixed(3)}; kill -9 $pid`);
    await new Promise((resolve) => dpkg.on("close", resolve));
    states.add(machine.out("dpkg-query -W -f='${Status}' maru-server"));
    if (machine.run("dpkg --configure -a", { check: false }).code !== 0) machine.run(`dpkg -i ${deb}`);
    else if (machine.out("dpkg --audit") !== "") machine.run(`dpkg -i ${deb}`);
    assert.equal(machine.out("dpkg --audit"), "");
  }
  console.log(`states in which dpkg was killed, of ${wholeMs} ms: ${[...states].join(", ")}`);
  assert.ok(states.size > 1, "it was always killed in the same state");
  await healthy(machine);
  kim = await person("김민수", kim.token);
  assert.deepEqual(await kim.texts(), kept);
  closeAll();
});

test("an older program over a newer store: one clear line, and nothing is touched", async () => {
  closeAll();
  machine.run("systemctl stop maru-server");
  const known = setSchema(77);
  const before = sha();
  install(machine, old);
  assert.notEqual(version()[0], "9");
  assert.equal(machine.out("dpkg --audit"), "", "a server that does not start must not leave a broken package");
  machine.run("systemctl start maru-server", { check: false });
  await says(machine, /schema version 77, this maru-server knows versions up to \d+: use the newer program; nothing was changed/);
  await until(() => Number(property(machine, "NRestarts")) > 1, "further starts", 30_000);
  machine.run("systemctl stop maru-server");
  assert.equal(sha(), before);

  setSchema(known);
  machine.run("systemctl start maru-server");
  await healthy(machine);
});

test("removed, everything stays and comes back with the package", async () => {
  machine.run("apt-get remove -y -q maru-server");
  await silent("remove");
  assert.ok(fs.existsSync(machine.path(database)));
  assert.ok(fs.existsSync(machine.path(conf)));
  install(machine, old);
  await healthy(machine);
  kim = await person("김민수", kim.token);
  assert.equal((await kim.texts())[0], "전");
});

// The commands of the page for administrators: [command, on which machine]
function movingCommands() {
  const page = fs.readFileSync(path.join(__dirname, "../../../docs/operations.md"), "utf8");
  const block = /\*\*Move to another machine\*\*[^`]*```sh\n([^`]*)```/.exec(page)[1];
  return block.trim().split("\n").map((line) => {
    const [, command, where] = /^(.*?)(?: +# on (both|the old one|the new one))?$/.exec(line);
    return [command.replaceAll("sudo ", ""), where ?? "the new one"];
  });
}

test("moved to another machine, by the commands that the documentation gives", async () => {
  closeAll();
  const commands = movingCommands();
  assert.ok(commands.length >= 4);
  const on = (place) => commands.filter(([, where]) => where === "both" || where === place).map(([command]) => command);
  machine.run(`cd /maru-packages && ${on("the old one").join(" && ")}`);
  await machine.stop();
  machine = await Machine.start({ layers: ["server", "base"], packages: folder });
  install(machine, old);
  await healthy(machine);
  machine.run(`cd /maru-packages && ${on("the new one").join(" && ")}`);
  await healthy(machine);
  kim = await person("김민수", kim.token);
  assert.equal((await kim.texts())[0], "전");
  closeAll();
});

test("without systemd nothing fails, and the server is started by hand", async () => {
  await machine.stop();
  machine = await Machine.start({ layers: ["server", "base"], packages: folder, boots: false });
  install(machine, old);
  assert.equal(machine.out("dpkg --audit"), "");
  machine.begin("exec runuser -u _maru -- maru-server --data /var/lib/maru");
  await healthy(machine);
  kim = await person("김민수");
  await kim.say("손으로");
  closeAll();
  install(machine, next);
  machine.run("apt-get purge -y -q maru-server");
  assert.equal(fs.existsSync(machine.path("/var/lib/maru")), false);
  assert.equal(machine.out("dpkg --audit"), "");
});
