// Brings captions to life: drafting, editing, deciding.
import "./elements/caption-draft.js";
import "./elements/caption-sheet.js";
import "./elements/chip-list.js";
import "./elements/evidence.js";
import "./elements/field-counter.js";
