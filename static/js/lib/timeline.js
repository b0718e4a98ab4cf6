// Reckons with moments, keys and markers on one line of time; it never plays.

import { duration as clock } from "./format.js";

const STEP_S = 5;
const FALLBACK_FPS = 25;

export function clamp(seconds, duration) {
  return Math.max(0, Math.min(duration || 0, seconds));
}

/** The moment under a point `x` pixels into a line `width` pixels wide. */
export function momentAt(x, width, duration) {
  return width > 0 ? clamp((x / width) * duration, duration) : 0;
}

/** Where a key on the timeline leads, in seconds, or null for any other key. */
export function keyTarget(key, { time, duration, fps }) {
  const frame = 1 / (fps || FALLBACK_FPS);
  const moves = {
    ArrowLeft: -STEP_S, ArrowRight: STEP_S, ArrowDown: -STEP_S, ArrowUp: STEP_S,
    PageDown: -duration / 10, PageUp: duration / 10, ",": -frame, ".": frame,
  };
  if (key === "Home") return 0;
  if (key === "End") return duration;
  return Object.hasOwn(moves, key) ? clamp(time + moves[key], duration) : null;
}

/** What a screen reader says of the position. */
export function spoken(time, duration) {
  return `${clock(time)} of ${clock(duration)}`;
}

/**
 * Markers `{ start, end, label, kind }` in seconds become `left` and `width` in
 * percent, in order, clamped to the line; what lies beyond its end is left out.
 */
export function placeMarkers(markers, duration) {
  if (!(duration > 0)) return [];
  return markers
    .filter(({ start }) => start >= 0 && start < duration)
    .map((marker) => {
      const end = clamp(Math.max(marker.start, marker.end ?? marker.start), duration);
      return {
        ...marker,
        end,
        left: (marker.start / duration) * 100,
        width: ((end - marker.start) / duration) * 100,
      };
    })
    .sort((one, other) => one.start - other.start);
}
