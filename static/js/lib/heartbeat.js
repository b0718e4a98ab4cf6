// Notices a connection that has gone silent; it never opens or closes one itself.

const PING_MS = 15000;
const PONG_MS = 8000;

export class Heartbeat {
  #every = null;
  #verdict = null;

  /** `ping()` sends one, `dead()` hears that nothing came back. */
  constructor({ timers, ping, dead }) {
    Object.assign(this, { timers, ping, dead });
  }

  start() {
    this.stop();
    this.#every = this.timers.setInterval(() => this.probe(), PING_MS);
  }

  /** Asks for a sign of life within `patience` milliseconds. */
  probe(patience = PONG_MS) {
    this.expect(patience);
    this.ping();
  }

  expect(patience = PONG_MS) {
    this.heard();
    this.#verdict = this.timers.setTimeout(() => this.dead(), patience);
  }

  heard() {
    this.timers.clearTimeout(this.#verdict);
  }

  stop() {
    this.heard();
    this.timers.clearInterval(this.#every);
  }
}
