// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// What nobody may, and what makes no sense, in every event about rooms and messages (docs/protocol.md §5): each is refused with its code and
// a sentence that names the field, and nothing changes.

const { test, before, after, afterEach } = require("node:test");
const assert = require("node:assert/strict");
const { Server } = require("./support/server");
const { ask, closeAll, nativeClient, newSocket, seedClient, settle, until } = require("./support/client");

let server;
let count = 0;
const unique = (word = "x") => `${word}${++count}`;
const nobody = "0123456789abcdef01234567";

before(async () => (server = await Server.start()));
afterEach(closeAll);
after(async () => {
  if (server.isRunning) await server.stop();
});

const people = (n) => Promise.all(Array.from({ length: n }, () => nativeClient(server.url, unique("사람"))));
const id = (socket) => socket.joined.user._id;
async function good(socket, event, argument) {
  const ack = await ask(socket, event, argument);
  assert.equal(ack.ok, true, `${event}: ${JSON.stringify(ack)}`);
  return ack;
}
const create = async (socket, more = {}) => (await good(socket, "room:create", { name: unique(), kind: "private", ...more })).room;
const sent = async (socket, room, chat = "x", more = {}) =>
  (await good(socket, "message:send", { cid: unique("c"), room: room._id, chat, ...more })).message;

function assertRefused(ack, code, field) {
  assert.equal(ack.ok, false, JSON.stringify(ack));
  assert.equal(ack.code, code, JSON.stringify(ack));
  assert.ok(ack.error.length > 0);
  if (field) assert.match(ack.error, new RegExp(`^${field}[: ]`));
}

// Every event about one room, complete and well-formed.
const inRoom = (room, { user = nobody, message = nobody } = {}) => ({
  "room:update": { room, topic: "x" },
  "room:join": { room },
  "room:leave": { room },
  "room:invite": { room, users: [user] },
  "room:members": { room, limit: 5 },
  "room:notify": { room, notify: "none" },
  "member:set": { room, user, muted: true },
  "member:kick": { room, user },
  "sanction:list": { room, limit: 5 },
  "hand:set": { room, on: true },
  "message:send": { cid: unique("c"), room, chat: "x" },
  "message:edit": { room, message, chat: "x" },
  "message:delete": { room, message },
  "message:react": { room, message, emoji: "👍", on: true },
  "message:readers": { room, message },
  "message:edits": { room, message },
  "message:history": { room, before: 5, limit: 5 },
  "message:changes": { room, afterRev: 0, limit: 5 },
  "read:set": { room, seq: 1 },
  "typing:set": { room, on: true },
});

test("no event tells a private room from one that does not exist, whatever is true in it", async () => {
  const [owner, member, stranger, gone, banned] = await people(5);
  const room = await create(owner, { members: [id(member), id(gone), id(banned)], classCode: true });
  const message = await sent(member, room, "geheim");
  await good(gone, "room:leave", { room: room._id });
  await good(owner, "member:kick", { room: room._id, user: id(banned), banned: true });
  const archived = await create(owner, { members: [id(member)] });
  await good(owner, "room:update", { room: archived._id, archived: true });
  const direct = (await good(owner, "room:direct", { user: id(member) })).room;
  const guest = await seedClient(server.url, unique("손님"));
  for (const socket of [stranger, gone, banned, guest]) {
    const unknown = inRoom(nobody);
    for (const there of [room, archived, direct]) {
      for (const [event, argument] of Object.entries(inRoom(there._id, { user: id(owner), message: message._id }))) {
        const ack = await ask(socket, event, argument);
        assert.deepEqual(ack, await ask(socket, event, unknown[event]), event);
        assertRefused(ack, /^(room|member|hand|sanction):/.test(event) ? "NOT_FOUND" : "NOT_MEMBER");
      }
    }
    await settle(socket);
    const heard = JSON.stringify(socket.events.filter(([, it]) => ![it.room, it._id].includes(room._id) || socket === stranger || socket === guest));
    assert.ok(!heard.includes("geheim"));
  }
  assert.equal(stranger.events.some(([, it]) => JSON.stringify(it).includes(room._id)), false);
});

test("nor does its name: in lists, as a namespace, with a class code, for a new room", async () => {
  const [owner, stranger] = await people(2);
  const room = await create(owner, { name: unique("geheim"), classCode: true });
  const unknown = unique("geheim");
  const answerTo = async (url, options) => {
    const socket = newSocket(url, { reconnection: false, ...options });
    socket.connect();
    await until(() => socket.errors.length > 0, "a refusal");
    return [socket.errors[0].message, socket.errors[0].data];
  };
  for (const classCode of [undefined, "", room.classCode, "AAAAAA"]) {
    assert.deepEqual(await answerTo(`${server.url}/${room.name}`, { classCode }), await answerTo(`${server.url}/${unknown}`, { classCode }));
  }
  for (const query of [room.name, room.name.toUpperCase(), room._id]) assert.deepEqual((await good(stranger, "room:list", { query })).rooms, []);
  const all = [];
  for (let after; ; after = all.at(-1)._id) {
    const page = await good(stranger, "room:list", { after, limit: 100 });
    all.push(...page.rooms);
    if (!page.more) break;
  }
  assert.ok(!all.some((it) => it._id === room._id) && all.every((it) => ["public", "announcement"].includes(it.kind) && !("classCode" in it)));
  for (const kind of ["private", "announcement"]) assert.equal((await create(stranger, { name: room.name, kind })).name, room.name);
  assert.equal((await good(owner, "room:update", { room: room._id, topic: "x" })).room.name, room.name);
});

test("a message is looked for in its own room only", async () => {
  const [owner, member] = await people(2);
  const [here, there] = [await create(owner, { members: [id(member)] }), await create(owner, { members: [id(member)] })];
  const message = await sent(owner, there, "anderswo");
  for (const event of ["message:edit", "message:delete", "message:react", "message:readers", "message:edits"]) {
    assertRefused(await ask(owner, event, inRoom(here._id, { message: message._id })[event]), "NOT_FOUND", "message");
  }
  assertRefused(await ask(owner, "message:send", { cid: unique("c"), room: here._id, chat: "x", replyTo: message._id }), "NOT_FOUND", "replyTo");
  assertRefused(await ask(owner, "message:send", { cid: unique("c"), room: here._id, chat: "x", replyTo: nobody }), "NOT_FOUND", "replyTo");
  const { messages } = await good(member, "message:history", { room: there._id });
  assert.deepEqual(messages, [message]); // nothing became of it
  assert.equal((await good(member, "message:history", { room: here._id })).messages.length, 0);
  // Other people's: one's own alone.
  assertRefused(await ask(member, "message:edit", { room: there._id, message: message._id, chat: "x" }), "FORBIDDEN");
  assertRefused(await ask(member, "message:delete", { room: there._id, message: message._id }), "FORBIDDEN");
  // And what is not of that kind at all.
  for (const other of [there._id, id(owner), message.cid]) {
    assertRefused(await ask(owner, "message:edit", { room: there._id, message: other, chat: "x" }), "NOT_FOUND", "message");
  }
  assertRefused(await ask(owner, "room:direct", { user: there._id }), "NOT_FOUND", "user");
  assertRefused(await ask(owner, "room:invite", { room: there._id, users: [there._id] }), "NOT_FOUND", "users");
});

test("a reply to a deleted message is refused; one that was sent before names its place", async () => {
  const [owner, member] = await people(2);
  const room = await create(owner, { members: [id(member)] });
  const first = await sent(owner, room, "Frage");
  const cid = unique("c");
  const answer = (await good(member, "message:send", { cid, room: room._id, chat: "Antwort", replyTo: first._id })).message;
  assert.equal(answer.replyTo.chat, "Frage");
  await good(owner, "message:delete", { room: room._id, message: first._id });
  assertRefused(await ask(member, "message:send", { cid: unique("c"), room: room._id, chat: "x", replyTo: first._id }), "NOT_FOUND", "replyTo");
  const { messages } = await good(member, "message:history", { room: room._id });
  assert.equal(messages.length, 2);
  assert.deepEqual([messages[1].replyTo._id, messages[1].replyTo.chat], [first._id, ""]);
  // The same once more is the first, deleted or not.
  assert.equal((await good(member, "message:send", { cid, room: room._id, chat: "Antwort", replyTo: first._id })).duplicate, true);
});

test("what is no id is refused by the name of its field, in every event", async () => {
  const [owner] = await people(1);
  const room = await create(owner);
  const bad = [{ $ne: null }, { _id: room._id }, [], [room._id], null, 5, -1, 1e308, true, "", "x".repeat(65), "x".repeat(60_000)];
  const events = { ...inRoom(room._id), "room:direct": { user: nobody } };
  for (const [event, argument] of Object.entries(events)) {
    for (const field of ["room", "user", "message"].filter((it) => it in argument)) {
      for (const value of bad) {
        const ack = await ask(owner, event, { ...argument, [field]: value });
        assertRefused(ack, "BAD_REQUEST", field);
      }
      const { [field]: _, ...without } = argument;
      if (event === "sanction:list") assertRefused(await ask(owner, event, without), "FORBIDDEN"); // that of the server
      else assertRefused(await ask(owner, event, without), "BAD_REQUEST", field);
    }
    for (const argument of ["", "x", 5, null, true, [], [[]], undefined]) assertRefused(await ask(owner, event, argument), "BAD_REQUEST");
    assertRefused(await ask(owner, event), "BAD_REQUEST");
  }
  for (const value of bad.filter((it) => it !== "")) {
    assertRefused(await ask(owner, "message:send", { cid: unique("c"), room: room._id, chat: "x", replyTo: value }), "BAD_REQUEST", "replyTo");
    assertRefused(await ask(owner, "room:members", { room: room._id, after: value }), "BAD_REQUEST", "after");
    assertRefused(await ask(owner, "room:list", { after: value }), "BAD_REQUEST", "after");
  }
  for (const value of [{}, "x", 5, [5], [null], [{}], [""], ["x".repeat(65)], [[nobody]], Array(101).fill(nobody)]) {
    assertRefused(await ask(owner, "room:invite", { room: room._id, users: value }), "BAD_REQUEST", "users");
    assertRefused(await ask(owner, "room:create", { name: unique(), kind: "private", members: value }), "BAD_REQUEST", "members");
  }
  assert.deepEqual((await good(owner, "room:members", { room: room._id })).members.map((it) => it.user._id), [id(owner)]);
  assert.equal((await good(owner, "message:history", { room: room._id })).messages.length, 0);
});

test("ids that fit the form and mean nothing are not found", async () => {
  const [owner] = await people(1);
  const strange = ["x", "'; DROP TABLE rooms; --", "../../etc/passwd", "%", "_", "*", "가", "\u202e", "\u0000", "a\u0000b", "__proto__", "NaN", "$where"];
  for (const room of strange) {
    for (const [event, argument] of Object.entries(inRoom(room))) {
      const ack = await ask(owner, event, argument);
      assert.ok(["NOT_FOUND", "NOT_MEMBER", "BAD_REQUEST"].includes(ack.code), `${event} ${JSON.stringify(room)}: ${JSON.stringify(ack)}`);
    }
  }
  await settle(owner);
});

test("numbers below zero, broken and beyond 2^53 are refused; those beyond the end are its end", async () => {
  const [owner] = await people(1);
  const room = await create(owner);
  const message = await sent(owner, room);
  const bad = [-1, -9007199254740991, 0.5, 1e300, 9007199254740994, "1", "", null, {}, [], true];
  for (const value of bad) {
    for (const [event, field] of [["message:history", "before"], ["message:history", "after"], ["message:history", "around"], ["message:history", "limit"],
      ["message:changes", "afterRev"], ["message:changes", "limit"], ["room:members", "limit"], ["read:set", "seq"]]) {
      const argument = event === "message:history" ? { room: room._id } : inRoom(room._id)[event];
      assertRefused(await ask(owner, event, { ...argument, [field]: value }), "BAD_REQUEST", field);
    }
    assertRefused(await ask(owner, "room:list", { limit: value }), "BAD_REQUEST", "limit");
    assertRefused(await ask(owner, "room:update", { room: room._id, slowModeSeconds: value }), "BAD_REQUEST", "slowModeSeconds");
  }
  for (const limit of [0]) assertRefused(await ask(owner, "message:history", { room: room._id, limit }), "BAD_REQUEST", "limit");
  const most = 9007199254740991;
  assert.deepEqual((await good(owner, "message:history", { room: room._id, before: most, limit: most })).messages, [message]);
  assert.deepEqual((await good(owner, "message:history", { room: room._id, after: most })).messages, []);
  assert.deepEqual((await good(owner, "message:changes", { room: room._id, afterRev: most })).messages, []);
  await good(owner, "read:set", { room: room._id, seq: most });
  assertRefused(await ask(owner, "message:history", { room: room._id, before: 1, after: 1 }), "BAD_REQUEST", "after");
});

test("flags, words and texts of the wrong kind are refused by name", async () => {
  const [owner] = await people(1);
  const room = await create(owner);
  const message = await sent(owner, room);
  const base = { ...inRoom(room._id, { user: id(owner), message: message._id }), "room:create": { name: "x", kind: "private" } };
  const rows = [
    ["hand:set", "on", ["true", 1, null, {}, undefined]], ["typing:set", "on", ["true", 1, null, undefined]], ["message:react", "on", ["true", 1, null, undefined]],
    ["member:set", "muted", ["true", 0, null, []]], ["member:set", "role", ["king", "OWNER", 1, null, {}]], ["member:kick", "banned", ["true", 1, null]],
    ["member:kick", "until", ["tomorrow", 5, "2026-13-01T00:00:00.000Z", null, {}]], ["member:kick", "reason", [5, {}, null]],
    ["room:update", "archived", ["true", 1, null]], ["room:update", "muteAll", [0, "no", null]], ["room:update", "classCode", ["AAAAAA", true, null, ""]],
    ["room:update", "name", [5, {}, null]], ["room:update", "topic", [5, {}, null, []]], ["room:notify", "notify", ["loud", 1, null, undefined]],
    ["room:create", "kind", ["direct", "secret", 1, null, undefined]], ["room:create", "classCode", ["yes", 1, null]], ["room:create", "name", [5, {}, null, undefined]],
    ["message:send", "chat", [5, {}, null, [], undefined, ["x"]]], ["message:send", "cid", [5, {}, null, "", "가", "x".repeat(65), "a\nb", undefined]],
    ["message:edit", "chat", [5, {}, null, [], undefined]], ["message:react", "emoji", [5, {}, null, ["👍"], undefined]],
  ];
  for (const [event, field, values] of rows) {
    for (const value of values) assertRefused(await ask(owner, event, { ...base[event], [field]: value }), "BAD_REQUEST", field);
  }
  assertRefused(await ask(owner, "member:kick", { ...base["member:kick"], reason: "x".repeat(257) }), "TOO_LARGE", "reason");
  for (const chat of ["", "a\u0000b", "\ud800", "\udc00x"]) {
    assertRefused(await ask(owner, "message:send", { ...base["message:send"], cid: unique("c"), chat }), "BAD_REQUEST");
    assertRefused(await ask(owner, "message:edit", { ...base["message:edit"], chat }), "BAD_REQUEST");
  }
  const long = await ask(owner, "message:send", { ...base["message:send"], cid: unique("c"), chat: "가".repeat(8001) });
  assertRefused(long, "TOO_LARGE");
  assert.equal(long.limit, 8000);
  assertRefused(await ask(owner, "message:edit", { ...base["message:edit"], chat: "x".repeat(8001) }), "TOO_LARGE");
  for (const emoji of ["x", "1", "가", ":)", "👍👍", "🇽🇽", "<b>"]) {
    assertRefused(await ask(owner, "message:react", { ...base["message:react"], emoji }), "BAD_REQUEST", "emoji");
  }
  const after = (await good(owner, "message:history", { room: room._id })).messages;
  assert.deepEqual(after, [message]);
  const me = (await good(owner, "room:members", { room: room._id })).members[0];
  assert.deepEqual([me.role, me.muted, me.hand], ["owner", false, false]);
});

test("a flood of room creations is stopped by its rate; the flooder's messages are not", async () => {
  const strict = await Server.start({ args: ["--rate-limit", "on"] });
  try {
    const flooder = await nativeClient(strict.url, unique("홍수"));
    const acks = await Promise.all(Array.from({ length: 200 }, (_, i) => ask(flooder, "room:create", { name: `방 ${i}`, kind: i % 2 ? "private" : "public" })));
    assert.equal(acks.filter((it) => it.ok).length, 20);
    for (const ack of acks.filter((it) => !it.ok)) {
      assertRefused(ack, "SLOW_DOWN");
      assert.ok(ack.retryAfterMs > 0);
    }
    const other = await nativeClient(strict.url, unique("다른"));
    for (let i = 0; i < 25; ++i) assertRefused(await ask(other, "room:create", { name: i % 2 ? "a/b" : "방 0", kind: "public" }), i % 2 ? "BAD_NAME" : "NAME_TAKEN");
    assert.equal((await ask(other, "room:create", { name: "eines", kind: "public" })).ok, true);
    await sent(flooder, { _id: flooder.lobby });
    assert.equal((await good(other, "room:list", { query: "방", limit: 100 })).rooms.length, 10);
  } finally {
    closeAll();
    await strict.stop();
  }
});
