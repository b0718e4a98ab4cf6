// The arithmetic under the player, the filmstrip, the waveform and the speed line.

import assert from "node:assert/strict";
import test from "node:test";

import { filesOf, keyOf, whyNot } from "../../static/js/lib/dropped.js";
import { sha256 } from "../../static/js/lib/digest.js";
import { layOut, rows, tileAlong, tileAt } from "../../static/js/lib/filmstrip.js";
import { Speed } from "../../static/js/lib/speed.js";
import { stageOf } from "../../static/js/lib/stages.js";
import { keyTarget, momentAt, placeMarkers, placeOf, spoken } from "../../static/js/lib/timeline.js";
import { blank, fold } from "../../static/js/lib/transcript.js";
import { whole } from "../../static/js/lib/view.js";
import { bars, raise } from "../../static/js/lib/waveform.js";

const STRIP = { tiles: 23, columns: 10, tile_width: 160, tile_height: 90, interval_s: 2 };

test("a moment finds its picture in the sprite and never leaves it", () => {
  assert.deepEqual(tileAt(STRIP, 25), { index: 12, x: 320, y: 90, width: 160, height: 90 });
  assert.equal(tileAt(STRIP, 9999).index, 22);
  assert.equal(tileAt(STRIP, -1).index, 0);
  assert.equal(tileAlong(STRIP, 0.999).index, 22);
  assert.equal(rows(STRIP), 3);
});

test("pictures fill the line edge to edge in order of time", () => {
  const laid = layOut(STRIP, { width: 640, height: 45, view: whole(46) });
  assert.equal(laid.length, 8);
  assert.equal(laid.at(-1).left + laid.at(-1).span, 640);
  assert.deepEqual(laid.map((tile) => tile.index), [1, 4, 7, 10, 12, 15, 18, 21]);
});

test("each bar is the loudest of its peaks, and quiet sound is raised", () => {
  assert.deepEqual(bars([[-64, 10], [-1, 32], [0, 0], [-16, 0]], 2), [0.5, 0.125]);
  assert.deepEqual(bars([], 3), [0, 0, 0]);
  assert.equal(bars([[-128, 5]], 4).every((height) => height === 1), true);
  const raised = raise([0.1, 0.2]);
  assert.ok(raised[1] > 0.9 && raised[1] <= 1);
  assert.deepEqual(raise([0, 0.001]), [0, 0.001]);
});

test("speed looks at the last seconds and tells the time that is left", () => {
  const speed = new Speed();
  assert.equal(speed.left(100), null);
  for (let s = 0; s <= 10; s += 1) speed.add(s * 100, s * 1000);
  assert.equal(speed.perSecond, 100);
  assert.equal(speed.left(2000), 10);
});

test("keys lead to moments within the line", () => {
  const at = { time: 3, duration: 60, fps: 30 };
  assert.equal(keyTarget("ArrowLeft", at), 0);
  assert.equal(keyTarget("ArrowRight", at), 8);
  assert.equal(keyTarget("End", at), 60);
  assert.equal(keyTarget("Home", at), 0);
  assert.ok(Math.abs(keyTarget(".", at) - (3 + 1 / 30)) < 1e-9);
  assert.equal(keyTarget("q", at), null);
  assert.equal(momentAt(50, 200, whole(60)), 15);
  assert.equal(momentAt(900, 200, whole(60)), 60);
  const near = { from: 30, span: 10, duration: 60 };
  assert.deepEqual([momentAt(100, 200, near), momentAt(-5, 200, near)], [35, 30]);
  assert.equal(placeOf(35, 200, near), 100);
  assert.equal(spoken(12.9, 64), "0:12 of 1:04");
});

test("markers are ordered, clamped to the line, and dropped beyond its end", () => {
  const placed = placeMarkers(
    [{ start: 8, end: 40, label: "b" }, { start: 1, label: "a" }, { start: 11, label: "c" }], whole(10),
  );
  assert.deepEqual(placed.map(({ label, left, width }) => [label, left, width]), [
    ["a", 10, 0], ["b", 80, 20],
  ]);
  assert.deepEqual(placeMarkers([{ start: 0 }], whole(NaN)), []);
  const near = { from: 2, span: 4, duration: 10 };
  const seen = placeMarkers([{ start: 1, end: 3 }, { start: 0, end: 1 }, { start: 5, end: 9 }, { start: 7 }], near);
  assert.deepEqual(seen.map(({ start, left, width }) => [start, left, width]), [[1, 0, 25], [5, 75, 25]]);
});

test("a log's stage is worded with its percent", () => {
  const log = (...events) => events.reduce((state, e, i) => fold(state, { seq: i + 1, ...e }), blank());
  assert.deepEqual(stageOf(blank()), { words: "Waiting its turn", percent: null, far: null });
  const at = log({ kind: "progress", stage: "preparing", done: 3, total: 12, unit: "s" });
  assert.deepEqual(stageOf(at), { words: "Preparing", percent: 25, far: 0.25 });
  const own = log({ kind: "progress", stage: "cutting_parts", done: 3, total: null });
  assert.deepEqual(stageOf(own), { words: "Cutting parts", percent: null, far: null });
  const fine = log({ kind: "progress", stage: "preparing", done: 11.5, total: 7200, unit: "s" });
  assert.deepEqual(stageOf(fine), { words: "Preparing", percent: 0, far: 11.5 / 7200 });
});

test("a folder gives up its files, without the system's own", async () => {
  const leaf = (name) => ({ name, isFile: true, file: (done) => done(new File(["x"], name)) });
  const branch = (name, ...inside) => ({
    name,
    createReader() {
      const left = inside.map((one) => [one]);
      return { readEntries: (done) => done(left.shift() ?? []) };
    },
  });
  const root = branch("shoot", leaf("a.jpg"), leaf(".DS_Store"), branch("day 2", leaf("b.mp4")));
  const transfer = { items: [{ kind: "file", webkitGetAsEntry: () => root }, { kind: "string" }] };
  assert.deepEqual((await filesOf(transfer)).map((one) => one.name), ["a.jpg", "b.mp4"]);
});

test("files are known again by name, size and date; others are told apart by type", () => {
  const one = new File(["abc"], "a.mp4", { type: "video/mp4", lastModified: 5 });
  assert.equal(keyOf(one), "a.mp4\n3\n5");
  assert.equal(whyNot(one), null);
  assert.equal(whyNot(new File(["x"], "unknown.mxf")), null);
  assert.match(whyNot(new File(["x"], "a.pdf", { type: "application/pdf" })), /a PDF/);
});

test("a digest is the content's, and is left out where it cannot be had", async () => {
  const empty = new File([], "a");
  assert.match(await sha256(empty), /^e3b0c44298fc1c14/);
  assert.equal(await sha256(empty, null), null);
  assert.equal(await sha256({ size: 300 * 1024 ** 2 }), null);
});
