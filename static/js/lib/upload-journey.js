// Takes one upload from its file to a ready asset; it never decides whose turn it is.

import { WELL } from "./upload-item.js";

export class Journey {
  /**
   * `sender`, `follow(asset, change)`, `known(sha256)` answers an asset or null,
   * `digest(file)`, `store`, `now()`, and `set(item, state, more)`, `tell(item)`,
   * `arrived(item)` of the list.
   */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Rejects where it could not be sent, or with the signal's reason. */
  async send(item, signal) {
    const sha256 = item.url ? null : await this.digest(item.file);
    const here = sha256 ? await this.known(sha256).catch(() => null) : null;
    signal.throwIfAborted();
    if (here) {
      this.#end(item, "duplicate", { asset: here.id });
      return;
    }
    item.speed.forget();
    this.set(item, "sending");
    const asset = await this.#bytes(item, sha256, signal);
    this.set(item, "checking", { asset, sent: item.bytes, file: null });
    this.store.letGo(item.id).catch(() => {});
    this.accompany(item);
  }

  #bytes(item, sha256, signal) {
    const { file, name, url } = item;
    const located = (where) => this.set(item, item.state, { url: where });
    const progress = (bytes) => {
      item.sent = bytes;
      item.speed.add(bytes, this.now());
      this.tell(item);
    };
    return this.sender.send({ file, name, url, sha256, signal, located, progress });
  }

  /** Follows what the server makes of it; never rejects. */
  async accompany(item) {
    this.arrived(item);
    const change = (stage) => this.set(item, "preparing", { stage });
    try {
      const { state, reason } = await this.follow(item.asset, change);
      this.#end(item, state === "rejected" ? "refused" : "ready", { reason });
    } catch (error) {
      this.fail(item, error);
    }
  }

  #end(item, state, more) {
    this.set(item, state, { file: null, ...more });
    const over = WELL.has(state) ? this.store.remove(item.id) : this.store.letGo(item.id);
    over.catch(() => {});
  }

  fail(item, { message, final = false, offline = false }) {
    if (final) this.#end(item, "refused", { reason: message });
    else this.set(item, "failed", { reason: message, offline });
  }
}
