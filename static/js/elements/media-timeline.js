// <media-timeline>: one line of time with pictures, cuts, sound, markers and the playhead.
// It asks for a moment with a `seek` event and is told where the media is.
//
// It paints only for a new size, new data or another view; the playhead and the preview
// move by transforms alone.

import { summary } from "../lib/measured.js";
import { keyTarget, momentAt, placeOf, spoken } from "../lib/timeline.js";
import { canZoom, following, holds, moved, whole, zoomed } from "../lib/view.js";
import { timelineKeys } from "./timeline-keys.js";
import { TimelineMarkers } from "./timeline-markers.js";
import { TimelinePainter } from "./timeline-painter.js";
import { TimelinePointer } from "./timeline-pointer.js";
import { TimelinePreview } from "./timeline-preview.js";
import { zoomRow } from "./timeline-zoom.js";

// Playing never goes so far between two frames: somebody went there.
const JUMP_S = 0.5;

class MediaTimeline extends HTMLElement {
  #time = 0;
  #follows = true;

  connectedCallback() {
    this.hidden = false;
    this.find = (name) => this.querySelector(`[data-part="${name}"]`);
    this.line = this.find("line");
    this.line.ariaValueMax = this.duration;
    this.view = whole(this.duration);
    this.playhead = this.find("playhead");
    this.preview = new TimelinePreview(this.find("preview"), this.line);
    this.marks = new TimelineMarkers(this.find("markers"), (start, end) => this.#ask(start, end));
    this.painter = new TimelinePainter(this, () => this.#place());
    this.off = timelineKeys(this);
    this.#zoomable();
    this.#listen();
    this.#load();
    this.show(0);
  }

  disconnectedCallback() {
    this.painter.stop();
    this.off();
  }

  get duration() { return Number(this.dataset.duration) || 0; }
  get zooms() { return canZoom(this.view); }
  get cuts() { return this.painter.told.cuts; }
  get #steps() { return { fps: Number(this.dataset.fps), cuts: this.cuts }; }

  /** Where the media is, in seconds. */
  show(time) {
    if (Math.abs(time - this.#time) > JUMP_S) this.#follows = true;
    this.#time = time;
    if (holds(this.view, time)) this.#follows = true;
    else if (this.#follows) this.#look(following(this.view, time));
    this.#stand();
    const now = time.toFixed(1);
    if (this.line.ariaValueNow !== now) this.line.ariaValueNow = now;
    const words = spoken(time, this.duration, this.#steps);
    if (this.line.ariaValueText !== words) this.line.ariaValueText = words;
  }

  /** `{ start, end, label, kind }` in seconds; kind is "evidence", "sound" or "event". */
  set markers(markers) {
    this.marks.set(markers, this.duration);
    this.marks.place(this.view);
  }

  /** To where a key leads; false where it leads nowhere. */
  go(key) {
    const target = keyTarget(key, { time: this.#time, duration: this.duration, ...this.#steps });
    if (target !== null) this.#ask(target);
    return target !== null;
  }

  /** `factor` times as close, around a moment or around the playhead. */
  zoom(factor, at = this.#time) {
    this.#look(zoomed(following(this.view, at), factor, at));
    this.#follows = holds(this.view, this.#time);
  }

  /** What a person moved out of sight is not followed until it is back. */
  #pan(from) {
    this.#look(moved(this.view, from));
    this.#follows = holds(this.view, this.#time);
  }

  #look(view) {
    const same = view.from === this.view.from && view.span === this.view.span;
    this.view = view;
    if (!same) this.painter.soon();
  }

  /** After each painting: what stands on the line stands with it. */
  #place() {
    this.row(this.view);
    this.marks.place(this.view);
    this.#stand();
  }

  #stand() {
    const { view, painter: { width } } = this;
    this.playhead.style.transform = `translateX(${placeOf(this.#time, width, view)}px)`;
    this.playhead.hidden = !holds(view, this.#time);
    this.preview.stand(this.#time, { view, width });
  }

  async #load() {
    this.painter.picture(this.dataset).then((found) => {
      if (found) this.preview.picture(found);
    });
    await this.painter.load(this.dataset);
    this.find("told").textContent = summary(this.painter.told);
    this.show(this.#time);
  }

  #listen() {
    this.line.addEventListener("keydown", (event) => this.#key(event));
    const at = (x) => momentAt(x, this.painter.width, this.view);
    new TimelinePointer(this.find("area"), {
      seek: (x) => this.#ask(at(x)),
      hover: (x) => this.preview.hover(x),
      leave: () => this.preview.leave(),
      zoom: (factor, x) => this.zoom(factor, at(x)),
      pan: (pixels) => this.#pan(this.view.from + (pixels / this.painter.width) * this.view.span),
      near: () => this.view.span < this.duration,
    });
  }

  #zoomable() {
    const row = this.find("zoom");
    row.hidden = !this.zooms;
    this.row = zoomRow(row, { zoom: (factor) => this.zoom(factor), pan: (from) => this.#pan(from) });
  }

  #key(event) {
    const command = event.metaKey || (event.ctrlKey && !event.getModifierState("AltGraph"));
    if (command || !this.go(event.key)) return;
    event.preventDefault();
    this.preview.hold(true);
  }

  #ask(time, end) {
    this.dispatchEvent(new CustomEvent("seek", { detail: { time, end }, bubbles: true }));
  }
}

customElements.define("media-timeline", MediaTimeline);
