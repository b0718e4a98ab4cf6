// What the buttons say and send: prices, questions, and what was changed in a form.

import assert from "node:assert/strict";
import test from "node:test";

import { asText, changed, measured } from "../../static/js/lib/edits.js";
import { compared, priced, suggested, takes } from "../../static/js/lib/price.js";
import { estimateOf, questionOf, secondsOf } from "../../static/js/lib/question.js";

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
    thinking: false, effort: "auto", sampling: "auto", start_s: null, end_s: null,
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

test("a place in a clip is read as people write it", () => {
  assert.deepEqual(["1:23", "83", "1:02:03", "0:05.5", "", "soon", null].map(secondsOf), [
    83, 83, 3723, 5.5, null, null, null,
  ]);
});

test("presets are compared with Auto by their tokens", () => {
  const cost = { ...COST, expected: "0.2" };
  const rows = compared([
    { sampling: "auto", fits: true, sends: "720p", tokens_in: 1000, cost },
    { sampling: "mixed", fits: true, sends: "480p", tokens_in: 190, cost: COST },
    { sampling: "frames", fits: false, why: "It takes none." },
  ]);
  assert.deepEqual(rows.get("auto"), { fits: true, sends: "720p", figures: "¥0.20", share: 100 });
  assert.equal(rows.get("mixed").figures, "¥0.061 · −81 % tokens");
  assert.deepEqual(rows.get("frames"), { fits: false, sends: "It takes none.", figures: "", share: 0 });
});

test("what keeps every preset from fitting is said once", () => {
  const rows = compared(["auto", "mixed"].map((sampling) => ({ sampling, fits: false, why: "Too long." })));
  assert.deepEqual([...rows.values()].map((row) => row.sends), ["Does not fit", "Does not fit"]);
});

test("without a price the tokens are told", () => {
  const rows = compared([{ sampling: "auto", fits: true, sends: "720p", tokens_in: 1200, cost: null }]);
  assert.equal(rows.get("auto").figures, "1,200 tokens");
});

test("what a call takes is told before it is paid", () => {
  const plan = { files: [{ form: "360p", facts: { bytes: 2_000_000 } }], learned_from: 12, notes: [] };
  const told = takes({ plan, tokens: { video_in: 6602, text_in: 20, text_out: 350 }, cost: COST, price_source: "a list" });
  assert.deepEqual(told, [
    ["Sent", "360p, up to 2.0 MB"],
    ["Tokens in", "6,602 video, 20 text"],
    ["Tokens out", "350 text"],
    ["Cost", "¥0.04 to ¥0.10"],
    ["Prices", "a list"],
    ["Learned from", "12 earlier answers"],
  ]);
  assert.deepEqual(takes({ plan: null }), []);
});

test("a refusal that a part would mend says so, and names the other model", () => {
  const told = priced({ cost: null, refusal: { code: "too_long", message: "No." } });
  assert.equal(told.partly, true);
  const models = ["qwen3.5-omni", "qwen3.5-omni-flash"].map((name) => ({ value: `dashscope/${name}`, label: name }));
  assert.equal(suggested("Ask in parts, or choose qwen3.5-omni-flash.", models).label, "qwen3.5-omni-flash");
  assert.equal(suggested("Ask in parts.", models), null);
});
