// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Real maru windows on a Wayland compositor: they take Korean text, dialogs, menus and lists have their places above them, a
// click on a launcher or on a notification brings the window of a running Maru forward, and a window is as large as it was.

const { test, after } = require("node:test");
const assert = require("node:assert/strict");
const { ask, closeAll, hears, nativeClient, until } = require("./support/client");
const { Wayland, MS } = require("./support/wayland");

after(() => {
  closeAll();
  setTimeout(() => process.exit(1), 5_000).unref(); // a child that is left over must not hold the test
});

test("on Wayland: text, dialogs, lists, a later start, and the size of the window", async () => {
  const { Server } = require("./support/server");
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const screen = await Wayland.start();
  try {
    const witness = await nativeClient(server.url, "박철수");
    const home = screen.home();
    const kim = screen.maru(home, ["--server", server.url, "--name", "김민수"]);
    const main = await screen.window(kim, /lobby/);
    screen.tool("wtype", "안녕하세요, 회의 자료를 올렸습니다.");
    screen.tool("wtype", "-k", "Return");
    await hears(witness, "안녕하세요, 회의 자료를 올렸습니다.", MS);

    // What pops up needs a parent and a place there: the list of names, and the menu of a message.
    screen.tool("wtype", "@박");
    screen.tool("wtype", "-k", "Tab");
    screen.tool("wtype", "네, 봤습니다.");
    screen.tool("wtype", "-k", "Return");
    await hears(witness, "@박철수 네, 봤습니다.", MS);
    const { rect: place } = screen.find(kim, /lobby/);
    await screen.order(`right ${place.x + 400} ${place.y + place.height - 118}`); // the last message
    screen.tool("wtype", "-k", "Down", "-k", "Return"); // "reply"
    screen.tool("wtype", "답장입니다.");
    screen.tool("wtype", "-k", "Return");
    await hears(witness, "답장입니다.", MS);
    const { replyTo } = witness.messages.find(({ chat }) => chat === "답장입니다.");
    assert.equal(replyTo?.chat, "@박철수 네, 봤습니다.");

    screen.tool("wtype", "-M", "ctrl", "-k", "comma", "-m", "ctrl");
    const settings = await screen.window(kim, /설정/);
    assert.ok(settings.rect.x > main.rect.x && settings.rect.x + settings.rect.width < main.rect.x + main.rect.width, "it stands above its window");
    screen.tool("wtype", "-k", "Escape");
    await until(() => !screen.find(kim, /설정/), "the end of the dialog", MS);

    const other = screen.maru(screen.home());
    await screen.window(other, /참여하기/);
    await until(() => screen.find(other, /참여하기/).isActive, "the other one in front", MS);
    const token = await screen.order("token");
    const later = screen.maru(home, [], { XDG_ACTIVATION_TOKEN: token });
    await until(() => later.ended, "the end of a later start", MS);
    assert.equal(later.ended.code, 0, later.errors);
    await until(() => screen.find(kim, /lobby/).isActive, () => `the first one in front ${JSON.stringify(screen.windows())}`, MS);

    screen.tool("swaymsg", `[con_id=${main.id}]`, "resize", "set", "900", "600");
    await until(() => screen.find(kim, /lobby/).rect.width === 900, "the other size", MS);
    const { rect } = screen.find(kim, /lobby/);
    screen.tool("wtype", "-M", "ctrl", "q", "-m", "ctrl");
    await until(() => kim.ended, "the end of maru", MS);
    assert.equal(kim.ended.code, 0, kim.errors);
    const again = screen.maru(home);
    await screen.window(again, /lobby/);
    await until(() => screen.find(again, /lobby/).rect.width === rect.width, () => `the size ${JSON.stringify(screen.windows())}`, MS);
  } finally {
    await screen.close();
    closeAll();
    await server.stop();
  }
});

test("on Wayland: a click on a notification brings its window forward, by the token of the click", async () => {
  const { Server } = require("./support/server");
  const server = await Server.start({ args: ["--listen", "127.0.0.1"] });
  const screen = await Wayland.start();
  try {
    const service = await (await screen.bus()).scripted();
    const shown = (body) => until(() => service.events().find((event) => event.shown && event.body === body), () => `a notification of ${body}: ${service.lines} ${JSON.stringify(screen.windows())}`, MS);
    const witness = await nativeClient(server.url, "박철수");
    const kim = screen.maru(screen.home(), ["--server", server.url, "--name", "김민수"], { WAYLAND_DEBUG: "client" });
    await screen.window(kim, /lobby/);
    screen.tool("wtype", "여기 있습니다.");
    screen.tool("wtype", "-k", "Return");
    await hears(witness, "여기 있습니다.", MS);
    const other = screen.maru(screen.home());
    await screen.window(other, /참여하기/);
    const isInFront = (child, title) => until(() => screen.find(child, title).isActive, () => `${title} in front ${JSON.stringify(screen.windows())}`, MS);
    await isInFront(other, /참여하기/);

    const say = async (chat) => assert.equal((await ask(witness, "message:send", { cid: `c${chat.length}`, room: witness.lobby, chat })).ok, true);
    for (const [text, token] of [["@김민수 오세요", await screen.order("token")], ["@김민수 한 번 더", await screen.order("token")]]) {
      screen.tool("swaymsg", `[con_id=${screen.find(other, /참여하기/).id}]`, "focus");
      await isInFront(other, /참여하기/);
      await say(text);
      service.order(`click ${(await shown(text)).shown} ${token}`);
      await isInFront(kim, /lobby/);
      // Not by a token that it asked for itself: other compositors give none to a window that was not clicked.
      await until(() => kim.errors.includes(`.activate("${token}"`), () => `the token ${token} in ${kim.errors.split("\n").filter((line) => line.includes("activat"))}`, MS);
    }
  } finally {
    await screen.close();
    closeAll();
    await server.stop();
  }
});
