// A dashboard for agents: sign in, listen, take, write; and lose nothing when the line is cut.
// Four rules make it sound. 1: keep the cursor of the last frame, and come back with `since`.
// 2: load anew on `resync`. 3: name what you send by a `client_id`, and repeat it until it is
// answered. 4: a line on which no heartbeat comes is dead, whatever the browser believes.

const $ = (id) => document.getElementById(id);
const SILENCE_MS = 60_000; // a heartbeat comes every 25 s
let server, access, refresh; // where, and who we are
let socket, patience, cursor = null, pause = 500, chosen = null;
const customers = new Map(); // what the server last said of each, by page and id
const lines = new Map(); // messages of the chosen customer, by id
const unanswered = new Map(); // requests on their way, by request_id
const keyOf = (customer) => `${customer.page_id}/${customer.customer_id}`;
const say = (words) => { $("status").textContent = words; };

async function ask(path, body) {
  const reply = await fetch(`${server}/api/${path}`, body
    ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }
    : { headers: { Authorization: `Bearer ${access}` } });
  if (reply.status === 401 && !body && await renew()) return ask(path);
  const answer = await reply.json();
  if (!reply.ok) throw Object.assign(new Error(answer.error), { status: reply.status });
  return answer;
}

// An access token lives an hour; the refresh token gets the next one.
async function renew() {
  try {
    ({ access } = await ask("auth/refresh", { refresh }));
  } catch (fault) {
    if (fault.status) say(`Signed out: ${fault.message}`); // else the line is down: try later
    return !fault.status;
  }
  return true;
}

function connect() {
  const since = cursor === null ? "" : `?since=${cursor}`;
  // A browser cannot set headers on a socket; so the token goes as a subprotocol.
  socket = new WebSocket(`${server.replace("http", "ws")}/api/dashboard/ws${since}`, ["bearer", access]);
  socket.onmessage = ({ data }) => hear(JSON.parse(data));
  socket.onclose = ({ code }) => comeBack(code);
  listenForSilence();
}

async function comeBack(code) {
  clearTimeout(patience);
  if (code === 4403) return say("This account is for customers: only agents and admins may listen");
  if (code === 4401 && !await renew()) return;
  say(`Cut off (${code}); trying again`);
  setTimeout(connect, pause * (0.5 + Math.random())); // not everybody at the same moment
  pause = Math.min(pause * 2, 30_000);
}

function listenForSilence() {
  clearTimeout(patience);
  patience = setTimeout(() => { socket.onclose = null; socket.close(); comeBack("silent"); }, SILENCE_MS);
}

async function hear(frame) {
  listenForSilence();
  if (frame.type === "connected") {
    pause = 500;
    say("Connected");
    if (cursor === null) loadAnew(); // else what was missed comes now, in order
    unanswered.forEach((request) => socket.send(JSON.stringify(request)));
  }
  if (frame.type === "resync") loadAnew();
  const { customer, chat_id, page_id } = frame.data ?? {};
  if (customer) customers.set(keyOf(customer), customer);
  if (frame.type === "new_message") {
    if (!customers.has(`${page_id}/${chat_id}`)) loadAnew(); // somebody new
    if (chosen && `${page_id}/${chat_id}` === keyOf(chosen)) lines.set(frame.data.id, frame.data);
  }
  if (frame.type === "error") say(frame.error);
  unanswered.delete(frame.request_id);
  if (frame.cursor !== undefined) cursor = frame.cursor; // after its news was taken in
  show();
}

async function loadAnew() {
  try {
    const { customers: rows } = await ask("dashboard/customers?limit=200");
    for (const row of rows) customers.set(keyOf(row), row);
    if (chosen) await openConversation(chosen);
  } catch {
    cursor = null; // the line is down: load when it is back
    socket.close();
  }
  show();
}

async function openConversation(customer) {
  if (chosen !== customer) lines.clear();
  chosen = customer;
  const [id, page] = [customer.customer_id, customer.page_id].map(encodeURIComponent);
  const rows = await ask(`dashboard/messages/chat/${id}?page_id=${page}`);
  if (chosen === customer) rows.forEach((row) => lines.set(row.id, row));
  show();
}

// Repeated after a cut until it is answered. The server says a `client_id` once; to take again
// changes nothing.
function request(type, fields) {
  const id = crypto.randomUUID();
  const { page_id, customer_id } = chosen;
  const frame = { type, request_id: id, data: { page_id, customer_id, ...fields } };
  if (type === "send_message") frame.data.client_id = id;
  unanswered.set(id, frame);
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

function show() {
  const rows = [...customers.values()].sort((a, b) => b.updated_at.localeCompare(a.updated_at));
  $("customers").replaceChildren(...rows.map((customer) => {
    const row = element("button", `${nameOf(customer)} · ${holderOf(customer)}`);
    row.onclick = () => openConversation(customer);
    return row;
  }));
  $("talk").hidden = !chosen;
  if (!chosen) return;
  const customer = customers.get(keyOf(chosen));
  $("name").textContent = nameOf(customer);
  $("holder").textContent = holderOf(customer);
  $("lines").replaceChildren(...[...lines.values()].sort((a, b) => a.seq - b.seq)
    .map(({ agent_name, author, message }) => element("li", `${agent_name ?? author}: ${message}`)));
}

// Text is set as text: what customers write is never read as markup.
const element = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
const nameOf = (customer) => customer.customer_name || customer.customer_id;
const holderOf = ({ agent_name, stop }) => agent_name ? `with ${agent_name}` : stop ? "waiting" : "with the bot";

$("take").onclick = () => request("assign_agent");
$("release").onclick = () => request("unassign_agent", { resume_bot: true });
$("composer").onsubmit = (event) => {
  event.preventDefault();
  request("send_message", { message: event.target.text.value });
  event.target.reset();
};
$("sign-in").onsubmit = async (event) => {
  event.preventDefault();
  const { server: where, ...credentials } = Object.fromEntries(new FormData(event.target));
  server = where.replace(/\/$/, "");
  try {
    ({ access, refresh } = await ask("auth/login", credentials));
    [$("sign-in").hidden, $("work").hidden] = [true, false];
    connect();
  } catch (fault) { say(fault.message); }
};
