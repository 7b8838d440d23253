/* Who types: told while one does, and shown for a moment. What is not told again is over. */

const TOLD_EVERY_MS = 3_000;
const SHOWN_MS = 7_000;

/** Call `tell(true)` while somebody types in the field, `tell(false)` when it is empty again. What
    is sent says by itself that the typing is over. */
export function tellTyping(field, tell) {
  let toldAt = 0;
  field.addEventListener("input", () => {
    const isTyping = field.value.trim() !== "";
    if (isTyping === Boolean(toldAt) && Date.now() - toldAt < TOLD_EVERY_MS) return;
    if (!isTyping && !toldAt) return;
    toldAt = isTyping ? Date.now() : 0;
    tell(isTyping);
  });
  field.form.addEventListener("submit", () => { toldAt = 0; });
}

/** `show(name)` says on this line that somebody types, until `hide()` or for a few seconds. */
export function typingLine(line) {
  let timer = 0;
  const hide = () => {
    clearTimeout(timer);
    line.textContent = "";
  };
  const show = (name) => {
    hide();
    line.textContent = `${name} is typing…`;
    timer = setTimeout(hide, SHOWN_MS);
  };
  return { show, hide };
}
