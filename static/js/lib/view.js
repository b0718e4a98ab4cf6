// Which part of a line of time is in view: nearer, farther, moved on; it never draws.
//
// A view is `{ from, span, duration }` in seconds.

const LEAST_S = 5;
// Where the playhead stands after the view turned over: a tenth from the side it came from.
const LEAD = 0.1;

export function whole(duration) {
  return { from: 0, span: duration || 0, duration: duration || 0 };
}

export function isWhole({ span, duration }) {
  return span >= duration;
}

export function isNearest({ span }) {
  return span <= LEAST_S;
}

/** Whether there is anything to look at more closely. */
export function canZoom({ duration }) {
  return duration >= 2 * LEAST_S;
}

export function moved({ duration, span }, from) {
  return { from: Math.max(0, Math.min(duration - span, from)), span, duration };
}

/** `factor` times as close; the moment `at` stays where it stands. */
export function zoomed(view, factor, at) {
  const { from, span, duration } = view;
  if (!canZoom(view)) return view;
  const next = Math.max(LEAST_S, Math.min(duration, span / factor));
  return moved({ duration, span: next }, at - ((at - from) / span) * next);
}

export function holds({ from, span }, time) {
  return time >= from && time <= from + span;
}

/** The view with a moment in it: the same, or turned over to it. */
export function following(view, time) {
  if (holds(view, time)) return view;
  const lead = time > view.from ? LEAD : 1 - LEAD;
  return moved(view, time - view.span * lead);
}
