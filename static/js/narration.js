// The page's one narrator and what it keeps in the browser; it never shows anything.

import { Kept } from "./lib/kept.js";
import { Narrator } from "./lib/narrator.js";
import { Places } from "./lib/places.js";
import { Speaker } from "./lib/speaker.js";

const local = () => localStorage;
const session = () => sessionStorage;
const { dataset } = document.documentElement;
const bar = document.querySelector("narration-bar");

const speaker = new Speaker({ workletUrl: bar?.dataset.worklet ?? "" });
// A browser test reads exactly what goes to the audio thread.
speaker.tap = (bytes) => {
  if ("audioTap" in dataset) (window.omniwebAudioTap ??= []).push(bytes);
};

export const kept = (name) => new Kept(local, name);
/** The narration that was opened last in this tab, for the pages after this one. */
export const lastHeard = new Kept(session, "narration");
export const narrator = new Narrator({
  speaker,
  audio: new Audio(),
  places: new Places(kept("heard")),
});
