// Names a file's content by its SHA-256; it never reads more than fits in memory.

const MOST_BYTES = 256 * 1024 ** 2;

/** Lower-case hex, or null where the file is too large or the browser cannot. */
export async function sha256(file, subtle = globalThis.crypto?.subtle) {
  // Without TLS, browsers offer no digest except on this machine itself.
  if (!subtle || file.size > MOST_BYTES) return null;
  const hash = await subtle.digest("SHA-256", await file.arrayBuffer());
  const pairs = Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, "0"));
  return pairs.join("");
}
