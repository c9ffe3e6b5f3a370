// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";
require("./support/watchdog");

// The first start, without any flag: what stands on the console, and the page at / in a real browser, on a desk and on a phone, by
// day and by night. The QR code is read back from the picture. MARU_SCREENSHOTS=FOLDER keeps the pictures.

const { execFileSync, spawnSync } = require("node:child_process");
const { X509Certificate } = require("node:crypto");
const fs = require("node:fs");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");
const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { Server, newFolder } = require("./support/server");
const { closeBrowser, openBrowser, openPage } = require("./support/browser");

let server;
let home;
let browser;

function freePort() {
  return new Promise((resolve) => {
    const socket = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

before(async () => {
  home = newFolder("home");
  server = new Server({ flags: [], env: { HOME: home, PORT: String(await freePort()) } }); // 5000 may be somebody else's here
  await server.listening();
});
after(async () => {
  if (browser) await closeBrowser(browser);
  if (server.isRunning) await server.stop();
});

const fingerprint = () => new X509Certificate(fs.readFileSync(path.join(home, ".local/state/maru/tls-cert.pem"))).fingerprint256;
const lanAddress = () => Object.values(os.networkInterfaces()).flat().find(({ family, internal }) => family === "IPv4" && !internal)?.address;

test("the console names the server, its addresses, its fingerprint and where the data is", () => {
  // The owner code stands below them as soon as it is stored: before this looks, or after.
  const said = server.stdout.trim().split("\n").filter((line) => !line.startsWith("Owner code: "));
  assert.equal(said[0], `maru-server listening on http://127.0.0.1:${server.port}`);
  assert.match(said[1], new RegExp(`^Name: ${os.hostname()} \\(maru-server \\d+\\.\\d+\\.\\d+\\)$`));
  assert.equal(said[2], `Data: ${home}/.local/state/maru`);
  const address = lanAddress();
  if (address) assert.ok(said[3].startsWith("Others join") && said[3].includes(`http://${address}:${server.port}`), said[3]);
  assert.equal(said[4], `Certificate: SHA-256 ${fingerprint()}`);
  assert.match(said[5], /^In words: ([a-z]+ ){9}[a-z]+$/);
  assert.equal(said.length, 6);
});

test("a second server on the port: exit code 4 and one line", async () => {
  const second = new Server({ flags: [], env: { HOME: newFolder("home"), PORT: String(server.port) } });
  const { code } = await second.ended;
  assert.equal(code, 4);
  assert.equal(second.stdout, "");
  assert.equal(second.stderr, `maru-server: Port ${server.port} is in use by another program. Stop it, or choose another port with --port.\n`);
});

for (const [device, viewport] of [
  ["desk", { width: 1280, height: 900 }],
  ["phone", { width: 360, height: 780, deviceScaleFactor: 2, isMobile: true, hasTouch: true }],
]) {
  for (const colours of ["light", "dark"]) {
    test(`the page in Chromium: ${device}, ${colours}`, async () => {
      browser ??= await openBrowser();
      const complaints = [];
      const page = await openPage(browser, server.url, {
        prepare: async (opened) => {
          opened.on("console", (message) => complaints.push(message.text()));
          await opened.setViewport(viewport);
          await opened.emulateMediaFeatures([{ name: "prefers-color-scheme", value: colours }]);
        },
      });
      const seen = await page.evaluate(() => ({
        text: document.body.innerText,
        link: document.querySelector("a").href,
        scripts: document.scripts.length,
        logoPx: document.querySelector("header img").naturalWidth, // 0: it did not come
        isStyled: getComputedStyle(document.querySelector("h1")).lineHeight !== "normal",
        width: document.documentElement.scrollWidth,
        ink: getComputedStyle(document.body).color,
      }));
      assert.deepEqual(complaints, [], "nothing that is missing or that the policy forbids");
      assert.deepEqual(browser.faults, []);
      assert.ok(seen.isStyled, "the policy lets its own style in");
      assert.equal(seen.scripts, 0);
      assert.ok(seen.logoPx > 0, "the icon is drawn");
      assert.equal(seen.ink, colours === "dark" ? "rgb(255, 255, 255)" : "rgb(0, 0, 0)");
      assert.ok(seen.width <= viewport.width, `${seen.width} px wide`);

      const shown = `${lanAddress() ?? "127.0.0.1"}:${server.port}`;
      for (const words of [os.hostname(), shown, "들어오는 방법", "How to join", "서버 주소", "Server address", fingerprint(), "설치 파일", "installer"]) {
        assert.ok(seen.text.includes(words), `${words} in ${seen.text}`);
      }
      assert.equal(seen.link, `maru://${shown}#${fingerprint().replaceAll(":", "").toLowerCase()}`);

      const folder = process.env.MARU_SCREENSHOTS ?? newFolder("pictures");
      const picture = path.join(folder, `page-${device}-${colours}.png`);
      await page.screenshot({ path: picture, fullPage: true });
      const read = spawnSync("zbarimg", ["-q", "--raw", picture], { encoding: "utf8" });
      assert.equal(read.stdout.trim(), `http://${shown}/`, read.stderr);
      await page.close();
    });
  }
}

for (const target of ["/icon.svg", "/favicon.ico"]) {
  test(`${target} is the icon of the resources`, async () => {
    const answer = await fetch(new URL(target, server.url));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "image/svg+xml");
    assert.equal(answer.headers.get("cache-control"), "public, max-age=86400");
    assert.equal(await answer.text(), fs.readFileSync(path.join(__dirname, "../../resources/icons/maru.svg"), "utf8"));
    const head = await fetch(new URL(target, server.url), { method: "HEAD" });
    assert.deepEqual([head.status, await head.text()], [200, ""]);
    assert.equal(head.headers.get("content-length"), answer.headers.get("content-length"));
  });
}

test("who came by another address is shown that one", () => {
  const page = execFileSync("curl", ["-s", "-H", "Host: class-pc.local:5000", server.url], { encoding: "utf8" });
  assert.ok(page.includes("<code>class-pc.local:5000</code>"));
});
