// Reads what was measured of a clip's time: cuts, pauses, loudness; it never fetches.

import { count } from "./format.js";

const SILENT = -60;

/** What the server tells, or nothing, as `{ cuts, pauses, lufs, levels, step }`. */
export function reading(told) {
  const { cuts, pauses, loudness } = told ?? {};
  return {
    cuts: cuts ?? [],
    pauses: pauses ?? [],
    lufs: loudness?.lufs ?? null,
    levels: loudness?.levels ?? [],
    step: loudness?.step_s ?? 0,
  };
}

/** A level in LUFS as a height from 0, which cannot be heard, to 1, as loud as can be. */
export function heightOf(level) {
  return Math.max(0, Math.min(1, 1 - level / SILENT));
}

/**
 * Points `[x, height]` of the loudness in view on a line `width` pixels wide, each the
 * loudest of at least `room` pixels, and one beyond each end so that the curve runs on.
 */
export function curve({ levels, step }, { from, span }, width, room = 8) {
  if (!levels.length || !(step > 0) || !(span > 0)) return [];
  const each = Math.max(1, Math.ceil((room * span) / (width * step)));
  const groups = Math.ceil(levels.length / each);
  const first = Math.max(0, Math.floor(from / step / each) - 1);
  const last = Math.min(groups - 1, Math.ceil((from + span) / step / each));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => {
    const group = first + n;
    const part = levels.slice(group * each, (group + 1) * each);
    const middle = (group * each + part.length / 2) * step;
    return [((middle - from) / span) * width, heightOf(Math.max(...part))];
  });
}

/** The whole in one line, for who cannot see it; empty where nothing is known. */
export function summary({ cuts, pauses, lufs }) {
  const some = (list, one) => (list.length === 1 ? `1 ${one}` : `${count(list.length)} ${one}s`);
  return [
    cuts.length ? some(cuts, "cut") : "",
    pauses.length ? some(pauses, "pause") : "",
    lufs === null ? "" : `loudness ${lufs.toFixed(1).replace("-", "−")} LUFS`,
  ].filter(Boolean).join(", ");
}
