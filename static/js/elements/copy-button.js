// <copy-button from>: copies an answer's text; it stays away where the browser forbids it.

const SAID_MS = 1600;

class CopyButton extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard) return;
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => this.#copy());
  }

  async #copy() {
    const answer = document.getElementById(this.getAttribute("from"));
    const words = this.querySelector("span");
    await navigator.clipboard.writeText(answer.querySelector("answer-text").text)
      .then(() => { words.textContent = "Copied"; }, () => { words.textContent = "Not allowed"; });
    setTimeout(() => { words.textContent = "Copy"; }, SAID_MS);
  }
}

customElements.define("copy-button", CopyButton);
