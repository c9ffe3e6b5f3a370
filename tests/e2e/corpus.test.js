// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The corpus: malformed exchanges, each over a websocket and over polling, from every state a connection can be in. A row says what
// becomes of its own session in each state; two watchers, one of them in the same room, are never disturbed. No answer may tell of
// the server's insides. Sources: the advisories of Socket.IO, Engine.IO and ws, Engine.IO 4, Socket.IO 5, RFC 6455, RFC 9112.

const fs = require("node:fs");
const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server, memoryFolder } = require("./support/server");
const { Watcher } = require("./support/watcher");
const {
  Poller, RawConnection, Socket, closeWire, payload, request, requestBytes, targetOf, upgradeHeaders,
} = require("./support/wire");

const MAX_PAYLOAD = 65_536;
const WATCH_MS = 500; // a watcher's message, acked and delivered
const CPU_MS = 50; // of the server, for one exchange
const GROWTH_MIB = 64;

// What no answer to anybody may hold: paths, sources, classes, SQL, addresses in memory. Ids are random and may look like anything.
const insides = /\/(tmp|home|usr|proc|dev)\/|\.(cpp|h)\b|\bQ[A-Z][a-z]+[A-Z]|[Ss][Qq][Ll]|SELECT |INSERT |::|0x[0-9a-f]{5}|[Aa]ssert|[Ee]xception/;
const tellsNothing = (text) => assert.doesNotMatch(text.replace(/"(sid|pid|_id|id|room|home|token)":"[^"]*"/g, ""), insides);

let server;
let watchers = [];
let exchanges = 0;
let began;

const cpuMs = () => {
  const fields = fs.readFileSync(`/proc/${server.process.pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10; // USER_HZ is 100
};
const rssMiB = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${server.process.pid}/status`, "utf8"))[1]) / 1024;

before(async () => {
  const data = memoryFolder(); // the watchers' messages are durable
  server = Object.assign(await Server.start({ data, args: ["--namespaces", "any"] }), { host: "127.0.0.1", path: "/socket.io/" });
  watchers = [await Watcher.start(server.url, "watcher"), await Watcher.start(`${server.url}/watch`, "watcher")];
  began = { cpuMs: cpuMs(), rssMiB: rssMiB(), at: Date.now() };
});

after(async () => {
  for (const watcher of watchers) await watcher.terminate();
  closeWire();
  if (server?.isRunning) await server.stop();
});

// ---- one session, whatever carries it ----

const STATES = ["fresh", "connected", "joined", "native"];
let names = 0;

class WebSocketPeer {
  static canSend = () => true;
  async open() {
    this.socket = await Socket.open(server);
  }
  get heard() {
    return this.socket.frames.filter((frame) => typeof frame === "string");
  }
  async send(frames) {
    for (const frame of frames) this.socket.send(frame);
  }
  hears(pattern) {
    return this.socket.hears(pattern);
  }
  closed() {
    return this.socket.closed();
  }
  end() {
    this.socket.terminate();
  }
}

class PollingPeer {
  static canSend = (frames) => frames.every((frame) => !frame.raw && Buffer.byteLength(frame) < MAX_PAYLOAD / 2);
  async open() {
    this.poller = await Poller.open(server);
  }
  get heard() {
    return this.poller.packets;
  }
  async send(frames) {
    const packets = frames.map((frame) => (Buffer.isBuffer(frame) ? `b${frame.toString("base64")}` : frame));
    for (let i = 0; i < packets.length; i += 4000) { // at most 4,096 in one body
      const { status, body } = await this.poller.post(...packets.slice(i, i + 4000));
      assert.ok(status === 200 || status === 400, `${status} ${body}`);
      tellsNothing(body);
    }
  }
  hears(pattern) {
    return this.poller.hears(pattern);
  }
  async closed() {
    assert.equal(await this.poller.isGone(), true, "the session goes on");
  }
  end() {
    this.poller.post("1").catch(() => {});
  }
}

async function reach(peer, state) {
  await peer.open();
  if (state === "fresh") return;
  await peer.send([state === "native" ? '40{"maru":1}' : "40"]);
  await peer.hears(/^40\{.*"sid":/);
  if (state === "connected") return;
  const name = `peer ${++names}`;
  await peer.send([state === "native" ? `420["session:join",{"userName":"${name}"}]` : `420["join","${name}"]`]);
  await peer.hears(/^430\[\{"ok":true/);
}

async function assertLives(peer, state) {
  if (state === "fresh") {
    await peer.send(["40"]);
    await peer.hears(/^40\{.*"sid":/);
  }
  await peer.send(['4277["e2e:probe",{}]']);
  await peer.hears(/^4377\[\{.*"UNKNOWN_EVENT"/);
}

// One exchange: \p frames from one state, and their end: "closes" or "lives"
async function exchange(Peer, state, frames, end, answer) {
  ++exchanges;
  const peer = new Peer();
  await reach(peer, state);
  const known = peer.heard.length;
  await peer.send(frames);
  if (end === "closes") {
    await peer.closed();
  } else {
    if (answer) await peer.hears(answer);
    await assertLives(peer, state);
  }
  for (const frame of peer.heard.slice(known)) tellsNothing(frame);
  peer.end();
}

// A row in every state. ends: "closes" or "lives" when fresh, when connected and after a join; answer: what comes back where it lives,
// but fresh
function row(what, frames, [fresh, connected, joined], { answer } = {}) {
  test(`${what}: ${fresh === joined ? fresh : `${fresh} when fresh${connected === fresh ? " or connected" : ""}, then ${joined}`}`, async () => {
    await Promise.all([WebSocketPeer, PollingPeer].filter((Peer) => Peer.canSend(frames)).flatMap((Peer) => STATES.map((state) => {
      const end = { fresh, connected }[state] ?? joined;
      return exchange(Peer, state, frames, end, state === "fresh" ? undefined : answer).catch((error) => {
        error.message = `${Peer.name}, ${state}: ${error.message}`;
        throw error;
      });
    })));
  });
}

const CLOSES = ["closes", "closes", "closes"];
const LIVES = ["lives", "lives", "lives"];
const LATER = ["closes", "lives", "lives"]; // nothing but CONNECT is legal first
const JOINED = ["closes", "closes", "lives"]; // nothing over 8 KiB, and no attachments, before a join

const placeholder = (num) => `{"_placeholder":true,"num":${num}}`;
const bytes = Buffer.from([1, 2, 3]);
const nested = (depth, open = "[", close = "]") => `${open.repeat(depth)}1${close.repeat(depth)}`;

// ---- Engine.IO ----

for (const [what, frames, ends] of [
  ["the packet type 7", ["7"], CLOSES],
  ["the packet type 8", ["8x"], CLOSES],
  ["a packet that starts with NUL", ["\0"], CLOSES],
  ["a packet that starts with a space", [" 4"], CLOSES],
  ["a packet in full-width digits", ["４２[\"x\"]"], CLOSES],
  ["JSON without a packet type", ['["join","x"]'], CLOSES],
  ["a ping", ["2"], CLOSES],
  ["a probe", ["2probe"], CLOSES],
  ["a probe's answer that was not asked for", ["3probe"], LIVES],
  ["1,000 pongs", Array(1000).fill("3"), LIVES],
  ["1,000 noops", Array(1000).fill("6"), LIVES],
  ["an upgrade", ["5"], LIVES],
  ["an upgrade with a body", ["5{}"], LIVES],
  ["a second open packet", ['0{"sid":"__proto__","upgrades":[],"pingInterval":1,"pingTimeout":1}'], LIVES],
  ["close with a reason", ["1because"], CLOSES],
  ["base64 that is none", ["b*"], CLOSES],
  ["base64 cut short", ["bA"], CLOSES],
  ["base64 of nothing", ["b"], CLOSES],
  ["bytes that nobody waits for", [bytes], CLOSES],
]) row(`Engine.IO, ${what}`, frames, ends);

// ---- what stands before the JSON ----

for (const [what, frames, ends] of [
  ["a type of two digits", ['442["x"]'], CLOSES],
  ["the type 9", ["49"], CLOSES],
  ["a minus for a type", ["4-"], CLOSES],
  ["CONNECT with true", ["40/x,true"], CLOSES],
  ["CONNECT with null", ["40/x,null"], CLOSES],
  ["CONNECT with two values", ["40/x,{}{}"], CLOSES],
  ["CONNECT with an ack id", ["40/x/y,7"], LIVES],
  ["a namespace of commas", ["40/,,,"], CLOSES],
  ["a namespace with commas in it", ["40/a,b,c,"], CLOSES],
  ["a namespace of 129 characters", [`40/${"n".repeat(128)},`], CLOSES],
  ["a namespace of 30,000 characters", [`40/${"n".repeat(30_000)},`], CLOSES],
  ["a namespace of 60,000 commas", [`40/${",".repeat(30_000)}`], CLOSES],
  ["17 namespaces", Array.from({ length: 17 }, (_, i) => `40/ns${i},`), CLOSES],
  ["100 namespaces that no room can have", Array.from({ length: 100 }, (_, i) => `40/none${i}?,`), LIVES],
  ["an event for a namespace that nobody joined", ['42/none,["x"]'], CLOSES],
  ["an ack for a namespace that nobody joined", ["43/none,1[]"], CLOSES],
  ["DISCONNECT of a namespace that nobody joined", ["41/none,"], CLOSES],
  ["DISCONNECT with JSON", ["41[]"], CLOSES],
  ["CONNECT_ERROR", ['44{"message":"x"}'], CLOSES],
  ["CONNECT_ERROR for a namespace", ['44/x,{"message":"x"}'], CLOSES],
  ["an ack id of CONNECT that is all there is", ["40/x,5"], LIVES],
]) row(`Socket.IO, ${what}`, frames, ends);

row("CONNECT twice", ["40", "40"], CLOSES);
row("CONNECT 100 times", Array(100).fill("40"), CLOSES);

// ---- ack ids ----

for (const [what, frames, ends] of [
  ["of 10,000 digits", [`42${"9".repeat(10_000)}["e2e:x",{}]`], JOINED],
  ["of 8,000 digits", [`42${"9".repeat(8_000)}["e2e:x",{}]`], LIVES],
  ["of 10,000 zeros", [`42${"0".repeat(10_000)}["e2e:x",{}]`], JOINED],
  ["of 8,000 zeros", [`42${"0".repeat(8_000)}["e2e:x",{}]`], LATER],
  ["of 2^53 + 1", ['429007199254740993["e2e:x",{}]'], LIVES],
  ["of 2^64", ['4218446744073709551616["e2e:x",{}]'], LIVES],
  ["repeated 100 times", Array(100).fill('425["e2e:x",{}]'), LATER],
  ["that is negative", ['42-1["x"]'], CLOSES],
  ["with a fraction", ['421.5["x"]'], CLOSES],
  ["with an exponent", ['421e9["x"]'], CLOSES],
  ["in Arabic digits", ['42١["x"]'], CLOSES],
]) row(`an ack id ${what}`, frames, ends);

for (const [what, frames, ends] of [
  ["never asked for", ["437[]", "438[1,2,3]"], LATER],
  ["never asked for, 1,000 times", Array.from({ length: 1000 }, (_, i) => `43${i}[]`), LATER],
  ["without an id", ["43[]"], LIVES],
  ["of 10,000 digits", [`43${"7".repeat(10_000)}[]`], JOINED],
  ["with an object", ["431{}"], CLOSES],
  ["with null", ["431null"], CLOSES],
  ["with broken JSON", ["431["], CLOSES],
]) row(`an ack ${what}`, frames, ends);

// ---- names of events ----

for (const name of ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"]) {
  row(`the reserved name ${name}`, [`42["${name}",{}]`], CLOSES);
  row(`the reserved name ${name}, asking for an ack`, [`421["${name}"]`], CLOSES);
}
row("an event that is nothing but an ack id", ["425"], LIVES);
row("the reserved name disconnect, escaped", ['42["\\u0064isconnect"]'], CLOSES);
row("the reserved name disconnect, with an attachment", [`451-["disconnect",${placeholder(0)}]`, bytes], CLOSES);

const unknown = /^431\[\{.*"UNKNOWN_EVENT"/;
for (const name of [
  "error", "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "", " ", "\\u0000", "\\ud800", "message", "server:hello",
  "server:bye", "JOIN", "join ", "sendmessage", "message:send\\u0000", "x".repeat(65), "x".repeat(8_000), "방".repeat(65),
]) row(`the name ${JSON.stringify(name.slice(0, 30))} (${name.length})`, [`421["${name}",{"a":1}]`], LATER, { answer: unknown });
row("a name of 20,000 characters", [`421["${"x".repeat(20_000)}",{"a":1}]`], JOINED, { answer: unknown });

for (const [what, json] of [
  ["an object", '[{"toString":"x"}]'], ["an array", '[["join"]]'], ["null", "[null]"], ["true", "[true]"], ["nothing", "[]"],
  ["an object in place of all", '{"0":"join"}'], ["a string in place of all", '"join"'], 
  ["an array in arrays", '[[["x"]]]'], ["a placeholder", `[${placeholder(0)}]`],
]) {
  row(`a name that is ${what}`, [`42${json}`], CLOSES);
  row(`a name that is ${what}, asking for an ack`, [`421${json}`], CLOSES);
}

// ---- JSON ----

for (const [what, json] of [
  ["without an end", '["x"'], ["with two ends", '["x"]]'], ["with a comma too many", '["x",]'], ["with single quotes", "['x']"], ["with a comment", '["x"/**/]'],
  ["with NaN", '["x",NaN]'], ["with Infinity", '["x",-Infinity]'], ["with 1e400", '["x",1e400]'], ["with 20,000 digits", `["x",${"9".repeat(20_000)}e-99]`], ["with undefined", '["x",undefined]'],
  ["with a byte order mark outside", '\ufeff["x"]'], ["with a NUL behind", '["x"]\0'],
  ["with a cut escape", '["x","\\u12"]'], ["with a string without an end", '["x","abc]'], ["of 30,000 opened arrays' ends", `["x"${"]".repeat(30_000)}`],
]) row(`JSON ${what}`, [`42${json}`], CLOSES);

for (const [what, json] of [
  ["17 arrays deep", `["e2e:x",${nested(17)}]`], ["1,024 arrays deep", `["e2e:x",${nested(1024)}]`], ["4,000 arrays deep", `["e2e:x",${nested(4_000)}]`],
  ["1,024 objects deep", `["e2e:x",${nested(1024, '{"a":', "}")}]`], ["8,000 arrays that never end", `["e2e:x",${"[".repeat(8_000)}`],
]) row(`JSON ${what}`, [`42${json}`], LIVES);
for (const [what, json] of [
  ["10,000 arrays deep", `["e2e:x",${nested(10_000)}]`], ["20,000 arrays that never end", `["e2e:x",${"[".repeat(20_000)}`],
]) row(`JSON ${what}`, [`42${json}`], JOINED);

for (const [what, json] of [
  ["with a key twice", '{"cid":"a","cid":"b"}'], ["with __proto__", '{"__proto__":{"ok":true},"constructor":{"prototype":{}}}'],
  ["with a lone surrogate", '{"a":"\\ud800","\\udfff":1}'], ["with U+0000", '{"a\\u0000":"\\u0000"}'], ["with 2^63", '{"a":9223372036854775808,"b":-9223372036854775809}'],
  ["with 8,000 digits", `{"a":0.${"9".repeat(8_000)}}`], ["with 1,000 keys", `{${Array.from({ length: 1000 }, (_, i) => `"${i}":0`).join()}}`],
  ["with 4,000 elements", `[${Array(4_000).fill("1").join()}]`], ["with a raw tab in a string", '"a\tb"'], ["with white space", " \n\r\t{} \n"],
]) row(`JSON ${what}`, [`421["e2e:x",${json}]`], LATER, { answer: unknown });
for (const [what, json] of [
  ["with 30,000 digits", `{"a":0.${"9".repeat(30_000)}}`], ["with 5,000 keys", `{${Array.from({ length: 5000 }, (_, i) => `"${i}":0`).join()}}`],
  ["with 15,000 elements", `[${Array(15_000).fill("1").join()}]`],
]) row(`JSON ${what}`, [`421["e2e:x",${json}]`], JOINED, { answer: unknown });

// ---- attachments ----

for (const [what, ...frames] of [
  ["a count of 11", `4511-["x"${`,${placeholder(0)}`.repeat(11)}]`],
  ["a count of 100", '45100-["x"]'],
  ["a count of 10,000 digits", `45${"9".repeat(10_000)}-["x"]`],
  ["a count of 2^32", '454294967296-["x"]'],
  ["a count that is negative", '45-1-["x"]'],
  ["a count that is a fraction", '451.0-["x"]'],
  ["no count", '45["x"]'],
  ["no dash", '451["x"]'],
  ["a placeholder past the count", `451-["x",${placeholder(1)}]`, bytes],
  ["a placeholder of 2^31", `451-["x",${placeholder(2 ** 31)}]`, bytes],
  ["a placeholder of 2^63", `451-["x",${placeholder("9223372036854775808")}]`, bytes],
  ["a negative placeholder", `451-["x",${placeholder(-1)}]`, bytes],
  ["a placeholder that is a fraction", `451-["x",${placeholder(0.5)}]`, bytes],
  ["a placeholder that is a method", `451-["x",${placeholder('"splice"')}]`, bytes],
  ["a placeholder that is an object", `451-["x",${placeholder("{}")}]`, bytes],
  ["a placeholder without a number", '451-["x",{"_placeholder":true}]', bytes],
  ["a placeholder that is false", '451-["x",{"_placeholder":false,"num":0}]', bytes],
  ["a placeholder that is a string", '451-["x",{"_placeholder":"true","num":0}]', bytes],
  ["a placeholder with more in it", '451-["x",{"_placeholder":true,"num":0,"toString":1}]', bytes],
  ["one placeholder twice", `452-["x",${placeholder(0)},${placeholder(0)}]`, bytes, bytes],
  ["a text in between", `452-["x",${placeholder(0)},${placeholder(1)}]`, bytes, '42["y"]'],
  ["a CONNECT in between", `451-["x",${placeholder(0)}]`, "40"],
  ["one more than said", `451-["e2e:x",${placeholder(0)}]`, bytes, bytes],
  ["none, and then bytes", '450-["e2e:x"]', bytes],
  ["an ack's, without an array", "461-1{}", bytes],
  ["a name that is a placeholder", `451-[${placeholder(0)}]`, bytes],
]) row(`attachments, ${what}`, frames, CLOSES);

for (const [what, ...frames] of [
  ["of a known event", `451-0["sendMessage",${placeholder(0)}]`, bytes],
  ["of join", `451-0["join",${placeholder(0)}]`, bytes],
  ["inside of an object", `451-0["e2e:x",{"a":[${placeholder(0)}]}]`, bytes],
  ["that no placeholder names", '452-0["e2e:x"]', bytes, bytes],
  ["of no bytes", `451-0["e2e:x",${placeholder(0)}]`, Buffer.alloc(0)],
  ["with noops and pongs in between", `452-0["e2e:x",${placeholder(0)},${placeholder(1)}]`, "6", bytes, "3", bytes],
  ["of an ack for nothing", `461-3[${placeholder(0)}]`, bytes],
]) row(`attachments ${what}`, frames, JOINED);

row("attachments of what is too deep", [`451-0["e2e:x",${nested(20)},${placeholder(0)}]`, bytes], JOINED);

// ---- events of this server ----

const refused = (code) => new RegExp(`^431\\[\\{.*"code":"(${code})"`);
for (const [what, json] of [
  ["a number", "5"], ["null", "null"], ["an array", "[]"], ["an object", '{"toString":"admin"}'], ["a lone surrogate", '"\\ud800"'], ["U+0000", '"a\\u0000b"'],
  ["nothing", '""'], ["spaces", '"   "'], ["a bidi override", '"a\\u202eb"'], ["a Hangul filler", '"\\u3164"'], ["system", '"ｓｙｓｔｅｍ"'],
  ["1,000 combining marks", `"a${"\\u0301".repeat(1000)}"`], ["8,000 characters", `"${"x".repeat(8_000)}"`],
]) row(`join with ${what}`, [`421["join",${json}]`], LATER, { answer: refused("BAD_NAME|BAD_REQUEST") });
row("join with 30,000 characters", [`421["join","${"x".repeat(30_000)}"]`], JOINED, { answer: refused("BAD_NAME|BAD_REQUEST") });
row("join without a name", ['421["join"]'], LATER, { answer: refused("BAD_NAME|BAD_REQUEST") });

for (const [what, json] of [
  ["a number", "5"], ["null", "null"], ["an object", "{}"], ["nothing", '""'], ["U+0000", '"\\u0000"'], ["a lone surrogate", '"a\\udc00"'], ["8,001 characters", `"${"x".repeat(8001)}"`],
]) row(`sendMessage with ${what}`, [`421["sendMessage",${json}]`], LATER, { answer: refused("BAD_REQUEST|TOO_LARGE|NOT_JOINED") });

for (const [what, name, json] of [
  ["an array", "message:send", "[]"], ["nothing", "message:send", "{}"], ["a number for a cid", "message:send", '{"cid":1,"room":"r","chat":"x"}'],
  ["a long cid", "message:send", `{"cid":"${"c".repeat(65)}","room":"r","chat":"x"}`], ["a cid in Korean", "message:send", '{"cid":"방","room":"r","chat":"x"}'],
  ["a room that is an object", "message:send", '{"cid":"c","room":{"$ne":null},"chat":"x"}'], ["a room of another world", "message:send", '{"cid":"c","room":"\' OR 1=1 --","chat":"x"}'],
  ["a long room", "message:send", `{"cid":"c","room":"${"r".repeat(65)}","chat":"x"}`], ["a chat that is a list", "message:send", '{"cid":"c","room":"r","chat":["x"]}'],
  ["a limit of 0", "message:history", '{"room":"r","limit":0}'], ["a limit of -1", "message:history", '{"room":"r","limit":-1}'], ["a limit of 1.5", "message:history", '{"room":"r","limit":1.5}'],
  ["a seq of 2^63", "message:history", '{"room":"r","before":9223372036854775808}'], ["both directions", "message:history", '{"room":"r","before":1,"after":1}'],
  ["a rev that is a word", "message:changes", '{"room":"r","afterRev":"1"}'], ["a negative rev", "message:changes", '{"room":"r","afterRev":-1}'], ["no rev", "message:changes", '{"room":"r"}'],
  ["a query that is a list", "room:list", '{"query":["%"]}'], ["a query of 8,000 characters", "room:list", `{"query":"${"%".repeat(8_000)}"}`], ["a place that is a number", "room:list", '{"after":5}'],
  ["a name that is a number", "session:join", '{"userName":5}'], ["a token that is an object", "session:join", '{"userName":"x","token":{"$gt":""}}'],
  ["a token of 8,000 characters", "session:join", `{"userName":"x","token":"${"t".repeat(8_000)}"}`], ["a client that is a word", "session:join", '{"userName":"x","client":"maru"}'],
]) row(`${name} with ${what}`, [`421["${name}",${json}]`], LATER, { answer: refused("BAD_REQUEST|TOO_LARGE|NOT_JOINED|NOT_MEMBER|NOT_FOUND") });
for (const [what, name, json] of [
  ["a query of 20,000 characters", "room:list", `{"query":"${"%".repeat(20_000)}"}`], ["a token of 20,000 characters", "session:join", `{"userName":"x","token":"${"t".repeat(20_000)}"}`],
]) row(`${name} with ${what}`, [`421["${name}",${json}]`], JOINED, { answer: refused("BAD_REQUEST|TOO_LARGE") });

for (const name of ["session:join", "session:leave", "message:send", "message:history", "message:changes", "room:list"]) {
  row(`${name} with nothing, and with two`, [`421["${name}"]`, `422["${name}",{},{}]`], LATER, { answer: refused("BAD_REQUEST|NOT_JOINED|AUTH_REQUIRED") });
}

// ---- frames of the websocket ----

const frame = (first, length, rest = []) => ({ raw: Buffer.from([first, length, ...rest]) });
for (const [what, frames, ends] of [
  ["compressed text (RSV1)", [frame(0xc1, 0x81, [0, 0, 0, 0, 0x33])], CLOSES],
  ["RSV2", [frame(0xa1, 0x81, [0, 0, 0, 0, 0x33])], CLOSES],
  ["the opcode 3", [frame(0x83, 0x80, [0, 0, 0, 0])], CLOSES],
  ["the opcode 11", [frame(0x8b, 0x80, [0, 0, 0, 0])], CLOSES],
  ["a continuation of nothing", [frame(0x80, 0x81, [0, 0, 0, 0, 0x33])], CLOSES],
  ["a new text inside of a fragmented one", [frame(0x01, 0x81, [0, 0, 0, 0, 0x33]), frame(0x81, 0x81, [0, 0, 0, 0, 0x33])], CLOSES],
  ["a fragmented ping", [frame(0x09, 0x80, [0, 0, 0, 0])], CLOSES],
  ["a ping of 126 bytes", [frame(0x89, 0xfe, [0, 126, 0, 0, 0, 0, ...Array(126).fill(0)])], CLOSES],
  ["a close of one byte", [frame(0x88, 0x81, [0, 0, 0, 0, 3])], CLOSES],
  ["a close with the code 999", [frame(0x88, 0x82, [0, 0, 0, 0, 3, 0xe7])], CLOSES],
  ["a length of 2^63", [frame(0x81, 0xff, [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])], CLOSES],
  ["a length of 2^40", [frame(0x81, 0xff, [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])], CLOSES],
  ["a length of 4 GiB - 1, binary", [frame(0x82, 0xff, [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])], CLOSES],
  ["text that is not UTF-8", [frame(0x81, 0x84, [0, 0, 0, 0, 0x34, 0x32, 0xff, 0xfe])], CLOSES],
  ["text that ends inside of a character", [frame(0x81, 0x84, [0, 0, 0, 0, 0x34, 0x32, 0xea, 0xb0])], CLOSES],
  ["text with an encoded surrogate", [frame(0x81, 0x85, [0, 0, 0, 0, 0x34, 0x32, 0xed, 0xa0, 0x80])], CLOSES],
  ["text with an overlong NUL", [frame(0x81, 0x84, [0, 0, 0, 0, 0x34, 0x32, 0xc0, 0x80])], CLOSES],
  ["HTTP in place of a frame", [{ raw: Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }], CLOSES],
  ["TLS in place of a frame", [{ raw: Buffer.from("16030100050100000100", "hex") }], CLOSES],
  ["a payload over maxPayload", [`42["x","${"x".repeat(MAX_PAYLOAD)}"]`], CLOSES],
  ["bytes over maxPayload", [Buffer.alloc(MAX_PAYLOAD + 1)], CLOSES],
  ["10 MB", ["x".repeat(10_000_000)], CLOSES],
  ["a ping", [frame(0x89, 0x80, [0, 0, 0, 0])], LIVES],
  ["a pong", [frame(0x8a, 0x80, [0, 0, 0, 0])], LIVES],
  ["a noop in two fragments", [frame(0x01, 0x80, [0, 0, 0, 0]), frame(0x80, 0x81, [0, 0, 0, 0, 0x36])], LIVES],
]) row(`a websocket's frame: ${what}`, frames, ends);

// ---- requests, beside a session in every state ----

// send: bytes for the target of the session; statuses: what may be answered; end: of the session
function httpRow(what, bytesFor, statuses, end = "lives") {
  test(`HTTP, ${what}: ${statuses.join(" or ")}, the session ${end}`, async () => {
    await Promise.all(STATES.map(async (state) => {
      ++exchanges;
      const peer = new PollingPeer();
      await reach(peer, state);
      const connection = await RawConnection.open(server);
      connection.write(bytesFor(peer.poller.target, peer.poller.sid));
      const response = await connection.response().catch((error) => ({ status: 0, body: error.message }));
      assert.ok(statuses.includes(response.status), `${state}: ${response.status} ${response.body}`);
      if (response.status !== 0) tellsNothing(response.body);
      connection.terminate();
      if (end === "lives") await assertLives(peer, state);
      else await peer.closed();
      peer.end();
    }));
  });
}

const post = (headers, body) => (target) => requestBytes("POST", target, headers, body);
const query = (...items) => () => requestBytes("GET", targetOf(server, items.join("&")), ["Connection: close"]);

for (const sid of [
  "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__", "", "0", "null", "undefined", "..%2f..%2fetc%2fpasswd", "%00", "%ff%fe", "a".repeat(6000),
  "%EB%B0%A9", "x'%20OR%20'1'='1", "AAAAAAAAAAAAAAAAAAAA", "{}", "[object%20Object]",
]) {
  const statuses = sid === "" ? [200, 400] : [400];
  httpRow(`polling with the sid ${JSON.stringify(sid.slice(0, 30))}`, query("EIO=4", "transport=polling", `sid=${sid}`), statuses);
  httpRow(`posting with the sid ${JSON.stringify(sid.slice(0, 30))}`, () => requestBytes("POST", targetOf(server, `EIO=4&transport=polling&sid=${sid}`), ["Content-Length: 1"], "1"), [400]);
  httpRow(`upgrading the sid ${JSON.stringify(sid.slice(0, 30))}`, () => requestBytes("GET", targetOf(server, `EIO=4&transport=websocket&sid=${sid}`), upgradeHeaders), sid === "" ? [101, 400] : [400]);
}

for (const [what, items, statuses] of [
  ["sid as a list", ["EIO=4", "transport=polling", "sid[]=a"], [200, 400]], ["two transports", ["EIO=4", "transport=abc", "transport=polling"], [400]],
  ["a transport that is __proto__", ["EIO=4", "transport=__proto__"], [400]], ["a transport that is constructor", ["EIO=4", "transport=constructor"], [400]],
  ["a transport in capitals", ["EIO=4", "transport=POLLING"], [400]], ["a transport with a NUL", ["EIO=4", "transport=polling%00"], [400]], ["webtransport", ["EIO=4", "transport=webtransport"], [400]],
  ["EIO 3", ["EIO=3", "transport=polling"], [400]], ["EIO 04", ["EIO=04", "transport=polling"], [400]], ["EIO 4.0", ["EIO=4.0", "transport=polling"], [400]], ["EIO 5", ["EIO=5", "transport=polling"], [400]],
  ["EIO of 5,000 digits", [`EIO=${"4".repeat(5000)}`, "transport=polling"], [400]], ["JSONP", ["EIO=4", "transport=polling", "j=0%3Balert(1)//"], [200, 400]],
]) httpRow(`a handshake with ${what}`, query(...items), statuses);

for (const revision of ["3", "5", "__proto__"]) {
  httpRow(`an upgrade that says EIO ${revision} for a session of 4`, (_, sid) => requestBytes("GET", targetOf(server, `EIO=${revision}&transport=websocket&sid=${sid}`), [...upgradeHeaders, "Connection: close"]), [101, 400]);
}

for (const [what, send, statuses, end] of [
  ["a POST as octets", post(["Content-Type: application/octet-stream", "Content-Length: 1"], "6"), [400], "closes"],
  ["a POST of a gzip", post(["Content-Encoding: gzip", "Content-Length: 3"], Buffer.from([0x1f, 0x8b, 8])), [400], "closes"],
  ["a POST of nothing", post(["Content-Length: 0"]), [400], "closes"],
  ["a POST of 100,000 packets", post(["Content-Length: 199999"], payload(Array(100_000).fill("6"))), [413], "lives"],
  ["a POST of 5,000 packets", post(["Content-Length: 9999"], payload(Array(5000).fill("6"))), [400], "closes"],
  ["a POST of 60,000 separators", post(["Content-Length: 60000"], "\x1e".repeat(60_000)), [400], "closes"],
  ["a POST of 2^53 bytes", post(["Content-Length: 9007199254740993"], "6"), [413], "lives"],
  ["a POST without a length", post([], ""), [400, 411], "closes"],
  ["both lengths", post(["Content-Length: 1", "Transfer-Encoding: chunked"], "1\r\n6\r\n0\r\n\r\n"), [400], "closes"],
  ["a chunk's extension with a bare LF", post(["Transfer-Encoding: chunked"], "1;a\nb\r\n6\r\n0\r\n\r\n"), [400], "closes"],
  ["a chunk's size with a bare CR", post(["Transfer-Encoding: chunked"], "1\rx\r\n6\r\n0\r\n\r\n"), [400], "closes"],
  ["a trailer with a bare LF", post(["Transfer-Encoding: chunked"], "1\r\n6\r\n0\r\nA: b\nC: d\r\n\r\n"), [400], "closes"],
  ["a head with a bare LF", (target) => Buffer.from(`POST ${target} HTTP/1.1\nHost: x\nContent-Length: 1\n\n1`), [400], "lives"],
  ["a head with a NUL", (target) => Buffer.from(`POST ${target} HTTP/1.1\r\nHost: \0\r\nContent-Length: 1\r\n\r\n1`), [400], "lives"],
  ["a head of 100 lines", (target) => requestBytes("GET", target, Array(100).fill("X: y")), [431], "lives"],
  ["a head of 9,000 bytes", (target) => requestBytes("GET", target, [`X: ${"y".repeat(9000)}`]), [431], "lives"],
  ["HTTP/2's preface", () => Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), [400, 505], "lives"],
  ["PUT", (target) => requestBytes("PUT", target, ["Content-Length: 1", "Connection: close"], "1"), [405], "lives"],
  ["DELETE", (target) => requestBytes("DELETE", target, ["Connection: close"]), [405], "lives"],
  ["an Origin from elsewhere", (target) => requestBytes("POST", target, ["Origin: http://evil.example", "Content-Length: 1"], "1"), [403], "lives"],
  ["an Origin that is null", (target) => requestBytes("POST", target, ["Origin: null", "Content-Length: 1"], "1"), [403], "lives"],
  ["an upgrade without a key", (_, sid) => requestBytes("GET", targetOf(server, `EIO=4&transport=websocket&sid=${sid}`), upgradeHeaders.slice(0, 3)), [400], "lives"],
  ["an upgrade with 50 KB of protocols", (_, sid) => requestBytes("GET", targetOf(server, `EIO=4&transport=websocket&sid=${sid}`), [...upgradeHeaders, `Sec-WebSocket-Protocol: ${"a, ".repeat(17_000)}`]), [431], "lives"],
  ["an upgrade with spaces for protocols", (_, sid) => requestBytes("GET", targetOf(server, `EIO=4&transport=websocket&sid=${sid}`), [...upgradeHeaders, `Sec-WebSocket-Protocol: x${" ".repeat(7000)}y`, "Sec-WebSocket-Version: 8"]), [101, 400, 426], "lives"],
  ["an upgrade by POST", (_, sid) => requestBytes("POST", targetOf(server, `EIO=4&transport=websocket&sid=${sid}`), upgradeHeaders), [400, 405], "lives"],
  ["an upgrade of polling", (target) => requestBytes("GET", target, upgradeHeaders), [400], "lives"],
]) httpRow(what, send, statuses, end);

test("an upgrade that offers compression gets none", async () => {
  ++exchanges;
  const connection = await RawConnection.open(server);
  connection.write(requestBytes("GET", targetOf(server, "EIO=4&transport=websocket"), [...upgradeHeaders, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"]));
  const { status, headers } = await connection.response();
  assert.equal(status, 101);
  assert.equal(headers["sec-websocket-extensions"], undefined);
  connection.terminate();
});

for (const [what, cut] of [["reset", (socket) => socket.resetAndDestroy()], ["ended", (socket) => socket.end()]]) {
  test(`HTTP, a connection that is ${what} before the answer to its upgrade, 20 times in every state: the session goes on`, async () => {
    for (const state of STATES) {
      ++exchanges;
      const peer = new PollingPeer();
      await reach(peer, state);
      for (let i = 0; i < 20; ++i) {
        const connection = await RawConnection.open(server);
        connection.write(requestBytes("GET", targetOf(server, `EIO=4&transport=websocket&sid=${peer.poller.sid}`), [...upgradeHeaders, "Upgrade: x"]));
        cut(connection.socket);
      }
      assert.equal((await request(server, "/healthz")).status, 200);
      await assertLives(peer, state);
      peer.end();
    }
  });
}

// ---- the verdict ----

test("the watchers were never disturbed, and the server paid little", async (t) => {
  assert.equal(server.isRunning, true, `the server died: ${server.stderr}`);
  const used = { cpuMs: cpuMs() - began.cpuMs, grownMiB: rssMiB() - began.rssMiB, ms: Date.now() - began.at };
  const reports = await Promise.all(watchers.map((watcher) => watcher.report()));
  const slowestMs = Math.max(...reports.map((report) => report.slowestMs));
  const sum = `corpus: ${exchanges} exchanges in ${(used.ms / 1000).toFixed(1)} s, ${used.cpuMs} ms of the server's CPU, ${used.grownMiB.toFixed(1)} MiB more memory, `
    + `${reports[0].sent + reports[1].sent} messages of two watchers, the slowest ${slowestMs} ms`;
  t.diagnostic(sum);
  assert.ok(exchanges >= 300, sum);
  for (const { sent, acked, delivered, faults } of reports) {
    assert.deepEqual({ faults, acked, delivered }, { faults: [], acked: sent, delivered: sent });
    assert.ok(sent > 0);
  }
  assert.ok(slowestMs <= WATCH_MS, sum);
  assert.ok(used.cpuMs / exchanges < CPU_MS, sum);
  const isSanitized = process.env.ASAN_OPTIONS !== undefined; // it keeps what was freed for a while
  assert.ok(isSanitized || used.grownMiB < GROWTH_MIB, sum);
  const { code, signal } = await server.stop(); // and no sanitizer has reported anything
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, server.stderr);
});
