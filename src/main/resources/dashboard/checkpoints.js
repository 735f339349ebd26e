// How it learned to write: the same start with the same seed, continued by checkpoints from the first that is kept to the newest.
import { ask as send, Refused } from "./asking.js";
import { get } from "./api.js";
import { compact, count, el, fixed, visible } from "./format.js";
import { agoThere, current, unknown } from "./state.js";
import { characters, scale } from "./surprise.js";

const MOST = 12;
const AT_ONCE = 2;
const WRITTEN_MAX = 200;

/** What was written: a checkpoint's text is the same for the same question. */
const written = new Map();

let place, form, note, button, slide, slider, big, grid, models, kept, cards, at, asked, failure, timer;

export function open(main) {
  place = main;
  models = [];
  kept = [];
  cards = [];
  at = -1;
  asked = null;
  failure = null;
  draw();
  load();
  timer = setInterval(load, 4000);
}

export function close() {
  asked = null;
  clearInterval(timer);
}

export function event(name) {
  if (name === "open" || name === "state") load();
}

function draw() {
  const field = (label, name, attributes) => el("label", null, label, el("input", { name, autocomplete: "off", ...attributes }));
  note = el("p.quiet", { id: "note", role: "status" });
  button = el("button.main", { type: "submit", id: "write" }, "Write");
  form = el("form.stack", { onsubmit: write },
    el("div.settings", null,
      el("label.broad", null, "The start of a text", el("input", { name: "text", autocomplete: "off", value: "The ", required: true })),
      el("label", null, "Model", el("select", { name: "model", onchange: changed })),
      field("Characters", "length", { type: "number", min: 1, max: 1000, value: 240, required: true }),
      field("Temperature", "temperature", { type: "number", min: 0, max: 100, step: 0.05, value: 0.7, required: true }),
      field("Seed", "seed", { inputmode: "numeric", pattern: "-?[0-9]+", value: 1, required: true })),
    el("div.head", null, button, note, scale()));
  slider = el("input", { type: "range", min: 0, max: 0, value: 0, id: "slider", "aria-label": "Checkpoint", oninput: () => choose(Number(slider.value)) });
  big = el("div", { id: "chosen" });
  grid = el("div.written", { id: "written" });
  place.append(el("section.card", null, el("h2", null, "How it learned to write"),
    el("p.quiet", null, "One prompt with one seed, completed by each kept checkpoint, from the first to the newest."), form),
  slide = el("section.card", { id: "slide", hidden: true }, slider, big), grid);
}

async function load() {
  try {
    const overview = await get("api/learning");
    const names = overview.models.map(({ name }) => name);
    if (names.join() !== models.join()) {
      models = names;
      const before = form.elements.model.value;
      form.elements.model.replaceChildren(...names.map((name) => el("option", { value: name }, name)));
      if (names.includes(before)) form.elements.model.value = before;
    }
    if (!asked) await renew();
    say();
  } catch {
    // The line under the header says what is wrong; what was written stays.
  }
}

async function renew() {
  const model = form.elements.model.value;
  const manifests = model ? await get(`api/learning/${encodeURIComponent(model)}/checkpoints`) : [];
  if (asked || model !== form.elements.model.value) return;
  const next = spread(manifests);
  if (!cards.some(({ whole }) => whole) || next[0]?.model !== kept[0]?.model) show(next);
}

function changed() {
  asked = null;
  failure = null;
  show([]);
  renew().then(say).catch(() => {});
}

/** At most so many, as even as they can be had from the first to the last in their logarithms: early on a model changes fast. */
function spread(all) {
  if (all.length <= MOST) return all;
  const log = ({ characters: read }) => Math.log(Math.max(1, read));
  const [from, to] = [log(all[0]), log(all.at(-1))];
  const found = new Set();
  for (let i = 0; i < MOST; i++) {
    const wanted = from + ((to - from) * i) / (MOST - 1);
    const free = all.filter((one) => !found.has(one));
    found.add(free.reduce((a, b) => (Math.abs(log(b) - wanted) < Math.abs(log(a) - wanted) ? b : a)));
  }
  return all.filter((one) => found.has(one));
}

function show(next) {
  kept = next;
  cards = kept.map((manifest) => {
    const text = el("pre", null, "");
    const bits = el("span.quiet");
    const press = el("button", { type: "button", "aria-pressed": "false", onclick: () => choose(cards.indexOf(card)) }, `${compact(manifest.characters)} characters`);
    const place = el("article.card.checkpoint", null, el("div.head", null, press, bits), text);
    const card = { manifest, place, press, text, bits, whole: null };
    return card;
  });
  lay();
  if (cards.length) choose(cards.length - 1);
}

function lay() {
  grid.replaceChildren(...cards.map((card) => card.place));
  slider.max = Math.max(0, cards.length - 1);
  slide.hidden = !cards.some(({ text }) => text.textContent);
}

/** Says what failed, until it is written again, or what there is to do or to wait for. */
function say() {
  const now = current();
  note.className = failure ? "bad" : "quiet";
  note.textContent = failure ?? unknown("model-checkpoints")
    ?? (!cards.length ? "No checkpoints yet: a trainer (bin/inkstream train) publishes the first after checkpoint.every steps."
      : asked && !now.generators ? "No generator runs (bin/inkstream generate): the prompts wait for one."
        : asked ? `Writing: ${cards.filter(({ whole }) => whole).length} of ${cards.length}`
          : cards.every(({ whole }) => whole) ? "" : `${cards.length} checkpoints to write with; the generator loads one after the other.`);
  button.disabled = !cards.length || asked != null || unknown("") != null;
}

function choose(i) {
  at = i;
  slider.value = i;
  cards.forEach(({ press }, n) => press.setAttribute("aria-pressed", String(n === i)));
  const { manifest, text, whole } = cards[i];
  slider.setAttribute("aria-valuetext", `after ${count(manifest.characters)} characters, step ${count(manifest.step)}`);
  const copy = text.cloneNode(true);
  copy.className = "reply";
  big.replaceChildren(el("p.head", null, el("b", null, `After ${count(manifest.characters)} characters, step ${count(manifest.step)}`),
    el("span.quiet", null, whole ? `${fixed(whole.bits, 2)} bits per character · seed ${whole.seed} · ` : "", "published ", agoThere(Date.parse(manifest.createdAt)),
      ` · checkpoint ${manifest.sha256.slice(0, 12)}`)), copy);
}

async function write(submitted) {
  submitted.preventDefault();
  const turn = (asked = Symbol());
  failure = null;
  const { text, length, temperature, seed, model } = Object.fromEntries(new FormData(form));
  const manifests = await get(`api/learning/${encodeURIComponent(model)}/checkpoints`).catch(() => kept);
  if (turn !== asked) return;
  show(spread(manifests));
  say();
  const left = [...cards];
  const failures = [];
  const one = async () => {
    for (let card = left.shift(); card && turn === asked; card = left.shift()) {
      await fill(card, { text, length: Number(length), temperature: Number(temperature), seed, model, step: card.manifest.step })
        .catch((problem) => (isGone(problem) ? drop(card) : failures.push(failed(card, problem))));
      if (turn === asked) say();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  if (turn !== asked) return;
  asked = null;
  failure = failures[0] ?? null;
  say();
}

async function fill(card, body) {
  const key = JSON.stringify([body, card.manifest.sha256]);
  card.text.replaceChildren(el("span.asked", null, visible(body.text)));
  slide.hidden = false;
  again(card);
  if (!written.has(key)) {
    const pieces = [];
    const reply = await send(body, ({ text, drawn }) => {
      pieces.push([text, drawn]);
      card.text.append(...characters(text, drawn));
      again(card);
    });
    written.set(key, { reply, pieces });
    if (written.size > WRITTEN_MAX) written.delete(written.keys().next().value);
  } else {
    written.get(key).pieces.forEach(([text, drawn]) => card.text.append(...characters(text, drawn)));
  }
  card.whole = written.get(key).reply;
  card.bits.textContent = `${fixed(card.whole.bits, 2)} bits`;
  again(card);
}

const again = (card) => cards[at] === card && choose(at);

function failed(card, problem) {
  card.text.replaceChildren(el("span.bad", null, visible(problem.message)));
  again(card);
  return problem.message;
}

/** Whether the generator has the checkpoint no more: a trainer that goes on thins those that it keeps. */
const isGone = (problem) => problem instanceof Refused && problem.field === "step";

function drop(card) {
  if (!cards.includes(card)) return;
  cards = cards.filter((one) => one !== card);
  lay();
  if (cards.length) choose(Math.min(at, cards.length - 1));
}
