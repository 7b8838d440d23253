// What was said, drawn. Every text is set as text; nothing of it is ever markup.
const list = document.querySelector("#said");
const frame = document.querySelector("#talk");
const model = document.querySelector("#line").content.firstElementChild;
const PICTURE = /\.(png|jpe?g|gif|webp)$/i;

// The list is turned around (widget.css): 0 is its end.
const isAtEnd = () => Math.abs(frame.scrollTop) < 60;
const toEnd = () => { frame.scrollTop = 0; };

export function clear() {
  list.replaceChildren();
}

export const has = (id) => Boolean(id && list.querySelector(`[data-id="${id}"]`));

/* A message of the server; one of our own replaces the line that was on its way. */
export function show(message) {
  if (has(message.id)) return;
  const isMine = message.sender_type === "customer";
  const waiting = isMine && message.client_id ? lineOf(message.client_id) : null;
  const line = draw({ ...message, isMine });
  line.dataset.id = message.id;
  const time = line.querySelector("time");
  time.dateTime = message.created_at;
  time.textContent = new Date(message.created_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  waiting?.remove();
  place(line, [...list.children].find(({ dataset }) => !dataset.id || Number(dataset.id) > message.id), isMine);
}

/* Words that are on their way. `again` sends them once more, under the same id. */
export function showSending(id, words, fileName, again) {
  const line = draw({ content: words, isMine: true });
  if (fileName) fill(line.querySelector(".file"), fileName);
  line.dataset.clientId = id;
  line.querySelector(".again").addEventListener("click", again);
  say(line, "Sending", false);
  lineOf(id)?.remove();
  place(line, null, true);
}

/* It was not sent, and why; sent again only where that can help. */
export function showNotSent(id, why, canRepeat) {
  const line = lineOf(id);
  if (line) say(line, `Not sent: ${why}`, true, canRepeat);
}

const lineOf = (id) => [...list.children].find((line) => line.dataset.clientId === id);

/* In the order they were stored; what has not been sent stands last. */
function place(line, before, always) {
  const follow = always || isAtEnd();
  list.insertBefore(line, before ?? null);
  for (const one of [line, line.nextElementSibling]) if (one) nameOnce(one);
  if (follow) toEnd();
}

/* A name stands above the first of several lines of one sender; ours is for ears alone. */
function nameOnce(line) {
  const before = line.previousElementSibling;
  const name = line.querySelector(".name");
  const isSame = before?.className === line.className && before.querySelector(".name").textContent === name.textContent;
  name.classList.toggle("hide", isSame || line.className === "mine");
}

function draw({ content, isMine, sender_type: from, sender_name: name, attachment_url: url }) {
  const line = model.cloneNode(true);
  line.className = isMine ? "mine" : from === "bot" ? "theirs bot" : "theirs";
  line.querySelector(".name").textContent = isMine ? "You" : name;
  line.querySelector(".text").textContent = content;
  line.querySelector(".text").hidden = !content;
  line.querySelector(".again").hidden = true;
  line.querySelector(".file").hidden = true;
  if (url) showFile(line.querySelector(".file"), url);
  return line;
}

function say(line, words, isFault, canRepeat = false) {
  const fault = line.querySelector(".fault");
  fault.textContent = words;
  fault.classList.toggle("bad", isFault);
  line.querySelector(".again").hidden = !canRepeat;
}

function showFile(link, url) {
  const path = new URL(url, location.href).pathname; // files are this server's own
  link.href = path;
  if (!PICTURE.test(path)) return fill(link, "Open the file");
  link.hidden = false;
  const picture = new Image();
  picture.alt = "Picture";
  picture.src = path;
  link.append(picture);
}

function fill(link, words) {
  link.hidden = false;
  link.textContent = words;
}
