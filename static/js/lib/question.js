// Turns a form's values into a question for the API, and back; it never sends one.

const FLAGS = ["narrate", "thinking"];
const CHOICES = ["model", "voice", "language", "sampling", "narrate", "thinking"];

/** Without TLS, browsers offer no randomUUID except on this machine itself. */
export function newKey() {
  return `${Date.now()}-${Math.random().toString(36).slice(2)}`;
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
    sampling: data.get("sampling") || "auto",
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
