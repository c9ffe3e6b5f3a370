// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Messages that change after they were sent (docs/protocol.md §5): who may, who is told, what comes back later.

const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server } = require("./support/server");
const { ask, closeAll, hears, nativeClient, nativeSocket, seedClient, settle, until } = require("./support/client");

let server;
let count = 0;
const unique = (word = "이름") => `${word}${++count}`;
const post = async (socket, chat, more = {}) => {
  const ack = await ask(socket, "message:send", { cid: `c${++count}`, room: socket.lobby, chat, ...more });
  assert.equal(ack.ok, true, JSON.stringify(ack));
  return ack.message;
};
const edit = (socket, message, chat) => ask(socket, "message:edit", { room: socket.lobby, message: message._id, chat });
const changedIn = (socket, message) => socket.events.filter(([name, it]) => name === "message:changed" && it._id === message._id);

before(async () => (server = await Server.start({ args: ["--rate-limit", "off"] })));
after(async () => {
  closeAll();
  if (server.isRunning) await server.stop();
});

function assertRefused(ack, code, field) {
  assert.equal(ack.ok, false, JSON.stringify(ack));
  assert.equal(ack.code, code, JSON.stringify(ack));
  assert.ok(ack.error.length > 0);
  if (field) assert.ok(ack.error.startsWith(`${field} `), ack.error);
}

test("an edit is acked with the whole message and told to every member once", async () => {
  const [author, reader] = [await nativeClient(server.url, unique()), await nativeClient(server.url, unique())];
  const classic = await seedClient(server.url, unique());
  const classicEvents = [];
  classic.on("message:changed", (...args) => classicEvents.push(args));
  const message = await post(author, "처음");
  const ack = await edit(author, message, "고침");
  assert.equal(ack.ok, true, ack.error);
  assert.equal(ack.message.chat, "고침");
  assert.equal(ack.message.seq, message.seq);
  assert.ok(ack.message.rev > message.rev);
  assert.equal(ack.message.cid, message.cid);
  assert.ok(Date.parse(ack.message.editedAt) >= Date.parse(message.createdAt));
  for (const socket of [author, reader]) {
    await until(() => changedIn(socket, message).length > 0, "message:changed");
    await settle(socket);
    assert.deepEqual(changedIn(socket, message), [["message:changed", ack.message]]);
  }
  await until(() => classicEvents.length > 0, "message:changed of the classic client");
  assert.deepEqual(classicEvents, [[ack.message]]);
});

test("the edit is there for whoever comes later, by seq and by rev", async () => {
  const author = await nativeClient(server.url, unique());
  const message = await post(author, "하나");
  const { message: edited } = await edit(author, message, "둘");
  const late = await nativeClient(server.url, unique());
  const history = await ask(late, "message:history", { room: late.lobby, around: message.seq, limit: 1 });
  assert.deepEqual(history.messages, [edited]);
  const changes = await ask(late, "message:changes", { room: late.lobby, afterRev: edited.rev - 1 });
  assert.deepEqual(changes.messages[0], edited);
});

test("the same text again changes nothing and tells nobody", async () => {
  const author = await nativeClient(server.url, unique());
  const message = await post(author, "그대로");
  const ack = await edit(author, message, "그대로");
  assert.equal(ack.ok, true, ack.error);
  assert.deepEqual(ack.message, message);
  await settle(author);
  assert.equal(changedIn(author, message).length, 0);
});

test("an edit under an old cid is still the same message", async () => {
  const author = await nativeClient(server.url, unique());
  const message = await post(author, "보냄", { cid: "edited-later" });
  await edit(author, message, "고침");
  const again = await ask(author, "message:send", { cid: "edited-later", room: author.lobby, chat: "보냄" });
  assert.equal(again.duplicate, true, JSON.stringify(again));
  assert.equal(again.message.chat, "고침");
  assertRefused(await ask(author, "message:send", { cid: "edited-later", room: author.lobby, chat: "고침" }), "CONFLICT");
});

test("only the author edits, only in that room, only what is there", async () => {
  const [author, other] = [await nativeClient(server.url, unique()), await nativeClient(server.url, unique())];
  const message = await post(author, "meins");
  assertRefused(await edit(other, message, "deins"), "FORBIDDEN");
  assertRefused(await edit(author, { _id: "0123456789abcdef01234567" }, "x"), "NOT_FOUND");
  assertRefused(await ask(author, "message:edit", { room: "0123456789abcdef01234567", message: message._id, chat: "x" }), "NOT_MEMBER");
  const history = await ask(author, "message:history", { room: author.lobby, limit: 100 });
  const welcome = history.messages.find((it) => it.type === "system");
  assertRefused(await edit(author, welcome, "x"), "FORBIDDEN");
  const stranger = await nativeSocket(server.url);
  assertRefused(await ask(stranger, "message:edit", { room: author.lobby, message: message._id, chat: "x" }), "NOT_JOINED");
  await settle(author, other);
  for (const socket of [author, other]) assert.equal(changedIn(socket, message).length, 0);
});

test("bad input is refused by the name of its field", async () => {
  const author = await nativeClient(server.url, unique());
  const message = await post(author, "text");
  const good = { room: author.lobby, message: message._id, chat: "x" };
  const rows = [
    [{ ...good, room: undefined }, "BAD_REQUEST", "room"],
    [{ ...good, room: { _id: author.lobby } }, "BAD_REQUEST", "room"],
    [{ ...good, message: -1 }, "BAD_REQUEST", "message"],
    [{ ...good, message: { $ne: "" } }, "BAD_REQUEST", "message"],
    [{ ...good, chat: null }, "BAD_REQUEST", "chat"],
    [{ ...good, chat: ["x"] }, "BAD_REQUEST", "chat"],
    [{ ...good, chat: "" }, "BAD_REQUEST"],
    [{ ...good, chat: "\u0000" }, "BAD_REQUEST"],
    [{ ...good, chat: "가".repeat(8001) }, "TOO_LARGE"],
  ];
  for (const [argument, code, field] of rows) assertRefused(await ask(author, "message:edit", argument), code, field);
  assertRefused(await ask(author, "message:edit", "text"), "BAD_REQUEST", "message:edit");
});

test("a reply carries what it answers, and an unknown file is refused", async () => {
  const author = await nativeClient(server.url, unique());
  const question = await post(author, "질문");
  const answer = await post(author, "대답", { replyTo: question._id });
  assert.deepEqual(answer.replyTo, { _id: question._id, seq: question.seq, user: question.user, chat: "질문" });
  const message = await hears(author, "대답");
  assert.deepEqual(message.replyTo, answer.replyTo);
  assertRefused(await ask(author, "message:send", { cid: "f", room: author.lobby, chat: "x", files: ["f1"] }), "NOT_FOUND");
  assertRefused(await ask(author, "message:send", { cid: "g", room: author.lobby, chat: "x", replyTo: "0123456789abcdef01234567" }), "NOT_FOUND");
});

test("what is not built is an unknown event, also before a join", async () => {
  const [joined, stranger] = [await nativeClient(server.url, unique()), await nativeSocket(server.url)];
  for (const socket of [joined, stranger]) {
    assertRefused(await ask(socket, "message:pin", { message: "x" }), "UNKNOWN_EVENT");
  }
});

test("an edit survives kill -9", async () => {
  const author = await nativeClient(server.url, unique());
  const message = await post(author, "vorher");
  const { message: edited } = await edit(author, message, "nachher");
  await server.kill9();
  server = await server.restart();
  const late = await nativeClient(server.url, unique());
  const history = await ask(late, "message:history", { room: late.lobby, around: message.seq, limit: 1 });
  assert.deepEqual(history.messages, [edited]);
});
