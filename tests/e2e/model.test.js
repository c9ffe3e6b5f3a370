// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Five people do at random what they may and may not in three rooms, with lost connections and kill -9 in between, beside a model in
// memory (support/model.js): each ack, each event and each page has to be what the model says.
//
// MARU_SEED=N does the same again, MARU_MODEL_STEPS=N as much as one likes.

if (!process.env.MARU_MODEL_STEPS) require("./support/watchdog"); // whoever wants more may wait longer
const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server } = require("./support/server");
const { ask, client, closeAll, nativeSocket, settle, until } = require("./support/client");
const { Model } = require("./support/model");

const steps = Number(process.env.MARU_MODEL_STEPS || 10_000);
const seed = Number(process.env.MARU_SEED || Date.now() % 1_000_000_000);
const NAMES = ["가람", "나래", "다솜", "라온", "마루"];
const KINDS = ["public", "private", "announcement"];
const ROOM_NAMES = ["수학", "국어", "Art", "ART", "체육"];
const MORE_NAMES = ["바다", "하늘"];
const WORDS = ["안녕", "네", "숙제는 12쪽", "👍🏽 좋아요", "hello world", "ㅎㅎ", "@가람", "@나래", "@라온", "@all", "@바다", "@없음", "내일 봐요", "\"따옴표\" \\ <b>"];
const EMOJIS = ["👍", "🎉", "❤️", "😀"];
const CHECK_EVERY = 40; // steps between two looks at what was told
const AUDIT_EVERY = 2_000; // and between two readings of everything
const ABSENCE_EVERY = 5_000; // and between two absences of more than ten seconds
const IGNORED = new Set(["server:hello", "server:bye", "user:changed"]);
const LEASE_MS = 10_000; // §6, Presence

after(closeAll);

function random(start) {
  let state = start >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n) => Math.floor(next() * n);
  const pick = (list) => list[below(list.length)];
  return { below, pick, chance: (p) => next() < p };
}

// An event without what the model does not know: of a user only the id, and no time of a mark.
function plain([name, value]) {
  if (!/^(member|read|typing):/.test(name)) return [name, value];
  const { at, ...rest } = value;
  return [name, { ...rest, user: value.user._id }];
}

const seenOf = ({ isOnline, userName }) => [isOnline, userName];

function brief(ack) {
  if (!ack?.ok) return ack?.code ?? "";
  const { _id, seq, rev } = ack.message ?? ack.room ?? {};
  return ack.message ? `${_id} seq ${seq} rev ${rev}${ack.duplicate ? " again" : ""}` : `ok${_id ? ` seq ${seq} rev ${rev}` : ""}`;
}

class Run {
  constructor() {
    this.rng = random(seed);
    this.model = new Model((user, event, value) => this.tell(user, event, value));
    this.people = [];
    this.rooms = []; // the three
    this.trail = [];
    this.count = 0;
    this.kills = 0;
  }

  async start() {
    this.server = await Server.start({ args: ["--language", "ko"] });
    for (const [i, name] of NAMES.entries()) {
      const person = { name, windows: [], wanted: i < 2 ? 2 : 1 }; // two of them have two windows
      this.people.push(person);
      await this.open(person);
      person.id = person.windows[0].joined.user._id;
      this.model.names.set(person.id, name);
      while (person.windows.length < person.wanted) await this.open(person);
    }
    for (const kind of KINDS) this.rooms.push(await this.create(kind));
  }

  // ---- windows ----

  async open(person) {
    const socket = await nativeSocket(this.server.url, { transports: ["websocket"], reconnection: false });
    const joined = await ask(socket, "session:join", { userName: person.name, token: person.token, client });
    assert.equal(joined.ok, true, JSON.stringify(joined));
    person.token = joined.token ?? person.token;
    socket.joined = joined;
    socket.person = person;
    socket.lobby = joined.rooms.find((room) => room.name === "lobby")._id;
    await new Promise((resolve) => {
      socket.emit("room:members", { room: socket.lobby, limit: 100 }, ({ members }) => {
        socket.expected = [];
        socket.events.length = 0;
        socket.seen = new Map(members.map(({ user }) => [user._id, seenOf(user)]));
        resolve();
      });
    });
    if (person.id) {
      const mine = [...this.model.rooms.values()].filter((room) => room.members.has(person.id)).map((room) => this.model.shownTo(person.id, room));
      mine.sort((a, b) => (a._id < b._id ? -1 : 1));
      assert.deepEqual(joined.rooms.filter((room) => room.name !== "lobby"), mine, `the rooms of ${person.name}`);
    }
    person.windows.push(socket);
    return socket;
  }

  close(socket) {
    socket.person.windows = socket.person.windows.filter((other) => other !== socket);
    socket.person.goneAt = Date.now();
    socket.disconnect();
  }

  tell(user, event, value) {
    const copy = structuredClone(value);
    for (const socket of this.people.find((person) => person.id === user).windows) socket.expected.push([event, copy]);
  }

  get windows() {
    return this.people.flatMap((person) => person.windows);
  }

  // What was told until now is what should be, in every window.
  async check() {
    await this.storeTurn();
    const isLong = (person) => Date.now() - person.goneAt > LEASE_MS + 1_500;
    const gone = new Set(this.people.filter((person) => person.windows.length === 0 && isLong(person)));
    await settle(...this.windows);
    for (const socket of this.windows) {
      this.checkPeople(socket, gone);
      const heard = socket.events.filter(([name, value]) => !IGNORED.has(name) && (value.room ?? value._id) !== socket.lobby).map(plain);
      const expected = socket.expected;
      socket.events.length = 0;
      socket.messages.length = 0;
      socket.expected = [];
      for (let i = 0; i < Math.max(heard.length, expected.length); ++i) {
        assert.deepEqual(heard[i], expected[i], `${socket.person.name} heard as number ${i + 1} since the last look`);
      }
    }
  }

  // What is told of a person never contradicts user:changed, which tells of each change once.
  checkPeople(socket, gone) {
    const { seen } = socket;
    for (const [event, value] of socket.events) {
      const user = event === "user:changed" ? value : value.user;
      if (user?.isOnline === undefined) continue;
      const about = `${socket.person.name} heard ${event} of ${user.userName}`;
      const before = seen.get(user._id);
      assert.deepEqual([user.name, user.role], [user.userName, "member"], about);
      if (event === "user:changed") {
        assert.notDeepEqual(seenOf(user), before, `${about}: it knew that already`);
        seen.set(user._id, seenOf(user));
      } else {
        assert.deepEqual(seenOf(user), before ?? seenOf(user), about);
      }
    }
    for (const other of this.people) {
      const [isOnline, name] = seen.get(other.id);
      assert.equal(name, other.name, `${socket.person.name} knows that name`);
      if (other.windows.length > 0) assert.ok(isOnline, `${socket.person.name} sees ${other.name} offline`);
      if (gone.has(other)) assert.ok(!isOnline, `${socket.person.name} sees ${other.name} online`);
    }
  }

  // What the server tells after it has asked its store once more is told when this ends.
  async storeTurn() {
    const ack = await ask(this.windows[0], "room:list", { limit: 1 });
    assert.equal(ack.ok, true, JSON.stringify(ack));
  }

  // ---- one question ----

  // The ack; what was done stands in the trail.
  async ask(socket, event, argument, room) {
    const entry = { step: this.step, name: socket.person.name, event, argument, room: room?.id };
    this.trail.push(entry);
    if (this.trail.length > 2_000) this.trail.splice(0, 1_000);
    entry.ack = await ask(socket, event, argument);
    return entry.ack;
  }

  refused(ack, code) {
    assert.deepEqual([ack.ok, ack.code], [false, code]);
    assert.ok(ack.error.length > 0);
  }

  // Asks; true if the model says that it succeeds, and it did.
  async tried(code, socket, event, argument, room) {
    const ack = await this.ask(socket, event, argument, room);
    if (code) this.refused(ack, code);
    else assert.equal(ack.ok, true, JSON.stringify(ack));
    return code ? null : ack;
  }

  text() {
    return Array.from({ length: 1 + this.rng.below(3) }, () => this.rng.pick(WORDS)).join(" ") + (this.rng.chance(0.5) ? ` ${this.step}` : "");
  }

  someMessage(room, ofAuthor) {
    const all = ofAuthor ? room.messages.filter((message) => message.author === ofAuthor) : room.messages;
    const near = this.rng.chance(0.7) ? all.slice(-15) : all;
    return near.length > 0 ? this.rng.pick(near) : null;
  }

  // Of this room, or now and then of another one, or of none.
  target(room, user) {
    if (this.rng.chance(0.02)) return { id: "0123456789abcdef01234567" };
    const from = this.rng.chance(0.03) ? this.rng.pick(this.rooms) : room;
    return this.someMessage(from, this.rng.chance(0.6) ? user : undefined) ?? { id: "0123456789abcdef01234567" };
  }

  // ---- messages ----

  newSend(user, room) {
    const send = { room, cid: `${seed}-${++this.count}`, chat: this.text() };
    const original = this.rng.chance(0.2) && this.someMessage(room);
    if (original) send.replyTo = original.id;
    return send;
  }

  wire({ room, ...rest }) {
    return { room: room.id, ...rest };
  }

  checkSent(user, send, ack) {
    const message = this.model.sent(user, send, ack.message);
    assert.deepEqual(ack.message, this.model.view(send.room, message));
    assert.ok(Math.abs(Date.parse(message.createdAt) - Date.now()) < 60_000, message.createdAt);
  }

  async send(socket, user, room) {
    let send = this.newSend(user, room);
    const old = [...this.model.cids].filter(([key]) => key.startsWith(`${user} `));
    if (old.length > 0 && this.rng.chance(0.1)) {
      const [key, { content }] = this.rng.pick(old.slice(-50));
      const [roomId, chat, replyTo] = JSON.parse(content);
      const again = { room: this.model.rooms.get(roomId), chat, ...(replyTo && { replyTo }) };
      send = { ...(this.rng.chance(0.6) ? again : send), cid: key.split(" ")[1] };
    }
    const result = this.model.sending(user, send);
    const ack = await this.ask(socket, "message:send", this.wire(send), send.room);
    if (result === "new") {
      assert.equal(ack.ok && !ack.duplicate, true, JSON.stringify(ack));
      this.checkSent(user, send, ack);
      this.model.tellRoom(send.room, "message", ack.message);
    } else if (typeof result === "string") {
      this.refused(ack, result);
    } else {
      assert.deepEqual(ack, { ok: true, message: this.model.view(result.room, result.room.messages[result.seq - 1]), duplicate: true });
    }
  }

  // Some at once in one room: each order is good, but it has to be one order.
  async burst(socket, user, room) {
    const sends = [];
    for (const other of this.windows) {
      const author = other.person.id;
      for (let i = this.rng.below(3); i > 0 && this.model.mayWrite(room, author) === null; --i) sends.push([other, author, { ...this.newSend(author, room), replyTo: undefined }]);
    }
    const acks = await Promise.all(sends.map(([other, , send]) => this.ask(other, "message:send", this.wire(send), room)));
    for (const ack of acks) assert.equal(ack.ok, true, JSON.stringify(ack));
    const order = sends.map((one, i) => [...one, acks[i]]).sort((a, b) => a[3].message.seq - b[3].message.seq);
    for (const [, author, send, ack] of order) {
      this.checkSent(author, send, ack);
      this.model.tellRoom(room, "message", ack.message);
    }
  }

  // The ack of a change of one message, and what is told of it.
  checkChanged(room, message, ack, isNew) {
    assert.deepEqual(ack, { ok: true, message: this.model.view(room, message) });
    if (isNew) this.model.tellRoom(room, "message:changed", ack.message);
  }

  async edit(socket, user, room) {
    const message = this.target(room, user);
    const chat = this.rng.chance(0.15) && message.chat ? message.chat : this.text();
    const isHere = room.messages.includes(message);
    let code = this.model.mayWrite(room, user);
    code ??= !isHere || message.deletedAt ? "NOT_FOUND" : message.type !== "chat" || message.author !== user ? "FORBIDDEN" : null;
    const ack = await this.tried(code, socket, "message:edit", { room: room.id, message: message.id, chat }, room);
    if (!ack) return;
    const isNew = message.chat !== chat;
    if (isNew) {
      assert.ok(ack.message.editedAt >= message.updatedAt, "editedAt goes back");
      Object.assign(message, { chat, editedAt: ack.message.editedAt, mentions: this.model.mentionsIn(room, user, chat) });
      this.model.change(room, message, message.editedAt);
    }
    this.checkChanged(room, message, ack, isNew);
  }

  async delete(socket, user, room) {
    if (!this.rng.chance(0.4)) return;
    const message = this.target(room, user);
    let code = this.model.mayChange(room, user);
    code ??= !room.messages.includes(message) ? "NOT_FOUND" : message.author !== user && !this.model.isModerator(room, user) ? "FORBIDDEN" : null;
    const ack = await this.tried(code, socket, "message:delete", { room: room.id, message: message.id }, room);
    if (!ack) return;
    const isNew = !message.deletedAt;
    if (isNew) {
      Object.assign(message, { chat: "", deletedAt: ack.message.deletedAt, mentions: [], reactions: [] });
      this.model.change(room, message, message.deletedAt);
    }
    this.checkChanged(room, message, ack, isNew);
  }

  async react(socket, user, room) {
    const message = this.target(room);
    const emoji = this.rng.pick(EMOJIS);
    const on = this.rng.chance(0.6);
    let code = this.model.mayReact(room, user);
    code ??= !room.messages.includes(message) || message.deletedAt ? "NOT_FOUND" : null;
    const sent = emoji === "❤️" && this.rng.chance(0.5) ? "❤" : emoji;
    const ack = await this.tried(code, socket, "message:react", { room: room.id, message: message.id, emoji: sent, on }, room);
    if (!ack) return;
    const isThere = message.reactions.some((one) => one.emoji === emoji && one.user === user);
    if (isThere !== on) {
      if (on) message.reactions.push({ emoji, user });
      else message.reactions = message.reactions.filter((one) => one.emoji !== emoji || one.user !== user);
      this.model.change(room, message, ack.message.updatedAt);
    }
    this.checkChanged(room, message, ack, isThere !== on);
  }

  async read(socket, user, room) {
    const seq = this.rng.chance(0.1) ? 9_007_199_254_740_991 : this.rng.below(room.seq + 2);
    const mine = room.members.get(user);
    if (!(await this.tried(mine ? null : "NOT_MEMBER", socket, "read:set", { room: room.id, seq }, room))) return;
    if (Math.min(seq, room.seq) <= mine.readSeq) return;
    mine.readSeq = Math.min(seq, room.seq);
    this.model.tellRoom(room, "read:changed", { room: room.id, user, seq: mine.readSeq });
  }

  async readers(socket, user, room) {
    const message = this.target(room);
    const code = !room.members.has(user) ? "NOT_MEMBER" : !room.messages.includes(message) ? "NOT_FOUND" : null;
    const ack = await this.tried(code, socket, "message:readers", { room: room.id, message: message.id }, room);
    if (!ack) return;
    const those = { read: ack.read.map((one) => one.user._id), unread: ack.unread.map((one) => one._id) };
    assert.deepEqual(those, this.model.readers(room, message));
  }

  // A word, a piece of what somebody said, or leading consonants.
  query(room) {
    if (this.rng.chance(0.2)) return this.rng.pick(["ㅎㅎ", "ㅇㄴ", "ㄴㅇ", "ㅈㅇㅇ", "ㅅㅈㄴ"]);
    const text = this.rng.chance(0.3) ? this.rng.pick(WORDS) : (this.someMessage(room)?.chat ?? "네");
    const points = [...text];
    const from = this.rng.below(points.length + 1);
    return points.slice(from, from + 1 + this.rng.below(8)).join("");
  }

  async search(socket, user, room) {
    const query = this.query(room);
    const only = this.rng.chance(0.4) ? room : undefined;
    const code = query.trim() === "" ? "BAD_REQUEST" : only && !only.members.has(user) ? "NOT_MEMBER" : null;
    const hits = [];
    let cursor;
    do {
      const argument = { query, ...(only && { room: only.id }), limit: 1 + this.rng.below(100), ...(cursor && { cursor }) };
      const ack = await this.tried(code, socket, "message:search", argument, room);
      if (!ack) return;
      assert.ok(ack.hits.length <= argument.limit);
      hits.push(...ack.hits);
      cursor = ack.cursor;
    } while (cursor);
    const words = query.trim().toLowerCase();
    for (const [i, { message, ranges }] of hits.entries()) {
      if (i > 0) assert.ok(message.createdAt <= hits[i - 1].message.createdAt, "newest first");
      assert.deepEqual(ranges, this.model.places(message.chat, words).slice(0, 32), message.chat);
    }
    const byId = (a, b) => (a._id < b._id ? -1 : 1);
    assert.deepEqual(hits.map((hit) => hit.message).sort(byId), this.model.searched(user, words, only).sort(byId), `what ${JSON.stringify(query)} finds`);
  }

  async rename(socket, user, room) {
    if (!this.rng.chance(0.3)) return;
    const userName = this.rng.pick([...NAMES, ...MORE_NAMES]);
    const isTaken = this.people.some((person) => person.id !== user && person.name === userName);
    if (!(await this.tried(isTaken ? "NAME_TAKEN" : null, socket, "profile:set", { userName }, room))) return;
    socket.person.name = userName;
    this.model.names.set(user, userName);
  }

  async type(socket, user, room) {
    const on = this.rng.chance(0.6);
    if (!(await this.tried(this.model.mayWrite(room, user), socket, "typing:set", { room: room.id, on }, room))) return;
    const key = `${user} ${room.id}`;
    if (on || this.model.typing.has(key)) this.model.tellRoom(room, "typing:changed", { room: room.id, user, on }, user);
    if (on) this.model.typing.add(key);
    else this.model.typing.delete(key);
  }

  async history(socket, user, room) {
    const seq = this.rng.below(room.seq + 3);
    const limit = this.rng.chance(0.2) ? undefined : 1 + this.rng.below(100);
    const query = { ...this.rng.pick([{}, { before: seq }, { after: seq }, { around: seq }]), ...(limit && { limit }) };
    const ack = await this.tried(room.members.has(user) ? null : "NOT_MEMBER", socket, "message:history", { room: room.id, ...query }, room);
    if (ack) assert.deepEqual(ack, this.model.history(room, query));
  }

  async changes(socket, user, room) {
    const afterRev = this.rng.below(room.rev + 2);
    const limit = 1 + this.rng.below(100);
    const ack = await this.tried(room.members.has(user) ? null : "NOT_MEMBER", socket, "message:changes", { room: room.id, afterRev, limit }, room);
    if (ack) assert.deepEqual(ack, this.model.changes(room, afterRev, limit));
  }

  // ---- rooms ----

  async create(kind) {
    const person = this.rng.pick(this.people.filter(({ windows }) => windows.length > 0));
    const others = this.people.filter((other) => other !== person && this.rng.chance(0.7)).map(({ id }) => id);
    const name = `방 ${++this.count}`;
    const ack = await this.ask(person.windows[0], "room:create", { name, kind, members: others, classCode: this.rng.chance(0.5) || undefined });
    assert.equal(ack.ok, true, JSON.stringify(ack));
    const room = this.model.created(person.id, ack.room, others);
    assert.deepEqual(ack.room, this.model.shownTo(person.id, room));
    return room;
  }

  async join(socket, user, room) {
    const code = this.rng.chance(0.5) && room.classCode ? room.classCode : this.rng.chance(0.1) ? "AAAAAA" : undefined;
    const wasMember = room.members.has(user);
    const ack = await this.tried(this.model.joining(user, room, code), socket, "room:join", code ? { classCode: code } : { room: room.id }, room);
    if (!ack) return;
    if (!wasMember) this.model.entered(user, room, await this.welcome(room));
    assert.deepEqual(ack.room, this.model.shownTo(user, room));
  }

  // The newest message, asked for by any member.
  async welcome(room) {
    const socket = await this.member(room);
    const { messages } = await ask(socket, "message:history", { room: room.id, limit: 1 });
    return messages[0];
  }

  // A window of anybody who is in the room on the server now, which may be ahead of the model.
  async member(room) {
    for (const socket of this.windows) {
      const ack = await ask(socket, "message:changes", { room: room.id, afterRev: room.rev, limit: 1 });
      if (ack.ok) return socket;
    }
    throw new Error("nobody is in that room");
  }

  async leave(socket, user, room) {
    if (!this.rng.chance(0.4)) return;
    const code = room.members.has(user) ? null : this.model.stranger(room);
    if (!(await this.tried(code, socket, "room:leave", { room: room.id }, room))) return;
    this.model.left(user, room, "left");
    await this.storeTurn();
  }

  async invite(socket, user, room) {
    const users = this.people.filter(() => this.rng.chance(0.3)).map(({ id }) => id);
    if (users.length === 0) return;
    const ack = await this.tried(this.model.inviting(user, room, users), socket, "room:invite", { room: room.id, users }, room);
    if (!ack) return;
    const fresh = users.filter((one) => !room.members.has(one));
    const { messages } = await ask(socket, "message:history", { room: room.id, limit: fresh.length || 1 });
    fresh.forEach((one, i) => this.model.entered(one, room, messages[i]));
    assert.deepEqual(ack.room, this.model.shownTo(user, room));
  }

  async kick(socket, user, room) {
    if (!this.rng.chance(0.5)) return;
    const target = this.rng.pick(this.people).id;
    const banned = this.rng.chance(0.4);
    const reason = this.rng.chance(0.5) ? "쉬는 시간" : "";
    const argument = { room: room.id, user: target, reason, ...(banned && { banned }) };
    if (!(await this.tried(this.model.kicking(user, room, target, banned), socket, "member:kick", argument, room))) return;
    if (banned) room.banned.add(target);
    else room.banned.delete(target);
    if (room.members.has(target)) this.model.left(target, room, `${banned ? "banned" : "kicked"}${reason && `: ${reason}`}`);
    await this.storeTurn();
  }

  async set(socket, user, room) {
    const target = this.rng.pick(this.people).id;
    const wanted = {};
    if (this.rng.chance(0.5)) wanted.role = this.rng.pick(["owner", "moderator", "member"]);
    if (this.rng.chance(0.5)) wanted.muted = this.rng.chance(0.4);
    if (!(await this.tried(this.model.setting(user, room, target, wanted), socket, "member:set", { room: room.id, user: target, ...wanted }, room))) return;
    if (!room.members.has(target)) return void room.muted.delete(target); // of who left it is lifted, and told to nobody
    const mine = Object.assign(room.members.get(target), wanted);
    mine.hand &&= mine.role === "member";
    this.model.tellRoom(room, "member:changed", this.model.member(room, target));
    if (wanted.role) this.model.tell(target, "room:changed", this.model.shownTo(target, room));
  }

  async update(socket, user, room) {
    const wanted = this.rng.pick([
      { name: this.rng.chance(0.3) ? `방 ${this.step}` : this.rng.pick(ROOM_NAMES) },
      { topic: this.text() },
      { topic: "" },
      { archived: this.rng.chance(0.25) },
      { archived: false },
      { muteAll: true },
      { muteAll: false, topic: "x" },
      { classCode: this.rng.pick(["rotate", "close"]) },
    ]);
    const ack = await this.tried(this.model.updating(user, room, wanted), socket, "room:update", { room: room.id, ...wanted }, room);
    if (!ack) return;
    const { classCode, ...rest } = wanted;
    Object.assign(room, rest);
    if (classCode) {
      if (classCode === "rotate") assert.match(ack.room.classCode, /^[A-HJ-NP-Z2-9]{6}$/);
      room.classCode = classCode === "rotate" ? ack.room.classCode : undefined;
    }
    assert.deepEqual(ack.room, this.model.shownTo(user, room));
    this.model.updated(room, classCode !== undefined);
    await this.storeTurn();
  }

  async hand(socket, user, room) {
    const code = !room.members.has(user) ? this.model.stranger(room) : room.archived ? "FORBIDDEN" : null;
    const on = this.rng.chance(0.5);
    if (!(await this.tried(code, socket, "hand:set", { room: room.id, on }, room))) return;
    const mine = room.members.get(user);
    mine.hand = on && mine.role === "member";
    this.model.tellRoom(room, "member:changed", this.model.member(room, user));
  }

  async notify(socket, user, room) {
    const notify = this.rng.pick(["all", "mentions", "none"]);
    const ack = await this.tried(room.members.has(user) ? null : this.model.stranger(room), socket, "room:notify", { room: room.id, notify }, room);
    if (!ack) return;
    room.members.get(user).notify = notify;
    assert.deepEqual(ack.room, this.model.shownTo(user, room));
    this.model.tell(user, "room:changed", ack.room);
  }

  async members(socket, user, room) {
    const after = this.rng.chance(0.3) ? this.rng.pick(this.people).id : undefined;
    const limit = 1 + this.rng.below(6);
    const ack = await this.tried(room.members.has(user) ? null : this.model.stranger(room), socket, "room:members", { room: room.id, after, limit }, room);
    if (!ack) return;
    const those = this.model.membersOf(room).filter(([id]) => !after || id > after);
    const expected = those.slice(0, limit).map(([id, { role, muted, hand, readSeq }]) => ({ user: id, role, muted, hand, readSeq }));
    assert.deepEqual(ack.members.map((one) => ({ ...one, user: one.user._id })), expected);
    const isHere = (id) => this.people.find((person) => person.id === id).windows.length > 0;
    for (const one of ack.members) assert.ok(one.user.isOnline || !isHere(one.user._id), `${one.user.userName} is listed as offline`);
    assert.equal(ack.more, those.length > limit);
  }

  // A room that nobody can bring back is left alone from then on.
  async replaceDead() {
    for (const [i, room] of this.rooms.entries()) {
      const owners = [...room.members.values()].filter(({ role }) => role === "owner");
      if (owners.length === 0 && this.rng.chance(0.1)) this.rooms[i] = await this.create(room.kind);
    }
  }

  // ---- the world ----

  async reconnect(socket) {
    await this.check();
    const { person } = socket;
    if (this.rng.chance(0.7)) {
      this.close(socket);
      await this.open(person);
    } else if (this.windows.length > 3) {
      this.close(socket); // and back some steps later
    }
    for (const other of this.people) if (other.windows.length < other.wanted && this.rng.chance(0.5)) await this.open(other);
  }

  // Away for longer than the lease: told once, and once more on the return.
  async absence() {
    await this.check();
    const person = this.rng.pick(this.people.filter(({ windows }) => windows.length > 0));
    for (const window of person.windows) this.close(window);
    const isTold = (socket) => socket.events.some(([name, { _id, isOnline }]) => name === "user:changed" && _id === person.id && !isOnline);
    await until(() => this.windows.every(isTold), `${person.name} is gone`, LEASE_MS + 3_000);
    assert.ok(Date.now() - person.goneAt > LEASE_MS - 500, "sooner than the lease ends");
    await this.check();
    await this.open(person);
    await this.check();
  }

  // Messages are on their way when it dies: each is there once or not at all, and there for good if it was acked.
  async kill() {
    await this.check();
    const sends = [];
    for (const socket of this.windows) {
      const room = this.rng.pick(this.rooms);
      const user = socket.person.id;
      for (let i = this.rng.below(4); i > 0 && this.model.mayWrite(room, user) === null; --i) sends.push({ socket, user, send: this.newSend(user, room) });
    }
    this.rng.pick([0, 1]) && sends.reverse();
    const usable = sends.filter(({ user, send }) => this.model.sending(user, send) === "new");
    for (const one of usable) one.socket.emit("message:send", this.wire(one.send), (ack) => (one.acked = ack));
    await new Promise((resolve) => setTimeout(resolve, this.rng.below(4)));
    await this.server.kill9();
    this.trail.push({ step: this.step, name: "", event: `kill -9, ${usable.filter(({ acked }) => acked).length} of ${usable.length} acked` });
    for (const socket of this.windows) this.close(socket);
    this.server = await this.server.restart({ args: ["--language", "ko"] });
    ++this.kills;
    this.model.typing.clear();
    await this.repeat(usable);
    for (const person of this.people) while (person.windows.length < person.wanted) await this.open(person);
    for (const room of this.rooms) await this.audit(room);
  }

  // Under the same cids, by windows that nobody looks at: what they hear depends on what was stored.
  async repeat(sends) {
    const known = this.model;
    const sockets = new Map();
    for (const one of sends) {
      const { name, token } = this.people.find(({ id }) => id === one.user);
      if (!sockets.has(name)) {
        const socket = await nativeSocket(this.server.url, { transports: ["websocket"], reconnection: false });
        const joined = await ask(socket, "session:join", { userName: name, token, client });
        assert.equal(joined.ok, true, JSON.stringify(joined));
        socket.person = { name };
        sockets.set(name, socket);
      }
      one.ack = await this.ask(sockets.get(name), "message:send", this.wire(one.send), one.send.room);
      assert.equal(one.ack.ok, true, JSON.stringify(one.ack));
      if (one.acked) assert.deepEqual({ ...one.ack, duplicate: undefined }, { ...one.acked, duplicate: undefined }, "what was acked is there as it was");
      if (one.acked) assert.equal(one.ack.duplicate, true, "what was acked was stored");
    }
    sends.sort((a, b) => a.ack.message.seq - b.ack.message.seq);
    for (const { user, send, ack } of sends) {
      const message = known.sent(user, send, ack.message);
      assert.deepEqual(ack.message, known.view(send.room, message), "sent before the kill");
    }
    for (const socket of sockets.values()) socket.disconnect();
  }

  // Everything there is of a room, in both orders.
  async audit(room) {
    const person = this.people.find(({ id, windows }) => windows.length > 0 && room.members.has(id));
    if (!person) return;
    const [socket] = person.windows;
    for (let after = 0, last = false; !last; after += 100) {
      const ack = await this.ask(socket, "message:history", { room: room.id, after, limit: 100 }, room);
      assert.deepEqual(ack, this.model.history(room, { after, limit: 100 }));
      last = ack.last;
    }
    for (let afterRev = 0, more = true; more; ) {
      const ack = await this.ask(socket, "message:changes", { room: room.id, afterRev, limit: 100 }, room);
      assert.deepEqual(ack, this.model.changes(room, afterRev, 100));
      more = ack.more;
      afterRev = ack.messages.at(-1)?.rev;
    }
  }

  // ---- all of it ----

  async all() {
    const deeds = Object.entries({
      send: 45, burst: 2, edit: 8, delete: 5, react: 12, read: 8, readers: 4, type: 3, history: 7, changes: 6, search: 3, rename: 2,
      join: 6, leave: 2, invite: 2, kick: 3, set: 4, update: 5, hand: 2, notify: 2, members: 2,
    }).flatMap(([name, weight]) => Array(weight).fill(name));
    await this.start();
    for (this.step = 1; this.step <= steps; ++this.step) {
      const socket = this.rng.pick(this.windows);
      await this[this.rng.pick(deeds)](socket, socket.person.id, this.rng.pick(this.rooms));
      if (this.step % CHECK_EVERY === 0) await this.check();
      if (this.rng.chance(0.01)) await this.replaceDead();
      if (this.rng.chance(0.01)) await this.reconnect(this.rng.pick(this.windows));
      if (this.rng.chance(1 / 700)) await this.kill();
      if (this.step % ABSENCE_EVERY === ABSENCE_EVERY / 2) await this.absence();
      if (this.step % AUDIT_EVERY === 0) for (const room of this.model.rooms.values()) await this.audit(room);
    }
    await this.check();
    await this.kill();
    for (const room of this.model.rooms.values()) await this.audit(room);
    await this.server.stop();
  }

  // What the room saw that the last question was about, and the last questions of all.
  shortTrail() {
    const { room } = this.trail.at(-1) ?? {};
    const changing = (entry) => entry.ack === undefined || (entry.ack.ok && !/history|changes|readers|members|search/.test(entry.event));
    const those = this.trail.filter((entry, i) => i >= this.trail.length - 5 || ((entry.room === room || entry.room === undefined) && changing(entry))).slice(-25);
    return those.map(({ step, name, event, argument, ack }) => `  ${step} ${name} ${event} ${JSON.stringify(argument) ?? ""} → ${brief(ack)}`).join("\n");
  }
}

test(`${steps} random steps, MARU_SEED=${seed}`, async (context) => {
  const run = new Run();
  try {
    await run.all();
  } catch (error) {
    error.message = `MARU_SEED=${seed}, step ${run.step}: ${error.message}\nthe trail:\n${run.shortTrail()}\n`;
    throw error;
  }
  const messages = [...run.model.rooms.values()].reduce((sum, room) => sum + room.seq, 0);
  context.diagnostic(`${run.model.rooms.size} rooms, ${messages} messages, ${run.kills} kills`);
});
