// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

import { io } from "socket.io-client";

// The seed uses classCode without declaring it; declared and not set, it arrives as "undefined".
const classCode = process.env.REACT_APP_CLASS_CODE;

const socket = io(process.env.REACT_APP_SERVER, {
  query: { classCode },
  autoConnect: false,
  transports: ["websocket", "polling"],
  withCredentials: true,
  timeout: 5000,
  reconnection: true,
  reconnectionAttempts: 10,
  reconnectionDelay: 2000,
});

export default socket;
