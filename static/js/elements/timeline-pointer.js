// Hears the pointer, the wheel and two fingers on a line of time, and tells at most once
// a frame what they mean; it never knows what is under them.

const WHEEL_LINE = 16;
const WHEEL_SPEED = 0.01;

export class TimelinePointer {
  #left = 0;
  #frame = 0;
  #point = null;
  #wheel = { zoom: 0, pan: 0, x: 0 };
  #down = new Map();
  #apart = null;

  /**
   * `hands`: `seek(x)`, `hover(x)` and `leave()` preview, `zoom(factor, x)`,
   * `pan(pixels)`, and `near()` answers whether there is anywhere to move to.
   */
  constructor(area, hands) {
    Object.assign(this, { area, hands });
    const on = (name, run, how) => area.addEventListener(name, run, how);
    on("pointerenter", () => this.#measure());
    on("pointerdown", (event) => this.#press(event));
    on("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) on(name, (event) => this.#lift(event));
    on("pointerleave", () => { this.#point = null; hands.leave(); });
    on("wheel", (event) => this.#turn(event), { passive: false });
  }

  /** Read once as the pointer comes, never while it moves. */
  #measure() { this.#left = this.area.getBoundingClientRect().left; }

  #press(event) {
    if (event.button !== 0 || event.target.closest(".marker")) return;
    this.#measure();
    this.area.setPointerCapture(event.pointerId);
    this.#down.set(event.pointerId, event.clientX - this.#left);
    this.#apart = null;
    if (this.#down.size === 1) this.hands.seek(event.clientX - this.#left);
  }

  #move(event) {
    const x = event.clientX - this.#left;
    const held = this.#down.has(event.pointerId);
    if (held) this.#down.set(event.pointerId, x);
    // A finger that only passes by has no preview.
    if (event.pointerType === "touch" && !held) return;
    this.#point = x;
    this.#soon();
  }

  #lift(event) {
    if (!this.#down.has(event.pointerId)) return;
    if (this.#frame) this.#tell();
    this.#down.delete(event.pointerId);
    this.#apart = null;
    if (event.pointerType === "touch") this.hands.leave();
  }

  /** Ctrl and the wheel, which is also what a pinch on a touchpad sends. */
  #turn(event) {
    const scale = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : WHEEL_LINE;
    const across = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (event.ctrlKey) this.#wheel.zoom += event.deltaY * scale;
    else if (Math.abs(across) >= Math.abs(event.deltaY) && this.hands.near()) this.#wheel.pan += across * scale;
    else return;
    event.preventDefault();
    this.#wheel.x = event.clientX - this.#left;
    this.#soon();
  }

  #soon() { this.#frame ||= requestAnimationFrame(() => this.#tell()); }

  #tell() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { zoom, pan, x } = this.#wheel;
    this.#wheel = { zoom: 0, pan: 0, x };
    if (zoom) this.hands.zoom(Math.exp(-zoom * WHEEL_SPEED), x);
    if (pan) this.hands.pan(pan);
    if (this.#down.size > 1) this.#pinch();
    else if (this.#point !== null) {
      if (this.#down.size) this.hands.seek(this.#point);
      this.hands.hover(this.#point);
    }
  }

  #pinch() {
    const [one, other] = [...this.#down.values()];
    const next = { wide: Math.max(20, Math.abs(one - other)), middle: (one + other) / 2 };
    const last = this.#apart;
    this.#apart = next;
    if (!last) return;
    this.hands.zoom(next.wide / last.wide, last.middle);
    this.hands.pan(last.middle - next.middle);
  }
}
