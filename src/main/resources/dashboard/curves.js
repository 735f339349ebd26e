// What was learned, as the charts want it: one point in many, smoothed, joined, as a table.
import { get } from "./api.js";
import { join } from "./chart.js";

const POINTS = 700;

/** Shares of the value before that smoothing keeps. */
export const SMOOTHINGS = { 0: "not smoothed", 0.8: "smoothed", 0.97: "very smooth" };

export const MEASURES = {
  bits: { name: "bits per character", of: (bits) => bits, digits: 3 },
  perplexity: { name: "perplexity", of: (bits) => (bits == null ? null : 2 ** bits), digits: 2 },
  loss: { name: "loss in nats", of: (bits) => (bits == null ? null : bits * Math.LN2), digits: 3 },
};

export const ALONG = { characters: "characters learned", time: "time" };

/** The curve of a model between two places, or of its whole history. */
export function fetchCurve(model, along, stretch) {
  const range = stretch ? `&from=${stretch[0]}&to=${stretch[1]}` : "";
  return get(`api/learning/${encodeURIComponent(model)}?points=${POINTS}&along=${along}${range}`);
}

/** Adds a report at the end; false where the curve has so many points that it is to be fetched anew. */
export function grow(curve, values) {
  const last = curve.step.at(-1);
  if (last != null && values.step <= last) return true;
  for (const [name, value] of Object.entries(values)) curve[name]?.push(value);
  return curve.step.length <= 2 * POINTS;
}

/** An exponential average that begins without a bias. */
export function smooth(values, keep) {
  if (!keep) return values;
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    if (value == null) return null;
    sum = keep * sum + (1 - keep) * value;
    weight = keep * weight + (1 - keep);
    return sum / weight;
  });
}

/** The index of the point that is nearest to a place; -1 without points. */
export function nearest(places, at) {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at - places[low - 1] < places[low] - at ? low - 1 : Math.min(low, places.length - 1);
}

/** Columns of several curves under one axis. */
export const columns = (curves, along, names, of, keep) => join(curves.map((curve) => [curve[along], ...names.map((name) => smooth(curve[name].map(of), keep))]));

const COLUMNS = ["characters", "step", "time", "bits", "zero", "warm", "speed", "norm", "rate"];
const HEADS = ["characters", "step", "time", "bits_per_character", "held_out_from_zero", "held_out_warm", "characters_per_second", "gradient_norm", "learning_rate"];

/** The points that are shown, a line for each, as they were reported. */
export function csv(curves) {
  const rows = [["model", ...HEADS].join()];
  for (const [model, curve] of curves) {
    curve.step.forEach((_, i) => rows.push([model, ...COLUMNS.map((name) => (name === "time" ? new Date(curve.time[i] * 1000).toISOString() : curve[name][i] ?? ""))].join()));
  }
  return `${rows.join("\n")}\n`;
}
