// Fits the peaks of a sound to a width; it never draws.

const FULL = 128;

/**
 * `peaks` are [least, greatest] from -128 to 127; answers `count` heights from
 * 0 to 1, the loudest of each place's peaks.
 */
export function bars(peaks, count) {
  if (!peaks.length) return new Array(count).fill(0);
  return Array.from({ length: count }, (_, n) => {
    const from = Math.floor((n * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((n + 1) * peaks.length) / count));
    const part = peaks.slice(from, to);
    return Math.max(...part.map(([low, top]) => Math.max(-low, top))) / FULL;
  });
}

/** Quiet recordings are raised so that their shape can be seen, silence is not. */
export function raise(heights) {
  const loudest = Math.max(0, ...heights);
  const gain = loudest > 0.02 ? Math.min(8, 0.94 / loudest) : 1;
  return heights.map((height) => Math.min(1, height * gain));
}
