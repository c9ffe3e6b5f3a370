// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Rooms, members and messages as docs/protocol.md has them, in a few lines of memory: what the server has to answer and to tell.
// Time and ids come from the server; everything else is worked out here.

const RANK = { member: 0, moderator: 1, owner: 2 };
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const isOpen = (room) => room.kind === "public" || room.kind === "announcement";
const key = (name) => name.toLowerCase();
const LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const lead = (syllable = "") => (/[가-힣]/.test(syllable) ? LEADS[Math.floor((syllable.charCodeAt(0) - 0xac00) / 588)] : undefined);

class Model {
  // tell(user, event, value): somebody has to hear it
  constructor(tell) {
    this.tell = tell;
    this.names = new Map(); // user id → name
    this.rooms = new Map();
    this.cids = new Map(); // "author cid" → {content, room, seq}
    this.typing = new Set();
  }

  // ---- what is seen ----

  shown(room) {
    const { id, name, kind, topic, archived, seq, rev, muteAll, createdAt } = room;
    return { _id: id, name, kind, topic, archived, seq, rev, muteAll, slowModeSeconds: 0, createdAt };
  }

  shownTo(user, room) {
    const mine = room.members.get(user);
    const unread = room.messages.slice(mine.readSeq);
    const own = { role: mine.role, readSeq: mine.readSeq, unread: unread.length, notify: mine.notify };
    own.mentions = unread.filter((message) => message.mentions.some((id) => id === user || id === "all")).length;
    if (room.classCode && mine.role !== "member") own.classCode = room.classCode;
    return { ...this.shown(room), ...own };
  }

  // By the name that it had then.
  author({ author, name }) {
    return { id: author, userName: name, name };
  }

  view(room, message) {
    const { id, seq, rev, cid, type, chat, createdAt, updatedAt, editedAt, deletedAt, mentions } = message;
    const view = { _id: id, room: room.id, seq, rev, type, chat, user: this.author(message), createdAt, updatedAt, __v: 0 };
    if (cid) view.cid = cid;
    if (editedAt) view.editedAt = editedAt;
    if (deletedAt) view.deletedAt = deletedAt;
    if (mentions.length > 0) view.mentions = [...mentions];
    if (message.replySeq) {
      const original = room.messages[message.replySeq - 1];
      view.replyTo = { _id: original.id, seq: original.seq, user: this.author(original), chat: [...original.chat].slice(0, 120).join("") };
    }
    const kinds = new Map();
    for (const { emoji, user } of message.reactions) kinds.set(emoji, [...(kinds.get(emoji) ?? []), user]);
    if (kinds.size > 0) view.reactions = [...kinds].map(([emoji, users]) => ({ emoji, users }));
    return view;
  }

  membersOf(room) {
    return [...room.members].sort(([a], [b]) => byText(a, b));
  }

  member(room, user) {
    const { role, muted, hand } = room.members.get(user);
    return { room: room.id, user, role, muted, hand };
  }

  tellRoom(room, event, value, except) {
    for (const user of room.members.keys()) if (user !== except) this.tell(user, event, value);
  }

  // ---- who may ----

  stranger(room) {
    return isOpen(room) ? "NOT_MEMBER" : "NOT_FOUND";
  }

  mayChange(room, user) {
    if (!room.members.has(user)) return "NOT_MEMBER";
    return room.archived ? "FORBIDDEN" : null;
  }

  mayReact(room, user) {
    const refusal = this.mayChange(room, user);
    if (refusal) return refusal;
    const mine = room.members.get(user);
    return mine.role === "member" && (room.muteAll || mine.muted) ? "MUTED" : null;
  }

  mayWrite(room, user) {
    const isReader = room.kind === "announcement" && room.members.get(user)?.role === "member" && !room.archived;
    return isReader ? "FORBIDDEN" : this.mayReact(room, user);
  }

  isModerator(room, user) {
    return RANK[room.members.get(user)?.role ?? "member"] > 0;
  }

  // ---- messages ----

  mentionsIn(room, user, chat) {
    const found = new Set();
    for (const [, name] of chat.matchAll(/@(\S+)/g)) {
      const id = [...this.names].find(([, other]) => other === name)?.[0];
      if (name === "all" && this.isModerator(room, user)) return ["all"]; // the others are among them
      if (id && room.members.has(id)) found.add(id);
    }
    return [...found];
  }

  // A code, "new", or the message that was sent before under this cid.
  sending(user, { room, cid, chat, replyTo }) {
    const before = this.cids.get(`${user} ${cid}`);
    const isSame = before?.content === JSON.stringify([room.id, chat, replyTo ?? ""]);
    const refusal = this.mayWrite(room, user);
    if (refusal) return isSame && room.members.has(user) ? before : refusal; // a member may hear its ack again
    if (replyTo) {
      const original = room.messages.find((message) => message.id === replyTo);
      if (!original || original.deletedAt) return isSame ? before : "NOT_FOUND";
    }
    if (!before) return "new";
    return isSame ? before : "CONFLICT";
  }

  // What an ack brought: {_id, createdAt} of a message that must be the next one of its room.
  sent(user, { room, cid, chat, replyTo }, { _id, createdAt }) {
    const original = replyTo && room.messages.find((message) => message.id === replyTo);
    this.append(room, { id: _id, cid, type: "chat", chat, author: user, createdAt, replySeq: original?.seq, mentions: this.mentionsIn(room, user, chat) });
    this.cids.set(`${user} ${cid}`, { content: JSON.stringify([room.id, chat, replyTo ?? ""]), room, seq: room.seq });
    return room.messages.at(-1);
  }

  append(room, message) {
    const name = message.author === null ? "system" : this.names.get(message.author);
    room.messages.push({ ...message, name, seq: ++room.seq, rev: ++room.rev, updatedAt: message.createdAt, reactions: [], mentions: message.mentions ?? [] });
  }

  change(room, message, at) {
    message.rev = ++room.rev;
    message.updatedAt = at;
  }

  changes(room, afterRev, limit) {
    const all = room.messages.filter((message) => message.rev > afterRev).sort((a, b) => a.rev - b.rev);
    const page = all.slice(0, limit);
    return { ok: true, messages: page.map((message) => this.view(room, message)), rev: room.rev, more: (page.at(-1)?.rev ?? afterRev) < room.rev };
  }

  history(room, { before, after, around, limit = 50 }) {
    const up = (seq) => room.messages.filter((message) => message.seq < seq);
    const down = (seq, rows) => room.messages.filter((message) => message.seq > seq).slice(0, Math.max(0, rows));
    const last = (list, rows) => list.slice(Math.max(0, list.length - rows));
    let page;
    if (after !== undefined) {
      page = down(after, limit);
    } else if (around !== undefined) {
      page = last(up(around + 1), Math.floor(limit / 2) + 1);
      page = [...page, ...down(around, limit - Math.floor(limit / 2) - (page.length > 0 ? 1 : 0))];
    } else {
      page = last(up(before ?? Infinity), limit);
    }
    const isBefore = after === undefined && around === undefined;
    const seq = before ?? after ?? around ?? Infinity;
    const ends = page.length > 0
      ? { first: page[0].seq <= 1, last: page.at(-1).seq >= room.seq }
      : { first: isBefore || room.seq === 0 || seq < 1, last: !isBefore || room.seq < seq || room.seq === 0 };
    return { ok: true, messages: page.map((message) => this.view(room, message)), ...ends };
  }

  // Where the words stand in a text, as ranges say it; null: they do not. The query is trimmed, in lower case, and white space is one space.
  places(text, query) {
    const found = [];
    const lower = text.toLowerCase();
    const isLead = /^[ㄱ-ㅎ]{2,}$/.test(query);
    const isSame = (at) => (isLead ? [...query].every((c, i) => c === lower[at + i] || c === lead(lower[at + i])) : lower.startsWith(query, at));
    for (let at = 0; at + query.length <= lower.length; ) {
      if (isSame(at)) found.push([at, query.length]);
      at += isSame(at) ? query.length : 1;
    }
    return found.length > 0 ? found : null;
  }

  searched(user, query, only) {
    const rooms = [...this.rooms.values()].filter((room) => room.members.has(user) && (!only || room === only));
    const isHit = (message) => message.type === "chat" && !message.deletedAt && this.places(message.chat, query);
    return rooms.flatMap((room) => room.messages.filter(isHit).map((message) => this.view(room, message)));
  }

  readers(room, message) {
    const those = this.membersOf(room).filter(([user, mine]) => user !== message.author && mine.joinedMs <= Date.parse(message.createdAt));
    const hasRead = ([, mine]) => mine.readSeq >= message.seq;
    return { read: those.filter(hasRead).map(([user]) => user), unread: those.filter((one) => !hasRead(one)).map(([user]) => user) };
  }

  // ---- rooms ----

  created(user, shown, members) {
    const { _id: id, name, kind, topic, createdAt } = shown;
    const room = { id, name, kind, topic, createdAt, archived: false, muteAll: false, seq: 0, rev: 0, classCode: shown.classCode, messages: [], members: new Map(), banned: new Set(), muted: new Set() };
    this.rooms.set(id, room);
    for (const one of [user, ...members]) room.members.set(one, this.newMember(0, Date.parse(createdAt), one === user ? "owner" : "member"));
    for (const one of [user, ...members]) this.tell(one, "room:changed", this.shownTo(one, room));
    return room;
  }

  newMember(readSeq, joinedMs, role = "member") {
    return { role, muted: false, hand: false, readSeq, notify: "all", joinedMs };
  }

  joining(user, room, classCode) {
    if (classCode === undefined && room.members.has(user)) return null;
    if (classCode === undefined) {
      if (!isOpen(room)) return "NOT_FOUND";
      if (room.classCode) return "BAD_CLASS_CODE";
    } else if (!room.classCode || room.classCode !== classCode) {
      return "BAD_CLASS_CODE";
    }
    if (room.archived) return "FORBIDDEN";
    return room.banned.has(user) && !room.members.has(user) ? "BANNED" : null;
  }

  // welcome: {_id, createdAt} of the system's message
  entered(user, room, welcome) {
    room.members.set(user, { ...this.newMember(room.seq, Date.parse(welcome.createdAt)), muted: room.muted.delete(user) });
    this.append(room, { id: welcome._id, type: "system", chat: `${this.names.get(user)} 님이 채팅방에 들어왔습니다.`, author: null, createdAt: welcome.createdAt });
    this.tell(user, "room:changed", this.shownTo(user, room));
    this.tellRoom(room, "member:changed", this.member(room, user));
    this.tellRoom(room, "message", this.view(room, room.messages.at(-1)));
  }

  left(user, room, reason) {
    const { role, muted } = room.members.get(user);
    room.members.delete(user);
    if (muted) room.muted.add(user);
    this.tell(user, "room:removed", { room: room.id, reason });
    this.tellRoom(room, "member:left", { room: room.id, user });
    const others = [...room.members];
    if (role !== "owner" || others.length === 0 || others.some(([, mine]) => mine.role === "owner")) return;
    const [heir] = others.sort(([a, x], [b, y]) => RANK[y.role] - RANK[x.role] || x.joinedMs - y.joinedMs || byText(a, b))[0];
    Object.assign(room.members.get(heir), { role: "owner", hand: false });
    this.tellRoom(room, "member:changed", this.member(room, heir));
    this.tell(heir, "room:changed", this.shownTo(heir, room));
  }

  updating(user, room, wanted) {
    const role = room.members.get(user)?.role;
    if (!role) return this.stranger(room);
    if (role === "member") return "FORBIDDEN";
    if ((wanted.name !== undefined || wanted.archived !== undefined) && role !== "owner") return "FORBIDDEN";
    if (room.archived && wanted.archived !== false) return "FORBIDDEN";
    const isTaken = (other) => other !== room && isOpen(other) && key(other.name) === key(wanted.name ?? room.name);
    return isOpen(room) && [...this.rooms.values()].some(isTaken) ? "NAME_TAKEN" : null;
  }

  // What all members see, and after a new code or none what the moderators see of it.
  updated(room, isCodeNew) {
    this.tellRoom(room, "room:changed", this.shown(room));
    for (const [user, { role }] of room.members) {
      if (isCodeNew && role !== "member") this.tell(user, "room:changed", this.shownTo(user, room));
    }
  }

  setting(user, room, target, wanted) {
    const role = room.members.get(user)?.role;
    if (!role) return this.stranger(room);
    if (role === "member") return "FORBIDDEN";
    if (wanted.role === undefined && wanted.muted === undefined) return "BAD_REQUEST";
    if (wanted.role !== undefined && role !== "owner") return "FORBIDDEN";
    const mine = room.members.get(target);
    if (!mine) return wanted.role === undefined && wanted.muted === false && room.muted.has(target) ? null : "NOT_FOUND";
    if (role !== "owner" && RANK[mine.role] >= RANK[role]) return "FORBIDDEN";
    if (wanted.muted && (wanted.role ?? mine.role) !== "member") return "FORBIDDEN"; // who moderates is not muted
    const isLast = mine.role === "owner" && (wanted.role ?? "owner") !== "owner" && ![...room.members].some(([other, it]) => other !== target && it.role === "owner");
    return isLast ? "CONFLICT" : null;
  }

  kicking(user, room, target, banned) {
    const role = room.members.get(user)?.role;
    if (!role) return this.stranger(room);
    if (role === "member") return "FORBIDDEN";
    if (target === user) return "BAD_REQUEST";
    const mine = room.members.get(target);
    if (mine) return RANK[mine.role] >= RANK[role] ? "FORBIDDEN" : null;
    return banned || room.banned.has(target) ? null : "NOT_FOUND";
  }

  inviting(user, room, users) {
    const role = room.members.get(user)?.role;
    if (!role) return this.stranger(room);
    if (room.archived || (room.kind !== "public" && role === "member")) return "FORBIDDEN";
    return users.some((one) => room.banned.has(one)) ? "FORBIDDEN" : null;
  }
}

module.exports = { Model, isOpen };
