// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Deleting, reacting, naming, reading and typing over real sockets (docs/protocol.md §5).

const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server } = require("./support/server");
const { ask, closeAll, nativeClient, nativeSocket, seedClient, settle, until } = require("./support/client");

let server;
let count = 0;
const nobody = "0123456789abcdef01234567";
const unique = (word = "이름") => `${word}${++count}`;
const good = (ack) => (assert.equal(ack.ok, true, JSON.stringify(ack)), ack);
const post = async (socket, chat, more = {}) =>
  good(await ask(socket, "message:send", { cid: `m${++count}`, room: socket.lobby, chat, ...more })).message;
const on = (socket, name, message, more = {}) => ask(socket, name, { room: socket.lobby, message: message._id, ...more });
const react = (socket, message, emoji, isOn = true) => on(socket, "message:react", message, { emoji, on: isOn });
const heard = (socket, name, matches = () => true) => socket.events.filter(([event, it]) => event === name && matches(it)).map(([, it]) => it);
const clients = (...words) => Promise.all(words.map((word) => nativeClient(server.url, unique(word))));

before(async () => (server = await Server.start({ args: ["--rate-limit", "off"] })));
after(async () => {
  closeAll();
  if (server.isRunning) await server.stop();
});

function assertRefused(ack, code, field) {
  assert.equal(ack.ok, false, JSON.stringify(ack));
  assert.equal(ack.code, code, JSON.stringify(ack));
  if (field) assert.match(ack.error, new RegExp(`^${field}[: ]`), ack.error);
}

test("a deleted message keeps its place and nothing else, for all and for ever", async () => {
  const [author, reader] = await clients("가", "나");
  const message = await post(author, "지울 말");
  good(await react(reader, message, "👍"));
  const { message: gone } = good(await on(author, "message:delete", message));
  assert.equal(gone.chat, "");
  assert.equal(gone.seq, message.seq);
  assert.ok(gone.rev > message.rev && gone.deletedAt);
  assert.deepEqual([gone.reactions, gone.mentions], [undefined, undefined]);
  await until(() => heard(reader, "message:changed", (it) => it.deletedAt).length === 1, "the deletion");
  assert.deepEqual(good(await on(author, "message:delete", message)).message, gone); // once more changes nothing
  const history = good(await ask(reader, "message:history", { room: reader.lobby, around: message.seq, limit: 1 }));
  assert.deepEqual(history.messages, [gone]);
  const changes = good(await ask(reader, "message:changes", { room: reader.lobby, afterRev: gone.rev - 1 }));
  assert.deepEqual(changes.messages[0], gone);
  assertRefused(await react(reader, message, "👍"), "NOT_FOUND", "message");
  assertRefused(await on(author, "message:edit", message, { chat: "다시" }), "NOT_FOUND", "message");
  assertRefused(await ask(reader, "message:send", { cid: unique("r"), room: reader.lobby, chat: "x", replyTo: message._id }), "NOT_FOUND", "replyTo");
});

test("a page holds what its reader sent before asking for it, acked or not", async () => {
  const [author] = await clients("앞");
  for (let i = 0; i < 20; ++i) {
    const first = await post(author, `시작 ${i}`);
    const more = [1, 2, 3].map((n) => post(author, `${i}.${n}`));
    const [history, changes] = await Promise.all([
      ask(author, "message:history", { room: author.lobby, limit: 1 }),
      ask(author, "message:changes", { room: author.lobby, afterRev: first.rev }),
    ]);
    assert.equal(good(history).messages[0].chat, `${i}.3`);
    assert.deepEqual(good(changes).messages.map((it) => it.chat), [`${i}.1`, `${i}.2`, `${i}.3`]);
    await Promise.all(more);
  }
});

test("who may not delete does not", async () => {
  const [author, other] = await clients("다", "라");
  const message = await post(author, "bleibt");
  assertRefused(await on(other, "message:delete", message), "FORBIDDEN");
  assertRefused(await on(author, "message:delete", { _id: nobody }), "NOT_FOUND", "message");
  assertRefused(await ask(author, "message:delete", { room: nobody, message: message._id }), "NOT_MEMBER");
  assertRefused(await ask(author, "message:delete", { room: author.lobby, message: { $ne: 1 } }), "BAD_REQUEST", "message");
});

test("reactions: one of each kind per person, 20 kinds, one spelling, told to everybody", async () => {
  const [author, reader] = await clients("마", "바");
  const message = await post(author, "gut?");
  good(await react(author, message, "❤"));
  const { message: both } = good(await react(reader, message, "❤️"));
  assert.deepEqual(both.reactions, [{ emoji: "❤️", users: [author.joined.user._id, reader.joined.user._id] }]);
  good(await react(reader, message, "❤️"));
  await settle(author);
  assert.equal(heard(author, "message:changed", (it) => it._id === message._id).length, 2);
  good(await react(author, message, "❤️", false));
  const { message: none } = good(await react(reader, message, "❤️", false));
  assert.equal(none.reactions, undefined);
  const kinds = ["👍", "👎", "🎉", "😀", "😂", "😢", "😡", "👀", "🔥", "🙏", "👏🏽", "🇰🇷", "1️⃣", "👩‍💻", "🏳️‍🌈", "🥳", "🤔", "💯", "✅", "⭐"];
  for (const emoji of kinds) good(await react(author, message, emoji));
  assertRefused(await react(author, message, "🐢"), "TOO_LARGE", "emoji");
  good(await react(reader, message, "⭐"));
});

for (const emoji of ["", "x", "1", "👍👍", "👍x", "<b>", "가", "\u200d", "\ufe0f", "🇰", "👍".repeat(17), 5, null, ["👍"], { emoji: "👍" }]) {
  test(`${JSON.stringify(emoji)} is no emoji`, async () => {
    const [author] = await clients("사");
    const message = await post(author, "x");
    assertRefused(await react(author, message, emoji), "BAD_REQUEST", "emoji");
  });
}

test("a mention is the longest name of a member; addresses and strangers are none", async () => {
  const short = await nativeClient(server.url, "한별");
  const long = await nativeClient(server.url, "한별 선생님");
  const latin = await nativeClient(server.url, "Ann");
  const [id1, id2, id3] = [short, long, latin].map((socket) => socket.joined.user._id);
  const rows = [
    ["@한별 안녕", [id1]],
    ["@한별아!", [id1]],
    ["안녕 @한별 선생님께", [id2]],
    ["@한별 선생님 @한별", [id2, id1]],
    ["@ann, @ANN", [id3]],
    ["@Annabel", undefined],
    ["mail@Ann.example", undefined],
    ["@ Ann", undefined],
    ["@all", undefined], // not a moderator
    ["@".repeat(3000), undefined],
    ["@없는사람", undefined],
  ];
  for (const [chat, expected] of rows) assert.deepEqual((await post(latin, chat)).mentions, expected, chat.slice(0, 40));
  const message = await post(latin, "@한별 @한별 선생님");
  const { message: edited } = good(await on(latin, "message:edit", message, { chat: "@한별 선생님" }));
  assert.deepEqual(edited.mentions, [id2]);
});

test("messages with and without a mention keep the order in which they were sent", async () => {
  const [author] = await clients("순서");
  const acks = await Promise.all(Array.from({ length: 20 }, (_, i) => post(author, i % 2 ? `@한별 ${i}` : `${i}`)));
  assert.deepEqual(acks.map((it) => it.seq), acks.map((_, i) => acks[0].seq + i));
});

test("unread and mentions are counted until they are read, also after kill -9", async () => {
  const name = unique("독자");
  const reader = await nativeClient(server.url, name);
  const token = reader.joined.token;
  const [author] = await clients("필자");
  const first = await post(author, `@${name} 하나`);
  const second = await post(author, `@${name} 둘`);
  const lobbyOf = (socket) => socket.joined.rooms.find((room) => room._id === socket.lobby);
  good(await ask(reader, "read:set", { room: reader.lobby, seq: first.seq }));
  await until(() => heard(author, "read:changed", (it) => it.user._id === reader.joined.user._id && it.seq === first.seq).length === 1, "read:changed");
  good(await ask(reader, "read:set", { room: reader.lobby, seq: 1 })); // back: nothing
  await settle(author);
  assert.equal(heard(author, "read:changed", (it) => it.user._id === reader.joined.user._id).length, 1);
  reader.disconnect();
  await server.kill9();
  server = await server.restart();
  const again = await nativeClient(server.url, name, { token });
  assert.equal(lobbyOf(again).readSeq, first.seq);
  assert.equal(lobbyOf(again).mentions, 1);
  assert.equal(lobbyOf(again).unread, lobbyOf(again).seq - first.seq);
  good(await ask(again, "read:set", { room: again.lobby, seq: 9_007_199_254_740_991 })); // no further than the end
  const last = await nativeClient(server.url, name, { token });
  assert.deepEqual([lobbyOf(last).mentions, lobbyOf(last).unread], [0, 0]);
  assert.ok(second.seq <= lobbyOf(last).readSeq && lobbyOf(last).readSeq <= lobbyOf(last).seq);
});

test("message:readers says who has read and who has not", async () => {
  const [author, reader, other] = await clients("저자", "읽음", "안읽음");
  const message = await post(author, "읽어 주세요");
  const late = await nativeClient(server.url, unique("늦음"));
  good(await ask(reader, "read:set", { room: reader.lobby, seq: message.seq }));
  const { read, unread } = good(await on(author, "message:readers", message));
  const ids = (users) => users.map((it) => it._id);
  assert.deepEqual(ids(read.map((it) => it.user)), [reader.joined.user._id]);
  assert.ok(Date.parse(read[0].at) >= Date.parse(message.createdAt));
  assert.ok(ids(unread).includes(other.joined.user._id));
  for (const socket of [author, late, reader]) assert.ok(!ids(unread).includes(socket.joined.user._id));
  assertRefused(await on(author, "message:readers", { _id: nobody }), "NOT_FOUND", "message");
  assertRefused(await ask(author, "message:readers", { room: nobody, message: message._id }), "NOT_MEMBER");
});

test("message:edits says to moderators what a message said before, to nobody else", async () => {
  const [teacher, pupil, other] = await clients("교사", "학생", "급우");
  const users = [pupil, other].map((it) => it.joined.user._id);
  const { room } = good(await ask(teacher, "room:create", { name: unique("반"), kind: "private", members: users }));
  const place = { room: room._id };
  const { message } = good(await ask(pupil, "message:send", { ...place, cid: unique("c"), chat: "처음" }));
  place.message = message._id;
  assert.deepEqual(good(await ask(teacher, "message:edits", place)), { ok: true, edits: [], more: false });
  const edited = good(await ask(pupil, "message:edit", { ...place, chat: "둘째" })).message;
  const gone = good(await ask(pupil, "message:delete", place)).message;
  const past = [{ chat: "처음", at: edited.editedAt }, { chat: "둘째", at: gone.deletedAt }];
  assert.deepEqual(good(await ask(teacher, "message:edits", place)), { ok: true, edits: past, more: false });
  for (const one of [pupil, other]) assertRefused(await ask(one, "message:edits", place), "FORBIDDEN");
  good(await ask(teacher, "member:set", { room: room._id, user: users[1], role: "moderator" }));
  assert.deepEqual(good(await ask(other, "message:edits", place)).edits, past);
  assertRefused(await ask(teacher, "message:edits", { ...place, message: nobody }), "NOT_FOUND", "message");
  assertRefused(await ask(teacher, "message:edits", { ...place, message: { $ne: null } }), "BAD_REQUEST", "message");
  assertRefused(await ask(teacher, "message:edits", { ...place, room: nobody }), "NOT_MEMBER");
  const [stranger] = await clients("남");
  assertRefused(await ask(stranger, "message:edits", place), "NOT_MEMBER");
});

test("typing is told to the others, not to oneself, nor to classic clients", async () => {
  const [typist, other] = await clients("씀", "봄");
  const classic = await seedClient(server.url, unique());
  const isTypist = (it) => it.user._id === typist.joined.user._id;
  good(await ask(typist, "typing:set", { room: typist.lobby, on: true }));
  good(await ask(typist, "typing:set", { room: typist.lobby, on: false }));
  good(await ask(typist, "typing:set", { room: typist.lobby, on: false }));
  await post(typist, "fertig");
  await settle(other, typist);
  await until(() => classic.messages.some((it) => it.chat === "fertig"), "the message");
  assert.deepEqual(heard(other, "typing:changed", isTypist).map((it) => it.on), [true, false]);
  assert.equal(heard(typist, "typing:changed", isTypist).length, 0);
  assert.equal(heard(classic, "typing:changed").length, 0);
  assertRefused(await ask(typist, "typing:set", { room: nobody, on: true }), "NOT_MEMBER");
  assertRefused(await ask(typist, "typing:set", { room: typist.lobby, on: "yes" }), "BAD_REQUEST", "on");
});

test("negative, broken and foreign read marks are refused", async () => {
  const [reader] = await clients("수");
  for (const seq of [-1, 1.5, "1", null, 1e300, { $gt: 0 }]) {
    assertRefused(await ask(reader, "read:set", { room: reader.lobby, seq }), "BAD_REQUEST", "seq");
  }
  assertRefused(await ask(reader, "read:set", { room: nobody, seq: 1 }), "NOT_MEMBER");
});

test("nobody who has not joined may do any of it", async () => {
  const [author] = await clients("야");
  const stranger = await nativeSocket(server.url);
  const target = { room: author.lobby, message: nobody };
  const rows = [["message:delete", target], ["message:react", { ...target, emoji: "👍", on: true }], ["message:readers", target], ["message:edits", target],
    ["read:set", { room: author.lobby, seq: 1 }], ["typing:set", { room: author.lobby, on: true }]];
  for (const [event, argument] of rows) assertRefused(await ask(stranger, event, argument), "NOT_JOINED");
});

test("with rates, typing is one in 2 s and read marks are passed on once a second", async () => {
  const limited = await Server.start({ args: ["--rate-limit", "on"] });
  const reader = await nativeClient(limited.url, "reader");
  const author = await nativeClient(limited.url, "author");
  good(await ask(reader, "typing:set", { room: reader.lobby, on: true }));
  good(await ask(reader, "typing:set", { room: reader.lobby, on: false }));
  const refused = await ask(reader, "typing:set", { room: reader.lobby, on: true });
  assertRefused(refused, "SLOW_DOWN");
  assert.ok(refused.retryAfterMs > 0 && refused.retryAfterMs <= 2000);
  const start = Date.now();
  let last;
  for (let i = 0; i < 10; ++i) {
    last = await post(author, `${i}`);
    good(await ask(reader, "read:set", { room: reader.lobby, seq: last.seq }));
  }
  const marks = () => heard(author, "read:changed").map((it) => it.seq);
  await until(() => marks().at(-1) === last.seq, "the newest mark");
  assert.ok(marks().length <= 2 + (Date.now() - start) / 1000, `${marks()}`);
  closeAll();
  await limited.stop();
});
