// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The workflows cannot run here. What can be known without running them is checked: the schema, what points where, and the shell in them.

const { test } = require("node:test");
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const yaml = require("yaml");
const { validateWorkflow } = require("@action-validator/core");

const root = path.join(__dirname, "..", "..");
const folder = path.join(root, ".github", "workflows");
const sources = new Map(fs.readdirSync(folder).map((name) => [name, fs.readFileSync(path.join(folder, name), "utf8")]));

// What is wrong with a workflow, as sentences.
function faults(source) {
  const found = validateWorkflow(source).errors.map((error) => `${error.path ?? ""} ${error.title}: ${error.detail ?? ""}`);
  if (found.length) return found;
  const workflow = yaml.parse(source);
  if (!workflow.permissions) found.push("no permissions: it gets all of them");
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const needs = [job.needs ?? []].flat();
    for (const need of needs) if (!workflow.jobs[need]) found.push(`${name} needs ${need}, which there is not`);
    if (job.uses) {
      if (!sources.has(path.basename(job.uses))) found.push(`${name} uses ${job.uses}, which there is not`);
      continue;
    }
    if (!job["timeout-minutes"]) found.push(`${name} has no timeout`);
    for (const step of job.steps) {
      if (step.uses && !/^[\w-]+\/[\w-]+@(v\d+|[0-9a-f]{40})$/.test(step.uses)) found.push(`${name}: ${step.uses} is not pinned`);
      if (step.run) found.push(...shellFaults(name, step));
    }
  }
  return found;
}

function shellFaults(job, step) {
  const found = [];
  const text = step.run.replace(/\$\{\{[^}]*\}\}/g, "expression");
  if (/\$\{\{\s*github\.(event|head_ref|ref_name)/.test(step.run)) found.push(`${job}: text of strangers becomes shell: ${step.run}`);
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "maru-run-")), "run.sh");
  fs.writeFileSync(file, `#!/bin/bash -e\n${text}`); // as GitHub runs it
  const { status, stdout } = spawnSync("shellcheck", ["--shell=bash", "--exclude=SC1091", "--format=gcc", file], { encoding: "utf8" });
  fs.rmSync(path.dirname(file), { recursive: true });
  // The lists of tools/packages.sh come from the sourced file, Visual Studio's folder from msvc-dev-cmd.
  const known = /: (maru_\w+|VCToolsRedistDir) is referenced but not assigned/;
  if (status !== 0) found.push(...stdout.split("\n").filter((line) => line && !known.test(line)));
  for (const [script] of text.matchAll(/(?<![\w/.-])(tools\/[\w.-]+|\.ci\/run)/g)) {
    if (!fs.existsSync(path.join(root, script))) found.push(`${job}: ${script} is not there`);
  }
  return found;
}

for (const [name, source] of sources) {
  test(`${name} is what GitHub takes, and points at what there is`, () => assert.deepEqual(faults(source), []));
}

test("a release waits for every test, and only publishing may write", () => {
  const { jobs, permissions } = yaml.parse(sources.get("release.yml"));
  assert.deepEqual(permissions, { contents: "read" });
  const writers = Object.keys(jobs).filter((name) => jobs[name].permissions);
  assert.deepEqual(writers, ["publish"]);
  assert.ok(jobs.publish.needs.includes("ci"));
  const made = Object.values(jobs).flatMap((job) => job.steps ?? []);
  const given = made.filter((step) => step.uses?.startsWith("actions/upload-artifact")).map((step) => step.with.name);
  for (const file of ["windows.yml", "macos.yml"]) {
    const inner = Object.values(yaml.parse(sources.get(file)).jobs).flatMap((job) => job.steps);
    given.push(...inner.filter((step) => step.uses?.startsWith("actions/upload-artifact")).map((step) => step.with.name));
  }
  const taken = [...sources.get("release.yml").matchAll(/artifacts\/(\w+)/g)].map((match) => match[1]);
  for (const name of [...taken, "windows-stage"]) assert.ok(given.includes(name), `nobody uploads ${name}`);
});

// linuxdeploy's plugin for Qt ends with a failure where a platform plugin that it is told to take along is missing.
// And ./run starts a client wherever there is a display, of Wayland too.
test("what builds a client has Qt's plugins for Wayland, which the AppImage takes along", () => {
  assert.match(fs.readFileSync(path.join(root, "tools", "appimage.sh"), "utf8"), /libqwayland/);
  const steps = yaml.parse(sources.get("release.yml")).jobs.linux.steps;
  assert.match(steps.find((step) => step.run?.includes("maru_install")).run, /maru_install .*"\$\{maru_client_packages\[@\]\}"/);
  const packages = fs.readFileSync(path.join(root, "tools", "packages.sh"), "utf8");
  assert.match(/^maru_client_packages=\(([^)]*)\)/m.exec(packages)[1], /\bqt6-wayland\b/);
});

test("what bundles libraries bundles their notices", () => {
  const script = fs.readFileSync(path.join(root, "tools", "appimage.sh"), "utf8");
  for (const text of [sources.get("windows.yml"), sources.get("macos.yml"), script]) {
    for (const notice of [/\bcp .*LICENSE/, /emoji\/LICENSE/, /third-party\.txt/]) assert.match(text, notice);
  }
});

// GitHub sets CI, and then a test without its tool is no skip but a failure.
test("jobs with a part of the packages have what their tests start, and run none that are for Linux with everything", () => {
  const read = (...names) => fs.readFileSync(path.join(root, ...names), "utf8");
  const ubuntu = yaml.parse(sources.get("ci.yml")).jobs.ubuntu.steps.find((step) => step.name === "Packages").run;
  for (const needed of ["postgresql", "python3-mockupdb", "python3-mongomock", "openssl", "dbus-daemon", "strace", "sqlite3"]) {
    assert.match(ubuntu, new RegExp(`[ \n]${needed}(?=[ \n]|$)`), needed);
  }
  for (const name of ["ci.yml", "macos.yml", "windows.yml"]) {
    const runs = sources.get(name).split("\n").filter((line) => line.includes("run: ctest"));
    assert.ok(runs.length > 0 && runs.every((line) => /-LE '[^']*\be2e\b/.test(line)), name); // Node's packages are not there
  }
  assert.match(read("tests", "e2e", "CMakeLists.txt"), /if\(UNIX\)\n\s+maru_add_node_test\(links .*\n\s+set_tests_properties\(links PROPERTIES LABELS "unit;e2e"\)/);
  const linux = /if\(CMAKE_SYSTEM_NAME STREQUAL "Linux"\)\n\s+/.source;
  assert.match(read("tests", "client", "CMakeLists.txt"), new RegExp(`${linux}add_test\\(NAME translations `));
  assert.match(read("tests", "support", "CMakeLists.txt"), new RegExp(`${linux}maru_add_library\\(maru_test_postgres `));
});

test("what CMake requires stands in every list of packages", () => {
  const packages = fs.readFileSync(path.join(root, "tools", "packages.sh"), "utf8");
  for (const list of [/brew install (.*)"/, /for prefix in (.*); do/, /vcpkg install ([^)]*)\)/]) {
    const found = list.exec(packages)[1];
    for (const library of [/icu/, /openssl/, /libsodium/, /tl-expected/]) assert.match(found, library);
  }
});

const ci = sources.get("ci.yml") ?? "";
const broken = {
  "a job that is misspelt": [ci.replace("runs-on:", "run-on:"), /./],
  "a job that waits for nobody": [sources.get("release.yml").replace("needs: ci", "needs: tests"), /tests/],
  "an action that can change under us": [ci.replace("checkout@v4", "checkout@main"), /not pinned/],
  "a shell that does not parse": [ci.replace("cmake --preset ci", "if cmake; --preset ci"), /run\.sh|error/],
  "a script that is not there": [ci.replace(".ci/run", "tools/none.sh"), /tools\/none\.sh is not there/],
  "a title that becomes shell": [ci.replace(".ci/run", "echo ${{ github.event.pull_request.title }}"), /text of strangers/],
  "a job that may run for ever": [ci.replace(/ +timeout-minutes: 60\n/, ""), /no timeout/],
};
for (const [what, [source, expected]] of Object.entries(broken)) {
  test(`this check sees ${what}`, () => assert.match(faults(source).join("\n"), expected));
}

// -- the notes of a release

// A tree with this version and these lines as CHANGELOG.md.
function tree(version, changelog) {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), "maru-notes-"));
  fs.mkdirSync(path.join(place, "packaging"));
  fs.writeFileSync(path.join(place, "CMakeLists.txt"), `project(maru\n    VERSION ${version}\n`);
  fs.writeFileSync(path.join(place, "CHANGELOG.md"), changelog);
  fs.copyFileSync(path.join(root, "packaging", "release-notes.md"), path.join(place, "packaging", "release-notes.md"));
  return place;
}
function notes(place, ...args) {
  return spawnSync(path.join(root, "tools", "release-notes.sh"), args, { encoding: "utf8", env: { ...process.env, MARU_ROOT: place } });
}

test("the notes of a release are its part of the changelog and the files to take", () => {
  const place = tree("1.2.3", "# Changelog\n\n## [1.2.3] - 2026-12-01\n\n### Added\n\n- Rooms.\n\n## [1.2.2] - 2026-11-30\n\n- Old.\n");
  const { status, stdout } = notes(place, "1.2.3");
  assert.equal(status, 0);
  assert.match(stdout, /### Added\n\n- Rooms\./);
  assert.doesNotMatch(stdout, /Old|@VERSION@|^## /m);
  assert.match(stdout, /Maru-1\.2\.3-setup\.exe/);
  fs.rmSync(place, { recursive: true });
});

for (const [what, args, changelog, expected] of [
  ["a tag of another version", ["1.2.4"], "", /^release-notes: the tree is version 1\.2\.3, not 1\.2\.4\n$/],
  ["no version", [], "", /usage/],
  ["a changelog without this version", ["1.2.3"], "## [1.2.2] - 2026-11-30\n", /CHANGELOG\.md has no part for 1\.2\.3/],
  ["a version that is not released", ["1.2.3"], "## [1.2.3] - unreleased\n\n- Rooms.\n", /has no date/],
]) {
  test(`the notes refuse ${what} with a clear line`, () => {
    const place = tree("1.2.3", changelog);
    const { status, stderr, stdout } = notes(place, ...args);
    assert.equal(status, 2);
    assert.match(stderr, expected);
    assert.equal(stdout, "");
    fs.rmSync(place, { recursive: true });
  });
}
