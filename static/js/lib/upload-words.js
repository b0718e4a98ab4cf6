// Words the state of uploads for people; it never changes one.

import { duration, megabytes } from "./format.js";

const PLAIN = {
  waiting: "Waiting its turn",
  comparing: "Looking whether it is here already",
  elsewhere: "Another tab is sending it",
  unfinished: "Choose the file again to go on",
  checking: "Checking",
  ready: "Ready",
  duplicate: "Already in your library",
};

function sending({ sent, bytes, speed }) {
  if (sent >= bytes) return "Sent, waiting for the server";
  const rate = speed.perSecond;
  const far = `${megabytes(sent)} of ${megabytes(bytes)}`;
  if (!rate) return far;
  return `${far} · ${megabytes(rate)}/s · ${duration(speed.left(bytes))} left`;
}

const LONG = {
  sending,
  paused: ({ sent, bytes }) => `Paused at ${megabytes(sent)} of ${megabytes(bytes)}`,
  preparing: ({ stage }) =>
    (stage.percent === null ? stage.words : `${stage.words} · ${stage.percent} %`),
  refused: ({ reason }) => reason,
  failed: ({ reason }) => reason,
};

/** The line under a file's name. */
export function stepOf(item) {
  return LONG[item.state]?.(item) ?? PLAIN[item.state];
}

/** From 0 to 1, null where it cannot be told, undefined where no bar stands. */
export function farOf({ state, sent, bytes, stage }) {
  if (state === "sending" || state === "paused") return bytes ? sent / bytes : null;
  if (state === "comparing" || state === "checking") return null;
  if (state === "preparing") return stage.far ?? null;
  return undefined;
}

const DOING = new Set(["waiting", "comparing", "sending", "elsewhere"]);
const MAKING = new Set(["checking", "preparing"]);

/** All of them in a few words, with how far the sending is in all (0 to 1). */
export function summary(items) {
  const of = (set) => items.filter((item) => set.has(item.state));
  const [doing, making] = [of(DOING), of(MAKING)];
  const stuck = of(new Set(["refused", "failed", "unfinished"]));
  const total = doing.reduce((sum, item) => sum + item.bytes, 0);
  const sent = doing.reduce((sum, item) => sum + item.sent, 0);
  const far = total ? sent / total : null;
  const files = (n) => (n === 1 ? "1 file" : `${n} files`);
  if (doing.length) return { words: `Sending ${files(doing.length)}`, far, live: true };
  if (making.length) return { words: `Preparing ${files(making.length)}`, far: null, live: true };
  if (stuck.length) {
    const verb = stuck.length === 1 ? "needs" : "need";
    return { words: `${files(stuck.length)} ${verb} you`, far: undefined, live: false };
  }
  if (of(new Set(["paused"])).length) return { words: "Uploads paused", far: undefined, live: false };
  return { words: `${files(items.length)} ready`, far: undefined, live: false };
}
