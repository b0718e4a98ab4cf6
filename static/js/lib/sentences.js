// Parts an answer into sentences and tells which one is being heard; it never plays.

const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g;
// How many characters a voice speaks in a second, until the speech's length is known.
const PACE = { latin: 14.5, cjk: 4.6 };

/** Sentences of `text` as `{ start, end }`, without gaps, trailing space included. */
export function sentences(text) {
  if (!text) return [];
  const parts = new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text);
  return Array.from(parts, ({ index, segment }) => ({ start: index, end: index + segment.length }));
}

function pace(text) {
  const share = (text.match(CJK) ?? []).length / (text.length || 1);
  return PACE.latin + (PACE.cjk - PACE.latin) * Math.min(1, share);
}

/** Seconds that the whole text takes: measured when `duration` is, else by pace. */
function length(text, duration) {
  return duration > 0 ? duration : text.length / pace(text);
}

/** The place in the text that is heard at `position` seconds. */
export function placeAt(text, position, duration) {
  const seconds = length(text, duration);
  const place = seconds > 0 ? Math.floor((position / seconds) * text.length) : 0;
  return Math.max(0, Math.min(text.length - 1, place));
}

/** The moment, in seconds, at which the character at `place` is heard. */
export function momentOf(text, place, duration) {
  return text.length ? (place / text.length) * length(text, duration) : 0;
}
