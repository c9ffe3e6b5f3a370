// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A Debian 12 of its own, from the layers that prepare.sh made: with systemd as its first process, or without. What is written in it
// lies in memory and is gone with it. It shares the network of this process, which run.sh has cut off from everything.

const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { until } = require("../../../e2e/support/client");

const folder = process.env.MARU_LAYERS;
if (!folder) throw new Error("MARU_LAYERS is not set: the folder of prepare.sh");

const BOOT_MS = 60_000;
const COMMAND_MS = 120_000;

// Runs as the first process of the machine. $1: the lower layers, $2: boot or idle, $3: the packages
const setUp = String.raw`
set -eu
root=$(mktemp -d /tmp/maru-machine.XXXXXX)
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$root"
mkdir "$root/up" "$root/work" "$root/root"
mount -t overlay overlay -o "lowerdir=$1,upperdir=$root/up,workdir=$root/work" "$root/root"
cd "$root/root"
mkdir -p maru-packages
mount --bind "$3" maru-packages
mount -t proc proc proc
# What is not a process's own in there belongs to the machine outside.
for own in proc/sys proc/sysrq-trigger proc/irq proc/bus; do
    [ -e "$own" ] || continue
    mount --bind "$own" "$own"
    mount -o remount,bind,ro "$own"
done
mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
# Nodes of its own: systemd takes the console for itself, and must not do that to this machine's /dev/null.
while read -r node minor; do
    mknod -m 666 "dev/$node" c 1 "$minor"
done <<nodes
null 3
zero 5
full 7
random 8
urandom 9
console 3
nodes
mknod -m 666 dev/tty c 5 0
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
rm -f usr/sbin/policy-rc.d
if [ "$2" = boot ]; then
    mount -t cgroup2 cgroup2 sys/fs/cgroup
    ln -s /dev/null etc/systemd/system/console-getty.service # nobody sits there
fi
# Not chroot: systemd gives each service a view of the file system of its own, and that begins at the root.
mkdir -p old
pivot_root . old
umount -l /old
rmdir /old
if [ "$2" = boot ]; then
    exec env -i container=maru-test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd
fi
echo idle >/run/maru-idle
exec env -i /usr/bin/sleep infinity
`;

// Before that, outside: a group of its own for the processes of the machine, where systemd makes its slices. $1: its name
const setApart = String.raw`
for tree in /sys/fs/cgroup/unified /sys/fs/cgroup; do
    group=$tree$(sed -n "s/^0:://p" /proc/self/cgroup)/$1
    if [ -e "$tree/cgroup.procs" ] && mkdir "$group" 2>/dev/null; then
        echo $$ >"$group/cgroup.procs" && break
    fi
done
shift
exec "$@"
`;
// Takes them away again, when nobody is in them any more. $1: its name
const tidyUp = String.raw`
find /sys/fs/cgroup -depth -type d -path "*/$1*" -exec rmdir {} + 2>/dev/null
! find /sys/fs/cgroup -type d -name "$1" | grep -q .
`;

let count = 0;
const machines = new Set();
process.on("exit", () => {
  for (const machine of machines) machine.process.kill("SIGKILL"); // --kill-child ends the rest
});

class Machine {
  // layers: of prepare.sh, the upper ones first; boots: with systemd
  static async start({ layers, packages, boots = true }) {
    const machine = new Machine();
    const lower = layers.map((name) => path.join(folder, name)).join(":");
    machine.group = `maru-machine-${fs.readFileSync("/proc/sys/kernel/random/uuid", "utf8").slice(0, 8)}-${++count}`;
    machine.process = spawn(
      "sh",
      ["-c", setApart, "sh", machine.group, "unshare", "--mount", "--pid", "--fork", "--uts", "--ipc", ...(boots ? ["--cgroup"] : []), "--kill-child", "sh", "-c", setUp, "sh", lower,
        boots ? "boot" : "idle", packages],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    machines.add(machine);
    machine.output = "";
    for (const stream of [machine.process.stdout, machine.process.stderr]) stream.on("data", (bytes) => (machine.output += bytes));
    machine.ended = new Promise((resolve) => machine.process.on("close", resolve)).then(() => machines.delete(machine));

    const children = `/proc/${machine.process.pid}/task/${machine.process.pid}/children`;
    const isUp = boots
      ? () => /^(running|degraded)$/m.test(machine.run("systemctl is-system-running", { check: false }).stdout)
      : () => machine.run("cat /run/maru-idle", { check: false }).code === 0;
    await until(
      () => {
        if (!machines.has(machine)) throw new Error(`the machine did not start: ${machine.output}`);
        machine.init = fs.readFileSync(children, "utf8").trim();
        return machine.init && isUp();
      },
      () => `the machine's start: ${machine.output}`,
      BOOT_MS,
    );
    return machine;
  }

  enter(command) {
    return ["nsenter", "-t", this.init, "-m", "-u", "-i", "-p", "-C", "-r", "-w", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8",
      "DEBIAN_FRONTEND=noninteractive", "HOME=/root", "sh", "-c", command];
  }

  // A shell command as root, to its end: {code, stdout, stderr}; a failure is an error unless check is false.
  run(command, { check = true, timeout = COMMAND_MS } = {}) {
    const [program, ...words] = this.enter(command);
    const result = spawnSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout });
    const output = { code: result.status, stdout: result.stdout ?? "", stderr: result.stderr ?? "" };
    if (check && output.code !== 0) throw new Error(`${command}: ${output.code}\n${output.stdout}${output.stderr}`);
    return output;
  }

  // What it prints, without the last line break
  out(command) {
    return this.run(command).stdout.trimEnd();
  }

  // A command that goes on; a child process
  begin(command) {
    const [program, ...words] = this.enter(command);
    return spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  }

  // A path of the machine, seen from here
  path(inside) {
    return path.join(`/proc/${this.init}/root`, inside);
  }

  async stop() {
    this.process.kill("SIGKILL");
    await this.ended;
    await until(() => spawnSync("sh", ["-c", tidyUp, "sh", this.group]).status === 0, "the end of the machine's processes");
  }
}

module.exports = { Machine };
