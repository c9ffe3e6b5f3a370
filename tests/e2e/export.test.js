// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// `maru-server export`: what people wrote, as JSON lines and as pages in which nothing runs.

const { test, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { Server, run, newFolder } = require("./support/server");
const { ask, closeAll, nativeClient } = require("./support/client");
const { killedAt } = require("./support/killedat");

const hostile = `</p><script>alert(1)</script><img src=x onerror=alert(2)> "'&amp; ${"ㅎㅇ ".repeat(5)}\u202e%1 %2\n둘째 줄`;
let server;

afterEach(async () => {
  closeAll();
  if (server?.isRunning) await server.stop();
});

const sha256 = (bytes) => crypto.createHash("sha256").update(bytes).digest("hex");
const exported = (data, ...words) => run(["export", ...words, "--data", data]);
const jsonLines = (file) => fs.readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));

test("all rooms of a running server, whole and in order, with edits, answers and reactions", async () => {
  server = await Server.start();
  const { data } = server;
  const kim = await nativeClient(server.url, "김<b>민수", { reconnection: false });
  const lee = await nativeClient(server.url, "이영희", { reconnection: false });
  const send = async (socket, room, chat, more = {}) => {
    const ack = await ask(socket, "message:send", { cid: `${Math.random()}`, room, chat, ...more });
    assert.equal(ack.ok, true, ack.error);
    return ack.message;
  };
  const secret = (await ask(kim, "room:create", { name: "a&b 비밀", kind: "private" })).room;
  const direct = (await ask(kim, "room:direct", { user: lee.joined.user._id })).room;
  const first = await send(kim, kim.lobby, hostile);
  for (let i = 0; i < 250; ++i) await send(kim, kim.lobby, `줄 ${i}`); // more than two pages
  await send(lee, kim.lobby, "답", { replyTo: first._id });
  const edited = await send(kim, secret._id, "vorher");
  assert.equal((await ask(kim, "message:edit", { room: secret._id, message: edited._id, chat: "nachher" })).ok, true);
  const gone = await send(kim, secret._id, "zu viel gesagt");
  assert.equal((await ask(kim, "message:delete", { room: secret._id, message: gone._id })).ok, true);
  assert.equal((await ask(lee, "message:react", { room: kim.lobby, message: first._id, emoji: "👍", on: true })).ok, true);
  await send(lee, direct._id, "unter uns");

  const out = path.join(newFolder("out"), "all");
  const result = exported(data, out);
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stderr, /\(its server runs\)/);
  assert.match(result.stdout, /in 3 rooms, 0 files/);
  assert.deepEqual(fs.readdirSync(path.dirname(out)), ["all"]);
  const names = ["a_b_비밀", "lobby", "김_b_민수__이영희"];
  assert.deepEqual(fs.readdirSync(out).sort(), names.flatMap((name) => [`${name}.html`, `${name}.jsonl`]).sort());
  assert.equal(fs.statSync(path.join(out, "lobby.html")).mode & 0o777, 0o600);

  const [head, ...rows] = jsonLines(path.join(out, "lobby.jsonl"));
  assert.equal(head.room.name, "lobby");
  assert.deepEqual(rows.map((row) => row.seq), rows.map((_, i) => i + 1));
  const page = await ask(kim, "message:history", { room: kim.lobby, around: first.seq, limit: 3 });
  assert.deepEqual(rows.find((row) => row._id === first._id), page.messages.find((row) => row._id === first._id), "as on the wire");
  const kept = jsonLines(path.join(out, "a_b_비밀.jsonl"));
  assert.equal(kept.find((row) => row._id === edited._id).chat, "nachher");
  assert.ok(!fs.readFileSync(path.join(out, "a_b_비밀.jsonl"), "utf8").includes("zu viel gesagt"));

  const html = fs.readFileSync(path.join(out, "lobby.html"), "utf8");
  assert.match(html, /http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='/);
  assert.ok(!/<script|<img|<b>민수/.test(html), "markup of people");
  assert.match(html, /&lt;script&gt;alert\(1\)/);
  assert.equal(html.match(/<article /g).length, rows.length);
  assert.match(html, /👍<\/bdi> 1/);

  const one = path.join(path.dirname(out), "one");
  assert.equal(exported(data, one, "--room", "a&b 비밀", "--format", "json").code, 0);
  assert.deepEqual(fs.readdirSync(one), ["a_b_비밀.jsonl"]);
  const decomposed = path.join(path.dirname(out), "decomposed"); // as a Mac's terminal completes it
  assert.equal(exported(data, decomposed, "--room", "A&B 비밀".normalize("NFD"), "--format", "json").code, 0);
  assert.deepEqual(fs.readdirSync(decomposed), ["a_b_비밀.jsonl"]);
  closeAll();
  await server.stop();
  const again = path.join(path.dirname(out), "stopped");
  assert.equal(exported(data, again).code, 0);
  for (const name of fs.readdirSync(out)) assert.deepEqual(fs.readFileSync(path.join(again, name)), fs.readFileSync(path.join(out, name)), name);
});

test("what is refused: one line, and nothing is changed", () => {
  const data = newFolder();
  assert.equal(run(["room", "list", "--data", data]).code, 0);
  const out = newFolder("out");
  const file = path.join(out, "file");
  fs.writeFileSync(file, "mine");
  const refused = (words, code, line) => {
    const result = exported(data, ...words);
    assert.equal(result.code, code, result.stderr);
    assert.match(result.stderr, line);
  };
  refused([file], 1, /file exists already: choose another name\. Nothing was changed/);
  refused([out], 1, /exists already: choose another name/);
  refused([path.join(out, "none", "x")], 1, /its folder is not there, or may not be written to/);
  refused([path.join(out, "x"), "--room", "nirgends"], 1, /There is no room "nirgends"/);
  refused([path.join(out, "x"), "--format", "pdf"], 2, /--format is json or html/);
  refused([], 2, /export needs one FOLDER/);
  fs.mkdirSync(path.join(out, "y.creating"));
  fs.writeFileSync(path.join(out, "y.creating", "mine"), "mine");
  refused([path.join(out, "y")], 1, /y\.creating is in the way/);
  assert.deepEqual(fs.readdirSync(out).sort(), ["file", "y.creating"]);
  assert.equal(fs.readFileSync(file, "utf8"), "mine");
  assert.deepEqual(fs.readdirSync(path.join(out, "y.creating")), ["mine"]);
});

// A stopped server's data with a room and a message that carries `bytes`.
async function storeWithFile(bytes) {
  server = await Server.start();
  const { data } = server;
  const kim = await nativeClient(server.url, "김민수", { reconnection: false });
  const answer = await fetch(`${server.url}/files?room=${kim.lobby}&name=bild.bin`, {
    method: "POST", headers: { Authorization: `Bearer ${kim.joined.token}` }, body: bytes,
  });
  assert.equal(answer.status, 201);
  const sent = await ask(kim, "message:send", { cid: "x", room: kim.lobby, chat: "여기", files: [(await answer.json())._id] });
  assert.equal(sent.ok, true, sent.error);
  closeAll();
  await server.stop();
  assert.equal(run(["room", "add", "방", "--data", data]).code, 0);
  return data;
}

test("kill -9 at any moment leaves no half export under its name", async () => {
  const bytes = crypto.randomBytes(300_000);
  const data = await storeWithFile(bytes);
  const out = newFolder("out");
  const target = path.join(out, "x");
  let kills = 0;
  for (const call of ["mkdir", "write", "fsync", "rename", "unlink", "unlinkat", "rmdir", "flock"]) {
    for (let k = 1; ; ++k) {
      const { status } = killedAt(call, k, ["export", target, "--data", data]);
      if (fs.existsSync(target)) {
        const names = fs.readdirSync(target).filter((name) => name !== ".maru-export" && name !== "files");
        assert.deepEqual(names.sort(), ["lobby.html", "lobby.jsonl", "방.html", "방.jsonl"]);
        const [copy, ...others] = fs.readdirSync(path.join(target, "files"));
        assert.deepEqual(others, []);
        assert.equal(sha256(fs.readFileSync(path.join(target, "files", copy))), sha256(bytes), `${call} ${k}`);
        for (const name of names) {
          const text = fs.readFileSync(path.join(target, name), "utf8");
          assert.ok(text.endsWith(name.endsWith(".html") ? "</html>\n" : "}\n"), `${call} ${k}: ${name}`);
        }
        fs.rmSync(target, { recursive: true });
      }
      if (status === 0) break;
      assert.ok(++kills < 200, `${call} ${k}: ${status}`);
    }
  }
  assert.ok(kills > 15, `${kills} kills`);
  assert.deepEqual(fs.readdirSync(out), []);
});
