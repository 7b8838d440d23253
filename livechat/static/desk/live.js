/* Keeps a page of the desk true. News on the WebSocket says only that something happened; what it
   looks like now the server says, as the same page again. Without this module every page still
   works: it is plain links and forms. */

import { tick } from "../look/clock.js";
import { enterSends, keepDrafts, showChosenFile } from "./composer.js";
import { follow } from "./news.js";
import { latest, show, stayAtTheEnd, toTheEnd } from "./page.js";
import { closePanels } from "./panels.js";
import { readAlong } from "./reading.js";
import { sendByFetch } from "./sending.js";
import { hearTyping, showTyping } from "./typing.js";

const AFTER_NEWS_MS = 150;
const AFTER_FAULT_MS = 3000;

let timer = 0;
let isFetching = false;
let isWanted = false;

function refresh(after = AFTER_NEWS_MS) {
  isWanted = true;
  if (!isFetching) timer ||= setTimeout(fetchPage, after);
}

/* One at a time. What happens meanwhile is seen by one more round. */
async function fetchPage() {
  timer = 0;
  isFetching = true;
  isWanted = false;
  let failed = false;
  try {
    const order = latest.begin();
    const answer = await fetch(document.body.dataset.address);
    if (answer.ok || answer.redirected || answer.status === 404) {
      const html = await answer.text();
      // A form that was sent meanwhile has brought a newer page.
      if (latest.is(order)) show(answer, html);
      else isWanted = true;
    } else failed = true;
  } catch {
    failed = true;
  }
  isFetching = false;
  tick();
  if (failed) refresh(AFTER_FAULT_MS);
  else if (isWanted) refresh();
  else readAlong({ done: refresh });
}

keepDrafts();
enterSends();
showChosenFile();
closePanels();
sendByFetch({ done: tick });
showTyping();
follow({ news: refresh, whispers: hearTyping });
readAlong({ done: refresh });
document.addEventListener("visibilitychange", () => readAlong({ done: refresh }));

if (!location.search.includes("before=")) toTheEnd();
stayAtTheEnd();
