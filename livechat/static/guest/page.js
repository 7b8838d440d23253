/* Keeps a guest's page true. News says only that something happened; what it looks like now the
   server says, as the same page again. Without this module the page still works: it is a form. */

import { morph } from "../look/morph.js";
import { listen } from "./pusher.js";

const AFTER_NEWS_MS = 150;
const AFTER_FAULT_MS = 3_000;
const LOOK_EVERY_MS = 15_000; // whether the handler is still there is told by nobody
const PATIENCE_MS = 15_000;
const UPLOAD_MS = 120_000;
const MOST_BYTES = 10 * 1024 * 1024;
const TOO_LARGE = "Files of up to 10 MB can be sent.";
const UNREACHABLE = "The server could not be reached. What you wrote is kept: send it again.";

const facts = document.body.dataset;
const form = document.getElementById("write");
const { text, file, client_id } = form.elements;
const chosen = document.getElementById("chosen");
const trouble = document.getElementById("trouble");
const shelf = `draft:${location.pathname}`;

let timer = 0;
let isAsking = false;
let isWanted = false;

function refresh(after = AFTER_NEWS_MS) {
  isWanted = true;
  // A page that nobody looks at has read nothing.
  if (!isAsking && !document.hidden) timer ||= setTimeout(askAgain, after);
}

/* One at a time. What happens meanwhile is seen by one more round. */
async function askAgain() {
  timer = 0;
  isAsking = true;
  isWanted = false;
  let after = AFTER_NEWS_MS;
  try {
    show(await ask());
    if (trouble.textContent === UNREACHABLE) say("trouble", "");
  } catch {
    [isWanted, after] = [true, AFTER_FAULT_MS];
  }
  isAsking = false;
  if (isWanted) refresh(after);
}

/* The page again, as a document. Throws where there is no answer of ours. */
async function ask(body) {
  const method = body ? "POST" : "GET";
  const patience = body && file.files.length ? UPLOAD_MS : PATIENCE_MS;
  const answer = await fetch(facts.address, { method, body, cache: "no-store", signal: AbortSignal.timeout(patience) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.body.dataset.view && answer.status >= 500) throw new Error("no page");
  return page;
}

/* Returns whether it is still this page. */
function show(page) {
  // Checked out meanwhile, or the session is over: another page, which says so.
  if (page.body.dataset.view !== facts.view) {
    location.assign(facts.address);
    return false;
  }
  for (const region of document.querySelectorAll("[data-live]")) {
    const twin = page.querySelector(`[data-live="${region.dataset.live}"]`);
    if (twin) morph(region, twin);
  }
  return true;
}

async function send() {
  const words = text.value;
  const [picked] = file.files;
  if (!words.trim() && !picked) return;
  form.classList.add("busy");
  try {
    const page = await ask(new FormData(form));
    if (!show(page)) return;
    const wrong = page.getElementById("trouble").textContent.trim();
    say("trouble", wrong);
    if (!wrong) empty(words, picked);
    client_id.value = page.getElementById("write").elements.client_id.value;
  } catch {
    say("trouble", UNREACHABLE);
  }
  form.classList.remove("busy");
  keepDraft();
  text.focus();
}

/* Somebody may have typed on meanwhile, or picked another file: that stays. */
function empty(words, picked) {
  if (text.value.startsWith(words)) text.value = text.value.slice(words.length).trimStart();
  if (file.files[0] === picked) takeBack();
  document.getElementById("talk").scrollTop = 0; // turned around: its end
}

/* A file waits beside the words until they are sent, or until it is taken back. */
function choose() {
  const [picked] = file.files;
  const isTooLarge = picked?.size > MOST_BYTES;
  if (isTooLarge) file.value = "";
  if (picked) say("trouble", isTooLarge ? TOO_LARGE : "");
  chosen.hidden = !file.files.length;
  chosen.querySelector("span").textContent = file.files[0]?.name ?? "";
}

function takeBack() {
  file.value = "";
  choose();
}

/* With the id of its form: had it been sent and the answer lost, it is not sent twice. */
function keepDraft() {
  if (text.value) sessionStorage.setItem(shelf, JSON.stringify({ words: text.value, id: client_id.value }));
  else sessionStorage.removeItem(shelf);
}

function say(id, sentence) {
  const line = document.getElementById(id);
  line.hidden = !sentence;
  if (line.textContent !== sentence) line.textContent = sentence;
}

async function authorise(socket_id, channel_name) {
  const answer = await fetch("/pusher/auth", {
    method: "POST", body: new URLSearchParams({ socket_id, channel_name }), credentials: "omit",
    headers: { Authorization: `Bearer ${facts.token}` }, signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!answer.ok) {
    refresh();
    throw new Error("refused");
  }
  return answer.json();
}

const draft = JSON.parse(sessionStorage.getItem(shelf) ?? "{}");
// A browser may have put the words back by itself, on a form with another id.
if (draft.words && ["", draft.words].includes(text.value)) [text.value, client_id.value] = [draft.words, draft.id];

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!form.classList.contains("busy")) send();
});
text.addEventListener("input", keepDraft);
file.addEventListener("change", choose);
chosen.querySelector("button").addEventListener("click", () => {
  takeBack();
  text.focus();
});
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  // On a phone Enter begins a new line: the button is under the thumb.
  if (matchMedia("(pointer: coarse)").matches && !event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  form.requestSubmit();
});
document.addEventListener("visibilitychange", () => document.hidden || refresh());
addEventListener("pageshow", (event) => event.persisted && refresh());
setInterval(refresh, LOOK_EVERY_MS);

listen({
  key: facts.key,
  channels: facts.channels.split(" "),
  authorise,
  heard: () => refresh(),
  joined: () => refresh(),
  say: (sentence) => say("offline", sentence),
});
