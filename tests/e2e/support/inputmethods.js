// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Debian's own input methods on a desktop of ours, each on a session bus of its own, and what a person presses for Hangul.

const fs = require("node:fs");
const path = require("node:path");
const { until } = require("./client");

const START_MS = 30_000;
const accessibilityService = "/usr/share/dbus-1/services/org.a11y.Bus.service";

// The keys of the two-set layout, in the order of Unicode's syllables.
const initials = "r R s e E f a q Q t T d w W c z x v g".split(" ");
const vowels = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split(" ");
const finals = " r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split(" ");

// What is pressed on a US keyboard for a text of syllables and spaces.
function twoSetKeys(text) {
  const keys = (syllable) => {
    const at = syllable.codePointAt(0) - 0xac00;
    if (at < 0 || at >= 19 * 21 * 28) return syllable;
    return initials[Math.floor(at / 588)] + vowels[Math.floor((at % 588) / 28)] + finals[at % 28];
  };
  return [...text].map(keys).join("");
}

// A session bus for the desktop; everything that is started there from now on is on it. Of what may start by itself only what
// screen readers need does: the wallet of a KDE that is installed would open a window, which takes the keys.
async function startBus(desktop) {
  const services = path.join(desktop.scratch, "services");
  fs.mkdirSync(services);
  if (fs.existsSync(accessibilityService)) fs.copyFileSync(accessibilityService, path.join(services, path.basename(accessibilityService)));
  const config = path.join(desktop.scratch, "bus.conf");
  fs.writeFileSync(config, `<busconfig><type>session</type><listen>unix:dir=${desktop.scratch}</listen><servicedir>${services}</servicedir>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
<limit name="max_replies_per_connection">50000</limit></busconfig>\n`); // as on every desktop; else fast keys are refused, 128 on their way
  const bus = desktop.launch("dbus-daemon", [`--config-file=${config}`, "--nofork", "--nopidfile", "--print-address=3"], desktop.env, ["ignore", "ignore", "pipe", "pipe"]);
  let address = "";
  bus.stdio[3].on("data", (bytes) => (address += bytes));
  await until(() => address.endsWith("\n"), () => `the session bus: ${bus.errors}`, START_MS);
  desktop.env.DBUS_SESSION_BUS_ADDRESS = address.trim();
}

// The home that the input method and the person in the window share.
function makeHome(desktop, files) {
  const home = fs.mkdtempSync(path.join(desktop.scratch, "home-"));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(home, ".config", name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  Object.assign(desktop.env, { HOME: home, XDG_CONFIG_HOME: path.join(home, ".config"), XDG_DATA_HOME: path.join(home, ".local") });
  return home;
}

const owned = (desktop, name) =>
  desktop.tool("dbus-send", ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", `string:${name}`])
    .stdout.includes("true");

async function startIbus(desktop) {
  await startBus(desktop);
  const home = makeHome(desktop, {
    "glib-2.0/settings/keyfile": "[org/freedesktop/ibus/engine/hangul]\ninitial-input-mode='hangul'\n",
  });
  Object.assign(desktop.env, { QT_IM_MODULE: "ibus", GSETTINGS_BACKEND: "keyfile" });
  const daemon = desktop.launch("ibus-daemon", ["--replace", "--panel", "disable", "--emoji-extension", "disable"]);
  const engine = () => {
    if (daemon.ended) throw new Error(`ibus-daemon ended: ${daemon.errors}`);
    desktop.tool("ibus", ["engine", "hangul"]);
    return desktop.tool("ibus", ["engine"]).stdout.trim() === "hangul";
  };
  await until(engine, () => `ibus-hangul: ${daemon.errors}`, START_MS);
  return home;
}

async function startFcitx(desktop) {
  await startBus(desktop);
  const home = makeHome(desktop, {
    "fcitx5/profile": [
      "[Groups/0]", "Name=Default", "Default Layout=us", "DefaultIM=hangul", "",
      "[Groups/0/Items/0]", "Name=hangul", "Layout=", "",
      "[GroupOrder]", "0=Default", "",
    ].join("\n"),
  });
  Object.assign(desktop.env, { QT_IM_MODULE: "fcitx" });
  const addons = "dbus,dbusfrontend,hangul,keyboard,xcb";
  const daemon = desktop.launch("fcitx5", ["--disable", "all", "--enable", addons]);
  const ready = () => {
    if (daemon.ended) throw new Error(`fcitx5 ended: ${daemon.errors}`);
    return owned(desktop, "org.fcitx.Fcitx5");
  };
  await until(ready, () => `fcitx5: ${daemon.errors}`, START_MS);
  return home;
}

module.exports = { startBus, startFcitx, startIbus, twoSetKeys };
