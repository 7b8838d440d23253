// What a visitor asks the server, with the visitor's token alone, and what this browser remembers.
const PATIENCE_MS = 15_000;
const UPLOAD_PATIENCE_MS = 120_000;

const key = document.querySelector("[data-widget]").dataset.widget;
const shelf = `handoff-widget:${key}`;

/* A refusal in the server's words; `status` 0: no answer. `after` in seconds, if it named one. */
export class Refused extends Error {
  constructor(words, status, after = 0) {
    super(words);
    this.status = status;
    this.after = after;
  }
}

/* {token, session, name}: what leads back to the chat after a reload. */
export const memory = read();

function read() {
  try {
    return JSON.parse(localStorage.getItem(shelf)) ?? {};
  } catch {
    return {}; // storage is forbidden, or holds something else
  }
}

export function remember(facts) {
  Object.assign(memory, facts);
  try {
    localStorage.setItem(shelf, JSON.stringify(memory));
  } catch {
    // the chat goes on; only a reload will not find it
  }
}

/* Good for one thing said: repeated, it is said once. */
export const newId = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function ask(path, { method = "GET", body, patience = PATIENCE_MS } = {}) {
  const headers = memory.token ? { Authorization: `Bearer ${memory.token}` } : {};
  const isForm = body instanceof FormData;
  if (body && !isForm) headers["Content-Type"] = "application/json";
  let answer, said;
  try {
    answer = await fetch(`/api/${path}`, {
      method, headers, body: body && !isForm ? JSON.stringify(body) : body,
      credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(patience),
    });
    said = await answer.json();
  } catch {
    throw new Refused("The server cannot be reached.", answer?.ok === false ? answer.status : 0);
  }
  if (!answer.ok) throw new Refused(said.error ?? "That did not work.", answer.status, Number(answer.headers.get("Retry-After")) || 0);
  return said;
}

const post = (path, body = {}) => ask(path, { method: "POST", body });

/* Arrive: a token that was given before leads to the same visitor, and lasts anew. */
export async function arrive(name = "") {
  const { token } = memory;
  const welcome = await post("live-chat/visitor", { widget_key: key, ...(token && { token }), ...(name && { name }) });
  remember({ token: welcome.token, ...(name && { name }) });
}

export const start = (subject, id) => post("live-chat/start", { subject, client_id: id });
export const chat = (session) => ask(`live-chat/${session}`);
export const messages = (session, after) => ask(`live-chat/${session}/messages?after=${after}`);
export const say = (session, words) => post(`live-chat/${session}/messages`, words);
export const typing = (session, isTyping) => post(`live-chat/${session}/typing`, { is_typing: isTyping });
export const end = (session) => post(`live-chat/${session}/end`);

/* The address that a message of type `file` names. */
export async function upload(file) {
  const body = new FormData();
  body.set("file", file);
  const done = await ask("chat-upload/upload", { method: "POST", body, patience: UPLOAD_PATIENCE_MS });
  return done.file.url;
}
