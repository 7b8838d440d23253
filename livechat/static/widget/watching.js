// Looking again and again, while the page is looked at itself; less often while nobody answers.
const FIRST_MS = 2_000;
const LONGEST_MS = 60_000;

/* `look()` is one look; it answers false when there is nothing more to look for. `every()` says how
   many milliseconds until the next. `fault(why)` hears of each that failed, and null when one went
   well again. Returns {now, stop}: `now` while one looks means once more after it. */
export function watch(look, { every, fault }) {
  let timer = null, isLooking = false, isWanted = false, isOver = false, failed = 0;

  async function round() {
    clearTimeout(timer);
    isWanted = true;
    if (isLooking || isOver || document.hidden) return;
    [isLooking, isWanted] = [true, false];
    let pause = 0;
    try {
      isOver = (await look()) === false || isOver;
      if (failed) fault(null);
      failed = 0;
    } catch (why) {
      failed += 1;
      // Not all at once, where many lost the same server.
      const spread = 0.75 + Math.random() / 2;
      pause = Math.max(Math.min(LONGEST_MS, FIRST_MS * 2 ** failed) * spread, (why.after ?? 0) * 1000);
      if (!isOver) fault(why);
    }
    isLooking = false;
    if (!isOver) timer = setTimeout(round, pause || (isWanted ? 0 : every()));
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
