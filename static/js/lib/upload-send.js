// Sends one file by tus in pieces, from where the server stands; it never decides
// what is sent when.

const PIECE = 8 * 1024 ** 2;
const PATIENCE_MS = [0, 1000, 3000, 5000, 10000, 20000, 30000];
const FINAL = new Set([400, 403, 413, 415, 422]);
const LOST = "The connection broke. What was sent is kept.";

export class SendError extends Error {
  /** `final`: sending it again would not help. `offline`: nothing answered. */
  constructor(message, { final = false, offline = false } = {}) {
    super(message);
    Object.assign(this, { final, offline });
  }
}

function reading(error) {
  const response = error.originalResponse;
  if (!response) return new SendError(LOST, { offline: true });
  const status = response.getStatus();
  if (status === 401) return new SendError("You are signed out. Sign in and try again.");
  let told = null;
  try {
    told = JSON.parse(response.getBody()).error.message;
  } catch {
    told = "The server could not take this file. Try again in a moment.";
  }
  return new SendError(told, { final: FINAL.has(status) });
}

export class Sender {
  /** `token()` answers the CSRF token of the moment. */
  constructor({ tus, token, endpoint = "/uploads/" }) {
    Object.assign(this, { tus, token, endpoint });
  }

  /**
   * Answers the id of the asset. `url` continues an earlier upload; `located(url)`
   * hears where it lies, `progress(bytes)` how much the server has. When `signal`
   * aborts, the promise rejects with its reason and what was sent stays.
   */
  send({ file, name, sha256, url, located, progress, signal }) {
    return new Promise((done, failed) => {
      let asset = null;
      const upload = new this.tus.Upload(file, {
        endpoint: this.endpoint,
        uploadUrl: url,
        chunkSize: PIECE,
        retryDelays: PATIENCE_MS,
        storeFingerprintForResuming: false,
        metadata: { filename: name, ...(sha256 && { sha256 }) },
        onBeforeRequest: (request) => this.#sign(request),
        onAfterResponse: (request, response) => {
          asset = response.getHeader("Omniweb-Asset") || asset;
        },
        onUploadUrlAvailable: () => located(upload.url),
        onProgress: (sent) => progress(sent),
        onError: (error) => failed(reading(error)),
        onSuccess: () => done(asset),
      });
      signal.addEventListener("abort", () => {
        upload.abort();
        failed(signal.reason);
      });
      upload.start();
    });
  }

  #sign(request) {
    request.setHeader("X-CSRFToken", this.token());
    request.setHeader("Accept", "application/json");
  }

  /** Lets the server forget an unfinished upload. */
  async forget(url) {
    const headers = this.token() ? { "X-CSRFToken": this.token() } : {};
    await this.tus.Upload.terminate(url, { headers, retryDelays: PATIENCE_MS.slice(0, 3) });
  }
}
