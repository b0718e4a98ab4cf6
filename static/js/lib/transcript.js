// Folds a job's log into what a page shows; pure, and never reads a clock or the page.
// The Python fold is held to the same recorded logs (tests/golden).

const FIRST = Object.freeze({
  seq: 0,
  status: "queued",
  detail: "",
  attempt: 0,
  progress: {},
  text: "",
  reasoning: "",
  samples: 0,
  usage: null,
  error: null,
  url: null,
  restarts: 0,
});

const LAST = new Set(["done", "failed", "cancelled"]);

const FOLDS = {
  state: (state, event) => ({
    ...state,
    status: event.state,
    detail: event.detail ?? "",
    attempt: event.attempt ?? state.attempt,
  }),
  progress: (state, { stage, done, total, unit }) => ({
    ...state,
    progress: {
      ...state.progress,
      [stage]: { done: done ?? null, total: total ?? null, unit: unit ?? null },
    },
  }),
  text: (state, event) => ({ ...state, text: state.text + event.text }),
  reasoning: (state, event) => ({ ...state, reasoning: state.reasoning + event.text }),
  audio: (state, event) => ({
    ...state,
    samples: Math.max(state.samples, event.offset + event.samples),
  }),
  usage: (state, { job, seq, kind, ...usage }) => ({ ...state, usage }),
  restart: (state, event) => ({
    ...FIRST,
    status: "running",
    attempt: event.attempt ?? state.attempt,
    restarts: state.restarts + 1,
  }),
  done: (state, event) => ({
    ...state, status: "done", detail: "", url: event.url ?? null,
  }),
  failed: (state, { code, message, who, billed }) => ({
    ...state,
    status: "failed",
    detail: "",
    error: { code, message, who: who ?? null, billed: billed ?? null },
  }),
  cancelled: (state) => ({ ...state, status: "cancelled", detail: "" }),
};

/** The state before the first event. */
export function blank() {
  return FIRST;
}

/** State and event to state. An event that was already folded changes nothing. */
export function fold(state, event) {
  if (event.seq <= state.seq) return state;
  const next = Object.hasOwn(FOLDS, event.kind)
    ? FOLDS[event.kind](state, event)
    : { ...state };
  return { ...next, seq: event.seq };
}

export function foldAll(events, state = FIRST) {
  return events.reduce(fold, state);
}

export function isLast(event) {
  return LAST.has(event.kind);
}

export function isOver(state) {
  return LAST.has(state.status);
}

/** True when the answer broke off after something had arrived. */
export function isPartial(state) {
  const broken = state.status === "failed" || state.status === "cancelled";
  return broken && (state.text !== "" || state.samples > 0);
}
