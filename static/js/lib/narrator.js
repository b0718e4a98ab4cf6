// The one voice of the page: which narration is heard, from where and how fast; it
// never watches a log and never touches an element.

import { toInt16 } from "./pcm.js";
import { Peaks } from "./peaks.js";
import { FileVoice, LiveVoice } from "./voices.js";


/**
 * Dispatches `change`. A track is `{ answer, title, question, url, seconds }`.
 * `places` keeps where each narration stood: get(answer), set(answer, seconds).
 */
export class Narrator extends EventTarget {
  track = null;
  voice = null;
  peaks = new Peaks();
  rate = 1;

  constructor({ speaker, audio, places }) {
    super();
    Object.assign(this, { speaker, audio, places });
    for (const name of ["state", "position"]) {
      speaker.addEventListener(name, () => this.#heard(LiveVoice));
    }
    for (const name of ["play", "pause", "timeupdate", "ended", "seeked"]) {
      audio.addEventListener(name, () => this.#heard(FileVoice));
    }
  }

  get state() { return this.voice?.state ?? "idle"; }
  get position() { return this.voice?.position ?? 0; }
  get duration() { return this.voice?.duration ?? 0; }
  get arrived() { return this.voice?.arrived ?? 0; }
  get playing() { return ["playing", "buffering"].includes(this.state); }
  get live() { return this.voice instanceof LiveVoice; }
  /** Speed needs the whole file; until it stands the voice keeps its own pace. */
  get mayHurry() { return Boolean(this.track?.url); }

  speaks(answer) { return this.track?.answer === answer; }

  /** Call inside the click that asks, so that the browser lets the answer speak. */
  unlock() { return this.speaker.unlock(); }

  /** Makes ready for an answer whose speech is about to arrive. */
  listen(track) {
    this.#leave();
    this.track = track;
    this.voice = new LiveVoice(this.speaker);
    this.voice.resumeAt(this.places.get(track.answer));
    this.#tell();
  }

  /** One audio event of the answer; what came before a restart is void. */
  feed(answer, { pcm, offset }) {
    if (!this.speaks(answer) || !this.live) return;
    const samples = toInt16(pcm);
    this.peaks.add(samples);
    this.voice.feed(samples, offset);
    this.#tell();
  }

  /** All of it arrived; the file stands at `url`. */
  arrivedWhole(answer, { url, seconds }) {
    if (!this.speaks(answer)) return;
    Object.assign(this.track, { url, seconds });
    if (this.live) this.voice.end();
    this.#tell();
  }

  /** Opens a stored narration where it stood. */
  open(track) {
    this.#leave();
    this.track = track;
    this.#file(this.places.get(track.answer));
    this.#tell();
  }

  #file(position) {
    this.voice = new FileVoice(this.audio, this.track);
    this.audio.playbackRate = this.rate;
    this.voice.seek(position);
  }

  toggle() { return this.playing ? this.pause() : this.play(); }

  async play() {
    await this.voice.play();
    this.#tell();
  }

  pause() {
    this.voice.pause();
    this.#tell();
  }

  seek(seconds) {
    this.voice.seek(Math.max(0, Math.min(this.arrived, seconds)));
    this.#tell();
  }

  hurry(rate) {
    this.rate = rate;
    if (this.live && rate !== 1) this.#fromFile();
    else this.audio.playbackRate = rate;
    this.#tell();
  }

  /** Goes on from the file at the very moment that was heard last. */
  #fromFile() {
    const { playing, position } = this;
    this.voice.leave();
    this.#file(position);
    if (playing) this.voice.play();
  }

  close() {
    this.#leave();
    this.track = null;
    this.#tell();
  }

  #leave() {
    this.voice?.leave();
    this.voice = null;
    this.peaks = new Peaks();
  }

  #heard(kind) {
    if (!(this.voice instanceof kind) || !this.track) return;
    const over = this.state === "ended";
    if (this.state !== "blocked") this.places.set(this.track.answer, over ? 0 : this.position);
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
