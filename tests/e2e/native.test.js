// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The native profile (docs/protocol.md §5): names held by tokens, messages sent exactly once, pages that miss nothing.

const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server, run } = require("./support/server");
const {
  ask, chats, client, closeAll, connected, hears, nativeClient, nativeSocket, newSocket, seedClient, until,
} = require("./support/client");

let server;
let count = 0;
const unique = (word = "이름") => `${word}${++count}`;
const join = (socket, userName, more = {}) => ask(socket, "session:join", { userName, client, ...more });
const post = (socket, chat, more = {}) => ask(socket, "message:send", { cid: `c${++count}`, room: socket.lobby, chat, ...more });

before(async () => (server = await Server.start()));
after(async () => {
  closeAll();
  if (server.isRunning) await server.stop();
});

function assertRefused(ack, code) {
  assert.equal(ack.ok, false, JSON.stringify(ack));
  assert.equal(ack.code, code, JSON.stringify(ack));
  assert.equal(typeof ack.error, "string");
  assert.ok(ack.error.length > 0);
}

// ---- names ----

test("session:join gives a user, a token, the rooms and the limits", async () => {
  const name = unique("김민수");
  const socket = await nativeClient(server.url, name);
  const { user, token, rooms, serverTime, limits } = socket.joined;
  assert.equal(user.userName, name);
  assert.equal(user.name, name);
  assert.match(user._id, /^[0-9a-f]{24}$/);
  assert.match(token, /^[\x21-\x7e]{20,}$/);
  assert.ok(rooms.some((room) => room.name === "lobby" && room.kind === "public" && room.seq >= 0 && room.rev >= 0));
  assert.ok(Math.abs(Date.parse(serverTime) - Date.now()) < 60_000, serverTime);
  assert.equal(typeof limits, "object");
});

test("a native connection gets hello, no recovery id, and events of one object", async () => {
  const socket = await nativeClient(server.url, unique());
  assert.equal(socket.events[0][0], "server:hello");
  assert.equal(socket._pid, undefined);
  await post(socket, "하나");
  await hears(socket, "하나");
  for (const [name, ...args] of socket.events) assert.equal(args.length, 1, `${name}: ${JSON.stringify(args)}`);
});

test("another device without the token gets NAME_TAKEN and a suggestion that is free", async () => {
  const name = unique("김민수");
  await nativeClient(server.url, name);
  const other = await nativeSocket(server.url);
  const ack = await join(other, name);
  assertRefused(ack, "NAME_TAKEN");
  assert.equal(ack.suggestion, `${name} (2)`);
  const second = await join(other, ack.suggestion);
  assert.equal(second.ok, true, second.error);
  // With both taken the next one is suggested.
  assert.equal((await join(await nativeSocket(server.url), name)).suggestion, `${name} (3)`);
});

test("the token opens the name on another connection, at the same time too", async () => {
  const name = unique();
  const first = await nativeClient(server.url, name);
  const second = await nativeClient(server.url, name, { token: first.joined.token });
  assert.equal(second.joined.user._id, first.joined.user._id);
  await post(second, `von zwei ${name}`);
  await Promise.all([hears(first, `von zwei ${name}`), hears(second, `von zwei ${name}`)]);
});

test("a wrong token does not open a name", async () => {
  const name = unique();
  const first = await nativeClient(server.url, name);
  for (const token of ["x", `${first.joined.token}x`, "", "__proto__", "a".repeat(5000)]) {
    const ack = await join(await nativeSocket(server.url), name, { token });
    assert.equal(ack.ok, false, `token ${token}`);
    assert.match(ack.code, /^(NAME_TAKEN|BAD_CREDENTIALS|BAD_REQUEST|TOO_LARGE)$/);
  }
});

test("a name is the same in another case, form or with look-alike letters", async () => {
  await nativeClient(server.url, "paypal");
  for (const name of ["PayPal", " paypal ", "p\u0430ypal", "ｐaypal"]) {
    assertRefused(await join(await nativeSocket(server.url), name), "NAME_TAKEN");
  }
});

test("a held name is refused to a classic join, in the seed's words", async () => {
  const name = unique();
  await nativeClient(server.url, name);
  const socket = newSocket(server.url);
  socket.connect();
  const ack = await ask(socket, "join", name);
  assert.equal(ack.succese, false);
  assert.equal(ack.code, "NAME_TAKEN");
  assert.equal(typeof ack.error, "string");
});

test("an open name of a classic join can be claimed, and is held from then on", async () => {
  const name = unique();
  const classic = await seedClient(server.url, name);
  const native = await nativeClient(server.url, name);
  assert.equal(native.joined.user._id, classic.joined.user._id);
  assert.ok(native.joined.token);
  const later = newSocket(server.url);
  later.connect();
  assert.equal((await ask(later, "join", name)).code, "NAME_TAKEN");
});

test("session:leave revokes the token", async () => {
  const name = unique();
  const socket = await nativeClient(server.url, name);
  assert.equal((await ask(socket, "session:leave", {})).ok, true);
  const ack = await join(await nativeSocket(server.url), name, { token: socket.joined.token });
  assert.equal(ack.ok, false);
});

test("tokens survive a kill of the server", async () => {
  const own = await Server.start();
  const first = await nativeClient(own.url, "lang", { reconnection: false });
  await own.kill9();
  const again = await own.restart();
  const second = await nativeClient(again.url, "lang", { token: first.joined.token, reconnection: false });
  assert.equal(second.joined.user._id, first.joined.user._id);
  second.disconnect();
  await again.stop();
});

for (const [what, name] of [
  ["empty", ""],
  ["spaces", "   "],
  ["system", "system"],
  ["SYSTEM in full width", "ｓｙｓｔｅｍ"],
  ["시스템", "시스템"],
  ["admin", "admin"],
  ["관리자", "관리자"],
  ["server", "Server"],
  ["a bidi override", "\u202eabc"],
  ["a bidi isolate", "abc\u2066"],
  ["a Hangul filler", "\u3164"],
  ["a zero-width space", "\u200b"],
  ["U+0000", "a\u0000b"],
  ["a tab inside", "a\tb\u0007"],
  ["an unassigned character", "a\u0378"],
  ["private use", "\ue000"],
  ["33 graphemes", "가".repeat(33)],
  ["one grapheme of 1,000 marks", `a${"\u0301".repeat(1000)}`],
]) {
  test(`a bad name is BAD_NAME: ${what}`, async () => {
    assertRefused(await join(await nativeSocket(server.url), name), "BAD_NAME");
  });
}

// The shape of a join, and what it needs.
for (const [what, argument] of [
  ["no argument", undefined],
  ["null", null],
  ["a string", "kim"],
  ["an array", ["kim"]],
  ["no name", { client }],
  ["a number for a name", { userName: 5, client }],
  ["an object for a token", { userName: "kim", token: {}, client }],
]) {
  test(`session:join with ${what} is BAD_REQUEST`, async () => {
    const socket = await nativeSocket(server.url);
    assertRefused(argument === undefined ? await ask(socket, "session:join") : await ask(socket, "session:join", argument), "BAD_REQUEST");
  });
}

test("session:join without auth.maru is BAD_REQUEST", async () => {
  const socket = newSocket(server.url, { version: "latest" });
  socket.connect();
  await connected(socket);
  assertRefused(await join(socket, unique()), "BAD_REQUEST");
});

test("nothing works before session:join but joining", async () => {
  const { lobby } = await nativeClient(server.url, unique());
  const socket = await nativeSocket(server.url);
  for (const [event, argument] of [
    ["message:send", { cid: "1", room: lobby, chat: "x" }],
    ["message:history", { room: lobby, limit: 10 }],
    ["message:changes", { room: lobby, afterRev: 0, limit: 10 }],
    ["room:list", {}],
  ]) {
    assertRefused(await ask(socket, event, argument), "NOT_JOINED");
  }
});

// ---- sending ----

test("a message is acked with what is stored, and reaches the others with its cid", async () => {
  const a = await nativeClient(server.url, unique());
  const b = await nativeClient(server.url, unique());
  const c = await seedClient(server.url, unique());
  const ack = await ask(a, "message:send", { cid: "only-1", room: a.lobby, chat: "한 번만" });
  assert.equal(ack.ok, true, ack.error);
  assert.notEqual(ack.duplicate, true);
  const { message } = ack;
  assert.equal(message.cid, "only-1");
  assert.equal(message.chat, "한 번만");
  assert.equal(message.room, a.lobby);
  assert.deepEqual(message.user, { id: a.joined.user._id, userName: a.joined.user.userName, name: a.joined.user.userName });
  for (const socket of [a, b, c]) assert.deepEqual(await hears(socket, "한 번만"), message);
});

test("the same cid and content again is the first message again, told to nobody", async () => {
  const a = await nativeClient(server.url, unique());
  const b = await nativeClient(server.url, unique());
  const argument = { cid: "twice", room: a.lobby, chat: "zweimal" };
  const first = await ask(a, "message:send", argument);
  const second = await ask(a, "message:send", argument);
  assert.equal(second.ok, true);
  assert.equal(second.duplicate, true);
  assert.deepEqual(second.message, first.message);
  // From another device of the same person too.
  const other = await nativeClient(server.url, a.joined.user.userName, { token: a.joined.token });
  assert.equal((await ask(other, "message:send", argument)).duplicate, true);
  await post(a, "danach");
  await hears(b, "danach");
  assert.equal(chats(b).filter((chat) => chat === "zweimal").length, 1);
});

test("ten at once with one cid are one message", async () => {
  const a = await nativeClient(server.url, unique());
  const argument = { cid: "storm", room: a.lobby, chat: "sturm" };
  const acks = await Promise.all(Array.from({ length: 10 }, () => ask(a, "message:send", argument)));
  assert.equal(new Set(acks.map((ack) => ack.message._id)).size, 1);
  assert.equal(acks.filter((ack) => !ack.duplicate).length, 1);
});

test("the same cid with other content is CONFLICT, and the first is kept", async () => {
  const a = await nativeClient(server.url, unique());
  const first = await ask(a, "message:send", { cid: "clash", room: a.lobby, chat: "eins" });
  assertRefused(await ask(a, "message:send", { cid: "clash", room: a.lobby, chat: "zwei" }), "CONFLICT");
  const again = await ask(a, "message:send", { cid: "clash", room: a.lobby, chat: "eins" });
  assert.equal(again.message._id, first.message._id);
});

test("the same cid of another author is another message", async () => {
  const a = await nativeClient(server.url, unique());
  const b = await nativeClient(server.url, unique());
  const first = await ask(a, "message:send", { cid: "mine", room: a.lobby, chat: "von a" });
  const second = await ask(b, "message:send", { cid: "mine", room: b.lobby, chat: "von b" });
  assert.equal(second.ok, true);
  assert.notEqual(first.message._id, second.message._id);
});

for (const [what, change, code] of [
  ["8,001 characters", { chat: "x".repeat(8001) }, "TOO_LARGE"],
  ["8,001 emoji", { chat: "😀".repeat(8001) }, "TOO_LARGE"],
  ["U+0000", { chat: "a\u0000" }, "BAD_REQUEST"],
  ["a lone high surrogate", { chat: "a\ud83d" }, "BAD_REQUEST"],
  ["a lone low surrogate", { chat: "\ude00a" }, "BAD_REQUEST"],
  ["surrogates the wrong way round", { chat: "\ude00\ud83d" }, "BAD_REQUEST"],
  ["nothing", { chat: "" }, "BAD_REQUEST"],
  ["a number", { chat: 5 }, "BAD_REQUEST"],
  ["an object", { chat: { $ne: "" } }, "BAD_REQUEST"],
  ["null", { chat: null }, "BAD_REQUEST"],
  ["no text", { chat: undefined }, "BAD_REQUEST"],
  ["no cid", { cid: undefined }, "BAD_REQUEST"],
  ["an empty cid", { cid: "" }, "BAD_REQUEST"],
  ["a cid of 65 characters", { cid: "c".repeat(65) }, "BAD_REQUEST"],
  ["a cid that is not ASCII", { cid: "가" }, "BAD_REQUEST"],
  ["a cid with a line break", { cid: "a\nb" }, "BAD_REQUEST"],
  ["a number for a cid", { cid: 7 }, "BAD_REQUEST"],
  ["no room", { room: undefined }, "BAD_REQUEST"],
  ["a number for a room", { room: 7 }, "BAD_REQUEST"],
]) {
  test(`message:send with ${what} is ${code}`, async () => {
    const socket = await nativeClient(server.url, unique());
    const ack = await post(socket, "gut", change);
    assertRefused(ack, code);
    if (code === "TOO_LARGE") assert.equal(ack.limit, 8000);
    assert.equal((await post(socket, "weiter")).ok, true);
  });
}

test("a room that is not there, or not one's own, is refused", async () => {
  const socket = await nativeClient(server.url, unique());
  for (const room of ["0".repeat(24), "nonsense", "", "' OR 1=1 --"]) {
    const ack = await post(socket, "wohin?", { room });
    assert.equal(ack.ok, false, room);
    assert.match(ack.code, /^(NOT_FOUND|NOT_MEMBER|BAD_REQUEST)$/);
  }
});

test("texts are stored as sent, whatever stands in them", async () => {
  const socket = await nativeClient(server.url, unique());
  for (const chat of ["'; DROP TABLE messages; --", "\\' \\\\ \"", "<img src=x>", "\u0001\u001f\u007f", "\ufeffBOM", "가\u1100\u1161", "a\r\nb\tc", " ", "%s%n", "\u2028\u2029"]) {
    const ack = await post(socket, chat);
    assert.equal(ack.ok, true, ack.error);
    assert.equal(ack.message.chat, chat);
    assert.equal((await hears(socket, chat)).chat, chat);
  }
  assert.equal((await post(socket, "x".repeat(8000))).ok, true);
});

test("a cid of 64 characters is good", async () => {
  const socket = await nativeClient(server.url, unique());
  assert.equal((await post(socket, "lang", { cid: "~".repeat(63) + "!" })).ok, true);
});

// ---- pages ----

test("history and changes give every message once, a page at a time", async () => {
  const own = await Server.start();
  const socket = await nativeClient(own.url, "schreiber");
  const total = 250;
  for (let i = 0; i < total; ++i) assert.equal((await post(socket, `zeile ${i}`)).ok, true);
  const sent = Array.from({ length: total }, (_, i) => `zeile ${i}`);
  const room = socket.lobby;
  const history = async (argument) => {
    const ack = await ask(socket, "message:history", { room, ...argument });
    assert.equal(ack.ok, true, ack.error);
    const seqs = ack.messages.map((message) => message.seq);
    assert.deepEqual(seqs, [...seqs].sort((a, b) => a - b), "ascending seq");
    return ack;
  };
  const lines = (messages) => messages.map((message) => message.chat).filter((chat) => chat.startsWith("zeile "));

  // The newest page, without any seq; then backwards to the first.
  const backwards = [];
  for (let page = await history({ limit: 60 }); ; page = await history({ before: page.messages[0].seq, limit: 60 })) {
    assert.equal(page.last, backwards.length === 0);
    assert.ok(page.messages.length <= 60);
    backwards.unshift(...page.messages);
    if (page.first) break;
  }
  assert.deepEqual(lines(backwards), sent);

  // Forwards.
  const forwards = [];
  for (let page = await history({ after: 0, limit: 100 }); ; page = await history({ after: page.messages.at(-1).seq, limit: 100 })) {
    forwards.push(...page.messages);
    if (page.last) break;
  }
  assert.deepEqual(forwards, backwards);

  // Around one.
  const middle = forwards[120];
  const around = await history({ around: middle.seq, limit: 11 });
  assert.ok(around.messages.some((message) => message._id === middle._id));
  assert.equal(around.messages.length, 11);
  assert.equal(around.first, false);
  assert.equal(around.last, false);

  // Changes by rev, from nothing and from the middle.
  const changes = [];
  for (let afterRev = 0, more = true; more; ) {
    const ack = await ask(socket, "message:changes", { room, afterRev, limit: 100 });
    assert.equal(ack.ok, true, ack.error);
    assert.ok(ack.messages.length <= 100);
    changes.push(...ack.messages);
    more = ack.more;
    afterRev = changes.at(-1).rev;
    if (!more) assert.equal(ack.rev, afterRev);
  }
  assert.deepEqual(lines(changes), sent);
  assert.deepEqual(changes.map((message) => message.rev), [...changes.map((message) => message.rev)].sort((a, b) => a - b));
  const rest = await ask(socket, "message:changes", { room, afterRev: changes.at(-3).rev, limit: 100 });
  assert.deepEqual(rest.messages.map((message) => message._id), changes.slice(-2).map((message) => message._id));
  const none = await ask(socket, "message:changes", { room, afterRev: rest.rev, limit: 100 });
  assert.deepEqual([none.messages ?? [], none.more, none.rev], [[], false, rest.rev]);
  socket.disconnect();
  await own.stop();
});

test("a page of long texts stays within its bytes, and holds at least one row", async () => {
  const own = await Server.start();
  const socket = await nativeClient(own.url, "lang");
  for (let i = 0; i < 30; ++i) await post(socket, "각".repeat(8000));
  const page = await ask(socket, "message:history", { room: socket.lobby, limit: 100 });
  assert.ok(page.messages.length >= 1 && page.messages.length < 30, `${page.messages.length} rows`);
  assert.equal(page.first, false);
  socket.disconnect();
  await own.stop();
});

for (const [event, argument] of [
  ["message:history", { limit: 0 }],
  ["message:history", { limit: -1 }],
  ["message:history", { limit: "10" }],
  ["message:history", { before: 1.5, limit: 10 }],
  ["message:history", { before: "1", limit: 10 }],
  ["message:history", { before: 10, after: 1, limit: 10 }],
  ["message:changes", { afterRev: -1, limit: 10 }],
  ["message:changes", { afterRev: "0", limit: 10 }],
  ["message:changes", { limit: 10 }],
]) {
  test(`${event} ${JSON.stringify(argument)} is BAD_REQUEST`, async () => {
    const socket = await nativeClient(server.url, unique());
    assertRefused(await ask(socket, event, { room: socket.lobby, ...argument }), "BAD_REQUEST");
  });
}

test("history of a room one is not in is refused", async () => {
  const socket = await nativeClient(server.url, unique());
  const ack = await ask(socket, "message:history", { room: "0".repeat(24), limit: 10 });
  assert.match(ack.code, /^(NOT_FOUND|NOT_MEMBER)$/);
});

test("room:list shows the rooms one may join, a page at a time", async () => {
  const names = ["목록 가", "목록 나", "목록 다"];
  for (const name of names) {
    const { code, stderr } = run(["room", "add", name, "--data", server.data]);
    assert.equal(code, 0, stderr);
  }
  const socket = await nativeClient(server.url, unique());
  const seen = [];
  for (let more = true; more; ) {
    const after = seen.at(-1)?._id;
    const ack = await ask(socket, "room:list", { limit: 2, ...(after && { after }) });
    assert.equal(ack.ok, true, ack.error);
    assert.ok(ack.rooms.length <= 2);
    seen.push(...ack.rooms);
    more = ack.more;
  }
  const list = seen.map((room) => room.name);
  assert.equal(new Set(list).size, list.length);
  for (const name of ["lobby", ...names]) assert.ok(list.includes(name), `${name} in ${list}`);
  const found = await ask(socket, "room:list", { query: "목록 나" });
  assert.deepEqual(found.rooms.map((room) => room.name), ["목록 나"]);
});

test("a native client in a namespace has that room as its home, and hears all its rooms", async () => {
  const { code, stderr } = run(["room", "add", "둘째", "--data", server.data]);
  assert.equal(code, 0, stderr);
  const name = unique();
  const first = await nativeClient(server.url, name);
  const second = await nativeClient(`${server.url}/둘째`, name, { token: first.joined.token });
  const room = second.joined.rooms.find((r) => r.name === "둘째");
  assert.ok(room, "it is a member of its home room");
  const ack = await ask(second, "message:send", { cid: "second-room", room: room._id, chat: `zweites ${name}` });
  assert.equal(ack.ok, true, ack.error);
  await hears(second, `zweites ${name}`);
  // The first connection of the same person is a member too by now.
  await hears(first, `zweites ${name}`);
});

test("messages over the rate are SLOW_DOWN with a time, then go again", async () => {
  const limited = await Server.start({ args: ["--rate-limit", "on"] });
  const socket = await nativeClient(limited.url, "schnell");
  const acks = await Promise.all(Array.from({ length: 60 }, (_, i) => post(socket, `schnell ${i}`)));
  const refused = acks.filter((ack) => !ack.ok);
  assert.ok(refused.length >= 10, `${refused.length} refused`);
  for (const ack of refused) {
    assert.equal(ack.code, "SLOW_DOWN");
    assert.ok(ack.retryAfterMs > 0);
  }
  assert.ok(acks.length - refused.length >= 30);
  const start = Date.now();
  await until(() => Date.now() - start > refused[0].retryAfterMs + 200, "the time that was named");
  assert.equal((await post(socket, "wieder")).ok, true);
  socket.disconnect();
  await limited.stop();
});
