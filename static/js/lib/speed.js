// Measures how fast bytes go and how long the rest will take; it never reads a clock.

const WINDOW_MS = 6000;

export class Speed {
  #marks = [];

  /** `bytes` in all have gone by `now` (milliseconds). */
  add(bytes, now) {
    this.#marks.push({ bytes, now });
    while (this.#marks.length > 2 && now - this.#marks[1].now > WINDOW_MS) {
      this.#marks.shift();
    }
  }

  /** Bytes a second over the last seconds, or 0 before it can be told. */
  get perSecond() {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (!first || last.now - first.now < 250) return 0;
    return Math.max(0, ((last.bytes - first.bytes) / (last.now - first.now)) * 1000);
  }

  /** Seconds until `total` bytes have gone, or null before it can be told. */
  left(total) {
    const rate = this.perSecond;
    return rate > 0 ? Math.ceil((total - this.#marks.at(-1).bytes) / rate) : null;
  }

  forget() {
    this.#marks = [];
  }
}
