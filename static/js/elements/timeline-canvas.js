// Draws a filmstrip, a waveform, cuts and loudness on canvases, sharp on any screen; it
// never loads.

import { ticks } from "../lib/cuts.js";
import { layOut } from "../lib/filmstrip.js";
import { curve } from "../lib/measured.js";
import { placeOf } from "../lib/timeline.js";
import { bars, barsIn, raise } from "../lib/waveform.js";

const BAR = 2;
const GAP = 1;
const FOOT = 2;
const TICK = { least: 5, each: 1.5 };

/** A cleared 2D context in CSS pixels; `size` is the canvas's, where it is known already. */
export function prepare(canvas, size = canvas.getBoundingClientRect()) {
  const { width, height } = size;
  const scale = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  return { pen, width, height };
}

/** Fills the line with pictures, each cut to its place from the middle. */
export function drawFilmstrip(canvas, { size, image, strip, view }) {
  const { pen, width, height } = prepare(canvas, size);
  for (const tile of layOut(strip, { width, height, view })) {
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

/** Bars around the middle, in the canvas's own colour. */
export function drawWaveform(canvas, peaks, { bar = BAR, gap = GAP } = {}) {
  const { pen, width, height } = prepare(canvas);
  pen.fillStyle = getComputedStyle(canvas).color;
  const count = Math.floor(width / (bar + gap));
  raise(bars(peaks, count)).forEach((tall, n) => {
    const high = Math.max(1, tall * height);
    pen.fillRect(n * (bar + gap), (height - high) / 2, bar, high);
  });
}

/** Cuts as fine ticks, taller where several stand too close to be told apart. */
export function drawCuts(canvas, { size, cuts, view, ink }) {
  const { pen, width, height } = prepare(canvas, size);
  pen.fillStyle = ink.cut;
  for (const { x, count } of ticks(cuts, view, width)) {
    const tall = Math.min(height, TICK.least + Math.log2(count) * TICK.each);
    pen.fillRect(Math.round(x), height - tall, 1, tall);
  }
}

/** Pauses, the waveform, and over it the loudness as a calm line. */
export function drawSound(canvas, { size, peaks, gain, told, view, ink }) {
  const at = { ...prepare(canvas, size), view, ink };
  drawPauses(at, told.pauses);
  at.pen.fillStyle = ink.bars;
  for (const [x, tall] of barsIn(peaks, view, { width: at.width, pitch: BAR + GAP, gain })) {
    const high = Math.max(1, tall * at.height);
    at.pen.fillRect(x, (at.height - high) / 2, BAR, high);
  }
  drawLoudness(at, curve(told, view, at.width));
}

function drawPauses({ pen, width, height, view, ink }, pauses) {
  for (const [start, end] of pauses) {
    const left = Math.max(0, placeOf(start, width, view));
    const wide = Math.min(width, placeOf(end, width, view)) - left;
    if (wide <= 0) continue;
    pen.fillStyle = ink.pause;
    pen.fillRect(left, 0, Math.max(1, wide), height);
    pen.fillStyle = ink.foot;
    pen.fillRect(left, height - FOOT, Math.max(1, wide), FOOT);
  }
}

/** Through the middles between points, so that no corner is left. */
function drawLoudness({ pen, height, ink }, points) {
  if (points.length < 2) return;
  const y = (tall) => 1.5 + (1 - tall) * (height - 3);
  pen.beginPath();
  pen.moveTo(points[0][0], y(points[0][1]));
  points.slice(1).forEach(([x, tall], n) => {
    const [before, high] = points[n];
    pen.quadraticCurveTo(before, y(high), (before + x) / 2, (y(high) + y(tall)) / 2);
  });
  const [x, tall] = points.at(-1);
  pen.lineTo(x, y(tall));
  pen.lineJoin = "round";
  // A dark edge keeps the line apart from the bars that it crosses.
  for (const [style, lineWidth] of [[ink.edge, 3.5], [ink.curve, 1.25]]) {
    Object.assign(pen, { strokeStyle: style, lineWidth });
    pen.stroke();
  }
}
