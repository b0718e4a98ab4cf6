// What the buttons say and send: prices, questions, and what was changed in a form.

import assert from "node:assert/strict";
import test from "node:test";

import { asText, changed, measured } from "../../static/js/lib/edits.js";
import { place } from "../../static/js/lib/format.js";
import { compared, priced, suggested, takes } from "../../static/js/lib/price.js";
import { estimateOf, partWords, questionOf, secondsOf } from "../../static/js/lib/question.js";
import { thinkingWords } from "../../static/js/lib/thinking.js";

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
  assert.equal(priced({ cost: COST, refusal: null, budget: { message: "80 % used." } }).budget, "80 % used.");
  assert.equal(priced({ cost: COST, refusal: null, budget: null }).budget, "");
});

test("a form becomes a question, its empty choices null", () => {
  const asked = questionOf(form({ prompt: "What?", model: "sandbox/omni", voice: "", narrate: "on" }));
  assert.deepEqual(asked, {
    prompt: "What?", model: "sandbox/omni", narrate: true, voice: null, language: null,
    thinking: false, effort: "auto", sampling: "auto", start_s: null, end_s: null, parts: "auto",
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

test("a part is told as people write it", () => {
  assert.deepEqual([0, 83, 5.5, 3723].map(place), ["0:00", "1:23", "0:05.5", "1:02:03"]);
  const told = ([start_s, end_s]) => partWords({ start_s, end_s });
  assert.deepEqual([[null, null], [10, 40.5], [null, 40], [10, null]].map(told), [
    "", "0:10 to 0:40.5", "0:00 to 0:40", "from 0:10",
  ]);
});

const AUTO = { sampling: "auto", fits: true, sends: "720p", tokens_in: 1000, cost: COST };

test("presets are compared with Auto by their tokens", () => {
  const rows = compared({ refusal: null, presets: [
    AUTO,
    { ...AUTO, sampling: "mixed", sends: "the sound", tokens_in: 190, cost: { ...COST, expected: "0.2" } },
    { ...AUTO, sampling: "action", tokens_in: 2000 },
    { sampling: "frames", fits: false, why: "It takes none." },
  ] });
  const shown = (name) => Object.values(rows.get(name)).slice(0, 6);
  assert.deepEqual(shown("auto"), [true, "720p", "¥0.061", "1,000 tokens", "", 50]);
  assert.deepEqual(shown("mixed"), [true, "The sound", "¥0.20", "190 tokens", "−81\u00A0%", 10]);
  assert.equal(rows.get("action").apart, "+100\u00A0%");
  assert.deepEqual(shown("frames"), [false, "It takes none.", "", "", "", 0]);
});

test("what the refusal says is not said by a preset again", () => {
  const [refusal, why] = [{ code: "too_long", message: "Too long." }, "Too long."];
  const rows = compared({ refusal, presets: [
    { sampling: "auto", fits: false, why }, { ...AUTO, sampling: "audio only" },
    { sampling: "frames", fits: false, why: "It takes none." },
  ] });
  assert.equal(rows.get("auto").sends, "Does not fit");
  assert.equal(rows.get("frames").sends, "It takes none.");
  assert.equal(rows.get("audio only").apart, "");
});

test("where no preset fits all stay to be chosen, for a part or another model", () => {
  const presets = ["auto", "mixed"].map((sampling) => ({ sampling, fits: false, why: "Too long." }));
  const rows = compared({ presets, refusal: { code: "too_long", message: "Too long." } });
  assert.deepEqual([...rows.values()].map((row) => [row.fits, row.sends]), [[true, ""], [true, ""]]);
});

test("without a price the tokens are told alone", () => {
  const rows = compared({ refusal: null, presets: [{ ...AUTO, tokens_in: 1200, cost: null }] });
  assert.deepEqual([rows.get("auto").price, rows.get("auto").takes], ["", "1,200 tokens"]);
});

test("what a call takes is told before it is paid", () => {
  const plan = { files: [{ form: "the sound", facts: { bytes: 2_000_000 } }], part: [5, 20.5], learned_from: 12 };
  const told = takes({ plan, tokens: { video_in: 6602, text_in: 20, text_out: 350 }, cost: COST, price_source: "a list" });
  assert.deepEqual(told, [
    ["Sent", "The sound, up to 2.0 MB"],
    ["Part", "0:05 to 0:20.5"],
    ["Tokens in", "6,602 video, 20 text"],
    ["Tokens out", "350 text"],
    ["Cost", "¥0.061, between ¥0.04 and ¥0.10"],
    ["Prices", "a list"],
    ["Learned from", "12 earlier answers"],
  ]);
  assert.deepEqual(takes({ plan: null }), []);
});

test("a refusal that a part would mend says so; nothing known has no price", () => {
  const told = priced({ cost: null, refusal: { code: "too_long", message: "No." } });
  assert.equal(told.partly, true);
  assert.deepEqual([priced(null).price, priced(null).range, priced(null).refusal], ["", "", ""]);
});

test("the other model that a refusal names is of the same endpoint, and to be had", () => {
  const names = ["a/omni-flash", "b/omni", "b/omni-flash", "b/omni-flash-2025", "b/omni-plus"];
  const among = (chosen, sentence, disabled = "") => suggested(sentence, names.map((value) => ({
    value, selected: value === chosen, disabled: value === disabled,
  })))?.value ?? null;
  const sentence = "omni-flash-2025 takes 2:30 at most. Ask in parts, or choose omni-flash.";
  assert.equal(among("b/omni-flash-2025", sentence), "b/omni-flash");
  assert.equal(among("b/omni-flash-2025", sentence, "b/omni-flash"), null);
  assert.equal(among("b/omni-flash-2025", "omni-flash-2025 takes none. Ask in parts."), null);
  assert.equal(among("b/omni", "Choose omni-plus, or turn narration off."), "b/omni-plus");
});

test("how long a model thinks is told in whole seconds", () => {
  const told = [[0.4, true], [12.9, true], [65, true], [0.4, false], [11.6, false], [125, false]];
  assert.deepEqual(told.map(([seconds, live]) => thinkingWords(seconds, live)), [
    "Thinking", "Thinking, 12 s", "Thinking, 1:05",
    "Thought first", "Thought for 12 s", "Thought for 2:05",
  ]);
});
