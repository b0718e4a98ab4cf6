// Fits the peaks of a sound to a width; it never draws.

const FULL = 128;
const QUIET = 0.02;

const loudestOf = (part) => Math.max(0, ...part.map(([low, top]) => Math.max(-low, top))) / FULL;

/**
 * `peaks` are [least, greatest] from -128 to 127; answers `count` heights from
 * 0 to 1, the loudest of each place's peaks. From the `first` place on, where each
 * has `each` peaks.
 */
export function bars(peaks, count, { first = 0, each = peaks.length / count } = {}) {
  if (!peaks.length) return new Array(count).fill(0);
  return Array.from({ length: count }, (_, n) => {
    const from = Math.floor((first + n) * each);
    const to = Math.max(from + 1, Math.floor((first + n + 1) * each));
    return loudestOf(peaks.slice(from, to));
  });
}

/** How much quiet recordings are raised so that their shape can be seen; silence is not. */
export function gainOf(heights) {
  const loudest = Math.max(0, ...heights);
  return loudest > QUIET ? Math.min(8, 0.94 / loudest) : 1;
}

export function raise(heights, gain = gainOf(heights)) {
  return heights.map((height) => Math.min(1, height * gain));
}

/** Bars `[x, height]` of the part in view, each `pitch` pixels, still while it moves on. */
export function barsIn(peaks, { from, span, duration }, { width, pitch, gain }) {
  const count = Math.max(1, Math.floor(width / pitch));
  const first = Math.floor((from / span) * count);
  const each = ((span / duration) * peaks.length) / count;
  const start = (first - (from / span) * count) * (width / count);
  return raise(bars(peaks, count + 1, { first, each }), gain)
    .map((height, n) => [start + n * (width / count), height]);
}
