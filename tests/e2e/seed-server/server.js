// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// The seed's own server with its typing errors mended and its behaviour kept, faults included: it is what Maru's client must get
// along with. Express and Socket.IO 4, one room, no history, no ack for sendMessage; it dies of a join without a callback and of a
// sendMessage from a socket that has not joined. Users and messages live in memory.
//
// Usage: PORT=0 node server.js; the first line on stdout: "seed-server listening on http://127.0.0.1:PORT"

const { randomBytes } = require("node:crypto");
const http = require("node:http");
const cors = require("cors");
const express = require("express");
const { Server } = require("socket.io");

const newId = () => randomBytes(12).toString("hex");

// ---- controllers (over Mongoose in the seed) ----

const users = new Map(); // by userName

async function saveUser(userName, socketId) {
  if (userName === null || userName === undefined || userName === "") {
    throw new Error("User validation failed: userName: 에러메세지");
  }
  if (typeof userName === "object") {
    throw new Error(`User validation failed: userName: Cast to string failed for value "${userName}" (type Object)`);
  }
  const name = String(userName);
  if (!users.has(name)) users.set(name, { userName: name, socketId, isOnline: true, _id: newId(), __v: 0 });
  const user = users.get(name);
  user.socketId = socketId; // whoever says the name takes it over
  user.isOnline = true;
  return { ...user };
}

async function getUser(socketId) {
  for (const user of users.values()) {
    if (user.socketId === socketId) return user;
  }
  throw new Error("DB에서 유저 정보를 찾을 수 없습니다.");
}

async function saveChat(msg, user) {
  if (typeof msg === "object" && msg !== null) throw new Error("Chat validation failed: chat: Cast to string failed");
  const now = new Date().toISOString();
  return {
    chat: msg === null || msg === undefined ? msg : String(msg),
    user: { id: user._id, userName: user.userName },
    _id: newId(),
    createdAt: now,
    updatedAt: now,
    __v: 0,
  };
}

// ---- socketHandler ----

function handle(io) {
  io.on("connection", (socket) => {
    socket.on("join", async (userName, callback) => {
      try {
        const user = await saveUser(userName, socket.id);
        io.emit("message", {
          chat: `${user.userName} 님이 채팅방에 들어왔습니다.`,
          user: { id: null, name: "system" },
        });
        callback({ succese: true, user }); // spelt as in the seed
      } catch (error) {
        callback({ succese: false, error: error.message });
      }
    });

    // No try, no ack: the rejection is unhandled, and Node ends the process.
    socket.on("sendMessage", async (msg) => {
      const user = await getUser(socket.id);
      io.emit("message", await saveChat(msg, user));
    });
  });
}

// ---- app and server ----

const app = express();
app.use(cors());
const httpServer = http.createServer(app);
handle(new Server(httpServer, { cors: { origin: "*", methods: ["GET", "POST"] } }));
httpServer.listen(Number(process.env.PORT || 5000), "127.0.0.1", () => {
  console.log(`seed-server listening on http://127.0.0.1:${httpServer.address().port}`);
});
