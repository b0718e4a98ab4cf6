// Brings questions, answers and narrations to life.
import "./elements/answer-text.js";
import "./elements/answer-view.js";
import "./elements/ask-composer.js";
import "./elements/ask-panel.js";
import "./elements/clip-part.js";
import "./elements/copy-button.js";
import "./elements/endpoint-check.js";
import "./elements/estimate-notes.js";
import "./elements/made-list.js";
import "./elements/model-picker.js";
import "./elements/narration-bar.js";
import "./elements/price-button.js";
import "./elements/sampling-presets.js";
import "./elements/stage-line.js";
import "./elements/thinking-line.js";
import "./elements/view-tabs.js";
