// Words an estimate for the button that spends the money; it never asks for one.

import { money } from "./format.js";

// These are no refusals for a button: the question comes later, the file is on its way.
const PATIENT = new Set(["no_question", "asset_preparing"]);

/** `{ price, range, refusal, note }` of what `POST estimates` answered. */
export function priced({ refusal, cost, price_source: source }) {
  const none = { price: "", range: "", refusal: "", note: "" };
  if (refusal) {
    const patient = PATIENT.has(refusal.code);
    const note = refusal.code === "asset_preparing" ? refusal.message : "";
    return { ...none, refusal: patient ? "" : refusal.message, note };
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
