// One upload as a plain object, and the part of it that outlives the page; it never
// changes by itself.

import { Speed } from "./speed.js";

const LASTING = ["id", "at", "key", "name", "type", "bytes", "url", "asset",
  "state", "reason"];
export const OVER = new Set(["ready", "duplicate", "refused"]);
export const BUSY = new Set(["comparing", "sending"]);

// What is well needs no word on the next page; a refusal stays until it was seen.
export const WELL = new Set(["ready", "duplicate"]);
const STAYS = new Set(["paused", "failed"]);

export function begin({ id, at, key, file }) {
  return {
    id, at, key, file, name: file.name, type: file.type, bytes: file.size,
    state: "waiting", url: null, asset: null, reason: "",
    sent: 0, speed: new Speed(), kept: false,
  };
}

/** What is written down of an item. */
export function record(item) {
  return Object.fromEntries(LASTING.map((name) => [name, item[name]]));
}

/** An item from what an earlier page wrote down. */
export function revive(written) {
  const item = { ...written, sent: 0, speed: new Speed(), kept: Boolean(written.file) };
  if (item.state === "refused") return item;
  if (item.asset) item.state = "checking";
  else if (!item.file) item.state = "unfinished";
  else if (!STAYS.has(item.state)) item.state = "waiting";
  return item;
}
