// The fields of a caption's form: what stands, what is typed, faults and evidence. It
// never speaks to the server.

export class CaptionFields {
  constructor(sheet) {
    this.sheet = sheet;
    this.form = sheet.querySelector("#caption-edit");
    this.rows = [...this.form.querySelectorAll("[data-field]")];
    // What a browser restored after a reload is typed, not what stands.
    this.stands = this.#read((control) => standing(control));
    // The player may wake later than this form.
    customElements.whenDefined("media-player").then(() => this.mark());
  }

  control(row) { return row.querySelector("input[name], textarea[name], select[name]"); }

  #read(value) {
    return Object.fromEntries(this.rows.map((row) => [row.dataset.field, value(this.control(row))]));
  }

  get now() { return this.#read((control) => control.value); }

  put(data) {
    for (const row of this.rows) {
      if (!(row.dataset.field in data)) continue;
      const control = this.control(row);
      control.value = data[row.dataset.field];
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  /** Sentences by field, shown where they belong. */
  fault(fields) {
    for (const row of this.rows) {
      const words = fields[row.dataset.field] ?? fields[`data.${row.dataset.field}`] ?? "";
      const line = Object.assign(document.createElement("p"), { textContent: words });
      row.querySelector("[data-part='error']").replaceChildren(...(words ? [line] : []));
      this.control(row).setAttribute("aria-invalid", String(Boolean(words)));
    }
    this.form.querySelector("[aria-invalid='true']")?.focus();
  }

  label(key) {
    return this.rows.find((row) => row.dataset.field === key)?.dataset.label ?? key;
  }

  /** Shows on the player's line of time where the fields are borne out. */
  mark() {
    const markers = this.rows.flatMap((row) => [...row.querySelectorAll(".evidence-chip")]
      .map(({ dataset }) => ({
        start: Number(dataset.start), end: Number(dataset.end),
        label: row.dataset.label, kind: "evidence",
      })));
    document.dispatchEvent(new CustomEvent("media-markers", { detail: { markers } }));
  }
}

function standing(control) {
  if (control.tagName !== "SELECT") return control.defaultValue;
  return [...control.options].find((option) => option.defaultSelected)?.value ?? "";
}
