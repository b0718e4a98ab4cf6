// Owns the page's one AudioContext and feeds it streamed speech; it never touches
// elements and never fetches.

import { SAMPLE_RATE, toBytes } from "./pcm.js";

const BLOCKED_MS = 400;

/**
 * Dispatches `state` and `position`. `state` is "idle", "blocked" (the browser wants
 * a tap), "buffering", "playing", "paused" or "ended". Positions are samples at 24 kHz.
 * `tap(bytes)`, when set, receives exactly the PCM that goes to the worklet.
 */
export class Speaker extends EventTarget {
  state = "idle";
  position = 0;
  written = 0;
  underruns = 0;
  tap = null;
  #context = null;
  #node = null;
  #queue = [];
  #paused = false;

  constructor({ workletUrl, audio = globalThis, timers = globalThis }) {
    super();
    Object.assign(this, { workletUrl, audio, timers });
  }

  /** Call inside the click that asks. Answers whether sound may play. */
  async unlock() {
    if (!this.#context) this.#open();
    const patience = new Promise((done) => { this.timers.setTimeout(done, BLOCKED_MS); });
    await Promise.race([this.#context.resume().catch(() => {}), patience]);
    this.#settle();
    return this.#context.state === "running";
  }

  #open() {
    this.#context = new this.audio.AudioContext({
      sampleRate: SAMPLE_RATE, latencyHint: "playback",
    });
    this.#context.onstatechange = () => this.#settle();
    this.#context.audioWorklet.addModule(this.workletUrl).then(() => {
      this.#node = new this.audio.AudioWorkletNode(this.#context, "ring", {
        numberOfInputs: 0, outputChannelCount: [1],
      });
      this.#node.port.onmessage = ({ data }) => this.#hear(data);
      this.#node.connect(this.#context.destination);
      this.#queue.splice(0).forEach((message) => this.#post(message));
    });
  }

  /** Samples in order; what was fed already is skipped, a hole becomes silence. */
  feed(samples, firstSample = this.written) {
    const hole = firstSample - this.written;
    if (hole > 0) this.#feed(new Int16Array(hole));
    this.#feed(hole < 0 ? samples.subarray(-hole) : samples);
    this.#settle();
  }

  #feed(samples) {
    if (!samples.length) return;
    this.written += samples.length;
    this.tap?.(toBytes(samples));
    this.#post({ op: "feed", samples });
  }

  end() { this.#post({ op: "end" }); }

  pause() { this.#pause(true); }

  resume() {
    this.#pause(false);
    return this.unlock();
  }

  #pause(paused) {
    this.#paused = paused;
    this.#post({ op: "pause", paused });
    this.#settle();
  }

  seek(sample) { this.#post({ op: "seek", sample }); }

  /** Silence, and ready for the next answer. */
  stop() {
    this.#queue = [];
    this.#post({ op: "flush" });
    Object.assign(this, { position: 0, written: 0, underruns: 0 });
    this.#paused = false;
    this.#say("idle");
  }

  #post(message) {
    if (this.#node) this.#node.port.postMessage(message);
    else this.#queue.push(message);
  }

  #hear({ position, written, underruns, drained, primed }) {
    Object.assign(this, { position, underruns });
    this.dispatchEvent(new Event("position"));
    if (drained && written > 0) this.#say("ended");
    else this.#settle(primed);
  }

  #settle(primed = this.state === "playing") {
    if (!this.written || (this.state === "ended" && !primed)) return;
    if (this.#context?.state !== "running") this.#say("blocked");
    else if (this.#paused) this.#say("paused");
    else this.#say(primed ? "playing" : "buffering");
  }

  #say(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
