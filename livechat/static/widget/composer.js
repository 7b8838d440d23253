// The bar below a chat: words, a file, and what became of each.
import * as server from "./server.js";
import * as lines from "./lines.js";

const MOST_BYTES = 10 * 1024 * 1024;
const form = document.querySelector("#write");
const field = form.elements.text;
const chosen = document.querySelector("#chosen");

/* `session()` names the chat; `said()` is called when something has been stored; `fault(words)`. */
export function compose({ session, said, fault }) {
  const deliver = (outgoing) => send(session(), outgoing).then(said, () => {});

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [file] = form.elements.file.files;
    const text = field.value;
    if (!text.trim() && !file) return;
    field.value = "";
    takeBack();
    field.focus();
    deliver({ id: server.newId(), text, file });
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.elements.file.addEventListener("change", () => {
    const [file] = form.elements.file.files;
    const isTooLarge = file && file.size > MOST_BYTES;
    fault(isTooLarge ? "Files of up to 10 MB can be sent." : "");
    if (!file || isTooLarge) return takeBack();
    chosen.hidden = false;
    chosen.querySelector("span").textContent = file.name;
  });
  chosen.querySelector("button").addEventListener("click", () => { takeBack(); field.focus(); });

  return { deliver: (text) => deliver({ id: server.newId(), text }), focus: () => field.focus() };
}

function takeBack() {
  form.elements.file.value = "";
  chosen.hidden = true;
}

/* Once more is the same thing: its id and an upload that went well are kept. */
async function send(session, outgoing) {
  const { id, text, file } = outgoing;
  lines.showSending(id, text, file?.name, () => send(session, outgoing).catch(() => {}));
  try {
    if (file) outgoing.url ??= await server.upload(file);
    const words = { client_id: id, content: text, ...(file && { type: "file", attachment_url: outgoing.url }) };
    const { message } = await server.say(session, words);
    lines.show(message);
  } catch (why) {
    lines.showNotSent(id, why.message, ![400, 401, 403, 404, 409, 413, 415].includes(why.status));
    throw why;
  }
}
