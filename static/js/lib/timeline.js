// Reckons with moments, keys and markers on one line of time; it never plays.

import { cutAfter, cutAt, cutBefore } from "./cuts.js";
import { duration as clock } from "./format.js";

const STEP_S = 5;
const FALLBACK_FPS = 25;

export function clamp(seconds, duration) {
  return Math.max(0, Math.min(duration || 0, seconds));
}

/** The moment under a point `x` pixels into a line `width` pixels wide; never beyond its ends. */
export function momentAt(x, width, { from, span }) {
  return width > 0 ? from + clamp((x / width) * span, span) : from;
}

/** Where a moment stands on such a line, in pixels. */
export function placeOf(time, width, { from, span }) {
  return span > 0 ? ((time - from) / span) * width : 0;
}

/** Where a key on the timeline leads, in seconds, or null for any other key. */
export function keyTarget(key, { time, duration, fps, cuts = [] }) {
  const frame = 1 / (fps || FALLBACK_FPS);
  const moves = {
    ArrowLeft: -STEP_S, ArrowRight: STEP_S, ArrowDown: -STEP_S, ArrowUp: STEP_S,
    PageDown: -duration / 10, PageUp: duration / 10, ",": -frame, ".": frame,
  };
  if (key === "Home") return 0;
  if (key === "End") return duration;
  if (key === "[") return cutBefore(cuts, time, frame);
  if (key === "]") return cutAfter(cuts, time, frame);
  return Object.hasOwn(moves, key) ? clamp(time + moves[key], duration) : null;
}

/** What a screen reader says of the position, and of the cut where it stands on one. */
export function spoken(time, duration, { fps, cuts = [] } = {}) {
  const place = `${clock(time)} of ${clock(duration)}`;
  const number = cutAt(cuts, time, 1 / (fps || FALLBACK_FPS));
  return number ? `${place}, cut ${number} of ${cuts.length}` : place;
}

/**
 * Markers `{ start, end, label, kind }` in seconds become `left` and `width` in
 * percent of what is in view, in order; what lies beyond its ends is left out.
 */
export function placeMarkers(markers, { from, span, duration }) {
  if (!(duration > 0)) return [];
  const until = from + span;
  return markers
    .map((marker) => ({ ...marker, end: clamp(Math.max(marker.start, marker.end ?? marker.start), duration) }))
    .filter(({ start, end }) => start >= 0 && start < until && start < duration && end >= from)
    .map((marker) => {
      const left = Math.max(from, marker.start);
      const right = Math.min(until, marker.end);
      return { ...marker, left: ((left - from) / span) * 100, width: ((right - left) / span) * 100 };
    })
    .sort((one, other) => one.start - other.start);
}
