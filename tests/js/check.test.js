// What a test of an endpoint wrote, read back step by step.

import assert from "node:assert/strict";
import test from "node:test";

import { stepsOf, verdict } from "../../static/js/lib/check.js";

const line = (name, outcome, sentence) => `${JSON.stringify({ name, outcome, sentence })}\n`;

test("each whole line is a step, and what is none is left out", () => {
  assert.deepEqual(stepsOf(""), []);
  const text = `${line("address", "passed", "It answers.")}\n{"name": "ke`;
  assert.deepEqual(stepsOf(text), [
    { name: "address", outcome: "passed", sentence: "It answers." },
  ]);
});

test("the verdict names the first failure", () => {
  const good = line("address", "passed", "It answers.");
  const bad = line("key", "failed", "It was refused.");
  assert.equal(verdict(stepsOf(good)), "The test is over. 1 of 1 steps passed.");
  assert.equal(
    verdict(stepsOf(good + bad + line("model", "skipped", "Not tried."))),
    "The test is over. 1 of 3 steps passed. key failed: It was refused.",
  );
});
