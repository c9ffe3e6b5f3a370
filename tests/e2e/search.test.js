// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Searching (docs/protocol.md §5): what is found, for whom, and also after a kill.

const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const path = require("node:path");
const { Server } = require("./support/server");
const { ask, closeAll, nativeClient, nativeSocket, until } = require("./support/client");

let server;
let count = 0;
const unique = (word) => `${word}${++count}`;

before(async () => (server = await Server.start()));
after(async () => {
  closeAll();
  if (server.isRunning) await server.stop();
});

async function good(socket, event, argument) {
  const ack = await ask(socket, event, argument);
  assert.equal(ack.ok, true, `${event}: ${JSON.stringify(ack)}`);
  return ack;
}
const post = async (socket, chat, room = socket.lobby) => (await good(socket, "message:send", { cid: `c${++count}`, room, chat })).message;
const search = (socket, query, more = {}) => good(socket, "message:search", { query, ...more });
const texts = (ack) => ack.hits.map((hit) => hit.message.chat);
const found = async (socket, query, more) => texts(await search(socket, query, more));

function assertRefused(ack, code, field) {
  assert.equal(ack.ok, false, JSON.stringify(ack));
  assert.equal(ack.code, code, JSON.stringify(ack));
  if (field) assert.ok(ack.error.startsWith(field), ack.error);
}

test("a message is found as soon as it is acked, newest first, with its ranges", async () => {
  const kim = await nativeClient(server.url, unique("김"));
  const first = await post(kim, "😀 첫번째 회의는 회의실에서");
  const second = await post(kim, "둘째 회의록");
  const ack = await search(kim, "회의");
  assert.deepEqual(ack.hits[0], { message: second, ranges: [[3, 2]] });
  assert.deepEqual(ack.hits[1], { message: first, ranges: [[7, 2], [11, 2]] });
  assert.equal(ack.hits[1].message.chat.substr(7, 2), "회의");
  assert.equal(ack.cursor, undefined);
  assert.deepEqual(await found(kim, "ㅎㅇㄹ"), ["둘째 회의록"]);
  assert.deepEqual(await found(kim, "둘"), ["둘째 회의록"]);
  assert.deepEqual(await found(kim, "그런말은없음"), []);
  // The server's own lines are nobody's words.
  assert.deepEqual(await found(kim, "들어왔습니다"), []);
});

test("what is typed is searched literally, whatever it is", async () => {
  const kim = await nativeClient(server.url, unique("김"));
  const pairs = [
    ["100% 찬성", "0%"], ["snake_case_name", "_c"], ['그는 "네네" 라고', '"네네"'], ["it's o'clock", "o'c"], ["ㅊ 하나", "ㅊ"],
    ["손뼉 👏🏽 짝", "👏🏽"], ["a AND NEAR(b)", "AND NEAR(b"], ["; DROP TABLE messages; --", "; --"], ["길다 " + "긴글".repeat(700), "긴글".repeat(500)],
    ["from: 누구", "from: 누"], ["has:cat", "has:cat"], ["東京都庁", "京都"], ["ひらがな", "らが"], ["naïve CAFÉ", "café"],
  ];
  for (const [chat] of pairs) await post(kim, chat);
  for (const [chat, query] of pairs) assert.deepEqual(await found(kim, query), [chat], query);
  for (const query of ["%", "_", "'", '"', "\\", "*", "👨‍👩‍👧", "ㅋ", "\ud83d", "가".repeat(1000), "\u200b", "a\u0000b"]) {
    const ack = await ask(kim, "message:search", { query });
    assert.equal(ack.ok, true, JSON.stringify([query, ack]));
    for (const { message, ranges } of ack.hits) {
      for (const [start, length] of ranges) assert.equal(message.chat.substr(start, length).toLowerCase(), query.toLowerCase());
    }
  }
});

test("operators and fields narrow the search", async () => {
  const [kim, lee] = [await nativeClient(server.url, unique("김 철수")), await nativeClient(server.url, unique("이"))];
  const word = unique("낱말");
  await post(kim, `${word} 하나 https://maru.example/x`);
  await post(lee, `${word} 둘`);
  const room = (await good(kim, "room:create", { name: unique("우리 방"), kind: "private" })).room;
  await post(kim, `${word} 셋`, room._id);
  assert.deepEqual(await found(kim, `${word} from:me`), [`${word} 셋`, `${word} 하나 https://maru.example/x`]);
  assert.deepEqual(await found(lee, `from:"${kim.joined.user.userName}" ${word}`), [`${word} 하나 https://maru.example/x`]);
  assert.deepEqual(await found(kim, word, { from: lee.joined.user._id }), [`${word} 둘`]);
  assert.deepEqual(await found(kim, `${word} in:"${room.name}"`), [`${word} 셋`]);
  assert.deepEqual(await found(kim, `${word} in:#lobby`), [`${word} 둘`, `${word} 하나 https://maru.example/x`]);
  assert.deepEqual(await found(kim, word, { room: room._id }), [`${word} 셋`]);
  assert.deepEqual(await found(kim, `has:link ${word}`), [`${word} 하나 https://maru.example/x`]);
  assert.deepEqual(await found(kim, word, { has: "link" }), [`${word} 하나 https://maru.example/x`]);
  assert.deepEqual(await found(kim, `${word} has:file`), []);
  assert.equal((await found(kim, `${word} since:2026-01-01`)).length, 3);
  assert.deepEqual(await found(kim, `${word} until:2026-01-01`), []);
  assert.deepEqual(await found(kim, word, { until: "2026-01-01T00:00:00.000Z" }), []);
  assert.equal((await found(kim, word, { since: "2026-01-01T00:00:00.000Z" })).length, 3);
});

test("only the rooms one is in, and no longer those one has left", async () => {
  const [owner, member, stranger] = [await nativeClient(server.url, unique("주")), await nativeClient(server.url, unique("원")), await nativeClient(server.url, unique("남"))];
  const room = (await good(owner, "room:create", { name: unique("비밀방"), kind: "private", members: [member.joined.user._id] })).room;
  const word = unique("비밀낱말");
  await post(owner, `${word} 하나`, room._id);
  for (const socket of [owner, member]) assert.deepEqual(await found(socket, word), [`${word} 하나`]);
  assert.deepEqual(await found(stranger, word), []);
  assertRefused(await ask(stranger, "message:search", { query: word, room: room._id }), "NOT_MEMBER");
  assertRefused(await ask(stranger, "message:search", { query: `${word} in:${room.name}` }), "NOT_FOUND", "query");
  await good(member, "room:leave", { room: room._id });
  assert.deepEqual(await found(member, word), []);
  assertRefused(await ask(member, "message:search", { query: word, room: room._id }), "NOT_MEMBER");
  const outside = await nativeSocket(server.url);
  assertRefused(await ask(outside, "message:search", { query: word }), "NOT_JOINED");
});

test("edited and deleted messages leave the search", async () => {
  const kim = await nativeClient(server.url, unique("김"));
  const [old, fresh] = [unique("옛낱말"), unique("새낱말")];
  const [first, second] = [await post(kim, old), await post(kim, `${old} 둘`)];
  assert.equal((await found(kim, old)).length, 2);
  await new Promise((resolve) => setTimeout(resolve, 500)); // once before the index has them, once after
  await good(kim, "message:edit", { room: kim.lobby, message: first._id, chat: fresh });
  await good(kim, "message:delete", { room: kim.lobby, message: second._id });
  for (const wait of [0, 500]) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    assert.deepEqual(await found(kim, old), []);
    assert.deepEqual(await found(kim, fresh), [fresh]);
  }
});

test("a cursor goes on where the last answer stopped, also while messages come", async () => {
  const kim = await nativeClient(server.url, unique("김"));
  const word = unique("쪽");
  for (let i = 1; i <= 12; ++i) await post(kim, `${word} ${i}`);
  const seen = [];
  let cursor;
  do {
    const ack = await search(kim, word, { limit: 5, ...(cursor && { cursor }) });
    seen.push(...texts(ack));
    cursor = ack.cursor;
    await post(kim, `${word} neu`);
  } while (cursor);
  assert.deepEqual(seen, Array.from({ length: 12 }, (_, i) => `${word} ${12 - i}`));
});

test("what cannot be searched is said in a sentence that names the field", async () => {
  const kim = await nativeClient(server.url, unique("김"));
  const rows = [
    [{}, "BAD_REQUEST", "query"], [{ query: 5 }, "BAD_REQUEST", "query"], [{ query: "" }, "BAD_REQUEST", "query"], [{ query: " \n " }, "BAD_REQUEST", "query"],
    [{ query: "from:me has:link" }, "BAD_REQUEST", "query"], [{ query: "on:2026-11-26" }, "BAD_REQUEST", "query"], [{ query: "a".repeat(2049) }, "TOO_LARGE", "query"],
    [{ query: "a", room: 5 }, "BAD_REQUEST", "room"], [{ query: "a", from: {} }, "BAD_REQUEST", "from"], [{ query: "a", has: "cat" }, "BAD_REQUEST", "has"],
    [{ query: "a", has: ["file"] }, "BAD_REQUEST", "has"], [{ query: "a", since: "yesterday" }, "BAD_REQUEST", "since"], [{ query: "a", until: 7 }, "BAD_REQUEST", "until"],
    [{ query: "a", limit: 0 }, "BAD_REQUEST", "limit"], [{ query: "a", limit: "5" }, "BAD_REQUEST", "limit"], [{ query: "a", cursor: "x" }, "BAD_REQUEST", "cursor"],
    [{ query: "a", cursor: 5 }, "BAD_REQUEST", "cursor"], [{ query: "a", cursor: "s1-" + "z".repeat(99) }, "TOO_LARGE", "cursor"],
    [{ query: "a from:아무도아님" }, "NOT_FOUND", "query"], [{ query: "a in:어디도아님" }, "NOT_FOUND", "query"], [{ query: "a", room: "0123456789abcdef01234567" }, "NOT_MEMBER"],
    ["a", "BAD_REQUEST"], [null, "BAD_REQUEST"], [["a"], "BAD_REQUEST"],
  ];
  for (const [argument, code, field] of rows) {
    const ack = await ask(kim, "message:search", argument);
    assertRefused(ack, code, field);
  }
});

test("two searches a second", async () => {
  const strict = await Server.start({ args: ["--rate-limit", "on"] });
  try {
    const [kim, lee] = [await nativeClient(strict.url, "김"), await nativeClient(strict.url, "이")];
    const acks = [];
    for (let i = 0; i < 6; ++i) acks.push(await ask(kim, "message:search", { query: "a" }));
    assert.deepEqual(acks.slice(0, 2).map((ack) => ack.ok), [true, true]);
    const refused = acks.find((ack) => !ack.ok);
    assertRefused(refused, "SLOW_DOWN");
    assert.ok(refused.retryAfterMs > 0 && refused.retryAfterMs <= 1000, JSON.stringify(refused));
    assert.equal((await ask(lee, "message:search", { query: "a" })).ok, true); // each for oneself
    await until(async () => (await ask(kim, "message:search", { query: "a" })).ok, "a search again");
  } finally {
    closeAll();
    await strict.stop();
  }
});

test("killed before the index had them, messages are found, and indexed after the start", async () => {
  let store = await Server.start();
  try {
    const kim = await nativeClient(store.url, "김");
    for (let i = 0; i < 40; ++i) await post(kim, `먼저 ${i}`);
    await new Promise((resolve) => setTimeout(resolve, 600));
    // Hundreds at once, and the end right behind the last ack.
    let acked = 0;
    const end = () => ++acked === 300 && store.process.kill("SIGKILL");
    await Promise.all(Array.from({ length: 300 }, (_, i) => post(kim, `나중 ${i}`).then(end)));
    await store.ended;
    const file = path.join(store.data, "maru.db");
    const state = () => Number(spawnSync("sqlite3", [file, "SELECT (SELECT max(rowid) FROM messages) - indexed FROM search_state"], { encoding: "utf8" }).stdout || NaN);
    const hasTool = spawnSync("sqlite3", ["--version"]).status === 0;
    if (hasTool) assert.ok(state() > 0, "everything was indexed: the test proves nothing");
    store = await store.restart();
    const again = await nativeClient(store.url, "이");
    for (const wait of [0, 1000]) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      const seen = [];
      let cursor;
      do {
        const ack = await search(again, "나중", { limit: 100, ...(cursor && { cursor }) });
        seen.push(...texts(ack));
        cursor = ack.cursor;
      } while (cursor);
      assert.equal(new Set(seen).size, 300);
      assert.equal(seen.length, 300);
      assert.equal((await found(again, "먼저", { limit: 100 })).length, 40);
    }
    if (hasTool) await until(() => state() === 0, "the index");
  } finally {
    closeAll();
    if (store.isRunning) await store.stop();
  }
});
