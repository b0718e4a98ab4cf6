// Follows a file on the server until it is ready or refused: it watches the log and
// also asks now and then, so that a lost connection never leaves it waiting.

import { blank, fold, isOver } from "./transcript.js";
import { stageOf } from "./stages.js";

const OVER = new Set(["ready", "rejected"]);
const ASK_MS = [1000, 15000];

export class Follower {
  /** `api` answers `assets/{id}`, `socket` watches jobs. */
  constructor({ api, socket, timers = globalThis }) {
    Object.assign(this, { api, socket, timers });
  }

  /** Answers the asset once it is ready or rejected; `change(stage)` meanwhile. */
  async follow(id, change) {
    let watched = null;
    for (let turn = 0; ; turn += 1) {
      const asset = await this.#ask(id);
      if (asset && OVER.has(asset.state)) return asset;
      if (asset?.job) watched ??= this.#watch(asset.job, change);
      if (await this.#news(watched, turn)) watched = new Promise(() => {});
    }
  }

  /** Resolves with true after the job's last event, or when nobody may watch it. */
  #watch(job, change) {
    return new Promise((done) => {
      let log = blank();
      const event = (next) => {
        log = fold(log, next);
        if (isOver(log)) done(true);
        else change(stageOf(log));
      };
      this.socket.watch(job, { event, error: () => done(true) });
    });
  }

  #news(watched, turn) {
    const wait = Math.min(ASK_MS[1], ASK_MS[0] * 2 ** turn);
    const rest = new Promise((done) => { this.timers.setTimeout(done, wait, false); });
    return Promise.race([rest, watched].filter(Boolean));
  }

  async #ask(id) {
    try {
      return await this.api.get(`assets/${id}`);
    } catch (error) {
      // A server that is away for a moment is asked again; a refusal is final.
      if (error.code !== "offline" && error.status < 500) throw error;
      return null;
    }
  }
}
