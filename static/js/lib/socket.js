// Watches the logs of many jobs over one WebSocket and resumes each where it stood;
// it never changes anything on the server.

import { FrameError, parseFrame } from "./frames.js";
import { Heartbeat } from "./heartbeat.js";
import { isLast } from "./transcript.js";

const WAKE_PONG_MS = 2500;
const GAP_MS = 3000;
const BACKOFF_MS = [400, 12000];
const OPEN = 1;
const DEFAULTS = { timers: globalThis, random: Math.random };

/**
 * `url`, and for tests `WebSocket`, `timers` and `random`. `wake` lists
 * [EventTarget, event name] pairs that mean "look again at once".
 * Dispatches `status`; `status` is "idle", "live" or "reconnecting".
 */
export class JobSocket extends EventTarget {
  status = "idle";
  #watches = new Set();
  #asked = new Set();
  #socket = null;
  #heart = null;
  #retry = null;
  #failures = 0;
  #pings = 0;

  constructor({ url, wake = [], ...parts }) {
    super();
    Object.assign(this, { url, WebSocket: globalThis.WebSocket }, DEFAULTS, parts);
    const ping = () => this.#send({ ping: (this.#pings += 1) });
    this.#heart = new Heartbeat({ timers: this.timers, ping, dead: () => this.#lost() });
    for (const [source, name] of wake) source.addEventListener(name, () => this.wake());
  }

  /**
   * Delivers every event of `job` after `after` to `event(e)`, each once and in
   * order; `error(code)` when the job may not be seen. Answers a stop function.
   */
  watch(job, { after = 0, event, error = () => {} }) {
    const watch = { job, after, event, error, healing: null };
    this.#watches.add(watch);
    if (this.#socket) this.#ask(job);
    else this.#connect();
    return () => this.#drop(watch);
  }

  /** The network or the tab came back: prove the socket, or open a new one now. */
  wake() {
    if (!this.#watches.size) return;
    if (!this.#socket) this.#connect();
    else if (this.#socket.readyState === OPEN) this.#heart.probe(WAKE_PONG_MS);
  }

  #connect() {
    this.timers.clearTimeout(this.#retry);
    const socket = new this.WebSocket(this.url);
    this.#socket = socket;
    this.#asked.clear();
    socket.binaryType = "arraybuffer";
    const mine = (run) => (event) => { if (this.#socket === socket) run(event); };
    socket.onopen = mine(() => this.#opened());
    socket.onmessage = mine(({ data }) => this.#receive(data));
    socket.onclose = mine(() => this.#lost());
    // A connection that hangs in its handshake is given up like a silent one.
    this.#heart.expect();
  }

  #opened() {
    this.#heart.heard();
    this.#heart.start();
    this.#say("live");
    new Set([...this.#watches].map((watch) => watch.job)).forEach((job) => this.#ask(job));
  }

  #receive(data) {
    this.#heart.heard();
    this.#failures = 0;
    try {
      const frame = parseFrame(data);
      for (const watch of this.#readers(frame.job)) this.#deliver(watch, frame);
    } catch (error) {
      // A damaged frame leaves a gap, and the gap asks again.
      if (!(error instanceof FrameError)) throw error;
    }
  }

  #deliver(watch, frame) {
    if (frame.error) {
      this.#drop(watch);
      watch.error(frame.error);
    } else if (frame.seq === watch.after + 1) {
      this.#calm(watch);
      watch.after = frame.seq;
      if (isLast(frame)) this.#drop(watch);
      watch.event(frame);
    } else if (frame.seq > watch.after && watch.healing === null) {
      // One question per gap: what was on its way already would look like more gaps.
      watch.healing = this.timers.setTimeout(() => this.#calm(watch), GAP_MS);
      this.#ask(watch.job);
    }
  }

  #calm(watch) {
    this.timers.clearTimeout(watch.healing);
    watch.healing = null;
  }

  #readers(job) { return [...this.#watches].filter((watch) => watch.job === job); }

  /** Watches `job` from where its slowest reader stands. */
  #ask(job) {
    if (this.#socket.readyState !== OPEN) return;
    if (this.#asked.has(job)) this.#send({ unwatch: job });
    this.#asked.add(job);
    this.#send({ watch: job, after: Math.min(...this.#readers(job).map((w) => w.after)) });
  }

  #drop(watch) {
    this.#calm(watch);
    if (!this.#watches.delete(watch)) return;
    if (this.#readers(watch.job).length) return;
    if (this.#asked.delete(watch.job)) this.#send({ unwatch: watch.job });
  }

  #send(frame) {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #lost() {
    const socket = this.#socket;
    this.#socket = null;
    this.#heart.stop();
    socket?.close();
    for (const watch of this.#watches) this.#calm(watch);
    if (!this.#watches.size) { this.#say("idle"); return; }
    this.#say("reconnecting");
    const [base, most] = BACKOFF_MS;
    const wait = Math.min(most, base * 2 ** this.#failures) * (0.5 + this.random() / 2);
    this.#failures += 1;
    this.#retry = this.timers.setTimeout(() => this.#connect(), wait);
  }

  #say(status) {
    if (status === this.status) return;
    this.status = status;
    this.dispatchEvent(new Event("status"));
  }
}
