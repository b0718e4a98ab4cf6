// Converts 16-bit little-endian PCM between bytes and samples; it never resamples.

export const SAMPLE_RATE = 24000;

/** Bytes at any alignment become samples of their own. */
export function toInt16(bytes) {
  const samples = new Int16Array(bytes.byteLength >> 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < samples.length; i += 1) samples[i] = view.getInt16(i * 2, true);
  return samples;
}

export function toFloat32(bytes) {
  return Float32Array.from(toInt16(bytes), (sample) => sample / 32768);
}

export function toBytes(samples) {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, i) => view.setInt16(i * 2, sample, true));
  return bytes;
}
