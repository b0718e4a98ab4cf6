// Gathers files out of a drop, folders included, and says which cannot be meant;
// it never reads their content.

const NOT_MEANT = /^(\.|thumbs\.db$|desktop\.ini$|__macosx$)/i;
const OTHERS = [
  [/^text\/|json|xml$/, "a text"],
  [/pdf$/, "a PDF"],
  [/zip|tar|rar|7z|compressed/, "an archive"],
  [/msword|officedocument|ms-excel|ms-powerpoint|opendocument/, "an office document"],
  [/msdownload|executable|x-sh$/, "a program"],
];

/** The files of a DataTransfer; call it inside the drop, before anything waits. */
export async function filesOf(transfer) {
  const items = [...(transfer.items ?? [])].filter((item) => item.kind === "file");
  // An entry is gone when the event is over, so all are asked for first.
  const found = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const files = items.length ? await Promise.all(found.map(walk)) : [...transfer.files];
  return files.flat(Infinity).filter((file) => file && !NOT_MEANT.test(file.name));
}

async function walk(entry) {
  if (!entry || entry instanceof Blob || NOT_MEANT.test(entry.name)) return entry;
  if (entry.isFile) return new Promise((done, failed) => { entry.file(done, failed); });
  const children = await listing(entry.createReader());
  return Promise.all(children.map(walk));
}

/** A reader gives at most a hundred entries a time. */
async function listing(reader) {
  const next = () => new Promise((done, failed) => { reader.readEntries(done, failed); });
  const all = [];
  for (let some = await next(); some.length; some = await next()) all.push(...some);
  return all;
}

/** Why a file is not worth sending, as a sentence, or null. */
export function whyNot(file) {
  if (file.size === 0) return "This file is empty. Choose it again where it was made.";
  if (/^(image|audio|video)\//.test(file.type) && !/svg/.test(file.type)) return null;
  const other = OTHERS.find(([type]) => type.test(file.type));
  if (!other) return null;
  return `This is ${other[1]}. Upload an image, a sound or a video.`;
}

/** The same file chosen again is known by this. */
export function keyOf({ name, size, lastModified }) {
  return `${name}\n${size}\n${lastModified ?? 0}`;
}
