// A website's visitor: start a chat, write, hear the answer; and find it again after a cut or a
// reload. Four rules make it sound. 1: keep the cursor of the last event, and come back with `since`.
// 2: load anew on `resync`, and after a reload. 3: name what you send by a `client_id`; then the
// library may repeat it until it is answered (`retries`), and it is said once. 4: keep the token:
// it leads back to the same visitor.
import { io } from "socket.io-client";

const $ = (id) => document.getElementById(id);
const TYPING_MS = 3_000; // how often to tell that one types; what is not told again is over
const memory = JSON.parse(localStorage.getItem("chat") ?? "{}"); // server, widget_key, token, session_id
const lines = new Map(); // what was said, by id; set as text, never as markup
let socket, session = null, cursor = null, changes = 0, toldTypingAt = 0, typingEnds = 0;

const remember = (facts) => localStorage.setItem("chat", JSON.stringify(Object.assign(memory, facts)));
const say = (words) => { $("status").textContent = words; };
const complain = (words) => { $("fault").textContent = words; };

async function rest(path, body) {
  const headers = { "Content-Type": "application/json" };
  if (memory.token) headers.Authorization = `Bearer ${memory.token}`;
  const options = body ? { method: "POST", body: JSON.stringify(body) } : {};
  const reply = await fetch(`${memory.server}/api/live-chat/${path}`, { ...options, headers });
  const answer = await reply.json();
  if (!reply.ok) throw Object.assign(new Error(answer.error), { status: reply.status });
  return answer;
}

// A token that still holds leads to the same visitor, and lasts anew. For users whom the website
// knows, its server adds `user_id` and `user_hash` (docs/participants.md).
async function arrive(name = "") {
  const { widget_key, token } = memory;
  const welcome = await rest("visitor", { widget_key, ...(token && { token }), ...(name && { name }) });
  remember({ token: welcome.token });
}

function connect() {
  socket?.disconnect();
  socket = io(memory.server, {
    auth: (answer) => answer({ token: memory.token, ...(cursor !== null && { since: cursor }) }),
    ackTimeout: 10_000,
    retries: Infinity, // in order, one at a time, also what was asked while the line was down
  });
  socket.on("connect_error", (fault) => {
    say("Connecting again");
    if (!socket.active) complain(fault.message); // refused: it does not come back by itself
  });
  socket.on("disconnect", () => say(socket.active ? "Cut off; connecting again" : "Signed out"));
  socket.onAny((name, payload) => {
    if (payload.session_id === session?.id) changes += 1;
    if ([undefined, session?.id].includes(payload.session_id)) heard[name]?.(payload);
    if (payload.cursor !== undefined) cursor = payload.cursor; // after its news was taken in
  });
}

const heard = {
  connected: () => (cursor === null && session ? loadAnew() : show()),
  resync: () => loadAnew(),
  "chat:session_assigned": ({ session: now }) => show(now),
  "chat:ended": ({ session: now }) => show(now),
  "chat:queue_position": ({ position: queue_position }) =>
    show({ ...session, status: "pending", agent: null, queue_position }),
  "chat:new_message": (message) => { if (message.sender_type !== "customer") showTyping(""); take([message]); },
  "chat:typing": ({ name, is_typing }) => showTyping(is_typing ? `${name} is typing…` : ""),
};

// Sent once more it is the same: for `chat:start` and `chat:send_message` by their `client_id`.
async function ask(event, payload) {
  const answer = await socket.emitWithAck(event, payload);
  if (!answer.success) throw new Error(answer.error);
  complain("");
  return answer;
}

async function loadAnew() {
  const before = changes;
  try {
    const [{ session: now }, rows] = await Promise.all([rest(`${session.id}`), rest(`${session.id}/messages`)]);
    take(rows);
    if (changes === before) show(now);
    else await loadAnew(); // something came while we read: what we read is older
  } catch (fault) {
    if (fault.status) return forget(fault.message);
    cursor = null; // the line is down: load when it is back
  }
}

function take(messages) {
  for (const message of messages) lines.set(message.id, message);
  const sorted = [...lines.values()].sort((a, b) => a.id - b.id);
  $("lines").replaceChildren(...sorted.map(({ sender_name, content, attachment_url }) =>
    Object.assign(document.createElement("li"), { textContent: `${sender_name}: ${content || attachment_url}` })));
}

function show(now = session) {
  session = now;
  $("start").hidden = Boolean(session);
  $("chat").hidden = !session;
  if (!session) return;
  const { status, agent, queue_position: place } = session;
  $("subject").textContent = session.subject;
  $("composer").hidden = $("end").hidden = status === "closed";
  if (status === "closed") remember({ session_id: null }); // a reload may start the next
  if (status === "pending") say(place ? `Waiting, number ${place}` : "Waiting");
  else say(status === "closed" ? "This chat has ended" : `${agent?.name ?? "The bot"} answers`);
}

function showTyping(words) {
  clearTimeout(typingEnds);
  $("typing").textContent = words;
  if (words) typingEnds = setTimeout(showTyping, TYPING_MS * 2, "");
}

function forget(why) {
  remember({ session_id: null });
  show(null);
  complain(why);
}

$("start").onsubmit = async (event) => {
  event.preventDefault();
  const { subject, name, widget_key, ...where } = Object.fromEntries(new FormData(event.target));
  const server = where.server.replace(/\/$/, "");
  try {
    remember({ server, widget_key, ...(server !== memory.server && { token: undefined }) });
    await arrive(name);
    connect();
    const started = await ask("chat:start", { subject, client_id: crypto.randomUUID() });
    remember({ session_id: started.session.id });
    show(started.session);
  } catch (fault) { complain(fault.message); }
};
$("composer").onsubmit = (event) => {
  event.preventDefault();
  const content = event.target.text.value;
  event.target.reset();
  ask("chat:send_message", { session_id: session.id, content, client_id: crypto.randomUUID() })
    .then(({ message }) => take([message]), (fault) => complain(fault.message));
};
$("composer").oninput = () => {
  if (Date.now() - toldTypingAt < TYPING_MS || !socket.connected) return;
  toldTypingAt = Date.now();
  socket.volatile.emit("chat:typing", { session_id: session.id, is_typing: true }); // now or never
};
$("end").onclick = () => ask("chat:end", { session_id: session.id })
  .then((answer) => show(answer.session), (fault) => complain(fault.message));

if (memory.session_id) {
  session = { id: memory.session_id }; // the rest is loaded when the line is there
  arrive().then(connect, (fault) => (fault.status ? forget(fault.message) : connect()));
}
