// An unmodified socket.io-client, driven by a test: lines of JSON in, lines of JSON out.
// node socketio.cjs <url> <options as JSON>; `auth.since` follows the last cursor heard.
"use strict";
const readline = require("node:readline");
const { io } = require("socket.io-client");

const [, , url, text] = process.argv;
const { auth, ...options } = JSON.parse(text);
const say = (kind, values) => process.stdout.write(JSON.stringify({ kind, ...values }) + "\n");

let cursor = auth && auth.since;
const authorize = (answer) => answer(auth ? { ...auth, since: cursor } : {});
const socket = io(url, { ...options, auth: authorize });

socket.on("connect", () => say("connect", { transport: socket.io.engine.transport.name }));
socket.on("connect_error", (fault) => say("connect_error", { message: fault.message, data: fault.data }));
socket.on("disconnect", (reason) => say("disconnect", { reason }));
socket.io.on("open", () => socket.io.engine.on("upgrade", (to) => say("upgrade", { transport: to.name })));
socket.onAny((name, payload) => {
  if (payload && Number.isInteger(payload.cursor)) cursor = payload.cursor;
  say("event", { name, payload });
});

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const asked = JSON.parse(line);
  if (asked.do === "emit") {
    const values = asked.values.map((value) => (value && value.$bytes ? Buffer.from(value.$bytes) : value));
    socket.emit(asked.name, ...values, (...answer) => say("ack", { call: asked.call, answer }));
  } else if (asked.do === "cut") {
    socket.io.engine.close();
  } else if (asked.do === "stall") {
    socket.io.engine.transport.ws._socket.pause(); // reads nothing from now on
  } else if (asked.do === "read") {
    socket.io.engine.transport.ws._socket.resume();
  } else if (asked.do === "raw") {
    socket.io.engine.write(asked.text);
  } else if (asked.do === "end") {
    socket.disconnect();
    setTimeout(() => process.exit(0), 30); // the engine says good-bye
  }
}).on("close", () => process.exit(0));
