// Takes a media element to where it is wanted; while it is still on its way only the last
// wish is kept, so that dragging over a long file stays light. It never plays.

// So long a seek may take before a newer wish breaks in.
const PATIENCE_MS = 250;

export class MediaSeeker {
  #wanted = null;
  #sent = null;
  #since = 0;

  constructor(media) {
    this.media = media;
    media.addEventListener("seeked", () => {
      if (this.#waits) this.#go();
      else this.#wanted = null;
    });
  }

  /** Where it stands, or will as soon as it can. */
  get time() { return this.#wanted ?? this.media.currentTime; }

  get #waits() { return this.#wanted !== null && this.#wanted !== this.#sent; }

  to(time) {
    this.#wanted = time;
    const busy = this.media.seeking && performance.now() - this.#since < PATIENCE_MS;
    if (!busy) this.#go();
  }

  /** No more waiting, as before playing: where it stands meanwhile may be its end. */
  settle() {
    if (this.#waits) this.#go();
  }

  #go() {
    this.#since = performance.now();
    this.#sent = this.#wanted;
    this.media.currentTime = this.#sent;
  }
}
