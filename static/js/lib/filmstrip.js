// Finds the picture of a moment in a filmstrip sprite; it never draws.

/**
 * `strip` is what the rendition says of itself: tiles, columns, tile_width,
 * tile_height (pixels) and interval_s, the seconds between two pictures.
 */
export function tileNumber(strip, index) {
  const n = Math.max(0, Math.min(strip.tiles - 1, Math.floor(index)));
  return {
    index: n,
    x: (n % strip.columns) * strip.tile_width,
    y: Math.floor(n / strip.columns) * strip.tile_height,
    width: strip.tile_width,
    height: strip.tile_height,
  };
}

export function tileAt(strip, seconds) {
  return tileNumber(strip, seconds / strip.interval_s);
}

/** `fraction` from 0 to 1 of the way along the strip. */
export function tileAlong(strip, fraction) {
  return tileNumber(strip, fraction * strip.tiles);
}

export function rows(strip) {
  return Math.ceil(strip.tiles / strip.columns);
}

/**
 * The pictures that fill a line `width` wide and `height` high: each with its tile
 * and where it stands. A picture shows the moment in the middle of its place, and
 * keeps to it while the view moves on.
 */
export function layOut(strip, { width, height, view: { from, span, duration } }) {
  const each = Math.max(1, (height * strip.tile_width) / strip.tile_height);
  const count = Math.max(1, Math.round(width / each));
  const [step, lasts] = [width / count, span / count];
  const first = Math.floor(from / lasts + 1e-6);
  const last = Math.ceil((from + span) / lasts - 1e-6);
  return Array.from({ length: last - first }, (_, n) => ({
    ...tileAt(strip, Math.min(duration, (first + n + 0.5) * lasts)),
    left: ((first + n) * lasts - from) * (width / span),
    span: step,
  }));
}
