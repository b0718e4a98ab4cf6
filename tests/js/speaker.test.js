// The speaker posts each sample once and in order, and says what it is doing.

import assert from "node:assert/strict";
import test from "node:test";

import { toBytes } from "../../static/js/lib/pcm.js";
import { Speaker } from "../../static/js/lib/speaker.js";

function stage({ allowed = true } = {}) {
  const posted = [];
  const made = {};
  class AudioContext {
    state = "suspended";
    audioWorklet = { addModule: async () => {} };
    constructor({ sampleRate }) { Object.assign(made, { context: this, sampleRate }); }
    async resume() { if (allowed) this.state = "running"; }
  }
  class AudioWorkletNode {
    port = { postMessage: (message) => posted.push(message) };
    constructor() { made.node = this; }
    connect() {}
  }
  const timers = { setTimeout: (run) => setImmediate(run) };
  const speaker = new Speaker({
    workletUrl: "ring.js", audio: { AudioContext, AudioWorkletNode }, timers,
  });
  const fed = () => posted.filter(({ op }) => op === "feed").flatMap((m) => [...m.samples]);
  return { speaker, posted, made, fed };
}

test("what comes before the audio thread is ready is kept in order", async () => {
  const { speaker, made, fed } = stage();
  speaker.feed(Int16Array.of(1, 2), 0);
  assert.equal(speaker.state, "blocked");
  assert.ok(await speaker.unlock());
  assert.equal(made.sampleRate, 24000);
  speaker.feed(Int16Array.of(3, 4), 2);
  assert.deepEqual(fed(), [1, 2, 3, 4]);
});

test("repeats are cut, a hole is silence, and the tap hears what is posted", async () => {
  const { speaker, fed } = stage();
  const tapped = [];
  speaker.tap = (bytes) => tapped.push(...bytes);
  await speaker.unlock();
  speaker.feed(Int16Array.of(1, 2, 3), 0);
  speaker.feed(Int16Array.of(2, 3, 4), 1);
  speaker.feed(Int16Array.of(-7), 6);
  assert.deepEqual(fed(), [1, 2, 3, 4, 0, 0, -7]);
  assert.deepEqual(tapped, [...toBytes(Int16Array.from(fed()))]);
});

test("a browser that wants a tap first is told apart", async () => {
  const { speaker } = stage({ allowed: false });
  assert.equal(await speaker.unlock(), false);
  speaker.feed(Int16Array.of(1));
  assert.equal(speaker.state, "blocked");
});

test("reports become states: buffering, playing, paused, ended, idle", async () => {
  const { speaker, made, posted } = stage();
  const states = [];
  speaker.addEventListener("state", () => states.push(speaker.state));
  const report = (data) => made.node.port.onmessage({ data });
  await speaker.unlock();
  speaker.feed(new Int16Array(9600));
  report({ position: 2400, written: 9600, underruns: 0, drained: false, primed: true });
  speaker.pause();
  await speaker.resume();
  report({ position: 4800, written: 9600, underruns: 0, drained: false, primed: true });
  speaker.end();
  report({ position: 9600, written: 9600, underruns: 0, drained: true, primed: true });
  assert.equal(speaker.position, 9600);
  speaker.stop();
  assert.deepEqual(states, [
    "buffering", "playing", "paused", "buffering", "playing", "ended", "idle",
  ]);
  assert.deepEqual(posted.filter(({ op }) => op !== "feed").map(({ op }) => op), [
    "pause", "pause", "end", "flush",
  ]);
});
