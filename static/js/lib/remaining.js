// Words how far a work is and how long it will take, anew each second so that it never
// seems to stand still; it never reads a clock.

import { duration } from "./format.js";
import { Speed } from "./speed.js";

export class Remaining {
  #speed = new Speed();
  #stage = { words: "", percent: null, far: null };
  #begun = 0;
  #heard = 0;

  /** A stage as stageOf answers it, at `now` in milliseconds. */
  add(stage, now) {
    if (stage.words !== this.#stage.words) {
      this.#speed.forget();
      this.#begun = now;
    }
    this.#stage = stage;
    this.#heard = now;
    if (stage.far !== null) this.#speed.add(stage.far, now);
  }

  /** "Preparing · 12 % · 0:45 left", or the seconds it has taken where no more is known. */
  words(now) {
    const { words, percent, far } = this.#stage;
    const seconds = Math.floor((now - this.#begun) / 1000);
    if (far === null) return seconds > 0 ? `${words} · ${seconds} s` : words;
    const told = this.#speed.left(1);
    const left = told === null ? 0 : told - Math.floor((now - this.#heard) / 1000);
    return `${words} · ${percent} %${left > 0 ? ` · ${duration(left)} left` : ""}`;
  }
}
