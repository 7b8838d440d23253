/* Sends the desk's forms without leaving the page. What was typed is kept until the server has it. */

import { empty, renewClientId, sayWrong } from "./composer.js";
import { alertWith, latest, show, toTheEnd } from "./page.js";

const UNREACHABLE = "The server could not be reached. What you typed is kept: try again.";

export function sendByFetch({ done }) {
  let isSending = false;
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (form.method !== "post" || "plain" in form.dataset) return;
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    document.body.classList.add("busy");
    try {
      await send(form, submitter);
    } catch {
      alertWith(UNREACHABLE);
    } finally {
      isSending = false;
      document.body.classList.remove("busy");
      done();
    }
  });
}

async function send(form, submitter) {
  const fields = new FormData(form);
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  latest.begin(); // no page asked for before this deed may be shown after it
  const answer = await fetch(address, { method: "POST", body: fields });
  const html = await answer.text();
  const fresh = show(answer, html);
  if (!fresh) return;
  latest.begin();
  if (answer.ok) {
    alertWith("");
    sayWrong("");
    if (form.id === "composer") {
      empty(fields.get("text"), fresh);
      toTheEnd();
    }
    document.body.dataset.address = fresh.body.dataset.address;
    history.replaceState(history.state, "", fresh.body.dataset.address + location.hash);
    return;
  }
  if (form.id === "composer") renewClientId(fresh);
  if (sayWrong(fresh.querySelector("#wrong:not([hidden]) span")?.textContent ?? "")) return alertWith("");
  const sentence = fresh.querySelector("[data-sentence]") ?? fresh.querySelector("main p, h1");
  alertWith(sentence?.textContent || `The server answered ${answer.status}. Try again.`);
}
