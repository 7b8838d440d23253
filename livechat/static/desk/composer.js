/* The field one writes in: Enter sends, and a draft survives whatever happens to the page. */

const form = document.getElementById("composer");
const key = form && `draft:${new URL(form.action).pathname}`;

export function enterSends() {
  form?.elements.text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    // On a phone Enter begins a new line: the button is under the thumb.
    const byThumb = matchMedia("(pointer: coarse)").matches;
    if (byThumb && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const button = form.querySelector("button");
    if (!button.disabled && event.target.value.trim()) form.requestSubmit(button);
  });
}

/* The draft keeps its form's client_id: had it been sent and the answer lost, it is not sent twice. */
export function keepDrafts() {
  if (!form) return;
  const { text, client_id } = form.elements;
  const draft = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  if (draft.text && !text.value) [text.value, client_id.value] = [draft.text, draft.client_id];
  text.addEventListener("input", saveDraft);
}

function saveDraft() {
  const { text, client_id } = form.elements;
  const draft = JSON.stringify({ text: text.value, client_id: client_id.value });
  if (text.value) sessionStorage.setItem(key, draft);
  else sessionStorage.removeItem(key);
}

/* After a refusal: the answer's form says under which id the same words may be tried again. */
export function renewClientId(fresh) {
  const twin = fresh.getElementById("composer");
  if (twin) form.elements.client_id.value = twin.elements.client_id.value;
  saveDraft();
}

/* After `sent` has gone. Somebody may have typed on meanwhile: that stays. */
export function empty(sent, fresh) {
  const { text } = form.elements;
  const words = sent.replaceAll("\r\n", "\n");
  if (text.value.startsWith(words)) text.value = text.value.slice(words.length).trimStart();
  renewClientId(fresh);
  text.focus();
}
