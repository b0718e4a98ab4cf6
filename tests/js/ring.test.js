// The ring buffer plays what it was given, whole and without seams.

import assert from "node:assert/strict";
import test from "node:test";

import { Ring } from "../../static/js/worklets/ring.js";

const RATE = 24000;
const QUANTUM = 128;

function tone(count) {
  return Int16Array.from({ length: count }, (_, i) => (
    Math.round(20000 * Math.sin((2 * Math.PI * 440 * i) / RATE))
  ));
}

/** A small fixed generator, so that jitter is the same in each run. */
function dice(seed) {
  let value = seed;
  return () => {
    value = (value * 1664525 + 1013904223) % 4294967296;
    return value / 4294967296;
  };
}

function pull(ring, quanta = 1) {
  const out = [];
  for (let i = 0; i < quanta; i += 1) {
    const block = new Float32Array(QUANTUM);
    ring.read(block);
    out.push(...block);
  }
  return out;
}

function drain(ring) {
  const out = [];
  while (!ring.drained) out.push(...pull(ring));
  return out;
}

const asFloats = (samples) => Array.from(samples, (sample) => sample / 32768);
const trimmed = (out, count) => {
  const first = out.findIndex((value) => value !== 0);
  // The tone begins with a zero of its own.
  return out.slice(first - 1, first - 1 + count);
};

test("jitter within the primed time leaves no seam in a tone", () => {
  const [ring, roll, samples] = [new Ring(), dice(7), tone(RATE * 3)];
  const out = [];
  let fed = 0;
  while (fed < samples.length) {
    // The pieces come at the pace of speech, each up to 60 ms late.
    const piece = samples.subarray(fed, fed + 1000 + Math.floor(roll() * 1500));
    fed += piece.length;
    const arrival = fed + roll() * 0.06 * RATE;
    while (out.length < arrival) out.push(...pull(ring));
    ring.write(piece);
  }
  ring.end();
  out.push(...drain(ring));
  assert.equal(ring.underruns, 0);
  const heard = trimmed(out, samples.length);
  assert.deepEqual(heard, asFloats(samples));
  const steepest = (20000 / 32768) * 2 * Math.sin((Math.PI * 440) / RATE) + 2 / 32768;
  for (let i = 1; i < heard.length; i += 1) {
    assert.ok(Math.abs(heard[i] - heard[i - 1]) <= steepest);
  }
});

test("nothing is heard before the ring is primed", () => {
  const ring = new Ring({ prime: 4800 });
  ring.write(tone(4799));
  assert.ok(pull(ring, 4).every((value) => value === 0));
  assert.equal(ring.position, 0);
  ring.write(tone(1));
  pull(ring);
  assert.equal(ring.position, QUANTUM);
});

test("a short answer plays to its last sample after the end", () => {
  const ring = new Ring();
  const samples = tone(301);
  ring.write(samples);
  ring.end();
  assert.deepEqual(pull(ring, 3).slice(0, 301), asFloats(samples));
  assert.ok(ring.drained);
  assert.equal(ring.underruns, 0);
});

test("an underrun is silence, is counted once, and loses nothing", () => {
  const ring = new Ring({ prime: 256 });
  const samples = tone(1000);
  ring.write(samples.subarray(0, 300));
  const first = pull(ring, 6).slice(0, 300);
  assert.equal(ring.underruns, 1);
  ring.write(samples.subarray(300));
  ring.end();
  assert.deepEqual([...first, ...drain(ring).slice(0, 700)], asFloats(samples));
  assert.equal(ring.underruns, 1);
});

test("pause holds the place and keeps taking samples", () => {
  const ring = new Ring({ prime: 128 });
  const samples = tone(1024);
  ring.write(samples.subarray(0, 512));
  pull(ring);
  ring.paused = true;
  ring.write(samples.subarray(512));
  assert.ok(pull(ring, 3).every((value) => value === 0));
  ring.paused = false;
  assert.deepEqual(pull(ring, 7), asFloats(samples.subarray(128)));
  assert.equal(ring.underruns, 0);
});

test("seek goes anywhere that is held, and nowhere else", () => {
  const ring = new Ring({ prime: 128 });
  const samples = tone(2000);
  ring.write(samples);
  ring.end();
  drain(ring);
  assert.ok(ring.seek(500));
  assert.deepEqual(drain(ring).slice(0, 1500), asFloats(samples.subarray(500)));
  assert.ok(!ring.seek(2001));
  assert.ok(!ring.seek(-1));
});

test("the buffer grows to its limit, then makes the rest wait", () => {
  const ring = new Ring({ prime: 128, capacity: 300, most: 1000 });
  const samples = tone(5000);
  for (let i = 0; i < 5000; i += 700) ring.write(samples.subarray(i, i + 700));
  assert.equal(ring.buffer.length, 1000);
  assert.equal(ring.written + ring.held, 5000);
  ring.end();
  assert.deepEqual(drain(ring).slice(0, 5000), asFloats(samples));
  assert.ok(!ring.seek(3999));
  assert.ok(ring.seek(4000));
});

test("flush empties the ring for the next answer", () => {
  const ring = new Ring({ prime: 128 });
  ring.write(tone(1000));
  pull(ring, 2);
  ring.flush();
  assert.ok(pull(ring, 2).every((value) => value === 0));
  ring.write(Int16Array.from({ length: 200 }, () => 8192));
  assert.ok(pull(ring).every((value) => value === 0.25));
});
