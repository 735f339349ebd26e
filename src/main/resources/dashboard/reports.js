// The newest reports in figures: large for one model, a table with a row for each of several.
import { count, el, figure, fixed, plain, table } from "./format.js";
import { agoThere } from "./state.js";

export const swatch = (ink, dashed) => {
  const mark = el(dashed ? "i.swatch.dashed" : "i.swatch");
  mark.style.borderColor = `var(${ink})`;
  return mark;
};

/** Figures of models: [{ name, last }]; of and digits as in a measure. */
export function figures(models, inks, { name, of, digits }) {
  const cells = ({ last: { bits, zero, warm, characters, speed, step, norm, rate, time } }) => [
    [name, fixed(of(bits), digits)], ["held out, from zero", fixed(of(zero), digits)], ["held out, warm", fixed(of(warm), digits)],
    ["characters learned", count(characters)], ["characters per second", count(speed)], ["step", count(step)],
    ["gradient norm", plain(norm)], ["learning rate", plain(rate)], ["reported", agoThere(time * 1000)],
  ];
  if (models.length === 1) return cells(models[0]).map(([label, value], i) => figure(label, value, i < 3));
  return [table([{ name: "model" }, ...cells(models[0]).map(([label]) => ({ name: label, number: true }))],
    models.map((model) => [el("span.named", null, swatch(inks.get(model.name)), model.name), ...cells(model).map(([, value]) => value)]))];
}
