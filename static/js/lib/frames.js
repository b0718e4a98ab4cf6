// Turns what the socket delivers into events, as the public contract words them;
// it never keeps anything between two frames.

const HEADER_BYTES = 24;

export class FrameError extends Error {}

function uuid(bytes) {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function parseText(text) {
  let frame;
  try {
    frame = JSON.parse(text);
  } catch {
    throw new FrameError("A text frame is not JSON.");
  }
  if (frame === null || typeof frame !== "object" || Array.isArray(frame)) {
    throw new FrameError("A text frame is not a JSON object.");
  }
  return frame;
}

/** The binary frame: 16 bytes job, u32 seq, u32 first sample (big-endian), s16le PCM. */
function parseAudio(bytes) {
  if (bytes.byteLength < HEADER_BYTES) {
    throw new FrameError("An audio frame is shorter than its header.");
  }
  if ((bytes.byteLength - HEADER_BYTES) % 2) {
    throw new FrameError("An audio frame ends within a sample.");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pcm = bytes.subarray(HEADER_BYTES);
  return {
    job: uuid(bytes.subarray(0, 16)),
    seq: view.getUint32(16),
    kind: "audio",
    offset: view.getUint32(20),
    samples: pcm.byteLength / 2,
    pcm,
  };
}

/** A string, ArrayBuffer or Uint8Array from the socket becomes one plain object. */
export function parseFrame(data) {
  if (typeof data === "string") return parseText(data);
  return parseAudio(data instanceof Uint8Array ? data : new Uint8Array(data));
}
