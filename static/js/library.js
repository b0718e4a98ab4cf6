// Brings the elements of files to life: the sheet, the tray, the player.
import "./elements/contact-sheet.js";
import "./elements/drop-zone.js";
import "./elements/filmstrip-scrub.js";
import "./elements/image-stage.js";
import "./elements/media-transport.js";
import "./elements/prepare-progress.js";
import "./elements/uploads-tray.js";
import "./elements/wave-form.js";
