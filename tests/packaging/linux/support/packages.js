// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The DEBs under test, and others made from them: the same program as a later version, with other settings.

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const made = process.env.MARU_PACKAGES;
if (!made) throw new Error("MARU_PACKAGES is not set: the folder with the DEBs");

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "maru-packages-"));
process.on("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));

// The archive's folder, which is its name too
const archive = fs.readdirSync(made).find((entry) => entry.endsWith(".tar.gz"))?.replace(/\.tar\.gz$/, "");

// The folder that a machine sees as /maru-packages: maru-server.deb, maru-server-mongodb.deb, maru-client.deb, and the archive
function packageFolder() {
  for (const name of ["maru-server", "maru-server-mongodb", "maru-client"]) {
    const file = fs.readdirSync(made).find((entry) => entry.startsWith(`${name}_`) && entry.endsWith(".deb"));
    if (file) fs.copyFileSync(path.join(made, file), path.join(scratch, `${name}.deb`));
  }
  fs.copyFileSync(path.join(made, `${archive}.tar.gz`), path.join(scratch, `${archive}.tar.gz`));
  return scratch;
}

// Makes NAME.deb from maru-server.deb; change(folder) may change what is in it
function repack(name, version, change = () => {}) {
  const folder = path.join(scratch, name);
  execFileSync("dpkg-deb", ["-R", path.join(scratch, "maru-server.deb"), folder]);
  const control = path.join(folder, "DEBIAN/control");
  fs.writeFileSync(control, fs.readFileSync(control, "utf8").replace(/^Version: .*$/m, `Version: ${version}`));
  change(folder);
  execFileSync("dpkg-deb", ["--root-owner-group", "-Zgzip", "-b", folder, path.join(scratch, `${name}.deb`)]);
  fs.rmSync(folder, { recursive: true });
  return `/maru-packages/${name}.deb`;
}

module.exports = { archive, packageFolder, repack };
