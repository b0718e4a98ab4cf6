// Two ways to hear a narration behind one set of verbs: samples as they arrive, and a
// stored file. Neither knows which answer it speaks.

import { SAMPLE_RATE } from "./pcm.js";

/** Speech that is still arriving, or that arrived while the page was open. */
export class LiveVoice {
  #resumeAt = 0;
  #ended = false;

  constructor(speaker) {
    this.speaker = speaker;
    speaker.stop();
  }

  get state() { return this.speaker.state; }
  get position() { return this.speaker.position / SAMPLE_RATE; }
  get duration() { return this.#ended ? this.arrived : 0; }
  get arrived() { return this.speaker.written / SAMPLE_RATE; }

  /** Begins where it stood, as soon as that much has arrived. */
  resumeAt(seconds) { this.#resumeAt = Math.round(seconds * SAMPLE_RATE); }

  feed(samples, offset) {
    this.speaker.feed(samples, offset);
    if (!this.#resumeAt || this.speaker.written <= this.#resumeAt) return;
    this.speaker.seek(this.#resumeAt);
    this.#resumeAt = 0;
  }

  end() {
    this.#ended = true;
    this.speaker.end();
  }

  play() {
    if (this.state === "ended") this.speaker.seek(0);
    return this.speaker.resume();
  }

  pause() { this.speaker.pause(); }
  seek(seconds) { this.speaker.seek(Math.round(seconds * SAMPLE_RATE)); }
  leave() { this.speaker.stop(); }
}

/** A stored narration in an audio element, which keeps the pitch at any speed. */
export class FileVoice {
  constructor(audio, { url, seconds }) {
    Object.assign(this, { audio, seconds });
    audio.src = url;
    audio.preservesPitch = true;
  }

  get state() {
    if (this.blocked) return "blocked";
    if (this.audio.ended) return "ended";
    return this.audio.paused ? "paused" : "playing";
  }

  get position() { return this.audio.currentTime; }
  get duration() { return this.seconds; }
  get arrived() { return this.seconds; }

  async play() {
    this.blocked = false;
    try {
      await this.audio.play();
    } catch (error) {
      this.blocked = error.name === "NotAllowedError";
    }
  }

  pause() { this.audio.pause(); }
  seek(seconds) { this.audio.currentTime = seconds; }
  leave() { this.audio.pause(); }
}
