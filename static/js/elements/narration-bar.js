// <narration-bar>: one player of spoken answers for the whole application; it shows
// the narrator and passes on what people press.

import { duration as clock } from "../lib/format.js";
import { Peaks } from "../lib/peaks.js";
import { samplesOf } from "../lib/wav.js";
import { bars, raise } from "../lib/waveform.js";
import { lastHeard, narrator } from "../narration.js";
import { showIcon } from "./icon.js";
import { prepare } from "./timeline-canvas.js";

const STEP = 3;
// Longer speech is not fetched a second time only to be drawn.
const DRAWN_S = 180;

class NarrationBar extends HTMLElement {
  #drawn = "";

  connectedCallback() {
    this.find = (name) => this.querySelector(`[data-part="${name}"]`);
    this.#on("play", "click", () => narrator.toggle());
    this.#on("tap", "click", () => narrator.play());
    this.#on("close", "click", () => this.#close());
    this.#on("rate", "change", ({ target }) => narrator.hurry(Number(target.value)));
    this.#on("seek", "input", ({ target }) => narrator.seek((target.value / 1000) * this.#whole()));
    this.#on("seek", "change", () => { this.#drawn = ""; this.#show(); });
    narrator.addEventListener("change", () => this.#show());
    new ResizeObserver(() => { this.#drawn = ""; this.#draw(); }).observe(this.find("wave"));
    const last = lastHeard.get();
    if (last?.url && !narrator.track) narrator.open(last);
    this.#show();
  }

  #on(part, event, run) { this.find(part).addEventListener(event, run); }

  #close() {
    lastHeard.clear();
    narrator.close();
  }

  #whole() { return narrator.duration || narrator.arrived; }

  #show() {
    const { track, state } = narrator;
    this.hidden = !track;
    if (!track) return;
    if (track.url) lastHeard.set(track);
    this.find("question").textContent = track.question;
    this.find("name").textContent = track.title;
    const blocked = state === "blocked";
    this.find("tap").hidden = !blocked;
    this.find("play").hidden = blocked;
    this.#name(narrator.playing);
    this.#times();
    this.#files(track.url);
    if (narrator.playing) this.#shape(track);
    this.#draw();
  }

  #name(playing) {
    const button = this.find("play");
    const label = playing ? "Pause narration" : "Play narration";
    if (button.ariaLabel === label) return;
    button.ariaLabel = label;
    showIcon(button, playing ? "pause" : "play");
  }

  #times() {
    const { position, duration } = narrator;
    this.find("now").textContent = clock(position);
    this.find("length").textContent = duration ? ` / ${clock(duration)}` : this.#coming();
    const slider = this.find("seek");
    if (document.activeElement !== slider || !slider.matches(":active")) {
      slider.value = this.#whole() ? (position / this.#whole()) * 1000 : 0;
    }
    slider.ariaValueText = `${clock(position)} of ${clock(this.#whole())}`;
  }

  #coming() { return narrator.arrived ? " · arriving" : " · the voice is on its way"; }

  #files(url) {
    const rate = this.find("rate");
    rate.disabled = !narrator.mayHurry;
    rate.title = rate.disabled ? "The speed can be changed once all has arrived" : "Speed";
    this.find("files").hidden = !url;
    if (!url) return;
    this.find("wav").setAttribute("href", `${url}?download=1`);
    this.find("mp3").setAttribute("href", `${url}?format=mp3&download=1`);
  }

  /** The shape of a stored narration, once somebody listens to it. */
  async #shape(track) {
    if (narrator.live || this.shaped === track || track.seconds > DRAWN_S) return;
    this.shaped = track;
    const answer = await fetch(`${track.url}?through=1`).catch(() => null);
    if (!answer?.ok || narrator.track !== track) return;
    narrator.peaks = new Peaks();
    narrator.peaks.add(samplesOf(await answer.arrayBuffer()));
    this.#draw();
  }

  /** Bars as far as they arrived, in the accent as far as they were heard. */
  #draw() {
    const { values } = narrator.peaks;
    const canvas = this.find("wave");
    const heard = this.#whole() ? narrator.position / this.#whole() : 0;
    const step = Math.round(heard * canvas.clientWidth / STEP);
    const mark = `${narrator.track?.answer} ${values.length} ${step}`;
    if (this.hidden || mark === this.#drawn) return;
    this.#drawn = mark;
    const { pen, width, height } = prepare(canvas);
    const style = getComputedStyle(canvas);
    const tall = values.length ? raise(bars(values, Math.floor(width / STEP))) : [];
    const count = tall.length || Math.floor(width / STEP);
    for (let n = 0; n < count; n += 1) {
      pen.fillStyle = n < step ? style.accentColor : style.color;
      const high = Math.max(2, (tall[n] ?? 0) * height);
      pen.fillRect(n * STEP, (height - high) / 2, STEP - 1, high);
    }
  }
}

customElements.define("narration-bar", NarrationBar);
