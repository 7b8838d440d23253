// Unmodified socket.io-clients, driven by tests: lines of JSON in, lines of JSON out.
// Each line names its client by a number; `open` makes one. `auth.since` follows the last cursor heard.
"use strict";
const readline = require("node:readline");
const { io } = require("socket.io-client");

const sockets = new Map();

function open({ client, url, options: { auth, ...options } }) {
  const say = (kind, values) => process.stdout.write(JSON.stringify({ client, kind, ...values }) + "\n");
  let cursor = auth && auth.since;
  const authorize = (answer) => answer(auth ? { ...auth, since: cursor } : {});
  const socket = io(url, { ...options, auth: authorize, forceNew: true });
  socket.on("connect", () => say("connect", { transport: socket.io.engine.transport.name }));
  socket.on("connect_error", (fault) => say("connect_error", { message: fault.message, data: fault.data }));
  socket.on("disconnect", (reason) => say("disconnect", { reason }));
  socket.io.on("open", () => socket.io.engine.on("upgrade", (to) => say("upgrade", { transport: to.name })));
  socket.onAny((name, payload) => {
    if (payload && Number.isInteger(payload.cursor)) cursor = payload.cursor;
    say("event", { name, payload });
  });
  sockets.set(client, { socket, say });
}

const deeds = {
  emit({ socket, say }, { name, values, call }) {
    const sent = values.map((value) => (value && value.$bytes ? Buffer.from(value.$bytes) : value));
    socket.emit(name, ...sent, (...answer) => say("ack", { call, answer }));
  },
  cut: ({ socket }) => socket.io.engine.close(),
  leave: ({ socket }) => socket.disconnect(),
  come: ({ socket }) => socket.connect(),
  stall: ({ socket }) => socket.io.engine.transport.ws._socket.pause(), // reads nothing from now on
  read: ({ socket }) => socket.io.engine.transport.ws._socket.resume(),
  raw: ({ socket }, { text }) => socket.io.engine.write(text),
  end({ socket, say }, { client }) {
    socket.disconnect();
    sockets.delete(client);
    say("ended");
  },
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const asked = JSON.parse(line);
  if (asked.do === "open") open(asked);
  else if (sockets.has(asked.client)) deeds[asked.do](sockets.get(asked.client), asked);
}).on("close", () => process.exit(0));
