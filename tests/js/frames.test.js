// The bytes of the public contract become events, and damage is named.

import assert from "node:assert/strict";
import test from "node:test";

import { FrameError, parseFrame } from "../../static/js/lib/frames.js";
import { toFloat32, toInt16 } from "../../static/js/lib/pcm.js";

const JOB = "00112233-4455-6677-8899-aabbccddeeff";

function audioFrame({ seq, offset, samples }) {
  const bytes = new Uint8Array(24 + samples.length * 2);
  bytes.set(Buffer.from(JOB.replaceAll("-", ""), "hex"));
  const view = new DataView(bytes.buffer);
  view.setUint32(16, seq);
  view.setUint32(20, offset);
  samples.forEach((sample, i) => view.setInt16(24 + 2 * i, sample, true));
  return bytes;
}

test("a text frame is its JSON", () => {
  const frame = { job: JOB, seq: 3, kind: "text", text: "音乐 🎵" };
  assert.deepEqual(parseFrame(JSON.stringify(frame)), frame);
  assert.deepEqual(parseFrame('{"pong": 4}'), { pong: 4 });
});

test("an audio frame carries job, seq, offset and little-endian samples", () => {
  const samples = [0, 1, -1, 32767, -32768];
  const bytes = audioFrame({ seq: 4294967295, offset: 2400000000, samples });
  for (const data of [bytes, bytes.buffer]) {
    const { pcm, ...event } = parseFrame(data);
    assert.deepEqual(event, {
      job: JOB, seq: 4294967295, kind: "audio", offset: 2400000000, samples: 5,
    });
    assert.deepEqual([...toInt16(pcm)], samples);
  }
});

test("a frame at an odd place in a larger buffer reads the same", () => {
  const bytes = audioFrame({ seq: 7, offset: 9, samples: [500, -500] });
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  const event = parseFrame(shifted.subarray(1));
  assert.equal(event.seq, 7);
  assert.deepEqual([...toFloat32(event.pcm)], [500 / 32768, -500 / 32768]);
});

test("an audio frame may hold no samples", () => {
  const event = parseFrame(audioFrame({ seq: 1, offset: 0, samples: [] }));
  assert.equal(event.samples, 0);
});

test("damaged frames are refused by name", () => {
  const bytes = audioFrame({ seq: 1, offset: 0, samples: [1] });
  const damaged = ["", "{", "null", "[1]", bytes.subarray(0, 23), bytes.subarray(0, 25)];
  for (const data of damaged) assert.throws(() => parseFrame(data), FrameError);
});
