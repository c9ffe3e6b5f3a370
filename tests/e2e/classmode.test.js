// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A class and its teacher over real sockets (docs/protocol.md §5, §6): who may say what, how one comes in, how one is sent out.

const { test, before, after, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const { Server } = require("./support/server");
const { ask, client, closeAll, connected, hears, nativeClient, nativeSocket, newSocket, seedClient, settle, until } = require("./support/client");

let server;
let count = 0;
const unique = (word = "반") => `${word}${++count}`;

before(async () => (server = await Server.start()));
afterEach(closeAll);
after(async () => {
  if (server.isRunning) await server.stop();
});

const people = (...words) => Promise.all(words.map((word) => nativeClient(server.url, unique(word))));
const again = (socket) => nativeClient(server.url, socket.joined.user.userName, { token: socket.joined.token });
const id = (socket) => socket.joined.user._id;
const told = (socket, name, room) => socket.events.filter(([event, it]) => event === name && (it.room ?? it._id) === room).map(([, it]) => it);
const hearsOf = (socket, name, room, matches = () => true) =>
  until(() => told(socket, name, room).find(matches), () => `${name} in ${JSON.stringify(told(socket, name, room))}`);

async function good(socket, event, argument) {
  const ack = await ask(socket, event, argument);
  assert.equal(ack.ok, true, `${event}: ${JSON.stringify(ack)}`);
  return ack;
}
const create = async (socket, more = {}) => (await good(socket, "room:create", { name: unique(), kind: "private", ...more })).room;
const post = (socket, room, chat = "x", more = {}) => ask(socket, "message:send", { cid: unique("c"), room: room._id, chat, ...more });
const sent = async (...args) => {
  const ack = await post(...args);
  assert.equal(ack.ok, true, JSON.stringify(ack));
  return ack.message;
};
const on = (socket, event, message, more = {}) => ask(socket, event, { room: message.room, message: message._id, ...more });

function assertRefused(ack, code, field) {
  assert.equal(ack.ok, false, JSON.stringify(ack));
  assert.equal(ack.code, code, JSON.stringify(ack));
  assert.ok(ack.error.length > 0);
  if (field) assert.ok(ack.error.startsWith(field), ack.error);
}

async function classroom(more = {}) {
  const [teacher, helper, pupil] = await people("선생", "조교", "학생");
  const room = await create(teacher, { members: [id(helper), id(pupil)], ...more });
  await good(teacher, "member:set", { room: room._id, user: id(helper), role: "moderator" });
  return { teacher, helper, pupil, room };
}

async function refusedConnect(url, options) {
  const socket = newSocket(url, { reconnection: false, ...options });
  socket.connect();
  await until(() => socket.errors.length > 0 || socket.connected, "an answer to CONNECT");
  assert.equal(socket.connected, false, "it was let in");
  const { message, data } = socket.errors[0];
  return { message, data };
}

const codeLike = (code, n) => `${"BCDEFG"[n]}${code.slice(1)}` === code ? `H${code.slice(1)}` : `${"BCDEFG"[n]}${code.slice(1)}`;

test("moderators delete what others said, members do not; all see its place", async () => {
  const { teacher, helper, pupil, room } = await classroom();
  const rude = await sent(pupil, room, "Unfug");
  const order = await sent(teacher, room, "Ruhe");
  assertRefused(await on(pupil, "message:delete", order), "FORBIDDEN");
  const { message } = await good(helper, "message:delete", { room: room._id, message: rude._id });
  assert.equal(message.chat, "");
  assert.deepEqual(message.user, rude.user);
  for (const socket of [teacher, pupil]) await hearsOf(socket, "message:changed", room._id, (it) => it._id === rude._id && it.deletedAt);
  // Also of the owner; but what was said stays with who said it.
  assert.equal((await on(helper, "message:delete", order)).ok, true);
  assertRefused(await on(helper, "message:edit", await sent(pupil, room, "a"), { chat: "b" }), "FORBIDDEN");
  await good(teacher, "member:set", { room: room._id, user: id(helper), role: "member" });
  assertRefused(await on(helper, "message:delete", await sent(pupil, room, "c")), "FORBIDDEN");
});

test("@all of a moderator counts for everybody; of a member it is four letters", async () => {
  const { teacher, helper, pupil, room } = await classroom();
  const mentionsOf = async (socket) => {
    const window = await again(socket);
    return window.joined.rooms.find((it) => it._id === room._id).mentions;
  };
  assert.equal((await sent(pupil, room, "@all hört mal")).mentions, undefined);
  assert.equal(await mentionsOf(helper), 0);
  const call = await sent(helper, room, "@all 주목");
  assert.deepEqual(call.mentions, ["all"]);
  assert.deepEqual((await hears(pupil, "@all 주목")).mentions, ["all"]);
  for (const socket of [teacher, pupil]) assert.equal(await mentionsOf(socket), 1);
  // An edit can add it, for who may.
  const mine = await sent(pupil, room, "still");
  assert.equal((await good(pupil, "message:edit", { room: room._id, message: mine._id, chat: "@all" })).message.mentions, undefined);
  await good(pupil, "read:set", { room: room._id, seq: mine.seq });
  assert.equal(await mentionsOf(pupil), 0);
});

test("slow mode makes members wait, also classic ones; moderators are free", async () => {
  const { teacher, helper, pupil, room } = await classroom({ classCode: true });
  await good(teacher, "room:update", { room: room._id, slowModeSeconds: 5 });
  const classic = await seedClient(server.url, unique(), { classCode: room.classCode });
  await sent(pupil, room, "eins");
  const start = Date.now(); // it is stored
  const refused = await post(pupil, room, "zwei");
  assertRefused(refused, "SLOW_DOWN");
  assert.ok(refused.retryAfterMs > 0 && refused.retryAfterMs <= 5000, `${refused.retryAfterMs}`);
  assert.equal((await ask(classic, "sendMessage", "eins")).ok, true);
  assertRefused(await ask(classic, "sendMessage", "zwei"), "SLOW_DOWN");
  for (let i = 0; i < 3; ++i) for (const socket of [teacher, helper]) await sent(socket, room, `${i}`);
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, start + 5050 - Date.now())));
  await sent(pupil, room, "zwei");
  await good(teacher, "room:update", { room: room._id, slowModeSeconds: 0 });
  await sent(pupil, room, "drei");
});

test("mute: of the room and of one member, until it ends; who is muted reads, raises a hand and deletes its own", async () => {
  const { teacher, helper, pupil, room } = await classroom({ classCode: true });
  const classic = await seedClient(server.url, unique(), { classCode: room.classCode });
  const own = await sent(pupil, room, "vorher");
  await good(helper, "room:update", { room: room._id, muteAll: true });
  await hearsOf(pupil, "room:changed", room._id, (it) => it.muteAll);
  assertRefused(await post(pupil, room), "MUTED");
  assertRefused(await ask(classic, "sendMessage", "x"), "MUTED");
  assertRefused(await on(pupil, "message:edit", own, { chat: "anders" }), "MUTED");
  assertRefused(await on(pupil, "message:react", own, { emoji: "👍", on: true }), "MUTED");
  assertRefused(await ask(pupil, "typing:set", { room: room._id, on: true }), "MUTED");
  await sent(helper, room, "ihr hört zu");
  await hears(pupil, "ihr hört zu");
  await good(pupil, "hand:set", { room: room._id, on: true });
  await hearsOf(teacher, "member:changed", room._id, (it) => it.user._id === id(pupil) && it.hand);
  assert.equal((await on(pupil, "message:delete", own)).ok, true);
  await good(helper, "room:update", { room: room._id, muteAll: false });
  // One member alone, with an end, which the refusal names; far enough for a busy machine.
  const end = new Date(Date.now() + 10_000).toISOString();
  await good(helper, "member:set", { room: room._id, user: id(pupil), muted: true, until: end });
  await hearsOf(pupil, "member:changed", room._id, (it) => it.user._id === id(pupil) && it.muted);
  const refused = await post(pupil, room);
  assertRefused(refused, "MUTED");
  assert.equal(refused.until, end);
  assert.equal((await ask(classic, "sendMessage", "ich schon")).ok, true);
  await until(() => Date.now() > Date.parse(end), "the end of the mute", 15_000);
  await sent(pupil, room, "wieder da");
  assertRefused(await ask(helper, "member:set", { room: room._id, user: id(teacher), muted: true }), "FORBIDDEN", "user");
  assertRefused(await ask(pupil, "member:set", { room: room._id, user: id(pupil), muted: false }), "FORBIDDEN");
});

test("what was said before a mute is acked again after it, as it is now", async () => {
  const { teacher, pupil, room } = await classroom();
  const said = await sent(pupil, room, "먼저", { cid: "lost ack" });
  await good(teacher, "message:react", { room: room._id, message: said._id, emoji: "👍", on: true });
  const repeat = (chat = "먼저") => post(pupil, room, chat, { cid: "lost ack" });
  const assertAcked = (ack) => assert.deepEqual([ack.ok, ack.duplicate, ack.message?._id, ack.message?.reactions?.length], [true, true, said._id, 1], JSON.stringify(ack));
  for (const [set, code] of [[{ muteAll: true }, "MUTED"], [{ muteAll: false, archived: true }, "FORBIDDEN"]]) {
    await good(teacher, "room:update", { room: room._id, ...set });
    assertAcked(await repeat());
    assertRefused(await repeat("anders"), code);
    assertRefused(await post(pupil, room), code);
  }
  await good(teacher, "member:kick", { room: room._id, user: id(pupil) });
  assertRefused(await repeat(), "NOT_MEMBER");
});

test("mute: leaving and coming back ends none; who has left is listed, and a moderator may lift it", async () => {
  const { teacher, helper, pupil, room } = await classroom({ classCode: true });
  const end = new Date(Date.now() + 600_000).toISOString();
  const back = () => good(pupil, "room:join", { classCode: room.classCode });
  await good(helper, "member:set", { room: room._id, user: id(pupil), muted: true, until: end });
  assertRefused(await post(pupil, room), "MUTED");
  await good(pupil, "room:leave", { room: room._id });
  const { sanctions } = await good(helper, "sanction:list", { room: room._id });
  assert.deepEqual(sanctions.map((it) => [it.user._id, it.kind, it.until]), [[id(pupil), "muted", end]]);
  await back();
  await hearsOf(teacher, "member:changed", room._id, (it) => it.user._id === id(pupil) && it.muted);
  const refused = await post(pupil, room);
  assertRefused(refused, "MUTED");
  assert.equal(refused.until, end);
  // Sent out and in again, over a restart, by a new connection.
  await good(helper, "member:kick", { room: room._id, user: id(pupil) });
  await server.stop();
  server = await server.restart();
  const [moderator, again_] = [await again(helper), await again(pupil)];
  await good(again_, "room:join", { classCode: room.classCode });
  assertRefused(await post(again_, room), "MUTED");
  await good(again_, "room:leave", { room: room._id });
  assertRefused(await ask(moderator, "member:set", { room: room._id, user: id(pupil), muted: true }), "NOT_FOUND", "user");
  await good(moderator, "member:set", { room: room._id, user: id(pupil), muted: false });
  assert.deepEqual((await good(moderator, "sanction:list", { room: room._id })).sanctions, []);
  assertRefused(await ask(moderator, "member:set", { room: room._id, user: id(pupil), muted: false }), "NOT_FOUND", "user");
  await good(again_, "room:join", { classCode: room.classCode });
  await sent(again_, room, "wieder da");
});

test("in an announcement room members read and react, moderators write", async () => {
  const { teacher, helper, pupil, room } = await classroom({ kind: "announcement" });
  const news = await sent(helper, room, "공지");
  await hears(pupil, "공지");
  assertRefused(await post(pupil, room), "FORBIDDEN");
  assertRefused(await ask(pupil, "typing:set", { room: room._id, on: true }), "FORBIDDEN");
  assert.equal((await on(pupil, "message:react", news, { emoji: "👍", on: true })).message.reactions[0].users[0], id(pupil));
  assert.equal((await good(pupil, "read:set", { room: room._id, seq: news.seq })).ok, true);
  const classic = await seedClient(`${server.url}/${room.name}`, unique());
  assertRefused(await ask(classic, "sendMessage", "auch ich"), "FORBIDDEN");
  await sent(teacher, room, "fertig");
  await hears(classic, "fertig");
});

test("a new class code reaches every moderator's windows, and no member's", async () => {
  const { teacher, helper, pupil, room } = await classroom({ classCode: true });
  const [window, other] = [await again(teacher), await again(helper)];
  const { room: rotated } = await good(helper, "room:update", { room: room._id, classCode: "rotate" });
  assert.notEqual(rotated.classCode, room.classCode);
  for (const socket of [teacher, window, helper, other]) await hearsOf(socket, "room:changed", room._id, (it) => it.classCode === rotated.classCode);
  assert.equal((await hearsOf(window, "room:changed", room._id, (it) => it.classCode === rotated.classCode)).role, "owner");
  await settle(pupil);
  assert.ok(told(pupil, "room:changed", room._id).length > 0);
  assert.ok(!JSON.stringify(pupil.events).includes(rotated.classCode));
  await good(teacher, "room:update", { room: room._id, classCode: "close" });
  for (const socket of [window, other]) await hearsOf(socket, "room:changed", room._id, (it) => it.role && !it.classCode);
  // Who is made less sees it no more.
  const { room: last } = await good(teacher, "room:update", { room: room._id, classCode: "rotate" });
  await good(teacher, "member:set", { room: room._id, user: id(helper), role: "member" });
  await hearsOf(helper, "room:changed", room._id, (it) => it.role === "member" && !it.classCode);
  assert.equal((await again(helper)).joined.rooms.find((it) => it._id === room._id).classCode, undefined);
  assert.equal((await again(teacher)).joined.rooms.find((it) => it._id === room._id).classCode, last.classCode);
});

test("a class code counts for namespaces and classic clients too: rotated, closed, wrong", async () => {
  const { teacher, room } = await classroom({ kind: "public", classCode: true });
  const url = `${server.url}/${room.name}`;
  const wrong = { message: "Wrong class code", data: { code: "BAD_CLASS_CODE" } };
  assert.deepEqual(await refusedConnect(url), wrong);
  assert.deepEqual(await refusedConnect(url, { classCode: codeLike(room.classCode, 0) }), wrong);
  await seedClient(url, unique(), { classCode: room.classCode });
  await seedClient(server.url, unique(), { classCode: room.classCode });
  const { room: rotated } = await good(teacher, "room:update", { room: room._id, classCode: "rotate" });
  assert.deepEqual(await refusedConnect(url, { classCode: room.classCode }), wrong);
  assert.deepEqual(await refusedConnect(server.url, { classCode: room.classCode }), wrong);
  const classic = await seedClient(url, unique(), { classCode: rotated.classCode });
  await good(teacher, "room:update", { room: room._id, classCode: "close" });
  await seedClient(url, unique()); // open again, as its name is
  await sent(teacher, room, "alle da?");
  await hears(classic, "alle da?"); // who was in stays in
});

test("who is in a class comes home to it, whatever became of its code; whoever is out needs one", async () => {
  const strict = await Server.start({ args: ["--rate-limit", "on"] });
  let now = strict;
  try {
    const teacher = await nativeClient(strict.url, unique("선생"));
    const room = await create(teacher, { kind: "private", classCode: true });
    const pupil = await nativeClient(strict.url, unique("학생"), { classCode: room.classCode });
    assert.equal(pupil.joined.home, room._id);
    assert.deepEqual(pupil.joined.rooms.map((it) => it._id), [room._id]);
    const { room: rotated } = await good(teacher, "room:update", { room: room._id, classCode: "rotate" });
    await strict.stop();
    now = await strict.restart({ args: ["--rate-limit", "on"] });
    const comeHome = async (socket, home = room._id) => {
      const window = await nativeSocket(now.url, { classCode: room.classCode, auth: { maru: 1, home } });
      const ack = await ask(window, "session:join", { userName: socket.joined.user.userName, token: socket.joined.token, client });
      return { window, ack };
    };
    // As often as a class has windows: nothing of it is counted as a guess.
    for (let i = 0; i < 8; ++i) {
      const { ack } = await comeHome(pupil);
      assert.equal(ack.ok, true, JSON.stringify(ack));
      assert.equal(ack.home, room._id);
      assert.deepEqual(ack.rooms.map((it) => it._id), [room._id]); // and no lobby
    }
    const late = await nativeClient(now.url, unique("학생"), { classCode: rotated.classCode });
    const { window, ack } = await comeHome(pupil);
    await sent(late, { _id: room._id }, "wer ist da?");
    await hears(window, "wer ist da?");
    // Others learn nothing, not even that there is such a room.
    const stranger = await nativeClient(now.url, unique("누구"));
    const [there, nowhere] = [(await comeHome(stranger)).ack, (await comeHome(stranger, "0".repeat(24))).ack];
    assertRefused(there, "NOT_MEMBER");
    assert.deepEqual(there, nowhere);
    // Who was taken out needs the code of now.
    const again_ = await nativeClient(now.url, teacher.joined.user.userName, { token: teacher.joined.token });
    await good(again_, "member:kick", { room: room._id, user: ack.user._id });
    assertRefused((await comeHome(pupil)).ack, "NOT_MEMBER");
    assert.equal((await refusedConnect(now.url, { classCode: room.classCode, auth: { maru: 1 } })).data.code, "BAD_CLASS_CODE");
    await nativeClient(now.url, pupil.joined.user.userName, { token: pupil.joined.token, classCode: rotated.classCode });
  } finally {
    closeAll();
    await now.stop();
  }
});

test("five wrong codes a minute from one address, by whichever way, then SLOW_DOWN", async () => {
  const strict = await Server.start({ args: ["--rate-limit", "on"] });
  try {
    const teacher = await nativeClient(strict.url, unique("선생"));
    const room = await create(teacher, { kind: "public", classCode: true });
    const pupil = await nativeClient(strict.url, unique("학생"));
    for (const code of ["undefined", "abc", "AAAAA0", "AAAAAO", "", "AAAAAAA"]) { // cannot be one, so says nothing
      assertRefused(await ask(pupil, "room:join", { classCode: code || " " }), "BAD_CLASS_CODE");
    }
    const url = `${strict.url}/${room.name}`;
    assert.equal((await refusedConnect(url, { classCode: codeLike(room.classCode, 0) })).data.code, "BAD_CLASS_CODE");
    assert.equal((await refusedConnect(strict.url, { classCode: codeLike(room.classCode, 1) })).data.code, "BAD_CLASS_CODE");
    for (const n of [2, 3, 4]) assertRefused(await ask(pupil, "room:join", { classCode: codeLike(room.classCode, n) }), "BAD_CLASS_CODE");
    const sixth = await ask(pupil, "room:join", { classCode: codeLike(room.classCode, 5) });
    assertRefused(sixth, "SLOW_DOWN");
    assert.ok(sixth.retryAfterMs > 0 && sixth.retryAfterMs <= 60_000);
    for (const target of [url, strict.url]) {
      const { data } = await refusedConnect(target, { classCode: codeLike(room.classCode, 5) });
      assert.equal(data.code, "SLOW_DOWN");
      assert.ok(data.retryAfterMs > 0 && data.retryAfterMs <= 60_000);
    }
    // The right one helps no more: else guessing could go on.
    assertRefused(await ask(pupil, "room:join", { classCode: room.classCode }), "SLOW_DOWN");
    assert.equal((await refusedConnect(url, { classCode: room.classCode })).data.code, "SLOW_DOWN");
    await nativeClient(strict.url, unique()); // who names no code comes in
  } finally {
    closeAll();
    await strict.stop();
  }
});

test("others' wrong class codes put nobody out who was in: after a loss it goes on trying by itself", async () => {
  const strict = await Server.start({ args: ["--rate-limit", "on"] });
  try {
    const teacher = await nativeClient(strict.url, unique("선생"));
    const room = await create(teacher, { kind: "public", classCode: true });
    const pupil = await seedClient(strict.url, unique(), { version: "latest", classCode: room.classCode, reconnectionDelay: 300 });
    for (let n = 0; n < 5; ++n) await refusedConnect(strict.url, { classCode: codeLike(room.classCode, n) });
    assert.equal((await refusedConnect(strict.url, { classCode: room.classCode })).data.code, "SLOW_DOWN");
    const tries = [];
    pupil.io.on("open", () => tries.push(Date.now()));
    pupil.io.engine.close();
    await until(() => tries.length >= 3, "a third try");
    assert.deepEqual([pupil.connected, pupil.active, pupil.errors], [false, true, []]);
  } finally {
    closeAll();
    await strict.stop();
  }
});

test("who enters or makes a room in one window sees it in the others", async () => {
  const [teacher, pupil] = await people("선생", "학생");
  const open = await create(teacher, { kind: "public", classCode: true });
  const window = await again(pupil);
  const made = await create(pupil);
  assert.deepEqual(await hearsOf(window, "room:changed", made._id), made);
  const { room: entered } = await good(pupil, "room:join", { classCode: open.classCode });
  assert.deepEqual(await hearsOf(window, "room:changed", open._id), entered);
  const { room: direct } = await good(teacher, "room:direct", { user: id(pupil) });
  assert.equal((await hearsOf(window, "room:changed", direct._id)).kind, "direct");
  for (const room of [made, entered, direct]) {
    const chat = `in ${room.name}`;
    await sent(room === made ? pupil : teacher, room, chat);
    await hears(window, chat);
    await sent(window, room, `${chat}, sagt das andere`); // and may write there
    await hears(pupil, `${chat}, sagt das andere`);
  }
  await good(window, "room:leave", { room: open._id });
  await hearsOf(pupil, "room:removed", open._id);
  await settle(window, pupil);
  for (const room of [made, open, direct]) {
    assert.equal(window.messages.filter((it) => it.room === room._id && it.chat === `in ${room.name}`).length, 1); // once each
  }
});

test("who follows a leaving owner is told what the room is now, with its class code", async () => {
  const { teacher, helper, pupil, room } = await classroom({ classCode: true });
  const window = await again(helper);
  await good(teacher, "room:leave", { room: room._id });
  for (const socket of [helper, window]) {
    const own = await hearsOf(socket, "room:changed", room._id, (it) => it.role === "owner");
    assert.equal(own.classCode, room.classCode);
  }
  await hearsOf(pupil, "member:changed", room._id, (it) => it.user._id === id(helper) && it.role === "owner");
  assert.equal(told(pupil, "room:changed", room._id).some((it) => it.classCode), false);
  await good(window, "room:update", { room: room._id, name: unique() });
});

test("the kicked and banned leave in every window at once, with the reason, native or classic", async () => {
  const { teacher, helper, pupil, room } = await classroom({ kind: "public" });
  const window = await again(pupil);
  const classic = await seedClient(`${server.url}/${room.name}`, unique());
  const end = new Date(Date.now() + 60_000).toISOString();
  await good(helper, "member:kick", { room: room._id, user: id(pupil), banned: true, until: end, reason: "Unfug" });
  await good(helper, "member:kick", { room: room._id, user: id(classic) });
  for (const socket of [pupil, window]) assert.equal((await hearsOf(socket, "room:removed", room._id)).reason, "banned: Unfug");
  assert.equal((await hearsOf(classic, "room:removed", room._id)).reason, "kicked");
  await sent(teacher, room, "unter uns");
  await settle(pupil, window, classic);
  for (const socket of [pupil, window, classic]) assert.ok(!socket.messages.some((it) => it.chat === "unter uns"));
  assertRefused(await post(window, room), "NOT_MEMBER");
  for (const event of ["message:history", "room:members"]) assertRefused(await ask(pupil, event, { room: room._id }), "NOT_MEMBER");
  const back = await again(pupil);
  assert.equal(back.joined.rooms.some((it) => it._id === room._id), false);
  const refused = await ask(back, "room:join", { room: room._id });
  assertRefused(refused, "BANNED");
  assert.equal(refused.until, end);
});

test("a classic window that was taken out hears its room again when its person is back, joined or invited", async () => {
  const { teacher, room } = await classroom({ kind: "public" });
  const name = unique();
  const windows = [await seedClient(`${server.url}/${room.name}`, name), await seedClient(`${server.url}/${room.name}`, name)];
  const [one] = windows;
  const takeOut = async () => {
    for (const socket of windows) socket.events.length = 0;
    await good(teacher, "member:kick", { room: room._id, user: id(one) });
    for (const socket of windows) await hearsOf(socket, "room:removed", room._id);
    await sent(teacher, room, "unter uns");
  };
  await takeOut();
  assert.equal((await ask(one, "join", name)).succese, true);
  await sent(teacher, room, "wieder da");
  for (const socket of windows) await hears(socket, "wieder da");
  await takeOut();
  await good(teacher, "room:invite", { room: room._id, users: [id(one)] });
  await sent(teacher, room, "eingeladen");
  for (const socket of windows) await hears(socket, "eingeladen");
  for (const socket of windows) assert.ok(!socket.messages.some((it) => it.chat === "unter uns"));
});

test("recovery looks at it again: who was kicked while away comes back to nothing", async () => {
  const { teacher, room } = await classroom({ kind: "public" });
  const classic = await seedClient(`${server.url}/${room.name}`, unique(), { reconnection: false });
  await sent(teacher, room, "noch da");
  await hears(classic, "noch da");
  classic.io.engine.close();
  await until(() => !classic.connected, "the cut");
  await good(teacher, "member:kick", { room: room._id, user: id(classic) });
  await sent(teacher, room, "unter uns");
  classic.connect(); // not before it was kicked
  await connected(classic);
  assert.equal(classic.recovered, false);
  await settle(classic);
  assert.ok(!classic.messages.some((it) => it.chat === "unter uns"));
  assert.equal((await ask(classic, "join", classic.joined.user.userName)).ok, true); // kicked, not banned
});

test("read:set and message:readers have a rate, and marks are passed on once a second", async () => {
  const strict = await Server.start({ args: ["--rate-limit", "on"] });
  try {
    const [reader, author] = [await nativeClient(strict.url, unique()), await nativeClient(strict.url, unique())];
    const lobby = { _id: author.lobby };
    const message = await sent(author, lobby, "viel gelesen");
    const flood = (event, n, argument) => Promise.all(Array.from({ length: n }, () => ask(reader, event, argument)));
    for (const [event, n, least, argument] of [
      ["read:set", 80, 30, { room: lobby._id, seq: message.seq }],
      ["message:readers", 60, 20, { room: lobby._id, message: message._id }],
    ]) {
      const acks = await flood(event, n, argument);
      const refused = acks.filter((it) => !it.ok);
      assert.ok(n - refused.length >= least, `${event}: ${n - refused.length} were taken`);
      assert.ok(refused.length > 0, event);
      for (const it of refused) assertRefused(it, "SLOW_DOWN");
      assert.ok(refused[0].retryAfterMs > 0 && refused[0].retryAfterMs <= 1000);
      await settle(reader); // the connection lives
    }
    assert.equal(author.events.filter(([name]) => name === "read:changed").length, 1);
  } finally {
    closeAll();
    await strict.stop();
  }
});
