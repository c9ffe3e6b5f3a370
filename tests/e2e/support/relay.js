// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A relay as it stands in front of many a server: it passes plain requests on, and answers those for a websocket as it is told.

const http = require("node:http");
const net = require("node:net");

class Relay {
  // target: the URL of the server behind; mayUpgrade(url): whether a websocket request is passed on (else it gets 403)
  // own: the port; 0: any
  static async start(target, mayUpgrade, own = 0) {
    const relay = new Relay();
    Object.assign(relay, { target, mayUpgrade });
    relay.requests = []; // "METHOD url" of the plain ones
    relay.refused = 0;
    relay.upgraded = 0;
    relay.sockets = new Set();
    const { hostname, port } = new URL(target);
    relay.server = http.createServer((request, response) => {
      relay.requests.push(`${request.method} ${request.url}`);
      const { method, url, headers } = request;
      const onward = http.request({ hostname, port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      onward.on("error", () => response.destroy());
      response.on("close", () => onward.destroy()); // a held GET that is given up in front ends behind too
      request.pipe(onward);
    });
    relay.server.on("upgrade", (request, socket, head) => {
      if (!mayUpgrade(request.url)) {
        relay.refused += 1;
        socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
      relay.upgraded += 1;
      const onward = net.connect(Number(port), hostname, () => {
        const lines = [`${request.method} ${request.url} HTTP/1.1`];
        for (let i = 0; i < request.rawHeaders.length; i += 2) {
          lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
        }
        onward.write(lines.join("\r\n") + "\r\n\r\n");
        onward.write(head);
        socket.pipe(onward).pipe(socket);
      });
      for (const [one, other] of [[socket, onward], [onward, socket]]) {
        one.on("error", () => other.destroy());
        one.on("close", () => other.destroy());
      }
    });
    relay.server.on("connection", (socket) => {
      relay.sockets.add(socket);
      socket.on("close", () => relay.sockets.delete(socket));
    });
    await new Promise((resolve) => relay.server.listen(own, "127.0.0.1", resolve));
    relay.url = `http://127.0.0.1:${relay.server.address().port}`;
    return relay;
  }

  // How many plain requests of a method came
  count(method) {
    return this.requests.filter((request) => request.startsWith(`${method} `)).length;
  }

  // The same relay at the same address, after it was closed.
  again() {
    return Relay.start(this.target, this.mayUpgrade, Number(new URL(this.url).port));
  }

  close() {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

module.exports = { Relay };
