// What is heard: sentences and their moments, a voice that changes from live to file,
// and where it stood.

import assert from "node:assert/strict";
import test from "node:test";

import { Kept } from "../../static/js/lib/kept.js";
import { Narrator } from "../../static/js/lib/narrator.js";
import { Peaks } from "../../static/js/lib/peaks.js";
import { Places } from "../../static/js/lib/places.js";
import { toBytes } from "../../static/js/lib/pcm.js";
import { momentOf, placeAt, sentences } from "../../static/js/lib/sentences.js";
import { samplesOf } from "../../static/js/lib/wav.js";

const TEXT = "It glows. It is warm! 红灯笼亮了。 Done";

class FakeSpeaker extends EventTarget {
  state = "idle";
  position = 0;
  written = 0;
  calls = [];
  feed(samples, offset = this.written) { this.written = offset + samples.length; }
  seek(sample) { this.position = sample; this.calls.push(["seek", sample]); }
  stop() { Object.assign(this, { state: "idle", position: 0, written: 0 }); this.calls.push(["stop"]); }
  end() { this.calls.push(["end"]); }
  pause() { this.say("paused"); }
  resume() { this.say("playing"); return Promise.resolve(true); }
  unlock() { return Promise.resolve(true); }
  say(state) { this.state = state; this.dispatchEvent(new Event("state")); }
}

class FakeAudio extends EventTarget {
  paused = true;
  ended = false;
  currentTime = 0;
  playbackRate = 1;
  play() { this.paused = false; this.dispatchEvent(new Event("play")); return Promise.resolve(); }
  pause() { this.paused = true; this.dispatchEvent(new Event("pause")); }
}

function storage() {
  const kept = new Map();
  return () => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  });
}

function made() {
  const [speaker, audio] = [new FakeSpeaker(), new FakeAudio()];
  const places = new Places(new Kept(storage(), "heard"));
  return { speaker, audio, places, narrator: new Narrator({ speaker, audio, places }) };
}

const pcm = (count, value = 1000) => toBytes(new Int16Array(count).fill(value));
const TRACK = { answer: "a", title: "t", question: "q", url: "", seconds: 0 };

test("sentences cover the text without gaps, also where no spaces part them", () => {
  const parts = sentences(TEXT);
  assert.equal(parts.length, 4);
  assert.equal(parts.map(({ start, end }) => TEXT.slice(start, end)).join(""), TEXT);
});

test("places and moments are each other's inverse, within the text", () => {
  assert.equal(placeAt(TEXT, 0, 10), 0);
  assert.equal(placeAt(TEXT, 99, 10), TEXT.length - 1);
  const place = sentences(TEXT)[2].start;
  assert.equal(placeAt(TEXT, momentOf(TEXT, place, 10) + 1e-9, 10), place);
  assert.equal(momentOf("", 0, 10), 0);
});

test("before the length is known the pace of the script stands for it", () => {
  const [latin, cjk] = ["a".repeat(29), "灯".repeat(29)];
  assert.equal(placeAt(latin, 1, 0), 14);
  assert.ok(placeAt(cjk, 1, 0) < placeAt(latin, 1, 0));
});

test("a live voice goes on where it stood once that much has come", () => {
  const { narrator, speaker, places } = made();
  places.set("a", 1);
  narrator.listen({ ...TRACK });
  narrator.feed("a", { pcm: pcm(24000), offset: 0 });
  assert.equal(speaker.position, 0);
  narrator.feed("a", { pcm: pcm(24000), offset: 24000 });
  assert.equal(speaker.position, 24000);
});

test("speech of another answer is not mixed in", () => {
  const { narrator, speaker } = made();
  narrator.listen({ ...TRACK });
  narrator.feed("b", { pcm: pcm(100), offset: 0 });
  assert.equal(speaker.written, 0);
});

test("another speed goes on from the file at the moment heard last", async () => {
  const { narrator, speaker, audio } = made();
  narrator.listen({ ...TRACK });
  narrator.feed("a", { pcm: pcm(48000), offset: 0 });
  assert.equal(narrator.mayHurry, false);
  narrator.arrivedWhole("a", { url: "/narrations/a", seconds: 2 });
  await narrator.play();
  speaker.position = 36000;
  narrator.hurry(1.5);
  assert.deepEqual([audio.currentTime, audio.playbackRate, audio.paused], [1.5, 1.5, false]);
  assert.equal(narrator.live, false);
});

test("what was heard to its end begins anew, what was not goes on", async () => {
  const { narrator, audio, places } = made();
  narrator.open({ ...TRACK, url: "/n", seconds: 9 });
  await narrator.play();
  audio.currentTime = 4.5;
  audio.dispatchEvent(new Event("timeupdate"));
  assert.equal(places.get("a"), 4.5);
  audio.ended = true;
  audio.dispatchEvent(new Event("ended"));
  assert.equal(places.get("a"), 0);
});

test("a browser that refuses leaves the file to be tapped", async () => {
  const { narrator, audio } = made();
  audio.play = () => Promise.reject(Object.assign(new Error(), { name: "NotAllowedError" }));
  narrator.open({ ...TRACK, url: "/n", seconds: 9 });
  await narrator.play();
  assert.equal(narrator.state, "blocked");
});

test("only the latest places are kept, and no storage is no fault", () => {
  const places = new Places(new Kept(storage(), "heard"));
  for (let n = 0; n < 40; n += 1) places.set(`answer ${n}`, n);
  assert.equal(places.get("answer 39"), 39);
  assert.equal(places.get("answer 0"), 0);
  const none = new Kept(() => { throw new Error("forbidden"); }, "x");
  none.set(1);
  none.clear();
  assert.equal(none.get(), null);
});

test("peaks tell the loudest of every 1200 samples", () => {
  const peaks = new Peaks();
  peaks.add(new Int16Array(1200).fill(-16384));
  peaks.add(new Int16Array(600).fill(256));
  assert.deepEqual(peaks.values, [[-64, 64]]);
});

test("a WAV's samples are found behind other chunks", () => {
  const samples = toBytes(Int16Array.from([1, -2, 3]));
  const file = new Uint8Array(12 + 8 + 3 + 1 + 8 + samples.length);
  const view = new DataView(file.buffer);
  const name = (at, text) => [...text].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  name(12, "LIST");
  view.setUint32(16, 3, true);
  name(24, "data");
  view.setUint32(28, samples.length, true);
  file.set(samples, 32);
  assert.deepEqual([...samplesOf(file.buffer)], [1, -2, 3]);
  assert.equal(samplesOf(new ArrayBuffer(12)).length, 0);
});
