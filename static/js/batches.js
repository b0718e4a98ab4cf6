// Brings batches to life: choosing files, the plan, the progress.
import "./elements/batch-live.js";
import "./elements/batch-plan.js";
import "./elements/select-bar.js";
