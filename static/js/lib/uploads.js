// The list of what is being uploaded, over reloads; it never touches the page and
// never speaks to the server itself.

import { keyOf, whyNot } from "./dropped.js";
import { begin, BUSY, OVER, record, revive, WELL } from "./upload-item.js";
import { Journey } from "./upload-journey.js";

const AT_ONCE = 3;

/**
 * Dispatches `change` (detail: the item) and `arrived` when an asset is new here.
 * An item's `state`: waiting, comparing (is it here already?), sending, paused,
 * elsewhere (another tab sends it), unfinished (the file must be chosen again),
 * checking, preparing, ready, duplicate, refused, failed.
 */
export class Uploads extends EventTarget {
  items = [];
  #stops = new Map();

  /**
   * The parts of a Journey, and `alone(name, run, taken)`, which runs under a lock
   * that all tabs share, and `makeId()`.
   */
  constructor({ store, alone, now, makeId, ...parts }) {
    super();
    Object.assign(this, { store, alone, now, makeId, sender: parts.sender });
    this.journey = new Journey({
      ...parts, store, now,
      set: (...change) => this.#set(...change),
      tell: (item) => this.#tell("change", item),
      arrived: (item) => this.#tell("arrived", item),
    });
  }

  /** Goes on where the last page stopped. */
  async restore() {
    const written = await this.store.all().catch(() => []);
    for (const item of written.map(revive)) {
      this.items.push(item);
      this.#tell("change", item);
      if (item.state === "checking") this.journey.accompany(item);
    }
    this.#pump();
  }

  /** Takes files in; one that is known already goes on where it stood. */
  offer(files) {
    for (const file of files) {
      const key = keyOf(file);
      const same = this.items.find((item) => item.key === key && !OVER.has(item.state));
      if (same) this.#again(same, file);
      else this.#add(file, key);
    }
    this.#pump();
  }

  #again(item, file) {
    item.file ??= file;
    if (["unfinished", "paused", "failed"].includes(item.state)) this.resume(item);
  }

  #add(file, key) {
    const item = begin({ id: this.makeId(), at: this.now(), key, file });
    this.items.push(item);
    const reason = whyNot(file);
    this.#set(item, reason ? "refused" : "waiting", { reason: reason ?? "" });
    if (!reason) this.#keep(item);
  }

  async #keep(item) {
    item.kept = await this.store.keep(item.id, item.file).catch(() => false);
    // It may be over already, as a small file is.
    if (!item.file) await this.store.letGo(item.id).catch(() => {});
  }

  #pump() {
    const free = AT_ONCE - this.items.filter((item) => BUSY.has(item.state)).length;
    const waiting = this.items.filter((item) => item.state === "waiting");
    waiting.slice(0, Math.max(0, free)).forEach((item) => this.#run(item));
  }

  async #run(item) {
    const stop = new AbortController();
    this.#stops.set(item.id, stop);
    this.#set(item, "comparing");
    const taken = () => { this.#set(item, "elsewhere"); this.#pump(); };
    try {
      await this.alone(`upload ${item.id}`, () => this.#go(item, stop.signal), taken);
    } catch (error) {
      if (!stop.signal.aborted) this.journey.fail(item, error);
    }
    this.#pump();
  }

  async #go(item, signal) {
    if (item.state !== "elsewhere") return this.journey.send(item, signal);
    // The other tab has stopped or finished: what it wrote down is the truth.
    const written = await this.store.get(item.id).catch(() => null);
    if (!written) return this.dismiss(item);
    Object.assign(item, { url: written.url, asset: written.asset });
    return item.asset ? this.journey.accompany(item) : this.journey.send(item, signal);
  }

  pause(item) {
    this.#stops.get(item.id)?.abort(new Error("paused"));
    this.#set(item, "paused");
    this.#pump();
  }

  /** After a pause or a failure. */
  resume(item) {
    if (item.asset) this.journey.accompany(item);
    else this.#set(item, item.file ? "waiting" : "unfinished", { reason: "" });
    this.#pump();
  }

  /** The network came back. */
  wake() {
    const lost = this.items.filter((item) => item.state === "failed" && item.offline);
    lost.forEach((item) => this.resume(item));
  }

  /** Stops it and lets the server forget what was sent. */
  async cancel(item) {
    this.#stops.get(item.id)?.abort(new Error("cancelled"));
    this.dismiss(item);
    if (item.url && !item.asset) await this.sender.forget(item.url).catch(() => {});
  }

  dismiss(item) {
    this.items = this.items.filter((other) => other !== item);
    this.store.remove(item.id).catch(() => {});
    this.#tell("change", item);
    this.#pump();
  }

  clear() {
    for (const item of this.items) if (OVER.has(item.state)) this.dismiss(item);
  }

  #set(item, state, more = {}) {
    Object.assign(item, more, { state });
    if (!WELL.has(state)) this.store.put(record(item)).catch(() => {});
    this.#tell("change", item);
  }

  #tell(name, item) {
    this.dispatchEvent(new CustomEvent(name, { detail: item }));
  }
}
