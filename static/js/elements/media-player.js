// <media-player>: our controls around the browser's own video or audio; it never
// fetches and never knows why somebody seeks.
//
// It tells `media-time` ({ time, duration, playing }) and listens on the document for
// `media-seek` ({ time, end?, play? }) and `media-markers` ({ markers }), so that
// evidence anywhere on the page can point into it.

import { keys } from "../page.js";
import { clamp, keyTarget } from "../lib/timeline.js";
import { MediaSeeker } from "./media-seeker.js";
import "./media-timeline.js";

class MediaPlayer extends HTMLElement {
  #stop = null;
  #off = [];
  #frame = 0;

  connectedCallback() {
    this.media = this.querySelector("video, audio");
    this.timeline = this.querySelector("media-timeline");
    this.seeker = new MediaSeeker(this.media);
    // Parts that came with it are alive before it speaks to them.
    customElements.upgrade(this);
    this.media.controls = false;
    this.#listen();
    this.#bindKeys();
  }

  disconnectedCallback() {
    this.#off.forEach((off) => off());
    cancelAnimationFrame(this.#frame);
  }

  get duration() { return Number(this.dataset.duration) || this.media.duration || 0; }
  get playing() { return !this.media.paused; }
  get time() { return this.seeker.time; }

  /** To a moment in seconds; with `end`, playing stops there. */
  seek(time, { end = null, play = this.playing } = {}) {
    this.#stop = play ? end : null;
    this.seeker.to(clamp(time, this.duration));
    if (play && !this.playing) this.play();
    this.#tell();
  }

  play() {
    this.seeker.settle();
    return this.media.play().catch(() => {});
  }

  pause() { this.media.pause(); }
  toggle() { return this.playing ? this.pause() : this.play(); }

  step(key) {
    const fps = Number(this.dataset.fps);
    const { time, duration } = this;
    this.pause();
    this.seek(keyTarget(key, { time, duration, fps }));
  }

  #listen() {
    for (const name of ["play", "pause", "seeked", "ended", "loadedmetadata", "volumechange", "ratechange"]) {
      this.media.addEventListener(name, () => this.#tell());
    }
    this.media.addEventListener("play", () => this.#follow());
    this.media.addEventListener("error", () => this.#fall());
    // An error may have come before this code did.
    if (this.media.error) this.#fall();
    this.timeline?.addEventListener("seek", ({ detail }) => this.seek(detail.time, detail));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.media.addEventListener("click", () => this.toggle());
    this.#hear("media-seek", ({ time, ...how }) => this.seek(time, how));
    this.#hear("media-markers", ({ markers }) => { this.timeline.markers = markers; });
    this.#tell();
  }

  #hear(name, run) {
    const heard = ({ detail }) => run(detail);
    document.addEventListener(name, heard);
    this.#off.push(() => document.removeEventListener(name, heard));
  }

  #bindKeys() {
    const add = (key, label, run) => this.#off.push(keys.add({ key, label, run }));
    add("Space", "Play or pause", () => this.toggle());
    add(",", "One frame back", () => this.step(","));
    add(".", "One frame on", () => this.step("."));
    add("M", "Sound on or off", () => { this.media.muted = !this.media.muted; });
  }

  /** Arrows work wherever the focus is inside, but where they mean something else. */
  #key(event) {
    if (event.defaultPrevented || event.target.closest("input, select")) return;
    if (!/^(Arrow(Left|Right)|Home|End)$/.test(event.key)) return;
    event.preventDefault();
    const { time, duration } = this;
    this.seek(keyTarget(event.key, { time, duration }));
  }

  /** The browser cannot play the original: show what the model is shown. */
  #fall() {
    const { fallback } = this.media.dataset;
    const notice = this.querySelector("[data-part='unplayable']");
    if (!fallback || this.media.getAttribute("src") === fallback) {
      if (notice) notice.hidden = false;
      return;
    }
    const { time } = this;
    this.media.src = fallback;
    this.media.currentTime = time;
    const note = this.querySelector("[data-part='fallback']");
    if (note) note.hidden = false;
  }

  #follow() {
    cancelAnimationFrame(this.#frame);
    const turn = () => {
      if (this.#stop !== null && this.time >= this.#stop) this.pause();
      this.#tell();
      if (this.playing) this.#frame = requestAnimationFrame(turn);
    };
    this.#frame = requestAnimationFrame(turn);
  }

  #tell() {
    const { time, duration, playing } = this;
    this.timeline?.show(time);
    const detail = { time, duration, playing };
    this.dispatchEvent(new CustomEvent("media-time", { detail, bubbles: true }));
  }
}

customElements.define("media-player", MediaPlayer);
