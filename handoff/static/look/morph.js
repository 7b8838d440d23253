/* Makes one element like another by changing only what differs, so that focus, selection,
   scrolling and what a screen reader has said already stay where they are. */

export function morph(old, fresh) {
  syncAttributes(old, fresh);
  const known = new Map();
  for (const child of old.children) if (child.id) known.set(child.id, child);
  let next = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const twin = known.get(child.id) ?? (fits(next, child) ? next : null);
    if (!twin) {
      old.insertBefore(document.importNode(child, true), next);
      continue;
    }
    // What stands between and is not in the fresh one goes, rather than moving what stays.
    while (next !== twin && next && !isNeeded(next, fresh)) next = discard(next);
    if (twin !== next) old.insertBefore(twin, next);
    else next = next.nextSibling;
    if (twin.nodeType === Node.ELEMENT_NODE) morph(twin, child);
    else if (twin.data !== child.data) twin.data = child.data;
  }
  while (next) next = discard(next);
}

function fits(old, fresh) {
  return old && !old.id && !fresh.id && old.nodeName === fresh.nodeName;
}

function isNeeded(old, fresh) {
  return Boolean(old.id) && [...fresh.children].some((child) => child.id === old.id);
}

function discard(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function syncAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    // What a person has opened is the person's to close.
    const isKept = name === "open" && old.nodeName === "DETAILS";
    if (!isKept && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}
