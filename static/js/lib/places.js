// Remembers where each narration stood, for a reload; it keeps the latest few only.

const MOST = 30;

export class Places {
  /** `kept` keeps one value in the browser: see Kept. */
  constructor(kept) {
    this.kept = kept;
  }

  get(answer) {
    return this.#all().find(([known]) => known === answer)?.[1] ?? 0;
  }

  set(answer, seconds) {
    const others = this.#all().filter(([known]) => known !== answer);
    this.kept.set([[answer, seconds], ...others].slice(0, MOST));
  }

  #all() {
    const all = this.kept.get();
    return Array.isArray(all) ? all : [];
  }
}
