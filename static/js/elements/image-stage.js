// <image-stage>: a picture that fits its stage, or at its actual size to look closely.

class ImageStage extends HTMLElement {
  connectedCallback() {
    this.image = this.querySelector("img");
    this.button = this.querySelector("button");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.#toggle());
    this.image.addEventListener("click", (event) => this.#toggle(event));
    this.image.addEventListener("error", () => this.#fall());
    if (this.image.complete && !this.image.naturalWidth) this.#fall();
  }

  /** The browser cannot show the original, as with HEIC or TIFF. */
  #fall() {
    const { fallback } = this.image.dataset;
    if (fallback && this.image.getAttribute("src") !== fallback) this.image.src = fallback;
  }

  /** The point that was clicked stays under the pointer. */
  #toggle(event) {
    const box = this.image.getBoundingClientRect();
    const x = event ? (event.clientX - box.left) / box.width : 0.5;
    const y = event ? (event.clientY - box.top) / box.height : 0.5;
    const close = this.classList.toggle("close");
    this.button.ariaPressed = String(close);
    if (!close) return;
    const frame = this.querySelector(".frame");
    frame.scrollTo(
      x * this.image.offsetWidth - frame.clientWidth / 2,
      y * this.image.offsetHeight - frame.clientHeight / 2,
    );
  }
}

customElements.define("image-stage", ImageStage);
