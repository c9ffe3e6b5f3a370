// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// `maru-server room list|code|archive` (docs/protocol.md §8), with a running server and without one.

const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server, newFolder, run } = require("./support/server");
const { closeAll, nativeClient, newSocket, seedClient, until } = require("./support/client");

after(closeAll);
const codeIn = (output) => /class code ([A-HJ-NP-Z2-9]{6})/.exec(output)?.[1];

async function refusedAt(url, options) {
  const socket = newSocket(url, options);
  socket.connect();
  await until(() => socket.errors.length > 0, "CONNECT_ERROR");
  socket.disconnect();
  return socket.errors[0].data?.code;
}

test("without a server: a code is given, rotated and closed, a room archived and opened again", () => {
  const data = newFolder();
  const room = (...words) => run(["room", ...words, "--data", data]);
  assert.equal(room("add", "math").code, 0);
  const first = codeIn(room("code", "math").stdout);
  const second = codeIn(room("code", "math").stdout);
  assert.ok(first && second && first !== second);
  assert.equal(codeIn(room("code", "math", "--close").stdout), undefined);
  assert.match(room("archive", "math").stdout, /archived +yes/);
  assert.match(room("list").stdout, /math \(archived\)/);
  assert.equal(room("archive", "math", "--undo").code, 0);
  assert.doesNotMatch(room("list").stdout, /archived/);
  for (const [words, code] of [[["code", "nowhere"], 1], [["archive", "lobby"], 1], [["code", "lobby"], 1], [["code"], 2], [["archive", "a", "b"], 2],
    [["code", "math", "--undo"], 2], [["burn", "math"], 2], [["archive", "a/b"], 2]]) {
    const refused = room(...words);
    assert.equal(refused.code, code, words.join(" ") + refused.stderr);
    assert.match(refused.stderr, /maru-server: /);
  }
});

test("the running server tells its members, and namespaces follow at once", async () => {
  const server = await Server.start();
  const room = (...words) => run(["room", ...words, "--data", server.data]);
  try {
    assert.equal(room("add", "math").code, 0);
    await seedClient(`${server.url}/math`, "kim"); // the server knows the room from here on
    const member = await nativeClient(`${server.url}/math`, "lee");
    const code = codeIn(room("code", "math").stdout);
    assert.equal(await refusedAt(`${server.url}/math`), "BAD_CLASS_CODE");
    await seedClient(server.url, "park", { classCode: code });
    assert.equal(room("archive", "math").code, 0);
    await until(() => member.events.some(([name, it]) => name === "room:changed" && it.archived), "room:changed");
    assert.equal(await refusedAt(server.url, { classCode: code }), "FORBIDDEN");
  } finally {
    closeAll();
    await server.stop();
  }
});
