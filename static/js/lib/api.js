// Speaks to the server over HTTP on the person's behalf; it never shows anything.

export class ApiError extends Error {
  constructor({ status = 0, code, message, fields = {}, requestId = null }) {
    super(message);
    Object.assign(this, { status, code, fields, requestId });
  }
}

/** The value of one cookie in a `document.cookie` string, or "". */
export function readCookie(cookies, name) {
  const pair = cookies.split("; ").find((part) => part.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}

async function readError(response) {
  const body = await response.json().catch(() => ({}));
  const error = body.error ?? {};
  return new ApiError({
    status: response.status,
    code: error.code ?? `http_${response.status}`,
    message: error.message ?? "The server could not do that. Try again in a moment.",
    fields: error.fields,
    requestId: error.request_id,
  });
}

export class Api {
  /** `cookies` is a function that answers the cookie string. */
  constructor({ cookies, fetch = globalThis.fetch, base = "/api/v1/" }) {
    this.cookies = cookies;
    this.fetch = (...args) => fetch(...args);
    this.base = base;
  }

  get(path) { return this.send("GET", path); }
  post(path, body = {}) { return this.send("POST", path, body); }
  put(path, body, headers) { return this.send("PUT", path, body, headers); }
  delete(path) { return this.send("DELETE", path); }

  /** A form post to a page's own address, such as `/settings/theme/`. */
  form(path, values) {
    return this.send("POST", path, new URLSearchParams(values));
  }

  /** A path without a leading slash is under `/api/v1/`. Answers JSON, or null. */
  async send(method, path, body, extra = {}) {
    const headers = { Accept: "application/json", ...extra };
    if (method !== "GET") headers["X-CSRFToken"] = readCookie(this.cookies(), "csrftoken");
    const ready = this.encode(body, headers);
    const url = path.startsWith("/") ? path : this.base + path;
    const options = { method, headers, body: ready, credentials: "same-origin" };
    const response = await this.fetch(url, options).catch(() => {
      throw new ApiError({
        code: "offline",
        message: "The server cannot be reached. Check the connection and try again.",
      });
    });
    if (!response.ok) throw await readError(response);
    const json = response.headers.get("content-type")?.includes("json");
    return json && response.status !== 204 ? response.json() : null;
  }

  encode(body, headers) {
    if (body === undefined) return undefined;
    const own = body instanceof URLSearchParams || body instanceof FormData;
    if (own) return body;
    headers["Content-Type"] = "application/json";
    return JSON.stringify(body);
  }
}
