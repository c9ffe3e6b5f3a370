// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Not a test: node livepicture.js FOLDER draws two real windows in which people talk (live.png) and one of them large
// (conversation.png). tools/screenshots starts it.

const path = require("node:path");
const { ask, closeAll, nativeClient, until } = require("./client");
const { Desktop } = require("./desktop");
const { Server } = require("./server");

const folder = process.argv[2];
const KIM_SAYS = "네, 3시에 회의실에서 뵐게요";
const settled = () => new Promise((resolve) => setTimeout(resolve, 2_500)); // drawn, and the read marks have come

let cids = 0;
async function good(socket, event, data) {
  const reply = await ask(socket, event, data);
  if (!reply.ok) throw new Error(`${event}: ${JSON.stringify(reply)}`);
  return reply;
}
const say = async (socket, room, chat, replyTo) => {
  const sent = await good(socket, "message:send", { cid: `picture-${++cids}`, room, chat, ...(replyTo && { replyTo }) });
  return sent.message._id;
};

async function rooms(lee, park) {
  const make = async (socket, name, kind, topic) => (await good(socket, "room:create", { name, kind, topic })).room._id;
  return {
    plan: await make(lee, "4분기 계획", "private", "예산과 일정"),
    design: await make(lee, "디자인", "public", "시안과 의견"),
    news: await make(park, "공지", "announcement", "모두가 읽는 소식"),
  };
}

// Presses Return again while what was typed has not come.
async function type(desktop, child, text, watcher) {
  const has = () => watcher.messages.some((message) => message.chat === text);
  desktop.say(child, text);
  for (let i = 0; i < 10 && !has(); ++i) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (!has()) desktop.tool("xdotool", ["key", "Return"]);
  }
  await until(has, `“${text}” of a window`);
}

// Until the title says that the room is shown.
async function enter(desktop, child, name) {
  await until(() => {
    if (desktop.tool("xdotool", ["getwindowname", child.window]).stdout.includes(name)) return true;
    desktop.tool("xdotool", ["windowactivate", "--sync", child.window, "key", "alt+Down"]);
    return false;
  }, `the room ${name}`, 20_000);
}

async function talk(desktop, kim, alex, people, ids) {
  const { lee, park } = people;
  const draft = await say(lee, ids.plan, "**4분기 계획** 초안입니다. 검토할 것:\n- 예산표 2쪽\n- 일정: 12월 *첫째 주*까지\n- 자료: https://intra.example/q4");
  await good(lee, "message:react", { room: ids.plan, message: draft, emoji: "🎉", on: true });
  await good(park, "message:react", { room: ids.plan, message: draft, emoji: "👍", on: true });
  await say(park, ids.plan, "예산표는 제가 볼게요.", draft);
  await type(desktop, alex, "Thanks! I will run `make report` tonight", lee);
  await type(desktop, kim, KIM_SAYS, lee);
  await say(park, ids.plan, "배포는 이 명령 하나면 됩니다.\n```\nmaru-server backup /srv/maru.tar\n```");
  await say(lee, ids.plan, "@김민수 @Alex 일정 확인 부탁드려요 🙏");
  await say(lee, ids.design, "새 시안 올렸습니다");
  await say(park, ids.news, "금요일 오후에 서버를 점검합니다");
  await say(lee, ids.direct, "점심 같이 드실래요?");
}

function part(desktop, child, name) {
  const file = path.join(folder, name);
  const taken = desktop.tool("import", ["-window", child.window, file]);
  if (taken.status !== 0) throw new Error(`import: ${taken.stderr}`);
  return file;
}

async function main() {
  const named = process.getuid?.() === 0 ? ["unshare", "--uts", "sh", "-c", 'hostname hanbit; exec "$@"', "sh"] : [];
  const server = await Server.start({ args: ["--listen", "127.0.0.1"], wrapper: named });
  const desktop = await Desktop.start(KIM_SAYS, "1920x840");
  try {
    const people = { lee: await nativeClient(server.url, "이영희"), park: await nativeClient(server.url, "박철수") };
    const ids = await rooms(people.lee, people.park);
    const kim = await desktop.openMaru("김민수", server.url, { width: 950, height: 700 });
    const alex = await desktop.openMaru("Alex", server.url, { x: 960, width: 950, height: 700, language: "en", theme: "dark" });
    const users = await until(async () => {
      const list = (await good(people.lee, "user:list", {})).users.filter((user) => user.userName !== "이영희");
      return list.length >= 3 && list;
    }, "everybody");
    const invited = (names) => users.filter((user) => names.includes(user.userName)).map((user) => user._id);
    await good(people.lee, "room:invite", { room: ids.plan, users: invited(["김민수", "Alex", "박철수"]) });
    await good(people.lee, "room:invite", { room: ids.design, users: invited(["김민수", "Alex", "박철수"]) });
    await good(people.park, "room:invite", { room: ids.news, users: invited(["김민수", "Alex"]) });
    ids.direct = (await good(people.lee, "room:direct", { user: invited(["김민수"])[0] })).room._id;
    await enter(desktop, alex, "4분기");
    await enter(desktop, kim, "4분기");
    await talk(desktop, kim, alex, people, ids);
    await settled();
    const pair = [part(desktop, kim, "live-left.png"), part(desktop, alex, "live-right.png")];
    desktop.tool("convert", [...pair, "+append", path.join(folder, "live.png")]);
    pair.forEach((file) => require("node:fs").rmSync(file));
    desktop.tool("xdotool", ["windowactivate", "--sync", kim.window, "windowsize", "--sync", kim.window, "1280", "780"]);
    await settled();
    part(desktop, kim, "conversation.png");
  } finally {
    await desktop.close();
    closeAll();
    await server.stop();
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(`screenshots: ${error.message}`);
    process.exit(1);
  },
);
