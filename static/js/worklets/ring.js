// Plays streamed PCM from one buffer without seams, in the audio thread; it never
// drops a sample that it was given.

const CHUNK = 128;

/** Int16 samples in, floats out. `position` and `written` count samples. */
export class Ring {
  position = 0;
  written = 0;
  underruns = 0;
  ended = false;
  paused = false;
  primed = false;
  #waiting = [];

  /** Keeps what was played for seeking, until `most` samples are held. */
  constructor({ prime = 4800, capacity = 24000 * 60, most = 24000 * 60 * 30 } = {}) {
    Object.assign(this, { prime, most, buffer: new Int16Array(Math.min(capacity, most)) });
  }

  get oldest() { return Math.max(0, this.written - this.buffer.length); }
  get held() { return this.#waiting.reduce((sum, part) => sum + part.length, 0); }
  get drained() { return this.ended && !this.held && this.position >= this.written; }

  write(samples) {
    this.#waiting.push(samples);
    this.#admit();
  }

  /** Moves what fits into the buffer; the rest waits until something was played. */
  #admit() {
    while (this.#waiting.length) {
      const [next, ...later] = this.#waiting;
      this.#grow(this.written + next.length);
      const room = this.buffer.length - (this.written - this.position);
      const part = next.subarray(0, room);
      this.#store(part);
      if (part.length < next.length) {
        this.#waiting = [next.subarray(part.length), ...later];
        return;
      }
      this.#waiting = later;
    }
  }

  #store(samples) {
    const start = this.written % this.buffer.length;
    const head = samples.subarray(0, this.buffer.length - start);
    this.buffer.set(head, start);
    this.buffer.set(samples.subarray(head.length), 0);
    this.written += samples.length;
  }

  #grow(needed) {
    if (needed <= this.buffer.length || this.buffer.length >= this.most) return;
    const bigger = new Int16Array(Math.min(this.most, Math.max(needed, this.buffer.length * 2)));
    // Until the limit is reached the buffer has never wrapped, so a copy keeps places.
    bigger.set(this.buffer.subarray(0, this.written));
    this.buffer = bigger;
  }

  /** Fills `out`, with silence where nothing is to be played; answers samples played. */
  read(out) {
    out.fill(0);
    if (this.paused || !this.#ready()) return 0;
    const count = Math.min(out.length, this.written - this.position);
    for (let i = 0; i < count; i += 1) {
      out[i] = this.buffer[(this.position + i) % this.buffer.length] / 32768;
    }
    this.position += count;
    this.#admit();
    if (count < out.length && !this.ended) {
      this.underruns += 1;
      this.primed = false;
    }
    return count;
  }

  #ready() {
    const ahead = this.written - this.position;
    if (ahead >= this.prime || (this.ended && ahead > 0)) this.primed = true;
    return this.primed && (ahead > 0 || !this.ended);
  }

  end() { this.ended = true; }

  /** Goes to a sample that is still held; answers whether it could. */
  seek(sample) {
    if (sample < this.oldest || sample > this.written) return false;
    this.position = Math.floor(sample);
    return true;
  }

  flush() {
    this.#waiting = [];
    Object.assign(this, {
      position: 0, written: 0, underruns: 0, ended: false, paused: false, primed: false,
    });
  }
}

const Base = globalThis.AudioWorkletProcessor ?? class {};

export class RingProcessor extends Base {
  constructor(options) {
    super();
    this.ring = new Ring(options?.processorOptions);
    this.sinceReport = 0;
    this.port.onmessage = ({ data }) => this.obey(data);
  }

  obey({ op, samples, sample, paused }) {
    const { ring } = this;
    if (op === "feed") ring.write(samples);
    else if (op === "end") ring.end();
    else if (op === "flush") ring.flush();
    else if (op === "pause") ring.paused = paused;
    else if (op === "seek") ring.seek(sample);
    if (op !== "feed") this.report();
  }

  report() {
    const { position, written, underruns, drained, primed, held } = this.ring;
    this.sinceReport = 0;
    this.port.postMessage({ position, written: written + held, underruns, drained, primed });
  }

  process(inputs, [[out]]) {
    const played = this.ring.read(out);
    this.sinceReport += out.length;
    const finished = played > 0 && this.ring.drained;
    if (finished || (this.sinceReport >= CHUNK * 19 && !this.ring.paused)) this.report();
    return true;
  }
}

globalThis.registerProcessor?.("ring", RingProcessor);
