import { Away, get } from "./api.js";
import { chart } from "./chart.js";
import { inks as coloursOf } from "./colours.js";
import { ALONG, MEASURES, SMOOTHINGS, columns, csv, fetchCurve, grow, nearest, smooth } from "./curves.js";
import { leftOut, manifestOf, unseen } from "./manifest.js";
import { count, el, fixed, moment, plain, visible } from "./format.js";
import { figures, swatch } from "./reports.js";
import { current, unknown } from "./state.js";

const SMALL = [["speed", "Characters per second"], ["norm", "Gradient norm"], ["rate", "Learning rate"]];
const BUTTONS_MAX = 24;

let place, charts, models, chosen, along, measure, keep, stretch, curves, checkpoints, hover, asked, inks;

export function open(main) {
  place = main;
  charts = [];
  models = [];
  chosen = [];
  along = "characters";
  measure = "bits";
  keep = 0;
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
  if (name === "open" || (name === "state" && !models.length)) reload();
  if (name === "colours") draw();
  if (name === "report") grown(data);
}

async function reload() {
  const turn = (asked = Symbol());
  try {
    const overview = await get("api/learning");
    if (turn !== asked) return;
    models = overview.models;
    inks = coloursOf(models.map(({ name }) => name));
    chosen = chosen.filter((name) => models.some((model) => model.name === name));
    if (!chosen.length && models.length) chosen = [models.reduce((a, b) => (b.last.time > a.last.time ? b : a)).name];
    for (const name of chosen) curves.set(name, await fetchCurve(name, along, stretch));
    if (turn === asked) draw();
  } catch (problem) {
    if (turn === asked && !(problem instanceof Away)) draw(problem.message);
  }
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
    if (!grow(curve, values)) return void reload();
    show();
  }
  tiles();
  if (sampled && hover == null) samples();
  if (sampled) marks();
}

const shown = () => chosen.map((name) => curves.get(name));

function show() {
  if (!charts.length) return;
  charts[0].show(columns(shown(), along, ["bits", "zero", "warm"], MEASURES[measure].of, keep));
  SMALL.forEach(([name], i) => charts[i + 1].show(columns(shown(), along, [name], (value) => value, keep)));
  document.getElementById("curve")?.setAttribute("aria-label", label());
}

/** What is to be seen, for those who do not see it. */
function label() {
  const { name, of, digits } = MEASURES[measure];
  const parts = chosen.map((model) => {
    const { bits, characters } = curves.get(model);
    return bits.length ? `${model} from ${fixed(of(bits[0]), digits)} after ${count(characters[0])} characters to ${fixed(of(bits.at(-1)), digits)} after ${count(characters.at(-1))}` : `${model}, nothing yet`;
  });
  return `Curve of ${name} over ${ALONG[along]}: ${parts.join("; ")}`;
}

function draw(trouble) {
  close();
  place.replaceChildren(place.firstChild);
  if (trouble) place.append(el("p.trouble", { role: "alert" }, trouble));
  if (!models.length) {
    if (!trouble) place.append(el("section.card", null, nothing()));
    return;
  }
  const main = el("div.plot", { id: "curve", role: "img" });
  const small = SMALL.map(([, title]) => [title, el("div.plot", { role: "img", "aria-label": `${title} over ${ALONG[along]} of ${chosen.join(", ")}` })]);
  place.append(
    el("section.figures", { id: "figures", "aria-label": "The newest report" }),
    el("div.learning", null,
      el("div.stack", null,
        el("section.card", null, el("div.head", null, el("h2", null, "How well it predicts"), controls()), key(), main,
          el("div", { id: "unseen" }), el("div", { id: "marks" }),
          el("p.quiet", null, "Drag over the curve to zoom; double-click, Escape or “Whole history” to go back. Lower is better. The scale ignores the first twentieth of the points.")),
        el("div.charts", null, small.map(([title, plot]) => el("section.card", null, el("h3", null, title), plot)))),
      el("section.card", null, el("h2", null, `What ${chosen[0]} writes`), el("div.samples", { id: "samples", tabindex: 0, role: "region", "aria-label": "Samples, newest first" }))));
  const common = { time: along === "time", whole: !stretch, zoomed, x: ALONG[along] };
  charts = [
    chart(main, { ...common, y: MEASURES[measure].name, height: innerWidth < 640 ? 280 : 400, series: lines(), hovered, tip, marks: () => checkpoints.map(placeOf) }),
    ...small.map(([title, plot], i) => chart(plot, { ...common, y: title, height: 150, small: true, tip: (at) => smallTip(SMALL[i][0], at),
      series: chosen.map((name) => ({ label: name, ink: inks.get(name) })) })),
  ];
  tiles();
  show();
  marks();
  samples();
}

function nothing() {
  const why = unknown("training-metrics");
  if (why) return [el("p.empty", null, why)];
  const send = ["send text with ", el("code", null, "bin/inkstream corpus send FILE"), "."];
  return [el("h2", null, "Nothing has been learned yet"), current().trainers
    ? el("p.empty", null, "A trainer runs. The curve starts with its first report, once a window of text has arrived: ", send)
    : el("p.empty", null, "No trainer runs. Start one with ", el("code", null, "bin/inkstream train"), ", and ", send)];
}

const has = (name, column) => curves.get(name)[column].some((value) => value != null);
const lines = () => chosen.flatMap((name) => {
  const ink = inks.get(name);
  const heldOut = chosen.length === 1 ? "--amber" : ink;
  return [
    { label: name, ink, width: 1.6, there: true },
    { label: `${name}, held out from zero`, ink: heldOut, dashed: true, width: 1.6, there: has(name, "zero") },
    { label: `${name}, held out warm`, ink: heldOut, width: 1, there: has(name, "warm") },
  ];
});

const key = () => el("p.key", null, lines().filter(({ there }) => there).map((line) => el("span", null, swatch(line.ink, line.dashed), line.label)),
  el("span", null, "▲ checkpoint", chosen.length > 1 && ` of ${chosen[0]}`));

function tip(at) {
  const { of, digits } = MEASURES[measure];
  return box(at, (curve, i) => [smooth(curve.bits, keep)[i], curve.zero[i], curve.warm[i]].map((value, n) => value != null && `${["", "held out from zero ", "warm "][n]}${fixed(of(value), digits)}`).filter(Boolean).join(" · "));
}

const smallTip = (name, at) => box(at, (curve, i) => plain(curve[name][i]));

/** The values of each model at a place. */
function box(at, valueOf) {
  return el("div", null, el("b", null, along === "time" ? moment(at * 1000) : `${count(at)} characters`), chosen.map((name) => {
    const curve = curves.get(name);
    const i = nearest(curve[along], at);
    return i < 0 ? null : el("div.named", null, swatch(inks.get(name)), chosen.length > 1 && `${name} `, el("b", null, valueOf(curve, i)));
  }));
}

function controls() {
  const choice = (label, options, current, choose) => el("div.choice", { role: "group", "aria-label": label }, options.map(([value, text]) =>
    el("button", { type: "button", "aria-pressed": String(current(value)), onclick: () => choose(value) }, text)));
  return el("div.choice", null,
    models.length > 1 && choice("Models", models.slice(0, BUTTONS_MAX).map((model) => [model.name, model.name]), (name) => chosen.includes(name), (name) => {
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
    el("select", { "aria-label": "Smoothing", onchange: ({ target }) => {
      keep = Number(target.value);
      draw();
    } }, Object.entries(SMOOTHINGS).map(([value, text]) => el("option", { value, selected: Number(value) === keep }, text))),
    el("button", { type: "button", disabled: !stretch, onclick: () => zoomed() }, "Whole history"),
    el("button", { type: "button", onclick: save }, "CSV"));
}

function save() {
  const address = URL.createObjectURL(new Blob([csv(chosen.map((name) => [name, curves.get(name)]))], { type: "text/csv" }));
  el("a", { href: address, download: "inkstream-learning.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function zoomed(from, to) {
  stretch = from == null ? null : [from, to];
  reload();
}

addEventListener("keydown", ({ key: pressed }) => {
  if (pressed === "Escape" && stretch && charts.length && !document.querySelector("dialog[open]")) zoomed();
});

const tiles = () => document.getElementById("figures")?.replaceChildren(...figures(chosen.map((name) => models.find((one) => one.name === name)), inks, MEASURES[measure]));

function hovered(at) {
  const curve = curves.get(chosen[0]);
  const i = at == null || !curve ? -1 : nearest(curve[along], at);
  const next = i < 0 ? null : curve.characters[i];
  if (next === hover) return;
  hover = next;
  samples();
}

let waiting;
function samples() {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const found = await get(`api/learning/${encodeURIComponent(chosen[0])}/samples${hover == null ? "" : `?at=${Math.round(hover)}`}`).catch(() => null);
    if (!found) return;
    document.getElementById("samples")?.replaceChildren(...(found.length ? found.map(({ characters, texts }) => el("article.sample", null,
      el("small", null, `after ${count(characters)} characters`), texts.map((text) => el("pre", null, visible(text)))))
      : [el("p.empty", null, "Reports include samples of the model’s writing (samples.every); none has arrived yet.")]));
  }, hover == null ? 0 : 120);
}

const placeOf = (manifest) => (along === "time" ? Date.parse(manifest.createdAt) / 1000 : manifest.characters);

async function marks() {
  const name = chosen[0];
  const found = await get(`api/learning/${encodeURIComponent(name)}/checkpoints`).catch(() => checkpoints);
  if (name !== chosen[0]) return;
  checkpoints = found;
  charts[0]?.redraw();
  document.getElementById("unseen")?.replaceChildren(...unseen(checkpoints.at(-1)?.unseen ?? []), ...leftOut(checkpoints.at(-1) ?? {}));
  const list = document.getElementById("marks");
  const steps = checkpoints.map(({ step }) => step).join();
  if (!list || list.dataset.shown === steps) return;
  list.dataset.shown = steps;
  list.replaceChildren(...(checkpoints.length ? [el("small", null, `Checkpoints of ${name} that are kept, by step`),
    el("div.marks", { tabindex: 0, role: "region", "aria-label": "Checkpoints" }, checkpoints.slice(-60).reverse().map((manifest) =>
      el("button", { type: "button", onclick: () => manifestOf(manifest) }, count(manifest.step))))] : []));
}
