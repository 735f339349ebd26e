import { get } from "./api.js";
import { chart, inks, join } from "./chart.js";
import { clock, compact, count, el, figure, fixed, moment, plain, visible } from "./format.js";

const POINTS = 700;
const MEASURES = {
  bits: { name: "bits per character", of: (bits) => bits, digits: 3 },
  perplexity: { name: "perplexity", of: (bits) => (bits == null ? null : 2 ** bits), digits: 2 },
  loss: { name: "loss in nats", of: (bits) => (bits == null ? null : bits * Math.LN2), digits: 3 },
};
const SMALL = [["speed", "Characters per second"], ["norm", "Gradient norm"], ["rate", "Learning rate"]];

let place, charts, models, chosen, along, measure, stretch, curves, checkpoints, hover, asked;

export function open(main) {
  place = main;
  charts = [];
  models = [];
  chosen = [];
  along = "characters";
  measure = "bits";
  stretch = null;
  curves = new Map();
  checkpoints = [];
  hover = null;
  reload();
}

export function close() {
  charts.forEach((one) => one.close());
  charts = [];
}

export function event(name, data) {
  if (name === "open") reload();
  if (name === "colours") draw();
  if (name === "report") grown(data);
}

async function reload() {
  const turn = (asked = Symbol());
  try {
    const overview = await get("api/learning");
    if (turn !== asked) return;
    models = overview.models;
    chosen = chosen.filter((name) => models.some((model) => model.name === name));
    if (!chosen.length && models.length) chosen = [models.reduce((a, b) => (b.last.time > a.last.time ? b : a)).name];
    await fetchCurves();
    if (turn === asked) draw(overview.trouble);
  } catch (problem) {
    if (turn === asked) draw(problem.message);
  }
}

async function fetchCurves() {
  const range = stretch ? `&from=${stretch[0]}&to=${stretch[1]}` : "";
  for (const name of chosen) {
    curves.set(name, await get(`api/learning/${encodeURIComponent(name)}?points=${POINTS}&along=${along}${range}`));
  }
  if (chosen.length) checkpoints = await get(`api/learning/${encodeURIComponent(chosen[0])}/checkpoints`);
}

/** A report came: most of the time it is one more point at the end. */
function grown({ model, values, sampled }) {
  const known = models.find((one) => one.name === model);
  if (!known) return void reload();
  known.last = values;
  known.reports++;
  const curve = curves.get(model);
  if (!chosen.includes(model) || !curve) return;
  if (!stretch) {
    const last = curve.step.at(-1);
    if (last != null && values.step <= last) return;
    for (const [name, value] of Object.entries(values)) curve[name]?.push(value);
    if (curve.step.length > 2 * POINTS) return void reload();
    show();
  }
  tiles();
  if (sampled && hover == null) samples();
  if (sampled) marks();
}

const x = (curve) => curve[along];
const tables = () => join(chosen.map((name) => {
  const curve = curves.get(name);
  const { of } = MEASURES[measure];
  return [x(curve), curve.bits.map(of), curve.zero.map(of), curve.warm.map(of)];
}));

function show() {
  if (!charts.length) return;
  charts[0].show(tables());
  const first = curves.get(chosen[0]);
  SMALL.forEach(([name], i) => charts[i + 1].show([x(first), first[name]]));
}

function draw(trouble) {
  close();
  place.replaceChildren(place.firstChild);
  if (trouble) place.append(el("p.trouble", { role: "alert" }, trouble));
  if (!models.length) {
    place.append(el("section.card", null, el("h2", null, "Nothing has been learned yet"), el("p.empty", null,
      "The curve starts with the first report on training-metrics. Start a trainer with ", el("code", null, "bin/inkstream train"),
      " and send it text with ", el("code", null, "bin/inkstream corpus send FILE"), ". The first report comes once a window of text has arrived.")));
    return;
  }
  const main = el("div.plot", { id: "curve", role: "img", "aria-label": "Bits per character over characters learned" });
  const small = SMALL.map(([, title]) => [title, el("div.plot")]);
  place.append(
    el("section.figures", { id: "figures", "aria-label": "The newest report" }),
    el("div.learning", null,
      el("div.stack", null,
        el("section.card", null, el("div.head", null, el("h2", null, "How well it predicts"), controls()), key(), main,
          el("div", { id: "unseen" }), el("div", { id: "marks" }), el("p.quiet", null, "Drag over the curve to zoom; double-click, Escape or “Whole history” to go back. Lower is better.")),
        el("div.charts", null, small.map(([title, plot]) => el("section.card", null, el("h3", null, title), plot)))),
      el("section.card", null, el("h2", null, "What it writes"), el("div.samples", { id: "samples", tabindex: 0, "aria-label": "Samples, newest first" }))));
  const time = along === "time";
  charts = [
    chart(main, { height: innerWidth < 640 ? 260 : 380, time, series: lines(), zoomed, hovered, marks: () => checkpoints.map(placeOf) }),
    ...small.map(([, plot], i) => chart(plot, { height: 150, time, small: true, zoomed, series: [{ label: SMALL[i][1], ink: "--ink" }] })),
  ];
  tiles();
  show();
  marks();
  samples();
}

const lines = () => chosen.flatMap((name, i) => [
  { label: name, ink: inks[i % inks.length], width: 1.6 },
  { label: `${name}, held out from zero`, ink: chosen.length === 1 ? "--amber" : inks[i % inks.length], dashed: true, width: 1.6 },
  { label: `${name}, held out warm`, ink: chosen.length === 1 ? "--amber" : inks[i % inks.length], width: 1 },
]);

const key = () => el("p.key", null, lines().map((line) => {
  const mark = el(line.dashed ? "i.dashed" : "i");
  mark.style.borderColor = `var(${line.ink})`;
  return el("span", null, mark, line.label);
}));

function controls() {
  const choice = (label, options, current, choose) => el("div.choice", { role: "group", "aria-label": label }, options.map(([value, text]) =>
    el("button", { type: "button", "aria-pressed": String(current(value)), onclick: () => choose(value) }, text)));
  return el("div.choice", null,
    models.length > 1 && choice("Models", models.slice(0, 24).map((model) => [model.name, model.name]), (name) => chosen.includes(name), (name) => {
      chosen = chosen.includes(name) ? chosen.filter((one) => one !== name || chosen.length === 1) : [...chosen, name];
      reload();
    }),
    choice("Measure", Object.entries(MEASURES).map(([value, { name }]) => [value, name]), (value) => value === measure, (value) => {
      measure = value;
      draw();
    }),
    choice("Along", [["characters", "over characters"], ["time", "over time"]], (value) => value === along, (value) => {
      along = value;
      zoomed();
    }),
    el("button", { type: "button", disabled: !stretch, onclick: () => zoomed() }, "Whole history"));
}

function zoomed(from, to) {
  stretch = from == null ? null : [from, to];
  reload();
}

addEventListener("keydown", ({ key }) => {
  if (key === "Escape" && stretch && charts.length && !document.querySelector("dialog[open]")) zoomed();
});

function tiles() {
  const model = models.find((one) => one.name === chosen[0]);
  const { name, of, digits } = MEASURES[measure];
  const { bits, zero, warm, characters, speed, step, rate, norm, time } = model.last;
  document.getElementById("figures")?.replaceChildren(
    figure(name, fixed(of(bits), digits), true), figure("held out, from zero", fixed(of(zero), digits), true), figure("held out, warm", fixed(of(warm), digits), true),
    figure("characters learned", count(characters)), figure("characters per second", count(speed)), figure("step", count(step)),
    figure("gradient norm", plain(norm)), figure("learning rate", plain(rate)), figure("reported", clock(time * 1000)));
}

function hovered(index) {
  const at = index == null ? null : curves.get(chosen[0])?.characters[index];
  if (at === hover || (at == null && hover == null)) return;
  hover = at ?? null;
  samples();
}

let waiting;
function samples() {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const found = await get(`api/learning/${encodeURIComponent(chosen[0])}/samples${hover == null ? "" : `?at=${Math.round(hover)}`}`).catch(() => []);
    const list = document.getElementById("samples");
    list?.replaceChildren(...(found.length ? found.map(({ characters, texts }) => el("article.sample", null,
      el("small", null, `after ${count(characters)} characters`), texts.map((text) => el("pre", null, visible(text)))))
      : [el("p.empty", null, "Every few reports (samples.every) the model writes some lines by itself; the first are on their way.")]));
  }, hover == null ? 0 : 120);
}

const placeOf = (manifest) => (along === "time" ? Date.parse(manifest.createdAt) / 1000 : manifest.characters);

async function marks() {
  const name = chosen[0];
  const found = await get(`api/learning/${encodeURIComponent(name)}/checkpoints`).catch(() => checkpoints);
  if (name !== chosen[0]) return;
  checkpoints = found;
  charts[0]?.redraw();
  unseen(checkpoints.at(-1)?.unseen ?? []);
  const place = document.getElementById("marks");
  const shown = checkpoints.map(({ step }) => step).join();
  if (!place || place.dataset.shown === shown) return;
  place.dataset.shown = shown;
  place.replaceChildren(...(checkpoints.length ? [el("small", null, "Checkpoints that are kept, by step"),
    el("div.marks", null, checkpoints.slice(-60).reverse().map((manifest) =>
      el("button", { type: "button", onclick: () => manifestOf(manifest) }, compact(manifest.step))))] : []));
}

/** What retention took away before it was read: the model does not know it, and nothing else says so. */
function unseen(ranges) {
  document.getElementById("unseen")?.replaceChildren(...(ranges.length ? [el("p.trouble", { role: "note" },
    `Never seen, removed before it was read: ${ranges.slice(-5).reverse().map(({ topic, partition, from, to }) =>
      `${topic}-${partition}, offsets ${count(from)} to ${count(to - 1)}`).join("; ")}${ranges.length > 5 ? `; and ${ranges.length - 5} older stretches` : ""}`)] : []));
}

function manifestOf(manifest) {
  const rows = Object.entries(manifest).flatMap(([name, value]) => [el("dt", null, name), el("dd.mono", null,
    typeof value === "object" && value !== null ? JSON.stringify(value, null, 1).replace(/[{}"\[\]]/g, "").trim() : String(value ?? "–"))]);
  const dialog = el("dialog", { "aria-label": "Checkpoint" }, el("div.stack", null,
    el("div.head", null, el("h2", null, `${manifest.model}, step ${count(manifest.step)}`),
      el("button", { type: "button", onclick: () => dialog.close() }, "Close")),
    el("p.quiet", null, `Weights’ SHA-256; bin/inkstream model verify learns the same text again and compares. ${moment(Date.parse(manifest.createdAt))}`),
    el("dl", null, rows)));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
