// Draws a filmstrip and a waveform on canvases, sharp on any screen; it never loads.

import { layOut } from "../lib/filmstrip.js";
import { bars, raise } from "../lib/waveform.js";

const BAR = 2;
const GAP = 1;

/** A cleared 2D context in CSS pixels, and the canvas's size in them. */
export function prepare(canvas) {
  const { width, height } = canvas.getBoundingClientRect();
  const scale = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  return { pen, width, height };
}

/** Fills the line with pictures, each cut to its place from the middle. */
export function drawFilmstrip(canvas, { image, strip, duration }) {
  const { pen, width, height } = prepare(canvas);
  for (const tile of layOut(strip, { width, height, duration })) {
    const shown = Math.min(tile.width, (tile.height * tile.span) / height);
    const x = tile.x + (tile.width - shown) / 2;
    pen.drawImage(image, x, tile.y, shown, tile.height, tile.left, 0, tile.span, height);
  }
}

/** One picture of the strip, whole. */
export function drawTile(canvas, { image, tile }) {
  if (canvas.width !== tile.width) canvas.width = tile.width;
  if (canvas.height !== tile.height) canvas.height = tile.height;
  canvas.getContext("2d").drawImage(
    image, tile.x, tile.y, tile.width, tile.height, 0, 0, tile.width, tile.height,
  );
}

/** Bars around the middle, in the canvas's own colour; `most` caps their width. */
export function drawWaveform(canvas, peaks, { bar = BAR, gap = GAP } = {}) {
  const { pen, width, height } = prepare(canvas);
  pen.fillStyle = getComputedStyle(canvas).color;
  const count = Math.floor(width / (bar + gap));
  raise(bars(peaks, count)).forEach((tall, n) => {
    const high = Math.max(1, tall * height);
    pen.fillRect(n * (bar + gap), (height - high) / 2, bar, high);
  });
}
