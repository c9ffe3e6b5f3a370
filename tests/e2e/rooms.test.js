// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Rooms and their members (docs/protocol.md §5): who may, who is told, what survives.

const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server } = require("./support/server");
const { ask, client, closeAll, connected, hears, nativeClient, nativeSocket, newSocket, seedClient, settle, until } = require("./support/client");

let server;
let count = 0;
const unique = (word = "방") => `${word}${++count}`;
const unknown = "0123456789abcdef01234567";

before(async () => (server = await Server.start()));
after(async () => {
  closeAll();
  if (server.isRunning) await server.stop();
});

const people = (n) => Promise.all(Array.from({ length: n }, () => nativeClient(server.url, unique("사람"))));
const id = (socket) => socket.joined.user._id;
const told = (socket, name, room) => socket.events.filter(([event, it]) => event === name && (it.room ?? it._id) === room).map(([, it]) => it);
const hearsOf = (socket, name, room, n = 1) => until(() => told(socket, name, room).length >= n && told(socket, name, room), () => `${n} ${name}`);

async function good(socket, event, argument) {
  const ack = await ask(socket, event, argument);
  assert.equal(ack.ok, true, `${event}: ${JSON.stringify(ack)}`);
  return ack;
}
const create = async (socket, more = {}) => (await good(socket, "room:create", { name: unique(), kind: "private", ...more })).room;
const post = (socket, room, chat = "x") => ask(socket, "message:send", { cid: `c${++count}`, room: room._id ?? room, chat });
const membersOf = async (socket, room) => (await good(socket, "room:members", { room, limit: 100 })).members;

function assertRefused(ack, code, field) {
  assert.equal(ack.ok, false, JSON.stringify(ack));
  assert.equal(ack.code, code, JSON.stringify(ack));
  assert.ok(ack.error.length > 0);
  if (field) assert.ok(ack.error.startsWith(field), ack.error);
}

test("the creator owns a room, its members see it at once in every window", async () => {
  const [owner, member, stranger] = await people(3);
  const window = await nativeClient(server.url, owner.joined.user.userName, { token: owner.joined.token });
  const room = await create(owner, { topic: " 오늘의  주제 ", members: [id(member), id(owner)] });
  assert.equal(room.role, "owner");
  assert.equal(room.topic, "오늘의 주제");
  assert.equal(room.seq, 0);
  assert.deepEqual(await hearsOf(window, "room:changed", room._id), [room]);
  assert.equal((await hearsOf(member, "room:changed", room._id))[0].role, "member");
  assert.equal((await post(member, room, "여기요")).ok, true);
  for (const socket of [owner, window, member]) await hears(socket, "여기요");
  await settle(stranger);
  assert.equal(stranger.events.some(([, it]) => (it.room ?? it._id) === room._id), false);
  assert.deepEqual((await membersOf(member, room._id)).map((it) => [it.user._id, it.role]).sort(), [[id(owner), "owner"], [id(member), "member"]].sort());
});

test("nobody learns that a private room exists: the same answer as for an unknown id", async () => {
  const [owner, stranger] = await people(2);
  const room = await create(owner);
  const asked = {
    "room:update": { topic: "x" }, "room:join": {}, "room:leave": {}, "room:invite": { users: [id(stranger)] }, "room:members": {},
    "room:notify": { notify: "none" }, "member:set": { user: id(owner), muted: true }, "member:kick": { user: id(owner) }, "hand:set": { on: true },
    "message:send": { cid: "x", chat: "x" }, "message:edit": { message: unknown, chat: "x" }, "message:history": {}, "message:changes": { afterRev: 0 },
  };
  for (const [event, more] of Object.entries(asked)) {
    const there = await ask(stranger, event, { room: room._id, ...more });
    assert.deepEqual(there, await ask(stranger, event, { room: unknown, ...more }), event);
    assertRefused(there, event.startsWith("message:") ? "NOT_MEMBER" : "NOT_FOUND");
  }
  const list = await good(stranger, "room:list", { query: room.name });
  assert.deepEqual(list.rooms, []);
  // Nor by its name: another may have the same, and a public one is free.
  assert.equal((await create(stranger, { name: room.name })).name, room.name);
  assert.equal((await create(stranger, { name: room.name, kind: "public" })).kind, "public");
});

test("a public room is found, joined once and left; strangers are no members", async () => {
  const [owner, guest] = await people(2);
  const room = await create(owner, { kind: "public" });
  assert.deepEqual((await good(guest, "room:list", { query: room.name.toUpperCase() })).rooms.map((it) => it._id), [room._id]);
  assertRefused(await ask(guest, "room:members", { room: room._id }), "NOT_MEMBER");
  const { room: joined } = await good(guest, "room:join", { room: room._id });
  assert.equal(joined.role, "member");
  assert.equal(joined.seq, 1); // the welcome
  await good(guest, "room:join", { room: room._id });
  const [changed] = await hearsOf(owner, "member:changed", room._id);
  assert.equal(changed.user._id, id(guest));
  await good(guest, "room:leave", { room: room._id });
  assert.equal((await hearsOf(owner, "member:left", room._id))[0].user._id, id(guest));
  assert.equal((await hearsOf(guest, "room:removed", room._id))[0].reason, "left");
  await settle(owner, guest);
  assert.equal(told(owner, "member:changed", room._id).length, 1);
  assert.equal(told(guest, "member:left", room._id).length, 0);
  assertRefused(await post(guest, room), "NOT_MEMBER");
  await post(owner, room, "unter uns");
  await settle(guest);
  assert.equal(guest.messages.some((it) => it.chat === "unter uns"), false);
});

test("a taken or bad name, guests, and bad fields", async () => {
  const [owner, other] = await people(2);
  const room = await create(owner, { kind: "public" });
  const make = (argument) => ask(owner, "room:create", argument);
  assertRefused(await make({ name: room.name.toUpperCase(), kind: "announcement" }), "NAME_TAKEN", "name");
  assertRefused(await make({ name: "a/b", kind: "public" }), "BAD_NAME");
  assertRefused(await make({ name: unique(), kind: "direct" }), "BAD_REQUEST", "kind");
  assertRefused(await make({ name: unique() }), "BAD_REQUEST", "kind");
  assertRefused(await make({ name: { $gt: "" }, kind: "public" }), "BAD_REQUEST", "name");
  assertRefused(await make({ name: unique(), kind: "public", members: [unknown] }), "NOT_FOUND", "members");
  assertRefused(await make({ name: unique(), kind: "public", members: [{ _id: id(other) }] }), "BAD_REQUEST", "members");
  assertRefused(await make({ name: unique(), kind: "public", topic: "\u0007" }), "BAD_REQUEST", "topic");
  assertRefused(await make({ name: unique(), kind: "public", topic: "가".repeat(513) }), "TOO_LARGE", "topic");
  const update = (more) => ask(owner, "room:update", { room: room._id, ...more });
  assertRefused(await update({}), "BAD_REQUEST", "room:update");
  for (const slowModeSeconds of [-1, 3601, 1e300, 0.5, "5"]) assertRefused(await update({ slowModeSeconds }), "BAD_REQUEST", "slowModeSeconds");
  assertRefused(await update({ muteAll: "yes" }), "BAD_REQUEST", "muteAll");
  assertRefused(await update({ classCode: "ABC234" }), "BAD_REQUEST", "classCode");
  assertRefused(await update({ room: { _id: room._id }, topic: "x" }), "BAD_REQUEST", "room");
  assertRefused(await ask(owner, "room:members", { room: room._id, limit: -1 }), "BAD_REQUEST", "limit");
  assertRefused(await ask(owner, "room:join", {}), "BAD_REQUEST", "room");
  assertRefused(await ask(owner, "room:notify", { room: room._id, notify: "loud" }), "BAD_REQUEST", "notify");
  const classic = await seedClient(server.url, unique());
  assertRefused(await ask(classic, "room:create", { name: unique(), kind: "public" }), "FORBIDDEN");
  assertRefused(await ask(classic, "room:direct", { user: id(owner) }), "FORBIDDEN");
  const stranger = await nativeSocket(server.url);
  assertRefused(await ask(stranger, "room:create", { name: unique(), kind: "public" }), "NOT_JOINED");
});

test("a direct room is the same for both, also when both ask at once, and for ever", async () => {
  const [one, other] = await people(2);
  const [a, b] = await Promise.all([good(one, "room:direct", { user: id(other) }), good(other, "room:direct", { user: id(one) })]);
  assert.equal(a.room._id, b.room._id);
  assert.equal(a.room.kind, "direct");
  assert.equal((await good(one, "room:direct", { user: id(other) })).room._id, a.room._id);
  await post(one, a.room, "nur wir");
  await hears(other, "nur wir");
  assertRefused(await ask(one, "room:leave", { room: a.room._id }), "FORBIDDEN");
  assertRefused(await ask(one, "room:invite", { room: a.room._id, users: [id(one)] }), "FORBIDDEN");
  assertRefused(await ask(one, "member:kick", { room: a.room._id, user: id(other) }), "FORBIDDEN");
  assertRefused(await ask(one, "room:direct", { user: id(one) }), "BAD_REQUEST", "user");
  assertRefused(await ask(one, "room:direct", { user: unknown }), "NOT_FOUND", "user");
  assertRefused(await ask(one, "room:direct", { user: [id(other)] }), "BAD_REQUEST", "user");
});

test("rename, topic and archive: who may, who hears it, what an archived room takes", async () => {
  const [owner, moderator, member] = await people(3);
  const room = await create(owner, { kind: "public", members: [id(moderator), id(member)] });
  await good(owner, "member:set", { room: room._id, user: id(moderator), role: "moderator" });
  const update = (socket, more) => ask(socket, "room:update", { room: room._id, ...more });
  assertRefused(await update(member, { topic: "x" }), "FORBIDDEN");
  assertRefused(await update(moderator, { name: unique() }), "FORBIDDEN");
  assertRefused(await update(moderator, { archived: true }), "FORBIDDEN");
  assert.equal((await update(moderator, { topic: "새 주제" })).room.topic, "새 주제");
  const name = unique("새이름");
  assert.equal((await update(owner, { name })).room.role, "owner");
  const heard = await until(() => told(member, "room:changed", room._id).find((it) => it.name === name), "the new name");
  assert.equal(heard.topic, "새 주제");
  assert.equal("role" in heard, false);
  assertRefused(await update(owner, { name: "lobby" }), "NAME_TAKEN", "name");
  // Namespaces find it by its new name alone.
  const byNewName = await seedClient(`${server.url}/${name}`, unique());
  assert.ok(byNewName.connected);
  const byOldName = newSocket(`${server.url}/${room.name}`);
  byOldName.connect();
  await until(() => byOldName.errors.length > 0, "Invalid namespace");
  await good(owner, "room:update", { room: room._id, archived: true });
  assertRefused(await post(owner, room), "FORBIDDEN");
  assertRefused(await update(owner, { topic: "y" }), "FORBIDDEN");
  assertRefused(await ask(owner, "room:invite", { room: room._id, users: [id(member)] }), "FORBIDDEN");
  const late = await nativeClient(server.url, unique());
  assertRefused(await ask(late, "room:join", { room: room._id }), "FORBIDDEN");
  assert.deepEqual((await good(late, "room:list", { query: name })).rooms, []);
  const closed = newSocket(`${server.url}/${name}`);
  closed.connect();
  await until(() => closed.errors.length > 0, "an archived room");
  assert.equal(closed.errors[0].data?.code, "FORBIDDEN");
  assert.equal((await good(member, "message:history", { room: room._id })).ok, true); // still read
  await good(owner, "room:update", { room: room._id, archived: false });
  assert.equal((await post(member, room)).ok, true);
});

test("a class code opens a private room, rotates and closes; only moderators see it", async () => {
  const [teacher, pupil, late] = await people(3);
  const room = await create(teacher, { classCode: true });
  assert.match(room.classCode, /^[A-HJ-NP-Z2-9]{6}$/);
  const { room: joined } = await good(pupil, "room:join", { classCode: room.classCode });
  assert.equal(joined._id, room._id);
  assert.equal("classCode" in joined, false);
  const classic = await seedClient(server.url, unique(), { classCode: room.classCode });
  await post(teacher, room, "수업 시작");
  await hears(classic, "수업 시작");
  assertRefused(await ask(pupil, "room:update", { room: room._id, classCode: "rotate" }), "FORBIDDEN");
  const { room: rotated } = await good(teacher, "room:update", { room: room._id, classCode: "rotate" });
  assert.notEqual(rotated.classCode, room.classCode);
  for (const it of await hearsOf(pupil, "room:changed", room._id)) assert.equal("classCode" in it, false);
  assertRefused(await ask(late, "room:join", { classCode: room.classCode }), "BAD_CLASS_CODE");
  const old = newSocket(server.url, { classCode: room.classCode });
  old.connect();
  await until(() => old.errors.length > 0, "a wrong class code");
  assert.equal(old.errors[0].data?.code, "BAD_CLASS_CODE");
  await good(late, "room:join", { classCode: rotated.classCode });
  assert.equal("classCode" in (await good(teacher, "room:update", { room: room._id, classCode: "close" })).room, false);
  const [last] = await people(1);
  assertRefused(await ask(last, "room:join", { classCode: rotated.classCode }), "BAD_CLASS_CODE");
  assertRefused(await ask(last, "room:join", { classCode: "" }), "BAD_REQUEST", "classCode");
  assertRefused(await ask(last, "room:join", { classCode: 123456 }), "BAD_REQUEST", "classCode");
  assertRefused(await ask(last, "room:join", { classCode: "ABC234", room: room._id }), "BAD_REQUEST", "classCode");
  const open = await create(teacher, { kind: "public", classCode: true });
  assertRefused(await ask(last, "room:join", { room: open._id }), "BAD_CLASS_CODE");
});

test("class mode: mute all, a mute with an end, hands up", async () => {
  const [teacher, pupil] = await people(2);
  const room = await create(teacher, { members: [id(pupil)] });
  await good(teacher, "room:update", { room: room._id, muteAll: true, slowModeSeconds: 30 });
  const changed = await until(() => told(pupil, "room:changed", room._id).find((it) => it.muteAll), "muteAll");
  assert.equal(changed.slowModeSeconds, 30);
  assertRefused(await post(pupil, room), "MUTED");
  assert.equal((await post(teacher, room)).ok, true);
  await good(pupil, "hand:set", { room: room._id, on: true });
  assert.equal((await hearsOf(teacher, "member:changed", room._id))[0].hand, true);
  assert.equal((await membersOf(teacher, room._id)).find((it) => it.user._id === id(pupil)).hand, true);
  await good(pupil, "hand:set", { room: room._id, on: false });
  await good(teacher, "room:update", { room: room._id, muteAll: false, slowModeSeconds: 0 });
  assert.equal((await post(pupil, room)).ok, true);
  const mute = (more) => ask(teacher, "member:set", { room: room._id, user: id(pupil), ...more });
  const until_ = new Date(Date.now() + 60_000).toISOString();
  assert.equal((await mute({ muted: true, until: until_ })).ok, true);
  const refusal = await post(pupil, room);
  assertRefused(refusal, "MUTED");
  assert.equal(refusal.until, until_);
  assert.equal((await mute({ muted: false })).ok, true);
  assert.equal((await post(pupil, room)).ok, true);
  assertRefused(await mute({ muted: true, until: "2001-01-01T00:00:00.000Z" }), "BAD_REQUEST", "until");
  assertRefused(await mute({ until: until_ }), "BAD_REQUEST");
  assertRefused(await mute({ muted: true, until: 5 }), "BAD_REQUEST", "until");
  assertRefused(await mute({}), "BAD_REQUEST", "member:set");
  assertRefused(await ask(pupil, "hand:set", { room: room._id, on: "up" }), "BAD_REQUEST", "on");
});

test("roles are the owner's to give, and a room keeps an owner", async () => {
  const [owner, moderator, member] = await people(3);
  const room = await create(owner, { members: [id(moderator), id(member)], classCode: true });
  const set = (socket, user, more) => ask(socket, "member:set", { room: room._id, user: id(user), ...more });
  assertRefused(await set(member, moderator, { role: "moderator" }), "FORBIDDEN");
  assert.equal((await set(owner, moderator, { role: "moderator" })).ok, true);
  const own = await until(() => told(moderator, "room:changed", room._id).find((it) => it.role === "moderator"), "the new role");
  assert.equal(own.classCode, room.classCode);
  assertRefused(await set(moderator, member, { role: "moderator" }), "FORBIDDEN", "role");
  assertRefused(await set(moderator, owner, { muted: true }), "FORBIDDEN", "user");
  assertRefused(await set(owner, moderator, { muted: true }), "FORBIDDEN", "muted"); // it would go on writing
  assert.deepEqual((await good(owner, "sanction:list", { room: room._id })).sanctions, []);
  assertRefused(await ask(moderator, "member:kick", { room: room._id, user: id(owner) }), "FORBIDDEN", "user");
  for (const role of ["king", "", 2, null, {}]) assertRefused(await set(owner, member, { role }), "BAD_REQUEST", "role");
  assertRefused(await set(owner, owner, { role: "member" }), "CONFLICT", "role");
  assertRefused(await ask(owner, "member:set", { room: room._id, user: unknown, muted: true }), "NOT_FOUND", "user");
  assertRefused(await ask(owner, "member:kick", { room: room._id, user: id(owner) }), "BAD_REQUEST", "user");
  await good(owner, "room:leave", { room: room._id });
  const heir = await until(() => told(member, "member:changed", room._id).find((it) => it.role === "owner"), "an heir");
  assert.equal(heir.user._id, id(moderator));
  assert.equal((await ask(moderator, "room:update", { room: room._id, name: unique() })).ok, true);
});

test("the kicked may come back, the banned not: by join, code, invitation, namespace or recovery", async () => {
  const [owner, member] = await people(2);
  const room = await create(owner, { kind: "public", members: [id(member)] });
  const kick = (user, more = {}) => ask(owner, "member:kick", { room: room._id, user, ...more });
  assert.equal((await kick(id(member), { reason: "Pause" })).ok, true);
  assert.equal((await hearsOf(member, "room:removed", room._id))[0].reason, "kicked: Pause");
  assertRefused(await post(member, room), "NOT_MEMBER");
  assertRefused(await kick(id(member)), "NOT_FOUND", "user");
  await good(member, "room:join", { room: room._id });
  const end = new Date(Date.now() + 10_000).toISOString(); // far enough for a busy machine
  assert.equal((await kick(id(member), { banned: true, until: end })).ok, true);
  const refusal = await ask(member, "room:join", { room: room._id });
  assertRefused(refusal, "BANNED");
  assert.equal(refusal.until, end);
  const { room: coded } = await good(owner, "room:update", { room: room._id, classCode: "rotate" });
  assertRefused(await ask(member, "room:join", { classCode: coded.classCode }), "BANNED");
  assertRefused(await ask(owner, "room:invite", { room: room._id, users: [id(member)] }), "FORBIDDEN", "users");
  const home = await nativeSocket(`${server.url}/${room.name}`, { query: { classCode: coded.classCode } });
  const again = { userName: member.joined.user.userName, token: member.joined.token, client: { name: "e2e", version: "1", locale: "ko" } };
  assertRefused(await ask(home, "session:join", again), "BANNED");
  await until(() => Date.now() > Date.parse(end), "the end of the ban", 15_000);
  await good(member, "room:join", { classCode: coded.classCode });
  // A ban without an end is lifted by a kick without one.
  assert.equal((await kick(id(member), { banned: true })).ok, true);
  assertRefused(await ask(member, "room:join", { classCode: coded.classCode }), "BANNED");
  assert.equal((await kick(id(member))).ok, true);
  await good(member, "room:join", { classCode: coded.classCode });
  assertRefused(await kick(unknown, { banned: true }), "NOT_FOUND", "user");
  assertRefused(await kick(id(member), { until: end }), "BAD_REQUEST", "until");
  assertRefused(await kick(id(member), { banned: 1 }), "BAD_REQUEST", "banned");
});

test("moderators see who is banned or muted and until when, and lift it; nobody goes by that", async () => {
  const [owner, moderator, muted, banned] = await people(4);
  const room = await create(owner, { members: [id(moderator), id(muted), id(banned)], classCode: true });
  const about = (user, more) => ({ room: room._id, user: id(user), ...more });
  await good(owner, "member:set", about(moderator, { role: "moderator" }));
  assert.deepEqual(await good(moderator, "sanction:list", { room: room._id }), { ok: true, sanctions: [], more: false });
  const until_ = new Date(Date.now() + 3_600_000).toISOString();
  await good(moderator, "member:set", about(muted, { muted: true, until: until_ }));
  await good(moderator, "member:kick", about(banned, { banned: true, reason: "광고" }));
  const listed = async () =>
    (await good(moderator, "sanction:list", { room: room._id })).sanctions
      .map((it) => [it.user._id, it.user.userName, it.kind, it.until, it.reason, it.by]).sort();
  const by = { id: id(moderator), userName: moderator.joined.user.userName, name: moderator.joined.user.userName };
  const theMuted = [id(muted), muted.joined.user.userName, "muted", until_, undefined, undefined];
  const theBanned = [id(banned), banned.joined.user.userName, "banned", undefined, "광고", by];
  assert.deepEqual(await listed(), [theMuted, theBanned].sort());
  const page = await good(owner, "sanction:list", { room: room._id, limit: 1 });
  assert.equal(page.more, true);
  const rest = await good(owner, "sanction:list", { room: room._id, after: page.sanctions[0].user._id, limit: 1 });
  assert.equal(rest.more, false);
  assert.deepEqual([page.sanctions[0].user._id, rest.sanctions[0].user._id].sort(), [id(muted), id(banned)].sort());
  assertRefused(await ask(muted, "sanction:list", { room: room._id }), "FORBIDDEN");
  assertRefused(await ask(muted, "member:set", about(banned, { banned: false })), "FORBIDDEN");
  assertRefused(await ask(owner, "sanction:list", { room: 5 }), "BAD_REQUEST", "room");
  for (const more of [{ banned: true }, { banned: 0 }, { banned: false, muted: true }, { banned: false, role: "member" }, { banned: false, until: until_ }])
    assertRefused(await ask(owner, "member:set", about(banned, more)), "BAD_REQUEST", "banned");
  assertRefused(await ask(owner, "member:set", { room: room._id, user: unknown, banned: false }), "NOT_FOUND", "user");

  await good(moderator, "member:set", about(banned, { banned: false }));
  assert.deepEqual(await listed(), [theMuted]);
  await good(banned, "room:join", { classCode: room.classCode });
  await good(moderator, "member:set", about(banned, { banned: false })); // late: who is back stays
  assert.ok((await membersOf(owner, room._id)).some((it) => it.user._id === id(banned)));
  await good(moderator, "member:set", about(muted, { muted: false }));
  assert.deepEqual(await listed(), []);
});

test("a banned classic client hears no more, and its pid does not bring it back", async () => {
  const [owner] = await people(1);
  const room = await create(owner, { kind: "public" });
  const classic = await seedClient(`${server.url}/${room.name}`, unique(), { reconnectionDelay: 100 });
  const user = classic.joined.user._id;
  await good(owner, "member:kick", { room: room._id, user, banned: true });
  await post(owner, room, "ohne dich");
  await settle(classic);
  assert.equal(classic.messages.some((it) => it.chat === "ohne dich"), false);
  assertRefused(await ask(classic, "sendMessage", "doch"), "NOT_MEMBER");
  const other = unique("umbenannt");
  assertRefused(await ask(classic, "join", other), "BANNED"); // nor is it called so from now on
  assert.deepEqual((await good(owner, "user:list", { query: other })).users, []);
  classic.io.engine.close();
  await until(() => !classic.connected, "the cut");
  await connected(classic);
  assert.equal(classic.recovered, false);
  const ack = await ask(classic, "join", classic.joined.user.userName);
  assertRefused(ack, "BANNED");
  await settle(classic);
  assert.equal(classic.messages.some((it) => it.chat === "ohne dich"), false);
});

test("invitations: who may, all or none, and the invited see the room at once", async () => {
  const [owner, member, invited] = await people(3);
  const room = await create(owner, { members: [id(member)] });
  const invite = (socket, users) => ask(socket, "room:invite", { room: room._id, users });
  assertRefused(await invite(member, [id(invited)]), "FORBIDDEN");
  assertRefused(await invite(owner, [id(invited), unknown]), "NOT_FOUND", "users");
  assertRefused(await invite(owner, []), "BAD_REQUEST", "users");
  await settle(invited);
  assert.equal(told(invited, "room:changed", room._id).length, 0);
  const ack = await invite(owner, [id(invited), id(member)]);
  assert.equal(ack.ok, true, ack.error);
  assert.equal(ack.room.role, "owner");
  assert.equal((await hearsOf(invited, "room:changed", room._id))[0].role, "member");
  assert.equal((await hearsOf(member, "member:changed", room._id))[0].user._id, id(invited));
  assert.equal((await post(invited, room)).ok, true);
  const pages = await good(owner, "room:members", { room: room._id, limit: 2 });
  assert.equal(pages.more, true);
  const rest = await good(owner, "room:members", { room: room._id, after: pages.members[1].user._id, limit: 2 });
  assert.equal(rest.members.length, 1);
  assert.equal(rest.more, false);
  assert.equal(rest.members[0].user.isOnline, true);
});

test("an invitation of somebody who is banned from the server does not call the inviter banned, and lets nobody in", async () => {
  const head = await nativeSocket(server.url);
  const { 1: inviteCode } = await until(() => /Owner code: (\S+)/.exec(server.stdout), "the owner code");
  head.joined = await ask(head, "session:join", { userName: unique("원장"), inviteCode, client });
  const [owner, first, banned] = await people(3);
  const room = await create(owner);
  await good(head, "user:set", { user: id(banned), banned: true });
  assertRefused(await ask(owner, "room:invite", { room: room._id, users: [id(first), id(banned)] }), "FORBIDDEN", "users");
  assert.deepEqual((await membersOf(owner, room._id)).map((it) => it.user._id), [id(owner)]);
  await good(head, "user:set", { user: id(banned), banned: false });
  await good(owner, "room:invite", { room: room._id, users: [id(first), id(banned)] });
});

test("an announcement room is for all to read and for moderators to write", async () => {
  const [owner, reader] = await people(2);
  const room = await create(owner, { kind: "announcement" });
  await good(reader, "room:join", { room: room._id });
  assertRefused(await post(reader, room), "FORBIDDEN");
  assert.equal((await post(owner, room, "공지")).ok, true);
  await hears(reader, "공지");
  assertRefused(await ask(reader, "room:invite", { room: room._id, users: [id(owner)] }), "FORBIDDEN");
});

test("notify is one's own, told to one's other windows", async () => {
  const [owner, member] = await people(2);
  const window = await nativeClient(server.url, member.joined.user.userName, { token: member.joined.token });
  const room = await create(owner, { members: [id(member)] });
  assert.equal((await good(member, "room:notify", { room: room._id, notify: "mentions" })).room.notify, "mentions");
  await until(() => told(window, "room:changed", room._id).find((it) => it.notify === "mentions"), "notify in the other window");
  await settle(owner);
  assert.equal(told(owner, "room:changed", room._id).length, 1);
});

test("what a room is and who is what in it survives kill -9", async () => {
  const [owner, member, banned, pupil] = await people(4);
  const room = await create(owner, { members: [id(member), id(banned), id(pupil)], topic: "주제", classCode: true });
  await good(owner, "member:set", { room: room._id, user: id(member), role: "moderator" });
  await good(pupil, "hand:set", { room: room._id, on: true });
  await good(member, "room:notify", { room: room._id, notify: "none" });
  await good(owner, "room:update", { room: room._id, slowModeSeconds: 7 });
  await good(owner, "member:kick", { room: room._id, user: id(banned), banned: true });
  const { room: direct } = await good(owner, "room:direct", { user: id(member) });
  await server.kill9();
  closeAll();
  server = await server.restart();
  const back = await nativeClient(server.url, member.joined.user.userName, { token: member.joined.token });
  const seen = back.joined.rooms.find((it) => it._id === room._id);
  assert.deepEqual([seen.role, seen.notify, seen.topic, seen.slowModeSeconds, seen.classCode], ["moderator", "none", "주제", 7, room.classCode]);
  assert.equal((await membersOf(back, room._id)).find((it) => it.user._id === id(pupil)).hand, true);
  assert.equal((await good(back, "room:direct", { user: id(owner) })).room._id, direct._id);
  const out = await nativeClient(server.url, banned.joined.user.userName, { token: banned.joined.token });
  assertRefused(await ask(out, "room:join", { classCode: room.classCode }), "BANNED");
});

test("rates: a flood of rooms, of changes and of wrong codes is slowed down", async () => {
  const limited = await Server.start({ args: ["--rate-limit", "on"] });
  try {
    const flooder = await nativeClient(limited.url, unique("홍수"));
    const rooms = [];
    for (let i = 0; i < 21; ++i) rooms.push(await ask(flooder, "room:create", { name: unique(), kind: "private" }));
    assert.equal(rooms.filter((it) => it.ok).length, 20);
    assertRefused(rooms[20], "SLOW_DOWN");
    assert.ok(rooms[20].retryAfterMs > 0);
    const changes = await Promise.all(Array.from({ length: 60 }, (_, i) => ask(flooder, "room:update", { room: rooms[0].room._id, topic: `${i}` })));
    assert.ok(changes.filter((it) => it.ok).length >= 20);
    const slow = changes.find((it) => !it.ok);
    assertRefused(slow, "SLOW_DOWN");
    assert.ok(slow.retryAfterMs > 0);
    await good(flooder, "room:members", { room: rooms[0].room._id });
    const guesser = await nativeClient(limited.url, unique("추측"));
    for (let i = 0; i < 5; ++i) assertRefused(await ask(guesser, "room:join", { classCode: `AAAAA${2 + i}` }), "BAD_CLASS_CODE");
    const sixth = await ask(guesser, "room:join", { classCode: "AAAAAA" });
    assertRefused(sixth, "SLOW_DOWN");
    assert.ok(sixth.retryAfterMs > 0);
    assertRefused(await ask(guesser, "room:join", { classCode: "no code" }), "BAD_CLASS_CODE");
  } finally {
    await limited.stop();
  }
});

test("the lobby stays what it is", async () => {
  const [member] = await people(1);
  assertRefused(await ask(member, "room:update", { room: member.lobby, archived: true }), "FORBIDDEN");
  assertRefused(await ask(member, "member:kick", { room: member.lobby, user: unknown }), "FORBIDDEN");
});
