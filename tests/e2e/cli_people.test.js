// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// `maru-server user …` and `invite` (docs/protocol.md §8), with a running server and without one.

const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const { Server, newFolder } = require("./support/server");
const { ask, client, closeAll, nativeClient, nativeSocket, until } = require("./support/client");

const program = process.env.MARU_SERVER;
const password = "비밀번호 열두자리";
after(closeAll);

// A subcommand with what is typed into it.
function run(args, { data, input = "" }) {
  const env = { ...process.env, MARU_BEACON: "off", HOME: data };
  for (const key of Object.keys(env)) if (/^(PORT|DB_URL|MARU_DATA|XDG_.*)$/.test(key)) delete env[key];
  const result = spawnSync(program, [...args, "--data", data], { cwd: data, env, input, encoding: "utf8", timeout: 20_000 });
  if (result.error?.code !== "EPIPE") assert.equal(result.error, undefined); // it ended before it was told anything
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}
const codeIn = (output) => /^code +(\S+)$/m.exec(output)?.[1];
async function join(server, more) {
  const socket = await nativeSocket(server.url, { reconnection: false });
  const ack = await ask(socket, "session:join", { client, ...more });
  return Object.defineProperty(ack, "socket", { value: socket }); // not enumerable: an ack is printed when it is wrong
}
// As a client of the same user of this machine would: one line over the local socket.
function control(data, request) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(path.join(data, "control"));
    let text = "";
    socket.on("data", (bytes) => (text += bytes));
    socket.on("error", reject);
    socket.on("close", () => resolve(JSON.parse(text)));
    socket.write(`${JSON.stringify(request)}\n`);
  });
}

test("without a server: people are made, listed, given passwords and roles, banned", async () => {
  const data = newFolder();
  const user = (...words) => run(["user", ...words], { data });
  const added = run(["user", "add", "김민수", "--role", "admin"], { data, input: `${password}\n` });
  assert.equal(added.code, 0, added.stderr);
  assert.match(added.stdout, /user +김민수\nrole +admin/);
  assert.match(added.stderr, /^Data directory: .* \(no server runs\)/);
  assert.equal(run(["user", "add", "이영희"], { data, input: password }).code, 0);
  for (const line of [/^admin .*김민수$/m, /^member .*이영희$/m]) assert.match(user("list").stdout, line);
  assert.equal(run(["user", "passwd", "이영희"], { data, input: "ein neues Passwort\r\n" }).code, 0);
  assert.match(user("role", "이영희", "owner").stdout, /role +owner/);
  assert.match(user("ban", "김민수", "--for", "2h", "--reason", "Lärm").stdout, /banned +20\d\d-/);
  assert.match(user("list").stdout, /admin .*20\d\d-\S+Z +20\d\d-\S+Z +김민수\n +banned: Lärm\n/);

  const server = await Server.start({ data });
  try {
    assert.equal((await join(server, { userName: "김민수", password })).code, "BANNED");
    assert.equal((await join(server, { userName: "이영희", password })).code, "BAD_CREDENTIALS");
    assert.equal((await join(server, { userName: "이영희", password: "ein neues Passwort" })).user.role, "owner");
  } finally {
    closeAll();
    await server.stop();
  }
  assert.doesNotMatch(user("ban", "김민수", "--undo").stdout, /banned/);
  assert.equal(user("role", "이영희", "member").code, 1); // the last owner
});

test("the running server cuts and tells at once", async () => {
  const server = await Server.start();
  const { data } = server;
  const user = (...words) => run(["user", ...words], { data });
  const bar = (socket) => until(() => !socket.connected, "the cut");
  try {
    assert.equal(run(["user", "add", "박"], { data, input: password }).code, 0);
    const watcher = await nativeClient(server.url, "보는 사람");
    const first = await join(server, { userName: "박", password });
    assert.equal(user("role", "박", "admin").code, 0);
    await until(() => watcher.events.some(([name, it]) => name === "user:changed" && it._id === first.user._id && it.role === "admin"), "user:changed");
    const changed = run(["user", "passwd", "박"], { data, input: "another password\n" });
    assert.equal(changed.code, 0, changed.stderr);
    assert.match(changed.stderr, /its running server/);
    await bar(first.socket);
    assert.equal((await join(server, { userName: "박", token: first.token })).code, "BAD_CREDENTIALS");
    const second = await join(server, { userName: "박", password: "another password" });
    assert.match(user("ban", "박").stdout, /banned +for ever/);
    await bar(second.socket);
    assert.equal((await join(server, { userName: "박", token: second.token })).code, "BANNED");
    assert.equal(user("ban", "박", "--undo").code, 0);
    assert.equal((await join(server, { userName: "박", token: second.token })).ok, true);
  } finally {
    closeAll();
    await server.stop();
  }
});

test("the owner code: printed at the start, again by invite --owner, given to a client of the same user, good once", async () => {
  const server = await Server.start();
  const { data } = server;
  try {
    const [, printed] = await until(() => /^Owner code: (\S+)/m.exec(server.stdout), "the owner code");
    assert.match(server.stdout, /^maru-server listening on /);
    const again = run(["invite", "--owner"], { data });
    assert.equal(again.code, 0, again.stderr);
    assert.equal(codeIn(again.stdout), printed);
    assert.equal(fs.statSync(path.join(data, "control")).mode & 0o777, 0o600);
    const fetched = await control(data, { command: "invite", role: "owner" });
    assert.deepEqual(fetched, { ok: true, code: printed, role: "owner", until: fetched.until });
    const days = (Date.parse(fetched.until) - Date.now()) / 86_400_000;
    assert.ok(days > 6.9 && days <= 7, fetched.until);
    assert.match(again.stdout, /^good until \d{4}-\d\d-\d\d \d\d:\d\d$/m);
    const owner = await join(server, { userName: "원장", inviteCode: fetched.code });
    assert.equal(owner.user.role, "owner");
    assert.equal((await join(server, { userName: "또", inviteCode: printed })).code, "BAD_CREDENTIALS");
    const late = run(["invite", "--owner"], { data });
    assert.equal(late.code, 1);
    assert.match(late.stderr, /has an owner already/);
    assert.equal((await control(data, { command: "invite", role: "owner" })).code, "FORBIDDEN");
  } finally {
    closeAll();
    await server.stop();
  }
});

test("an owner code made without a server is good at the next one, until that prints its own", async () => {
  const data = newFolder();
  const made = codeIn(run(["invite", "--owner"], { data }).stdout);
  const server = await Server.start({ data });
  try {
    const [, printed] = await until(() => /^Owner code: (\S+)/m.exec(server.stdout), "the owner code");
    assert.notEqual(printed, made);
    assert.equal((await join(server, { userName: "원장", inviteCode: printed })).user.role, "owner");
  } finally {
    closeAll();
    await server.stop();
  }
});

test("invitations lift the role of as many as they are for", async () => {
  const server = await Server.start();
  try {
    const code = codeIn(run(["invite", "--admin", "--uses", "2"], { data: server.data }).stdout);
    for (const [userName, role] of [["하나", "admin"], ["둘", "admin"]]) assert.equal((await join(server, { userName, inviteCode: code })).user.role, role);
    const third = await join(server, { userName: "셋", inviteCode: code });
    assert.equal(third.code, "BAD_CREDENTIALS");
    assert.equal((await join(server, { userName: "셋" })).ok, true); // the name was not taken
  } finally {
    closeAll();
    await server.stop();
  }
});

test("bad words get one line, no password is taken from the command line, and nothing changes", () => {
  const data = newFolder();
  assert.equal(run(["user", "add", "김"], { data, input: password }).code, 0);
  const before = run(["user", "list"], { data }).stdout;
  for (const [words, code, text, input = password] of [
    [["user"], 2, /user needs "add NAME"/], [["user", "burn", "김"], 2, /Unknown command: user burn/], [["user", "add"], 2, /user add needs a name/],
    [["user", "add", "이", "geheim123"], 2, /one word too many/], [["user", "add", "이", "--password", "x"], 2, /Unknown flag of user add: --password/],
    [["user", "add", "이"], 2, /first line of standard input/, ""], [["user", "add", "이"], 2, /at least 8/, "short\n"], [["user", "add", "이"], 2, /at most 256/, "x".repeat(300)],
    [["user", "add", "김"], 1, /taken/], [["user", "add", "admin"], 2, /maru-server: /], [["user", "add", "이", "--role", "king"], 2, /--role needs owner, admin/],
    [["user", "add", "이", "--role"], 2, /--role needs a value/], [["user", "passwd", "nobody"], 1, /Nobody has that name/], [["user", "role", "김"], 2, /a name and a role/],
    [["user", "role", "김", "king"], 2, /not "king"/], [["user", "role", "nobody", "admin"], 1, /Nobody/], [["user", "ban", "nobody"], 1, /Nobody/],
    [["user", "ban", "김", "--for", "soon"], 2, /--for needs a time/], [["user", "ban", "김", "--for", "-1d"], 2, /--for needs/], [["user", "ban", "김", "--for", ""], 2, /--for needs/], [["user", "ban", "김", "--for", "99999999999999d"], 2, /--for needs/],
    [["user", "ban", "김", "--reason", "x".repeat(257)], 2, /--reason needs/], [["user", "list", "x"], 2, /one word too many/],
    [["invite", "--uses", "0"], 2, /--uses needs/], [["invite", "--uses", "1e3"], 2, /--uses needs/], [["invite", "x"], 2, /one word too many/], [["invite", "--king"], 2, /Unknown flag of invite/],
  ]) {
    const refused = run(words, { data, input });
    assert.equal(refused.code, code, `${words.join(" ")}: ${refused.stderr}${refused.stdout}`);
    assert.match(refused.stderr, text);
    assert.equal(refused.stderr.split("\n").filter((line) => line.startsWith("maru-server: ")).length, 1, refused.stderr);
    assert.equal(refused.stdout, "");
  }
  assert.equal(run(["user", "list"], { data }).stdout, before);
});

test("at a terminal the password is asked for twice and not shown", async () => {
  const data = newFolder();
  const type = async (lines) => {
    const child = spawn("script", ["-qec", `'${program}' user add 김민수 --data '${data}'`, "/dev/null"], { env: { ...process.env, MARU_BEACON: "off" } });
    let shown = "";
    child.stdout.on("data", (bytes) => (shown += bytes));
    const ended = new Promise((resolve) => child.on("close", resolve));
    try {
      for (const [prompt, line] of lines) {
        await until(() => shown.includes(prompt), () => `${prompt} in ${shown}`);
        child.stdin.write(line);
      }
      return { code: await ended, shown };
    } finally {
      child.kill();
    }
  };
  const differing = await type([["New password: ", "erstes passwort\r"], ["The same again: ", "zweites passwort\r"]]);
  assert.equal(differing.code, 2, differing.shown);
  assert.match(differing.shown, /differ/);
  const givenUp = await type([["New password: ", "abc\u0003"]]);
  assert.equal(givenUp.code, 2, givenUp.shown);
  const good = await type([["New password: ", "erstes passworx\u007ft\r"], ["The same again: ", "erstes passwort\r"]]);
  assert.equal(good.code, 0, good.shown);
  assert.doesNotMatch(good.shown, /erstes/);
});
