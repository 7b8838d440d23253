/* Who types in the chat that is open: shown above the composer, and told to the customer. */

import { tellTyping, typingLine } from "../look/typing.js";

const line = document.getElementById("typing");
const shown = line && typingLine(line);

/** What the socket tells of a chat. */
export function hearTyping(type, told) {
  if (told.chat_id !== line?.dataset.chat || told.channel !== "chat") return;
  if (type === "typing" && told.is_typing) shown.show(told.name);
  else if (type === "typing" || told.author === "customer") shown.hide();
}

/** Whoever may write here shows that he does. It is told or it is not: nobody is bothered with it. */
export function showTyping() {
  const form = line && document.getElementById("composer");
  if (!form) return;
  const { text, csrfmiddlewaretoken: secret } = form.elements;
  tellTyping(text, (isTyping) => {
    if (text.readOnly) return;
    fetch(`/api/live-chat/${line.dataset.chat}/typing`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": secret.value },
      body: JSON.stringify({ is_typing: isTyping }),
    }).catch(() => {});
  });
}
