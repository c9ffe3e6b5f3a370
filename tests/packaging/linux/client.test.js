// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// maru-client.deb in a clean Debian 12, with what it depends on and nothing of what it recommends.

const { test, before, after } = require("node:test");
const assert = require("node:assert/strict");
const { Machine } = require("./support/machine");
const { packageFolder } = require("./support/packages");

let machine;

before(async () => {
  machine = await Machine.start({ layers: ["client", "base"], packages: packageFolder(), boots: false });
});
after(() => machine.stop());

test("installed, it runs, and has its icon, its menu entry and its links", () => {
  machine.run("apt-get install -y -q --no-install-recommends /maru-packages/maru-client.deb");
  assert.match(machine.out("maru --version"), /^maru \d+\.\d+\.\d+$/);
  // It shows its window until it is told to end: 124 is timeout's word for that.
  const shown = machine.run("QT_QPA_PLATFORM=offscreen timeout 3 maru", { check: false });
  assert.equal(shown.code, 124, shown.stderr);
  assert.doesNotMatch(shown.stderr, /plugin|cannot|could not/i);
  for (const size of [16, 22, 24, 32, 48, 64, 128, 256, 512]) {
    const png = machine.out(`od -An -tu1 -j16 -N8 /usr/share/icons/hicolor/${size}x${size}/apps/maru.png`).trim().split(/\s+/).map(Number);
    assert.equal(png[2] * 256 + png[3], size);
    assert.equal(png[6] * 256 + png[7], size);
  }
  machine.run("test -s /usr/share/icons/hicolor/scalable/apps/maru.svg -a -s /usr/share/metainfo/org.maruchat.maru.metainfo.xml");
  assert.match(machine.out("cat /usr/share/applications/maru.desktop"), /^Exec=maru %u$[^]*^MimeType=x-scheme-handler\/maru;$/m);
  assert.match(machine.run("maru", { check: false }).stderr, /no display/);
});

test("removed, nothing is left", () => {
  machine.run("apt-get purge -y -q maru-client");
  // What a person set is that person's, below the home directory.
  assert.equal(machine.out("find / -xdev -path /proc -prune -o -path /root -prune -o -path /maru-packages -prune -o -path /var/lib/dpkg -prune -o -iname '*maru*' -print | grep -v dpkg.cfg.d || true"), "");
});
