// What a checkpoint's manifest says.
import { count, el, moment } from "./format.js";

/** What retention took away before it was read: the model does not know it, and nothing else says so. */
export const unseen = (ranges) => (ranges.length ? [el("p.trouble", { role: "note" },
  `Never seen, removed before it was read: ${ranges.slice(-5).reverse().map(({ topic, partition, from, to }) =>
    `${topic}-${partition}, offsets ${count(from)} to ${count(to - 1)}`).join("; ")}${ranges.length > 5 ? `; and ${ranges.length - 5} older stretches` : ""}`)] : []);

/** What a model that was too far behind left out. */
export const leftOut = ({ leftOutRecords: records, leftOutCharacters: characters }) => (records ? [el("p.trouble", { role: "note" },
  `Skipped because the trainer lagged too far behind (behind=thin): ${count(records)} ${records === 1 ? "record" : "records"}, ${count(characters)} characters`)] : []);

export function manifestOf(manifest) {
  const rows = Object.entries(manifest).flatMap(([name, value]) => [el("dt", null, name), el("dd.mono", null,
    typeof value === "object" && value !== null ? JSON.stringify(value, null, 1).replace(/[{}"\[\]]/g, "").trim() : String(value ?? "–"))]);
  const dialog = el("dialog", { "aria-label": "Checkpoint" }, el("div.stack", null,
    el("div.head", null, el("h2", null, `${manifest.model}, step ${count(manifest.step)}`),
      el("button", { type: "button", onclick: () => dialog.close() }, "Close")),
    el("p.quiet", null, `Weights’ SHA-256; bin/inkstream model verify retrains on the same text and compares. ${moment(Date.parse(manifest.createdAt))}`),
    el("dl", null, rows)));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
