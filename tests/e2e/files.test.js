// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Files over real HTTP (docs/protocol.md §7): uploads whole and in pieces, downloads, limits, bad input, kill -9.

const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const crypto = require("node:crypto");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const net = require("node:net");
const path = require("node:path");
const { Server, newFolder } = require("./support/server");
const { ask, closeAll, nativeClient, until } = require("./support/client");
const { faultOn } = require("./support/faulton");

const MIB = 1024 * 1024;
const nobody = "0123456789abcdef01234567";

let server;
let count = 0;
const unique = (word) => `${word}${++count}`;
const good = (ack) => (assert.equal(ack.ok, true, JSON.stringify(ack)), ack);
const sha256 = (bytes) => crypto.createHash("sha256").update(bytes).digest("hex");

before(async () => (server = await Server.start()));
after(async () => {
  closeAll();
  if (server.isRunning) await server.stop();
});

// A joined person with a token.
async function person(word = "파일", at = server) {
  const socket = await nativeClient(at.url, unique(word));
  socket.token = socket.joined.token;
  assert.ok(socket.token);
  return socket;
}

// One request; the body may be bytes or a function that writes into the request. {status, headers, body, json}
function request(method, target, { token, headers = {}, body, at = server } = {}) {
  return new Promise((resolve, reject) => {
    const all = { ...(token && { Authorization: `Bearer ${token}` }), ...headers };
    if (Buffer.isBuffer(body) && !all["Content-Length"]) all["Content-Length"] = body.length;
    const asked = http.request({ host: "127.0.0.1", port: at.port, method, path: target, headers: all, agent: false }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => {
        const bytes = Buffer.concat(parts);
        const isJson = answer.headers["content-type"] === "application/json" && bytes.length > 0 && method !== "HEAD";
        resolve({ status: answer.statusCode, headers: answer.headers, body: bytes, json: isJson ? JSON.parse(bytes) : undefined });
      });
    });
    asked.on("error", reject);
    if (typeof body === "function") body(asked);
    else asked.end(body);
  });
}

const target = (socket, name, room = socket.lobby) => `/files?room=${room}&name=${encodeURIComponent(name)}`;
const upload = (socket, name, body, more = {}) => request("POST", target(socket, name), { token: socket.token, body, ...more });
const get = (socket, file, headers = {}) => request("GET", `/files/${file._id ?? file}`, { token: socket.token, headers });

async function uploaded(socket, name, body) {
  const answer = await upload(socket, name, body);
  assert.equal(answer.status, 201, answer.body.toString());
  return answer.json;
}

function assertRefused(answer, status, code, field) {
  assert.equal(answer.status, status, `${answer.status} ${answer.body}`);
  assert.equal(answer.json?.ok, false, answer.body.toString());
  assert.equal(answer.json.code, code, answer.body.toString());
  assert.ok(answer.json.error.length > 0 && !answer.json.error.includes("\n"));
  if (field) assert.match(answer.json.error, new RegExp(`^${field}[: ]`), answer.json.error);
}

const send = (socket, files, more = {}) =>
  ask(socket, "message:send", { cid: unique("f"), room: socket.lobby, chat: "여기 파일", files, ...more });

// The files below the data directory, as "parts/ID" and "ab/ab…".
function onDisk(at = server) {
  const root = path.join(at.data, "files");
  const found = [];
  for (const folder of fs.existsSync(root) ? fs.readdirSync(root) : []) {
    const inside = path.join(root, folder);
    if (fs.statSync(inside).isDirectory()) found.push(...fs.readdirSync(inside).map((name) => `${folder}/${name}`));
  }
  return found.sort();
}

const begin = (socket, name, bytes, more = {}) =>
  request("POST", target(socket, name), { token: socket.token, headers: { "Upload-Length": bytes, "Content-Length": 0 }, ...more });
const patch = (socket, location, offset, body, more = {}) =>
  request("PATCH", location, { token: socket.token, body, ...more, headers: { "Upload-Offset": offset, ...more.headers } });
const head = (socket, location, at = server) => request("HEAD", location, { token: socket.token, at });

test("a file goes up, into a message, and down to the members of the room", async () => {
  const [author, reader] = [await person(), await person()];
  const bytes = crypto.randomBytes(200_000);
  const file = await uploaded(author, "보고서 최종.pdf", bytes);
  assert.deepEqual(file, { _id: file._id, name: "보고서 최종.pdf", size: bytes.length, mime: "application/pdf", sha256: sha256(bytes) });
  assertRefused(await get(reader, file), 404, "NOT_FOUND"); // nobody has shown it yet

  const { message } = good(await send(author, [file._id]));
  assert.deepEqual(message.files, [file]);
  const heard = await until(() => reader.messages.find((it) => it._id === message._id), "the message");
  assert.deepEqual(heard.files, [file]);
  const history = good(await ask(reader, "message:history", { room: reader.lobby, around: message.seq, limit: 1 }));
  assert.deepEqual(history.messages, [message]);
  const changes = good(await ask(reader, "message:changes", { room: reader.lobby, afterRev: message.rev - 1 }));
  assert.deepEqual(changes.messages[0].files, [file]);

  // The files belong to what a cid stands for.
  const other = await uploaded(author, "다른.pdf", bytes);
  const { cid } = message;
  assert.equal(good(await send(author, [file._id], { cid })).duplicate, true);
  for (const files of [[other._id], [file._id, other._id], []]) assert.equal((await send(author, files, { cid })).code, "CONFLICT");

  const answer = await get(reader, file);
  assert.equal(answer.status, 200);
  assert.ok(answer.body.equals(bytes));
  assert.equal(answer.headers["content-type"], "application/pdf");
  assert.equal(answer.headers["x-content-type-options"], "nosniff");
  assert.match(answer.headers["content-security-policy"], /sandbox/);
  assert.equal(answer.headers["content-disposition"],
    `attachment; filename="___ __.pdf"; filename*=UTF-8''${encodeURIComponent("보고서 최종.pdf")}`);
  const without = await request("HEAD", `/files/${file._id}`, { token: reader.token });
  assert.equal(without.status, 200);
  assert.equal(Number(without.headers["content-length"]), bytes.length);

  for (const has of ["file", "image"]) {
    const found = good(await ask(reader, "message:search", { query: "여기 파일", room: reader.lobby, has }));
    assert.equal(found.hits.some((hit) => hit.message._id === message._id), has === "file", has);
  }
});

test("a file needs no words, and a picture tells its size", async () => {
  const author = await person();
  const png = Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), Buffer.from([0, 0, 2, 128, 0, 0, 1, 224]), Buffer.alloc(100)]);
  const file = await uploaded(author, "그림.txt", png);
  assert.deepEqual([file.mime, file.width, file.height], ["image/png", 640, 480]);
  const { message } = good(await send(author, [file._id], { chat: "" }));
  assert.deepEqual([message.chat, message.files], ["", [file]]);
  assert.equal((await send(author, [], { chat: "" })).ok, false);
  const page = await uploaded(author, "page.html", Buffer.from("<script>alert(1)</script>"));
  assert.equal(page.mime, "application/octet-stream");
  const answer = await get(author, page);
  assert.match(answer.headers["content-disposition"], /^attachment/);
  assert.equal(answer.headers["content-type"], "application/octet-stream");
});

test("the same bytes lie on the disk once, and go with the last that has them", async () => {
  const author = await person();
  const bytes = Buffer.from(`zweimal ${unique("")}`);
  const [one, two] = [await uploaded(author, "a.txt", bytes), await uploaded(author, "b.txt", bytes)];
  assert.notEqual(one._id, two._id);
  const hash = sha256(bytes);
  assert.equal(onDisk().filter((name) => name.endsWith(hash)).length, 1);
  assert.ok((await get(author, two)).body.equals(bytes));
  assert.deepEqual(onDisk().filter((name) => name.startsWith("parts/")), []);
  assert.ok(fs.statSync(path.join(server.data, "files", hash.slice(0, 2), hash)).mode % 0o100 === 0, "nobody else reads it");
});

test("ranges", async () => {
  const author = await person();
  const bytes = Buffer.from("0123456789");
  const file = await uploaded(author, "ziffern", bytes);
  const rows = [
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=4-", 206, "456789", "bytes 4-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=-99", 206, "0123456789", "bytes 0-9/10"],
    ["bytes=8-99", 206, "89", "bytes 8-9/10"],
    ["bytes=10-", 416, undefined, "bytes */10"],
    ["bytes=-0", 416, undefined, "bytes */10"],
    ["bytes=3-1", 200, "0123456789"],
    ["bytes=0-1,3-4", 200, "0123456789"],
    ["lines=0-1", 200, "0123456789"],
    ["bytes=a-b", 200, "0123456789"],
    ["bytes=99999999999999999999-", 200, "0123456789"],
  ];
  for (const [range, status, body, contentRange] of rows) {
    const answer = await get(author, file, { Range: range });
    assert.equal(answer.status, status, range);
    if (body) assert.equal(answer.body.toString(), body, range);
    assert.equal(answer.headers["content-range"], contentRange, range);
  }
  assert.equal((await get(author, file, { Range: "bytes=0-1", "If-Range": '"other"' })).status, 200);
  assert.equal((await get(author, file, { Range: "bytes=0-1", "If-Range": `"${file.sha256}"` })).status, 206);
  const empty = await uploaded(author, "nichts", Buffer.alloc(0));
  assert.equal((await get(author, empty)).body.length, 0);
  assert.equal((await get(author, empty, { Range: "bytes=0-" })).status, 416);
});

test("an upload in pieces goes on where it stopped", async () => {
  const author = await person();
  const other = await person();
  const bytes = crypto.randomBytes(300_000);
  const begun = await begin(author, "stück.bin", bytes.length);
  assert.equal(begun.status, 201, begun.body.toString());
  assert.equal(begun.headers["upload-offset"], "0");
  const location = begun.headers.location;
  assert.match(location, /^\/files\/[0-9a-f]{24}$/);
  assert.equal((await head(author, location)).headers["upload-offset"], "0");

  const first = await patch(author, location, 0, bytes.subarray(0, 100_000));
  assert.deepEqual([first.status, first.headers["upload-offset"]], [204, "100000"]);
  const wrong = await patch(author, location, 5, bytes.subarray(5));
  assertRefused(wrong, 409, "CONFLICT", "Upload-Offset");
  assert.equal(wrong.headers["upload-offset"], "100000");
  assertRefused(await patch(other, location, 100_000, bytes.subarray(100_000)), 404, "NOT_FOUND");
  assert.equal((await head(other, location)).status, 404);
  assertRefused(await patch(author, location, 100_000, Buffer.concat([bytes.subarray(100_000), Buffer.from("x")])), 413, "TOO_LARGE");
  assertRefused(await patch(author, location, "abc", bytes), 400, "BAD_REQUEST", "Upload-Offset");
  assertRefused(await patch(author, location, -1, bytes), 400, "BAD_REQUEST", "Upload-Offset");
  assertRefused(await get(author, location.slice(7)), 404, "NOT_FOUND"); // no file yet
  assert.equal((await send(author, [location.slice(7)])).code, "NOT_FOUND");

  const last = await patch(author, location, 100_000, bytes.subarray(100_000));
  assert.equal(last.status, 201, last.body.toString());
  assert.equal(last.json.sha256, sha256(bytes));
  assert.equal(last.json._id, location.slice(7));
  const whole = await head(author, location);
  assert.deepEqual([whole.status, Number(whole.headers["content-length"])], [200, bytes.length]);
  assertRefused(await patch(author, location, 300_000, Buffer.alloc(0)), 404, "NOT_FOUND");
  assert.ok((await get(author, last.json)).body.equals(bytes));
});

test("who asks while the end of an upload waits for the disk is told of the file", { skip: process.platform !== "linux" }, async (t) => {
  const author = await person();
  const bytes = crypto.randomBytes(1_000);
  const begun = await begin(author, "느린 디스크.bin", bytes.length);
  const { location } = begun.headers;
  assert.equal((await patch(author, location, 0, bytes.subarray(0, 1))).status, 204);
  const part = path.join(server.data, "files", "parts", location.slice("/files/".length));
  await faultOn(t, server, part, "fdatasync,fsync", "delay_enter=2000000");
  const ended = patch(author, location, 1, bytes.subarray(1));
  await until(() => fs.statSync(part).size === bytes.length, "all of its bytes");
  const asked = await head(author, location);
  assert.equal(asked.status, 200);
  assert.equal(asked.headers["upload-offset"], undefined);
  assert.equal(Number(asked.headers["content-length"]), bytes.length);
  assert.equal((await ended).status, 201);
});

test("what the disk did not keep is no file, and comes again", { skip: process.platform !== "linux" }, async (t) => {
  const author = await person();
  const bytes = crypto.randomBytes(100_000);
  const { location } = (await begin(author, "안 써진 것.bin", bytes.length)).headers;
  assert.equal((await patch(author, location, 0, bytes.subarray(0, 1_000))).status, 204);
  const part = path.join(server.data, "files", "parts", location.slice("/files/".length));
  // As Linux does: the error is told once, and what was not written is forgotten.
  await faultOn(t, server, part, "fdatasync,fsync", "error=ENOSPC:when=1");
  assertRefused(await patch(author, location, 1_000, bytes.subarray(1_000)), 507, "STORE_FAILED");
  const asked = await head(author, location);
  assert.deepEqual([asked.headers["upload-offset"], asked.headers["upload-length"]], ["0", String(bytes.length)]);
  const done = await patch(author, location, 0, bytes);
  assert.equal(done.status, 201, done.body.toString());
  assert.ok((await get(author, done.json)).body.equals(bytes));
});

test("who comes back takes over from a connection that nobody told the server is dead", async () => {
  const author = await person();
  const bytes = crypto.randomBytes(200_000);
  const { headers: { location } } = await begin(author, "tot.bin", bytes.length);
  const dead = patch(author, location, 0, (asked) => asked.write(bytes.subarray(0, 50_000)), { headers: { "Content-Length": bytes.length } });
  await until(async () => (await head(author, location)).headers["upload-offset"] === "50000", "what it brought");
  const done = await patch(author, location, 50_000, bytes.subarray(50_000));
  assert.equal(done.status, 201, done.body.toString());
  assert.equal(done.json.sha256, sha256(bytes));
  assertRefused(await dead, 409, "CONFLICT");
});

test("an upload is taken back", async () => {
  const author = await person();
  const { headers } = await begin(author, "weg.bin", 100);
  await patch(author, headers.location, 0, Buffer.alloc(10));
  assert.equal((await request("DELETE", headers.location, { token: author.token })).status, 204);
  assert.equal((await head(author, headers.location)).status, 404);
  await until(() => !onDisk().includes(`parts/${headers.location.slice(7)}`), "nothing is left of it");
});

test("a file that nobody sent is taken back, and counts no longer", async () => {
  const small = await Server.start({ args: ["--quota", "1M"] });
  try {
    const at = small;
    const [author, other] = [await person("weg", small), await person("weg", small)];
    const bytes = crypto.randomBytes(MIB);
    const remove = (socket, file) => request("DELETE", `/files/${file._id}`, { token: socket.token, at });
    const first = await upload(author, "weg.bin", bytes, { at });
    assert.equal(first.status, 201, first.body.toString());
    assertRefused(await upload(author, "neu.bin", bytes, { at }), 413, "TOO_LARGE");
    assertRefused(await remove(other, first.json), 404, "NOT_FOUND");
    assert.equal((await remove(author, first.json)).status, 204);
    const again = await until(async () => {
      const answer = await upload(author, "neu.bin", bytes, { at });
      return answer.status === 201 && answer.json;
    }, "its place in the quota");
    good(await send(author, [again._id]));
    assertRefused(await remove(author, again), 409, "CONFLICT"); // a message has it
    assertRefused(await remove(author, { _id: nobody }), 404, "NOT_FOUND");
  } finally {
    await small.stop();
  }
});

test("a file whose bytes are gone is told to be gone", async () => {
  const author = await person();
  const bytes = crypto.randomBytes(1_000);
  const file = await uploaded(author, "fort.bin", bytes);
  fs.rmSync(path.join(server.data, "files", file.sha256.slice(0, 2), file.sha256));
  const answer = await get(author, file);
  assertRefused(answer, 404, "NOT_FOUND");
  assert.match(answer.json.error, /not on the server any more/);
  // Brought again, it is there again.
  await uploaded(author, "wieder.bin", bytes);
  assert.ok((await get(author, file)).body.equals(bytes));
});

test("who sends the bytes of a damaged file again mends it", async () => {
  const author = await person();
  const bytes = crypto.randomBytes(1_000);
  const file = await uploaded(author, "wurm.bin", bytes);
  fs.writeFileSync(path.join(server.data, "files", file.sha256.slice(0, 2), file.sha256), Buffer.alloc(1_000));
  await uploaded(author, "heil.bin", bytes);
  assert.ok((await get(author, file)).body.equals(bytes));
});

test("a person has eight transfers at a time", async () => {
  const author = await person();
  const held = await Promise.all(Array.from({ length: 8 }, async (_, i) => {
    const { headers: { location } } = await begin(author, `${i}.bin`, 100);
    const running = net.connect(server.port, "127.0.0.1");
    running.on("error", () => {});
    running.write(`PATCH ${location} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${author.token}\r\nUpload-Offset: 0\r\nContent-Length: 100\r\n\r\nx`);
    await until(async () => (await head(author, location)).headers["upload-offset"] === "1", "its first byte");
    return running;
  }));
  const ninth = await upload(author, "9.bin", Buffer.from("x"));
  assertRefused(ninth, 429, "SLOW_DOWN");
  assert.ok(Number(ninth.headers["retry-after"]) > 0);
  await uploaded(await person(), "anders.bin", Buffer.from("x"));
  held.pop().destroy();
  await until(async () => (await upload(author, "9.bin", Buffer.from("x"))).status === 201, "a place");
  for (const running of held) running.destroy();
});

test("names", async () => {
  const author = await person();
  const bad = ["../x", "a/b", "a\\b", "..", ".", "", " ", "CON", "con.txt", "NUL.tar.gz", "COM1", "lpt9.doc", "a\u0001b", "a\nb", "a\u202Egnp.exe",
    "\u3164", "\u115F", "\u2800", "\u200D", "\uE000", "a\u200Db", "\uFE0F.txt", "invoice.pdf\u3164\u3164\u3164.exe"];
  for (const name of bad) {
    assertRefused(await upload(author, name, Buffer.from("x")), 400, "BAD_REQUEST", "name");
  }
  assert.equal((await upload(author, "a\u0000b", Buffer.from("x"))).status, 400); // no target of a request
  assertRefused(await upload(author, "x".repeat(256), Buffer.from("x")), 413, "TOO_LARGE", "name");
  assertRefused(await upload(author, "가".repeat(86), Buffer.from("x")), 413, "TOO_LARGE", "name");
  const fine = [["가".repeat(85), undefined], ["a?b*c<d>.txt", "a_b_c_d_.txt"], ["x. .", "x"], ["\u1100\u1161.txt", "가.txt"], ["👩‍💻❤️.png", undefined],
    [".bashrc", undefined], ['q".txt', "q_.txt"]];
  for (const [name, stored = name] of fine) {
    const file = await uploaded(author, name, Buffer.from("x"));
    assert.equal(file.name, stored);
    const { headers } = await get(author, file);
    assert.doesNotMatch(headers["content-disposition"], /[^\x20-\x7e]/);
  }
  // As forms, URLSearchParams and Python's requests write it.
  const form = new URLSearchParams({ room: author.lobby, name: "주간 보고 1+1.pdf" });
  const file = await request("POST", `/files?${form}`, { token: author.token, body: Buffer.from("x") });
  assert.equal(file.json.name, "주간 보고 1+1.pdf");
});

test("who may not is told so, before anything is read", async () => {
  const author = await person();
  const stranger = await person();
  const file = await uploaded(author, "a", Buffer.from("a"));
  assertRefused(await request("POST", target(author, "a"), { body: Buffer.from("a") }), 401, "AUTH_REQUIRED");
  assertRefused(await request("GET", `/files/${file._id}`), 401, "AUTH_REQUIRED");
  assertRefused(await request("GET", `/files/${file._id}`, { token: "wrong" }), 401, "BAD_CREDENTIALS");
  assertRefused(await request("GET", `/files/${file._id}`, { headers: { Authorization: "Basic YTpi" } }), 401, "AUTH_REQUIRED");
  assertRefused(await request("POST", target(author, "a", nobody), { token: author.token, body: Buffer.from("a") }), 403, "NOT_MEMBER", "room");
  const { room } = good(await ask(author, "room:create", { name: unique("비밀"), kind: "private" }));
  assertRefused(await request("POST", target(author, "a", room._id), { token: stranger.token, body: Buffer.from("a") }), 403, "NOT_MEMBER", "room");
  const mine = await request("POST", target(author, "a", room._id), { token: author.token, body: Buffer.from("a") });
  assert.equal(mine.status, 201);
  good(await ask(author, "message:send", { cid: unique("f"), room: room._id, chat: "a", files: [mine.json._id] }));
  assertRefused(await get(stranger, mine.json), 404, "NOT_FOUND");
  assert.equal((await send(author, [mine.json._id])).code, "NOT_FOUND"); // of another room
  assert.equal((await send(stranger, [file._id])).code, "NOT_FOUND"); // somebody else's
  assert.deepEqual(good(await send(author, [file._id, file._id])).message.files, [file]); // once is enough
  assert.equal((await send(author, Array(11).fill(file._id))).code, "BAD_REQUEST");
  assertRefused(await get(author, nobody), 404, "NOT_FOUND");
  assertRefused(await get(author, "..%2f..%2fetc%2fpasswd"), 404, "NOT_FOUND");
  assertRefused(await request("POST", "/files?room=x", { token: author.token, body: Buffer.from("a") }), 400, "BAD_REQUEST", "name");
  assertRefused(await request("POST", "/files?name=x", { token: author.token, body: Buffer.from("a") }), 400, "BAD_REQUEST", "room");
  assertRefused(await request("PUT", `/files/${file._id}`, { token: author.token }), 405, "BAD_REQUEST");
  assertRefused(await request("POST", target(author, "a"), { token: author.token, headers: { "Transfer-Encoding": "chunked" }, body: Buffer.from("a") }),
    411, "BAD_REQUEST", "Content-Length");

  good(await ask(author, "session:leave", {}));
  assertRefused(await request("GET", `/files/${file._id}`, { token: author.token }), 401, "BAD_CREDENTIALS");
});

test("over TLS, and not in plain from elsewhere", async () => {
  const author = await person();
  const bytes = crypto.randomBytes(150_000);
  const answer = await new Promise((resolve, reject) => {
    const asked = https.request({ host: "127.0.0.1", port: server.port, method: "POST", path: target(author, "tls.bin"), rejectUnauthorized: false, agent: false,
      headers: { Authorization: `Bearer ${author.token}`, "Content-Length": bytes.length } }, (got) => {
      let text = "";
      got.on("data", (part) => (text += part));
      got.on("end", () => resolve({ status: got.statusCode, text }));
    });
    asked.on("error", reject);
    asked.end(bytes);
  });
  assert.equal(answer.status, 201, answer.text);
  assert.equal(JSON.parse(answer.text).sha256, sha256(bytes));

  const proxied = await Server.start({ args: ["--trusted-proxy", "127.0.0.1"] });
  const guest = await person("대리", proxied);
  const headers = { "X-Forwarded-For": "192.168.0.7" };
  assertRefused(await upload(guest, "a", Buffer.from("a"), { at: proxied, headers }), 403, "AUTH_REQUIRED");
  headers["X-Forwarded-Proto"] = "https";
  assert.equal((await upload(guest, "a", Buffer.from("a"), { at: proxied, headers })).status, 201);
  await proxied.stop();
});

test("what was deleted is nobody's any more", async () => {
  const [author, reader] = [await person(), await person()];
  const file = await uploaded(author, "weg.txt", Buffer.from(unique("weg")));
  const { message } = good(await send(author, [file._id]));
  assert.equal((await get(reader, file)).status, 200);
  const { message: gone } = good(await ask(author, "message:delete", { room: author.lobby, message: message._id }));
  assert.equal(gone.files, undefined);
  assertRefused(await get(reader, file), 404, "NOT_FOUND");
});

// A head over a bare socket, and what comes back until the other side ends or `enough` matches.
function raw(text, enough, at = server) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(at.port, "127.0.0.1", () => socket.write(text));
    let heard = "";
    socket.on("data", (bytes) => {
      heard += bytes.toString("latin1");
      if (enough?.test(heard)) {
        socket.destroy();
        resolve(heard);
      }
    });
    socket.on("end", () => resolve(heard));
    socket.on("error", reject);
  });
}

test("limits are said before the upload", async () => {
  const small = await Server.start({ args: ["--max-file", "1M", "--quota", "2M"] });
  try {
    const author = await person("한도", small);
    const hello = author.events.find(([name]) => name === "server:hello")[1];
    assert.deepEqual([hello.limits.maxFileBytes, hello.limits.quotaBytes], [MIB, 2 * MIB]);
    assert.equal(author.joined.limits.maxFileBytes, MIB);
    assert.ok(hello.features.includes("files"));
    const ask100 = (bytes, name = "a") =>
      raw(`POST ${target(author, name)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${author.token}\r\nContent-Length: ${bytes}\r\n` +
        "Expect: 100-continue\r\n\r\n", /\r\n\r\n/, small);
    const refused = await ask100(MIB + 1);
    assert.match(refused, /^HTTP\/1\.1 413 /); // no 100 before it
    assert.match(refused, /"limit":1048576/);
    assert.match(await ask100(MIB), /^HTTP\/1\.1 100 Continue\r\n\r\n/);
    // That one was cut in the middle: nothing of it is left, and nothing counts.
    await until(() => onDisk(small).length === 0, () => onDisk(small).join());
    for (const name of ["a", "b"]) {
      const answer = await upload(author, name, crypto.randomBytes(MIB), { at: small });
      assert.equal(answer.status, 201, answer.body.toString());
    }
    const full = await upload(author, "c", Buffer.from("x"), { at: small });
    assertRefused(full, 413, "TOO_LARGE");
    assert.equal(full.json.limit, 2 * MIB);
    assertRefused(await begin(author, "c", 1, { at: small }), 413, "TOO_LARGE");
    assertRefused(await begin(author, "c", 5 * MIB, { at: small }), 413, "TOO_LARGE");
    assertRefused(await begin(author, "c", "1e3", { at: small }), 400, "BAD_REQUEST", "Upload-Length");
    const other = await person("한도", small); // everybody has a quota
    assert.equal((await upload(other, "c", Buffer.from("x"), { at: small })).status, 201);
  } finally {
    await small.stop();
  }
});

test("a body that ends too early leaves nothing, or goes on", async () => {
  const author = await person();
  const headOf = (line, bytes, more = "") =>
    `${line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${author.token}\r\nContent-Length: ${bytes}\r\n${more}\r\n`;
  const cut = (text) => new Promise((resolve) => {
    const socket = net.connect(server.port, "127.0.0.1", () => socket.end(text));
    socket.on("close", resolve);
    socket.on("error", () => {});
    socket.resume();
  });
  const filesBefore = onDisk();
  await cut(headOf(`POST ${target(author, "kurz")}`, 1_000) + "abc");
  await until(() => JSON.stringify(onDisk()) === JSON.stringify(filesBefore), () => onDisk().join());

  const { headers } = await begin(author, "kurz", 1_000);
  const broken = net.connect(server.port, "127.0.0.1");
  broken.write(headOf(`PATCH ${headers.location}`, 1_000, "Upload-Offset: 0\r\n") + "abc");
  await until(async () => (await head(author, headers.location)).headers["upload-offset"] === "3", "three bytes");
  broken.destroy();
  const rest = await patch(author, headers.location, 3, Buffer.alloc(997, "d"));
  assert.equal(rest.status, 201, rest.body.toString());
  assert.equal(rest.json.sha256, sha256(Buffer.from("abc" + "d".repeat(997))));

  // More than was declared is the next request, and none that can be read.
  const heard = await raw(headOf(`POST ${target(author, "lang")}`, 3) + "abc123\r\n\r\n");
  assert.match(heard, /^HTTP\/1\.1 201 /);
  assert.match(heard, /HTTP\/1\.1 400 /);
});

test("kill -9 in the middle of an upload: nothing half has a name, and the client goes on", async () => {
  const mortal = await Server.start();
  const author = await person("불사", mortal);
  const bytes = crypto.randomBytes(24 * MIB);
  const { headers: { location } } = await begin(author, "groß.bin", bytes.length, { at: mortal });
  const half = 10 * MIB;
  const broken = patch(author, location, 0, (asked) => asked.write(bytes.subarray(0, half)), { at: mortal, headers: { "Content-Length": bytes.length } })
    .then(() => assert.fail("it was answered"), () => {});
  // And one that nobody can go on with.
  const lost = upload(author, "verloren", (asked) => asked.write(Buffer.alloc(MIB)), { at: mortal, headers: { "Content-Length": 2 * MIB } })
    .then(() => assert.fail("it was answered"), () => {});
  await until(async () => Number((await head(author, location, mortal)).headers["upload-offset"]) === half, "half of it");
  await until(() => onDisk(mortal).length === 2, () => onDisk(mortal).join());
  await mortal.kill9();
  await Promise.all([broken, lost]);
  assert.ok(onDisk(mortal).every((name) => name.startsWith("parts/")), onDisk(mortal).join());

  const again = await mortal.restart();
  const offset = Number((await head(author, location, again)).headers["upload-offset"]);
  assert.equal(offset, half);
  const done = await patch(author, location, offset, bytes.subarray(offset), { at: again });
  assert.equal(done.status, 201, done.body.toString());
  assert.equal(done.json.sha256, sha256(bytes));
  const back = await request("GET", location, { token: author.token, at: again });
  assert.equal(sha256(back.body), sha256(bytes));
  await again.stop();
});

test("what a killed server left is swept, and a folder of another database is not touched", async () => {
  const first = await Server.start();
  const author = await person("쓸기", first);
  const file = (await upload(author, "bleibt", Buffer.from("bleibt"), { at: first })).json;
  await first.stop();
  const stray = sha256(Buffer.from("stray"));
  const folder = path.join(first.data, "files");
  fs.mkdirSync(path.join(folder, stray.slice(0, 2)), { recursive: true });
  fs.writeFileSync(path.join(folder, stray.slice(0, 2), stray), "stray");
  fs.writeFileSync(path.join(folder, "parts", nobody), "half");
  const second = await first.restart();
  const kept = `${file.sha256.slice(0, 2)}/${file.sha256}`;
  await until(() => JSON.stringify(onDisk(second)) === JSON.stringify([kept]), () => onDisk(second).join());
  await second.stop();

  const other = await Server.start({ data: first.data, args: ["--db", `sqlite:${path.join(first.data, "other.db")}`] });
  await until(() => /belongs to another database/.test(other.stderr), () => other.stderr);
  const guest = await person("남", other);
  assert.equal(guest.joined.limits.maxFileBytes, undefined);
  assertRefused(await upload(guest, "x", Buffer.from("x"), { at: other }), 403, "FORBIDDEN"); // else it waits for ever
  await other.stop();
  assert.deepEqual(onDisk(first), [kept]);
});

test("in a folder of another database nothing is given, goes on or is deleted", async () => {
  const bytes = Buffer.from("in beiden");
  const first = await Server.start();
  await upload(await person("하나", first), "a", bytes, { at: first });
  await first.stop();
  const second = await Server.start();
  const author = await person("둘", second);
  const file = (await upload(author, "b", bytes, { at: second })).json;
  const { headers: { location } } = await begin(author, "c", 10, { at: second });
  await second.stop();

  const kept = onDisk(first);
  const wrong = await Server.start({ data: first.data, args: ["--db", `sqlite:${path.join(second.data, "maru.db")}`] });
  await until(() => /belongs to another database/.test(wrong.stderr), () => wrong.stderr);
  const asked = (method, where) => request(method, where, { token: author.token, at: wrong });
  assert.equal((await asked("DELETE", `/files/${file._id}`)).status, 204); // its owner does not want it, wherever it lies
  assertRefused(await asked("GET", `/files/${file._id}`), 403, "FORBIDDEN");
  assert.equal((await asked("HEAD", `/files/${file._id}`)).status, 403);
  assertRefused(await patch(author, location, 0, Buffer.from("x"), { at: wrong }), 403, "FORBIDDEN"); // else it waits for ever
  assert.equal((await asked("HEAD", location)).status, 403);
  assert.equal((await asked("DELETE", location)).status, 204);
  await wrong.stop();
  assert.deepEqual(onDisk(first), kept);

  const right = await second.restart();
  await until(() => onDisk(right).length === 0, () => onDisk(right).join());
  await right.stop();
});

test("the commands of docs/protocol.md work as printed", async () => {
  const page = fs.readFileSync(path.join(__dirname, "..", "..", "docs", "protocol.md"), "utf8");
  const script = /```sh\n([^`]*\/files\?room=[^`]*)```/.exec(page)[1];
  const author = await person();
  const folder = newFolder("curl");
  const bytes = crypto.randomBytes(300_000);
  fs.writeFileSync(path.join(folder, "report.pdf"), bytes);
  const ran = spawnSync("bash", ["-euo", "pipefail", "-c", script],
    { cwd: folder, encoding: "utf8", env: { ...process.env, SERVER: server.url, TOKEN: author.token, ROOM: author.lobby } });
  assert.equal(ran.status, 0, ran.stdout + ran.stderr);
  for (const name of ["file.json", "again.json"]) {
    assert.equal(JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")).sha256, sha256(bytes), name);
  }
  assert.ok(fs.readFileSync(path.join(folder, "copy.pdf")).equals(bytes));
});

const rssKib = (at) => Number(/^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${at.process.pid}/status`, "utf8"))[1]);

test("memory stays flat while hundreds of megabytes go up and down", { skip: process.platform !== "linux" }, async () => {
  const total = Number(process.env.MARU_FILE_MIB ?? 200) * MIB;
  const author = await person();
  const warm = await uploaded(author, "warm", crypto.randomBytes(4 * MIB)); // what is allocated once
  await get(author, warm);
  const base = rssKib(server);
  let most = base;
  const watch = setInterval(() => (most = Math.max(most, rssKib(server))), 20);
  const block = crypto.randomBytes(MIB);
  const hash = crypto.createHash("sha256");
  const answer = await upload(author, "groß.bin", async (asked) => {
    for (let sent = 0; sent < total; sent += block.length) {
      block.writeUInt32LE(sent / MIB, 0);
      const part = Buffer.from(block);
      hash.update(part);
      if (!asked.write(part)) await new Promise((resolve) => asked.once("drain", resolve));
    }
    asked.end();
  }, { headers: { "Content-Length": total } });
  assert.equal(answer.status, 201, answer.body.toString());
  const digest = hash.digest("hex");
  assert.equal(answer.json.sha256, digest);
  const upMost = most;

  const back = crypto.createHash("sha256");
  await new Promise((resolve, reject) => {
    http.get({ host: "127.0.0.1", port: server.port, path: `/files/${answer.json._id}`, headers: { Authorization: `Bearer ${author.token}` }, agent: false },
      (body) => {
        body.on("data", (part) => back.update(part));
        body.on("end", resolve);
        body.on("error", reject);
      }).on("error", reject);
  });
  clearInterval(watch);
  assert.equal(back.digest("hex"), digest);
  if (process.env.MARU_FILE_MIB) console.log(`RSS: ${base} KiB before, at most +${upMost - base} KiB up, +${most - base} KiB up and down`);
  // A sanitizer keeps what was freed.
  const isSanitized = /lib[at]san/.test(fs.readFileSync(`/proc/${server.process.pid}/maps`, "utf8"));
  if (!isSanitized) assert.ok(most - base <= 8 * 1024, `+${most - base} KiB`);
});
