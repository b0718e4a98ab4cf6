// Words an estimate for the button that spends the money; it never asks for one.

import { capital, count, megabytes, money, place } from "./format.js";

// These are no refusals for a button: the question comes later, the file is on its way.
const PATIENT = new Set(["no_question", "asset_preparing"]);
// A part of the file would fit where the whole does not.
const PARTLY = new Set(["too_long", "too_large_inline", "input_too_long", "no_such_part"]);
const INTO = { video_in: "video", image_in: "image", audio_in: "sound", text_in: "text" };
const OUT = { text_out: "text", audio_out: "speech", reasoning_out: "thinking" };

/** `{ price, range, refusal, note, partly, budget }` of what `POST estimates` answered, or of nothing. */
export function priced(told) {
  const none = { price: "", range: "", refusal: "", note: "", partly: false, budget: "" };
  if (!told) return none;
  none.budget = told.budget?.message ?? "";
  const { refusal, cost, price_source: source } = told;
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
  const lines = [
    ["Sent", capital(files.join(" and "))],
    ["Part", plan.part ? plan.part.map(place).join(" to ") : ""],
    ["Tokens in", listed(tokens, INTO)],
    ["Tokens out", listed(tokens, OUT)],
    ["Cost", cost?.currency ? spread(cost) : "No price is listed for this model"],
    ["Prices", source],
    ["Learned from", plan.learned_from ? `${count(plan.learned_from)} earlier answers` : ""],
  ];
  return lines.filter(([, words]) => words);
}

function spread({ low, expected, high, currency }) {
  const [least, probably, most] = [low, expected, high].map((amount) => money(amount, currency));
  return `${probably}, between ${least} and ${most}`;
}

function listed(tokens, names) {
  const parts = Object.entries(names).filter(([key]) => tokens[key]);
  return parts.map(([key, name]) => `${count(tokens[key])} ${name}`).join(", ");
}

/**
 * What the presets show: for each `{ fits, sends, price, takes, apart, share,
 * resolved, reason }`; resolved and reason say what Auto found in the clip, and why; apart
 * is how far its tokens are from Auto's, share their part of the most, both in percent.
 * Where none fits there is nothing to compare. The chosen one's refusal stands by the
 * button, so nothing here says it again.
 */
export function compared({ presets, refusal }) {
  const most = Math.max(1, ...presets.map((row) => row.tokens_in ?? 0));
  const auto = presets.find((row) => row.sampling === "auto") ?? {};
  const none = !presets.some((row) => row.fits);
  return new Map(presets.map((row) => [row.sampling, {
    fits: row.fits || none,
    sends: row.fits ? capital(row.sends) : why(row, none, refusal?.message),
    price: row.fits && row.cost?.currency ? money(row.cost.expected, row.cost.currency) : "",
    takes: row.fits ? `${count(row.tokens_in)} tokens` : "",
    apart: row.fits ? apart(row, auto) : "",
    share: Math.round((100 * (row.tokens_in ?? 0)) / most),
    resolved: row.resolved ? ` · ${capital(row.resolved)}` : "",
    reason: row.reason ?? "",
  }]));
}

function why(row, none, said) {
  if (none) return "";
  return row.why === said ? "Does not fit" : row.why;
}

/** The difference from Auto in percent, where there is one. */
function apart(row, auto) {
  if (row === auto || !auto.tokens_in) return "";
  const percent = Math.round((100 * (row.tokens_in - auto.tokens_in)) / auto.tokens_in);
  if (!percent) return "";
  return `${percent > 0 ? "+" : "−"}${Math.abs(percent)}\u00A0%`;
}

/** Which other model of the same endpoint a refusal names, of `{ value, label, selected }`. */
export function suggested(sentence, models) {
  const [endpoint, chosen] = (models.find((one) => one.selected)?.value ?? "").split("/");
  const words = new Set(sentence.split(/[\s,;]+/).map((word) => word.replace(/\.$/, "")));
  words.delete(chosen);
  return models.find(({ value, disabled }) => {
    const [where, name] = value.split("/");
    return where === endpoint && !disabled && words.has(name);
  }) ?? null;
}
