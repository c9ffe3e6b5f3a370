// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A LAN of its own: hosts that are network namespaces, plugged into one switch. Nothing leads out of it. Needs root.

const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");

const TOOL_MS = 10_000;
const networks = new Set();
process.on("exit", () => networks.forEach((network) => network.remove()));

const told = (...args) => spawnSync("ip", args, { encoding: "utf8", timeout: TOOL_MS }).stdout ?? "";

// What a test that was killed left behind: its hosts, and what still runs on them.
function removeOrphans() {
  for (const [name, pid] of told("netns", "list").matchAll(/^maru-(\d+)-\w+/gm)) {
    if (fs.existsSync(`/proc/${pid}`)) continue;
    for (const [left] of told("netns", "pids", name).matchAll(/^\d+$/gm)) {
      try {
        process.kill(Number(left), "SIGKILL");
      } catch {} // it has ended meanwhile
    }
    told("netns", "delete", name);
  }
}

function ip(...args) {
  const { status, stderr, error } = spawnSync("ip", args, { encoding: "utf8", timeout: TOOL_MS });
  if (status !== 0) throw new Error(`ip ${args.join(" ")}: ${error ?? stderr}`);
}

class Host {
  constructor(name) {
    this.name = name;
    this.enter = ["ip", "netns", "exec", name]; // ip becomes the program: its pid is the program's
  }

  spawn(command, options) {
    const [program, ...args] = [...this.enter, ...command];
    return spawn(program, args, options);
  }

  // Runs a program to its end.
  run(command) {
    const [program, ...args] = [...this.enter, ...command];
    return spawnSync(program, args, { encoding: "utf8", timeout: TOOL_MS });
  }
}

class Network {
  // hosts: {name: [address/prefix…]}; each is then a Host in this.hosts
  constructor(hosts) {
    removeOrphans();
    this.names = [];
    this.hosts = {};
    networks.add(this);
    const wall = this.add("switch");
    ip("-n", wall, "link", "add", "switch0", "type", "bridge");
    ip("-n", wall, "link", "set", "switch0", "up");
    for (const [host, addresses] of Object.entries(hosts)) {
      const name = this.add(host);
      ip("-n", name, "link", "add", "lan0", "type", "veth", "peer", "name", `to-${host}`, "netns", wall);
      ip("-n", wall, "link", "set", "dev", `to-${host}`, "master", "switch0", "up");
      for (const address of addresses) ip("-n", name, "address", "add", address, "dev", "lan0");
      ip("-n", name, "link", "set", "lo", "up");
      ip("-n", name, "link", "set", "lan0", "up");
      this.hosts[host] = new Host(name);
    }
  }

  // What the switch passes on to everybody, as the managed ones of offices and guest networks: {multicast, broadcast}, true or false.
  // Without broadcasts nobody finds an address by ARP, so the hosts are told each other's.
  pass({ multicast = true, broadcast = true }) {
    const [wall] = this.names;
    ip("-n", wall, "link", "set", "switch0", "type", "bridge", "mcast_snooping", "0");
    const flag = (on) => (on ? "on" : "off");
    for (const host of Object.keys(this.hosts)) {
      const port = ["link", "set", "dev", `to-${host}`, "type", "bridge_slave"];
      ip("-n", wall, ...port, "mcast_flood", flag(multicast), "bcast_flood", flag(broadcast));
    }
    const all = Object.values(this.hosts).map(({ name }) => ({ name, ...JSON.parse(told("-n", name, "-j", "address", "show", "lan0"))[0] }));
    for (const { name } of all) {
      for (const other of all.filter((one) => one.name !== name)) {
        for (const { local } of other.addr_info) {
          ip("-n", name, "neighbour", "replace", local, "lladdr", other.address, "dev", "lan0", "nud", "permanent");
        }
      }
    }
  }

  add(host) {
    const name = `maru-${process.pid}-${host}`;
    ip("netns", "add", name);
    this.names.push(name);
    return name;
  }

  // What still runs on its hosts keeps its network until it ends.
  remove() {
    networks.delete(this);
    for (const name of this.names.splice(0)) spawnSync("ip", ["netns", "delete", name], { timeout: TOOL_MS });
  }
}

module.exports = { Network };
