// Makes the unmodified browser build importable; it never changes it.
import "./tus.min.js";

export default globalThis.tus;
