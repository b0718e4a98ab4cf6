// The fold gives the recorded states, whole or in any two parts.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

import {
  blank, fold, foldAll, isLast, isOver, isPartial,
} from "../../static/js/lib/transcript.js";

const GOLDEN = new URL("../golden/", import.meta.url);
const read = (name) => readFileSync(new URL(name, GOLDEN), "utf8");
const names = readdirSync(GOLDEN)
  .filter((name) => name.endsWith(".jsonl"))
  .map((name) => name.replace(".jsonl", ""));

function golden(name) {
  const lines = read(`${name}.jsonl`).trim().split("\n");
  return {
    events: lines.map((line) => JSON.parse(line)),
    expected: JSON.parse(read(`${name}.expected.json`)),
  };
}

test("there are recorded logs", () => assert.ok(names.length >= 3));

for (const name of names) {
  const { events, expected } = golden(name);

  test(`${name} folds to its recorded state`, () => {
    assert.deepEqual(foldAll(events), expected);
    assert.ok(isOver(foldAll(events)));
    assert.ok(isLast(events.at(-1)));
  });

  test(`${name} folds the same in any two parts, with an overlap too`, () => {
    for (let split = 0; split <= events.length; split += 1) {
      const first = foldAll(events.slice(0, split));
      assert.equal(first.seq, split);
      assert.deepEqual(foldAll(events.slice(split), first), expected);
      assert.deepEqual(foldAll(events, first), expected);
    }
  });
}

test("the fold changes neither the state nor the event it was given", () => {
  const { events } = golden("restart");
  let state = blank();
  for (const event of events) {
    const before = [structuredClone(state), structuredClone(event)];
    const after = fold(state, event);
    assert.deepEqual([state, event], before);
    state = after;
  }
});

test("a restart voids what had arrived", () => {
  const { events } = golden("restart");
  const at = events.findIndex((event) => event.kind === "restart");
  const before = foldAll(events.slice(0, at));
  assert.ok(before.text && before.reasoning && before.samples && before.usage);
  const { text, reasoning, samples, usage, restarts } = fold(before, events[at]);
  assert.deepEqual([text, reasoning, samples, usage, restarts], ["", "", 0, null, 1]);
});

test("only a broken answer that had begun is partial", () => {
  assert.ok(isPartial(foldAll(golden("failed_with_partial").events)));
  assert.ok(!isPartial(foldAll(golden("plain_with_speech").events)));
  assert.ok(!isPartial(fold(blank(), { seq: 1, kind: "cancelled" })));
});
