import { get, post } from "./api.js";
import { clock, count, el, figure, fixed, millis, shade, shades, table, visible } from "./format.js";

let place, reply, note, button, waitingFor, early, timer, models, form, given;

export function open(main) {
  place = main;
  waitingFor = null;
  early = [];
  models = [];
  main.append(el("div.answers", null, el("div.stack", null, playground(), el("section.card", { id: "recent" })), el("div.stack", { id: "side" })));
  load();
  timer = setInterval(load, 2000);
}

export function close() {
  clearInterval(timer);
}

export function event(name, data) {
  if (name === "open") load();
  if (name !== "piece") return;
  if (data.id === waitingFor) piece(data);
  else if (early.length < 200) early.push(data);
}

function playground() {
  const field = (label, name, attributes) => el("label", null, label, el("input", { name, autocomplete: "off", ...attributes }));
  given = el("textarea", { name: "text", "aria-label": "The start of a text", placeholder: "The start of a text …", rows: 3 });
  given.value = "public ";
  reply = el("div.reply", { id: "reply", "aria-live": "polite", "aria-label": "The reply" }, el("span.asked", null, "The reply appears here as it is written."));
  note = el("p.quiet", { id: "provenance" });
  button = el("button.main", { type: "submit", id: "ask" }, "Continue");
  form = el("form.stack", { onsubmit: ask },
    given,
    el("div.settings", null,
      field("Characters", "length", { type: "number", min: 1, value: 200 }),
      field("Temperature", "temperature", { type: "number", min: 0, max: 100, step: 0.05, value: 0.8 }),
      field("Top k (0: all)", "topK", { type: "number", min: 0, max: 256, value: 0 }),
      field("Top p", "topP", { type: "number", min: 0.01, max: 1, step: 0.01, value: 1 }),
      field("Seed", "seed", { inputmode: "numeric", pattern: "-?[0-9]*", placeholder: "any" }),
      field("Stop at", "stop", { placeholder: "nothing" }),
      field("Session", "session", { placeholder: "none" }),
      el("label", null, "Model", el("select", { name: "model" }, el("option", { value: "" }, "default")))),
    el("div.head", null, button, el("span.scale", { "aria-hidden": "true" }, "expected", shades(), "surprising")));
  given.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  return el("section.card", null, el("h2", null, "Playground"), form, reply, note);
}

async function ask(submitted) {
  submitted.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  const body = { text: fields.text };
  for (const name of ["length", "temperature", "topK", "topP"]) if (fields[name] !== "") body[name] = Number(fields[name]);
  for (const name of ["stop", "session", "model", "seed"]) if (fields[name] !== "") body[name] = fields[name];
  button.disabled = true;
  early = [];
  waitingFor = null;
  reply.replaceChildren(el("span.asked", null, visible(fields.text)));
  note.className = "quiet";
  note.textContent = "Sent; waiting for the generator …";
  try {
    waitingFor = (await post("api/prompts", body)).id;
    early.filter(({ id }) => id === waitingFor).forEach(piece);
  } catch (problem) {
    failed(problem.message);
  }
  const id = waitingFor;
  setTimeout(() => {
    if (waitingFor === id && button.disabled && note.textContent.startsWith("Sent")) {
      note.textContent = "No answer yet. Is a generator running (bin/inkstream generate), and is there a model? The prompt waits for both.";
      button.disabled = false;
    }
  }, 15000);
}

function failed(message) {
  note.className = "bad";
  note.textContent = message;
  button.disabled = false;
}

function piece({ text, drawn, last, reply: whole }) {
  reply.append(...characters(text, drawn));
  if (!last) {
    note.textContent = "Writing …";
    return;
  }
  button.disabled = false;
  if (whole.error) return void failed(whole.error);
  note.className = "quiet";
  note.textContent = `${whole.model} at step ${count(whole.step)} · ${count(whole.characters)} characters · ${fixed(whole.bits, 2)} bits per character · `
    + `${millis(whole.generationMillis)} to write · seed ${whole.seed} · checkpoint ${whole.checkpoint?.slice(0, 12)}`;
  load();
}

/** Each character with its surprise. One of several bytes has that of all of them together. */
function characters(text, drawn) {
  let next = 0;
  return Array.from(text, (character) => {
    const bytes = drawn[next]?.text === character ? 1 : new TextEncoder().encode(character).length;
    const own = drawn.slice(next, (next += bytes));
    if (!own.length) return document.createTextNode(character);
    const bits = own.reduce((sum, one) => sum + one.bits, 0);
    return el(`span.h${shade(bits)}`, { "data-bits": bits.toFixed(2), title: `${bits.toFixed(2)} bits` }, visible(character));
  });
}

async function load() {
  const side = document.getElementById("side");
  if (!side) return;
  try {
    const [overview, stream, learning] = await Promise.all([get("api/answers"), get("api/stream"), get("api/learning")]);
    side.replaceChildren(...figures(overview, stream));
    recent(overview.newest);
    options(learning.models.map((model) => model.name));
  } catch (problem) {
    side.replaceChildren(el("p.trouble", { role: "alert" }, problem.message));
  }
}

function options(names) {
  if (names.join() === models.join()) return;
  models = names;
  form.elements.model.replaceChildren(el("option", { value: "" }, "default"), ...names.map((name) => el("option", { value: name }, name)));
}

function figures(overview, { instances, cluster }) {
  const sum = (name) => instances.reduce((total, one) => total + (one.figures[name] ?? 0), 0);
  const lag = cluster.topics.find((topic) => topic.name === "prompts")?.partitions.reduce((total, one) => total + (one.lag ?? 0), 0);
  const row = (name, { p50, p90, p99 }) => [name, millis(p50), millis(p90), millis(p99)];
  return [
    overview.trouble && el("p.trouble", { role: "alert" }, overview.trouble),
    el("section.figures", null, figure("replies in the last minute", count(overview.perMinute), true),
      figure("being answered", count(sum("inkstream_generate_running"))), figure("waiting their turn", count(sum("inkstream_generate_waiting"))),
      figure("unread on prompts", count(lag))),
    el("section.card", null, el("h2", null, "How long it takes"),
      overview.timed ? table([{ name: "" }, { name: "median", number: true }, { name: "90 %", number: true }, { name: "99 %", number: true }],
        [row("in the queue", overview.queue), row("to the first character", overview.firstCharacter), row("to the whole reply", overview.whole)])
        : el("p.empty", null, "Percentiles come with the first replies."),
      overview.timed ? el("p.quiet", null, overview.timed === 1 ? "of one reply" : `of the last ${count(overview.timed)} replies`) : null),
  ].filter(Boolean);
}

function recent(replies) {
  const card = document.getElementById("recent");
  if (card.contains(document.activeElement)) return;
  card.replaceChildren(el("h2", null, "Recent replies"), replies.length ? el("div.list", null, replies.slice(0, 20).map((one) => el("article", null,
    el("pre", null, one.error ? el("span.bad", null, visible(one.error)) : visible(one.text)),
    el("p.quiet.wrap", null, [clock(one.finishedAt), one.model, one.step == null ? null : `step ${count(one.step)}`, one.session ? `session ${visible(one.session)}` : null,
      one.bits == null ? null : `${fixed(one.bits, 2)} bits per character`, one.finishReason.toLowerCase(),
      one.seed == null ? null : `seed ${one.seed}`, one.checkpoint ? `checkpoint ${one.checkpoint.slice(0, 12)}` : null].filter(Boolean).join(" · ")))))
    : el("p.empty", null, "Nobody has asked yet. Type the start of a text above, or run ", el("code", null, "bin/inkstream prompt TEXT"), "."));
}
