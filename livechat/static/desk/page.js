/* Brings the page on the screen in line with a fresh one from the server. */

import { morph } from "../look/morph.js";

const NEAR_THE_END_PX = 60;

/* Pages may arrive in another order than they were asked for; only the newest counts. */
let begun = 0;
export const latest = {
  begin: () => ++begun,
  is: (order) => order === begun,
};

const isElsewhere = (address) => !new URL(address).pathname.startsWith("/desk/");

/** Show an answer. Leaves for another page where it is not one of the desk; returns its document. */
export function show(answer, html) {
  if (answer.redirected && isElsewhere(answer.url)) {
    location.assign(`/sign-in/?next=${encodeURIComponent(document.body.dataset.address)}`);
    return null;
  }
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (!fresh.body.dataset.address) {
    if (answer.status === 404) location.reload();
    return fresh;
  }
  const wasAtEnd = isAtEnd();
  const before = { ...handler(document) };
  for (const region of document.querySelectorAll("[data-live]")) {
    const twin = fresh.querySelector(`[data-live="${region.dataset.live}"]`);
    if (twin) morph(region, twin);
  }
  openOrCloseComposer(fresh);
  noteHandler(before, handler(fresh));
  document.title = fresh.title;
  if (wasAtEnd) toTheEnd();
  return fresh;
}

/** What was said last is what one wants to see. */
export function toTheEnd() {
  const lines = document.querySelector(".lines");
  if (lines) lines.scrollTop = lines.scrollHeight;
}

function isAtEnd() {
  const lines = document.querySelector(".lines");
  return lines && lines.scrollHeight - lines.scrollTop - lines.clientHeight < NEAR_THE_END_PX;
}

/** Also when the room for lines shrinks: a longer reply, a phone's keyboard, a lost connection. */
export function stayAtTheEnd() {
  const lines = document.querySelector(".lines");
  if (!lines) return;
  let wasAtEnd = isAtEnd();
  lines.addEventListener("scroll", () => (wasAtEnd = isAtEnd()), { passive: true });
  new ResizeObserver(() => wasAtEnd && toTheEnd()).observe(lines);
}

/* The composer is not swapped: what is being typed is the person's. Only whether it may be sent. */
function openOrCloseComposer(fresh) {
  const [form, twin] = [document, fresh].map((page) => page.getElementById("composer"));
  if (!form || !twin) return;
  form.className = twin.className;
  form.elements.text.readOnly = twin.elements.text.readOnly;
}

/** Say why something was not done, or take that back. */
export function alertWith(sentence) {
  const alert = document.getElementById("alert");
  if (!alert) return;
  alert.querySelector("[data-sentence]").textContent = sentence;
  alert.hidden = !sentence;
}

/* Who handles a room: another may open it while one looks at it. */
const handler = (page) => page.querySelector("header[data-handler]")?.dataset;

function noteHandler(before, after) {
  const notice = document.getElementById("notice");
  if (!notice || !after || before.handler === after.handler) return;
  const isAnothers = after.handler && !("mine" in after);
  notice.textContent = isAnothers ? `${after.name} is now handling this conversation` : "";
  notice.hidden = !isAnothers;
}
