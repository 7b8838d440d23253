/* Times that tick, all by one timer. `data-since` counts up (4:12), `data-until` counts down
   (23 h 54 m), `data-ago` says how long ago (2 min ago). The server's clock counts:
   `body[data-now]` tells how far this one is off. */

const ahead = Date.parse(document.body.dataset.now ?? "") - Date.now() || 0;

export function counted(seconds) {
  const days = Math.floor(seconds / 86400);
  if (days) return days === 1 ? "1 day" : `${days} days`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = String(seconds % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

export function left(seconds) {
  const minutes = Math.floor(seconds / 60);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  if (days) return `${days} d ${hours} h`;
  return hours ? `${hours} h ${minutes % 60} m` : `${minutes} m`;
}

function show(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function age(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (!minutes) return "just now";
  if (days) return days === 1 ? "1 day ago" : `${days} days ago`;
  return hours ? `${hours} h ago` : `${minutes} min ago`;
}

export function tick() {
  const now = Date.now() + ahead;
  const between = (from, to) => Math.max(0, Math.floor((to - from) / 1000));
  for (const each of document.querySelectorAll("[data-since]")) {
    show(each, counted(between(Date.parse(each.dataset.since), now)));
  }
  for (const each of document.querySelectorAll("[data-until]")) {
    show(each, left(between(now, Date.parse(each.dataset.until))));
  }
  for (const each of document.querySelectorAll("[data-ago]")) {
    show(each, age(between(Date.parse(each.dataset.ago), now)));
  }
}

setInterval(tick, 1000);
