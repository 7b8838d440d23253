/* As much of Pusher's protocol 7 as a guest's page needs: subscribe, hear, answer pings, come back.
   Nothing is replayed there: whoever comes back asks the server what was missed (`joined`). */

const LONGEST_WAIT_S = 30;
const USUAL_PATIENCE_S = 120;
const PONG_PATIENCE_MS = 30_000;
const GIVEN_UP = "This page cannot follow by itself any more. Reload it to see what is new.";

/* `authorise(socketId, channel)` answers {auth} or throws; `heard()` is told of each piece of news,
   `joined()` of each time that all channels are heard, `say(sentence)` of the connection ("" is
   well). */
export function listen({ key, channels, authorise, heard, joined, say }) {
  let socket = null;
  let attempts = 0;
  let retryAt = 0;
  let heardAt = 0;
  let pingedAt = 0;
  let patience = USUAL_PATIENCE_S * 1000;
  let missing = new Set();

  function connect() {
    const scheme = location.origin.replace("http", "ws");
    const opened = new WebSocket(`${scheme}/app/${key}?protocol=7&client=handoff-guest&version=1`);
    socket = opened;
    [retryAt, pingedAt, heardAt, missing] = [0, 0, Date.now(), new Set(channels)];
    opened.onmessage = ({ data }) => {
      if (socket !== opened) return;
      [heardAt, pingedAt] = [Date.now(), 0];
      take(opened, JSON.parse(data));
    };
    opened.onclose = ({ code }) => socket === opened && lose(code);
  }

  const send = (to, event, data = {}) => to.readyState === WebSocket.OPEN && to.send(JSON.stringify({ event, data }));

  function take(from, { event, channel, data }) {
    if (event === "pusher:connection_established") {
      const facts = JSON.parse(data);
      patience = (facts.activity_timeout ?? USUAL_PATIENCE_S) * 1000;
      for (const name of channels) subscribe(from, facts.socket_id, name);
    } else if (event === "pusher:ping") send(from, "pusher:pong");
    else if (event === "pusher_internal:subscription_succeeded") {
      missing.delete(channel);
      if (missing.size) return;
      attempts = 0;
      say("");
      joined();
    } else if (!event.startsWith("pusher")) heard(event);
  }

  async function subscribe(to, socketId, channel) {
    try {
      const proof = channel.startsWith("private-") ? await authorise(socketId, channel) : {};
      send(to, "pusher:subscribe", { channel, ...proof });
    } catch {
      to.close(); // tried again; the page itself says what has become of the session
    }
  }

  /* 4000 to 4099: the same would be refused again. 4200 to 4299: at once. Else after a while. */
  function lose(code) {
    socket = null;
    if (code >= 4000 && code < 4100) {
      retryAt = Infinity;
      return say(GIVEN_UP);
    }
    // With chance in it: after a restart not everybody comes at the same moment.
    const wait = Math.min(LONGEST_WAIT_S, 2 ** attempts) * (0.75 + Math.random() / 2);
    retryAt = Date.now() + (code >= 4200 && code < 4300 && !attempts ? 0 : wait * 1000);
    attempts += 1;
    watch();
  }

  function watch() {
    const now = Date.now();
    if (retryAt === Infinity) return;
    if (retryAt && now >= retryAt) connect();
    else if (retryAt) say(`Connection lost, trying again in ${Math.ceil((retryAt - now) / 1000)} s`);
    else if (pingedAt && now - pingedAt > PONG_PATIENCE_MS) drop();
    else if (!pingedAt && now - heardAt > patience && send(socket, "pusher:ping") !== false) pingedAt = now;
  }

  /* A socket that has gone deaf may take minutes to close by itself. */
  function drop() {
    const deaf = socket;
    lose(1006);
    deaf.close();
  }

  connect();
  setInterval(watch, 1000);
  addEventListener("online", () => retryAt && retryAt !== Infinity && connect());
}
