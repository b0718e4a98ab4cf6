// <media-timeline>: one line of time with pictures, sound, markers and the playhead.
// It asks for a moment with a `seek` event and is told where the media is.

import { duration as clock } from "../lib/format.js";
import { tileAt } from "../lib/filmstrip.js";
import { keyTarget, momentAt, placeMarkers, spoken } from "../lib/timeline.js";
import { drawFilmstrip, drawTile, drawWaveform } from "./timeline-canvas.js";

class MediaTimeline extends HTMLElement {
  #markers = [];
  #strip = null;
  #image = null;
  #peaks = null;
  #time = 0;

  connectedCallback() {
    this.hidden = false;
    this.find = (name) => this.querySelector(`[data-part="${name}"]`);
    this.line = this.find("line");
    this.line.ariaValueMax = this.duration;
    this.line.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("pointerdown", (event) => this.#press(event));
    this.addEventListener("pointermove", (event) => this.#hover(event));
    this.addEventListener("pointerleave", () => { this.find("preview").hidden = true; });
    this.#load();
    new ResizeObserver(() => this.#draw()).observe(this);
    this.show(0);
  }

  get duration() { return Number(this.dataset.duration) || 0; }

  /** Where the media is, in seconds. */
  show(time) {
    this.#time = time;
    this.find("playhead").style.insetInlineStart = `${(time / this.duration || 0) * 100}%`;
    this.line.ariaValueNow = time.toFixed(1);
    this.line.ariaValueText = spoken(time, this.duration);
  }

  get markers() { return this.#markers; }

  /** `{ start, end, label, kind }` in seconds; kind is "evidence", "sound" or "event". */
  set markers(markers) {
    this.#markers = markers;
    const line = this.find("markers");
    const placed = placeMarkers(markers, this.duration);
    line.hidden = !placed.length;
    line.replaceChildren(...placed.map((marker) => this.#marker(marker)));
  }

  #marker({ start, end, label, kind, left, width }) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "marker", title: label });
    button.ariaLabel = `${label}, at ${clock(start)}`;
    button.dataset.kind = kind;
    Object.assign(button.style, { insetInlineStart: `${left}%`, inlineSize: `${width}%` });
    button.addEventListener("click", () => this.#ask(start, end));
    return button;
  }

  async #load() {
    const { strip, stripSrc, wave } = this.dataset;
    if (strip) {
      this.#strip = JSON.parse(strip);
      this.#image = Object.assign(new Image(), { src: stripSrc });
      this.#image.decode().then(() => this.#draw(), () => {});
    }
    if (wave) {
      const answer = await fetch(wave).catch(() => null);
      if (answer?.ok) this.#peaks = (await answer.json()).peaks;
      this.#draw();
    }
  }

  #draw() {
    const { duration } = this;
    if (this.#image?.naturalWidth) {
      drawFilmstrip(this.find("filmstrip"), {
        image: this.#image, strip: this.#strip, duration,
      });
    }
    if (this.#peaks) drawWaveform(this.find("waveform"), this.#peaks);
  }

  #key(event) {
    const { fps } = this.dataset;
    const state = { time: this.#time, duration: this.duration, fps: Number(fps) };
    const target = keyTarget(event.key, state);
    if (target === null) return;
    event.preventDefault();
    this.#ask(target);
  }

  #moment({ clientX }) {
    const box = this.getBoundingClientRect();
    return momentAt(clientX - box.left, box.width, this.duration);
  }

  #press(event) {
    if (event.button !== 0 || event.target.closest(".marker")) return;
    this.setPointerCapture(event.pointerId);
    this.#ask(this.#moment(event));
  }

  #hover(event) {
    const time = this.#moment(event);
    if (this.hasPointerCapture(event.pointerId)) this.#ask(time);
    if (event.pointerType === "touch" && !this.hasPointerCapture(event.pointerId)) return;
    const preview = this.find("preview");
    preview.hidden = false;
    preview.querySelector("time").textContent = clock(time);
    const canvas = preview.querySelector("canvas");
    canvas.hidden = !this.#image?.naturalWidth;
    if (!canvas.hidden) drawTile(canvas, { image: this.#image, tile: tileAt(this.#strip, time) });
    this.#place(preview, time);
  }

  #place(preview, time) {
    const half = preview.offsetWidth / 2;
    const x = (time / this.duration) * this.clientWidth;
    preview.style.insetInlineStart = `${Math.max(half, Math.min(this.clientWidth - half, x))}px`;
  }

  #ask(time, end) {
    this.dispatchEvent(new CustomEvent("seek", { detail: { time, end }, bubbles: true }));
  }
}

customElements.define("media-timeline", MediaTimeline);
