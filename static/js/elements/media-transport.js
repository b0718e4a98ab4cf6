// <media-transport>: the buttons under the media; it never keeps a state of its own.

import { duration as clock } from "../lib/format.js";
import { showIcon } from "./icon.js";
import "./media-player.js";

class MediaTransport extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.player = this.closest("media-player");
    this.find = (name) => this.querySelector(`[data-part="${name}"]`);
    this.player.addEventListener("media-time", ({ detail }) => this.#show(detail));
    this.#on("play", "click", () => this.player.toggle());
    this.#on("mute", "click", () => { this.media.muted = !this.media.muted; });
    this.#on("volume", "input", ({ target }) => this.#volume(Number(target.value)));
    this.#on("rate", "change", ({ target }) => { this.media.playbackRate = Number(target.value); });
    this.#on("full", "click", () => this.#full());
    if (this.player.media) this.#show(this.player);
  }

  get media() { return this.player.media; }

  #on(name, event, run) { this.find(name)?.addEventListener(event, run); }

  #volume(value) {
    this.media.volume = value;
    this.media.muted = value === 0;
  }

  #full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.player.requestFullscreen().catch(() => {});
  }

  #show({ time, duration, playing }) {
    const { muted, volume } = this.media;
    this.find("now").textContent = clock(time);
    this.find("length").textContent = clock(duration);
    this.#name("play", playing ? "Pause" : "Play", playing ? "pause" : "play");
    const silent = muted || volume === 0;
    this.#name("mute", silent ? "Sound on" : "Sound off", silent ? "volume-x" : "volume-2");
    const slider = this.find("volume");
    if (slider) slider.value = silent ? 0 : volume;
  }

  #name(part, label, icon) {
    const button = this.find(part);
    if (!button || button.ariaLabel === label) return;
    Object.assign(button, { ariaLabel: label, title: label });
    showIcon(button, icon);
  }
}

customElements.define("media-transport", MediaTransport);
