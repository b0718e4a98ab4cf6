// Keeps what a person typed in the browser until it was sent; it never sends anything.

const PREFIX = "omniweb.";

/** `storage` is a localStorage, or one that may be forbidden or full. */
export class Kept {
  constructor(storage, name) {
    Object.assign(this, { storage, key: PREFIX + name });
  }

  get() {
    try {
      return JSON.parse(this.storage().getItem(this.key));
    } catch {
      return null;
    }
  }

  set(value) {
    try {
      this.storage().setItem(this.key, JSON.stringify(value));
    } catch {
      // Without storage a reload forgets; nothing else is lost.
    }
  }

  clear() {
    try {
      this.storage().removeItem(this.key);
    } catch {
      // As above.
    }
  }
}
