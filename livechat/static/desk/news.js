/* Listens to the dashboard's WebSocket and keeps it open.
   `news` is called for every frame that may have changed something, after each gap, and at the
   beginning if something happened between the page's cursor and the socket's. */

const SILENCE_MS = 60_000; // heartbeats come every 25 s
const LONGEST_WAIT_S = 30;
const QUIET = new Set(["connected", "heartbeat", "pong"]);
const NOT_SIGNED_IN = 4401;

let socket = null;
let attempts = 0;
let retryAt = 0;
let heardAt = 0;
let hasMissed = false;

export function follow({ news }) {
  const connect = () => {
    retryAt = 0;
    const opened = new WebSocket(`${location.origin.replace("http", "ws")}/api/dashboard/ws?include=deliveries,customers,system,handovers&channels=chat,room`);
    socket = opened;
    heardAt = Date.now();
    opened.onmessage = ({ data }) => {
      heardAt = Date.now();
      const { type, cursor } = JSON.parse(data);
      if (type === "connected") {
        attempts = 0;
        say("");
        if (hasMissed || String(cursor) !== document.body.dataset.cursor) news();
        hasMissed = false;
      }
      if (!QUIET.has(type)) news();
    };
    opened.onclose = ({ code }) => {
      if (socket !== opened) return;
      if (code === NOT_SIGNED_IN) return signInAgain();
      retryAt = Date.now() + waitSeconds() * 1000;
      hasMissed = true;
      attempts += 1;
      watch();
    };
  };

  const watch = () => {
    if (retryAt && Date.now() >= retryAt) connect();
    else if (retryAt) say(`Connection lost, trying again in ${Math.ceil((retryAt - Date.now()) / 1000)} s`);
    else if (Date.now() - heardAt > SILENCE_MS) drop();
  };

  /* A socket that has gone deaf may take minutes to close by itself. */
  const drop = () => {
    const deaf = socket;
    deaf.onclose({ code: 1006 });
    socket = null;
    deaf.close();
  };

  connect();
  setInterval(watch, 1000);
  addEventListener("online", () => retryAt && connect());
  // A page that the browser kept aside while another was shown is as old as that.
  addEventListener("pageshow", (event) => event.persisted && news());
}

/* Doubling, with chance in it: after a restart not everybody comes at the same moment. */
function waitSeconds() {
  return Math.min(LONGEST_WAIT_S, 2 ** attempts) * (0.75 + Math.random() / 2);
}

function say(sentence) {
  const offline = document.getElementById("offline");
  offline.hidden = !sentence;
  if (offline.textContent !== sentence) offline.textContent = sentence;
}

function signInAgain() {
  location.assign(`/sign-in/?next=${encodeURIComponent(document.body.dataset.address)}`);
}
