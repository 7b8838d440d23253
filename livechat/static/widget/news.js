// Listens at the chat's own door, as far as this page needs it: Socket.IO over a WebSocket, without
// its library (docs/socketio.md). News says only that something happened, and who types. Where
// nothing can be heard the page asks by itself, more often.
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const QUIET = ["connected", "heartbeat"];

/* `token()` signs in; `hear(name, payload)` is called for each event; `changed()` where something
   may have been missed: at the beginning, and when the line is cut. Returns {isLive, stop}. */
export function listen({ token, hear, changed }) {
  let socket = null, retry = 0, silence = 0, patience = LONGEST_PAUSE_MS, failed = 0;
  let isIn = false, isOver = false;

  function connect() {
    clearTimeout(retry);
    if (socket || isOver || document.hidden) return;
    socket = new WebSocket(`${location.origin.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    socket.onmessage = ({ data }) => take(data);
    socket.onclose = lost;
    listenForSilence();
  }

  function lost() {
    clearTimeout(silence);
    const wasIn = isIn;
    [socket, isIn] = [null, false];
    if (isOver) return;
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failed) * (0.75 + Math.random() / 2);
    failed += 1;
    retry = setTimeout(connect, pause);
    if (wasIn) changed();
  }

  /* Each text begins with what it is: 0 open, 2 ping, 40 signed in, 42 an event, 41 and 44 the end. */
  function take(text) {
    listenForSilence();
    if (text[0] === "0") {
      const { pingInterval, pingTimeout } = JSON.parse(text.slice(1));
      patience = pingInterval + pingTimeout;
      socket.send(`40${JSON.stringify({ token: token() })}`);
    } else if (text === "2") socket.send("3");
    else if (text.startsWith("42")) {
      const [name, payload] = JSON.parse(text.slice(2));
      if (!QUIET.includes(name)) hear(name, payload);
    } else if (text.startsWith("40")) {
      [isIn, failed] = [true, 0];
      changed();
    } else if (text.startsWith("41") || text.startsWith("44")) socket.close();
  }

  /* A line that has gone deaf may take minutes to close by itself. */
  function listenForSilence() {
    clearTimeout(silence);
    const heard = socket;
    silence = setTimeout(() => {
      heard.onmessage = heard.onclose = null;
      heard.close();
      lost();
    }, patience);
  }

  const onSeen = () => connect();
  document.addEventListener("visibilitychange", onSeen);
  window.addEventListener("online", onSeen);
  connect();
  return {
    isLive: () => isIn,
    stop() {
      isOver = true;
      clearTimeout(retry);
      clearTimeout(silence);
      document.removeEventListener("visibilitychange", onSeen);
      window.removeEventListener("online", onSeen);
      socket?.close();
    },
  };
}
