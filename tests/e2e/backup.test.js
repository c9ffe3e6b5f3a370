// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// `maru-server backup` and `restore` (docs/operations.md), of a running server and of a stopped one.

const { test, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const { spawn, spawnSync } = require("node:child_process");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { Server, run, newFolder } = require("./support/server");
const { ask, closeAll, nativeClient, until } = require("./support/client");
const { heldAt } = require("./support/heldat");
const { faultAt, killedAt } = require("./support/killedat");

const program = process.env.MARU_SERVER;
const environment = { ...process.env, MARU_BEACON: "off" };
let server;

afterEach(async () => {
  closeAll();
  if (server?.isRunning) await server.stop();
});

const backup = (data, file) => run(["backup", file, "--data", data]);
const restore = (data, file) => run(["restore", file, "--data", data]);
const rooms = (data) => {
  const listed = run(["room", "list", "--data", data]);
  assert.equal(listed.code, 0, listed.stderr);
  return listed.stdout;
};
const good = (result) => assert.equal(result.code, 0, `${result.stdout}${result.stderr}`) ?? result;
const refused = (result, code, line) => {
  assert.equal(result.code, code, `${result.stdout}${result.stderr}`);
  assert.equal(result.stdout, "");
  const lines = result.stderr.trim().split("\n").filter((one) => !one.startsWith("Data directory: "));
  assert.equal(lines.length, 1, result.stderr);
  assert.match(lines[0], line);
};

// Of every file below, but what a lock leaves.
function state(folder) {
  const files = fs.readdirSync(folder, { recursive: true }).map(String).filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return files.filter((name) => path.basename(name) !== "server.lock").sort()
    .map((name) => `${name} ${crypto.createHash("sha256").update(fs.readFileSync(path.join(folder, name))).digest("hex")}`);
}

function newStore(...names) {
  const data = newFolder();
  for (const name of names) good(run(["room", "add", name, "--data", data]));
  return data;
}

function blobPath(content) {
  const name = crypto.createHash("sha256").update(content).digest("hex");
  return path.join("files", name.slice(0, 2), name);
}

// A file as the store keeps those that people sent; only where no server runs, it would sweep it away.
function addFile(data, content) {
  const name = blobPath(content);
  fs.mkdirSync(path.join(data, path.dirname(name)), { recursive: true });
  fs.writeFileSync(path.join(data, name), content);
  return name;
}

async function history(socket, room) {
  const rows = [];
  for (let page = { last: false }; !page.last;) {
    page = await ask(socket, "message:history", { room, after: rows.at(-1)?.seq ?? 0, limit: 100 });
    assert.equal(page.ok, true, page.error);
    rows.push(...page.messages);
  }
  return rows;
}

test("under load: everything acked before is in it, it is one moment, and nobody waits for it", async () => {
  server = await Server.start();
  const file = path.join(newFolder("out"), "a.maru-backup");
  const others = await Promise.all(["김", "이", "박"].map((name) => nativeClient(server.url, name, { reconnection: false })));
  const made = await ask(others[0], "room:create", { name: "둘째", kind: "public" });
  for (const other of others.slice(1)) assert.equal((await ask(other, "room:join", { room: made.room._id })).ok, true);
  const roomIds = [others[0].lobby, made.room._id];
  // Really sent: a running server sweeps away a file that nobody sent.
  const picture = Buffer.from("a picture");
  const sent = await fetch(`${server.url}/files?room=${roomIds[0]}&name=a.txt`, {
    method: "POST", headers: { Authorization: `Bearer ${others[0].joined.token}` }, body: picture,
  });
  assert.equal(sent.status, 201, await sent.text());
  const photo = blobPath(picture);

  const acked = new Map(); // cid → message
  let isOver = false;
  const load = others.map(async (socket, who) => {
    for (let i = 0; !isOver; ++i) {
      const cid = `${who}-${i}`;
      const ack = await ask(socket, "message:send", { cid, room: roomIds[i % 2], chat: `${cid} ${"글".repeat(i % 50)}` });
      assert.equal(ack.ok, true, ack.error);
      acked.set(cid, ack.message);
    }
  });
  await until(() => acked.size > 200, "some messages");
  const before = [...acked.values()];
  const child = spawn(program, ["backup", file, "--data", server.data], { env: environment });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (said += bytes));
  const code = await new Promise((resolve) => child.on("close", resolve));
  const during = acked.size - before.length;
  isOver = true;
  await Promise.all(load);
  assert.equal(code, 0, said);
  assert.match(said, /its server runs/);
  assert.ok(during > 0, "nothing was acked while the backup was made");
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(fs.readdirSync(path.dirname(file)), ["a.maru-backup"]);
  closeAll();
  await server.stop();

  const data = newFolder();
  assert.match(good(restore(data, file)).stdout, /nothing was there/);
  for (const name of ["tls-cert.pem", "tls-key.pem", photo, path.join("files", "store")]) {
    assert.deepEqual(fs.readFileSync(path.join(data, name)), fs.readFileSync(path.join(server.data, name)), name);
  }
  server = await Server.start({ data });
  const reader = await nativeClient(server.url, "reader", { reconnection: false });
  assert.equal((await ask(reader, "room:join", { room: roomIds[1] })).ok, true);
  const rows = (await Promise.all(roomIds.map((room) => history(reader, room)))).map((all) =>
    all.filter((row) => row.user.userName !== "reader" && !row.chat.startsWith("reader ")));
  for (const room of rows) assert.deepEqual(room.map((row) => row.seq), room.map((_, i) => i + 1));
  const kept = new Map(rows.flat().filter((row) => row.cid).map((row) => [row.cid, row]));
  for (const message of before) {
    const row = kept.get(message.cid);
    assert.deepEqual([row?._id, row?.seq, row?.chat], [message._id, message.seq, message.chat]);
  }
  // One moment: whatever one author wrote before a kept line is kept too, in either room.
  for (let who = 0; who < others.length; ++who) {
    const count = [...kept.keys()].filter((cid) => cid.startsWith(`${who}-`)).length;
    for (let i = 0; i < count; ++i) assert.ok(kept.has(`${who}-${i}`), `${who}-${i} of ${count}`);
  }
  for (const row of kept.values()) assert.equal(row.chat, acked.get(row.cid).chat);
  const found = await ask(reader, "message:search", { query: before.at(-1).chat.split(" ")[0] });
  assert.ok(found.hits.some((hit) => hit.message._id === before.at(-1)._id), "the index came along");
});

test("a stopped server: the whole way there and back; the state before is kept aside", () => {
  const data = newStore("하나", "둘");
  const file = path.join(newFolder("out"), "b");
  const before = state(data);
  assert.match(good(backup(data, file)).stdout, /0 messages in 3 rooms, 0 people, 0 files/);
  assert.deepEqual(state(data), before, "a backup changes nothing");
  assert.deepEqual(spawnSync("tar", ["-tf", file], { encoding: "utf8" }).stdout.trim().split("\n"),
    ["maru-backup", "store.db", "manifest.json", "sha256"]);

  good(run(["room", "add", "셋", "--data", data]));
  const lost = addFile(data, "sent later");
  const with3 = rooms(data);
  const restored = good(restore(data, file));
  const [, aside] = /^before +(.*\/before-restore-\d{8}T\d{6}Z)$/m.exec(restored.stdout);
  assert.doesNotMatch(rooms(data), /셋/);
  assert.match(rooms(data), /둘/);
  assert.equal(fs.existsSync(path.join(data, lost)), false);
  assert.equal(fs.readFileSync(path.join(aside, lost), "utf8"), "sent later");
  fs.rmSync(path.join(data, "maru.db"));
  for (const name of fs.readdirSync(aside)) fs.renameSync(path.join(aside, name), path.join(data, name));
  assert.equal(rooms(data), with3, "moved back by hand, it is as it was");
});

test("what is refused: one line, and nothing is changed", async () => {
  const data = newStore("방");
  const out = newFolder("out");
  const file = path.join(out, "good");
  good(backup(data, file));
  const before = state(data);
  const bytes = fs.readFileSync(file);

  refused(backup(data, file), 1, /exists already: choose another name\. Nothing was changed/);
  assert.deepEqual(fs.readFileSync(file), bytes);
  refused(backup(data, path.join(out, "none", "x")), 1, /cannot be made/);
  refused(backup(newFolder(), path.join(out, "x")), 3, /There is no store at/);
  refused(run(["backup", "--data", data]), 2, /backup needs one FILE/);
  refused(run(["restore", "a", "b", "--data", data]), 2, /restore needs one FILE/);
  refused(run(["backup", "--quick", "--data", data]), 2, /backup has no flag --quick/);
  refused(run(["backup", path.join(out, "x"), "--data", data, "--db", "memory:"]), 2, /--db: Maru keeps its data in SQLite, PostgreSQL or MongoDB/);
  for (const words of [["backup", path.join(out, "x")], ["restore", path.join(out, "x")], ["check"], ["export", path.join(out, "y")]]) {
    const said = run([...words, "--data", data, "--db", "postgres://maru:geheim@127.0.0.1:1/maru"]);
    refused(said, 2, /works on SQLite stores only: other databases have tools of their own, such as pg_dump/);
    assert.ok(!said.stderr.includes("geheim"));
  }
  refused(restore(data, path.join(out, "none")), 1, /cannot be read/);
  refused(restore(data, path.join(data, "maru.db")), 1, /is no backup of a maru-server/);
  refused(run(["restore", file, "--data", data, "--db", `sqlite:${path.join(out, "other.db")}`]), 2, /not in the data directory/);

  const broken = path.join(out, "broken");
  for (const length of [0, 1, 511, 512, 1024, 1536, Math.floor(bytes.length / 2), bytes.length - 1]) {
    fs.writeFileSync(broken, bytes.subarray(0, length));
    refused(restore(data, broken), 1, /is damaged: it ends too early|is no backup/);
  }
  fs.writeFileSync(broken, Buffer.concat([bytes, Buffer.alloc(1)]));
  refused(restore(data, broken), 1, /something follows its end/);
  for (let i = 0; i < 40; ++i) {
    const at = i < 20 ? Math.floor((i * bytes.length) / 20) : crypto.randomInt(bytes.length);
    const flipped = Buffer.from(bytes);
    flipped[at] ^= 1 << crypto.randomInt(8);
    fs.writeFileSync(broken, flipped);
    refused(restore(data, broken), 1, /is damaged|is no backup|has format \d+, this maru-server knows formats up to 1/);
  }
  assert.deepEqual(state(data), before);
  assert.deepEqual(fs.readdirSync(out).sort(), ["broken", "good"]);

  server = await Server.start({ data });
  refused(restore(data, file), 1, /A server runs on this data directory: stop it first/);
  await server.stop();
});

test("a disk without room for it: one line, nothing is left, nothing is changed", () => {
  const data = newStore("방");
  const out = newFolder("out");
  const good1 = path.join(out, "good");
  good(backup(data, good1));
  const before = state(data);
  const full = (verb, file) => {
    const result = spawnSync("bash", ["-c", 'trap "" XFSZ; ulimit -f 100; exec "$0" "$@"', program, verb, file, "--data", data],
      { env: environment, encoding: "utf8" });
    refused({ ...result, code: result.status }, 1, /disk|too large/i);
  };
  full("backup", path.join(out, "x"));
  full("restore", good1);
  assert.deepEqual(state(data), before);
  assert.deepEqual(fs.readdirSync(out), ["good"]);
});

test("what the disk did not keep is no backup", async () => {
  const data = newStore("방");
  addFile(data, "x".repeat(100_000));
  const before = state(data);
  const out = newFolder("out");
  const file = path.join(out, "f");
  const creating = `${file}.creating`;
  const held = await heldAt([creating], ["backup", file, "--data", data], { call: "openat", when: 2 }); // to read it back
  const bytes = fs.readFileSync(creating);
  assert.ok(bytes.length > 100_000);
  bytes[bytes.length >> 1] ^= 4;
  fs.writeFileSync(creating, bytes);
  const { code, output } = await held.goOn();
  assert.equal(code, 1, output);
  assert.match(output, /The backup was written but cannot be read back: .*is damaged/);
  assert.equal(output.trim().split("\n").filter((one) => !one.startsWith("Data directory: ")).length, 1, output);
  assert.deepEqual(fs.readdirSync(out), []);
  assert.deepEqual(state(data), before);
  good(backup(data, file));
});

test("a store of a newer schema is not backed up, and both versions are named", () => {
  const data = newStore();
  good(run(["room", "list", "--data", data]));
  assert.equal(spawnSync("sqlite3", [path.join(data, "maru.db"), "PRAGMA user_version = 99"]).status, 0);
  refused(backup(data, path.join(newFolder("out"), "x")), 1, /has schema version 99, this maru-server knows versions up to \d+/);
});

// For each of these system calls: runs the program once for each time it makes it, killed then, and once to its end.
function killEverywhere(calls, args, look, { dense = Infinity, step = 1 } = {}) {
  let kills = 0;
  for (const call of calls) {
    for (let k = 1; ; k += k < dense ? 1 : step) {
      const { status, signal, stderr } = killedAt(call, k, args());
      assert.ok(status === 0 || signal === "SIGKILL" || status === 137, `${call} ${k}: ${status} ${signal} ${stderr}`);
      look(`${call} ${k}`);
      if (status === 0) break;
      ++kills;
    }
  }
  return kills;
}

test("kill -9 at any moment of a backup leaves no half file under its name", () => {
  const data = newStore("방");
  addFile(data, "x".repeat(3_000_000));
  const out = newFolder("out");
  const file = path.join(out, "f");
  const kills = killEverywhere(["write", "pwrite64", "fsync", "renameat2", "link", "unlink", "flock"], () => ["backup", file, "--data", data], () => {
    if (!fs.existsSync(file)) return;
    good(restore(newFolder(), file));
    fs.rmSync(file);
  }, { dense: 20, step: 9 }); // the pages of the store one by one
  assert.ok(kills > 20, `${kills} kills`);
  assert.deepEqual(fs.readdirSync(out), [], "the next backup uses or removes what was left");
});

test("kill -9 at any moment of a restore leaves the old state or the new one", () => {
  const old = newStore("낡은 방");
  const oldFile = addFile(old, "old");
  fs.writeFileSync(path.join(old, "tls-cert.pem"), "old"); // only moved about here
  const other = newStore("새 방");
  const newFile = addFile(other, "new");
  for (const name of ["tls-cert.pem", "tls-key.pem"]) fs.writeFileSync(path.join(other, name), "new");
  const file = path.join(newFolder("out"), "f");
  good(backup(other, file));

  const seen = { old: 0, new: 0 };
  let data;
  const args = () => {
    data = newFolder();
    fs.cpSync(old, data, { recursive: true });
    return ["restore", file, "--data", data];
  };
  killEverywhere(["rename", "fsync", "mkdir", "rmdir", "unlink", "unlinkat", "flock", "chmod", "fchmod", "write"], args, (when) => {
    const listed = rooms(data); // whoever opens the store next completes it
    const isNew = /새 방/.test(listed);
    assert.equal(/낡은 방/.test(listed), !isNew, when);
    assert.equal(fs.existsSync(path.join(data, newFile)), isNew, when);
    assert.equal(fs.existsSync(path.join(data, oldFile)), !isNew, when);
    assert.equal(fs.readFileSync(path.join(data, "tls-cert.pem"), "utf8"), isNew ? "new" : "old", when);
    const names = fs.readdirSync(data);
    assert.ok(!names.some((name) => /restore\.(creating|ready)/.test(name)), names.join());
    const aside = names.find((name) => name.startsWith("before-restore-"));
    assert.equal(aside !== undefined, isNew, when);
    if (isNew) assert.equal(fs.readFileSync(path.join(data, aside, oldFile), "utf8"), "old");
    ++seen[isNew ? "new" : "old"];
    fs.rmSync(data, { recursive: true });
  });
  assert.ok(seen.old > 10 && seen.new > 10, JSON.stringify(seen));
});

// The disk is full, or says no, at the k-th such call of the restore, and again when it is completed.
function failRestores(newData, file, look) {
  for (const [call, error] of [["rename", "EBUSY"], ["mkdir", "ENOSPC"]]) {
    for (let k = 1, status; status !== 0; ++k) {
      const data = newData();
      const restored = faultAt(call, k, ["restore", file, "--data", data], `error=${error}`);
      ({ status } = restored);
      assert.ok(status === 0 || status === 1, `${call} ${k}: ${status} ${restored.stderr}`);
      const isBegun = fs.existsSync(path.join(data, "restore.ready"));
      const goesOn = /The next start of the server goes on/.test(restored.stderr);
      if (status !== 0) assert.equal(goesOn, isBegun, restored.stderr);
      for (const args of [["check", "--data", data], ["backup", path.join(newFolder("out"), "x"), "--data", data], ["--port", "0", "--data", data]]) {
        if (!isBegun) break; // nothing is left to do, so nothing fails
        const again = faultAt(call, 1, args, `error=${error}`);
        if (!fs.existsSync(path.join(data, "restore.ready"))) break; // it got by without that call
        assert.ok(again.status === 1 || again.status === 3, `${call} ${k}, ${args[0]}: ${again.status} ${again.stderr}`);
      }
      look(data, isBegun || status === 0, `${call} ${k}`);
    }
  }
}

test("a restore that cannot be completed loses neither the old state nor the new one", () => {
  const old = newStore("낡은 방");
  const oldFile = addFile(old, "old");
  const other = newStore("새 방");
  const newFile = addFile(other, "new");
  const file = path.join(newFolder("out"), "f");
  good(backup(other, file));

  const seen = { old: 0, new: 0 };
  const used = () => {
    const data = newFolder();
    fs.cpSync(old, data, { recursive: true });
    return data;
  };
  failRestores(used, file, (data, isNew, when) => {
    assert.match(rooms(data), isNew ? /새 방/ : /낡은 방/, when);
    const kept = isNew ? path.join(data, fs.readdirSync(data).find((name) => name.startsWith("before-restore-"))) : data;
    assert.match(rooms(kept), /낡은 방/, when);
    assert.equal(fs.readFileSync(path.join(kept, oldFile), "utf8"), "old", when);
    ++seen[isNew ? "new" : "old"];
  });
  failRestores(newFolder, file, (data, isNew, when) => {
    if (!isNew) return assert.deepEqual(state(data), [], when);
    assert.match(rooms(data), /새 방/, when);
    assert.equal(fs.readFileSync(path.join(data, newFile), "utf8"), "new", when);
    ++seen.new;
  });
  assert.ok(seen.old >= 3 && seen.new >= 5, JSON.stringify(seen));
});

test("what is mounted cannot be moved aside: that is said before anything is", { skip: process.getuid?.() !== 0 && "needs root" }, () => {
  const other = newStore("새 방");
  const newFile = addFile(other, "new");
  for (const name of ["tls-cert.pem", "tls-key.pem"]) fs.writeFileSync(path.join(other, name), "new");
  const file = path.join(newFolder("out"), "f");
  good(backup(other, file));
  const data = newStore("낡은 방");
  fs.mkdirSync(path.join(data, "files"));
  fs.writeFileSync(path.join(data, "tls-key.pem"), "old");
  const elsewhere = newFolder("volume");
  const before = state(data);
  for (const [how, name] of [["-t tmpfs none", "files"], [`--bind ${elsewhere}`, "files"], [`--bind ${file}`, "tls-key.pem"]]) {
    const mounted = spawnSync("unshare", ["-m", "sh", "-c", `mount ${how} "${path.join(data, name)}" && exec "$0" "$@"`, program, "restore", file, "--data", data],
      { env: environment, encoding: "utf8" });
    refused({ ...mounted, code: mounted.status }, 1, new RegExp(`${path.join(data, name)} is a mount point.* Nothing was changed`));
    assert.deepEqual(state(data), before);
    assert.deepEqual(fs.readdirSync(data).filter((one) => one.includes("restore")), []);
  }
  // What is mounted where a link leads stays there.
  fs.rmdirSync(path.join(data, "files"));
  fs.symlinkSync(elsewhere, path.join(data, "files"));
  good(restore(data, file));
  assert.match(rooms(data), /새 방/);
  assert.equal(fs.readFileSync(path.join(data, newFile), "utf8"), "new");
});

test("on a share without locks the system's words are said, not that another has it, and nothing is left there", async () => {
  const refuse = (args) => faultAt("flock", "1+", args, "error=ENOLCK");
  const data = newStore("방");
  const stopped = refuse(["check", "--data", data]);
  assert.equal(stopped.status, 3, stopped.stderr);
  assert.match(stopped.stderr, /^maru-server: The data directory .* cannot be locked: No locks available\.$/m);

  server = await Server.start({ data });
  for (const verb of ["backup", "export"]) {
    const folder = newFolder("share");
    const made = refuse([verb, path.join(folder, "a"), "--data", data]);
    assert.equal(made.status, 1, made.stderr);
    assert.match(made.stderr, /^maru-server: .*\/a cannot be made: it cannot be locked there: No locks available\.$/m);
    assert.deepEqual(fs.readdirSync(folder), []);
  }
});
