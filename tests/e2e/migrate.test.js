// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";
require("./support/watchdog");

// `maru-server migrate FROM TO` (docs/operations.md) between SQLite and PostgreSQL: nothing is lost on the way, wherever it is killed, and
// what may not be touched is not.

const { test, before, after, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { Server, run, newFolder } = require("./support/server");
const { Postgres } = require("./support/postgres");
const { ask, closeAll, nativeClient } = require("./support/client");
const { killedAt } = require("./support/killedat");
const { dump, fileOf, filledStore, good, migrate, refused, sql, sqliteUrl, state } = require("./support/stores");

let postgres;
let server;
let source; // folder of a store that has something of everything; only read
let kim; // her token, lobby and first message

const empty = () => postgres.ask("SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
const copyOf = (folder) => {
  const copy = newFolder("copy");
  fs.copyFileSync(fileOf(folder), fileOf(copy));
  return copy;
};

before(async () => {
  postgres = await Postgres.start();
  ({ source, ...kim } = await filledStore());
});
after(() => postgres?.remove());
afterEach(async () => {
  closeAll();
  if (server?.isRunning) await server.stop();
});

test("to PostgreSQL and back: every row is the same, and the server goes on there", async () => {
  empty();
  const untouched = state(source);
  const there = good(migrate(sqliteUrl(source), postgres.url(), ["--data", source]));
  assert.match(there.stdout, /^from +sqlite:.*\nto +postgres:\/\/127/);
  assert.match(there.stdout, new RegExp(`holds +${Number(sql(fileOf(source), "SELECT count(*) FROM messages"))} messages in 3 rooms, 3 people, 1 files`));
  assert.match(there.stdout, /verified +every record is the same in both/);
  assert.match(there.stdout, /files +1234 bytes of them stay in .*\/files: go on with this data directory/);
  assert.doesNotMatch(there.stdout + there.stderr, /gehe/);
  for (const step of ["reading", "copying", "verifying"]) assert.match(there.stderr, new RegExp(`^${step} +\\d+ of \\d+ records, \\d+ s$`, "m"));
  assert.deepEqual(state(source), untouched);

  const back = newFolder("back");
  good(migrate(postgres.url(), sqliteUrl(back)));
  assert.equal(dump(back), dump(source));
  // The one file, whose bytes stay where they were.
  const checked = run(["check", "--data", back]);
  assert.match(checked.stdout, /^the file [^\n]* is missing\n$/, checked.stderr);

  for (const [from, to] of [[sqliteUrl(source), postgres.url()], [postgres.url(), sqliteUrl(back)]]) {
    const again = good(migrate(from, to));
    assert.match(again.stdout, /everything was there before, the same in both; nothing was added/);
  }
  assert.equal(dump(back), dump(source));

  for (const args of [["--db", postgres.url()], ["--db", sqliteUrl(back)]]) {
    server = await Server.start({ args });
    const socket = await nativeClient(server.url, "kim", { token: kim.token });
    const page = await ask(socket, "message:history", { room: kim.lobby, after: 0, limit: 5 });
    const kept = page.messages.find((message) => message._id === kim.first._id);
    assert.equal(kept.chat, kim.first.chat);
    assert.equal(kept.seq, kim.first.seq);
    assert.deepEqual(kept.reactions.map((one) => one.emoji), ["👍", "❤️"]);
    assert.equal(kept.files[0].name, "그림 '1'.png");
    const seen = await ask(socket, "message:send", { room: kim.lobby, cid: "first", chat: kim.first.chat });
    assert.deepEqual([seen.ok, seen.duplicate, seen.message._id], [true, true, kim.first._id]);
    const next = await ask(socket, "message:send", { room: kim.lobby, cid: "next", chat: "다음" });
    const last = Number(sql(fileOf(source), `SELECT seq FROM rooms WHERE id = '${kim.lobby}'`));
    assert.equal(next.message.seq, last + 1);
    const found = await ask(socket, "message:search", { query: "회의" });
    assert.deepEqual(found.hits.map((hit) => hit.message._id), [kim.first._id]);
    closeAll();
    await server.stop();
  }
  refused(migrate(sqliteUrl(source), postgres.url()), 3, /holds this store already, and one of the two has changed since: nothing was added/);
});

test("- is the store of the settings: its password stands in a file or in DB_URL, and in no argument", () => {
  empty();
  const config = path.join(newFolder("config"), "maru.conf");
  fs.writeFileSync(config, `db = ${postgres.url()}\n`);
  const there = good(migrate(sqliteUrl(source), "-", ["--config", config, "--data", source]));
  assert.match(there.stdout, /verified +every record is the same in both/);
  const back = newFolder("back");
  const again = good(run(["migrate", "-", sqliteUrl(back)], { env: { DB_URL: postgres.url() } }));
  assert.equal(dump(back), dump(source));
  assert.doesNotMatch(there.stdout + there.stderr + again.stdout + again.stderr, /gehe/);
  refused(migrate("-", "-", ["--config", config]), 2, /FROM and TO are the same store/);
});

test("U+0000, which PostgreSQL's texts cannot hold, comes as U+FFFD", () => {
  empty();
  const copy = copyOf(source);
  sql(fileOf(copy), "UPDATE tokens SET name = 'a' || char(0) || 'b'");
  assert.match(good(migrate(sqliteUrl(copy), postgres.url())).stdout, /verified +every record is the same in both/);
  assert.match(good(migrate(sqliteUrl(copy), postgres.url())).stdout, /everything was there before, the same in both; nothing was added/);
  assert.equal(postgres.ask("SELECT DISTINCT name FROM tokens"), "a\ufffdb");
});

// One of many moments each; every run makes the same calls in the same order.
function killEverywhere({ target, calls, complete, startRefused }) {
  const untouched = state(source);
  const whole = dump(source);
  const args = ["migrate", sqliteUrl(source)];
  let kills = 0;
  let unfinished = 0;
  for (const [call, stride] of calls) {
    for (let k = 1; ; k += stride) {
      const to = target();
      const killed = killedAt(call, k, [...args, to.url]);
      if (killed.signal !== "SIGKILL" && killed.status !== 137) {
        assert.equal(killed.status, 0, killed.stderr);
        break;
      }
      ++kills;
      if (!complete(to)) {
        if (unfinished++ % 8 === 0) startRefused(to);
      }
      good(run([...args, to.url]));
      assert.equal(dump(to.asSqlite()), whole, `${call} ${k}`);
      assert.deepEqual(state(source), untouched, `${call} ${k}`);
    }
  }
  assert.ok(kills > 20 && unfinished > 10, `${kills} kills, ${unfinished} unfinished`);
}

test("killed at any moment on the way to SQLite: no half of a store, and the next run completes it", () => {
  killEverywhere({
    target: () => {
      const folder = newFolder("killed");
      return { folder, url: sqliteUrl(folder), asSqlite: () => folder };
    },
    calls: [["pwrite64", 29], ["fdatasync", 3], ["fsync", 1], ["rename", 1], ["renameat2", 1], ["unlink", 2]],
    complete: ({ folder }) => fs.existsSync(fileOf(folder)),
    startRefused: ({ folder, url }) => {
      if (!fs.existsSync(`${fileOf(folder)}.migrating`)) return; // nothing of it is there yet
      refused(run(["--port", "0", "--data", folder, "--db", url]), 3, /is a copy of another store that is not finished: run maru-server migrate again/);
    },
  });
});

test("killed at any moment on the way to PostgreSQL: the same", () => {
  const has = (table) => postgres.ask(`SELECT to_regclass('${table}') IS NOT NULL`) === "t";
  killEverywhere({
    target: () => {
      empty();
      const asSqlite = () => {
        const folder = newFolder("back");
        good(migrate(postgres.url(), sqliteUrl(folder)));
        return folder;
      };
      return { url: postgres.url(), asSqlite };
    },
    calls: [["sendto", 9]],
    complete: () => has("maru_store") && !has("maru_migration"),
    startRefused: () => {
      if (!has("maru_migration")) return;
      refused(run(["--port", "0", "--data", newFolder(), "--db", postgres.url()]), 3, /holds a copy of another store that is not finished/);
      refused(migrate(postgres.url(), sqliteUrl(newFolder())), 3, /holds a copy that is not finished: finish that one first/);
    },
  });
});

test("a store that a server has is refused, on either side, and so is one that was killed and not stopped taken", async () => {
  empty();
  const live = copyOf(source);
  server = await Server.start({ data: live });
  refused(migrate(sqliteUrl(live), postgres.url()), 3, /is in use by another maru-server\. Stop the server first/);
  refused(migrate(sqliteUrl(source), sqliteUrl(live)), 3, /is in use by another maru-server/);
  assert.equal(postgres.ask("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"), "0");
  server.process.kill("SIGKILL");
  await server.ended;
  const untouched = state(live); // with what its write-ahead log holds
  good(migrate(sqliteUrl(live), postgres.url()));
  assert.deepEqual(state(live), untouched);

  server = await Server.start({ args: ["--db", postgres.url()] });
  const target = newFolder("target");
  refused(migrate(postgres.url(), sqliteUrl(target)), 3, /is in use by another maru-server \(.*, process \d+, since .*\): one server has a store/);
  refused(migrate(sqliteUrl(source), postgres.url()), 3, /is in use by another maru-server \(.*process \d+/);
  assert.deepEqual(state(target), []);
});

test("what it cannot do is said in one line, and nothing is changed", () => {
  empty();
  const target = newFolder("target");
  const to = sqliteUrl(target);
  refused(run(["migrate"]), 2, /needs two database URLs, FROM and TO/);
  refused(run(["migrate", sqliteUrl(source)]), 2, /needs two database URLs/);
  refused(run(["migrate", sqliteUrl(source), to, "--fast"]), 2, /has no flag --fast/);
  refused(migrate(sqliteUrl(source), sqliteUrl(source)), 2, /FROM and TO are the same store/);
  refused(migrate(sqliteUrl(source), `sqlite:${path.join(source, "b.db")}`), 2, /are in the same folder/);
  refused(migrate("memory:", to), 2, /A store in memory is gone with its server/);
  refused(migrate(sqliteUrl(source), "memory:"), 2, /A store in memory is gone with its server/);
  refused(migrate("oracle://x", to), 2, /unknown scheme oracle/);
  refused(migrate(sqliteUrl(path.join(target, "nowhere")), to), 3, /There is no store at/);
  refused(migrate(sqliteUrl(target), postgres.url()), 3, /There is no store at/);
  refused(migrate(postgres.url(), to), 3, /holds no store of Maru/);
  refused(migrate(sqliteUrl(source), "postgres://maru:gehe%20im@127.0.0.1:1/maru"), 3, /cannot be reached/);
  refused(migrate(sqliteUrl(source), postgres.url("nowhere")), 3, /does not let us in/);
  postgres.ask("CREATE TABLE zebras (id INTEGER)");
  refused(migrate(sqliteUrl(source), postgres.url()), 3, /belongs to another program \(it has zebras\)/);
  empty();

  const other = newFolder("other");
  good(run(["room", "list", "--data", other]));
  const untouched = state(other);
  refused(migrate(sqliteUrl(source), sqliteUrl(other)), 3, /holds another store already: name a new place; nothing was changed/);
  assert.deepEqual(state(other), untouched);

  const foreign = newFolder("foreign");
  sql(fileOf(foreign), "CREATE TABLE zebras (id INTEGER);");
  refused(migrate(sqliteUrl(source), sqliteUrl(foreign)), 3, /belongs to another program/);
  refused(migrate(sqliteUrl(foreign), to), 3, /belongs to another program/);
  fs.writeFileSync(fileOf(foreign), "not a database, whatever its name is".repeat(100));
  refused(migrate(sqliteUrl(foreign), to), 3, /is no database/);
  for (const [schema, line] of [[2, /has schema version 2, .*: start the server on it once, which upgrades it/], [99, /has schema version 99, .*: use the newer program/]]) {
    const aged = copyOf(source);
    sql(fileOf(aged), `PRAGMA user_version = ${schema};`);
    refused(migrate(sqliteUrl(aged), to), 3, line);
  }
  const damaged = copyOf(source);
  sql(fileOf(damaged), "UPDATE rooms SET seq = seq + 1, rev = rev + 1 WHERE seq > 0;");
  refused(migrate(sqliteUrl(damaged), to), 3, /is damaged: room .* has other messages than its counters say/);
  assert.deepEqual(state(target), []);
});
