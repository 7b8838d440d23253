// The phone stays fresh: new bubbles every second, sending without a reload, scrolled to the end.
const POLL_MS = 1000;

const phone = document.querySelector(".phone");
const chat = phone.querySelector(".chat");
const form = phone.querySelector(".write");
const field = form.elements.text;
const chosen = form.querySelector(".chosen");
const fault = form.querySelector(".fault");
const trouble = document.querySelector("[data-trouble]");

let newest = Math.max(0, ...[...chat.querySelectorAll("[data-id]")].map((line) => Number(line.dataset.id)));

// The list is turned around (simulator.css): 0 is its end.
const isAtEnd = () => Math.abs(chat.parentElement.scrollTop) < 60;
const toEnd = () => { chat.parentElement.scrollTop = 0; };

function showTime(time, moment) {
  time.dateTime = moment;
  time.textContent = new Date(moment).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function show(message) {
  if (chat.querySelector(`[data-id="${message.id}"]`)) return;
  const line = phone.querySelector("template").content.firstElementChild.cloneNode(true);
  line.className = message.from_customer ? "mine" : "theirs";
  line.dataset.id = message.id;
  showFile(line, message.file);
  const text = line.querySelector(".text");
  text.textContent = message.text;
  if (!message.text) text.remove();
  showTime(line.querySelector("time"), message.at);
  // Messenger shows buttons under the newest message only.
  for (const old of chat.querySelectorAll(".choices")) old.remove();
  if (!message.from_customer) {
    line.querySelector(".text").after(buttons("react", "touches", "emoji", message.id, phone.querySelector("#react").dataset.emoji.split(" ").map((one) => [one, one])));
    if (message.quick_replies.length) line.append(buttons("press", "choices", "button", message.id, message.quick_replies.map((title, number) => [number, title])));
  }
  chat.querySelector(".empty")?.remove();
  chat.append(line);
  showFault(line, message.fault);
}

function showFile(line, file) {
  const link = line.querySelector(".shown");
  if (!file) return link.remove();
  link.href = file.url;
  if (file.kind !== "image") return link.append(file.name);
  const picture = new Image();
  picture.src = file.url;
  picture.alt = file.name;
  link.append(picture);
}

/* A form like the one the server renders, for a bubble that came later. */
function buttons(model, className, name, id, choices) {
  const copy = phone.querySelector(`#${model}`).cloneNode(true);
  copy.removeAttribute("id");
  copy.hidden = false;
  copy.className = className;
  copy.elements.message.value = id;
  for (const [value, title] of choices) {
    const button = document.createElement("button");
    Object.assign(button, { name, value, textContent: title, dir: "auto" });
    copy.append(button);
  }
  return copy;
}

function showFault(line, words) {
  if (!words || line.querySelector(".fault")) return;
  const note = document.createElement("span");
  note.className = "fault";
  note.textContent = `Not delivered. ${words}`;
  line.append(note);
}

async function look() {
  const answer = await fetch(`${phone.dataset.messages}?after=${newest}`);
  if (!answer.ok) return;
  const news = await answer.json();
  const follow = isAtEnd();
  for (const message of news.messages) {
    show(message);
    newest = Math.max(newest, message.id);
  }
  if (follow && news.messages.length) toEnd();
  trouble.textContent = news.trouble;
}

async function write(text, file) {
  const body = new FormData(form);
  body.set("text", text);
  if (!file) body.delete("file");
  const answer = await fetch(location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
  const { messages, error } = await answer.json();
  if (error) throw new Error(error);
  for (const message of messages) {
    show(message);
    showFault(chat.querySelector(`[data-id="${message.id}"]`), message.fault);
  }
  toEnd();
}

async function send(text, file) {
  if (!text.trim() && !file) return;
  fault.hidden = true;
  try {
    await write(text, file);
    if (file) takeBack();
  } catch (why) {
    field.value ||= text;
    fault.textContent = why instanceof TypeError ? "The server cannot be reached." : why.message;
    fault.hidden = false;
  }
}

function takeBack() {
  form.elements.file.value = "";
  chosen.hidden = true;
}
form.elements.file.addEventListener("change", () => {
  const [file] = form.elements.file.files;
  chosen.hidden = !file;
  chosen.querySelector("[data-chosen]").textContent = file?.name ?? "";
});
chosen.querySelector("button").addEventListener("click", takeBack);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value;
  field.value = "";
  field.focus();
  send(text, form.elements.file.files[0]);
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
for (const hint of document.querySelectorAll(".hints form")) {
  hint.addEventListener("submit", (event) => {
    event.preventDefault();
    if (location.hash) location.hash = "";
    send(hint.elements.text.value);
  });
}

async function watch() {
  try {
    await look();
  } catch {
    // the server is away for the moment: the next look may find it
  }
  setTimeout(watch, POLL_MS);
}

for (const time of chat.querySelectorAll("time")) showTime(time, time.dateTime);
toEnd();
if (matchMedia("(min-width: 821px)").matches) field.focus();
watch();
