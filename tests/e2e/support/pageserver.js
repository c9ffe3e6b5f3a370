// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
"use strict";

// A web server for a folder of pages. As a program: pageserver.js FOLDER ADDRESS PORT; says "serving" once it does.

const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");

const types = { ".html": "text/html", ".js": "text/javascript" };

// A listener for http.createServer
function answerFrom(folder) {
  return (request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    const file = path.join(folder, pathname.endsWith("/") ? `${pathname}index.html` : pathname); // pathname has no ".." left
    const isThere = fs.existsSync(file) && fs.statSync(file).isFile();
    const type = types[path.extname(file)] ?? "text/plain";
    response.writeHead(isThere ? 200 : 404, { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-store" });
    response.end(isThere ? fs.readFileSync(file) : "");
  };
}

if (require.main === module) {
  const [folder, address, port] = process.argv.slice(2);
  http.createServer(answerFrom(folder)).listen(Number(port), address, () => console.log("serving"));
}

module.exports = { answerFrom };
