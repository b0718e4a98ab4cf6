// Keeps the loudness of a sound that is still arriving, for drawing; it never draws.

const STEP = 1200;

export class Peaks {
  #values = [];
  #rest = { peak: 0, count: 0 };

  add(samples) {
    for (const sample of samples) {
      this.#rest.peak = Math.max(this.#rest.peak, Math.abs(sample));
      this.#rest.count += 1;
      if (this.#rest.count === STEP) this.#close();
    }
  }

  #close() {
    const high = this.#rest.peak / 256;
    this.#values.push([-high, high]);
    this.#rest = { peak: 0, count: 0 };
  }

  /** [least, greatest] of each 50 ms, from -128 to 128, as a waveform is drawn. */
  get values() { return this.#values; }
}
