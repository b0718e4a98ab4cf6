// What the timeline reckons: its view, its cuts, its loudness, and the time that is left.

import assert from "node:assert/strict";
import test from "node:test";

import { cutAfter, cutAt, cutBefore, ticks } from "../../static/js/lib/cuts.js";
import { layOut } from "../../static/js/lib/filmstrip.js";
import { nameOf } from "../../static/js/lib/keys.js";
import { curve, heightOf, reading, summary } from "../../static/js/lib/measured.js";
import { compared } from "../../static/js/lib/price.js";
import { Remaining } from "../../static/js/lib/remaining.js";
import { keyTarget, spoken } from "../../static/js/lib/timeline.js";
import { farOf } from "../../static/js/lib/upload-words.js";
import {
  canZoom, following, holds, isNearest, isWhole, moved, whole, zoomed,
} from "../../static/js/lib/view.js";
import { barsIn } from "../../static/js/lib/waveform.js";

const HOURS = whole(7200);
const CUTS = [4.5, 9, 20];

test("coming closer keeps the moment where it stands, within bounds", () => {
  const near = zoomed(HOURS, 4, 3600);
  assert.deepEqual(near, { from: 2700, span: 1800, duration: 7200 });
  assert.deepEqual(zoomed(HOURS, 2, 0), { from: 0, span: 3600, duration: 7200 });
  assert.deepEqual(zoomed(near, 0.1, 3600), HOURS);
  const nearest = zoomed(HOURS, 1e9, 7200);
  assert.deepEqual([nearest.span, nearest.from], [5, 7195]);
  assert.deepEqual([isNearest(nearest), isWhole(nearest), isWhole(HOURS)], [true, false, true]);
  const short = whole(8);
  assert.deepEqual([canZoom(short), zoomed(short, 2, 4)], [false, short]);
});

test("the view turns over when the playhead leaves it, and goes no farther than the ends", () => {
  const near = { from: 100, span: 50, duration: 7200 };
  assert.equal(following(near, 149), near);
  assert.deepEqual(following(near, 151), { from: 146, span: 50, duration: 7200 });
  assert.deepEqual(following(near, 99), { from: 54, span: 50, duration: 7200 });
  assert.equal(following(near, 7200).from, 7150);
  assert.deepEqual([moved(near, -9).from, moved(near, 1e5).from], [0, 7150]);
  assert.deepEqual([holds(near, 100), holds(near, 150.1)], [true, false]);
});

test("keys go from cut to cut, and a screen reader hears which one it is", () => {
  const at = (time) => ({ time, duration: 60, fps: 25, cuts: CUTS });
  const walked = [keyTarget("]", at(0)), keyTarget("]", at(4.5)), keyTarget("]", at(9.01)), keyTarget("]", at(20))];
  assert.deepEqual(walked, [4.5, 9, 20, null]);
  assert.deepEqual([keyTarget("[", at(20)), keyTarget("[", at(9.5)), keyTarget("[", at(4.5))], [9, 9, 0]);
  assert.equal(keyTarget("[", { time: 5, duration: 60 }), null);
  assert.equal(spoken(9, 60, { fps: 25, cuts: CUTS }), "0:09 of 1:00, cut 2 of 3");
  assert.equal(spoken(10, 60, { fps: 25, cuts: CUTS }), "0:10 of 1:00");
  assert.deepEqual([cutBefore([], 5, 0), cutAfter([], 5, 0), cutAt([], 5, 0)], [null, null, 0]);
});

test("AltGr writes a bracket, it does not command", () => {
  const pressed = { key: "[", ctrlKey: true, altKey: true, metaKey: false };
  assert.equal(nameOf(pressed), "Ctrl+Alt+[");
  assert.equal(nameOf({ ...pressed, getModifierState: (name) => name === "AltGraph" }), "[");
});

test("cuts that stand too close are one tick, the same ones while the view moves", () => {
  assert.deepEqual(ticks(CUTS, whole(60), 600), [{ x: 45, count: 1 }, { x: 90, count: 1 }, { x: 200, count: 1 }]);
  const many = Array.from({ length: 2000 }, (_, n) => n * 3.6);
  const drawn = ticks(many, HOURS, 900);
  assert.equal(drawn.length, 300);
  assert.equal(drawn.reduce((sum, { count }) => sum + count, 0), 2000);
  const pixel = 72 / 900;
  const [one, other] = [0, pixel].map((from) => ticks(many, { from, span: 72, duration: 7200 }, 900));
  assert.deepEqual(other.slice(0, 9).map(({ x }) => Math.round(x + 1)), one.slice(1, 10).map(({ x }) => Math.round(x)));
});

test("pictures and bars keep their place while the view moves on", () => {
  const strip = { tiles: 100, columns: 10, tile_width: 160, tile_height: 90, interval_s: 72 };
  const at = (from) => ({ from, span: 720, duration: 7200 });
  const laid = (from) => layOut(strip, { width: 800, height: 45, view: at(from) });
  assert.equal(laid(0).length, 10);
  const [first, second] = laid(36);
  assert.deepEqual([laid(36).length, first.left, second.left, first.index], [11, -40, 40, 0]);
  const peaks = Array.from({ length: 800 }, (_, n) => [-n / 8, 0]);
  const drawn = (from) => barsIn(peaks, at(from), { width: 300, pitch: 3, gain: 1 });
  assert.equal(drawn(0).length, 101);
  assert.deepEqual(drawn(3.6)[0].map((x) => Math.round(x * 10) / 10), [-1.5, 0]);
  assert.ok(drawn(6480).every(([, tall]) => tall <= 1));
});

test("loudness is a line through the loudest, and runs on beyond what is in view", () => {
  assert.deepEqual([heightOf(0), heightOf(-30), heightOf(-70)], [1, 0.5, 0]);
  const told = { levels: [-60, -30, -70, -12], step: 1 };
  assert.deepEqual(curve(told, whole(4), 400), [[50, 0], [150, 0.5], [250, 0], [350, 0.8]]);
  assert.deepEqual(curve(told, whole(4), 16), [[4, 0.5], [12, 0.8]]);
  const near = curve(told, { from: 2, span: 1, duration: 4 }, 400);
  assert.deepEqual(near.map(([x]) => x), [-200, 200, 600]);
  assert.deepEqual(curve({ levels: [], step: 0.1 }, whole(4), 400), []);
});

test("what is not there is left out, in numbers and in words", () => {
  assert.deepEqual(reading(null), { cuts: [], pauses: [], lufs: null, levels: [], step: 0 });
  assert.deepEqual(reading({ cuts: [1], pauses: null, loudness: null }).cuts, [1]);
  const told = reading({ cuts: [1], pauses: [[2, 3], [4, 5]], loudness: { lufs: -18.26, step_s: 1, levels: [-9] } });
  assert.equal(summary(told), "1 cut, 2 pauses, loudness −18.3 LUFS");
  assert.equal(summary(reading(null)), "");
});

test("the time that is left goes down each second, also while nothing is heard", () => {
  const left = new Remaining();
  const preparing = (far) => ({ words: "Preparing", percent: Math.round(far * 100), far });
  left.add({ words: "Checking", percent: null, far: null }, 0);
  assert.deepEqual([left.words(300), left.words(2100)], ["Checking", "Checking · 2 s"]);
  left.add(preparing(0.1), 3000);
  assert.equal(left.words(3000), "Preparing · 10 %");
  left.add(preparing(0.2), 5000);
  assert.deepEqual([left.words(5000), left.words(7900)], ["Preparing · 20 % · 0:16 left", "Preparing · 20 % · 0:14 left"]);
  assert.equal(left.words(60_000), "Preparing · 20 %");
  assert.equal(farOf({ state: "preparing", stage: preparing(0.1234) }), 0.1234);
});

test("Auto says what it found in the clip, and why it sends what it sends", () => {
  const reason = "Little moves and somebody speaks.";
  const auto = { sampling: "auto", fits: true, sends: "a video", tokens_in: 5, resolved: "talking head", reason };
  const rows = compared({ presets: [auto, { ...auto, sampling: "mixed", resolved: undefined, reason: undefined }] });
  assert.deepEqual([rows.get("auto").resolved, rows.get("auto").reason], [" · Talking head", reason]);
  assert.deepEqual([rows.get("mixed").resolved, rows.get("mixed").reason], ["", ""]);
});
