/* The field one writes in: Enter sends, and a draft survives whatever happens to the page. */

const MOST_BYTES = 10 * 1024 * 1024;
const form = document.getElementById("composer");
const key = form && `draft:${new URL(form.action).pathname}`;

export function enterSends() {
  form?.elements.text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    // On a phone Enter begins a new line: the button is under the thumb.
    const byThumb = matchMedia("(pointer: coarse)").matches;
    if (byThumb && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const button = form.querySelector(".go button");
    const hasContent = event.target.value.trim() || form.elements.file.files.length;
    if (!button.disabled && hasContent) form.requestSubmit(button);
  });
}

/* The draft keeps its form's client_id: had it been sent and the answer lost, it is not sent twice. */
export function keepDrafts() {
  if (!form) return;
  const { text, client_id } = form.elements;
  const draft = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  // A browser may have put the words back by itself, on a form with another id.
  if (draft.text && ["", draft.text].includes(text.value)) [text.value, client_id.value] = [draft.text, draft.client_id];
  text.addEventListener("input", saveDraft);
}

function saveDraft() {
  const { text, client_id } = form.elements;
  const draft = JSON.stringify({ text: text.value, client_id: client_id.value });
  if (text.value) sessionStorage.setItem(key, draft);
  else sessionStorage.removeItem(key);
}

/* What is chosen is shown by its name, and can be taken back. */
export function showChosenFile() {
  if (!form) return;
  const { file } = form.elements;
  const chosen = document.getElementById("chosen");
  file.addEventListener("change", () => {
    chosen.hidden = !file.files.length;
    chosen.querySelector("span").textContent = file.files[0]?.name ?? "";
    sayWrong(file.files[0]?.size > MOST_BYTES ? "The file is larger than 10 MB" : "");
  });
  chosen.querySelector("button").addEventListener("click", takeFileBack);
}

function takeFileBack() {
  const { file } = form.elements;
  file.value = "";
  file.dispatchEvent(new Event("change"));
  file.focus();
}

/* What is wrong with the file, beside it. Returns whether that was what was wrong. */
export function sayWrong(sentence) {
  const wrong = document.getElementById("wrong");
  if (!wrong) return false;
  wrong.querySelector("span").textContent = sentence;
  wrong.hidden = !sentence;
  return Boolean(sentence);
}

/* After a refusal: the answer's form says under which id the same words may be tried again. */
export function renewClientId(fresh) {
  const twin = fresh.getElementById("composer");
  if (twin) form.elements.client_id.value = twin.elements.client_id.value;
  saveDraft();
}

/* A saved answer was put behind what stood there when it was asked for. */
export function insert(stood, fresh) {
  const { text, response } = form.elements;
  const filled = fresh.getElementById("composer")?.elements.text.value ?? "";
  text.value += filled.slice(stood.replaceAll("\r\n", "\n").length);
  response.value = "";
  sayMissing(fresh.getElementById("missing"));
  saveDraft();
  text.focus();
}

/* Which variables of a saved answer had no value; null takes it back. */
export function sayMissing(twin) {
  const missing = document.getElementById("missing");
  if (!missing) return;
  missing.hidden = twin?.hidden ?? true;
  if (!missing.hidden) missing.querySelector("b").textContent = twin.querySelector("b").textContent;
}

/* After `sent` has gone. Somebody may have typed on meanwhile: that stays. */
export function empty(sent, fresh) {
  const { text } = form.elements;
  takeFileBack();
  const words = sent.replaceAll("\r\n", "\n");
  if (text.value.startsWith(words)) text.value = text.value.slice(words.length).trimStart();
  renewClientId(fresh);
  text.focus();
}
