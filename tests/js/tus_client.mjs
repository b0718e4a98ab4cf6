// Sends a file with the vendored tus-js-client to a running server: breaks off within,
// resumes, and ends another upload. Prints what happened as JSON.
// Usage: node tus_client.mjs ENDPOINT TOKEN FILE

import { readFile } from "node:fs/promises";
import tus from "../../static/vendor/tus-js-client/tus.min.js";

const [endpoint, token, path] = process.argv.slice(2);
const file = new Blob([await readFile(path)]);
const chunkSize = Math.ceil(file.size / 4);

/** The browser build speaks through XMLHttpRequest, which Node has not. */
class FetchRequest {
  #headers = {};
  #stop = new AbortController();

  constructor(method, url) { Object.assign(this, { method, url }); }
  getMethod() { return this.method; }
  getURL() { return this.url; }
  setHeader(name, value) { this.#headers[name] = value; }
  getHeader(name) { return this.#headers[name]; }
  setProgressHandler() {}
  getUnderlyingObject() { return null; }
  async abort() { this.#stop.abort(); }

  async send(body = null) {
    const options = { method: this.method, headers: this.#headers, body, signal: this.#stop.signal };
    const response = await fetch(this.url, options);
    const text = await response.text();
    return {
      getStatus: () => response.status,
      getHeader: (name) => response.headers.get(name),
      getBody: () => text,
      getUnderlyingObject: () => response,
    };
  }
}

const httpStack = {
  createRequest: (method, url) => new FetchRequest(method, url),
  getName: () => "fetch",
};
const told = { asset: null, resumedAt: 0, ended: false };

function upload(options) {
  return new tus.Upload(file, {
    endpoint,
    chunkSize,
    httpStack,
    headers: { Authorization: `Bearer ${token}` },
    metadata: { filename: "film.mp4" },
    storeFingerprintForResuming: false,
    retryDelays: null,
    ...options,
  });
}

/** Runs an upload until `until(sent)` says to break off; answers its address. */
function broken(until) {
  return new Promise((done, failed) => {
    const started = upload({
      onError: failed,
      onSuccess: () => failed(new Error("it was never broken off")),
      onChunkComplete: async (size, sent) => {
        if (!until(sent)) return;
        await started.abort();
        done(started.url);
      },
    });
    started.start();
  });
}

function resumed(uploadUrl) {
  return new Promise((done, failed) => {
    upload({
      uploadUrl,
      onError: failed,
      onSuccess: done,
      onAfterResponse: (request, response) => {
        if (request.getMethod() === "HEAD") told.resumedAt = Number(response.getHeader("Upload-Offset"));
        told.asset = response.getHeader("Omniweb-Asset") ?? told.asset;
      },
    }).start();
  });
}

await resumed(await broken((sent) => sent >= chunkSize));
const other = await broken((sent) => sent >= chunkSize);
await tus.Upload.terminate(other, { httpStack, headers: { Authorization: `Bearer ${token}` } });
const gone = await fetch(other, {
  method: "HEAD",
  headers: { Authorization: `Bearer ${token}`, "Tus-Resumable": "1.0.0" },
});
told.ended = gone.status === 404;
console.log(JSON.stringify(told));
