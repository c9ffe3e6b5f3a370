// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// What people sent as files, through `maru-server backup`, `restore`, `export` and `check`.

const { test, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { Server, run, newFolder } = require("./support/server");
const { ask, closeAll, nativeClient, until } = require("./support/client");
const { heldAt } = require("./support/heldat");

let server;

afterEach(async () => {
  closeAll();
  if (server?.isRunning) await server.stop();
});

const good = (result) => (assert.equal(result.code, 0, `${result.stdout}${result.stderr}`), result);
const sha256 = (bytes) => crypto.createHash("sha256").update(bytes).digest("hex");
const picture = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), crypto.randomBytes(200_000)]);
const blob = (data, bytes) => path.join(data, "files", sha256(bytes).slice(0, 2), sha256(bytes));

async function upload(socket, name, body, headers = {}) {
  const answer = await fetch(`${server.url}/files?room=${socket.lobby}&name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${socket.joined.token}`, ...headers },
    body,
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  return answer.headers.get("location") && !body ? answer.headers.get("location") : answer.json();
}

// A server with a message that carries a file, one that was deleted, and an upload that never ended.
async function withFiles() {
  server = await Server.start();
  const kim = await nativeClient(server.url, "김민수", { reconnection: false });
  const send = async (chat, files) => {
    const ack = await ask(kim, "message:send", { cid: `${Math.random()}`, room: kim.lobby, chat, files });
    assert.equal(ack.ok, true, ack.error);
    return ack.message;
  };
  const file = await upload(kim, "사진 <1>.png", picture);
  const sent = await send("사진입니다", [file._id]);
  const other = await upload(kim, "지운 것.txt", Buffer.from("gone"));
  const gone = await send("", [other._id]);
  assert.equal((await ask(kim, "message:delete", { room: kim.lobby, message: gone._id })).ok, true);
  await upload(kim, "끝나지 않은.bin", undefined, { "Upload-Length": "1000" });
  return { kim, file, sent };
}

test("a file comes back with a backup", async () => {
  const { kim, file } = await withFiles();
  const saved = path.join(newFolder("saved"), "maru.tar");
  good(run(["backup", saved, "--data", server.data]));
  const { token } = kim.joined;
  closeAll();
  await server.stop();

  const data = newFolder();
  good(run(["restore", saved, "--data", data]));
  good(run(["check", "--data", data]));
  assert.deepEqual(fs.readFileSync(blob(data, picture)), picture);
  server = await Server.start({ data });
  const back = await nativeClient(server.url, "김민수", { token });
  const { messages } = await ask(back, "message:history", { room: back.lobby, limit: 100 });
  assert.deepEqual(messages.find((one) => one.chat === "사진입니다").files, [file]);
  const answer = await fetch(`${server.url}/files/${file._id}`, { headers: { Authorization: `Bearer ${back.joined.token ?? token}` } });
  assert.equal(answer.status, 200);
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), picture);
  // And it takes new ones.
  await upload(Object.assign(back, { joined: { token: back.joined.token ?? token } }), "neu.txt", Buffer.from("neu"));
});

test("an export has the files beside its pages, a check misses what is gone", async () => {
  const { file } = await withFiles();
  const out = path.join(newFolder("out"), "all");
  const result = good(run(["export", out, "--data", server.data]));
  assert.match(result.stdout, /, 1 files?\b/);
  const names = fs.readdirSync(out, { recursive: true }).map(String).filter((name) => fs.statSync(path.join(out, name)).isFile());
  const copies = names.filter((name) => name.endsWith(".png"));
  assert.equal(copies.length, 1, names.join(" "));
  assert.deepEqual(fs.readFileSync(path.join(out, copies[0])), picture);
  const page = fs.readFileSync(path.join(out, "lobby.html"), "utf8");
  assert.ok(page.includes("사진 _1_.png") || page.includes("사진 &lt;1&gt;.png"), "the file's name stands in the page");
  assert.ok(!page.includes("<1>"));
  const rows = fs.readFileSync(path.join(out, "lobby.jsonl"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(rows.find((row) => row.chat === "사진입니다").files[0].sha256, file.sha256);
  assert.equal(rows.filter((row) => row.files?.length).length, 1);

  good(run(["check", "--data", server.data]));
  await server.stop();
  fs.rmSync(blob(server.data, picture));
  const missing = run(["check", "--data", server.data]);
  assert.equal(missing.code, 1, missing.stdout);
  assert.equal(missing.stdout.trim().split("\n").length, 1, missing.stdout);
  assert.match(missing.stdout, new RegExp(`${file.sha256} is missing`));
});

// Stops the server and starts it again: it sweeps at once, and is done with it when this resolves.
async function sweptAnew() {
  const { data } = server;
  closeAll();
  await server.stop();
  const stray = path.join(data, "files", "parts", "0123456789abcdef01234567");
  fs.writeFileSync(stray, "half");
  server = await Server.start({ data });
  await until(() => !fs.existsSync(stray), "the sweep");
}

for (const [verb, held] of [["backup", (data) => path.join(data, "tls-cert.pem")], ["export", (data, out) => path.join(`${out}.creating`, "lobby.html")]]) {
  test(`${verb}: the files of its moment stay until it has them, and go after that`, async () => {
    const { kim, sent } = await withFiles();
    const { data } = server;
    const out = path.join(newFolder("out"), "all");
    const copying = await heldAt([held(data, out)], [verb, out, "--data", data]);
    assert.equal((await ask(kim, "message:delete", { room: kim.lobby, message: sent._id })).ok, true);
    await sweptAnew();
    const { code, output } = await copying.goOn();
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /missing/);
    if (verb === "export") {
      assert.match(output, /, 1 files?\b/);
    } else {
      const restored = newFolder();
      good(run(["restore", out, "--data", restored]));
      good(run(["check", "--data", restored]));
      assert.deepEqual(fs.readFileSync(blob(restored, picture)), picture);
    }
    await sweptAnew();
    assert.equal(fs.existsSync(blob(data, picture)), false);
  });
}

test("a backup names the files that were gone before it", async () => {
  const { file } = await withFiles();
  await server.stop();
  fs.rmSync(blob(server.data, picture));
  const saved = path.join(newFolder("saved"), "maru.tar");
  const made = good(run(["backup", saved, "--data", server.data]));
  assert.match(made.stderr, new RegExp(`The file ${file.sha256} of a message is missing, in the backup too`));
});

test("a check calls no file missing that was deleted while it looked", async () => {
  const { kim, sent } = await withFiles();
  const { data } = server;
  const second = Buffer.from("another");
  const ack = await ask(kim, "message:send", { cid: "second", room: kim.lobby, chat: "", files: [(await upload(kim, "b.txt", second))._id] });
  assert.equal(ack.ok, true, ack.error);
  // It stands where it has found the first and not yet looked for the other.
  const checking = await heldAt([blob(data, picture), blob(data, second)], ["check", "--quick", "--data", data]);
  for (const message of [sent, ack.message]) assert.equal((await ask(kim, "message:delete", { room: kim.lobby, message: message._id })).ok, true);
  await sweptAnew();
  for (const content of [picture, second]) assert.equal(fs.existsSync(blob(data, content)), false);
  const { code, output } = await checking.goOn();
  assert.equal(code, 0, output);
  assert.match(output, /^good /m);
});
