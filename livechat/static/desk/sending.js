/* Sends the desk's forms without leaving the page. What was typed is kept until the server has it. */

import { empty, insert, renewClientId, sayMissing, sayWrong } from "./composer.js";
import { alertWith, latest, show, toTheEnd } from "./page.js";

const UNREACHABLE = "The server could not be reached. What you typed is kept: try again.";

export function sendByFetch({ done }) {
  const sending = new Set(); // a form once, however often it is pressed; the next one in its turn
  let turn = Promise.resolve();
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.method !== "post" || "plain" in form.dataset) return;
    event.preventDefault();
    if (sending.has(form)) return;
    sending.add(form);
    document.body.classList.add("busy");
    const fields = new FormData(form);
    if (submitter?.name) fields.append(submitter.name, submitter.value);
    const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
    turn = turn.then(() => send({ form, submitter, fields, address })).catch(() => alertWith(UNREACHABLE)).finally(() => {
      sending.delete(form);
      if (!sending.size) document.body.classList.remove("busy");
      done();
    });
  });
}

async function send({ form, submitter, fields, address }) {
  latest.begin(); // no page asked for before this deed may be shown after it
  const answer = await fetch(address, { method: "POST", body: fields });
  const html = await answer.text();
  const fresh = show(answer, html);
  if (!fresh) return;
  latest.begin();
  const sentence = besideForm(form, submitter, fresh);
  if (answer.ok) {
    alertWith("");
    sayWrong("");
    if (submitter?.name === "insert") return insert(fields.get("text"), fresh);
    form.closest("details")?.removeAttribute("open");
    sayMissing(null);
    if (form.id === "composer") {
      empty(fields.get("text"), fresh);
      toTheEnd();
    }
    document.body.dataset.address = fresh.body.dataset.address;
    history.replaceState(history.state, "", fresh.body.dataset.address + location.hash);
    return;
  }
  if (sentence) return alertWith("");
  if (form.id === "composer") renewClientId(fresh);
  if (sayWrong(fresh.querySelector("#wrong:not([hidden]) span")?.textContent ?? "")) return alertWith("");
  const reason = fresh.querySelector("[data-sentence]") ?? fresh.querySelector("main p, h1");
  alertWith(reason?.textContent || `The server answered ${answer.status}. Try again.`);
}

/* What is wrong, beside the form that it is about, or nothing any more. Returns the sentence. */
function besideForm(form, submitter, fresh) {
  const name = submitter?.name === "insert" ? "insert" : form.querySelector("[data-wrong]")?.dataset.wrong;
  const [line, twin] = [document, fresh].map((page) => page.querySelector(`[data-wrong="${name}"]`));
  if (!line) return "";
  const sentence = twin && !twin.hidden ? twin.querySelector("span").textContent : "";
  line.querySelector("span").textContent = sentence;
  line.hidden = !sentence;
  return sentence;
}
