// Where a chat stands, in words: who waits, who answers, and that it is over.

/* `answer` as `GET /api/live-chat/:id` gives it; `before` is the agent of the last look, or null. */
export function standing(answer, before) {
  const { status, agent, queue_position: place } = answer.session;
  if (status === "closed") return { kind: "over", words: "This chat has ended." };
  if (status === "active" && !agent) return { kind: "bot", words: "The bot answers. Ask for a person at any time." };
  if (status === "active") {
    const isAnother = before && before.id !== agent.id;
    return { kind: "agent", words: `${agent.name} is with you${isAnother ? " now" : ""}` };
  }
  if (!answer.agents_online) {
    return { kind: "waiting", words: "Nobody is here right now. Leave your message: it is kept, and we answer here when we are back." };
  }
  return { kind: "waiting", words: `Waiting: you are number ${place}${wait(answer.expected_wait_seconds)}` };
}

function wait(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 60) return ", less than a minute";
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `, about ${minutes} minute${minutes === 1 ? "" : "s"}` : ", more than an hour";
}
