// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// Engine.IO 4 by hand: HTTP requests, bytes on a TCP connection, long-polling sessions and websockets, with nothing between the
// test and the wire that would mend what a server does wrong. A `server` here is anything with host, port and path
// ("/engine.io/" or "/socket.io/").

const { spawn } = require("node:child_process");
const http = require("node:http");
const net = require("node:net");
const WebSocket = require("ws");
const { until } = require("./client");

const WAIT_MS = 10_000;
const START_MS = 15_000;
const STOP_MS = 5_000;

const SEPARATOR = "\x1e"; // between the packets of a polling payload
const payload = (packets) => packets.join(SEPARATOR);
const unpack = (body) => (body === "" ? [] : body.split(SEPARATOR));

// ---- the program that the official suites run against ----

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL"))); // no server outlives its test

class ConformanceServer {
  // mode: "engine" or "socket"; options: pingInterval, pingTimeout, connectTimeout in ms
  static async start(mode, options = {}) {
    const program = process.env.MARU_CONFORMANCE;
    if (!program) throw new Error("MARU_CONFORMANCE is not set: the path of conformanceserver");
    const server = new ConformanceServer();
    const flags = Object.entries({ pingInterval: "--ping-interval", pingTimeout: "--ping-timeout", connectTimeout: "--connect-timeout" })
      .flatMap(([key, flag]) => (options[key] === undefined ? [] : [flag, String(options[key])]));
    server.stdout = "";
    server.stderr = "";
    server.process = spawn(program, ["--mode", mode, "--port", "0", ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    running.add(server.process);
    server.process.stdout.on("data", (bytes) => (server.stdout += bytes));
    server.process.stderr.on("data", (bytes) => (server.stderr += bytes));
    server.ended = new Promise((resolve) => server.process.on("close", (code, signal) => {
      running.delete(server.process);
      server.isRunning = false;
      resolve({ code, signal });
    }));
    server.isRunning = true;
    await until(() => server.stdout.includes("\n") || !server.isRunning, "the listening line", START_MS);
    const line = /^conformanceserver listening on http:\/\/localhost:(\d+)\n/.exec(server.stdout);
    if (!line) throw new Error(`not the listening line: ${server.stdout}${server.stderr}`);
    server.host = "127.0.0.1";
    server.port = Number(line[1]);
    server.path = mode === "engine" ? "/engine.io/" : "/socket.io/";
    return server;
  }

  async stop() {
    if (!this.isRunning) return this.ended;
    this.process.kill("SIGTERM");
    const timer = setTimeout(() => this.process.kill("SIGKILL"), STOP_MS);
    const result = await this.ended;
    clearTimeout(timer);
    return result;
  }
}

// ---- one HTTP request ----

const shared = new http.Agent({ keepAlive: true });
const targetOf = (server, query) => `${server.path}?${query}`;

// A request under way. `sent` resolves when its bytes are with the kernel; `answer` to {status, headers, body}.
class Exchange {
  constructor(server, target, { method = "GET", headers = {}, body, agent = shared } = {}) {
    this.isAnswered = false;
    const all = body === undefined ? headers : { "Content-Type": "text/plain;charset=UTF-8", "Content-Length": Buffer.byteLength(body), ...headers };
    this.request = http.request({ host: server.host, port: server.port, path: target, method, headers: all, agent });
    this.sent = new Promise((resolve) => this.request.on("finish", resolve).on("close", resolve));
    this.answer = new Promise((resolve, reject) => {
      this.request.on("error", reject);
      this.request.on("response", (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          this.isAnswered = true;
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() });
        });
      });
      this.request.setTimeout(WAIT_MS * 2, () => this.request.destroy(new Error(`no answer: ${method} ${target}`)));
    });
    this.answer.catch(() => {}); // reported where it is awaited
    this.request.end(body);
  }

  abort() {
    this.request.destroy();
  }
}

const request = (server, target, options) => new Exchange(server, target, options).answer;

// Everything that reached the server before is handled when this returns: it has one thread, and looks at its connections in turn.
async function barrier(server) {
  for (let i = 0; i < 2; ++i) await request(server, targetOf(server, "transport=none"));
}

// ---- a polling session ----

class Poller {
  // Opens a session; query: further fields
  static async open(server, { query = "", headers = {}, agent } = {}) {
    const poller = new Poller();
    Object.assign(poller, { server, headers, agent, packets: [], gone: null, answersPings: true });
    poller.handshake = await request(server, targetOf(server, `EIO=4&transport=polling${query}`), { headers, agent });
    if (poller.handshake.status !== 200) throw new Error(`handshake: ${poller.handshake.status} ${poller.handshake.body}`);
    const [first, ...rest] = unpack(poller.handshake.body);
    poller.packets.push(...rest);
    poller.open = JSON.parse(first.slice(1));
    poller.sid = poller.open.sid;
    poller.target = targetOf(server, `EIO=4&transport=polling&sid=${poller.sid}`);
    return poller;
  }

  start(method, { headers = {}, ...options } = {}) {
    return new Exchange(this.server, this.target, { method, headers: { ...this.headers, ...headers }, agent: this.agent, ...options });
  }

  get(options) {
    return this.start("GET", options).answer;
  }

  // packets: strings
  post(...packets) {
    return this.start("POST", { body: payload(packets) }).answer;
  }

  // A GET that the server holds when this returns.
  async hold() {
    const exchange = this.start("GET");
    await exchange.sent;
    await barrier(this.server);
    return exchange;
  }

  // Polls, answering pings (or not: answersPings), until done() holds or the session is gone.
  async pollUntil(done, what, ms = WAIT_MS) {
    const end = Date.now() + ms;
    while (!done()) {
      if (Date.now() > end) throw new Error(`timeout: ${what} in ${this.packets.join(" ").slice(0, 500)}`);
      const { status, body } = await this.get();
      if (status !== 200) {
        this.gone = { status, body };
        return;
      }
      for (const packet of unpack(body)) {
        if (packet === "2" && this.answersPings) await this.post("3");
        else if (packet !== "6" && packet !== "2") this.packets.push(packet);
      }
    }
  }

  async hears(pattern) {
    const find = () => this.packets.find((packet) => pattern.test(packet));
    await this.pollUntil(find, pattern);
    if (!find()) throw new Error(`gone before ${pattern}: ${JSON.stringify(this.gone)} ${this.packets.join(" ").slice(0, 500)}`);
    return find();
  }

  // Resolves once the session is closed. Asking is a `6`, which keeps nothing alive. (A closed session that still owes its client
  // a `1` answers 400 without a code.)
  async isGone(ms = WAIT_MS) {
    const end = Date.now() + ms;
    for (;;) {
      const { status, body } = await this.post("6");
      if (status === 400 && (body === "" || JSON.parse(body).code === 1)) return true;
      if (Date.now() > end) return false;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  // Takes the session's own websocket, up to `3probe`.
  async probe(query = "") {
    const socket = await Socket.start(this.server, `EIO=4&transport=websocket&sid=${this.sid}${query}`, { headers: this.headers });
    socket.send("2probe");
    await socket.hears(/^3probe$/);
    return socket;
  }

  // The whole upgrade as a client does it, with no GET under way.
  async upgrade(query) {
    const socket = await this.probe(query);
    socket.send("5");
    return socket;
  }
}

// ---- a websocket ----

const sockets = new Set();

class Socket {
  // Resolves when it is open, refused (.refusal: {status, headers, body}) or broken (.isClosed).
  static async start(server, query, options = {}) {
    const socket = new Socket();
    Object.assign(socket, { frames: [], isOpen: false, isClosed: false, closeCode: null, refusal: null, answersPings: false });
    const ws = new WebSocket(`ws://${server.host}:${server.port}${targetOf(server, query)}`, options);
    socket.ws = ws;
    sockets.add(socket);
    ws.on("open", () => (socket.isOpen = true));
    ws.on("message", (data, isBinary) => {
      if (socket.answersPings && !isBinary && data.toString() === "2") ws.send("3");
      else socket.frames.push(isBinary ? data : data.toString());
    });
    ws.on("close", (code) => Object.assign(socket, { isClosed: true, closeCode: code }));
    ws.on("error", () => (socket.isClosed = true));
    ws.on("unexpected-response", (_, response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => {
        socket.refusal = { status: response.statusCode, headers: response.headers, body };
        ws.terminate();
      });
    });
    await until(() => socket.isOpen || socket.refusal || socket.isClosed, "the websocket's handshake");
    return socket;
  }

  // A session of its own.
  static async open(server, { query = "", ...options } = {}) {
    const socket = await Socket.start(server, `EIO=4&transport=websocket${query}`, options);
    const first = await socket.hears(/^0\{/);
    socket.open = JSON.parse(first.slice(1));
    socket.sid = socket.open.sid;
    socket.frames.splice(0, 1);
    return socket;
  }

  send(frame) {
    if (frame.raw) this.ws._socket.write(frame.raw); // past the websocket
    else this.ws.send(frame);
  }

  // Text frames only; isClosed ends the wait.
  async hears(pattern, ms) {
    const find = () => this.frames.find((frame) => typeof frame === "string" && pattern.test(frame));
    await until(() => find() !== undefined || this.isClosed || this.refusal, () => `${pattern} in ${this.frames.join(" ").slice(0, 500)}`, ms);
    if (find() === undefined) throw new Error(`closed before ${pattern}: ${JSON.stringify(this.refusal)} ${this.frames.join(" ").slice(0, 500)}`);
    return find();
  }

  closed(ms = WAIT_MS) {
    return until(() => this.isClosed, "the close", ms);
  }

  terminate() {
    this.ws.terminate();
  }
}

// ---- bytes ----

class RawConnection {
  static async open(server) {
    const connection = new RawConnection();
    Object.assign(connection, { bytes: Buffer.alloc(0), isClosed: false, isEnded: false });
    connection.socket = net.connect({ host: server.host, port: server.port, allowHalfOpen: true });
    sockets.add(connection);
    connection.socket.on("data", (data) => (connection.bytes = Buffer.concat([connection.bytes, data])));
    connection.socket.on("end", () => (connection.isEnded = true));
    connection.socket.on("error", () => {});
    connection.socket.on("close", () => Object.assign(connection, { isClosed: true, isEnded: true }));
    await until(() => connection.socket.readyState === "open" || connection.isClosed, "a TCP connection");
    return connection;
  }

  write(bytes) {
    this.socket.write(bytes);
  }

  // Each part in a segment of its own.
  async trickle(parts, ms = 1) {
    this.socket.setNoDelay(true);
    for (const part of parts) {
      if (this.isEnded) return;
      this.socket.write(part);
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }

  // The next response: {version, status, headers, body}. A 1xx other than 101 is one of its own, without a body.
  async response({ method = "GET", ms = WAIT_MS } = {}) {
    const got = () => this.bytes.toString("latin1").slice(0, 500);
    await until(() => this.bytes.includes("\r\n\r\n") || this.isEnded, () => `a response's head; got ${got()}`, ms);
    const end = this.bytes.indexOf("\r\n\r\n");
    if (end < 0) throw new Error(`closed without a response; got ${JSON.stringify(got())}`);
    const [statusLine, ...lines] = this.bytes.subarray(0, end).toString("latin1").split("\r\n");
    const [, version, status] = /^HTTP\/(\d\.\d) (\d{3})/.exec(statusLine) ?? [];
    if (!status) throw new Error(`not HTTP: ${JSON.stringify(statusLine)}`);
    const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
    this.bytes = this.bytes.subarray(end + 4);
    const hasBody = method !== "HEAD" && !/^(1..|204|304)$/.test(status);
    let length = 0;
    if (hasBody && headers["content-length"] !== undefined) {
      length = Number(headers["content-length"]);
      await until(() => this.bytes.length >= length || this.isEnded, () => `a body of ${length} bytes; got ${got()}`, ms);
      if (this.bytes.length < length) throw new Error(`a body cut short: ${got()}`);
    } else if (hasBody) {
      if (headers["transfer-encoding"] !== undefined) throw new Error("no need for a chunked answer");
      await until(() => this.isEnded, () => `the end of a body without a length: ${got()}`, ms);
      length = this.bytes.length;
    }
    const body = this.bytes.subarray(0, length).toString();
    this.bytes = this.bytes.subarray(length);
    return { version, status: Number(status), headers, body };
  }

  // The server has ended its side; what it said last is in `bytes`.
  ended(ms = WAIT_MS) {
    return until(() => this.isEnded, () => `the end; got ${this.bytes.toString("latin1").slice(0, 500)}`, ms);
  }

  terminate() {
    this.socket.destroy();
  }
}

// The bytes of a request; headers: lines
const requestBytes = (method, target, headers = [], body = "", version = "1.1") =>
  Buffer.concat([Buffer.from([`${method} ${target} HTTP/${version}`, "Host: 127.0.0.1", ...headers, "", ""].join("\r\n")), Buffer.from(body)]);

const upgradeHeaders = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];

// Ends whatever a test left open.
function closeWire() {
  for (const socket of sockets) socket.terminate();
  sockets.clear();
  shared.destroy();
}

module.exports = {
  ConformanceServer, Exchange, Poller, RawConnection, Socket, SEPARATOR, WAIT_MS,
  barrier, closeWire, payload, request, requestBytes, targetOf, unpack, upgradeHeaders,
};
