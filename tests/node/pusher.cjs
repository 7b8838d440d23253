// Unmodified pusher-js clients, driven by tests: lines of JSON in, lines of JSON out.
// Each line names its client by a number; `open` makes one.
"use strict";
const readline = require("node:readline");
const Pusher = require("pusher-js");

const clients = new Map();

function open({ client, key, options }) {
  const say = (kind, values) => process.stdout.write(JSON.stringify({ client, kind, ...values }) + "\n");
  const pusher = new Pusher(key, options);
  pusher.connection.bind("state_change", ({ current }) => say("state", { state: current, socket_id: pusher.connection.socket_id }));
  pusher.connection.bind("error", (fault) => say("error", { fault: fault && (fault.data || fault.error || String(fault)) }));
  clients.set(client, { pusher, say });
}

const listed = (members) => {
  const all = {};
  members.each((member) => (all[member.id] = member.info));
  return { members: all, count: members.count, me: members.me };
};

const deeds = {
  subscribe({ pusher, say }, { channel }) {
    const subscribed = pusher.subscribe(channel);
    subscribed.unbind();
    subscribed.unbind_global();
    subscribed.bind_global((event, data, metadata) => {
      const payload = event === "pusher:subscription_succeeded" && data && data.each ? listed(data) : data;
      say("event", { channel, event, data: payload, user_id: metadata && metadata.user_id });
    });
  },
  unsubscribe: ({ pusher }, { channel }) => pusher.unsubscribe(channel),
  trigger: ({ pusher }, { channel, event, data }) => pusher.channel(channel).trigger(event, data),
  raw: ({ pusher }, { event, data, channel }) => pusher.send_event(event, data, channel),
  cut: ({ pusher }) => pusher.connection.connection.transport.close(),
  end({ pusher, say }, { client }) {
    pusher.disconnect();
    clients.delete(client);
    say("ended");
  },
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const asked = JSON.parse(line);
  if (asked.do === "open") open(asked);
  else if (clients.has(asked.client)) deeds[asked.do](clients.get(asked.client), asked);
}).on("close", () => process.exit(0));
