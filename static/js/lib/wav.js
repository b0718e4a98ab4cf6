// Reads a WAV file's samples; it never plays them and takes 16-bit PCM only.

import { toInt16 } from "./pcm.js";

const HEAD = 12;

function nameAt(view, at) {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

/** The samples of the `data` chunk of an ArrayBuffer; none when there is no such chunk. */
export function samplesOf(buffer) {
  const view = new DataView(buffer);
  let at = HEAD;
  while (at + 8 <= view.byteLength) {
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (nameAt(view, at) === "data") {
      const end = Math.min(view.byteLength, start + size);
      return toInt16(new Uint8Array(buffer, start, end - start));
    }
    at = start + size + (size % 2);
  }
  return new Int16Array(0);
}
