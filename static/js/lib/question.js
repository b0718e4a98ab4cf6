// Turns a form's values into a question for the API, and back; it never sends one.

import { place } from "./format.js";

const FLAGS = ["narrate", "thinking"];
// What is remembered for the next file; what to send of a clip is that clip's own.
const CHOICES = ["model", "voice", "language", "narrate", "thinking", "effort"];
const CLOCK = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)$/;

/** Without TLS, browsers offer no randomUUID except on this machine itself. */
export function newKey() {
  return `${Date.now()}-${Math.random().toString(36).slice(2)}`;
}

/** Seconds of a place as people write it, 1:23 or 83; null for nothing or nonsense. */
export function secondsOf(words) {
  const [, h, m, s] = CLOCK.exec((words ?? "").trim()) ?? [];
  return s === undefined ? null : Number(h ?? 0) * 3600 + Number(m ?? 0) * 60 + Number(s);
}

/** A part in words, or nothing for the whole. */
export function partWords({ start_s: from, end_s: to }) {
  if (from === null && to === null) return "";
  if (to === null) return `from ${place(from)}`;
  return `${place(from ?? 0)} to ${place(to)}`;
}

/** The body of `POST analyses` from a FormData, without the asset. */
export function questionOf(data) {
  return {
    prompt: data.get("prompt") ?? "",
    model: data.get("model") || null,
    narrate: data.has("narrate"),
    voice: data.get("voice") || null,
    language: data.get("language") || null,
    thinking: data.has("thinking"),
    effort: data.get("effort") || "auto",
    sampling: data.get("sampling") || "auto",
    start_s: secondsOf(data.get("start_s")),
    end_s: secondsOf(data.get("end_s")),
    parts: data.get("parts") || "auto",
  };
}

/** The body of `POST estimates`; a question that is not written yet costs as a short one. */
export function estimateOf(data, { asset, task }) {
  const schema = data.get("schema") || "marketing";
  const { prompt, ...how } = questionOf(data);
  if (task === "caption") return { asset, task, model: how.model, language: how.language, schema };
  return { asset, task, ...how, prompt: prompt.trim() || "…" };
}

/** Sets a form's choices as they were; what cannot be chosen now stays as it is. */
export function remembered(form, how) {
  for (const name of CHOICES) {
    const control = form.elements[name];
    if (!control || !(name in how)) continue;
    if (FLAGS.includes(name)) control.checked = Boolean(how[name]);
    else choose(control, how[name] ?? "");
  }
}

function choose(select, value) {
  const option = [...select.options].find((one) => one.value === value);
  if (option && !option.disabled) select.value = value;
}
