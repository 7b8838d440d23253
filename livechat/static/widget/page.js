// A visitor's chat from its start to its end. What it shows it asks for over REST, as often as news
// says that something happened; where none can be heard, every two seconds.
import * as server from "./server.js";
import * as lines from "./lines.js";
import { compose } from "./composer.js";
import { listen } from "./news.js";
import { standing } from "./standing.js";
import { watch } from "./watching.js";
import { tellTyping, typingLine } from "../look/typing.js";

const PAGE_OF_MESSAGES = 1_000;
const DEAF_MS = 2_000;
const WAITING_MS = 5_000; // who is there for those who wait is told to nobody
const LIVE_MS = 30_000;
const GONE = [401, 403, 404];
const at = (id) => document.getElementById(id);

let session = null; // the id of the chat that is shown
let newest = 0; // the id of its newest message
let agent = null; // who answered at the last look
let watching = null;
let news = null;
const typing = typingLine(at("typing"));
let startId = server.newId();

function setWords(element, words) {
  if (element.textContent !== words) element.textContent = words; // said again, it is read out again
  element.hidden = !words;
}
const fault = (words) => setWords(at("trouble"), words);

function show(view) {
  const isTalk = view !== "start";
  at("start").hidden = isTalk;
  at("talk").hidden = !isTalk;
  at("write").hidden = view !== "talk";
  at("end").hidden = view !== "talk";
  at("over").hidden = view !== "over";
}

function showStart() {
  stop();
  server.remember({ session: null });
  session = null;
  for (const id of ["standing", "subject", "trouble"]) setWords(at(id), "");
  at("name").value = server.memory.name ?? "";
  show("start");
}

function showChat(id) {
  [session, newest, agent] = [id, 0, null];
  lines.clear();
  fault("");
  show("talk");
  watching = watch(look, { every, fault: tell });
  news = listen({ token: () => server.memory.token, hear, changed: () => watching.now() });
}

function stop() {
  watching?.stop();
  news?.stop();
  typing.hide();
}

function every() {
  if (!news.isLive()) return DEAF_MS;
  return at("standing").dataset.kind === "waiting" ? WAITING_MS : LIVE_MS;
}

function hear(name, told) {
  if (told.session_id !== session) return;
  if (name === "chat:typing") return told.is_typing ? typing.show(told.name) : typing.hide();
  if (name === "chat:new_message" && told.sender_type !== "customer") typing.hide();
  if (!lines.has(told.id)) watching.now();
}

/* One look: where it stands, then what was said. In this order the last words come before the end. */
async function look() {
  const looked = session;
  const answer = await server.chat(looked);
  await readOn(looked);
  if (looked !== session) return false; // another chat is shown by now
  const { kind, words } = standing(answer, agent);
  agent = answer.session.agent;
  setWords(at("subject"), answer.session.subject);
  setWords(at("standing"), words);
  at("standing").dataset.kind = kind;
  if (kind !== "over") return true;
  stop();
  const hadFocus = at("write").contains(document.activeElement) || document.activeElement === at("end");
  show("over");
  if (hadFocus) at("over").querySelector("button").focus();
  return false;
}

async function readOn(looked) {
  let rows;
  do {
    rows = await server.messages(looked, newest);
    if (looked !== session) return;
    for (const message of rows) lines.show(message);
    newest = Math.max(newest, ...rows.map((message) => message.id));
  } while (rows.length === PAGE_OF_MESSAGES);
}

/* What became of a look: the connection comes back by itself, a chat that is gone does not. */
function tell(why) {
  if (!why) return fault("");
  if (!GONE.includes(why.status)) return fault("Connection lost. Trying again by itself; what you write stays here.");
  showStart();
  fault("This chat cannot be found any more. You can start a new one.");
}

const composer = compose({ session: () => session, said: () => watching?.now(), fault });
tellTyping(at("text"), (isTyping) => server.typing(session, isTyping).catch(() => {}));

async function begin(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    await server.arrive(form.elements.name.value.trim());
    const started = await server.start(form.elements.subject.value.trim(), startId);
    server.remember({ session: started.session.id });
    startId = server.newId();
    showChat(started.session.id);
    composer.deliver(form.elements.message.value);
    form.reset();
    composer.focus();
  } catch (why) {
    fault(why.message);
  }
  button.disabled = false;
}

at("start").addEventListener("submit", (event) => {
  event.preventDefault();
  begin(event.target);
});
at("end").addEventListener("click", async () => {
  if (!confirm("End this chat? It cannot be taken up again.")) return;
  at("end").disabled = true;
  try {
    await server.end(session);
    fault("");
  } catch (why) {
    fault(why.message);
  }
  at("end").disabled = false;
  watching.now();
});
at("over").addEventListener("click", () => {
  showStart();
  at("about").focus();
});

/* After a reload: the same visitor, who finds the chat again; its token lasts anew. */
async function comeBack() {
  const { token, session: known } = server.memory;
  if (!token || !known) return showStart();
  try {
    await server.arrive();
  } catch {
    // the look below tells what is wrong, and tries again
  }
  showChat(known);
}
comeBack();
