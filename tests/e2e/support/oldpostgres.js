// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A PostgreSQL that says it is an older one: of its wire (https://www.postgresql.org/docs/12/protocol-message-formats.html) what a client
// needs that asks simple questions.

const net = require("node:net");

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const TEXT = 25; // the type

const int16 = (value) => Buffer.from([value >> 8, value & 255]);
const int32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const text = (value) => Buffer.from(`${value}\0`);
const message = (type, ...parts) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
};
const ready = message("Z", Buffer.from("I"));

function rowOf(values) {
  const columns = values.map((_, i) => Buffer.concat([text(`c${i}`), int32(0), int16(0), int32(TEXT), int16(-1), int32(-1), int16(0)]));
  const cells = values.map((value) => Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]));
  return Buffer.concat([message("T", int16(values.length), ...columns), message("D", int16(values.length), ...cells), message("C", text("SELECT 1"))]);
}

// {port, questions, close()}. version: as of server_version_num.
async function oldPostgres(version) {
  const name = `${Math.floor(version / 10_000)}.${version % 10_000}`;
  const questions = [];
  const answer = (sql) => {
    questions.push(sql);
    if (/server_version_num/.test(sql)) return rowOf([String(version), "on", "on", "false", "UTF8", "public", "4711"]);
    if (/version\(\)/i.test(sql)) return rowOf([`PostgreSQL ${name} on x86_64-pc-linux-gnu`]);
    if (/^select/i.test(sql.trim())) return rowOf(["\\\\"]); // how it reads '\\\\': as the standard says
    return message("C", text("SET"));
  };
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    let bytes = Buffer.alloc(0);
    let isStarted = false;
    socket.on("error", () => {});
    socket.on("data", (more) => {
      bytes = Buffer.concat([bytes, more]);
      for (;;) {
        const at = isStarted ? 1 : 0; // the first packets have no type
        if (bytes.length < at + 4 || bytes.length < at + bytes.readInt32BE(at)) return;
        const packet = bytes.subarray(0, at + bytes.readInt32BE(at));
        bytes = bytes.subarray(packet.length);
        if (isStarted) {
          if (packet[0] === 0x51) socket.write(Buffer.concat([answer(packet.subarray(5, -1).toString()), ready])); // Query
        } else if ([SSL_REQUEST, GSS_REQUEST].includes(packet.readInt32BE(4))) {
          socket.write("N");
        } else {
          isStarted = true;
          const said = { server_version: name, client_encoding: "UTF8", server_encoding: "UTF8", standard_conforming_strings: "on", integer_datetimes: "on" };
          const states = Object.entries(said).map(([key, value]) => message("S", text(key), text(value)));
          socket.write(Buffer.concat([message("R", int32(0)), ...states, message("K", int32(4711), int32(1)), ready]));
        }
      }
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: server.address().port, questions, close };
}

module.exports = { oldPostgres };
