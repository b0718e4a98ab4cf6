// Keeps unfinished uploads, their files included, over reloads; it never sends.

const DATABASE = "omniweb-uploads";
const KEPT_BYTES = 1024 ** 3;

function settled(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/** Two tables, because a record changes often and its file never. */
export class UploadStore {
  #open = null;

  constructor({ indexedDB = globalThis.indexedDB, keptBytes = KEPT_BYTES } = {}) {
    Object.assign(this, { indexedDB, keptBytes });
  }

  #database() {
    this.#open ??= new Promise((done, failed) => {
      const request = this.indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("records", { keyPath: "id" });
        request.result.createObjectStore("files");
      };
      settled(request).then(done, failed);
    });
    return this.#open;
  }

  async #table(name, mode = "readonly") {
    const database = await this.#database();
    return database.transaction(name, mode).objectStore(name);
  }

  /** Every record, oldest first, with its file or null. */
  async all() {
    const records = await settled((await this.#table("records")).getAll());
    const withFile = records.map(async (record) => ({
      ...record, file: await this.#file(record.id),
    }));
    return (await Promise.all(withFile)).sort((one, other) => one.at - other.at);
  }

  async get(id) {
    return settled((await this.#table("records")).get(id));
  }

  async #file(id) {
    return (await settled((await this.#table("files")).get(id))) ?? null;
  }

  async put(record) {
    await settled((await this.#table("records", "readwrite")).put(record));
  }

  /** Answers whether the file will still be here after a reload. */
  async keep(id, file) {
    if (file.size > this.keptBytes) return false;
    try {
      await settled((await this.#table("files", "readwrite")).put(file, id));
      return true;
    } catch {
      // No room: the person chooses the file again.
      return false;
    }
  }

  async letGo(id) {
    await settled((await this.#table("files", "readwrite")).delete(id));
  }

  async remove(id) {
    await settled((await this.#table("records", "readwrite")).delete(id));
    await this.letGo(id);
  }
}
