// <live-part id>: a part of the page that the server draws again when something ended;
// it never draws anything itself.
//
// It asks for its own page once more and takes itself out of the answer, so that a part
// looks the same live and after a reload.

const PAUSE_MS = 120;

class LivePart extends HTMLElement {
  #timer = null;

  connectedCallback() {
    this.addEventListener("prepared", () => this.refresh());
  }

  /** Several ends at once are one question. */
  refresh() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
  }

  async #ask() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } })
      .catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(this.id);
    if (fresh) this.renew(fresh);
    this.dispatchEvent(new CustomEvent("renewed", { bubbles: true }));
  }

  renew(fresh) {
    const focused = this.contains(document.activeElement);
    this.replaceChildren(...document.adoptNode(fresh).childNodes);
    if (focused) this.querySelector("a, button, [tabindex]")?.focus();
  }
}

customElements.define("live-part", LivePart);
export { LivePart };
