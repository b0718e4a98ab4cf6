// Finds its way among the cuts of a clip, thousands of them too; it never draws.
//
// `cuts` are seconds in order; `slack` is how close to one counts as standing on it.

/** How many cuts lie before a moment. */
function countBefore(cuts, time) {
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The cut before a moment, or the beginning; null where there are no cuts at all. */
export function cutBefore(cuts, time, slack) {
  if (!cuts.length) return null;
  return cuts[countBefore(cuts, time - slack) - 1] ?? 0;
}

/** The cut after a moment, or null. */
export function cutAfter(cuts, time, slack) {
  return cuts[countBefore(cuts, time + slack)] ?? null;
}

/** The number of the cut at a moment, the nearest one, from 1; 0 where there is none. */
export function cutAt(cuts, time, slack) {
  const after = countBefore(cuts, time);
  const far = (n) => Math.abs((cuts[n] ?? Infinity) - time);
  const nearest = far(after) <= far(after - 1) ? after : after - 1;
  return far(nearest) <= slack ? nearest + 1 : 0;
}

/**
 * Ticks `{ x, count }` for the cuts in view on a line `width` pixels wide: those
 * closer than `room` pixels are one tick. They stay together when the view moves on.
 */
export function ticks(cuts, { from, span }, width, room = 3) {
  const place = (time) => ((time - from) / span) * width;
  const each = (span / width) * room;
  const made = [];
  const last = countBefore(cuts, from + span);
  for (let n = countBefore(cuts, from); n < last; n += 1) {
    const bin = Math.floor(cuts[n] / each);
    const before = made.at(-1);
    if (before?.bin === bin) Object.assign(before, { x: place((bin + 0.5) * each), count: before.count + 1 });
    else made.push({ bin, x: place(cuts[n]), count: 1 });
  }
  return made.map(({ x, count }) => ({ x, count }));
}
