// Follows a file on the server until it is ready or refused; it reconciles by
// asking, never by guessing.

import { blank, fold } from "./transcript.js";
import { stageOf } from "./stages.js";

const OVER = new Set(["ready", "rejected"]);
const ASK_MS = [500, 8000];

export class Follower {
  /** `api` answers `assets/{id}`, `socket` watches jobs. */
  constructor({ api, socket, timers = globalThis }) {
    Object.assign(this, { api, socket, timers });
  }

  /** Answers the asset once it is ready or rejected; `change(stage)` meanwhile. */
  async follow(id, change) {
    for (let turn = 0; ; turn += 1) {
      const asset = await this.#ask(id);
      if (asset && OVER.has(asset.state)) return asset;
      if (asset?.job && turn === 0) await this.watch(asset.job, change);
      else await this.#rest(turn);
    }
  }

  /** Until the job's last event, or until it turns out that nobody may watch. */
  watch(job, change) {
    return new Promise((done) => {
      let log = blank();
      const event = (next) => {
        log = fold(log, next);
        change(stageOf(log));
        if (["done", "failed", "cancelled"].includes(log.status)) done(log);
      };
      this.socket.watch(job, { event, error: () => done(null) });
    });
  }

  async #ask(id) {
    try {
      return await this.api.get(`assets/${id}`);
    } catch (error) {
      if (error.code !== "offline" && error.status < 500) throw error;
      return null;
    }
  }

  #rest(turn) {
    const wait = Math.min(ASK_MS[1], ASK_MS[0] * 2 ** turn);
    return new Promise((done) => { this.timers.setTimeout(done, wait); });
  }
}
