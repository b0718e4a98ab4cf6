// What the buttons say and send: prices, questions, and what was changed in a form.

import assert from "node:assert/strict";
import test from "node:test";

import { asText, changed, measured } from "../../static/js/lib/edits.js";
import { priced } from "../../static/js/lib/price.js";
import { estimateOf, questionOf } from "../../static/js/lib/question.js";

const COST = { low: "0.04", expected: "0.061", high: "0.1", currency: "CNY" };

function form(values) {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  return data;
}

test("an estimate becomes a price with its range and source", () => {
  const told = priced({ cost: COST, refusal: null, price_source: "a table, 2026-11-20" });
  assert.equal(told.price, "≈ ¥0.061");
  assert.equal(told.range, "Between ¥0.04 and ¥0.10. Prices: a table, 2026-11-20.");
  assert.equal(told.refusal, "");
});

test("a refusal is told, but for what only has to wait", () => {
  const refused = (code) => priced({ cost: null, refusal: { code, message: "No." } });
  assert.equal(refused("too_long").refusal, "No.");
  assert.equal(refused("no_question").refusal, "");
  assert.deepEqual([refused("asset_preparing").refusal, refused("asset_preparing").note], ["", "No."]);
});

test("a model without listed prices says so", () => {
  assert.equal(priced({ cost: null, refusal: null }).range, "No price is listed for this model.");
});

test("a form becomes a question, its empty choices null", () => {
  const asked = questionOf(form({ prompt: "What?", model: "sandbox/omni", voice: "", narrate: "on" }));
  assert.deepEqual(asked, {
    prompt: "What?", model: "sandbox/omni", narrate: true, voice: null, language: null,
    thinking: false, sampling: "auto",
  });
});

test("an estimate asks as much as the button will", () => {
  const ask = estimateOf(form({ prompt: " ", model: "m" }), { asset: "a", task: "ask" });
  assert.equal(ask.prompt, "…");
  const caption = estimateOf(form({ model: "m", language: "de" }), { asset: "a", task: "caption" });
  assert.deepEqual(caption, {
    asset: "a", task: "caption", model: "m", language: "de", schema: "marketing",
  });
});

test("only what differs was changed, whatever the line ends", () => {
  assert.deepEqual(changed({ a: "x\r\ny", b: "1" }, { a: "x\ny", b: "2" }), { b: "2" });
});

test("values read as a form shows them", () => {
  assert.equal(asText(["one", "two"]), "one\ntwo");
  assert.equal(asText([{ start: 0, end: 2.5, text: "rain" }]), "0-2.5 rain");
  assert.equal(asText(null), "");
});

test("room is counted in characters, or in items and the longest of them", () => {
  assert.deepEqual(measured("four", { chars: 3 }), { words: "4 / 3", over: true });
  const many = { many: true, chars: 3, items: 2 };
  assert.deepEqual(measured("a\n\nb", many), { words: "2 / 2", over: false });
  assert.deepEqual(measured("a\nlong", many), {
    words: "2 / 2, one has 4 of 3 characters", over: true,
  });
});
