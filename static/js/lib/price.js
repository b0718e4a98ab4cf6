// Words an estimate for the button that spends the money; it never asks for one.

import { count, megabytes, money } from "./format.js";

// These are no refusals for a button: the question comes later, the file is on its way.
const PATIENT = new Set(["no_question", "asset_preparing"]);
// A part of the file would fit where the whole does not.
const PARTLY = new Set(["too_long", "too_large_inline", "input_too_long"]);
const INTO = { video_in: "video", image_in: "image", audio_in: "sound", text_in: "text" };
const OUT = { text_out: "text", audio_out: "speech", reasoning_out: "thinking" };

/** `{ price, range, refusal, note, partly }` of what `POST estimates` answered. */
export function priced({ refusal, cost, price_source: source }) {
  const none = { price: "", range: "", refusal: "", note: "", partly: false };
  if (refusal) {
    const patient = PATIENT.has(refusal.code);
    const note = refusal.code === "asset_preparing" ? refusal.message : "";
    return { ...none, refusal: patient ? "" : refusal.message, note, partly: PARTLY.has(refusal.code) };
  }
  if (!cost?.currency) return { ...none, range: "No price is listed for this model." };
  const worded = (amount) => money(amount, cost.currency);
  const from = source ? ` Prices: ${source}.` : "";
  return {
    ...none,
    price: `≈ ${worded(cost.expected)}`,
    range: `Between ${worded(cost.low)} and ${worded(cost.high)}.${from}`,
  };
}

/** Pairs of a name and its words: what is sent, and what that probably takes. */
export function takes({ plan, tokens, cost, price_source: source }) {
  if (!plan) return [];
  const files = plan.files.map(({ form, facts }) => `${form}, up to ${megabytes(facts.bytes)}`);
  const range = cost && `${money(cost.low, cost.currency)} to ${money(cost.high, cost.currency)}`;
  const lines = [
    ["Sent", files.join(" and ")],
    ["Tokens in", listed(tokens, INTO)],
    ["Tokens out", listed(tokens, OUT)],
    ["Cost", range ?? "No price is listed for this model"],
    ["Prices", source],
    ["Learned from", plan.learned_from ? `${count(plan.learned_from)} earlier answers` : ""],
  ];
  return lines.filter(([, words]) => words);
}

function listed(tokens, names) {
  const parts = Object.entries(names).filter(([key]) => tokens[key]);
  return parts.map(([key, name]) => `${count(tokens[key])} ${name}`).join(", ");
}

/**
 * What the presets show: for each `{ fits, sends, figures, share }`, where share is of
 * the dearest in percent, and figures tell how far it is from Auto.
 */
export function compared(presets) {
  const most = Math.max(1, ...presets.map((row) => row.tokens_in ?? 0));
  const auto = presets.find((row) => row.sampling === "auto") ?? {};
  // What keeps Auto from fitting stands beside the button already.
  const why = (row) => (row.why === auto.why ? "Does not fit" : row.why);
  return new Map(presets.map((row) => [row.sampling, {
    fits: row.fits,
    sends: row.fits ? row.sends : why(row),
    figures: row.fits ? figures(row, auto.tokens_in) : "",
    share: Math.round((100 * (row.tokens_in ?? 0)) / most),
  }]));
}

function figures({ sampling, tokens_in: tokens, cost }, auto) {
  const price = cost ? money(cost.expected, cost.currency) : `${count(tokens)} tokens`;
  const off = auto ? Math.round((100 * (tokens - auto)) / auto) : 0;
  if (sampling === "auto" || !off) return price;
  return `${price} · ${off > 0 ? "+" : "−"}${Math.abs(off)} % tokens`;
}

/** Which other model a refusal names, of `{ value, label }` that can be chosen. */
export function suggested(sentence, models) {
  const named = models.filter(({ value }) => sentence.includes(` ${value.split("/")[1]}`));
  return named.sort((a, b) => b.value.length - a.value.length)[0] ?? null;
}
