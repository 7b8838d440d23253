// Looking every two seconds, while the page is looked at itself; less often while nobody answers.
const EVERY_MS = 2_000;
const LONGEST_MS = 60_000;

/* `look()` is one look; it answers false when there is nothing more to look for. `fault(why)` hears
   of each that failed, and null when one went well again. Returns {now, stop}. */
export function watch(look, fault) {
  let timer = null, isLooking = false, isOver = false, failed = 0;

  async function round() {
    clearTimeout(timer);
    if (isLooking || isOver || document.hidden) return;
    isLooking = true;
    let pause = EVERY_MS;
    try {
      isOver = (await look()) === false || isOver;
      if (failed) fault(null);
      failed = 0;
    } catch (why) {
      failed += 1;
      // Not all at once, where many lost the same server.
      const spread = 0.75 + Math.random() / 2;
      pause = Math.max(Math.min(LONGEST_MS, EVERY_MS * 2 ** failed) * spread, (why.after ?? 0) * 1000);
      if (!isOver) fault(why);
    }
    isLooking = false;
    if (!isOver) timer = setTimeout(round, pause);
  }

  const onSeen = () => round();
  document.addEventListener("visibilitychange", onSeen);
  window.addEventListener("online", onSeen);
  round();
  return {
    now: round,
    stop() {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onSeen);
      window.removeEventListener("online", onSeen);
    },
  };
}
