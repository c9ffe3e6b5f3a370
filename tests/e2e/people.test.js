// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// People (docs/protocol.md §5, §6): joining, passwords, devices, names, roles, bans, who is online.

const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { Server } = require("./support/server");
const { ask, client, closeAll, connected, hears, nativeClient, nativeSocket, newSocket, seedClient, settle, until } = require("./support/client");

let server;
let owner; // of the server
let count = 0;
const unique = (word = "사람") => `${word}${++count}`;
const unknown = "0123456789abcdef01234567";
const password = "비밀번호 열두자리";

const ownerCode = async (of) => (await until(() => /Owner code: (\S+)/.exec(of.stdout), "the owner code"))[1];
const id = (socket) => socket.joined.user._id;
const told = (socket, of) => socket.events.filter(([name, it]) => name === "user:changed" && it._id === id(of)).map(([, it]) => it);

before(async () => {
  server = await Server.start();
  owner = await nativeSocket(server.url);
  owner.joined = await ask(owner, "session:join", { userName: "원장", inviteCode: await ownerCode(server), client });
  assert.equal(owner.joined.user?.role, "owner", JSON.stringify(owner.joined));
});
after(async () => {
  closeAll();
  if (server.isRunning) await server.stop();
});

async function good(socket, event, argument) {
  const ack = await ask(socket, event, argument);
  assert.equal(ack.ok, true, `${event}: ${JSON.stringify(ack)}`);
  return ack;
}
function assertRefused(ack, code, field) {
  assert.equal(ack.ok, false, JSON.stringify(ack));
  assert.equal(ack.code, code, JSON.stringify(ack));
  assert.ok(ack.error.length > 0);
  if (field) assert.ok(ack.error.startsWith(field), ack.error);
  assert.equal(ack.token, undefined);
}
const join = async (more, url = server.url) => {
  const socket = await nativeSocket(url, { reconnection: false });
  socket.joined = await ask(socket, "session:join", { client, ...more });
  return socket;
};
const joined = async (more, url) => {
  const socket = await join(more, url);
  assert.equal(socket.joined.ok, true, JSON.stringify(socket.joined));
  return socket;
};
const refusedJoin = async (more, code, field, url) => {
  const socket = await join(more, url);
  assertRefused(socket.joined, code, field);
  return socket;
};
const setUser = (socket, of, more) => ask(socket, "user:set", { user: id(of), ...more });
// The server cuts within a second; on a busy machine that is seen later.
const isCut = (socket) => until(() => !socket.connected, "the cut", 5_000);

test("a name with a password is opened by it from every device, and by nothing else", async () => {
  const userName = unique();
  const first = await joined({ userName, password });
  assert.equal(first.joined.user.role, "member");
  const second = await joined({ userName, password, client: { ...client, name: "휴대폰" } });
  assert.equal(id(second), id(first));
  assert.ok(second.joined.token && second.joined.token !== first.joined.token);
  const wrong = await refusedJoin({ userName, password: "not the password" }, "BAD_CREDENTIALS");
  await refusedJoin({ userName }, "NAME_TAKEN");
  assert.equal((await ask(wrong, "user:list", {})).code, "NOT_JOINED");
  const third = await joined({ userName, token: first.joined.token });
  assert.equal(third.joined.token, undefined);
  await refusedJoin({ userName, token: "x".repeat(43) }, "BAD_CREDENTIALS");
});

test("an unknown name and a wrong password say the same, and passwords have their rule", async () => {
  const holder = await nativeClient(server.url, unique()); // by token, without a password
  await refusedJoin({ userName: holder.joined.user.userName, password }, "NAME_TAKEN");
  for (const [bad, code] of [["short", "BAD_REQUEST"], ["x".repeat(257), "TOO_LARGE"], [7, "BAD_REQUEST"], [{ $ne: "" }, "BAD_REQUEST"], ["x".repeat(5000), "TOO_LARGE"]])
    await refusedJoin({ userName: unique(), password: bad }, code, "password");
});

test("bad joins are refused by the name of their field, and take no name", async () => {
  const userName = unique();
  for (const [argument, code] of [[{}, "BAD_REQUEST"], [{ userName: null }, "BAD_REQUEST"], [{ userName: "" }, "BAD_NAME"], [{ userName: "관리자" }, "BAD_NAME"],
    [{ userName: "a\u202eb" }, "BAD_NAME"], [{ userName, token: 1 }, "BAD_REQUEST"], [{ userName, inviteCode: ["x"] }, "BAD_REQUEST"], [{ userName: ["x"] }, "BAD_REQUEST"],
    [{ userName, inviteCode: "wrong" }, "BAD_CREDENTIALS"]])
    await refusedJoin(argument, code);
  const list = await good(owner, "user:list", { query: userName });
  assert.deepEqual(list.users, []);
  const classic = newSocket(server.url);
  classic.connect();
  await connected(classic);
  assertRefused(await ask(classic, "session:join", { userName }), "BAD_REQUEST", "session:join");
});

test("the owner code works once", async () => {
  await refusedJoin({ userName: unique(), inviteCode: await ownerCode(server) }, "BAD_CREDENTIALS", "inviteCode");
});

test("devices are listed, and one that is revoked is cut within a second and does not come back", async () => {
  const userName = unique();
  const first = await joined({ userName, password, client: { ...client, name: "노트북" } });
  const second = await joined({ userName, password, client: { ...client, name: "휴대폰" } });
  const { sessions } = await good(first, "session:list", {});
  assert.deepEqual(sessions.map((it) => it.name), ["노트북", "휴대폰"]);
  const current = sessions.filter((it) => it.current ?? it.isCurrent);
  assert.equal(current.length, 1, JSON.stringify(sessions));
  const other = sessions.find((it) => it !== current[0]);
  const stranger = await joined({ userName: unique() });
  assertRefused(await ask(stranger, "session:revoke", { session: other._id }), "NOT_FOUND", "session");
  assertRefused(await ask(first, "session:revoke", { session: unknown }), "NOT_FOUND", "session");
  for (const session of [undefined, null, 1, {}, ""]) assertRefused(await ask(first, "session:revoke", { session }), "BAD_REQUEST", "session");
  assert.equal(second.connected, true);
  await good(first, "session:revoke", { session: other._id });
  await isCut(second);
  await refusedJoin({ userName, token: second.joined.token }, "BAD_CREDENTIALS");
  assert.equal((await good(first, "session:list", {})).sessions.length, 1);
});

test("a code of one device lets another one in, once, and goes with the device that made it", async () => {
  const userName = unique();
  const first = await joined({ userName });
  const { deviceCode, expiresAt, lifeMs } = await good(first, "session:code", {});
  assert.match(deviceCode, /^[A-HJ-NP-Z2-9]{8}$/);
  assert.ok(lifeMs > 0 && !Number.isNaN(Date.parse(expiresAt)));
  for (const [wrong, code] of [["AAAABBBB", "BAD_CREDENTIALS"], ["", "NAME_TAKEN"], [7, "BAD_REQUEST"], [{ $ne: "" }, "BAD_REQUEST"], ["A".repeat(5000), "TOO_LARGE"]])
    await refusedJoin({ userName, deviceCode: wrong }, code, code === "NAME_TAKEN" ? undefined : "deviceCode");
  const second = await joined({ userName, deviceCode: deviceCode.toLowerCase() });
  assert.equal(id(second), id(first));
  assert.ok(second.joined.token && second.joined.token !== first.joined.token);
  await refusedJoin({ userName, deviceCode }, "BAD_CREDENTIALS", "deviceCode");
  assert.equal((await good(first, "session:list", {})).sessions.length, 2);
  const { deviceCode: next } = await good(second, "session:code", {});
  await good(second, "session:leave", {});
  await refusedJoin({ userName, deviceCode: next }, "BAD_CREDENTIALS", "deviceCode");
  const classic = await seedClient(server.url, unique());
  assertRefused(await ask(classic, "session:code", {}), "FORBIDDEN");
});

test("leaving revokes this device's token alone", async () => {
  const userName = unique();
  const first = await joined({ userName, password });
  const second = await joined({ userName, password });
  await good(first, "session:leave", {});
  assertRefused(await ask(first, "session:list", {}), "NOT_JOINED");
  await refusedJoin({ userName, token: first.joined.token }, "BAD_CREDENTIALS");
  await joined({ userName, token: second.joined.token });
});

test("a new name is told to everybody who shares a room, and stands under the next message", async () => {
  const [socket, reader] = [await nativeClient(server.url, unique()), await nativeClient(server.url, unique())];
  const before = socket.joined.user.userName;
  const userName = unique("새 이름 ");
  const { user } = await good(socket, "profile:set", { userName: ` ${userName} ` });
  assert.equal(user.userName, userName);
  assert.equal(user._id, id(socket));
  assert.equal(user.isOnline, true);
  for (const one of [socket, reader]) await until(() => told(one, socket).some((it) => it.userName === userName), "user:changed");
  await good(socket, "message:send", { cid: "renamed", room: socket.lobby, chat: `나는 ${userName}` });
  const message = await hears(reader, `나는 ${userName}`);
  assert.equal(message.user.userName, userName);
  await joined({ userName: before }); // the old name is free again
  await joined({ userName, token: socket.joined.token });
});

test("a name is taken in every spelling and look, and stays as it was when it is refused", async () => {
  const [socket, holder] = [await nativeClient(server.url, unique()), await nativeClient(server.url, `Paul${++count}`)];
  const taken = holder.joined.user.userName;
  for (const userName of [taken, taken.toUpperCase(), taken.replace("a", "а")]) {
    const ack = await ask(socket, "profile:set", { userName });
    assertRefused(ack, "NAME_TAKEN");
    assert.ok(ack.suggestion);
  }
  for (const [userName, code] of [["", "BAD_NAME"], ["system", "BAD_NAME"], ["a\u0000b", "BAD_NAME"], [null, "BAD_REQUEST"], [3, "BAD_REQUEST"], [{}, "BAD_REQUEST"]])
    assertRefused(await ask(socket, "profile:set", { userName }), code);
  assertRefused(await ask(socket, "profile:set", {}), "BAD_REQUEST", "profile:set");
  assertRefused(await ask(socket, "profile:set", "이름"), "BAD_REQUEST", "profile:set");
  const { user } = await good(socket, "profile:set", { userName: socket.joined.user.userName.toUpperCase() });
  assert.equal(user._id, id(socket));
  const stranger = await nativeSocket(server.url);
  assertRefused(await ask(stranger, "profile:set", { userName: unique() }), "NOT_JOINED");
});

test("a password is changed by who knows it, and ends the other devices", async () => {
  const socket = await nativeClient(server.url, unique());
  const { userName } = socket.joined.user;
  await good(socket, "profile:set", { password }); // the first one needs none before it
  const other = await joined({ userName, password });
  const next = "아주 새로운 비밀번호";
  assertRefused(await ask(socket, "profile:set", { password: next }), "AUTH_REQUIRED", "currentPassword");
  assertRefused(await ask(socket, "profile:set", { password: next, currentPassword: "wrong one" }), "BAD_CREDENTIALS", "currentPassword");
  assertRefused(await ask(socket, "profile:set", { password: "short", currentPassword: password }), "BAD_REQUEST", "password");
  assert.equal(other.connected, true);
  await good(socket, "profile:set", { password: next, currentPassword: password, userName: `${userName} 둘` });
  await isCut(other);
  await refusedJoin({ userName: `${userName} 둘`, token: other.joined.token }, "BAD_CREDENTIALS");
  await refusedJoin({ userName: `${userName} 둘`, password }, "BAD_CREDENTIALS");
  assert.equal(socket.connected, true);
  await joined({ userName: `${userName} 둘`, password: next });
});

test("name and password change together or not at all", async () => {
  const [socket, holder] = [await nativeClient(server.url, unique()), await nativeClient(server.url, unique())];
  assertRefused(await ask(socket, "profile:set", { userName: holder.joined.user.userName, password }), "NAME_TAKEN");
  await refusedJoin({ userName: socket.joined.user.userName, password }, "NAME_TAKEN"); // it has no password
});

test("everybody is listed in pages, and found by a part of the name or its consonants", async () => {
  const word = `라마${++count}`;
  for (let i = 0; i < 5; ++i) await nativeClient(server.url, `${word} ${i}`);
  const seen = [];
  for (let after; ; ) {
    const page = await good(owner, "user:list", { query: word, after, limit: 2 });
    assert.ok(page.users.length <= 2);
    seen.push(...page.users);
    if (!page.more) break;
    after = page.users.at(-1)._id;
  }
  assert.deepEqual(seen.map((it) => it.userName).sort(), [0, 1, 2, 3, 4].map((i) => `${word} ${i}`));
  for (const it of seen) assert.deepEqual([it.isOnline, it.role, it.name], [true, "member", it.userName]);
  assert.equal((await good(owner, "user:list", { query: "ㄹㅁ", limit: 100 })).users.length >= 5, true);
  for (const [argument, field] of [[{ limit: 0 }, "limit"], [{ limit: "2" }, "limit"], [{ limit: -1 }, "limit"], [{ limit: 1.5 }, "limit"], [{ query: 1 }, "query"], [{ after: {} }, "after"]])
    assertRefused(await ask(owner, "user:list", argument), "BAD_REQUEST", field);
  const stranger = await nativeSocket(server.url);
  assertRefused(await ask(stranger, "user:list", {}), "NOT_JOINED");
});

test("roles are given by who stands above, and told", async () => {
  const [admin, member, other] = [await nativeClient(server.url, unique()), await nativeClient(server.url, unique()), await nativeClient(server.url, unique())];
  assertRefused(await setUser(member, other, { role: "guest" }), "FORBIDDEN");
  assert.equal((await good(owner, "user:set", { user: id(admin), role: "admin" })).user.role, "admin");
  for (const socket of [admin, other]) await until(() => told(socket, admin).some((it) => it.role === "admin"), "user:changed");
  assert.equal((await setUser(admin, member, { role: "admin" })).user.role, "admin"); // at once, without a new join
  assertRefused(await setUser(admin, other, { role: "owner" }), "FORBIDDEN", "role");
  assertRefused(await setUser(admin, member, { role: "guest" }), "FORBIDDEN", "user");
  assertRefused(await setUser(admin, owner, { role: "member" }), "FORBIDDEN");
  assertRefused(await setUser(owner, owner, { role: "member" }), "FORBIDDEN", "role"); // the last one
  assert.equal((await setUser(admin, admin, { role: "member" })).ok, true);
  assertRefused(await setUser(admin, other, { role: "guest" }), "FORBIDDEN");
});

test("an open name is given no rights of the server: whoever types it would have them", async () => {
  const userName = unique("손님");
  const guest = await seedClient(server.url, userName);
  for (const role of ["admin", "owner"]) assertRefused(await setUser(owner, guest, { role }), "FORBIDDEN", "role: nobody holds that name");
  assert.equal((await setUser(owner, guest, { role: "member" })).ok, true);
  const command = spawnSync(process.env.MARU_SERVER, ["user", "role", userName, "admin", "--data", server.data], { encoding: "utf8", timeout: 20_000 });
  assert.equal(command.status, 1, command.stdout);
  assert.match(command.stderr, /nobody holds that name yet/);
  const holder = await joined({ userName }); // with a token from now on
  assert.equal((await setUser(owner, holder, { role: "admin" })).user.role, "admin");
  await good(owner, "user:set", { user: id(holder), role: "member" });
});

test("nobody of a room mutes, takes out or bans the server's owner and admins; who is above them on the server may", async () => {
  const [teacher, admin] = [await nativeClient(server.url, unique()), await nativeClient(server.url, unique())];
  await good(owner, "user:set", { user: id(admin), role: "admin" });
  const { room } = await good(teacher, "room:create", { name: unique(), kind: "public" });
  const kick = (by, of, more) => ask(by, "member:kick", { room: room._id, user: id(of), ...more });
  const mute = (by, of) => ask(by, "member:set", { room: room._id, user: id(of), muted: true });
  assertRefused(await kick(teacher, owner, { banned: true }), "FORBIDDEN", "user"); // ahead of time
  for (const socket of [owner, admin]) await good(socket, "room:join", { room: room._id });
  for (const by of [teacher, admin]) {
    for (const of of [owner, admin].filter((it) => it !== by)) {
      assertRefused(await mute(by, of), "FORBIDDEN", "user");
      for (const more of [{}, { banned: true }]) assertRefused(await kick(by, of, more), "FORBIDDEN", "user");
    }
  }
  assert.equal((await kick(admin, teacher)).ok, true); // of the room the one is below, owner or not
  assert.equal((await mute(owner, admin)).ok, true);
  assert.equal((await kick(owner, admin, { banned: true })).ok, true);
  await good(owner, "user:set", { user: id(admin), role: "member" });
});

test("a ban cuts every connection within a second, and no way leads back until it ends", async () => {
  const userName = unique();
  const [native, window] = [await joined({ userName, password }), await joined({ userName, password })];
  const until_ = new Date(Date.now() + 10_000).toISOString(); // far enough for a busy machine
  const { user } = await good(owner, "user:set", { user: id(native), banned: true, until: until_, reason: "쉬는 시간" });
  assert.equal(user._id, id(native));
  await Promise.all([isCut(native), isCut(window)]);
  for (const way of [{ token: native.joined.token }, { password }]) {
    const socket = await join({ userName, ...way });
    assertRefused(socket.joined, "BANNED");
    assert.equal(socket.joined.until, until_);
    assertRefused(await ask(socket, "user:list", {}), "NOT_JOINED");
  }
  await until(() => Date.now() > Date.parse(until_), "the end of the ban", 15_000);
  await joined({ userName, token: native.joined.token });
});

test("a banned classic client does not come back by recovery", async () => {
  const socket = await seedClient(server.url, unique("손님"), { reconnectionDelay: 100 });
  const { _id } = socket.joined.user;
  await good(owner, "user:set", { user: _id, banned: true });
  await isCut(socket);
  await until(() => socket.connected, "the way back as nobody", 5_000);
  assert.equal(socket.recovered, false);
  const ack = await ask(socket, "join", socket.joined.user.userName);
  assert.deepEqual([ack.succese, ack.code], [false, "BANNED"]);
  await good(owner, "user:set", { user: _id, banned: false });
  assert.equal((await ask(socket, "join", socket.joined.user.userName)).succese, true);
});

test("a classic client that was banned while it was away hears until when", async () => {
  const socket = await seedClient(server.url, unique("손님"), { reconnection: false });
  const { _id } = socket.joined.user;
  socket.io.engine.close();
  await until(() => !socket.connected, "the loss");
  const until_ = new Date(Date.now() + 3_600_000).toISOString();
  await good(owner, "user:set", { user: _id, banned: true, until: until_ });
  socket.connect();
  const { data } = await until(() => socket.errors[0], "connect_error");
  assert.deepEqual(data, { code: "BANNED", until: until_ });
  await good(owner, "user:set", { user: _id, banned: false });
  socket.connect();
  await connected(socket);
  assert.equal(socket.recovered, true);
});

test("a classic client that comes back after its name was held has none of the holder's rights", async () => {
  const userName = unique("손님");
  const before = await seedClient(server.url, userName, { reconnection: false });
  before.io.engine.close();
  await until(() => !before.connected, "the loss");
  const holder = await joined({ userName });
  await good(owner, "user:set", { user: id(holder), role: "admin" });
  before.connect();
  await connected(before);
  assert.equal(before.recovered, false);
  const other = await joined({ userName: unique() });
  assertRefused(await ask(before, "user:set", { user: id(other), role: "admin" }), "NOT_JOINED");
});

test("administrators see who is banned from the server, until when, why and by whom, and lift it", async () => {
  const [one, other] = [await joined({ userName: unique() }), await joined({ userName: unique() })];
  const listed = async () => {
    const { sanctions } = await good(owner, "sanction:list", { limit: 100 });
    return sanctions.filter((it) => [id(one), id(other)].includes(it.user._id)).map((it) => [it.user._id, it.kind, it.until, it.reason, it.by]).sort();
  };
  assert.deepEqual(await listed(), []);
  const by = { id: id(owner), userName: owner.joined.user.userName, name: owner.joined.user.userName };
  const until_ = new Date(Date.now() + 3_600_000).toISOString();
  await good(owner, "user:set", { user: id(one), banned: true, until: until_, reason: "x" });
  await good(owner, "user:set", { user: id(other), banned: true });
  assert.deepEqual(await listed(), [[id(one), "banned", until_, "x", by], [id(other), "banned", undefined, undefined, by]].sort());
  assertRefused(await ask(await joined({ userName: unique() }), "sanction:list", {}), "FORBIDDEN");
  for (const socket of [one, other]) await good(owner, "user:set", { user: id(socket), banned: false });
  assert.deepEqual(await listed(), []);
});

test("bans are refused by rank, field and time", async () => {
  const [admin, member] = [await nativeClient(server.url, unique()), await nativeClient(server.url, unique())];
  await good(owner, "user:set", { user: id(admin), role: "admin" });
  assertRefused(await setUser(member, admin, { banned: true }), "FORBIDDEN");
  assertRefused(await setUser(admin, owner, { banned: true }), "FORBIDDEN", "banned");
  assertRefused(await setUser(admin, admin, { banned: true }), "FORBIDDEN", "banned");
  assertRefused(await ask(admin, "user:set", { user: unknown, banned: true }), "NOT_FOUND", "user");
  for (const [more, field] of [[{}, "user:set"], [{ role: "admin", banned: true }, "user:set"], [{ banned: "yes" }, "banned"], [{ role: "king" }, "role"], [{ role: 3 }, "role"],
    [{ banned: true, until: "gestern" }, "until"], [{ banned: true, until: "2001-01-01T00:00:00.000Z" }, "until"], [{ banned: true, until: -1 }, "until"]])
    assertRefused(await setUser(admin, member, more), "BAD_REQUEST", field);
  assertRefused(await ask(admin, "user:set", { user: { $ne: "" }, banned: true }), "BAD_REQUEST", "user");
  assertRefused(await setUser(admin, member, { banned: true, reason: "x".repeat(257) }), "TOO_LARGE", "reason");
  assert.equal(member.connected, true);
});

test("who is banned from the home room is refused, without a device left behind", async () => {
  const { room } = await good(owner, "room:create", { name: unique("교실"), kind: "public" });
  const url = `${server.url}/${room.name}`;
  const userName = unique();
  const member = await joined({ userName, password }, url);
  await good(owner, "member:kick", { room: room._id, user: id(member), banned: true });
  for (const proof of [{ password }, { token: member.joined.token }]) {
    const refused = await refusedJoin({ userName, ...proof }, "BANNED", undefined, url);
    assert.equal(refused.joined.field, "room"); // not from the server
  }
  const elsewhere = await joined({ userName, token: member.joined.token });
  assert.equal((await good(elsewhere, "session:list", {})).sessions.length, 1);
});

test("online while one connection lives, offline ten seconds after the last one died", async () => {
  const watcher = await nativeClient(server.url, unique());
  const userName = unique();
  const first = await joined({ userName, password });
  await until(() => told(watcher, first).length === 1, "online");
  assert.equal(told(watcher, first)[0].isOnline, true);
  const second = await joined({ userName, token: first.joined.token });
  first.io.engine.close();
  await settle(watcher);
  second.io.engine.close();
  const lostAt = Date.now();
  const back = await joined({ userName, token: first.joined.token }); // a short loss is no news
  await settle(watcher);
  assert.equal(told(watcher, first).length, 1);
  back.io.engine.close();
  const goneAt = Date.now();
  await until(() => told(watcher, first).length === 2, "offline", 15_000);
  const took = Date.now() - goneAt;
  assert.ok(took > 9_000 && took < 12_000, `${took} ms`);
  const [, gone] = told(watcher, first);
  assert.equal(gone.isOnline, false);
  assert.ok(Date.parse(gone.lastSeenAt) >= lostAt - 1_000 && Date.parse(gone.lastSeenAt) <= Date.now());
  assert.equal((await good(watcher, "user:list", { query: userName })).users[0].isOnline, false);
});

test("presence is no news to who shares no room", async () => {
  const { room } = await good(owner, "room:create", { name: unique("따로"), kind: "public" });
  const apart = await nativeClient(`${server.url}/${room.name}`, unique());
  const socket = await nativeClient(server.url, unique());
  await good(socket, "profile:set", { userName: unique() });
  await settle(apart);
  assert.deepEqual(told(apart, socket), []);
});
