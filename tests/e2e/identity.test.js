// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Who may take which name: `--identity` in its three modes, guesses that are slowed down, tokens and bans over a restart.

const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const crypto = require("node:crypto");
const { Server } = require("./support/server");
const { ask, client, closeAll, connected, nativeSocket, newSocket, seedClient, until } = require("./support/client");

after(closeAll);
let count = 0;
const unique = (word = "이름") => `${word}${++count}`;
const password = "비밀번호 열두자리";

async function withServer(args, work) {
  const server = await Server.start({ args });
  try {
    await work(server);
  } finally {
    closeAll();
    await server.stop();
  }
}
async function join(server, more) {
  const socket = await nativeSocket(server.url, { reconnection: false });
  const ack = await ask(socket, "session:join", { client, ...more });
  return Object.defineProperty(ack, "socket", { value: socket }); // not enumerable: an ack is printed when it is wrong
}
async function classic(server, name) {
  const socket = newSocket(server.url);
  socket.connect();
  await connected(socket);
  return ask(socket, "join", name);
}

test("open: every name is anybody's", () =>
  withServer(["--identity", "open"], async (server) => {
    const userName = unique();
    const first = await join(server, { userName });
    assert.deepEqual([first.ok, first.token], [true, undefined]);
    const second = await join(server, { userName });
    assert.equal(second.user._id, first.user._id);
    assert.equal((await classic(server, userName)).succese, true);
  }));

test("claimed: a classic name is open until a native client or a password holds it", () =>
  withServer([], async (server) => {
    for (const claim of [{}, { password }]) {
      const userName = unique();
      assert.equal((await classic(server, userName)).succese, true);
      assert.equal((await classic(server, userName)).succese, true);
      const holder = await join(server, { userName, ...claim });
      assert.equal(holder.ok, true, JSON.stringify(holder));
      assert.ok(holder.token);
      const refused = await classic(server, userName);
      assert.deepEqual([refused.succese, refused.code, refused.suggestion], [false, "NAME_TAKEN", `${userName} (2)`]);
      assert.equal((await join(server, { userName })).code, "NAME_TAKEN");
    }
  }));

test("a name that is held ends who was there under it, by whatever way, and nobody comes back to it", () =>
  withServer(["--trusted-proxy", "127.0.0.1"], async (server) => {
    const userName = unique();
    const live = await seedClient(server.url, userName, { reconnection: false });
    const plain = await nativeSocket(server.url, { reconnection: false, extraHeaders: { "X-Forwarded-For": "192.168.0.7" } });
    assert.deepEqual((({ ok, token }) => [ok, token])(await ask(plain, "session:join", { userName, client })), [true, undefined]);
    const lost = await seedClient(server.url, userName, { reconnection: false });
    lost.io.engine.close();
    await until(() => !lost.connected, "the loss");

    const holder = await join(server, { userName });
    assert.ok(holder.token);
    assert.equal(holder.user._id, live.joined.user._id);
    await until(() => !live.connected && !plain.connected, "the end of who has no token");
    assert.equal(holder.socket.connected, true);
    lost.connect();
    await connected(lost);
    assert.equal(lost.recovered, false);
    assert.equal((await ask(lost, "join", userName)).code, "NAME_TAKEN");

    // The same where a classic client gives its name a password.
    const other = unique();
    const [asking, second] = [await seedClient(server.url, other, { reconnection: false }), await seedClient(server.url, other, { reconnection: false })];
    const set = await ask(asking, "profile:set", { password });
    assert.equal(set.ok, true, JSON.stringify(set));
    await until(() => !second.connected, "the end of the other one");
    assert.equal(asking.connected, true);
    assert.equal((await ask(asking, "sendMessage", "still here")).ok, true);
  }));

test("open: a name with a token leaves everybody there", () =>
  withServer(["--identity", "open"], async (server) => {
    const userName = unique();
    const before = await seedClient(server.url, userName, { reconnection: false });
    const holder = await join(server, { userName, password });
    assert.ok(holder.token);
    before.io.engine.close();
    await until(() => !before.connected, "the loss");
    before.connect();
    await connected(before);
    assert.equal(before.recovered, true);
  }));

test("a join whose answer was lost is known when it is made again, with an invitation that it used up", () =>
  withServer([], async (server) => {
    const [, inviteCode] = await until(() => /Owner code: (\S+)/.exec(server.stdout), "the owner code");
    const userName = unique();
    const newToken = crypto.randomBytes(32).toString("base64url");
    const lost = await join(server, { userName, newToken, inviteCode });
    assert.deepEqual([lost.token, lost.user.role], [newToken, "owner"], JSON.stringify(lost));
    lost.socket.io.engine.close();
    const again = await join(server, { userName, newToken, inviteCode });
    assert.deepEqual([again.token, again.user._id, again.user.role], [newToken, lost.user._id, "owner"], JSON.stringify(again));
    assert.equal((await ask(again.socket, "session:list", {})).sessions.length, 1);
    assert.equal((await join(server, { userName, newToken: crypto.randomBytes(32).toString("base64url") })).code, "NAME_TAKEN");
    for (const wrong of ["", "short", "가".repeat(43), 7, null, [newToken]]) assert.equal((await join(server, { userName, newToken: wrong })).code, "BAD_REQUEST");
  }));

test("password: nobody joins without one", () =>
  withServer(["--identity", "password"], async (server) => {
    const userName = unique();
    assert.equal((await join(server, { userName })).code, "AUTH_REQUIRED");
    assert.equal((await classic(server, userName)).code, "AUTH_REQUIRED");
    const first = await join(server, { userName, password });
    assert.equal(first.ok, true, JSON.stringify(first));
    assert.equal((await join(server, { userName, password: "the wrong one" })).code, "BAD_CREDENTIALS");
    assert.equal((await join(server, { userName, token: first.token })).ok, true);
    // A token is its person's, whatever name is said beside it: a device may not know of a new name yet.
    const unaware = await join(server, { userName: unique(), token: first.token });
    assert.equal(unaware.ok && unaware.user.userName, userName, JSON.stringify(unaware));
  }));

test("who guesses is slowed down, others are not, and a token still opens the name", () =>
  withServer(["--rate-limit", "on"], async (server) => {
    const userName = unique();
    const holder = await join(server, { userName, password });
    for (let i = 0; i < 5; ++i) assert.equal((await join(server, { userName, password: `wrong one ${i}` })).code, "BAD_CREDENTIALS");
    for (const guess of ["wrong again", password]) {
      const slowed = await join(server, { userName, password: guess });
      assert.equal(slowed.code, "SLOW_DOWN", JSON.stringify(slowed));
      assert.ok(slowed.retryAfterMs > 0 && slowed.retryAfterMs <= 1_000, String(slowed.retryAfterMs));
    }
    assert.equal((await join(server, { userName: unique(), password })).ok, true);
    assert.equal((await join(server, { userName, token: holder.token })).ok, true);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    assert.equal((await join(server, { userName, password })).ok, true);
  }));

test("guesses sent all at once are counted, and --rate-limit off lifts the pause", () =>
  withServer(["--rate-limit", "on"], async (server) => {
    const userName = unique();
    await join(server, { userName, password });
    const all = await Promise.all(Array.from({ length: 12 }, (_, i) => join(server, { userName, password: `wrong one ${i}` })));
    const codes = all.map((it) => it.code).sort();
    assert.deepEqual(codes, [...Array(5).fill("BAD_CREDENTIALS"), ...Array(7).fill("SLOW_DOWN")]);
    await server.stop();
    const again = await server.restart({ args: ["--rate-limit", "off"] });
    for (let i = 0; i < 8; ++i) assert.equal((await join(again, { userName, password: `wrong one ${i}` })).code, "BAD_CREDENTIALS");
    await again.stop();
  }));

test("a flood of joins is slowed down, with how long to wait", () =>
  withServer(["--rate-limit", "on"], async (server) => {
    const socket = await nativeSocket(server.url, { reconnection: false });
    const acks = await Promise.all(Array.from({ length: 700 }, () => ask(socket, "session:join", { userName: "" })));
    const slowed = acks.filter((ack) => ack.code === "SLOW_DOWN");
    assert.ok(slowed.length > 0 && slowed.length <= 200, String(slowed.length));
    for (const ack of slowed) assert.ok(ack.retryAfterMs > 0);
  }));

test("tokens, passwords, roles and bans survive kill -9; who was online is not", async () => {
  const server = await Server.start();
  const [, code] = await until(() => /Owner code: (\S+)/.exec(server.stdout), "the owner code");
  const owner = await join(server, { userName: "원장", inviteCode: code });
  const [kept, banned] = [await join(server, { userName: unique(), password }), await join(server, { userName: unique(), password })];
  assert.equal((await ask(owner.socket, "user:set", { user: kept.user._id, role: "admin" })).ok, true);
  assert.equal((await ask(owner.socket, "user:set", { user: banned.user._id, banned: true })).ok, true);
  await server.kill9();
  closeAll();
  const again = await server.restart();
  try {
    const back = await join(again, { userName: "원장", token: owner.token });
    assert.equal(back.user.role, "owner");
    const { users } = await ask(back.socket, "user:list", { limit: 100 });
    assert.equal(users.find((it) => it._id === kept.user._id).isOnline, false);
    assert.equal((await join(again, { userName: kept.user.userName, password })).user.role, "admin");
    assert.equal((await join(again, { userName: banned.user.userName, token: banned.token })).code, "BANNED");
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.doesNotMatch(again.stdout, /Owner code/); // there is one
  } finally {
    closeAll();
    await again.stop();
  }
});

test("an IPv6 network is one address: whoever guesses class codes has all of it", () =>
  withServer(["--rate-limit", "on", "--trusted-proxy", "127.0.0.1"], async (server) => {
    const teacher = await join(server, { userName: unique() });
    assert.equal((await ask(teacher.socket, "room:create", { name: "class", kind: "public", classCode: true })).ok, true);
    const guess = async (from, classCode) => {
      const socket = newSocket(server.url, { reconnection: false, version: "latest", auth: { maru: 1 }, classCode, extraHeaders: { "X-Forwarded-For": from } });
      socket.connect();
      await until(() => socket.errors.length > 0, "a refusal");
      return socket.errors[0].data.code;
    };
    for (const n of [1, 2, 3, 4, 5]) assert.equal(await guess(`fd00::${n}`, `BCDEF${"GHJKM"[n - 1]}`), "BAD_CLASS_CODE");
    assert.equal(await guess("fd00::1234:5678", "BCDEFN"), "SLOW_DOWN");
    assert.equal(await guess("fd00:0:0:1::1", "BCDEFN"), "BAD_CLASS_CODE");
  }));
