// Fetches what a timeline shows and paints the part of it that is in view, at most once
// a frame; it never reads the page's measures but where the browser tells a new size.

import { reading } from "../lib/measured.js";
import { bars, gainOf } from "../lib/waveform.js";
import { drawCuts, drawFilmstrip, drawSound } from "./timeline-canvas.js";

const INKS = ["bars", "curve", "edge", "cut", "pause", "foot"];

/** What an address tells; null where there is none, or nothing came. */
async function fetched(url) {
  const answer = url ? await fetch(url).catch(() => null) : null;
  return answer?.ok ? answer.json() : null;
}

export class TimelinePainter {
  told = reading(null);
  #strip = null;
  #image = null;
  #peaks = [];
  #gain = 1;
  #sizes = new Map();
  #frame = 0;

  /** `root` is the timeline; `painted()` hears of each new picture of it. */
  constructor(root, painted) {
    Object.assign(this, { root, painted });
    const style = getComputedStyle(root);
    this.ink = Object.fromEntries(INKS.map((name) => [name, style.getPropertyValue(`--${name}`)]));
    this.area = root.querySelector("[data-part='area']");
    this.canvases = [...root.querySelectorAll(".line > canvas")];
    this.resize = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) this.#sizes.set(target, contentRect);
      this.soon();
    });
    for (const part of [this.area, ...this.canvases]) this.resize.observe(part);
  }

  get width() { return this.#sizes.get(this.area)?.width ?? 0; }

  stop() {
    this.resize.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      for (const canvas of this.canvases) this.#paint(canvas);
      this.painted();
    });
  }

  /** Cuts, pauses, loudness and the waveform; a file prepared long ago has fewer of them. */
  async load({ wave, told }) {
    const [sound, measured] = await Promise.all([fetched(wave), fetched(told)]);
    this.#peaks = sound?.peaks ?? [];
    this.#gain = gainOf(bars(this.#peaks, this.#peaks.length));
    this.told = reading(measured);
    this.soon();
  }

  /** The filmstrip; answers its picture, or null. */
  async picture({ strip, stripSrc }) {
    if (!strip) return null;
    const image = Object.assign(new Image(), { src: stripSrc });
    await image.decode().catch(() => {});
    if (!image.naturalWidth) return null;
    [this.#strip, this.#image] = [JSON.parse(strip), image];
    this.soon();
    return { image, strip: this.#strip };
  }

  #paint(canvas) {
    const size = this.#sizes.get(canvas);
    const { told, ink, root: { view } } = this;
    if (!size?.width || !view.span) return;
    const { part } = canvas.dataset;
    if (part === "filmstrip" && this.#image) drawFilmstrip(canvas, { size, image: this.#image, strip: this.#strip, view });
    else if (part === "cuts") drawCuts(canvas, { size, cuts: told.cuts, view, ink });
    else if (part === "waveform") drawSound(canvas, { size, peaks: this.#peaks, gain: this.#gain, told, view, ink });
  }
}
