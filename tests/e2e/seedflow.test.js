// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The seed's own client, unchanged, takes part: docs/protocol.md §2–§6, both the version the seed names and today's.

const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server } = require("./support/server");
const {
  ask, chats, closeAll, connected, hears, newSocket, seedClient, systemLines, until, versions, welcome,
} = require("./support/client");

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ID = /^[0-9a-f]{24}$/;

let server;
let names = 0;
const newName = (name = "손님") => `${name}${++names}`;

test.before(async () => (server = await Server.start()));
after(async () => {
  closeAll();
  if (server.isRunning) await server.stop();
});

function assertMessage(message, { chat, user }) {
  const { _id, room, seq, rev, createdAt, updatedAt, ...rest } = message;
  assert.match(_id, ID);
  assert.match(room, ID);
  assert.ok(Number.isSafeInteger(seq) && seq >= 1, `seq ${seq}`);
  assert.ok(Number.isSafeInteger(rev) && rev >= 1, `rev ${rev}`);
  assert.match(createdAt, ISO_TIME);
  assert.match(updatedAt, ISO_TIME);
  const name = user.userName;
  assert.deepEqual(rest, { type: "chat", chat, user: { id: user._id, userName: name, name }, __v: 0 });
}

for (const version of Object.keys(versions)) {
  test(`${version}: join is acked with the user`, async () => {
    const name = newName("김민수");
    const socket = await seedClient(server.url, name, { version });
    const { succese, success, ok, user } = socket.joined;
    assert.deepEqual({ succese, success, ok }, { succese: true, success: true, ok: true });
    assert.match(user._id, ID);
    assert.equal(user.userName, name);
    assert.equal(user.name, name);
    assert.equal(user.socketId, socket.id);
    assert.equal(user.isOnline, true);
  });

  test(`${version}: hello comes first, with one object`, async () => {
    const socket = await seedClient(server.url, newName(), { version });
    const [name, hello] = socket.events[0];
    assert.equal(name, "server:hello");
    assert.equal(hello.protocol, 1);
    assert.equal(typeof hello.server, "string");
    assert.match(hello.version, /^\d+\.\d+\.\d+/);
    assert.ok(Array.isArray(hello.features));
    assert.equal(typeof hello.limits, "object");
  });

  test(`${version}: everybody is told once who came in`, async () => {
    const first = newName();
    const second = newName();
    const a = await seedClient(server.url, first, { version });
    const b = await seedClient(server.url, second, { version });
    b.emit("sendMessage", `nach ${second}`);
    await hears(a, `nach ${second}`);
    await hears(b, `nach ${second}`);
    const count = (socket, name) => systemLines(socket).filter((line) => line === welcome(name)).length;
    assert.equal(count(a, first), 1);
    assert.equal(count(a, second), 1);
    assert.equal(count(b, second), 1);
    const line = a.messages.find((message) => message.chat === welcome(second));
    assert.deepEqual(line.user, { id: null, userName: "system", name: "system" });
    assert.equal(line.type, "system");
  });

  test(`${version}: a message reaches everybody, its sender too, in the shape of the contract`, async () => {
    const a = await seedClient(server.url, newName(), { version });
    const b = await seedClient(server.url, newName(), { version });
    const chat = `안녕하세요 👋 "<b>" \\ ${names}`;
    a.emit("sendMessage", chat);
    const [own, others] = [await hears(a, chat), await hears(b, chat)];
    assertMessage(own, { chat, user: a.joined.user });
    assert.deepEqual(own, others);
    assert.equal(a.messages.filter((message) => message.chat === chat).length, 1);
  });

  test(`${version}: every event is one object, and an offset only where it can be one`, async () => {
    const socket = await seedClient(server.url, newName(), { version });
    socket.emit("sendMessage", "하나");
    await hears(socket, "하나");
    for (const [name, ...args] of socket.events) {
      assert.equal(typeof args[0], "object", name);
      assert.ok(args.length === 1 || (args.length === 2 && typeof args[1] === "string"), `${name}: ${JSON.stringify(args)}`);
    }
  });

  test(`${version}: sendMessage answers an ack with the message`, async () => {
    const socket = await seedClient(server.url, newName(), { version });
    const ack = await ask(socket, "sendMessage", "확인");
    assert.equal(ack.ok, true);
    assertMessage(ack.message, { chat: "확인", user: socket.joined.user });
  });
}

test("messages of one sender arrive in order, with one seq after the other", async () => {
  const a = await seedClient(server.url, newName());
  const b = await seedClient(server.url, newName(), { version: "latest" });
  const sent = Array.from({ length: 200 }, (_, i) => `줄 ${names}/${i}`);
  for (const chat of sent) a.emit("sendMessage", chat);
  await hears(b, sent.at(-1));
  await hears(a, sent.at(-1));
  for (const socket of [a, b]) {
    const got = socket.messages.filter((message) => sent.includes(message.chat));
    assert.deepEqual(got.map((message) => message.chat), sent);
    got.forEach((message, i) => assert.equal(message.seq, got[0].seq + i));
  }
});

for (const [what, name] of [
  ["null", null],
  ["nothing in it", ""],
  ["only spaces", "   "],
  ["a number", 5],
  ["an object", { userName: "kim" }],
  ["an array", ["kim"]],
  ["true", true],
  ["reserved", "system"],
  ["reserved, in capitals", "Admin"],
  ["reserved, in Korean", "시스템"],
  ["a bidi override", "kim\u202egnp"],
  ["U+0000", "kim\u0000"],
  ["a line break", "kim\nlee"],
  ["a Hangul filler", "\u3164"],
  ["33 graphemes", "가".repeat(33)],
  ["8,000 characters", "x".repeat(8_000)],
]) {
  test(`a bad name is refused in the ack: ${what}`, async () => {
    const socket = newSocket(server.url);
    socket.connect();
    const ack = await ask(socket, "join", name);
    assert.equal(ack.succese, false);
    assert.equal(ack.success, false);
    assert.equal(ack.ok, false);
    assert.equal(typeof ack.error, "string");
    assert.ok(ack.error.length > 0);
    assert.equal(ack.code, typeof name === "string" ? "BAD_NAME" : ack.code);
    assert.match(ack.code, /^(BAD_NAME|BAD_REQUEST)$/);
    assert.equal(ack.user, undefined);
    // The refusal changes nothing: a good name is taken next.
    assert.equal((await ask(socket, "join", newName())).succese, true);
  });
}

test("32 graphemes are a name", async () => {
  const name = "각".repeat(30) + String(++names).padStart(2, "0").slice(-2);
  assert.equal((await seedClient(server.url, name)).joined.user.userName, name);
});

test("a name is trimmed, its spaces collapsed, its Hangul composed", async () => {
  const tail = newName("");
  const socket = await seedClient(server.url, `  김  민수${tail} `.normalize("NFD"));
  assert.equal(socket.joined.user.userName, `김 민수${tail}`);
});

test("a second join with the same name repeats, without a second welcome", async () => {
  const watcher = await seedClient(server.url, newName());
  const name = newName();
  const socket = await seedClient(server.url, name);
  const again = await ask(socket, "join", name);
  assert.equal(again.succese, true);
  assert.equal(again.user._id, socket.joined.user._id);
  socket.emit("sendMessage", `still ${name}`);
  await hears(watcher, `still ${name}`);
  assert.equal(systemLines(watcher).filter((line) => line.includes(name)).length, 1);
});

test("a second join with another name renames, without a second welcome", async () => {
  const watcher = await seedClient(server.url, newName());
  const socket = await seedClient(server.url, newName());
  const name = newName("새이름");
  const again = await ask(socket, "join", name);
  assert.equal(again.succese, true);
  assert.equal(again.user.userName, name);
  socket.emit("sendMessage", `from ${name}`);
  const message = await hears(watcher, `from ${name}`);
  assert.equal(message.user.userName, name);
  assert.equal(message.user.id, again.user._id);
  assert.ok(!systemLines(watcher).includes(welcome(name)));
});

test("React's StrictMode joins twice before it is connected", async () => {
  const watcher = await seedClient(server.url, newName());
  const name = newName();
  const socket = newSocket(server.url);
  const first = ask(socket, "join", name);
  socket.connect();
  socket.disconnect();
  socket.connect();
  const second = ask(socket, "join", name);
  const [a, b] = await Promise.all([first, second]);
  assert.equal(a.succese, true);
  assert.equal(b.succese, true);
  assert.equal(a.user._id, b.user._id);
  socket.emit("sendMessage", `strict ${name}`);
  await hears(watcher, `strict ${name}`);
  assert.equal(systemLines(watcher).filter((line) => line === welcome(name)).length, 1);
});

test("the same name from another classic connection is the same user, as in the seed", async () => {
  const name = newName();
  const a = await seedClient(server.url, name);
  const b = await seedClient(server.url, name, { version: "latest" });
  assert.equal(a.joined.user._id, b.joined.user._id);
  assert.notEqual(a.id, b.id);
  a.emit("sendMessage", `a ${name}`);
  b.emit("sendMessage", `b ${name}`);
  await Promise.all([a, b].flatMap((socket) => [hears(socket, `a ${name}`), hears(socket, `b ${name}`)]));
  assert.equal(systemLines(a).filter((line) => line === welcome(name)).length, 1);
});

test("sendMessage before join: a system line to that socket alone", async () => {
  const watcher = await seedClient(server.url, newName());
  const socket = newSocket(server.url);
  socket.connect();
  await connected(socket);
  socket.emit("sendMessage", "아직 아님");
  await until(() => socket.messages.length > 0, "a system line");
  assert.equal(socket.messages.length, 1);
  assert.equal(socket.messages[0].user.id, null);
  assert.equal(socket.messages[0].user.name, "system");
  assert.notEqual(socket.messages[0].chat, "아직 아님");
  const line = socket.messages[0].chat;
  // The same connection goes on, and nobody else has heard of it.
  const name = newName();
  assert.equal((await ask(socket, "join", name)).succese, true);
  socket.emit("sendMessage", `now ${name}`);
  await hears(watcher, `now ${name}`);
  assert.ok(!chats(watcher).includes("아직 아님"));
  assert.ok(!systemLines(watcher).includes(line));
});

test("sendMessage before join with an ack: NOT_JOINED", async () => {
  const socket = newSocket(server.url);
  socket.connect();
  const ack = await ask(socket, "sendMessage", "아직 아님");
  assert.equal(ack.ok, false);
  assert.equal(ack.code, "NOT_JOINED");
  assert.equal(typeof ack.error, "string");
  assert.equal(socket.messages.length, 0);
});

test("a connection that has not joined hears no room", async () => {
  const silent = newSocket(server.url);
  silent.connect();
  await connected(silent);
  const name = newName();
  const socket = await seedClient(server.url, name);
  socket.emit("sendMessage", "geheim");
  await hears(socket, "geheim");
  await ask(silent, "e2e:unknown", {});
  assert.deepEqual(silent.messages, []);
});

test("join without an ack joins", async () => {
  const watcher = await seedClient(server.url, newName());
  const name = newName();
  const socket = newSocket(server.url);
  socket.connect();
  socket.emit("join", name);
  await until(() => systemLines(watcher).includes(welcome(name)), "the welcome");
  socket.emit("sendMessage", `no ack ${name}`);
  assert.equal((await hears(watcher, `no ack ${name}`)).user.userName, name);
});

test("join without anything, and without an ack, disturbs nobody", async () => {
  const socket = newSocket(server.url);
  socket.connect();
  socket.emit("join");
  socket.emit("join", null);
  socket.emit("sendMessage");
  socket.emit("sendMessage", null);
  assert.equal((await ask(socket, "join", newName())).succese, true);
});

for (const [what, chat, code] of [
  ["empty", "", "BAD_REQUEST"],
  ["null", null, "BAD_REQUEST"],
  ["a number", 7, "BAD_REQUEST"],
  ["an object", { chat: "x" }, "BAD_REQUEST"],
  ["U+0000", "a\u0000b", "BAD_REQUEST"],
  ["a lone surrogate", "a\ud83d", "BAD_REQUEST"],
  ["8,001 characters", "x".repeat(8001), "TOO_LARGE"],
]) {
  test(`a bad text is refused with ${code}: ${what}`, async () => {
    const socket = await seedClient(server.url, newName());
    const ack = await ask(socket, "sendMessage", chat);
    assert.equal(ack.ok, false);
    assert.equal(ack.code, code);
    if (code === "TOO_LARGE") assert.equal(ack.limit, 8000);
    const before = socket.messages.length;
    socket.emit("sendMessage", chat); // and without an ack as a system line
    await until(() => socket.messages.length > before, "a system line");
    assert.equal(socket.messages.at(-1).user.id, null);
  });
}

test("8,000 characters of any plane are a message", async () => {
  const socket = await seedClient(server.url, newName());
  for (const character of ["x", "가", "😀"]) {
    const chat = character.repeat(8000);
    const ack = await ask(socket, "sendMessage", chat);
    assert.equal(ack.ok, true, ack.error);
    assert.equal(ack.message.chat, chat);
  }
});

test("unknown events with an ack are answered, without one ignored", async () => {
  const socket = await seedClient(server.url, newName());
  socket.emit("nothing", 1, 2, 3);
  for (const event of ["nothing", "room:explode", "__proto__", "constructor", "x".repeat(200)]) {
    const ack = await ask(socket, event, {});
    assert.equal(ack.ok, false);
    assert.equal(ack.code, "UNKNOWN_EVENT", event);
  }
  assert.equal(socket.connected, true);
});

test("binary attachments in arguments are refused in the ack, not by a crash", async () => {
  const socket = await seedClient(server.url, newName());
  const ack = await ask(socket, "sendMessage", Buffer.from([1, 2, 3]));
  assert.equal(ack.ok, false);
  assert.equal(ack.code, "BAD_REQUEST");
  assert.equal((await ask(socket, "sendMessage", "danach")).ok, true);
});
