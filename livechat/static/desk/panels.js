/* Small forms that open below a button: Escape and a press elsewhere close them. */

const openPanel = () => document.querySelector(".panel[open]:not(.within)");

export function closePanels() {
  document.addEventListener("keydown", (event) => {
    const panel = openPanel();
    if (event.key !== "Escape" || !panel) return;
    panel.removeAttribute("open");
    panel.querySelector("summary").focus();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    const panel = openPanel();
    if (panel && !panel.contains(target)) panel.removeAttribute("open");
  });
}
